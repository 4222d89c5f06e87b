"""Runs over gold questions kept: every case with its verdict and answer, so that runs are resumed, compared and followed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, Table, Text, func, insert, select, update

from assistant.errors import UnknownRound
from assistant.records import database
from eval.score import Gold, Outcome, Verdict

metadata = MetaData()
_runs = Table(
    "eval_runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("gold_hash", Text, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("measures", Text, nullable=False),
)
_cases = Table(
    "eval_cases",
    metadata,
    Column("run_id", ForeignKey(_runs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("faults", Text, nullable=False),
    Column("answer", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run: `name` is the gold file's, `kind` answers, figures or retrieval, `measures` what it came to, by name.

    `gold_hash` tells of which cases; only runs of the same name and kind are compared. `ended_at` is None while it is
    not whole.
    """

    id: str
    name: str
    kind: str
    gold_hash: str
    cases: int
    begun_at: str
    ended_at: str | None
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """How one case of a run ended."""

    id: str
    question: str
    kind: str
    verdict: Verdict
    faults: tuple[str, ...]
    answer: Mapping[str, Any]


class Runs:
    """The runs of one installation."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    def begin(self, name: str, kind: str, gold_hash: str, cases: int) -> Run:
        """A new run."""
        run = Run(uuid4().hex[:12], name, kind, gold_hash, cases, _now(), None, {})
        with database.noting(self._engine) as connection:
            connection.execute(
                insert(_runs).values(
                    id=run.id,
                    name=name,
                    kind=kind,
                    gold_hash=gold_hash,
                    cases=cases,
                    begun_at=run.begun_at,
                    measures="{}",
                )
            )
        return run

    def unfinished(self, name: str, gold_hash: str) -> Run | None:
        """The latest run of these very cases that was broken off, or None."""
        found = [one for one in self.all() if (one.name, one.gold_hash, one.ended_at) == (name, gold_hash, None)]
        return found[0] if found else None

    def keep(self, run_id: str, cases: Iterable[Case]) -> None:
        """Keep how cases ended."""
        rows = [
            {
                "run_id": run_id,
                "case_id": one.id,
                "question": one.question,
                "kind": one.kind,
                "verdict": one.verdict.value,
                "faults": json.dumps(one.faults, ensure_ascii=False),
                "answer": json.dumps(one.answer, ensure_ascii=False),
            }
            for one in cases
        ]
        with database.noting(self._engine) as connection:
            if rows:
                connection.execute(insert(_cases), rows)

    def end(self, run_id: str, measures: Mapping[str, float]) -> None:
        """Note that a run is whole, and what it came to."""
        change = update(_runs).where(_runs.c.id == run_id)
        with database.noting(self._engine) as connection:
            connection.execute(change.values(ended_at=_now(), measures=json.dumps(dict(measures))))

    def all(self) -> tuple[Run, ...]:
        """Every run, latest first."""
        query = select(_runs).order_by(_runs.c.begun_at.desc(), _runs.c.id)
        with database.reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Run(**{**row, "measures": json.loads(row["measures"])}) for row in rows)

    def done(self) -> dict[str, int]:
        """How many cases of each run are kept, by its id."""
        query = select(_cases.c.run_id, func.count()).group_by(_cases.c.run_id)
        with database.reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def run(self, run_id: str) -> Run:
        """A run by its id, or by "last" and "before" (the last but one that ended); raises UnknownRound."""
        ended = [one for one in self.all() if one.ended_at]
        named = {"last": ended[:1], "before": ended[1:2]}
        found = named.get(run_id, [one for one in self.all() if one.id == run_id])
        if not found:
            raise UnknownRound(run_id, zh="没有这次评测", en="no such run")
        return found[0]

    def earlier(self, run_id: str) -> Run | None:
        """The last whole run of the same name and kind before this one."""
        own = self.run(run_id)
        alike = [one for one in self.all() if (one.name, one.kind) == (own.name, own.kind) and one.ended_at]
        return next((one for one in alike if one.begun_at < own.begun_at), None)

    def cases(self, run_id: str) -> tuple[Case, ...]:
        """The cases of a run as far as they were kept, by id."""
        query = select(_cases).where(_cases.c.run_id == run_id).order_by(_cases.c.case_id)
        with database.reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            Case(
                row["case_id"],
                row["question"],
                row["kind"],
                Verdict(row["verdict"]),
                tuple(json.loads(row["faults"])),
                json.loads(row["answer"]),
            )
            for row in rows
        )


def case_of(outcome: Outcome, answer: Mapping[str, Any]) -> Case:
    """A scored answer as a case to keep."""
    gold = outcome.case
    return Case(gold.id, gold.question, gold.kind, outcome.verdict, outcome.faults, answer)


def hash_of(gold: Iterable[Gold]) -> str:
    """A SHA-256 of gold cases, whatever their order."""
    return hashlib.sha256("\n".join(sorted(map(repr_of, gold))).encode()).hexdigest()


def repr_of(case: Gold) -> str:
    """A case as a line that is the same in every process: sets have no order of their own."""
    return repr((case.id, case.question, case.history, case.status, case.figures, sorted(case.sources), case.contains))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
