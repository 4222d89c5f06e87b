"""Questions for figures: one figure, the parts of one, several offices or years side by side, or what figures imply."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering import compose
from assistant.answering.abreast import abreast
from assistant.answering.conflicts import agree
from assistant.answering.derive import derived, levels
from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit, alike, operating, sentence_span
from assistant.answering.find import enough, grouped
from assistant.answering.kinds import LISTING
from assistant.answering.plan import Plan
from assistant.answering.series import apart, compares, points, totals, trends
from assistant.answering.sides import Side
from assistant.records.model import Bound, Figure, Role
from assistant.records.quantity import convert, family, same
from assistant.records.vocabulary import Vocabulary

# A candidate this far below the best is another matter; nearer ones of another office make the question ambiguous.
_MARGIN = 1.0
# Two figures this close answer equally well: both are given, each labelled.
_EQUAL = 0.05
# What stands in the clause of the answer before, or in its sentence, is likelier what a question goes on to ask.
# A target elsewhere is that of a result whose name it shares this much of.
_SAME_MATTER = 0.4
_BESIDE, _SAME_SENTENCE = 3.0, 1.5
_OF_ROWS = re.compile(
    r"最[多大高少小低快慢](?:的|是|？|\?|$)|排(?:名)?前[一二两三四五六七八九十\d]|哪(?:几个|些)(?!分|费用|问题|措施|方面|工作)|"
    r"\bwhich\b[^?]*\b(?:largest|most|least|highest|lowest|smallest|fewest|biggest|fewer|exceed\w*|fell short|missed|below|above|under|over)\b|\btop (?:two|three|four|five|\d+)\b",
    re.I,
)
_ACTUALLY = re.compile(r"实际(?!利用|使用外资)|真正|\bactual(?:ly)?\b", re.I)

Search = Callable[[Plan], Sequence[Hit]]


def figure_answer(
    plan: Plan, hits: Sequence[Hit], vocabulary: Vocabulary, search: Search, before: Figure | None = None
) -> Draft | None:
    """The answer that `hits` (best first) give to a question for figures; None where they give none.

    `search` judges the same figures for another plan; `before` is what the part of the question before this one was
    answered with.
    """
    ranked = _beside(hits, before)
    if side_by_side := abreast(plan, ranked, search):
        return compose.compose_abreast(plan, side_by_side, vocabulary)
    if (listed := _listed(plan, ranked)) and len(listed) > 1:
        return compose.compose_figures(plan, [[h] for h in listed], vocabulary)
    if found := derived(plan, ranked, search):
        return compose.compose_derived(plan, found, vocabulary)
    moved = plan.change and len(plan.years or ()) > 1
    if moved:
        plan = levels(plan)
        ranked = list(search(plan))
    if compares(plan) and len(series := points(plan, ranked)) > 1:
        return compose.compose_series(
            plan, series, vocabulary, total=totals(plan), difference=apart(plan) or moved, trend=trends(plan)
        )
    if _OF_ROWS.search(plan.asked or plan.question.text):
        return None  # which of many: one figure of one of them is no answer
    good = [h for h in ranked if enough(plan, h) and not _only_planned(plan, h)]
    if not good or _too_narrow(plan, good[0]):
        return None
    groups = grouped(plan, _pairs(plan, good, ranked))
    picked = [_with_rival(plan, group) for _, group in sorted(groups.items(), key=lambda g: (g[0][0], g[0][1]))]
    return compose.compose_figures(plan, picked, vocabulary)


def actually_asked(plan: Plan) -> bool:
    """Whether a question asks what actually happened, and not for a target as well."""
    return bool(_ACTUALLY.search(plan.asked or plan.question.text)) and not plan.target


def _only_planned(plan: Plan, hit: Hit) -> bool:
    """Whether what actually happened is asked for and a figure tells what was planned."""
    return actually_asked(plan) and (hit.side is Side.TARGET or hit.figure.role is Role.TARGET)


def _too_narrow(plan: Plan, hit: Hit) -> bool:
    """Whether the whole year is asked for in so many words and a figure covers a part of it."""
    period = hit.figure.period
    part = period is not None and len(period.end) >= 7 and period.end[5:7] != "12"
    return part and plan.period is None and plan.whole_year


def _beside(hits: Sequence[Hit], before: Figure | None) -> list[Hit]:
    """`hits` with those that stand beside `before` moved up, and `before` itself down."""
    if before is None or before.cell:
        return list(hits)

    levels_beside = [
        h for h in hits
        if h.document.id == before.document_id and h.figure.clause == before.clause and h.side is Side.LEVEL
        and family(h.figure.quantity.unit) == family(before.quantity.unit)
    ]  # fmt: skip
    against = min(levels_beside, key=lambda h: abs(h.figure.span.start - before.span.start), default=None)

    def moved(hit: Hit) -> Hit:
        if before.role is Role.TARGET and hit is against:
            return replace(hit, score=hit.score + 2 * _BESIDE)  # the result that the target just told is of
        if hit.document.id != before.document_id:
            return hit
        if hit.figure.span == before.span:
            return replace(hit, score=hit.score - _BESIDE)
        if hit.figure.clause == before.clause:
            return replace(hit, score=hit.score + _BESIDE)
        sentence = sentence_span(before.clause, hit.document.text)
        return replace(hit, score=hit.score + _SAME_SENTENCE) if sentence.holds(hit.figure.span) else hit

    return sorted(map(moved, hits), key=lambda h: (-h.score, h.figure.document_id, h.figure.span))


def _listed(plan: Plan, hits: Sequence[Hit]) -> list[Hit]:
    """The parts of the best figure where a question asks how it divides: those that add up to it, else its clause's."""
    if not LISTING.search(plan.asked or plan.question.text) or {Side.TARGET, Side.LEVEL} <= plan.sides:
        return []  # 计划和实际各多少 asks for two sides, not for parts
    best = next((h for h in hits if h.score >= operating("enough") - 1.0), None)
    if best is None or best.figure.cell:
        return []
    if compares(plan) and len(points(plan, hits)) > 1:
        return []
    sentence = sentence_span(best.figure.clause, best.document.text)
    kind = family(best.figure.quantity.unit)
    beside = sorted(
        (h for h in hits if h.document.id == best.document.id and sentence.holds(h.figure.span)
         and family(h.figure.quantity.unit) == kind and h.side is Side.LEVEL),
        key=lambda h: h.figure.span,
    )  # fmt: skip
    if not beside:
        return []
    at = beside.index(best) if best in beside else 0
    for start in range(at, -1, -1):
        parts = _summing(beside[start], beside[start + 1 :])
        if parts:
            return parts
    whole = {h.figure.clause for h in beside}
    return [h for h in beside if h.figure.clause == best.figure.clause] if len(whole) > 1 else beside


def _summing(whole: Hit, following: Sequence[Hit]) -> list[Hit]:
    """The figures right after `whole` that add up to it, none where they never do."""
    total = whole.figure.quantity.value * 0
    for count, hit in enumerate(following, 1):
        try:
            total += convert(hit.figure.quantity, whole.figure.quantity.unit).value
        except ValueError:
            return []
        if total == whole.figure.quantity.value:
            return list(following[:count]) if count > 1 else []
    return []


def _pairs(plan: Plan, good: Sequence[Hit], ranked: Sequence[Hit]) -> list[Hit]:
    """Hits as good as the best; with target and actual both asked for the best of each in one row or clause."""
    if Side.TARGET not in plan.sides or Side.LEVEL not in plan.sides:
        near = [h for h in good if h.score >= good[0].score - _MARGIN]
        return near + [h for h in good if h not in near and plan.change and _same_change(h, good[0])]
    best = good[0]
    other = Side.LEVEL if best.side is Side.TARGET else Side.TARGET
    kind = family(best.figure.quantity.unit)
    fitting = [
        h
        for h in ranked
        if h.side is other and family(h.figure.quantity.unit) == kind and h.document.id == best.document.id
    ]
    beside = [h for h in fitting if h.figure.clause == best.figure.clause]
    nearest = sorted(
        beside,
        key=lambda h: (_after(h, best) != (other is Side.TARGET), abs(h.figure.span.start - best.figure.span.start)),
    )
    alone = sorted(
        (h for h in fitting if enough(plan, h) and _same_matter(h, best)), key=lambda h: -h.features.get("own", 0.0)
    )
    pair = [best, *(nearest or alone)[:1]]
    return sorted(pair, key=lambda h: h.side is not Side.TARGET)


def _same_matter(hit: Hit, best: Hit) -> bool:
    """Whether two figures are of one matter: of one row, or named alike."""
    rows = bool(hit.figure.cell and best.figure.cell) and hit.figure.subject == best.figure.subject
    return rows or alike(hit, best) >= _SAME_MATTER


def _same_change(hit: Hit, best: Hit) -> bool:
    """Whether two figures tell one change, as an amount and as a rate: 增加 11.66 万元，增长 31.14%."""
    of = {(h.figure.document_id, h.figure.clause, h.figure.subject, h.side) for h in (hit, best)}
    return (
        len(of) == 1
        and best.side is Side.CHANGE
        and family(hit.figure.quantity.unit) != family(best.figure.quantity.unit)
    )


def _after(hit: Hit, other: Hit) -> bool:
    return hit.figure.span.start > other.figure.span.start


def _with_rival(plan: Plan, group: Sequence[Hit]) -> list[Hit]:
    """The best hit of a group, and one that states the same thing differently, if any."""
    best = group[0]
    if Side.TARGET in plan.sides and Side.LEVEL in plan.sides:
        return list(group[:2])
    rivals = [
        h
        for h in group[1:]
        if (h.figure.measure, h.figure.subject, h.figure.period, h.side)
        == (best.figure.measure, best.figure.subject, best.figure.period, best.side)
        and h.figure.quantity.unit == best.figure.quantity.unit
        and not agree(h.figure, best.figure)
        and not (h.figure.cell and best.figure.cell)
    ]
    alike = [h for h in group[1:] if h.score >= best.score - _EQUAL and _rivals(h, best)]
    if plan.change and (other := [h for h in group[1:] if _same_change(h, best)]):
        return [best, other[0]]
    second = (rivals or alike)[:1]
    if sharper := next((s for h in group[1:] if (s := _sharper(best, h))), None):
        return [sharper]
    return [best, *second]


def _sharper(one: Hit, other: Hit) -> Hit | None:
    """Of a rough and an exact statement that agree (突破 200 亿元，达 207.3 亿元) the exact one."""
    rough, exact = (one, other) if other.figure.quantity.bound is Bound.EXACT else (other, one)
    if rough.figure.quantity.bound is Bound.EXACT or exact.figure.quantity.bound is not Bound.EXACT:
        return None
    if rough.figure.clause != exact.figure.clause or rough.figure.quantity.unit != exact.figure.quantity.unit:
        return None
    over = rough.figure.quantity.bound in {Bound.OVER, Bound.AT_LEAST}
    agrees = not over or exact.figure.quantity.value >= rough.figure.quantity.value
    return exact if agrees else None


def _rivals(one: Hit, other: Hit) -> bool:
    """Whether two figures of one kind say different things: not the same again in a table or another unit."""
    kinds = [(h.side, family(h.figure.quantity.unit), bool(h.figure.cell)) for h in (one, other)]
    return kinds[0] == kinds[1] and not same(one.figure.quantity, other.figure.quantity)
