"""What a cross-check 核对 computes: the formulas over a report's own figures, and how a stated value compares.

Every written number stands for an interval: half a unit of its last digit either way, or what its hedge allows. A
stated value contradicts its inputs only where no values within their intervals yield it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, DecimalException

from assistant.records.model import Bound, Quantity, Verdict
from assistant.records.quantity import convert, family
from assistant.records.units import split_multiplier

_HUNDREDTH = Decimal("0.01")
_COUNTED = frozenset({"count", "people", "visits", "households", "score"})
_ABOUT = (Decimal("0.9"), Decimal("1.1"))


@dataclass(frozen=True, slots=True)
class CheckFormula:
    """A formula by key, with its words; `apply` takes values in one unit, the first may rise or fall against the rest.

    `percent` tells that it yields a percentage; otherwise the result has the stated figure's unit.
    """

    key: str
    zh: str
    en: str
    percent: bool
    apply: Callable[..., Decimal]


CHECK_FORMULAS = {
    f.key: f
    for f in (
        CheckFormula("executed_over_budget", "执行数 ÷ 预算数", "executed ÷ budget", True, lambda a, b: a / b * 100),
        CheckFormula(
            "executed_over_initial", "执行数 ÷ 年初预算", "executed ÷ initial budget", True, lambda a, b: a / b * 100
        ),
        CheckFormula(
            "executed_over_adjusted", "执行数 ÷ 调整预算", "executed ÷ adjusted budget", True, lambda a, b: a / b * 100
        ),
        CheckFormula(
            "executed_over_received",
            "执行数 ÷ 到位资金",
            "executed ÷ funds received",
            True,
            lambda a, b: a / b * 100,
        ),
        CheckFormula(
            "received_over_budget", "到位资金 ÷ 预算数", "funds received ÷ budget", True, lambda a, b: a / b * 100
        ),
        CheckFormula("part_over_total", "部分 ÷ 总额", "part ÷ total", True, lambda a, b: a / b * 100),
        CheckFormula(
            "part_over_parts", "部分 ÷ 各部分之和", "part ÷ sum of parts", True, lambda a, *b: a / (a + sum(b)) * 100
        ),
        CheckFormula(
            "growth",
            "增加额 ÷（本期 − 增加额）",
            "increase ÷ (value − increase)",
            True,
            lambda a, c: c / (a - c) * 100,
        ),
        CheckFormula(
            "decline",
            "减少额 ÷（本期 + 减少额）",
            "decrease ÷ (value + decrease)",
            True,
            lambda a, c: c / (a + c) * 100,
        ),
        CheckFormula(
            "change_rate",
            "|本期 − 上期| ÷ 上期",
            "|value − previous| ÷ previous",
            True,
            lambda a, b: abs(a - b) / b * 100,
        ),
        CheckFormula("change", "|本期 − 上期|", "|value − previous|", False, lambda a, b: abs(a - b)),
        CheckFormula("actual_over_target", "完成值 ÷ 目标值", "actual ÷ target", True, lambda a, b: a / b * 100),
        CheckFormula("score_over_full", "得分 ÷ 分值", "score ÷ full marks", True, lambda a, b: a / b * 100),
        CheckFormula("sum", "各部分之和", "sum of parts", False, lambda *a: sum(a, Decimal())),
        CheckFormula("initial_plus_added", "年初预算 + 追加", "initial budget + added", False, lambda a, b: a + b),
        CheckFormula("initial_minus_cut", "年初预算 − 压减", "initial budget − cut", False, lambda a, b: a - b),
        CheckFormula("budget_minus_executed", "预算数 − 执行数", "budget − executed", False, lambda a, b: a - b),
    )
}


def judge(key: str, stated: Quantity, inputs: Sequence[Quantity]) -> tuple[Quantity, Verdict] | None:
    """What formula `key` yields over `inputs`, and how `stated` compares; None where it cannot be computed.

    The result has the stated number of decimals, at least two where it differs.
    """
    formula = CHECK_FORMULAS[key]
    unit = inputs[0].unit if formula.percent else "%" if family(stated.unit) == "points" else stated.unit
    try:
        ends = [tuple(_converted(v, q.unit, unit) for v in interval(q)) for q in inputs]
        point = formula.apply(*(_converted(q.value, q.unit, unit) for q in inputs))
        corners = [
            formula.apply(ends[0][first], *(end[rest] for end in ends[1:])) for first in (0, 1) for rest in (0, 1)
        ]
        exact = stated.bound is Bound.EXACT and all(q.bound is Bound.EXACT for q in inputs)
        verdict = _compared(stated, point, min(corners), max(corners), exact=exact)
        step = last_digit(stated) if verdict is Verdict.AGREES else min(last_digit(stated), _HUNDREDTH)
        rounded = point.quantize(step, ROUND_HALF_UP)
    except (ValueError, DecimalException, ZeroDivisionError):
        return None
    return Quantity(rounded, "%" if formula.percent else stated.unit), verdict


def _converted(value: Decimal, unit: str, to: str) -> Decimal:
    return value if unit == to else convert(Quantity(value, unit), to).value


def _compared(stated: Quantity, point: Decimal, low: Decimal, high: Decimal, *, exact: bool) -> Verdict:
    step = last_digit(stated)
    rounded = point.quantize(step, ROUND_HALF_UP)
    if stated.bound is Bound.EXACT and rounded == stated.value:
        return Verdict.AGREES
    least, most = interval(stated, counted=False)
    if least <= high and low <= most:
        return Verdict.ROUNDING if exact else Verdict.AGREES
    return Verdict.ROUNDING if abs(stated.value - rounded) <= step else Verdict.CONTRADICTS


def last_digit(quantity: Quantity) -> Decimal:
    """The worth of the last written digit: 0.01 for 98.94, 1 for 1200."""
    exponent = quantity.value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def interval(quantity: Quantity, *, counted: bool = True) -> tuple[Decimal, Decimal]:
    """The least and the most that a written quantity can stand for, in its own unit.

    Whole counts are exact unless `counted` is False; 超 may reach twice the value, 近 half of it, 约 a tenth either way.
    """
    value, half = quantity.value, last_digit(quantity) / 2
    if counted and not value:
        return value, value
    if quantity.bound is Bound.EXACT:
        whole = last_digit(quantity) == 1 and not split_multiplier(quantity.unit)[0]
        return (
            (value, value) if counted and whole and family(quantity.unit) in _COUNTED else (value - half, value + half)
        )
    if quantity.bound is Bound.RANGE:
        return value - half, (value if quantity.upper is None else quantity.upper) + half
    if quantity.bound is Bound.ABOUT:
        low, high = sorted((value * _ABOUT[0], value * _ABOUT[1]))
    elif quantity.bound in {Bound.AT_LEAST, Bound.OVER}:
        low, high = sorted((value, value * 2))
    else:
        low, high = sorted((value / 2, value))
    return low - half, high + half
