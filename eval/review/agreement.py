"""How far reviewers agree beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import NormalDist
from warnings import catch_warnings

from eval.wilson import Share, wilson


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of pairs of judgements: the plain share, Cohen's kappa with its ends, Krippendorff's alpha.

    `kappa` and `alpha` are None where they are not defined: no pair, or one and the same judgement throughout.
    """

    pairs: int
    share: Share
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    alpha: float | None


def agreement(pairs: Sequence[tuple[bool, bool]], confidence: float = 0.95) -> Agreement:
    """The agreement of pairs of judgements (first reviewer, second reviewer), each right or wrong."""
    share = wilson(sum(one is other for one, other in pairs), len(pairs), confidence)
    kappa, low, high = cohen_kappa(pairs, confidence)
    alpha = krippendorff_alpha([{"first": one, "second": other} for one, other in pairs])
    return Agreement(len(pairs), share, kappa, low, high, alpha)


def cohen_kappa(
    pairs: Sequence[tuple[bool, bool]], confidence: float = 0.95
) -> tuple[float | None, float | None, float | None]:
    """Cohen's kappa of pairs of judgements with the ends of its interval, kept within -1..1; None where undefined."""
    from statsmodels.stats.inter_rater import cohens_kappa

    if len({value for pair in pairs for value in pair}) < 2:
        return None, None, None
    counts = Counter(pairs)
    table = [[counts[one, other] for other in (True, False)] for one in (True, False)]
    # Where one reviewer never finds an error the test statistic has no variance; kappa itself is 0 then.
    with catch_warnings(action="ignore", category=RuntimeWarning):
        result = cohens_kappa(table)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * float(result.std_kappa)
    value = float(result.kappa)
    if not (isfinite(value) and isfinite(half)):
        return None, None, None
    return value, max(-1.0, value - half), min(1.0, value + half)


def krippendorff_alpha(units: Iterable[Mapping[str, Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal data: one mapping a unit, from coder to value; coders may be missing.

    1 less the disagreement observed over that expected by chance, both counted in pairs of values within units
    (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011). None where only one value occurs.
    """
    weights: dict[tuple[Hashable, Hashable], float] = {}
    for unit in units:
        values = list(unit.values())
        if len(values) < 2:
            continue
        for at, one in enumerate(values):
            for other in values[:at] + values[at + 1 :]:
                weights[one, other] = weights.get((one, other), 0.0) + 1 / (len(values) - 1)
    totals: dict[Hashable, float] = {}
    for (one, _), weight in weights.items():
        totals[one] = totals.get(one, 0.0) + weight
    whole = sum(totals.values())
    expected = whole * whole - sum(total * total for total in totals.values())
    if not expected:
        return None
    differing = sum(weight for (one, other), weight in weights.items() if one != other)
    return 1 - (whole - 1) * differing / expected
