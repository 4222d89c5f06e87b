"""One suite for where original files are kept: a folder, and object storage over real HTTP."""

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.records.library import open_library
from assistant.records.originals import Entry, Originals, open_originals, whole
from assistant.settings import Settings
from tests.s3_kit import S3Server, s3_server

DATA = "自评报告\n".encode() * 1000
SHA = hashlib.sha256(DATA).hexdigest()
PAGE = f"{SHA}.page-0002.json"
OTHER = hashlib.sha256(b"other").hexdigest()


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


@pytest.fixture(params=["folder", "bucket", "bucket and prefix"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "folder":
        return Settings(data_dir=tmp_path / "data")
    server: S3Server = request.getfixturevalue("server")
    bucket = server.bucket()
    return server.settings(
        tmp_path / "data", f"s3://{bucket}" + ("/office/youju/" if "prefix" in request.param else "")
    )


@pytest.fixture
def originals(settings: Settings) -> Iterator[Originals]:
    opened = open_originals(settings)
    yield opened
    opened.close()


def names(originals: Originals, sha256: str = "") -> list[tuple[str, int]]:
    return [(entry.name, entry.size) for entry in originals.entries(sha256)]


def test_an_empty_place_has_nothing(originals: Originals) -> None:
    originals.look()
    assert names(originals) == []
    assert originals.size(SHA) is None
    with pytest.raises(FileNotFoundError):
        originals.open(SHA)
    originals.delete(SHA)
    assert originals.tidy(before=1e12) == 0


def test_what_is_put_is_there(originals: Originals) -> None:
    originals.put(SHA, DATA)
    assert whole(originals, SHA) == DATA
    assert originals.size(SHA) == len(DATA)
    assert names(originals) == [(SHA, len(DATA))]
    local = originals.local(SHA)
    assert local is None or local.read_bytes() == DATA


def test_put_again_replaces(originals: Originals) -> None:
    originals.put(PAGE, b"old")
    originals.put(PAGE, b"newer")
    assert whole(originals, PAGE) == b"newer"


def test_it_is_read_piece_by_piece(originals: Originals) -> None:
    data = os.urandom(700_000)
    originals.put(SHA, data)
    with originals.open(SHA) as opened:
        assert opened.size == len(data)
        assert opened.read(10) + opened.read(5) == data[:15]
        assert opened.read() == data[15:]
    pieces = list(originals.open(SHA).chunks())
    assert b"".join(pieces) == data
    assert len(pieces) == 3
    assert max(map(len, pieces)) <= 1 << 18


def test_an_empty_file_is_a_file(originals: Originals) -> None:
    originals.put(SHA, b"")
    assert (originals.size(SHA), whole(originals, SHA), list(originals.open(SHA).chunks())) == (0, b"", [])


def test_a_file_of_this_machine_is_taken(originals: Originals, settings: Settings) -> None:
    settings.data_dir.mkdir(exist_ok=True)
    file = settings.data_dir / "staged"
    file.write_bytes(DATA)
    originals.take(SHA, file)
    assert whole(originals, SHA) == DATA
    assert not file.exists()


def test_listing_is_by_name_and_of_one_file(originals: Originals) -> None:
    for name, data in ((PAGE, b"page"), (SHA, DATA), (OTHER, b"other")):
        originals.put(name, data)
    assert names(originals) == sorted([(SHA, len(DATA)), (PAGE, 4), (OTHER, 5)])
    assert names(originals, SHA) == [(SHA, len(DATA)), (PAGE, 4)]
    originals.delete(SHA)
    assert names(originals, SHA) == [(PAGE, 4)]


def test_files_say_when_they_were_written(originals: Originals, tmp_path: Path) -> None:
    (tmp_path / "now").touch()
    now = (tmp_path / "now").stat().st_mtime
    originals.put(SHA, DATA)
    (entry,) = originals.entries()
    assert entry == Entry(SHA, len(DATA), entry.modified)
    assert abs(entry.modified - now) < 3600  # a zone taken for another would be hours off


def test_many_threads_at_once(originals: Originals) -> None:
    kept = {hashlib.sha256(data).hexdigest(): data for data in (bytes([n]) * 5000 for n in range(16))}
    found: dict[str, bytes] = {}

    def keep(name: str, data: bytes) -> None:
        originals.put(name, data)
        found[name] = whole(originals, name)

    threads = [threading.Thread(target=keep, args=one) for one in kept.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == kept
    assert names(originals) == [(name, 5000) for name in sorted(kept)]


def test_the_library_keeps_by_hash(settings: Settings) -> None:
    library = open_library(settings)
    assert library.keep_original(DATA) == library.keep_original(DATA) == SHA
    assert names(library.originals) == [(SHA, len(DATA))]
    assert (settings.data_dir / "originals").exists() is (settings.originals is None)
    library.close()


def test_a_listing_of_several_requests_is_whole(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")  # of one answer; AWS gives a thousand
    settings = server.settings(tmp_path)
    bucket, client = (settings.originals or "").split("/")[2], server.client()
    wanted = sorted(hashlib.sha256(str(n).encode()).hexdigest() for n in range(43))
    for name in wanted:
        client.put_object(Bucket=bucket, Key=f"youju/{name[:2]}/{name}", Body=b"x")
    for foreign in ("youju/readme", f"youju/{SHA}", f"other/{SHA[:2]}/{SHA}", f"youju/{SHA[:2]}/{SHA}.bak", "youju2/x"):
        client.put_object(Bucket=bucket, Key=foreign, Body=b"foreign")
    assert client.list_objects_v2(Bucket=bucket)["IsTruncated"]
    originals = open_originals(settings)
    assert [entry.name for entry in originals.entries()] == wanted
    originals.close()


def test_a_folder_copied_into_a_bucket_is_the_same_originals(server: S3Server, tmp_path: Path) -> None:
    folder = open_originals(Settings(data_dir=tmp_path))
    folder.put(SHA, DATA)
    folder.put(PAGE, b"{}")
    settings = server.settings(tmp_path)
    client, bucket = server.client(), (settings.originals or "").split("/")[2]
    for path in (tmp_path / "originals").rglob("*"):
        if path.is_file():
            key = f"youju/{path.relative_to(tmp_path / 'originals').as_posix()}"
            client.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
    copied = open_originals(settings)
    assert names(copied) == names(folder)
    assert whole(copied, SHA) == DATA
    copied.close()


def test_drafts_that_a_kill_left_are_removed(tmp_path: Path) -> None:
    originals = open_originals(Settings(data_dir=tmp_path))
    originals.put(SHA, DATA)
    draft = tmp_path / "originals" / SHA[:2] / "tmp123.part"
    draft.write_bytes(b"half")
    (draft.parent / "notes.txt").write_text("somebody's", "utf-8")
    modified = draft.stat().st_mtime
    assert originals.tidy(before=modified) == 0
    assert originals.tidy(before=modified + 1) == 1
    assert sorted(path.name for path in draft.parent.iterdir()) == sorted([SHA, "notes.txt"])
