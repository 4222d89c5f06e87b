"""Figures that people corrected: kept beside the documents, so that they hold when the file is read again."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, delete, insert, select

from assistant.records import database
from assistant.records.model import Document, Span

metadata = MetaData()
_told = Table(
    "hand_figures",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("collection", Text, primary_key=True),
    Column("span_start", Integer, primary_key=True),
    Column("span_end", Integer, primary_key=True),
    Column("instead", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("by_whom", Text, nullable=False),
    Column("at", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class HandFigure:
    """A figure as a person reads it: the characters at `span` state it, in `unit`, and it is of `measure`.

    `instead` are the characters of the figure that was taken wrongly in its place, None where there was none. `period`
    is as str(Period) has it; it, `department` and `measure` are "" where what was read stands. `by` and `at` (ISO 8601)
    tell who corrected it and when.
    """

    span: Span
    unit: str
    measure: str = ""
    period: str = ""
    department: str = ""
    instead: Span | None = None
    by: str = ""
    at: str = ""


class HandFigures:
    """The figures corrected by hand of one installation."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    def keep(self, document: Document, told: HandFigure) -> None:
        """Keep a correction; an earlier one of the same characters gives way."""
        with database.noting(self._engine) as connection:
            connection.execute(delete(_told).where(_of(document), _told.c.span_start == told.span.start))
            connection.execute(insert(_told).values(_row(document, told)))

    def of(self, document: Document) -> tuple[HandFigure, ...]:
        """What people corrected of the file that `document` is made of, in the order of its text."""
        return self.all([document]).get(document.id, ())

    def all(self, documents: Collection[Document]) -> Mapping[str, tuple[HandFigure, ...]]:
        """What people corrected of each of these documents, by its id; those without a correction are left out."""
        by_file = {(one.sha256, one.collection): one.id for one in documents}
        query = (
            select(_told).where(_told.c.sha256.in_(sorted({sha for sha, _ in by_file}))).order_by(_told.c.span_start)
        )
        found: dict[str, tuple[HandFigure, ...]] = {}
        with database.reading(self._engine) as connection:
            for row in connection.execute(query).mappings():
                if key := by_file.get((row["sha256"], row["collection"])):
                    found[key] = (*found.get(key, ()), _parsed(row))
        return found


def _of(document: Document) -> Any:
    return (_told.c.sha256 == document.sha256) & (_told.c.collection == document.collection)


def _row(document: Document, told: HandFigure) -> dict[str, Any]:
    return {
        "sha256": document.sha256,
        "collection": document.collection,
        "span_start": told.span.start,
        "span_end": told.span.end,
        "instead": json.dumps([told.instead.start, told.instead.end] if told.instead else []),
        **{name: getattr(told, name) for name in ("unit", "measure", "period", "department", "at")},
        "by_whom": told.by,
    }


def _parsed(row: Mapping[Any, Any]) -> HandFigure:
    instead = json.loads(row["instead"])
    return HandFigure(
        Span(row["span_start"], row["span_end"]),
        **{name: row[name] for name in ("unit", "measure", "period", "department", "at")},
        by=row["by_whom"],
        instead=Span(*instead) if instead else None,
    )
