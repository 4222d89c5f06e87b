"""Counting and listing rows of tables: which rows meet every condition of a question, and what they come to.

A condition is a term of the question that some cell of a row contains, or a yes-or-no column (是否引进) that says yes.
A table answers only when each term is met by one of its rows or names its columns: otherwise it is about other matters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.errata import correcting_columns
from assistant.answering.find import narrowed, of_region, same_office
from assistant.answering.plan import Plan
from assistant.answering.terms import Term
from assistant.records.columns import DEPARTMENT, SUBJECT, YEAR, YES, YES_NO, first_column, header_name
from assistant.records.library import Library
from assistant.records.model import Document, Figure, Span, Table
from assistant.records.scope import Scope
from assistant.records.store import Head

_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class RowFound:
    """One row of a table that meets the conditions: its cells' texts by column, its subject and its place."""

    document: Document
    table: Table
    values: tuple[str, ...]
    subject: str
    span: Span
    address: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows found in one table with the names of its columns; `chosen` are the columns that the question names."""

    columns: tuple[str, ...]
    rows: tuple[RowFound, ...]
    chosen: tuple[int, ...] = ()


def row_figures(found: Rows, figures: Sequence[Figure]) -> list[Figure]:
    """The cell of each row in the first chosen column that holds a figure; rows without one are left out."""
    by_place = {(f.document_id, f.span): f for f in figures if f.cell}
    out = []
    for row in found.rows:
        cells = next(r for r in row.table.rows if r[0].span.start == row.span.start)
        spans = [cells[c].span for c in found.chosen if c < len(cells)]
        figure = next((f for s in spans if (f := by_place.get((row.document.id, s)))), None)
        if figure:
            out.append(figure)
    return out


def find_rows(plan: Plan, heads: Sequence[Head], library: Library, scope: Scope) -> Rows | None:
    """The rows that `plan` counts, from the table that meets its conditions with most rows; None when no table does."""
    found = [
        rows
        for head in narrowed(plan, heads, library, scope)
        for table, document in _tables(library.store.document(head.id, scope))
        if (rows := _matching(plan, table, document)) is not None
    ]
    return max(found, key=lambda r: len(r.rows), default=None)


def _tables(document: Document) -> Iterator[tuple[Table, Document]]:
    for table in document.tables:
        if len(table.rows) >= _FEWEST_ROWS and not correcting_columns(table):
            yield table, document


def _matching(plan: Plan, table: Table, document: Document) -> Rows | None:
    names = tuple(header_name(path) for path in table.columns)
    subject = first_column(names, SUBJECT)
    if subject is None:
        return None
    rows = [_row(table, document, i, subject) for i in range(len(table.rows))]
    mine = [r for r in rows if r.subject and _of_office_and_year(plan, r, names)]
    conditions, chosen = [], []
    for term in plan.terms:
        column = _column(term, names)
        if any(_meets(r, term, names) for r in rows) and not _names_the_table(term, names[subject], document, table):
            conditions.append(term)
        elif column is not None:
            chosen.append(column)
        elif not _names_the_table(term, names[subject], document, table):
            return None
    met = [r for r in mine if all(_meets(r, t, names) for t in conditions)]
    if not met or not _about(plan, names[subject], table, document):
        return None
    return Rows(names, tuple(met), tuple(dict.fromkeys(chosen)))


def _column(term: Term, names: Sequence[str]) -> int | None:
    """The column a term names (总投资), never a yes-or-no one."""
    for i, name in enumerate(names):
        if not YES_NO.search(name) and any(len(run) > 1 and run in name for run in term.alternatives):
            return i
    return None


def _about(plan: Plan, subject: str, table: Table, document: Document) -> bool:
    """Whether the table's rows are what is counted: 项目 of 项目名称 is named by the question."""
    stem = re.sub(r"名称|名$", "", subject)
    return any(stem in run or run in subject for t in plan.terms for run in t.alternatives if len(run) > 1)


def _names_the_table(term: Term, subject: str, document: Document, table: Table) -> bool:
    where = f"{subject}{table.name}{document.title}"
    return any(run in where for run in term.alternatives)


def _row(table: Table, document: Document, index: int, subject: int) -> RowFound:
    cells = table.rows[index]
    values = tuple(" ".join(c.span.of(document.text).split()) for c in cells)
    span = Span(cells[0].span.start, cells[-1].span.end)
    return RowFound(document, table, values, values[subject] if subject < len(values) else "", span, cells[0].address)


def _of_office_and_year(plan: Plan, row: RowFound, names: Sequence[str]) -> bool:
    department, year = first_column(names, DEPARTMENT), first_column(names, YEAR)
    regions = [m.written for m in plan.mentions if m.region]
    here = of_region(plan, row.document.title) or any(r in v for r in regions for v in row.values)
    if plan.departments is not None and not here:
        written = row.values[department] if department is not None else row.document.department
        if not any(same_office(plan.full(written), d) for d in plan.departments):
            return False
    if plan.years is None:
        return True
    written = row.values[year] if year is not None else ""
    stated = {int(y) for y in re.findall(r"(?:19|20)\d\d", written)} or set(row.document.years)
    return bool(stated & set(plan.years))


def _meets(row: RowFound, term: Term, names: Sequence[str]) -> bool:
    for name, value in zip(names, row.values, strict=False):
        if YES_NO.search(name):
            if value in YES and any(run in name for run in term.alternatives):
                return True
        elif any(run in value for run in term.alternatives):
            return True
    return False
