"""WeCom as it behaves: encrypted callbacks made by a cipher of its own, tokens that age, errors as numbers."""

import base64
import hashlib
import random
import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.channels.platform import Network
from api.channels.seam import Channel, Delivery
from api.channels.wecom.app import AppConfig, WecomApp
from api.channels.wecom.crypto import Crypto, aes_key
from tests.api.channels import aes
from tests.api.channels.stage import Platform, body_of, json_response

CORP, TOKEN, SECRET = "ww0example", "QDG6eK", "app-secret-never-shown"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

_CODES = {"old token": 42001, "busy": 45009, "stressed": -1, "gone": 81013, "odd": 99999, "wrong secret": 40001}


def seal(plain: str, receiver: str = CORP, key: str = KEY) -> str:
    """A message as WeCom encrypts it."""
    secret, body = base64.b64decode(key + "="), plain.encode()
    front = random.Random(plain).randbytes(16) + struct.pack(">I", len(body))
    whole = front + body + receiver.encode()
    pad = 32 - len(whole) % 32
    return base64.b64encode(aes.encrypt(secret, secret[:16], whole + bytes([pad]) * pad)).decode()


def unseal(sealed: str, key: str = KEY) -> tuple[str, str]:
    """Message and receiver of what Youju encrypted."""
    secret = base64.b64decode(key + "=")
    plain = aes.decrypt(secret, secret[:16], base64.b64decode(sealed))
    plain = plain[: -plain[-1]]
    length = struct.unpack(">I", plain[16:20])[0]
    return plain[20 : 20 + length].decode(), plain[20 + length :].decode()


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def signed(sealed: str, at: float, token: str = TOKEN) -> dict[str, str]:
    timestamp, nonce = str(int(at)), "1597212914"
    return {"msg_signature": sign(token, timestamp, nonce, sealed), "timestamp": timestamp, "nonce": nonce}


def message_xml(**elements: str) -> str:
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in elements.items())
    return f"<xml>{inner}</xml>"


def callback(plain: str, at: float, receiver: str = CORP) -> Delivery:
    sealed = seal(plain, receiver)
    body = message_xml(ToUserName=CORP, Encrypt=sealed, AgentID="1000002")
    return Delivery("POST", signed(sealed, at), {"content-type": "text/xml"}, body.encode())


class WecomKit:
    """The self-built application."""

    name = "wecom"
    limit_bytes = 2048
    secrets = (SECRET, TOKEN, KEY)
    # What the client would show as a link or a mention.
    markup = ('<a href="https://evil', "<@all>", "<at ")

    def app(self, platform: Platform) -> Starlette:
        async def gettoken(request: Request) -> Response:
            platform.calls.append((request.url.path, dict(request.query_params), None))
            if platform.faults and platform.faults[0] == "wrong secret":
                platform.faults.popleft()
                return json_response({"errcode": 40001, "errmsg": "invalid credential"})
            platform.tokens += 1
            return json_response({"errcode": 0, "access_token": platform.token, "expires_in": 7200})

        async def send(request: Request) -> Response:
            body, query = await body_of(request), dict(request.query_params)
            platform.calls.append((request.url.path, query, body))
            fault = platform.faults.popleft() if platform.faults else ""
            if fault == "down":
                return Response("upstream is down", 502)
            if query.get("access_token") != platform.token:
                return json_response({"errcode": 40014, "errmsg": "invalid access_token"})
            if fault:
                return json_response({"errcode": _CODES[fault], "errmsg": fault})
            assert body["msgtype"] == "image" or len(self.shown(body).encode()) <= 2048 or "template_card" in body
            platform.taken.append((body["touser"], body))
            return json_response({"errcode": 0, "errmsg": "ok", "msgid": f"m{len(platform.taken)}"})

        async def user(request: Request) -> Response:
            query = dict(request.query_params)
            if query.get("access_token") != platform.token:
                return json_response({"errcode": 42001})
            known, _, person = query["code"].partition("code-of:")
            return json_response({"errcode": 0, "userid": person} if person and not known else {"errcode": 40029})

        async def media(request: Request) -> Response:
            query = dict(request.query_params)
            platform.calls.append((request.url.path, query, None))
            if query.get("access_token") != platform.token:
                return json_response({"errcode": 42001, "errmsg": "access_token expired"})
            if query["media_id"] not in platform.media:
                return json_response({"errcode": 40007, "errmsg": "invalid media_id"})
            return Response(platform.media[query["media_id"]][1], media_type="image/jpeg")

        async def upload(request: Request) -> Response:
            query = dict(request.query_params)
            platform.calls.append((request.url.path, query, None))
            if query.get("access_token") != platform.token:
                return json_response({"errcode": 42001, "errmsg": "access_token expired"})
            assert query["type"] == "image"
            return json_response({"errcode": 0, "type": "image", "media_id": await platform.keep(request, "media")})

        return Starlette(
            routes=[
                Route("/cgi-bin/media/upload", upload, methods=["POST"]),
                Route("/cgi-bin/gettoken", gettoken),
                Route("/cgi-bin/message/send", send, methods=["POST"]),
                Route("/cgi-bin/media/get", media),
                Route("/cgi-bin/auth/getuserinfo", user),
            ]
        )

    def channel(self, address: str) -> Channel:
        crypto = Crypto(self.name, TOKEN, aes_key("YOUJU_WECOM_AES_KEY", KEY), CORP, 600.0)
        return WecomApp(AppConfig(CORP, 1000002, SECRET, address), crypto, Network())

    def text(self, number: int, sender: str, text: str, at: float, **how: Any) -> Delivery:
        plain = {
            "ToUserName": CORP,
            "FromUserName": sender,
            "CreateTime": str(int(how.get("sent_at", at))),
            "MsgType": "text",
            "Content": text,
            "MsgId": str(number),
            "AgentID": "1000002",
        }
        return callback(message_xml(**plain), at)

    def message_id(self, number: int) -> str:
        return str(number)

    def forged(self, delivery: Delivery) -> Delivery:
        return replace(delivery, query={**delivery.query, "msg_signature": "0" * 40})

    def pictured(self, message: Mapping[str, Any]) -> str:
        return str(message["image"]["media_id"]) if message["msgtype"] == "image" else ""

    def shown(self, message: Mapping[str, Any]) -> str:
        if message["msgtype"] == "text":
            return str(message["text"]["content"])
        card = message["template_card"]
        return "\n".join([card["main_title"]["title"], *(button["text"] for button in card.get("button_list", ()))])

    def read_as_markup(self, message: Mapping[str, Any]) -> str:
        return self.shown(message)

    def asked(self, message: Mapping[str, Any]) -> Sequence[str]:
        return [b["key"].removeprefix("ask:") for b in message.get("template_card", {}).get("button_list", ())]
