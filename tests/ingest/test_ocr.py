"""Scans: what is read off pictures of pages, how sure it is, and where it stands."""

import pytest
from paper_kit import BODY, TITLE, Paper, as_pdf, ledger_rows, numbers, saved, scanned

pytest.importorskip("rapidocr", reason="rapidocr is not installed")

from assistant.errors import UnreadableFile
from assistant.records.model import Span
from ingest.draft import Draft
from ingest.layout.compose import compose
from ingest.layout.page import Glyph, Page, Rule
from ingest.ocr import recognise, slant_of
from ingest.preview import locate
from ingest.readers import image, pdf

HEAD = ("项目名称", "全年预算数", "执行数")
ROWS = [row[1:4] for row in ledger_rows(1, 5)]


@pytest.fixture(scope="module")
def paper() -> bytes:
    """One page with prose and a small table."""
    drawn = Paper().centred(80, TITLE).lines(120, BODY).text(72, 262, "单位：万元", 10)
    return drawn.table(72, 270, [HEAD, *ROWS], (200, 110, 110)).bytes()


@pytest.fixture(scope="module")
def truth(paper: bytes) -> Draft:
    draft, _ = pdf.read_here(paper)
    assert draft
    return draft


@pytest.fixture(scope="module")
def worn(paper: bytes) -> Draft:
    """The page as scanned at 150 dpi: slanted, grainy, with a red seal over the figures."""
    draft, _ = image.read_here(saved(scanned(paper, slant=0.8, noise=True, seal=True), "PNG"))
    assert draft
    return draft


def cells(draft: Draft) -> list[list[str]]:
    return [[c.span.of(draft.text) for c in row] for table in draft.tables for row in table.rows]


def test_every_number_of_a_worn_scan_is_read(worn: Draft, truth: Draft) -> None:
    assert list(numbers(worn.text)) == list(numbers(truth.text))


def test_a_worn_scan_keeps_its_table(worn: Draft, truth: Draft) -> None:
    assert cells(worn) == cells(truth) == [list(row) for row in ROWS]
    assert worn.tables[0].unit == "万元"


def test_the_seal_is_not_read(worn: Draft) -> None:
    assert "财政局" not in worn.text


def test_a_scan_says_so(worn: Draft) -> None:
    assert any("扫描识别" in warning for warning in worn.warnings)
    ((number, page),) = worn.scans
    assert (number, page.scanned) == (1, True)
    assert page.slant == pytest.approx(-0.8, abs=0.21)


def test_characters_of_a_scan_are_located(worn: Draft) -> None:
    at = worn.text.index("1,790.13")
    (box,) = locate(worn.scans[0][1], worn.text, worn.pages[0], Span(at, at + 8))
    page = worn.scans[0][1]
    # Drawn 180 points below the upper edge; the straightened page is the same to a few points.
    assert box.bottom == pytest.approx(120 + 3 * 20, abs=8)
    assert 0 < box.x0 < box.x1 < page.width
    assert 20 < box.x1 - box.x0 < 90


def test_a_scanned_pdf_reads_like_its_pictures(paper: bytes, truth: Draft) -> None:
    draft, _ = pdf.read_here(as_pdf([scanned(paper)]))
    assert draft
    assert draft.media_type == "application/pdf"
    assert list(numbers(draft.text)) == list(numbers(truth.text))
    assert cells(draft) == cells(truth)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_lying_on_its_side_is_turned(paper: bytes, truth: Draft, turns: int) -> None:
    picture = scanned(paper).rotate(90 * turns, expand=True)
    page = recognise(picture, *((842, 595) if turns % 2 else (595, 842)))
    assert (page.turns * 90 + turns * 90) % 360 == 0
    assert (page.width, page.height) == pytest.approx((595, 842), abs=1)
    assert list(numbers(compose([page], "image/png").text)) == list(numbers(truth.text))


def test_the_camera_s_note_turns_the_picture(paper: bytes) -> None:
    picture = scanned(paper, dpi=100).crop((0, 60, 827, 300))
    exif = picture.getexif()
    exif[0x0112] = 6
    (shown,) = image.pictures(saved(picture.rotate(90, expand=True), "JPEG", exif=exif, quality=92))
    assert shown.size == picture.size


def test_frames_of_a_tiff_are_pages() -> None:
    sheets = [
        scanned(Paper((300.0, 120.0)).text(20, 50, words, 16).bytes())
        for words in ("第一份材料的说明", "第二份材料共12.5公里")
    ]
    data = saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    draft, _ = image.read_here(data)
    assert draft
    first, second = (page.of(draft.text) for page in draft.pages)
    assert "第一份" in first
    assert "12.5公里" in second
    assert draft.media_type == "image/tiff"


@pytest.mark.parametrize("angle", [-2.5, -0.6, 0.0, 1.3])
def test_slant_is_measured(paper: bytes, angle: float) -> None:
    import numpy as np

    assert slant_of(np.asarray(scanned(paper, dpi=100, slant=angle))) == pytest.approx(-angle, abs=0.15)


def _page(*words: tuple[str, float]) -> Page:
    """A scanned page of one line, each word with its score."""
    glyphs, at = [], 50.0
    for word, score in words:
        for character in word:
            glyphs.append(Glyph(character, at, 100.0, at + 10, 112.0, score))
            at += 10
    return Page(595, 842, (tuple(glyphs),), scanned=True)


@pytest.mark.parametrize(
    ("words", "unsure"),
    [
        ([("执行数", 0.99), ("790", 0.99)], []),
        ([("执行数", 0.99), ("79", 0.5), ("0.13", 0.99)], ["79"]),
        ([("执行", 0.3), ("数", 0.99), ("7", 0.99), (".", 0.6), ("5", 0.99)], ["执行", "."]),
        ([("（", 0.2), ("虚构", 0.99), ("）", 0.2)], []),
    ],
)
def test_what_was_hardly_recognised_is_marked(words: list[tuple[str, float]], unsure: list[str]) -> None:
    draft = compose([_page(*words)], "image/png")
    assert [span.of(draft.text) for span in draft.unsure] == unsure


def test_a_worker_reads_the_same(paper: bytes, truth: Draft) -> None:
    draft = image.read("扫描.png", saved(scanned(paper), "PNG"))
    assert list(numbers(draft.text)) == list(numbers(truth.text))


def _png_saying(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its data do not have."""
    import struct
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(500)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no picture"),
        (b"\xff\xd8\xff\xe0 cut", "no picture"),
        (_png_saying(100_000, 100_000), "million pixels"),
        (_png_saying(1000, 1000), "damaged"),
        (_png_saying(4, 4), "too small"),
    ],
    ids=["empty", "cut", "bomb", "short", "tiny"],
)
def test_what_is_no_page_is_refused_with_a_reason(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as refused:
        image.read("图.png", data)
    assert refused.value.sentence("zh").startswith("图.png：")


def _column(*cells: str) -> Page:
    """A scanned page with a ruled table of one number column beside names."""
    runs, rules = [], []
    for row, cell in enumerate(("金额", *cells)):
        top = 100.0 + 20 * row
        for x, word in ((60.0, f"第{row}项"), (160.0, cell)):
            runs.append(tuple(Glyph(c, x + 8 * n, top + 4, x + 8 * n + 8, top + 16, 0.99) for n, c in enumerate(word)))
    bottom = 100.0 + 20 * (len(cells) + 1)
    rules += [Rule(50, y, 250, y) for y in range(100, int(bottom) + 1, 20)]
    rules += [Rule(x, 100, x, bottom) for x in (50, 150, 250)]
    return Page(595, 842, tuple(runs), tuple(rules), scanned=True)


@pytest.mark.parametrize(
    ("cells", "unsure"),
    [
        (("176.56", "17656", "12.40", "9.00"), ["17656"]),
        (("1,071.90", "12.40", "9.00", "3.10"), []),
        (("176", "12", "9", "3.5"), []),
        (("1.5", "2.25", "3", "4.75"), []),
    ],
)
def test_a_lost_point_is_doubted_by_its_column(cells: tuple[str, ...], unsure: list[str]) -> None:
    draft = compose([_column(*cells)], "image/png")
    assert [span.of(draft.text) for span in draft.unsure] == unsure


def test_figures_under_a_seal_are_doubted_and_no_others(worn: Draft) -> None:
    words = [span.of(worn.text) for span in worn.unsure]
    assert words
    assert len("".join(words)) < 0.3 * len(worn.text)


def test_red_headings_are_read_though_seals_are_not() -> None:
    drawn = Paper((420.0, 260.0))
    drawn.canvas.setFillColorRGB(0.86, 0.1, 0.12)
    drawn.centred(60, "南栎市水务局文件", 30)
    drawn.canvas.setFillColorRGB(0, 0, 0)
    drawn.lines(110, ["关于报送2021年绩效自评材料的报告", "全年执行数790.13万元。"], x=60)
    text = compose([recognise(scanned(drawn.bytes()), 420, 260)], "image/png").text
    assert text.index("水务局文件") < text.index("绩效自评") < text.index("790.13")
