"""The one way a question takes: plan, scope, find, compute, compose, check."""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter
from uuid import uuid4

from assistant.answering import check, compose
from assistant.answering.assisted import assisted
from assistant.answering.authors import without_authors
from assistant.answering.changes import changed
from assistant.answering.conflicts import add_conflicts, doubts
from assistant.answering.contradicted import contradicted_answer
from assistant.answering.definitions import definition_answer
from assistant.answering.derive import implied_earlier, levels
from assistant.answering.draft import Draft
from assistant.answering.errata import amend
from assistant.answering.evidence import Hit, alike, of_last_year, operating, weights
from assistant.answering.execution import execution_of
from assistant.answering.figures import actually_asked, figure_answer
from assistant.answering.find import (
    NEAREST_WORDS,
    enough,
    find_figures,
    grouped,
    in_scope,
    is_large,
    titled,
)
from assistant.answering.hand import hand_notes
from assistant.answering.indicators import advice_answer, flaw_answer
from assistant.answering.kinds import EXECUTION_KEYS, Kind
from assistant.answering.mention import Mention
from assistant.answering.narrative import told_passages
from assistant.answering.only_targets import no_target_for_a_result
from assistant.answering.pace import pace_answer
from assistant.answering.phrase import say
from assistant.answering.pinned import pinned_notes, pinned_plan, pinned_roll
from assistant.answering.plan import Plan, make_plans
from assistant.answering.ranking import Order, compare, order_of, order_of_rows, sorted_by_size
from assistant.answering.recognition import unsure_notes
from assistant.answering.repeated import repeated_answer
from assistant.answering.roll import Roll, roll_of
from assistant.answering.rows import find_rows, row_figures
from assistant.answering.series import Point, latest_years, trends
from assistant.answering.sides import Side
from assistant.answering.sources import asks_source, source_answer
from assistant.answering.suggest import follow_ups
from assistant.answering.table_answer import table_answer
from assistant.answering.table_follow import stand_alone
from assistant.answering.versions import version_notes
from assistant.answering.wants import Want
from assistant.answering.words_alone import words_alone_notes
from assistant.errors import InvalidQuestion
from assistant.llm.chat import Stop
from assistant.records.library import Library
from assistant.records.model import Answer, Figure, PartType, Pinned, Question, Reason, Role, Status
from assistant.records.period import in_year
from assistant.records.scope import Scope
from assistant.records.store import Head

log = logging.getLogger(__name__)

# Up to this many offices or years are answered side by side, each labelled; more are asked back.
_SIDE_BY_SIDE = 4
# Where no office is named, so many documents are looked at first, then as many times more while few offices show.
_FIRST_LOOK, _LOOK_FURTHER = 64, 8
# So many where the question names neither office nor year.
_UNSCOPED = 3
# A candidate this far below the best is another matter; nearer ones of another office make the question ambiguous.
_MARGIN = 1.0
# Figures named like the best are the same measure of another office even where they fit less well.
_SAME_MARGIN, _SAME_WORDS = 3.0, 0.6
# Questions that count things, and those that name a list to count in.
_COUNTS = re.compile(r"(?:多少|几)(?:个|家|项|条|件|所|座|处|笔|类)|how many|number of", re.I)
_COUNTS_OR_SUMS = re.compile(r"多少|几[^何]|\bhow (?:many|much)\b", re.I)
_LIST = re.compile(r"清单|名单|明细|台账|列表|\b(?:list|ledger|register)\b", re.I)


def ask(question: Question, library: Library, scope: Scope, stop: Stop | None = None) -> Answer:
    """The answer to `question` from the records in `scope`; raises InvalidQuestion for an empty or overlong one.

    A language model, if the library has one, may add to it until `stop` says that nobody waits any more.
    """
    answer = ask_records(question, library, scope)
    return assisted(answer, library, scope, lambda other: ask_records(other, library, scope), stop)


def ask_records(question: Question, library: Library, scope: Scope) -> Answer:
    """The answer to `question` as the records give it, without any language model."""
    _valid(question, library)
    alone = stand_alone(question, lambda other: ask_records(other, library, scope))
    return replace(_asked(alone or question, library, scope), question=question)


def _asked(question: Question, library: Library, scope: Scope) -> Answer:
    started = perf_counter()
    roll = pinned_roll(question, roll_of(question, library, scope), library, scope)
    plans = planned(question, roll, library)
    draft = (
        changed(plans[0], library, scope)
        or pace_answer(plans[0], roll, library, scope)
        or contradicted_answer(plans[0], roll, library, scope)
        or advice_answer(plans[0], roll, library, scope)
        or flaw_answer(plans[0], roll, library, scope)
        or repeated_answer(plans[0], roll, library, scope)
        or _answers(plans, roll, library, scope)
    )
    draft.notes += version_notes(draft.citations, question.language) + pinned_notes(question)
    draft.notes += unsure_notes(draft.parts, draft.citations, question.language)
    draft.notes += hand_notes(draft.parts, draft.citations, library, question.language)
    draft.notes += words_alone_notes(library, question.language)
    answer = _finish(plans[-1], draft, started)
    found = check.faults(answer)
    if found:
        log.error("answer rejected: %s", "; ".join(found))
        answer = _finish(plans[-1], compose.rejected(question.language, found), started)
    return answer


def planned(question: Question, roll: Roll, library: Library) -> tuple[Plan, ...]:
    """The plans of `question` over the offices of the roll."""
    home = library.settings.home_department
    plans = make_plans(question, roll.offices, library.vocabulary, _today(library), home)
    plans = tuple(without_authors(plan, roll.heads) for plan in plans)
    return tuple(pinned_plan(replace(plan, offices=roll.short, years=_on_record(plan, roll))) for plan in plans)


def _on_record(plan: Plan, roll: Roll) -> tuple[int, ...] | None:
    """The years `plan` asks for; 近三年 are the last three on record of the offices asked."""
    own = roll.years if plan.departments is None else [y for h in roll.of_offices(plan.departments) for y in h.years]
    return latest_years(plan.asked or plan.question.text, own) or plan.years


def _answers(plans: Sequence[Plan], roll: Roll, library: Library, scope: Scope) -> Draft:
    draft = _answer(plans[0], roll, library, scope)
    for plan in plans[1:]:
        before = next((p.figure for p in reversed(draft.parts) if p.figure is not None and p.offered), None)
        draft.absorb(_answer(plan, roll, library, scope, before))
    amend(draft, plans[-1], roll, library, scope)
    return no_target_for_a_result(plans, draft)


def _valid(question: Question, library: Library) -> None:
    limit = library.settings.max_question_chars
    if not question.text.strip():
        raise InvalidQuestion(
            "question", zh="问题是空的，请写下要问什么", en="it is empty; write what you want to know"
        )
    if len(question.text) > limit:
        raise InvalidQuestion(
            "question",
            zh=f"问题超过{limit}字，请缩短",
            en=f"it is longer than {limit} characters; shorten it",
        )


def _today(library: Library) -> date:
    return library.settings.today or date.today()


def _finish(plan: Plan, draft: Draft, started: float) -> Answer:
    return Answer(
        id=uuid4().hex[:16],
        question=plan.question,
        status=draft.status,
        reason=draft.reason,
        parts=tuple(draft.parts),
        citations=tuple(draft.citations),
        notes=tuple(dict.fromkeys(draft.notes)),
        suggestions=tuple(draft.suggestions),
        took_ms=round((perf_counter() - started) * 1000),
        departments=plan.departments or (),
    )


def _answer(plan: Plan, roll: Roll, library: Library, scope: Scope, before: Figure | None = None) -> Draft:
    if plan.kind is Kind.DEFINITION and (meaning := definition_answer(plan, in_scope(plan, roll), library, scope)):
        return meaning
    if plan.kind is Kind.DEFINITION and not plan.indicators:
        plan = replace(plan, kind=Kind.NARRATIVE)  # what nobody defines may be told in words
    if not roll:
        draft = compose.refuse(plan, (), (), library.vocabulary)
        key = "nothing_pinned" if plan.question.pinned != Pinned() else "nothing_at_all"
        draft.prose(say(key, plan.question.language))
        return draft
    if plan.unknown:
        held = dict.fromkeys((*roll.departments, *(o.name for o in roll.offices)))
        return compose.refuse_offices(plan, tuple(held))
    if plan.ambiguous:
        return _only_one(plan, plan.ambiguous, roll, library, scope) or compose.ask_office(
            plan, plan.ambiguous.departments
        )
    tabled = table_answer(plan, _with_tables(plan, roll), library, scope)
    doubted = plan.kind is Kind.FIGURE and doubts(plan)  # the text may tell it otherwise than the table
    if tabled is not None and not doubted and not _tells_only_plans(plan, tabled):
        return _as_source(plan, tabled) if asks_source(plan) else tabled
    chosen = titled(plan, roll, in_scope(plan, roll))
    if not chosen:
        return (
            _implied(plan, roll, library, scope)
            or _told_later(plan, roll, library, scope)
            or _nothing(plan, roll, library, scope, key="no_year")
        )
    if asks_source(plan) and (
        place := source_answer(plan, find_figures(plan, chosen, library, scope), library.vocabulary)
    ):
        return place
    order = order_of(plan)
    if plan.kind is not Kind.NARRATIVE and (rows := _rows(plan, chosen, library, scope)) is not None:
        return rows
    if order and plan.kind is not Kind.NARRATIVE:
        compared = _compared(plan, order, chosen, library, scope)
        if compared:
            return compared
    if plan.kind is Kind.NARRATIVE:
        if before is not None and plan.departments is None:
            chosen = [h for h in chosen if h.id == before.document_id] or chosen
        return _narrative(plan, roll, chosen, library, scope)
    if plan.kind is Kind.EXECUTION:
        return _execution(plan, roll, chosen, library, scope)
    return _figures(plan, roll, chosen, library, scope, before)


def _as_source(plan: Plan, draft: Draft) -> Draft:
    """A draft of which the place alone is asked: its cells are shown, none of them is the answer."""
    if not _COUNTS_OR_SUMS.search(plan.asked or plan.question.text):
        draft.parts = [replace(p, offered=False) for p in draft.parts]
    return draft


def _with_tables(plan: Plan, roll: Roll) -> Sequence[Head]:
    """The documents whose tables may answer: of a region any, since rows name it that an office of another one keeps."""
    by_region = bool(plan.mentions) and all(m.region for m in plan.mentions)
    return roll if by_region else in_scope(plan, roll, by_year=False)


def _tells_only_plans(plan: Plan, draft: Draft) -> bool:
    """Whether what actually happened is asked for and a draft offers nothing but what was planned."""
    offered = [p.figure for p in draft.parts if p.figure and p.offered]
    both = {Side.TARGET, Side.LEVEL} <= plan.sides
    return bool(offered) and (both or actually_asked(plan)) and all(f.role is Role.TARGET for f in offered)


def _compared(plan: Plan, order: Order, chosen: Sequence[Head], library: Library, scope: Scope) -> Draft | None:
    if plan.want.families == ("rank",):
        # 各部门执行率排名: offices are ranked by a measure, the measure is no rank.
        by = tuple(i for i in plan.indicators if i.role is not Role.RANK)
        kind = Kind.EXECUTION if by and all(i.key in EXECUTION_KEYS for i in by) else plan.kind
        plan = replace(plan, want=Want(), indicators=by, kind=kind)
    keys = EXECUTION_KEYS if plan.kind is Kind.EXECUTION else None
    if keys is None and is_large(chosen) and plan.indicators:
        # Words would narrow to a few documents: of offices compared none may be left out.
        named = find_figures(plan, chosen, library, scope, indicators=[i.key for i in plan.indicators])
        if comparison := compare(plan, order, named):
            return compose.compose_comparison(plan, comparison, library.vocabulary)
    comparison = compare(plan, order, find_figures(plan, chosen, library, scope, indicators=keys))
    if comparison is None:
        return None
    draft = compose.compose_comparison(plan, comparison, library.vocabulary)
    if keys is None and is_large(chosen):
        draft.notes.append(say("compared_some", plan.question.language))
    return draft


def _counted(plan: Plan, chosen: Sequence[Head], library: Library, scope: Scope) -> Draft | None:
    """Rows counted where a question counts things; None where no list meets it."""
    if not _COUNTS.search(plan.asked or plan.question.text):
        return None
    found = find_rows(plan, chosen, library, scope)
    return compose.compose_rows(plan, found) if found else None


def _rows(plan: Plan, chosen: Sequence[Head], library: Library, scope: Scope) -> Draft | None:
    """A column of a list summed, or its largest or smallest cell; None where the question wants no such thing."""
    order = order_of_rows(plan)
    found = find_rows(plan, chosen, library, scope) if order else None
    if order is None or found is None or not found.chosen:
        return None
    document = found.rows[0].document
    figures = row_figures(found, library.store.figures(scope, [document.id]))
    hits = [Hit(f, document, 1.0, 1.0) for f in figures]
    if len(hits) < 2:
        return None
    return compose.compose_row_figures(plan, sorted_by_size(hits, order), library.vocabulary, order)


def _figures(
    plan: Plan, roll: Roll, chosen: Sequence[Head], library: Library, scope: Scope, before: Figure | None
) -> Draft:
    listed = _LIST.search(plan.question.text)
    if listed and (counted := _counted(plan, chosen, library, scope)):
        return counted
    hits = find_figures(plan, chosen, library, scope)
    good = [h for h in hits if enough(plan, h)]

    def search(other: Plan) -> list[Hit]:
        return find_figures(other, chosen, library, scope)

    if not good and not listed and (counted := _counted(plan, chosen, library, scope)):
        return counted
    if not good and (reckoned := figure_answer(plan, hits, library.vocabulary, search, before)):
        return reckoned
    if not good:
        told = [] if plan.want.families else told_passages(plan, chosen, library, scope)
        if told:
            return compose.compose_passages(plan, told)
        return (
            _implied(plan, roll, library, scope)
            or _told_later(plan, roll, library, scope)
            or _nothing(plan, roll, library, scope, hits=hits)
        )
    offices = _ambiguous(plan, good)
    if len(offices) > (_SIDE_BY_SIDE if plan.years else _UNSCOPED):
        return compose.ask_office(plan, offices)
    draft = figure_answer(plan, hits, library.vocabulary, search, before)
    if draft is None:
        return _implied(plan, roll, library, scope) or _nothing(plan, roll, library, scope, hits=hits)
    add_conflicts(draft, plan, [*hits, *_restated(plan, roll, library, scope)], library.vocabulary)
    offered = [p.figure for p in draft.parts if p.figure is not None and p.offered]
    _name_missing_years(plan, draft, {str(f.period.years[-1]) for f in offered if f.period})
    if offered:
        draft.suggestions.extend(follow_ups(plan, roll, offered[0]))
    return draft


def _implied(plan: Plan, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """A year's figure computed from the next year's report, which tells its own and the change; None where it does not."""
    if plan.kind is not Kind.FIGURE or plan.years is None or len(plan.years) != 1 or plan.period is not None:
        return None
    if plan.departments is None or plan.target or plan.share or plan.completion:
        return None
    later = levels(replace(plan, years=(plan.years[0] + 1,), want=plan.want))
    chosen = in_scope(later, roll)
    found = implied_earlier(later, find_figures(later, chosen, library, scope)) if chosen else None
    return compose.compose_derived(later, found, library.vocabulary) if found else None


def _restated(plan: Plan, roll: Roll, library: Library, scope: Scope) -> list[Hit]:
    """What reports of other years tell of the years asked, where a question doubts the figure."""
    if not doubts(plan) or plan.years is None or plan.departments is None:
        return []
    asked = set(plan.years)
    others = [h for h in in_scope(plan, roll, by_year=False) if not asked & set(h.years)]
    return _told_of(plan, asked, others, library, scope)


def _told_of(plan: Plan, asked: set[int], others: Sequence[Head], library: Library, scope: Scope) -> list[Hit]:
    """Figures of `others`, reports of other years, that are of the years asked, 比上年的 3,206 张 among them."""
    either = tuple(sorted(asked | {year + 1 for year in asked}))
    told = []
    for hit in find_figures(replace(plan, years=either), others, library, scope):
        period = hit.figure.period
        reported = period is not None and len(period.years) == 1 and period.years[-1] in hit.document.years
        if period and reported and of_last_year(hit.figure, hit.document.text):
            period = in_year(period, period.years[-1] - 1)
            # It was judged as a figure of another year than its own.
            hit = replace(hit, figure=replace(hit.figure, period=period), score=hit.score - weights()["year_not"])
        told += [hit] if period and set(period.years) <= asked else []
    return told


def _told_later(plan: Plan, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """What reports of other years tell of the years asked (上年末为…, a table over three years); None where nothing."""
    if plan.years is None or plan.departments is None or plan.kind not in {Kind.FIGURE, Kind.EXECUTION}:
        return None
    asked = set(plan.years)
    others = [h for h in in_scope(plan, roll, by_year=False) if not asked & set(h.years)]

    def search(other: Plan) -> list[Hit]:
        return _told_of(other, asked, others, library, scope)

    if plan.kind is Kind.EXECUTION:
        groups = grouped(plan, search(plan))
        told = [e for g in sorted(groups) if (e := execution_of(plan, groups[g]))]
        return compose.compose_execution(plan, told, library.vocabulary) if told else None
    return figure_answer(plan, search(plan), library.vocabulary, search)


def _only_one(plan: Plan, mention: Mention, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """The answer for the one of several offices of a name whose records say anything; None where more than one's do."""
    if len(mention.departments) > _SIDE_BY_SIDE:
        return None
    answered = []
    for name in mention.departments:
        settled = tuple(replace(m, departments=(name,)) if m == mention else m for m in plan.mentions)
        own = replace(plan, mentions=settled, departments=(*(plan.departments or ()), name))
        draft = _answer(own, roll, library, scope)
        answered += [(name, draft)] if draft.status is Status.ANSWERED else []
    if len(answered) != 1:
        return None
    name, draft = answered[0]
    draft.notes.append(say("only_office", plan.question.language, what=name))
    return draft


def _ambiguous(plan: Plan, good: Sequence[Hit]) -> list[str]:
    """The offices whose figures answer about as well as the best, where the question names none."""
    if plan.departments is not None:
        return []
    best = good[0]
    near = [
        h
        for h in good
        if h.score >= best.score - _MARGIN
        or (h.score >= best.score - _SAME_MARGIN and h.side is best.side and alike(h, best) >= _SAME_WORDS)
    ]
    return list(dict.fromkeys(office for office, _ in grouped(plan, near) if office))


def _name_missing_years(plan: Plan, draft: Draft, found: set[str]) -> None:
    """Note the years asked for of which nothing was found."""
    missing = [str(y) for y in plan.years or () if str(y) not in found]
    if missing:
        draft.notes.append(say("years_missing", plan.question.language, years="、".join(missing)))


def _execution(plan: Plan, roll: Roll, chosen: Sequence[Head], library: Library, scope: Scope) -> Draft:
    hits, groups, offices = _executions(plan, chosen, library, scope)
    if len(offices) > _SIDE_BY_SIDE:
        return compose.ask_office(plan, offices)
    if len(groups) > _SIDE_BY_SIDE:
        groups = {g: groups[g] for g in sorted(groups, key=lambda g: g[1])[-_SIDE_BY_SIDE:]}
    told_of = {g: e for g in sorted(groups) if (e := execution_of(plan, groups[g]))}
    found = list(told_of.values())
    if not found:
        told = table_answer(plan, chosen, library, scope, last=True)
        return told or _nothing(plan, roll, library, scope, hits=hits)
    draft = compose.compose_execution(plan, found, library.vocabulary)
    if not any(p.offered and p.type in (PartType.FIGURE, PartType.COMPUTATION) for p in draft.parts):
        # 支出数 of an office of which only the budget is on record
        told = table_answer(plan, chosen, library, scope, last=True)
        return told or _nothing(plan, roll, library, scope, hits=hits)
    add_conflicts(draft, plan, hits, library.vocabulary)
    _name_missing_years(plan, draft, {year for _, year in groups})
    if trends(plan):
        # What the question asks of: the rate, else what was spent.
        course = [Point(o, y, hit) for (o, y), e in told_of.items() if (hit := e.rate or e.executed)]
        compose.add_course(draft, course, plan.question.language)
    anchor = found[0].executed or found[0].rate or found[0].budgets[0]
    draft.suggestions.extend(follow_ups(plan, roll, anchor.figure))
    return draft


def _executions(
    plan: Plan, chosen: Sequence[Head], library: Library, scope: Scope
) -> tuple[list[Hit], dict[tuple[str, str], list[Hit]], list[str]]:
    """Figures of execution, by office and year, and the offices: of all documents, or as many as show too many offices."""
    size = len(chosen) if plan.departments is not None else _FIRST_LOOK
    while True:
        keys = None if len(chosen) <= _SIDE_BY_SIDE else EXECUTION_KEYS
        hits = find_figures(plan, chosen[:size], library, scope, indicators=keys)
        groups = grouped(plan, hits)
        offices = list(dict.fromkeys(office for office, _ in groups if office))
        if size >= len(chosen) or len(offices) > _SIDE_BY_SIDE:
            return hits, groups, offices
        size *= _LOOK_FURTHER


def _narrative(plan: Plan, roll: Roll, chosen: Sequence[Head], library: Library, scope: Scope) -> Draft:
    told = told_passages(plan, chosen, library, scope)
    offices = list(dict.fromkeys(t.document.department for t in told))
    if len(offices) > _SIDE_BY_SIDE:
        return compose.ask_office(plan, offices)
    if not told:
        return _nothing(plan, roll, library, scope)
    return compose.compose_passages(plan, told[:_SIDE_BY_SIDE])


def _nothing(
    plan: Plan,
    roll: Roll,
    library: Library,
    scope: Scope,
    *,
    key: str = "not_found",
    hits: Sequence[Hit] | None = None,
) -> Draft:
    """A refusal with what was searched and the nearest figures, of other years where the year asked is missing."""
    searched = in_scope(plan, roll) or in_scope(plan, roll, by_year=False)
    if hits is None:
        hits = find_figures(plan, searched, library, scope, by_year=False)
    near = [h for h in hits if h.lexical >= NEAREST_WORDS and h.score > operating("nearest")]
    nearest = [] if plan.kind is Kind.NARRATIVE else near
    documents = [library.store.document(h.id, scope) for h in searched[:3]]
    draft = compose.refuse(plan, documents, nearest, library.vocabulary, key=key)
    if _off_topic(plan, hits):
        draft.refuse(Status.ABSTAINED, Reason.OUT_OF_SCOPE)
    return draft


def _off_topic(plan: Plan, hits: Sequence[Hit]) -> bool:
    """Whether a question names nothing that records are about: no office, year or indicator, and hardly a word."""
    named = plan.departments or plan.years or plan.indicators or plan.want.families or plan.intent
    return not named and max((h.lexical for h in hits), default=0.0) < NEAREST_WORDS
