"""Turns a template and drawn values into pieces of text, and pieces into a report that knows where each figure stands."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from eval.sample.texts import FigureSpec
from eval.sample.values import Planted

# A hedge's bound and where it is written: before the number, between number and unit, or after the unit.
HEDGES = {
    "约": ("about", "before"),
    "超": ("over", "before"),
    "逾": ("over", "before"),
    "近": ("under", "before"),
    "不少于": ("at_least", "before"),
    "余": ("over", "between"),
    "多": ("over", "between"),
    "以上": ("at_least", "after"),
    "以内": ("at_most", "after"),
    "≥": ("at_least", "before"),
    "≤": ("at_most", "before"),
    "": ("exact", "before"),
}
PERIODS = {"year": "{year}", "h1": "{year}-01/{year}-06", "m1-11": "{year}-01/{year}-11"}
SIGN_WORDS = {"dir": ("增长", "下降"), "inc": ("增加", "减少")}

_FIGURE = re.compile(r"\{(\w+)\}")
_SIGN = re.compile(r"\{(dir|inc):(\w+)\}")
_LOOSE = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[年月])")
# Never before a character that would read as a hedge on its new line: 签约|6万人 must not become 约6万人.
_BREAKABLE = re.compile(r"(?<=[\u4e00-\u9fff，；])(?=[\u4e00-\u9fff])(?![约超近逾余多])")
_CLAUSE_END = re.compile(r"[。；\n]")
_CJK_END = re.compile(r"[\u4e00-\u9fff]$")


@dataclass(frozen=True, slots=True)
class Quirks:
    """How one report is typed: spaces round digits, thousands separators, amounts in 元, broken lines, places of the rate."""

    spaced: bool = False
    separators: bool = False
    yuan: bool = False
    broken: bool = False
    rate_places: int = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `planted` is set for a figure (its offsets still open), `firm` text is never broken."""

    text: str
    planted: Planted | None = None
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """Everything that filling a template needs: words, specifications and values of one report."""

    year: int
    words: Mapping[str, str]
    specs: Mapping[str, FigureSpec]
    values: Mapping[str, Decimal]
    quirks: Quirks

    def fill(self, template: str) -> list[Piece]:
        """The template's words replaced and its figures written; raises KeyError for an unknown name."""
        text = _SIGN.sub(lambda match: _sign_word(match[1], self.values[match[2]]), template)
        text = _FIGURE.sub(lambda match: self.words.get(match[1], match[0]), text)
        pieces: list[Piece] = []
        for index, run in enumerate(_FIGURE.split(text)):
            pieces.extend(self.figure(run) if index % 2 else self._plain(run))
        return pieces

    def figure(self, key: str, hedge: str | None = None) -> list[Piece]:
        """The figure `key` as one piece, with another hedge where given."""
        spec, value = self.specs[key], abs(self.values[key])
        if spec.money and self.quirks.yuan:
            spec, value = replace(spec, unit="元"), value * 10000
        if spec.stated:
            value = value.quantize(Decimal(1).scaleb(-self.quirks.rate_places))
        spec = spec if hedge is None else replace(spec, hedge=hedge)
        return [self._planted(spec, value)]

    def _plain(self, text: str) -> list[Piece]:
        return [Piece(_LOOSE.sub(" ", text) if self.quirks.spaced else text)] if text else []

    def _planted(self, spec: FigureSpec, value: Decimal) -> Piece:
        bound, _ = HEDGES[spec.hedge]
        sign = {name: _sign_word(name, self.values[spec.key]) for name in SIGN_WORDS}
        text = _written(spec, value, self.quirks)
        period = PERIODS[spec.period].format(year=self.year)
        measure = spec.measure.format_map(sign)
        return Piece(
            text,
            Planted(spec.key, value, spec.unit, bound, measure, spec.subject, period, spec.role, text, 0, 0, ""),
        )


def broken(paragraph: list[Piece], rng: Random) -> list[Piece]:
    """The paragraph with one hard line break in mid sentence, as page ends leave it; unchanged where none is possible."""
    places = [
        (index, match.start())
        for index, piece in enumerate(paragraph)
        if piece.planted is None and not piece.firm and "*" not in piece.text
        for match in _BREAKABLE.finditer(piece.text)
    ]
    if not places:
        return paragraph
    index, at = rng.choice(places)
    text = paragraph[index].text
    return [*paragraph[:index], Piece(f"{text[:at]}\n\n{text[at:]}"), *paragraph[index + 1 :]]


def assemble(paragraphs: Iterable[list[Piece]], quirks: Quirks) -> tuple[str, tuple[Planted, ...]]:
    """The text, paragraphs a blank line apart, and its planted figures with offsets and clauses, in text order."""
    runs: list[str] = []
    found: list[Planted] = []
    length = 0
    for run, planted in _runs(paragraphs, quirks):
        if planted is not None:
            found.append(replace(planted, start=length, end=length + len(run)))
        runs.append(run)
        length += len(run)
    text = "".join(runs)
    return text, tuple(replace(planted, clause=_clause(text, planted)) for planted in found)


def _runs(paragraphs: Iterable[list[Piece]], quirks: Quirks) -> Iterator[tuple[str, Planted | None]]:
    for paragraph in paragraphs:
        before = ""
        for piece in paragraph:
            if piece.planted and quirks.spaced and _CJK_END.search(before) and piece.text[0].isdigit():
                yield " ", None
            yield piece.text, piece.planted
            before = piece.text
        yield "\n\n", None


def _clause(text: str, planted: Planted) -> str:
    start = max((text.rfind(mark, 0, planted.start) for mark in "。；\n"), default=-1) + 1
    end = _CLAUSE_END.search(text, planted.end)
    return text[start : end.start() if end else len(text)]


def _sign_word(kind: str, value: Decimal) -> str:
    up, down = SIGN_WORDS[kind]
    return down if value < 0 else up


def _written(spec: FigureSpec, value: Decimal, quirks: Quirks) -> str:
    """Number, unit and hedge as typed: 1,491.52 万元, 10 余个, 超 323 亿元, 第 2, ≥90%."""
    number = "0" if not value else f"{value:,f}" if quirks.separators else f"{value:f}"
    _, where = HEDGES[spec.hedge]
    gap = " " if quirks.spaced else ""
    if spec.ordinal:
        return f"第{gap}{number}"
    hedge_gap = gap if spec.hedge not in ("", "≥", "≤") else ""
    before = f"{spec.hedge}{hedge_gap}" if where == "before" else ""
    between = spec.hedge if where == "between" else ""
    after = spec.hedge if where == "after" else ""
    return f"{before}{number}{'' if spec.unit == '%' else gap}{between}{spec.unit}{after}"
