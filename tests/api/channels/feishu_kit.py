"""Feishu as it behaves: events encrypted by a cipher of its own, cards, tokens that age, repeated uuids dropped."""

import base64
import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.channels.feishu.bot import BotConfig, FeishuBot
from api.channels.feishu.crypto import Crypto
from api.channels.platform import Network
from api.channels.seam import Channel, Delivery
from tests.api.channels import aes
from tests.api.channels.stage import Platform, body_of, json_response

APP, SECRET, KEY, TOKEN = "cli_example", "app-secret-never-shown", "encrypt-key-never-shown", "v-token-never-shown"
BOT = "ou_bot"

_CODES = {"busy": 99991400, "odd": 999, "gone": 230002, "old token": 99991663}


def seal(plain: str, key: str = KEY) -> str:
    secret, body = hashlib.sha256(key.encode()).digest(), plain.encode()
    vector = random.Random(plain).randbytes(16)
    pad = 16 - len(body) % 16
    return base64.b64encode(vector + aes.encrypt(secret, vector, body + bytes([pad]) * pad)).decode()


def sign(timestamp: str, nonce: str, body: bytes, key: str = KEY) -> str:
    return hashlib.sha256((timestamp + nonce + key).encode() + body).hexdigest()


def event(kind: str, body: Mapping[str, Any], event_id: str, token: str = TOKEN) -> dict[str, Any]:
    header = {
        "event_id": event_id,
        "event_type": kind,
        "create_time": "0",
        "token": token,
        "app_id": APP,
        "tenant_key": "t",
    }
    return {"schema": "2.0", "header": header, "event": body}


def callback(plain: Mapping[str, Any], at: float, key: str = KEY) -> Delivery:
    body = json.dumps({"encrypt": seal(json.dumps(plain, ensure_ascii=False), key)}).encode()
    timestamp, nonce = str(int(at)), "nonce"
    headers = {
        "x-lark-request-timestamp": timestamp,
        "x-lark-request-nonce": nonce,
        "x-lark-signature": sign(timestamp, nonce, body, key),
        "content-type": "application/json",
    }
    return Delivery("POST", {}, headers, body)


def _trouble(platform: Platform, request: Request) -> Response | None:
    """The refusal that is due, if any: a fault planted, or a wrong token."""
    fault = platform.faults.popleft() if platform.faults else ""
    if fault == "down":
        return Response("bad gateway", 502)
    if fault == "limited":
        return json_response({"code": 99991400}, 429, {"x-ogw-ratelimit-reset": "90"})
    if request.headers.get("authorization") != f"Bearer {platform.token}":
        return json_response({"code": 99991663, "msg": "Invalid access token"}, 400)
    if fault == "lost":
        return None
    return json_response({"code": _CODES[fault], "msg": fault}, 400) if fault else None


def _tokens(platform: Platform) -> list[Route]:
    """Access tokens, and the address of the long connection."""

    async def token(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((request.url.path, {}, body))
        if body != {"app_id": APP, "app_secret": SECRET}:
            return json_response({"code": 10014, "msg": "app secret invalid"})
        platform.tokens += 1
        return json_response({"code": 0, "tenant_access_token": platform.token, "expire": 7200})

    async def endpoint(request: Request) -> Response:
        body = await body_of(request)
        if body != {"AppID": APP, "AppSecret": SECRET}:
            return json_response({"code": 514, "msg": "auth failed"})
        return json_response({"code": 0, "data": {"URL": platform.media["endpoint"][0], "ClientConfig": {}}})

    return [
        Route("/callback/ws/endpoint", endpoint, methods=["POST"]),
        Route("/open-apis/auth/v3/tenant_access_token/internal", token, methods=["POST"]),
    ]


def _messages(platform: Platform) -> list[Route]:
    """Sending and changing messages, and the files in them."""

    async def send(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((request.url.path, dict(request.query_params), body))
        lost = bool(platform.faults) and platform.faults[0] == "lost"
        if refusal := _trouble(platform, request):
            return refusal
        assert request.query_params["receive_id_type"] == "chat_id"
        assert len(body["content"].encode()) <= 30_000
        if body["uuid"] not in platform.uuids:
            platform.taken.append((body["receive_id"], json.loads(body["content"])))
            platform.uuids[body["uuid"]] = f"om_{platform.tokens}_{len(platform.taken)}"
        if lost:
            return Response("the response is lost", 504)
        return json_response({"code": 0, "data": {"message_id": platform.uuids[body["uuid"]]}})

    async def patch(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((f"PATCH {request.path_params['id']}", {}, body))
        if refusal := _trouble(platform, request):
            return refusal
        platform.taken.append((request.path_params["id"], json.loads(body["content"])))
        return json_response({"code": 0, "data": {}})

    async def resource(request: Request) -> Response:
        platform.calls.append((request.url.path, dict(request.query_params), None))
        if refusal := _trouble(platform, request):
            return refusal
        name, content = platform.media.get(request.path_params["key"], ("", b""))
        if not name:
            return json_response({"code": 234003, "msg": "File not in message"}, 400)
        return Response(content, media_type="application/octet-stream")

    async def image(request: Request) -> Response:
        platform.calls.append((request.url.path, dict(request.query_params), None))
        if refusal := _trouble(platform, request):
            return refusal
        key = await platform.keep(request, "image")
        assert (await request.form())["image_type"] == "message"
        return json_response({"code": 0, "data": {"image_key": key}})

    return [
        Route("/open-apis/im/v1/images", image, methods=["POST"]),
        Route("/open-apis/im/v1/messages", send, methods=["POST"]),
        Route("/open-apis/im/v1/messages/{id}", patch, methods=["PATCH"]),
        Route("/open-apis/im/v1/messages/{id}/resources/{key}", resource),
    ]


def _sign_on(platform: Platform) -> list[Route]:
    """Who signs on."""

    async def user_token(request: Request) -> Response:
        body = await body_of(request)
        assert (body["client_id"], body["client_secret"]) == (APP, SECRET)
        assert body["redirect_uri"].endswith("/api/channels/feishu/entered")
        if not body["code"].startswith("code-of:"):
            return json_response({"code": 20003, "error": "invalid_grant"}, 400)
        return json_response({"code": 0, "access_token": f"user-{body['code'].removeprefix('code-of:')}"})

    async def user_info(request: Request) -> Response:
        person = request.headers["authorization"].removeprefix("Bearer user-")
        return json_response({"code": 0, "data": {"open_id": person}})

    return [
        Route("/open-apis/authen/v2/oauth/token", user_token, methods=["POST"]),
        Route("/open-apis/authen/v1/user_info", user_info),
    ]


class FeishuKit:
    """The bot of an application."""

    name = "feishu"
    limit_bytes = 30_000
    secrets = (SECRET, KEY, TOKEN)
    markup = ('<a href="https://evil', "](https://evil.example)", "<@all>", "<at ")

    def app(self, platform: Platform) -> Starlette:
        return Starlette(routes=[*_tokens(platform), *_messages(platform), *_sign_on(platform)])

    def __init__(self) -> None:
        self.address = ""

    def channel(self, address: str) -> Channel:
        self.address = address
        return FeishuBot(BotConfig(APP, SECRET, TOKEN, address, BOT), Crypto(KEY, 600.0), Network())

    def message(self, number: int, sender: str, text: str, at: float, **how: Any) -> dict[str, Any]:
        group, addressed = how.get("group", False), how.get("addressed", True)
        mentions = [{"key": "@_user_1", "id": {"open_id": BOT}, "name": "有据"}] if group and addressed else []
        message = {
            "message_id": self.message_id(number),
            "create_time": str(int(how.get("sent_at", at) * 1000)),
            "chat_id": how.get("chat") or (f"oc_group{number}" if group else f"oc_{sender}"),
            "chat_type": "group" if group else "p2p",
            "message_type": "text",
            "content": json.dumps({"text": f"@_user_1 {text}" if mentions else text}),
            "mentions": mentions,
        }
        who = {"sender_id": {"open_id": sender}, "sender_type": how.get("sender_type", "user")}
        return {"sender": who, "message": {**message, **how.get("more", {})}}

    def text(self, number: int, sender: str, text: str, at: float, **how: Any) -> Delivery:
        body = self.message(number, sender, text, at, **how)
        return callback(event("im.message.receive_v1", body, f"ev{number}"), at)

    def message_id(self, number: int) -> str:
        return f"om_in_{number}"

    def forged(self, delivery: Delivery) -> Delivery:
        return replace(delivery, headers={**delivery.headers, "x-lark-signature": "0" * 64})

    def pictured(self, message: Mapping[str, Any]) -> str:
        return str(message.get("image_key", ""))

    def shown(self, message: Mapping[str, Any]) -> str:
        elements = [element for element in message["elements"] if element["tag"] in ("div", "markdown")]
        return "\n".join(e["text"]["content"] if e["tag"] == "div" else e["content"] for e in elements)

    def read_as_markup(self, message: Mapping[str, Any]) -> str:
        """Elements of plain text are shown as they stand."""
        return "\n".join(each["content"] for each in message["elements"] if each["tag"] == "markdown")

    def asked(self, message: Mapping[str, Any]) -> Sequence[str]:
        buttons = [b for e in message["elements"] if e["tag"] == "action" for b in e["actions"]]
        return [button["value"]["ask"] for button in buttons if "ask" in button["value"]]
