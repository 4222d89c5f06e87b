"""A page as seen: characters with their boxes, drawn rules, nothing understood yet.

Lengths are points with the origin at the upper left of the page as shown; a scan is scaled to the same size.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


class Glyph(NamedTuple):
    """One character (a ligature may hold several) and its box; `score` is how sure a recogniser was, 0 to 1."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    score: float = 1.0

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the box."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


class Rule(NamedTuple):
    """A drawn straight line, flat (`top` == `bottom`) or upright (`x0` == `x1`)."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def flat(self) -> bool:
        """Whether it runs from left to right."""
        return self.top == self.bottom


Run = tuple[Glyph, ...]
"""Characters that stand side by side on one line, from left to right."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's size, its runs in no particular order, its rules; `scanned` when the characters were recognised.

    A scan was turned by `slant` degrees and then by `turns` quarters, against the clock, to stand as its boxes say.
    """

    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...] = ()
    scanned: bool = False
    warnings: tuple[str, ...] = ()
    slant: float = 0.0
    turns: int = 0


def is_wide(character: str) -> bool:
    """Whether a character is Chinese or full-width."""
    return _CJK.match(character) is not None


def around(glyphs: Run) -> Box:
    """The smallest box around `glyphs`, of which there is at least one."""
    return Box(
        min(g.x0 for g in glyphs),
        min(g.top for g in glyphs),
        max(g.x1 for g in glyphs),
        max(g.bottom for g in glyphs),
    )
