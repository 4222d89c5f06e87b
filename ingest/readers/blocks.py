"""Flowing documents (Word, web pages) as paragraphs and grids, and which grids are tables.

A paragraph becomes one line with a blank line after it, so that no reader further on takes it for half a sentence; a
row of a grid becomes one line with tabs between its cells, so that the same table reads alike in every format.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.tables import is_value

PAGE = "\f"
"""Stands in a paragraph's text where a new page begins; no draft's text holds it."""
_BLANK = " \t\u3000"
_PROSE = 200
_ONE_ROW = 80
_MOST_CELLS = 2_000_000
_DROPPED = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_SPACES = re.compile(r"[ \xa0\u2002-\u200a\u202f\r]+")
_AFTER_NUMBER = re.compile(r"^((?:\d{1,2}[.．、]|[（(]?\w{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[•●◆■·-]))\t+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[^\S\f]*\n[^\S\f]*(?={_WIDE})")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: "\\n" are its soft line breaks, PAGE where a page begins in it; `level` 1-6 for a heading, else 0.

    An empty one is a blank line that the source shows.
    """

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid at `row` and `column`, from 1; a merged one stands once, at its upper left corner, and reaches
    over `tall` rows and `wide` columns.
    """

    row: int
    column: int
    blocks: tuple["Block", ...]
    tall: int = 1
    wide: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as drawn; `layout` when the source itself says that it only places text on a page."""

    boxes: tuple[Box, ...]
    layout: bool = False


Block = Paragraph | Grid


def clean(text: str) -> str:
    """A paragraph without invisible characters, odd spaces made plain; tabs stay only inside a line."""
    lines = _SPACES.sub(" ", _DROPPED.sub("", text)).split("\n")
    return "\n".join(_AFTER_NUMBER.sub(r"\1 ", line.strip(_BLANK)).rstrip(_BLANK) for line in lines)


def flow(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks with the grids that only lay out text taken apart, cell after cell."""
    for block in blocks:
        if isinstance(block, Grid):
            block = _trimmed(block)
            if not block.boxes:
                continue
            if _counts(block):
                block, inner = _apart(block)
                yield block
                yield from flow(inner)
                continue
            if is_layout(block):
                for box in sorted(block.boxes, key=lambda b: (b.row, b.column)):
                    yield from flow(box.blocks)
                continue
        yield block


def _trimmed(grid: Grid) -> Grid:
    """The grid without empty cells, so that its width is that of what it says. Raises nothing; bounded by its cells."""
    boxes = tuple(box for box in grid.boxes if said_in(box.blocks))
    width = max((b.column for b in boxes), default=0)
    if width * len({b.row for b in boxes}) > _MOST_CELLS:
        return Grid(boxes, layout=True)
    return replace(grid, boxes=boxes)


def is_layout(grid: Grid) -> bool:
    """Whether a grid only places text on a page: it says so, has one column, holds tables, or holds prose and no value."""
    if grid.layout or len({b.column for b in grid.boxes}) < 2:
        return True
    if any(isinstance(inner, Grid) and _is_data(inner) for box in grid.boxes for inner in box.blocks):
        return True
    said = [said_in(box.blocks) for box in grid.boxes]
    if any(map(is_value, said)):
        return False
    longest = max(map(len, said))
    headed = any(isinstance(b, Paragraph) and b.level for box in grid.boxes for b in box.blocks)
    if len({b.row for b in grid.boxes}) == 1:
        return longest >= _ONE_ROW or headed
    paragraphs = max(len(box.blocks) for box in grid.boxes)
    return len({b.column for b in grid.boxes}) <= 3 and longest >= _PROSE and (paragraphs >= 3 or headed)


def _counts(grid: Grid) -> bool:
    """Whether a grid that holds tables is one itself: at least two of its rows have two values beside them."""
    if grid.layout or not any(isinstance(inner, Grid) for box in grid.boxes for inner in box.blocks):
        return False
    own = [b for b in grid.boxes if not any(isinstance(inner, Grid) for inner in b.blocks)]
    rows = Counter(box.row for box in own if is_value(said_in(box.blocks)))
    return sum(1 for values in rows.values() if values > 1) > 1


def _apart(grid: Grid) -> tuple[Grid, list[Block]]:
    """A grid without the tables in its cells, and those tables in order."""
    inner: list[Block] = [b for box in grid.boxes for b in box.blocks if isinstance(b, Grid)]
    boxes = (
        replace(box, blocks=tuple(b for b in box.blocks if isinstance(b, Paragraph)) or (Paragraph(""),))
        for box in grid.boxes
    )
    return replace(grid, boxes=tuple(boxes)), inner


def _is_data(grid: Grid) -> bool:
    said = [box for box in grid.boxes if said_in(box.blocks)]
    return len({b.row for b in said}) > 1 and len({b.column for b in said}) > 1


def said_in(blocks: Sequence[Block]) -> str:
    """What a cell says, in one line."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph) and _is_tidy(blocks[0].text):
        return blocks[0].text.strip(" \u3000")
    words: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            words.append(_DROPPED.sub("", block.text).strip(" \t\n\xa0"))
        else:
            words.extend(said_in(box.blocks) for box in block.boxes)
    # White space, but for the page marks; a line break between Chinese characters is no space.
    said = _WRAPPED.sub("", "\n".join(filter(None, words)))
    return re.sub(r"[^\S\f]+", " ", said).strip(" \u3000")


def _is_tidy(text: str) -> bool:
    """Whether a text has nothing to clean: the way of nearly all cells, and far quicker."""
    return text.isprintable() and "  " not in text
