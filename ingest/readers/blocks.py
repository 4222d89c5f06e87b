"""Flowing documents (Word, web pages) as paragraphs and grids, and those as a Draft.

A paragraph becomes one line with a blank line after it, so that no reader further on takes it for half a sentence; a
row of a grid becomes one line with tabs between its cells, so that the same table reads alike in every format.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.errors import UnreadableFile
from assistant.records.model import Cell, Span, Table
from ingest.draft import Draft
from ingest.grids import find_tables
from ingest.lines import marker
from ingest.tables import is_value, read_tables

PAGE = "\f"
"""Stands in a paragraph's text where a new page begins; no draft's text holds it."""
_SHORT = 20
_AROUND = 60
_HEADING = 45
_PROSE = 200
_ONE_ROW = 80
_MOST_CELLS = 2_000_000
_DROPPED = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_SPACES = re.compile(r"[ \xa0\u2002-\u200a\u202f\r]+")
_AFTER_NUMBER = re.compile(r"^((?:\d{1,2}[.．、]|[（(]?\w{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[•●◆■·-]))\t+")
_DRAWN = re.compile(r"^.*(?:\S\t.*\S|\|.*\|).*\n.*(?:\S\t.*\S|\|.*\|)", re.M)
_DRAWING = str.maketrans("\t|", "  ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: "\\n" are its soft line breaks, PAGE where a page begins in it; `level` 1-6 for a heading, else 0.

    An empty one is a blank line that the source shows.
    """

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid at `row` and `column`, from 1; a merged one stands once, at its upper left corner."""

    row: int
    column: int
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as drawn; `layout` when the source itself says that it only places text on a page."""

    boxes: tuple[Box, ...]
    layout: bool = False


Block = Paragraph | Grid


def compose(name: str, blocks: Sequence[Block], media_type: str, warnings: Sequence[str] = ()) -> Draft:
    """The Draft of `blocks` in order: cells are addressed T1R3C2 by table, row and column from 1.

    Grids that only lay out text become paragraphs. Raises UnreadableFile when there is no text at all.
    """
    sheet = _Sheet()
    flow = list(_flow(blocks))
    for at, block in enumerate(flow):
        if isinstance(block, Paragraph):
            sheet.paragraph(block)
        else:
            sheet.grid(block, _captions(flow, at))
    text = "".join(sheet.parts)
    if not any(c.isalnum() for c in text):
        raise UnreadableFile(
            name,
            zh="里面没有文字（可能全是图片）；请提供带文字的文件，或扫描件的 PDF、图片。",
            en="it holds no text (perhaps only pictures); supply a file with text, or the scan as PDF or picture.",
        )
    tables, said = _tables(text, sheet)
    return Draft(text, media_type, tables, _pages(text, sheet.pages), (*warnings, *said))


class _Sheet:
    """The text being written: `parts` joined are the text so far, `at` its length, `grids` the cells of each table."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.at = 0
        self.pages: list[int] = []
        self.grids: list[tuple[Span, list[list[Cell]], list[str]]] = []
        self._last = ""

    def paragraph(self, block: Paragraph) -> None:
        """Write one paragraph after the blank line it needs."""
        written = "\n".join(map(str.strip, _clean(block.text).strip("\n").split("\n")))
        plain = written.replace(PAGE, "").strip()
        if not plain:
            self.pages.extend([self.at] * written.count(PAGE))
            if PAGE not in written:
                self._gap()
            return
        if block.level and len(plain) <= _HEADING and "。" not in plain and "\n" not in plain and not marker(plain):
            written = "#" * block.level + " " + written
        if not _together(self._last, plain):
            self._gap()
        self._write(written)
        self._put("\n")
        self._last = plain

    def grid(self, grid: Grid, around: list[str]) -> None:
        """Write the rows of a table, one a line."""
        width = max(box.column for box in grid.boxes)
        self._gap()
        begun, rows = self.at, []
        for row, boxes in itertools.groupby(sorted(grid.boxes, key=lambda b: (b.row, b.column)), lambda b: b.row):
            filled = {box.column: _said(box.blocks) for box in boxes}
            if any(said.replace(PAGE, "") for said in filled.values()):
                rows.append(self._row(row, filled, width, f"T{len(self.grids) + 1}"))
        self.grids.append((Span(begun, self.at), rows, around))
        self._gap()
        self._last = ""

    def _row(self, row: int, filled: dict[int, str], width: int, prefix: str) -> list[Cell]:
        # A row that runs over a page end has the break in each of its cells: one cell's breaks are the row's.
        breaks = max(filled.values(), key=lambda said: said.count(PAGE))
        cells = []
        for column in range(1, width + 1):
            said = filled.get(column, "")
            if said is not breaks:
                said = said.replace(PAGE, "").strip()
            start = self._write(said)
            cells.append(Cell(Span(start, self.at), row, column, f"{prefix}R{row}C{column}"))
            self._put("\t" if column < width else "\n")
        return cells

    def _write(self, said: str) -> int:
        """Put text whose PAGE marks become page starts; returns where its first character stands."""
        start = None
        for number, part in enumerate(said.split(PAGE)):
            shown = part.lstrip() if start is None else part
            if number:
                self.pages.append(self.at)
            if shown and start is None:
                start = self.at
            self._put(shown)
        return self.at if start is None else start

    def _put(self, said: str) -> None:
        if said:
            self.parts.append(said)
            self.at += len(said)

    def _gap(self) -> None:
        """A blank line, unless one stands there or nothing stands above it."""
        if self.parts and "".join(self.parts[-2:])[-2:] != "\n\n":
            self._put("\n")


def _clean(text: str) -> str:
    """A paragraph without invisible characters, odd spaces made plain; tabs stay only inside a line."""
    lines = _SPACES.sub(" ", _DROPPED.sub("", text)).split("\n")
    return "\n".join(_AFTER_NUMBER.sub(r"\1 ", line.strip(" \t\u3000")) for line in lines)


def _together(before: str, after: str) -> bool:
    """Whether no blank line stands between: short lines (a label and its value) and lines drawn with tabs."""
    if "\t" in before and "\t" in after:
        return True
    return len(before) <= _SHORT and len(after) <= _SHORT


def _flow(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks with the grids that only lay out text taken apart, cell after cell."""
    for block in blocks:
        if isinstance(block, Grid):
            block = _trimmed(block)
            if not block.boxes:
                continue
            if is_layout(block):
                for box in sorted(block.boxes, key=lambda b: (b.row, b.column)):
                    yield from _flow(box.blocks)
                continue
        yield block


def _trimmed(grid: Grid) -> Grid:
    """The grid without empty cells, so that its width is that of what it says. Raises nothing; bounded by its cells."""
    boxes = tuple(box for box in grid.boxes if _said(box.blocks))
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
    said = [_said(box.blocks) for box in grid.boxes]
    if any(map(is_value, said)):
        return False
    longest = max(map(len, said))
    headed = any(isinstance(b, Paragraph) and b.level for box in grid.boxes for b in box.blocks)
    if len({b.row for b in grid.boxes}) == 1:
        return longest >= _ONE_ROW or headed
    paragraphs = max(len(box.blocks) for box in grid.boxes)
    return len({b.column for b in grid.boxes}) <= 3 and longest >= _PROSE and (paragraphs >= 3 or headed)


def _is_data(grid: Grid) -> bool:
    said = [box for box in grid.boxes if _said(box.blocks)]
    return len({b.row for b in said}) > 1 and len({b.column for b in said}) > 1


def _said(blocks: Sequence[Block]) -> str:
    """What a cell says, in one line."""
    words: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            words.append(_DROPPED.sub("", block.text))
        else:
            words.extend(_said(box.blocks) for box in block.boxes)
    # str.split would take the page marks for white space.
    return re.sub(r"[^\S\f]+", " ", " ".join(words)).strip(" \u3000")


def _captions(flow: Sequence[Block], at: int) -> list[str]:
    """The short lines around a table: the two above, nearest first, then the one below."""
    above = [b.text for b in flow[max(0, at - 2) : at] if isinstance(b, Paragraph)][::-1]
    below = [b.text for b in flow[at + 1 : at + 2] if isinstance(b, Paragraph)]
    around = [_clean(said).replace(PAGE, "").strip() for said in (*above, *below)]
    return [said for said in around if 0 < len(said) <= _AROUND]


def _tables(text: str, sheet: _Sheet) -> tuple[tuple[Table, ...], list[str]]:
    tables: list[Table] = []
    warnings: list[str] = []
    for _, rows, around in sheet.grids:
        found = read_tables(text, rows, around=around)
        tables.extend(found.tables)
        warnings.extend(found.warnings)
    tables.extend(_drawn(text, sheet))
    return tuple(sorted(tables, key=lambda t: t.span)), warnings


def _drawn(text: str, sheet: _Sheet) -> Iterator[Table]:
    """Tables that paragraphs draw with tabs or bars, numbered after the real ones."""
    rest, at = [], 0
    for span, _, _ in sheet.grids:
        rest += [text[at : span.start], span.of(text).translate(_DRAWING)]
        at = span.end
    masked = "".join([*rest, text[at:]])
    if not _DRAWN.search(masked):
        return
    for table in find_tables(masked).tables:
        rows = tuple(tuple(replace(c, address=_numbered(c.address, len(sheet.grids))) for c in r) for r in table.rows)
        yield replace(table, rows=rows)


def _numbered(address: str, after: int) -> str:
    return re.sub(r"^T(\d+)!", lambda found: f"T{int(found[1]) + after}", address)


def _pages(text: str, starts: Sequence[int]) -> tuple[Span, ...]:
    """The pages between page starts; a break said twice (asked for, and noted where it fell) is one."""
    cuts = [0]
    for start in sorted(starts):
        if text[cuts[-1] : start].strip():
            cuts.append(start)
    if len(cuts) > 1 and not text[cuts[-1] :].strip():
        cuts.pop()
    return tuple(Span(a, b) for a, b in itertools.pairwise([*cuts, len(text)])) if len(cuts) > 1 else ()
