"""Originals in object storage, from an upload to a restore; and the storage away, silent, refusing or wrong at each of these."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from paper_kit import BODY, TITLE, Paper

from api.app import create_app
from api.cli_backup import parts_of
from api.cli_doctor import examine
from assistant.errors import StoreFault
from assistant.records.library import Library, open_library
from assistant.records.originals import whole
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.layout.page import Page
from ingest.pipeline import ingest, reindex
from ingest.preview import keep_scans
from ingest.snapshot import back_up, restore
from ingest.strays import look_over, sweep
from tests.ingest.test_killed import KILLED
from tests.s3_kit import S3Server, s3_server

REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
PDF = Paper().centred(80, TITLE).lines(130, BODY).page().text(72, 100, "第二页的文字在这里。").bytes()
QUESTION = {"question": "榆桥区水务局2021年执行数是多少？"}
LATER = time.time() + 2 * 24 * 3600


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


@pytest.fixture
def settings(server: S3Server, tmp_path: Path) -> Settings:
    return server.settings(tmp_path / "data")


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    library = open_library(settings)
    with TestClient(create_app(library)) as client:
        yield client
    library.close()


@pytest.fixture(params=["away", "silent", "refusing"])
def gone(
    request: pytest.FixtureRequest, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> AbstractContextManager[None]:
    """What makes the storage useless while it lasts, sooner found out than in an office."""
    monkeypatch.setattr("assistant.records.s3._READ", 0.3)
    fault: AbstractContextManager[None] = getattr(server, request.param)()
    return fault


def library_of(client: TestClient) -> Library:
    library: Library = client.app.state.service.library  # type: ignore[attr-defined]
    return library


def upload(client: TestClient, name: str, data: bytes) -> Any:
    return client.post("/api/documents", files=[("files", (name, data))], headers={"accept-language": "en"})


def kept(client: TestClient, name: str, data: bytes) -> str:
    (outcome,) = upload(client, name, data).json()["outcomes"]
    assert outcome["status"] == "added", outcome
    key: str = outcome["document_id"]
    return key


def answer(client: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = client.post("/api/ask", json=QUESTION).json()
    assert told["figures"][0]["value"] == "873.46"
    return {key: value for key, value in told.items() if key not in ("id", "took_ms")}


def finding(library: Library) -> Any:
    return {one.name: one for one in examine(library)}["originals"]


def test_an_installation_lives_with_its_originals_in_a_bucket(
    client: TestClient, server: S3Server, settings: Settings, tmp_path: Path
) -> None:
    text, paper = kept(client, "水务局2021.txt", REPORT.encode()), kept(client, "报告.pdf", PDF)
    assert len(server.keys(settings.originals or "")) == 2
    assert not (settings.data_dir / "originals").exists()

    got = client.get(f"/api/documents/{paper}/original", headers={"accept-encoding": "identity"})
    assert (got.content, got.headers["content-type"]) == (PDF, "application/octet-stream")
    assert got.headers["content-length"] == str(len(PDF))
    assert got.headers["content-disposition"].startswith("attachment;")
    assert client.get(f"/api/documents/{text}/original").content == REPORT.encode()
    picture = client.get(f"/api/documents/{paper}/page/1.png")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    system = client.get("/api/system").json()
    assert {"name": "originals", "bytes": len(PDF) + len(REPORT.encode())} in system["storage"]
    (part,) = (part for part in system["parts"] if part["name"] == "originals")
    assert (part["well"], part["seen"]) == (True, {"place": settings.originals})
    assert "youju-secret" not in client.get("/api/system").text
    assert finding(library_of(client)).seen.startswith(f"{settings.originals}: 2 files")
    before = answer(client)

    library = library_of(client)
    taken = back_up(library, parts_of(library), tmp_path / "b.tar")
    places = (Settings(data_dir=tmp_path / "folder", workers=0), server.settings(tmp_path / "bucket"), settings)
    for place in (*places[:2], settings.model_copy(update={"data_dir": tmp_path / "same bucket"})):
        fresh = open_library(place)
        assert restore(fresh, parts_of(fresh), tmp_path / "b.tar") == taken
        reindex(fresh)
        with TestClient(create_app(fresh)) as there:
            assert answer(there) == before
            assert there.get(f"/api/documents/{paper}/original").content == PDF
            assert there.get(f"/api/documents/{paper}/page/2.png").status_code == 200
        assert all(one.well for one in examine(fresh))
        left = {path.name for path in place.data_dir.rglob("*") if path.is_file()}
        assert not any(name.startswith("backup-") for name in left)
        fresh.close()

    sha256 = client.get(f"/api/documents/{paper}").json()["sha256"]
    keep_scans(library.originals, sha256, [(2, Page(595.0, 842.0, (), scanned=True))])
    assert len(server.keys(settings.originals or "")) == 3
    assert client.delete(f"/api/documents/{paper}").status_code == 204
    assert len(server.keys(settings.originals or "")) == 1
    assert client.get(f"/api/documents/{paper}/original").status_code == 404


def test_an_original_that_is_gone_is_told(client: TestClient, settings: Settings) -> None:
    paper = kept(client, "报告.pdf", PDF)
    library = library_of(client)
    library.originals.delete(client.get(f"/api/documents/{paper}").json()["sha256"])
    for path in ("original", "page/1.png"):
        response = client.get(f"/api/documents/{paper}/{path}")
        assert (response.status_code, response.json()["code"]) == (404, "no_original")
    seen = finding(library)
    assert (seen.well, "1 records have no file" in seen.seen) == (False, True)


def test_answers_go_on_and_only_files_wait(client: TestClient, gone: AbstractContextManager[None]) -> None:
    text, paper = kept(client, "水务局2021.txt", REPORT.encode()), kept(client, "报告.pdf", PDF)
    shown = client.get(f"/api/documents/{paper}/page/1.png").content
    before = answer(client)
    with gone:
        assert answer(client) == before
        assert client.get(f"/api/documents/{text}/text").text == REPORT
        assert client.get(f"/api/documents/{paper}/page/1.png").content == shown  # drawn before
        for path in (f"{text}/original", f"{paper}/original", f"{paper}/page/2.png"):
            response = client.get(f"/api/documents/{path}", headers={"accept-language": "en"})
            assert (response.status_code, response.json()["code"]) == (503, "store_fault"), path
            assert "YOUJU_S3_" in response.json()["detail"]
            assert "secret" not in response.text.replace("YOUJU_S3_SECRET", "")
        told = client.get("/api/system").json()
        assert [part["name"] for part in told["parts"] if not part["well"]] == ["originals"]
        assert {"name": "originals", "bytes": None} in told["storage"]
        assert client.get("/readyz").status_code == client.get("/healthz").status_code == 200
        seen = finding(library_of(client))
        assert (seen.well, "YOUJU_S3_" in seen.seen) == (False, True)
    assert client.get(f"/api/documents/{text}/original").content == REPORT.encode()
    assert finding(library_of(client)).well


def test_what_cannot_be_kept_is_not_recorded(client: TestClient, gone: AbstractContextManager[None]) -> None:
    with gone:
        refused = upload(client, "水务局2021.txt", REPORT.encode())
        assert refused.status_code == 422
        assert "YOUJU_S3_" in refused.json()["detail"]
        assert client.get("/api/documents").json() == []
        assert library_of(client).store.counts().figures == 0
    kept(client, "水务局2021.txt", REPORT.encode())
    answer(client)
    assert client.get("/api/documents/refused").json() == []


def test_what_is_forgotten_meanwhile_is_swept_later(client: TestClient, gone: AbstractContextManager[None]) -> None:
    text, paper = kept(client, "水务局2021.txt", REPORT.encode()), kept(client, "报告.pdf", PDF)
    library = library_of(client)
    assert client.get(f"/api/documents/{paper}/page/1.png").status_code == 200
    with gone:
        assert client.delete(f"/api/documents/{paper}").status_code == 204
        assert client.get(f"/api/documents/{paper}").status_code == 404
    assert look_over(library).strays == ()  # too young to tell
    (stray,) = look_over(library, LATER).strays
    assert stray.size == len(PDF)
    assert sweep(library, LATER) == 1
    assert sweep(library, LATER) == 0
    assert client.get(f"/api/documents/{text}/original").content == REPORT.encode()


def test_no_half_backup_and_no_half_restore(
    client: TestClient, settings: Settings, gone: AbstractContextManager[None], tmp_path: Path
) -> None:
    kept(client, "水务局2021.txt", REPORT.encode())
    library = library_of(client)
    back_up(library, parts_of(library), tmp_path / "whole.tar")
    fresh = open_library(settings.model_copy(update={"data_dir": tmp_path / "there"}))
    with gone:
        with pytest.raises(StoreFault, match="YOUJU_S3_"):
            back_up(library, parts_of(library), tmp_path / "b.tar")
        with pytest.raises(StoreFault, match="YOUJU_S3_"):
            restore(fresh, parts_of(fresh), tmp_path / "whole.tar")
        assert fresh.store.heads(EVERYTHING) == ()
    assert sorted(path.name for path in tmp_path.glob("*.tar*")) == ["whole.tar"]
    restore(fresh, parts_of(fresh), tmp_path / "whole.tar")
    assert len(fresh.store.heads(EVERYTHING)) == 1
    fresh.close()


def test_a_store_that_breaks_off_ends_the_download_not_whole(
    client: TestClient, server: S3Server, settings: Settings
) -> None:
    library = library_of(client)
    sha256 = library.keep_original(b"x" * 3_000_000)
    opened = library.originals.open(sha256)

    class Broken:
        def read(self, amount: int | None) -> bytes:
            from botocore.exceptions import ReadTimeoutError

            raise ReadTimeoutError(endpoint_url=server.url)

        def close(self) -> None:
            opened.close()

    with pytest.raises(StoreFault, match="cannot be reached"):
        list(type(opened)(opened.size, Broken(), opened.fault).chunks())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"originals": "s3://no-such-bucket/youju"}, "there is no such bucket"),
        ({"s3_key_id": None, "s3_secret": None}, "there are no keys"),
        ({"s3_endpoint": "http://127.0.0.1:1"}, "cannot be reached"),
    ],
)
def test_a_wrong_setting_is_named(
    settings: Settings, change: dict[str, str | None], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))  # nobody's ~/.aws
    library = open_library(settings.model_copy(update=change))
    with TestClient(create_app(library)) as client:
        refused = upload(client, "水务局2021.txt", REPORT.encode())
        assert said in refused.json()["detail"]
        assert client.get("/api/documents").json() == []
    seen = finding(library)
    assert (seen.well, said in seen.seen, "YOUJU_" in seen.seen) == (False, True, True)
    library.close()


def test_keys_may_be_those_of_aws_s_own_variables(
    server: S3Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
    library = open_library(settings.model_copy(update={"s3_key_id": None, "s3_secret": None}))
    assert whole(library.originals, library.keep_original(b"report")) == b"report"
    library.close()


def test_a_kill_between_file_and_record_leaves_a_stray_and_the_next_run_completes_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("教育", "水务"):
        (folder / f"{name}.txt").write_text(REPORT.replace("水务", name), "utf-8")
    (tmp_path / "killed.py").write_text(KILLED, "utf-8")
    root = Path(__file__).parents[2]
    given = {
        f"YOUJU_{name.upper()}": getattr(settings, name)
        for name in ("originals", "s3_endpoint", "s3_key_id", "s3_secret")
    }
    order = [sys.executable, tmp_path / "killed.py", settings.data_dir, folder, "document", "before", "0", "ingest"]
    done = subprocess.run(order, cwd=root, env={**os.environ, **given, "PYTHONPATH": str(root)}, check=False)
    assert done.returncode == -signal.SIGKILL
    library = open_library(settings)
    assert library.store.counts().documents == 1
    assert len(look_over(library, LATER).strays) == 1
    assert ingest([folder], library).failed == ()
    over = look_over(library, LATER)
    assert (over.files, over.strays, over.lost) == (2, (), 0)
    assert sweep(library, LATER) == 0
    library.close()
