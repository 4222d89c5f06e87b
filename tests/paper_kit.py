"""Papers for tests: PDF files and scans drawn here, of an invented city, with a Chinese font of this machine."""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
)
A4 = (595.0, 842.0)
TITLE = "南栎市水务局2021年度部门整体支出绩效自评报告"
BODY = (
    "一、基本情况",
    "　　南栎市水务局负责全市供水和排水（虚构样例）。2021年新建供水管网12.5公里，引进节水",
    "项目10余个，总投资3.2亿元，占比34.4%，比上年增长5.2个百分点。",
    "　　2021年全年预算数1,812.40万元，执行数1,790.13万元，预算执行率98.77%。",
    "二、存在的问题",
    "　　部分项目前期准备不足，资金支付集中在年底。",
)
HEAD = ("序号", "项目名称", "全年预算数", "执行数", "预算执行率")
WIDTHS = (40, 150, 90, 90, 80)


def font_path() -> str:
    """A Chinese font that can be put into a PDF; without one the test is skipped."""
    found = next((path for path in FONTS if Path(path).exists()), None)
    if found is None:
        pytest.skip("no Chinese TrueType font on this machine (Debian: fonts-wqy-zenhei)")
    return found


@cache
def _registered() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("paper", font_path()))
    return "paper"


class Paper:
    """A PDF being drawn; positions are points from the upper left of the page."""

    def __init__(self, size: tuple[float, float] = A4, *, font: str = "", **more: object) -> None:
        canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="reportlab is not installed")
        self.font = font or _registered()

        self.size = size
        self.out = io.BytesIO()
        self.canvas = canvas.Canvas(self.out, pagesize=size, invariant=1, **more)

    def text(self, x: float, y: float, written: str, size: float = 12) -> "Paper":
        """Write a line with its base at `y`."""
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, self.size[1] - y, written)
        return self

    def centred(self, y: float, written: str, size: float = 20) -> "Paper":
        self.canvas.setFont(self.font, size)
        self.canvas.drawCentredString(self.size[0] / 2, self.size[1] - y, written)
        return self

    def lines(
        self, y: float, written: Sequence[str], *, x: float = 72, size: float = 12, leading: float = 20
    ) -> "Paper":
        """Write lines one below the other; wide blanks at the front indent."""
        for number, line in enumerate(written):
            bare = line.lstrip("　")
            self.text(x + size * (len(line) - len(bare)), y + number * leading, bare, size)
        return self

    def table(self, x: float, y: float, rows: Sequence[Sequence[str]], widths: Sequence[float] = WIDTHS) -> "Paper":
        """Draw a fully ruled table with its upper left corner at (x, y), rows 24 points high."""
        height, total = 24.0, sum(widths)
        for number in range(len(rows) + 1):
            self.rule(x, y + number * height, x + total, y + number * height)
        at = x
        for column in range(len(widths) + 1):
            self.rule(at, y, at, y + len(rows) * height)
            at += widths[column] if column < len(widths) else 0
        for number, row in enumerate(rows):
            at = x
            for width, cell in zip(widths, row, strict=True):
                self.text(at + 4, y + number * height + 16, cell, 10)
                at += width
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Paper":
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x0, self.size[1] - y0, x1, self.size[1] - y1)
        return self

    def page(self) -> "Paper":
        """End this page and begin the next."""
        self.canvas.showPage()
        return self

    def bytes(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()


def ledger_rows(start: int, end: int) -> list[tuple[str, ...]]:
    return [
        (str(n), f"供水管网改造第{n}期", f"{n * 10}.50", f"{n * 9}.20", f"{80 + n / 10:.1f}%")
        for n in range(start, end)
    ]


def report() -> bytes:
    """Two pages: a report with header, page numbers, and a table that goes on over the page break."""
    paper = Paper()
    for number, (start, end) in enumerate(((1, 11), (11, 31)), 1):
        paper.text(72, 40, "南栎市绩效文件汇编", 9).centred(815, f"- {number} -", 9)
        if number == 1:
            paper.centred(100, TITLE).lines(150, BODY)
            paper.text(72, 290, "表1 项目支出情况", 10).text(430, 290, "单位：万元", 10)
        paper.table(72, 300 if number == 1 else 70, [HEAD, *ledger_rows(start, end)])
        if number == 1:
            paper.page()
    return paper.bytes()


def latin_sheet() -> bytes:
    """A page with a title and a ruled table in a font that every PDF reader has."""
    paper = Paper((420.0, 200.0), font="Helvetica")
    paper.text(40, 40, "Water Bureau performance report 2021", 14)
    return paper.table(
        40, 60, [("Unit", "Budget", "Actual"), ("Water", "100", "98"), ("Roads", "", "0")], (90, 90, 90)
    ).bytes()


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF file of these numbered objects, the first being the catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(out),
    )


def of_pages(count: int) -> bytes:
    """A PDF of `count` pages, all the same object."""
    kids = b"3 0 R " * count
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
    )


def scanned(data: bytes, page: int = 1, *, dpi: int = 150, slant: float = 0.0, noise: bool = False, seal: bool = False):
    """A page of a PDF as the picture a scanner would make."""
    from ingest.readers.pdf import pictures

    picture = next(pictures(data, [page], dpi))
    picture = _sealed(picture, dpi) if seal else picture
    if slant:
        from PIL import Image

        picture = picture.rotate(slant, fillcolor=(255, 255, 255), resample=Image.Resampling.BICUBIC)
    return _noisy(picture) if noise else picture


def _sealed(picture, dpi: int):
    """A red seal over the middle of the page; ink lets what is printed below show through."""
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    ink = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(ink)
    x, y, radius = picture.width // 2, round(picture.height * 0.22), round(0.75 * dpi)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(225, 50, 60), width=max(3, dpi // 30))
    pen.text(
        (x - radius * 0.75, y - dpi * 0.1),
        "南栎市财政局",
        font=ImageFont.truetype(font_path(), dpi // 4),
        fill=(225, 50, 60),
    )
    return ImageChops.multiply(picture, ink)


def _noisy(picture):
    import numpy as np
    from PIL import Image, ImageFilter

    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), np.float32)
    grain = np.random.default_rng(7).normal(0, 12, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(soft * 0.82 + 25 + grain, 0, 255).astype(np.uint8))


def saved(picture, form: str, **more: object) -> bytes:
    """A picture as the bytes of a file."""
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def as_pdf(pictures: Sequence[object], dpi: int = 150) -> bytes:
    """Pictures as a PDF without a text layer."""
    first, *rest = pictures
    return saved(first, "PDF", save_all=True, append_images=rest, resolution=dpi)


def numbers(text: str) -> Iterator[str]:
    """The numbers of a text as written, in order."""
    import re

    return (found.group() for found in re.finditer(r"\d[\d,]*(?:\.\d+)?%?", text))
