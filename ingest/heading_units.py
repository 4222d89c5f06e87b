"""Numbers whose unit stands apart from them: in the heading above (一、人员（单位：人） … 编制186，在岗171), or in a bracket that
opens their own paragraph (茶园（面积单位：万亩；产量单位：万吨）。面积 12.8、产量 0.74; receptions (unit: 10,000 yuan) totalled 36.8).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.records.columns import is_unit
from assistant.records.model import Span
from assistant.records.quantity import Reading, read_cell
from assistant.records.units import canonical

# A number right behind words and before a stop; years and what belongs to a name or a code are none.
_BARE = re.compile(
    r"(?<=[\u4e00-\u9fff”」》）)：:])(?<![第年月日号])[-−]?(?!(?:19|20)\d\d(?![\d,.]))"
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?(?=[，。；、,;（(）)\s]|$)"
)
_BARE_ENGLISH = re.compile(
    r"(?<=[a-z%)] )(?!(?:19|20)\d\d(?![\d,.]))(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?"
    r"(?=[,;.)](?!\d)|\s(?:of|on|from|to|and|in|for|or|against|than|over|compared)\b|$)"
)
_STATED = re.compile(
    r"[（(](?P<units>(?:[^（）()\n；;，,：:]{0,6}单位[:：][^（）()\n；;，,：:]{1,8}[；;，,]?\s*){1,4})[）)]"
)
_BRACKET = re.compile(r"[（(][^（）()\n]{2,60}[）)]")
_ONE = re.compile(r"(?P<of>[^；;，,\s：:]{0,6}?)(?:计量|金额|数量|货币)?单位[:：]\s*(?P<unit>[^；;，,：:\s]{1,8})")
_STATED_ENGLISH = re.compile(
    r"\((?:(?:units?|amounts?|figures?)(?: of \w+)?\s*(?::|in|are in)\s*|all in |in )(?P<unit>[^()\n:]{1,24})\)", re.I
)
_ENGLISH_UNITS = (
    (re.compile(r"(?:(?:RMB|CNY|yuan)\s*)?(?:10[ ,]?000|ten thousand)(?:\s*(?:yuan|RMB|CNY))?", re.I), "万元"),
    (
        re.compile(r"(?:(?:RMB|CNY|yuan)\s*)?(?:100[ ,]?000[ ,]?000|hundred million)(?:\s*(?:yuan|RMB|CNY))?", re.I),
        "亿元",
    ),
    (re.compile(r"yuan|RMB|CNY", re.I), "元"),
    (re.compile("points?|marks?", re.I), "分"),
    (re.compile("per ?cent|percentages?|%", re.I), "%"),
    (re.compile("persons?|people", re.I), "人"),
    (re.compile("mu", re.I), "亩"),
)
_PARAGRAPH_END = re.compile(r"(?<=[。；！.;])[ \t]*\n|\n\s*\n")
_LABEL = 12


@dataclass(frozen=True, slots=True)
class _Region:
    """Where a bracket at `stated` tells the units, each with the words that the numbers of it end their name with."""

    stated: Span
    span: Span
    units: tuple[tuple[str, str], ...]
    bare: re.Pattern[str]


def with_heading_unit(text: str, stretch: Span, readings: Sequence[Reading], unit: str) -> list[Reading]:
    """`readings` of `stretch` with the `unit` of its heading, or that of a bracket of their paragraph, where they have none,
    and the bare numbers that it makes figures; linear in the stretch.
    """
    regions = list(_regions(text, stretch))
    if unit:
        regions = [*_between(stretch, regions, unit), *regions]
    found: list[Reading] = []
    at = 0
    for region in sorted(regions, key=lambda r: r.stated.start):
        start = _first_from(readings, region.stated.start)
        end = _first_from(readings, region.span.end)
        found += readings[at:start]
        found += _united(text, region, readings[start:end])
        at = max(start, end)
    return [*found, *readings[at:]]


def _first_from(readings: Sequence[Reading], start: int) -> int:
    """The index of the first of `readings` that starts at `start` or behind it."""
    return bisect_left(readings, start, key=lambda r: r.span.start)


def _between(stretch: Span, regions: Sequence[_Region], unit: str) -> Iterator[_Region]:
    """What of `stretch` no bracket reaches, where the heading's unit holds."""
    at = stretch.start
    for region in regions:
        if at < region.stated.start:
            yield _Region(Span(at, at), Span(at, region.stated.start), (("", unit),), _BARE)
        at = region.span.end
    if at < stretch.end:
        yield _Region(Span(at, at), Span(at, stretch.end), (("", unit),), _BARE)


def _regions(text: str, stretch: Span) -> Iterator[_Region]:
    """What each bracket reaches: to the end of its paragraph or the next bracket; in text order, apart from one another."""
    stated = list(_brackets(text, stretch))
    for index, (bracket, units, bare) in enumerate(stated):
        limit = stated[index + 1][0].start if index + 1 < len(stated) else stretch.end
        end = _PARAGRAPH_END.search(text, bracket.end, limit)
        yield _Region(bracket, Span(bracket.end, end.start() if end else limit), units, bare)


def _brackets(text: str, stretch: Span) -> Iterator[tuple[Span, tuple[tuple[str, str], ...], re.Pattern[str]]]:
    for stated in _BRACKET.finditer(text, stretch.start, stretch.end):
        if chinese := _STATED.fullmatch(stated[0]):
            units = tuple((one["of"], canonical(one["unit"])) for one in _ONE.finditer(chinese["units"]))
            if units and all(is_unit(unit) for _, unit in units):
                yield Span(*stated.span()), units, _BARE
        elif english := _STATED_ENGLISH.fullmatch(stated[0]):
            unit = next((unit for words, unit in _ENGLISH_UNITS if words.fullmatch(english["unit"].strip())), "")
            if unit:
                yield Span(*stated.span()), (("", unit),), _BARE_ENGLISH


def _united(text: str, region: _Region, readings: Sequence[Reading]) -> list[Reading]:
    """`readings` without those of the bracket itself, each bare one of the region with its unit, and the bare numbers there."""
    kept, known = [], []
    for one in readings:
        if region.stated.holds(one.span):
            continue
        open_to = not one.quantity.unit and region.span.holds(one.span)
        if region.bare is _BARE_ENGLISH:
            open_to = open_to and region.bare.match(text, one.span.start) is not None  # no "four delegations"
        unit = _unit_at(text, region, one.span.start) if open_to else ""
        kept.append(Reading(one.span, replace(one.quantity, unit=unit)) if unit else one)
        known.append(one.span)
    more = []
    for found in region.bare.finditer(text, region.span.start, region.span.end):
        unit = "" if _taken(known, Span(*found.span())) else _unit_at(text, region, found.start())
        quantity = read_cell(found[0], unit) if unit else None
        if quantity:
            more.append(Reading(Span(*found.span()), quantity))
    return sorted([*kept, *more], key=lambda r: r.span) if more else kept


def _taken(known: Sequence[Span], span: Span) -> bool:
    """Whether one of `known`, in text order, meets `span`."""
    at = bisect_left(known, span.start, key=lambda one: one.end)
    return any(one.meets(span) for one in known[at : at + 2])


def _unit_at(text: str, region: _Region, start: int) -> str:
    """The unit of a number that starts at `start`: where several are stated, the one whose words stand before it."""
    if len(region.units) == 1:
        return region.units[0][1]
    words = text[max(region.span.start, start - _LABEL) : start].rstrip("为是达 约：:")
    return next((unit for of, unit in region.units if of and words.endswith(of)), "")
