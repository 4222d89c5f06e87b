"""Conversations over HTTP: kept for whoever asked, found again, exported, and what people say of answers."""

import csv
import io
import threading
import zipfile

import pytest
from fastapi.testclient import TestClient

from api.exports import conversation_markdown, table_csv, table_xlsx
from api.keeping import Keeping
from api.schemas import AnswerOut, ConversationDetail
from assistant.records.conversations import Conversation, Turn
from assistant.records.library import Library
from assistant.records.scope import Scope

EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"
PROBLEMS = "存在的主要问题是什么？"


@pytest.fixture
def visitor(client: TestClient):
    """A browser that has opened a page, and so has a cookie of its own."""
    client.cookies.clear()
    response = client.get("/")
    assert "HttpOnly" in response.headers["set-cookie"]
    yield client
    for each in client.get("/api/conversations").json():
        client.delete(f"/api/conversations/{each['id']}")
    client.cookies.clear()


def ask(client: TestClient, question: str, conversation: str | None = "first", **more: object) -> dict:
    body = {"question": question, "conversation_id": conversation, **more}
    response = client.post("/api/ask", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_conversation_is_kept_and_its_questions_are_the_history(visitor: TestClient) -> None:
    first = ask(visitor, EXECUTION)
    second = ask(visitor, PROBLEMS)
    assert {citation["department"] for citation in second["citations"]} == {"南栎市水务局"}
    kept = visitor.get("/api/conversations/first").json()
    ConversationDetail.model_validate(kept)
    assert [turn["answer"] for turn in kept["turns"]] == [first, second]
    assert [turn["question"] for turn in kept["turns"]] == [EXECUTION, PROBLEMS]
    assert (kept["title"], kept["length"]) == (EXECUTION, 2)


def test_a_history_that_is_given_counts_alone(visitor: TestClient) -> None:
    ask(visitor, EXECUTION)
    other = ask(visitor, PROBLEMS, history=["南栎市教育局2022年预算执行率是多少？"])
    assert {citation["department"] for citation in other["citations"]} == {"南栎市教育局"}
    none = ask(visitor, PROBLEMS, history=[])
    assert none["citations"] == [] or len({citation["department"] for citation in none["citations"]}) > 1


def test_a_streamed_answer_is_kept_too(visitor: TestClient) -> None:
    visitor.post("/api/ask", json={"question": EXECUTION, "conversation_id": "streamed", "stream": True})
    assert visitor.get("/api/conversations/streamed").json()["length"] == 1


def test_an_answer_does_not_wait_for_a_busy_database(
    visitor: TestClient, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, kept = threading.Event(), threading.Event()
    keep = shelf.store.conversations.keep

    def busy(*told: object, **more: object) -> None:
        free.wait(30)
        keep(*told, **more)
        kept.set()

    monkeypatch.setattr(shelf.store.conversations, "keep", busy)
    monkeypatch.setattr("api.keeping._PATIENCE", 0.01)
    assert ask(visitor, EXECUTION)["status"] == "answered"
    assert not kept.is_set()
    free.set()
    assert kept.wait(30)
    assert visitor.get("/api/conversations/first").json()["length"] == 1


def test_an_answer_is_kept_though_the_service_has_no_moment_to_wait(
    visitor: TestClient, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where others' answers hold the service up for so long that the time is over before anything begins.
    monkeypatch.setattr("api.keeping._PATIENCE", -1.0)
    for _ in range(20):
        ask(visitor, EXECUTION)
    visitor.app.state.service.keeping.finish()
    assert visitor.get("/api/conversations/first").json()["length"] == 20


def test_the_next_question_waits_until_the_one_before_it_is_kept(
    visitor: TestClient, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, keep, settled = threading.Event(), shelf.store.conversations.keep, Keeping.settled

    def busy(*told: object, **more: object) -> None:
        free.wait(30)
        keep(*told, **more)

    async def freed(keeping: Keeping, conversation_id: str) -> None:
        free.set()
        await settled(keeping, conversation_id)

    monkeypatch.setattr(shelf.store.conversations, "keep", busy)
    monkeypatch.setattr("api.keeping._PATIENCE", 0.01)
    ask(visitor, EXECUTION)
    monkeypatch.setattr(Keeping, "settled", freed)
    second = ask(visitor, PROBLEMS)
    assert {citation["department"] for citation in second["citations"]} == {"南栎市水务局"}
    visitor.app.state.service.keeping.finish()
    assert visitor.get("/api/conversations/first").json()["length"] == 2


def test_what_is_asked_outside_a_conversation_is_not_kept(visitor: TestClient) -> None:
    answer = ask(visitor, EXECUTION, None)
    assert visitor.get("/api/conversations").json() == []
    assert visitor.get(f"/api/answers/{answer['id']}").status_code == 404


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["second", "first"]),
        ("水务局", ["first"]),
        ("812.40", ["first"]),
        ("教育局 98.06", ["second"]),
        ("教育局 812.40", []),
        ("100%_", []),
    ],
)
def test_conversations_are_listed_and_searched(visitor: TestClient, search: str, found: list[str]) -> None:
    ask(visitor, EXECUTION)
    ask(visitor, "南栎市教育局2022年预算执行率是多少？", "second")
    response = visitor.get("/api/conversations", params={"search": search})
    assert [each["id"] for each in response.json()] == found
    assert response.headers["x-total-count"] == str(len(found))


def test_a_conversation_is_renamed_and_deleted(visitor: TestClient) -> None:
    answer = ask(visitor, EXECUTION)
    assert visitor.patch("/api/conversations/first", json={"title": " 水务局\n执行 "}).status_code == 204
    assert visitor.get("/api/conversations").json()[0]["title"] == "水务局 执行"
    assert visitor.delete("/api/conversations/first").status_code == 204
    assert visitor.get("/api/conversations/first").json()["code"] == "unknown_conversation"
    assert visitor.get(f"/api/answers/{answer['id']}").status_code == 404


def test_nobody_else_lists_opens_changes_or_continues_a_conversation(visitor: TestClient) -> None:
    ask(visitor, EXECUTION)
    mine = dict(visitor.cookies)
    visitor.cookies.clear()
    visitor.get("/")
    path = "/api/conversations/first"
    assert visitor.get("/api/conversations").json() == []
    assert visitor.get(path).status_code == 404
    assert visitor.get(f"{path}/export").status_code == 404
    assert visitor.patch(path, json={"title": "mine"}).status_code == 404
    assert visitor.delete(path).status_code == 404
    continued = visitor.post("/api/ask", json={"question": PROBLEMS, "conversation_id": "first"})
    assert continued.json()["code"] == "unknown_conversation"
    visitor.cookies.clear()
    visitor.cookies.update(mine)
    assert visitor.get(path).json()["length"] == 1


def test_a_client_without_a_cookie_goes_by_the_id_alone(client: TestClient) -> None:
    client.cookies.clear()
    ask(client, EXECUTION, "of-a-program")
    answer = ask(client, PROBLEMS, "of-a-program")
    assert {citation["department"] for citation in answer["citations"]} == {"南栎市水务局"}
    assert client.get("/api/conversations").json() == []
    assert client.delete("/api/conversations/of-a-program").status_code == 204


def test_an_answer_opens_by_its_link_for_whoever_may_see_what_it_cites(visitor: TestClient, shelf: Library) -> None:
    answer = ask(visitor, EXECUTION)
    visitor.cookies.clear()
    AnswerOut.model_validate(visitor.get(f"/api/answers/{answer['id']}").json())
    conversations = shelf.store.conversations
    collection = shelf.store.document(answer["citations"][0]["document_id"], Scope()).collection
    assert conversations.answer(answer["id"], Scope(frozenset([collection]))).answer == answer
    with pytest.raises(Exception, match="not yours to see"):
        conversations.answer(answer["id"], Scope(frozenset(["elsewhere"])))
    conversations.delete("first", conversations_owner(shelf))


def conversations_owner(shelf: Library) -> str:
    from sqlalchemy import select

    from assistant.records import database
    from assistant.records.conversation_tables import conversations

    with database.reading(shelf.store._engine) as connection:
        return connection.execute(select(conversations.c.owner).where(conversations.c.id == "first")).scalar_one()


def test_exports_carry_every_citation(visitor: TestClient) -> None:
    answer = ask(visitor, EXECUTION)
    ask(visitor, "南栎市水务局2021年存在的主要问题是什么？")
    markdown = visitor.get("/api/conversations/first/export")
    assert markdown.headers["content-type"].startswith("text/markdown")
    assert "filename*=UTF-8''" in markdown.headers["content-disposition"]
    for citation in answer["citations"]:
        assert f"{citation['id']}. {citation['source']}" in markdown.text
        assert f"({citation['start']}–{citation['end']})" in markdown.text
    assert "<script>" not in markdown.text.replace("\\<script\\>", "")
    exported = visitor.get("/api/conversations/first/export", params={"format": "json"}).json()
    assert exported["turns"][0]["answer"] == answer


def test_opinions_are_kept_for_evaluators(visitor: TestClient) -> None:
    answer = ask(visitor, EXECUTION)
    path = f"/api/answers/{answer['id']}/opinions"
    assert visitor.post(path, json={"kind": "up"}).status_code == 201
    assert visitor.post(path, json={"kind": "down", "reason": "口径不对"}).status_code == 201
    assert visitor.post(path, json={"kind": "wrong_figure", "figure": 0, "reason": "应为 800"}).status_code == 201
    mine = [each for each in visitor.get("/api/opinions").json() if each["answer_id"] == answer["id"]]
    assert {(each["kind"], each["reason"]) for each in mine} == {("down", "口径不对"), ("wrong_figure", "应为 800")}
    wrong = visitor.get("/api/opinions", params={"kind": "wrong_figure"}).json()[0]
    assert (wrong["figure"], wrong["question"]) == (answer["figures"][0], EXECUTION)
    assert visitor.post(path, json={"kind": "wrong_figure", "figure": 99}).status_code == 404
    assert visitor.post(path, json={"kind": "meh"}).status_code == 422
    assert visitor.post("/api/answers/none/opinions", json={"kind": "up"}).status_code == 404


@pytest.mark.parametrize(
    ("scope", "status", "departments"),
    [
        ({"departments": ["南栎市水务局"]}, "answered", {"南栎市水务局"}),
        ({"departments": ["南栎市教育局"], "years": [2022]}, "answered", {"南栎市教育局"}),
        ({"years": [2022], "kinds": ["self_evaluation"]}, "answered", {"南栎市教育局"}),
        ({"departments": ["南栎市水务局"], "years": [2022]}, "abstained", set()),
        ({"kinds": ["review"]}, "abstained", set()),
    ],
)
def test_a_pinned_scope_constrains_the_answer(
    client: TestClient, scope: dict, status: str, departments: set[str]
) -> None:
    answer = ask(client, "预算执行率是多少？", None, scope=scope)
    assert answer["status"] == status
    assert {figure["department"] for figure in answer["figures"]} == departments
    assert any("选定的范围" in note for note in answer["notes"])


def test_a_question_outside_its_pinned_scope_is_not_answered(client: TestClient) -> None:
    answer = ask(client, EXECUTION, None, scope={"departments": ["南栎市教育局"]})
    assert (answer["status"], answer["figures"]) == ("abstained", [])


def test_the_scope_on_offer_counts_documents(client: TestClient) -> None:
    offered = client.get("/api/scope").json()
    assert {"value": "南栎市水务局", "documents": 1} in offered["departments"]
    assert [each["value"] for each in offered["years"]] == [2022, 2021]
    assert {each["value"] for each in offered["kinds"]} >= {"self_evaluation"}


HOSTILE = (("名称", "=A1+1"), ('=HYPERLINK("http://example.invalid")', "-5"), ("@SUM(1)", "+1,234.5"), ("\tx", "1,000"))


def test_cells_never_become_formulas() -> None:
    rows = list(csv.reader(io.StringIO(table_csv(HOSTILE).decode("utf-8-sig"))))
    assert rows == [
        ["名称", "'=A1+1"],
        ['\'=HYPERLINK("http://example.invalid")', "-5"],
        ["'@SUM(1)", "+1,234.5"],
        ["'\tx", "1,000"],
    ]
    data = table_xlsx(HOSTILE)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1:] == [
        ['=HYPERLINK("http://example.invalid")', -5],
        ["@SUM(1)", 1234.5],
        ["\tx", 1000],
    ]
    assert sheet["A2"].data_type == "s"


def test_tables_of_answers_download(visitor: TestClient) -> None:
    answer = ask(visitor, "各部门预算执行率是多少？", "tables", scope={"departments": ["南栎市水务局", "南栎市教育局"]})
    tables = [part["rows"] for part in answer["parts"] if part.get("rows")]
    path = f"/api/answers/{answer['id']}/tables"
    assert visitor.get(f"{path}/{len(tables) + 1}.csv").status_code == 404
    for number, rows in enumerate(tables, 1):
        given = visitor.get(f"{path}/{number}.csv").content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(given)))) == len(rows)
        assert visitor.get(f"{path}/{number}.xlsx").content.startswith(b"PK")


def test_markdown_shows_words_as_they_are() -> None:
    answer = {
        "parts": [{"type": "quote", "text": "# <b>[x](y)</b> `|`", "citations": [1]}],
        "notes": [],
        "citations": [],
    }
    text = conversation_markdown(Conversation("c", "*标题*", "", "", 1, (Turn("问_题_", "now", answer),)), "zh")
    assert "# \\*标题\\*" in text
    assert "> \\# \\<b\\>\\[x\\](y)\\</b\\> \\`\\|\\`\\[1\\]" in text
