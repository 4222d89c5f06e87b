"""A page's blocks in reading order: lines of prose, and ruled tables with the characters of each cell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout.grid import Ruled, ruled_grids
from ingest.layout.lines import Atom, Line, Piece, ordered, pieces_of
from ingest.layout.page import Glyph, Page, is_wide

_LONG_CELL = 8
_SLACK = 2.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ruled table: for each row the characters of its cells; what a merged cell covers is empty."""

    ruled: Ruled
    rows: tuple[tuple[tuple[Atom, ...], ...], ...]


Block = Line | Drawn


def blocks(page: Page) -> tuple[Block, ...]:
    """The blocks of `page` in reading order. Depends on the page alone."""
    grids = ruled_grids(page)
    inside, outside = _shared_out(page, grids)
    drawn = [_drawn(grid, inside[number]) for number, grid in enumerate(grids)]
    tables = [d for d in drawn if _is_table(d)]
    for number, grid in enumerate(drawn):
        if grid not in tables:
            outside.extend(run for cell in inside[number].values() for run in cell)
    return _interleaved(pieces_of(outside), tables)


def _interleaved(pieces: Sequence[Piece], tables: Sequence[Drawn]) -> tuple[Block, ...]:
    out: list[Block] = []
    left = list(pieces)
    for table in tables:
        above = [p for p in left if p.level < table.ruled.box.top]
        left = [p for p in left if p.level >= table.ruled.box.top]
        out += [*ordered(above), table]
    return (*out, *ordered(left))


_Cells = dict[int, list[list[Glyph]]]


def _shared_out(page: Page, grids: Sequence[Ruled]) -> tuple[list[_Cells], list[Sequence[Glyph]]]:
    """The runs of each grid by number of cell, and those outside; a run across a rule is cut there."""
    inside: list[_Cells] = [defaultdict(list) for _ in grids]
    outside: list[Sequence[Glyph]] = []
    for run in page.runs:
        last: tuple[int, int] | None = None
        open_run: list[Glyph] = []
        for glyph in run:
            place = _place(glyph, grids, last) if glyph.text != " " else last
            if not open_run or place != last:
                open_run = []
                (inside[place[0]][place[1]] if place else outside).append(open_run)
            open_run.append(glyph)
            last = place
    return inside, outside


def _place(glyph: Glyph, grids: Sequence[Ruled], last: tuple[int, int] | None) -> tuple[int, int] | None:
    """The number of the grid and of its cell that hold a character; most stand where the `last` one does."""
    x, y = glyph.middle
    if last and grids[last[0]].slots[last[1]].box.holds(x, y):
        return last
    for number, grid in enumerate(grids):
        if grid.box.holds(x, y):
            return number, next((n for n, slot in enumerate(grid.slots) if slot.box.holds(x, y)), 0)
    return None


def _drawn(grid: Ruled, cells: _Cells) -> Drawn:
    rows: list[list[tuple[Atom, ...]]] = [[()] * grid.columns for _ in range(grid.rows)]
    for number, runs in cells.items():
        slot = grid.slots[number]
        rows[slot.row][slot.column] = tuple(_cell_atoms(ordered(pieces_of(runs))))
    return Drawn(grid, tuple(tuple(row) for row in rows))


def _is_table(drawn: Drawn) -> bool:
    """Boxes drawn around prose, and drawings, are no tables."""
    filled = sum(1 for row in drawn.rows for cell in row if cell)
    columns = {c for row in drawn.rows for c, cell in enumerate(row) if cell}
    return filled >= 4 and len(columns) >= 2


def _cell_atoms(lines: Sequence[Line]) -> list[Atom]:
    """The characters of a cell: lines broken because the cell was full are joined, others stay lines."""
    out: list[Atom] = []
    right = max((line.box.x1 for line in lines), default=0.0)
    width = right - min((line.box.x0 for line in lines), default=0.0)
    for number, line in enumerate(lines):
        atoms = line.atoms
        if number and out and atoms:
            out.extend((c, None) for c in _join(lines[number - 1], out[-1][0], atoms[0][0], right, width))
        out.extend((" " if c == "\t" else c, glyph) for c, glyph in atoms)
    return out


def _join(before: Line, last: str, first: str, right: float, width: float) -> str:
    if width > _LONG_CELL * before.size and before.box.x1 < right - _SLACK * before.size:
        return "\n"
    if is_wide(last) or is_wide(first) or (last in "0123456789,." and first in "0123456789,.%％"):
        return ""
    return " "
