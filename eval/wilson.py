"""How far a share seen in few cases may be off."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total` with the ends of their Wilson interval, all in 0..1; of nothing, anything is possible."""

    hits: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share itself, or None of nothing."""
        return self.hits / self.total if self.total else None

    def __str__(self) -> str:
        if not self.total:
            return "–"
        return f"{self.hits}/{self.total} = {self.hits / self.total:.1%} [{self.low:.1%}, {self.high:.1%}]"


def wilson(hits: int, total: int, confidence: float = 0.95) -> Share:
    """The Wilson score interval of `hits` out of `total`; raises ValueError unless 0 <= hits <= total."""
    if not 0 <= hits <= total:
        raise ValueError(f"{hits} hits of {total}")
    if not total:
        return Share(0, 0, 0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = hits / total, z * z
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = z * sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return Share(hits, total, max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share)))
