"""Whether a database changed at all since it was looked at last: what was read of it may else be used again."""

import sqlite3
from threading import Lock

from sqlalchemy import Engine


class Watch:
    """A number that is another one after every commit to a SQLite file, of any process; None for other databases.

    SQLite keeps it in shared memory: a look costs microseconds, where a read through a pool costs a fraction of a millisecond.
    """

    def __init__(self, engine: Engine) -> None:
        """Over the engine's file, on a connection of its own that never writes."""
        self._lock = Lock()
        named = engine.url.database if engine.dialect.name == "sqlite" else None
        self._connection = (
            sqlite3.connect(named, check_same_thread=False) if named not in (None, "", ":memory:") else None
        )

    def __call__(self) -> int | None:
        """The number, or None where the database cannot tell."""
        if self._connection is None:
            return None
        with self._lock:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
