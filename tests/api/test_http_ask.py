"""Asking over HTTP: the wire contract, languages, history, streaming, and what is refused."""

import json
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from api.asking import language_of
from api.schemas import AnswerOut

EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"
QUESTIONS = (
    EXECUTION,
    "南栎市水务局2021年存在的主要问题是什么？",
    "南栎市水务局2021年引进了多少个节水项目？",
    "南栎市教育局2022年预算执行率是多少？",
    "南栎市园林局2022年上半年累计支出多少？",
    "南栎市水务局2021年“三公”经费是多少？",
    "预算执行率是多少？",
    "How much was the budget of 南栎市水务局 executed in 2021?",
    "南栎市气象局2021年预算执行率是多少？",
)


def ask(client: TestClient, question: str, **more: object) -> dict:
    response = client.post("/api/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("question", QUESTIONS)
def test_answer_keeps_the_contract(client: TestClient, question: str) -> None:
    answer = ask(client, question)
    AnswerOut.model_validate(answer)
    numbers = {citation["id"] for citation in answer["citations"]}
    for citation in answer["citations"]:
        text = client.get(f"/api/documents/{citation['document_id']}/text").content.decode()
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    for part in answer["parts"]:
        assert set(part["citations"]) <= numbers
        assert part["type"] not in {"figure", "computation", "quote", "table"} or part["citations"]
    for figure in answer["figures"]:
        assert Decimal(figure["value"]).is_finite()
        assert figure["citations"]


def test_execution_gives_stated_and_recomputed_figures(client: TestClient) -> None:
    answer = ask(client, EXECUTION)
    assert answer["status"] == "answered"
    values = {(figure["value"], figure["unit"], figure["computed"]) for figure in answer["figures"]}
    assert {("812.40", "万元", False), ("790.13", "万元", False), ("97.26", "%", False), ("97.26", "%", True)} <= values
    computed = next(part for part in answer["parts"] if part["type"] == "computation")
    assert computed["formula"] == "execution_rate"
    assert [operand["value"] for operand in computed["inputs"]] == ["790.13", "812.40"]
    assert all(operand["citations"] for operand in computed["inputs"])


def test_bound_of_a_vague_count_is_kept(client: TestClient) -> None:
    answer = ask(client, "南栎市水务局2021年引进了多少个节水项目？")
    assert [(figure["value"], figure["bound"]) for figure in answer["figures"]] == [("10", "over")]


def test_what_is_not_on_record_offers_no_figure(client: TestClient) -> None:
    answer = ask(client, "南栎市水务局2021年“三公”经费是多少？")
    assert (answer["status"], answer["reason"], answer["figures"]) == ("abstained", "no_record", [])


@pytest.mark.parametrize(
    ("question", "asked", "given"),
    [
        ("水务局的主要问题？", None, "zh"),
        ("What were the main problems in 2021?", None, "en"),
        ("What about 南栎市水务局?", None, "zh"),
        ("水务局的主要问题？", "en", "en"),
        ("2021?", None, "zh"),
    ],
)
def test_language(client: TestClient, question: str, asked: str | None, given: str) -> None:
    assert ask(client, question, language=asked)["language"] == given


def test_history_tells_what_a_short_question_means(client: TestClient) -> None:
    answer = ask(client, "存在的主要问题是什么？", history=[EXECUTION])
    assert {citation["department"] for citation in answer["citations"]} == {"南栎市水务局"}


def test_stream_ends_with_the_whole_answer(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": EXECUTION, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [block.split("\n", 1) for block in response.text.strip().split("\n\n")]
    names = [name.removeprefix("event: ") for name, _ in events]
    data = [json.loads(line.removeprefix("data: ")) for _, line in events]
    assert names[0] == "status"
    assert set(names[1:-1]) == {"part"}
    assert names[-1] == "answer"
    assert data[1:-1] == data[-1]["parts"]
    same = ask(client, EXECUTION)
    assert {**data[-1], "id": "", "took_ms": 0} == {**same, "id": "", "took_ms": 0}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": ""}, "invalid_question"),
        ({"question": " \n　"}, "invalid_question"),
        ({"question": "问" * 2001}, "invalid_question"),
        ({"question": "ok?", "history": ["问" * 2001]}, "invalid_question"),
        ({}, "invalid_request"),
        ({"question": None}, "invalid_request"),
        ({"question": 7}, "invalid_request"),
        ({"question": "ok?", "language": "fr"}, "invalid_request"),
        ({"question": "ok?", "history": "earlier"}, "invalid_request"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client: TestClient, body: dict, code: str) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'"text"'])
def test_a_body_that_is_no_request_is_a_problem(client: TestClient, content: bytes) -> None:
    response = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


def test_words_of_a_question_are_data(client: TestClient) -> None:
    answer = ask(client, "'; DROP TABLE documents; -- [b]<img src=x onerror=alert(1)>\x00{{7*7}} 预算?")
    AnswerOut.model_validate(answer)
    assert client.get("/healthz").json()["documents"] == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_suggested_questions_are_answered(client: TestClient, language: str) -> None:
    suggestions = client.get("/api/suggestions", params={"language": language}).json()["suggestions"]
    assert 2 <= len(suggestions) <= 4
    answers = [ask(client, question, language=language) for question in suggestions]
    assert {(answer["status"], answer["language"]) for answer in answers} == {("answered", language)}


def test_an_empty_installation_suggests_nothing_and_says_so(empty_client: TestClient) -> None:
    assert empty_client.get("/api/suggestions").json() == {"suggestions": []}
    assert empty_client.get("/healthz").json()["documents"] == 0
    answer = ask(empty_client, EXECUTION)
    assert (answer["status"], answer["figures"]) == ("abstained", [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("水务局2022年花了多少？", "zh"),
        ("What did 水务局 spend in 2022?", "en"),
        ("VR 和 5G 项目有几个？", "zh"),
        ("How much was spent?", "en"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language
