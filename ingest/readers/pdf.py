"""PDF: the text layer with its reading order and ruled tables; pages without a good one are recognised (OCR).

Parsing happens in a process of its own, within bounds of time and memory.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from assistant.errors import UnreadableFile
from ingest.bounded import OutOfBounds, run
from ingest.draft import Draft
from ingest.layout.compose import compose
from ingest.layout.page import Page
from ingest.readers.pdf_page import Seen, see

SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"
MOST_PAGES = 2000
MOST_SCANNED = 300
"""Pages without a text layer that one file may have; each takes seconds to recognise."""
SCAN_DPI = 200
_SECONDS = 240.0
_SECONDS_A_SCAN = 20.0
_MEGABYTES = 4096
_FEWEST = 20
_PICTURED = 0.45
_GARBLED = 0.25
_PIXELS = 12_000_000
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")


def read(name: str, data: bytes) -> Draft:
    """The Draft of a PDF, its text as shown from page to page; raises UnreadableFile.

    Refused with a reason: no PDF, encrypted, damaged, no pages, too many pages, nothing written on them, bounds exceeded.
    """
    if b"%PDF-" not in data[:1024]:
        raise _refusal(
            name,
            "不是 PDF 文件，或文件开头已损坏；请重新导出。",
            "it is no PDF, or its beginning is damaged; export it again.",
        )
    limit = _SECONDS + _SECONDS_A_SCAN * min(MOST_SCANNED, max(1, data.count(b"/Image")))
    try:
        draft, fault = run(read_here, limit, _MEGABYTES, data)
    except OutOfBounds as bound:
        raise _refusal(name, *_BOUNDS[bound.what]) from None
    if draft is None:
        raise _refusal(name, *_FAULTS[fault])
    return draft


def read_here(data: bytes) -> tuple[Draft | None, str]:
    """The Draft and "", or None and a key of what is wrong; in this process, without bounds."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return None, "encrypted" if "assword" in str(error) or "ecurity" in str(error) else "damaged"
    with pdf:
        count = len(pdf)
        if not count or count > MOST_PAGES:
            return None, "many" if count else "none"
        return _read_pages(pdf, count)


def _read_pages(pdf: Any, count: int) -> tuple[Draft | None, str]:
    looked = [_look(pdf, index) for index in range(count)]
    scanned = sum(1 for look in looked if look.recognise)
    if scanned > MOST_SCANNED:
        return None, "many_scans"
    pages = [_recognised(pdf, i, look) if look.recognise else look.page for i, look in enumerate(looked)]
    draft = replace(compose(pages, MEDIA_TYPE), unread=tuple(_damaged(i) for i, k in enumerate(looked, 1) if k.damaged))
    return (draft, "") if draft.text.strip() else (None, "blank")


@dataclass(frozen=True, slots=True)
class _Look:
    page: Page
    recognise: bool
    damaged: bool = False


def _look(pdf: Any, index: int) -> _Look:
    """A page and whether its text layer is missing or garbled, so that its picture must be read."""
    import pypdfium2

    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        return _Look(Page(595.0, 842.0, (), (), False, ()), False, True)
    with closing(page):
        seen = see(page)
        return _Look(_warned(seen, index), needs_recognition(seen))


def needs_recognition(seen: Seen) -> bool:
    """Whether a page's own characters cannot stand for what it shows: too few over pictures, or wrongly coded."""
    written = "".join(g.text for run in seen.page.runs for g in run if g.text != " ")
    if garbled(written):
        return True
    few = len(written) < _FEWEST if seen.pictured > _PICTURED / 3 else not written
    thin = len(written) < 5 * _FEWEST and seen.pictured > _PICTURED
    return (few and seen.pictured > 0) or (thin and not seen.hidden)


def garbled(written: str) -> bool:
    """Whether text is not what was printed: control and private characters, or characters that no report is written in."""
    if len(written) < _FEWEST:
        return False
    odd = len(_ODD.findall(written))
    rest = [c for c in written if ord(c) > 0x7F and not _ODD.match(c)]
    strange = sum(1 for c in rest if not _common(c))
    return odd > 0.1 * len(written) or odd + strange > _GARBLED * len(written)


def _common(character: str) -> bool:
    """Whether a character is in the everyday sets of mainland or Taiwan and Hong Kong Chinese, punctuation included."""
    return any(_encodable(character, charset) for charset in ("gb2312", "big5"))


def _encodable(character: str, charset: str) -> bool:
    try:
        codecs.encode(character, charset)
    except UnicodeEncodeError:
        return False
    return True


def _warned(seen: Seen, index: int) -> Page:
    if not seen.hidden or not seen.page.runs:
        return seen.page
    note = "文字层是扫描识别的结果，可能有误 / the text layer was recognised from a scan by other software and may be wrong"
    return Page(seen.page.width, seen.page.height, seen.page.runs, seen.page.rules, False, (note,))


def _damaged(number: int) -> str:
    return f"第 {number} 页已损坏，未读 / page {number} is damaged and was not read"


def _recognised(pdf: Any, index: int, look: _Look) -> Page:
    from ingest.ocr import recognise

    with closing(pdf[index]) as page:
        return recognise(picture(page, SCAN_DPI), look.page.width, look.page.height)


def picture(page: Any, dpi: float) -> Any:
    """An open pdfium page as a Pillow image at `dpi`, smaller where the page is huge."""
    width, height = page.get_size()
    scale = min(dpi / 72, (_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()


def page_of(data: bytes, number: int) -> Page | None:
    """Page `number` (from 1) as the reader saw it, or None where there is none; recognises it again where it is a scan."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            if not 1 <= number <= len(pdf):
                return None
            look = _look(pdf, number - 1)
            return _recognised(pdf, number - 1, look) if look.recognise else look.page
    except pypdfium2.PdfiumError:
        return None


def pictures(data: bytes, numbers: Iterable[int], dpi: float) -> Iterator[Any]:
    """The pages of these numbers (from 1) as Pillow images."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        for number in numbers:
            with closing(pdf[number - 1]) as page:
                yield picture(page, dpi)


def _refusal(name: str, zh: str, en: str) -> UnreadableFile:
    return UnreadableFile(name, zh=zh, en=en)


_FAULTS = {
    "encrypted": (
        "PDF 有密码或权限保护；请去除保护后再提交。",
        "the PDF is protected by a password; save it without protection.",
    ),
    "damaged": ("PDF 已损坏，无法打开；请重新导出。", "the PDF is damaged and cannot be opened; export it again."),
    "none": ("PDF 里没有页面；请核对是否选错了文件。", "the PDF has no pages; check that it is the right file."),
    "many": (
        f"PDF 超过 {MOST_PAGES} 页；请拆分后再提交。",
        f"the PDF has more than {MOST_PAGES} pages; split it and submit the parts.",
    ),
    "many_scans": (
        f"扫描页超过 {MOST_SCANNED} 页；请拆分后再提交。",
        f"more than {MOST_SCANNED} pages are scans; split the file and submit the parts.",
    ),
    "blank": (
        "页面上没有可读的文字；请核对是否为空白页。",
        "nothing can be read on its pages; check that they are not blank.",
    ),
}
_BOUNDS = {
    "time": (
        "读取时间过长，已停止；请拆分或另存后再提交。",
        "reading took too long and was stopped; split it or save it anew.",
    ),
    "memory": (
        "读取所需内存过大，已停止；请拆分后再提交。",
        "reading needed too much memory and was stopped; split the file.",
    ),
    "crash": (
        "文件使读取程序异常退出，可能已损坏；请重新导出。",
        "the file made the parser fail; it may be damaged: export it again.",
    ),
}
