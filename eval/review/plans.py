"""How many answers to review: by exact probabilities, before anything is drawn.

A plan says "of n answers at most c may be wrong": then the rate of errors lies below the limit, with the confidence named.
Zero of 149 shows less than 2 % at 95 %: 0.98 ** 149 = 0.0493. Of a small frame fewer are enough (hypergeometric).
"""

from dataclasses import dataclass
from math import floor


@dataclass(frozen=True, slots=True)
class AcceptancePlan:
    """Review `size` answers: with at most `accept` wrong ones the error rate is below `limit` at `confidence`.

    `risk` is the chance to pass all the same when the rate is just at the limit, always at most 1 - confidence.
    """

    size: int
    accept: int
    limit: float
    confidence: float
    risk: float
    population: int | None = None

    def passing(self, rate: float) -> float:
        """The chance that the plan accepts when a share `rate` of all answers is wrong: its power at that rate."""
        return _at_most(self.accept, self.size, rate, self.population)


def acceptance_plan(
    limit: float, *, confidence: float = 0.95, accept: int = 0, population: int | None = None
) -> AcceptancePlan:
    """The smallest plan that shows an error rate below `limit`, allowing `accept` wrong answers.

    With `population` answers in all, those drawn are not put back. Raises ValueError for a limit or confidence outside
    0..1, or where even all answers are too few.
    """
    if not (0 < limit < 1 and 0 < confidence < 1 and accept >= 0):
        raise ValueError(f"limit {limit}, confidence {confidence} and accept {accept} make no plan")
    low, high = accept, population or _enough(limit, confidence, accept)
    risk = 1 - confidence
    if _at_most(accept, high, limit, population) > risk:
        raise ValueError(f"{high} answers are too few to show an error rate below {limit:.1%}")
    while high - low > 1:
        middle = (low + high) // 2
        if _at_most(accept, middle, limit, population) <= risk:
            high = middle
        else:
            low = middle
    return AcceptancePlan(high, accept, limit, confidence, _at_most(accept, high, limit, population), population)


def acceptance_plans(
    limit: float, *, confidence: float = 0.95, population: int | None = None, most: int = 3
) -> tuple[AcceptancePlan, ...]:
    """The plans that allow none, one, … `most` wrong answers, as far as the frame has enough; raises ValueError for none."""
    plans = [acceptance_plan(limit, confidence=confidence, population=population)]
    for accept in range(1, most + 1):
        try:
            plans.append(acceptance_plan(limit, confidence=confidence, accept=accept, population=population))
        except ValueError:
            break
    return tuple(plans)


def powered_plan(
    limit: float, expected: float, *, confidence: float = 0.95, power: float = 0.8, population: int | None = None
) -> AcceptancePlan:
    """The smallest plan that passes with a chance of `power` when the true error rate is `expected`.

    Raises ValueError where `expected` is not below `limit`, or no plan of up to 100 wrong answers has that power.
    """
    if not 0 <= expected < limit:
        raise ValueError(f"an expected rate of {expected} is not below the limit of {limit}")
    for accept in range(101):
        plan = acceptance_plan(limit, confidence=confidence, accept=accept, population=population)
        if plan.passing(expected) >= power:
            return plan
    raise ValueError(f"no plan of up to 100 wrong answers tells {expected:.2%} from {limit:.2%}")


def interval_size(rate: float, margin: float, *, confidence: float = 0.95, population: int | None = None) -> int:
    """How many answers give a Wilson interval of half width `margin` or less when a share `rate` is right."""
    from statsmodels.stats.proportion import proportion_confint

    def half(size: int) -> float:
        effective = size if population is None else size * (population - 1) / max(population - size, 1e-9)
        low, high = proportion_confint(rate * effective, effective, alpha=1 - confidence, method="wilson")
        return float(high - low) / 2

    low, high = 0, population or 10_000_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if half(middle) <= margin else (middle, high)
    return high


def _at_most(accept: int, size: int, rate: float, population: int | None) -> float:
    """The chance of at most `accept` wrong answers among `size` drawn."""
    from scipy.stats import binom, hypergeom

    if population is None:
        return float(binom.cdf(accept, size, rate))
    # The fewest wrong answers that make the rate: what is to be shown false is "at least the limit".
    wrong = min(population, max(1, -floor(-rate * population))) if rate else 0
    return float(hypergeom.cdf(accept, population, wrong, size))


def _enough(limit: float, confidence: float, accept: int) -> int:
    size = accept + 1
    while _at_most(accept, size, limit, None) > 1 - confidence:
        size *= 2
    return size
