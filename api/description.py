"""The OpenAPI description as it is served: every error it names is a problem document."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE

DESCRIPTION = """Ask performance records; every figure opens at the characters it was read from.

Every address is also served under `/api/v1/…`; that version keeps its meaning. Errors are `application/problem+json`
(RFC 9457) with a stable `code`. Lists take `offset` and `limit` and tell the whole number in `X-Total-Count`. Reads carry
an `ETag`; send it as `If-None-Match`. `POST /api/documents` takes an `Idempotency-Key`: the same key within a day gives the
first response again. Every response names its `X-Request-Id`; one you send is kept."""

_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


def describe(app: FastAPI) -> None:
    """Make `app` describe itself so."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
            )
            for operation in (each for methods in made["paths"].values() for each in methods.values()):
                _as_problems(operation["responses"])
            for unused in ("HTTPValidationError", "ValidationError"):
                made["components"]["schemas"].pop(unused, None)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _as_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status.isdigit() and int(status) >= 400:
            response["content"] = {MEDIA_TYPE: _PROBLEM}
