"""The original page as a picture with cited characters boxed: PDF pages and scans.

Where characters stand is worked out from the original again; recognised pages are kept beside it, as recognising takes
seconds. Pages are drawn in a process of their own, within bounds.
"""

import itertools
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import StoreFault
from assistant.records.model import Document, Span
from assistant.records.originals import Originals, whole
from ingest.bounded import run
from ingest.layout.blocks import Drawn, blocks
from ingest.layout.lines import Atom
from ingest.layout.page import Box, Glyph, Page, Rule
from ingest.readers import image, pdf

DPI = 110
MOST_KEPT = 400
"""Pictures kept; the oldest make room."""
_SECONDS = 90.0
_MEGABYTES = 4096
_PAD = 2.0
_FILL = (255, 196, 0, 84)
_LINE = (196, 84, 0, 255)
_MOST_BOXES = 400
_COLOURS = 96


def has_picture(media_type: str) -> bool:
    """Whether documents of this media type have pages that can be shown as pictures."""
    return media_type == pdf.MEDIA_TYPE or media_type in image.MEDIA_TYPES.values()


def page_picture(
    document: Document, originals: Originals, folder: Path, number: int, span: Span | None = None
) -> bytes:
    """Page `number` (from 1) of a document as PNG, characters of `span` boxed; kept in `folder` for the next time.

    The file it was read from is in `originals`, pages recognised are kept beside it. Raises FileNotFoundError without it,
    StoreFault where it cannot be had now, IndexError when there is no such page, OutOfBounds when drawing takes too much.
    """
    if not 1 <= number <= len(document.pages):
        raise IndexError(number)
    marked = f"-{span.start}-{span.end}" if span else ""
    kept = folder / f"{document.sha256}-{number}{marked}.png"
    if kept.exists():
        return kept.read_bytes()
    beside = _beside(document.sha256, number)
    page = _page_in(originals, beside)
    page_span = document.pages[number - 1]
    drawn, seen = run(
        _draw,
        _SECONDS,
        _MEGABYTES,
        whole(originals, document.sha256),
        document.media_type,
        number,
        page,
        document.text,
        page_span,
        span,
    )
    if drawn is None:
        raise IndexError(number)
    if page is None and seen is not None and seen.scanned:
        _keep_page(originals, beside, seen)
    _keep(kept, drawn)
    _make_room(folder)
    return drawn


def keep_scans(originals: Originals, sha256: str, scans: Sequence[tuple[int, Page]]) -> None:
    """Keep pages as they were recognised (`Draft.scans`) beside the original, so that showing one need not do it again."""
    for number, page in scans:
        _keep_page(originals, _beside(sha256, number), page)


def locate(page: Page, text: str, page_span: Span, span: Span) -> tuple[Box, ...]:
    """Where the characters of `span` stand on `page`, one box a line or cell, in points of the page as shown.

    `text` is the document's, of which the page is `page_span`. What is on the page but not in the text is passed over.
    """
    boxes: list[Box] = []
    for atoms in _in_text(page, text, page_span):
        cited = [glyph for at, glyph in atoms if span.start <= at < span.end]
        if cited:
            boxes.append(_around(cited))
    return tuple(boxes[:_MOST_BOXES])


def _in_text(page: Page, text: str, page_span: Span) -> Iterator[list[tuple[int, Glyph]]]:
    """The lines and cells of `page` that the text holds, as (offset, glyph) of their characters."""
    places = [i for i in range(page_span.start, page_span.end) if not text[i].isspace()]
    stretches = [[(c, glyph) for c, glyph in atoms if glyph and not c.isspace()] for atoms in _stretches(page)]
    at = 0
    for drawn in _without_furniture([d for d in stretches if d], "".join(text[i] for i in places)):
        here = places[at : at + len(drawn)]
        if [c for c, _ in drawn] == [text[i] for i in here]:
            yield [(i, glyph) for i, (_, glyph) in zip(here, drawn, strict=True)]
            at += len(drawn)


_Drawn = list[tuple[str, Glyph]]


def _without_furniture(stretches: list[_Drawn], written: str) -> list[_Drawn]:
    """The stretches without the outer ones (page header, footer, number) that are not in the text `written`."""
    outer = sorted({*range(min(2, len(stretches))), *range(max(0, len(stretches) - 2), len(stretches))})
    subsets = itertools.chain.from_iterable(itertools.combinations(outer, n) for n in range(len(outer) + 1))
    for subset in subsets:
        left = [drawn for number, drawn in enumerate(stretches) if number not in subset]
        if sum(map(len, left)) == len(written) and "".join(c for drawn in left for c, _ in drawn) == written:
            return left
    return stretches


def _stretches(page: Page) -> Iterator[Sequence[Atom]]:
    for block in blocks(page):
        if isinstance(block, Drawn):
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block.atoms


def _around(glyphs: Sequence[Glyph]) -> Box:
    return Box(
        min(g.x0 for g in glyphs),
        min(g.top for g in glyphs),
        max(g.x1 for g in glyphs),
        max(g.bottom for g in glyphs),
    )


def _draw(
    data: bytes, media_type: str, number: int, page: Page | None, text: str, page_span: Span, span: Span | None
) -> tuple[bytes | None, Page | None]:
    """The PNG and the page as seen; None where there is no such page. A page given is not looked at again."""
    reader = pdf if media_type == pdf.MEDIA_TYPE else image
    if page is None and span:
        page = reader.page_of(data, number)
    picture = _picture(data, media_type, number)
    if picture is None:
        return None, page
    if page:
        if page.turns or page.slant:
            from ingest.ocr import straighten

            picture = straighten(picture, page)
        if span:
            picture = _boxed(picture, page, locate(page, text, page_span, span))
    return _png(picture), page


def _picture(data: bytes, media_type: str, number: int) -> Any | None:
    if media_type == pdf.MEDIA_TYPE:
        return next(pdf.pictures(data, [number], DPI), None)
    longest = DPI * 12
    for at, picture in enumerate(image.pictures(data), 1):
        if at == number:
            picture.thumbnail((longest, longest))
            return picture
    return None


def _boxed(picture: Any, page: Page, boxes: Sequence[Box]) -> Any:
    from PIL import Image, ImageDraw

    scale = picture.size[0] / page.width
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for box in boxes:
        corners = [v * scale for v in (box.x0 - _PAD, box.top - _PAD, box.x1 + _PAD, box.bottom + _PAD)]
        pen.rectangle(corners, fill=_FILL, outline=_LINE, width=2)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _png(picture: Any) -> bytes:
    """A PNG of few colours: a sixth of the size for a grainy scan, and nobody sees the difference."""
    import io

    from PIL import Image

    out = io.BytesIO()
    few = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG")
    return out.getvalue()


def _beside(sha256: str, number: int) -> str:
    return f"{sha256}.page-{number:04}.json"


def _page_out(page: Page) -> bytes:
    return json.dumps(asdict(page), ensure_ascii=False, separators=(",", ":")).encode()


def _keep_page(originals: Originals, name: str, page: Page) -> None:
    """A page that cannot be kept costs only the time to recognise it again."""
    with suppress(StoreFault):
        originals.put(name, _page_out(page))


def _page_in(originals: Originals, name: str) -> Page | None:
    """A page kept by `_page_out`; None where there is none, or one that another version wrote."""
    try:
        told = json.loads(whole(originals, name))
        told["runs"] = tuple(tuple(Glyph(*glyph) for glyph in run) for run in told["runs"])
        told["rules"] = tuple(Rule(*rule) for rule in told["rules"])
        told["warnings"] = tuple(told["warnings"])
        return Page(**told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; a full disk costs only speed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(data)
        os.replace(draft.name, path)
    except OSError:
        return


def _make_room(folder: Path) -> None:
    kept = sorted(folder.glob("*.png"), key=_age)
    for path in kept[:-MOST_KEPT]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
