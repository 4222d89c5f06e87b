"""Pages to the canonical text: lines and cells written one after the other, with spans for pages, tables and doubts.

Page headers, footers and page numbers are left out of the text, so that they never stand in a sentence or become figures;
a warning names what was left out.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.records.model import Cell, Span, Table
from ingest.draft import Draft
from ingest.layout.blocks import Block, Drawn, blocks
from ingest.layout.furniture import furniture
from ingest.layout.lines import Atom, Line, body_ends, new_paragraph, usual_leading
from ingest.layout.page import Glyph, Page
from ingest.lines import marker
from ingest.tables import read_tables

SURE = 0.9
"""Recognised letters and digits below this score are marked as unsure."""
SURE_MARK = 0.7
"""The same for points, commas and signs of numbers: small marks score lower also where they are right."""
_OF_NUMBERS = ".,，%％‰+-－"
_SAME_EDGE = 8.0
_AROUND = 2
_ENOUGH = 3
_NUMBER = re.compile(r"-?\d[\d,，]*(?:\.(\d+))?[%％]?")
_STOPS = ("。", "！", "？", "；", "：", "…")
_SHOWN = 40


def compose(pages: Sequence[Page], media_type: str) -> Draft:
    """The Draft of a document of `pages`; text and spans depend on them alone."""
    laid = [blocks(page) for page in pages]
    dropped = furniture(laid, [page.height for page in pages])
    kept = [[b for n, b in enumerate(page) if (p, n) not in dropped] for p, page in enumerate(laid)]
    written = _write(kept)
    warnings = [*_left_out(laid, dropped), *_scanned(pages), *(w for page in pages for w in page.warnings)]
    tables, doubts = _tables(written)
    if any(page.scanned for page in pages):
        written.unsure.extend(odd for grid in written.grids for odd in _odd_ones(grid, written.text))
    return Draft(
        written.text,
        media_type,
        tables,
        tuple(written.pages),
        (*dict.fromkeys(warnings), *doubts),
        unsure=tuple(sorted(set(written.unsure))),
        scans=tuple((number, page) for number, page in enumerate(pages, 1) if page.scanned),
    )


@dataclass
class _Written:
    """The text while it is written, and where things came to stand in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    pages: list[Span] = field(default_factory=list)
    unsure: list[Span] = field(default_factory=list)
    grids: list["_Grid"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def put(self, written: str) -> None:
        self.parts.append(written)
        self.length += len(written)

    def put_atoms(self, atoms: Sequence[Atom]) -> Span:
        start = self.length
        self.put("".join(c for c, _ in atoms))
        for at, (_, glyph) in enumerate(atoms, start):
            if glyph and _is_unsure(glyph):
                last = self.unsure[-1] if self.unsure else None
                if last and last.end == at:
                    self.unsure[-1] = Span(last.start, at + 1)
                else:
                    self.unsure.append(Span(at, at + 1))
        return Span(start, self.length)


def _is_unsure(glyph: Glyph) -> bool:
    return glyph.score < (SURE if glyph.text.isalnum() else SURE_MARK if glyph.text in _OF_NUMBERS else 0.0)


@dataclass
class _Grid:
    """A drawn table while it is written: its cells row by row over all its pages, and the lines around it."""

    edges: tuple[float, ...]
    rows: list[list[Cell]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def _write(pages: Sequence[Sequence[Block]]) -> _Written:
    lines = [b for page in pages for b in page if isinstance(b, Line)]
    body = body_ends(lines)
    leadings = [usual_leading([b for b in page if isinstance(b, Line)]) for page in pages]
    out = _Written()
    before: Block | None = None
    recent: list[str] = []
    for page, leading in zip(pages, leadings, strict=True):
        start = None
        for block in page:
            out.put(_separator(before, block, leading, body))
            start = out.length if start is None else start
            if isinstance(block, Line):
                recent = [*block.text.split("\t"), *recent[:_AROUND]]
                if isinstance(before, Drawn) and not out.grids[-1].after:
                    out.grids[-1].after.extend(block.text.split("\t"))
                out.put_atoms(block.atoms)
            else:
                _write_table(block, out, before, recent)
                recent = []
            before = block
        out.pages.append(Span(out.length if start is None else start, out.length))
    if out.length:
        out.put("\n")
    return out


def _separator(before: Block | None, block: Block, leading: float, body: tuple[float, float]) -> str:
    if before is None:
        return ""
    if isinstance(before, Drawn) and isinstance(block, Drawn):
        return "\n" if _goes_on(before, block) else "\n\n"
    if isinstance(before, Drawn) or isinstance(block, Drawn):
        return "\n\n"
    return "\n\n" if new_paragraph(before, block, leading, body) or _is_heading(before, block) else "\n"


def _is_heading(before: Line, after: Line) -> bool:
    """Whether a numbered heading follows a finished sentence: no indent tells it after a line that is full."""
    mark = marker(after.text)
    return mark is not None and mark.style in ("part", "cn", "cn)") and before.text.endswith(_STOPS)


def _write_table(drawn: Drawn, out: _Written, before: Block | None, recent: list[str]) -> None:
    """One drawn table as lines of cells with tabs between; it goes on with the table just before it where it can."""
    if not (isinstance(before, Drawn) and _goes_on(before, drawn)):
        out.grids.append(_Grid(drawn.ruled.edges, before=list(recent)))
    grid, number = out.grids[-1], len(out.grids)
    for at, row in enumerate(drawn.rows):
        if at:
            out.put("\n")
        cells: list[Cell] = []
        for column, atoms in enumerate(row, 1):
            if column > 1:
                out.put("\t")
            address = f"T{number}!R{len(grid.rows) + 1}C{column}"
            cells.append(Cell(out.put_atoms(atoms), len(grid.rows) + 1, column, address))
        grid.rows.append(cells)


def _goes_on(before: Drawn, after: Drawn) -> bool:
    """Whether a table goes on after a page break: below the other on the paper no more, with the same columns."""
    first, second = before.ruled, after.ruled
    same = len(first.edges) == len(second.edges) and second.box.top < first.box.bottom
    return same and all(abs(a - b) < _SAME_EDGE for a, b in zip(first.edges, second.edges, strict=True))


def _tables(written: _Written) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    text = written.text
    tables: list[Table] = []
    warnings: list[str] = []
    for grid in written.grids:
        around = [line for line in (*grid.before, *grid.after) if len(line) <= 60]
        found = read_tables(text, grid.rows, around=around)
        whole = Span(grid.rows[0][0].span.start, grid.rows[-1][-1].span.end)
        tables.extend([replace(t, span=whole) for t in found.tables] if len(found.tables) == 1 else found.tables)
        warnings.extend(found.warnings)
    return tuple(tables), tuple(warnings)


def _odd_ones(grid: _Grid, text: str) -> Iterator[Span]:
    """Cells with other decimals than their column: a point that was not seen makes 17656 of 176.56."""
    columns: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for row in grid.rows:
        for cell in row:
            number = _NUMBER.fullmatch(cell.span.of(text))
            if number:
                columns[cell.column].append((cell.span, len(number[1] or "")))
    for cells in columns.values():
        usual, count = Counter(decimals for _, decimals in cells).most_common(1)[0]
        if usual and len(cells) > count >= max(_ENOUGH, 0.7 * len(cells)):
            yield from (span for span, decimals in cells if decimals != usual)


def _scanned(pages: Sequence[Page]) -> Iterator[str]:
    """One warning that names the pages whose characters were recognised: "2-4, 7"."""
    numbers = [number for number, page in enumerate(pages, 1) if page.scanned]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if runs:
        named = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
        yield f"第 {named} 页由扫描识别 / recognised from a scan: page {named}"


def _left_out(laid: Sequence[Sequence[Block]], dropped: frozenset[tuple[int, int]]) -> Iterator[str]:
    """One warning that names the running headers and footers; page numbers go without saying."""
    lines = (laid[page][number] for page, number in sorted(dropped))
    texts = dict.fromkeys(b.text.strip() for b in lines if isinstance(b, Line))
    words = [t for t in texts if any(c.isalpha() and c not in "第页共Pageof" for c in t)]
    if words:
        shown = "；".join(t[:_SHOWN] for t in itertools.islice(words, 3))
        yield f"页眉页脚未入正文：{shown} / page headers and footers were left out of the text: {shown}"
