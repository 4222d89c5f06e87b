"""Feishu's events of version 2.0, the same JSON over a webhook and over a long connection.

Protocol: open.feishu.cn/document/server-docs/im-v1/message/events/receive (im.message.receive_v1) and
/uAjLw4CM/ukzMukzMukzM/feishu-cards/card-callback-communication (card.action.trigger). Times are milliseconds since 1970.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from api.channels.seam import Attachment, Feedback, Incoming

_MESSAGE = "im.message.receive_v1"
CARD_PRESSED = "card.action.trigger"
_ENTERED = "im.chat.access_event.bot_p2p_chat_entered_v1"


def incoming_of(event: Mapping[str, Any], bot_id: str, now: float) -> Incoming | None:
    """The event as Incoming; None for what asks for nothing. `bot_id` is the bot's own open_id, "" where unknown.

    Without it any mention addresses us: unless allowed to read whole groups, an application is given its own mentions only.
    """
    header, body = _mapping(event.get("header")), _mapping(event.get("event"))
    kind = _text(header, "event_type")
    if kind == _MESSAGE:
        return _message(body, bot_id, now)
    if kind == CARD_PRESSED:
        return _pressed(_text(header, "event_id"), body, now)
    if kind == _ENTERED and not body.get("last_message_create_time"):
        chat, person = _text(body, "chat_id"), _text(_mapping(body.get("operator_id")), "open_id")
        return Incoming(f"entered-{chat}", chat, person, "", now, entered=True)
    return None


def _message(body: Mapping[str, Any], bot_id: str, now: float) -> Incoming | None:
    message, sender = _mapping(body.get("message")), _mapping(body.get("sender"))
    message_id, chat = _text(message, "message_id"), _text(message, "chat_id")
    if sender.get("sender_type") != "user" or not message_id or not chat:
        return None
    mentions = [_mapping(each) for each in _list(message.get("mentions"))]
    content = _content(_text(message, "content"))
    created = _text(message, "create_time")
    return Incoming(
        id=message_id,
        chat=chat,
        sender=_text(_mapping(sender.get("sender_id")), "open_id"),
        text=_without_mentions(_said(_text(message, "message_type"), content), mentions, bot_id).strip(),
        sent_at=int(created) / 1000 if created.isascii() and created.isdigit() else now,
        group=message.get("chat_type") != "p2p",
        addressed=message.get("chat_type") == "p2p" or any(_is_us(mention, bot_id) for mention in mentions),
        files=_files(_text(message, "message_type"), content, message_id),
        way={"message": message_id},
    )


def _pressed(event_id: str, body: Mapping[str, Any], now: float) -> Incoming | None:
    """A button of a card: a question to ask, or a judgement."""
    value = _mapping(_mapping(body.get("action")).get("value"))
    context = _mapping(body.get("context"))
    chat, person = _text(context, "open_chat_id"), _text(_mapping(body.get("operator")), "open_id")
    judged, asked = _text(value, "judge"), _text(value, "ask")
    if not chat or not event_id or not (judged or asked):
        return None
    kind: Literal["up", "down"] = "up" if judged == "up" else "down"
    feedback = Feedback(_text(value, "answer"), kind) if judged else None
    # Whose chat it is the button knows: Feishu does not say.
    return Incoming(event_id, chat, person, asked, now, group=value.get("group") is True, feedback=feedback)


def _is_us(mention: Mapping[str, Any], bot_id: str) -> bool:
    return not bot_id or _text(_mapping(mention.get("id")), "open_id") == bot_id


def _without_mentions(text: str, mentions: list[Mapping[str, Any]], bot_id: str) -> str:
    """Mentions stand as @_user_1: ours goes, another's becomes the name."""
    # Longer keys first, so that @_user_1 does not eat the beginning of @_user_12.
    for mention in sorted(mentions, key=lambda each: -len(_text(each, "key"))):
        key = _text(mention, "key")
        if key:
            text = text.replace(key, "" if _is_us(mention, bot_id) else _text(mention, "name"))
    return text


def _said(kind: str, content: Mapping[str, Any]) -> str:
    if kind == "text":
        return _text(content, "text")
    if kind == "post":
        lines = ["".join(_post_words(line)) for line in _list(content.get("content"))]
        return "\n".join(line for line in (_text(content, "title"), *lines) if line)
    return ""


def _post_words(line: Any) -> Iterator[str]:
    for each in _list(line):
        element = _mapping(each)
        yield _text(element, "user_id") if element.get("tag") == "at" else _text(element, "text")


def _files(kind: str, content: Mapping[str, Any], message_id: str) -> tuple[Attachment, ...]:
    known = {"file": ("file_key", _text(content, "file_name") or "文件"), "image": ("image_key", "图片.jpg")}
    if kind not in known:
        return ()
    key, name = known[kind]
    return (Attachment(name, {"message": message_id, "key": _text(content, key), "type": kind}),)


def _content(written: str) -> Mapping[str, Any]:
    try:
        return _mapping(json.loads(written))
    except ValueError:
        return {}


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
