"""Comparing offices by one measure: the highest, the lowest, those below or above a limit, or all in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.answering.aspects import Aspect, execution_aspects
from assistant.answering.evidence import Hit
from assistant.answering.execution import Execution, execution_of
from assistant.answering.find import enough, grouped
from assistant.answering.kinds import Kind
from assistant.answering.plan import Plan
from assistant.records.model import Quantity
from assistant.records.quantity import convert

_WHICH_OFFICE = re.compile(
    r"哪(?:一?个|些|几个|家|几家)?(?:部门|单位|局|委办|机构)|(?:各|所有|全部)(?:部门|单位|局)|谁|"
    r"\b(?:which|what) (?:departments?|bureaus?|agenc(?:y|ies)|offices?|units?)\b|\b(?:all|each|every) (?:departments?|bureaus?|offices?)\b|\bwho\b",
    re.I,
)
_EVERY = re.compile(r"各|所有|全部|每个|排名|排序|分别|\b(?:all|each|every|rank\w*|compare)\b", re.I)
_SUM = re.compile(r"一共|合计|总共|共计|总和|加起来|汇总|总计|\b(?:in total|altogether|sum|total)\b", re.I)
_HIGHEST = re.compile(r"最[高多大好快]|排名?第一|\b(?:highest|most|largest|best|biggest|top)\b", re.I)
_LOWEST = re.compile(r"最[低少小差慢]|垫底|\b(?:lowest|least|smallest|worst|fewest)\b", re.I)
_BELOW = re.compile(
    r"低于|不到|不足|小于|少于|未达到?|没有?达到|没达?到|\b(?:below|less than|under|lower than|fewer than)\b", re.I
)
_ABOVE = re.compile(
    r"高于|超过|大于|多于|超出|达到|以上|\b(?:above|more than|over|at least|higher than|exceed\w*)\b", re.I
)

# Figures of other offices this many logits below the best still tell the same measure.
_ALIKE = 2.0


class Order(StrEnum):
    """How offices are compared."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    BELOW = "below"
    ABOVE = "above"
    ALL = "all"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One office's value in a comparison; `execution` is set where the value is part of a budget's execution."""

    department: str
    year: str
    hit: Hit
    execution: Execution | None = None

    @property
    def quantity(self) -> Quantity:
        """The value compared."""
        return self.hit.figure.quantity


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every office with a value, best first, and those of them that answer."""

    order: Order
    everything: tuple[Ranked, ...]
    answering: tuple[Ranked, ...]


def order_of(plan: Plan) -> Order | None:
    """How `plan` wants offices compared, None when it does not."""
    text = plan.asked or plan.question.text
    if plan.departments is not None and len(plan.departments) == 1:
        return None
    which = bool(_WHICH_OFFICE.search(text))
    if not which and not (plan.departments is None and (_HIGHEST.search(text) or _LOWEST.search(text))):
        return None
    if _SUM.search(text) and _EVERY.search(text):
        return Order.SUM
    limited = bool(plan.stated)
    for pattern, order, needs_limit in (
        (_HIGHEST, Order.HIGHEST, False),
        (_LOWEST, Order.LOWEST, False),
        (_BELOW, Order.BELOW, True),
        (_ABOVE, Order.ABOVE, True),
    ):
        if pattern.search(text) and (limited or not needs_limit):
            return order
    return Order.ALL if _EVERY.search(text) else None


def order_of_rows(plan: Plan) -> Order | None:
    """How `plan` wants the rows of a list compared (哪个项目总投资最大, 加起来多少), None when it does not."""
    text = plan.asked or plan.question.text
    if _HIGHEST.search(text):
        return Order.HIGHEST
    if _LOWEST.search(text):
        return Order.LOWEST
    return Order.SUM if _SUM.search(text) else None


def sorted_by_size(hits: Sequence[Hit], order: Order) -> list[Hit]:
    """`hits` of one unit family, largest first (smallest first for LOWEST); those of another family are left out."""
    unit = hits[0].figure.quantity.unit
    sized = [(size, h) for h in hits if (size := _size(h.figure.quantity, unit)) is not None]
    return [h for _, h in sorted(sized, key=lambda s: s[0], reverse=order is not Order.LOWEST)]


def compare(plan: Plan, order: Order, hits: Sequence[Hit]) -> Comparison | None:
    """Offices compared by `plan`'s measure over `hits`; None when fewer than two have a value.

    Without a year asked the latest year on record counts.
    """
    values = _executions(plan, hits) if plan.kind is Kind.EXECUTION else _figures(plan, hits)
    if plan.years is None and values:
        latest = max(v.year for v in values)
        values = [v for v in values if v.year == latest]
    if len(values) < 2:
        return None
    unit = values[0].quantity.unit
    sized = [(v, size) for v in values if (size := _size(v.quantity, unit)) is not None]
    sized.sort(key=lambda s: (s[1], s[0].department), reverse=order is not Order.LOWEST)
    return Comparison(order, tuple(v for v, _ in sized), tuple(_chosen(plan, order, sized, unit)))


def _executions(plan: Plan, hits: Sequence[Hit]) -> list[Ranked]:
    aspects = execution_aspects(plan)
    out = []
    for (department, year), group in grouped(plan, hits).items():
        execution = execution_of(plan, group)
        hit = _of_aspect(execution, aspects) if execution else None
        if hit and department:
            out.append(Ranked(department, year, hit, execution))
    return out


def _of_aspect(execution: Execution, aspects: frozenset[Aspect]) -> Hit | None:
    if Aspect.RATE in aspects:
        return execution.rate
    if Aspect.EXECUTED in aspects:
        return execution.executed
    return execution.budgets[-1] if execution.budgets else None


def _figures(plan: Plan, hits: Sequence[Hit]) -> list[Ranked]:
    good = [h for h in hits if enough(plan, h)]
    if not good:
        return []
    same = [h for h in good if h.side is good[0].side and h.score >= good[0].score - _ALIKE]
    return [Ranked(d, y, group[0]) for (d, y), group in grouped(plan, same).items() if d]


def _chosen(plan: Plan, order: Order, sized: Sequence[tuple[Ranked, Decimal]], unit: str) -> list[Ranked]:
    if order in {Order.HIGHEST, Order.LOWEST}:
        return [v for v, size in sized if size == sized[0][1]]
    if order in {Order.ALL, Order.SUM}:
        return [v for v, _ in sized]
    limits = [limit for q in plan.stated if (limit := _size(q, unit)) is not None]
    if not limits:
        return []
    return [v for v, size in sized if (size < limits[0] if order is Order.BELOW else size > limits[0])]


def _size(quantity: Quantity, unit: str) -> Decimal | None:
    try:
        return convert(quantity, unit).value
    except ValueError:
        return None
