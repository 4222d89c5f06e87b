"""What a document is, corrected at the doors; its versions and original. Every name and number is made up."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.cli import app
from api.schemas import DocumentDetail
from assistant.records.library import open_library
from assistant.settings import Settings
from ingest.pipeline import ingest_bytes

TEXT = "部门整体支出绩效自评报告\n\n一、基本情况\n\n我局预算数812.40万元，执行数790.13万元，预算执行率97.26%。\n"
NAMED = "南栎市林业局2020年度部门整体支出绩效自评报告" + TEXT[len("部门整体支出绩效自评报告") :]


def uploaded(client: TestClient, name: str, text: str) -> str:
    done = client.post("/api/documents", files=[("files", (name, text.encode()))])
    return done.json()["outcomes"][0]["document_id"]


def test_an_identity_is_corrected_over_http(empty_client: TestClient) -> None:
    key = uploaded(empty_client, "附件2.txt", TEXT)
    edit = {"department": "南栎市林业局", "years": [2020], "kind": "self_evaluation"}
    response = empty_client.patch(f"/api/documents/{key}", json=edit)
    assert response.status_code == 200
    detail = DocumentDetail.model_validate(response.json())
    assert (detail.department, detail.years, detail.region) == ("南栎市林业局", [2020], "南栎市")
    assert detail.by_hand == ["department", "region", "kind", "years"]
    figures = empty_client.get(f"/api/documents/{key}/figures").json()
    assert {(f["department"], f["period"]) for f in figures} == {("南栎市林业局", "2020")}
    answer = empty_client.post("/api/ask", json={"question": "市林业局2020年预算执行率是多少？"}).json()
    assert [f["value"] for f in answer["figures"]][:1] == ["97.26"]


def test_an_empty_correction_changes_nothing(empty_client: TestClient) -> None:
    key = uploaded(empty_client, "附件2.txt", TEXT)
    assert empty_client.patch(f"/api/documents/{key}", json={}).json()["by_hand"] == []


@pytest.mark.parametrize(
    ("edit", "status"),
    [
        ({"kind": "poem"}, 422),
        ({"years": [20]}, 422),
        ({"text": "x"}, 422),
        ({"department": "x" * 101}, 422),
    ],
)
def test_a_wrong_correction_is_refused(empty_client: TestClient, edit: dict, status: int) -> None:
    key = uploaded(empty_client, "附件2.txt", TEXT)
    response = empty_client.patch(f"/api/documents/{key}", json=edit)
    assert (response.status_code, response.json()["code"]) == (status, "invalid_request")


def test_an_unknown_document_cannot_be_corrected(empty_client: TestClient) -> None:
    assert empty_client.patch("/api/documents/none", json={"department": "南栎市林业局"}).status_code == 404


def test_versions_are_named_and_withdrawn_citations_marked(empty_client: TestClient) -> None:
    old = uploaded(empty_client, "原.txt", NAMED)
    new = uploaded(empty_client, "更正.txt", NAMED.replace("报告\n", "报告（更正版）\n", 1).replace("790.13", "791.13"))
    details = [empty_client.get(f"/api/documents/{key}").json() for key in (old, new)]
    assert details[0]["versions"] == [{"relation": "superseded_by", "id": new, "source": "更正.txt"}]
    assert details[1]["versions"] == [{"relation": "supersedes", "id": old, "source": "原.txt"}]
    question = {"question": "市林业局2020年更正前后改了什么？"}
    cited = empty_client.post("/api/ask", json=question).json()["citations"]
    assert {(c["source"], c["withdrawn"]) for c in cited} == {("原.txt", True), ("更正.txt", False)}


def test_the_original_is_given_back_as_it_came(empty_client: TestClient) -> None:
    key = uploaded(empty_client, "附件“2”.txt", TEXT)
    response = empty_client.get(f"/api/documents/{key}/original")
    assert response.content == TEXT.encode()
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment;")
    empty_client.app.state.service.library.originals.local(
        empty_client.get(f"/api/documents/{key}").json()["sha256"]
    ).unlink()
    gone = empty_client.get(f"/api/documents/{key}/original")
    assert (gone.status_code, gone.json()["code"]) == (404, "no_original")


@pytest.fixture
def youju(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    library = open_library(Settings(data_dir=tmp_path))
    ingest_bytes("附件2.txt", TEXT.encode(), library)
    library.close()
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def test_an_identity_is_corrected_on_the_command_line(youju) -> None:
    done = youju("documents", "edit", "附件2", "--department", "南栎市林业局", "--year", 2020, "--year", 2019, "--json")
    assert done.exit_code == 0, done.output
    head = json.loads(done.stdout)
    assert (head["department"], head["years"], head["by_hand"]) == (
        "南栎市林业局",
        [2019, 2020],
        ["department", "region", "years"],
    )
    (listed,) = json.loads(youju("documents", "--json").stdout)
    assert listed | {"report": None} == head
    assert "南栎市林业局" in youju("documents").stdout


@pytest.mark.parametrize(
    "arguments",
    [(), ("--kind", "poem"), ("--year", "20"), ("--edition", "10")],
    ids=["nothing", "kind", "year", "edition"],
)
def test_wrong_use_is_told(youju, arguments: tuple[str, ...]) -> None:
    assert youju("documents", "edit", "附件2", *arguments).exit_code == 2


def test_an_unknown_name_is_told(youju) -> None:
    done = youju("documents", "edit", "别的", "--department", "南栎市林业局")
    assert (done.exit_code, "no such document" in done.stderr) == (1, True)
