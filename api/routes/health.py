"""Whether the service is up, and whether it is ready."""

from typing import Any

from fastapi import APIRouter

from api.deps import CurrentScope, TheService

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz(service: TheService, scope: CurrentScope) -> dict[str, Any]:
    """Up with a readable store, else an error; `ready` tells whether the first answer needs no loading."""
    documents = len(service.library.store.heads(scope))
    return {"status": "ok", "ready": service.warm.is_set(), "documents": documents}
