"""The records over HTTP: listed, opened, uploaded."""

import time
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, StreamingResponse
from starlette.datastructures import FormData, UploadFile

from api.deps import (
    Changing,
    CurrentScope,
    Deleting,
    Exporting,
    Opening,
    Service,
    TheCaller,
    TheLibrary,
    TheService,
    Uploading,
)
from api.exports import attachment, file_answers
from api.gate import into_collection
from api.listing import ListingFilters, facets, fitting, stretch
from api.problems import language_asked, problem, respond
from api.records import document_record, figure_lines, head_record, refusal_record
from api.schemas import (
    DocumentDetail,
    DocumentOut,
    Facets,
    FigureLine,
    IdentityEdit,
    Problem,
    Queued,
    RefusalOut,
    Uploaded,
)
from api.trail import tell
from api.uploads import outcome_records, upload_records
from assistant.errors import UnknownDocument
from assistant.records.library import Library
from assistant.records.scope import Scope
from assistant.records.store import Head
from ingest.forget import forget
from ingest.pipeline import ingest_uploads
from ingest.progress import Outcome, OutcomeStatus
from ingest.queued import enqueue
from ingest.revise import revise

router = APIRouter(prefix="/api/documents", tags=["documents"])

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}
_BYTES = "application/octet-stream"
_FILE: dict[int | str, dict[str, Any]] = {**file_answers(_BYTES), **_MISSING, 503: {"model": Problem}}
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}


@router.get("", response_model=None, responses={200: {"model": list[DocumentOut]}})
def list_documents(
    request: Request, library: TheLibrary, scope: CurrentScope, filters: Annotated[ListingFilters, Query()]
) -> Response:
    """The documents that fit, oldest first; X-Total-Count tells how many there are, Link where the next ones are."""
    readings = library.store.readings(scope)
    found = fitting(library.store.heads(scope), readings, filters)
    shown = stretch(found, filters)
    headers = {"x-total-count": str(len(found))}
    if (after := filters.offset + len(shown)) < len(found):
        url = request.url.include_query_params(offset=after)
        headers["link"] = f'<{url.path}?{url.query}>; rel="next"'
    return JSONResponse([head_record(head, readings.get(head.id)) for head in shown], headers=headers)


@router.get("/facets", response_model=None, responses={200: {"model": Facets}})
def get_facets(library: TheLibrary, scope: CurrentScope) -> Response:
    """The offices, years, kinds and states there are among the documents, each with how many have it."""
    return JSONResponse(facets(library.store.heads(scope)))


@router.get("/refused", response_model=None, responses={200: {"model": list[RefusalOut]}})
def list_refused(request: Request, library: TheLibrary, scope: CurrentScope) -> Response:
    """The files that could not be kept, each with its reason, until they are."""
    language = language_asked(request)
    return JSONResponse([refusal_record(refusal, language) for refusal in library.store.refusals(scope)])


@router.get("/{document_id}", response_model=None, responses={200: {"model": DocumentDetail}, **_MISSING})
def get_document(document_id: str, library: TheLibrary, scope: Opening) -> Response:
    """What is known of a document but its text; sections and tables as half-open character spans of it.

    `checks` tells which stated figures the report's own amounts confirm or contradict.
    """
    return JSONResponse(_detail(document_id, library, scope))


@router.patch(
    "/{document_id}",
    response_model=None,
    responses={200: {"model": DocumentDetail}, **_MISSING, 422: {"model": Problem}},
)
def patch_document(
    document_id: str, edit: IdentityEdit, request: Request, library: TheLibrary, scope: Changing
) -> Response:
    """Correct by hand what a document is; its figures follow, and it stays so when the file is read again."""
    changes = edit.model_dump(exclude_none=True)
    tell(request, changes=changes)
    if changes:
        revise(library, document_id, changes, scope)
    return JSONResponse(_detail(document_id, library, scope))


@router.get("/{document_id}/original", response_class=Response, responses=_FILE)
def get_original(document_id: str, request: Request, library: TheLibrary, scope: Exporting) -> Response:
    """The file as it came, to be saved; it is never shown as a page of this site."""
    document = library.store.document(document_id, scope)
    headers = {"x-content-type-options": "nosniff"}
    try:
        opened = library.originals.open(document.sha256)
    except FileNotFoundError:
        language = language_asked(request)
        detail = "原始文件不在了，请看文本" if language == "zh" else "the original file is gone; see the text"
        return respond(problem(404, language=language, code="no_original", detail=detail))
    if (path := library.originals.local(document.sha256)) is not None:
        opened.close()
        return FileResponse(path, media_type=_BYTES, filename=document.name, headers=headers)
    # With a tag of its own it passes piece by piece: none is made of all its bytes.
    headers |= {"content-length": str(opened.size), "etag": f'"{document.sha256}"', **attachment(document.name)}
    return StreamingResponse(opened.chunks(), media_type=_BYTES, headers=headers)


def _detail(document_id: str, library: Library, scope: Scope) -> dict[str, Any]:
    document = library.store.document(document_id, scope)
    figures = library.store.figures(scope, [document_id])
    checks = library.store.checks(scope, [document_id])
    reading = library.store.readings(scope).get(document_id)
    head = _head(document_id, library, scope)
    return document_record(head, document, figures, checks, reading, library.store.heads(scope))


@router.get("/{document_id}/text", response_class=PlainTextResponse, responses=_MISSING)
def get_text(document_id: str, library: TheLibrary, scope: Opening) -> Response:
    """The document's text exactly as kept, UTF-8: every citation's `start` and `end` count its characters."""
    text = library.store.document(document_id, scope).text
    return Response(text.encode(), media_type="text/plain; charset=utf-8")


@router.get("/{document_id}/figures", response_model=None, responses={200: {"model": list[FigureLine]}, **_MISSING})
def get_figures(document_id: str, library: TheLibrary, scope: Opening) -> Response:
    """Every figure read in a document, in the order of its text."""
    document = library.store.document(document_id, scope)
    figures = library.store.figures(scope, [document_id])
    return JSONResponse(figure_lines(figures, document, library.store.checks(scope, [document_id])))


@router.post(
    "",
    response_model=None,
    openapi_extra=_UPLOAD,
    responses={
        200: {"model": Uploaded},
        201: {"model": Uploaded},
        202: {"model": Queued},
        422: {"model": Problem},
    },
)
async def post_documents(
    request: Request,
    service: TheService,
    scope: Uploading,
    caller: TheCaller,
    collection: Annotated[str, Query(min_length=1, max_length=64)] = "default",
) -> Response:
    """Read uploaded files into a collection that you see: one outcome a file, in order; a single unreadable one is a 422.

    Where the service leaves reading to workers, the files are kept to be read and this answers 202 at once.
    """
    into_collection(caller, collection)
    language = language_asked(request)
    async with request.form() as form:
        files = _files(form)
        if not files:
            detail = "请用 multipart/form-data 上传文件" if language == "zh" else "send files as multipart/form-data"
            return respond(problem(422, language=language, code="no_file", detail=detail))
        uploads = [(file.filename or "", await file.read()) for file in files]
    limit = service.library.settings.max_upload_mb
    given = [(name, data if len(data) <= limit << 20 else _too_large(name, limit)) for name, data in uploads]
    if service.library.settings.upload_queue and any(isinstance(what, bytes) for _, what in given):
        return await _queued(given, request, service.library, scope, collection)
    outcomes = await _keep(given, service, collection)
    told = [{"source": each.name, "document_id": each.document_id, "status": each.status.value} for each in outcomes]
    tell(request, collection=collection, files=told)
    if len(outcomes) == 1 and outcomes[0].status is OutcomeStatus.FAILED:
        return respond(_refusal(outcomes[0], language))
    added = any(outcome.status is OutcomeStatus.ADDED for outcome in outcomes)
    body = {"outcomes": outcome_records(outcomes, service.library, scope, language)}
    return JSONResponse(body, status_code=201 if added else 200)


@router.delete("/{document_id}", response_class=Response, status_code=204, responses=_MISSING)
def delete_document(document_id: str, library: TheLibrary, scope: Deleting) -> Response:
    """Forget a document, all read from it and its original; what it superseded answers again."""
    forget(document_id, library, scope)
    return Response(status_code=204)


def _files(form: FormData) -> list[UploadFile]:
    return [value for _, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]


async def _queued(
    given: list[tuple[str, bytes | Outcome]], request: Request, library: Library, scope: Scope, collection: str
) -> Response:
    """The files kept, to be read by workers: none of it is lost from here on."""
    put = partial(enqueue, given, library, collection=collection, now=time.time())
    uploads = await to_thread.run_sync(put)
    told = [{"source": each.name, "sha256": each.sha256, "status": each.state.value} for each in uploads]
    tell(request, collection=collection, job=uploads[0].job, files=told)
    body = {"job": uploads[0].job, "uploads": upload_records(uploads, library, scope, language_asked(request))}
    return JSONResponse(body, status_code=202, headers={"location": f"/api/uploads?job={uploads[0].job}"})


async def _keep(given: list[tuple[str, bytes | Outcome]], service: Service, collection: str) -> list[Outcome]:
    """The outcome of each file; the server answers others meanwhile."""
    small = [(name, what) for name, what in given if isinstance(what, bytes)]
    ingest = partial(ingest_uploads, small, service.library, collection=collection)
    read = iter(await to_thread.run_sync(ingest, limiter=service.uploads))
    return [next(read) if isinstance(what, bytes) else what for _, what in given]


def _too_large(name: str, limit: int) -> Outcome:
    return Outcome(
        name,
        OutcomeStatus.FAILED,
        reason_zh=f"{name}：文件超过 {limit} MB，请拆分后再上传",
        reason_en=f"{name}: the file is larger than {limit} MB; split it and upload again",
    )


def _refusal(outcome: Outcome, language: str) -> dict[str, Any]:
    return problem(
        422,
        language=language,
        code="unreadable_file",
        detail=outcome.reason(language),
        zh=outcome.reason_zh,
        en=outcome.reason_en,
        source=outcome.name,
    )


def _head(document_id: str, library: Library, scope: Scope) -> Head:
    for head in library.store.heads(scope):
        if head.id == document_id:
            return head
    raise UnknownDocument(document_id, zh="没有这份记录", en="no such document")
