"""Asking over HTTP."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api import stream
from api.asking import question_of
from api.deps import CurrentScope, Service, TheLibrary, TheService
from api.schemas import AnswerOut, AskRequest, Language, Problem
from api.suggestions import first_questions
from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.records.model import Answer, Question
from assistant.records.scope import Scope

router = APIRouter(prefix="/api", tags=["ask"])


@router.post("/ask", response_model=None, responses={200: {"model": AnswerOut}, 422: {"model": Problem}})
async def post_ask(body: AskRequest, service: TheService, scope: CurrentScope) -> Response:
    """Answer a question from the records; every figure of the answer cites the characters it was read from."""
    question = question_of(
        body.question, settings=service.library.settings, history=body.history, language=body.language
    )
    if not body.stream:
        return JSONResponse(to_wire(await _answer(question, service, scope)))
    documents = len(service.library.store.heads(scope))
    told = stream.events(_answer(question, service, scope), documents=documents, language=question.language)
    return StreamingResponse(told, media_type=stream.MEDIA_TYPE, headers=stream.HEADERS)


@router.get("/suggestions")
def get_suggestions(
    library: TheLibrary,
    scope: CurrentScope,
    language: Language = "zh",
    k: int = Query(default=4, ge=1, le=12),
) -> dict[str, Any]:
    """A few first questions that the records can answer."""
    return {"suggestions": list(first_questions(library, scope, language=language, k=k))}


async def _answer(question: Question, service: Service, scope: Scope) -> Answer:
    # Once everything is loaded an answer takes milliseconds, and a thread's hand-over would cost more than it frees.
    if service.warm.is_set():
        return ask(question, service.library, scope)
    return await to_thread.run_sync(ask, question, service.library, scope)
