"""Tables kept one cell a line, as text copied from web pages and forms has them: rebuilt where their form is recognisable.

Two forms are: a header of words above rows of a word and as many values, and the form of indicators (一级指标 … 分值 得分),
whose merged first cells stand once for the rows they cover. Blank cells are mostly lost; rows are told by their values.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.records.model import Cell, Span
from ingest.lines import Line, trim

_PLAIN_VALUE = re.compile(r"[-—–/]{1,2}|-?\d[\d,]*(?:\.\d+)?[%％]?")
_LIKE_VALUE = re.compile(
    r"[-—–/]{1,2}|[≥≤><＝=≧≦~约不少低于小大高超过多]{0,5}\s*-?\d[\d,.]*\s*(?:[%％‰]|[\u3400-\u9fff]{1,5})?(?:以上|以下|以内)?|\d{1,2}月底?前?"
)
_LABEL = re.compile(r"[一二三四]级指标|指标(?:名称|内容)?|绩效指标|指标类型")
_INDICATOR = re.compile(r"三级指标|二级指标|指标(?:名称|内容)|绩效指标")
_NAMED = re.compile(
    r"(?:年度|全年|预期|计划|绩效)?(?:指标|目标)值|(?:全年|年度)?实际(?:完成)?值|(?:实际)?完成(?:值|情况)|分值|权重|得分|自评(?:得)?分|计量单位|"
    r"偏差原因.*|未完成原因.*|备注|评分标准"
)
POINTS = re.compile(r"分值|权重|自评(?:得)?分|得分")
REMARK = re.compile(r"偏差原因.*|未完成原因.*|备注")
_TITLE = re.compile(r"[表册]$|情况$|明细$|报告$|一览")
_NOTHING = re.compile(r"[-—–/]{1,2}|无(?:偏差)?")
_SENTENCE = re.compile(r"[。，；]")
_LONGEST_CELL = 20
_LONGEST_WORDS = 60
_LEAST = 3
_FEWEST_ROWS = 2

Grid = list[tuple[Cell, ...]]


def stacked(text: str, every: Sequence[Line]) -> Iterator[tuple[int, Grid]]:
    """The tables among lines, each with the index of its first line; cells are numbered by row and column from 1.

    A cell that is not written is an empty span where it would stand.
    """
    at = 0
    while at < len(every):
        columns = _columns(text, every, at)
        rows, end = _indicators(text, every, at, columns) if columns else ([], at)
        if len(rows) > _FEWEST_ROWS:
            yield at, _grid(rows)
            at = end
            continue
        if columns:  # nothing may begin in the middle of a header
            at += len(columns)
            continue
        end = _run(text, every, at)
        yield from _counted(text, every, at, end)
        at = max(end, at + 1)


def _run(text: str, every: Sequence[Line], at: int) -> int:
    """Where the run of short lines from `at` ends: at a blank line, a longer one, or the header of a form."""
    end = at
    while end < len(every) and _is_cell(every[end].span.of(text)) and not (end > at and every[end].after_blank):
        if end > at and _LABEL.fullmatch(every[end].span.of(text)) and _columns(text, every, end):
            break
        end += 1
    return end


def _is_cell(line: str) -> bool:
    plain = line.removeprefix("其中：")
    return len(line) <= _LONGEST_CELL and not re.search(r"[，。；：|\t]", plain)


def _counted(text: str, every: Sequence[Line], at: int, end: int) -> Iterator[tuple[int, Grid]]:
    """The table of a run of cells whose rows are a word and as many values, with or without a corner cell."""
    values = [bool(_PLAIN_VALUE.fullmatch(line.span.of(text))) for line in every[at:end]]
    first, width, stop, corner = _shape(values)
    if not stop:
        return
    spans = [_bare(text, line.span) for line in every[at + first : at + stop]]
    if not corner:
        if _TITLE.search(spans[0].of(text)):
            return
        spans.insert(0, Span(spans[0].start, spans[0].start))
    yield at + first, _grid([spans[i : i + width] for i in range(0, len(spans), width)])


def _shape(values: Sequence[bool]) -> tuple[int, int, int, bool]:
    """(first, width, end) of the table in a run of cells, each told to be a value or words, and whether its corner is
    written; zeros where there is none.
    """
    if True not in values:
        return 0, 0, 0, False
    value = values.index(True)
    width = next((i for i, is_value in enumerate(values[value:]) if not is_value), len(values) - value) + 1
    first, corner = value - 1 - width, True
    if first == -1:  # nothing is written in the corner
        first, corner = 0, False
    if width < _LEAST or first < 0 or any(values[first : value - 1]):
        return 0, 0, 0, False
    row, end = [False] + [True] * (width - 1), value - 1
    while list(values[end : end + width]) == row:
        end += width
    rows = (end - value + 1) // width
    return (first, width, end, corner) if rows >= 2 else (0, 0, 0, False)


def _columns(text: str, every: Sequence[Line], at: int) -> list[str]:
    """The header of a form of indicators that begins at line `at`, a name a line, labels first; [] where none does."""
    return form_columns([_bare(text, line.span).of(text) for line in every[at : at + 12]])


def form_columns(said: Sequence[str]) -> list[str]:
    """The names that `said` begins with and that head a form of indicators, labels first; [] where it begins with none."""
    names: list[str] = []
    for one in ("".join(words.split()) for words in said):
        known = _LABEL.fullmatch(one) if len(names) == _labels(names) else None
        if not (known or _NAMED.fullmatch(one)):
            break
        names.append(one)
    told = len(names) - _labels(names)
    return names if told and _labels(names) and any(map(_INDICATOR.fullmatch, names)) else []


def _labels(names: Sequence[str]) -> int:
    """How many columns at the left name indicators."""
    return next((at for at, name in enumerate(names) if not _LABEL.fullmatch(name)), len(names))


def _indicators(text: str, every: Sequence[Line], at: int, columns: Sequence[str]) -> tuple[list[list[Span]], int]:
    """The rows of a form whose header stands at line `at`, the header among them, and the line after its last row."""
    start = at + len(columns)
    spans = [_bare(text, line.span) for line in every[at:start]]
    rows, last = [spans], start
    ends = _row_ends(text, every, start, columns)
    for begin, end in pairwise([start, *ends]):
        row = _row(text, [_bare(text, line.span) for line in every[begin:end]], columns)
        if row is None:
            break
        rows.append(row)
        last = end
    return rows, last


def _row_ends(text: str, every: Sequence[Line], start: int, columns: Sequence[str]) -> list[int]:
    """Where rows end: behind each run of values long enough to hold those of a row, with a remark where there is one."""
    told = [name for name in columns[_labels(columns) :] if not REMARK.fullmatch(name)]
    points = sum(1 for name in told if POINTS.fullmatch(name))
    pattern, least = (_PLAIN_VALUE, points) if points >= 2 else (_LIKE_VALUE, len(told))
    ends: list[int] = []
    run = 0
    for number in range(start, len(every) + 1):
        written = every[number].span.of(text) if number < len(every) else ""
        if written and len(written) <= _LONGEST_WORDS and pattern.fullmatch(written):
            run += 1
            continue
        if run >= least:
            remark = any(map(REMARK.fullmatch, columns)) and (
                bool(_NOTHING.fullmatch(written)) or (_SENTENCE.search(written) is not None)
            )
            ends.append(number + remark)
        run = 0
        if not written or len(written) > 3 * _LONGEST_WORDS:
            break
    return ends


def _row(text: str, cells: Sequence[Span], columns: Sequence[str]) -> list[Span] | None:
    """The cells of one row under its columns; None where they do not fit. Labels that are not written are merged ones."""
    labels = _labels(columns)
    told = len(columns) - labels
    remark = bool(REMARK.fullmatch(columns[-1]))
    if remark and len(cells) < labels + told and _NOTHING.fullmatch(cells[-1].of(text)):
        return None  # a dash is a remark, or points that were not given
    written = (
        remark and len(cells) > 1 and (len(cells) == labels + told or not _PLAIN_VALUE.fullmatch(cells[-1].of(text)))
    )
    values = told - 1 + written if remark else told
    missing = labels + values - len(cells)
    if not 0 <= missing < labels or any(len(c.of(text)) > _LONGEST_WORDS for c in cells[: len(cells) - written]):
        return None
    lead = [Span(cells[0].start, cells[0].start)] * missing
    tail = [Span(cells[-1].end, cells[-1].end)] * (told - values)
    return [*lead, *cells, *tail]


def _grid(rows: Sequence[Sequence[Span]]) -> Grid:
    return [
        tuple(Cell(span, number, column, "") for column, span in enumerate(row, 1))
        for number, row in enumerate(rows, 1)
    ]


def _bare(text: str, span: Span) -> Span:
    """A cell without the bold marks around all of it."""
    inner = trim(text, span)
    written = inner.of(text)
    if len(written) > 4 and written.startswith("**") and written.endswith("**"):
        return trim(text, Span(inner.start + 2, inner.end - 2))
    return inner
