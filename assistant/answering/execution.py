"""The execution of a budget: budget, executed, the rate as stated and as recomputed, for one office and year."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.evidence import Hit, same_stretch, sentence_span
from assistant.answering.formulas import agrees, compute
from assistant.answering.plan import Plan
from assistant.records.model import Computation, Figure, Period, Role
from assistant.records.period import in_year

_RATES = ("execution_rate", "spending_progress")
_BUDGETS = ("adjusted_budget", "annual_budget", "initial_budget")
# Words that make a figure a part of the whole, or another's: such a figure is not the department's execution.
_PARTS = (
    "其中",
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "三公",
    "采购",
    "专项",
    "上级",
    "基金",
    "结转",
    "日常",
    "专款",
)
_PLACE = re.compile(r"[区县镇乡]$|街道$")
_FORESEEN = re.compile(r"预计|预测|估计|力争")
_SPENT = re.compile(r"(?:实际|全年|累计|总)?(?:支出|执行|使用)(?:数|额|金额)?")
_SUM_ROW = re.compile(r"合计|总计|小计|总额|整体|部门|单位|本年|全年|年度|支出|预算|资金|执行|金额|[月季]|^\d")
_WHOLE = ("整体支出", "预算执行", "部门预算", "资金收支", "总体", "收支", "资金使用", "支出情况", "预算安排")


@dataclass(frozen=True, slots=True)
class Execution:
    """What the records say of one office's execution in one period; anything may be missing.

    `computed` is the rate recomputed from executed over `budget`; `agreed` None where nothing can be compared.
    """

    budgets: tuple[Hit, ...]
    executed: Hit | None
    rate: Hit | None
    computed: Computation | None
    balance: Computation | None
    adjustment: Computation | None
    agreed: bool | None


def execution_of(plan: Plan, hits: Sequence[Hit]) -> Execution | None:
    """The execution told by `hits` (figures of one office and year), or None when they tell neither amount nor rate.

    Where they tell nothing of the whole year, it is what they tell up to the latest month.
    """
    whole = _told(plan, hits)
    if whole and (whole.executed or whole.rate):
        return whole
    latest = _latest(plan, hits)
    return (_told(replace(plan, period=latest), hits) if latest else None) or whole


def _latest(plan: Plan, hits: Sequence[Hit]) -> Period | None:
    """The stretch from January on that reaches furthest in the cells that tell execution, where no period is asked."""
    if plan.period is not None or plan.whole_year:
        return None
    told = (h.figure.period for h in hits if h.figure.cell and h.figure.indicator in ("executed", *_RATES))
    running = [p for p in told if p and len(p.end) >= 7 and p.start[:7] == f"{p.end[:4]}-01"]
    return max(running, key=lambda p: p.end, default=None)


def _told(plan: Plan, hits: Sequence[Hit]) -> Execution | None:
    """The execution in the period of `plan`, or in the whole year."""
    usable = [
        h
        for h in hits
        if _fits_period(plan, h.figure)
        and h.figure.role not in {Role.CHANGE, Role.THRESHOLD}
        and not _expected(h)
        and not _of_a_part(h)
    ]
    executed = _best(usable, ("executed",), None) or _bare(usable)
    anchor = executed or _best(usable, _RATES, None)
    near = [h for h in usable if _together(h, anchor)]
    rate = _best(near, _RATES, executed)
    budgets = _budgets(near, anchor) or _budgets(usable, anchor)
    if not executed and not rate and not budgets:
        return None
    computed = _computed(executed, budgets, rate)
    agreed = agrees(rate.figure.quantity, computed.quantity) if rate and computed else None
    balance = compute("balance", (computed.inputs[1], computed.inputs[0])) if computed else None
    return Execution(_ordered(budgets), executed, rate, computed, balance, _adjustment(budgets), agreed)


def _bare(hits: Sequence[Hit]) -> Hit | None:
    """The amount called no more than 支出 that stands right between a budget and a rate it yields."""
    for budget in (h for h in hits if h.figure.indicator in _BUDGETS):
        for hit in hits:
            if (
                hit.figure.indicator is None
                and _SPENT.fullmatch(hit.figure.measure)
                and hit.figure.clause == budget.figure.clause
            ):
                computed = compute("execution_rate", (hit.figure, budget.figure))
                rates = (h.figure.quantity for h in hits if h.figure.indicator in _RATES)
                if computed and any(agrees(rate, computed.quantity) for rate in rates):
                    return hit
    return None


def _of_a_part(hit: Hit) -> bool:
    """Whether a cell stands in the row of something else than the office, a total or a month: a part of its money."""
    figure = hit.figure
    named = figure.subject and not _SUM_ROW.search(figure.subject)
    office = figure.department or hit.document.department
    return bool(figure.cell and named and figure.subject not in office and office not in figure.subject)


def _expected(hit: Hit) -> bool:
    """Whether a figure is only foreseen (预计全年支出): no result."""
    start = max(hit.figure.clause.start, hit.figure.span.start - 12)
    return hit.figure.role is not Role.BUDGET and bool(
        _FORESEEN.search(hit.document.text, start, hit.figure.span.start)
    )


def _adjustment(budgets: Sequence[Hit]) -> Computation | None:
    """What was added to the initial budget during the year (negative: cut)."""
    by_key = {b.figure.indicator: b.figure for b in budgets}
    new = by_key.get("adjusted_budget") or by_key.get("annual_budget")
    old = by_key.get("initial_budget")
    return compute("adjustment", (new, old)) if new and old else None


def _budgets(hits: Sequence[Hit], anchor: Hit | None) -> tuple[Hit, ...]:
    return tuple(b for key in _BUDGETS if (b := _best(hits, (key,), anchor)))


def _computed(executed: Hit | None, budgets: Sequence[Hit], rate: Hit | None) -> Computation | None:
    """The rate over the budget that yields the stated rate, else over the adjusted, annual, then initial one."""
    if not executed:
        return None
    options = [c for b in budgets if (c := compute("execution_rate", (executed.figure, b.figure)))]
    if rate:
        options.sort(key=lambda c: not agrees(rate.figure.quantity, c.quantity))
    return options[0] if options else None


def _ordered(budgets: Iterable[Hit]) -> tuple[Hit, ...]:
    return tuple(sorted(budgets, key=lambda h: h.figure.span))


def _best(hits: Sequence[Hit], keys: tuple[str, ...], anchor: Hit | None) -> Hit | None:
    """The figure of the whole office with one of these indicators: near `anchor` if there is one, else earliest."""
    found = [h for h in hits if h.figure.indicator in keys]
    return min(found, key=lambda h: (*_rank(h), _distance(h, anchor), h.figure.span), default=None)


def _rank(hit: Hit) -> tuple[int, int, int]:
    figure, text = hit.figure, hit.document.text
    said = f"{figure.subject}{figure.measure}"
    sentence = sentence_span(figure.clause, text).of(text)
    part = any(w in said for w in _PARTS)
    whole = any(w in "".join(figure.section) or w in sentence for w in _WHOLE)
    yearly = figure.period is not None and figure.period.is_year
    return (int(part) + int(bool(figure.cell)), int(not yearly), int(not whole))


def _distance(hit: Hit, anchor: Hit | None) -> int:
    if anchor is None:
        return 0
    if hit.document.id != anchor.document.id:
        return 1_000_000
    if hit.figure.cell and anchor.figure.cell:
        return 0 if hit.figure.clause == anchor.figure.clause else 500_000
    return abs(hit.figure.span.start - anchor.figure.span.start)


def _together(hit: Hit, anchor: Hit | None) -> bool:
    """Whether two figures stand in one statement: the same row, or within a paragraph's length of each other."""
    return anchor is None or _distance(hit, anchor) <= 400


def _fits_period(plan: Plan, figure: Figure) -> bool:
    """The period asked for, or the whole year: a December cumulative row counts as one."""
    if plan.period is not None:
        return figure.period is not None and (
            same_stretch(_asked_in(plan, figure.period), figure.period)
            or (figure.role is Role.BUDGET and figure.period.is_year)
        )
    return figure.period is None or figure.period.is_year or figure.period.end[5:7] == "12"


def _asked_in(plan: Plan, period: Period) -> Period:
    """The period asked, in the figure's year when the question names none."""
    assert plan.period is not None
    return plan.period if plan.years else in_year(plan.period, period.years[-1])
