"""Gold questions kept in an installation, in named sets, each case with who changed it last and where it came from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Engine, MetaData, Table, Text, delete, func, insert, select

from assistant.errors import InvalidReview, UnknownRound
from assistant.records import database
from eval.score import Gold, gold_case

metadata = MetaData()
_gold = Table(
    "gold_cases",
    metadata,
    Column("set_name", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("by_whom", Text, nullable=False),
    Column("at", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A set of gold cases: its name, how many it holds, and when one of them was changed last."""

    name: str
    cases: int
    changed_at: str


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """A gold case as JSON (eval.score.gold_case), who changed it last and when; `origin` is "" or the review it came from."""

    record: Mapping[str, Any]
    by: str
    at: str
    origin: str = ""


class GoldSets:
    """The gold questions of one installation."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    def sets(self) -> tuple[GoldSet, ...]:
        """Every set, by name."""
        query = select(_gold.c.set_name, func.count(), func.max(_gold.c.at)).group_by(_gold.c.set_name)
        with database.reading(self._engine) as connection:
            return tuple(GoldSet(*row) for row in connection.execute(query.order_by(_gold.c.set_name)))

    def records(self, name: str) -> tuple[GoldRecord, ...]:
        """The cases of a set by id; an unknown set is empty."""
        query = select(_gold).where(_gold.c.set_name == name).order_by(_gold.c.id)
        with database.reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(GoldRecord(json.loads(r["record"]), r["by_whom"], r["at"], r["origin"]) for r in rows)

    def cases(self, name: str) -> tuple[Gold, ...]:
        """The cases of a set, to be asked; raises UnknownRound where it holds none."""
        found = tuple(gold_case(one.record) for one in self.records(name))
        if not found:
            raise UnknownRound(name, zh="没有这组标准问题", en="no such set of gold questions")
        return found

    def put(self, name: str, records: Sequence[Mapping[str, Any]], by: str, origin: str = "") -> None:
        """Keep cases, each in the place of the one with its id; all of them, or none. Raises InvalidReview for one that is none."""
        told = [_proved(record) for record in records]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with database.noting(self._engine) as connection:
            for record in told:
                key = {"set_name": name, "id": str(record["id"])}
                connection.execute(delete(_gold).where(_gold.c.set_name == name, _gold.c.id == key["id"]))
                text = json.dumps(dict(record), ensure_ascii=False)
                connection.execute(insert(_gold).values(**key, record=text, origin=origin, by_whom=by, at=now))

    def remove(self, name: str, case_id: str) -> None:
        """Take a case out of a set; raises UnknownRound where there is none."""
        gone = delete(_gold).where(_gold.c.set_name == name, _gold.c.id == case_id)
        with database.noting(self._engine) as connection:
            if not connection.execute(gone).rowcount:
                raise UnknownRound(case_id, zh="没有这道标准问题", en="no such gold question")


def _proved(record: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        case = gold_case(record)
        if not case.id.strip() or not case.question.strip():
            raise ValueError("id or question is empty")
    except (ValueError, TypeError, AttributeError) as error:
        thing = str(record.get("id", "?"))
        raise InvalidReview(thing, zh=f"不是有效的标准问题：{error}", en=f"not a gold case: {error}") from error
    return record
