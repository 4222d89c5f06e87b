"""Uploads that wait for workers, on SQLite and PostgreSQL: each ends once, nothing is lost, nothing is read in twice."""

import gc
import inspect
import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.cli_doctor import examine
from assistant.errors import StoreFault, UnknownUpload
from assistant.records import presence
from assistant.records.library import Library, open_library
from assistant.records.originals import whole
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.store import Store
from assistant.records.uploads import MOST_ATTEMPTS, HoldLost, Upload, Uploads, UploadState
from assistant.settings import Settings
from ingest import queued
from ingest.forget import forget
from ingest.pipeline import ingest_uploads
from ingest.progress import OutcomeStatus
from ingest.queued import Worker, cancel, enqueue, outcome_of

REPORT = "榆桥区{name}局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
DEFAULT = Scope(frozenset({"default"}))


@pytest.fixture(params=["sqlite", "postgresql"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    url = request.getfixturevalue("postgresql").new_database() if request.param == "postgresql" else None
    opened = open_library(Settings(data_dir=tmp_path / "data", database_url=url, workers=0, upload_queue=True))
    yield opened
    opened.close()


@pytest.fixture
def seats(library: Library) -> Iterator[Callable[[], presence.Seat]]:
    """Places of workers, left at the end."""
    made: list[presence.Seat] = []

    def seat() -> presence.Seat:
        one = presence.seat(library.store.engine)
        one.sure()
        made.append(one)
        return one

    yield seat
    for one in made:
        one.leave()


def report(name: str) -> tuple[str, bytes]:
    return f"{name}.txt", REPORT.format(name=name).encode()


def put(library: Library, *names: str, collection: str = "default") -> tuple[Upload, ...]:
    return enqueue([report(name) for name in names], library, collection=collection, now=1.0)


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(*report(name))
    return made.getvalue()


def reason(name: str) -> dict[str, object]:
    return {"name": name, "status": "failed"}


def ended(library: Library) -> dict[str, UploadState]:
    return {one.name: one.state for one in library.store.uploads.listed(EVERYTHING)}


def kept(library: Library) -> list[str]:
    return sorted(head.name for head in library.store.heads(EVERYTHING))


def originals(library: Library) -> int:
    return sum(1 for _ in library.originals.entries())


class Killed(BaseException):
    """A worker's process ends here: nobody has a say in it."""


def killing(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, *, after: bool, at: int = 1) -> None:
    """Let call number `at` of a method end the worker, before or after its work; later ones go on."""
    real, calls = getattr(owner, name), []
    static = isinstance(inspect.getattr_static(owner, name), staticmethod)

    def killed(*args, **named):
        calls.append(name)
        if not after and len(calls) == at:
            raise Killed
        made = real(*args, **named)
        if len(calls) == at:
            raise Killed
        return made

    monkeypatch.setattr(owner, name, staticmethod(killed) if static else killed)


def test_what_is_taken_in_is_whole_and_is_read_once(library: Library) -> None:
    uploads = put(library, "水务", "教育")
    assert [(one.name, one.state, one.job) for one in uploads] == [
        (f"{name}.txt", UploadState.WAITING, uploads[0].job) for name in ("水务", "教育")
    ]
    assert all(whole(library.originals, one.sha256) == report(one.name[:-4])[1] for one in uploads)
    assert kept(library) == []
    told: list[str] = []
    Worker(library, on_upload=lambda one: told.append(one.name)).work(drain=True)
    assert told == ["水务.txt", "教育.txt"]
    assert kept(library) == sorted(told)
    outcome = outcome_of(library.store.uploads.find(uploads[0].id, DEFAULT))
    assert outcome is not None
    assert (outcome.status, outcome.figures > 0, outcome.warnings) == (OutcomeStatus.ADDED, True, ())
    assert library.store.counts().pending == 0
    Worker(library).work(drain=True)
    assert len(told) == 2
    assert presence.living(library.store.engine) == 0


def test_many_workers_take_each_upload_once(library: Library, seats: Callable[[], presence.Seat]) -> None:
    put(library, *map(str, range(24)))
    taken: list[str] = []

    def work() -> None:
        worker = seats().sure()
        while library.store.uploads.count(EVERYTHING, open_only=True):
            library.store.uploads.recover(worker, reason, now=2.0)
            if one := library.store.uploads.take(worker):
                taken.append(one.name)
                assert library.store.uploads.finish(one, UploadState.KEPT, reason(one.name), now=2.0)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"{n}.txt" for n in range(24))
    assert set(ended(library).values()) == {UploadState.KEPT}


def test_a_worker_that_lives_keeps_its_upload_whatever_the_clock_says(
    library: Library, seats: Callable[[], presence.Seat]
) -> None:
    put(library, "水务")
    uploads, first, second = library.store.uploads, seats(), seats()
    held = uploads.take(first.sure())
    assert held is not None
    assert uploads.recover(second.sure(), reason, now=1e12) == ()
    assert uploads.take(second.sure()) is None
    assert presence.living(library.store.engine) == 2
    first.leave()
    assert presence.living(library.store.engine) == 1
    uploads.recover(second.sure(), reason, now=2.0)
    again = uploads.take(second.sure())
    assert again is not None
    assert (again.id, again.claim != held.claim) == (held.id, True)
    # The first one comes back: nothing of what it does counts.
    assert not uploads.progress(held, 9)
    assert not uploads.give_back(held)
    assert not uploads.finish(held, UploadState.FAILED, reason("x"), now=3.0)
    assert uploads.finish(again, UploadState.KEPT, reason("水务.txt"), now=3.0)
    assert uploads.find(held.id, EVERYTHING).state is UploadState.KEPT


HOLDS = """
import sys
from pathlib import Path
from assistant.records import presence
from assistant.records.library import open_library
from assistant.settings import Settings
library = open_library(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2] or None))
seat = presence.seat(library.store.engine)
print(library.store.uploads.take(seat.sure()).name, flush=True)
sys.stdin.readline()
"""


def test_a_worker_that_is_killed_is_gone_at_once(library: Library, seats: Callable[[], presence.Seat]) -> None:
    put(library, "水务")
    order = [sys.executable, "-c", HOLDS, library.settings.data_dir, library.settings.database_url or ""]
    root = Path(__file__).parents[2]
    other = subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
    with other:
        assert other.stdout.readline() == "水务.txt\n"
        seat = seats()
        library.store.uploads.recover(seat.sure(), reason, now=2.0)
        assert library.store.uploads.take(seat.sure()) is None
        os.kill(other.pid, signal.SIGSTOP)  # no processor, for as long as may be
        library.store.uploads.recover(seat.sure(), reason, now=1e12)
        assert library.store.uploads.take(seat.sure()) is None
        other.kill()
        other.wait()
    while presence.living(library.store.engine) > 1:  # until the server has heard of it
        pass
    library.store.uploads.recover(seat.sure(), reason, now=2.0)
    again = library.store.uploads.take(seat.sure())
    assert again is not None
    assert again.name == "水务.txt"


# Of a session that the server ended pg8000 closes the socket, and leaves the file around it to whoever collects garbage.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_a_worker_whose_session_ended_is_known_by_another_name(
    library: Library, seats: Callable[[], presence.Seat]
) -> None:
    if library.store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no sessions that end")
    put(library, "水务")
    seat = seats()
    before = seat.sure()
    assert library.store.uploads.take(before) is not None
    ends = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
    with library.store.engine.connect() as connection:
        connection.execute(text(ends))
    while presence.living(library.store.engine):
        pass
    after = seat.sure()
    assert after != before
    library.store.uploads.recover(after, reason, now=2.0)
    assert library.store.uploads.take(after) is not None
    gc.collect()


KILLS = {
    "before a document is kept": (Store, "add", False),
    "while a document is kept": (Uploads, "note_added", False),
    "after the vectors": (Uploads, "finish", False),
    "after its end": (Uploads, "finish", True),
    "while its bytes are read": (queued.Worker, "_outcome", False),
}


@pytest.mark.parametrize("where", KILLS)
def test_an_upload_whose_worker_was_killed_is_read_by_another(
    library: Library, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    owner, name, after = KILLS[where]
    (upload,) = put(library, "水务")
    killing(monkeypatch, owner, name, after=after)
    with pytest.raises(Killed):
        Worker(library).work(drain=True)
    Worker(library).work(drain=True)
    now = library.store.uploads.find(upload.id, EVERYTHING)
    outcome = outcome_of(now)
    assert outcome is not None
    assert (now.state, outcome.status, outcome.figures > 0) == (UploadState.KEPT, OutcomeStatus.ADDED, True)
    assert kept(library) == ["水务.txt"]
    assert originals(library) == 1
    assert library.store.counts().pending == 0


def test_an_archive_broken_off_is_read_on_and_told_whole(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("水务", "教育", "农业")
    (upload,) = enqueue([("资料.zip", packed(*names))], library, collection="default", now=1.0)
    killing(monkeypatch, Store, "add", after=False, at=3)
    with pytest.raises(Killed):
        Worker(library).work(drain=True)
    half = library.store.uploads.find(upload.id, EVERYTHING)
    assert (half.state, half.files, len(half.added)) == (UploadState.READING, 2, 2)
    Worker(library).work(drain=True)
    whole = library.store.uploads.find(upload.id, EVERYTHING)
    outcome = outcome_of(whole)
    assert outcome is not None
    assert (whole.state, whole.files, len(set(whole.added))) == (UploadState.KEPT, 3, 3)
    assert (outcome.status, outcome.figures) == (OutcomeStatus.ADDED, library.store.counts().figures)
    assert kept(library) == sorted(f"{name}.txt" for name in names)
    # The archive's own bytes are needed no more.
    assert library.originals.size(upload.sha256) is None


def test_what_ends_its_worker_each_time_is_given_up_and_the_others_are_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library, "毒", "水务", "教育")
    real = queued.Worker._outcome

    def poisoned(self: Worker, upload: Upload, readers: object) -> object:
        if upload.name == "毒.txt":
            raise Killed
        return real(self, upload, readers)  # type: ignore[arg-type]

    monkeypatch.setattr(queued.Worker, "_outcome", poisoned)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            Worker(library).work(drain=True)
    Worker(library).work(drain=True)
    assert ended(library) == {
        "毒.txt": UploadState.FAILED,
        "水务.txt": UploadState.KEPT,
        "教育.txt": UploadState.KEPT,
    }
    (failed,) = [one for one in library.store.uploads.listed(EVERYTHING) if one.state is UploadState.FAILED]
    outcome = outcome_of(failed)
    assert outcome is not None
    assert "毒.txt: its reading broke off again and again and was given up" in outcome.reason_en
    assert "毒.txt：读取进程几次因它而中断" in outcome.reason_zh
    (refusal,) = library.store.refusals(DEFAULT)
    assert (refusal.path, refusal.reason_zh) == ("毒.txt", outcome.reason_zh)
    assert originals(library) == 2


@pytest.mark.parametrize("faults", [1, MOST_ATTEMPTS])
def test_a_fault_of_the_store_is_not_the_file_s(library: Library, monkeypatch: pytest.MonkeyPatch, faults: int) -> None:
    (upload,) = put(library, "水务")
    real, left = Store.add, [StoreFault("database", zh="断开了", en="is away")] * faults

    def failing(*args, **named):
        if left:
            raise left.pop()
        return real(*args, **named)

    monkeypatch.setattr(Store, "add", failing)
    for _ in range(faults):
        with pytest.raises(StoreFault, match="is away"):
            Worker(library).work(drain=True)
    Worker(library).work(drain=True)
    now = library.store.uploads.find(upload.id, EVERYTHING)
    outcome = outcome_of(now)
    assert outcome is not None
    if faults < MOST_ATTEMPTS:
        assert now.state is UploadState.KEPT
    else:
        assert (now.state, "断开了" in outcome.reason_zh) == (UploadState.FAILED, True)


def test_a_worker_that_is_stopped_gives_back_what_it_reads(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    (upload,) = put(library, "水务")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        for _ in range(MOST_ATTEMPTS + 1):
            with pytest.raises(KeyboardInterrupt):
                Worker(library).work(drain=True)
    now = library.store.uploads.find(upload.id, EVERYTHING)
    assert (now.state, now.attempts) == (UploadState.WAITING, 0)
    Worker(library).work(drain=True)
    assert kept(library) == ["水务.txt"]


def test_a_cancelled_upload_is_not_read(library: Library) -> None:
    first, second = put(library, "水务", "教育")
    assert cancel(first.id, library, DEFAULT, now=time.time()).state is UploadState.WAITING
    assert library.originals.size(first.sha256) is None
    Worker(library).work(drain=True)
    assert ended(library) == {"水务.txt": UploadState.CANCELLED, "教育.txt": UploadState.KEPT}
    assert kept(library) == ["教育.txt"]
    # The line of what has ended goes; the record stays.
    cancel(second.id, library, DEFAULT, now=3.0)
    assert ended(library) == {"水务.txt": UploadState.CANCELLED}
    assert kept(library) == ["教育.txt"]
    assert library.originals.size(second.sha256) is not None


def test_nothing_is_kept_of_an_upload_cancelled_while_it_is_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    (upload,) = enqueue([("资料.zip", packed("水务", "教育"))], library, collection="default", now=1.0)
    real, calls = Uploads.must_hold, []

    def late(connection, one: Upload) -> None:
        calls.append(one.id)
        real(connection, one)

    def told(self: object, outcome: object) -> object:
        if len(calls) == 1:
            cancel(upload.id, library, DEFAULT, now=time.time())
        return outcome

    monkeypatch.setattr(Uploads, "must_hold", staticmethod(late))
    monkeypatch.setattr(queued._Held, "told", told)
    Worker(library).work(drain=True)
    assert len(calls) == 2
    assert ended(library) == {"资料.zip": UploadState.CANCELLED}
    assert len(kept(library)) == 1
    assert library.store.counts().pending == 0


def test_a_worker_that_was_taken_for_gone_keeps_nothing_more(library: Library) -> None:
    put(library, "水务")
    lost = library.store.uploads.take("nobody")
    assert lost is not None
    Worker(library).work(drain=True)
    held = queued._Held(library, lost)
    with pytest.raises(HoldLost):
        held.keep("x", lambda: pytest.fail("it was kept"))
    with pytest.raises(HoldLost):
        ingest_uploads([report("教育")], library, keeper=held)
    assert kept(library) == ["水务.txt"]
    assert ended(library) == {"水务.txt": UploadState.KEPT}


def test_uploads_are_seen_and_cancelled_by_who_sees_their_collection(library: Library) -> None:
    (upload,) = put(library, "水务", collection="closed")
    uploads = library.store.uploads
    for look in (uploads.find, lambda key, scope: cancel(key, library, scope, now=2.0)):
        with pytest.raises(UnknownUpload):
            look(upload.id, DEFAULT)
    assert uploads.listed(DEFAULT) == uploads.of_job(upload.job, DEFAULT) == ()
    assert (uploads.count(DEFAULT), uploads.count(EVERYTHING)) == (0, 1)
    assert uploads.find(upload.id, Scope(frozenset({"closed"}))) == upload
    Worker(library).work(drain=True)
    assert library.store.heads(DEFAULT) == ()


def test_bytes_that_wait_outlive_a_record_of_the_same(library: Library) -> None:
    (outcome,) = ingest_uploads([report("水务")], library)
    (upload,) = put(library, "水务", collection="closed")
    forget(outcome.document_id or "", library, EVERYTHING)
    assert library.originals.size(upload.sha256) is not None
    Worker(library).work(drain=True)
    assert ended(library) == {"水务.txt": UploadState.KEPT}


def test_bytes_that_are_gone_are_told(library: Library) -> None:
    (upload,) = put(library, "水务")
    library.originals.delete(upload.sha256)
    Worker(library).work(drain=True)
    outcome = outcome_of(library.store.uploads.find(upload.id, EVERYTHING))
    assert outcome is not None
    assert "upload it again" in outcome.reason_en


def test_nothing_waits_whose_bytes_could_not_be_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise StoreFault("originals", zh="磁盘已满", en="the disk is full")

    monkeypatch.setattr(Library, "keep_original", full)
    with pytest.raises(StoreFault, match="disk is full"):
        put(library, "水务")
    assert library.store.uploads.listed(EVERYTHING) == ()


def test_ended_uploads_are_forgotten_after_a_week(library: Library) -> None:
    put(library, "水务")
    Worker(library, clock=lambda: 1000.0).work(drain=True)
    put(library, "教育")
    Worker(library, clock=lambda: 1000.0 + queued._REMEMBERED).work(drain=True)
    assert set(ended(library)) == {"水务.txt", "教育.txt"}
    Worker(library, clock=lambda: 1001.0 + queued._REMEMBERED).work(drain=True)
    assert set(ended(library)) == {"教育.txt"}


def test_names_that_no_database_takes_are_made_plain(library: Library) -> None:
    uploads = enqueue([("C:\\in\\水\x00务\ud800.txt", report("水务")[1])], library, collection="default", now=1.0)
    assert uploads[0].name == "水\ufffd务?.txt"


def test_doctor_tells_when_nobody_reads_what_waits(library: Library, seats: Callable[[], presence.Seat]) -> None:
    def found() -> tuple[bool, str]:
        (finding,) = [one for one in examine(library) if one.name == "uploads"]
        return finding.well, finding.seen

    assert found()[0]
    put(library, "水务")
    assert found() == (False, "1 uploads wait, 0 workers live (start youju worker)")
    seats()
    assert found() == (True, "1 uploads wait, 1 workers live")
