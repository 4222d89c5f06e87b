"""Conversations over HTTP: listed, opened, renamed, deleted, exported; each belongs to whoever asked."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.deps import CurrentOwner, CurrentScope, Exporting, Forgets, Reads, TheLibrary
from api.exports import (
    attachment,
    conversation_line,
    conversation_markdown,
    conversation_record,
    file_answers,
    file_name,
)
from api.schemas import ConversationDetail, ConversationOut, Language, Problem, RenameRequest

router = APIRouter(prefix="/api/conversations", tags=["conversations"])

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}


@router.get("", dependencies=[Reads], response_model=None, responses={200: {"model": list[ConversationOut]}})
def list_conversations(
    library: TheLibrary,
    owner: CurrentOwner,
    search: Annotated[str, Query(max_length=200)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Your conversations, latest first; `search` looks in titles, questions and answers. X-Total-Count tells how many."""
    if not owner:
        return JSONResponse([], headers={"x-total-count": "0"})
    found, total = library.store.conversations.listed(owner, search=search, offset=offset, limit=limit)
    return JSONResponse([conversation_line(each) for each in found], headers={"x-total-count": str(total)})


@router.get("/{conversation_id}", response_model=None, responses={200: {"model": ConversationDetail}, **_MISSING})
def get_conversation(conversation_id: str, library: TheLibrary, scope: CurrentScope, owner: CurrentOwner) -> Response:
    """A conversation with its questions and answers."""
    kept = library.store.conversations.conversation(conversation_id, owner, scope)
    return JSONResponse(conversation_record(kept))


@router.patch("/{conversation_id}", dependencies=[Reads], response_class=Response, status_code=204, responses=_MISSING)
def rename_conversation(
    conversation_id: str, body: RenameRequest, library: TheLibrary, owner: CurrentOwner
) -> Response:
    """Give a conversation another title."""
    library.store.conversations.rename(conversation_id, owner, " ".join(body.title.split()))
    return Response(status_code=204)


@router.delete(
    "/{conversation_id}", dependencies=[Forgets], response_class=Response, status_code=204, responses=_MISSING
)
def delete_conversation(conversation_id: str, library: TheLibrary, owner: CurrentOwner) -> Response:
    """Forget a conversation and its answers; links to them stop working."""
    library.store.conversations.delete(conversation_id, owner)
    return Response(status_code=204)


@router.get(
    "/{conversation_id}/export",
    response_class=Response,
    responses={**file_answers("text/markdown", "application/json"), **_MISSING},
)
def export_conversation(
    conversation_id: str,
    library: TheLibrary,
    scope: Exporting,
    owner: CurrentOwner,
    form: Annotated[Literal["markdown", "json"], Query(alias="format")] = "markdown",
    language: Language = "zh",
) -> Response:
    """A conversation as a file, every answer with what its numbers cite."""
    kept = library.store.conversations.conversation(conversation_id, owner, scope)
    if form == "json":
        text, media, suffix = (
            json.dumps(conversation_record(kept), ensure_ascii=False, indent=2),
            "application/json",
            ".json",
        )
    else:
        text, media, suffix = conversation_markdown(kept, language), "text/markdown; charset=utf-8", ".md"
    return Response(text.encode(), media_type=media, headers=attachment(file_name(kept.title, suffix)))
