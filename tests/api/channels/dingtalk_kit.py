"""DingTalk as it behaves: signed headers, session webhooks that end, an open API with tokens that age."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.channels.dingtalk.robot import DingtalkRobot, RobotConfig
from api.channels.platform import Network
from api.channels.seam import Channel, Delivery
from tests.api.channels.stage import Platform, body_of, json_response

CLIENT, SECRET, TEMPLATE = "dingexample", "client-secret-never-shown", "youju.schema"

_WEBHOOK_CODES = {"busy": 130101, "odd": 99999, "ended": 300001}
_API_CODES = {
    "busy": (400, "Throttling.Api"),
    "odd": (400, "unknownError"),
    "gone": (400, "staffId.notExisted"),
    "old token": (401, "InvalidAuthentication"),
}


def sign(timestamp: str, secret: str = SECRET) -> str:
    made = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


def callback(message: Mapping[str, Any], at: float) -> Delivery:
    timestamp = str(int(at * 1000))
    headers = {"timestamp": timestamp, "sign": sign(timestamp), "content-type": "application/json; charset=utf-8"}
    return Delivery("POST", {}, headers, json.dumps(message, ensure_ascii=False).encode())


def _tokens(platform: Platform) -> list[Route]:
    """Access tokens, and connections of the stream mode."""

    async def access_token(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((request.url.path, {}, body))
        if body != {"appKey": CLIENT, "appSecret": SECRET}:
            return json_response({"code": "invalidClientIdOrSecret"}, 400)
        platform.tokens += 1
        return json_response({"accessToken": platform.token, "expireIn": 7200})

    async def open_connection(request: Request) -> Response:
        body = await body_of(request)
        if body["clientSecret"] != SECRET:
            return json_response({"code": "invalidClientIdOrSecret"}, 400)
        return json_response({"endpoint": platform.media["endpoint"][0], "ticket": "t/1"})

    return [
        Route("/v1.0/gateway/connections/open", open_connection, methods=["POST"]),
        Route("/v1.0/oauth2/accessToken", access_token, methods=["POST"]),
    ]


def _messages(platform: Platform) -> list[Route]:
    """Sending, by a message's own address and by the open interface."""

    async def by_session(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((request.url.path, dict(request.query_params), body))
        fault = platform.faults.popleft() if platform.faults else ""
        if fault == "down":
            return Response("bad gateway", 502)
        if fault:
            return json_response({"errcode": _WEBHOOK_CODES[fault], "errmsg": fault})
        platform.taken.append((request.query_params["session"], body))
        return json_response({"errcode": 0, "errmsg": "ok"})

    async def by_api(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((request.url.path, {}, body))
        fault = platform.faults.popleft() if platform.faults else ""
        if fault == "down":
            return Response("bad gateway", 502)
        if request.headers.get("x-acs-dingtalk-access-token") != platform.token:
            return json_response({"code": "InvalidAuthentication", "message": "不合法的access_token"}, 401)
        if fault == "flow":
            return json_response({"processQueryKey": "", "flowControlledStaffIdList": body["userIds"]})
        if fault == "nobody":
            return json_response({"processQueryKey": "", "invalidStaffIdList": body["userIds"]})
        if fault:
            status, code = _API_CODES[fault]
            return json_response({"code": code, "message": fault}, status)
        to = body["openConversationId"] if "openConversationId" in body else body["userIds"][0]
        platform.taken.append((to, {"msgKey": body["msgKey"], **json.loads(body["msgParam"])}))
        return json_response({"processQueryKey": f"q{len(platform.taken)}"})

    return [
        Route("/robot/sendBySession", by_session, methods=["POST"]),
        Route("/v1.0/robot/groupMessages/send", by_api, methods=["POST"]),
        Route("/v1.0/robot/oToMessages/batchSend", by_api, methods=["POST"]),
    ]


def _cards(platform: Platform) -> list[Route]:
    """Interactive cards; what they show is kept in `uuids` by what they are known by."""

    def refusal(request: Request) -> Response | None:
        if request.headers.get("x-acs-dingtalk-access-token") != platform.token:
            return json_response({"code": "InvalidAuthentication"}, 401)
        if fault := platform.faults.popleft() if platform.faults else "":
            status, code = _API_CODES[fault]
            return json_response({"code": code, "message": fault}, status)
        return None

    async def create(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((request.url.path, {}, body))
        if refused := refusal(request):
            return refused
        if body["cardTemplateId"] != TEMPLATE:
            return json_response({"code": "param.templateNotExist"}, 400)
        platform.uuids.setdefault(body["outTrackId"], "")
        return json_response({"success": True, "result": {"outTrackId": body["outTrackId"]}})

    async def stream(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((f"PUT {request.url.path}", {}, body))
        if refused := refusal(request):
            return refused
        if body["outTrackId"] not in platform.uuids:
            return json_response({"code": "param.cardNotExist"}, 400)
        assert (body["key"], body["isFull"], len(body["content"]) <= 3000) == ("content", True, True)
        platform.uuids[body["outTrackId"]] = body["content"]
        return json_response({"success": True})

    return [
        Route("/v1.0/card/instances/createAndDeliver", create, methods=["POST"]),
        Route("/v1.0/card/streaming", stream, methods=["PUT"]),
    ]


def _files(platform: Platform) -> list[Route]:
    """Files that people send."""

    async def download(request: Request) -> Response:
        body = await body_of(request)
        platform.calls.append((request.url.path, {}, body))
        if request.headers.get("x-acs-dingtalk-access-token") != platform.token:
            return json_response({"code": "InvalidAuthentication"}, 401)
        return json_response({"downloadUrl": f"{str(request.base_url).rstrip('/')}/files/{body['downloadCode']}"})

    async def file(request: Request) -> Response:
        return Response(platform.media[request.path_params["code"]][1], media_type="application/octet-stream")

    async def upload(request: Request) -> Response:
        query = dict(request.query_params)
        platform.calls.append((request.url.path, query, None))
        if query.get("access_token") != platform.token:
            return json_response({"errcode": 40014, "errmsg": "不合法的access_token"})
        assert query["type"] == "image"
        return json_response({"errcode": 0, "type": "image", "media_id": await platform.keep(request, "media")})

    return [
        Route("/media/upload", upload, methods=["POST"]),
        Route("/v1.0/robot/messageFiles/download", download, methods=["POST"]),
        Route("/files/{code}", file),
    ]


def _sign_on(platform: Platform) -> list[Route]:
    """Who signs on."""

    async def user_token(request: Request) -> Response:
        body = await body_of(request)
        assert (body["clientId"], body["clientSecret"], body["grantType"]) == (CLIENT, SECRET, "authorization_code")
        if not body["code"].startswith("code-of:"):
            return json_response({"code": "invalidCode"}, 400)
        return json_response({"accessToken": f"user-{body['code'].removeprefix('code-of:')}", "expireIn": 7200})

    async def me(request: Request) -> Response:
        person = request.headers["x-acs-dingtalk-access-token"].removeprefix("user-")
        return json_response({"unionId": f"union-{person}", "openId": "o"})

    async def by_union_id(request: Request) -> Response:
        if request.query_params.get("access_token") != platform.token:
            return json_response({"errcode": 40014})
        person = (await body_of(request))["unionid"].removeprefix("union-")
        return json_response({"errcode": 0, "result": {"userid": person}})

    return [
        Route("/v1.0/oauth2/userAccessToken", user_token, methods=["POST"]),
        Route("/v1.0/contact/users/me", me),
        Route("/topapi/user/getbyunionid", by_union_id, methods=["POST"]),
    ]


class DingtalkKit:
    """The robot of an application."""

    name = "dingtalk"
    limit_bytes = 5000
    secrets = (SECRET,)
    markup = ('<a href="https://evil', "](https://evil.example)", "<@all>", "<at ")

    def __init__(self) -> None:
        self.address = ""

    def app(self, platform: Platform) -> Starlette:
        routes = (_tokens, _messages, _cards, _files, _sign_on)
        return Starlette(routes=[route for made in routes for route in made(platform)])

    def channel(self, address: str) -> Channel:
        self.address = address
        hosts = ("oapi.dingtalk.com", "api.dingtalk.com")
        return DingtalkRobot(RobotConfig(CLIENT, SECRET, CLIENT, address, hosts, 600.0, old_url=address), Network())

    def message(self, number: int, sender: str, text: str, at: float, **how: Any) -> dict[str, Any]:
        """The JSON of a message; `webhook` 0 leaves the session's address out, else it is its seconds of life."""
        group, lasts = how.get("group", False), how.get("webhook", 5400)
        chat = how.get("chat") or (f"cidgroup{number}" if group else f"cid{sender}")
        made = {
            "conversationId": chat,
            "chatbotCorpId": "dingcorp",
            "chatbotUserId": "$:LWCP_v1:$robot",
            "msgId": self.message_id(number),
            "senderNick": "张三",
            "isAdmin": False,
            "senderStaffId": sender,
            "senderId": f"$:LWCP_v1:${sender}",
            "createAt": int(how.get("sent_at", at) * 1000),
            "conversationType": "2" if group else "1",
            "isInAtList": how.get("addressed", True),
            "robotCode": CLIENT,
            "text": {"content": f" {text}"},
            "msgtype": "text",
        }
        if lasts:
            made["sessionWebhookExpiredTime"] = int((at + lasts) * 1000)
            made["sessionWebhook"] = f"{self.address}/robot/sendBySession?session={chat}"
        return {**made, **how.get("more", {})}

    def text(self, number: int, sender: str, text: str, at: float, **how: Any) -> Delivery:
        return callback(self.message(number, sender, text, at, **how), at)

    def message_id(self, number: int) -> str:
        return f"msg{number}=="

    def forged(self, delivery: Delivery) -> Delivery:
        return replace(delivery, headers={**delivery.headers, "sign": sign("0", "another")})

    def pictured(self, message: Mapping[str, Any]) -> str:
        return str(message.get("photoURL", ""))

    def shown(self, message: Mapping[str, Any]) -> str:
        if "msgKey" in message:
            return str(message["text"])
        told = message["markdown"] if message["msgtype"] == "markdown" else message["actionCard"]
        return str(told["text"])

    def read_as_markup(self, message: Mapping[str, Any]) -> str:
        return self.shown(message)

    def asked(self, message: Mapping[str, Any]) -> Sequence[str]:
        if message.get("msgtype") == "actionCard":
            addresses = [button["actionURL"] for button in message["actionCard"]["btns"]]
        else:
            addresses = [value for name, value in message.items() if name.startswith(("actionURL", "singleURL"))]
        return [unquote(address.partition("content=")[2]) for address in addresses]
