"""Tables as they were read: listed by document, browsed in pages, taken along as files."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import CurrentScope, Exporting, Opening, TheLibrary
from api.exports import CSV, XLSX, attachment, file_answers, file_name, table_csv, table_xlsx
from api.problems import language_asked, problem, respond
from api.schemas import Problem
from api.schemas_tables import TableLine, TablePage
from assistant.records.model import Document, Table

router = APIRouter(prefix="/api/documents", tags=["tables"])

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}


@router.get("/{document_id}/tables", response_model=None, responses={200: {"model": list[TableLine]}, **_MISSING})
def list_tables(document_id: str, library: TheLibrary, scope: CurrentScope) -> Response:
    """The tables of a document in the order of its text, each with its number from 1 and its size."""
    document = library.store.document(document_id, scope)
    lines = [
        {
            "number": number,
            "name": table.name,
            "unit": table.unit,
            "rows": len(table.rows),
            "columns": len(table.columns),
            "start": table.span.start,
        }
        for number, table in enumerate(document.tables, 1)
    ]
    return JSONResponse(lines)


@router.get("/{document_id}/tables/{number}", response_model=None, responses={200: {"model": TablePage}, **_MISSING})
def get_table_page(
    document_id: str,
    number: int,
    request: Request,
    library: TheLibrary,
    scope: Opening,
    search: Annotated[str, Query(max_length=200, description="keeps rows whose cells hold every word")] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """Rows `offset` to `offset + limit` of a table; each row has the characters of the text it stands at (half open)."""
    document = library.store.document(document_id, scope)
    if not 1 <= number <= len(document.tables):
        return _none(request)
    table, text, words = document.tables[number - 1], document.text, search.split()
    fitting = [row for row in table.rows if not words or _holds(row, text, words)]
    shown = [
        {"start": row[0].span.start, "end": row[-1].span.end, "cells": [cell.span.of(text) for cell in row]}
        for row in fitting[offset : offset + limit]
        if row
    ]
    page = {"name": table.name, "unit": table.unit, "columns": _heads(table), "rows": shown, "total": len(fitting)}
    return JSONResponse(page, headers={"x-total-count": str(len(fitting))})


@router.get(
    "/{document_id}/tables/{number}/file.{form}",
    response_class=Response,
    responses={**file_answers(CSV, XLSX), **_MISSING},
)
def get_table_file(
    document_id: str,
    number: int,
    form: Literal["csv", "xlsx"],
    request: Request,
    library: TheLibrary,
    scope: Exporting,
) -> Response:
    """A whole table as a file; texts that look like formulas stay texts."""
    document = library.store.document(document_id, scope)
    if not 1 <= number <= len(document.tables):
        return _none(request)
    rows = _whole(document, document.tables[number - 1])
    name = attachment(file_name(document.name, f"_{number}.{form}"))
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=name)
    return Response(table_xlsx(rows), media_type=XLSX, headers=name)


def _heads(table: Table) -> list[str]:
    return [" / ".join(dict.fromkeys(path)) for path in table.columns]


def _whole(document: Document, table: Table) -> list[list[str]]:
    return [_heads(table), *([cell.span.of(document.text) for cell in row] for row in table.rows)]


def _holds(row: Any, text: str, words: list[str]) -> bool:
    cells = [cell.span.of(text).lower() for cell in row]
    return all(any(word.lower() in cell for cell in cells) for word in words)


def _none(request: Request) -> Response:
    language = language_asked(request)
    detail = "这份记录没有这张表" if language == "zh" else "this document has no such table"
    return respond(problem(404, language=language, code="no_table", detail=detail))
