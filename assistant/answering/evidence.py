"""How well a figure or passage answers a plan: words in its fields, unit, indicator, period, role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from assistant.answering.plan import Plan
from assistant.answering.terms import Rarity, coverage, pairs, shares_character
from assistant.records.model import Bound, Document, Figure, Period, Role, Span
from assistant.records.period import in_year
from assistant.records.quantity import family, same

# How much a term found in a field counts: its own measure and subject first, then ever wider surroundings.
_FIELDS = (1.0, 0.95, 0.92, 0.8, 0.66, 0.5, 0.5)
_COMPLETION = re.compile(r"完成|达到|达成|为预算|占年度")
_SIDES = re.compile(r"增速|增长|下降|增幅|降幅|排名|位居|占|同比|环比|贡献")
_DIGIT = re.compile(r"\d")
_SINGLE_LIST = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])、([\u4e00-\u9fff])")
_FOLLOWING = frozenset({Role.CHANGE, Role.RANK, Role.SHARE})
# Pairs seen nowhere weigh no more than pairs seen this often: a word may be missing because the record words it otherwise.
_RAREST = 2
_SHARED = 0.35
_SEPARATOR = re.compile(r"[，；;。！？]|(?<!\d),|,(?!\d)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around a figure, widest last: measure, what a change or rank is of, segment, the clause's runs
    without figures of their own, clause, sentence, headings.
    """

    measure: str
    base: str
    segment: str
    wordy: str
    clause: str
    sentence: str
    headings: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A figure with how well it answers: `lexical` is the share of the terms found (0 to 1), `score` everything."""

    figure: Figure
    document: Document
    lexical: float
    score: float


def surroundings(figure: Figure, document: Document) -> Surroundings:
    """The fields of `figure` in which terms are looked for, without blanks and Markdown marks."""
    return _surroundings(figure, document.text)


@lru_cache(maxsize=20_000)
def _surroundings(figure: Figure, text: str) -> Surroundings:
    clause = figure.clause.of(text)
    return Surroundings(
        measure=_plain(f"{figure.subject} {figure.measure} {figure.quantity.unit}"),
        base=_plain(text[figure.clause.start : figure.span.end])
        if figure.role in _FOLLOWING and not figure.cell
        else "",
        segment=_plain(segment_span(figure, text).of(text)) if not figure.cell else "",
        wordy=_plain(" ".join(run for run in _SEPARATOR.split(clause) if not re.search(r"\d", run))),
        clause=_plain(clause),
        sentence=_plain(sentence_span(figure.clause, text).of(text)) if not figure.cell else "",
        headings=_plain(" ".join(figure.section)),
    )


def _base(figure: Figure, text: str) -> str:
    """What a change, share or rank may be of: the runs before it in its clause that tell no such side themselves."""
    own = segment_span(figure, text)
    before = _SEPARATOR.split(text[figure.clause.start : own.start])
    return " ".join([*(run for run in before if not _SIDES.search(run)), own.of(text)])


def segment_span(figure: Figure, text: str) -> Span:
    """The run between separators that holds `figure`, inside its clause; in a list of figures its own item."""
    before = [m.end() for m in _SEPARATOR.finditer(text, figure.clause.start, figure.span.start)]
    after = _SEPARATOR.search(text, figure.span.end, figure.clause.end)
    start = before[-1] if before else figure.clause.start
    end = after.start() if after else figure.clause.end
    opened = text.rfind("、", start, figure.span.start)
    if opened >= 0 and _DIGIT.search(text, start, opened):
        start = opened + 1
    closed = text.find("、", figure.span.end, end)
    if closed >= 0 and _DIGIT.search(text, closed, end):
        end = closed
    return Span(start, end)


def sentence_span(clause: Span, text: str) -> Span:
    """The sentence around `clause`: from full stop to full stop, at most 400 characters either way."""
    low, high = max(0, clause.start - 400), min(len(text), clause.end + 400)
    stops = [m.end() for m in re.finditer(r"[。！？]|\n\s*\n(?=\S)", text[low : clause.start])]
    end = re.search(r"[。！？]|\n\s*\n", text[clause.end : high])
    return Span(low + stops[-1] if stops else low, clause.end + end.end() if end else high)


def _plain(text: str) -> str:
    joined = _SINGLE_LIST.sub(r"\1\2", text)  # 收、支总计 is asked for as 收支总计
    return re.sub(r"[\s*#`“”（）()]+", "", joined).lower()


def rarity_among(texts: Sequence[str], plan: Plan) -> Rarity:
    """How telling each character pair of the plan's terms is among `texts`: rare pairs weigh more."""
    wanted = {p for term in plan.terms for run in term.alternatives for p in pairs(run)}
    seen = {p: sum(p in t for t in texts) for p in wanted}
    total = len(texts)
    weights = {pair: log(1 + (total + 1) / (max(count, _RAREST) + 0.5)) for pair, count in seen.items()}
    unseen = log(1 + (total + 1) / (_RAREST + 0.5))
    return lambda pair: weights.get(pair, unseen)


def lexical(plan: Plan, fields: Sequence[str], weights: Sequence[float], rarity: Rarity) -> float:
    """The share of the plan's terms found in `fields`, each term at the field where it counts most; 0 without terms.

    In the first field, the measure itself, one character of a two-character word counts for a little: 减排 and 削减.
    """
    total = found = 0.0
    for term in plan.terms:
        weight = term.weight * (sum(rarity(p) for p in pairs(term.alternatives[0])[:6]) or 1.0)
        best = max(w * coverage(term, f, rarity) for w, f in zip(weights, fields, strict=True))
        total += weight
        found += weight * max(best, _SHARED * shares_character(term, fields[0]))
    return found / total if total else 0.0


def judge(plan: Plan, figure: Figure, document: Document, around: Surroundings, rarity: Rarity) -> Hit:
    """`figure` as an answer to `plan`."""
    fields = (
        around.measure,
        around.base,
        around.segment,
        around.wordy,
        around.clause,
        around.sentence,
        around.headings,
    )
    words = lexical(plan, fields, _FIELDS, rarity)
    score = words + _unit(plan, figure) + _indicator(plan, figure) + _period(plan, figure) + _role(plan, figure)
    return Hit(figure, document, words, score)


def _unit(plan: Plan, figure: Figure) -> float:
    if not plan.want.families:
        return 0.0
    unit = figure.quantity.unit
    exact = 0.12 if plan.want.unit and unit.lstrip("十百千万亿") == plan.want.unit else 0.0
    kind = family(unit)
    if plan.want.general:
        likely = 0.12 - 0.008 * plan.want.families.index(kind) if kind in plan.want.families else 0.0
        return likely - (0.1 if kind in {"percent", "points"} and plan.actual else 0.0)
    if kind in plan.want.families:
        return 0.2 - 0.02 * plan.want.families.index(kind) + exact
    return -0.5


def _indicator(plan: Plan, figure: Figure) -> float:
    if not plan.indicators:
        return 0.0
    if plan.change and figure.role is not Role.CHANGE:
        return -0.2
    return 0.25 if figure.indicator in {i.key for i in plan.indicators} else 0.0


def _period(plan: Plan, figure: Figure) -> float:
    if plan.period and figure.period:
        asked = plan.period if plan.years else in_year(plan.period, figure.period.years[-1])
        return 0.25 if asked == figure.period else 0.2 if same_stretch(asked, figure.period) else -0.25
    if plan.period is None and figure.period and len(figure.period.end) >= 7 and figure.period.end[5:] != "12":
        return -0.15 if figure.cell else -0.03  # a month of a ledger is not the year
    if plan.years and figure.period and not set(figure.period.years) & set(plan.years):
        return -0.4
    return 0.0


def same_stretch(asked: Period, period: Period) -> bool:
    """Whether a figure's period is the one asked: equal, or cumulative up to the month asked (9月底, 累计)."""
    return asked == period or (asked.end == period.end and len(period.end) >= 7)


def _role(plan: Plan, figure: Figure) -> float:
    if any(same(q, figure.quantity) for q in plan.stated):
        return -0.5  # a number the question states is not its answer
    if figure.role is Role.THRESHOLD or (figure.quantity.bound is Bound.AT_LEAST and figure.role is not Role.ACTUAL):
        return 0.35 if plan.target and figure.role is Role.TARGET else -0.35
    if plan.change and not plan.target:
        return 0.2 if figure.role is Role.CHANGE else -0.3
    if figure.role is Role.BUDGET and (plan.actual or plan.spent):
        return -0.25
    if figure.role is Role.TARGET:
        return 0.35 if plan.target else -0.3
    if plan.target and not plan.actual and figure.role is Role.ACTUAL:
        return -0.15
    return _facet(plan, figure)


def _whole_asked_of(plan: Plan, figure: Figure) -> bool:
    """Whether a share is of what the question wants the share of something else in: asked 基本支出占比, told 占基本支出."""
    text = plan.asked or plan.question.text
    at = text.find("占")
    asked = [t.text for t in plan.terms if 0 <= text.find(t.text) < at]
    return any(f"占{word}" in figure.measure for word in asked)


def _facet(plan: Plan, figure: Figure) -> float:
    """A change, a share or a rank answers only where one was asked for, and a level does not answer there."""
    if plan.completion:
        return 0.3 if _COMPLETION.search(figure.measure) and family(figure.quantity.unit) == "percent" else -0.2
    if figure.role is Role.CHANGE:
        return -0.35
    if figure.role is Role.RANK:
        return 0.0 if "rank" in plan.want.families[:1] else -0.35
    if figure.role is Role.SHARE:
        return (-0.3 if _whole_asked_of(plan, figure) else 0.2) if plan.share else -0.3
    return -0.3 if plan.share else 0.0
