"""Report, ledger, form and final account of the same department and year, side by side."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Exporting, Opening, TheLibrary
from api.exports import XLSX, attachment, table_csv, table_xlsx
from api.problems import language_asked
from api.reconciliation import chosen, matter_records, matter_rows
from api.schemas_execution import MatterFilters, MatterLine

router = APIRouter(prefix="/api/reconciliation", tags=["execution"])

Filters = Annotated[MatterFilters, Query()]


@router.get("", response_model=None, responses={200: {"model": list[MatterLine]}})
def list_matters(library: TheLibrary, scope: Opening, filters: Filters) -> Response:
    """Amounts of a department's year that at least two documents tell: whether they agree, both with their characters."""
    found = chosen(library, scope, **filters.model_dump())
    return JSONResponse(matter_records(found, library, scope))


@router.get("/file.{form}", response_class=Response)
def get_file(
    form: Literal["csv", "xlsx"], request: Request, library: TheLibrary, scope: Exporting, filters: Filters
) -> Response:
    """The same as a file."""
    found = chosen(library, scope, **filters.model_dump())
    rows = matter_rows(matter_records(found, library, scope), language_asked(request))
    name = attachment(f"reconciliation.{form}")
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=name)
    return Response(table_xlsx(rows), media_type=XLSX, headers=name)
