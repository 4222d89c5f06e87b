"""The one reader and writer of numbers 数量: reports, table cells and questions, Chinese and English.

`read` finds figures in running text, `read_cell` takes a whole table cell, `show` writes a quantity so that it is read
back equal. Values are exact decimals; 万 and 亿 stay in the unit as written.
"""

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from assistant.records.model import Quantity, Span
from assistant.records.quantity_reader import Reading, read
from assistant.records.quantity_show import show
from assistant.records.quantity_words import read_words
from assistant.records.units import Unit, canonical, split_multiplier, unit_of

__all__ = ["Reading", "convert", "family", "read", "read_cell", "read_span", "read_words", "same", "show"]

_REACH = 400
_BREAK = re.compile(r"[ \t]*\n\s*(?:[-—–]+ ?\d{1,4} ?[-—–]+[ \t]*\n\s*)?")
"""A line break, with the number of the page it ends."""
_BLANKS = frozenset(("", "/", "-", "--", "—", "——", "－", "无", "空", "\\", "N/A", "n/a", "*", "**", "…"))
_LEADING = re.compile(r"^(?:[=＝¥￥]|RMB|CNY)\s*", re.I)
_BRACKETS = re.compile(r"[(（]\s*([0-9][0-9,，]*(?:\.[0-9]+)?)\s*[)）]")
_SPACED = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_WORD = re.compile("[一二三四五六七八九十]{1,2}[期级类分等面年月日]")
_LONGEST_CELL = 60
_GAPPED = re.compile(r"-?\s*[0-9]{1,3}(?:,[0-9]{3})+(?:\.\s*[0-9]{1,4})?")
_POINT = re.compile(r"-?\.[0-9]{1,20}")


def family(unit: str) -> str:
    """What `unit` measures: money, percent, points, area, people, count ...; "money/area" per unit; "other" if unknown."""
    known = unit_of(unit)
    return known.family if known else "other"


def convert(quantity: Quantity, unit: str) -> Quantity:
    """`quantity` in `unit`, bound kept; exact wherever a decimal can be, else to 28 digits.

    Raises ValueError where no fixed rate exists: another family, another currency, another classifier (个 stands for any).
    """
    rate = _rate(quantity.unit, unit)
    if rate is None:
        raise ValueError(f"no conversion from {quantity.unit or 'a bare number'} to {unit or 'a bare number'}")
    upper = None if quantity.upper is None else _decimal(Fraction(quantity.upper) * rate)
    return Quantity(_decimal(Fraction(quantity.value) * rate), canonical(unit), quantity.bound, upper)


def same(a: Quantity, b: Quantity) -> bool:
    """Whether both state the same: equal value after exact conversion, equal upper end, equal bound."""
    rate = _rate(a.unit, b.unit)
    if rate is None or a.bound is not b.bound or (a.upper is None) != (b.upper is None):
        return False
    uppers = a.upper is None or b.upper is None or Fraction(a.upper) * rate == Fraction(b.upper)
    return uppers and Fraction(a.value) * rate == Fraction(b.value)


def read_span(text: str, span: Span) -> Quantity | None:
    """The quantity read at exactly `span` of `text`, seen in its line; None when nothing is read there.

    Use this to check a citation: the 12.1 of "分别减少 12.1、9.8 万元" has its unit from outside its own characters.
    """
    low = max(text.rfind("\n", 0, span.start) + 1, span.start - _REACH)
    stop = text.find("\n", span.end)
    high = min(len(text) if stop < 0 else stop, span.end + _REACH)
    for reading in read(text[low:high]):
        if reading.span.shifted(low) == span:
            return reading.quantity
    if "\n" in span.of(text):  # a line break cuts the number in two
        text = f"{text[low : span.start]}{_BREAK.sub('', span.of(text))}{text[span.end : high]}"
        low, span = 0, Span(span.start - low, len(text) - (high - span.end))
        return next((r.quantity for r in read(text) if r.span == span), None)
    for worded in read_words(text[low:high]):
        if worded.span.shifted(low) == span:
            return worded.quantity
    alone = read(span.of(text))
    return alone[0].quantity if len(alone) == 1 and alone[0].span == Span(0, span.end - span.start) else None


def read_cell(text: str, unit: str = "") -> Quantity | None:
    """The quantity that a whole table cell states; None for blanks ("/", "—", "无"), dates and anything with words.

    `unit` is the header's: used when the cell names none (a percent sign in the cell wins). Accounting brackets around a
    number with separators or decimals mean minus: "(1,234.5)" is -1234.5.
    """
    cell = text.strip()
    if cell in _BLANKS or len(cell) > _LONGEST_CELL:
        return None
    found = _bare_cell(cell)
    return _with_unit(found, canonical(unit), cell) if found else None


# What a column is for is told by its cells, so that each is looked at several times.
@lru_cache(maxsize=20_000)
def _bare_cell(cell: str) -> Quantity | None:
    """The quantity of a cell as far as the cell itself tells."""
    if _WORD.fullmatch(cell):
        return None
    number = _LEADING.sub("", cell)
    found = _plain_cell(number)
    if found is not None:
        return found
    readings = read(number)
    whole = len(readings) == 1 and readings[0].span == Span(0, len(number))
    return readings[0].quantity if whole else None


def _plain_cell(cell: str) -> Quantity | None:
    """Shapes that only a table has: brackets for minus, spaces between thousands or at the point, exponents, a bare point."""
    bracketed = _BRACKETS.fullmatch(cell)
    if bracketed:
        digits = bracketed[1].replace("，", ",")
        negative = read(digits) if "," in digits or "." in digits else ()
        return Quantity(-negative[0].quantity.value) if len(negative) == 1 else None
    if _SPACED.fullmatch(cell):
        return Quantity(Decimal(cell.replace(" ", "")))
    if " " in cell and _GAPPED.fullmatch(cell):
        return Quantity(Decimal("".join(cell.split()).replace(",", "")))
    if _SCIENTIFIC.fullmatch(cell) or _POINT.fullmatch(cell):
        return Quantity(Decimal(format(Decimal(cell), "f")))
    return None


def _with_unit(found: Quantity, unit: str, cell: str) -> Quantity:
    if found.unit or not unit:
        return found
    multiplier, base = split_multiplier(unit)
    scaled = multiplier and any(c in cell for c in "万亿")
    return Quantity(found.value, base if scaled else unit, found.bound, found.upper)


def _rate(unit: str, other: str) -> Fraction | None:
    if canonical(unit) == canonical(other):
        return Fraction(1)
    ours, theirs = unit_of(unit), unit_of(other)
    return ours.factor / theirs.factor if ours and theirs and _comparable(ours, theirs) else None


def _comparable(a: Unit, b: Unit) -> bool:
    return a.family == b.family and (a.base == b.base or (a.family == "count" and "" in (a.base, b.base)))


def _decimal(value: Fraction) -> Decimal:
    """`value` as a decimal, exact when its denominator allows."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    with localcontext() as context:
        context.prec = 28 if rest != 1 else 200
        return Decimal(value.numerator) / Decimal(value.denominator)
