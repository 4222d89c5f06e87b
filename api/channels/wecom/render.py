"""Replies as WeCom messages: text with links and cards for the application, Markdown and cards for the bot."""

import hashlib
from collections.abc import Sequence
from typing import Any

from api.channels.markup import without_tags
from api.channels.reply import source_line
from api.channels.seam import Outgoing, Reply, Source
from api.channels.split import pieces, shortened
from api.channels.words import labels, word

ASK = "ask:"
"""What a button's key begins with whose rest is a question."""

TEXT_BYTES = 2048
_KEY_BYTES = 1024
_BUTTONS = 6
_BUTTON_CHARS = 10
_TITLE_BYTES = 26 * 3


def text_messages(reply: Reply, message_id: str) -> tuple[Outgoing, ...]:
    """The reply as text messages; what a person may have meant follows as buttons."""
    parts = [*_said(reply, _text_source), *_links(reply)]
    texts = pieces("\n".join(parts), TEXT_BYTES, reply.figures)
    messages: list[Outgoing] = [{"msgtype": "text", "text": {"content": text}} for text in texts]
    if reply.choices:
        messages.append(button_card(reply, message_id))
    return tuple(messages)


def button_card(reply: Reply, message_id: str) -> Outgoing:
    """A card whose buttons ask the questions that a person may have meant."""
    choices = [choice for choice in reply.choices if len((ASK + choice).encode()) <= _KEY_BYTES][:_BUTTONS]
    named = labels(choices, _BUTTON_CHARS)
    return {
        "msgtype": "template_card",
        "template_card": {
            "card_type": "button_interaction",
            "main_title": {"title": word("choose", reply.language), "desc": shortened(reply.headline, _TITLE_BYTES)},
            "button_list": [
                {"text": label, "style": 1, "key": ASK + choice} for label, choice in zip(named, choices, strict=True)
            ],
            "task_id": task_id(message_id),
        },
    }


def task_id(message_id: str) -> str:
    """An id for a card: unique, of letters and digits only."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:32]


def _said(reply: Reply, source: Any) -> list[str]:
    """Everything but the last links, line by line."""
    language = reply.language
    told = [without_tags(line) for line in (reply.headline, *reply.lines) if line]
    told += _block(word("notes", language), [without_tags(each) for each in reply.remarks])
    told += _block(word("sources", language), [source(each, language) for each in reply.sources])
    return told + _block(word("more", language), [without_tags(each) for each in reply.more])


def _block(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"{title}：" if not title.isascii() else f"{title}:", *lines] if lines else []


def _links(reply: Reply) -> list[str]:
    return ["", f'<a href="{reply.link}">{word("open", reply.language)}</a>'] if reply.link else []


def _text_source(source: Source, language: str) -> str:
    line = without_tags(source_line(source, language))
    return f'{line} <a href="{source.url}">{word("source", language)}</a>' if source.url else line
