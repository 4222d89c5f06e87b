"""Gold questions kept here: written, imported and exported; each evaluator sees those of records they may see."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Evaluating, EvaluatingExport, TheCaller, TheLibrary
from api.exports import XLSX, attachment, file_answers
from api.schemas import Problem
from api.schemas_gold import SET_NAME, GoldIn, GoldOut, GoldSetOut, Imported
from assistant.errors import InvalidReview, InvalidSetting, UnknownRound
from assistant.records.library import Library
from assistant.records.scope import Scope
from eval.gold_files import gold_lines, gold_xlsx, records_of_jsonl, records_of_xlsx
from eval.gold_store import GoldRecord, GoldSets

router = APIRouter(prefix="/api/gold", tags=["evaluation"])

Name = Annotated[str, Path(pattern=SET_NAME)]
_ANSWERS: dict[int | str, dict[str, Any]] = {404: {"model": Problem}, 422: {"model": Problem}}
_LINES = "application/x-ndjson"
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}}


@router.get("", response_model=None, responses={200: {"model": list[GoldSetOut]}})
def list_sets(library: TheLibrary, scope: Evaluating) -> Response:
    """The sets of gold questions, with how many of each you may see."""
    gold = GoldSets(library.store.engine)
    return JSONResponse(
        [
            {"name": one.name, "cases": len(visible(gold, one.name, library, scope)), "changed_at": one.changed_at}
            for one in gold.sets()
        ]
    )


@router.get("/{name}", response_model=None, responses={200: {"model": list[GoldOut]}, **_ANSWERS})
def list_cases(name: Name, library: TheLibrary, scope: Evaluating) -> Response:
    """The gold questions of a set; an unknown set is empty."""
    return JSONResponse(
        [
            {"record": dict(one.record), "by": one.by, "at": one.at, "origin": one.origin}
            for one in visible(GoldSets(library.store.engine), name, library, scope)
        ]
    )


@router.put("/{name}", response_class=Response, status_code=204, responses=_ANSWERS)
def put_case(
    name: Name, body: GoldIn, library: TheLibrary, scope: Evaluating, caller: TheCaller, origin: str = ""
) -> Response:
    """Keep a gold question, in the place of the one with its id; `origin` names the review it came from."""
    record = body.model_dump(exclude_none=True)
    _refuse_hidden(name, [record["id"]], library, scope)
    GoldSets(library.store.engine).put(name, [record], caller.name, origin[:80])
    return Response(status_code=204)


@router.delete("/{name}/{case_id}", response_class=Response, status_code=204, responses=_ANSWERS)
def delete_case(name: Name, case_id: str, library: TheLibrary, scope: Evaluating) -> Response:
    """Take a gold question out of a set."""
    if case_id in hidden(name, library, scope):
        raise UnknownRound(case_id, zh="没有这道标准问题", en="no such gold question")
    GoldSets(library.store.engine).remove(name, case_id)
    return Response(status_code=204)


@router.post(
    "/{name}/import.{form}",
    response_model=None,
    responses={200: {"model": Imported}, **_ANSWERS},
    openapi_extra=_FILE,
)
async def import_cases(
    name: Name,
    form: Literal["jsonl", "xlsx"],
    request: Request,
    library: TheLibrary,
    scope: Evaluating,
    caller: TheCaller,
) -> Response:
    """Take in the gold questions of a file, all of them or none; those of a known id give way."""
    read = records_of_xlsx if form == "xlsx" else records_of_jsonl
    try:
        records = read(await request.body(), f"import.{form}")
    except InvalidSetting as error:  # of a file that a person sends, not of this installation
        raise InvalidReview(error.thing, zh=error.zh, en=error.en) from error
    _refuse_hidden(name, [str(record["id"]) for record in records], library, scope)
    GoldSets(library.store.engine).put(name, records, caller.name)
    return JSONResponse({"cases": len(records)})


@router.get("/{name}/file.{form}", response_class=Response, responses={**_ANSWERS, **file_answers(_LINES, XLSX)})
def export_cases(name: Name, form: Literal["jsonl", "xlsx"], library: TheLibrary, scope: EvaluatingExport) -> Response:
    """The gold questions of a set as JSON lines or as a workbook."""
    records = [one.record for one in visible(GoldSets(library.store.engine), name, library, scope)]
    data = gold_xlsx(records) if form == "xlsx" else gold_lines(records).encode()
    media = XLSX if form == "xlsx" else _LINES
    return Response(data, media_type=media, headers=attachment(f"{name}.{form}"))


def visible(gold: GoldSets, name: str, library: Library, scope: Scope) -> list[GoldRecord]:
    """The cases of a set of which every source is in `scope`; whoever sees every record sees every case."""
    if scope.collections is None:
        return list(gold.records(name))
    seen = {head.name for head in library.store.heads(scope)}
    return [one for one in gold.records(name) if seen.issuperset(one.record.get("sources", ()))]


def hidden(name: str, library: Library, scope: Scope) -> frozenset[str]:
    """The ids of the cases of a set that `scope` does not show."""
    gold = GoldSets(library.store.engine)
    shown = {str(one.record["id"]) for one in visible(gold, name, library, scope)}
    return frozenset(str(one.record["id"]) for one in gold.records(name)) - shown


def _refuse_hidden(name: str, ids: Sequence[str], library: Library, scope: Scope) -> None:
    """Raise InvalidReview where a case that the caller may not see has one of these ids: it must not be overwritten."""
    if taken := hidden(name, library, scope).intersection(ids):
        raise InvalidReview(min(taken), zh="这个编号已被占用，请换一个", en="this id is taken; choose another")
