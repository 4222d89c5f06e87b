"""Characters to lines in reading order: pieces of a line, columns, paragraphs told by gap, indent and size."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from ingest.layout.page import Box, Glyph, Run, is_wide
from ingest.lines import continues

_PIECE_GAP = 1.4
_TAB_GAP = 2.5
_SPACE_GAP = 0.28
_COLUMN_LINES = 4
_COLUMN_FULL = 0.6

Atom = tuple[str, Glyph | None]
"""A character of the text and where it stands; None for white space that nobody drew."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one line with no wide gap between them."""

    glyphs: Run
    box: Box

    @property
    def size(self) -> float:
        """The height of its characters in points."""
        return self.box.bottom - self.box.top

    @property
    def level(self) -> float:
        """The height on the page of its middle."""
        return (self.box.top + self.box.bottom) / 2


@dataclass(frozen=True)
class Line:
    """Pieces side by side, from left to right; `column` is where its column begins and ends, None where there is one."""

    pieces: tuple[Piece, ...]
    column: tuple[float, float] | None = None

    @cached_property
    def box(self) -> Box:
        """The smallest box around its pieces."""
        boxes = [p.box for p in self.pieces]
        return Box(boxes[0].x0, min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))

    @property
    def size(self) -> float:
        """The usual height of its characters in points."""
        return max(p.size for p in self.pieces)

    @cached_property
    def atoms(self) -> Sequence[Atom]:
        """Its characters from left to right, wide gaps as a tab, word gaps as a space."""
        return atoms_of(self.pieces)

    @cached_property
    def text(self) -> str:
        """Its characters as text."""
        return "".join([a for a, _ in self.atoms])


def pieces_of(runs: Iterable[Sequence[Glyph]]) -> list[Piece]:
    """Runs joined where they go on with one another, cut at wide gaps, white space at the ends left out."""
    parts = [_piece(part) for run in runs for part in _cut(run)]
    return _rejoined([p for p in parts if p])


def ordered(pieces: Sequence[Piece]) -> list[Line]:
    """Lines in reading order: columns of prose one after the other, else from top to bottom."""
    return list(_columned(sorted(pieces, key=lambda p: p.level)))


def atoms_of(pieces: Sequence[Piece]) -> list[Atom]:
    """The characters of pieces on one line from left to right."""
    out: list[Atom] = []
    last: Glyph | None = None
    for piece in sorted(pieces, key=lambda p: p.box.x0):
        for glyph in piece.glyphs:
            if last and (gap := _between(last, glyph)):
                out.append((gap, None))
            if glyph.text == " ":
                if out and not out[-1][0].isspace():
                    out.append((" ", None))
            else:
                out += [(c, glyph) for c in glyph.text]
            last = glyph
    return out


def _between(before: Glyph, after: Glyph) -> str:
    """The white space a gap stands for: a tab between columns, a space between words, none between Chinese characters."""
    gap = after.x0 - before.x1
    if gap <= 0 or " " in (before.text, after.text):
        return ""
    height = max(before.bottom - before.top, after.bottom - after.top)
    if gap > _TAB_GAP * height:
        return "\t"
    if gap > _PIECE_GAP * height:
        return " "
    wide = is_wide(before.text) or is_wide(after.text)
    return " " if not wide and gap > _SPACE_GAP * height else ""


def _cut(run: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """A run cut at gaps wider than _PIECE_GAP characters; drawn white space is part of a gap."""
    part: list[Glyph] = []
    seen: Glyph | None = None
    for glyph in run:
        blank = glyph.text == " "
        if not blank and seen and glyph.x0 - seen.x1 > _PIECE_GAP * (seen.bottom - seen.top):
            yield part
            part = []
        part.append(glyph)
        seen = seen if blank else glyph
    yield part


def _piece(glyphs: Sequence[Glyph]) -> Piece | None:
    start, end = 0, len(glyphs)
    while start < end and glyphs[start].text == " ":
        start += 1
    while end > start and glyphs[end - 1].text == " ":
        end -= 1
    inner = tuple(glyphs[start:end])
    if not inner:
        return None
    x0, x1 = min(g.x0 for g in inner), max(g.x1 for g in inner)
    # Heights vary with the font of single characters; the usual one tells the line.
    return Piece(inner, Box(x0, median(g.top for g in inner), x1, median(g.bottom for g in inner)))


def _rejoined(pieces: list[Piece]) -> list[Piece]:
    """Pieces that go on with one another on the same line as one: a bold word, a number in another font."""
    rows = _rows(pieces)
    out: list[Piece] = []
    for row in rows:
        for piece in row:
            last = out[-1] if out else None
            if last and last.box.x0 <= piece.box.x0 and _goes_on(last, piece):
                joined = _piece((*last.glyphs, *piece.glyphs))
                assert joined
                out[-1] = joined
            else:
                out.append(piece)
    return out


def _goes_on(before: Piece, after: Piece) -> bool:
    height = max(before.size, after.size)
    level = abs(before.level - after.level) < 0.5 * height
    return level and -0.8 * height < after.box.x0 - before.box.x1 < _PIECE_GAP * min(before.size, after.size)


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces by line from top to bottom, each line from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.level):
        row = rows[-1] if rows else None
        if row and piece.level - median(p.level for p in row) < 0.5 * max(piece.size, *(p.size for p in row)):
            row.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.box.x0) for row in rows]


def _columned(pieces: list[Piece]) -> Iterator[Line]:
    gutter = _gutter(pieces)
    if gutter is None:
        yield from (Line(tuple(row)) for row in _rows(pieces))
        return
    for crosses, group in itertools.groupby(pieces, key=lambda p: p.box.x0 < gutter < p.box.x1):
        band = list(group)
        left = [p for p in band if p.box.x1 <= gutter]
        right = [p for p in band if p.box.x0 >= gutter]
        if not crosses and _is_prose(left) and _is_prose(right):
            yield from _column_lines(left)
            yield from _column_lines(right)
        else:
            yield from (Line(tuple(row)) for row in _rows(band))


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where a right column of prose begins, just left of it; None where the page has one column."""
    starts = Counter(round(p.box.x0 / 4) for p in pieces)
    left_end = min((p.box.x0 for p in pieces), default=0.0)
    for start, _ in sorted(starts.items(), key=lambda item: -item[1])[:6]:
        gutter = start * 4 - 4.0
        if gutter < left_end + 60:
            continue
        left = [p for p in pieces if p.box.x1 <= gutter]
        right = [p for p in pieces if p.box.x0 >= gutter]
        crossing = len(pieces) - len(left) - len(right)
        if crossing <= 0.5 * len(pieces) and _is_prose(left) and _is_prose(right):
            return gutter
    return None


def _is_prose(pieces: Sequence[Piece]) -> bool:
    """Whether pieces are lines of one column that mostly fill it, as the cells of a list without rules do not."""
    if len(pieces) < _COLUMN_LINES:
        return False
    width = max(p.box.x1 for p in pieces) - min(p.box.x0 for p in pieces)
    size = median(p.size for p in pieces)
    full = sum(1 for p in pieces if p.box.x1 - p.box.x0 > 0.8 * width)
    return width > 7 * size and full >= _COLUMN_FULL * len(pieces)


def _column_lines(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of one of several columns."""
    column = min(p.box.x0 for p in pieces), max(p.box.x1 for p in pieces)
    return [Line(tuple(row), column) for row in _rows(pieces)]


def new_paragraph(before: Line, after: Line, leading: float, body: tuple[float, float]) -> bool:
    """Whether a paragraph ends between two lines.

    `leading` is the usual gap between lines in points, `body` where lines begin and end where no column says otherwise.
    """
    size = min(before.size, after.size)
    if max(before.size, after.size) > 1.18 * size:
        return True
    turned = after.box.top < before.box.top  # the next column or page
    if not turned and after.box.top - before.box.bottom > leading + 0.6 * size:
        return True
    if _centred(after, body) and (_centred(before, body) or _full(before, body)):
        return False
    return _starts(before, after, body)


def _starts(before: Line, after: Line, body: tuple[float, float]) -> bool:
    """Whether `after` is indented at its first line, or `before` ended well before the end of its column.

    Where digits are narrower than their writer thought, full lines end early too: there the words tell.
    """
    size = after.size
    indented = after.box.x0 > (after.column or body)[0] + 1.2 * size
    slack = (3 if any(is_wide(g.text) for p in before.pieces for g in p.glyphs) else 8) * size
    short = before.box.x1 < (before.column or body)[1] - slack
    return indented or (short and not continues(before.text, after.text, False))


def _full(line: Line, body: tuple[float, float]) -> bool:
    """Whether a line fills its column from end to end, as the first line of a long title does."""
    start, end = line.column or body
    return line.box.x0 - start < line.size and end - line.box.x1 < 1.5 * line.size


def _centred(line: Line, body: tuple[float, float]) -> bool:
    start, end = line.column or body
    left, right = line.box.x0 - start, end - line.box.x1
    return left > line.size and right > line.size and abs(left - right) < 1.5 * line.size


def body_ends(lines: Sequence[Line]) -> tuple[float, float]:
    """Where the lines of a document begin and end: the outermost positions that several lines share."""
    single = [line.box for line in lines if line.column is None]
    return _shared([b.x0 for b in single], outermost=min), _shared([b.x1 for b in single], outermost=max)


def _shared(positions: Sequence[float], outermost: Callable[[Sequence[float]], float]) -> float:
    if not positions:
        return 0.0
    counts = Counter(round(p / 6) for p in positions)
    enough = max(2, 0.04 * len(positions))
    near = [
        p for p in positions if counts[round(p / 6)] + counts[round(p / 6) + 1] + counts[round(p / 6) - 1] >= enough
    ]
    return outermost(near or positions)


def usual_leading(lines: Sequence[Line]) -> float:
    """The usual gap in points between a line and the next one below it; 0 where there are fewer than two."""
    gaps = [(b.box.top - a.box.bottom, a.size) for a, b in itertools.pairwise(lines) if b.box.top > a.box.top]
    close = [gap for gap, size in gaps if gap < 2.5 * size]
    return median(close) if close else 0.0
