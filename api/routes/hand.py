"""What people put right by hand: a figure as it stands in the record, and a word of theirs for a word of the reports."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Administering, Changing, TheCaller, TheLibrary
from api.records import figure_lines
from api.schemas import FigureLine, Problem
from api.schemas_gold import HandFigureIn, SynonymIn
from api.trail import tell
from assistant.errors import InvalidReview, InvalidSetting
from assistant.records.hand import HandFigure
from assistant.records.model import Span
from assistant.records.own_words import add_synonym
from ingest.revise import correct_figure

router = APIRouter(tags=["corrections"])

_ANSWERS: dict[int | str, dict[str, Any]] = {404: {"model": Problem}, 422: {"model": Problem}}


@router.post(
    "/api/documents/{document_id}/figures",
    response_model=None,
    status_code=201,
    responses={201: {"model": FigureLine}, **_ANSWERS},
)
def post_figure(
    document_id: str, body: HandFigureIn, request: Request, library: TheLibrary, scope: Changing, caller: TheCaller
) -> Response:
    """Correct a figure by hand: it answers from then on and says so, also when the file is read again."""
    tell(request, changes=body.model_dump(exclude_defaults=True))
    instead = Span(body.instead.start, body.instead.end) if body.instead else None
    fields = body.model_dump(include={"unit", "measure", "period", "department"})
    told = HandFigure(Span(body.start, body.end), **fields, instead=instead, by=caller.name)
    figure = correct_figure(library, document_id, told, scope)
    (line,) = figure_lines([figure], library.store.document(document_id, scope), [])
    return JSONResponse(line, status_code=201)


@router.post("/api/vocabulary/synonyms", response_model=None, responses={200: {"model": SynonymIn}, **_ANSWERS})
def post_synonym(body: SynonymIn, request: Request, library: TheLibrary, scope: Administering) -> Response:
    """Let a word that people say mean words of the reports."""
    tell(request, changes=body.model_dump())
    word = body.word.strip()
    try:
        means = add_synonym(library, word, body.means)
    except InvalidSetting as error:  # of what a person sends, not of this installation
        raise InvalidReview(word, zh=error.zh, en=error.en) from error
    return JSONResponse({"word": word, "means": list(means)})
