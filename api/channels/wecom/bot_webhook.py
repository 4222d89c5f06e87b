"""WeCom's intelligent bot by callbacks: the first answer to one is an empty stream, which WeCom then asks after until it ends.

Protocol: developer.work.weixin.qq.com/document/path/100719 (接收消息), 101031 (被动回复), 101138 (主动回复: `response_url`, once, one hour).
WeCom asks for six minutes at most; an answer later than five goes to the `response_url`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from api.channels.clock import Clock
from api.channels.picture import with_picture
from api.channels.platform import Network, Platform, refused
from api.channels.proof import garbled
from api.channels.seam import (
    NOTE,
    Attachment,
    Delivery,
    Incoming,
    Limit,
    Outgoing,
    Poll,
    Received,
    Reply,
    Take,
    Ticket,
)
from api.channels.wecom.bot_incoming import NAME, incoming_of
from api.channels.wecom.bot_render import bot_messages, stream_frame
from api.channels.wecom.crypto import Crypto, decrypted_file
from api.channels.words import word

_STREAM_SECONDS = 300.0
_RESPONSE_SECONDS = 3500.0
_BUSY = frozenset((-1, 45009, 45033))
_BUSY_SECONDS = 60.0


class WecomBotWebhook:
    """The bot as a channel, its replies asked for by WeCom."""

    name = NAME
    limits: tuple[Limit, ...] = ()
    listens = False
    able = True
    pushes = False

    def __init__(self, crypto: Crypto, url: str, network: Network) -> None:
        self._crypto = crypto
        self._platform = Platform(NAME, url, network)

    def receive(self, delivery: Delivery, now: float) -> Received:
        """A callback, the console checking the address (GET), or WeCom asking how far a streamed reply is."""
        if delivery.method == "GET":
            return Received(body=self._crypto.open(delivery.query, delivery.query.get("echostr", ""), now))
        sealed = _object(delivery.body).get("encrypt")
        if not isinstance(sealed, str):
            raise garbled(NAME, "回调缺少 encrypt", "the callback lacks encrypt")
        message = _object(self._crypto.open(delivery.query, sealed, now))
        if message.get("msgtype") == "stream":
            return self._polled(message, now)
        return self._taken(message, now)

    def _taken(self, message: Mapping[str, Any], now: float) -> Received:
        way = {"response_url": str(message.get("response_url", ""))}
        event = message.get("msgtype") == "event"
        incoming = incoming_of(message, {**way, "pressed": "yes"} if event else way, now)
        if incoming is None:
            return Received()
        if incoming.entered:
            # Only at once can a person be welcomed, and only in plain text.
            hello = {"msgtype": "text", "text": {"content": word("greeting", "zh")}}
            return Received(body=self._crypto.seal_json(hello, now), media_type="application/json")
        if event:
            return Received((incoming,))
        body = self._crypto.seal_json(stream_frame(incoming.id, None, finish=False), now)
        return Received((incoming,), body, "application/json")

    def _polled(self, message: Mapping[str, Any], now: float) -> Received:
        stream = message.get("stream")
        stream_id = str(stream.get("id", "")) if isinstance(stream, dict) else ""

        def frame(replies: Sequence[Outgoing], complete: bool) -> bytes:
            first = replies[0] if replies else None
            return self._crypto.seal_json(stream_frame(stream_id, first, finish=complete), now)

        return Received(media_type="application/json", poll=Poll(stream_id, frame))

    def render(self, reply: Reply, to: Incoming) -> tuple[Outgoing, ...]:
        """One streamed message; what does not fit into it is left to the answer's page."""
        (first,) = bot_messages(reply, to.id)[:1]
        (picture,) = with_picture((), reply) or ({},)
        return ({**first, **picture},)

    async def send(self, outgoing: Outgoing, to: Incoming, ticket: Ticket) -> str:
        """Leave the reply to be asked for, as long as WeCom does; then send it to the message's own address, once."""
        age = ticket.now - to.sent_at
        # A press of a button opens no stream.
        streamed = not to.way.get("pressed")
        if ticket.place == NOTE or (streamed and age < _STREAM_SECONDS):
            return ""
        address = to.way.get("response_url", "")
        if not address or age > _RESPONSE_SECONDS:
            raise refused(NAME, "response_url", final=True)
        body = {"msgtype": "markdown", "markdown": {"content": outgoing["content"]}}
        _, _, told = await self._platform.call("POST", address, body=body)
        code = int(told.get("errcode", -1)) if isinstance(told, dict) else -1
        if code:
            raise refused(NAME, f"errcode {code}", again_in=_BUSY_SECONDS if code in _BUSY else None)
        return ""

    async def fetch(self, attachment: Attachment, now: float) -> bytes:
        """A file sent to the bot: its address lasts five minutes, its bytes are under the bot's own key."""
        status, _, content = await self._platform.call("GET", attachment.reference["url"])
        if status != 200 or not isinstance(content, bytes):
            raise refused(NAME, f"HTTP {status}", final=status in (403, 404))
        return decrypted_file(NAME, content, self._crypto.key)

    async def listen(self, take: Take, clock: Clock) -> None:
        """Nothing is received but callbacks."""

    def authorize(self, back: str, state: str) -> str:
        """The application signs people on, a bot does not."""
        return ""

    async def person(self, code: str, back: str, now: float) -> str:
        """Nobody comes back."""
        raise refused(NAME, "OAuth", final=True)

    async def close(self) -> None:
        """Let go of connections."""
        await self._platform.close()


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise garbled(NAME, "不是 JSON 对象", "is no JSON object")
    return value
