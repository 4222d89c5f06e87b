"""WeCom's self-built application 自建应用: encrypted XML callbacks in, messages to members out.

Protocol: developer.work.weixin.qq.com/document/path/90238 (接收消息), 90236 (发送应用消息), 91039 (access_token). A callback must be
answered within five seconds and is repeated up to three times with the same MsgId; the answer is sent by a call of its own.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from api.channels.clock import Clock
from api.channels.entering import query_of
from api.channels.picture import picture_of, with_picture
from api.channels.platform import Network, Platform, Token, refused
from api.channels.proof import garbled
from api.channels.seam import (
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
from api.channels.wecom.crypto import Crypto
from api.channels.wecom.render import ASK, text_messages
from assistant.errors import SendFailure

NAME = "wecom"

_STALE_TOKEN = frozenset((40014, 41001, 42001))
# The platform is busy or counts too many calls: https://developer.work.weixin.qq.com/document/path/90313
_BUSY = frozenset((-1, 45009, 45011, 45033))
# No second try can help: nobody of that name, or not within the application's range of members.
_FINAL = frozenset((40003, 40008, 40031, 44004, 60111, 81013, 82001))
_BUSY_SECONDS = 60.0
_REPEAT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class AppConfig:
    """What the management console (管理后台) shows of an application: 企业ID, AgentId, Secret."""

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    url: str
    auth_url: str = "https://open.weixin.qq.com"


class WecomApp:
    """The application as a channel."""

    name = NAME
    # Sending 频率限制: 30 a minute and 1,000 an hour to a member; what is more is dropped without a word.
    limits = (Limit(30, 60.0, "chat"), Limit(1000, 3600.0, "chat"))

    listens = False
    able = True
    pushes = True

    def __init__(self, config: AppConfig, crypto: Crypto, network: Network) -> None:
        self._config = config
        self._crypto = crypto
        self._platform = Platform(NAME, config.url, network)
        self._token = Token(self._renewed)

    def receive(self, delivery: Delivery, now: float) -> Received:
        """A callback; a GET is the console checking the address (URL 验证), answered with its decrypted echostr."""
        if delivery.method == "GET":
            return Received(body=self._crypto.open(delivery.query, delivery.query.get("echostr", ""), now))
        outer = _xml(delivery.body)
        plain = _xml(self._crypto.open(delivery.query, outer.get("Encrypt", ""), now))
        message = _incoming(plain, now)
        return Received((message,) if message else ())

    def render(self, reply: Reply, to: Incoming) -> tuple[Outgoing, ...]:
        """Text messages of at most 2,048 bytes with links; choices as a card of buttons."""
        return with_picture(text_messages(reply, to.id), reply)

    async def send(self, outgoing: Outgoing, to: Incoming, ticket: Ticket) -> str:
        """Send to the member; a token that the platform calls old is renewed once."""
        if picture := picture_of(outgoing):
            outgoing = {"msgtype": "image", "image": {"media_id": await self._uploaded(picture, ticket.now)}}
        body = {**outgoing, "touser": to.chat, "agentid": self._config.agent_id}
        if ticket.again:
            # Only then: the same answer to the same question must not be taken for a repetition.
            body |= {"enable_duplicate_check": 1, "duplicate_check_interval": _REPEAT_SECONDS}
        told = await self._called("POST", "/cgi-bin/message/send", ticket.now, body=body)
        return str(told.get("msgid", ""))

    async def _uploaded(self, picture: bytes, now: float) -> str:
        """A picture kept by the platform for three days (上传临时素材: document/path/90253)."""
        files = {"media": ("chart.png", picture, "image/png")}
        told = await self._called("POST", "/cgi-bin/media/upload", now, query={"type": "image"}, files=files)
        return str(told.get("media_id", ""))

    async def fetch(self, attachment: Attachment, now: float) -> bytes:
        """A picture or file that a member sent (临时素材)."""
        query = {"media_id": attachment.reference["media_id"]}
        told = await self._called("GET", "/cgi-bin/media/get", now, query=query)
        return bytes(told["content"])

    async def listen(self, take: Take, clock: Clock) -> None:
        """Nothing is received but callbacks."""

    def authorize(self, back: str, state: str) -> str:
        """Web authorization (网页授权): document/path/91022."""
        asked = {
            "appid": self._config.corp_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": str(self._config.agent_id),
        }
        return f"{self._config.auth_url}/connect/oauth2/authorize?{query_of(asked)}#wechat_redirect"

    async def person(self, code: str, back: str, now: float) -> str:
        """The member who came back (获取访问用户身份: document/path/91023); a visitor from outside has no userid."""
        told = await self._called("GET", "/cgi-bin/auth/getuserinfo", now, query={"code": code})
        return str(told.get("userid") or told.get("UserId") or "")

    async def close(self) -> None:
        """Let go of connections."""
        await self._platform.close()

    async def _called(
        self,
        method: str,
        path: str,
        now: float,
        *,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        for renewed in (False, True):
            token = await self._token.get(now)
            _, _, told = await self._platform.call(
                method, path, query={**(query or {}), "access_token": token}, body=body, files=files
            )
            if isinstance(told, bytes):
                return {"content": told}
            code = int(told.get("errcode", 0))
            if code not in _STALE_TOKEN or renewed:
                break
            self._token.spoiled(token)
        return _taken(told)

    async def _renewed(self) -> tuple[str, float]:
        query = {"corpid": self._config.corp_id, "corpsecret": self._config.secret}
        _, _, told = await self._platform.call("GET", "/cgi-bin/gettoken", query=query)
        if not isinstance(told, dict):
            raise refused(NAME, "gettoken")
        _taken(told)
        return str(told["access_token"]), float(told.get("expires_in", 7200))


def _taken(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the platform said, where it took the call; raises SendFailure with its code otherwise."""
    code = int(told.get("errcode", 0))
    if code == 0:
        return told
    raise _fault(code)


def _fault(code: int) -> SendFailure:
    return refused(NAME, f"errcode {code}", final=code in _FINAL, again_in=_BUSY_SECONDS if code in _BUSY else None)


def _xml(body: bytes) -> Mapping[str, str]:
    """The elements of a flat XML message; a document type is refused unread, for entities grow without bound."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise garbled(NAME, "XML 含有文档类型声明，不予读取", "the XML declares a document type and is not read")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise garbled(NAME, "不是 XML", "is not XML") from None
    return {child.tag: "".join(child.itertext()) for child in root}


def _incoming(message: Mapping[str, str], now: float) -> Incoming | None:
    """The message or event as Incoming; None for events that ask for nothing."""
    sender, created = message.get("FromUserName", ""), message.get("CreateTime", "")
    kind, event = message.get("MsgType", ""), message.get("Event", "")
    sent_at = float(created) if created.isascii() and created.isdigit() else now
    key = message.get("MsgId", "") or _event_id(message)
    text = {"text": message.get("Content", ""), "voice": message.get("Recognition", "")}.get(kind, "")
    entered = kind == "event" and event == "subscribe"
    if kind == "event" and not entered:
        pressed = message.get("EventKey", "")
        if event not in ("click", "template_card_event") or not pressed.startswith(ASK):
            return None
        text = pressed.removeprefix(ASK)
    return Incoming(key, sender, sender, text.strip(), sent_at, files=_files(message), entered=entered)


def _files(message: Mapping[str, str]) -> tuple[Attachment, ...]:
    media = message.get("MediaId", "")
    if message.get("MsgType") not in ("image", "file") or not media:
        return ()
    # A picture comes without a name; what it is its content tells.
    return (Attachment(message.get("FileName") or f"{media[:16]}.jpg", {"media_id": media}),)


def _event_id(message: Mapping[str, str]) -> str:
    """Events have no MsgId: sender, time and what happened tell them apart, as WeCom advises (FromUserName + CreateTime)."""
    named = "\n".join(message.get(name, "") for name in ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId"))
    return "event-" + hashlib.sha256(named.encode()).hexdigest()[:32]
