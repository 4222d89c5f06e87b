"""Grids of cells to Tables: header rows are found by their words and shape, never by position.

A grid is what a reader saw, row by row. Captions, unit lines ("单位：万元"), 栏次 rows, repeated headers and notes are
told from data; a form of several blocks becomes several tables, and so do two halves side by side (收入 | 支出).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from assistant.records.model import Cell, Span, Table
from ingest.halves import halves
from ingest.header_rows import find_headers, header_paths, tells
from ingest.marks import mark_rows
from ingest.rows import (
    Grid,
    Merge,
    Row,
    fold,
    is_aside,
    is_caption,
    is_closing,
    is_index,
    is_note,
    is_value,
    make_rows,
    unit_of,
    unit_of_column,
    wording,
)

__all__ = ["Grid", "Merge", "Tables", "column_letters", "is_value", "read_tables", "unit_of"]

_LABELLED = re.compile(r"[^:：]{1,14}[:：]")
_NUMBERED = re.compile(r"^附?[表件]\s*[\d一二三四五六七八九]*\s*[：:]\s*")
_ONLY_NUMBER = re.compile(r"附\s*[件表]?\s*[\d一二三四五六七八九十-]*\s*[：:]?|(?:预|决)?算?公开\s*\d+\s*表|续\s*表")
_STOPS = re.compile(r"[。；，]")
_FEW = 3
_DRAWN = re.compile(r"(?:^|!)R\d+C\d+$")
_LETTERED = re.compile(r"[A-Z]{1,3}(?=\d+$)")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a grid held: its tables in order, and warnings about rows that could not be placed."""

    tables: tuple[Table, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of rows that makes up one table: the lines above it, its header rows (none in a form) and what follows."""

    above: tuple[Row, ...]
    header: tuple[Row, ...]
    body: tuple[Row, ...]


def read_tables(
    text: str,
    grid: Grid,
    name: str = "",
    around: Sequence[str] = (),
    merges: Sequence[Merge] = (),
    *,
    placed: bool = False,
) -> Tables:
    """The tables of `grid`, whose cells are spans of `text`; `around` holds caption and note lines outside the grid.

    `merges` are areas whose first cell holds for all of them. `columns` is the header path of each column, () where it
    has none; rows are data only, padded with empty cells to the width of the header. `placed` tells that every cell is
    sure to stand in its column (a sheet); elsewhere a row with more cells than the header cannot be placed: it is left
    out with a warning.
    """
    width = max((len(cells) for cells in grid), default=0)
    rows = make_rows(text, grid, merges)
    if width < 2 or not rows:
        return Tables(())
    blocks = _blocks(rows)
    asides = [t for row in rows if is_aside(row) for t in row.filled]
    title = _title(blocks[0].above) or _caption(around) or name
    unit = next(filter(None, map(unit_of, [*asides, *around, title])), "")
    tables: list[Table] = []
    warnings: list[str] = []
    for block in blocks:
        said = [t for r in (*block.above, *block.body) if is_aside(r) for t in r.filled]
        own = next((u for t in said if (u := unit_of(t))), "")
        found = _tables(text, block, _title(block.above) or title, own or unit, warnings, placed=placed)
        tables.extend(_with_units(table, said) for table in found)
    return Tables(tuple(tables), tuple(warnings))


def _blocks(rows: Sequence[Row]) -> list[_Block]:
    """Cut rows at header rows; what stands before the first header and is no caption is a form without columns."""
    headers = find_headers(rows)
    if not headers:
        lead = tuple(takewhile(is_aside, rows))
        return [_Block(lead, (), tuple(r for r in rows[len(lead) :] if not is_aside(r)))]
    blocks: list[_Block] = []
    end = 0
    for number, (at, depth) in enumerate(headers):
        above: Sequence[Row] = rows[_back(rows, at, end) : at]
        if number == 0:
            lead = tuple(takewhile(is_aside, rows[:at]))
            form = tuple(r for r in rows[:at] if not is_aside(r))
            blocks.extend([_Block(lead, (), form)] if form else [])
            above = [r for r in rows[:at] if is_aside(r)] if not form else above
        following = headers[number + 1][0] if number + 1 < len(headers) else len(rows)
        end = at + depth
        stop = _back(rows, following, end) if following < len(rows) else following
        header = tuple(rows[at:end])
        body = _body(rows[end:stop], header, above)
        told = _told(body) if following < len(rows) else len(body)
        blocks.append(_Block(tuple(above), header, body[:told]))
        blocks.extend([_Block((), (), body[told:])] if told < len(body) else [])
    return blocks


def _back(rows: Sequence[Row], at: int, end: int) -> int:
    """Where the captions and unit lines right above row `at` begin, not before `end`."""
    while at > end and is_aside(rows[at - 1]) and not is_note(rows[at - 1]):
        at -= 1
    return at


def _body(rows: Sequence[Row], header: Sequence[Row], above: Sequence[Row]) -> tuple[Row, ...]:
    """The data rows of a block: no 栏次 rows, nothing repeated after a page break, no notes and signatures at the end."""
    repeated = {r.filled for r in (*header, *above)}
    kept = [r for r in rows if not is_index(r) and r.filled not in repeated and not is_note(r) and not _continued(r)]
    while kept and is_closing(kept[-1]):
        kept.pop()
    return tuple(kept)


def _told(body: Sequence[Row]) -> int:
    """Where rows of sentences close a body (年度总体目标, 预期目标 | 实际完成情况 and what they are), else its length."""
    at = len(body)
    while at > 0 and not body[at - 1].numeric:
        at -= 1
    told = next((i for i in range(max(at, 1), len(body)) if tells(body[i]) and len(body[i].filled) <= _FEW), None)
    if told is None:
        return len(body)
    while told > max(at, 1) and len(body[told - 1].filled) <= _FEW and wording(body[told - 1]) > 0:
        told -= 1
    return told


def _continued(row: Row) -> bool:
    return (
        len(row.filled) == 1
        and re.fullmatch(r"[（(]?\s*(?:续\s*表|接上[页表])\s*\d*\s*[）)]?", row.filled[0]) is not None
    )


def _title(above: Sequence[Row]) -> str:
    """The first caption that is more than a number ("附件2", "公开01表")."""
    captions = [r.filled[0] for r in above if is_caption(r)]
    return next((c for c in captions if not _ONLY_NUMBER.fullmatch(c) and not unit_of(c)), "") or next(
        (c for c in captions if unit_of(c) and len(c) > 12), ""
    )


def _caption(around: Sequence[str]) -> str:
    """The nearest line around a drawn table that can be its caption: "表1 …", "附件1：…", but no unit and no note."""
    bare = (_NUMBERED.sub("", line) for line in around)
    return next((b for b in bare if b and not _LABELLED.match(b) and not _noted(b) and not _STOPS.search(b)), "")


def _noted(line: str) -> bool:
    return re.match(r"\s*(?:注|备注|说明|来源|数据来源)\s*\d*\s*[:：.、]|注释|填[表报]|制表|审核人", line) is not None


def _tables(text: str, block: _Block, title: str, unit: str, warnings: list[str], *, placed: bool) -> list[Table]:
    """The tables of a block, none where it has no data; rows wider than the header are named in `warnings` instead."""
    paths = header_paths(block.header) if block.header else ()
    used = max((row.used for row in block.body), default=0)
    width = max(len(paths), used) if placed or not paths else len(paths)
    good = [row for row in block.body if row.used <= width]
    warnings.extend(_too_wide(row, width) for row in block.body if row.used > width)
    if not good:
        return []
    spans = [cell.span for row in (*block.header, *block.body) for cell in row.cells]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    columns = (*paths, *((),) * (width - len(paths)))
    parts = halves(columns, good) if block.header else ((0, width),)
    return [_table(text, title, unit, whole, columns, good, part) for part in parts]


def _with_units(table: Table, said: Sequence[str]) -> Table:
    """`table` with the unit that a line above gives to one column alone (原值单位：万元) on that column, none on the others."""
    for name, unit in map(unit_of_column, said):
        meant = [at for at, path in enumerate(table.columns) if name and path and fold(path[-1]).endswith(name)]
        if len(meant) == 1:
            at = meant[0]
            path = (*table.columns[at][:-1], f"{table.columns[at][-1]}（{unit}）")
            return replace(table, columns=(*table.columns[:at], path, *table.columns[at + 1 :]), unit="")
    return table


def _too_wide(row: Row, width: int) -> str:
    more, address = row.used - width, row.cells[0].address
    return (
        f"{address}：这一行比表头多出 {more} 格，未作为表格数据 / "
        f"{address}: this row has {more} more cells than the header and was not read as data"
    )


def _table(
    text: str,
    title: str,
    unit: str,
    whole: Span,
    columns: tuple[tuple[str, ...], ...],
    rows: Sequence[Row],
    part: tuple[int, int],
) -> Table:
    start, end = part
    own = [row for row in rows if any(row.texts[start:end])]
    cells = tuple(_padded(row.cells, end)[start:end] for row in own)
    return Table(title, whole, columns[start:end], cells, unit, mark_rows(text, own, start, end))


def _padded(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    last = cells[-1]
    missing = (
        Cell(Span(last.span.end, last.span.end), last.row, last.column + i, _beside(last, i))
        for i in range(1, width - len(cells) + 1)
    )
    return (*cells[:width], *missing)


def _beside(cell: Cell, by: int) -> str:
    """The address `by` columns right of a cell: R3C2, or C7 of a sheet."""
    column = cell.column + by
    if _DRAWN.search(cell.address):
        return re.sub(r"C\d+$", f"C{column}", cell.address)
    return _LETTERED.sub(column_letters(column), cell.address)


def column_letters(column: int) -> str:
    """The letters of a column number from 1: 3 is C, 28 is AB."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
