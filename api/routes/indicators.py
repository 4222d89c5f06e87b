"""The indicator library: rows, near-duplicates, findings, and indicators that similar projects used."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import CurrentScope, Exporting, Opening, TheLibrary
from api.exports import CSV, XLSX, attachment, file_answers, table_csv
from api.indicator_form import form_rows, form_xlsx
from api.indicators import (
    advice_records,
    chosen,
    every_finding,
    facets,
    finding_records,
    group_records,
    indicator_records,
)
from api.problems import language_asked
from api.schemas_indicators import (
    AdviceLine,
    FindingLine,
    IndicatorFacets,
    IndicatorFilters,
    IndicatorGroupLine,
    IndicatorLine,
    IndicatorPage,
)
from assistant.monitoring.indicator_findings import Flaw
from assistant.monitoring.indicator_model import IndicatorType

router = APIRouter(prefix="/api/indicators", tags=["indicators"])

Filters = Annotated[IndicatorFilters, Query()]


@router.get("", response_model=None, responses={200: {"model": list[IndicatorLine]}})
def list_indicators(library: TheLibrary, scope: Opening, filters: Annotated[IndicatorPage, Query()]) -> Response:
    """Performance indicators of reports and forms, target beside result; X-Total-Count tells how many fit."""
    found = chosen(library, scope, **filters.model_dump(exclude={"offset", "limit"}))
    shown = found[filters.offset : filters.offset + filters.limit]
    return JSONResponse(indicator_records(shown, library, scope), headers={"x-total-count": str(len(found))})


@router.get("/facets", response_model=None, responses={200: {"model": IndicatorFacets}})
def get_facets(library: TheLibrary, scope: CurrentScope) -> Response:
    """The years, types and findings there are, each with how many."""
    return JSONResponse(facets(library, scope))


@router.get("/groups", response_model=None, responses={200: {"model": list[IndicatorGroupLine]}})
def list_groups(library: TheLibrary, scope: Opening, filters: Filters) -> Response:
    """Near-duplicates side by side: indicators of the same thing, however they are written."""
    return JSONResponse(group_records(chosen(library, scope, **filters.model_dump()), library, scope))


@router.get("/findings", response_model=None, responses={200: {"model": list[FindingLine]}})
def list_findings(
    request: Request,
    library: TheLibrary,
    scope: Opening,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    department: Annotated[str, Query(max_length=100)] = "",
    flaw: Flaw | None = None,
) -> Response:
    """What is wrong with indicators as set and told, with the rows that show it; budgets without any indicator."""
    found = [
        one
        for one in every_finding(library, scope)
        if year in (None, one.year) and department in one.department and flaw in (None, one.flaw)
    ]
    return JSONResponse(finding_records(found, library, scope, language_asked(request)))


@router.get("/advice", response_model=None, responses={200: {"model": list[AdviceLine]}})
def get_advice(
    library: TheLibrary,
    scope: Opening,
    project: Annotated[str, Query(min_length=1, max_length=100, description="its name, or what it does")],
    type: Annotated[list[IndicatorType] | None, Query()] = None,
) -> Response:
    """Indicators that projects like this one used, each with every row it stands in."""
    return JSONResponse(advice_records(project, type or (), library, scope))


@router.get("/file.{form}", response_class=Response, responses=file_answers(CSV, XLSX))
def get_file(
    form: Literal["csv", "xlsx"], request: Request, library: TheLibrary, scope: Exporting, filters: Filters
) -> Response:
    """The indicators in the layout of the usual form; as a workbook a sheet a department and year."""
    records = indicator_records(chosen(library, scope, **filters.model_dump()), library, scope)
    rows = form_rows(records, language_asked(request))
    name = attachment(f"indicators.{form}")
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=name)
    return Response(form_xlsx(rows), media_type=XLSX, headers=name)
