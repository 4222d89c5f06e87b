"""One PDF page as pdfium sees it: its characters with boxes, its drawn rules, how much of it is pictures."""

import ctypes
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.layout.page import Glyph, Page, Rule, Run

_THIN = 2.5
_DEEPEST = 5
_MOST_OBJECTS = 60_000
_MOST_GLYPHS = 60_000
_DASHES = {0x02: "-", 0xFFFE: "-"}

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Seen:
    """A page's characters and rules, the share of it that pictures cover, and whether its text is invisible."""

    page: Page
    pictured: float
    hidden: bool


def see(page: Any) -> Seen:
    """What an open pdfium page holds; slanted characters (watermarks) are left out."""
    frame = _Frame.of(page)
    rules, pictured, hidden = _drawn(page, frame)
    return Seen(Page(frame.width, frame.height, tuple(_runs(_glyphs(page, frame))), rules), pictured, hidden)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page as shown (turned, cropped) and how to get there from the page's own coordinates."""

    width: float
    height: float
    matrix: Matrix
    turned: int

    @classmethod
    def of(cls, page: Any) -> "_Frame":
        import pypdfium2.raw as pdfium

        width, height = page.get_size()
        scale = 1000
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for px, py in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)):
            pdfium.FPDF_PageToDevice(
                page, 0, 0, int(width * scale), int(height * scale), 0, px, py, ctypes.byref(x), ctypes.byref(y)
            )
            points.append((x.value / scale, y.value / scale))
        (ox, oy), (ax, ay), (bx, by) = points
        matrix = ((ax - ox) / 1000, (ay - oy) / 1000, (bx - ox) / 1000, (by - oy) / 1000, ox, oy)
        return cls(width, height, matrix, page.get_rotation())

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of the page's own coordinates as left, top, right, bottom of the page as shown."""
        a, b, c, d, e, f = self.matrix
        if b == c == 0 and a > 0 > d and left <= right and bottom <= top:  # upright, as nearly all pages are
            return a * left + e, d * top + f, a * right + e, d * bottom + f
        xs = (a * left + c * bottom + e, a * right + c * top + e)
        ys = (b * left + d * bottom + f, b * right + d * top + f)
        return min(xs), min(ys), max(xs), max(ys)


def _glyphs(page: Any, frame: _Frame) -> Iterator[Glyph]:
    """The page's upright characters in the order they are written; white space comes as one space."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), _MOST_GLYPHS)
        rect, boxed = pdfium.FS_RECTF(), ctypes.byref
        code_of, box_of, made = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_IsGenerated
        angles = _angles(textpage, count)
        upright = Counter(angles).most_common(1)[0][0] if angles else 0
        for index, angle in enumerate(angles):
            if angle != upright:
                continue
            code = code_of(textpage, index)
            # pdfium makes up nothing but white space.
            if (code <= 0x20 and made(textpage, index) == 1) or not box_of(textpage, index, boxed(rect)):
                continue
            x0, top, x1, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
            if not (0 <= (x0 + x1) / 2 <= frame.width and 0 <= (top + bottom) / 2 <= frame.height):
                continue
            written = _DASHES.get(code) or (chr(code) if code >= 0x20 else "")
            if written and bottom > top:
                yield Glyph(" " if written.isspace() else written, x0, top, x1, bottom)
    finally:
        textpage.close()


def _angles(textpage: Any, count: int) -> list[int]:
    """The angle of each character in whole degrees; -1 where it has none."""
    import pypdfium2.raw as pdfium

    angle = pdfium.FPDFText_GetCharAngle
    return [round(angle(textpage, i) * 57.29578) % 360 for i in range(count)]


def _runs(glyphs: Iterator[Glyph]) -> Iterator[Run]:
    """Characters cut where the next one does not stand close at the right on the same line."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _beside(run[-1], glyph):
            yield tuple(run)
            run = []
        if run and _printed_twice(run[-1], glyph):
            continue
        run.append(glyph)
    if run:
        yield tuple(run)


def _beside(before: Glyph, after: Glyph) -> bool:
    height = max(before.bottom - before.top, after.bottom - after.top)
    level = abs(before.middle[1] - after.middle[1]) < 0.4 * height
    return level and -0.6 * height < after.x0 - before.x1 < 1.2 * height


def _printed_twice(before: Glyph, after: Glyph) -> bool:
    """Bold made by printing a character again, slightly moved."""
    width = before.x1 - before.x0
    return before.text == after.text and before.text != " " and abs(after.x0 - before.x0) < 0.3 * width


def _drawn(page: Any, frame: _Frame) -> tuple[tuple[Rule, ...], float, bool]:
    """The page's rules, the share of the page that pictures cover, and whether most text objects are invisible."""
    import pypdfium2.raw as pdfium

    rules: list[Rule] = []
    pictured, texts, hidden = 0.0, 0, 0
    area = max(1.0, frame.width * frame.height)
    for obj, matrix in itertools.islice(_objects(page), _MOST_OBJECTS):
        kind = pdfium.FPDFPageObj_GetType(obj)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules.extend(_path_rules(obj, matrix, frame))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, top, x1, bottom = frame.box(*_bounds(obj, matrix))
            shown = max(0.0, min(x1, frame.width) - max(x0, 0)) * max(0.0, min(bottom, frame.height) - max(top, 0))
            pictured += shown / area
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts += 1
            hidden += pdfium.FPDFTextObj_GetTextRenderMode(obj) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    return tuple(rules), min(1.0, pictured), hidden * 2 > texts


def _objects(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """Every object of the page with the matrix of the forms around it, forms opened."""
    import pypdfium2.raw as pdfium

    waiting = [(pdfium.FPDFPage_GetObject(page, i), _UNMOVED, 0) for i in range(pdfium.FPDFPage_CountObjects(page))]
    waiting.reverse()
    while waiting:
        obj, matrix, depth = waiting.pop()
        if pdfium.FPDFPageObj_GetType(obj) != pdfium.FPDF_PAGEOBJ_FORM:
            yield obj, matrix
        elif depth < _DEEPEST:
            inside = _times(_matrix(obj), matrix)
            count = min(pdfium.FPDFFormObj_CountObjects(obj), _MOST_OBJECTS)
            waiting += [(pdfium.FPDFFormObj_GetObject(obj, i), inside, depth + 1) for i in reversed(range(count))]


def _matrix(obj: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(obj, ctypes.byref(m)):
        return _UNMOVED
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _bounds(obj: Any, matrix: Matrix) -> tuple[float, float, float, float]:
    """An object's left, bottom, right, top in page coordinates."""
    import pypdfium2.raw as pdfium

    box = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(obj, *map(ctypes.byref, box))
    left, bottom, right, top = (value.value for value in box)
    corners = [_moved(x, y, matrix) for x in (left, right) for y in (bottom, top)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _path_rules(obj: Any, matrix: Matrix, frame: _Frame) -> Iterator[Rule]:
    """The straight level and upright lines of a path; a thin filled bar is one line."""
    import pypdfium2.raw as pdfium

    fill, stroked = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(obj, ctypes.byref(fill), ctypes.byref(stroked))
    if not fill.value and not stroked.value:
        return
    left, bottom, right, top = _bounds(obj, matrix)
    x0, y0, x1, y1 = frame.box(left, bottom, right, top)
    if y1 - y0 <= _THIN < x1 - x0:
        yield Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    elif x1 - x0 <= _THIN < y1 - y0:
        yield Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
    elif min(x1 - x0, y1 - y0) > _THIN:
        yield from _sides(obj, _times(_matrix(obj), matrix), frame)


def _sides(obj: Any, matrix: Matrix, frame: _Frame) -> Iterator[Rule]:
    for (ax, ay), (bx, by) in _segments(obj, matrix):
        x0, y0, x1, y1 = frame.box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        if y1 - y0 <= 1 < x1 - x0:
            yield Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
        elif x1 - x0 <= 1 < y1 - y0:
            yield Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def _segments(obj: Any, matrix: Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight segments of a path in page coordinates; curves are passed over."""
    import pypdfium2.raw as pdfium

    start = at = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(obj), _MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(obj, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = _moved(x.value, y.value, matrix)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield at, point
        at = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield at, start
