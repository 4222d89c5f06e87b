"""Indicators in the layout of the usual form 绩效目标自评表: levels merged, target beside result, points, reasons; as rows or a workbook."""

import io
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from api.exports import set_text
from assistant.monitoring.indicator_model import IndicatorType
from assistant.monitoring.indicator_words import TYPE_NAMES

HEADS = {
    "zh": [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因",
        "部门",
        "项目",
        "年度",
        "出处",
    ],
    "en": [
        *("Level 1", "Level 2", "Indicator", "Target", "Result", "Full marks", "Score", "Reason"),
        *("Department", "Project", "Year", "Source"),
    ],
}
_FIRST = {
    IndicatorType.BENEFIT: ("效益指标", "Benefits"),
    IndicatorType.SATISFACTION: ("满意度指标", "Satisfaction"),
    IndicatorType.UNKNOWN: ("未分类", "Not classed"),
}
_OUTPUTS = ("产出指标", "Outputs")
_WIDTHS = (12, 14, 28, 14, 14, 8, 8, 28, 24, 24, 8, 40)
_LEVELS = 2


def form_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Records as rows of the form, heads first, by department, year, project and level."""
    order = [kind.value for kind in IndicatorType]
    sorted_records = sorted(
        records,
        key=lambda one: (one["department"], one["year"], one["project"], order.index(one["type"]), one["start"]),
    )
    return [HEADS[language], *(_row(one, language != "zh") for one in sorted_records)]


def _row(one: dict[str, Any], english: bool) -> list[str]:
    kind = IndicatorType(one["type"])
    told = (one[name]["text"] if one[name] else "" for name in ("target", "actual", "full", "score", "reason"))
    level = one["level"] if one["level"] and not english else _FIRST.get(kind, _OUTPUTS)[english]
    about = (one["department"], one["project"], str(one["year"]), one["source"])
    return [level, TYPE_NAMES[kind][english], one["name"], *told, *about]


def form_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The form as a workbook: a sheet a department and year, equal levels of neighbouring rows merged; nothing runs as a formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    heads, *body = rows
    at = heads.index("部门") if "部门" in heads else heads.index("Department")
    for (department, year), some in groupby(body, key=lambda row: (row[at], row[at + 2])):
        sheet = book.create_sheet(_sheet_name(department, year, [s.title for s in book.worksheets]))
        _fill(sheet, heads, list(some))
    if not book.worksheets:
        _fill(book.create_sheet("1"), heads, [])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin")
    for number, row in enumerate((heads, *rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            set_text(cell, text)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = Font(bold=number == 1)
    for column in range(_LEVELS):
        _merge(sheet, rows, column)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sheet.freeze_panes = "D2"


def _merge(sheet: Any, rows: Sequence[Sequence[str]], column: int) -> None:
    """Merge neighbouring cells of a level that say the same, within the same levels and project before them."""
    start = 2
    for _, some in groupby(rows, key=lambda row: (*row[: column + 1], row[9])):
        end = start + len(list(some)) - 1
        if end > start:
            sheet.merge_cells(start_row=start, end_row=end, start_column=column + 1, end_column=column + 1)
        start = end + 1


_LONGEST = 31


def _sheet_name(department: str, year: str, taken: Sequence[str]) -> str:
    """A sheet's name as workbooks allow it: at most 31 characters, none of []:*?/\\, each once; the year is never cut off."""
    bare = "".join(char for char in department if char not in "[]:*?/\\")
    for number in range(1, len(taken) + 2):
        tail = year if number == 1 else f"{year} {number}"
        tried = bare[: _LONGEST - len(tail)] + tail
        if tried.lower() not in {one.lower() for one in taken}:
            return tried
    raise AssertionError
