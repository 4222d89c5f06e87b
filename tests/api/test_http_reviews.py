"""Spot checks over HTTP: drawn, given out blind, judged, settled; evaluators alone may."""

from collections.abc import Iterator

import pytest
from access_kit import office
from fastapi.testclient import TestClient

from api.schemas_review import FrameOut, ItemOut, JudgementOut, RoundOut

QUESTIONS = (
    "南栎市水务局2021年预算执行率是多少？",
    "南栎市水务局2021年存在的主要问题是什么？",
    "南栎市水务局2021年“三公”经费是多少？",
    "南栎市水务局2021年执行数是多少？",
)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """An installation with accounts in which a reader has asked some questions."""
    with office(tmp_path_factory.mktemp("bureau")) as made:
        with made.client("reader") as reader:
            for at, question in enumerate(QUESTIONS):
                answer = reader.post("/api/ask", json={"question": question, "conversation_id": f"c{at}"})
                assert answer.status_code == 200, answer.text
        yield made


@pytest.fixture
def ann(bureau) -> Iterator[TestClient]:
    with bureau.client("evaluator") as client:
        yield client


@pytest.fixture
def root(bureau) -> Iterator[TestClient]:
    with bureau.client("root") as client:
        yield client


def drawn(client: TestClient, **more: object) -> dict:
    body = {"name": "抽查", "method": "simple", "size": 4, "double": 1, **more}
    response = client.post("/api/reviews", json=body)
    assert response.status_code == 201, response.text
    RoundOut.model_validate(response.json())
    return response.json()


def judged(client: TestClient, item: dict, path: str, *wrong: str, **more: object):
    verdicts = {aspect: aspect not in wrong for aspect in item["aspects"]}
    return client.post(f"{path}/items/{item['answer_id']}", json={"verdicts": verdicts, **more})


def test_a_round_from_drawing_to_settling(ann: TestClient, root: TestClient) -> None:
    frame = ann.get("/api/reviews/frame").json()
    FrameOut.model_validate(frame)
    assert (frame["answers"], frame["channel"]) == (4, {"api": 4})
    one = drawn(ann)
    path = f"/api/reviews/{one['id']}"
    assert one["created_by"] == "evaluator"
    seen = 0
    while (given := ann.get(f"{path}/next")).status_code == 200:
        item = given.json()
        ItemOut.model_validate(item)
        assert (item["mine"], item["others"]) == (None, [])
        wrong = ["completeness"] if item["question"] == QUESTIONS[0] else []
        kept = judged(ann, item, path, *wrong, note=" 少一项 ", seconds=12.5)
        JudgementOut.model_validate(kept.json())
        assert kept.json()["cause"] == ("wording" if wrong else None)
        assert kept.json()["note"] == "少一项"
        seen += 1
    assert (given.status_code, seen) == (204, 4)
    assert len(ann.get(f"{path}/mine").json()) == 4
    while (given := root.get(f"{path}/next")).status_code == 200:
        assert (given.json()["mine"], given.json()["others"]) == (None, []), "a reviewer sees nothing of the other"
        assert judged(root, given.json(), path).status_code == 201
    (disputed,) = ann.get(f"{path}/disputed").json()
    item = ann.get(f"{path}/items/{disputed}").json()
    assert item["question"] == QUESTIONS[0]
    assert [each["reviewer"] for each in item["others"]] == ["evaluator", "root"]
    assert judged(root, item, path, "completeness", adjudication=True).status_code == 201
    progress = ann.get(path).json()["progress"]
    assert progress == {"drawn": 4, "judged": 4, "settled": 4, "open": 0, "mine": 4, "left": 0}
    for form, begins in (("html", b"<!doctype"), ("xlsx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")):
        report = ann.get(f"{path}/report.{form}?language=en")
        assert report.content.startswith(begins), report.text
    assert "sha256-" in ann.get(f"{path}/report.html").headers["content-security-policy"]
    assert ann.post(f"{path}/close").status_code == 204
    assert judged(ann, item, path).json()["code"] == "invalid_review"


def test_plans_are_told(ann: TestClient) -> None:
    first, *_ = ann.get("/api/reviews/plan?limit=0.02&confidence=0.95").json()
    assert (first["size"], first["accept"]) == (149, 0)
    for far in ("limit=1e-300", "population=793934259709138"):
        assert ann.get(f"/api/reviews/plan?{far}").status_code == 422, "would be reckoned for hours"
    few = ann.get("/api/reviews/plan?limit=0.001&population=10").json()
    assert few[0]["size"] == 10


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": ""}, 422, "invalid_request"),
        ({"name": "a", "double": 0.1}, 422, "invalid_request"),
        ({"name": "a", "method": "targeted"}, 422, "invalid_review"),
        ({"name": "a", "since": "2999-01-01"}, 422, "invalid_review"),
    ],
)
def test_a_round_that_cannot_be_drawn_is_a_problem(ann: TestClient, body: dict, status: int, code: str) -> None:
    response = ann.post("/api/reviews", json=body)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_verdicts_must_fit_the_answer(ann: TestClient) -> None:
    path = f"/api/reviews/{drawn(ann)['id']}"
    item = ann.get(f"{path}/next").json()
    url = f"{path}/items/{item['answer_id']}"
    assert ann.post(url, json={"verdicts": {}}).json()["code"] == "invalid_review"
    assert ann.post(url, json={"verdicts": {"beauty": True}}).json()["code"] == "invalid_request"
    assert judged(ann, item, path, adjudication=True).json()["code"] == "invalid_review"
    assert ann.get(f"{path}/items/none").status_code == 404
    assert ann.get("/api/reviews/none").json()["code"] == "unknown_round"


@pytest.mark.parametrize("name", ["reader", "contributor", "auditor"])
def test_others_may_not_review(bureau, name: str) -> None:
    with bureau.client(name) as client:
        for path in ("/api/reviews", "/api/reviews/frame", "/api/reviews/plan"):
            assert client.get(path).status_code == 403


def test_before_there_are_accounts_two_browsers_are_two_reviewers(client: TestClient) -> None:
    client.cookies.clear()
    client.get("/")
    client.post("/api/ask", json={"question": "南栎市水务局2021年预算执行率是多少？", "conversation_id": "spot"})
    one = drawn(client, size=1)
    item = client.get(f"/api/reviews/{one['id']}/next").json()
    said = judged(client, item, f"/api/reviews/{one['id']}").json()
    client.cookies.clear()
    client.get("/")
    assert client.get(f"/api/reviews/{one['id']}/next").json()["answer_id"] == item["answer_id"]
    assert said["reviewer"].startswith("guest ")
    client.delete("/api/conversations/spot")
