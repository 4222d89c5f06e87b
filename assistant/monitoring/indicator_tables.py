"""The indicators of a table: 绩效指标 with target and actual, one a row, whatever the columns are called and in whatever order."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.monitoring.indicator_model import Indicator, Said
from assistant.monitoring.indicator_words import direction_of, is_blank, project_of, type_of, unit_of
from assistant.records.columns import header_name
from assistant.records.model import Cell, Document, Figure, Role, RowKind, RowMark, Span, Table

# The deepest level names the indicator itself, the ones above it what kind it is.
_NAMES = (
    re.compile(r"三级指标|指标名称|绩效指标名|具体指标|指标内容|indicator name|third[- ]level", re.I),
    re.compile(r"^(?:绩效|考核|评价|主要|年度|核心)?指标$|^(?:performance |key )?indicators?$|^measure$", re.I),
)
_FIRST = re.compile(r"一级指标|指标类别|^level 1|first[- ]level", re.I)
_SECOND = re.compile(r"二级指标|指标类型|^level 2|second[- ]level|^type$", re.I)
_COLUMNS: Mapping[str, re.Pattern[str]] = {
    "reason": re.compile(
        r"原因|缘由|偏差|改进|说明|备注|未完成情况|\b(?:reasons?|remarks?|notes?|deviation|why)\b", re.I
    ),
    "score": re.compile(r"得分|拿分|评分(?!标准)|自评分|实得|\b(?:score[ds]?|points (?:won|awarded|scored))\b", re.I),
    "full": re.compile(r"分值|权重|满分|标准分|\b(?:weights?|full (?:marks|points)|max(?:imum)?)\b", re.I),
    "actual": re.compile(
        r"实际|完成(?:值|情况|数)|完成$|实现值|达成|实绩|年底做到|\b(?:actuals?|results?|achieved|outturn)\b", re.I
    ),
    "target": re.compile(
        r"指标值|目标(?:值|数)?$|目标值|年度目标|计划(?:值|数|完成)|预期值|任务(?:数|值|量)|\b(?:targets?|planned|goals?)\b",
        re.I,
    ),
}
_ROLES = {Role.TARGET: "target", Role.ACTUAL: "actual", Role.SCORE: "score"}
_SUMS = re.compile(r"^(?:总分|合计|总计|小计|得分合计|total|sum)", re.I)
_WEIGHTED = re.compile(r"(?:分值|权重)\s*[/／]\s*得分")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what; None where the table has none."""

    name: int
    first: int | None
    second: int | None
    parts: Mapping[str, int]


def table_indicators(document: Document, figures: Sequence[Figure]) -> list[Indicator]:
    """The indicators of every table of `document`, in its order; `figures` are the document's own, by place."""
    starts = [figure.span.start for figure in figures]

    def first_in(cell: Cell) -> Figure | None:
        at = bisect_left(starts, cell.span.start)
        return figures[at] if at < len(figures) and cell.span.holds(figures[at].span) else None

    found: list[Indicator] = []
    for table in document.tables:
        figured = {cell.span: first_in(cell) for row in table.rows for cell in row}
        columns = _columns(table, figured)
        if columns is not None:
            found.extend(_rows(document, table, columns, figured))
    return found


def _columns(table: Table, figured: Mapping[Span, Figure | None]) -> _Columns | None:
    names = [header_name(path) for path in table.columns]
    name = next((at for words in _NAMES for at, head in enumerate(names) if words.search(head)), None)
    if name is None:
        return None
    parts: dict[str, int] = {}
    for at, head in enumerate(names):
        if at != name and not _FIRST.search(head) and not _SECOND.search(head):
            part = _part(head, at, table, figured)
            if part is not None:
                parts.setdefault(part, at)
    if "target" not in parts:
        return None
    first, second = (next((at for at, head in enumerate(names) if w.search(head)), None) for w in (_FIRST, _SECOND))
    return _Columns(name, first, second, parts)


def _part(head: str, at: int, table: Table, figured: Mapping[Span, Figure | None]) -> str | None:
    """What a column holds: by its header, else by what most of its figures are."""
    if _WEIGHTED.search(head):
        return None
    told = next((part for part, words in _COLUMNS.items() if words.search(head)), None)
    if told is not None:
        return told
    roles = Counter(figure.role for row in table.rows if at < len(row) and (figure := figured[row[at].span]))
    return _ROLES.get(roles.most_common(1)[0][0]) if roles else None


def _rows(
    document: Document, table: Table, columns: _Columns, figured: Mapping[Span, Figure | None]
) -> Iterator[Indicator]:
    year = document.years[0] if document.years else 0
    project = project_of(document, table)
    marks = table.marks or (RowMark(),) * len(table.rows)
    for row, mark in zip(table.rows, marks, strict=True):
        if mark.kind in (RowKind.TOTAL, RowKind.GROUP) or columns.name >= len(row):
            continue
        name = row[columns.name]
        text = name.span.of(document.text).strip()
        if is_blank(text) or _SUMS.match(text):
            continue
        said = {part: _said(document, row[at], figured) for part, at in columns.parts.items() if at < len(row)}
        if said.get("target") is None and said.get("actual") is None:
            continue
        levels = [_level(document, row, mark, at) for at in (columns.first, columns.second)]
        figures = [one.figure for one in (said.get("target"), said.get("actual")) if one is not None and one.figure]
        unit = unit_of(figures)
        kind, told = type_of(levels, text, unit)
        yield Indicator(
            document.id,
            document.department,
            project,
            next((f.period.years[0] for f in figures if f.period is not None), year),
            _named(text),
            name.span,
            levels[0],
            kind,
            told,
            unit,
            direction_of(said.get("target"), kind),
            target=said.get("target"),
            actual=said.get("actual"),
            full=said.get("full"),
            score=said.get("score"),
            reason=said.get("reason"),
            lacks_results="actual" not in columns.parts,
        )


def _level(document: Document, row: Sequence[Cell], mark: RowMark, at: int | None) -> str:
    """The level named in a column, in the row itself or above it."""
    if at is None or at >= len(row):
        return ""
    above = (cell for cell in mark.above if cell.column == row[at].column)
    return row[at].span.of(document.text).strip() or next((c.span.of(document.text).strip() for c in above), "")


def _named(text: str) -> str:
    """A name on one line, without its unit in brackets."""
    return header_name((text,)) or text


def _said(document: Document, cell: Cell, figured: Mapping[Span, Figure | None]) -> Said | None:
    text = cell.span.of(document.text)
    if is_blank(text):
        return None
    return Said(text.strip(), cell.span, figured[cell.span], cell.address)
