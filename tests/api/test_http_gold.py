"""Gold questions, runs over them and corrections by hand over HTTP: kept, asked, compared, and nothing hidden told."""

from collections.abc import Iterator

import pytest
from access_kit import office
from fastapi.testclient import TestClient

from api.schemas_gold import ComparisonOut, ConfirmedOut, GoldOut, GoldSetOut, RunDetail, RunOut

RATE = {
    "id": "g1",
    "question": "南栎市水务局2021年预算执行率是多少？",
    "figures": [{"value": "97.26", "unit": "%"}],
    "sources": ["水务局2021.txt"],
}
WRONG = {
    "id": "g2",
    "question": "南栎市水务局2021年执行数是多少？",
    "figures": [{"value": "790.31", "unit": "万元"}],
    "sources": ["水务局2021.txt"],
}
REFUSAL = {"id": "g3", "question": "南栎市水务局2021年“三公”经费是多少？", "status": "abstained", "kind": "abstain"}
INNER = {
    "id": "g4",
    "question": "南栎市教育局2021年执行数是多少？",
    "figures": [{"value": "4301.77", "unit": "万元"}],
    "sources": ["教育局2021.txt"],
}


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    with office(tmp_path_factory.mktemp("bureau")) as made:
        yield made


@pytest.fixture
def root(bureau) -> Iterator[TestClient]:
    with bureau.client("root") as client:
        yield client


@pytest.fixture
def ann(bureau) -> Iterator[TestClient]:
    with bureau.client("evaluator") as client:
        yield client


def kept(client: TestClient, name: str, *cases: dict) -> None:
    for case in cases:
        response = client.put(f"/api/gold/{name}", json=case)
        assert response.status_code == 204, response.text


def sources(client: TestClient) -> set[str]:
    return {one["source"] for one in client.get("/api/documents").json()}


def run(client: TestClient, name: str) -> dict:
    begun = client.post("/api/runs", json={"set": name})
    assert begun.status_code == 202, begun.text
    RunOut.model_validate(begun.json())
    return client.get(f"/api/runs/{begun.json()['id']}").json()


def test_gold_questions_are_kept_changed_and_removed(ann: TestClient) -> None:
    kept(ann, "own", RATE, REFUSAL)
    kept(ann, "own", {**RATE, "question": "水务局2021年预算执行率？"})
    told = [GoldOut.model_validate(one) for one in ann.get("/api/gold/own").json()]
    assert [(one.record["id"], one.record["question"], one.by) for one in told] == [
        ("g1", "水务局2021年预算执行率？", "evaluator"),
        ("g3", REFUSAL["question"], "evaluator"),
    ]
    assert ann.delete("/api/gold/own/g3").status_code == 204
    assert ann.delete("/api/gold/own/g3").status_code == 404
    sets = [GoldSetOut.model_validate(one) for one in ann.get("/api/gold").json()]
    assert [one.cases for one in sets if one.name == "own"] == [1]


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("own", {**RATE, "figures": [{"value": "many"}]}, 422),
        ("own", {**RATE, "id": ""}, 422),
        ("own", {**RATE, "strange": 1}, 422),
        ("<b>", RATE, 422),
    ],
)
def test_what_is_no_gold_question_is_a_problem(ann: TestClient, name: str, body: dict, status: int) -> None:
    before = ann.get("/api/gold").json()
    assert ann.put(f"/api/gold/{name}", json=body).status_code == status
    assert ann.get("/api/gold").json() == before


@pytest.mark.parametrize("form", ["jsonl", "xlsx"])
def test_a_set_goes_out_and_comes_in_unchanged(ann: TestClient, form: str) -> None:
    kept(ann, f"out-{form}", {**RATE, "kind": "lookup", "history": ["先前的问题"]}, REFUSAL)
    data = ann.get(f"/api/gold/out-{form}/file.{form}").content
    assert ann.post(f"/api/gold/in-{form}/import.{form}", content=data).json() == {"cases": 2}

    def told(name: str) -> list[dict]:
        return [
            {k: v for k, v in one["record"].items() if v not in ([], "", None)}
            for one in ann.get(f"/api/gold/{name}").json()
        ]

    left, entered = told(f"out-{form}"), told(f"in-{form}")
    assert [one["question"] for one in entered] == [RATE["question"], REFUSAL["question"]]
    assert [(one["id"], one.get("history"), one["status"]) for one in entered] == [
        (one["id"], one.get("history"), one["status"]) for one in left
    ]
    broken = ann.post(f"/api/gold/in-{form}/import.{form}", content=b"{not a case}")
    assert broken.status_code == 422
    assert len(ann.get(f"/api/gold/in-{form}").json()) == 2


def test_a_run_is_scored_followed_and_compared(ann: TestClient) -> None:
    kept(ann, "runs", RATE, WRONG, REFUSAL)
    first = run(ann, "runs")
    told = RunDetail.model_validate(first)
    assert {one.id: one.verdict for one in told.results} == {"g1": "right", "g2": "wrong", "g3": "right"}
    assert (told.done, told.cases, told.ended_at is not None, told.measures["right"]) == (3, 3, True, 2)
    kept(ann, "runs", {**WRONG, "figures": [{"value": "790.13", "unit": "万元"}]})
    second = run(ann, "runs")
    compared = ann.get("/api/runs/compare", params={"earlier": first["id"], "later": second["id"]}).json()
    found = ComparisonOut.model_validate(compared)
    assert ([one.id for one in found.better], found.worse, found.shared) == (["g2"], [], 3)
    assert [one["id"] for one in ann.get("/api/runs").json()][:2] == [second["id"], first["id"]]
    assert ann.get("/api/runs/nothing").status_code == 404
    assert ann.post("/api/runs", json={"set": "nothing"}).status_code == 404


def test_gold_and_runs_tell_nothing_of_hidden_records(root: TestClient, ann: TestClient) -> None:
    hidden = (sources(root) - sources(ann)).pop()
    kept(root, "inner", {**RATE, "sources": []}, {**INNER, "sources": [hidden]})
    assert [one["record"]["id"] for one in ann.get("/api/gold/inner").json()] == ["g1"]
    whole = run(root, "inner")
    assert {one["verdict"] for one in whole["results"]} == {"right"}
    seen = ann.get(f"/api/runs/{whole['id']}").json()
    assert [one["hidden"] for one in sorted(seen["results"], key=lambda one: one["id"])] == [False, True]
    own = run(ann, "inner")
    assert own["cases"] == 1
    assert ann.delete("/api/gold/inner/g4").status_code == 404
    assert ann.put("/api/gold/inner", json={**RATE, "id": "g4"}).status_code == 422
    assert len(root.get("/api/gold/inner").json()) == 2
    text = "".join(
        ann.get(path).text for path in ("/api/gold/inner", "/api/gold/inner/file.jsonl", f"/api/runs/{whole['id']}")
    )
    assert "4301.77" not in text
    assert "教育局" not in text


@pytest.mark.parametrize("name", ["reader", "contributor", "auditor"])
def test_others_may_not(bureau, name: str) -> None:
    with bureau.client(name) as client:
        assert client.get("/api/gold").status_code == 403
        assert client.get("/api/runs").status_code == 403
        assert client.post("/api/runs", json={"set": "runs"}).status_code == 403


# Corrections


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """An installation whose records are corrected."""
    with office(tmp_path_factory.mktemp("own")) as made:
        yield made


def test_a_confirmed_correction_becomes_a_figure_that_answers(own) -> None:
    question = "南栎市水务局2021年资金结余是多少？"
    with own.client("reader") as reader, own.client("evaluator") as first, own.client("root") as second:
        asked = reader.post(
            "/api/ask", json={"question": "南栎市水务局2021年执行数是多少？", "conversation_id": "k"}
        ).json()
        made = first.post("/api/reviews", json={"name": "抽查", "method": "simple", "size": 1, "double": 1}).json()
        path = f"/api/reviews/{made['id']}"
        citation = asked["citations"][0]
        text = reader.get(f"/api/documents/{citation['document_id']}/text").text
        start = text.index("790.13万元")
        fix = {
            "figure": 0,
            "value": "790.13",
            "unit": "万元",
            "measure": "资金结余",
            "document_id": citation["document_id"],
            "start": start,
            "end": start + len("790.13万元"),
        }
        for client in (first, second):
            assert client.get(f"{path}/confirmed").json() == [], "one review confirms nothing"
            item = client.get(f"{path}/next").json()
            verdicts = {aspect: aspect != "measure" for aspect in item["aspects"]}
            body = {"verdicts": verdicts, "corrections": [fix], "cause": "extraction"}
            assert client.post(f"{path}/items/{item['answer_id']}", json=body).status_code == 201
        (held,) = [ConfirmedOut.model_validate(one) for one in first.get(f"{path}/confirmed").json()]
        assert (held.correction["measure"], held.source) == ("资金结余", citation["source"])
        assert held.replaced["value"] == "790.13"
        told = {key: fix[key] for key in ("start", "end", "unit", "measure")}
        address = f"/api/documents/{citation['document_id']}/figures"
        assert first.post(address, json=told).status_code == 403, "an evaluator changes no record"
        line = second.post(address, json=told)
        assert (line.status_code, line.json()["measure"]) == (201, "资金结余")
        answer = reader.post("/api/ask", json={"question": question}).json()
        assert [one["value"] for one in answer["figures"]] == ["790.13"]
        assert any("人工更正" in note and "root" in note for note in answer["notes"])
        refused = second.post(address, json={**told, "start": 0, "end": 3})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_review")


def test_a_word_of_the_office_is_understood_from_then_on(own) -> None:
    question = {"question": "南栎市水务局2021年的花账是多少？"}
    with own.client("root") as root, own.client("reader") as reader:
        assert reader.post("/api/ask", json=question).json()["status"] == "abstained"
        body = {"word": "花账", "means": ["执行数"]}
        assert reader.post("/api/vocabulary/synonyms", json=body).status_code == 403
        assert root.post("/api/vocabulary/synonyms", json=body).json() == body
        assert root.post("/api/vocabulary/synonyms", json={"word": "花账", "means": ["支出数"]}).json()["means"] == [
            "执行数",
            "支出数",
        ]
        assert (
            root.post("/api/vocabulary/synonyms", json={"word": "花账", "means": ["执行数,支出数"]}).status_code == 422
        )
        answer = reader.post("/api/ask", json=question).json()
        assert [one["value"] for one in answer["figures"]] == ["790.13"]


def test_a_question_with_control_characters_is_exported(own) -> None:
    with own.client("evaluator") as evaluator:
        case = {"id": "a\x01", "question": "执行率\x0b是多少？"}
        assert evaluator.put("/api/gold/抽查", json=case).status_code == 204
        assert evaluator.get("/api/gold/抽查/file.xlsx").status_code == 200


@pytest.mark.parametrize("word", ["花\x1e账", "花\u2028账", "花\x85账", "  ", '"'])
def test_a_word_that_its_file_cannot_hold_is_refused(own, word: str) -> None:
    with own.client("root") as root:
        refused = root.post("/api/vocabulary/synonyms", json={"word": word, "means": ["执行数"]})
        assert refused.status_code == 422
        assert root.post("/api/vocabulary/synonyms", json={"word": "花账", "means": [word]}).status_code in (200, 422)
        assert root.post("/api/vocabulary/synonyms", json={"word": "流水", "means": ["执行数"]}).status_code == 200
