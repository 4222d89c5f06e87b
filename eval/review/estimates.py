"""What judged samples say of all answers: rates with intervals, weighted to the frame, corrected for reviewers' errors.

Intervals are Wilson's or exact (Clopper-Pearson). A sample that is not plain has an effective size: that of a plain sample
with the same variance (Korn and Graubard 1998). What a reviewer overlooks is estimated from the answers that two people
reviewed, and its uncertainty joined by MOVER (Zou and Donner 2008); what both overlook stays hidden. The automatic check of every answer of the frame
sharpens the rate where enough answers fail it (prediction-powered inference: Angelopoulos et al. 2023).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from eval.wilson import Share


class IntervalMethod(StrEnum):
    """Which interval: Wilson's score interval, or the exact one of Clopper and Pearson, which is wider."""

    WILSON = "wilson"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate with its ends, all in 0..1; `effective` is the size of a plain sample that tells as much.

    Of nothing judged, `value` is None and anything is possible.
    """

    value: float | None
    low: float
    high: float
    effective: float

    def __str__(self) -> str:
        return "–" if self.value is None else f"{self.value:.1%} [{self.low:.1%}, {self.high:.1%}]"


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: `size` answers in the frame, `judged` of them, `right` of those."""

    name: str
    size: int
    judged: int
    right: float


@dataclass(frozen=True, slots=True)
class Overlooked:
    """What second reviews found: of `looked` answers that the first reviewer passed, `wrong` were wrong after all.

    `share` is the weighted share of the frame that only one reviewer passed: as much may hide errors.
    """

    looked: int
    wrong: int
    share: float


_ENOUGH = 8
"""So many right and wrong, passed and not, before the check is believed: fewer make its weight a matter of luck."""
NOTHING = Estimate(None, 0.0, 1.0, 0.0)
_SHRINK = 2.0
"""How many answers of the whole are added to each stratum, so that one without an error does not count as certain."""


def proportion(
    right: float,
    judged: float,
    *,
    population: int | None = None,
    confidence: float = 0.95,
    method: IntervalMethod = IntervalMethod.WILSON,
) -> Estimate:
    """The rate of `right` among `judged`; of a frame of `population` answers, those judged are certain (finite population)."""
    if not judged:
        return NOTHING
    value = right / judged
    if population is not None and judged >= population:
        return Estimate(value, value, value, float("inf"))
    effective = judged if population is None else judged * (population - 1) / (population - judged)
    return _at(value, effective, confidence, method)


def stratified(
    strata: Sequence[Stratum], *, confidence: float = 0.95, method: IntervalMethod = IntervalMethod.WILSON
) -> Estimate:
    """The rate in the frame from a stratified sample: each stratum weighs as much as it has answers.

    Strata of which nothing is judged yet are left out; the rate is then that of the others.
    """
    used = [one for one in strata if one.judged]
    if not used:
        return NOTHING
    return _from(_mean(used), _variance(used), used, confidence, method)


def predicted(
    strata: Sequence[Stratum],
    frame: float,
    labels: Sequence[tuple[float, bool, bool]],
    *,
    confidence: float = 0.95,
    method: IntervalMethod = IntervalMethod.WILSON,
) -> tuple[Estimate, float]:
    """The rate with the help of the automatic check, and how much the check counts (0: it tells nothing).

    `frame` is the share of the whole frame that passes the check, `labels` are (weight, passes the check, right) of the
    judged answers, weights adding up to 1. The check counts for as much as it goes along with the judgements, and not at
    all where fewer than eight answers fail it, or are wrong.
    """
    used = [one for one in strata if one.judged]
    if not used:
        return NOTHING, 0.0
    passing = sum(weight for weight, passed, _ in labels if passed)
    right = sum(weight for weight, _, good in labels if good)
    both = sum(weight for weight, passed, good in labels if passed and good)
    spread, own = passing * (1 - passing), right * (1 - right)
    if (
        min(_both(passed for _, passed, _ in labels), _both(good for _, _, good in labels)) < _ENOUGH
        or not own * spread
    ):
        return stratified(strata, confidence=confidence, method=method), 0.0
    along = both - passing * right
    explained = 1 - (1 - along * along / (spread * own)) * (len(labels) - 1) / (len(labels) - 2)
    if explained <= 0:
        return stratified(strata, confidence=confidence, method=method), 0.0
    weight = along / spread
    value = min(1.0, max(0.0, _mean(used) + weight * (frame - passing)))
    return _from(value, _variance(used) * (1 - explained), used, confidence, method), weight


def less_overlooked(judged: Estimate, overlooked: Overlooked, *, confidence: float = 0.95) -> Estimate:
    """The rate of right answers less what reviewers passed wrongly; wider, for how much that is was only sampled.

    Overlooked errors are few, so their share has an exact interval. Its lower end alone bounds the rate from above: one
    error found by chance in a small second review must not push the interval below the truth. While nobody has looked
    twice, nothing is known of it and the rate stays as judged.
    """
    if judged.value is None or not overlooked.share or not overlooked.looked:
        return judged
    hidden = proportion(overlooked.wrong, overlooked.looked, confidence=confidence, method=IntervalMethod.EXACT)
    share = overlooked.share
    rate = (hidden.value or 0.0) * share
    value = max(0.0, judged.value - rate)
    low = value - sqrt((judged.value - judged.low) ** 2 + (hidden.high * share - rate) ** 2)
    high = max(value, judged.high - hidden.low * share)
    return Estimate(value, max(0.0, low), min(1.0, high), judged.effective)


def _both(values: Iterable[bool]) -> int:
    """How often the rarer of true and false occurs."""
    counts = Counter(values)
    return min(counts[True], counts[False])


@dataclass(frozen=True, slots=True)
class Change:
    """The later rate less the earlier one, with its ends and the chance of as great a difference by luck alone."""

    difference: float
    low: float
    high: float
    p_value: float


def change(earlier: Estimate, later: Estimate, confidence: float = 0.95) -> Change | None:
    """How the rate changed between two rounds: Newcombe's interval and a two-sided score test; None where either is empty."""
    from statsmodels.stats.proportion import confint_proportions_2indep, test_proportions_2indep

    if earlier.value is None or later.value is None:
        return None
    sizes = [min(one.effective, 1e9) for one in (later, earlier)]
    counts = [later.value * sizes[0], earlier.value * sizes[1]]
    difference = later.value - earlier.value
    low, high = confint_proportions_2indep(
        counts[0], sizes[0], counts[1], sizes[1], method="newcomb", compare="diff", alpha=1 - confidence
    )
    if not difference:
        return Change(0.0, float(low), float(high), 1.0)
    test = test_proportions_2indep(
        counts[0], sizes[0], counts[1], sizes[1], method="score", compare="diff", return_results=True
    )
    return Change(difference, float(low), float(high), float(test.pvalue))


def paired_change(became_wrong: int, became_right: int) -> float:
    """The chance of as lopsided a change of the same questions by luck alone: McNemar's exact test, two-sided."""
    from statsmodels.stats.contingency_tables import mcnemar

    if not became_wrong + became_right:
        return 1.0
    return float(mcnemar([[0, became_wrong], [became_right, 0]], exact=True).pvalue)


def as_share(estimate: Estimate, right: int, judged: int) -> Share:
    """An estimate as the share that reports print, with the plain counts."""
    return Share(right, judged, estimate.low, estimate.high)


def _mean(strata: Sequence[Stratum]) -> float:
    whole = sum(one.size for one in strata)
    return sum(one.size / whole * one.right / one.judged for one in strata)


def _smoothed(strata: Sequence[Stratum]) -> list[float]:
    """Each stratum's rate drawn a little towards the whole's, and that towards one half.

    Agresti and Coull's two answers of either kind keep a sample without any error from being taken for certain.
    """
    judged = sum(one.judged for one in strata)
    square = NormalDist().inv_cdf(0.975) ** 2
    pooled = (_mean(strata) * judged + square / 2) / (judged + square)
    return [(one.right + _SHRINK * pooled) / (one.judged + _SHRINK) for one in strata]


def _variance(strata: Sequence[Stratum]) -> float:
    """The variance of the weighted rate; answers of the frame that are judged add nothing to it."""
    whole = sum(one.size for one in strata)
    return sum(
        (one.size / whole) ** 2 * (one.size - one.judged) / max(one.size - 1, 1) * rate * (1 - rate) / one.judged
        for one, rate in zip(strata, _smoothed(strata), strict=True)
    )


def _from(
    value: float, variance: float, strata: Sequence[Stratum], confidence: float, method: IntervalMethod
) -> Estimate:
    if variance <= 0:
        return Estimate(value, value, value, float("inf"))
    whole = sum(one.size for one in strata)
    near = sum(one.size / whole * rate for one, rate in zip(strata, _smoothed(strata), strict=True))
    return _at(value, near * (1 - near) / variance, confidence, method)


def _at(value: float, effective: float, confidence: float, method: IntervalMethod) -> Estimate:
    from statsmodels.stats.proportion import proportion_confint

    name = "beta" if method is IntervalMethod.EXACT else "wilson"
    low, high = proportion_confint(value * effective, effective, alpha=1 - confidence, method=name)
    return Estimate(value, max(0.0, min(float(low), value)), min(1.0, max(float(high), value)), effective)
