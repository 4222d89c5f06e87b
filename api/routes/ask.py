"""Asking over HTTP."""

import logging
from functools import partial
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api import stream
from api.answering import answer_to
from api.asking import MAX_HISTORY, question_of
from api.deps import CurrentOwner, CurrentScope, Service, TheCaller, TheLibrary, TheService
from api.schemas import AnswerOut, AskRequest, Language, Problem, ScopeIn, ScopeOut
from api.suggestions import first_questions
from assistant.answering.wire import to_wire
from assistant.errors import StoreFault, UnknownConversation
from assistant.records.access_model import Caller
from assistant.records.conversations import Conversations
from assistant.records.model import Answer, Pinned, Question
from assistant.records.scope import Scope

router = APIRouter(prefix="/api", tags=["ask"])

_LOG = logging.getLogger("youju")


@router.post(
    "/ask",
    response_model=None,
    responses={
        200: {"model": AnswerOut, "content": stream.CONTENT},
        404: {"model": Problem},
        422: {"model": Problem},
    },
)
async def post_ask(
    body: AskRequest,
    request: Request,
    service: TheService,
    scope: CurrentScope,
    caller: TheCaller,
    owner: CurrentOwner,
) -> Response:
    """Answer a question from the records; every figure of the answer cites the characters it was read from.

    With `conversation_id` question and answer are kept, and without `history` its earlier questions are taken.
    """
    library = service.library
    history = body.history
    if body.conversation_id and "history" not in body.model_fields_set:
        await service.keeping.settled(body.conversation_id)
        history = await to_thread.run_sync(_earlier, library.store.conversations, body.conversation_id, owner, scope)
    question = question_of(
        body.question,
        settings=library.settings,
        history=history,
        language=body.language,
        pinned=_pinned(body.scope),
    )
    answered = _answered(question, service, caller, owner, body.conversation_id, request)
    if not body.stream:
        return JSONResponse(await answered)
    documents = len(library.store.heads(scope))
    told = stream.events(answered, documents=documents, language=question.language)
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


@router.get("/scope", response_model=None, responses={200: {"model": ScopeOut}})
def get_scope(library: TheLibrary, scope: CurrentScope) -> Response:
    """Departments, years and kinds that a question can be limited to, each with its number of documents."""
    heads = [head for head in library.store.heads(scope) if head.current]
    return JSONResponse(
        {
            "departments": _counted([[head.department] for head in heads]),
            "years": _counted([head.years for head in heads])[::-1],
            "kinds": _counted([[head.kind] for head in heads]),
        }
    )


def _counted(values: list[Any]) -> list[dict[str, Any]]:
    counts: dict[Any, int] = {}
    for value in (each for several in values for each in several if each):
        counts[value] = counts.get(value, 0) + 1
    return [{"value": value, "documents": counts[value]} for value in sorted(counts)]


def _pinned(given: ScopeIn | None) -> Pinned:
    if given is None:
        return Pinned()
    return Pinned(tuple(given.departments), tuple(given.years), tuple(given.kinds))


def _earlier(conversations: Conversations, conversation_id: str, owner: str, scope: Scope) -> list[str]:
    """The questions of a conversation, oldest first; none where it is still to begin."""
    try:
        kept = conversations.conversation(conversation_id, owner, scope)
    except UnknownConversation:
        return []
    return [turn.question for turn in kept.turns[-MAX_HISTORY:]]


async def _answered(
    question: Question,
    service: Service,
    caller: Caller,
    owner: str,
    conversation_id: str | None,
    request: Request,
) -> dict[str, Any]:
    answer = await answer_to(question, service, caller, request)
    wire = to_wire(answer)
    service.metrics.answered(wire)
    if conversation_id:
        kept = service.library.store.conversations
        keep = partial(_keep, kept, conversation_id, owner, wire, answer, door_of(request))
        await service.keeping.keep(conversation_id, keep)
    return wire


def door_of(request: Request) -> str:
    """ "web" for a browser at our pages, "api" for any other program."""
    return "web" if "sec-fetch-site" in request.headers else "api"


def _keep(
    conversations: Conversations, conversation_id: str, owner: str, wire: dict[str, Any], answer: Answer, door: str
) -> None:
    """Keep an answer; where the store cannot be written now it still goes out, only unkept."""
    try:
        conversations.keep(conversation_id, owner, wire, [c.document.collection for c in answer.citations], door=door)
    except StoreFault:
        _LOG.exception("an answer was given but not kept")
