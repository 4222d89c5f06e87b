"""PDF with a text layer: reading order, tables, what is left out, and files that mean harm."""

import os
import time

import pytest
from paper_kit import BODY, HEAD, TITLE, WIDTHS, Paper, ledger_rows, of_pages, raw_pdf, report

from assistant.errors import UnreadableFile
from assistant.records.model import Span
from ingest.bounded import OutOfBounds, run
from ingest.draft import Draft
from ingest.preview import locate
from ingest.readers import pdf


@pytest.fixture(scope="module")
def data() -> bytes:
    return report()


@pytest.fixture(scope="module")
def draft(data: bytes) -> Draft:
    return here(data)


def here(data: bytes) -> Draft:
    """Read in this process: quicker, and the same."""
    read, fault = pdf.read_here(data)
    assert read is not None, fault
    return read


def test_prose_comes_line_by_line_with_blank_lines_between_paragraphs(draft: Draft) -> None:
    bare = [line.lstrip("　") for line in BODY]
    wanted = f"{TITLE}\n\n{bare[0]}\n\n{bare[1]}\n{bare[2]}\n\n{bare[3]}\n\n{bare[4]}\n\n{bare[5]}\n\n"
    assert draft.text.startswith(wanted)
    assert draft.media_type == "application/pdf"


def test_headers_and_page_numbers_are_left_out_and_named(draft: Draft) -> None:
    assert "汇编" not in draft.text
    assert "- 1 -" not in draft.text
    assert any("南栎市绩效文件汇编" in warning for warning in draft.warnings)


def test_a_table_over_a_page_break_is_one(draft: Draft) -> None:
    (table,) = draft.tables
    assert [path[-1] for path in table.columns] == list(HEAD)
    assert [tuple(c.span.of(draft.text) for c in row) for row in table.rows] == ledger_rows(1, 31)
    assert (table.name, table.unit) == ("表1 项目支出情况", "万元")
    assert table.rows[-1][2].address == "T1!R32C3"


def test_pages_are_spans_of_the_text(draft: Draft) -> None:
    first, second = draft.pages
    (table,) = draft.tables
    assert first.start == 0
    assert first.of(draft.text).startswith(TITLE)
    assert first.end <= second.start
    assert second.holds(table.rows[-1][0].span)
    assert first.holds(table.rows[0][0].span)


def test_every_character_has_its_place_on_its_page(data: bytes, draft: Draft) -> None:
    for number, span in enumerate(draft.pages, 1):
        page = pdf.page_of(data, number)
        assert page is not None
        for at in range(span.start, span.end, 7):
            if not draft.text[at].isspace():
                assert len(locate(page, draft.text, span, Span(at, at + 1))) == 1


def test_a_cell_is_located_where_it_was_drawn(data: bytes, draft: Draft) -> None:
    cell = draft.tables[0].rows[0][2]
    page = pdf.page_of(data, 1)
    assert page is not None
    (box,) = locate(page, draft.text, draft.pages[0], cell.span)
    assert box.x0 == pytest.approx(72 + sum(WIDTHS[:2]) + 4, abs=2)
    assert 324 <= box.top < box.bottom <= 348


def test_a_worker_reads_the_same(data: bytes, draft: Draft) -> None:
    assert pdf.read("报告.pdf", data) == draft


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"左栏第{n}行的文字写满了这一栏的宽度为止" for n in range(8)]
    right = [f"右栏第{n}行的文字写满了这一栏的宽度为止" for n in range(8)]
    paper = Paper().text(72, 80, "通栏的一行文字横贯整个页面左右两栏都要读在它后面而且它非常长", 14)
    text = here(paper.lines(120, left, size=10).lines(120, right, x=320, size=10).bytes()).text
    assert [text.index(line) for line in left + right] == sorted(text.index(line) for line in left + right)


def test_merged_cells_and_open_sides_keep_their_columns() -> None:
    paper = Paper()
    for y in (100, 148, 172, 196):
        paper.rule(72, y, 472, y)
    paper.rule(172, 124, 372, 124)
    for x, top in ((172, 100), (272, 124), (372, 100)):
        paper.rule(x, top, x, 196)
    paper.text(76, 128, "项目", 10).text(250, 116, "资金（万元）", 10).text(376, 128, "得分", 10)
    paper.text(176, 140, "预算数", 10).text(276, 140, "执行数", 10)
    for y, row in ((164, ("管网", "10", "9", "95")), (188, ("泵站", "20", "18", "90"))):
        for x, cell in zip((76, 176, 276, 376), row, strict=True):
            paper.text(x, y, cell, 10)
    draft = here(paper.bytes())
    (table,) = draft.tables
    assert table.columns == (("项目",), ("资金（万元）", "预算数"), ("资金（万元）", "执行数"), ("得分",))
    assert [[c.span.of(draft.text) for c in row] for row in table.rows] == [
        ["管网", "10", "9", "95"],
        ["泵站", "20", "18", "90"],
    ]


def test_lines_broken_inside_a_cell_are_joined() -> None:
    paper = Paper().table(72, 100, [("名称", "预算执"), ("甲", "12.5%")], (100, 60))
    paper.text(176, 100 + 23, "行率", 6)
    assert "预算执行率" in here(paper.bytes()).text


def test_a_box_around_prose_is_no_table() -> None:
    paper = Paper().lines(120, ["框里的一段文字，不是表格。", "第二行也一样。"])
    for y in (90, 160):
        paper.rule(60, y, 500, y)
    for x in (60, 500):
        paper.rule(x, 90, x, 160)
    draft = here(paper.bytes())
    assert draft.tables == ()
    assert "框里的一段文字" in draft.text


def test_a_slanted_watermark_is_left_out() -> None:
    paper = Paper().lines(100, BODY)
    paper.canvas.saveState()
    paper.canvas.translate(200, 400)
    paper.canvas.rotate(45)
    paper.canvas.drawString(0, 0, "内部资料99.99万元")
    paper.canvas.restoreState()
    assert "99.99" not in here(paper.bytes()).text


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_read_alike(turn: int) -> None:
    plain, turned = Paper().lines(100, BODY).bytes(), Paper()
    turned.canvas.setPageRotation(turn)
    turned.canvas.translate(*{90: (842, 0), 180: (595, 842), 270: (0, 595)}[turn])
    turned.canvas.rotate(turn)
    words = "".join(here(plain).text.split())
    assert "".join(here(turned.lines(100, BODY).bytes()).text.split()) == words


def test_a_blank_page_keeps_the_count() -> None:
    draft = here(
        Paper().text(72, 100, "第一页的文字在这里。").page().page().text(72, 100, "第三页的文字在这里。").bytes()
    )
    assert [bool(p.of(draft.text).strip()) for p in draft.pages] == [True, False, True]


STREAM = b"<</Length 3>>stream\nq Q\nendstream"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Paper(encrypt="密码".encode().hex()).text(72, 99, "保密").bytes(), "password"),
        (lambda: report()[:4000], "damaged"),
        (lambda: b"%PDF-1.7\n" + bytes(500), "damaged"),
        (lambda: of_pages(5000), "more than 2000 pages"),
        (lambda: of_pages(3), "nothing can be read"),
        (lambda: raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 100000000>>"), "damaged"),
        (lambda: b"PK\x03\x04 no pdf", "it is no PDF"),
    ],
    ids=["encrypted", "cut", "zeros", "5000 pages", "blank", "own child", "zip"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(make, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as refused:
        pdf.read("附件.pdf", make())
    assert refused.value.sentence("zh").startswith("附件.pdf：")


def test_a_drawing_with_thousands_of_rules_is_no_table_and_takes_no_time() -> None:
    paper = Paper().text(72, 30, "一张图，没有表格，只有线条。")
    for n in range(5000):
        paper.rule(n % 500, 100, n % 500 + 0.3, 800)
        paper.rule(0, 100 + n % 700, 500, 100 + n % 700)
    begun = time.perf_counter()
    assert here(paper.bytes()).tables == ()
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("全年预算数812.40万元，执行数790.13万元，预算执行率97.26%。", False),
        ("部門整體支出績效評價報告，全年預算數812萬元，執行率97%。", False),
        ("Budget execution reached 97.26% of RMB 8.1240 million in 2021.", False),
        ("\ue012\ue013\ue014\ue015\ue016\ue017" * 5, True),
        ("ߐۭݧܤޕ" * 8, True),
        ("\x01\x02\x03预算\x04\x05" * 8, True),
        ("短", False),
    ],
)
def test_garbled_text_layers_are_told(text: str, bad: bool) -> None:
    assert pdf.garbled(text) is bad


@pytest.mark.parametrize(
    ("function", "arguments", "what"),
    [(time.sleep, (30,), "time"), (bytearray, (1 << 31,), "memory"), (os._exit, (3,), "crash")],
)
def test_bounds_end_what_runs_away(function, arguments: tuple, what: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(OutOfBounds) as ended:
        run(function, 3, 500, *arguments)
    assert ended.value.what == what
    assert time.perf_counter() - begun < 15


def test_results_and_errors_come_through_bounds() -> None:
    assert run(os.path.join, 30, 500, "甲", "乙") == os.path.join("甲", "乙")
    with pytest.raises(ValueError, match="invalid literal"):
        run(int, 30, 500, "九十")
