"""Grids of cells to Tables: header rows are found by their words and shape, never by position.

A grid is what a reader saw, row by row. Captions, unit lines ("单位：万元"), 栏次 rows, repeated headers and notes are
told from data; a form of several blocks becomes several tables.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.records.model import Cell, Span, Table

Grid = Sequence[Sequence[Cell]]

_VALUE = re.compile(
    r"[≥≤><＝=≧≦~约近超+＋-]*\s*\d[\d,，.]*\s*(?:[%％‰]|[万亿千]?[元人个家件次户亩吨米]|平方米|公里|公顷|分)?"
    r"|[/／—–-]+|20\d\d\s*[-./年]\s*\d{1,2}\s*(?:[-./月]\s*(?:\d{1,2}\s*日?)?)?|无|≥|≤"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?度?")
_WORDS = re.compile(
    r"^(?:序号|编号|单位|部门|名称|项目|指标|科目|内容|事项|备注|说明|合计|总计|小计|分值|得分|权重|类别|类型|来源|地点|地址|"
    r"企业|政策|行业|区域|街道|排名|次序|年度|年份|月份|全年|上年|本年|年初|其中|调整|执行|预算|决算|[一二三四]级)"
    r"|(?:名称|数|率|额|值|量|分|级|类|元|年|月|日期|时间|单位|部门|指标|目标|原因|措施|情况|标准|进度|资金|支出|收入|预算|决算|"
    r"结转|结余|面积|投资|人数|排名|名次|编码|代码|性质|内容|备注|负责人|联系人|电话|方式|状态|规模|阶段|占比|比重|增幅|增长|变化)"
    r"(?:[（(].{1,16}[）)])?$|^(?:19|20)\d\d\s*年?|^\d{1,2}(?:-\d{1,2})?月"
)
_STRONG = re.compile(
    r"(?:序号|[一二三]级指标|指标(?:名称|值|内容)|年度指标值|(?:年度)?目标值|(?:全年)?实际(?:完成)?值|完成(?:值|情况)|分值|得分|权重|"
    r"评分标准|偏差原因.*|年初预算数?|(?:全年|调整后?)预算数?|(?:全年)?执行数|(?:预算)?执行率|备注|单位名称|部门(?:名称)?|项目名称|"
    r"企业名称|预算单位|金额.*|预算数.*|支出数.*|奖励金额.*)"
)
_NOTE = re.compile(
    r"\s*(?:注\s*\d*\s*[:：.、]|注释|备注[:：]|说明[:：]|填[表报](?:人|日期|说明)|制表|审核人|数据来源|来源[:：])"
)
_INDEX_LABEL = re.compile(r"(?:栏\s*次|行\s*次|栏\s*目|序\s*列)")
_FORMULA = re.compile(r"[\d=＝+*/÷×()（）%-]*")
_UNIT = re.compile(
    r"(?:单位|计量)\s*(?:[:：]|为|均为|是)?\s*(?:人民币)?\s*[（(]?"
    r"((?:万|亿|千|百万)?(?:美元|港元|欧元|元|人次|人|户|家|个|亩|公顷|吨|平方米|公里|米|件|次))(?![\w])"
    r"|[（(]\s*((?:万|亿|千|百万)?(?:美元|元))\s*[）)]\s*$"
)
_LABELLED = re.compile(r"[^:：]{1,14}[:：]")
_NUMBERED = re.compile(r"^附?[表件]\s*[\d一二三四五六七八九]*\s*[：:]\s*")
_STOPS = re.compile(r"[。；，]")
_MAX_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Tables:
    """What a grid held: its tables in order, and warnings about rows that could not be placed."""

    tables: tuple[Table, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a grid with its texts; `texts` line up with `cells`."""

    cells: tuple[Cell, ...]
    texts: tuple[str, ...]

    @property
    def filled(self) -> tuple[str, ...]:
        return tuple(t for t in self.texts if t)


def unit_of(text: str) -> str:
    """The unit a caption or note states ("金额单位：万元" -> "万元"), or ""; an organisation is never one."""
    found = _UNIT.search(text)
    return next((g for g in found.groups() if g), "") if found else ""


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, a rate or a mark for none ("/", "—"); a bare year may be a header and is not."""
    return _VALUE.fullmatch(cell) is not None and _YEAR.fullmatch(cell) is None


def read_tables(text: str, grid: Grid, name: str = "", around: Sequence[str] = ()) -> Tables:
    """The tables of `grid`, whose cells are spans of `text`; `around` holds caption and note lines outside the grid.

    `columns` is the header path of each column, () where it has none; rows are data only, padded with empty cells to
    the width of the header. A row with more cells than the header cannot be placed: it is left out with a warning.
    """
    rows = [_row(text, cells) for cells in grid if cells]
    width = max((len(row.cells) for row in rows), default=0)
    rows = [row for row in rows if row.filled]
    if width < 2 or not rows:
        return Tables(())
    at = _first_header(rows)
    above = [row.filled[0] for row in _above(rows, at) if _is_caption(row)]
    title = next(iter(above), "") or _caption(around) or name
    asides = [text for row in rows if _is_aside(row) for text in row.filled]
    unit = next(filter(None, map(unit_of, [*asides, *around, title])), "")
    return _blocks(rows, at, title, unit)


def _above(rows: Sequence[_Row], at: int | None) -> list[_Row]:
    """The captions and unit lines above the first header, or above everything where there is none."""
    return list(takewhile(_is_aside, rows)) if at is None else [r for r in rows[:at] if _is_aside(r)]


def _row(text: str, cells: Sequence[Cell]) -> _Row:
    return _Row(tuple(cells), tuple(" ".join(cell.span.of(text).split()) for cell in cells))


def _is_aside(row: _Row) -> bool:
    """Captions, unit lines and notes: one cell alone that is no value, or only "label：value" cells."""
    filled = row.filled
    if _NOTE.match(filled[0]):
        return True
    if len(filled) == 1:
        return row.texts[0] != "" and not is_value(filled[0])
    return all(_LABELLED.match(t) for t in filled)


def _is_caption(row: _Row) -> bool:
    return len(row.filled) == 1 and not _NOTE.match(row.filled[0]) and not _LABELLED.match(row.filled[0])


def _caption(around: Sequence[str]) -> str:
    """The nearest line around a drawn table that can be its caption: "表1 …", "附件1：…", but no unit and no note."""
    bare = (_NUMBERED.sub("", line) for line in around)
    return next((b for b in bare if b and not _LABELLED.match(b) and not _NOTE.match(b) and not _STOPS.search(b)), "")


def _blocks(rows: list[_Row], at: int | None, title: str, unit: str) -> Tables:
    """Cut rows at header rows; what stands before the first header and is no caption is a form without columns."""
    tables: list[Table] = []
    warnings: list[str] = []
    if at is None or at > 0:
        head = [r for r in rows[: at if at is not None else len(rows)] if not _is_aside(r)]
        tables.extend(_table(title, unit, (), head, warnings))
    while at is not None:
        depth = _depth(rows, at)
        columns = _columns(rows[at : at + depth])
        end = _next_header(rows, at, depth)
        body = [r for r in rows[at + depth : end] if not _skipped(r, rows[at : at + depth])]
        header = rows[at : at + depth]
        own = next(filter(None, (unit_of(t) for r in rows[max(at - 1, 0) : end] if _is_aside(r) for t in r.filled)), "")
        tables.extend(_table(title, own or unit, columns, body, warnings, header))
        at = end if end < len(rows) else None
    return Tables(tuple(tables), tuple(warnings))


def _first_header(rows: list[_Row]) -> int | None:
    """Index of the first header row, or None: by its words above all, else by standing full above the first values."""
    body = next((i for i, r in enumerate(rows) if _is_data(r)), len(rows))
    candidates = [i for i in range(body) if not _is_aside(rows[i]) and len(rows[i].filled) >= 2]
    named = [i for i in candidates if _wording(rows[i]) > 0.5 and not _paired(rows[i])]
    width = max(len(r.filled) for r in rows)
    wide = max(2, 0.6 * width) if body < len(rows) else width + 1
    full = [i for i in candidates if len(rows[i].filled) >= wide and not _paired(rows[i])]
    strong = [i for i, r in enumerate(rows) if _is_strong(r)]
    at = next(iter(named or full or strong), None)
    if at and not _is_aside(rows[at - 1]) and _under(rows[at - 1 : at], rows[at]) and len(rows[at - 1].filled) > 1:
        return at - 1
    return at


def _is_data(row: _Row) -> bool:
    return len(row.filled) >= 2 and any(is_value(t) for t in row.filled) and not _is_index(row)


def _is_index(row: _Row) -> bool:
    """A 栏次 row: its label and formulas ("3=2/1"), or 1, 2, 3 … in a run."""
    filled = row.filled
    if _INDEX_LABEL.fullmatch(filled[0]):
        return all(_FORMULA.fullmatch(t) or is_value(t) or _INDEX_LABEL.fullmatch(t) for t in filled[1:])
    if not filled[0].isdecimal() and len(filled[0]) > 1:
        return False
    rest = filled if filled[0].isdecimal() else filled[1:]
    return len(rest) >= 3 and all(t == str(i) for i, t in enumerate(rest, int(rest[0]) if rest[0] in "01" else 1))


def _wording(row: _Row) -> float:
    return sum(1 for t in row.filled if len(t) <= 24 and _WORDS.search(t)) / len(row.filled)


def _paired(row: _Row) -> bool:
    """A form's row of labels and values in turn: "项目名称 | 供水改造 | 主管部门 | 水务局"."""
    marks = [bool(_WORDS.search(t)) for t in row.filled]
    return len(marks) >= 4 and len(marks) % 2 == 0 and all(marks[::2]) and not any(marks[1::2])


def _under(above: Sequence[_Row], row: _Row) -> bool:
    """Whether `row` is a further header level: it fills what stands blank above it and names parts of groups only."""
    texts = row.texts
    heads = [_at(above[-1], c) for c in range(len(texts))]
    if any(is_value(t) for t in texts) or not any(texts):
        return False
    group = [bool(h) and c + 1 < len(heads) and not heads[c + 1] for c, h in enumerate(heads)]
    parts = [bool(t) and c > 0 and not heads[c] for c, t in enumerate(texts)]
    alone = all(not t or not heads[c] or (group[c] and _at(row, c + 1)) for c, t in enumerate(texts))
    return any(parts) and alone and (texts[0] == "" or heads[0] == "" or group[0])


def _at(row: _Row, column: int) -> str:
    return row.texts[column] if column < len(row.texts) else ""


def _depth(rows: list[_Row], at: int) -> int:
    depth = 1
    while depth < _MAX_LEVELS and at + depth < len(rows) and _under(rows[at : at + depth], rows[at + depth]):
        depth += 1
    return depth


def _columns(header: Sequence[_Row]) -> tuple[tuple[str, ...], ...]:
    """The header path of each column; a group name spreads over the blank columns right of it that name its parts."""
    width = max(len(r.texts) for r in header)
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        path: list[str] = []
        for level, row in enumerate(header):
            named = _at(row, column)
            if not named and any(_at(r, column) for r in header[level + 1 :]):
                named = next((row.texts[c] for c in range(min(column, len(row.texts)) - 1, -1, -1) if row.texts[c]), "")
            if named and named not in path[-1:]:
                path.append(named)
        paths.append(tuple(path))
    while paths and not paths[-1]:
        paths.pop()
    return tuple(paths)


def _next_header(rows: list[_Row], at: int, depth: int) -> int:
    """Where the next block begins: a full row of known header words unlike this header; else the end."""
    later = range(at + depth + 1, len(rows))
    return next((i for i in later if rows[i].filled != rows[at].filled and _is_strong(rows[i])), len(rows))


def _is_strong(row: _Row) -> bool:
    """Whether a row is a header by its words alone, wherever it stands."""
    known = sum(1 for t in row.filled if _STRONG.fullmatch(t.replace(" ", "")))
    return known >= 3 and known > 0.6 * len(row.filled) and not any(map(is_value, row.filled))


def _skipped(row: _Row, header: Sequence[_Row]) -> bool:
    return _is_index(row) or any(row.filled == h.filled for h in header) or bool(_NOTE.match(row.filled[0]))


def _table(
    title: str,
    unit: str,
    columns: tuple[tuple[str, ...], ...],
    rows: Sequence[_Row],
    warnings: list[str],
    header: Sequence[_Row] = (),
) -> list[Table]:
    """At most one table; rows wider than the header are named in `warnings` instead."""
    width = len(columns) or max((_used(r) for r in rows), default=0)
    good = [r for r in rows if _used(r) <= width]
    warnings.extend(
        f"{r.cells[0].address}：这一行比表头多出 {_used(r) - width} 格，未作为表格数据 / "
        f"{r.cells[0].address}: this row has {_used(r) - width} more cells than the header and was not read as data"
        for r in rows
        if _used(r) > width
    )
    if not good:
        return []
    spans = [cell.span for r in (*header, *rows) for cell in r.cells]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    paths = columns or ((),) * width
    return [Table(title, whole, paths, tuple(_padded(r.cells, width) for r in good), unit)]


def _used(row: _Row) -> int:
    return max(i for i, t in enumerate(row.texts) if t) + 1


def _padded(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    last = cells[-1]
    missing = (
        Cell(Span(last.span.end, last.span.end), last.row, last.column + i, _beside(last, i))
        for i in range(1, width - len(cells) + 1)
    )
    return (*cells[:width], *missing)


def _beside(cell: Cell, by: int) -> str:
    return re.sub(r"C\d+$", f"C{cell.column + by}", cell.address)
