"""Replies as Feishu cards: what is said as plain text, sources with links, buttons that ask or judge.

Cards of version 1.0, which older clients of private deployments show too. A card may have 30 KB and some 200 elements
(230025, 230099); what is longer becomes several.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from api.channels.markup import markdown_source
from api.channels.seam import Incoming, Outgoing, Reply
from api.channels.split import pieces
from api.channels.words import labels, word

CARD_BYTES = 16_000
"""What the words of one card may take; their JSON stays well below 30 KB."""
_ELEMENT_BYTES = 4_000
_BUTTONS = 8
_BUTTON_CHARS = 20

Element = dict[str, Any]


def cards(reply: Reply, to: Incoming) -> tuple[Outgoing, ...]:
    """The reply as cards; the last one carries the buttons."""
    packed = list(_packed(list(_elements(reply))))
    packed[-1] += _buttons(reply, to)
    return tuple(_card(elements) for elements in packed)


def _card(elements: Sequence[Element]) -> Outgoing:
    return {"config": {"wide_screen_mode": True, "update_multi": True}, "elements": list(elements)}


def _elements(reply: Reply) -> Iterator[tuple[Element, int]]:
    """Every element with the bytes of its words."""
    language = reply.language
    yield from _plain("\n".join((reply.headline, *reply.lines)), reply.figures)
    if reply.remarks:
        yield from _plain("\n".join((f"{word('notes', language)}:", *reply.remarks)), reply.figures)
    if reply.sources:
        yield {"tag": "hr"}, 0
        yield _markdown(f"**{word('sources', language)}**")
        for source in reply.sources:
            yield _markdown(markdown_source(source, language))
    if reply.link:
        yield _markdown(f"[{word('open', language)}]({reply.link})")


def _plain(text: str, figures: Sequence[str]) -> Iterator[tuple[Element, int]]:
    """Words that no client reads as markup."""
    for piece in pieces(text, _ELEMENT_BYTES, figures):
        yield {"tag": "div", "text": {"tag": "plain_text", "content": piece}}, len(piece.encode())


def _markdown(text: str) -> tuple[Element, int]:
    return {"tag": "markdown", "content": text}, len(text.encode())


def _packed(elements: Sequence[tuple[Element, int]]) -> Iterator[list[Element]]:
    """Elements gathered into cards, as many in each as fit; at least one card."""
    gathered: list[Element] = []
    taken = 0
    for element, size in elements:
        if gathered and taken + size > CARD_BYTES:
            yield gathered
            gathered, taken = [], 0
        gathered.append(element)
        taken += size
    yield gathered


def _buttons(reply: Reply, to: Incoming) -> list[Element]:
    asked = (reply.choices or reply.more)[:_BUTTONS]
    named = labels(asked, _BUTTON_CHARS) if reply.choices else asked
    group = {"group": True} if to.group else {}
    actions = [_button(label, {"ask": each, **group}) for label, each in zip(named, asked, strict=True)]
    judged = [
        _button(word(kind, reply.language), {"judge": kind, "answer": reply.answer_id, **group})
        for kind in ("up", "down")
        if reply.answer_id and not reply.choices
    ]
    return [{"tag": "action", "actions": each} for each in (actions, judged) if each]


def _button(label: str, value: dict[str, Any]) -> Element:
    return {"tag": "button", "type": "default", "text": {"tag": "plain_text", "content": label}, "value": value}
