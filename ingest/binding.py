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
from ingest.carried import SAME_TIME, Carried, Head, part_of_name, past_list
from ingest.dating import is_attribute, is_compared, period_of
from ingest.naming import FOLLOWS, KEPT, named
from ingest.nouns import is_bare, is_goal, squeeze, thing_of, tidy, topic_of
from ingest.pairing import LISTED, REACH, Pair, counts_back, paired
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

# A comma between digits separates thousands; a bracket of one to three characters belongs to the name: 出国（境）费.
_SEPARATOR = re.compile(
    r"[，；;：。！？!?]|——|(?<!\d)[,:]|[,:](?!\d)|[（(](?!.{1,3}[）)])|(?<![（(].)(?<![（(]..)(?<![（(]...)[）)]"
)
_POINTING = re.compile(r"(?:仅|只|均|分别)?[为是达有仅]")
_COUNTS = frozenset({"count", "people", "visits", "households"})
_HAN = re.compile(r"[\u4e00-\u9fff]")
_REACHES = re.compile(r"(?:完成|占|达到?|相当于|为|是|超过?|用)[^，。；]{0,12}$")
_SHORT_LABEL = 8
_OF_YEAR = re.compile("(?:全年|年度|年初)(?:计划|任务|目标|预算)[数值量]?[为是]?$")
_OPENED = re.compile(r"[（(][\u4e00-\u9fff]{0,6}\s*$")
_BRACKETS = re.compile(r"[（()）]")
_ASIDE = re.compile(r"\s*(?:其中|[不另]?含|[不另]?包[括含]|[^（()），]{0,6}按)")
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
class _Around:
    """The run of text before a figure and after it, inside its own segment.

    `listed` when it only continues a list (12.1、9.8 万元), `followed` when its tail runs straight into the next
    figure.
    """

    head: Span
    tail: Span
    listed: bool
    followed: bool = False


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
    carried = Carried(subject=inherited[0] if among else label, earlier=inherited)
    for clause in clauses:
        inside = [r for r in readings if clause.holds(r.span)]
        own = [
            p
            for p in periods
            if clause.holds(p.span)
            and not is_compared(text, p)
            and not part_of_name(text, p.span)
            and not is_attribute(text, p)
        ]
        compared = [p for p in periods if clause.holds(p.span) and is_compared(text, p)]
        sentence = _Sentence(text, inside, own, vocabulary, section, compared)
        asides: list[tuple[int, Carried]] = []
        for index in range(len(inside)):
            carried = _out_of_brackets(sentence, clause, index, carried, asides)
            said, carried = _said(sentence, clause, index, carried)
            yield said
        carried = replace(
            carried,
            subject=carried.subject if carried.among is None else carried.among,
            governs=False,
            among=None,
            crossed=not carried.governs and carried.among is None,
            said_of=carried.said_of if carried.among is None else "",
            parts=0,
            alongside=False,
            pairs=carried.pairs,
            stated=(),
            planning=False,
            period=own[-1].period if own else carried.period,
        )


def _out_of_brackets(
    sentence: _Sentence, clause: Span, index: int, carried: Carried, asides: list[tuple[int, Carried]]
) -> Carried:
    """What figure `index` takes over: past the end of an aside (追加 29 万元（其中省级 18 万元），收回 8 万元) what stood
    before it. `asides` are the brackets still open, each with where its words begin and what was carried there.
    """
    start = sentence.readings[index - 1].span.end if index else clause.start
    for mark in _BRACKETS.finditer(sentence.text, start, sentence.readings[index].span.start):
        if mark[0] in "（(":
            asides.append((mark.end(), carried))
        elif asides:
            opened, before = asides.pop()
            if _ASIDE.match(sentence.text, opened):
                carried = before
    return carried


def _said(sentence: _Sentence, clause: Span, index: int, carried: Carried) -> tuple[Said, Carried]:
    text, reading = sentence.text, sentence.readings[index]
    around = _around(text, clause, sentence.readings, index)
    if index and _is_part(text, sentence.readings, index):  # 完成目标 200 张的 105%
        before = _around(text, clause, sentence.readings, index - 1)
        around = replace(around, head=before.head, listed=False)
    parted = _is_part(text, sentence.readings, index + 1)
    head = carried.head if around.listed else around.head.of(text)
    if not index and not carried.governs and (topic := _topic(text, clause, around.head)):
        carried = replace(carried, subject=topic, crossed=False, said_of="", base="", rate="")
    if SAME_TIME.search(squeeze(head)):
        carried = replace(carried, alongside=True)
    if _AMONG.search(text[max(clause.start, around.head.start - 6) : around.head.start + 2]) and carried.among is None:
        carried = replace(carried, among=carried.subject)
    elif index and carried.among is None and _listed_below(text, sentence.readings[index - 1], around.head.start):
        carried = replace(carried, among=carried.subject, governs=False)
    role = whole_role(squeeze(head)) if parted else _role(sentence, clause, index, around, head, carried)
    whole = Head(
        text=text,
        head=around.head,
        tail=around.tail,
        listed=around.listed,
        followed=around.followed,
        limit=_limit(sentence, around, index),
        attached=bool(index) and around.head.start == sentence.readings[index - 1].span.end,
        enumerated=bool(index)
        and bool(_HAN.search(text[sentence.readings[index - 1].span.end : reading.span.start].rstrip("、和与及"))),
        whole=parted,
    )
    taken = named(whole, reading, sentence.periods, sentence.vocabulary, role, carried)
    period = None if taken.timeless else period_of(text, around.head, reading, sentence.periods, carried, role)
    if sentence.compared and other_side(squeeze(head), squeeze(around.tail.of(text))):
        period = next((p.period for p in reversed(sentence.compared) if around.head.holds(p.span)), period)
    if role is Role.TARGET and _OF_YEAR.search(squeeze(head)):
        period = None  # 上半年完成投资 2.2 亿元，占全年计划 5 亿元的 44%
    said = Said(reading, taken.measure, taken.subject, period, role, clause, head, taken.carried.subject)
    part = carried.among is not None and taken.subject not in {"", carried.said_of, carried.among}
    if family(reading.quantity.unit) == "score" and (item := item_of(text, clause, reading.span.start)):
        measure = item if said.measure in {"", "得"} and role is Role.TARGET else said.measure
        said = replace(said, subject=item, measure=measure)
    said, pairs = _in_order(sentence, clause, index, carried, said)
    if pairs and pairs is not carried.pairs and said.role not in FOLLOWS:
        thing = thing_of(tidy(said.head)) if family(reading.quantity.unit) in _COUNTS else ""
        owner = thing if len(thing) >= 2 and not is_bare(thing) else said.subject
        taken = replace(taken, carried=past_list(taken.carried, carried, said.measure, owner))
    planning = role is Role.TARGET and (carried.planning or opens_plan(head))
    if counts_back(text, sentence.readings, index, len(carried.stated)):
        return said, carried
    after = replace(
        taken.carried,
        head=head,
        role=role,
        unit=reading.quantity.unit,
        pairs=pairs,
        planning=planning,
        parts=carried.parts + part,
    )
    return said, after


def _in_order(
    sentence: _Sentence, clause: Span, index: int, carried: Carried, said: Said
) -> tuple[Said, tuple[Pair, ...]]:
    """`said` with what its place in a list tells of it, and the names that later lists pair with."""
    goal = is_goal(squeeze(said.head))  # 准确率 82.4%、85.0%；目标 80%、84%
    found = paired(
        sentence.text,
        _SEPARATOR,
        clause,
        sentence.readings,
        index,
        sentence.periods,
        carried.stated,
        carried.pairs if goal or not carried.crossed else (),
    )
    if found is None:
        return said, carried.pairs if said.role in FOLLOWS else ()
    subject = said.subject if found.subject is None else found.subject
    period = found.period or said.period
    return replace(said, measure=found.measure, subject=subject, period=period, head=found.words), found.pairs


def _listed_below(text: str, before: Reading, start: int) -> bool:
    """Whether the words from `start` on open a list of what was counted: 支持五个方向：渔港改造 41 万元，…."""
    between = squeeze(text[before.span.end : start])
    return family(before.quantity.unit) in _COUNTS and between.endswith("：") and not re.search("[，；。]", between)


def _topic(text: str, clause: Span, head: Span) -> str:
    """The work that the part of a clause before its first figure is about, the nearest first."""
    parts = re.split("[，：:]", text[max(clause.start, head.start - REACH) : head.start])
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


def _role(sentence: _Sentence, clause: Span, index: int, around: _Around, head: str, carried: Carried) -> Role:
    text, reading = sentence.text, sentence.readings[index]
    limits = reading.quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST}
    if around.listed and not limits and carried.role is not None and carried.role not in {Role.THRESHOLD, Role.RANK}:
        kinds = {family(reading.quantity.unit), family(carried.unit)}
        if len(kinds) == 1 or kinds <= {"count", "people", "visits", "households", "money"}:
            return carried.role
    role = prose_role(reading.quantity, head, around.tail.of(text), sentence.section)
    if role is Role.SCORE and is_maximum(text, reading.span.end):
        return Role.TARGET  # 投入 10 分得 9.15 分
    if role is Role.ACTUAL and carried.planning and still_planned(head):
        return Role.TARGET
    if carried.role is Role.BUDGET and ADJUSTED.fullmatch(squeeze(head)):
        return Role.BUDGET
    if role is Role.ACTUAL and limits and _bracketed(text, reading.span):
        return Role.THRESHOLD if family(reading.quantity.unit) not in {"percent", "score"} else role
    if role is Role.ACTUAL and index and limits and KEPT.fullmatch(squeeze(head)):
        return Role.THRESHOLD  # 平均造价 42 万元，控制在 45 万元以内
    if role is Role.ACTUAL and index and around.head.start == sentence.readings[index - 1].span.end:
        if is_difference(squeeze(head), squeeze(carried.head)):
            return Role.CHANGE
        before = sentence.readings[index - 1].quantity
        if is_criterion(before, text[around.head.start : around.head.end], reading.span.of(text)):
            return Role.THRESHOLD
    among = text.rfind("其中", max(clause.start, reading.span.start - REACH), reading.span.start)
    if role is Role.ACTUAL and among >= 0:
        total = next((i for i in range(index, -1, -1) if sentence.readings[i].span.end <= among), None)
        if total is not None:
            wholes = _around(text, clause, sentence.readings, total)
            first = prose_role(
                sentence.readings[total].quantity, wholes.head.of(text), wholes.tail.of(text), sentence.section
            )
            return inherited_role(role, first, head)
    return role


def _bracketed(text: str, span: Span) -> bool:
    """Whether a figure is all that a bracket tells: 高温（≥35℃）日, 小型水库（库容 10 万立方米以上）12 座."""
    opened = _OPENED.search(text, max(0, span.start - _SHORT_LABEL), span.start)
    return opened is not None and text[span.end : span.end + 1] in {"）", ")"}


def _limit(sentence: _Sentence, around: _Around, index: int) -> Span | None:
    """The threshold that stands right before a head, with what it limits: 投资 5 亿元以上项目 4 个."""
    if not index or sentence.readings[index - 1].span.end != around.head.start:
        return None
    before = sentence.readings[index - 1]
    if before.quantity.bound not in {Bound.AT_LEAST, Bound.AT_MOST, Bound.OVER, Bound.UNDER}:
        return None
    floor = sentence.readings[index - 2].span.end if index > 1 else max(0, before.span.start - REACH)
    start = max([floor, *(m.end() for m in _SEPARATOR.finditer(sentence.text, floor, before.span.start))])
    return Span(start, before.span.end)


def _around(text: str, clause: Span, readings: Sequence[Reading], index: int) -> _Around:
    here = readings[index].span
    floor = readings[index - 1].span.end if index else clause.start
    ceiling = readings[index + 1].span.start if index + 1 < len(readings) else clause.end
    if index + 1 < len(readings) and readings[index + 1].quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST}:
        ceiling = clause.end  # 149 家注资 2000 万元以上企业: the limit belongs to the counted noun
    cuts = [floor, *(m.end() for m in _SEPARATOR.finditer(text, floor, here.start))]
    start = cuts[-1]
    words = squeeze(text[start : here.start])
    labelled = not words and text[start - 1 : start] in {"：", ":"}  # 电影放映：1,824 场
    if len(cuts) > 1 and (labelled or _POINTING.fullmatch(words)):
        start = cuts[-2]  # 某项目执行率最低，仅为 62.4%
    stop = _SEPARATOR.search(text, here.end, ceiling)
    listed = bool(index) and start == floor and bool(LISTED.match(text[floor : here.start]))
    if text.startswith("、", here.end):
        return _Around(Span(start, here.start), Span(here.end, here.end), listed)
    return _Around(
        Span(start, here.start),
        Span(here.end, stop.start() if stop else ceiling),
        listed,
        followed=stop is None and ceiling < clause.end,
    )
