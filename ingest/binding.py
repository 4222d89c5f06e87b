"""What each figure of a sentence is said of: its measure as written, its subject, its period.

A sentence is walked clause by clause (；) and left to right. What stands between the last separator (or the last
figure) and a figure is its head, what follows up to the next separator its tail. ingest.naming makes names of them and
knows what one figure takes over from those before it in its clause.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.records.model import Bound, Period, Role, Span
from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading, family
from assistant.records.vocabulary import Vocabulary
from ingest.carried import SAME_TIME, Carried, Head, Walk, at_end, part_of_name, past, past_list
from ingest.dating import is_attribute, is_compared, period_of
from ingest.following import FOLLOWS
from ingest.naming import KEPT, NEW_VALUE, named
from ingest.nouns import is_bare, squeeze, thing_of, tidy, topic_of
from ingest.owners import is_goal
from ingest.pairing import REACH, Pair, counts_back, paired
from ingest.points import is_maximum, item_of
from ingest.roles import (
    ADJUSTED,
    inherited_role,
    is_criterion,
    is_difference,
    opens_plan,
    other_side,
    prose_role,
    still_planned,
    whole_role,
)
from ingest.segments import SEPARATOR, Around, around_figure, is_bracketed, limit_of

_COUNTS = frozenset({"count", "people", "visits", "households"})
_HAN = re.compile(r"[\u4e00-\u9fff]")
_REACHES = re.compile(r"(?:完成|占|达到?|相当于|为|是|超过?|用)[^，。；]{0,12}$")
_OF_YEAR = re.compile("(?:全年|年度|年初)(?:计划|任务|目标|预算)[数值量]?[为是]?$")
_BRACKETS = re.compile(r"[（()）]")
_ASIDE = re.compile(r"\s*(?:其中|[不另]?含|[不另]?包[括含]|[^（()），]{0,6}按)")
_WEIGHTS = re.compile("权重(?:分别)?(?:为|：)[^，；。]{0,80}$")
_WEIGHED = re.compile("(?:权重|得分率)[为是：:]?$")
_ASIDES = re.compile("[（(][^（）()，。；]{1,16}[）)]")
_GOAL_BEFORE = re.compile("(?:目标|计划|任务)[值数量]?[（(]$")
_AMONG = re.compile(r"其中\s*[，：:,]?\s*\S{0,2}$")


@dataclass(frozen=True, slots=True)
class Said:
    """One figure of a sentence and what it was understood to say.

    `head` is kept for finding its indicator, `governor` is what a sentence begun with 其中 takes over as subject.
    """

    reading: Reading
    measure: str
    subject: str
    period: Period | None
    role: Role
    clause: Span
    head: str
    governor: str = ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence's text and what was read in it, for looking around."""

    text: str
    readings: Sequence[Reading]
    periods: Sequence[PeriodReading]
    vocabulary: Vocabulary
    section: tuple[str, ...]
    compared: Sequence[PeriodReading] = ()


def bind(
    text: str,
    clauses: Sequence[Span],
    readings: Sequence[Reading],
    periods: Sequence[PeriodReading],
    vocabulary: Vocabulary,
    section: tuple[str, ...] = (),
    inherited: tuple[str, str] = ("", ""),
    label: str = "",
) -> Iterator[Said]:
    """Each reading of one sentence with its meaning, in text order.

    `clauses` are the sentence's clauses; `readings` and `periods` those that lie inside it; `inherited` is the
    subject and unit of the last figure of the sentence before, taken over by 其中 and by a bare verb of the same unit; `label` is what
    the item is headed by (（2）深水网箱。), which bare words are of.
    """
    among = bool(re.match(r"\W*其中", text[clauses[0].start : clauses[0].end]))
    walk = Walk(Carried(subject=inherited[0] if among else label, earlier=inherited))
    for clause in clauses:
        sentence = _within(text, clause, readings, periods, vocabulary, section)
        asides: list[tuple[int, Walk]] = []
        for index in range(len(sentence.readings)):
            walk = _out_of_brackets(sentence, clause, index, walk, asides)
            said, walk = _said(sentence, clause, index, walk)
            yield said
        own = sentence.periods
        walk = Walk(at_end(walk.carried), pairs=walk.pairs, period=own[-1].period if own else walk.period)


def _within(
    text: str,
    clause: Span,
    readings: Sequence[Reading],
    periods: Sequence[PeriodReading],
    vocabulary: Vocabulary,
    section: tuple[str, ...],
) -> _Sentence:
    """What was read inside `clause`; its periods in those that its figures may be of and those only compared with."""
    inside = [p for p in periods if clause.holds(p.span)]
    compared = [p for p in inside if is_compared(text, p)]
    named = (p for p in inside if not part_of_name(text, p.span) and not is_attribute(text, p))
    own = [p for p in named if p not in compared]
    return _Sentence(text, [r for r in readings if clause.holds(r.span)], own, vocabulary, section, compared)


def _out_of_brackets(sentence: _Sentence, clause: Span, index: int, walk: Walk, asides: list[tuple[int, Walk]]) -> Walk:
    """What figure `index` takes over: past the end of an aside (追加 29 万元（其中省级 18 万元），收回 8 万元) what stood
    before it. `asides` are the brackets still open, each with where its words begin and what was kept there.
    """
    start = sentence.readings[index - 1].span.end if index else clause.start
    for mark in _BRACKETS.finditer(sentence.text, start, sentence.readings[index].span.start):
        if mark[0] in "（(":
            asides.append((mark.end(), walk))
        elif asides:
            opened, before = asides.pop()
            if _ASIDE.match(sentence.text, opened):
                walk = before
    return walk


def _said(sentence: _Sentence, clause: Span, index: int, walk: Walk) -> tuple[Said, Walk]:
    text, reading = sentence.text, sentence.readings[index]
    around = around_figure(text, clause, sentence.readings, index)
    if index and _is_part(text, sentence.readings, index):  # 完成目标 200 张的 105%
        before = around_figure(text, clause, sentence.readings, index - 1)
        around = replace(around, head=before.head, listed=False)
    parted = _is_part(text, sentence.readings, index + 1)
    head = walk.carried.head if around.listed else around.head.of(text)
    carried = _led(sentence, clause, index, around, walk.carried)
    alongside = walk.alongside or bool(SAME_TIME.search(squeeze(head)))
    if carried is not walk.carried or alongside is not walk.alongside:
        walk = Walk(carried, walk.role, walk.planning, walk.pairs, walk.period, alongside)
    role = whole_role(squeeze(head)) if parted else _role(sentence, clause, index, around, head, walk)
    where = _where(sentence, index, around, parted)
    taken = named(where, reading, sentence.periods, sentence.vocabulary, role, carried)
    period = None if taken.timeless else _period(sentence, around, reading, walk, role, head)
    said = Said(reading, taken.measure, taken.subject, period, role, clause, head, taken.carried.subject)
    part = carried.among is not None and taken.subject not in {"", carried.said_of, carried.among}
    scored = family(reading.quantity.unit) == "score" or _WEIGHED.search(squeeze(head))
    if scored and (item := item_of(text, clause, reading.span.start)):
        measure = item if said.measure in {"", "得"} and role is Role.TARGET else said.measure
        said = replace(said, subject=item, measure=measure)
    if any(walk.share) and NEW_VALUE.match(squeeze(head)) and family(reading.quantity.unit) == "percent":
        said = replace(said, measure=walk.share[0], subject=walk.share[1], role=Role.SHARE)  # 占比由 58% 提高到 67.5%
    said, pairs = _in_order(sentence, clause, index, walk, said)
    if counts_back(text, sentence.readings, index, len(carried.stated)):
        return said, walk
    listed = pairs and pairs is not walk.pairs and said.role not in FOLLOWS
    kept = _past_list(taken.carried, carried, said) if listed else taken.carried
    after = past(kept, head, reading.quantity.unit, carried.parts + part)
    planning = role is Role.TARGET and (walk.planning or opens_plan(head))
    share = (said.measure, said.subject) if said.role is Role.SHARE else ("", "")
    return said, Walk(after, role, planning, pairs, walk.period, walk.alongside, share)


def _led(sentence: _Sentence, clause: Span, index: int, around: Around, carried: Carried) -> Carried:
    """What is carried into a figure, with the work its clause opens with and the whole that its list stands below."""
    text, start = sentence.text, around.head.start
    if not index and not carried.governs and (topic := _topic(text, clause, around.head)):
        carried = replace(carried, subject=topic, crossed=False, said_of="", base="", rate="")
    if carried.among is not None:
        return carried
    if _AMONG.search(text[max(clause.start, start - 6) : start + 2]):
        return replace(carried, among=carried.subject)
    if index and _listed_below(text, sentence.readings[index - 1], start):
        return replace(carried, among=carried.subject, governs=False)
    return carried


def _where(sentence: _Sentence, index: int, around: Around, parted: bool) -> Head:
    """Where figure `index` stands, for its naming; `parted` as in Head.whole."""
    text, readings = sentence.text, sentence.readings
    end = readings[index - 1].span.end if index else -1
    between = text[end : readings[index].span.start].rstrip("、和与及") if index else ""
    return Head(
        text=text,
        head=around.head,
        tail=around.tail,
        listed=around.listed,
        followed=around.followed,
        limit=limit_of(text, readings, around, index),
        attached=around.head.start == end,
        enumerated=bool(_HAN.search(between)),
        whole=parted,
    )


def _period(sentence: _Sentence, around: Around, reading: Reading, walk: Walk, role: Role, head: str) -> Period | None:
    """The period of a figure; of what is compared with, its own (较上年同期的 52 件多 12 件), of a goal of the year, none."""
    if role is Role.TARGET and _OF_YEAR.search(squeeze(head)):
        return None  # 上半年完成投资 2.2 亿元，占全年计划 5 亿元的 44%
    if sentence.compared and other_side(squeeze(head), squeeze(around.tail.of(sentence.text))):
        named_there = [p.period for p in sentence.compared if around.head.holds(p.span)]
        if named_there:
            return named_there[-1]
    same_time = walk.period if walk.alongside else None
    return period_of(sentence.text, around.head, reading, sentence.periods, same_time, role)


def _past_list(after: Carried, before: Carried, said: Said) -> Carried:
    """What is carried on from a list whose numbers are each of a name of their own."""
    thing = thing_of(tidy(said.head)) if family(said.reading.quantity.unit) in _COUNTS else ""
    owner = thing if len(thing) >= 2 and not is_bare(thing) else said.subject
    return past_list(after, before, said.measure, owner)


def _in_order(sentence: _Sentence, clause: Span, index: int, walk: Walk, said: Said) -> tuple[Said, tuple[Pair, ...]]:
    """`said` with what its place in a list tells of it, and the names that later lists pair with."""
    goal = is_goal(squeeze(said.head))  # 准确率 82.4%、85.0%；目标 80%、84%
    found = paired(
        sentence.text,
        SEPARATOR,
        clause,
        sentence.readings,
        index,
        sentence.periods,
        walk.carried.stated,
        walk.pairs if goal or not walk.carried.crossed else (),
    )
    if found is None:
        return said, walk.pairs if said.role in FOLLOWS else ()
    subject = said.subject if found.subject is None else found.subject
    period = found.period or said.period
    return replace(said, measure=found.measure, subject=subject, period=period, head=found.words), found.pairs


def _listed_below(text: str, before: Reading, start: int) -> bool:
    """Whether the words from `start` on open a list of what was counted: 支持五个方向：渔港改造 41 万元，…."""
    between = squeeze(text[before.span.end : start])
    return family(before.quantity.unit) in _COUNTS and between.endswith("：") and not re.search("[，；。]", between)


def _topic(text: str, clause: Span, head: Span) -> str:
    """The work that the part of a clause before its first figure is about, the nearest first."""
    parts = re.split("[，：:（(]", _ASIDES.sub("", text[max(clause.start, head.start - REACH) : head.start]))
    return next((topic for part in reversed(parts) if (topic := topic_of(part))), "")


def _is_part(text: str, readings: Sequence[Reading], index: int) -> bool:
    """Whether a rate is a part of the figure right before it: 完成目标 200 张的 105%, 占项目 46 个的 89.1%."""
    if not 0 < index < len(readings) or family(readings[index].quantity.unit) != "percent":
        return False
    before = readings[index - 1].span
    return bool(
        squeeze(text[before.end : readings[index].span.start]) == "的"
        and family(readings[index - 1].quantity.unit) != "percent"
        and _REACHES.search(text, max(0, before.start - REACH), before.start)
    )


def _role(sentence: _Sentence, clause: Span, index: int, around: Around, head: str, walk: Walk) -> Role:
    text, reading = sentence.text, sentence.readings[index]
    limits = reading.quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST}
    if around.listed and not limits and walk.role is not None and walk.role not in {Role.THRESHOLD, Role.RANK}:
        kinds = {family(reading.quantity.unit), family(walk.carried.unit)}
        if len(kinds) == 1 or kinds <= {*_COUNTS, "money"}:
            return walk.role
    role = prose_role(reading.quantity, head, around.tail.of(text), sentence.section)
    if role is Role.SCORE and is_maximum(text, reading.span.end):
        return Role.TARGET  # 投入 10 分得 9.15 分
    if walk.role is Role.BUDGET and ADJUSTED.fullmatch(squeeze(head)):
        return Role.BUDGET
    return _beside(sentence, clause, index, around, head, walk) if role is Role.ACTUAL else role


def _beside(sentence: _Sentence, clause: Span, index: int, around: Around, head: str, walk: Walk) -> Role:
    """The role of a figure whose own words tell a result: what stands beside it may tell a plan, a limit, a difference."""
    text, reading, words = sentence.text, sentence.readings[index], squeeze(head)
    limits = reading.quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST}
    if walk.planning and still_planned(head):
        return Role.TARGET
    if is_bracketed(text, reading.span) and _GOAL_BEFORE.search(
        text, max(0, reading.span.start - 5), reading.span.start
    ):
        return Role.TARGET  # 高出年度目标（92%）2.2 个百分点
    if limits and is_bracketed(text, reading.span):
        return Role.ACTUAL if family(reading.quantity.unit) in {"percent", "score"} else Role.THRESHOLD
    if index and limits and KEPT.fullmatch(words):
        return Role.THRESHOLD  # 平均造价 42 万元，控制在 45 万元以内
    if index and around.head.start == sentence.readings[index - 1].span.end:
        if is_difference(words, squeeze(walk.carried.head)):
            return Role.CHANGE
        before = sentence.readings[index - 1].quantity
        if is_criterion(before, around.head.of(text), reading.span.of(text)):
            return Role.THRESHOLD
    if family(reading.quantity.unit) == "percent" and _WEIGHTS.search(text, clause.start, reading.span.start):
        return Role.TARGET  # 权重为决策 15%、过程 25%
    among = text.rfind("其中", max(clause.start, reading.span.start - REACH), reading.span.start)
    total = next((i for i in range(index, -1, -1) if sentence.readings[i].span.end <= among), None)
    if among < 0 or total is None:
        return Role.ACTUAL
    wholes = around_figure(text, clause, sentence.readings, total)
    first = prose_role(sentence.readings[total].quantity, wholes.head.of(text), wholes.tail.of(text), sentence.section)
    return inherited_role(Role.ACTUAL, first, head)
