"""Figures in tables: each numeric cell with its measure, subject, department, unit and period from header and row.

Columns name measures, or periods with the measures down the rows; in a form without header each label names the value
after it. What columns are for tells ingest.columns, what paths and row marks mean ingest.headers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.records.columns import header_name, tight
from assistant.records.fold import simplified
from assistant.records.model import Cell, Document, Period, Quantity, Role, Span, Table
from assistant.records.period import read_periods
from assistant.records.quantity import family, read_cell
from assistant.records.table_rows import labels_of, row_path, sums_up
from ingest.columns import NOT_FIGURES, Sheet, are_fractions, counted_in, unit_of_words
from ingest.headers import Heading, general_unit, pairs, read_heading, row_unit
from ingest.lines import marker
from ingest.roles import header_role
from ingest.rows import is_total, part_of

_MONEY = re.compile(r"金额|资金|预算|支出|执行数|决算|收入|投资|经费|拨付|奖励|补[贴助]|到位|成本|费用?$")
# 一般公共预算 is a fund whose revenue may well be an actual, 增加值 no change.
_NO_ROLE = re.compile(r"增加值|(?:一般公共|公共财政|政府性基金|国有资本经营|社会?保险?基金)预算(?!数|安排)")
# 其中：基本支出 in a column of offices names none.
_FUNDS = re.compile(r"(?:支出|经费|资金|拨款|收入|预算|专项)$")
_ENTITY = re.compile(r"(?<!指标)(?<!科目)名称|企业|学校|地区|镇街|街道|区县|县区|乡镇|园区|区域|单位|部门|机构")


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
class _Labels:
    """What tells a row apart: `outer` and `name` make up its subject, `heading` is the name taken apart.

    `entity` tells that the name is that of an organisation or a place rather than of a measure; `fiscal` is the year
    from which 上年 and 1-9月 of a header count.
    """

    outer: str
    name: str
    heading: Heading
    entity: bool
    department: str
    unit: str
    period: Period | None
    fiscal: int | None
    span: Span

    @property
    def subject(self) -> str:
        """The subject in full: headings of rows and labels."""
        return " ".join(filter(None, (self.outer, self.name)))


def read_cells(table: Table, document: Document) -> Iterator[CellSaid]:
    """Every cell of `table` that holds a figure, row by row."""
    sheet = Sheet(table, document)
    read = _row if any(table.columns) else _form_row
    for at, row in enumerate(table.rows):
        if row:
            yield from read(sheet, at)


def _row(sheet: Sheet, at: int) -> Iterator[CellSaid]:
    """The figures of a row under a header."""
    row, labels = sheet.table.rows[at], _labels(sheet, at)
    for column in sheet.figures:
        if column >= len(row):
            break
        quantity = read_cell(row[column].span.of(sheet.text), _unit(sheet, column, labels))
        if quantity is not None:
            heading = sheet.heading(column, labels.fiscal)
            if running := sheet.running(column):
                heading = replace(heading, name=running)
            yield _said(sheet, row[column], quantity, heading, labels)


def _said(sheet: Sheet, cell: Cell, quantity: Quantity, heading: Heading, labels: _Labels) -> CellSaid:
    """A figure by its column; where that names no measure, the row does, and a table of organisations by its caption."""
    name, subject, caption = tight(heading.name), labels.subject, sheet.table.name
    if not name:
        whole = (labels.entity or not labels.heading.name) and caption
        name, subject = (tight(caption), subject) if whole else (_measure(labels), labels.outer)
    role = header_role(_NO_ROLE.sub("", simplified(name)), quantity.unit)
    period = heading.period or cell_period(labels.period, name, role, cumulative=sheet.cumulative)
    section = (caption,) if caption else ()
    return CellSaid(
        cell.span, quantity, name, subject, labels.department, period, role, labels.span, section, cell.address
    )


def _measure(labels: _Labels) -> str:
    """A row's label as the name of a measure: without list number and 其中."""
    name = labels.heading.name
    mark = marker(name)
    name = name[mark.body :] if mark else name
    return tight(part_of(name) or name)


def _form_row(sheet: Sheet, at: int) -> Iterator[CellSaid]:
    """The figures of a form's row: a label names the value after it."""
    row = sheet.table.rows[at]
    texts = [cell.span.of(sheet.text).strip() for cell in row]
    span = Span(row[0].span.start, row[-1].span.end)
    for label, value in pairs(texts):
        heading = read_heading((texts[label].rstrip(":： "),), sheet.year)
        name = tight(heading.name)
        if not name or NOT_FIGURES.match(name):
            continue
        told = unit_of_words(name)
        told = "" if told == "%" and are_fractions([texts[value]]) else told
        unit = heading.unit or (general_unit(sheet.table, name) if told is None else told)
        quantity = read_cell(texts[value], unit)
        if quantity is not None:
            period = row_period({}, None, None, sheet.document)
            labels = _Labels("", "", heading, False, "", "", period, sheet.year, span)
            yield _said(sheet, row[value], quantity, heading, labels)


def _labels(sheet: Sheet, at: int) -> _Labels:
    """What the label columns of a row and the rows above it say of its figures."""
    row, texts = sheet.table.rows[at], labels_of(sheet.table, at, sheet.text)
    values = {i: tight(text) for i, text in texts.items()}
    parts = [texts[i] for i in sheet.subjects if texts.get(i)]
    named = values.get(sheet.department, "") if sheet.department is not None else ""
    department = part_of(named) or named
    if part_of(named) is not None and _FUNDS.search(department) and _below_total(sheet, at):
        parts, department = [*parts, department], ""  # 合计, 其中：基本支出 names no office
    if sums_up(sheet.table, at):
        department = "" if is_total(department) else department
        total = next((text for text in texts.values() if is_total(text)), "")
        parts = parts if total in parts else [*parts, *filter(None, [total])]
    heading = read_heading(parts[-1:], sheet.year)
    period = row_period(values, sheet.year_column, sheet.month_column, sheet.document)
    if parts and heading.period and not heading.name:
        period, parts = heading.period, parts[:-1]
    # Headings above a row of an organisation (社会事务类) group it; they are not what its figures are about.
    above = [] if department and not parts else [*row_path(sheet.table, at, sheet.text), *parts[:-1]]
    return _Labels(
        " ".join(header_name((part,)) for part in dict.fromkeys(above)),
        header_name(parts[-1:]),
        heading,
        any(_ENTITY.search(sheet.names[i]) for i in sheet.subjects[-1:]),
        department,
        row_unit(sheet.table, at, sheet.text) or heading.unit,
        period,
        _number(values.get(sheet.year_column, "")) if sheet.year_column is not None else None,
        Span(row[0].span.start, row[-1].span.end),
    )


def _below_total(sheet: Sheet, at: int) -> bool:
    """Whether a row that goes on with 其中 in the column of offices tells parts of a total, not of an office."""
    above = (labels_of(sheet.table, row, sheet.text).get(sheet.department or 0, "") for row in range(at - 1, -1, -1))
    return is_total(next((text for text in above if text and part_of(text) is None), ""))


def _unit(sheet: Sheet, column: int, labels: _Labels) -> str:
    """The unit of a column in a row: its header's, what its words tell (执行率, 分值), the row's, else the table's.

    A row's unit (培训人数（人）) holds for its 指标值 but not for its money.
    """
    heading, name = sheet.headings[column], sheet.names[column]
    if heading.unit:
        return heading.unit
    told = sheet.told(name, column)
    if told is not None:
        return told
    general = general_unit(sheet.table, tight(heading.name) or labels.name)
    if labels.unit and (family(labels.unit) == "money" or not _MONEY.search(name)):
        return labels.unit
    by_label = None if _MONEY.search(name) else sheet.told(labels.name, column)
    return (general if by_label is None else by_label) or counted_in(tight(heading.name) or labels.name)


def row_period(values: Mapping[int, str], year: int | None, month: int | None, document: Document) -> Period | None:
    """The year or month a row's year and month columns name, a month of the document's year where no column names one.

    None where the row names neither: then what the document says of its time holds.
    """
    named = fiscal = _number(values.get(year, "")) if year is not None else None
    if fiscal is None and len(document.years) == 1:
        fiscal = document.years[0]
    written = values.get(month, "") if month is not None else ""
    read = read_periods(written, fiscal)
    if read and not written.isdigit():
        return read[0].period
    number = _number(written)
    if fiscal and number and 1 <= number <= 12:
        return Period(f"{fiscal}-{number:02d}", f"{fiscal}-{number:02d}")
    return Period(str(named), str(named)) if named else None


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
