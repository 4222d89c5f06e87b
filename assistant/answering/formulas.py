"""Formulas: named, computed in Decimal, with the operands they take and how they are written for people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assistant.records.model import Computation, Figure, Quantity
from assistant.records.quantity import convert

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula over figures of one unit family: `apply` takes values in the first operand's unit."""

    key: str
    zh: str
    en: str
    unit: str
    apply: Callable[..., Decimal]


FORMULAS = {
    f.key: f
    for f in (
        Formula(
            "execution_rate",
            "执行数 ÷ 预算数 × 100%",
            "executed ÷ budget × 100%",
            "%",
            lambda done, plan: done / plan * 100,
        ),
        Formula(
            "adjustment", "|调整预算 − 年初预算|", "|adjusted − initial budget|", "", lambda new, old: abs(new - old)
        ),
        Formula("difference", "|甲 − 乙|", "|first − second|", "", lambda one, other: abs(one - other)),
        Formula("sum", "各项之和", "sum of all", "", lambda *values: sum(values, Decimal(0))),
        Formula("balance", "预算数 − 执行数", "budget − executed", "", lambda plan, done: plan - done),
    )
}


def compute(key: str, inputs: tuple[Figure, ...]) -> Computation | None:
    """The formula `key` over `inputs`; None where it divides by zero or units differ.

    A quotient is rounded half up to two decimals; sums and differences are exact.
    """
    formula = FORMULAS[key]
    unit = inputs[0].quantity.unit
    try:
        values = [convert(f.quantity, unit).value for f in inputs]
        result = formula.apply(*values)
    except (ValueError, ZeroDivisionError, ArithmeticError):
        return None
    if not formula.unit:
        return Computation(key, inputs, Quantity(result, unit))
    return Computation(key, inputs, Quantity(result.quantize(_HUNDREDTH, ROUND_HALF_UP), formula.unit), "0.01")


def agrees(stated: Quantity, computed: Quantity) -> bool:
    """Whether a stated percentage is the computed one at the stated number of decimals, give or take its last digit."""
    exponent = stated.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(stated.value - computed.value) <= step
