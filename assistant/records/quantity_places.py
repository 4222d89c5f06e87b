"""Places in an order 名次: 第2, 前三, 倒数第一, 2nd, top 3."""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.records import quantity_patterns as p
from assistant.records.model import Bound
from assistant.records.numerals import parse
from assistant.records.quantity_rules import is_rank
from assistant.records.quantity_tail import with_hedges
from assistant.records.quantity_values import Found, Source

_LAST_PLACE = 99999


def place(source: Source, at: int, floor: int) -> tuple[Found | None, int]:
    """第2, 前三, 倒数第一; the places of sequences (第三方, 第2批) and stretches of time (前三季度) are stepped over."""
    plain = source.plain
    if last := p.LAST.match(plain, at):
        return _hedged_place(plain, last, "倒数位", floor), last.end()
    if top := p.TOP.match(plain, at):
        return _top(source, top)
    ordinal = p.ORDINAL.match(plain, at)
    if ordinal is None:
        return None, at + 1
    alone = source.whole(at, ordinal.end())
    if not (alone or is_rank(plain, at, ordinal.end(), bool(ordinal["place"]))):
        return None, ordinal.end()
    return _hedged_place(plain, ordinal, "位", floor), ordinal.end()


def _hedged_place(plain: str, place: re.Match[str], unit: str, floor: int) -> Found | None:
    value, upper = parse(place["a"]), parse(place["b"]) if place["b"] else None
    if value is None:
        return None
    start, end = place.span()
    found = Found(start, end, value, end, unit=unit, word=place[0])
    if upper is not None and upper > value:
        found = replace(found, upper=upper, bound=Bound.RANGE)
    return with_hedges(plain, found, floor)


def _top(source: Source, top: re.Match[str]) -> tuple[Found | None, int]:
    plain, start, end = source.plain, top.start(), top.end()
    value = parse(top["a"])
    if value is None or plain[start - 1 : start] in _NOT_BEFORE_TOP:
        return None, start + 1
    if not top["place"] and p.PERIOD_AHEAD.match(plain, end):
        return None, p.PERIOD_AHEAD.match(plain, end).end()  # type: ignore[union-attr]
    following = plain[end : end + 1]
    closed = not ("\u4e00" <= following <= "\u9fff") or following in _AFTER_PLACE
    cued = closed and bool(p.RANK_CUE.search(plain, max(0, start - 12), start))
    if not (top["place"] or cued or source.whole(start, end)) or following == "%":
        return None, start + 1
    return Found(start, end, value, end, unit="位", bound=Bound.AT_MOST, word="前"), end


_AFTER_PLACE = frozenset("的甲列且并和与")
_NOT_BEFORE_TOP = frozenset("之目以年此日提当先空跟从面")


def english_place(source: Source, ordinal: re.Match[str], floor: int) -> Found | None:
    """2nd as a place: after "ranked", before "place", or alone; the 14th plan is none."""
    value = parse(ordinal["a"])
    start, end = ordinal.span()
    cued = p.ENGLISH_RANK_CUE.search(source.plain, max(floor, start - 24), start)
    if value is None or not (ordinal["place"] or cued or source.whole(start, end)):
        return None
    return Found(start, end, value, end, unit="位")


def placed(plain: str, found: Found, floor: int) -> Found:
    """A bare number after 排名 is a place, one after "top" a place at most."""
    if found.measured or found.multiplier or found.bound is not Bound.EXACT or not _is_place(found.value):
        return found
    cue = p.RANK_BARE.search(plain, max(floor, found.start - 8), found.start)
    if cue is None:
        return found
    return replace(found, start=cue.start(), unit="位", bound=Bound.AT_MOST if cue["top"] else Bound.EXACT)


def _is_place(value: Decimal) -> bool:
    return 1 <= value <= _LAST_PLACE and value == value.to_integral_value()
