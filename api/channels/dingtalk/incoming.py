"""DingTalk's message to a robot, the same JSON over HTTP and over a long connection.

Protocol: open.dingtalk.com/document/isvapp/receive-message (接收消息的消息协议). Times are milliseconds since 1970.
"""

from collections.abc import Mapping
from typing import Any

from api.channels.proof import garbled
from api.channels.seam import Attachment, Incoming

NAME = "dingtalk"

_GROUP = "2"


def incoming_of(message: Mapping[str, Any], now: float) -> Incoming:
    """The message as Incoming; raises RefusedDelivery where it lacks what an answer needs."""
    message_id, conversation = _text(message, "msgId"), _text(message, "conversationId")
    if not message_id or not conversation:
        raise garbled(NAME, "消息缺少 msgId 或 conversationId", "the message lacks msgId or conversationId")
    staff = _text(message, "senderStaffId")
    created = message.get("createAt")
    return Incoming(
        id=message_id,
        chat=conversation,
        sender=staff or _text(message, "senderId"),
        text=_said(message).strip(),
        sent_at=_seconds(created) or now,
        name=_text(message, "senderNick"),
        group=_text(message, "conversationType") == _GROUP,
        # A robot is given what mentions it; a message that says it does not is none of ours.
        addressed=message.get("isInAtList") is not False,
        files=_files(message),
        way={
            "staff": staff,
            "robot": _text(message, "robotCode"),
            "webhook": _text(message, "sessionWebhook"),
            "webhook_until": str(_seconds(message.get("sessionWebhookExpiredTime"))),
        },
    )


def _said(message: Mapping[str, Any]) -> str:
    content = _mapping(message.get("content"))
    kind = message.get("msgtype")
    if kind == "text":
        return _text(_mapping(message.get("text")), "content")
    if kind == "audio":
        return _text(content, "recognition")
    if kind == "richText":
        return "".join(_text(_mapping(each), "text") for each in _list(content.get("richText")))
    return ""


def _files(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    content, kind = _mapping(message.get("content")), message.get("msgtype")
    if kind == "file":
        named = [(_text(content, "fileName"), _text(content, "downloadCode"))]
    elif kind == "picture":
        named = [("图片.jpg", _text(content, "downloadCode"))]
    elif kind == "richText":
        named = [("图片.jpg", _text(_mapping(each), "downloadCode")) for each in _list(content.get("richText"))]
    else:
        named = []
    robot = _text(message, "robotCode")
    return tuple(Attachment(name or "文件", {"code": code, "robot": robot}) for name, code in named if code)


def _seconds(milliseconds: Any) -> float:
    try:
        return int(milliseconds) / 1000
    except (TypeError, ValueError):
        return 0.0


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
