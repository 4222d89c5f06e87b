"""Uploads that wait for a worker: where each stands, told by any web process, and taken back."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import CurrentScope, Deleting, TheLibrary
from api.problems import language_asked
from api.schemas import Problem, UploadOut
from api.trail import tell
from api.uploads import upload_records
from ingest.queued import cancel

router = APIRouter(prefix="/api/uploads", tags=["documents"])

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}


@router.get("", response_model=None, responses={200: {"model": list[UploadOut]}})
def list_uploads(
    request: Request,
    library: TheLibrary,
    scope: CurrentScope,
    job: Annotated[str | None, Query(max_length=64, description="those of one request, in its order")] = None,
    open: Annotated[bool, Query(description="only those that have not ended")] = False,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """The uploads into collections that you see, latest first; X-Total-Count tells how many. Ended ones are told for a week.

    There are some only where the service leaves reading to workers (YOUJU_UPLOAD_QUEUE).
    """
    uploads = library.store.uploads
    if job is not None:
        of_job = uploads.of_job(job, scope)
        found, total = of_job[offset : offset + limit], len(of_job)
    else:
        found = uploads.listed(scope, open_only=open, offset=offset, limit=limit)
        total = uploads.count(scope, open_only=open)
    body = upload_records(found, library, scope, language_asked(request))
    return JSONResponse(body, headers={"x-total-count": str(total)})


@router.get("/{upload_id}", response_model=None, responses={200: {"model": UploadOut}, **_MISSING})
def get_upload(upload_id: str, request: Request, library: TheLibrary, scope: CurrentScope) -> Response:
    """Where an upload stands, and once it is read what became of it."""
    found = library.store.uploads.find(upload_id, scope)
    (body,) = upload_records([found], library, scope, language_asked(request))
    return JSONResponse(body)


@router.delete("/{upload_id}", response_class=Response, status_code=204, responses=_MISSING)
def delete_upload(upload_id: str, request: Request, library: TheLibrary, scope: Deleting) -> Response:
    """Take an upload back: nothing more is kept of it, what was kept stays. The line of one that has ended goes."""
    found = cancel(upload_id, library, scope, now=time.time())
    tell(request, source=found.name, state=found.state.value, sha256=found.sha256)
    return Response(status_code=204)
