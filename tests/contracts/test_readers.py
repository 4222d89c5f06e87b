"""What every reader promises, over every registered format. Samples are made up."""

import codecs
import io
import itertools

import docx
import openpyxl
import pytest
import xlwt
from paper_kit import latin_sheet, saved, scanned

from assistant.errors import UnreadableFile
from assistant.records.model import Span
from ingest.draft import Draft
from ingest.readers import read_file, readers

PROSE = "南栎市水务局2021年度部门整体支出绩效自评报告\n\n一、基本情况\n全年预算数 100 万元，执行数 98 万元。\n"
TABLE = "单位名称,预算数,执行数\n南栎市水务局,100,98\n南栎市教育局,,0\n"
MARKED = "# 报告\n\n| 单位名称 | 预算数 |\n|---|---|\n| 南栎市水务局 | 100 |\n"
SAMPLES: dict[str, str] = {
    ".txt": PROSE + "\n指标\t目标\t实际\n管网\t40\t41\n\f第二页的文字。\n",
    ".text": PROSE,
    ".md": MARKED + PROSE,
    ".markdown": MARKED,
    ".csv": TABLE,
    ".tsv": TABLE.replace(",", "\t"),
}
TEXTUAL = sorted(SAMPLES)
PAGE = "<html><body><p>南栎市水务局</p><table><tr><td>单位<td>预算数<td>执行数<tr><td>甲<td>100<td>98<tr><td>乙<td><td>0</table>"
MAIL = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + PAGE


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("南栎市水务局2021年度部门整体支出绩效自评报告")
    table = document.add_table(2, 3)
    for number, said in enumerate(("单位名称", "预算数", "执行数", "南栎市水务局", "100", "98")):
        table.cell(number // 3, number % 3).text = said
    document.add_page_break()
    document.add_paragraph("第二页。")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in TABLE.splitlines():
        book.active.append(line.split(","))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("收支")
    for row, line in enumerate(TABLE.splitlines()):
        for column, said in enumerate(line.split(",")):
            sheet.write(row, column, said)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# Formats whose text is made by the reader, one entry a suffix.
MADE: dict[str, bytes] = {
    ".docx": word_file(),
    ".docm": word_file(),
    ".html": PAGE.encode(),
    ".htm": PAGE.encode("gb18030"),
    ".xhtml": PAGE.encode(),
    ".mht": MAIL.encode(),
    ".mhtml": MAIL.encode(),
    ".xlsx": workbook(),
    ".xlsm": workbook(),
    ".xls": old_workbook(),
    ".et": old_workbook(),
    ".pdf": latin_sheet(),
    ".png": saved(scanned(latin_sheet()), "PNG"),
}
# Recognised like .png, which stands for them: that takes seconds each time.
RECOGNISED = {".bmp", ".jpeg", ".jpg", ".tif", ".tiff"}
# Read through another program, which need not be installed.
CONVERTED = {".doc", ".dot", ".rtf"}
EVERY = sorted({**SAMPLES, **MADE})


def bytes_of(suffix: str) -> bytes:
    return MADE[suffix] if suffix in MADE else SAMPLES[suffix].encode()


def draft_of(suffix: str) -> Draft:
    return read_file("样例" + suffix, bytes_of(suffix))


def test_every_reader_has_a_sample() -> None:
    assert set(readers()) - CONVERTED - RECOGNISED == set(EVERY)


@pytest.mark.parametrize("suffix", EVERY)
def test_spans_are_of_the_text(suffix: str) -> None:
    draft = draft_of(suffix)
    whole = Span(0, len(draft.text))
    assert draft.media_type.count("/") == 1
    for table in draft.tables:
        assert whole.holds(table.span)
        for row in table.rows:
            assert len(row) == len(table.columns)
            assert all(table.span.holds(c.span) and c.span.of(draft.text) == c.span.of(draft.text).strip() for c in row)
            assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(row))
        addresses = [c.address for row in table.rows for c in row]
        assert len(set(addresses)) == len(addresses)
    assert all(whole.holds(p) and p.of(draft.text).strip() for p in draft.pages)


@pytest.mark.parametrize("suffix", [s for s in EVERY if s != ".text"])
def test_tables_are_found(suffix: str) -> None:
    assert draft_of(suffix).tables


@pytest.mark.parametrize("suffix", TEXTUAL)
def test_only_line_ends_and_the_mark_at_the_start_change(suffix: str) -> None:
    sample = SAMPLES[suffix]
    written = codecs.BOM_UTF8 + sample.replace("\n", "\r\n").encode()
    assert read_file("a" + suffix, written).text == sample
    assert draft_of(suffix).text == sample


@pytest.mark.parametrize("suffix", EVERY)
def test_the_same_bytes_give_the_same_draft_whatever_the_name(suffix: str) -> None:
    data = bytes_of(suffix)
    first, second = read_file("甲" + suffix, data), read_file("乙" + suffix.upper(), data)
    assert (first.text, first.pages) == (second.text, second.pages)
    assert [(t.span, t.columns, t.rows, t.unit) for t in first.tables] == [
        (t.span, t.columns, t.rows, t.unit) for t in second.tables
    ]


@pytest.mark.parametrize("suffix", sorted(readers()))
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t ",
        codecs.BOM_UTF8,
        "\u3000\n".encode(),
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"%PDF-1.7\nabc",
        b"\x00\x01\x02" * 50,
    ],
    ids=["empty", "blank", "mark alone", "wide blank", "image", "pdf", "bytes"],
)
def test_what_is_no_text_is_refused_in_one_sentence(suffix: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file("附件" + suffix, data)
    for language in ("zh", "en"):
        said = refused.value.sentence(language)
        assert "附件" + suffix in said
        assert "\n" not in said


@pytest.mark.parametrize("name", ["a.exe", "a", "a.", ".txt", "报告.wps", "a.txt.zip"])
def test_unknown_formats_are_refused_by_name(name: str) -> None:
    with pytest.raises(UnreadableFile, match="not a supported format"):
        read_file(name, b"abc")
