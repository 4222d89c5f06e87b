"""Chance that is the same everywhere: a generator per seed and names, and exact decimals drawn from it."""

from decimal import ROUND_HALF_UP, Decimal
from random import Random


def chance(*names: object) -> Random:
    """A generator that depends on `names` alone, so any part of the corpus can be made without the rest."""
    return Random("/".join(map(str, names)))


def between(rng: Random, low: Decimal | int, high: Decimal | int, places: int = 0) -> Decimal:
    """A decimal from `low` to `high`, both inclusive, with `places` decimals."""
    scale: int = 10**places
    return Decimal(rng.randint(int(low * scale), int(high * scale))) / scale


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` rounded half up, as reports round."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(part: Decimal, whole: Decimal, places: int = 2) -> Decimal:
    """part / whole in percent, rounded half up to `places`; 0 when the whole is 0."""
    return rounded(part * 100 / whole, places) if whole else Decimal(0)
