"""Responses known already: unchanged ones are not sent again (ETag), repeated uploads not done again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deps import owner_of
from api.guards import refuse
from assistant.records.conversations import Conversations

IDEMPOTENCY_KEY = "idempotency-key"

# Larger bodies go out as they come.
_TAGGED = 8 << 20
_KEPT = 1 << 20


class Versioned:
    """Serves /api/v1/… as /api/…: the version clients name is the one there is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the version out of the path."""
        if scope["type"] == "http" and scope["path"].startswith("/api/v1/"):
            path = "/api/" + scope["path"].removeprefix("/api/v1/")
            scope["path"], scope["raw_path"] = path, path.encode()
        await self.app(scope, receive, send)


class Tagged:
    """Gives every read of the API a weak ETag of its bytes, and answers 304 where the client has them already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold the response until its tag is known."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        known = {tag.strip() for tag in Headers(scope=scope).get("if-none-match", "").split(",")}
        started: Message | None = None

        async def tagging(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and _taggable(message):
                started = message
            elif started is None:
                await send(message)
            else:
                start, started = started, None
                tag = f'W/"{hashlib.sha256(message.get("body", b"")).hexdigest()[:32]}"'
                headers = MutableHeaders(scope=start)
                headers["etag"] = tag
                headers.setdefault("cache-control", "private, no-cache")
                if tag in known:
                    del headers["content-length"]
                    start, message = {**start, "status": 304}, {**message, "body": b""}
                await send(start)
                await send(message)

        await self.app(scope, receive, tagging)


def _taggable(message: Message) -> bool:
    """Whether a response is one whole body (its length is announced, so it comes in one message) without a tag."""
    headers = Headers(raw=message["headers"])
    length = headers.get("content-length", "")
    return message["status"] == 200 and "etag" not in headers and length.isdigit() and int(length) <= _TAGGED


class Idempotent:
    """Answers a write that repeats an Idempotency-Key with the response to the first one, for a day.

    The key alone decides: a repeated upload has other bytes, for its boundary is made anew each time.
    """

    def __init__(self, app: ASGIApp, kept: Conversations, applies: Callable[[str], bool]) -> None:
        self.app = app
        self.kept = kept
        self.applies = applies
        self.running: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look the key up; do the work and keep the response where it is new."""
        key = Headers(scope=scope).get(IDEMPOTENCY_KEY) if scope["type"] == "http" else None
        if not key or scope["method"] != "POST" or not self.applies(scope["path"]):
            await self.app(scope, receive, send)
            return
        named = json.dumps([owner_of(Request(scope)), scope["path"], key])
        name = hashlib.sha256(named.encode()).hexdigest()
        if name in self.running:
            await refuse(409, scope, send)
            return
        self.running.add(name)
        try:
            reply = await to_thread.run_sync(self.kept.reply, name)
            if reply is None:
                await self._first(name, scope, receive, send)
            else:
                await _again(*reply, send=send)
        finally:
            self.running.discard(name)

    async def _first(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        status, media_type, body = 500, "", b""

        async def keeping(message: Message) -> None:
            nonlocal status, media_type, body
            if message["type"] == "http.response.start":
                status = message["status"]
                media_type = Headers(raw=message["headers"]).get("content-type", "")
            elif len(body) <= _KEPT:
                body += message.get("body", b"")
            await send(message)

        await self.app(scope, receive, keeping)
        if status < 500 and len(body) <= _KEPT:
            await to_thread.run_sync(self.kept.keep_reply, name, status, media_type, body.decode())


async def _again(status: int, media_type: str, body: str, *, send: Any) -> None:
    content = body.encode()
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"idempotency-replayed", b"true"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
