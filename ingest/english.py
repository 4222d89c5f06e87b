"""What each figure of an English sentence is said of: measure, subject, period and role.

An English clause says it before the number (The initial budget was RMB 64.2 million), around it (planted 86,400 mu of new
forest) or behind it (RMB 18.75 million was paid to 21,300 households). What follows against, target, up or from is told
of the figure before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.records.model import Bound, Period, Role, Span
from assistant.records.period import asked_period
from assistant.records.quantity import Reading
from assistant.records.vocabulary import Vocabulary
from ingest.binding import Said
from ingest.english_places import Place, bare, noun_of, place_of, plain
from ingest.english_words import (
    ACTED,
    ADVERBS,
    AGREED,
    BEYOND,
    BUDGETED,
    CHANGED,
    COMPARED_YEAR,
    GENERIC,
    GOAL,
    HAPPENED,
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
    REACHED,
    SCORED_OUT_OF,
    SELF_SCORED,
    SHARED,
    SIDE,
    SIGNED,
    WITHIN,
    WORD,
    YEAR,
)

_HAN = re.compile("[\u3400-\u9fff]")
_LONGEST = 80
_YEARLY = re.compile(r"(?:^[a-z]+['’]s (?=20\d\d )|\b20\d\d )")
_YEARS = re.compile(r"(?<![\d.,])(20\d\d)\s*(?:[-–—]|to|and)\s*(20\d\d)(?![\d.,]*\d)")
_WAS = re.compile("(?:it |this |that )?(?:is|was|are|were)", re.I)
_THEM = re.compile(r"of (?:them|these|whom|which|those)\b", re.I)
_ONES = re.compile(r"(?:.* )?ones", re.I)
_ITSELF = re.compile(r"(?:.*\s)?(?:it|they|this)", re.I)
_LIMITING = frozenset({Bound.AT_LEAST, Bound.AT_MOST, Bound.OVER, Bound.UNDER})
_COUNTS = frozenset({"count", "people", "visits", "households", "number"})
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
    if place.kind in {"percent", "points"} and SIGNED.fullmatch(place.head) and before.measure:
        return _Told(before.measure, before.subject or before.measure, Role.CHANGE, own=False)  # (+12.4%)
    if same := _said_again(head, place, reading, before):
        return same
    if changed := CHANGED.search(head):
        return _change(head, changed, vocabulary, before)
    if (not head or _WAS.fullmatch(head)) and (beyond := BEYOND.match(place.tail)):
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
        role = Role.ACTUAL if REACHED.match(place.tail) else Role.SHARE
        return _Told(f"{before.measure} share".strip(), before.subject or before.measure, role, own=False)
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
    if before.subject and _ONES.fullmatch(subject):
        subject = before.subject  # Of 500 questionnaires 462 valid ones were returned
    if place.kind == "percent" and not head and re.match("of (?!the )", place.tail):
        role = Role.SHARE  # 20 per cent of respondents complained
    return _Told(measure or before.measure, subject, Role.BUDGET if budgeted else role)


def _said_again(head: str, place: Place, reading: Reading, before: _Told) -> _Told | None:
    """What only adds to the figure before: some of those counted, a multiple of it, a limit of each, a second goal."""
    if not before.measure:
        return None
    if _THEM.match(place.tail) and not head:
        role = Role.SHARE if place.kind == "percent" else Role.ACTUAL
        return _Told(before.measure, before.subject or before.measure, role, own=False)
    if place.kind == "time" and WITHIN.search(head):
        return _Told(before.measure, before.subject, Role.TARGET, own=False)  # within the limit of three working days
    if place.kind == "ratio" and not head:
        return _Told(before.measure, before.subject or before.measure, Role.ACTUAL, own=False)
    limits = reading.quantity.bound in _LIMITING
    if limits and re.match(r"(?:each|apiece|or more)\b", place.tail):
        return _Told(
            bare(LINKED.sub("", head)).removeprefix("with ") or before.measure,
            before.subject,
            Role.THRESHOLD,
            own=False,
        )
    if limits and not head and before.role is Role.TARGET and place.noun:
        return _Told(place.noun, place.noun, Role.TARGET)  # growth of 6 % and not less than USD 110 million of capital
    return None


def _goal(head: str, place: Place, vocabulary: Vocabulary, before: _Told) -> _Told:
    """A target: of what its own words name (the target for new forest was), else of the figure before."""
    named = re.search(
        r"\b(?:(?:target|goal|plan|quota) (?:for|of)|aim(?:s|ed|ing)? (?:at|for)) (.+?)(?: (?:was|is|were|are|of|at|being|set at))*$",
        head,
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
    if OWN.fullmatch(noun) or _ITSELF.fullmatch(noun):
        noun = ""
    subject = _subject(noun, vocabulary) if noun else before.subject
    if changed["to"]:
        role = before.role if not noun and before.role in {Role.BUDGET, Role.TARGET} else Role.ACTUAL
        return _Told(noun or before.measure, subject, role)  # after an adjustment it rose to
    measure = f"{noun or before.measure} {changed['verb']}".strip()
    return _Told(measure, subject or before.subject or before.measure, Role.CHANGE, own=False)


def _stated(head: str, place: Place, vocabulary: Vocabulary) -> tuple[str, str]:
    """Measure and subject of a figure of its own."""
    if place.kind == "score" and SELF_SCORED.search(head):
        return "self-score", ""
    if re.search(r"['’]s?$", head) and place.noun:
        return place.noun, place.noun  # among the province's 14 zones
    if linked := LINKED.search(head):
        name = _YEARLY.sub("", bare(head[: linked.start()]))
        if held := HELD.search(name):
            actor = bare(held["actor"])
            return held["name"], "" if OWN.fullmatch(actor) else actor or _subject(held["name"], vocabulary)
        if name and not OWN.fullmatch(name):
            return name, _subject(name, vocabulary)
    acted = ACTED.search(head)
    if acted and AGREED.search(head[: acted.start()]):
        return _done(acted, head, place)  # was set up in 2016 and now has six divisions
    passive = PASSIVE.match(head or place.tail)
    if passive and place.noun and not head:
        rest = noun_of(passive["rest"] or "")
        told = " ".join([passive["verb"], *([passive["by"] or "", rest] if rest else [])])
        return f"{place.noun} {' '.join(told.split())}", place.noun  # 1,146 rangers were employed
    if passive:
        reached = noun_of((passive["rest"] or "").strip()) or (place.noun if head else place.beyond)
        measure = " ".join(filter(None, [passive["verb"], passive["by"], reached]))
        return measure, reached
    if acted:
        return _done(acted, head, place)
    if head and not PREPOSED.search(head):
        name = bare(head)
        if name and not OWN.fullmatch(name):
            return name, _subject(name, vocabulary)
    return place.noun, place.noun


def _done(acted: re.Match[str], head: str, place: Place) -> tuple[str, str]:
    """What was done and to what: planted new forest, spent on fire prevention; an actor named is its subject."""
    before_verb = head[: acted.start()]
    actor = "" if AGREED.search(before_verb) else bare(before_verb)
    phrase = PHRASE.match(place.tail) if place.kind == "money" or not place.noun else None
    thing = noun_of(phrase["thing"]) if phrase else place.noun
    joined = f"{phrase['by']} {thing}" if phrase else thing
    verb = " ".join(filter(None, [acted["verb"], acted["particle"]]))
    if place.kind in _COUNTS and thing:
        actor = ""  # The counter handled 73,215 applications: a count is of what it counts
    return f"{verb} {joined}".strip(), actor if actor and not OWN.fullmatch(actor) else thing


def _subject(name: str, vocabulary: Vocabulary) -> str:
    """Whose or what a measure is: fire prevention of "expenditure on fire prevention"; "" for an indicator by itself."""
    known = vocabulary.find_en(name)
    if owner := re.match(r"(.+?)['’]s? (?=\w)", name):
        return "" if OWN.fullmatch(owner[1]) else owner[1]
    parts = re.search(r"^.+? (?:of|on|for|among|in|by|from) (.+)$", name)
    if parts and not any(span.start < parts.start(1) < span.end for _, span in known):
        thing = bare(parts[1])
        return (
            ""
            if OWN.fullmatch(thing) or re.fullmatch(r"(?:.* )?(?:year|period|month|quarter|20\d\d)", thing)
            else thing
        )
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
    stop = place.reading.end if BEYOND.match(place.tail) else place.span.end
    opening = text[clause.start : stop]
    if year is not None and MONTHLY.search(opening):
        return asked_period(opening, date(year + 1, 1, 1))
    if LEVEL.fullmatch(place.head):
        opening = ""  # in 2020 to RMB 6.1 million: the year before is the other level's
    behind = YEAR.search(text, place.reading.end, place.span.end)
    if behind and not _compares(text, behind):
        return Period(behind[0], behind[0])
    if opening and (run := _YEARS.search(text, clause.start, place.reading.start)):
        return Period(run[1], run[2]) if run[1] < run[2] else None
    found = [m for m in YEAR.finditer(text, clause.start, place.reading.start) if opening and not _compares(text, m)]
    near = [m for m in found if m.start() >= place.span.start]
    return Period((near or found)[-1 if near else 0][0], (near or found)[-1 if near else 0][0]) if found else None


def _compares(text: str, year: re.Match[str]) -> bool:
    low = max(0, year.start() - 48)
    return bool(
        COMPARED_YEAR.search(text, max(low, year.start() - 24), year.start())
        or HAPPENED.search(text, low, year.start())
    )
