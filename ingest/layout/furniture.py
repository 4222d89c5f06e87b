"""Page headers, footers and page numbers: what repeats at the same place of many pages, or counts them."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from ingest.layout.blocks import Block
from ingest.layout.lines import Line

_MARGIN = 0.12
_OUTER = 2
_PLAIN_NUMBER = re.compile(r"\d{1,4}")
_DRESSED_NUMBER = re.compile(
    r"[-—–·•－_~.\'|]{1,3}\s*(\d{1,4})\s*[-—–·•－_~.\'|]{0,3}|(\d{1,4})\s*[-—–·•－_]{1,3}|第\s*(\d{1,4})\s*页\s*(?:[，,/（(]?\s*共\s*\d{1,4}\s*页[）)]?)?"
    r"|(\d{1,4})\s*/\s*\d{1,4}|[Pp]age\s*(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?"
)
_OUTER_NUMBER = re.compile(r"^\d{1,4}\s*|\s*\d{1,4}$")
_SHARE = 0.4
_TELLING = re.compile(r"单位\s*[:：]|(?:[表册]|情况|明细)\s*(?:[（(][^（）()]{1,12}[）)])?$")


def furniture(pages: Sequence[Sequence[Block]], heights: Sequence[float]) -> frozenset[tuple[int, int]]:
    """Which blocks, as (page, block) from 0, belong to the paper and not to the text."""
    places = [_margins(blocks, height) for blocks, height in zip(pages, heights, strict=True)]
    return frozenset(_numbers(pages, places)) | _said_again(pages, frozenset(_repeated(pages, places)))


def _margins(blocks: Sequence[Block], height: float) -> list[tuple[int, str, float]]:
    """(block, text, level) of the outermost lines within the margins of a page."""
    out = []
    for number in {*range(min(_OUTER, len(blocks))), *range(max(0, len(blocks) - _OUTER), len(blocks))}:
        block = blocks[number]
        if isinstance(block, Line):
            level = (block.box.top + block.box.bottom) / 2
            if level < _MARGIN * height or level > (1 - _MARGIN) * height:
                out.append((number, block.text.strip(), level))
    return out


def _numbers(
    pages: Sequence[Sequence[Block]], places: Sequence[Sequence[tuple[int, str, float]]]
) -> list[tuple[int, int]]:
    """Page numbers: dressed ones ("- 3 -", 第3页) anywhere in the margins, plain ones where they count the pages."""
    out, plain = [], []
    for page, margin in enumerate(places):
        for number, text, _ in margin:
            if _DRESSED_NUMBER.fullmatch(text):
                out.append((page, number))
            elif _PLAIN_NUMBER.fullmatch(text):
                plain.append((page, number, int(text) - page))
    offsets = Counter(offset for _, _, offset in plain)
    counted = {offset for offset, count in offsets.items() if count >= max(2, _SHARE * len(pages))}
    lone = {1} if len(pages) == 1 else set()
    return out + [(page, number) for page, number, offset in plain if offset in counted | lone]


def _repeated(
    pages: Sequence[Sequence[Block]], places: Sequence[Sequence[tuple[int, str, float]]]
) -> list[tuple[int, int]]:
    """Lines with the same words, but for a number at their end, at the same height of many pages."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page, margin in enumerate(places):
        for number, text, level in margin:
            key = "".join(_OUTER_NUMBER.sub("", text).split())
            if len(key) >= 2:
                found[key, round(level / 6)].append((page, number))
    enough = max(2, _SHARE * len(pages))
    return [where for key, where_all in found.items() if _pages_near(found, key) >= enough for where in where_all]


def _said_again(pages: Sequence[Sequence[Block]], found: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Those of `found` that may be left out: captions and units above a table only where an earlier page says the same."""
    seen: set[tuple[str, ...]] = set()
    kept: set[tuple[int, int]] = set()
    for page, blocks in enumerate(pages):
        telling = {
            number: "".join(block.text.split())
            for number, block in enumerate(blocks)
            if (page, number) in found and isinstance(block, Line) and _TELLING.search(block.text.strip())
        }
        said = tuple(telling.values())
        if said not in seen:
            kept |= {(page, number) for number in telling}
        seen.add(said)
    return found - kept


def _pages_near(found: dict[tuple[str, int], list[tuple[int, int]]], key: tuple[str, int]) -> int:
    """On how many pages the words of `key` stand at its height or next to it."""
    words, level = key
    return len({page for near in (level - 1, level, level + 1) for page, _ in found.get((words, near), ())})
