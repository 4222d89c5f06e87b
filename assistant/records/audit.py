"""The audit log: who asked, opened, changed, deleted, exported, signed in. Entries are added, never changed.

Each entry's digest covers its own line and the digest before it, so that a changed, missing, added or exchanged entry shows.
Whoever can write the file could make the whole chain anew: keep the digest of the last line elsewhere, as an export does.
"""

import datetime
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, func, insert, select, text, update

from assistant.records import database
from assistant.records.access_model import Caller
from assistant.records.audit_tables import audit, audit_ends
from assistant.records.masking import masked
from assistant.records.migrate import AUDIT

ORIGIN = "0" * 64
"""What the first entry of an installation follows."""

_LOG = logging.getLogger("youju")
_TEXT_CHARS = 2000
# Between entries of an office at work, in days; old entries are not taken off by themselves across a longer silence,
# nor across one of twice the time that they are kept.
_LONGEST_SILENCE = 366
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: `record` is what happened, `digest` closes the chain up to here."""

    number: int
    record: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What a look through the whole chain found; `broken_at` is the number of the first entry that does not fit, else None."""

    entries: int
    first: int
    last: int
    digest: str
    broken_at: int | None


class Audit:
    """The audit log of one installation."""

    def __init__(self, url: str, *, days: int | None = None) -> None:
        """Open the log at a database URL, its tables made or upgraded; entries are kept `days`, None for ever.

        Raises StoreFault.
        """
        self._engine = database.open_beside(url, AUDIT)
        self._days = days
        self._pruned = ""
        self._end: tuple[int, str] | None = None
        begin = text(
            "INSERT INTO audit_ends (name, number, digest) VALUES (:name, 0, :digest) ON CONFLICT (name) DO NOTHING"
        )
        with database.noting(self._engine) as connection:
            connection.execute(begin, [{"name": name, "digest": ORIGIN} for name in ("before", "last")])

    @property
    def engine(self) -> Engine:
        """The database, for a snapshot of it."""
        return self._engine

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def note(self, caller: Caller | None, action: str, target: str = "", *, address: str = "", **detail: Any) -> None:
        """Add an entry; texts are masked and cut short. Raises StoreFault where it cannot be written."""
        record = {
            "at": _now(),
            "actor": caller.id if caller else "",
            "name": caller.name if caller else "",
            "via": caller.via if caller else "",
            "address": address,
            "action": action,
            "target": masked(target[:_TEXT_CHARS]),
            **_clean(detail),
        }
        with database.noting(self._engine) as connection:
            # What this process wrote last is the end still, unless another wrote meanwhile.
            self._end = _add(connection, self._end, record) or _add(connection, _end(connection), record)
        self._prune_daily(record["at"])

    def entries(
        self, *, actor: str = "", action: str = "", before: int | None = None, limit: int = 100
    ) -> tuple[Entry, ...]:
        """The newest entries, of one user's name or one action where given; `before` a number, for the next page."""
        wanted = [column == value for column, value in ((audit.c.actor, actor), (audit.c.action, action)) if value]
        wanted += [] if before is None else [audit.c.number < before]
        query = select(audit).where(*wanted).order_by(audit.c.number.desc()).limit(limit)
        with database.reading(self._engine) as connection:
            return tuple(_entry(row) for row in connection.execute(query))

    def export(self) -> Iterator[str]:
        """Every entry as a line of JSON, oldest first, with its digest; without line ends."""
        for row in self._rows():
            yield json.dumps({**json.loads(row.line), "digest": row.digest}, ensure_ascii=False)

    def holds(self, digest: str) -> bool:
        """Whether an entry has this digest: one that an earlier export ended with must still be there."""
        with database.reading(self._engine) as connection:
            return connection.execute(select(audit.c.number).where(audit.c.digest == digest)).first() is not None

    def verify(self) -> Chain:
        """Look through the whole chain: does every entry follow the one before it, from the oldest kept to the last made?"""
        with database.reading(self._engine) as connection:
            ends = {row.name: row for row in connection.execute(select(audit_ends))}
        number, digest, count = ends["before"].number, ends["before"].digest, 0
        first = number + 1
        for row in self._rows(ends["last"].number):
            number, digest, count = number + 1, _digest(digest, row.line), count + 1
            if row.number != number or row.digest != digest or json.loads(row.line)["number"] != number:
                return Chain(count - 1, first, number - 1, digest, number)
        whole = (number, digest) == (ends["last"].number, ends["last"].digest)
        return Chain(count, first, number, digest, None if whole else number + 1)

    def prune(self, days: int) -> int:
        """Take off entries older than so many days; how many went. The log says so itself.

        An entry that a wrong clock dated far back goes with those before it, never before them.
        """
        return self._prune(days, across_gaps=True)

    def _prune(self, days: int, *, across_gaps: bool) -> int:
        since = _now(days=-days)
        with database.noting(self._engine) as connection:
            _lock(connection)
            kept = connection.execute(select(func.min(audit.c.number)).where(audit.c.at >= since)).scalar()
            older = select(audit.c.number, audit.c.digest, audit.c.at).order_by(audit.c.number.desc()).limit(1)
            row = connection.execute(older if kept is None else older.where(audit.c.number < kept)).first()
            if row is None:
                return 0
            if kept is not None and not across_gaps and _gap(connection, row.at, kept, days):
                return 0
            last, digest = row.number, row.digest
            gone = connection.execute(delete(audit).where(audit.c.number <= last)).rowcount
            connection.execute(
                update(audit_ends).where(audit_ends.c.name == "before").values(number=last, digest=digest)
            )
        self.note(None, "pruned", entries=gone, up_to=last, up_to_digest=digest)
        return gone

    def _prune_daily(self, at: str) -> None:
        if self._days is not None and self._pruned != at[:10]:
            self._pruned = at[:10]
            self._prune(self._days, across_gaps=False)

    def _rows(self, last: int | None = None) -> Iterator[Row[Any]]:
        """Rows in their order, some at once, so that a long log never lies in memory; up to the number `last`."""
        after = 0
        while True:
            wanted = [audit.c.number > after, *([] if last is None else [audit.c.number <= last])]
            query = select(audit).where(*wanted).order_by(audit.c.number).limit(_AT_ONCE)
            with database.reading(self._engine) as connection:
                rows = connection.execute(query).all()
            yield from rows
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].number


_LAST = update(audit_ends).where(audit_ends.c.name == "last")
_MOVE = _LAST.where(
    audit_ends.c.number == bindparam("old_number"), audit_ends.c.digest == bindparam("old_digest")
).values(number=bindparam("new_number"), digest=bindparam("new_digest"))
_ENDS = select(audit_ends.c.number, audit_ends.c.digest).where(audit_ends.c.name == "last")
_INSERT = insert(audit)


def _lock(connection: Connection) -> None:
    """Stand in line with other writers, of any process."""
    connection.execute(_LAST.values(number=audit_ends.c.number))


def _end(connection: Connection) -> tuple[int, str]:
    """Number and digest of the newest entry; writers stand in line here, so that it stays the newest."""
    _lock(connection)
    number, digest = connection.execute(_ENDS).one()
    return int(number), str(digest)


def _add(connection: Connection, end: tuple[int, str] | None, record: Mapping[str, Any]) -> tuple[int, str] | None:
    """Add an entry after `end`, the newest one's number and digest, and give its own; None where `end` is not the newest."""
    if end is None:
        return None
    number = end[0] + 1
    line = _line({"number": number, **record})
    digest = _digest(end[1], line)
    told = {"new_number": number, "new_digest": digest, "old_number": end[0], "old_digest": end[1]}
    if not connection.execute(_MOVE, told).rowcount:
        return None
    row = {"number": number, "at": record["at"], "actor": record["name"], "action": record["action"]}
    connection.execute(_INSERT, {**row, "line": line, "digest": digest})
    return number, digest


def _gap(connection: Connection, before: str, kept: int, days: int) -> bool:
    """Whether nothing was noted for a long time between the last old entry and the first one kept: a clock that jumped
    ahead makes the whole log look old.
    """
    first = connection.execute(select(audit.c.at).where(audit.c.number == kept)).scalar_one()
    silent = datetime.datetime.fromisoformat(first) - datetime.datetime.fromisoformat(before)
    if silent.days <= min(_LONGEST_SILENCE, 2 * days):
        return False
    _LOG.warning(
        "the audit log was silent from %s to %s: either nobody was here, or the clock is wrong. "
        "Old entries are kept; `youju audit prune` takes them off",
        before,
        first,
    )
    return True


def _digest(before: str, line: str) -> str:
    return hashlib.sha256(f"{before}\n{line}".encode()).hexdigest()


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.number, json.loads(row.line), row.digest)


def _clean(value: Any) -> Any:
    """What is told of an entry, every text in it masked and cut."""
    if isinstance(value, str):
        return masked(value[:_TEXT_CHARS])
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(each) for each in value]
    return value


def _now(*, days: int = 0) -> str:
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    return at.isoformat(timespec="milliseconds")
