"""Feishu's long connection 长连接: events over a connection that we open, already decrypted.

Protocol: open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/request-url-configuration-case
(使用长连接接收事件) and github.com/larksuite/oapi-sdk-python, lark_oapi/ws: a call gives the address; frames are protobuf; an event
is answered in its own frame within three seconds. Long events come in parts that are put together here.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from api.channels.clock import Clock
from api.channels.feishu.crypto import NAME
from api.channels.feishu.frames import CONTROL, DATA, Frame, decoded, encoded
from api.channels.platform import Network, Platform, refused
from api.channels.socket import Link, connected
from assistant.errors import SendFailure

_ENDPOINT = "/callback/ws/endpoint"
_PING_SECONDS = 120.0
_PARTS = 64

Handle = Callable[[Mapping[str, Any]], Awaitable[bytes]]
"""Handles an event and gives the body of the answer."""


async def listen(platform: Platform, network: Network, app: tuple[str, str], handle: Handle, clock: Clock) -> None:
    """Handle events until the connection ends; `app` is id and secret. Raises SendFailure."""
    body = {"AppID": app[0], "AppSecret": app[1]}
    status, _, told = await platform.call("POST", _ENDPOINT, body=body, headers={"locale": "zh"})
    code = told.get("code", -1) if isinstance(told, dict) else -1
    if status != 200 or code != 0:
        raise refused(NAME, f"{_ENDPOINT} code {code}")
    address = str(told["data"]["URL"])
    service = (parse_qs(urlsplit(address).query).get("service_id") or ["0"])[0]
    parts: dict[str, dict[int, bytes]] = {}
    async with connected(NAME, address, network) as link, _beating(link, int(service), clock):
        async for raw in link:
            frame = _frame(raw)
            if frame is None or frame.method != DATA:
                continue
            payload = _whole(frame, parts)
            if payload is not None:
                await link.send(encoded(await _answered(frame, payload, handle)))


async def _answered(frame: Frame, payload: bytes, handle: Handle) -> Frame:
    """The frame that answers an event: its own, with the answer for a payload."""
    code, data = 200, ""
    try:
        event = json.loads(payload)
        data = base64.b64encode(await handle(event)).decode()
    except (ValueError, KeyError, TypeError, AttributeError):
        # It would come again for ever, and never in better words.
        pass
    except Exception:
        code = 500
    answer: dict[str, Any] = {"code": code, "headers": None, "data": data or None}
    return replace(frame, headers={**frame.headers, "biz_rt": "0"}, payload=json.dumps(answer).encode())


def _whole(frame: Frame, parts: dict[str, dict[int, bytes]]) -> bytes | None:
    """The event's payload once all its parts are there."""
    try:
        count, place = int(frame.headers.get("sum", "1")), int(frame.headers.get("seq", "0"))
    except ValueError:
        return None
    if count <= 1:
        return frame.payload
    if len(parts) >= _PARTS:
        # Parts of events that never came whole.
        parts.pop(next(iter(parts)))
    gathered = parts.setdefault(frame.headers.get("message_id", ""), {})
    gathered[place] = frame.payload
    if len(gathered) < count:
        return None
    del parts[frame.headers.get("message_id", "")]
    return b"".join(gathered[at] for at in sorted(gathered))


@asynccontextmanager
async def _beating(link: Link, service: int, clock: Clock) -> AsyncIterator[None]:
    """Pings while the block runs."""
    ping = encoded(Frame(service=service, method=CONTROL, headers={"type": "ping"}))

    async def beat() -> None:
        with suppress(SendFailure):
            while True:
                await link.send(ping)
                await clock.sleep(_PING_SECONDS)

    beating = asyncio.ensure_future(beat())
    try:
        yield
    finally:
        beating.cancel()


def _frame(raw: str | bytes) -> Frame | None:
    try:
        return decoded(raw if isinstance(raw, bytes) else raw.encode())
    except ValueError:
        return None
