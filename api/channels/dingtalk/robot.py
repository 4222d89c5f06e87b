"""DingTalk's robot: callbacks over HTTP in, answers through the session's webhook out, by the open API where that has ended.

Protocol: open.dingtalk.com/document/isvapp/receive-message (signature), /orgapp/chatbots-send-one-on-one-chat-messages-in-batches
and /orgapp/the-robot-sends-a-group-message (open API). The signature covers time and secret only, not the body: the window is
therefore kept short, and nothing of a body is trusted that could lead elsewhere.
"""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from api.channels.clock import Clock
from api.channels.dingtalk import stream
from api.channels.dingtalk.cards import CARD_BYTES, CREATE, STREAM, creating, streaming, track_of
from api.channels.dingtalk.incoming import NAME, incoming_of
from api.channels.dingtalk.render import TEXT_BYTES, as_open_api, messages
from api.channels.entering import query_of
from api.channels.picture import picture_of, with_picture
from api.channels.platform import Network, Platform, Token, refused
from api.channels.proof import check_age, check_signature, garbled
from api.channels.seam import Attachment, Delivery, Incoming, Limit, Outgoing, Received, Reply, Take, Ticket
from assistant.errors import SendFailure

_LOG = logging.getLogger("youju")
# A webhook about to end may have ended when the message arrives.
_WEBHOOK_SPARE = 30.0
_BUSY_SECONDS = 60.0
_STALE_TOKEN = frozenset(("InvalidAuthentication", "invalidAuthentication", "40014"))
_BUSY = ("throttling", "qpslimit", "flowcontrol", "toomany", "130101", "90018")
_FINAL = ("staffid", "usernotexist", "robotnotexist", "conversationnotexist", "openconversationid")


@dataclass(frozen=True, slots=True)
class RobotConfig:
    """What the developer console (开发者后台) shows: Client ID, Client Secret, RobotCode.

    `webhook_hosts` are the hosts a session webhook may lie on; `window` is how old a delivery may be, in seconds.
    """

    client_id: str
    client_secret: str = field(repr=False)
    robot_code: str
    url: str
    webhook_hosts: Collection[str]
    window: float
    stream: bool = False
    card_template: str = ""
    auth_url: str = "https://login.dingtalk.com"
    old_url: str = "https://oapi.dingtalk.com"


class DingtalkRobot:
    """The robot as a channel."""

    name = NAME
    # 50 calls a second to a robot's interface; to a group 20 messages a minute.
    limits = (Limit(20, 60.0, "chat"), Limit(40, 1.0, "channel"))

    able = True
    pushes = True

    def __init__(self, config: RobotConfig, network: Network) -> None:
        self._network = network
        self._config = config
        self._platform = Platform(NAME, config.url, network)
        self._token = Token(self._renewed)

    def receive(self, delivery: Delivery, now: float) -> Received:
        """A callback; its headers are signed, and a body is read only where they are."""
        timestamp = delivery.headers.get("timestamp", "")
        check_signature(NAME, self._signature(timestamp), delivery.headers.get("sign", ""))
        check_age(NAME, timestamp, now, self._config.window)
        try:
            message = json.loads(delivery.body)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise garbled(NAME, "不是 JSON 对象", "is no JSON object")
        return Received((incoming_of(message, now),), b"{}", "application/json")

    def _signature(self, timestamp: str) -> str:
        secret = self._config.client_secret
        made = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
        return base64.b64encode(made).decode()

    def render(self, reply: Reply, to: Incoming) -> tuple[Outgoing, ...]:
        """Markdown messages, and buttons that ask."""
        return with_picture(messages(reply, CARD_BYTES if self._config.card_template else TEXT_BYTES), reply)

    async def send(self, outgoing: Outgoing, to: Incoming, ticket: Ticket) -> str:
        """Send through the session's webhook while it lasts, else by the open API; pictures by the open API alone."""
        if picture := picture_of(outgoing):
            return await self._by_open_api(await self._uploaded(picture, ticket.now), to, ticket.now)
        if self._config.card_template and ticket.place <= 0 and outgoing["msgtype"] == "markdown":
            track = await self._by_card(str(outgoing["markdown"]["text"]), to, ticket)
            if track:
                return track
        if self._webhook_good(to, ticket.now) and await self._by_webhook(outgoing, to.way["webhook"]):
            return ""
        return await self._by_open_api(outgoing, to, ticket.now)

    def _webhook_good(self, to: Incoming, now: float) -> bool:
        """Whether the webhook still lasts and lies where DingTalk's do: the body that named it is not signed."""
        webhook = to.way.get("webhook", "")
        if not webhook or float(to.way.get("webhook_until") or 0) < now + _WEBHOOK_SPARE:
            return False
        parts, own = urlsplit(webhook), urlsplit(self._config.url)
        if parts.username is not None or "\\" in webhook:
            return False
        known = parts.scheme == "https" and parts.hostname in self._config.webhook_hosts
        return known or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)

    async def _by_webhook(self, outgoing: Outgoing, webhook: str) -> bool:
        """Whether the webhook took it; a webhook that has ended early does not."""
        _, _, told = await self._platform.call("POST", webhook, body=outgoing)
        code = told.get("errcode", -1) if isinstance(told, dict) else -1
        if _one_of(str(code), _BUSY):
            raise refused(NAME, f"errcode {code}", again_in=_BUSY_SECONDS)
        return code == 0

    async def _by_card(self, text: str, to: Incoming, ticket: Ticket) -> str:
        """Put the words into a card, that of the note where there is one; "" where no card can be made of the template."""
        track, robot = track_of(ticket), to.way.get("robot") or self._config.robot_code
        try:
            if not ticket.over:
                await self._called(CREATE, creating(track, self._config.card_template, robot, to), ticket.now)
            await self._called(STREAM, streaming(track, text, ticket), ticket.now, method="PUT")
        except SendFailure as failure:
            if failure.again_in is not None:
                raise
            _LOG.warning("a card of dingtalk could not be used: %s", failure.en)
            return ""
        return track

    async def _by_open_api(self, outgoing: Outgoing, to: Incoming, now: float) -> str:
        body: dict[str, Any] = {"robotCode": to.way.get("robot") or self._config.robot_code, **as_open_api(outgoing)}
        if to.group:
            told = await self._called("/v1.0/robot/groupMessages/send", {**body, "openConversationId": to.chat}, now)
        else:
            body["userIds"] = [to.way.get("staff") or to.sender]
            told = await self._called("/v1.0/robot/oToMessages/batchSend", body, now)
        if told.get("flowControlledStaffIdList"):
            raise refused(NAME, "flowControlledStaffIdList", again_in=_BUSY_SECONDS)
        if told.get("invalidStaffIdList"):
            raise refused(NAME, "invalidStaffIdList", final=True)
        return str(told.get("processQueryKey", ""))

    async def _uploaded(self, picture: bytes, now: float) -> Outgoing:
        """A picture kept by the platform, as the message that shows it (上传媒体文件, sampleImageMsg)."""
        for renewed in (False, True):
            token = await self._token.get(now)
            _, _, told = await self._platform.call(
                "POST",
                f"{self._config.old_url}/media/upload",
                query={"access_token": token, "type": "image"},
                files={"media": ("chart.png", picture, "image/png")},
            )
            code = told.get("errcode", -1) if isinstance(told, dict) else -1
            if str(code) not in _STALE_TOKEN or renewed:
                break
            self._token.spoiled(token)
        if code:
            raise refused(NAME, f"media/upload errcode {code}")
        return {"msgtype": "image", "image": {"photoURL": str(told["media_id"])}}

    async def fetch(self, attachment: Attachment, now: float) -> bytes:
        """A file or picture sent to the robot: its code is exchanged for an address, which the platform made."""
        robot = attachment.reference.get("robot") or self._config.robot_code
        body = {"downloadCode": attachment.reference["code"], "robotCode": robot}
        told = await self._called("/v1.0/robot/messageFiles/download", body, now)
        status, _, content = await self._platform.call("GET", str(told.get("downloadUrl", "")))
        if status != 200 or not isinstance(content, bytes):
            raise refused(NAME, f"HTTP {status}")
        return content

    @property
    def listens(self) -> bool:
        """Whether Stream 模式 is set."""
        return self._config.stream

    async def listen(self, take: Take, clock: Clock) -> None:
        """Receive in Stream 模式 until the connection ends."""
        config = self._config
        await stream.listen(self._platform, self._network, config.client_id, config.client_secret, take, clock.now)

    def authorize(self, back: str, state: str) -> str:
        """Signing on to third-party sites: open.dingtalk.com/document/orgapp/tutorial-obtaining-user-personal-information."""
        asked = {
            "redirect_uri": back,
            "response_type": "code",
            "client_id": self._config.client_id,
            "scope": "openid",
            "state": state,
            "prompt": "consent",
        }
        return f"{self._config.auth_url}/oauth2/auth?{query_of(asked)}"

    async def person(self, code: str, back: str, now: float) -> str:
        """The member who came back: code, then the person's union id, then the organisation's staff id."""
        body = {
            "clientId": self._config.client_id,
            "clientSecret": self._config.client_secret,
            "code": code,
            "grantType": "authorization_code",
        }
        status, _, told = await self._platform.call("POST", "/v1.0/oauth2/userAccessToken", body=body)
        if status != 200 or not isinstance(told, dict):
            raise refused(NAME, f"userAccessToken HTTP {status}", final=True)
        headers = {"x-acs-dingtalk-access-token": str(told.get("accessToken", ""))}
        status, _, me = await self._platform.call("GET", "/v1.0/contact/users/me", headers=headers)
        if status != 200 or not isinstance(me, dict):
            raise refused(NAME, f"users/me HTTP {status}", final=True)
        query = {"access_token": await self._token.get(now)}
        address = f"{self._config.old_url}/topapi/user/getbyunionid"
        _, _, known = await self._platform.call(
            "POST", address, query=query, body={"unionid": str(me.get("unionId", ""))}
        )
        result = known.get("result") if isinstance(known, dict) else None
        return str(result.get("userid", "")) if isinstance(result, dict) else ""

    async def close(self) -> None:
        """Let go of connections."""
        await self._platform.close()

    async def _called(
        self, path: str, body: Mapping[str, Any], now: float, *, method: str = "POST"
    ) -> Mapping[str, Any]:
        for renewed in (False, True):
            token = await self._token.get(now)
            headers = {"x-acs-dingtalk-access-token": token}
            status, _, told = await self._platform.call(method, path, body=body, headers=headers)
            told = told if isinstance(told, dict) else {}
            if status == 200:
                return told
            code = str(told.get("code", f"HTTP {status}"))
            if code not in _STALE_TOKEN or renewed:
                raise _fault(code)
            self._token.spoiled(token)
        raise _fault("InvalidAuthentication")

    async def _renewed(self) -> tuple[str, float]:
        body = {"appKey": self._config.client_id, "appSecret": self._config.client_secret}
        status, _, told = await self._platform.call("POST", "/v1.0/oauth2/accessToken", body=body)
        if status != 200 or not isinstance(told, dict) or "accessToken" not in told:
            raise refused(NAME, f"accessToken HTTP {status}")
        return str(told["accessToken"]), float(told.get("expireIn", 7200))


def _fault(code: str) -> SendFailure:
    return refused(
        NAME, code[:80], final=_one_of(code, _FINAL), again_in=_BUSY_SECONDS if _one_of(code, _BUSY) else None
    )


def _one_of(code: str, known: Collection[str]) -> bool:
    folded = code.lower()
    return any(each in folded for each in known)
