"""Scores by department and year: what an office gave itself against what the review gave it, and where points were lost."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.monitoring.indicator_model import Indicator
from assistant.records.model import Bound, Document, Figure, Role, Span
from assistant.records.quantity import family, same
from assistant.records.scope import Scope
from assistant.records.store import Store

_SELF, _REVIEW, _OVERALL = "self_score", "review_score", "overall_score"
# Whose score the whole has: none named, the office itself, or the row that sums up.
_WHOLE = re.compile(r"^$|合计|总计|总分|单位|部门|^total", re.I)
_SCORE = re.compile(r"(?:得分|评分|总分|分数)$|\bscore$", re.I)
_TAKEN = re.compile(r"扣(?:除|减|分|掉|去)?$|\b(?:deducted|lost|docked)\b", re.I)
# What stands before the points lost and names no cause.
_LEAD = re.compile(
    r"^(?:其中|扣分(?:项|情况|原因|点)?(?:主要)?(?:为|是|有|集中在|在|包括)?|主要扣\s*分(?:项|点)?(?:为|是|有|在)?|主要(?:为|是|在|集中在)|(?:和|以及|及|并|但|另|因)|分别)+[:：]?"
)
_CUTS = re.compile(r"[，,。；;、：:\n]|(?<=\d)\s*分[）)（(]?")
_ALL = re.compile(r"^(?:共|合计|总共|累计|一共|总)$")
_TRAILS = re.compile(r"[（(]?\s*(?:被)?(?:另)?扣(?:除|减|分|掉|去)?了?$")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A department's year: its own score and the review's; several where records disagree, none where none is told."""

    department: str
    year: int
    own: tuple[Figure, ...]
    review: tuple[Figure, ...]

    @property
    def difference(self) -> Decimal | None:
        """Points by which the office's own score is above the review's; None where either is missing or disputed."""
        if len(self.own) != 1 or len(self.review) != 1:
            return None
        return self.own[0].quantity.value - self.review[0].quantity.value


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points lost, and for what: `span` are the characters that say so; `points` is below zero for none.

    From a sentence `figure` is the points; from a form's row `indicator` is the row and the points are full marks less score.
    """

    department: str
    year: int
    document_id: str
    cause: str
    points: Decimal
    span: Span
    figure: Figure | None = None
    indicator: Indicator | None = None


def scores(store: Store, scope: Scope, full: Callable[[str], str] = str) -> tuple[ScoreLine, ...]:
    """Scores by department and year; corrected versions, copies and notices of correction are left out."""
    current = [head.id for head in store.heads(scope) if head.current and not head.notice]
    return score_lines(store.figures(scope, current, indicators=(_SELF, _REVIEW, _OVERALL)), full)


def score_lines(figures: Iterable[Figure], full: Callable[[str], str] = str) -> tuple[ScoreLine, ...]:
    """The scores that these figures tell of departments as wholes.

    An evaluation's own score (综合得分) is a review's where its document tells the office's score beside it.
    """
    told: dict[tuple[str, int], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if _of_the_whole(figure) and figure.period is not None and figure.indicator is not None:
            told[full(figure.department), figure.period.years[0]][figure.indicator].append(figure)
    lines = []
    for (department, year), by_indicator in sorted(told.items()):
        own = _each_once(by_indicator[_SELF])
        beside = {figure.document_id for figure in own}
        overall = [figure for figure in by_indicator[_OVERALL] if figure.document_id in beside]
        review = _each_once(by_indicator[_REVIEW] or [one for one in overall if not _among(one, own)])
        if own or review:
            lines.append(ScoreLine(department, year, own, review))
    return tuple(lines)


def _of_the_whole(figure: Figure) -> bool:
    return (
        figure.department != ""
        and figure.quantity.bound is Bound.EXACT
        and family(figure.quantity.unit) == "score"
        and figure.role in (Role.SCORE, Role.ACTUAL)
        and bool(_WHOLE.search(figure.subject))
        and (figure.indicator != _OVERALL or bool(_SCORE.search(figure.measure)))
    )


def _each_once(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    kept: list[Figure] = []
    for figure in figures:
        if not _among(figure, kept):
            kept.append(figure)
    return tuple(kept)


def _among(figure: Figure, others: Iterable[Figure]) -> bool:
    return any(same(figure.quantity, other.quantity) for other in others)


def deductions(
    store: Store, scope: Scope, indicators: Iterable[Indicator], full: Callable[[str], str] = str
) -> tuple[Deduction, ...]:
    """Points lost, as sentences tell them and as forms show them, by department, year and document."""
    current = {head.id for head in store.heads(scope) if head.current and not head.notice}
    told = [figure for figure in store.figures(scope, current) if _is_deduction(figure)]
    documents = store.documents(scope, {figure.document_id for figure in told})
    found = [_told(figure, documents[figure.document_id], full) for figure in told if figure.department]
    found = [one for one in found if one.cause and not _ALL.search(one.cause)]
    found += [one for row in indicators if (one := _of_row(row)) is not None]
    return tuple(sorted(found, key=lambda one: (one.department, one.year, one.document_id, one.span)))


def _is_deduction(figure: Figure) -> bool:
    lost = figure.indicator == "score_deducted" or _TAKEN.search(figure.measure)
    return bool(lost) and family(figure.quantity.unit) == "score" and figure.cell is None and figure.period is not None


def _told(figure: Figure, document: Document, full: Callable[[str], str]) -> Deduction:
    """What a sentence says of points lost: 预算执行率（扣2.8分）, 新增就业未完成任务扣2.1分."""
    assert figure.period is not None
    text = document.text
    before = text[figure.clause.start : figure.span.start]
    cuts = [match.end() for match in _CUTS.finditer(before)]
    start = figure.clause.start + (cuts[-1] if cuts else 0)
    cause = _LEAD.sub("", _TRAILS.sub("", "".join(text[start : figure.span.start].split())))
    if not cause and cuts:  # 绩效目标未细化到县区，扣2分
        start = figure.clause.start + (cuts[-2] if len(cuts) > 1 else 0)
        cause = _LEAD.sub("", _TRAILS.sub("", "".join(text[start : figure.span.start].split()))).rstrip("，,、")
    span = Span(start, figure.span.end)
    department, year = full(figure.department), figure.period.years[0]
    return Deduction(department, year, document.id, cause, abs(figure.quantity.value), span, figure)


def _of_row(row: Indicator) -> Deduction | None:
    """The points that a row of a form lost."""
    if row.full is None or row.score is None or row.full.figure is None or row.score.figure is None:
        return None
    lost = row.full.figure.quantity.value - row.score.figure.quantity.value
    if lost <= 0:
        return None
    parts = [said.span for said in (row.target, row.actual, row.full, row.score, row.reason) if said is not None]
    span = Span(min(row.name_span.start, *(s.start for s in parts)), max(row.name_span.end, *(s.end for s in parts)))
    return Deduction(row.department, row.year, row.document_id, row.name, lost, span, None, row)
