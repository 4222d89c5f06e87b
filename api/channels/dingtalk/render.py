"""Replies as DingTalk messages: Markdown, and an action card whose buttons send a question when pressed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from api.channels.markup import markdown_lines
from api.channels.seam import Outgoing, Reply
from api.channels.split import pieces, shortened
from api.channels.words import labels, word

TEXT_BYTES = 5000
"""A longer Markdown message is cut off by some clients (cards show blank past 3,000 characters)."""
_TITLE_BYTES = 60
_BUTTONS = 5
_BUTTON_CHARS = 20
_SAY = "dtmd://dingtalkclient/sendMessage?content="


def messages(reply: Reply, most: int = TEXT_BYTES) -> tuple[Outgoing, ...]:
    """The reply in DingTalk's own words for a session webhook: Markdown messages of at most `most` bytes, then the buttons."""
    title = shortened(reply.headline, _TITLE_BYTES, reply.figures)
    # A line break needs a blank line or two spaces before it; "  \n" keeps lists tight.
    text = "  \n".join(markdown_lines(reply))
    told: list[Outgoing] = [
        {"msgtype": "markdown", "markdown": {"title": title, "text": piece}}
        for piece in pieces(text, most, reply.figures)
    ]
    if reply.choices:
        told.append(_buttons(reply, title))
    return tuple(told)


def _buttons(reply: Reply, title: str) -> Outgoing:
    """Pressing a button sends its question as the person's own message: no callback is needed."""
    choices = reply.choices[:_BUTTONS]
    buttons = [
        {"title": label, "actionURL": _SAY + quote(choice, safe="")}
        for label, choice in zip(labels(choices, _BUTTON_CHARS), choices, strict=True)
    ]
    card = {"title": title, "text": f"### {word('choose', reply.language)}", "btnOrientation": "0", "btns": buttons}
    return {"msgtype": "actionCard", "actionCard": card}


def as_open_api(message: Outgoing) -> Mapping[str, str]:
    """The same message in the words of the open API: msgKey and msgParam (机器人发送消息的消息类型)."""
    if message["msgtype"] == "image":
        return {"msgKey": "sampleImageMsg", "msgParam": _json(message["image"])}
    if message["msgtype"] == "markdown":
        return {"msgKey": "sampleMarkdown", "msgParam": _json(message["markdown"])}
    card = message["actionCard"]
    buttons: Sequence[Mapping[str, Any]] = card["btns"]
    if len(buttons) == 1:
        single = {"singleTitle": buttons[0]["title"], "singleURL": buttons[0]["actionURL"]}
        return {
            "msgKey": "sampleActionCard",
            "msgParam": _json({"title": card["title"], "text": card["text"], **single}),
        }
    told = {"title": card["title"], "text": card["text"]}
    for number, button in enumerate(buttons, 1):
        told |= {f"actionTitle{number}": button["title"], f"actionURL{number}": button["actionURL"]}
    return {"msgKey": f"sampleActionCard{len(buttons)}", "msgParam": _json(told)}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
