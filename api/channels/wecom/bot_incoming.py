"""What is said to WeCom's intelligent bot 智能机器人: the same JSON over a callback and over the long connection.

Protocol: developer.work.weixin.qq.com/document/path/100719 (接收消息), 101027 (接收事件), 101031 (被动回复消息).
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from api.channels.seam import Attachment, Feedback, Incoming
from api.channels.wecom.render import ASK

NAME = "wecom-bot"

_MENTION = re.compile(r"^\s*@\S+\s+|\s+@\S+\s*$")
_LIKED = 1
_DISLIKED = 2


def incoming_of(message: Mapping[str, Any], way: Mapping[str, str], now: float) -> Incoming | None:
    """The message or event as Incoming; None for what asks for nothing."""
    message_id, person = _text(message, "msgid"), _text(_mapping(message.get("from")), "userid")
    if not message_id or not person:
        return None
    group = message.get("chattype") == "group"
    chat = _text(message, "chatid") if group else person
    created = message.get("create_time")
    sent_at = float(created) if isinstance(created, int) else now
    common: dict[str, Any] = {"id": message_id, "chat": chat, "sender": person, "sent_at": sent_at, "group": group}
    if message.get("msgtype") == "event":
        return _event(_mapping(message.get("event")), common, way)
    # In a group the bot is given only what mentions it, with the mention in the text.
    said = _said(message)
    text = _MENTION.sub("", said) if group else said
    return Incoming(**common, text=text.strip(), files=_files(message), way=way)


def _event(event: Mapping[str, Any], common: Mapping[str, Any], way: Mapping[str, str]) -> Incoming | None:
    kind = event.get("eventtype")
    if kind == "enter_chat":
        return Incoming(**common, text="", entered=True, way=way)
    told = _mapping(event.get(kind)) or event if isinstance(kind, str) else event
    if kind == "template_card_event":
        pressed = _text(told, "event_key")
        return Incoming(**common, text=pressed.removeprefix(ASK), way=way) if pressed.startswith(ASK) else None
    if kind == "feedback_event" and told.get("type") in (_LIKED, _DISLIKED):
        judged: Literal["up", "down"] = "up" if told["type"] == _LIKED else "down"
        feedback = Feedback("", judged, _text(told, "content"), to=_text(told, "id"))
        return Incoming(**common, text="", feedback=feedback, way=way)
    return None


def _said(message: Mapping[str, Any]) -> str:
    kind = message.get("msgtype")
    if kind in ("text", "voice"):
        return _text(_mapping(message.get(kind)), "content")
    if kind == "mixed":
        return "\n".join(_text(_mapping(item.get("text")), "content") for item in _items(message)).strip()
    return ""


def _files(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    kind = message.get("msgtype")
    held = [message, *_items(message)] if kind in ("file", "image", "mixed") else []
    found = []
    for each in held:
        for sort, name in (("file", "文件"), ("image", "图片.jpg")):
            told = _mapping(each.get(sort))
            if address := _text(told, "url"):
                reference = {"url": address, "key": _text(told, "aeskey")}
                found.append(Attachment(_text(told, "filename") or name, reference))
    return tuple(found)


def _items(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = _mapping(message.get("mixed")).get("msg_item")
    return [_mapping(item) for item in items] if isinstance(items, list) else []


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
