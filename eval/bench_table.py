"""A line of the table that the bench prints, and the clock of its measures."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, the figure with its unit, and what it is compared with."""

    what: str
    figure: str
    beside: str = ""


def costs(job: Callable[[T], object], items: Iterable[T]) -> list[float]:
    """Milliseconds of processor time that `job` takes for each item: other programs do not disturb it, threads add up."""
    taken = []
    for item in items:
        begun = time.process_time()
        job(item)
        taken.append((time.process_time() - begun) * 1000)
    return taken


def spread(taken: Sequence[float]) -> str:
    """Median and 95th percentile, in milliseconds."""
    high = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return f"p50 {statistics.median(taken):.1f}, p95 {high:.1f} ms"
