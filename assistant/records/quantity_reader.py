"""Finds the figures in running text: numbers with their units and hedges, and nothing that only looks like one.

One pass: at each place where a number may begin, either a no-figure (date, code, name) is stepped over whole, or a
number is read with its surroundings. Every pattern is bounded in length, so time is linear in the text.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from assistant.records import quantity_patterns as p
from assistant.records.model import Bound, Quantity, Span
from assistant.records.numerals import NUMERALS, parse
from assistant.records.quantity_places import english_place, place, placed
from assistant.records.quantity_rules import accept_arabic, accept_chinese
from assistant.records.quantity_tail import (
    digits_at,
    part_of,
    with_english_unit,
    with_hedges,
    with_later_unit,
    with_shared_unit,
    with_unit,
    with_unit_of_list,
    with_upper,
    word_at,
)
from assistant.records.quantity_values import Found, Source, prepare, signed
from assistant.records.units import MULTIPLIERS, split_multiplier, unit_of

_ASCII_DIGITS = frozenset("0123456789")
_NUMERALS = frozenset(NUMERALS)
_CURRENCIES = {"yuan": "元", "dollar": "美元", "hk": "港元", "euro": "欧元"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity and the characters it was read from: number, unit and hedges ("超 323 亿元"), no measure."""

    span: Span
    quantity: Quantity


def read(text: str) -> tuple[Reading, ...]:
    """Every figure of `text`, in order, never overlapping; spans are half open; linear time, never raises."""
    source = prepare(text)
    masks = [mask.span() for mask in p.MASKS.finditer(source.plain)]
    masks.append((len(text) + 1, len(text) + 1))
    readings: list[Reading] = []
    at = floor = mask = 0
    while (hit := p.MARK.search(source.plain, at)) is not None:
        at = hit.start()
        while masks[mask][1] <= at:
            mask += 1
        if masks[mask][0] <= at:
            at = masks[mask][1]
            continue
        found, at = _read_at(source, at, floor)
        if found is not None:
            reading = _compared(source.plain, Reading(Span(found.start, found.end), found.quantity()))
            reading = _together(source.plain, readings, _with_exact(text, reading))
            at = floor = reading.span.end
            readings.append(reading)
    return tuple(readings)


def _read_at(source: Source, at: int, floor: int) -> tuple[Found | None, int]:
    """What is found at `at`, if anything, and where to go on otherwise; always further than `at`."""
    first = source.plain[at]
    if first in _ASCII_DIGITS:
        return _arabic(source, at, floor)
    if first in "第前倒":
        return place(source, at, floor)
    return _chinese(source, at, floor)


_LIMITS = frozenset((Bound.AT_LEAST, Bound.AT_MOST, Bound.OVER, Bound.UNDER, Bound.ABOUT))


def _compared(plain: str, reading: Reading) -> Reading:
    """低于 20 万元的控制标准 compares with a standard of exactly 20 万元."""
    if reading.quantity.bound not in (Bound.OVER, Bound.UNDER):
        return reading
    word = p.AGAINST.match(plain, reading.span.start)
    if word is None or not p.AGAINST_GOAL.match(plain, reading.span.end):
        return reading
    return Reading(Span(word.end(), reading.span.end), replace(reading.quantity, bound=Bound.EXACT))


def _together(plain: str, before: list[Reading], reading: Reading) -> Reading:
    """分别不低于 1,150 元、950 元: the hedge in front holds for both."""
    if not before or reading.quantity.bound is not Bound.EXACT or before[-1].quantity.bound not in _LIMITS:
        return reading
    first = before[-1]
    joint = p.JOINT.fullmatch(plain, first.span.end, reading.span.start)
    hedged = plain[first.span.start] not in _ASCII_DIGITS and plain[first.span.end - 1] not in "上下内右"
    if not (joint and hedged and first.quantity.unit == reading.quantity.unit):
        return reading
    if not p.EACH_OF.search(plain, max(0, first.span.start - 8), first.span.start):
        return reading
    return Reading(reading.span, replace(reading.quantity, bound=first.quantity.bound))


# -- Arabic digits


def _arabic(source: Source, at: int, floor: int) -> tuple[Found | None, int]:
    plain = source.plain
    if skip := _no_figure(plain, at):
        return None, skip
    front = _front(plain, at, floor)
    digits = digits_at(plain, at) if front else None
    if front is None or digits is None:
        code = p.CODE_REST.match(plain, at)
        return None, code.end() if code else at + 1
    if ordinal := p.ENGLISH_RANK.match(plain, at):
        return english_place(source, ordinal, floor), ordinal.end()
    start, sign, currency = front
    value, end = digits
    if part := p.PERCENT_OF.match(plain, at) or p.TENTHS.match(plain, at):
        return _part(source, part, start, sign, floor), part.end()
    found = Found(start, end, signed(sign, value), end)
    if not (currency and p.MILLIONS.match(plain, end)):
        found = with_unit(plain, found)
    if currency:
        found = replace(found, unit=found.unit or _CURRENCIES[currency])
    if not found.unit or currency:
        found = with_english_unit(plain, found)
    found = with_shared_unit(plain, with_upper(plain, found))
    found = with_hedges(plain, with_later_unit(plain, with_unit_of_list(plain, found)), floor)
    return accept_arabic(source, placed(plain, found, floor)), end if found.upper is None else found.end


def _no_figure(plain: str, at: int) -> int:
    """End of the date, code or list number that begins at `at`; 0 when none does."""
    listed = p.LIST_MARK.match(plain, at)
    if listed and _opens_line(plain, at):
        return listed.end()
    skipped = p.NO_FIGURE.match(plain, at)
    return skipped.end() if skipped else 0


def _opens_line(plain: str, at: int) -> bool:
    back = at - 1
    while back >= 0 and at - back < 8 and plain[back] in " \t\u3000*•·-#(（":
        back -= 1
    return back < 0 or plain[back] in "\r\n"


def _front(plain: str, at: int, floor: int) -> tuple[int, int, str] | None:
    """(start with sign and currency, sign, currency) of the number at `at`; None inside a code (G107, 315-02)."""
    if at <= floor:
        return at, 1, ""
    before, further = plain[at - 1], plain[at - 2 : at - 1] if at > 1 else ""
    if before == further == "*":
        return at, 1, ""  # right after bold marks: **118家
    start, sign = at, 1
    if before in "$¥￥€ BYDR-" and (money := p.CURRENCY.search(plain, max(floor, at - 6), at)):
        return money.start(), -1 if money["minus"] else 1, next(name for name in _CURRENCIES if money[name])
    if before == "负" and further not in _BEARING:
        return at - 1, -1, ""
    if before in ".．" and _after_list_mark(plain, at):
        return at, 1, ""
    joined = further.isascii() and further.isalnum()
    if (before in "-–/," and joined) or before in "._#@×÷*±" or (before.isascii() and before.isalpha()):
        return None
    if before == "-" and further not in _DASHES:
        start, sign = at - 1, -1
    return start, sign, ""


_DASHES = frozenset("-—–")
_BEARING = frozenset("减抱担肩背胜自")
"""减负 85 万元 is no minus."""


def _after_list_mark(plain: str, at: int) -> bool:
    """Whether a list number stands right before: 1.2 个县 at the beginning of a line."""
    start = at - 1
    while start > 0 and at - start < 4 and plain[start - 1] in _ASCII_DIGITS:
        start -= 1
    mark = p.LIST_MARK.match(plain, start) if start < at - 1 else None
    return mark is not None and mark.end() == at and _opens_line(plain, start)


# -- Chinese numerals


def _chinese(source: Source, at: int, floor: int) -> tuple[Found | None, int]:
    plain = source.plain
    if slogan := p.SLOGAN.match(plain, at):
        return None, slogan.end()
    run = p.CHINESE.match(plain, at)
    if run is None:
        return None, at + 1
    start, sign = (
        (at - 1, -1) if at > floor and plain[at - 1] == "负" and plain[at - 2 : at - 1] not in _BEARING else (at, 1)
    )
    if part := p.PERCENT_OF.match(plain, at) or p.TENTHS.match(plain, at):
        return _part(source, part, start, sign, floor), part.end()
    if plain[at - 1 : at] in _NOT_BEFORE or plain[max(0, at - 2) : at] in _WEEK:
        return None, run.end()
    if plain[at - 1 : at] == " " and at > 1 and plain[at - 2] in _NUMERALS:
        return None, run.end()
    found = _apart(plain, at) or word_at(plain, start, sign, run)
    if found is None:
        return None, run.end()
    found = with_hedges(plain, with_upper(plain, with_unit(plain, found)), floor)
    return accept_chinese(source, found), run.end()


_WEEK = ("星期", "礼拜")
_NOT_BEFORE = frozenset("周第老初几数若兆又")


def _apart(plain: str, at: int) -> Found | None:
    """两三家 is from 2 to 3 家; only neighbours (and 三五) are meant so."""
    pair = p.APART.match(plain, at)
    low, high = (parse(pair["a"] + pair["scale"]), parse(pair["b"] + pair["scale"])) if pair else (None, None)
    if pair is None or low is None or high is None:
        return None
    if (pair["a"], pair["b"]) != ("三", "五") and parse(pair["b"]) != (parse(pair["a"]) or 0) + 1:
        return None
    return Found(at, pair.end(), low, pair.end(), upper=high, bound=Bound.RANGE, word=pair[0])


_BEFORE_TENTH = frozenset("占近约超到高降长少涨升减跌")


def _moved_by(plain: str, part: re.Match[str]) -> bool:
    """Whether 一成多 follows a verb of change (涨了一成多), where 了一成 alone may be anything."""
    return part.groupdict().get("late") is not None and plain[part.start() - 1 : part.start()] in "了有"


def _part(source: Source, part: re.Match[str], start: int, sign: int, floor: int) -> Found | None:
    """百分之八十 is 80 %, 千分之三 is 3 ‰, 三分之二 is 2 of 1/3, 八成五 is 8.5 成."""
    plain = source.plain
    if plain[max(0, start - 2) : start].rstrip().endswith(("又", "第", "数", "几")):
        return None
    tenths = "a" in part.groupdict()
    value, unit = _tenths(part) if tenths else part_of(part)
    alone = source.whole(start, part.end())
    if (
        tenths
        and part[0][0] == "一"
        and not alone
        and plain[start - 1 : start] not in _BEFORE_TENTH
        and not _moved_by(plain, part)
    ):
        return None
    if value is None:
        return None
    late = Bound.OVER if part.groupdict().get("late") else Bound.EXACT
    found = Found(start, part.end(), signed(sign, value), part.end(), unit=unit, bound=late, word=part[0])
    return with_hedges(plain, with_upper(plain, found) if found.bound is Bound.EXACT else found, floor)


def _tenths(part: re.Match[str]) -> tuple[Decimal | None, str]:
    value, more = parse(part["a"]), parse(part["b"]) if part["b"] else None
    return (value + more / 10 if value is not None and more is not None else value), "成"


def _with_exact(text: str, reading: Reading) -> Reading:
    """RMB 14.9152 million (1,491.52 万元) is one figure: the one in brackets, when both say the same."""
    start, end = reading.span.start, reading.span.end
    if text[end : end + 2] != " (" or not _is_english(text[start:end]):
        return reading
    close = _closing(text, end + 2)
    inner = read(text[end + 2 : close]) if close else ()
    if len(inner) != 1 or inner[0].span != Span(0, close - end - 2) or not _agree(reading.quantity, inner[0].quantity):
        return reading
    return Reading(Span(start, close + 1), inner[0].quantity)


def _is_english(written: str) -> bool:
    return not any("\u4e00" <= c <= "\u9fff" for c in written)


def _closing(text: str, at: int) -> int:
    depth = 1
    for i in range(at, min(len(text), at + 60)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if not depth:
            return i
    return 0


def _agree(english: Quantity, exact: Quantity) -> bool:
    """Whether both state one value; English without a unit counts what the brackets name."""
    ours, theirs = unit_of(english.unit), unit_of(exact.unit)
    if ours is None or theirs is None or (english.unit and ours.family != theirs.family):
        return False
    counted = theirs.factor if english.unit else Fraction(MULTIPLIERS[split_multiplier(exact.unit)[0]])
    values = [(english.value, exact.value)]
    if english.upper is not None and exact.upper is not None:
        values.append((english.upper, exact.upper))
    agreed = all(Fraction(one) * ours.factor == Fraction(other) * counted for one, other in values)
    return agreed and (english.upper is None) == (exact.upper is None)
