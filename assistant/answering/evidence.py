"""How well a figure or passage answers a plan: words in its fields, meaning, unit, indicator, period, side.

Each figure gets a row of features between -1 and 1; a linear model weighs them (ranker.toml, fitted on gold questions by
eval.ranker). `Hit.score` is its sum in logits: above 0 the figure is likelier than not to be what was asked for.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, log
from operator import mul

from assistant.answering.plan import Plan
from assistant.answering.sides import Side, side_of
from assistant.answering.sought import Sought
from assistant.answering.terms import FOCUSED, is_place, pairs, shares_character
from assistant.records.model import Document, Figure, Period, Role, Span
from assistant.records.period import in_year
from assistant.records.quantity import family, same

# How much a term found in a field counts: its own measure and subject first, then ever wider surroundings.
_FIELDS = (1.0, 0.92, 0.85, 0.8, 0.66, 0.5, 0.7, 0.0)
_OWN = (1.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_CLAUSE = (1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.7, 0.0)
_LED = (1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.7, 1.0)
_DIGIT = re.compile(r"\d")
_SINGLE_LIST = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])、([\u4e00-\u9fff])")
# Pairs seen nowhere weigh no more than pairs seen this often: a word may be missing because the record words it otherwise.
_RAREST = 2
_SHARED = 0.35
_CHANGING = re.compile(r"[减增降压升净缩]")
_ROSE_FROM = re.compile(r"[由从](?:上年|去年|年初|原来|此前|以前)?的?\s*$|\bfrom\s+$", re.I)
_LAST_YEARS = re.compile(r"[比较从由](?:上年|去年|上一年|上年同期|去年同期)度?[末底]?的?\s*$")
_ROSE_TO = re.compile(
    r"^\s*(?:大幅|逐步|稳步)?(?:提高|提升|上升|增加|增长|升|涨|扩大|下降|降低|降|减少|压缩|缩短|压减|回落|改善)[到至为]|^\s*to\b",
    re.I,
)
_FROM_ASKED = re.compile(r"[由从](?:多少|几)|原来|之前|\bfrom (?:what|how)\b|\bbefore\b", re.I)
_SEPARATOR = re.compile(r"[，；;。！？]|(?<!\d),|,(?!\d)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around a figure, widest last: what it measures (of an anchor's matter where it tells a side of one),
    segment, the clause's runs without figures of their own, clause, sentence, headings, title of the document; and what
    leads up to it: the clause up to the end of its segment (of 招聘 178 名，其中硕士 44 名 the second has all words).
    """

    measure: str
    segment: str
    wordy: str
    clause: str
    sentence: str
    headings: str
    title: str
    side: Side
    indicators: tuple[str | None, ...]
    earlier: bool = False
    led: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The texts in which terms are looked for, in the order of their weights."""
        return (self.measure, self.segment, self.wordy, self.clause, self.sentence, self.headings, self.title, self.led)


@dataclass(frozen=True, slots=True)
class Hit:
    """A figure with how well it answers: `lexical` is the share of the terms found (0 to 1), `score` everything in logits."""

    figure: Figure
    document: Document
    lexical: float
    score: float
    side: Side = Side.LEVEL
    features: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def chance(self) -> float:
        """How likely the figure is what was asked for, 0 to 1."""
        return 1 / (1 + exp(-self.score))


def weights() -> dict[str, float]:
    """The weight of each feature, as fitted."""
    return _ranker()["weights"]


def operating(point: str) -> float:
    """The logit from which a figure is "enough" to answer, or among the "nearest"."""
    return _ranker()["operating"][point]


@cache
def _ranker() -> dict[str, dict[str, float]]:
    raw = tomllib.loads(files("assistant.answering").joinpath("ranker.toml").read_text(encoding="utf-8"))
    return {part: {name: float(value) for name, value in values.items()} for part, values in raw.items()}


def surroundings(figure: Figure, document: Document, anchor: Figure | None = None) -> Surroundings:
    """The fields of `figure` in which terms are looked for, without blanks and Markdown marks."""
    of = (f"{anchor.subject} {anchor.measure}", anchor.indicator) if anchor else ("", None)
    return _surroundings(figure, document.text, document.title, *of)


@lru_cache(maxsize=20_000)
def _surroundings(figure: Figure, text: str, title: str, anchor: str, indicator: str | None) -> Surroundings:
    clause = figure.clause.of(text)
    return Surroundings(
        measure=_plain(f"{anchor} {figure.subject} {figure.measure} {figure.quantity.unit}"),
        segment=_plain(segment_span(figure, text).of(text)) if not figure.cell else "",
        wordy=_plain(" ".join(run for run in _SEPARATOR.split(clause) if not re.search(r"\d", run))),
        clause=_plain(clause),
        sentence=_plain(sentence_span(figure.clause, text).of(text)) if not figure.cell else "",
        headings=_plain(" ".join(figure.section)),
        title=_plain(title),
        side=side_of(figure, text),
        indicators=(figure.indicator, indicator),
        earlier=_is_earlier(figure, text),
        led=_plain(text[figure.clause.start : segment_span(figure, text).end]) if not figure.cell else _plain(clause),
    )


def of_last_year(figure: Figure, text: str) -> bool:
    """Whether a figure is told as that of the year before: 比上年的 3,206 张增加."""
    before = text[max(figure.clause.start, figure.span.start - 12) : figure.span.start]
    return not figure.cell and bool(_LAST_YEARS.search(before))


def _is_earlier(figure: Figure, text: str) -> bool:
    """Whether a figure is the level that another one is told to have risen or fallen from: 由 71.2% 提高到 78.6%."""
    if of_last_year(figure, text):
        return True
    before = text[max(figure.clause.start, figure.span.start - 12) : figure.span.start]
    after = text[figure.span.end : figure.span.end + 12]
    return not figure.cell and bool(_ROSE_FROM.search(before)) and bool(_ROSE_TO.match(after))


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


def sought_among(texts: Sequence[str], plan: Plan) -> Sought:
    """The plan's terms, each character pair weighing by how telling it is among `texts`: rare pairs weigh more."""
    wanted = {p for term in plan.terms for run in term.alternatives for p in pairs(run)}
    seen = {p: sum(p in t for t in texts) for p in wanted}
    total = len(texts)
    weights = {pair: log(1 + (total + 1) / (max(count, _RAREST) + 0.5)) for pair, count in seen.items()}
    unseen = log(1 + (total + 1) / (_RAREST + 0.5))
    return Sought(plan.terms, lambda pair: weights.get(pair, unseen))


def lexical(fields: Sequence[str], weights: Sequence[float], sought: Sought) -> float:
    """The share of the terms found in `fields`, each term at the field where it counts most; 0 without terms."""
    return _shares(sought, fields, (weights,), range(len(sought.terms)))[0]


def _shares(
    sought: Sought, fields: Sequence[str], weightings: Sequence[Sequence[float]], chosen: Iterable[int]
) -> tuple[float, ...]:
    """For each weighting of `fields` the share of the `chosen` terms found, each term at the field where it counts most.

    In the first field, the measure itself, one character of a two-character word counts for a little: 减排 and 削减.
    """
    held = list(zip(*map(sought.coverage, fields), strict=True))
    total, found = 0.0, [0.0] * len(weightings)
    for place in chosen:
        weight, covered = sought.weights[place], held[place]
        total += weight
        least = _SHARED * shares_character(sought.terms[place], fields[0])
        if not any(covered):
            best = [0.0] * len(weightings)
        else:
            best = [max(map(mul, weighting, covered)) for weighting in weightings]
        for at, most in enumerate(best):
            found[at] += weight * max(most, least)
    return tuple(f / total for f in found) if total else tuple(found)


def descriptor(figure: Figure, around: Surroundings) -> str:
    """What `figure` measures, in few words, to be compared in meaning with a question."""
    return f"{around.measure} {_DIGIT.sub('', around.segment)[:40]}".strip()


def judge(plan: Plan, figure: Figure, document: Document, around: Surroundings, sought: Sought) -> Hit:
    """`figure` as an answer to `plan`, whose terms are `sought`; what it means is not weighed yet."""
    every = range(len(sought.terms))
    words, own, clause, led = _shares(sought, around.fields, (_FIELDS, _OWN, _CLAUSE, _LED), every)
    found = {
        "bias": 1.0,
        "words": words,
        "own": own,
        "clause": clause,
        "led": led,
        "focus": _focus(around, sought),
        "asked": _asked_share(plan, figure),
        "meant": 0.0,
        **_unit(plan, figure),
        **_indicator(plan, around),
        **_period(plan, figure),
        **_side(plan, figure, around),
        **_place(plan, figure, around),
    }
    return Hit(figure, document, words, _score(found), around.side, found)


def with_meaning(hit: Hit, meant: float) -> Hit:
    """`hit` with how near its descriptor is to the question in meaning (cosine)."""
    found = {**hit.features, "meant": meant}
    return Hit(hit.figure, hit.document, hit.lexical, _score(found), hit.side, found)


def _score(features: Mapping[str, float]) -> float:
    known = weights()
    return sum(known.get(name, 0.0) * value for name, value in features.items())


def _focus(around: Surroundings, sought: Sought) -> float:
    """How much of what is counted or measured (the terms beside 多少) the figure's own run names, less what it lacks: -1 to 1."""
    focused = [at for at, term in enumerate(sought.terms) if term.weight > FOCUSED]
    return 2 * _shares(sought, around.fields, (_OWN,), focused)[0] - 1 if focused else 0.0


def alike(one: Hit, other: Hit) -> float:
    """How alike the measures of two figures are in words: the share of character pairs in common, 0 to 1."""
    a, b = (set(pairs(_plain(f"{h.figure.subject} {h.figure.measure}"))) for h in (one, other))
    return len(a & b) / len(a | b) if a or b else 1.0


def _asked_share(plan: Plan, figure: Figure) -> float:
    """How much of the figure's own words the question names: 0 to 1."""
    own = {p for p in pairs(_plain(f"{figure.subject}{figure.measure}")) if not p.isascii()}
    asked = "".join(run for t in plan.terms for run in t.alternatives)
    return sum(p in asked for p in own) / len(own) if own else 0.0


_COUNTED = frozenset({"count", "people", "visits", "households"})


def _unit(plan: Plan, figure: Figure) -> dict[str, float]:
    want, unit = plan.want, figure.quantity.unit
    if not want.families:
        return {}
    kind = family(unit)
    if not unit and figure.measure and figure.measure.isascii():  # English counts without a classifier: 1,146 rangers
        kind = next((wanted for wanted in want.families if wanted in _COUNTED), kind)
    exact = float(bool(want.unit) and unit.lstrip("十百千万亿") == want.unit)
    if want.general:
        likely = 1 - want.families.index(kind) / len(want.families) if kind in want.families else 0.0
        return {"unit_likely": likely, "unit_exact": exact}
    if kind not in want.families:
        return {"unit_wrong": 1.0}
    other_classifier = bool(want.unit) and not exact and want.unit not in {"个", "项"} and unit[-1:] not in {"个", "项"}
    return {
        "unit_first": float(kind == want.families[0]),
        "unit_fits": 1.0,
        "unit_exact": exact,
        "unit_other": float(other_classifier),
    }


def _indicator(plan: Plan, around: Surroundings) -> dict[str, float]:
    if not plan.indicators:
        return {}
    named = {i.key for i in plan.indicators}.intersection(around.indicators)
    return {"indicator": 1.0} if named else {"indicator_not": 1.0}


def _period(plan: Plan, figure: Figure) -> dict[str, float]:
    if plan.period and figure.period:
        asked = plan.period if plan.years else in_year(plan.period, figure.period.years[-1])
        fits = asked == figure.period or same_stretch(asked, figure.period)
        return {"period": 1.0} if fits else {"period_not": 1.0}
    if plan.period is None and figure.period and len(figure.period.end) >= 7 and figure.period.end[5:7] != "12":
        return {"month_cell": 1.0} if figure.cell else {"part_year": 1.0}
    if plan.years and figure.period and not set(figure.period.years) & set(plan.years):
        return {"year_not": 1.0}
    return {}


def same_stretch(asked: Period, period: Period) -> bool:
    """Whether a figure's period is the one asked: equal, or cumulative up to the month asked (9月底, 累计)."""
    return asked == period or (asked.end == period.end and len(period.end) >= 7)


def _side(plan: Plan, figure: Figure, around: Surroundings) -> dict[str, float]:
    told, asked = around.side, plan.sides
    found = {"stated": float(any(same(q, figure.quantity) for q in plan.stated))}
    if told is Side.CHANGE and Side.LEVEL in asked and _verb_asked(plan, figure):
        found["side"] = 1.0
    elif told in asked:
        found["side"] = 0.0 if told is Side.SHARE and _whole_asked_of(plan, figure) else 1.0
    else:
        found[f"{told.value}_not"] = 1.0
    if told is Side.LEVEL and around.earlier and not _FROM_ASKED.search(plan.asked or plan.question.text):
        found["year_not"] = 1.0
    if figure.role is Role.BUDGET and (plan.actual or plan.spent) and not plan.target:
        found["budget_not"] = 1.0
    return found


def _place(plan: Plan, figure: Figure, around: Surroundings) -> dict[str, float]:
    """Whether a question names a place (松坪乡) that nothing around a figure names."""
    places = [t.text for t in plan.terms if is_place(t.text)]
    told = ("".join(around.fields), figure.department)
    return {"place_not": 1.0} if any(all(p not in text for text in told) for p in places) else {}


def _verb_asked(plan: Plan, figure: Figure) -> bool:
    """Whether a question names what a count changed by: asked 砍掉多少家, told 压减 68 家."""
    counted = family(figure.quantity.unit) not in {"percent", "points"}
    runs = (run for t in plan.terms for run in t.alternatives if len(run) > 1 and _CHANGING.search(run))
    return counted and any(run in figure.measure for run in runs)


def _whole_asked_of(plan: Plan, figure: Figure) -> bool:
    """Whether a share is of what the question wants the share of something else in: asked 基本支出占比, told 占基本支出."""
    text = plan.asked or plan.question.text
    at = text.find("占")
    asked = [t.text for t in plan.terms if 0 <= text.find(t.text) < at]
    return any(f"占{word}" in figure.measure for word in asked)
