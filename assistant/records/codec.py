"""Values to table rows and back, losing nothing: Decimals as text, spans as pairs, tuples as JSON."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from assistant.records.fingerprint import fingerprint, parse
from assistant.records.model import (
    Bound,
    Cell,
    Check,
    CheckKind,
    Document,
    Figure,
    Passage,
    Period,
    Quantity,
    Role,
    RowKind,
    RowMark,
    Section,
    Span,
    Table,
    Verdict,
)
from assistant.records.versions import Version

_BOUNDS = {bound.value: bound for bound in Bound}
_ROLES = {role.value: role for role in Role}


def document_row(document: Document) -> dict[str, Any]:
    """The columns of `documents` that come from the document itself."""
    return {
        "id": document.id,
        "name": document.name,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "kind": document.kind,
        "title": document.title,
        "department": document.department,
        "region": document.region,
        "years": dump(document.years),
        "aliases": dump(document.aliases),
        "supersedes": document.supersedes,
        "collection": document.collection,
        "warnings": dump(document.warnings),
        "edition": document.edition,
        "superseded_by": document.superseded_by,
        "same_as": document.same_as,
        "by_hand": dump(document.by_hand),
        "unsure": dump([_pair(run) for run in document.unsure]),
        "print": str(fingerprint(document.text)),
        "text": document.text,
        "pages": dump([_pair(page) for page in document.pages]),
        "sections": dump([[s.path, _pair(s.heading), _pair(s.span)] for s in document.sections]),
        "tables": dump([_table_out(table) for table in document.tables]),
    }


def document(row: Mapping[str, Any]) -> Document:
    """The document that `document_row` was made from."""
    return Document(
        id=row["id"],
        name=row["name"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        kind=row["kind"],
        title=row["title"],
        department=row["department"],
        region=row["region"],
        years=load_tuple(row["years"]),
        text=row["text"],
        aliases=load_tuple(row["aliases"]),
        pages=tuple(Span(*pair) for pair in json.loads(row["pages"])),
        sections=tuple(
            Section(tuple(path), Span(*heading), Span(*span)) for path, heading, span in json.loads(row["sections"])
        ),
        tables=tuple(_table_in(table) for table in json.loads(row["tables"])),
        supersedes=row["supersedes"],
        collection=row["collection"],
        warnings=load_tuple(row["warnings"]),
        edition=row["edition"],
        superseded_by=row["superseded_by"],
        same_as=row["same_as"],
        unsure=tuple(Span(*pair) for pair in json.loads(row["unsure"])),
        by_hand=load_tuple(row["by_hand"]),
    )


def version(row: Mapping[str, Any]) -> Version:
    """What is compared of a document to tell its versions, from a row of `documents`."""
    return Version(
        id=row["id"],
        title=row["title"],
        department=row["department"],
        region=row["region"],
        kind=row["kind"],
        years=load_tuple(row["years"]),
        edition=row["edition"],
        media_type=row["media_type"],
        scanned=row["media_type"].startswith("image/") or row["unsure"] != "[]",
        print=parse(row["print"]),
    )


def passage_row(passage: Passage, row: int) -> dict[str, Any]:
    """The columns of `passages`; `row` is its row number."""
    return {
        "row": row,
        "id": passage.id,
        "document_id": passage.document_id,
        "span_start": passage.span.start,
        "span_end": passage.span.end,
        "headings": dump(passage.headings),
    }


def passage(row: Sequence[Any]) -> Passage:
    """The passage of one row: id, document, start, end, headings."""
    key, document_id, start, end, headings = row
    return Passage(key, document_id, Span(start, end), load_tuple(headings))


def figure_row(figure: Figure) -> dict[str, Any]:
    """The columns of `figures`."""
    quantity, period = figure.quantity, figure.period
    return {
        "id": figure.id,
        "document_id": figure.document_id,
        "span_start": figure.span.start,
        "span_end": figure.span.end,
        "value": str(quantity.value),
        "unit": quantity.unit,
        "bound": quantity.bound.value,
        "upper": None if quantity.upper is None else str(quantity.upper),
        "measure": figure.measure,
        "indicator": figure.indicator,
        "subject": figure.subject,
        "department": figure.department,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "role": figure.role.value,
        "clause_start": figure.clause.start,
        "clause_end": figure.clause.end,
        "section": dump(figure.section),
        "cell": figure.cell,
        "page": figure.page,
    }


def figure(row: Sequence[Any]) -> Figure:
    """The figure of one row of the `figures` table, all columns in the table's order."""
    (key, document_id, start, end, value, unit, bound, upper, measure, indicator, subject, department) = row[:12]
    (first, last, role, clause_start, clause_end, section, cell, page) = row[12:]
    return Figure(
        id=key,
        document_id=document_id,
        span=Span(start, end),
        quantity=Quantity(Decimal(value), unit, _BOUNDS[bound], None if upper is None else Decimal(upper)),
        measure=measure,
        indicator=indicator,
        subject=subject,
        department=department,
        period=None if first is None else _period(first, last),
        role=_ROLES[role],
        clause=Span(clause_start, clause_end),
        section=load_tuple(section),
        cell=cell,
        page=page,
    )


def check_row(check: Check, span_start: int) -> dict[str, Any]:
    """The columns of `checks`; `span_start` is where its stated figure begins."""
    return {
        "stated": check.stated,
        "document_id": check.document_id,
        "span_start": span_start,
        "kind": check.kind.value,
        "inputs": dump(check.inputs),
        "formula": check.formula,
        "computed": str(check.computed.value),
        "unit": check.computed.unit,
        "verdict": check.verdict.value,
    }


def check(row: Sequence[Any]) -> Check:
    """The check of one row of the `checks` table, all columns in the table's order."""
    stated, document_id, _, kind, inputs, formula, computed, unit, verdict = row
    return Check(
        document_id=document_id,
        kind=CheckKind(kind),
        stated=stated,
        inputs=tuple(json.loads(inputs)),
        formula=formula,
        computed=Quantity(Decimal(computed), unit),
        verdict=Verdict(verdict),
    )


@lru_cache(maxsize=1024)
def load_tuple(column: str) -> tuple[Any, ...]:
    """A JSON list column as a tuple; the same few headings and years come again and again."""
    return tuple(json.loads(column)) if column != "[]" else ()


@lru_cache(maxsize=256)
def _period(start: str, end: str) -> Period:
    return Period(start, end)


def dump(value: object) -> str:
    """A value as a JSON column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _table_out(table: Table) -> list[object]:
    rows = [[_cell_out(cell) for cell in row] for row in table.rows]
    marks = [(mark.kind.value, mark.level, [_cell_out(cell) for cell in mark.above]) for mark in table.marks]
    return [table.name, _pair(table.span), table.columns, rows, table.unit, marks]


def _cell_out(cell: Cell) -> tuple[object, ...]:
    return (*_pair(cell.span), cell.row, cell.column, cell.address)


def _table_in(value: list[Any]) -> Table:
    name, span, columns, rows, unit, *rest = value
    return Table(
        name=name,
        span=Span(*span),
        columns=tuple(tuple(path) for path in columns),
        rows=tuple(tuple(_cell_in(cell) for cell in row) for row in rows),
        unit=unit,
        # Records kept by the first release have no marks.
        marks=tuple(
            RowMark(RowKind(kind), level, tuple(map(_cell_in, above)))
            for kind, level, above in (rest[0] if rest else ())
        ),
    )


def _cell_in(value: list[Any]) -> Cell:
    start, end, row, column, address = value
    return Cell(Span(start, end), row, column, address)
