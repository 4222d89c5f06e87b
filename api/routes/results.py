"""Results applied: problems against the next year's report, own scores against the review's, points lost."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Exporting, Opening, TheLibrary
from api.exports import CSV, XLSX, attachment, file_answers, table_csv, table_xlsx
from api.problems import language_asked
from api.results import (
    deduction_records,
    deduction_rows,
    lost_points,
    problem_records,
    problem_rows,
    problems,
    score_lines,
    score_records,
    score_rows,
)
from api.schemas_results import DeductionLine, ProblemFilters, ProblemLine, ResultFilters, ScoreEntry

router = APIRouter(prefix="/api/results", tags=["results"])

Filters = Annotated[ResultFilters, Query()]


@router.get("/problems", response_model=None, responses={200: {"model": list[ProblemLine]}})
def list_problems(library: TheLibrary, scope: Opening, filters: Annotated[ProblemFilters, Query()]) -> Response:
    """Problems of a year's report with their measures, and whether later reports name them again; exact quotes side by side."""
    return JSONResponse(problem_records(problems(library, scope, **filters.model_dump()), library, scope))


@router.get("/scores", response_model=None, responses={200: {"model": list[ScoreEntry]}})
def list_scores(library: TheLibrary, scope: Opening, filters: Filters) -> Response:
    """What offices scored themselves and what the review gave them, both with their characters."""
    return JSONResponse(score_records(score_lines(library, scope, **filters.model_dump()), library, scope))


@router.get("/deductions", response_model=None, responses={200: {"model": list[DeductionLine]}})
def list_deductions(library: TheLibrary, scope: Opening, filters: Filters) -> Response:
    """Points lost and for what, from sentences and from the rows of forms."""
    return JSONResponse(deduction_records(lost_points(library, scope, **filters.model_dump()), library, scope))


@router.get("/{part}.{form}", response_class=Response, responses=file_answers(CSV, XLSX))
def get_file(
    part: Literal["problems", "scores", "deductions"],
    form: Literal["csv", "xlsx"],
    request: Request,
    library: TheLibrary,
    scope: Exporting,
    filters: Filters,
) -> Response:
    """The same as a file."""
    language, wanted = language_asked(request), filters.model_dump()
    if part == "problems":
        rows = problem_rows(problem_records(problems(library, scope, **wanted), library, scope), language)
    elif part == "scores":
        rows = score_rows(score_records(score_lines(library, scope, **wanted), library, scope), language)
    else:
        rows = deduction_rows(deduction_records(lost_points(library, scope, **wanted), library, scope), language)
    name = attachment(f"{part}.{form}")
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=name)
    return Response(table_xlsx(rows), media_type=XLSX, headers=name)
