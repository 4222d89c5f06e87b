"""A language model's server for tests: the real protocol on this machine, behaving as it is told."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.serving import served

Body = Mapping[str, Any]
Behaviour = Callable[[Body], Response]


@dataclass
class ChatServer:
    """What the server does next (`behave`), and every request it got."""

    behave: Behaviour
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    address: str = ""


@contextmanager
def chat_server(behave: Behaviour) -> Iterator[ChatServer]:
    """A server at `.address` + "/v1", up while the block runs."""
    server = ChatServer(behave)

    async def chat(request: Request) -> Response:
        body = await request.json()
        server.requests.append(body)
        server.headers.append(dict(request.headers))
        return server.behave(body)

    app = Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"])])
    with served(app) as address:
        server.address = address
        yield server


def says(text: str, *, usage: tuple[int, int] | None = (11, 7), finish: str = "stop", pieces: int = 3) -> Behaviour:
    """A model that answers `text`: streamed in pieces where asked to stream, else whole."""

    def behave(body: Body) -> Response:
        if body.get("stream"):
            return StreamingResponse(_stream(body, text, usage, finish, pieces), media_type="text/event-stream")
        message: dict[str, Any] = {"role": "assistant", "content": text}
        return JSONResponse(_whole(body, message, usage, finish))

    return behave


def calls(name: str, arguments: Mapping[str, Any]) -> Behaviour:
    """A model that calls a tool."""
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}

    def behave(body: Body) -> Response:
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        return JSONResponse(_whole(body, message, (1, 1), "tool_calls"))

    return behave


def event(value: object) -> str:
    return f"data: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}\n\n"


def chunk(text: str, finish: str | None = None) -> dict[str, Any]:
    delta = {"content": text} if text else {}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "loopback",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


async def _stream(body: Body, text: str, usage: tuple[int, int] | None, finish: str, pieces: int) -> AsyncIterator[str]:
    size = max(1, -(-len(text) // pieces))
    for at in range(0, len(text), size):
        yield event(chunk(text[at : at + size]))
    yield event(chunk("", finish))
    if usage and (body.get("stream_options") or {}).get("include_usage"):
        yield event({**chunk(""), "choices": [], "usage": _usage(usage)})
    yield event("[DONE]")


def _whole(body: Body, message: dict[str, Any], usage: tuple[int, int] | None, finish: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body.get("model", "loopback"),
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        **({"usage": _usage(usage)} if usage else {}),
    }


def _usage(usage: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
