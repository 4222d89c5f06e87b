"""The elements of a web page as blocks."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.readers.blocks import Block, Box, Grid, Paragraph

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu ol p pre search section summary ul hr tr td th"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_DROPPED_NAMES = (
    "script style noscript template head title meta link nav select datalist option button textarea iframe frame frameset "
    "object embed applet audio video canvas svg map area rp rt noframes param source track"
)
_DROPPED = frozenset(_DROPPED_NAMES.split())
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_WIDE_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef。，；：、])[ \t]*\r?\n\s*(?=[\u2e80-\u9fff\uff00-\uffef（“《])"
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_RAISED = {"2": "²", "3": "³"}
_DEEP = 150
"""Levels below which structure is no longer told apart and only the text is taken."""
_MOST_COLUMNS = 500
_MOST_ROWS = 200_000


class Page:
    """Turns elements into blocks."""

    def blocks(self, root: "LexborNode", depth: int = 0) -> list[Block]:
        """The blocks below `root` in order."""
        flow = _Flow()
        self._children(root, flow, depth, pre=False)
        flow.flush()
        return flow.blocks

    def words(self, block: Block) -> str:
        """All the text of a block."""
        if isinstance(block, Paragraph):
            return block.text
        return " ".join(self.words(inner) for box in block.boxes for inner in box.blocks)

    def _children(self, node: "LexborNode", flow: "_Flow", depth: int, *, pre: bool) -> None:
        child = node.first_child
        number = _first_number(node)
        while child is not None:
            if child.is_text_node:
                flow.text(child.text_content or "", pre=pre)
            elif child.is_element_node:
                if child.tag == "li" and number is not None and not _hidden(child):
                    number = _whole(child.attributes.get("value"), number)
                    flow.number = f"{number}. "
                    number += 1
                self._element(child, flow, depth + 1, pre=pre)
            child = child.next

    def _element(self, node: "LexborNode", flow: "_Flow", depth: int, *, pre: bool) -> None:
        tag = node.tag or ""
        if tag in _DROPPED or _hidden(node):
            return
        if depth > _DEEP:
            flow.text(" ".join(_texts(node)), pre=False)
        elif tag == "br":
            flow.pieces.append("\n")
        elif tag == "table":
            flow.flush()
            flow.blocks.extend(self._table(node, depth))
        elif tag == "input":
            flow.pieces.append(_field(node))
        elif tag in ("sup", "sub"):
            said = " ".join(_texts(node)).strip()
            flow.text(_RAISED.get(said, said) if tag == "sup" else said, pre=False)
        elif tag in _BLOCKS:
            flow.flush()
            self._children(node, flow, depth, pre=pre or tag == "pre")
            flow.flush(_HEADINGS.get(tag, 0), shown=tag in ("p", "div", "li", "pre"))
        else:
            self._children(node, flow, depth, pre=pre)

    def _table(self, table: "LexborNode", depth: int) -> Iterator[Block]:
        """A table with its caption before it; merged cells stand once."""
        boxes: list[Box] = []
        taken: dict[int, int] = {}
        for number, row in enumerate(_rows(table), 1):
            if number > _MOST_ROWS:
                break
            column = 1
            for cell in _cells(row):
                while taken.get(column, 0) >= number:
                    column += 1
                wide = min(max(1, _whole(cell.attributes.get("colspan"), 1)), _MOST_COLUMNS)
                tall = min(_whole(cell.attributes.get("rowspan"), 1) or _MOST_ROWS, _MOST_ROWS)
                if column > _MOST_COLUMNS:
                    break
                for covered in range(column, column + wide):
                    taken[covered] = number + tall - 1
                boxes.append(Box(number, column, tuple(self.blocks(cell, depth + 2)), tall, wide))
                column += wide
        for caption in _below(table, "caption"):
            yield from self.blocks(caption, depth + 1)
        role = (table.attributes.get("role") or "").lower()
        yield Grid(tuple(boxes), layout=role in ("presentation", "none"))


class _Flow:
    """Blocks found so far, and the pieces of the paragraph being read."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.number = ""

    def text(self, said: str, *, pre: bool) -> None:
        """Take in a piece of text, its white space as a browser shows it."""
        self.pieces.append(said.replace("\r\n", "\n") if pre else _SPACE.sub(" ", _WIDE_BREAK.sub("", said)))

    def flush(self, level: int = 0, *, shown: bool = False) -> None:
        """End the paragraph: two line breaks part it; an empty one that is `shown` (a space that does not break) stays."""
        said = "".join(self.pieces)
        self.pieces = []
        if not said.strip():
            if shown and "\xa0" in said:
                self.blocks.append(Paragraph(""))
            return
        for number, part in enumerate(re.split(r"\n[ \xa0\u3000]*\n\s*", said.strip("\n"))):
            if part.strip():
                self.blocks.append(Paragraph(("" if number else self.number) + part.strip(" \xa0\u3000"), level))
        self.number = ""


def _hidden(node: "LexborNode") -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    style, role = attributes.get("style") or "", (attributes.get("role") or "").lower()
    return "hidden" in attributes or role in ("navigation", "search", "menubar") or bool(_HIDDEN.search(style))


def _field(node: "LexborNode") -> str:
    """What a form field shows: a filled text field its value, a box its tick."""
    attributes = node.attributes
    kind = (attributes.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in attributes else "☐"
    return attributes.get("value") or "" if kind == "text" else ""


def _first_number(node: "LexborNode") -> int | None:
    """The number of the first item of a numbered list; None for other elements."""
    if node.tag != "ol":
        return None
    return _whole(node.attributes.get("start"), 1)


def _whole(said: str | None, default: int) -> int:
    said = (said or "").strip()
    return int(said) if said.isdecimal() and len(said) < 6 else default


def _rows(table: "LexborNode") -> Iterator["LexborNode"]:
    """The rows of a table as shown: those of its head first, of its foot last; hidden ones left out."""
    parts = [(table, "tr"), *((p, "tr") for p in _below(table, "thead"))]
    parts += [(p, "tr") for p in (*_below(table, "tbody"), *_below(table, "tfoot"))]
    for part, tag in parts:
        yield from (row for row in _below(part, tag))


def _cells(row: "LexborNode") -> Iterator["LexborNode"]:
    child = row.first_child
    while child is not None:
        if child.tag in ("td", "th") and not _hidden(child):
            yield child
        child = child.next


def _below(node: "LexborNode", tag: str) -> Iterator["LexborNode"]:
    child = node.first_child
    while child is not None:
        if child.tag == tag and not _hidden(child):
            yield child
        child = child.next


def _texts(node: "LexborNode") -> Iterator[str]:
    """The visible text below an element, however deep."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if at.is_text_node:
            yield at.text_content or ""
        elif at.tag not in _DROPPED and not _hidden(at):
            children = []
            child = at.first_child
            while child is not None:
                children.append(child)
                child = child.next
            waiting += reversed(children)
