"""Pictures of pages to characters with boxes and scores: RapidOCR on onnxruntime, with the models in its package.

The only module that imports rapidocr. Nothing is downloaded; the engine is loaded when first used.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from statistics import fmean
from typing import Any, NamedTuple

from ingest.layout.page import Glyph, Page, Rule
from ingest.red import part

LONGEST_SIDE = 2600
"""Pixels of the longer side that a picture is read at; larger ones are scaled down, as 220 dpi show all there is to see."""
_TURNED_SHARE = 0.6
_POOR = 0.75
_LEAST_SCORE = 0.4
_COVERED = 0.06
_UNDER_INK = 0.5
_LEAST_SLANT = 0.1
_MOST_SLANT = 6.0
_PROFILE_SIDE = 1000
_OPENING = re.compile(r"\((?=[\u2e80-\u9fff])")
_CLOSING = re.compile(r"(?<=[\u2e80-\u9fff])\)|(?<=（\d)\)|(?<=（\d\d)\)")


class _Line(NamedTuple):
    """A recognised line: its four corners, and its characters with four corners and a score each."""

    corners: Any
    text: str
    characters: Sequence[tuple[str, float, Any]]

    @property
    def width(self) -> float:
        return math.dist(self.corners[0], self.corners[1])

    @property
    def height(self) -> float:
        return math.dist(self.corners[0], self.corners[3])


def recognise(picture: Any, width: float, height: float) -> Page:
    """The page that a Pillow image shows, `width` times `height` points as it lies.

    Pages that lie on a side or upside down are turned, slanted ones set straight: `Page.turns` and `Page.slant` say how,
    and `straighten` does the same to the picture, so that boxes fit it.
    """
    import numpy as np

    whole = _reduced(np.asarray(picture.convert("RGB")))
    parted = part(whole, max(width, height) / max(whole.shape[:2]))
    slant = slant_of(parted.clean)
    turns, lines = _upright(_rotated(parted.clean, slant))
    straight = _straight(parted.clean, slant, turns)
    if parted.red is not None:
        lines += _lines(_straight(parted.red, slant, turns))
    wide, high = (width, height) if turns % 2 == 0 else (height, width)
    scale = wide / straight.shape[1]
    ink = None if parted.ink is None else _straight(parted.ink, slant, turns, paper=0.0)
    runs = (tuple(_doubted(_glyphs(line, scale), ink, scale)) for line in lines)
    rules = tuple(_rules(straight, scale))
    return Page(wide, high, tuple(run for run in runs if run), rules, True, (), slant, turns)


def straighten(picture: Any, page: Page) -> Any:
    """A Pillow image set straight and turned as `page` was when its characters were recognised."""
    import numpy as np
    from PIL import Image

    if not page.turns and not page.slant:
        return picture
    return Image.fromarray(_straight(np.asarray(picture.convert("RGB")), page.slant, page.turns))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    # A second thread makes a page hardly faster; two pages at once are.
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
    return RapidOCR(params={"Global.log_level": "critical", "Global.text_score": _LEAST_SCORE, **threads})


def _reduced(array: Any) -> Any:
    import cv2

    factor = LONGEST_SIDE / max(array.shape[:2])
    return cv2.resize(array, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else array


def _upright(array: Any) -> tuple[int, list[_Line]]:
    """How many quarter turns (against the clock) set the picture upright, and the lines seen then."""
    import numpy as np

    lines = _lines(array)
    lying = sum(1 for line in lines if line.height > 1.5 * line.width)
    if len(lines) >= 3 and lying > _TURNED_SHARE * len(lines):
        others: tuple[int, ...] = (1, 3)
    elif len(lines) >= 3 and _quality(lines) < _POOR:
        others = (2,)
    else:
        return 0, lines
    seen = [(0, lines), *((k, _lines(np.ascontiguousarray(np.rot90(array, k)))) for k in others)]
    return max(seen, key=lambda s: _quality(s[1]) if s[0] or not lying > _TURNED_SHARE * len(lines) else 0.0)


def _quality(lines: Sequence[_Line]) -> float:
    scores = [score for line in lines for _, score, _ in line.characters]
    return fmean(scores) if scores else 0.0


def _lines(array: Any) -> list[_Line]:
    """The lines the engine sees in an RGB array."""
    # The engine expects blue first.
    seen = _engine()(array[:, :, ::-1], use_cls=False, return_word_box=True, return_single_char_box=True)
    if seen.boxes is None or seen.txts is None:
        return []
    return [_Line(box, text, words) for box, text, words in zip(seen.boxes, seen.txts, seen.word_results, strict=False)]


def slant_of(array: Any) -> float:
    """The angle in degrees, against the clock, that sets lines of an RGB array level or upright; 0 when hardly any.

    The right angle is the one at which rows (or columns) of the picture are the most unlike: full lines, empty gaps.
    """
    import cv2
    import numpy as np

    factor = min(1.0, _PROFILE_SIDE / max(array.shape[:2]))
    grey = cv2.cvtColor(cv2.resize(array, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15).astype(np.float32)

    def contrast(angle: float) -> float:
        turned = _rotated(ink, angle, 0.0)
        return max(float((np.diff(turned.sum(axis=axis)) ** 2).sum()) for axis in (0, 1))

    best = max(np.arange(-_MOST_SLANT, _MOST_SLANT + 0.1, 0.5), key=contrast)
    best = max(np.arange(best - 0.5, best + 0.51, 0.1), key=contrast)
    gained = contrast(best) > 1.02 * contrast(0.0)
    return round(float(best), 2) if gained and abs(best) >= _LEAST_SLANT else 0.0


def _rotated(array: Any, angle: float, paper: float = 255.0) -> Any:
    """An array turned about its middle by `angle` degrees against the clock, the same size."""
    import cv2

    if not angle:
        return array
    height, width = array.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(array, matrix, (width, height), borderValue=(paper, paper, paper))


def _straight(array: Any, slant: float, turns: int, paper: float = 255.0) -> Any:
    import numpy as np

    level = _rotated(array, slant, paper)
    return np.ascontiguousarray(np.rot90(level, turns)) if turns else level


def _glyphs(line: _Line, scale: float) -> Iterator[Glyph]:
    """The characters of a line with boxes in points; the spaces the engine read stand between them."""
    import numpy as np

    waiting = iter(line.characters)
    for written in _fitting_brackets(line.text):
        if written.isspace():
            yield Glyph(" ", 0.0, 0.0, 0.0, 0.0)
            continue
        _, score, corners = next(waiting, ("", 0.0, None))
        if corners is None:
            return
        points = np.asarray(corners, float)
        (x0, top), (x1, bottom) = points.min(axis=0) * scale, points.max(axis=0) * scale
        yield Glyph(written, float(x0), float(top), float(x1), float(bottom), float(score))


def _doubted(glyphs: Iterator[Glyph], ink: Any | None, scale: float) -> Iterator[Glyph]:
    """Characters with a score that nobody takes for sure where a seal's ink covers a part of them."""
    for glyph in glyphs:
        if ink is None or glyph.text == " ":
            yield glyph
            continue
        left, top, right, bottom = (max(0, round(v / scale)) for v in glyph[1:5])
        covered = ink[top:bottom, left:right]
        inked = covered.size > 0 and covered.mean() > _COVERED * 255
        yield glyph._replace(score=min(glyph.score, _UNDER_INK)) if inked else glyph


def _fitting_brackets(text: str) -> str:
    """Brackets as wide as the characters they hold: a picture hardly tells "(" from "（"."""
    return _CLOSING.sub("）", _OPENING.sub("（", text))


def _rules(array: Any, scale: float) -> Iterator[Rule]:
    """The drawn lines of a straight picture, level and upright, in points."""
    import cv2

    grey = cv2.cvtColor(array, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    # Longer than any stroke of a character: about half an inch of the page.
    length = max(20, round(30 / scale))
    for flat in (True, False):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if flat else (1, length))
        near = cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3) if flat else (3, 1))
        drawn = cv2.morphologyEx(cv2.dilate(dark, near), cv2.MORPH_OPEN, kernel)
        _, _, stats, _ = cv2.connectedComponentsWithStats(drawn)
        for left, top, width, height, _ in stats[1:].tolist():
            yield from _rule(left * scale, top * scale, width * scale, height * scale, flat)


def _rule(left: float, top: float, width: float, height: float, flat: bool) -> Iterator[Rule]:
    """A rule through the middle of a long thin mark; a thick one is a picture."""
    if flat and height < 6:
        yield Rule(left, top + height / 2, left + width, top + height / 2)
    elif not flat and width < 6:
        yield Rule(left + width / 2, top, left + width / 2, top + height)
