"""WeCom's intelligent bot over its long connection 长连接: nothing of ours need be reached from outside.

Protocol: developer.work.weixin.qq.com/document/path/101463; frames are JSON {cmd, headers: {req_id}, body}. A new connection
pushes the old one out, so one process holds it. A reply to a message bears its req_id and can be streamed for some minutes;
later, and after a new connection, messages go to the chat by aibot_send_msg.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

from api.channels.clock import Clock
from api.channels.platform import Network, Platform, refused, unreached
from api.channels.proof import garbled
from api.channels.seam import (
    NOTE,
    Attachment,
    Delivery,
    Incoming,
    Limit,
    Outgoing,
    Received,
    Reply,
    Take,
    Ticket,
)
from api.channels.socket import Link, connected
from api.channels.wecom.bot_incoming import NAME, incoming_of
from api.channels.wecom.bot_render import bot_messages, stream_frame
from api.channels.wecom.crypto import aes_key, decrypted_file
from api.channels.words import word
from assistant.errors import InvalidSetting, SendFailure

_STREAM_SECONDS = 300.0
_PING_SECONDS = 30.0
_ACK_SECONDS = 5.0
# The message's req_id is unknown to this connection; its stream can be written no more.
_OVER = frozenset((846605, 846608))
_BUSY = frozenset((-1, 45009, 45033, 846607))
_BUSY_SECONDS = 60.0


class WecomBotSocket:
    """The bot as a channel over one long connection."""

    name = NAME
    # 30 a minute and 1,000 an hour to a chat (主动推送频率).
    limits = (Limit(30, 60.0, "chat"), Limit(1000, 3600.0, "chat"))
    listens = True

    def __init__(self, bot_id: str, secret: str, address: str, network: Network) -> None:
        self._bot_id, self._secret, self._address = bot_id, secret, address
        self._network = network
        self._platform = Platform(NAME, "", network)
        self._link: Link | None = None
        self._waiting: dict[str, asyncio.Future[int]] = {}

    def __repr__(self) -> str:
        return f"WecomBotSocket({self._bot_id})"

    pushes = True

    @property
    def able(self) -> bool:
        """Whether the connection is this process's."""
        return self._link is not None

    def receive(self, delivery: Delivery, now: float) -> Received:
        """No callbacks are awaited."""
        raise garbled(
            NAME, "智能机器人用的是长连接，不收回调", "the bot is on a long connection and awaits no callbacks"
        )

    def render(self, reply: Reply, to: Incoming) -> tuple[Outgoing, ...]:
        """One streamed message, and more where it is longer."""
        return bot_messages(reply, to.id)

    async def send(self, outgoing: Outgoing, to: Incoming, ticket: Ticket) -> str:
        """Stream the note and the first reply under the message's req_id, send what comes later to the chat."""
        streamed = ticket.place <= 0 and ticket.now - to.sent_at < _STREAM_SECONDS
        streamed = streamed and not (to.way.get("pressed") or to.way.get("pushed"))
        if streamed:
            frame = stream_frame(to.id, outgoing, finish=ticket.place != NOTE)
            code = await self._asked("aibot_respond_msg", to.way["req_id"], frame)
            if code not in _OVER:
                return _taken(code, to.id)
        if ticket.place == NOTE:
            return ""
        body: dict[str, Any] = {"chatid": to.chat, "msgtype": "markdown", "markdown": {"content": outgoing["content"]}}
        _taken(await self._asked("aibot_send_msg", uuid4().hex, body))
        if card := outgoing.get("card"):
            told = {"chatid": to.chat, "msgtype": "template_card", "template_card": card}
            _taken(await self._asked("aibot_send_msg", uuid4().hex, told))
        return ""

    async def fetch(self, attachment: Attachment, now: float) -> bytes:
        """A file sent to the bot: its address lasts five minutes, its bytes are under a key of its own."""
        status, _, content = await self._platform.call("GET", attachment.reference["url"])
        if status != 200 or not isinstance(content, bytes):
            raise refused(NAME, f"HTTP {status}", final=status in (403, 404))
        try:
            return decrypted_file(NAME, content, aes_key("aeskey", attachment.reference["key"].rstrip("=")))
        except InvalidSetting:
            raise refused(NAME, "aeskey", final=True) from None

    async def listen(self, take: Take, clock: Clock) -> None:
        """Hold the connection until it ends; raises SendFailure where it cannot be had or breaks."""
        async with connected(NAME, self._address, self._network) as link:
            await self._subscribe(link)
            beating = asyncio.ensure_future(self._beat(link, clock))
            self._link = link
            try:
                async for frame in link:
                    await self._handle(frame, take, clock.now())
            finally:
                self._link = None
                beating.cancel()
                for waiting in self._waiting.values():
                    if not waiting.done():
                        waiting.set_exception(unreached(NAME, "ConnectionClosed"))
                self._waiting.clear()

    async def _subscribe(self, link: Link) -> None:
        """Say who we are; raises SendFailure where WeCom does not know us."""
        body = {"bot_id": self._bot_id, "secret": self._secret}
        await link.send(_frame("aibot_subscribe", uuid4().hex, body))
        async for frame in link:
            told = _object(frame)
            if "cmd" not in told:
                _taken(_code(told))
                return
        raise unreached(NAME, "aibot_subscribe")

    async def _beat(self, link: Link, clock: Clock) -> None:
        with suppress(SendFailure):
            while True:
                await clock.sleep(_PING_SECONDS)
                await link.send(_frame("ping", uuid4().hex, None))

    async def _handle(self, frame: str | bytes, take: Take, now: float) -> None:
        told = _object(frame)
        headers = told.get("headers")
        req_id = str(headers.get("req_id", "")) if isinstance(headers, dict) else ""
        command, body = told.get("cmd"), told.get("body")
        if command is None:
            waiting = self._waiting.pop(req_id, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(_code(told))
        elif command in ("aibot_msg_callback", "aibot_event_callback") and isinstance(body, dict):
            way = {"req_id": req_id, **({"pressed": "yes"} if command == "aibot_event_callback" else {})}
            incoming = incoming_of(body, way, now)
            if incoming is not None and incoming.entered:
                await self._welcome(req_id)
            elif incoming is not None:
                await take((incoming,))

    async def _welcome(self, req_id: str) -> None:
        """Only at once can a person be welcomed, so the greeting does not pass the mailbox."""
        hello = {"msgtype": "text", "text": {"content": word("greeting", "zh")}}
        if self._link is not None:
            await self._link.send(_frame("aibot_respond_welcome_msg", req_id, hello))

    async def _asked(self, command: str, req_id: str, body: Mapping[str, Any]) -> int:
        """Send a frame and wait for WeCom's word on it: its error code, 0 where it took it."""
        if self._link is None:
            raise unreached(NAME, "长连接 / long connection")
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[req_id] = waiting
        try:
            await self._link.send(_frame(command, req_id, body))
            return int(await asyncio.wait_for(waiting, _ACK_SECONDS))
        except TimeoutError:
            raise unreached(NAME, "TimeoutError") from None
        finally:
            self._waiting.pop(req_id, None)

    def authorize(self, back: str, state: str) -> str:
        """The application signs people on, a bot does not."""
        return ""

    async def person(self, code: str, back: str, now: float) -> str:
        """Nobody comes back."""
        raise refused(NAME, "OAuth", final=True)

    async def close(self) -> None:
        """Let go of connections."""
        await self._platform.close()


def _taken(code: int, known: str = "") -> str:
    if code:
        raise refused(NAME, f"errcode {code}", again_in=_BUSY_SECONDS if code in _BUSY else None)
    return known


def _frame(command: str, req_id: str, body: Mapping[str, Any] | None) -> str:
    frame: dict[str, Any] = {"cmd": command, "headers": {"req_id": req_id}}
    return json.dumps(frame if body is None else {**frame, "body": body}, ensure_ascii=False)


def _object(frame: str | bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(frame)
    except ValueError:
        return {"cmd": ""}
    return value if isinstance(value, dict) else {"cmd": ""}


def _code(told: Mapping[str, Any]) -> int:
    code = told.get("errcode", 0)
    return code if isinstance(code, int) else -1
