"""Errors as RFC 9457 problem+json: the one place that turns them into HTTP."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.errors import YoujuError

MEDIA_TYPE = "application/problem+json"

_LOG = logging.getLogger("youju")

# What a person reads, by status: (Chinese, English).
_SENTENCES = {
    400: ("请求无法读懂", "The request cannot be understood"),
    401: ("请先登录", "Sign in first"),
    403: ("不接受来自其他网站的提交", "Submissions from other sites are not accepted"),
    404: ("这里没有这样的内容", "There is nothing at this address"),
    405: ("这个地址不接受这种请求", "This address does not accept this kind of request"),
    409: ("同一个 Idempotency-Key 的请求还在处理", "A request with this Idempotency-Key is still being handled"),
    413: ("内容太大", "The content is too large"),
    422: ("请求内容不合要求", "The request does not fit"),
    429: ("请求太频繁，请稍后再试", "Too many requests; try again in a moment"),
    500: ("服务内部出错，已记入日志", "Something went wrong inside the service; it has been logged"),
    503: ("服务还没有就绪，请稍后再试", "The service is not ready yet; try again shortly"),
}


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem document."""
    app.add_exception_handler(YoujuError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def language_asked(request: Request) -> str:
    """The language of messages: the first of Accept-Language that is Chinese or English, else "zh"."""
    for choice in request.headers.get("accept-language", "").lower().split(","):
        language = choice.split(";")[0].strip()[:2]
        if language in ("zh", "en"):
            return language
    return "zh"


def problem(
    status: int, *, language: str, detail: str | None = None, code: str | None = None, **more: Any
) -> dict[str, Any]:
    """A problem document: `code` is stable for clients, `detail` is one sentence for people."""
    title = HTTPStatus(status).phrase
    code = code or title.lower().replace(" ", "_")
    return {
        "type": f"urn:youju:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or sentence(status, language),
        "code": code,
        **more,
    }


def problem_of(error: YoujuError, language: str) -> dict[str, Any]:
    """The problem document of one of our own errors, its sentence in both languages."""
    return problem(
        error.status,
        language=language,
        detail=error.sentence(language),
        code=error.code,
        zh=error.sentence("zh"),
        en=error.sentence("en"),
    )


def respond(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem document as a response with its own status."""
    return JSONResponse(dict(body), status_code=body["status"], media_type=MEDIA_TYPE, headers=headers)


def sentence(status: int, language: str) -> str:
    """What a status means, as one sentence in `language`."""
    zh, en = _SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400])
    return zh if language == "zh" else en


async def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, YoujuError)
    if error.status >= 500:
        _LOG.error("%s", error, exc_info=error)
    return respond(problem_of(error, language_asked(request)))


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    language = language_asked(request)
    errors = [
        {"pointer": "/" + "/".join(str(step) for step in each["loc"]), "detail": each["msg"]} for each in error.errors()
    ]
    named = ", ".join(f"{each['pointer']} ({each['detail']})" for each in errors)
    detail = f"{sentence(422, language)}: {named}"
    return respond(problem(422, language=language, code="invalid_request", detail=detail, errors=errors))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return respond(problem(error.status_code, language=language_asked(request)), error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return respond(problem(500, language=language_asked(request)))
