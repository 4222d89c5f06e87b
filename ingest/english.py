"""What each figure of an English sentence is said of: measure, subject, period and role.

An English clause says it before the number (The initial budget was RMB 64.2 million), around it (planted 86,400 mu of new
forest) or behind it (RMB 18.75 million was paid to 21,300 households). What follows against, target, up or from is told
of the figure before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.records.model import Period, Role, Span
from assistant.records.period import asked_period
from assistant.records.quantity import Reading
from assistant.records.vocabulary import Vocabulary
from ingest.binding import Said
from ingest.english_places import Place, bare, noun_of, place_of, plain
from ingest.english_words import (
    ACTED,
    ADVERBS,
    BEYOND,
    BUDGETED,
    CHANGED,
    COMPARED_YEAR,
    GENERIC,
    GOAL,
    HELD,
    LEVEL,
    LIMITED,
    LINKED,
    MONTHLY,
    OWN,
    PASSIVE,
    PHRASE,
    PREPOSED,
    RANKED,
    SCORED_OUT_OF,
    SHARED,
    SIDE,
    WORD,
    YEAR,
)

_HAN = re.compile("[\u3400-\u9fff]")
_LONGEST = 80
_YEARLY = re.compile(r"(?:^[a-z]+['’]s (?=20\d\d )|\b20\d\d )")
_LEAST = re.compile(r"\s(?:and|in|by|with|at|from|while)\b.*$")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a figure says of itself: `own` when a later change or target can be said of it."""

    measure: str
    subject: str
    role: Role
    own: bool = True


def is_english(text: str, sentence: Span, readings: Sequence[Reading]) -> bool:
    """Whether a sentence is written in English, whatever its figures add in brackets (万元)."""
    at, words = sentence.start, []
    for reading in readings:
        words.append(text[at : reading.span.start])
        at = reading.span.end
    rest = " ".join([*words, text[at : sentence.end]])
    return not _HAN.search(rest) and len(WORD.findall(rest)) >= 2


def bind_english(
    text: str, clauses: Sequence[Span], readings: Sequence[Reading], vocabulary: Vocabulary, year: int | None
) -> Iterator[Said]:
    """Each reading of one English sentence with its meaning, in text order; `year` is what the text reports on."""
    before = _Told("", "", Role.ACTUAL)
    for clause in clauses:
        inside = [r for r in readings if clause.holds(r.span)]
        together = _respectively(text, clause, inside)
        for index, reading in enumerate(inside):
            place = place_of(text, clause, inside, index)
            told = _told(place, reading, vocabulary, before)
            if name := together.get(index):
                told = replace(told, measure=name, subject=_subject(name, vocabulary))
            period = _period(text, clause, place, year)
            yield Said(reading, told.measure[:_LONGEST], told.subject, period, told.role, clause, place.head)
            if told.own and told.measure:
                before = told


def _told(place: Place, reading: Reading, vocabulary: Vocabulary, before: _Told) -> _Told:
    head = ADVERBS.sub("", place.head)
    if GOAL.search(place.head) or place.tail.lower().startswith(LIMITED):
        return _goal(head, place, vocabulary, before)
    if changed := CHANGED.search(head):
        return _change(head, changed, vocabulary, before)
    if not head and (beyond := BEYOND.match(place.tail)):
        return _Told(
            f"{before.measure} {beyond['verb']}".strip(), before.subject or before.measure, Role.CHANGE, own=False
        )
    if not head and place.kind == "percent" and before.measure and place.tail.startswith("of the "):
        measure = f"{before.measure} {_LEAST.sub('', place.tail)}"  # 104% of the annual plan
        return _Told(measure, before.subject or before.measure, Role.ACTUAL, own=False)
    if place.kind == "rank":
        ranked = RANKED.search(head)
        name = bare(head[: ranked.start()]) if ranked else ""
        name = before.measure if OWN.fullmatch(name) else name or before.measure
        return _Told(f"{name} rank".strip(), before.subject, Role.RANK, own=False)
    if SHARED.search(head) and place.kind == "percent":
        return _Told(f"{before.measure} share".strip(), before.subject or before.measure, Role.SHARE, own=False)
    if LEVEL.fullmatch(head) and before.measure:
        return before  # rose from RMB 5.2 million to RMB 6.1 million
    if SCORED_OUT_OF.search(head):
        return _Told(before.measure, before.subject, Role.TARGET, own=False)
    role = Role.SCORE if place.kind == "score" else Role.ACTUAL
    measure, subject = _stated(head, place, vocabulary)
    budgeted = place.kind == "money" and BUDGETED.search(measure)
    moved = PHRASE.match(place.tail) if not head and not measure else None
    if moved and before.own and before.measure:
        thing = noun_of(moved["thing"])  # RMB 40 million went to roads and RMB 31 million to bridges
        return _Told(f"{before.measure.split()[0]} {moved['by']} {thing}", thing, before.role)
    if place.label and SIDE.fullmatch(measure):
        measure, subject = f"{place.label} {measure}", _subject(place.label, vocabulary)
    if before.measure and (GENERIC.fullmatch(measure) or (not subject and " " not in measure and not head)):
        # at a cost of RMB 8.4 million; of which RMB 1.9 million was spent
        measure = measure if GENERIC.fullmatch(measure) else f"{before.measure} {measure}".strip()
        subject = before.subject
    return _Told(measure or before.measure, subject, Role.BUDGET if budgeted else role)


def _goal(head: str, place: Place, vocabulary: Vocabulary, before: _Told) -> _Told:
    """A target: of what its own words name (the target for new forest was), else of the figure before."""
    named = re.search(
        r"\b(?:target|goal|plan|quota) (?:for|of) (.+?)(?: (?:was|is|were|are|of|at|being|set at))*$", head
    )
    thing = bare(named[1]) if named else ""
    if not thing or thing in {"was", "is"}:
        verb = re.search(r"\bplan(?:s|ned)? to (\w+)$", head)
        if verb and place.noun:
            return _Told(f"{verb[1]} {place.noun}", place.noun, Role.TARGET)
        if before.measure:
            return _Told(before.measure, before.subject, Role.TARGET, own=False)
        thing = bare(GOAL.sub("", LINKED.sub("", head))) or place.noun
    return _Told(thing, _subject(thing, vocabulary) or thing, Role.TARGET)


def _change(head: str, changed: re.Match[str], vocabulary: Vocabulary, before: _Told) -> _Told:
    """A rise or fall: of the noun before its verb, else of the figure before; from and to lead to levels instead."""
    noun = bare(LINKED.sub("", head[: changed.start()]))
    if OWN.fullmatch(noun):
        noun = ""
    subject = _subject(noun, vocabulary) if noun else before.subject
    if changed["to"]:
        return _Told(noun or before.measure, subject, Role.ACTUAL)
    measure = f"{noun or before.measure} {changed['verb']}".strip()
    return _Told(measure, subject or before.subject or before.measure, Role.CHANGE, own=False)


def _stated(head: str, place: Place, vocabulary: Vocabulary) -> tuple[str, str]:
    """Measure and subject of a figure of its own."""
    if linked := LINKED.search(head):
        name = _YEARLY.sub("", bare(head[: linked.start()]))
        if held := HELD.search(name):
            actor = bare(held["actor"])
            return held["name"], "" if OWN.fullmatch(actor) else actor or _subject(held["name"], vocabulary)
        if name and not OWN.fullmatch(name):
            return name, _subject(name, vocabulary)
    passive = PASSIVE.match(head or place.tail)
    if passive and place.noun and not head:
        rest = noun_of(passive["rest"] or "")
        told = " ".join([passive["verb"], *([passive["by"] or "", rest] if rest else [])])
        return f"{place.noun} {' '.join(told.split())}", place.noun  # 1,146 rangers were employed
    if passive:
        reached = noun_of((passive["rest"] or "").strip()) or (place.noun if head else place.beyond)
        measure = " ".join(filter(None, [passive["verb"], passive["by"], reached]))
        return measure, reached
    if acted := ACTED.search(head):
        return _done(acted, head, place)
    if head and not PREPOSED.search(head):
        name = bare(head)
        if name and not OWN.fullmatch(name):
            return name, _subject(name, vocabulary)
    return place.noun, place.noun


def _done(acted: re.Match[str], head: str, place: Place) -> tuple[str, str]:
    """What was done and to what: planted new forest, spent on fire prevention; an actor named is its subject."""
    actor = bare(head[: acted.start()])
    phrase = PHRASE.match(place.tail) if place.kind == "money" or not place.noun else None
    thing = noun_of(phrase["thing"]) if phrase else place.noun
    joined = f"{phrase['by']} {thing}" if phrase else thing
    verb = " ".join(filter(None, [acted["verb"], acted["particle"]]))
    return f"{verb} {joined}".strip(), actor if actor and not OWN.fullmatch(actor) else thing


def _subject(name: str, vocabulary: Vocabulary) -> str:
    """Whose or what a measure is: fire prevention of "expenditure on fire prevention"; "" for an indicator by itself."""
    known = vocabulary.find_en(name)
    if owner := re.match(r"(.+?)['’]s? (?=\w)", name):
        return "" if OWN.fullmatch(owner[1]) else owner[1]
    parts = re.search(r"^.+? (?:of|on|for|among|in|by|from) (.+)$", name)
    if parts and not any(span.start < parts.start(1) < span.end for _, span in known):
        thing = bare(parts[1])
        return "" if OWN.fullmatch(thing) or thing in {"year", "period", "month", "quarter"} else thing
    return "" if known or re.search(r"\b(?:budget|expenditure|spending|funds|income|revenue)$", name) else name


def _respectively(text: str, clause: Span, readings: Sequence[Reading]) -> dict[int, str]:
    """By index, the name each figure of a list pairs with: A and B were RMB 10 million and RMB 20 million respectively."""
    if len(readings) < 2 or "respectively" not in clause.of(text):
        return {}
    last = text.find("respectively", clause.start)
    row = [i for i, r in enumerate(readings) if r.span.end <= last]
    head = plain(text[clause.start : readings[row[0]].span.start]) if row else ""
    linked = LINKED.search(head)
    names = [bare(n) for n in re.split(r",\s*(?:and\s+)?|\s+and\s+", head[: linked.start()])] if linked else []
    return dict(zip(row, names, strict=True)) if len(names) == len(row) else {}


def _period(text: str, clause: Span, place: Place, year: int | None) -> Period | None:
    """The year named beside a figure, else the one its clause opens with; months and quarters by the clause's own words."""
    opening = text[clause.start : place.span.end]
    if year is not None and MONTHLY.search(opening):
        return asked_period(opening, date(year + 1, 1, 1))
    if LEVEL.fullmatch(place.head):
        opening = ""  # in 2020 to RMB 6.1 million: the year before is the other level's
    behind = YEAR.search(text, place.reading.end, place.span.end)
    if behind and not _compares(text, behind):
        return Period(behind[0], behind[0])
    found = [m for m in YEAR.finditer(text, clause.start, place.reading.start) if opening and not _compares(text, m)]
    near = [m for m in found if m.start() >= place.span.start]
    return Period((near or found)[-1 if near else 0][0], (near or found)[-1 if near else 0][0]) if found else None


def _compares(text: str, year: re.Match[str]) -> bool:
    return bool(COMPARED_YEAR.search(text, max(0, year.start() - 24), year.start()))
