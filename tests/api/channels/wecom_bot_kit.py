"""WeCom's intelligent bot by callbacks, as it behaves: it asks after a stream until that ends, and shows what it then got."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.channels.platform import Network
from api.channels.seam import Channel, Delivery
from api.channels.wecom.bot_webhook import WecomBotWebhook
from api.channels.wecom.crypto import Crypto, aes_key
from tests.api.channels.stage import Platform, Stage, body_of, json_response
from tests.api.channels.wecom_kit import KEY, TOKEN, seal, sign, signed, unseal


def bot_callback(message: Mapping[str, Any], at: float) -> Delivery:
    sealed = seal(json.dumps(message, ensure_ascii=False), receiver="")
    body = json.dumps({"encrypt": sealed}).encode()
    return Delivery("POST", signed(sealed, at), {"content-type": "application/json"}, body)


def opened(body: bytes) -> dict[str, Any]:
    """What a sealed response says; its signature must fit and its receiver be nobody."""
    told = json.loads(body)
    assert told["msgsignature"] == sign(TOKEN, str(told["timestamp"]), told["nonce"], told["encrypt"])
    plain, receiver = unseal(told["encrypt"])
    assert receiver == ""
    return json.loads(plain)


class WecomBotKit:
    """The bot with its callback address."""

    name = "wecom-bot"
    limit_bytes = 20_480
    secrets = (TOKEN, KEY)
    markup = ('<a href="https://evil', "](https://evil.example)", "<@all>", "<at ")

    def __init__(self) -> None:
        self.address = ""

    def app(self, platform: Platform) -> Starlette:
        async def respond(request: Request) -> Response:
            body = await body_of(request)
            platform.calls.append((request.url.path, dict(request.query_params), body))
            fault = platform.faults.popleft() if platform.faults else ""
            if fault == "down":
                return Response("bad gateway", 502)
            if fault:
                return json_response({"errcode": {"busy": 45009}.get(fault, 99999)})
            platform.taken.append((request.query_params["response_code"], body))
            return json_response({"errcode": 0, "errmsg": "ok"})

        async def file(request: Request) -> Response:
            return Response(platform.media[request.path_params["name"]][1])

        return Starlette(
            routes=[Route("/cgi-bin/aibot/response", respond, methods=["POST"]), Route("/files/{name}", file)]
        )

    def channel(self, address: str) -> Channel:
        self.address = address
        key = aes_key("YOUJU_WECOM_BOT_AES_KEY", KEY)
        return WecomBotWebhook(Crypto(self.name, TOKEN, key, "", 600.0), address, Network())

    def message(self, number: int, sender: str, **more: Any) -> dict[str, Any]:
        return {
            "msgid": self.message_id(number),
            "aibotid": "aib1",
            "chattype": "single",
            "from": {"userid": sender},
            "response_url": f"{self.address}/cgi-bin/aibot/response?response_code={number}",
            **more,
        }

    def text(self, number: int, sender: str, text: str, at: float, **how: Any) -> Delivery:
        more: dict[str, Any] = {"msgtype": "text", "text": {"content": text}}
        if how.get("group"):
            more |= {"chattype": "group", "chatid": how.get("chat", f"group{number}")}
            more["text"] = {"content": f"@有据 {text}"}
        if "sent_at" in how:
            more["create_time"] = int(how["sent_at"])
        return bot_callback(self.message(number, sender, **more), at)

    def message_id(self, number: int) -> str:
        return f"CAIQ{number}"

    def forged(self, delivery: Delivery) -> Delivery:
        return replace(delivery, query={**delivery.query, "msg_signature": "0" * 40})

    def shown(self, message: Mapping[str, Any]) -> str:
        return str(message["markdown"]["content"] if "markdown" in message else message["stream"]["content"])

    def read_as_markup(self, message: Mapping[str, Any]) -> str:
        return self.shown(message)

    def asked(self, message: Mapping[str, Any]) -> Sequence[str]:
        return [b["key"].removeprefix("ask:") for b in message.get("template_card", {}).get("button_list", ())]

    def poll(self, stage: Stage, number: int) -> dict[str, Any]:
        """WeCom asks how far the reply to a message is."""
        poll = {**self.message(number, "zhang"), "msgtype": "stream", "stream": {"id": self.message_id(number)}}
        poll["msgid"] = f"poll{number}"
        response = stage.deliver(bot_callback(poll, stage.clock.now()))
        assert response.status_code == 200
        return opened(response.content)
