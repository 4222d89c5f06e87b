"""Report, ledger, form and final account of the same department and year, side by side."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Exporting, Opening, TheLibrary
from api.exports import CSV, XLSX, attachment, file_answers, table_csv, table_xlsx
from api.problems import language_asked
from api.reconciliation import chosen, matter_records, matter_rows
from api.results import compared_rows, statement_records, statement_rows
from api.schemas_execution import MatterFilters, MatterLine
from api.schemas_results import ResultFilters, StatementLine

router = APIRouter(prefix="/api/reconciliation", tags=["execution"])

Filters = Annotated[MatterFilters, Query()]


@router.get("", response_model=None, responses={200: {"model": list[MatterLine]}})
def list_matters(library: TheLibrary, scope: Opening, filters: Filters) -> Response:
    """Amounts of a department's year that at least two documents tell: whether they agree, both with their characters."""
    found = chosen(library, scope, **filters.model_dump())
    return JSONResponse(matter_records(found, library, scope))


@router.get("/statements", response_model=None, responses={200: {"model": list[StatementLine]}})
def list_statements(library: TheLibrary, scope: Opening, filters: Annotated[ResultFilters, Query()]) -> Response:
    """Rows that set books against counts or other books (账实, 账账), contracts against budgets or payments; each cell cited."""
    return JSONResponse(statement_records(compared_rows(library, scope, **filters.model_dump()), library, scope))


@router.get("/statements.{form}", response_class=Response, responses=file_answers(CSV, XLSX))
def get_statements_file(
    form: Literal["csv", "xlsx"],
    request: Request,
    library: TheLibrary,
    scope: Exporting,
    filters: Annotated[ResultFilters, Query()],
) -> Response:
    """The same as a file."""
    found = statement_records(compared_rows(library, scope, **filters.model_dump()), library, scope)
    return _file("statements", form, statement_rows(found, language_asked(request)))


@router.get("/file.{form}", response_class=Response, responses=file_answers(CSV, XLSX))
def get_file(
    form: Literal["csv", "xlsx"], request: Request, library: TheLibrary, scope: Exporting, filters: Filters
) -> Response:
    """The same as a file."""
    found = chosen(library, scope, **filters.model_dump())
    rows = matter_rows(matter_records(found, library, scope), language_asked(request))
    return _file("reconciliation", form, rows)


def _file(name: str, form: str, rows: list[list[str]]) -> Response:
    headers = attachment(f"{name}.{form}")
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)
    return Response(table_xlsx(rows), media_type=XLSX, headers=headers)
