"""Forms of indicators drawn with wide gaps, whose merged first cells are only an indent in the rows below them."""

import re
from collections.abc import Iterator, Sequence

from assistant.records.model import Cell, Span
from ingest.lines import Line, trim
from ingest.stacked import POINTS, REMARK, Grid, form_columns

GAP = re.compile(r"\u3000[ \u3000]*|[ \u3000]{2,}")
_VALUE = re.compile(r"[-—–/]{1,2}|[≥≤><＝=≧≦~约不少低于小大高超过多]{0,5}\s*-?\d[\d,.]*\s*[^\s，。；]{0,6}")
_TOTAL = re.compile(r"[总合]\s*[分计]|得分合计")
_FEWEST_ROWS = 2


def gapped_forms(text: str, every: Sequence[Line]) -> Iterator[tuple[int, int, Grid]]:
    """The forms among lines, each with the indexes of its first line and of that after its last.

    Cells are numbered by row and column from 1; one that is not written is an empty span where it would stand.
    """
    at = 0
    while at < len(every):
        columns = form_columns([field.of(text) for field in _fields(text, every[at].span)])
        end, rows = at + 1, [_fields(text, every[at].span)]
        while columns and end < len(every) and not every[end].after_blank:
            row = _row(text, every[end].span, columns)
            if row is None:
                break
            rows.append(row)
            end += 1
        if len(rows) > _FEWEST_ROWS:
            cells = enumerate(rows, 1)
            yield at, end, [tuple(Cell(s, n, c, "") for c, s in enumerate(row, 1)) for n, row in cells]
        at = end


def _fields(text: str, line: Span) -> list[Span]:
    """What stands between the gaps of a line."""
    cuts = [m.span() for m in GAP.finditer(text, line.start, line.end)]
    starts, ends = [line.start, *(end for _, end in cuts)], [*(start for start, _ in cuts), line.end]
    return [trim(text, Span(a, b)) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _row(text: str, line: Span, columns: Sequence[str]) -> list[Span] | None:
    """The cells of a line under `columns`; None where it is no row. Labels not written are merged with those above."""
    fields = _fields(text, line)
    missing = len(columns) - len(fields)
    if missing < 0 or not any(_VALUE.fullmatch(f.of(text)) for f in fields[1:]):
        return None
    if _TOTAL.fullmatch(fields[0].of(text)):
        return _total(fields, columns)
    indent = text[text.rfind("\n", 0, line.start) + 1 : line.start].strip("\r\n")
    trailing = missing and not indent and REMARK.fullmatch(columns[-1]) is not None
    lead = [Span(fields[0].start, fields[0].start)] * (0 if trailing else missing)
    return [*lead, *fields, *([Span(fields[-1].end, fields[-1].end)] * (missing - len(lead)))]


def _total(fields: Sequence[Span], columns: Sequence[str]) -> list[Span] | None:
    """The row that sums up the points, whose values stand under the columns of points."""
    points = [at for at, name in enumerate(columns) if POINTS.fullmatch(name)]
    if len(points) != len(fields) - 1:
        return None
    row = [Span(fields[0].end, fields[0].end)] * len(columns)
    row[0] = fields[0]
    for at, field in zip(points, fields[1:], strict=True):
        row[at] = field
    return row
