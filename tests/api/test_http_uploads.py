"""Uploads over HTTP where reading is left to workers: answered at once, followed by everybody who may, taken back."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from access_kit import HIDDEN, OPEN, SECRET, Office, office
from fastapi.testclient import TestClient

from api.app import create_app
from api.schemas import Queued, UploadOut
from assistant.records.library import Library, open_library
from assistant.settings import Settings
from ingest.queued import Worker


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    library = open_library(Settings(data_dir=tmp_path, max_upload_mb=1, workers=0, upload_queue=True))
    yield library
    library.close()


@pytest.fixture
def client(shelf: Library) -> Iterator[TestClient]:
    with TestClient(create_app(shelf)) as client:
        yield client


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "data", upload_queue=True) as made:
        yield made


def upload(client: TestClient, *files: tuple[str, bytes], **more) -> httpx.Response:
    return client.post("/api/documents", files=[("files", file) for file in files], **more)


def test_an_upload_is_answered_at_once_and_followed(client: TestClient, shelf: Library, water: str) -> None:
    response = upload(client, ("报告.txt", water.encode()), ("空.txt", b""))
    assert response.status_code == 202
    queued = Queued.model_validate(response.json())
    assert [(one.source, one.state, one.outcome) for one in queued.uploads] == [
        ("报告.txt", "waiting", None),
        ("空.txt", "waiting", None),
    ]
    assert client.get("/api/documents").json() == []
    followed = client.get(response.headers["location"])
    assert followed.json() == response.json()["uploads"]
    assert followed.headers["x-total-count"] == "2"
    Worker(shelf).work(drain=True)
    kept, failed = (UploadOut.model_validate(one) for one in client.get(response.headers["location"]).json())
    assert kept.outcome is not None
    assert failed.outcome is not None
    assert (kept.state, kept.outcome.status, kept.outcome.document.department) == ("kept", "added", "南栎市水务局")
    assert (failed.state, failed.outcome.status, "空.txt" in failed.outcome.reason) == ("failed", "failed", True)
    assert [one["source"] for one in client.get("/api/documents").json()] == ["报告.txt"]
    assert [one["source"] for one in client.get("/api/documents/refused").json()] == ["空.txt"]
    asked = client.post("/api/ask", json={"question": "水务局2021年预算执行率是多少？"}).json()
    assert asked["citations"][0]["source"] == "报告.txt"


def test_the_list_is_of_the_latest_first_in_stretches(client: TestClient, shelf: Library, water: str) -> None:
    for n in range(3):
        upload(client, (f"{n}.txt", f"{water}{n}".encode()))
    listed = [one["source"] for one in client.get("/api/uploads").json()]
    assert listed == ["2.txt", "1.txt", "0.txt"]
    some = client.get("/api/uploads", params={"offset": 1, "limit": 1})
    assert ([one["source"] for one in some.json()], some.headers["x-total-count"]) == (["1.txt"], "3")
    Worker(shelf).work(drain=True)
    assert client.get("/api/uploads", params={"open": True}).json() == []


def test_a_file_over_the_limit_is_refused_at_the_door(client: TestClient, shelf: Library, water: str) -> None:
    large = ("大.txt", b"x" * (1 << 20) + b"x")
    alone = upload(client, large)
    assert (alone.status_code, alone.json()["code"]) == (422, "unreadable_file")
    assert client.get("/api/uploads").json() == []
    beside = upload(client, large, ("报告.txt", water.encode())).json()["uploads"]
    assert [(one["source"], one["state"]) for one in beside] == [("大.txt", "failed"), ("报告.txt", "waiting")]
    assert "1 MB" in beside[0]["outcome"]["reason"]
    Worker(shelf).work(drain=True)
    assert [one["source"] for one in client.get("/api/documents").json()] == ["报告.txt"]


def test_a_repeated_key_is_one_upload(client: TestClient, water: str) -> None:
    headers = {"idempotency-key": "k"}
    first = upload(client, ("报告.txt", water.encode()), headers=headers)
    again = upload(client, ("报告.txt", water.encode()), headers=headers)
    assert (again.status_code, again.json()) == (202, first.json())
    assert len(client.get("/api/uploads").json()) == 1


def test_an_upload_is_taken_back(client: TestClient, shelf: Library, water: str) -> None:
    (one,) = upload(client, ("报告.txt", water.encode())).json()["uploads"]
    path = f"/api/uploads/{one['id']}"
    assert client.delete(path).status_code == 204
    assert client.get(path).json()["state"] == "cancelled"
    Worker(shelf).work(drain=True)
    assert client.get("/api/documents").json() == []
    assert client.delete(path).status_code == 204
    gone = client.get(path)
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_upload")
    assert client.delete(path).status_code == 404


def test_the_outcome_outlives_its_record(client: TestClient, shelf: Library, water: str) -> None:
    (one,) = upload(client, ("报告.txt", water.encode())).json()["uploads"]
    Worker(shelf).work(drain=True)
    told = client.get(f"/api/uploads/{one['id']}").json()["outcome"]
    client.delete(f"/api/documents/{told['document_id']}")
    after = UploadOut.model_validate(client.get(f"/api/uploads/{one['id']}").json())
    assert after.outcome is not None
    assert after.outcome.document is None


def test_who_sees_a_collection_sees_what_waits_for_it(bureau: Office) -> None:
    with bureau.client("root") as client:
        (open_one,) = upload(client, ("甲.txt", OPEN.encode() + b"1")).json()["uploads"]
        closed = upload(client, ("乙.txt", HIDDEN.encode() + b"1"), params={"collection": SECRET})
        (hidden,) = closed.json()["uploads"]
    for name, seen in {"reader": ["甲.txt"], "insider": ["乙.txt", "甲.txt"], "contributor": ["甲.txt"]}.items():
        with bureau.client(name) as client:
            listed = client.get("/api/uploads")
            assert [one["source"] for one in listed.json()] == seen
            assert listed.headers["x-total-count"] == str(len(seen))
            assert len(client.get("/api/uploads", params={"job": hidden["job"]}).json()) == len(seen) - 1
            status = 200 if "乙.txt" in seen else 404
            assert client.get(f"/api/uploads/{hidden['id']}").status_code == status
    for name, path, status in (
        ("reader", open_one["id"], 403),
        ("contributor", hidden["id"], 404),
        ("contributor", open_one["id"], 204),
    ):
        with bureau.client(name) as client:
            assert client.delete(f"/api/uploads/{path}").status_code == status
    with bureau.client("contributor") as client:
        refused = upload(client, ("丙.txt", OPEN.encode() + b"2"), params={"collection": SECRET})
        assert refused.status_code == 403
    with bureau.client(None) as client:
        assert client.get("/api/uploads").status_code == 401


def test_what_is_taken_in_and_taken_back_is_noted(bureau: Office) -> None:
    with bureau.client("contributor") as client:
        (one,) = upload(client, ("甲.txt", OPEN.encode() + b"1")).json()["uploads"]
        client.delete(f"/api/uploads/{one['id']}")
    deleted, uploaded = (entry.record for entry in bureau.library.audit.entries()[:2])
    assert (uploaded["action"], uploaded["job"], uploaded["status"]) == ("uploaded", one["job"], 202)
    assert [file["source"] for file in uploaded["files"]] == ["甲.txt"]
    assert (deleted["action"], deleted["source"], deleted["sha256"]) == (
        "deleted",
        "甲.txt",
        uploaded["files"][0]["sha256"],
    )
