"""Early warnings: listed with their evidence and history, acknowledged, opened again."""

import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Changing, CurrentScope, Exporting, Opening, TheCaller, TheLibrary
from api.early import settle, warning_records, warning_rows
from api.exports import CSV, XLSX, attachment, file_answers, table_csv, table_xlsx
from api.problems import language_asked
from api.schemas import Problem
from api.schemas_warned import RuleLine, SettledIn, WarningFilters, WarningLine, WarningPage
from api.trail import tell
from assistant.monitoring.rules import load_rules
from assistant.records.library import Library
from assistant.records.scope import Scope

router = APIRouter(prefix="/api/warnings", tags=["warnings"])

Filters = Annotated[WarningFilters, Query()]
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}


def _chosen(library: Library, scope: Scope, filters: WarningFilters) -> list[dict[str, Any]]:
    return [
        one
        for one in warning_records(library, scope, filters.target, ended=filters.state in ("", "ended"))
        if filters.year in (None, one["year"])
        and filters.month in (None, one["month"])
        and filters.department in one["department"]
        and filters.rule in ("", one["rule"])
        and filters.state in ("", one["state"])
        and (one["current"] or not filters.current)
    ]


@router.get("", response_model=None, responses={200: {"model": list[WarningLine]}})
def list_warnings(library: TheLibrary, scope: Opening, filters: Annotated[WarningPage, Query()]) -> Response:
    """The warnings that the records give rise to, the current ones first, each with evidence and history; X-Total-Count tells how many."""
    found = _chosen(library, scope, filters)
    shown = found[filters.offset : None if filters.limit is None else filters.offset + filters.limit]
    return JSONResponse(shown, headers={"x-total-count": str(len(found))})


@router.get("/rules", response_model=None, responses={200: {"model": list[RuleLine]}})
def list_rules(library: TheLibrary, _: CurrentScope) -> Response:
    """The rules in force: the shipped ones with the office's own."""
    return JSONResponse(
        [
            {
                "key": rule.key,
                "kind": rule.kind,
                "title": {"zh": rule.zh, "en": rule.en},
                "threshold": str(rule.threshold),
                "months": sorted(rule.months),
                "consecutive": rule.consecutive,
                "projects": rule.projects,
            }
            for rule in load_rules(library.settings.data_dir)
        ]
    )


@router.get("/file.{form}", response_class=Response, responses=file_answers(CSV, XLSX))
def get_warnings_file(
    form: Literal["csv", "xlsx"], request: Request, library: TheLibrary, scope: Exporting, filters: Filters
) -> Response:
    """The same as a file, with where each was read."""
    rows = warning_rows(_chosen(library, scope, filters), language_asked(request))
    name = attachment(f"warnings.{form}")
    if form == "csv":
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=name)
    return Response(table_xlsx(rows), media_type=XLSX, headers=name)


@router.post("/{fact}/acknowledgement", status_code=204, response_class=Response, responses=_MISSING)
def acknowledge(
    fact: str, body: SettledIn, request: Request, library: TheLibrary, scope: Changing, caller: TheCaller
) -> Response:
    """Acknowledge a warning: who, when and why are kept, and it is told in no digest any more."""
    return _settled(request, library, scope, fact, "acknowledged", caller.name, body.why)


@router.post("/{fact}/reopening", status_code=204, response_class=Response, responses=_MISSING)
def reopen(
    fact: str, body: SettledIn, request: Request, library: TheLibrary, scope: Changing, caller: TheCaller
) -> Response:
    """Open an acknowledged warning again."""
    return _settled(request, library, scope, fact, "reopened", caller.name, body.why)


def _settled(request: Request, library: Library, scope: Scope, fact: str, what: str, by: str, why: str) -> Response:
    tell(request, warning=fact, what=what, why=why)
    settle(library, scope, fact, what, by=by, why=why, now=time.time())
    return Response(status_code=204)
