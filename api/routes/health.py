"""Whether the service is up, whether it is ready, and its metrics."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.deps import Anybody, Operating, TheService
from api.gate import caller_of
from api.problems import language_asked, problem, respond
from api.schemas import Problem

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz(request: Request, service: TheService, nothing: Anybody) -> dict[str, Any]:
    """Up with a readable store, else an error; `ready` tells whether the first answer needs no loading.

    `documents` counts those that the caller may see; anybody may ask.
    """
    caller = caller_of(request.scope)
    documents = len(service.library.store.heads(caller.scope if caller else nothing))
    return {"status": "ok", "ready": service.warm.is_set(), "documents": documents}


@router.get("/readyz", response_model=None, responses={200: {}, 503: {"model": Problem}})
def readyz(request: Request, service: TheService, _: Anybody) -> Response:
    """Ready to answer without loading anything first; 503 until then and where the records cannot be read."""
    service.library.store.counts()
    if not service.warm.is_set():
        return respond(problem(503, language=language_asked(request), code="warming_up"))
    return JSONResponse({"status": "ready"})


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(service: TheService, _: Operating) -> Response:
    """Counters for Prometheus: requests, times, answers by how they ended, uploads, what is on record and what the model cost."""
    counts = service.library.store.counts()
    for what in ("documents", "passages", "figures", "pending"):
        service.metrics.kept.labels(what).set(getattr(counts, what))
    for what, spent in asdict(service.library.model.account).items():
        service.metrics.model.labels(what).set(spent)
    return Response(generate_latest(service.metrics.registry), media_type=CONTENT_TYPE_LATEST)
