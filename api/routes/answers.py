"""Answers kept: opened by a link, their tables as files, and what people say of them."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import CurrentOwner, CurrentScope, Evaluating, Exporting, Opening, TheLibrary
from api.exports import CSV, XLSX, attachment, file_answers, file_name, table_csv, table_xlsx
from api.problems import language_asked, problem, respond
from api.schemas import AnswerOut, OpinionOut, OpinionRequest, Problem

router = APIRouter(prefix="/api", tags=["answers"])

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}
_NO_TABLE = ("这个答案没有这张表", "this answer has no such table")
_NO_FIGURE = ("这个答案没有这个数字", "this answer has no such figure")


@router.get("/answers/{answer_id}", response_model=None, responses={200: {"model": AnswerOut}, **_MISSING})
def get_answer(answer_id: str, library: TheLibrary, scope: Opening) -> Response:
    """An answer kept in a conversation, as it was given; open to whoever may see every document it cites."""
    return JSONResponse(dict(library.store.conversations.answer(answer_id, scope).answer))


@router.get(
    "/answers/{answer_id}/tables/{number}.{form}",
    response_class=Response,
    responses={**file_answers(CSV, XLSX), **_MISSING},
)
def get_table(
    answer_id: str,
    number: int,
    form: Literal["csv", "xlsx"],
    request: Request,
    library: TheLibrary,
    scope: Exporting,
) -> Response:
    """Table `number` (from 1) of an answer as a file; texts that look like formulas stay texts."""
    turn = library.store.conversations.answer(answer_id, scope)
    tables = [part["rows"] for part in turn.answer["parts"] if part.get("rows")]
    if not 1 <= number <= len(tables):
        return _refused(request, _NO_TABLE)
    name = attachment(file_name(turn.question, f"_{number}.{form}"))
    if form == "csv":
        return Response(table_csv(tables[number - 1]), media_type="text/csv; charset=utf-8", headers=name)
    return Response(table_xlsx(tables[number - 1]), media_type=XLSX, headers=name)


@router.post("/answers/{answer_id}/opinions", response_model=None, status_code=201, responses={201: {}, **_MISSING})
def post_opinion(
    answer_id: str,
    body: OpinionRequest,
    request: Request,
    library: TheLibrary,
    scope: CurrentScope,
    owner: CurrentOwner,
) -> Response:
    """Say whether an answer helped, or report a wrong figure; evaluators read it."""
    conversations = library.store.conversations
    turn = conversations.answer(answer_id, scope)
    figures = turn.answer["figures"]
    if body.figure is not None and body.figure >= len(figures):
        return _refused(request, _NO_FIGURE)
    figure = None if body.figure is None else figures[body.figure]
    key = conversations.give_opinion(turn, owner, kind=body.kind, reason=body.reason.strip(), figure=figure)
    return JSONResponse({"id": key}, status_code=201)


@router.get("/opinions", response_model=None, responses={200: {"model": list[OpinionOut]}})
def list_opinions(
    library: TheLibrary,
    scope: Evaluating,
    kind: Literal["up", "down", "wrong_figure"] | None = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """What people said of answers, latest first; nobody is named."""
    found = library.store.conversations.opinions(scope, kind=kind, offset=offset, limit=limit)
    return JSONResponse([asdict(each) for each in found])


def _refused(request: Request, said: tuple[str, str]) -> Response:
    language = language_asked(request)
    return respond(problem(404, language=language, detail=said[0] if language == "zh" else said[1]))
