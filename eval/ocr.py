"""How well scans are read: `python -m eval.ocr [--pages N] [--font FILE]` over pages drawn here from fictional reports.

Each page is drawn at 150, 200 and 300 dpi: clean, slanted, worn (slanted, soft, grainy), and with a red stamp over the
text. Told of each: the share of characters read, the share of figures (value, unit and bound) read right, and of the
figures read wrong how many were marked as unsure.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from assistant.records.model import Quantity
from assistant.records.quantity import Reading, read
from eval.sample.corpus import Corpus
from ingest.draft import Draft

DPIS = (150, 200, 300)
STATES = ("clean", "slanted", "worn", "stamped")
_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
_WIDTH, _HEIGHT, _MARGIN = 595, 842, 70
_SIZE, _LEADING = 12, 20
_A_LINE = (_WIDTH - 2 * _MARGIN) // _SIZE
_LINES = (_HEIGHT - 2 * _MARGIN) // _LEADING
_SLANT = 0.7
_RED = (220, 40, 50)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over pages: characters and figures there and read right; figures read wrong, and those of them marked."""

    characters: int = 0
    characters_right: int = 0
    figures: int = 0
    figures_right: int = 0
    wrong: int = 0
    wrong_marked: int = 0
    right_marked: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def pages(count: int) -> list[list[str]]:
    """The lines of `count` pages of fictional reports, none longer than a printed line."""
    found: list[list[str]] = []
    for report in Corpus(seed=11, count=count, years=(2021,)).reports():
        lines = [line for raw in report.text.split("\n") for line in _wrapped(re.sub(r"[#*|]+", "", raw).strip())]
        found.append(lines[:_LINES])
    return found[:count]


def _wrapped(line: str) -> Iterator[str]:
    while line:
        width = end = 0
        while end < len(line) and width <= _A_LINE - 1:
            width += 1 if ord(line[end]) > 0x2E80 else 0.5  # type: ignore[assignment]
            end += 1
        yield line[:end]
        line = line[end:]


def scan(lines: Sequence[str], dpi: int, state: str, font: str) -> Any:
    """A page of `lines` as a scanner would give it, a Pillow image."""
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    scale = dpi / 72
    picture = Image.new("RGB", (round(_WIDTH * scale), round(_HEIGHT * scale)), "white")
    pen, letters = ImageDraw.Draw(picture), ImageFont.truetype(font, round(_SIZE * scale))
    for number, line in enumerate(lines):
        pen.text((_MARGIN * scale, (_MARGIN + number * _LEADING) * scale), line, font=letters, fill=(20, 20, 20))
    if state == "stamped":
        picture = ImageChops.multiply(picture, _stamp(picture.size, dpi, font))
    if state in ("slanted", "worn"):
        picture = picture.rotate(_SLANT, fillcolor=(255, 255, 255), resample=Image.Resampling.BICUBIC)
    return _worn(picture) if state == "worn" else picture


def _stamp(size: tuple[int, int], dpi: int, font: str) -> Any:
    """A round red stamp of 4 cm over the upper half of a page; ink lets print show through."""
    from PIL import Image, ImageDraw, ImageFont

    ink = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(ink)
    x, y, radius = size[0] // 2, round(size[1] * 0.3), round(0.79 * dpi)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_RED, width=max(3, dpi // 25))
    letters = ImageFont.truetype(font, dpi // 4)
    pen.text((x - radius * 0.75, y - dpi * 0.12), "虚构市财政局", font=letters, fill=_RED)
    return ink


def _worn(picture: Any) -> Any:
    import numpy as np
    from PIL import Image, ImageFilter

    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), np.float32)
    grain = np.random.default_rng(7).normal(0, 12, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(soft * 0.82 + 25 + grain, 0, 255).astype(np.uint8))


def score(lines: Sequence[str], draft: Draft) -> Score:
    """How `draft` compares with the `lines` that were drawn."""
    truth, seen = _bare("".join(lines)), _bare(draft.text)
    there, found = read("".join(lines)), _readings(draft)
    blocks = SequenceMatcher(None, [_said(r.quantity) for r in there], [_said(r.quantity) for r, _ in found], False)
    right = {at for block in blocks.get_matching_blocks() for at in range(block.b, block.b + block.size)}
    marked = [unsure for _, unsure in found]
    wrong = [at for at in range(len(found)) if at not in right]
    same = sum(block.size for block in SequenceMatcher(None, truth, seen, False).get_matching_blocks())
    return Score(
        characters=len(truth),
        characters_right=same,
        figures=len(there),
        figures_right=len(right),
        wrong=len(wrong),
        wrong_marked=sum(marked[at] for at in wrong),
        right_marked=sum(marked[at] for at in right),
    )


def _readings(draft: Draft) -> list[tuple[Reading, bool]]:
    """The figures of a draft, lines joined, each with whether a character of it was marked."""
    places = [at for at, c in enumerate(draft.text) if not c.isspace()]
    unsure = {at for span in draft.unsure for at in range(span.start, span.end)}
    joined = "".join(draft.text[at] for at in places)
    return [(r, any(places[at] in unsure for at in range(r.span.start, r.span.end))) for r in read(joined)]


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _said(quantity: Quantity) -> tuple[str, str, str]:
    return str(quantity.value), quantity.unit, quantity.bound.value


def measure(count: int, font: str) -> Iterator[tuple[int, str, Score]]:
    """The score of `count` pages at each resolution and in each state."""
    from ingest.layout.compose import compose
    from ingest.ocr import recognise

    drawn = pages(count)
    for dpi in DPIS:
        for state in STATES:
            drafts = [
                compose([recognise(scan(page, dpi, state, font), _WIDTH, _HEIGHT)], "image/png") for page in drawn
            ]
            yield dpi, state, sum((score(p, d) for p, d in zip(drawn, drafts, strict=True)), Score())


def main() -> None:
    """Print a line for each resolution and state."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--font", default=next((f for f in _FONTS if Path(f).exists()), ""))
    given = parser.parse_args()
    if not given.font:
        parser.error("no Chinese font was found; name one with --font")
    print("dpi  state    characters  figures right  wrong  of these marked  right but marked")
    for dpi, state, found in measure(given.pages, given.font):
        characters = 100 * found.characters_right / found.characters
        figures = f"{found.figures_right}/{found.figures}"
        marks = f"{found.wrong:5}  {found.wrong_marked:15}  {found.right_marked:16}"
        print(f"{dpi:3}  {state:8} {characters:9.2f}%  {figures:>13}  {marks}", flush=True)


if __name__ == "__main__":
    main()
