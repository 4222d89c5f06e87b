"""Writes quantities so that they are read back equal: "超 323 亿元", "RMB 14.9152 million (1,491.52 万元)"."""

from decimal import Decimal
from fractions import Fraction

from assistant.records.model import Bound, Quantity
from assistant.records.numerals import chinese
from assistant.records.units import ENGLISH, MULTIPLIERS, split_multiplier, unit_of

_TIGHT = frozenset(("%", "‰"))
_CURRENCIES = {"元": "RMB", "美元": "USD", "港元": "HKD", "欧元": "EUR"}
_FRONT_ZH = {Bound.ABOUT: "约", Bound.UNDER: "近", Bound.OVER: "超", Bound.AT_MOST: "不超过"}
_FRONT_EN = {
    Bound.ABOUT: "about",
    Bound.UNDER: "under",
    Bound.OVER: "more than",
    Bound.AT_MOST: "at most",
    Bound.AT_LEAST: "at least",
}
_COUNTED = frozenset(("count", "people", "visits"))


def show(quantity: Quantity, language: str = "zh") -> str:
    """`quantity` in words of `language` ("zh" or "en"); thousands are separated, decimals kept as they are.

    English adds the Chinese in brackets where it has no unit of its own that gives the same unit back.
    """
    return _english(quantity) if language == "en" else _chinese(quantity)


def _chinese(quantity: Quantity) -> str:
    if quantity.unit in ("位", "倒数位"):
        return _rank(quantity)
    if quantity.upper is not None:
        return _range(quantity, quantity.upper)
    written = _amount(quantity.value, quantity.unit)
    if quantity.bound is Bound.OVER and _is_round_count(quantity):
        return written.replace(" ", " 余", 1)
    if quantity.bound is Bound.AT_LEAST:
        return f"{written}以上"
    front = _FRONT_ZH.get(quantity.bound)
    if not front:
        return written
    return f"{front}{written}" if written[0] not in "-0123456789" else f"{front} {written}"


def _is_round_count(quantity: Quantity) -> bool:
    known = unit_of(quantity.unit)
    round_ = quantity.value > 0 and quantity.value % 10 == 0 and "/" not in quantity.unit
    return round_ and known is not None and known.family in _COUNTED


def _amount(value: Decimal, unit: str) -> str:
    if unit.startswith("1/"):
        return _fraction(value, int(unit[2:]))
    if not unit:
        return _number(value)
    return f"{_number(value)}{'' if unit in _TIGHT else ' '}{unit}"


def _fraction(value: Decimal, parts: int) -> str:
    words = chinese(int(abs(value))) if value == int(value) and abs(value) < 10**8 else f"{abs(value):f}"
    return f"{'负' if value < 0 else ''}{chinese(parts)}分之{words}"


def _number(value: Decimal) -> str:
    return f"{value:,f}"


def _range(quantity: Quantity, upper: Decimal) -> str:
    low, high = quantity.value, upper
    if quantity.unit in _TIGHT or quantity.unit.startswith("1/"):
        return f"{_amount(low, quantity.unit)}{_dash(high, quantity.unit)}{_amount(high, quantity.unit)}"
    return f"{_number(low)}{_dash(high, quantity.unit)}{_amount(high, quantity.unit)}"


def _dash(upper: Decimal, unit: str) -> str:
    return " 至 " if upper < 0 or unit.startswith("1/") else "–"


def _rank(quantity: Quantity) -> str:
    front = "倒数第" if quantity.unit == "倒数位" else "第"
    place = f"{quantity.value:f}" if quantity.upper is None else f"{quantity.value:f}–{quantity.upper:f}"
    if quantity.bound is Bound.AT_MOST and front == "第":
        return f"前 {place} 位"
    if quantity.bound is Bound.AT_LEAST:
        return f"{front} {place} 位以上"
    return f"{_FRONT_ZH.get(quantity.bound, '')}{front} {place} 位"


# -- English


def _english(quantity: Quantity) -> str:
    exact = _chinese(quantity)
    if quantity.unit == "位":
        return _english_rank(quantity, exact)
    if "/" in quantity.unit and not quantity.unit.startswith("1/"):
        return exact
    multiplier, base = split_multiplier(quantity.unit)
    front = f"{_FRONT_EN[quantity.bound]} " if quantity.bound in _FRONT_EN else ""
    plain = not multiplier and (base in ENGLISH or not base)
    if base in _CURRENCIES:
        scale, plain = _scale(quantity), base == quantity.unit and _scale(quantity) == ""
        written = f"{_CURRENCIES[base]} {_span(quantity, scale)}"
    elif quantity.unit.startswith("1/"):
        written, plain = f"{quantity.value:f}{quantity.unit[1:]}", False
    elif quantity.unit in _TIGHT:
        written = _each(quantity, quantity.unit)
    else:
        name = _named(base, quantity)
        written = f"{_span(quantity, '' if plain else _scale(quantity))}{' ' + name if name else ''}"
    return f"{front}{written}" if plain else f"{front}{written} ({exact})"


def _english_rank(quantity: Quantity, exact: str) -> str:
    if quantity.bound is Bound.AT_MOST:
        return f"top {quantity.value:f}"
    ordinal = _ordinal(int(quantity.value))
    return ordinal if quantity.bound is Bound.EXACT else exact


def _ordinal(place: int) -> str:
    if place % 100 in (11, 12, 13):
        return f"{place}th"
    return f"{place}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th') }"


def _named(base: str, quantity: Quantity) -> str:
    name = ENGLISH.get(base, "")
    if quantity.value != 1 or quantity.upper is not None or quantity.unit != base:
        return name
    return {"people": "person", "years old": "year old"}.get(name, name.removesuffix("s"))


def _scale(quantity: Quantity) -> str:
    known = unit_of(quantity.unit)
    size = abs(Fraction(quantity.value)) * (_factor(quantity.unit) if known else 1)
    if quantity.upper is not None:
        return ""
    return " billion" if size >= 10**9 else " million" if size >= 10**6 else ""


def _factor(unit: str) -> int:
    return MULTIPLIERS[split_multiplier(unit)[0]]


def _span(quantity: Quantity, scale: str) -> str:
    by = _factor(quantity.unit)
    low = _scaled(quantity.value, by, scale)
    return low if quantity.upper is None else f"{low} to {_scaled(quantity.upper, by, scale)}"


def _scaled(value: Decimal, by: int, scale: str) -> str:
    if by == 1 and not scale:
        return _number(value)
    size = Fraction(value) * by / {"": 1, " million": 10**6, " billion": 10**9}[scale]
    return _number(_exact(size)) + scale


def _exact(value: Fraction) -> Decimal:
    """`value`, whose denominator has only twos and fives, digit by digit."""
    places = 0
    while value.denominator != 1:
        value *= 10
        places += 1
    return Decimal(value.numerator).scaleb(-places)


def _each(quantity: Quantity, unit: str) -> str:
    low = f"{_number(quantity.value)}{unit}"
    return low if quantity.upper is None else f"{low} to {_number(quantity.upper)}{unit}"
