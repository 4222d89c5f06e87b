"""Budget execution month by month, against pro-rata progress."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import CurrentScope, Exporting, Opening, TheLibrary
from api.execution import chosen, execution_records, execution_rows, whole_records
from api.exports import CSV, XLSX, attachment, file_answers, table_csv, table_xlsx
from api.problems import language_asked
from api.schemas_execution import ExecutionFilters, ExecutionLine, MonthLine, WholeLine
from assistant.monitoring.execution import Position, execution
from assistant.records.library import Library
from assistant.records.scope import Scope

router = APIRouter(prefix="/api/execution", tags=["execution"])

Filters = Annotated[ExecutionFilters, Query()]


def _chosen(library: Library, scope: Scope, filters: ExecutionFilters) -> Sequence[Position]:
    return chosen(
        library,
        scope,
        year=filters.year,
        month=filters.month,
        department=filters.department,
        only_behind=filters.behind,
    )


@router.get("", response_model=None, responses={200: {"model": list[ExecutionLine]}})
def list_positions(library: TheLibrary, scope: Opening, filters: Filters) -> Response:
    """Budget, spending, rate and gap by department, project and month, each figure with the characters it was read from."""
    found = _chosen(library, scope, filters)
    return JSONResponse(execution_records(found, library, scope, filters.target))


@router.get("/months", response_model=None, responses={200: {"model": list[MonthLine]}})
def list_months(library: TheLibrary, scope: CurrentScope) -> Response:
    """The years and months that anything is on record of, the latest first, and how many positions each has."""
    counted = Counter((one.year, one.month) for one in execution(library.store, scope))
    lines = [{"year": year, "month": month, "positions": counted[year, month]} for year, month in sorted(counted)]
    return JSONResponse(lines[::-1])


@router.get("/wholes", response_model=None, responses={200: {"model": list[WholeLine]}})
def list_wholes(library: TheLibrary, scope: Opening) -> Response:
    """Departments told as a whole and by project in one document: what the projects leave of what the department spent."""
    return JSONResponse(whole_records(library, scope))


@router.get("/file.{form}", response_class=Response, responses=file_answers(CSV, XLSX))
def get_file(
    form: Literal["csv", "xlsx"],
    request: Request,
    library: TheLibrary,
    scope: Exporting,
    filters: Filters,
) -> Response:
    """The same as a file, with where each row was read."""
    found = _chosen(library, scope, filters)
    rows = execution_rows(execution_records(found, library, scope, filters.target), language_asked(request))
    name = attachment(f"execution.{form}")
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=name)
    return Response(table_xlsx(rows), media_type=XLSX, headers=name)
