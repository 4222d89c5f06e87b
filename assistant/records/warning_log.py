"""What became of each warning: when it was raised, who acknowledged it and why, and when the records stopped bearing it out."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, UniqueConstraint, insert, select, update

from assistant.records import database
from assistant.records.scope import Scope

metadata = MetaData()
_facts = Table(
    "warning_facts",
    metadata,
    Column("fact", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("collections", Text, nullable=False),
    Column("about", Text, nullable=False),
)
# What happened, in order; `place` counts the events of a fact from 1, so that of two at once one is kept.
_events = Table(
    "warning_events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("fact", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("by_whom", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
    UniqueConstraint("fact", "place"),
)
OPEN, ACKNOWLEDGED, ENDED = "open", "acknowledged", "ended"
_TO = {"raised": OPEN, "acknowledged": ACKNOWLEDGED, "reopened": OPEN, "ended": ENDED}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a warning: raised, acknowledged, reopened or ended; `at` is ISO 8601, `by` "" for nobody."""

    what: str
    at: str
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A warning as it is kept: its state (open, acknowledged, ended), whose records it rests on, and what it is about."""

    fact: str
    collections: frozenset[str]
    about: Mapping[str, Any]
    state: str = OPEN
    history: tuple[Event, ...] = field(default=())


class WarningLog:
    """The warnings of one installation and their history; `at` is always the caller's clock, ISO 8601."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    def raise_(self, found: Iterable[Kept], *, at: str) -> int:
        """Keep warnings that are not kept yet, and open ended ones again; how many there were of both."""
        return sum(self._raised(one, at) for one in found)

    def _raised(self, one: Kept, at: str) -> bool:
        row = {
            "fact": one.fact,
            "state": OPEN,
            "collections": json.dumps(sorted(one.collections), ensure_ascii=False),
            "about": json.dumps(dict(one.about), ensure_ascii=False),
        }
        with database.noting(self._engine) as connection:
            again = update(_facts).where(_facts.c.fact == one.fact, _facts.c.state == ENDED).values(row)
            new = database.insert_new(connection, _facts, row) or bool(connection.execute(again).rowcount)
            if new:
                self._note(connection, one.fact, Event("raised", at))
        return new

    def note(self, fact: str, event: Event) -> bool:
        """Write down what happened to a kept warning; False where it is not kept or is in that state already."""
        state = _TO[event.what]
        move = update(_facts).where(_facts.c.fact == fact, _facts.c.state != state)
        if event.what != "ended":
            move = move.where(_facts.c.state != ENDED)
        with database.noting(self._engine) as connection:
            if not connection.execute(move.values(state=state)).rowcount:
                return False
            self._note(connection, fact, event)
        return True

    @staticmethod
    def _note(connection: Any, fact: str, event: Event) -> None:
        places = connection.execute(select(_events.c.place).where(_events.c.fact == fact)).scalars().all()
        row = {"fact": fact, "place": len(places) + 1, "what": event.what, "by_whom": event.by}
        connection.execute(insert(_events).values(**row, at=event.at, why=event.why))

    def kept(self, scope: Scope) -> Mapping[str, Kept]:
        """The warnings whose records all lie in `scope`, by fact, each with its history, earliest first."""
        with database.reading(self._engine) as connection:
            rows = connection.execute(select(_facts).order_by(_facts.c.fact)).mappings().all()
            happened = connection.execute(select(_events).order_by(_events.c.seq)).mappings().all()
        history: dict[str, list[Event]] = {}
        for row in happened:
            event = Event(row["what"], row["at"], row["by_whom"], row["why"])
            history.setdefault(row["fact"], []).append(event)
        found = {row["fact"]: _kept(row, history.get(row["fact"], ())) for row in rows}
        return {fact: one for fact, one in found.items() if all(map(scope.sees, one.collections))}

    def end_others(self, facts: Collection[str], *, at: str) -> int:
        """End every open or acknowledged warning that is not among `facts`; how many."""
        others = select(_facts.c.fact).where(_facts.c.state != ENDED)
        with database.reading(self._engine) as connection:
            known = connection.execute(others).scalars().all()
        return sum(self.note(fact, Event("ended", at)) for fact in known if fact not in facts)


def _kept(row: Any, history: Iterable[Event]) -> Kept:
    collections = frozenset(json.loads(row["collections"]))
    return Kept(row["fact"], collections, json.loads(row["about"]), row["state"], tuple(history))
