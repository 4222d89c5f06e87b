"""Uploads read by workers: taken in by any web process, read by any `youju worker`, on this machine or another.

A worker reads one upload at a time. Each document is kept in a transaction that first proves that the upload is still held,
so a worker that was taken for gone, or whose upload was cancelled, keeps nothing more.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PureWindowsPath
from threading import Event

from assistant.errors import StoreFault
from assistant.records import presence
from assistant.records.cache import Once
from assistant.records.library import Library
from assistant.records.originals import whole
from assistant.records.readings import Refusal
from assistant.records.scope import Scope
from assistant.records.uploads import MOST_ATTEMPTS, HoldLost, New, Upload, UploadState
from ingest.forget import release
from ingest.pipeline import VECTORS_AT_ONCE, ingest_uploads, reading
from ingest.progress import Outcome, OutcomeStatus
from ingest.vectorise import VectorQueue, heal
from ingest.workers import Readers

_LOG = logging.getLogger("youju")
_REST = 1.0
"""Seconds between two looks for an upload, where none waited."""
_LONGEST_REST = 30.0
"""Seconds of rest while the database is away, in the end."""
_REMEMBERED = 7 * 24 * 3600.0
"""Seconds that an ended upload is still told of."""
_GIVEN_UP = (
    "读取进程几次因它而中断，已放弃；文件可能损坏或过大，请重新导出或拆分后再上传。",
    "its reading broke off again and again and was given up; the file may be damaged or too large: export it again or split it.",
)
_GONE = (
    "文件的字节已不在，无法读取；请重新上传。",
    "its bytes are no longer there, so it cannot be read; upload it again.",
)

OnUpload = Callable[[Upload], None]


def enqueue(
    files: Sequence[tuple[str, bytes | Outcome]], library: Library, *, collection: str, now: float
) -> tuple[Upload, ...]:
    """Take uploaded files in, each with its bytes, or with the outcome of one that was refused at the door; in order.

    When this returns, bytes and entries outlive any process. Raises StoreFault, and nothing waits then.
    """
    given = [(_plain(name), what) for name, what in files]
    new = [_new(name, what) for name, what in given]
    contents = [what for _, what in given if isinstance(what, bytes)]

    def keep() -> None:
        for data in contents:
            library.keep_original(data)

    return library.store.uploads.put(new, collection, now=now, keep=keep)


def outcome_of(upload: Upload) -> Outcome | None:
    """What became of an upload; None while it is open, or where it was cancelled."""
    if upload.outcome is None:
        return None
    told = dict(upload.outcome)
    for name in ("warnings", "unread"):
        told[name] = tuple(told[name])
    return Outcome(**{**told, "status": OutcomeStatus(told["status"])})


def cancel(upload_id: str, library: Library, scope: Scope, *, now: float) -> Upload:
    """Take an upload back, as it was before; its bytes go where nothing else came of them. Raises UnknownUpload."""
    found = library.store.uploads.cancel(upload_id, scope, now=now)
    if found.sha256:
        release(library, found.sha256)
    return found


@dataclass(slots=True)
class Worker:
    """One worker: takes what waits, one upload after the other, until `stop` is set; `on_upload` is told of each that ended."""

    library: Library
    stop: Event = field(default_factory=Event)
    on_upload: OnUpload = lambda upload: None
    clock: Callable[[], float] = time.time

    def work(self, *, drain: bool = False) -> None:
        """Read what waits and what comes, or with `drain` only what waits. An interruption gives back what is being read."""
        seat = presence.seat(self.library.store.engine)
        rest = _REST
        try:
            while not self.stop.is_set():
                try:
                    self._until_none_waits(seat)
                    rest = _REST
                except StoreFault as fault:
                    if drain:
                        raise
                    _LOG.warning("uploads cannot be read now: %s", fault)
                    rest = min(2 * rest, _LONGEST_REST)
                if drain:
                    return
                self.stop.wait(rest)
        finally:
            seat.leave()

    def _until_none_waits(self, seat: presence.Seat) -> None:
        """Read all that waits; those who read, and the office's vocabulary, are fresh each time."""
        upload = self._next(seat)
        if upload is None:
            return
        self.library.load_vocabulary.renew()
        with reading(self.library) as readers:
            while upload is not None:
                self._read(upload, readers)
                upload = None if self.stop.is_set() else self._next(seat)

    def _next(self, seat: presence.Seat) -> Upload | None:
        uploads, now = self.library.store.uploads, self.clock()
        worker = seat.sure()
        for lost in uploads.recover(worker, lambda name: asdict(_failed(name, _GIVEN_UP)), now=now):
            _LOG.error("the upload %s was given up: it was begun %d times", lost.name, lost.attempts)
            self._over(lost, noted=True)
        taken = uploads.take(worker)
        if taken is None:
            uploads.forget(before=now - _REMEMBERED)
        return taken

    def _read(self, upload: Upload, readers: Once[Readers]) -> None:
        try:
            outcome = self._outcome(upload, readers)
        except HoldLost:
            _LOG.warning("the upload %s is no longer held; nothing more of it is kept here", upload.name)
            release(self.library, upload.sha256)
            heal(self.library, VectorQueue(self.library, VECTORS_AT_ONCE))
        except KeyboardInterrupt:
            # That somebody stops the worker is no fault of the file.
            with suppress(StoreFault):
                self.library.store.uploads.give_back(upload, counted=False)
            raise
        except StoreFault as fault:
            with suppress(StoreFault):
                self._again(upload, _failed(upload.name, (fault.sentence("zh"), fault.sentence("en"))))
            raise
        except Exception as error:  # a fault of ours in one upload must not cost the others
            _LOG.exception("the upload %s could not be read", upload.name)
            what = f"{type(error).__name__}: {error}"[:200]
            said = (f"读取时出现内部错误（{what}）；请反馈此信息。", f"an internal fault ({what}); please report it.")
            self._again(upload, _failed(upload.name, said))
        else:
            self._end(upload, outcome)

    def _outcome(self, upload: Upload, readers: Once[Readers]) -> Outcome:
        try:
            data = whole(self.library.originals, upload.sha256)
        except FileNotFoundError:
            return _failed(upload.name, _GONE)
        (outcome,) = ingest_uploads(
            [(upload.name, data)],
            self.library,
            collection=upload.collection,
            keeper=_Held(self.library, upload),
            readers=readers,
        )
        return outcome

    def _again(self, upload: Upload, outcome: Outcome) -> None:
        """Let an upload wait again after a fault that is not the file's; the last time it ends with that."""
        if upload.attempts < MOST_ATTEMPTS:
            self.library.store.uploads.give_back(upload)
        else:
            self._end(upload, outcome, noted=True)

    def _end(self, upload: Upload, outcome: Outcome, *, noted: bool = False) -> None:
        failed = outcome.status is OutcomeStatus.FAILED
        state, now = UploadState.FAILED if failed else UploadState.KEPT, self.clock()
        if self.library.store.uploads.finish(upload, state, asdict(outcome), now=now):
            self._over(replace(upload, state=state, outcome=asdict(outcome), ended_at=now), noted=noted)

    def _over(self, upload: Upload, *, noted: bool) -> None:
        """See to what an ended upload leaves: bytes that nothing came of, and the reason where no reader `noted` it."""
        outcome = outcome_of(upload)
        if noted and outcome is not None:
            at = datetime.fromtimestamp(self.clock(), UTC).isoformat(timespec="seconds")
            refusal = Refusal(upload.name, upload.collection, outcome.reason_zh, outcome.reason_en, at)
            self.library.store.note_refusal(refusal)
        release(self.library, upload.sha256)
        self.on_upload(upload)


@dataclass(slots=True)
class _Held:
    """Keeps documents as long as their upload is held; what an earlier attempt kept is told as added, which it was."""

    library: Library
    upload: Upload
    files: int = 0
    passes: tuple[type[Exception], ...] = (HoldLost, StoreFault)

    def keep(self, document_id: str, add: Callable[[], bool]) -> bool:
        """Keep a document, and that it is of this upload, in one transaction; raises HoldLost."""
        uploads = self.library.store.uploads
        with self.library.store.together() as connection:
            uploads.must_hold(connection, self.upload)
            added = add()
            if added:
                uploads.note_added(connection, self.upload, document_id)
        return added

    def told(self, outcome: Outcome) -> Outcome:
        """The outcome; of a file inside an archive the count goes up for everybody to see."""
        if outcome.path:
            self.files += 1
            self.library.store.uploads.progress(self.upload, self.files)
        if outcome.status is OutcomeStatus.KNOWN and outcome.document_id in self.upload.added:
            return _as_added(outcome, outcome.document_id, self.library, Scope(frozenset({self.upload.collection})))
        return outcome


def _as_added(outcome: Outcome, document_id: str, library: Library, scope: Scope) -> Outcome:
    """What the attempt that kept the document would have told."""
    reading = library.store.readings(scope).get(document_id)
    added = Outcome(outcome.name, OutcomeStatus.ADDED, document_id, path=outcome.path)
    if reading is None:
        return added
    return replace(
        added,
        figures=reading.figures,
        passages=reading.passages,
        warnings=library.store.document(document_id, scope).warnings,
        seconds=reading.seconds,
        pages=reading.pages,
        tables=reading.tables,
        unread=reading.unread,
    )


def _new(name: str, what: bytes | Outcome) -> New:
    if isinstance(what, bytes):
        return New(name, hashlib.sha256(what).hexdigest(), len(what))
    return New(name, "", 0, asdict(what))


def _failed(name: str, why: tuple[str, str]) -> Outcome:
    return Outcome(name, OutcomeStatus.FAILED, reason_zh=f"{name}：{why[0]}", reason_en=f"{name}: {why[1]}")


def _plain(name: str) -> str:
    """The base name of an upload, in characters that every database keeps."""
    return PureWindowsPath(name).name.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
