"""Numbers that the records imply: last year's from a growth, a goal from a rate, an amount per household, a share, a gap.

Each takes what a question asks and the figures found, and gives a computation with the hits it rests on, or None.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answering.evidence import Hit, sentence_span
from assistant.answering.find import enough
from assistant.answering.formulas import compute
from assistant.answering.plan import Plan
from assistant.answering.sides import Side
from assistant.answering.wants import Want
from assistant.records.model import Computation, Role
from assistant.records.quantity import convert, family
from assistant.records.units import canonical

_FALLS = re.compile(r"下降|减少|降低|降幅|降|减|缩短|压缩|回落|少")
_CONVERT = re.compile(
    r"(?:换算成|折合成?|折算成|换成|按)\s*(?P<a>[\u4e00-\u9fff]{1,6}?)(?:是|为|算|计|有|来|，|,|？|\?|$)|(?:是|合|有)多少(?P<b>亿元|万元|元|公顷|平方米|平方公里|吨|公里|米)(?:[？?。]|$)"
    r"|\b(?:convert\w*|expressed?|state[d]?)\b.*?\b(?:in|in ?to)\s+(?P<c>yuan|rmb|hectares?|square met(?:er|re)s?|million yuan|kilomet(?:er|re)s?|tonnes?)\b"
    r"|\bin (?P<d>yuan|hectares?|square met(?:er|re)s?)\b",
    re.I,
)
_EN_UNITS = {
    "yuan": "元",
    "rmb": "元",
    "hectare": "公顷",
    "square meter": "平方米",
    "square metre": "平方米",
    "kilometer": "公里",
    "kilometre": "公里",
    "tonne": "吨",
}
_PREVIOUS = re.compile(
    r"(?<![比较同与年])(?P<last>上一?年|去年同期|上年同期|前一年)(?!.{0,4}(?:相比|比|增|减|降))[^，。？]{0,12}(?:是|为|大概|大约|约)?[^，。？]{0,4}多少|倒推|反推|推算|推出|倒算|(?:下降|减少|降低|增长|增加|上升|提高)[^，。？]{0,4}[\d.]+%[^，。？]{0,4}[，,]\s*那?(?:上年|去年|(?:19|20)\d\d年)[^，。？]{0,10}多少|"
    r"\b(?:implied|imply|implies|infer\w*|work(?:ed)? back|back.?calculat\w*|previous year'?s (?:value|figure|level|amount))\b",
    re.I,
)
_PER = re.compile(
    r"(?P<zh>人均|户均|平均(?:每一?|一)(?P<u>[\u4e00-\u9fff]{1,4}?)(?=多|花|要|的|投|支|成|是|[，,？?]|$)|均摊到每(?P<w>[\u4e00-\u9fff]{1,2})|每一?(?P<v>[户人名家所个间公里亩座平方米套台]+)|单位成本|单价|均价|(?P<x>[户人所间座亩家台])均)|"
    r"\bper (?P<en>head|capita|person|household|enterprise|company|school|classroom|square met(?:er|re)|kilomet(?:er|re)|mu|hectare|place|tonne|unit|project|student|teacher|pupil)\b|\beach (?:\w+ )?(?P<each>household|person|enterprise|school|teacher|kilomet(?:er|re)|hectare|project|student|pupil|tonne|place)\b|"
    r"\bav[ae]rage costs? (?:of|to|for) \w+ (?P<one>one|an?|each)\b|\bhow much did (?P<once>one|each)\b.*\bcost\b",
    re.I,
)
_PER_EN = {
    "head": "人",
    "capita": "人",
    "person": "人",
    "household": "户",
    "enterprise": "家",
    "company": "家",
    "school": "所",
    "classroom": "间",
    "square meter": "平方米",
    "square metre": "平方米",
    "kilometer": "公里",
    "kilometre": "公里",
    "mu": "亩",
    "hectare": "公顷",
    "place": "个",
    "tonne": "吨",
    "project": "个",
    "student": "人",
    "teacher": "名",
    "pupil": "人",
}
_GAP = re.compile(
    r"差(?:了|距|额)?(?:多少|几)|还[差欠缺]|相差|距离?[^，。？]{0,8}(?:目标|任务|计划)|[比较](?:年度|原定)?(?:目标|计划|任务|序时进度)[^，。？]{0,6}(?:多|少|差|高|低|慢|快|超)|超(?:额|出|过)?(?:了|完成)?(?:多少|几)|"
    r"\b(?:short of|shortfall|exceed\w*|gap|by how (?:much|many)|below (?:the )?target|above (?:the )?target|behind|ahead of)\b",
    re.I,
)


_APART = re.compile(
    r"(?:多|少|高|低|差|快|慢|长|短|贵|便宜|重|轻)[了出]?(?:多少|几)|相差|差(?:额|距|值)|落后|\b(?:difference|how far apart|gap between|how (?:much|many) (?:more|less|fewer|higher|lower)|behind|ahead)\b",
    re.I,
)
_SHARE_NAMED = re.compile(r"占比|比重|\bshare of\b|\bproportion of\b", re.I)
# Terms that name how a level stands to another, not the level.
_RELATIVE = re.compile(
    r"(?:同比|占总?|总)?(?:增长|增加|减少|下降|上升|增减|变化|占比|比重|比例|份额|增速|增幅|降幅)?[率度]?|"
    r"(?:growth|grow\w*|grew|increas\w*|decreas\w*|chang\w*|rise|rose|fell|fall|share|proportion|percentage|ratio)(?: (?:of|in|rate))?"
)
# A question content with a rough number is content with one reckoned from a rounded rate.
_ROUGHLY = re.compile(r"大概|大约|约|估|\b(?:about|roughly|approximately|around|estimat\w*)\b", re.I)
# An earlier year's value is computed only from a figure that fits this well (a logit).
_SURE = 3.0
# A change told in the sentence after its level stands at most so many characters on.
_NEXT_SENTENCE = 60
# Other figures this near the best tell the same matter as well (收入合计, 收、支总计).
_AS_WELL, _AS_WELL_WORDS = 2.5, 0.8
_EXACT = frozenset({"less_rise", "plus_fall"})
_SINCE_OTHER = re.compile(r"[比较](?:年初|年度|全年|原定|调整|上月|上季|目标|计划|任务|预算|20\d\d)|完成|占")
_BUDGET_ASKED = re.compile(
    r"(?:年初|全年|年度|原|批复)?预算(?:数|金额)?(?:是|为|有|原来)*多少|\b(?:initial|original|approved|planned)? ?budget\b",
    re.I,
)
_FROM_BUDGET = re.compile(r"[比较](?:年初|年度|全年|原|批复)?(?:批复)?预算")
_UNSPENT = re.compile(
    r"没(?:有)?(?:花|用|执行|支出)|未(?:执行|支出|使用|花)|还[剩有余]|剩(?:余|下)?(?:多少|了)|\b(?:unspent|not (?:yet )?(?:been )?(?:spent|used)|left|remain\w*|balance between)\b",
    re.I,
)
_CARRIED = re.compile(r"结转|结余|carr(?:y|ied)", re.I)
_IN_SPENDING = re.compile(r"支出|spending|spent|expenditure", re.I)
_ALL_SPENDING = re.compile(r"(?:全年|本年|年度|实际|当年|总|累计|资金)*(?:支出|执行数|支出总?合计|总支出|决算数)")
_BETWEEN = re.compile(r"[\u4e00-\u9fff](?P<joint>和|与|跟|比|较)[\u4e00-\u9fff]|(?P<en>\bthan\b|\band\b)", re.I)
# A share that fits this well (a logit) is told; it need not be computed.
_TOLD = 3.0
_ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Derived:
    """A computation, the hits of its operands in order, and what it tells (a key of phrase.WORDS)."""

    computation: Computation
    hits: tuple[Hit, ...]
    key: str


def derived(plan: Plan, hits: Sequence[Hit], search: Callable[[Plan], Sequence[Hit]]) -> Derived | None:
    """What a question wants computed from the figures found, where it wants that; `search` judges for another plan."""
    text = plan.asked or plan.question.text
    return (
        _converted(plan, text, hits)
        or _previous(plan, text, hits)
        or _planned(plan, text, hits)
        or _per(plan, text, hits)
        or _budgets(plan, text, hits)
        or _unspent(plan, text, hits)
        or _pace(text, hits)
        or _gap(plan, text, hits)
        or _share(plan, text, hits, search)
        or _two_measures(plan, text, hits, search)
    )


def levels(plan: Plan) -> Plan:
    """`plan` asking for levels where it asks for a change, a share or the like, of any unit."""
    kept = tuple(i for i in plan.indicators if i.role not in {Role.CHANGE, Role.SHARE, Role.RANK})
    if _SHARE_NAMED.search(plan.asked or plan.question.text) and plan.change:
        # 占比变化: a share has levels of its own.
        return replace(plan, change=False, share=False, completion=False, indicators=kept)
    told = tuple(t for t in plan.terms if not _RELATIVE.fullmatch(t.text)) or plan.terms
    return replace(plan, change=False, share=False, completion=False, want=Want(), indicators=kept, terms=told)


def _of_indicator(hits: Sequence[Hit], *keys: str) -> Hit | None:
    return next((h for h in hits if h.figure.indicator in keys and h.side is not Side.CHANGE), None)


def _budgets(plan: Plan, text: str, hits: Sequence[Hit]) -> Derived | None:
    """What the adjusted budget has more or less than the initial one."""
    if not (_APART.search(text) and "年初" in text and re.search(r"调整|全年|追加", text)):
        return None
    new, old = _of_indicator(hits, "adjusted_budget", "annual_budget"), _of_indicator(hits, "initial_budget")
    computed = (
        compute("adjustment", (new.figure, old.figure)) if new and old and new.document.id == old.document.id else None
    )
    return Derived(computed, (new, old), "adjustment") if computed and new and old else None


def _unspent(plan: Plan, text: str, hits: Sequence[Hit]) -> Derived | None:
    """A budget less what was spent of it, both in one clause or sentence."""
    if not _UNSPENT.search(text) or _CARRIED.search(text):
        return None
    if plan.want.families and "money" not in plan.want.families:
        return None  # 还有多少个大班: what is left of a count is no balance of a budget
    spent = _of_indicator(hits, "executed") or next(
        (h for h in hits if h.side is Side.LEVEL and re.search(r"支出$|执行数$", h.figure.measure)), None
    )
    if spent is None:
        return None
    sentence = sentence_span(spent.figure.clause, spent.document.text)
    near = [
        h
        for h in hits
        if h.figure.role is Role.BUDGET
        and h.document.id == spent.document.id
        and family(h.figure.quantity.unit) == "money"
    ]
    near = [h for h in near if h.figure.clause == spent.figure.clause] or [
        h for h in near if sentence.holds(h.figure.span)
    ]
    if not near:
        return None
    budget = max(near, key=lambda h: (h.figure.indicator in {"adjusted_budget", "annual_budget"}, h.score))
    computed = compute("balance", (budget.figure, spent.figure))
    return Derived(computed, (budget, spent), "balance") if computed else None


def _pace(text: str, hits: Sequence[Hit]) -> Derived | None:
    """How far spending lies before or behind the pro-rata pace, both told in one document."""
    if ("序时" not in text and not re.search(r"pro[ -]?rata|schedule", text, re.I)) or not (
        _APART.search(text) or _GAP.search(text)
    ):
        return None
    pace = _of_indicator(hits, "pro_rata_progress")
    rate = next(
        (
            h
            for h in hits
            if pace
            and h.document.id == pace.document.id
            and h.figure.indicator in {"execution_rate", "spending_progress"}
        ),
        None,
    )
    computed = compute("difference", (rate.figure, pace.figure)) if pace and rate else None
    return Derived(computed, (rate, pace), "difference") if computed and pace and rate else None


def _share(plan: Plan, text: str, hits: Sequence[Hit], search: Callable[[Plan], Sequence[Hit]]) -> Derived | None:
    """A part's share in all spending, where no share is told of it."""
    if not plan.share or not _IN_SPENDING.search(text):
        return None
    if any(h.side is Side.SHARE and h.score >= _TOLD for h in hits):
        return None
    found = search(levels(plan))
    named = {i.key for i in levels(plan).indicators} - {"executed", "total_expenditure"}
    amounts = [h for h in found if family(h.figure.quantity.unit) == "money" and h.side is Side.LEVEL]
    part = next((h for h in amounts if h.figure.indicator in named), None)
    if part is None and not named:
        part = next((h for h in amounts if enough(levels(plan), h)), None)
    beside = [h for h in amounts if part and h.document.id == part.document.id and h.figure != part.figure]
    whole = _of_indicator(beside, "total_expenditure", "executed") or next(
        (h for h in beside if _ALL_SPENDING.fullmatch(h.figure.measure) and not h.figure.subject), None
    )
    computed = compute("share", (part.figure, whole.figure)) if part and whole else None
    if not computed or computed.quantity.value > _ALL or not part or not whole:
        return None
    return Derived(computed, (part, whole), "share")


def _two_measures(
    plan: Plan, text: str, hits: Sequence[Hit], search: Callable[[Plan], Sequence[Hit]]
) -> Derived | None:
    """How far two measures of one document lie apart: 自评分和第三方打分差多少."""
    if not (plan.difference or _APART.search(text)) or len(plan.years or ()) > 1 or plan.change:
        return None
    joint = _BETWEEN.search(text)
    if not joint:
        return None
    at = joint.start("joint" if joint["joint"] else "en")
    sides = [tuple(t for t in plan.terms if (text.lower().find(t.text) < at) is first) for first in (True, False)]
    if not all(sides):
        return None
    one, other = (next(iter(search(replace(plan, terms=s, change=False))), None) for s in sides)
    if (
        not one
        or not other
        or one.figure == other.figure
        or one.document.id != other.document.id
        or not _comparable(one, other)
    ):
        return None
    if not (enough(plan, one) and enough(plan, other)):
        return None
    computed = compute("difference", (one.figure, other.figure))
    return Derived(computed, (one, other), "difference") if computed else None


def _best(plan: Plan, hits: Sequence[Hit], *sides: Side) -> Hit | None:
    return next((h for h in hits if h.side in sides and enough(plan, h)), None)


def _relevelled(plan: Plan, hits: Sequence[Hit]) -> Hit | None:
    """The best level, whatever side or unit the question seems to ask for."""
    levels = [h for h in hits if h.side is Side.LEVEL and "stated" in h.features]
    scored = [
        (h.score + 3.3 * h.features.get("level_not", 0.0) + 4.0 * h.features.get("unit_wrong", 0.0), h) for h in levels
    ]
    best = max(scored, key=lambda s: s[0], default=None)
    return best[1] if best and best[0] > 0 else None


def asked_unit(text: str) -> str:
    """The unit that a question wants a figure converted to, "" where it names none."""
    match = _CONVERT.search(text)
    if not match:
        return ""
    english = (match["c"] or match["d"] or "").lower().rstrip("s")
    unit = match["a"] or match["b"] or _EN_UNITS.get(english, "")
    return canonical(unit) if family(unit) != "other" else ""


def _converted(plan: Plan, text: str, hits: Sequence[Hit]) -> Derived | None:
    unit = asked_unit(text)
    best = next((h for h in hits if enough(plan, h) and family(h.figure.quantity.unit) == family(unit)), None)
    if not unit or best is None or best.figure.quantity.unit == unit:
        return None
    computed = compute(f"convert:{unit}", (best.figure,))
    return Derived(computed, (best,), "converted") if computed else None


def _previous(plan: Plan, text: str, hits: Sequence[Hit]) -> Derived | None:
    """The level of the year before, from this year's level and its change in the same clause; an amount before a rate."""
    if not _PREVIOUS.search(text):
        return None
    level = _relevelled(plan, hits)
    return _before(level, hits, "previous") if level else None


def implied_earlier(plan: Plan, hits: Sequence[Hit]) -> Derived | None:
    """The level of the year before that of `hits`, where the best of them is surely the measure asked for.

    `hits` are judged for a plan of levels. A rate of change is used only where a question asks to reckon: what it
    yields is rounded. Changes since another time than the year before (比年初预算减少) tell nothing.
    """
    best = next(iter(hits), None)
    if best is None or best.side is not Side.LEVEL or best.score < _SURE or "unit_wrong" in best.features:
        return None
    changes = [h for h in hits if _since_last_year(h)]
    alike = [h for h in hits if h.side is Side.LEVEL and h.score >= max(_SURE, best.score - _AS_WELL)]
    levels_told = [best, *(h for h in alike if h is not best and h.lexical >= _AS_WELL_WORDS)]
    found = next((d for h in levels_told if (d := _before(h, changes, "previous"))), None)
    text = plan.asked or plan.question.text
    reckoned = bool(_PREVIOUS.search(text) or _ROUGHLY.search(text))
    exact = found is not None and found.computation.formula in _EXACT and "%" not in found.computation.quantity.unit
    return found if reckoned or exact else None


def _since_last_year(hit: Hit) -> bool:
    before = hit.document.text[max(hit.figure.clause.start, hit.figure.span.start - 24) : hit.figure.span.start]
    return not _SINCE_OTHER.search(before)


def _planned(plan: Plan, text: str, hits: Sequence[Hit]) -> Derived | None:
    """A budget told only by what was spent and how far it lies from the budget: 支出 412 万元，比年初预算减少 27 万元."""
    if not _BUDGET_ASKED.search(text) or plan.change or plan.difference:
        return None
    spent = next(iter(hits), None)
    if spent is None or spent.side is not Side.LEVEL or not enough(plan, spent) or spent.figure.role is Role.BUDGET:
        return None
    told = [h for h in hits if h.side is Side.CHANGE and _FROM_BUDGET.search(h.figure.measure)]
    return _before(spent, told, "planned")


def _before(level: Hit, found: Sequence[Hit], key: str) -> Derived | None:
    """What `level` was before the first change told of it in its clause, an amount before a rate."""
    kind = family(level.figure.quantity.unit)
    changes = [
        h
        for h in found
        if h.side is Side.CHANGE
        and h.document.id == level.document.id
        and h.figure.span.start > level.figure.span.start
        and ((h.figure.clause == level.figure.clause and _of(level, h)) or _goes_on(level, h))
    ]
    for change in sorted(
        changes, key=lambda h: (family(h.figure.quantity.unit) not in {kind, "points"}, h.figure.span)
    ):
        falls = bool(_FALLS.search(change.figure.measure)) or change.figure.quantity.value < 0
        by_rate = family(change.figure.quantity.unit) == "percent" and kind != "percent"
        formula = ("before_fall" if falls else "before_rise") if by_rate else ("plus_fall" if falls else "less_rise")
        computed = compute(formula, (level.figure, change.figure))
        if computed:
            return Derived(computed, (level, change), key)
    return None


def _goes_on(level: Hit, change: Hit) -> bool:
    """Whether the next sentence names the level again and tells its change: 收、支总计均为…。与上年相比，收、支总计各增加…"""
    between = level.document.text[level.figure.span.end : change.figure.span.start]
    named = change.figure.subject in {level.figure.subject, level.figure.measure} and len(change.figure.subject) > 1
    return named and len(between) <= _NEXT_SENTENCE and "\n\n" not in between


def _of(level: Hit, change: Hit) -> bool:
    """Whether nothing but sides stands between a level and a change."""
    return not re.search(r"[；。]", level.document.text[level.figure.span.end : change.figure.span.start])


def _per(plan: Plan, text: str, hits: Sequence[Hit]) -> Derived | None:
    """An amount of money per what the question names, where no record states it."""
    match = _PER.search(text)
    if not match or any(
        enough(plan, h) and re.search(r"[人户]均|平均|每|均价|单价|成本", h.figure.measure) for h in hits[:3]
    ):
        return None
    english = (match["en"] or match["each"] or "").lower()
    anything = bool(match["one"] or match["once"])
    counted = match["u"] or match["v"] or match["w"] or match["x"] or _PER_EN.get(english, "")
    counted = {"人均": "人", "户均": "户"}.get(match["zh"] or "", counted)
    money = next(
        (
            h
            for h in sorted(hits, key=_as_money, reverse=True)
            if family(h.figure.quantity.unit) == "money" and h.side is Side.LEVEL
        ),
        None,
    )
    if money is None or _as_money(money) < 0:
        return None
    beside = [
        h
        for h in hits
        if h.document.id == money.document.id
        and h.side is Side.LEVEL
        and (_counts(h, counted) or (anything and family(h.figure.quantity.unit) == "count"))
    ]
    if not beside:
        return None
    visits = {h.figure.id: h.figure.quantity.unit.endswith("人次") and counted != "人次" for h in beside}
    count = min(
        beside,
        key=lambda h: (h.figure.clause != money.figure.clause, visits[h.figure.id], -h.score, h.figure.span),
    )
    if count.figure.clause != money.figure.clause and count.score < -2.0:
        return None
    computed = compute("per_unit", (money.figure, count.figure))
    return Derived(computed, (money, count), "per_unit") if computed else None


def _as_money(hit: Hit) -> float:
    """A hit's logit with what a question for something else than money took off given back."""
    return hit.score + 4.0 * hit.features.get("unit_wrong", 0.0) + hit.features.get("level_not", 0.0)


def _counts(hit: Hit, counted: str) -> bool:
    unit = hit.figure.quantity.unit.lstrip("万亿")
    if counted in {"人", "名"}:
        return unit in {"人", "名", "人次"}
    if family(counted) in {"area", "length", "mass"}:
        return family(unit) == family(counted)
    return unit == counted


def _gap(plan: Plan, text: str, hits: Sequence[Hit]) -> Derived | None:
    """How far a result and its target in one clause or row lie apart, or two percentages of one clause."""
    if not _GAP.search(text) or len(plan.years or ()) > 1:
        return None
    told = _best(plan, hits, Side.TARGET, Side.LEVEL)
    if told is None:
        return None
    other = Side.LEVEL if told.side is Side.TARGET else Side.TARGET
    for hit in sorted(hits, key=lambda h: -h.score):
        near = hit.document.id == told.document.id and hit.figure.clause == told.figure.clause
        if near and hit.side is other and _comparable(hit, told):
            pair = (told, hit) if other is Side.TARGET else (hit, told)
            computed = compute("difference", (pair[0].figure, pair[1].figure))
            return Derived(computed, pair, "gap") if computed else None
    return None


def _comparable(one: Hit, other: Hit) -> bool:
    try:
        convert(one.figure.quantity, other.figure.quantity.unit)
    except ValueError:
        return False
    return True
