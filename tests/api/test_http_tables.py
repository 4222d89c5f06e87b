"""Tables in pages and as files, the system as it is, and documents taken out again."""

import csv
import io

import pytest
from fastapi.testclient import TestClient

from api.schemas_system import SystemOut
from api.schemas_tables import TableLine, TablePage
from api.system import settings_record, system_record
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.forget import forget

EXECUTION = "南栎市水务局2021年预算执行率是多少？"


def ledger(client: TestClient) -> str:
    return next(one["id"] for one in client.get("/api/documents").json() if one["source"] == "园林局台账.csv")


def test_tables_of_a_document_are_listed(client: TestClient) -> None:
    lines = client.get(f"/api/documents/{ledger(client)}/tables").json()
    assert [TableLine.model_validate(line).model_dump() for line in lines] == lines
    assert [(line["number"], line["rows"], line["columns"]) for line in lines] == [(1, 2, 5)]


@pytest.mark.parametrize(
    ("query", "months", "total"),
    [
        ({}, ["1-3月", "1-6月"], 2),
        ({"offset": 1}, ["1-6月"], 2),
        ({"limit": 1}, ["1-3月"], 2),
        ({"offset": 2}, [], 2),
        ({"search": "60.10"}, ["1-6月"], 1),
        ({"search": "园林 1-3"}, ["1-3月"], 1),
        ({"search": "水务"}, [], 0),
    ],
)
def test_rows_come_in_pages(client: TestClient, query: dict, months: list[str], total: int) -> None:
    document = ledger(client)
    page = client.get(f"/api/documents/{document}/tables/1", params=query).json()
    TablePage.model_validate(page)
    assert [row["cells"][2] for row in page["rows"]] == months
    assert page["total"] == total
    text = client.get(f"/api/documents/{document}/text").text
    for row in page["rows"]:
        assert text[row["start"] : row["end"]].startswith(row["cells"][0])
        assert text[row["start"] : row["end"]].endswith(row["cells"][-1])


def test_a_whole_table_downloads(client: TestClient) -> None:
    path = f"/api/documents/{ledger(client)}/tables/1/file"
    rows = list(csv.reader(io.StringIO(client.get(f"{path}.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][2:] == ["1-3月", "120.00", "24.50"]
    assert client.get(f"{path}.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("path", ["tables/2", "tables/0", "tables/2/file.csv"])
def test_a_table_that_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(f"/api/documents/{ledger(client)}/{path}")
    assert (response.status_code, response.json()["code"]) == (404, "no_table")
    assert client.get("/api/documents/none/tables").json()["code"] == "unknown_document"


def test_the_system_tells_what_it_is_made_of(client: TestClient) -> None:
    told = client.get("/api/system").json()
    SystemOut.model_validate(told)
    assert {part["name"]: part["well"] for part in told["parts"]} == {
        "store": True,
        "originals": True,
        "vectors": True,
        "encoder": True,
        "vocabulary": True,
    }
    assert next(each["bytes"] for each in told["storage"] if each["name"] == "database") > 0


def test_a_setting_that_may_hold_a_password_is_not_told(tmp_path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://youju:geheim@db/youju")
    shown = {each["name"]: each["value"] for each in settings_record(settings)}
    assert shown["YOUJU_DATABASE_URL"] == "***"
    assert shown["YOUJU_CHROMA_URL"] is None
    assert shown["YOUJU_DATA_DIR"] == str(tmp_path)
    assert "geheim" not in str(shown)


def test_a_part_that_fails_is_told_and_no_exception(empty_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    library: Library = empty_client.app.state.service.library
    monkeypatch.setattr(type(library.store), "counts", lambda self: 1 / 0)
    parts = {part["name"]: part for part in system_record(library, "zh")["parts"]}
    assert (parts["store"]["well"], parts["encoder"]["well"]) == (False, True)
    assert "ZeroDivisionError" in parts["store"]["problem"]


def test_a_document_is_forgotten_with_all_that_was_read_of_it(empty_client: TestClient, water: str) -> None:
    library: Library = empty_client.app.state.service.library
    sent = empty_client.post("/api/documents", files=[("files", ("报告.txt", water.encode()))]).json()["outcomes"][0]
    document = sent["document_id"]
    original = library.originals.local(empty_client.get(f"/api/documents/{document}").json()["sha256"])
    assert original.is_file()
    assert empty_client.post("/api/ask", json={"question": EXECUTION}).json()["figures"]
    assert empty_client.delete(f"/api/documents/{document}").status_code == 204
    assert empty_client.get("/api/documents").json() == []
    assert empty_client.get(f"/api/documents/{document}/text").json()["code"] == "unknown_document"
    assert library.vectors.count() == 0
    assert not original.exists()
    answer = empty_client.post("/api/ask", json={"question": EXECUTION}).json()
    assert (answer["status"], answer["figures"]) == ("abstained", [])
    assert empty_client.delete(f"/api/documents/{document}").status_code == 404
    again = empty_client.post("/api/documents", files=[("files", ("报告.txt", water.encode()))])
    assert again.json()["outcomes"][0]["status"] == "added"


def test_vectors_that_cannot_be_removed_do_not_keep_a_document(
    empty_client: TestClient, water: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library: Library = empty_client.app.state.service.library
    sent = empty_client.post("/api/documents", files=[("files", ("报告.txt", water.encode()))]).json()["outcomes"][0]
    monkeypatch.setattr(type(library.vectors), "delete_document", lambda self, _: 1 / 0)
    forget(sent["document_id"], library, EVERYTHING)
    assert empty_client.get("/api/documents").json() == []
    assert empty_client.post("/api/ask", json={"question": EXECUTION}).json()["status"] == "abstained"
