"""Which workers live, as the system itself knows it: each holds a lock for as long as its process is there.

No clock comes into it, so a worker that gets no processor for an hour still lives, and one that was killed is gone at once.
On PostgreSQL it is an advisory lock of a session of its own, which the server frees when the connection ends; on SQLite, all
on one machine, the lock of a file beside the database, which the kernel frees.
"""

import hashlib
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from assistant.records import disk
from assistant.records.database_faults import faults

FOLDER = "workers"
"""Beside a SQLite database: a locked file a worker."""
_CLASS = 0x796F756A
"""The first key of the advisory locks; any number that nobody else uses."""
# A machine that lost its power says nothing: the server asks, and after a minute gives the connection up. A connection that
# rests while a long file is read must not be ended for it.
_SESSION = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "idle_session_timeout": "0",
}


class Seat(Protocol):
    """The place of one worker among those that live; used by one thread."""

    def sure(self) -> str:
        """The name that this worker is known by, another one after its lock was lost; raises StoreFault."""

    def leave(self) -> None:
        """Live no longer; never raises."""


def seat(engine: Engine) -> Seat:
    """A place for a worker, taken when it is first `sure`."""
    return _Locked(_folder(engine)) if engine.dialect.name == "sqlite" else _Session(engine)


@contextmanager
def gone(connection: Connection, worker: str) -> Iterator[bool]:
    """Whether a worker lives no longer; while it is found gone nobody else finds it so, until the transaction ends."""
    if connection.dialect.name != "sqlite":
        lock = text("SELECT pg_try_advisory_xact_lock(:kind, :one)")
        yield bool(connection.execute(lock, _keys(worker)).scalar())
        return
    path = _folder(connection.engine) / f"{worker}.lock"
    if not path.exists():
        yield True
        return
    lock_file = FileLock(path)
    try:
        lock_file.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock_file.release()
        path.unlink(missing_ok=True)


def living(engine: Engine) -> int:
    """How many workers live; raises StoreFault."""
    if engine.dialect.name == "sqlite":
        return sum(_locked(path) for path in _folder(engine).glob("*.lock"))
    held = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
        "AND CAST(classid AS bigint) = :kind AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with faults(engine), engine.connect() as connection:
        return int(connection.execute(held, {"kind": _CLASS}).scalar_one())


class _Locked:
    """A seat that is a locked file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: FileLock | None = None
        self._name = _new_name()

    def sure(self) -> str:
        if self._lock is None:
            disk.use(self._folder)
            lock = FileLock(self._folder / f"{self._name}.lock")
            lock.acquire(timeout=0)
            self._lock = lock
        return self._name

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.release()
            with suppress(OSError):
                Path(self._lock.lock_file).unlink(missing_ok=True)
            self._lock = None


class _Session:
    """A seat that is a session of PostgreSQL with a lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._name = ""

    def sure(self) -> str:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return self._name
            except (SQLAlchemyError, OSError):
                self.leave()
        with faults(self._engine):
            self._connection, self._name = self._seated()
        return self._name

    def _seated(self) -> tuple[Connection, str]:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        for name, value in _SESSION.items():
            known = "SELECT set_config(name, :value, false) FROM pg_settings WHERE name = :name"
            connection.execute(text(known), {"name": name, "value": value})
        while True:
            name = _new_name()
            if connection.execute(text("SELECT pg_try_advisory_lock(:kind, :one)"), _keys(name)).scalar():
                return connection, name

    def leave(self) -> None:
        if self._connection is not None:
            # It was taken out of the pool: closing it ends the session, and the lock at the latest when the server sees that.
            with suppress(SQLAlchemyError, OSError):
                self._connection.execute(text("SELECT pg_advisory_unlock(:kind, :one)"), _keys(self._name))
            with suppress(SQLAlchemyError, OSError):
                self._connection.close()
            self._connection = None


def _folder(engine: Engine) -> Path:
    return Path(engine.url.database or "").absolute().with_name(FOLDER)


def _new_name() -> str:
    """Where a worker runs, for people, and what tells it from all others."""
    host = re.sub(r"[^A-Za-z0-9.]+", "-", socket.gethostname())[:40]
    return f"{host}-{os.getpid()}-{uuid4().hex[:12]}"


def _keys(worker: str) -> dict[str, Any]:
    one = int.from_bytes(hashlib.sha256(worker.encode()).digest()[:4], "big", signed=True)
    return {"kind": _CLASS, "one": one}


def _locked(path: Path) -> bool:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False
