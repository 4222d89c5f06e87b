"""Figures in tables: each numeric cell with its header path as measure, and subject, department, period from its row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.records.model import Cell, Document, Period, Quantity, Role, Span, Table
from assistant.records.period import read_periods
from assistant.records.quantity import family, read_cell
from ingest.naming import squeeze
from ingest.roles import header_role

_NOT_FIGURES = re.compile(
    r"^(?:序号|编号|编码|代码|行次|栏次|年份|年度|月份|月|年|日期|时间|电话|手机|联系方式|邮编|身份证.*|.*(?:编码|代码|编号|日期|时间|电话|账号|年份|年度|月份))$"
)
_DEPARTMENT = re.compile(
    r"部门|单位名称|填报单位|主管单位|责任单位|^单位$|实施单位|预算单位|牵头单位|department|agency", re.I
)
_YEAR = re.compile(r"^(?:年度|年份|预算年度|年|year|fiscal year)$|年度$|年份$", re.I)
_MONTH = re.compile(r"^(?:月份|月|截至月份|截止月份|统计月份|期间|month|period)$|月份$", re.I)
_SUBJECT = re.compile(r"名称|项目$|项目名|指标$|三级指标|企业$|学校$|政策|事项|科目|name|project|item", re.I)
_RATE = re.compile(r"(?:率|占比|比重|比例|百分比|增幅|增速|降幅|满意度)(?:[（(][^）)]*[）)])?$")
_POINTS = re.compile(r"(?:得分|评分|分值|权重|扣分|总分|满分|分数)(?:[（(][^）)]*[）)])?$")
_UNLIKE_MONEY = re.compile(r"(?:人数|人次|户数|家数|个数|件数|次数|宗数|台数|数量|面积|里程|长度|排名|名次|位次)$")
_MOST_OF_A_FRACTION = 1.5
_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（）()]+?)\s*[）)]")


@dataclass(frozen=True, slots=True)
class CellSaid:
    """One numeric cell and what its header and row say of it."""

    span: Span
    quantity: Quantity
    measure: str
    subject: str
    department: str
    period: Period | None
    role: Role
    row: Span
    section: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns name the department, year, month and subject of a row; None where there is none."""

    department: int | None
    year: int | None
    month: int | None
    subjects: tuple[int, ...]


def read_cells(table: Table, document: Document) -> Iterator[CellSaid]:
    """Every cell of `table` that holds a figure, row by row."""
    heads = [" ".join(path) for path in table.columns]
    units = [_column_unit(head, index, table, document.text) for index, head in enumerate(heads)]
    names = [header_name(head) for head in heads]
    columns = _columns(names, table, document.text)
    for row in table.rows:
        yield from _row(row, names, heads, units, columns, table, document)


def header_name(head: str) -> str:
    """A header path without its unit: 年初预算（万元） gives 年初预算."""
    return squeeze(_UNIT.sub(lambda m: "" if _is_unit(m[1]) else m[0], head))


def _column_unit(head: str, column: int, table: Table, text: str) -> str:
    """The unit of a column: its header's, else what its words tell (得分, 执行率, 人数), else the table's."""
    own, name = _unit(head), header_name(head)
    if own:
        return own
    if _RATE.search(name):
        filled = (read_cell(row[column].span.of(text)) for row in table.rows if column < len(row))
        # 0.98 in a column of rates is a fraction, not 0.98 %.
        return "%" if any(q is not None and abs(q.value) > _MOST_OF_A_FRACTION for q in filled) else ""
    if _POINTS.search(name):
        return "分"
    return "" if _UNLIKE_MONEY.search(name) and family(table.unit) == "money" else table.unit


def _is_unit(text: str) -> bool:
    return bool(family(text)) or text in {"%", "％"}


def _unit(head: str) -> str:
    found = [u for u in _UNIT.findall(head) if _is_unit(u)]
    return found[-1].replace("％", "%") if found else ""


def _columns(names: Sequence[str], table: Table, text: str) -> _Columns:
    def first(pattern: re.Pattern[str]) -> int | None:
        return next((i for i, n in enumerate(names) if pattern.search(n)), None)

    department, year, month = first(_DEPARTMENT), first(_YEAR), first(_MONTH)
    taken = {department, year, month}
    wordy = [i for i in range(len(names)) if i not in taken and _wordy(table, i, text)]
    named = [i for i in wordy if _SUBJECT.search(names[i])]
    return _Columns(department, year, month, tuple(named or wordy[:1]))


def _wordy(table: Table, column: int, text: str) -> bool:
    """Whether most filled cells of a column are words rather than figures."""
    filled = [row[column].span.of(text).strip() for row in table.rows if column < len(row)]
    filled = [v for v in filled if v]
    return bool(filled) and sum(read_cell(v) is None for v in filled) * 2 > len(filled)


def _row(
    row: Sequence[Cell],
    names: Sequence[str],
    heads: Sequence[str],
    units: Sequence[str],
    columns: _Columns,
    table: Table,
    document: Document,
) -> Iterator[CellSaid]:
    if not row:
        return
    values = {i: squeeze(c.span.of(document.text)) for i, c in enumerate(row)}
    span = Span(row[0].span.start, row[-1].span.end)
    period = row_period(values, columns.year, columns.month, document)
    subject = " ".join(v for v in (values.get(i, "") for i in columns.subjects) if v)
    department = values.get(columns.department, "") if columns.department is not None else ""
    skip = {columns.department, columns.year, columns.month, *columns.subjects}
    cumulative = any("累计" in n for n in names)
    for i, cell in enumerate(row[: len(names)]):
        if i in skip or _NOT_FIGURES.match(names[i]):
            continue
        quantity = read_cell(cell.span.of(document.text), units[i])
        if quantity is None:
            continue
        role = header_role(heads[i], quantity.unit)
        yield CellSaid(
            cell.span,
            quantity,
            names[i],
            subject,
            department,
            cell_period(period, names[i], role, cumulative=cumulative),
            role,
            span,
            (table.name,) if table.name else (),
            cell.address,
        )


def row_period(values: dict[int, str], year: int | None, month: int | None, document: Document) -> Period | None:
    """The year or month a row's year and month columns name; the document's year where a column names none."""
    fiscal = _number(values.get(year, "")) if year is not None else None
    if fiscal is None and len(document.years) == 1:
        fiscal = document.years[0]
    written = values.get(month, "") if month is not None else ""
    read = read_periods(written, fiscal)
    if read and not written.isdigit():
        return read[0].period
    number = _number(written)
    if fiscal and number and 1 <= number <= 12:
        return Period(f"{fiscal}-{number:02d}", f"{fiscal}-{number:02d}")
    return Period(str(fiscal), str(fiscal)) if fiscal else None


def cell_period(period: Period | None, name: str, role: Role, *, cumulative: bool) -> Period | None:
    """The period of one cell of a monthly row: a budget is the year's, 累计 columns run from January, 当月 is the month."""
    if period is None or len(period.end) < 7:
        return period
    if role is Role.BUDGET:
        return Period(period.end[:4], period.end[:4])
    if cumulative and not re.search(r"当月|本月", name):
        return Period(f"{period.end[:4]}-01", period.end)
    return period


def _number(text: str) -> int | None:
    found = re.match(r"(\d{1,4})", text)
    return int(found[1]) if found else None
