"""Fictional reports written in every format that is read: each a page or two of prose and a table.

The libraries that write are those of the development environment; they are imported when used.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from eval.sample.chance import chance

HEAD = ("项目名称", "全年预算数", "执行数", "预算执行率")
UNIT = "金额单位：万元"
_SYLLABLES = "松竹梅兰菊桂柳桐枫榆"
_SCAN_DPI = 150
_FONT = "STSong-Light"
_LEADING, _FOOT = 20, 60


@dataclass(frozen=True, slots=True)
class Content:
    """What one report says: its title, paragraphs and the rows of its table (text as shown)."""

    title: str
    paragraphs: tuple[str, ...]
    caption: str
    rows: tuple[tuple[str, ...], ...]


def content(number: int) -> Content:
    """Report `number`, about an office of an invented city; the same for the same number."""
    rng = chance("written", number)
    office = f"南栎市{_SYLLABLES[number // 10 % 10]}{_SYLLABLES[number % 10]}区水务局"
    year = 2019 + number % 5
    rows = []
    for project in range(1, 13):
        budget = rng.randrange(10_000, 900_000)
        done = budget * rng.randrange(800, 1000) // 1000
        rows.append(
            (f"第{project}期管网改造", f"{budget / 100:,.2f}", f"{done / 100:,.2f}", f"{done * 100 / budget:.2f}%")
        )
    paragraphs = [f"{office}负责全市供水和排水（虚构样例）。"]
    for part in range(1, 13):
        built, rise, share = (rng.randrange(100, 999) / 10 for _ in range(3))
        paragraphs.append(
            f"{'一二三四五六七八九十'[part % 10]}、{year}年第{part}项工作新建管网{built}公里，完成投资{built * 3:.2f}万元，"
            f"比上年增长{rise / 10:.1f}%，占全部投资的{share:.1f}%，引进项目{part * 3}余个，服务居民{part * 1200}人次。"
        )
    return Content(
        f"{office}{year}年度部门整体支出绩效自评报告", tuple(paragraphs), f"{year}年度项目支出情况表", tuple(rows)
    )


def text(one: Content) -> bytes:
    """As plain text, UTF-8, cells between tabs."""
    table = "\n".join("\t".join(row) for row in (HEAD, *one.rows))
    return ("\n\n".join((one.title, *one.paragraphs, one.caption, UNIT, table)) + "\n").encode()


def page(one: Content, charset: str = "utf-8") -> bytes:
    """As a web page."""
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEAD, *one.rows))
    said = "".join(f"<p>{line}</p>" for line in (*one.paragraphs, one.caption, UNIT))
    head = f'<html><head><meta charset="{charset}"><title>{one.title}</title></head>'
    return f"{head}<body><h1>{one.title}</h1>{said}<table>{rows}</table></body></html>".encode(charset)


def separated(one: Content) -> bytes:
    """The table as CSV, UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerows([(one.title,), (UNIT,), HEAD, *one.rows])
    return file.getvalue().encode()


def word(one: Content) -> bytes:
    """As a Word document."""
    import docx

    document = docx.Document()
    document.add_heading(one.title, 0)
    for line in (*one.paragraphs, one.caption, UNIT):
        document.add_paragraph(line)
    table = document.add_table(0, len(HEAD))
    for row in (HEAD, *one.rows):
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said
    # Word never ends a document with a table, and LibreOffice loses one that does on its way to .doc and back.
    document.add_paragraph()
    return _saved(document.save)


def workbook(one: Content) -> bytes:
    """The table as a workbook of today, numbers as numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in ((one.title,), (UNIT,), HEAD):
        sheet.append(row)
    for name, *cells in one.rows:
        sheet.append((name, *map(_value, cells)))
    for line in sheet.iter_rows(min_row=4, min_col=2):
        for cell, form in zip(line, _FORMS, strict=True):
            cell.number_format = form
    return _saved(book.save)


def old_workbook(one: Content) -> bytes:
    """The table as a workbook of the old kind."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("项目支出")
    styles = [xlwt.easyxf(num_format_str=form) for form in _FORMS]
    for at, row in enumerate(((one.title,), (UNIT,), HEAD)):
        for column, said in enumerate(row):
            sheet.write(at, column, said)
    for at, (name, *cells) in enumerate(one.rows, 3):
        sheet.write(at, 0, name)
        for column, (said, style) in enumerate(zip(cells, styles, strict=True), 1):
            sheet.write(at, column, _value(said), style)
    return _saved(book.save)


def paper(one: Content) -> bytes:
    """As PDF with a text layer and a ruled table, two pages."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    width, height = canvas._pagesize
    canvas.setFont(_FONT, 16)
    canvas.drawCentredString(width / 2, height - 80, one.title)
    canvas.setFont(_FONT, 11)
    at = height - 120
    for line in (part for said in one.paragraphs for part in _broken(said, 42)):
        canvas.drawString(60, at, line)
        at -= _LEADING
    canvas.showPage()
    canvas.setFont(_FONT, 11)
    canvas.drawCentredString(width / 2, height - 80, one.caption)
    canvas.drawString(430, height - 100, UNIT)
    _ruled(canvas, height - 110, (HEAD, *one.rows))
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def scan(one: Content) -> bytes:
    """The first page as a picture (PNG)."""
    import pypdfium2

    with pypdfium2.PdfDocument(paper(one)) as pdf:
        picture = pdf[0].render(scale=_SCAN_DPI / 72).to_pil().convert("L")
    return _saved(partial(picture.save, format="PNG"))


def archive(contents: Sequence[Content]) -> bytes:
    """Several as Word documents in a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, one in enumerate(contents):
            packed.writestr(f"自评/{number}.docx", word(one))
    return file.getvalue()


FORMATS: Mapping[str, Callable[[Content], bytes]] = {
    ".txt": text,
    ".html": page,
    ".csv": separated,
    ".docx": word,
    ".xlsx": workbook,
    ".xls": old_workbook,
    ".pdf": paper,
    ".png": scan,
}
"""How each format is written, by suffix."""

_FORMS = ("#,##0.00", "#,##0.00", "0.00%")


def _value(said: str) -> float:
    return round(float(said[:-1]) / 100, 6) if said.endswith("%") else float(said.replace(",", ""))


def _broken(said: str, width: int) -> list[str]:
    return [said[at : at + width] for at in range(0, len(said), width)]


def _ruled(canvas: Any, top: float, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows):
        for column, said in enumerate(row):
            canvas.rect(60 + column * 120, top - (number + 1) * _LEADING, 120, _LEADING)
            canvas.drawString(64 + column * 120, top - (number + 1) * _LEADING + 6, said)


def _saved(save: Callable[[Any], object]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()
