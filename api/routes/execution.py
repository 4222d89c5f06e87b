"""Budget execution month by month, against pro-rata progress."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Exporting, Opening, TheLibrary
from api.execution import chosen, execution_records, execution_rows, whole_records
from api.exports import XLSX, attachment, table_csv, table_xlsx
from api.problems import language_asked
from api.schemas_execution import ExecutionLine, WholeLine

router = APIRouter(prefix="/api/execution", tags=["execution"])

Year = Annotated[int | None, Query(ge=1980, le=2100)]
Month = Annotated[
    int | None, Query(ge=1, le=12, description="only what was spent from January to the end of this month")
]
Department = Annotated[str, Query(max_length=100, description="part of the department's name")]
Behind = Annotated[bool, Query(description="only what is below pro-rata progress, the farthest behind first")]
Target = Annotated[Decimal, Query(ge=0, le=1000, description="percent to be reached by December")]


@router.get("", response_model=None, responses={200: {"model": list[ExecutionLine]}})
def list_positions(
    library: TheLibrary,
    scope: Opening,
    year: Year = None,
    month: Month = None,
    department: Department = "",
    behind: Behind = False,
    target: Target = Decimal(100),
) -> Response:
    """Budget, spending, rate and gap by department, project and month, each figure with the characters it was read from."""
    found = chosen(library, scope, year=year, month=month, department=department, only_behind=behind)
    return JSONResponse(execution_records(found, library, scope, target))


@router.get("/wholes", response_model=None, responses={200: {"model": list[WholeLine]}})
def list_wholes(library: TheLibrary, scope: Opening) -> Response:
    """Departments told as a whole and by project in one document: what the projects leave of what the department spent."""
    return JSONResponse(whole_records(library, scope))


@router.get("/file.{form}", response_class=Response)
def get_file(
    form: Literal["csv", "xlsx"],
    request: Request,
    library: TheLibrary,
    scope: Exporting,
    year: Year = None,
    month: Month = None,
    department: Department = "",
    behind: Behind = False,
    target: Target = Decimal(100),
) -> Response:
    """The same as a file, with where each row was read."""
    found = chosen(library, scope, year=year, month=month, department=department, only_behind=behind)
    rows = execution_rows(execution_records(found, library, scope, target), language_asked(request))
    name = attachment(f"execution.{form}")
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=name)
    return Response(table_xlsx(rows), media_type=XLSX, headers=name)
