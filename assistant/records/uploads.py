"""Uploads that wait for a worker, kept from the moment they were taken in until one of them has read them: none lost, none read in twice.

A worker takes one at a time. What it makes of it is kept in transactions that prove its hold first; an upload whose worker
lives no longer (`presence`) waits again, and after `MOST_ATTEMPTS` ends as failed. No lock is kept between calls.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from assistant.errors import UnknownUpload
from assistant.records import database, presence
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.upload_tables import uploads

MOST_ATTEMPTS = 3
"""How often an upload is begun before it is given up: it may be what ends its workers."""


class UploadState(StrEnum):
    """Where an upload stands; the first two are open, the others are ended."""

    WAITING = "waiting"
    READING = "reading"
    KEPT = "kept"
    FAILED = "failed"
    CANCELLED = "cancelled"


Reason = Callable[[str], Mapping[str, Any]]
"""The outcome of an upload that was given up, by its name."""
OPEN = (UploadState.WAITING, UploadState.READING)


class HoldLost(Exception):
    """An upload is no longer this worker's: it was cancelled, or the database took its worker for gone."""


@dataclass(frozen=True, slots=True)
class New:
    """A file that comes in; `outcome` is given where it has ended already, refused at the door."""

    name: str
    sha256: str
    size: int
    outcome: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file; `job` is shared by those of one request. Times are seconds since 1970.

    `files` counts the files of it that are over, more than one of an archive only; `added` are the documents made of it.
    `claim` proves a hold, and is "" where there is none.
    """

    id: str
    job: str
    name: str
    collection: str
    sha256: str
    size: int
    state: UploadState
    attempts: int
    worker: str
    claim: str
    files: int
    added: tuple[str, ...]
    outcome: Mapping[str, Any] | None
    created_at: float
    ended_at: float | None


class Uploads:
    """The uploads of one installation; `now` is always the caller's clock."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    def put(
        self, files: Sequence[New], collection: str, *, now: float, keep: Callable[[], object]
    ) -> tuple[Upload, ...]:
        """Take files in, of one request; `keep` keeps their bytes, before the entries are. All wait then, or none."""
        job = uuid4().hex
        rows = [_row(each, job, collection, now) for each in files]
        with self._alone_with(*(each.sha256 for each in files if each.outcome is None)) as connection:
            keep()
            connection.execute(insert(uploads), rows)
        return self.of_job(job, EVERYTHING)

    @contextmanager
    def wanted(self, sha256: str) -> Iterator[bool]:
        """Whether an open upload is of these bytes; none can come while this lasts."""
        waits = select(uploads.c.seq).where(uploads.c.sha256 == sha256, uploads.c.state.in_(OPEN)).limit(1)
        with self._alone_with(sha256) as connection:
            yield connection.execute(waits).first() is not None

    def waiting(self) -> frozenset[str]:
        """The SHA-256 of every upload that is still to be read, whoever may see it."""
        with self._engine.connect() as connection:
            waits = select(uploads.c.sha256).where(uploads.c.state.in_(OPEN))
            return frozenset(connection.execute(waits).scalars())

    # A worker's

    def take(self, worker: str) -> Upload | None:
        """Hold the upload that was begun least often and has waited longest; None where none waits."""
        waits = (
            select(uploads.c.id)
            .where(uploads.c.state == UploadState.WAITING)
            .order_by(uploads.c.attempts, uploads.c.seq)
        )
        claim = uuid4().hex
        begun = {
            "state": UploadState.READING,
            "worker": worker,
            "claim": claim,
            "attempts": uploads.c.attempts + 1,
            "files": 0,
        }
        with database.noting(self._engine) as connection:
            # Where rows are locked one by one (PostgreSQL) another worker's is passed over, not waited for.
            for one in connection.execute(waits.limit(1).with_for_update(skip_locked=True)).scalars().all():
                still = update(uploads).where(uploads.c.id == one, uploads.c.state == UploadState.WAITING)
                if connection.execute(still.values(begun)).rowcount:
                    return _found(connection, uploads.c.id == one)
        return None

    def recover(self, worker: str, reason: Reason, *, now: float) -> tuple[Upload, ...]:
        """Let uploads wait again whose workers live no longer, and those that `worker`, which asks, did not come to end.

        Given back are those that were begun too often: they have ended as failed, with the outcome that `reason` gives.
        """
        held = select(uploads.c.worker).where(uploads.c.state == UploadState.READING).distinct()
        with database.reading(self._engine) as connection:
            others = connection.execute(held).scalars().all()
        ended: list[Upload] = []
        for other in others:
            with database.noting(self._engine) as connection:
                if other == worker:
                    ended += _left(connection, other, reason, now)
                    continue
                with presence.gone(connection, other) as gone:
                    ended += _left(connection, other, reason, now) if gone else ()
        return tuple(ended)

    @staticmethod
    def must_hold(connection: Connection, upload: Upload) -> None:
        """Prove that an upload is still held, for as long as the transaction lasts; raises HoldLost."""
        mine = select(uploads.c.seq).where(*_held(upload)).with_for_update()
        if connection.execute(mine).first() is None:
            raise HoldLost(upload.id)

    @staticmethod
    def note_added(connection: Connection, upload: Upload, document_id: str) -> None:
        """Write down, in the transaction that keeps a document, that it was made of this upload."""
        added = json.loads(connection.execute(select(uploads.c.added).where(*_held(upload))).scalar_one())
        connection.execute(update(uploads).where(*_held(upload)).values(added=json.dumps([*added, document_id])))

    def progress(self, upload: Upload, files: int) -> bool:
        """Tell how many files of an upload are over; False where the hold was lost."""
        return self._change(upload, files=files)

    def finish(self, upload: Upload, state: UploadState, outcome: Mapping[str, Any], *, now: float) -> bool:
        """End a held upload; False, and nothing changes, where the hold was lost."""
        return self._change(upload, state=state, outcome=_dump(outcome), ended_at=now, claim="", worker="")

    def give_back(self, upload: Upload, *, counted: bool = True) -> bool:
        """Let a held upload wait again; unless `counted` as if it had not been begun. False where the hold was lost."""
        attempts = upload.attempts - (not counted)
        return self._change(upload, state=UploadState.WAITING, attempts=attempts, claim="", worker="")

    def _change(self, upload: Upload, **values: Any) -> bool:
        with database.noting(self._engine) as connection:
            return bool(connection.execute(update(uploads).where(*_held(upload)).values(values)).rowcount)

    # Everybody's

    def cancel(self, upload_id: str, scope: Scope, *, now: float) -> Upload:
        """Take an upload back: nothing more is kept of it; the entry of one that has ended goes. As it was before.

        Raises UnknownUpload where it is not in `scope`.
        """
        one = uploads.c.id == upload_id
        end = update(uploads).where(one, uploads.c.state.in_(OPEN))
        with database.noting(self._engine) as connection:
            found = _found(connection, one, *_in(scope))
            if not connection.execute(
                end.values(state=UploadState.CANCELLED, claim="", worker="", ended_at=now)
            ).rowcount:
                connection.execute(delete(uploads).where(one))
        return found

    def find(self, upload_id: str, scope: Scope) -> Upload:
        """One upload; raises UnknownUpload where it is not in `scope`."""
        with database.reading(self._engine) as connection:
            return _found(connection, uploads.c.id == upload_id, *_in(scope))

    def of_job(self, job: str, scope: Scope) -> tuple[Upload, ...]:
        """The uploads of one request that are in `scope`, in their order."""
        return self._all(select(uploads).where(uploads.c.job == job, *_in(scope)).order_by(uploads.c.seq))

    def listed(self, scope: Scope, *, open_only: bool = False, offset: int = 0, limit: int = 100) -> tuple[Upload, ...]:
        """The uploads in `scope`, latest first, or only those that are open."""
        which = [uploads.c.state.in_(OPEN)] if open_only else []
        query = select(uploads).where(*which, *_in(scope)).order_by(uploads.c.seq.desc())
        return self._all(query.offset(offset).limit(limit))

    def count(self, scope: Scope, *, open_only: bool = False) -> int:
        """How many uploads there are in `scope`, or how many of them are open."""
        which = [uploads.c.state.in_(OPEN)] if open_only else []
        with database.reading(self._engine) as connection:
            return int(
                connection.execute(select(func.count()).select_from(uploads).where(*which, *_in(scope))).scalar_one()
            )

    def forget(self, *, before: float) -> int:
        """Forget uploads that ended before that time; how many."""
        old = delete(uploads).where(uploads.c.state.not_in(OPEN), uploads.c.ended_at < before)
        with database.noting(self._engine) as connection:
            return int(connection.execute(old).rowcount)

    def _all(self, query: Any) -> tuple[Upload, ...]:
        with database.reading(self._engine) as connection:
            return tuple(map(_upload, connection.execute(query).mappings()))

    @contextmanager
    def _alone_with(self, *sha256s: str) -> Iterator[Connection]:
        """A transaction in which nobody else brings or removes files of these bytes."""
        with database.noting(self._engine) as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                for key in sorted({int(sha256[:15], 16) for sha256 in sha256s}):
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
            yield connection


def _left(connection: Connection, worker: str, reason: Reason, now: float) -> list[Upload]:
    """Take from a worker what it holds; the uploads that have ended by it."""
    its = (uploads.c.worker == worker, uploads.c.state == UploadState.READING)
    young = update(uploads).where(*its, uploads.c.attempts < MOST_ATTEMPTS)
    connection.execute(young.values(state=UploadState.WAITING, claim="", worker=""))
    worn = connection.execute(select(uploads.c.id, uploads.c.name).where(*its).with_for_update()).all()
    for one, name in worn:
        end = {"state": UploadState.FAILED, "outcome": _dump(reason(name)), "ended_at": now, "claim": "", "worker": ""}
        connection.execute(update(uploads).where(uploads.c.id == one).values(end))
    return [_found(connection, uploads.c.id == one) for one, _ in worn]


def _held(upload: Upload) -> tuple[Any, ...]:
    return uploads.c.id == upload.id, uploads.c.claim == upload.claim, uploads.c.state == UploadState.READING


def _in(scope: Scope) -> list[Any]:
    return [] if scope.collections is None else [uploads.c.collection.in_(sorted(scope.collections))]


def _row(file: New, job: str, collection: str, now: float) -> dict[str, Any]:
    ended = file.outcome is not None
    return {
        "id": uuid4().hex,
        "job": job,
        "name": file.name,
        "collection": collection,
        "sha256": file.sha256,
        "size": file.size,
        "state": UploadState.FAILED if ended else UploadState.WAITING,
        "attempts": 0,
        "worker": "",
        "claim": "",
        "files": 0,
        "added": "[]",
        "outcome": _dump(file.outcome) if file.outcome else "",
        "created_at": now,
        "ended_at": now if ended else None,
    }


def _found(connection: Connection, *conditions: Any) -> Upload:
    row = connection.execute(select(uploads).where(*conditions)).mappings().first()
    if row is None:
        raise UnknownUpload("upload", zh="没有这个上传，或已清除", en="no such upload, or it was cleared away")
    return _upload(row)


def _upload(row: Any) -> Upload:
    told = {name: row[name] for name in Upload.__slots__}
    outcome = json.loads(row["outcome"]) if row["outcome"] else None
    state = UploadState(row["state"])
    return Upload(**{**told, "state": state, "added": tuple(json.loads(row["added"])), "outcome": outcome})


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)
