"""The OpenAPI description as it is served: every error that the guards before a route may give is in it, as a problem document."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from api.gate import Door
from api.problems import MEDIA_TYPE

DESCRIPTION = """Ask performance records; every figure opens at the characters it was read from.

Every address is also served under `/api/v1/…`; that version keeps its meaning. Errors are `application/problem+json`
(RFC 9457) with a stable `code`. Lists take `offset` and `limit` and tell the whole number in `X-Total-Count`. Reads carry
an `ETag`; send it as `If-None-Match`. `POST /api/documents` takes an `Idempotency-Key`: the same key within a day gives the
first response again. Where reading is left to workers it answers 202, and `/api/uploads` tells where each file stands. Every response names its `X-Request-Id`; one you send is kept."""

_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
# What the guards before a route answer, whatever the route is.
_REFUSALS: Mapping[str, str] = {
    "400": "The request cannot be read",
    "401": "Nobody is signed in, and no key came along",
    "403": "Not allowed to this caller, or a write that another site sends",
    "404": "There is nothing at this address",
    "413": "The body is too large",
    "429": "Too many requests",
    "503": "The audit log cannot be written, and must be",
}
# Clients of OpenAI's interface read its own error object; the guards before its routes answer with problem documents.
_OPENAI = "/v1/"
_OPENAI_ERROR: Mapping[str, Any] = {
    "title": "OpenAIError",
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}


def describe(app: FastAPI) -> None:
    """Make `app` describe itself so."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    guarded = dict(_doors(app))
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            for status in _refusals(guarded[path, method], method, path):
                responses.setdefault(status, {"description": _REFUSALS[status]})
            _as_problems(responses, path)
            operation["responses"] = dict(sorted(responses.items()))
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["OpenAIError"] = dict(_OPENAI_ERROR)
    return made


def _doors(app: FastAPI) -> Iterator[tuple[tuple[str, str], Door]]:
    """What each operation, named by path and method, asks of its caller."""
    for context in iter_route_contexts(app.routes):
        if isinstance(route := context.original_route, APIRoute):
            for method in route.methods or ():
                yield from (((route.path_format, method.lower()), door) for door in _found(route.dependant))


def _found(dependant: Dependant) -> list[Door]:
    own = [dependant.call] if isinstance(dependant.call, Door) else []
    return own + [door for inner in dependant.dependencies for door in _found(inner)]


def _refusals(door: Door, method: str, path: str) -> Iterator[str]:
    yield from ("400", "429")
    if door.permission is not None:
        yield from ("401", "403")
    if "{" in path:
        yield "404"
    if method != "get":
        yield from ("403", "413")
    if door.action:
        yield "503"


def _as_problems(responses: dict[str, Any], path: str) -> None:
    for status, response in responses.items():
        if status.isdigit() and int(status) >= 400:
            response["content"] = {MEDIA_TYPE: _PROBLEM}
            if path.startswith(_OPENAI):
                response["content"]["application/json"] = {"schema": {"$ref": "#/components/schemas/OpenAIError"}}
