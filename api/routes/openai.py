"""The chat protocol that OpenAI's clients speak: one model, `youju`, whose answers come from the records.

The text carries numbered citations; the whole answer, as `POST /api/ask` gives it, stands in the field `youju`.
System prompts, tools and sampling settings are accepted and change nothing: there is no model to steer.
"""

import json
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api import stream
from api.answering import answer_to
from api.asking import question_of
from api.deps import CurrentScope, Reads, TheCaller, TheService
from api.gate import openai_error
from api.markdown import blocks, markdown
from api.problems import language_asked, sentence
from assistant.answering.wire import to_wire
from assistant.errors import InvalidQuestion, YoujuError
from assistant.records.model import Answer, Question
from assistant.settings import Settings

MODEL = "youju"
_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
_LOG = logging.getLogger("youju")


class RequestFault(Exception):
    """A request that the protocol does not allow, in the protocol's own terms."""

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.param, self.code, self.status = message, param, code, status


class _Route(APIRoute):
    """Turns every fault below /v1 into the error object that OpenAI's clients read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestFault as fault:
                return _error(fault.status, fault.message, param=fault.param, code=fault.code)
            except YoujuError as error:
                return _error(error.status, error.sentence(language_asked(request)), code=error.code)
            except HTTPException as error:
                return _error(error.status_code, sentence(error.status_code, language_asked(request)))
            except Exception:
                _LOG.exception("%s %s failed", request.method, request.url.path)
                return _error(500, sentence(500, language_asked(request)))

        return guarded


router = APIRouter(prefix="/v1", tags=["openai"], route_class=_Route)


@router.get("/models", dependencies=[Reads])
def list_models() -> dict[str, Any]:
    """The one model there is."""
    return {"object": "list", "data": [_MODEL]}


@router.get("/models/{model}", dependencies=[Reads], responses={404: {}})
def get_model(model: str) -> dict[str, Any]:
    """What is known of a model."""
    _known(model)
    return _MODEL


@router.post("/chat/completions", response_model=None, responses={200: {"content": stream.CONTENT}, 404: {}})
async def post_chat_completions(request: Request, service: TheService, caller: TheCaller, _: CurrentScope) -> Response:
    """Answer the last user message from the records; earlier user messages are the history."""
    body = _body(await request.body())
    _known(body.get("model"))
    if body.get("n") not in (None, 1):
        raise RequestFault("one answer is given; n must be 1", param="n", code="unsupported_value")
    question = asked(body, service.library.settings)
    answer = await answer_to(question, service, caller, request)
    wire, base = to_wire(answer), str(request.base_url)
    service.metrics.answered(wire)
    if not body.get("stream"):
        return JSONResponse(completion(answer, wire, base))
    usage = bool(_mapping(body.get("stream_options")).get("include_usage"))
    chunks = completion_chunks(answer, wire, base, usage=usage)
    return StreamingResponse(chunks, media_type=stream.MEDIA_TYPE, headers=stream.HEADERS)


@router.api_route(
    "/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], dependencies=[Reads], include_in_schema=False
)
def nothing_else(path: str) -> None:
    """The rest of OpenAI's interface does not exist here."""
    raise RequestFault(f"/v1/{path} is not offered here", code="unknown_url", status=404)


def asked(body: Mapping[str, Any], settings: Settings) -> Question:
    """The question of a chat: its last user message, those before it as history; raises RequestFault without one.

    The field `youju` may hold {"language": "zh" | "en"}; other roles than user are passed over.
    """
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise RequestFault("messages must be a list of messages", param="messages", code="invalid_type")
    said = [text for one in messages if one.get("role") == "user" and (text := _text(one.get("content"))).strip()]
    if not said:
        raise RequestFault("messages hold no user message with text", param="messages", code="missing_question")
    language = _mapping(body.get("youju")).get("language")
    if language not in (None, "zh", "en"):
        raise RequestFault("language must be zh or en", param="youju.language", code="invalid_value")
    earlier = [text for text in said[:-1] if len(text.strip()) <= settings.max_question_chars]
    try:
        return question_of(said[-1], settings=settings, history=earlier, language=language)
    except InvalidQuestion as error:
        raise RequestFault(error.en, param="messages", code=error.code) from error


def completion(answer: Answer, wire: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """The answer, whose JSON is `wire`, as a chat completion."""
    message = {"role": "assistant", "content": markdown(answer, base_url), "refusal": None}
    return {
        **_envelope(answer, "chat.completion"),
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": _usage(),
        "youju": wire,
    }


def completion_chunks(answer: Answer, wire: Mapping[str, Any], base_url: str, *, usage: bool) -> Iterator[str]:
    """The answer as server-sent chunks, one a block; the last one with a choice carries the whole answer in `youju`."""
    envelope = _envelope(answer, "chat.completion.chunk")
    yield _event({**envelope, "choices": [_choice({"role": "assistant", "content": ""})]})
    joint = ""
    for block in blocks(answer, base_url):
        yield _event({**envelope, "choices": [_choice({"content": joint + block})]})
        joint = "\n\n"
    yield _event({**envelope, "choices": [_choice({}, "stop")], "youju": wire})
    if usage:
        yield _event({**envelope, "choices": [], "usage": _usage()})
    yield "data: [DONE]\n\n"


def _envelope(answer: Answer, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{answer.id}", "object": kind, "created": int(time.time()), "model": MODEL}


def _choice(delta: Mapping[str, Any], reason: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def _usage() -> dict[str, int]:
    """Nothing is counted in tokens here; the fields are there because clients add them up."""
    return {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def _event(value: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _error(status: int, message: str, *, param: str | None = None, code: str | None = None) -> JSONResponse:
    return JSONResponse({"error": openai_error(status, message, param=param, code=code)}, status_code=status)


def _known(model: object) -> None:
    if model != MODEL:
        raise RequestFault(
            f"the model {model!r} does not exist; the only one is {MODEL!r}",
            param="model",
            code="model_not_found",
            status=404,
        )


def _body(raw: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError:
        raise RequestFault("the body is not JSON", code="invalid_json") from None
    if not isinstance(body, dict):
        raise RequestFault("the body must be a JSON object", code="invalid_type")
    return body


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(content: object) -> str:
    """The text of a message: a string, or the text parts of a list; pictures and files are passed over."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(p["text"] for p in parts if isinstance(p, dict) and isinstance(p.get("text"), str))
