"""What each door writes into the audit log, and who may read it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from access_kit import Office, office

from api.logs import MaskedFormatter

EXECUTION = "南栎市水务局2021年预算执行率是多少？"


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "data") as made:
        yield made


def told(bureau: Office) -> list[tuple[str, str, str]]:
    """Who did what to what, oldest first."""
    entries = reversed(bureau.library.audit.entries())
    return [(e.record["name"], e.record["action"], e.record["target"]) for e in entries]


def test_questions_openings_exports_changes_and_deletions_are_noted(bureau: Office) -> None:
    document = f"/api/documents/{bureau.seen}"
    with bureau.client("contributor") as client:
        answer = client.post("/api/ask", json={"question": EXECUTION, "conversation_id": "c"}).json()
        client.post(
            "/v1/chat/completions", json={"model": "youju", "messages": [{"role": "user", "content": EXECUTION}]}
        )
        client.get(f"{document}/text")
        client.get(f"{document}/original")
        client.get("/api/conversations/c/export")
        client.patch(document, json={"title": "改后的标题"})
        client.post("/api/documents", files={"files": ("空.txt", b"")})
        client.delete(f"/api/documents/{bureau.hidden}")
        client.get("/api/system")
        client.get("/api/documents")
        client.delete(document)
    found = told(bureau)
    assert found[0] == ("contributor", "asked", answer["id"])
    assert found[1][:2] == ("contributor", "asked")
    assert found[2:] == [
        ("contributor", "opened", f"{document}/text"),
        ("contributor", "exported", f"{document}/original"),
        ("contributor", "exported", "/api/conversations/c/export"),
        ("contributor", "changed", document),
        ("contributor", "uploaded", "/api/documents"),
        ("contributor", "deleted", f"/api/documents/{bureau.hidden}"),
        ("contributor", "refused", "/api/system"),
        ("contributor", "deleted", document),
    ]
    records = [entry.record for entry in reversed(bureau.library.audit.entries())]
    assert records[0]["question"] == EXECUTION
    assert records[0]["documents"] == [bureau.seen]
    assert records[5]["changes"] == {"title": "改后的标题"}
    assert records[6]["files"][0]["status"] == "failed"
    assert [record["status"] for record in records[7:]] == [404, 403, 204]
    assert bureau.library.audit.verify().broken_at is None


def test_signing_in_and_out_is_noted_with_the_address(bureau: Office) -> None:
    bureau.library.access.users.add("zhang", ["reader"], password="correct horse battery")
    with bureau.client(None) as client:
        client.headers["origin"] = "http://testserver"
        client.post("/api/session", json={"name": "zhang", "password": "no"})
        client.post("/api/session", json={"name": "zhang", "password": "correct horse battery"})
        client.delete("/api/session")
    assert told(bureau) == [("", "sign-in failed", "zhang"), ("zhang", "signed in", ""), ("zhang", "signed out", "")]
    assert bureau.library.audit.entries()[0].record["address"] == "testclient"


def test_auditors_read_the_log_and_others_do_not(bureau: Office) -> None:
    with bureau.client("auditor") as client:
        assert client.post("/api/ask", json={"question": "张三13812345678的补贴"}).status_code == 200
        found = client.get("/api/audit", params={"action": "asked"}).json()
        (entry,) = found
        assert "138****5678" in entry["question"]
        assert client.get("/api/audit/chain").json()["broken_at"] is None
        exported = client.get("/api/audit/export")
        assert [json.loads(line)["action"] for line in exported.text.splitlines()][:1] == ["asked"]
        assert client.get("/api/audit", params={"actor": "auditor", "limit": 1}).json()[0]["action"] == "audited"
    for name in ("reader", "contributor", "evaluator"):
        with bureau.client(name) as client:
            assert client.get("/api/audit").status_code == 403
            assert client.get("/api/audit/export").status_code == 403


@pytest.mark.parametrize(("required", "status"), [(False, 200), (True, 503)])
def test_without_a_log_the_service_goes_on_unless_it_must_not(tmp_path: Path, required: bool, status: int) -> None:
    with office(tmp_path, audit_required=required) as made:
        made.library.audit.close()
        (tmp_path / "audit.db").unlink()
        (tmp_path / "audit.db").mkdir()
        with made.client("reader") as client:
            assert client.post("/api/ask", json={"question": EXECUTION}).status_code == status
            opened = client.get(f"/api/documents/{made.seen}/text")
            assert opened.status_code == status
            assert ("790.13" in opened.text) is not required


def test_an_answer_says_that_records_are_out_of_sight_only_where_it_matters(bureau: Office) -> None:
    budget, several = "南栎市水务局2021年全年预算数是多少？", "各部门2021年预算执行率是多少？"
    said = {}
    for name in ("reader", "insider", "root"):
        with bureau.client(name) as client:
            for question in (budget, several, "南栎市园林局2019年植树多少棵？"):
                notes = client.post("/api/ask", json={"question": question}).json()["notes"]
                said[name, question] = any("可见范围" in note for note in notes)
    assert {key for key, value in said.items() if value} == {
        ("reader", several),
        ("reader", "南栎市园林局2019年植树多少棵？"),
    }


def test_the_services_own_log_masks_and_keeps_to_its_lines() -> None:
    record = logging.LogRecord("youju", logging.ERROR, "", 0, "asked %s", ("13812345678\nERROR forged",), None)
    assert MaskedFormatter().format(record).endswith("ERROR asked 138****5678 ERROR forged")
