"""Where a figure stands in an English sentence: the words before it and behind it, and the noun it counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records.model import Span
from assistant.records.quantity import Reading, family
from assistant.records.quantity_words import without_number
from ingest.english_words import (
    CONNECTED,
    CUT_NOUN,
    LINKED,
    OPENING,
    SEPARATOR,
)

_COUNTS = frozenset({"count", "people", "visits", "households", "number"})
_THAT = re.compile(r"^.{3,60}?\b(?:shows?|showed|found|indicates?|confirmed) that ")
_ASIDE = re.compile(r"\s*(?:\((?:about |around )?[^()]{1,30}\)|\))\s+(?=of [a-z])")
"""65 mu (about 4.3 hectares) of green space: both are of what stands behind the bracket."""
_SAID = re.compile(r"(?<=[a-z]{2}s) (?:[a-z]{2,}ed|sent|given|held|built|made|paid|taken)\b")
"""respondents complained about parking: the noun ends before what they did."""
_NUMBER = re.compile(r"^[^A-Za-z]*(?:(?:RMB|CNY|million|billion|thousand|TEUs?)\b[^A-Za-z]*)*", re.I)
_BOUND = re.compile(
    r"^(?:at least|at most|no (?:less|fewer|more) than|more than|less than|over|under|about|around|nearly|up to)\s+"
)


@dataclass(frozen=True, slots=True)
class Place:
    """The words of one figure: before it in its segment, behind it up to the next figure or separator.

    `noun` is the thing its unit names or that follows it (rangers, new forest), `beyond` what the figure counts into
    which its tail runs, `label` what a colon sets before it.
    """

    head: str
    tail: str
    noun: str
    beyond: str
    kind: str
    label: str
    span: Span
    reading: Span


def place_of(text: str, clause: Span, readings: Sequence[Reading], index: int) -> Place:
    """Where figure `index` of `readings` stands in its clause."""
    here = readings[index].span
    floor = readings[index - 1].span.end if index else clause.start
    ceiling = readings[index + 1].span.start if index + 1 < len(readings) else clause.end
    start = max([floor, *(m.end() for m in SEPARATOR.finditer(text, floor, here.start))])
    if index:
        start = max([start, *(m.start("rest") for m in CONNECTED.finditer(text, start, here.start))])
    own, head = start, plain(text[start : here.start])
    if text[start - 1 : start] == ")" and LINKED.fullmatch(head) and (opened := text.rfind("(", floor, start)) >= 0:
        # receptions (unit: 10 000 yuan) totalled 36.8: the name stands before the bracket
        start = max([floor, *(m.end() for m in SEPARATOR.finditer(text, floor, opened))])
        head = f"{plain(text[start:opened])} {head}"
    label = text.rfind(":", own, here.start)
    if label >= 0 and text[label + 1 : here.start].strip(" *"):
        start = label + 1  # Highlights: planted 300 mu, but not Survival rate: 91%
        head = plain(text[start : here.start])
    aside = _ASIDE.match(text, here.end, clause.end)
    behind, ceiling = (aside.end(), clause.end) if aside else (here.end, ceiling)
    stop = SEPARATOR.search(text, behind, ceiling)
    end = stop.start() if stop else ceiling
    tail = plain(text[behind:end])
    noun = " ".join(filter(None, [_counted(text, readings[index]), noun_of(tail)]))
    beyond = "" if stop or index + 1 == len(readings) else _thing(text, clause, readings[index + 1])
    kind = family(readings[index].quantity.unit)
    return Place(head, tail, noun, beyond, kind, _label(text, clause, here), Span(start, end), here)


def _label(text: str, clause: Span, number: Span) -> str:
    """The short label that opens a clause before a colon."""
    label, colon, _ = text[clause.start : number.start].partition(":")
    words = plain(label)
    return words if colon and len(words.split()) <= 6 and not any(c.isdigit() for c in words) else ""


def _thing(text: str, clause: Span, reading: Reading) -> str:
    """What a count into which the words of another figure run is of: small firms of "was granted to 340 small firms"."""
    stop = SEPARATOR.search(text, reading.span.end, clause.end)
    behind = plain(text[reading.span.end : stop.start() if stop else clause.end])
    return " ".join(filter(None, [_counted(text, reading), noun_of(behind)]))


def _counted(text: str, reading: Reading) -> str:
    """The thing that the unit of a count names: households of "21,300 households"."""
    if family(reading.quantity.unit) not in _COUNTS:
        return ""
    return without_number(_NUMBER.sub("", _BOUND.sub("", plain(reading.span.of(text))))).strip(" )")


def plain(run: str) -> str:
    """`run` on one line, without bold marks and marks at its ends."""
    return " ".join(run.replace("*", "").split()).strip(" .:·-—")


def noun_of(tail: str) -> str:
    """The noun phrase that opens `tail`: new forest of "of new forest against a target of"."""
    cut = min(filter(None, (CUT_NOUN.search(tail), _SAID.search(tail))), key=lambda found: found.start(), default=None)
    return bare(bare(tail[: cut.start()] if cut else tail).removeprefix("of "))


def bare(run: str) -> str:
    """A noun phrase without article and what links or opens it."""
    run = _THAT.sub("", run)  # Table 3 shows that completed investment
    return OPENING.sub("", run.strip(" ,.:")).strip(" ,.:")
