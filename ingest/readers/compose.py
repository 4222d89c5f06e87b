"""Blocks written down as a Draft: one canonical text, and every cell and page a span of it."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.errors import UnreadableFile
from assistant.records.model import Cell, Span, Table
from ingest.draft import Draft
from ingest.grids import find_tables
from ingest.lines import marker
from ingest.readers.blocks import PAGE, Block, Grid, Paragraph, clean, flow, said_in
from ingest.tables import Merge, read_tables

_SHORT = 20
_AROUND = 60
_HEADING = 45
_SENTENCE = re.compile(r"[。；！？]")
_DRAWING = str.maketrans("\t|", "  ")


def compose(name: str, blocks: Sequence[Block], media_type: str, warnings: Sequence[str] = ()) -> Draft:
    """The Draft of `blocks` in order: cells are addressed T1R3C2 by table, row and column from 1.

    Grids that only lay out text become paragraphs. Raises UnreadableFile when there is no text at all.
    """
    sheet = _Sheet()
    every = list(flow(blocks))
    for at, block in enumerate(every):
        if isinstance(block, Paragraph):
            sheet.paragraph(block)
        else:
            sheet.grid(block, _captions(every, at))
    text = "".join(sheet.parts).rstrip("\n") + "\n"
    if not any(c.isalnum() for c in text):
        raise UnreadableFile(
            name,
            zh="里面没有文字（可能全是图片）；请提供带文字的文件，或扫描件的 PDF、图片。",
            en="it holds no text (perhaps only pictures); supply a file with text, or the scan as PDF or picture.",
        )
    tables, said = _tables(text, sheet)
    return Draft(text, media_type, tables, _pages(text, sheet.pages), (*warnings, *said))


@dataclass(frozen=True, slots=True)
class _Written:
    """A grid as written: its lines, their cells, the merged areas, and the caption lines around it."""

    span: Span
    rows: list[list[Cell]]
    merges: list[Merge]
    around: list[str]


class _Sheet:
    """The text being written: `parts` joined are the text so far, `at` its length, `grids` the cells of each table."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.at = 0
        self.pages: list[int] = []
        self.grids: list[_Written] = []
        self._last = ""

    def paragraph(self, block: Paragraph) -> None:
        """Write one paragraph after the blank line it needs."""
        written = clean(block.text).strip("\n")
        plain = written.replace(PAGE, "").strip()
        if not plain:
            self.pages.extend([self.at] * written.count(PAGE))
            if PAGE not in written:
                self._gap()
            return
        if block.level and len(plain) <= _HEADING and "。" not in plain and "\n" not in plain and not marker(plain):
            written = "#" * block.level + " " + written
        if block.level or not _together(self._last, plain):
            self._gap()
        self._write(written)
        self._put("\n")
        self._last = plain
        if block.level:
            self._gap()

    def grid(self, grid: Grid, around: list[str]) -> None:
        """Write the rows of a table, one a line."""
        width = max(box.column for box in grid.boxes)
        self._gap()
        begun, rows = self.at, []
        for row, boxes in itertools.groupby(sorted(grid.boxes, key=lambda b: (b.row, b.column)), lambda b: b.row):
            filled = {box.column: said_in(box.blocks) for box in boxes}
            if any(said.replace(PAGE, "") for said in filled.values()):
                rows.append(self._row(row, filled, width, f"T{len(self.grids) + 1}"))
        merges = [
            Merge(b.row, b.column, b.row + b.tall - 1, b.column + b.wide - 1)
            for b in grid.boxes
            if b.tall > 1 or b.wide > 1
        ]
        self.grids.append(_Written(Span(begun, self.at), rows, merges, around))
        self._gap()
        self._last = ""

    def _row(self, row: int, filled: dict[int, str], width: int, prefix: str) -> list[Cell]:
        # A row that runs over a page end has the break in each of its cells: one cell's breaks are the row's.
        breaking = max(filled, key=lambda column: filled[column].count(PAGE))
        cells = []
        for column in range(1, width + 1):
            said = filled.get(column, "")
            if column != breaking:
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


def _together(before: str, after: str) -> bool:
    """Whether no blank line stands between: short lines (a label and its value) and lines drawn with tabs."""
    if "\t" in before and "\t" in after:
        return True
    return all(len(said) <= _SHORT and not _SENTENCE.search(said) and not marker(said) for said in (before, after))


def _captions(every: Sequence[Block], at: int) -> list[str]:
    """The short lines around a table: the two above, nearest first, then the one below."""
    above = [b.text for b in every[max(0, at - 2) : at] if isinstance(b, Paragraph)][::-1]
    below = [b.text for b in every[at + 1 : at + 2] if isinstance(b, Paragraph)]
    around = [clean(said).replace(PAGE, "").strip() for said in (*above, *below)]
    return [said for said in around if 0 < len(said) <= _AROUND]


def _tables(text: str, sheet: _Sheet) -> tuple[tuple[Table, ...], list[str]]:
    tables: list[Table] = []
    warnings: list[str] = []
    for grid in sheet.grids:
        found = read_tables(text, grid.rows, around=grid.around, merges=grid.merges, placed=True)
        tables.extend(found.tables)
        warnings.extend(found.warnings)
    tables.extend(_drawn(text, sheet))
    return tuple(sorted(tables, key=lambda t: t.span)), warnings


def _drawn(text: str, sheet: _Sheet) -> Iterator[Table]:
    """Tables that paragraphs draw with tabs or bars, numbered after the real ones."""
    rest, at = [], 0
    for grid in sheet.grids:
        rest += [text[at : grid.span.start], grid.span.of(text).translate(_DRAWING)]
        at = grid.span.end
    masked = "".join([*rest, text[at:]])
    lines = [_is_drawn(line) for line in masked.split("\n")]
    if not any(map(all, itertools.pairwise(lines))):
        return
    for table in find_tables(masked).tables:
        rows = tuple(tuple(replace(c, address=_numbered(c.address, len(sheet.grids))) for c in r) for r in table.rows)
        yield replace(table, rows=rows)


def _is_drawn(line: str) -> bool:
    return "\t" in line.strip() or line.count("|") > 1


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
