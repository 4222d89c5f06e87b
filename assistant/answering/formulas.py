"""Formulas: named, computed in Decimal, with the operands they take and how they are written for people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assistant.records.model import Bound, Computation, Figure, Quantity
from assistant.records.quantity import convert

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula over figures: `apply` takes their values, in the first operand's unit unless `mixed` (then as written).

    `unit` is the result's: "" for the first operand's, "/" for the first per the second (元/户).
    """

    key: str
    zh: str
    en: str
    unit: str
    apply: Callable[..., Decimal]
    mixed: bool = False


_FORMULAS = (
    Formula(
        "execution_rate",
        "执行数 ÷ 预算数 × 100%",
        "executed ÷ budget × 100%",
        "%",
        lambda done, plan: done / plan * 100,
    ),
    Formula("adjustment", "|调整预算 − 年初预算|", "|adjusted − initial budget|", "", lambda new, old: abs(new - old)),
    Formula("difference", "|甲 − 乙|", "|first − second|", "", lambda one, other: abs(one - other)),
    Formula("sum", "各项之和", "sum of all", "", lambda *values: sum(values, Decimal(0))),
    Formula("mean", "各项之和 ÷ 项数", "sum of all ÷ their number", "", lambda *vs: sum(vs, Decimal(0)) / len(vs)),
    Formula("balance", "预算数 − 执行数", "budget − executed", "", lambda plan, done: plan - done),
    Formula(
        "growth",
        "（后 − 前）÷ 前 × 100%",
        "(later − earlier) ÷ earlier × 100%",
        "%",
        lambda new, old: (new - old) / old * 100,
    ),
    Formula("share", "部分 ÷ 总体 × 100%", "part ÷ whole × 100%", "%", lambda part, whole: part / whole * 100),
    Formula(
        "share_of_sum",
        "该项 ÷ 各项之和 × 100%",
        "part ÷ sum of all × 100%",
        "%",
        lambda part, *values: part / sum(values, Decimal(0)) * 100,
    ),
    Formula(
        "parts_share",
        "所选各项之和 ÷ 总计 × 100%",
        "sum of the parts ÷ total × 100%",
        "%",
        lambda *values: sum(values[:-1], Decimal(0)) / values[-1] * 100,
    ),
    Formula("completion", "实际 ÷ 目标 × 100%", "actual ÷ target × 100%", "%", lambda done, goal: done / goal * 100),
    Formula(
        "before_rise",
        "本年数 ÷（1 + 增幅）",
        "this year ÷ (1 + growth)",
        "",
        lambda now, rate: now / (1 + rate / 100),
        True,
    ),
    Formula(
        "before_fall",
        "本年数 ÷（1 − 降幅）",
        "this year ÷ (1 − fall)",
        "",
        lambda now, rate: now / (1 - rate / 100),
        True,
    ),
    Formula("less_rise", "本年数 − 增加数", "this year − increase", "", lambda now, change: now - change),
    Formula("plus_fall", "本年数 + 减少数", "this year + decrease", "", lambda now, change: now + change),
    Formula("goal", "实际 ÷ 完成率", "actual ÷ completion rate", "", lambda done, rate: done / rate * 100, True),
    Formula("per_unit", "金额 ÷ 数量", "amount ÷ quantity", "/", lambda amount, count: amount / count, True),
    Formula("product", "单价 × 数量", "unit price × quantity", "", lambda price, count: price * count, True),
)


def _of_pace(month: int) -> tuple[Formula, Formula]:
    """How far spending to the end of `month` falls short of pro-rata progress: in points, and in money."""
    return (
        Formula(
            f"points_behind_{month}",
            f"序时进度 {month}/12 − 执行数 ÷ 预算数",
            f"pro rata {month}/12 − executed ÷ budget",
            "个百分点",
            lambda plan, done: (Decimal(month) / 12 - done / plan) * 100,
        ),
        Formula(
            f"short_of_pace_{month}",
            f"预算数 × {month}/12 − 执行数",
            f"budget × {month}/12 − executed",
            "",
            lambda plan, done: plan * month / 12 - done,
        ),
    )


FORMULAS = {f.key: f for f in (*_FORMULAS, *(f for month in range(1, 13) for f in _of_pace(month)))}
_CONVERT = "convert:"
_POINTS = {"%": "个百分点"}


def compute(key: str, inputs: tuple[Figure, ...]) -> Computation | None:
    """The formula `key` over `inputs`; None where it divides by zero or units differ. `convert:元` converts to that unit.

    A quotient is rounded half up to two decimals; sums, differences and conversions are exact. Percentages differ by
    percentage points.
    """
    try:
        if key.startswith(_CONVERT):
            return Computation(key, inputs, convert(inputs[0].quantity, key.removeprefix(_CONVERT)))
        formula, unit = FORMULAS[key], inputs[0].quantity.unit
        values = [f.quantity.value if formula.mixed else _value(f, unit) for f in inputs]
        result = formula.apply(*values)
    except (ValueError, ZeroDivisionError, ArithmeticError):
        return None
    if formula.unit == "/":
        return _per(key, inputs, result)
    exact = formula.unit == "" and key in {"adjustment", "difference", "sum", "balance", "less_rise", "plus_fall"}
    unit = formula.unit or (_POINTS.get(unit, unit) if key == "difference" else unit)
    if exact:
        return Computation(key, inputs, Quantity(result, unit, bound_of(inputs)))
    return Computation(
        key, inputs, Quantity(result.quantize(_HUNDREDTH, ROUND_HALF_UP), unit, bound_of(inputs)), "0.01"
    )


def _value(figure: Figure, unit: str) -> Decimal:
    """A figure's value in `unit`; percentage points count as percent where they change one."""
    if unit == "%" and figure.quantity.unit == _POINTS["%"]:
        return figure.quantity.value
    return convert(figure.quantity, unit).value


def _per(key: str, inputs: tuple[Figure, ...], result: Decimal) -> Computation:
    """An amount per unit, in 元 where 万元 would leave less than one."""
    money, count = (f.quantity.unit for f in inputs)
    scale = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
    counted = count.lstrip("万亿")
    result = result / scale.get(count[:1], Decimal(1)) if counted != count else result
    if money[:1] in scale and result < 1:
        money, result = money[1:], result * scale[money[:1]]
    return Computation(
        key,
        inputs,
        Quantity(result.quantize(_HUNDREDTH, ROUND_HALF_UP), f"{money}/{counted}", bound_of(inputs)),
        "0.01",
    )


def bound_of(inputs: tuple[Figure, ...]) -> Bound:
    """The bound of what is computed from `inputs`: exact only where all are, else about."""
    return Bound.EXACT if all(f.quantity.bound is Bound.EXACT for f in inputs) else Bound.ABOUT


def agrees(stated: Quantity, computed: Quantity) -> bool:
    """Whether a stated percentage is the computed one at the stated number of decimals, give or take its last digit."""
    exponent = stated.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(stated.value - computed.value) <= step
