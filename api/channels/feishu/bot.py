"""Feishu's bot: events over a webhook in, cards out; a note of waiting becomes the answer's card.

Protocol: open.feishu.cn/document/server-docs/im-v1/message/create (发送消息), /patch (更新卡片), /im-v1/message-resource/get,
/authentication-management/access-token/tenant_access_token_internal. An event must be answered within three seconds and comes
again after 15 s, 5 min, 1 h and 6 h.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.channels.clock import Clock
from api.channels.entering import query_of
from api.channels.feishu import stream
from api.channels.feishu.crypto import NAME, Crypto
from api.channels.feishu.incoming import CARD_PRESSED, incoming_of
from api.channels.feishu.render import cards
from api.channels.picture import picture_of, with_picture
from api.channels.platform import Network, Platform, Token, refused
from api.channels.proof import forged, garbled
from api.channels.seam import Attachment, Delivery, Incoming, Limit, Outgoing, Received, Reply, Take, Ticket
from api.channels.words import word
from assistant.errors import SendFailure

_STALE_TOKEN = frozenset((99991661, 99991663, 99991664, 99991668))
_BUSY = frozenset((99991400, 11232, 230020, 232101, 1000004, 1000005))
# The bot is not in the chat, the chat is gone, the person left or is out of range.
_FINAL = frozenset((230002, 230006, 230013, 230027, 230034, 232009, 99992351, 99992354, 99992361))
_BUSY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class BotConfig:
    """What the developer console (开发者后台) shows: App ID, App Secret, Verification Token."""

    app_id: str
    app_secret: str = field(repr=False)
    verification_token: str = field(repr=False)
    url: str
    bot_id: str = ""
    stream: bool = False
    auth_url: str = "https://accounts.feishu.cn"


class FeishuBot:
    """The bot as a channel."""

    name = NAME
    # 5 messages a second to one chat, 50 a second and 1,000 a minute for the application (发送消息 使用限制).
    limits = (Limit(5, 1.0, "chat"), Limit(40, 1.0, "channel"), Limit(1000, 60.0, "channel"))

    able = True
    pushes = True

    def __init__(self, config: BotConfig, crypto: Crypto, network: Network) -> None:
        self._network = network
        self._config = config
        self._crypto = crypto
        self._platform = Platform(NAME, config.url, network)
        self._token = Token(self._renewed)

    def receive(self, delivery: Delivery, now: float) -> Received:
        """An event; the console checking the address (url_verification) is answered with its challenge.

        That check comes without a signature; its token is compared all the same.
        """
        if not self._crypto.encrypt_key:
            raise garbled(NAME, "飞书用的是长连接，不收回调", "the bot is on a long connection and awaits no callbacks")
        sealed = _object(delivery.body).get("encrypt")
        if not isinstance(sealed, str):
            raise garbled(
                NAME, "事件没有加密，请在“加密策略”填写 Encrypt Key", "the event is not encrypted; set an Encrypt Key"
            )
        event = _object(self._crypto.open(sealed))
        if event.get("type") == "url_verification":
            self._check_token(event.get("token"))
            challenge = json.dumps({"challenge": str(event.get("challenge", ""))})
            return Received(body=challenge.encode(), media_type="application/json")
        self._crypto.verify(delivery.headers, delivery.body, now)
        header = event.get("header")
        self._check_token(header.get("token") if isinstance(header, dict) else None)
        return self.received(event, now)

    def received(self, event: Mapping[str, Any], now: float) -> Received:
        """What an event holds that is proved to come from Feishu."""
        message = incoming_of(event, self._config.bot_id, now)
        said: Mapping[str, Any] = {}
        if event["header"].get("event_type") == CARD_PRESSED and message is not None:
            key = "thanks" if message.feedback else "note"
            said = {"toast": {"type": "success", "content": word(key, "zh"), "i18n": {"en_us": word(key, "en")}}}
        body = json.dumps(said, ensure_ascii=False).encode()
        return Received((message,) if message else (), body, "application/json")

    def _check_token(self, given: Any) -> None:
        wanted = self._config.verification_token
        if not isinstance(given, str) or not hmac.compare_digest(wanted.encode(), given.encode()):
            raise forged(NAME)

    def render(self, reply: Reply, to: Incoming) -> tuple[Outgoing, ...]:
        """Cards."""
        return with_picture(cards(reply, to), reply)

    async def send(self, outgoing: Outgoing, to: Incoming, ticket: Ticket) -> str:
        """Send the card to the chat, or put it in the place of the note; Feishu drops a repeated `uuid` for an hour."""
        kind = "interactive"
        if picture := picture_of(outgoing):
            kind, outgoing = "image", {"image_key": await self._uploaded(picture, ticket.now)}
        content = json.dumps(outgoing, ensure_ascii=False)
        if ticket.over:
            try:
                await self._called(
                    "PATCH", f"/open-apis/im/v1/messages/{ticket.over}", ticket.now, {"content": content}
                )
            except SendFailure as failure:
                if not failure.final:
                    raise
            else:
                return ticket.over
        body = {
            "receive_id": to.chat,
            "msg_type": kind,
            "content": content,
            "uuid": hashlib.sha256(ticket.key.encode()).hexdigest()[:32],
        }
        query = {"receive_id_type": "chat_id"}
        told = await self._called("POST", "/open-apis/im/v1/messages", ticket.now, body, query)
        data = told.get("data")
        return str(data.get("message_id", "")) if isinstance(data, dict) else ""

    async def _uploaded(self, picture: bytes, now: float) -> str:
        """A picture kept by the platform (上传图片: im/v1/images)."""
        form, files = {"image_type": "message"}, {"image": ("chart.png", picture, "image/png")}
        told = await self._called("POST", "/open-apis/im/v1/images", now, None, form=form, files=files)
        data = told.get("data")
        return str(data.get("image_key", "")) if isinstance(data, dict) else ""

    async def fetch(self, attachment: Attachment, now: float) -> bytes:
        """A file or picture of a message (获取消息中的资源文件)."""
        where = attachment.reference
        path = f"/open-apis/im/v1/messages/{where['message']}/resources/{where['key']}"
        told = await self._called("GET", path, now, None, {"type": where["type"]})
        return bytes(told["content"])

    @property
    def listens(self) -> bool:
        """Whether 长连接 is set."""
        return self._config.stream

    async def listen(self, take: Take, clock: Clock) -> None:
        """Receive over the long connection until it ends."""

        async def handle(event: Mapping[str, Any]) -> bytes:
            received = self.received(event, clock.now())
            await take(received.incoming)
            return received.body

        app = (self._config.app_id, self._config.app_secret)
        await stream.listen(self._platform, self._network, app, handle, clock)

    def authorize(self, back: str, state: str) -> str:
        """Signing on to web applications: open.feishu.cn/document/authentication-management/access-token/obtain-oauth-code."""
        asked = {"client_id": self._config.app_id, "response_type": "code", "redirect_uri": back, "state": state}
        return f"{self._config.auth_url}/open-apis/authen/v1/authorize?{query_of(asked)}"

    async def person(self, code: str, back: str, now: float) -> str:
        """The person who came back (获取 user_access_token, 获取用户信息)."""
        body = {
            "grant_type": "authorization_code",
            "client_id": self._config.app_id,
            "client_secret": self._config.app_secret,
            "code": code,
            "redirect_uri": back,
        }
        status, _, told = await self._platform.call("POST", "/open-apis/authen/v2/oauth/token", body=body)
        if status != 200 or not isinstance(told, dict) or _code(told):
            raise refused(NAME, f"oauth/token code {_code(told)}", final=True)
        headers = {"authorization": f"Bearer {told.get('access_token', '')}"}
        _, _, known = await self._platform.call("GET", "/open-apis/authen/v1/user_info", headers=headers)
        data = known.get("data") if isinstance(known, dict) and not _code(known) else None
        return str(data.get("open_id", "")) if isinstance(data, dict) else ""

    async def close(self) -> None:
        """Let go of connections."""
        await self._platform.close()

    async def _called(
        self,
        method: str,
        path: str,
        now: float,
        body: Any,
        query: Mapping[str, str] | None = None,
        *,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        for renewed in (False, True):
            token = await self._token.get(now)
            headers = {"authorization": f"Bearer {token}"}
            status, _, told = await self._platform.call(
                method, path, query=query, body=body, headers=headers, form=form, files=files
            )
            if isinstance(told, bytes):
                if status == 200:
                    return {"content": told}
                raise refused(NAME, f"HTTP {status}", final=status == 404)
            code = _code(told)
            if code not in _STALE_TOKEN or renewed:
                break
            self._token.spoiled(token)
        if code:
            raise refused(NAME, f"code {code}", final=code in _FINAL, again_in=_BUSY_SECONDS if code in _BUSY else None)
        return told if isinstance(told, dict) else {}

    async def _renewed(self) -> tuple[str, float]:
        body = {"app_id": self._config.app_id, "app_secret": self._config.app_secret}
        _, _, told = await self._platform.call("POST", "/open-apis/auth/v3/tenant_access_token/internal", body=body)
        if not isinstance(told, dict) or _code(told) or "tenant_access_token" not in told:
            raise refused(NAME, f"tenant_access_token code {_code(told)}")
        return str(told["tenant_access_token"]), float(told.get("expire", 7200))


def _code(told: Any) -> int:
    code = told.get("code", 0) if isinstance(told, dict) else -1
    return code if isinstance(code, int) else -1


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise garbled(NAME, "不是 JSON 对象", "is no JSON object")
    return value
