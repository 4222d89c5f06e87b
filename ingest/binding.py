"""What each figure of a sentence is said of: its measure as written, its subject, its period.

A sentence is walked clause by clause (；) and left to right. What stands between the last separator (or the last
figure) and a figure is its head, what follows up to the next separator its tail. A counted noun (76 家限上企业)
becomes the subject of the figures after it in its clause; a later sentence begun with 其中 inherits it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.records.model import Bound, Period, Role, Span
from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading, family
from assistant.records.vocabulary import Vocabulary
from ingest.roles import prose_role
from ingest.wording import wording

# A comma between digits separates thousands; a bracket of one to three characters belongs to the name: 出国（境）费.
_SEPARATOR = re.compile(
    r"[，；;：。！？!?]|(?<!\d)[,:]|[,:](?!\d)|[（(](?!.{1,3}[）)])|(?<![（(].)(?<![（(]..)(?<![（(]...)[）)]"
)
_LISTED = re.compile(r"^[\s、和与及]*$")
_COUNTS = frozenset({"count", "people", "visits", "households"})
_OF = re.compile("的")
_PERSONS = ("家", "户", "名", "人", "位")
_SHORT = 12
_LONGEST = 24
_BARE = re.compile(
    r"(?:占(?:比|比重)?|占?比重|(?:同比|环比|较上年|比上年|年均)?(?:增长|下降|增加|减少|增速|增幅|降幅|提高|降低|上升)(?:率)?|(?:所)?占(?:全部|总额|总数|总量)?)"
)
_FOLLOWS = frozenset({Role.CHANGE, Role.RANK, Role.SHARE})


@dataclass(frozen=True, slots=True)
class Said:
    """One figure of a sentence and what it was understood to say; `head` is kept for finding its indicator."""

    reading: Reading
    measure: str
    subject: str
    period: Period | None
    role: Role
    clause: Span
    head: str


@dataclass(frozen=True, slots=True)
class _Around:
    """The run of text before a figure and after it, inside its own segment.

    `listed` when it only continues a list (12.1、9.8 万元), `followed` when its tail runs straight into the next figure.
    """

    head: Span
    tail: Span
    listed: bool
    followed: bool = False


@dataclass(frozen=True, slots=True)
class _Carried:
    """What a figure may take over from the ones before it in its sentence."""

    subject: str = ""
    measure: str = ""
    base: str = ""
    rate: str = ""
    head: str = ""


def bind(
    text: str,
    clauses: Sequence[Span],
    readings: Sequence[Reading],
    periods: Sequence[PeriodReading],
    vocabulary: Vocabulary,
    section: tuple[str, ...] = (),
    inherited: str = "",
) -> Iterator[Said]:
    """Each reading of one sentence with its meaning, in text order.

    `clauses` are the sentence's clauses; `readings` and `periods` those that lie inside it; `inherited` is the
    subject of the sentence before, taken over by 其中 only.
    """
    subject = inherited if re.match(r"\W*其中", text[clauses[0].start : clauses[0].end]) else ""
    for clause in clauses:
        inside = [r for r in readings if clause.holds(r.span)]
        last = _Carried(subject=subject)
        for said, last in _walk(text, clause, inside, periods, vocabulary, section, _Carried(subject=subject)):  # noqa: B007
            yield said
        subject = last.subject


def _walk(
    text: str,
    clause: Span,
    readings: Sequence[Reading],
    periods: Sequence[PeriodReading],
    vocabulary: Vocabulary,
    section: tuple[str, ...],
    carried: _Carried,
) -> Iterator[tuple[Said, _Carried]]:
    for index, reading in enumerate(readings):
        around = _around(text, clause, readings, index)
        head, tail = around.head.of(text), around.tail.of(text)
        role = prose_role(reading.quantity, carried.head if around.listed else head, tail, section)
        named = _named(text, around, reading, periods, vocabulary, role, carried)
        head = carried.head if around.listed else head
        said = Said(
            reading,
            named.measure,
            named.subject,
            _period(text, clause, around, reading, periods),
            role,
            clause,
            head,
        )
        carried = replace(named, head=head)
        yield _paired(text, readings, index, said), carried


def _around(text: str, clause: Span, readings: Sequence[Reading], index: int) -> _Around:
    here = readings[index].span
    floor = readings[index - 1].span.end if index else clause.start
    ceiling = readings[index + 1].span.start if index + 1 < len(readings) else clause.end
    if index + 1 < len(readings) and readings[index + 1].quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST}:
        ceiling = clause.end  # 149 家注资 2000 万元以上企业: the limit belongs to the counted noun
    start = max([floor, *(m.end() for m in _SEPARATOR.finditer(text, floor, here.start))])
    stop = _SEPARATOR.search(text, here.end, ceiling)
    if text.startswith("、", here.end):
        return _Around(Span(start, here.start), Span(here.end, here.end), _listed(text, index, start, floor, here))
    return _Around(
        Span(start, here.start),
        Span(here.end, stop.start() if stop else ceiling),
        _listed(text, index, start, floor, here),
        followed=stop is None and ceiling < clause.end,
    )


def _listed(text: str, index: int, start: int, floor: int, here: Span) -> bool:
    """Whether a figure only continues a list of figures: 12.1、9.8 万元."""
    return bool(index) and start == floor and bool(_LISTED.match(text[floor : here.start]))


def _named(
    text: str,
    around: _Around,
    reading: Reading,
    periods: Sequence[PeriodReading],
    vocabulary: Vocabulary,
    role: Role,
    carried: _Carried,
) -> _Carried:
    if around.listed:
        return carried
    tail = around.tail.of(text)
    subject, measure = _split_by_period(text, around.head, periods)
    if family(reading.quantity.unit) in _COUNTS and role is not Role.THRESHOLD:
        persons = reading.quantity.unit.endswith(_PERSONS)
        noun = tail_noun(text, around.tail, periods)
        if around.followed:
            noun = _up_to_entity(noun)
        return _counted(measure or subject, noun, tidy(tail), carried, persons)
    if not subject and role not in _FOLLOWS:
        subject, measure = _split_by_entity(tidy(measure), vocabulary)
    measure = tidy(measure) or tidy(tail)[:_LONGEST] or carried.measure
    kind = family(reading.quantity.unit)
    subject = _subject(subject) or carried.subject
    if role not in _FOLLOWS:
        return _based(_Carried(subject, measure, carried.base, carried.rate), measure, kind)
    base = (carried.rate or carried.base) if kind == "points" else (carried.base or carried.rate)
    if base and _BARE.fullmatch(measure):
        measure = f"{base}{measure}"  # 销售额…，同比增长: what grows is the figure before
    return _Carried(subject, measure, carried.base, carried.rate)


def _based(carried: _Carried, measure: str, kind: str) -> _Carried:
    """`carried` with `measure` as what later changes and shares are of."""
    return replace(carried, rate=measure) if kind == "percent" else replace(carried, base=measure)


def _counted(head: str, noun: str, tail: str, carried: _Carried, persons: bool) -> _Carried:
    """A count: the noun after it names what is counted (38 个单位), else the one before (接待名企 70 多家)."""
    verb = tidy(head)
    if noun and not (_ends_in_entity(verb) and not wording().entity.search(noun)):
        named = wording().entity.search(noun) or not carried.subject or not persons
        measure = f"{verb}{noun}" if len(verb) <= _SHORT else noun
        return _Carried(subject=noun if named else carried.subject, measure=measure, base=measure)
    if not verb:
        measure = tail[:_LONGEST] or carried.subject
        return _Carried(subject=carried.subject, measure=measure, base=measure)
    thing = re.split(r"等|的", verb)[-1]
    thing = wording().action.sub("", thing) or thing
    subject = thing if len(thing) >= 2 else verb
    measure = (verb if len(verb) <= _LONGEST else subject) + ("" if _ends_in_entity(verb) else tail[:_SHORT])
    return _Carried(subject=subject, measure=measure, base=measure)


def _ends_in_entity(run: str) -> bool:
    return any(m.end() == len(run) for m in wording().entity.finditer(run))


def tail_noun(text: str, tail: Span, periods: Sequence[PeriodReading]) -> str:
    """The noun phrase that opens `tail`, cut before a period, a verb or 的; "" where a verb opens it."""
    cut = min([p.span.start for p in periods if tail.start <= p.span.start < tail.end], default=tail.end)
    run = squeeze(text[tail.start : cut]).lstrip("的")
    words = wording()
    if not run or words.verb.match(run):
        return ""
    end = min([m.start() for p in (words.predicate, _OF) if (m := p.search(run, 2))], default=len(run))
    return tidy(run[:end].split("、")[0])[:_LONGEST]


def _up_to_entity(noun: str) -> str:
    """零售企业销售 before a number: the noun ends with its entity, what follows belongs to the next figure."""
    found = list(wording().entity.finditer(noun))
    return noun[: found[-1].end()] if found else noun


def _split_by_period(text: str, head: Span, periods: Sequence[PeriodReading]) -> tuple[str, str]:
    inside = [p for p in periods if head.holds(p.span) and not p.compared and not _part_of_name(text, p.span)]
    if not inside:
        return "", squeeze(head.of(text))
    left = squeeze(text[head.start : inside[0].span.start])
    right = squeeze(text[inside[-1].span.end : head.end])
    return (left, right) if tidy(right) else ("", left)


def _part_of_name(text: str, period: Span) -> bool:
    """全年预算数 is a budget's name, not a year and its 预算数."""
    return text.startswith("预算", period.end) and not any(c.isdigit() for c in period.of(text))


def _split_by_entity(run: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Subject and measure of a run such as 规上企业营收; a name of the vocabulary (项目支出) is never cut."""
    granted = wording().granting.match(run)
    if granted:
        return "", run[granted.end() :]
    names = [span for _, span in vocabulary.find(run)]
    found = [
        m
        for m in wording().entity.finditer(run)
        if len(tidy(run[m.end() :])) >= 2 and not any(n.start < m.end() < n.end for n in names)
    ]
    if not found or run[: found[-1].end()] in wording().generic:
        return "", run
    return run[: found[-1].end()], run[found[-1].end() :]


def _subject(run: str) -> str:
    name = tidy(run)
    after = name.rsplit("的", 1)[-1]
    return after if len(after) >= 2 else name


def _paired(text: str, readings: Sequence[Reading], index: int, said: Said) -> Said:
    """分别 pairs names and numbers by order: 收、支分别减少 12.1、9.8 万元."""
    match = re.search(r"(?P<names>[^，,；;：:]+?)(?:分别|各)(?P<rest>[^，,；;：:\d]*)$", said.head)
    if not match:
        return said
    first = index
    while first and _LISTED.match(text[readings[first - 1].span.end : readings[first].span.start]):
        first -= 1
    names = [n for n in re.split(r"[、和与及]", squeeze(match["names"])) if n]
    if not 0 <= index - first < len(names) or len(names) < 2:
        return said
    return replace(said, subject=names[index - first], measure=tidy(names[index - first] + match["rest"]))


def _period(
    text: str, clause: Span, around: _Around, reading: Reading, periods: Sequence[PeriodReading]
) -> Period | None:
    """The nearest period before the figure in its clause, else one right behind it (1.2 亿元（1-11月）)."""
    usable = [p for p in periods if clause.holds(p.span) and not p.compared]
    before = [p for p in usable if p.span.end <= reading.span.start]
    behind = [
        p
        for p in usable
        if reading.span.end <= p.span.start <= reading.span.end + 2 and "（" in text[reading.span.end : p.span.start]
    ]
    found = behind or before[-1:]
    return found[0].period if found else None


def squeeze(run: str) -> str:
    """`run` without blanks, line breaks and Markdown marks: how a measure is shown."""
    return re.sub(r"[\s*#`>|“”]+", "", run)


def tidy(run: str) -> str:
    """`run` squeezed, without leading and linking words."""
    words = wording()
    return words.linking.sub("", words.leading.sub("", squeeze(run)))
