"""Paragraph styles of a Word document: which are headings, which number their paragraphs, which are hidden."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.readers.numbering import Numbering, read_numbering

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]", re.I)
_DEEPEST = 6
_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a style, with those it is based on, says of its paragraphs; `list_id` "" for no number, `level` 0 for no heading.

    `contents` tells of the entries of a table of contents.
    """

    level: int = 0
    list_id: str = ""
    list_level: int | None = None
    hidden: bool = False
    contents: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by id, the default one's id, and its lists."""

    by_id: Mapping[str, Style]
    default: str
    numbering: Numbering

    def of(self, properties: Element | None) -> tuple[Style, str]:
        """The style of a paragraph by its properties, and its id; a style that is not defined says nothing."""
        named = value(properties, "pStyle") or self.default
        return self.by_id.get(named, Style()), named


def value(properties: Element | None, *path: str) -> str:
    """The value of a property below `properties`, "" where it is missing."""
    for name in path:
        properties = properties.find(name) if properties is not None else None
    return properties.get("val", "") if properties is not None else ""


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a switch (`<w:vanish/>`) is there and not turned off."""
    found = properties.find(name) if properties is not None else None
    return found is not None and found.get("val", "1") not in ("0", "false", "off")


def read_styles(styles: Element | None, numbering: Element | None) -> Styles:
    """The styles and lists of a document's style and numbering parts, either of which may be missing."""
    elements = {e.get("styleId", ""): e for e in styles.iter("style")} if styles is not None else {}
    default = next((i for i, e in elements.items() if e.get("type") == "paragraph" and e.get("default") == "1"), "")
    lists = {i: value(e.find("pPr"), "numPr", "numId") for i, e in elements.items() if e.get("type") == "numbering"}
    by_id = {i: _style(i, elements) for i, e in elements.items() if e.get("type") != "numbering"}
    return Styles(by_id, default, read_numbering(numbering, lists))


def heading_level(properties: Element | None) -> int:
    """The outline level that paragraph properties name, 1-6; 0 for text, -1 when they name none."""
    said = value(properties, "outlineLvl")
    if not said.isdecimal():
        return -1
    return min(int(said) + 1, _DEEPEST) if int(said) < 9 else 0


def _style(own: str, elements: Mapping[str, Element]) -> Style:
    """A style with what it inherits; the nearest of its chain that says something decides."""
    chain: list[Element] = []
    while own in elements and len(chain) < _CHAIN:
        chain.append(elements[own])
        own = value(chain[-1], "basedOn")
    levels = [level for e in chain if (level := _level(e)) >= 0]
    lists = [e.find("pPr/numPr") for e in chain]
    numbered = next((n for n in lists if n is not None), None)
    at = value(numbered, "ilvl")
    return Style(
        level=levels[0] if levels else 0,
        list_id=value(numbered, "numId"),
        list_level=int(at) if at.isdecimal() else None,
        hidden=any(is_on(e.find("rPr"), "vanish") for e in chain[:1]),
        contents=any(_CONTENTS.fullmatch(value(e, "name").strip()) for e in chain),
    )


def _level(style: Element) -> int:
    named = _HEADING.fullmatch(value(style, "name").strip())
    said = heading_level(style.find("pPr"))
    return min(int(named[1]), _DEEPEST) if said < 0 and named else said
