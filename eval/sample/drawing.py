"""Draws the value of every figure that a report may state, from its specification and the department's accounts."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random

from eval.sample.chance import between, percent, rounded
from eval.sample.texts import FigureSpec

ROUND_HEDGES = ("余", "多", "超", "逾")


def draw(specs: Iterable[FigureSpec], accounts: Mapping[str, Decimal], rng: Random) -> dict[str, Decimal]:
    """A value for each specification, by key. A specification may refer only to keys before it; KeyError otherwise."""
    drawn: dict[str, Decimal] = {}
    for spec in specs:
        drawn[spec.key] = rounded(_value(spec, drawn, accounts, rng), spec.places)
    return drawn


def _value(spec: FigureSpec, drawn: Mapping[str, Decimal], accounts: Mapping[str, Decimal], rng: Random) -> Decimal:
    if spec.core:
        return accounts[spec.core]
    if spec.value is not None:
        return Decimal(spec.value)
    if spec.percent:
        return percent(drawn[spec.percent[0]], drawn[spec.percent[1]], spec.places)
    if spec.sum:
        return sum((drawn[key] for key in spec.sum), Decimal(0))
    if spec.factor:
        return _stepped(spec, drawn[spec.of] * between(rng, spec.factor[0], spec.factor[1], 3))
    return _stepped(spec, between(rng, spec.range[0], spec.range[1], spec.places))


def _stepped(spec: FigureSpec, value: Decimal) -> Decimal:
    """`value` on the grid of its step; a hedged count (10余个) is a round number."""
    step = 10 if spec.hedge in ROUND_HEDGES and not spec.places and spec.step == 1 else spec.step
    return rounded(value, spec.places) // step * step if step > 1 else value
