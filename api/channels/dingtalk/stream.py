"""DingTalk's Stream 模式: the robot's messages over a connection that we open.

Protocol: open.dingtalk.com/document/orgapp/stream (and github.com/open-dingtalk/dingtalk-stream-sdk-python): a call gives address
and ticket; frames are JSON {specVersion, type, headers: {topic, messageId}, data}. What is not acknowledged comes again.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from api.channels.dingtalk.incoming import NAME, incoming_of
from api.channels.platform import Network, Platform, refused
from api.channels.seam import Take
from api.channels.socket import connected
from assistant.errors import RefusedDelivery

_TOPIC = "/v1.0/im/bot/messages/get"
_OPEN = "/v1.0/gateway/connections/open"


async def listen(
    platform: Platform, network: Network, client_id: str, secret: str, take: Take, now: Callable[[], float]
) -> None:
    """Take messages in until the platform ends the connection; `now` tells the time. Raises SendFailure."""
    body = {
        "clientId": client_id,
        "clientSecret": secret,
        "subscriptions": [{"type": "CALLBACK", "topic": _TOPIC}],
        "ua": "youju",
    }
    status, _, told = await platform.call("POST", _OPEN, body=body)
    if status != 200 or not isinstance(told, dict) or "endpoint" not in told:
        raise refused(NAME, f"{_OPEN} HTTP {status}")
    address = f"{told['endpoint']}?ticket={quote(str(told.get('ticket', '')), safe='')}"
    async with connected(NAME, address, network) as link:
        async for frame in link:
            message = _object(frame)
            if _topic(message) == "disconnect":
                return
            # Acknowledged only when kept: what comes again is known.
            answer = await _answered(message, take, now())
            if answer is not None:
                await link.send(json.dumps(answer))


async def _answered(message: Mapping[str, Any], take: Take, now: float) -> Mapping[str, Any] | None:
    """The frame that acknowledges this one; None for what wants none."""
    kind, headers = message.get("type"), message.get("headers")
    if kind not in ("SYSTEM", "EVENT", "CALLBACK") or not isinstance(headers, dict):
        return None
    data: Any = {}
    if kind == "SYSTEM":
        data = _object(message.get("data"))
    elif kind == "CALLBACK" and _topic(message) == _TOPIC:
        # What cannot be read is acknowledged too: it would come again for ever, and never in better words.
        with suppress(RefusedDelivery):
            await take((incoming_of(_object(message.get("data")), now),))
        data = {"response": {}}
    told = {"messageId": headers.get("messageId"), "contentType": "application/json"}
    return {"code": 200, "headers": told, "message": "OK", "data": json.dumps(data)}


def _topic(message: Mapping[str, Any]) -> str:
    headers = message.get("headers")
    return str(headers.get("topic", "")) if isinstance(headers, dict) else ""


def _object(written: Any) -> Mapping[str, Any]:
    try:
        value = json.loads(written)
    except (TypeError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
