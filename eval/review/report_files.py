"""A report as a workbook (XLSX) and as a paper (PDF); texts that look like formulas stay texts."""

import io
import json
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from eval.review.report import Chart, Report, Sheet

# openpyxl refuses control characters; a sheet's name has 31 characters without some.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = re.compile(r"[\[\]:*?/\\（）()]")
# A font of Chinese and Latin letters that every PDF reader brings, so that none need be shipped.
_FONT = "STSong-Light"


def xlsx_of(report: Report) -> bytes:
    """The report as a workbook: one sheet a table, charts beside the rates, the exact records last."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    first.title = _name(report.sheets[0].title)
    for at, line in enumerate((report.title, *report.lead), 1):
        _text(first.cell(at, 1), line)
    _fill(first, report.sheets[0], len(report.lead) + 3)
    charts = {chart.title: chart for chart in report.charts}
    for sheet in report.sheets[1:]:
        page = book.create_sheet(_name(sheet.title))
        _fill(page, sheet, 1)
        if sheet.title in charts and sheet.rows:
            _chart(page, sheet, charts[sheet.title])
    page = book.create_sheet("JSON")
    for at, line in enumerate(json.dumps(report.records, ensure_ascii=False, indent=1).splitlines(), 1):
        _text(page.cell(at, 1), line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Any, sheet: Sheet, top: int) -> None:
    from openpyxl.styles import Alignment, Font

    for at, row in enumerate((sheet.header, *sheet.rows), top):
        for column, value in enumerate(row, 1):
            cell = page.cell(at, column)
            if at > top and re.fullmatch(r"\d+(\.\d+)?%", value):
                cell.value, cell.number_format = float(value[:-1]) / 100, "0.0%"
            elif at > top and re.fullmatch(r"\d+(\.\d+)?", value):
                cell.value = float(value)
            else:
                _text(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if at == top:
                cell.font = Font(bold=True)
    for column in range(1, len(sheet.header) + 1):
        page.column_dimensions["ABCDEFGHIJ"[column - 1]].width = 26 if column <= 2 else 16


def _chart(page: Any, sheet: Sheet, chart: Chart) -> None:
    from openpyxl.chart import BarChart, Reference

    drawn = BarChart()
    drawn.type, drawn.title, drawn.legend = "bar", chart.title, None
    drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = 0, 1
    drawn.add_data(Reference(page, min_col=4, min_row=2, max_row=len(sheet.rows) + 1))
    drawn.set_categories(Reference(page, min_col=1, min_row=2, max_row=len(sheet.rows) + 1))
    drawn.height = max(6, len(sheet.rows) + 3)
    page.add_chart(drawn, f"A{len(sheet.rows) + 4}")


def _text(cell: Any, value: str) -> None:
    cell.value = _CONTROL.sub("", value)
    cell.data_type = "s"


def _name(title: str) -> str:
    return _NAME.sub(" ", title).strip()[:31]


def pdf_of(report: Report) -> bytes:
    """The report on A4: the sentences, the charts, the tables."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    plain = ParagraphStyle("plain", fontName=_FONT, fontSize=9.5, leading=14, wordWrap="CJK")
    head = ParagraphStyle("head", parent=plain, fontSize=12, leading=18, spaceBefore=10)
    title = ParagraphStyle("title", parent=plain, fontSize=17, leading=24)
    small = ParagraphStyle("small", parent=plain, fontSize=7.5, leading=10.5)
    story: list[Any] = [
        Paragraph(escape(report.title), title),
        *(Paragraph(escape(line), plain) for line in report.lead),
    ]
    for chart in report.charts:
        if chart.bars:
            story += [Paragraph(escape(chart.title), head), _drawing(chart)]
    for sheet in report.sheets:
        if sheet.rows:
            story += [Paragraph(escape(sheet.title), head), _grid(sheet, small), Spacer(1, 6)]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=A4, title=report.title, author="Youju", invariant=1, leftMargin=42, rightMargin=42
    ).build(story)
    return out.getvalue()


def _grid(sheet: Sheet, style: Any) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table

    rows = [[Paragraph(escape(_CONTROL.sub("", cell)), style) for cell in row] for row in (sheet.header, *sheet.rows)]
    made = Table(rows, colWidths=_widths(sheet, 511), repeatRows=1)
    made.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#b8b4a8")),
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#efeee8")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return made


def _widths(sheet: Sheet, whole: float) -> Sequence[float]:
    """Columns as wide as their longest text asks, within bounds."""
    longest = [max(len(row[at]) for row in (sheet.header, *sheet.rows)) for at in range(len(sheet.header))]
    asked = [min(max(length, 6), 34) for length in longest]
    return [whole * each / sum(asked) for each in asked]


def _drawing(chart: Chart) -> Any:
    from reportlab.graphics.shapes import Circle, Drawing, Line, String
    from reportlab.lib import colors

    row, left, wide = 18, 130, 260
    height = row * len(chart.bars) + 20
    drawn = Drawing(511, height)
    ink, soft = colors.HexColor("#14587f"), colors.HexColor("#c9c5ba")
    for tick in range(0, 101, 25):
        x = left + wide * tick / 100
        drawn.add(Line(x, 14, x, height, strokeColor=soft, strokeWidth=0.5))
        drawn.add(String(x, 3, f"{tick}%", fontName=_FONT, fontSize=7.5, textAnchor="middle"))
    for at, bar in enumerate(chart.bars):
        y = height - 10 - row * at
        drawn.add(String(left - 8, y - 3, bar.name, fontName=_FONT, fontSize=8.5, textAnchor="end"))
        drawn.add(String(left + wide + 10, y - 3, bar.said, fontName=_FONT, fontSize=8.5))
        if bar.value is not None:
            drawn.add(Line(left + wide * bar.low, y, left + wide * bar.high, y, strokeColor=ink, strokeWidth=1.5))
            drawn.add(Circle(left + wide * bar.value, y, 3, fillColor=ink, strokeColor=ink))
    return drawn
