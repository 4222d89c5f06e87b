"""The audit log over HTTP: browsed, exported, verified."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api.deps import Auditing, Audits, TheLibrary
from api.exports import attachment
from api.schemas_access import AuditEntry, ChainOut

router = APIRouter(prefix="/api/audit", tags=["audit"])

_LINES = "application/x-ndjson"


@router.get("", dependencies=[Audits], response_model=None, responses={200: {"model": list[AuditEntry]}})
def list_entries(
    library: TheLibrary,
    actor: Annotated[str, Query(max_length=64)] = "",
    action: Annotated[str, Query(max_length=64)] = "",
    before: Annotated[int | None, Query(ge=1, le=1 << 62)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Entries, newest first; `before` is the number that the last page ended with."""
    found = library.audit.entries(actor=actor, action=action, before=before, limit=limit)
    return JSONResponse([{**entry.record, "digest": entry.digest} for entry in found])


@router.get("/export", response_class=Response, responses={200: {"content": {_LINES: {}}}})
def export_entries(library: TheLibrary, _: Auditing) -> Response:
    """Every entry as a line of JSON, oldest first."""

    def lines() -> Iterator[str]:
        return (f"{line}\n" for line in library.audit.export())

    return StreamingResponse(lines(), media_type=_LINES, headers=attachment("audit.jsonl"))


@router.get("/chain", dependencies=[Audits], response_model=None, responses={200: {"model": ChainOut}})
def get_chain(library: TheLibrary) -> Response:
    """Whether every entry follows the one before it; `broken_at` is the first that does not."""
    chain: dict[str, Any] = asdict(library.audit.verify())
    return JSONResponse(chain)
