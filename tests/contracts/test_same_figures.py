"""The format does not matter: the same content, written here in every format, gives the same figures.

Reports hold prose and a table, sheets the table alone. The city and its figures are made up.
"""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
import xlwt
from paper_kit import Paper, saved, scanned

from assistant.records.model import Figure
from assistant.records.vocabulary import Vocabulary, load_vocabulary
from ingest.archive import entries
from ingest.prepare import prepare

TITLE = "南栎市水务局2021年度部门整体支出绩效自评报告"
PROSE = (
    "一、基本情况",
    "2021年新建供水管网12.5公里，引进节水项目10余个，总投资3.2亿元，比上年增长5.2%。",
    "2021年全年预算数1,812.40万元，执行数1,790.13万元，预算执行率98.77%。",
    "二、项目支出",
)
CAPTION = "南栎市水务局2021年度项目支出情况表"
UNIT = "金额单位：万元"
ROWS = (
    ("项目名称", "全年预算数", "执行数", "预算执行率"),
    ("供水管网改造", "1,200.00", "1,180.50", "98.38%"),
    ("污水处理厂扩建", "512.40", "509.63", "99.46%"),
    ("节水宣传", "100.00", "100.00", "100.00%"),
)
AFTER = "三、存在的问题"
LAST = "部分项目前期准备不足，资金支付集中在年底。"
Read = tuple[object, ...]


def lines(separator: str) -> list[str]:
    return [separator.join(row) for row in ROWS]


def as_text() -> str:
    return "\n\n".join((TITLE, *PROSE, CAPTION, UNIT, "\n".join(lines("\t")), AFTER, LAST)) + "\n"


def as_markdown() -> str:
    head, *rows = lines(" | ")
    drawn = "\n".join(f"| {line} |" for line in (head, "---|---|---|---", *rows))
    return "\n\n".join((f"# {TITLE}", *PROSE, CAPTION, UNIT, drawn.replace("| ---", "|---"), AFTER, LAST)) + "\n"


def as_page(charset: str) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    said = [f"<p>{line}</p>" for line in (*PROSE, CAPTION, UNIT)]
    body = f"<h1>{TITLE}</h1>{''.join(said)}<table>{rows}</table><p>{AFTER}</p><p>{LAST}</p>"
    head = f'<meta charset="{"gb2312" if charset == "gb18030" else charset}"><title>{TITLE}</title>'
    return f"<html><head>{head}</head><body>{body}</body></html>".encode(charset)


def as_mail() -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + as_page("utf-8")


def as_word() -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for line in (*PROSE, CAPTION, UNIT):
        document.add_paragraph(line)
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for cells, row in zip(table.rows, ROWS, strict=True):
        for cell, said in zip(cells.cells, row, strict=True):
            cell.text = said
    for line in (AFTER, LAST):
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@cache
def as_paper() -> bytes:
    paper = Paper().centred(90, TITLE, 18).lines(130, PROSE, x=60, size=11, leading=24)
    paper.centred(240, CAPTION, 12).text(430, 262, UNIT, 11)
    paper.table(60, 270, ROWS, (160, 100, 100, 100))
    return paper.lines(400, (AFTER, LAST), x=60, size=11, leading=24).bytes()


@cache
def as_old_word() -> bytes:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-writer)")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "given.docx")
        given.write_bytes(as_word())
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        order = [program, profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", folder, given]
        subprocess.run(order, check=True, capture_output=True, timeout=120)
        return given.with_suffix(".doc").read_bytes()


def as_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2021/自评.docx", as_word())
    (entry,) = entries("资料.zip", file.getvalue())
    return entry.data


def sheet_rows() -> list[tuple[str, ...]]:
    return [(CAPTION,), (UNIT,), *ROWS]


def number(said: str) -> tuple[float, str]:
    """A cell as a sheet holds it: a number and its format."""
    if said.endswith("%"):
        return round(float(said[:-1]) / 100, 6), "0.00%"
    return float(said.replace(",", "")), "#,##0.00"


def as_workbook() -> bytes:
    book = openpyxl.Workbook()
    for row, cells in enumerate(sheet_rows(), 1):
        for column, said in enumerate(cells, 1):
            cell = book.active.cell(row, column)
            if said[0].isdigit():
                cell.value, cell.number_format = number(said)
            else:
                cell.value = said
    book.active.merge_cells("A1:D1")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("项目支出")
    for row, cells in enumerate(sheet_rows()):
        for column, said in enumerate(cells):
            if said[0].isdigit():
                value, form = number(said)
                sheet.write(row, column, value, xlwt.easyxf(num_format_str=form))
            else:
                sheet.write(row, column, said)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def separated(separator: str) -> str:
    quoted = (f'"{cell}"' if separator in cell else cell for row in sheet_rows() for cell in (*row, "\n"))
    return separator.join(quoted).replace(f"{separator}\n{separator}", "\n").removesuffix(f"{separator}\n") + "\n"


REPORTS: dict[str, Callable[[], bytes]] = {
    "a.txt": lambda: as_text().encode(),
    "bom.txt": lambda: as_text().encode("utf-8-sig"),
    "gbk.txt": lambda: as_text().encode("gb18030"),
    "utf16.txt": lambda: as_text().encode("utf-16"),
    "a.md": lambda: as_markdown().encode(),
    "a.html": lambda: as_page("utf-8"),
    "gbk.htm": lambda: as_page("gb18030"),
    "a.mht": as_mail,
    "a.docx": as_word,
    "zipped.docx": as_archive,
    "a.pdf": as_paper,
    "a.png": lambda: saved(scanned(as_paper(), dpi=200), "PNG"),
    "a.doc": as_old_word,
}
SHEETS: dict[str, Callable[[], bytes]] = {
    "a.xlsx": as_workbook,
    "a.xls": as_old_workbook,
    "a.csv": lambda: separated(",").encode(),
    "gbk.csv": lambda: separated(",").encode("gb18030"),
    "a.tsv": lambda: separated("\t").encode(),
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(Path("/nonexistent"))


def told(figure: Figure) -> Read:
    """What a figure says, wherever it stands."""
    quantity, period = figure.quantity, figure.period
    return (
        quantity.value,
        quantity.unit,
        quantity.bound.value,
        figure.measure,
        figure.indicator,
        figure.subject,
        figure.department,
        period and (period.start, period.end),
        figure.role.value,
    )


def figures(name: str, data: bytes, vocabulary: Vocabulary, *, cells: bool) -> list[Read]:
    return [told(figure) for figure in prepare(name, data, vocabulary).figures if (figure.cell is not None) == cells]


@pytest.fixture(scope="module")
def prose(vocabulary: Vocabulary) -> list[Read]:
    found = figures("a.txt", REPORTS["a.txt"](), vocabulary, cells=False)
    assert len(found) == 7
    return found


@pytest.fixture(scope="module")
def cells(vocabulary: Vocabulary) -> list[Read]:
    found = figures("a.xlsx", SHEETS["a.xlsx"](), vocabulary, cells=True)
    assert [(str(figure[0]), figure[1]) for figure in found[:3]] == [
        ("1200.00", "万元"),
        ("1180.50", "万元"),
        ("98.38", "%"),
    ]
    assert len(found) == 9
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_gives_the_same_figures_in_every_format(
    name: str, vocabulary: Vocabulary, prose: list[Read], cells: list[Read]
) -> None:
    data = REPORTS[name]()
    assert figures(name, data, vocabulary, cells=False) == prose
    assert figures(name, data, vocabulary, cells=True) == cells


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_gives_the_same_figures_in_every_format(name: str, vocabulary: Vocabulary, cells: list[Read]) -> None:
    assert figures(name, SHEETS[name](), vocabulary, cells=True) == cells
