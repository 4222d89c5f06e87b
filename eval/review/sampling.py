"""Drawing answers to review: at random, by strata, or where an error is likely; the same seed draws the same answers."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt
from random import Random

from eval.review.values import OTHERS, REFUSALS, Candidate, Dimension, Flag

LEAST_DOUBLE = 0.2
"""The least share of drawn answers that two people review without seeing each other's judgement."""


class Method(StrEnum):
    """SIMPLE: every answer alike. STRATIFIED: from each stratum. TARGETED: of flagged answers only; says nothing of the rest."""

    SIMPLE = "simple"
    STRATIFIED = "stratified"
    TARGETED = "targeted"


class Allocation(StrEnum):
    """How a stratified sample is divided: by size, by the root of size (small strata get more), or alike."""

    PROPORTIONAL = "proportional"
    ROOT = "root"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample is drawn; `double` is the share that two people review, `flags` what a targeted sample is of."""

    method: Method = Method.STRATIFIED
    size: int = 60
    seed: int = 1
    dimensions: tuple[Dimension, ...] = (Dimension.KIND,)
    allocation: Allocation = Allocation.PROPORTIONAL
    flags: frozenset[Flag] = frozenset()
    double: float = LEAST_DOUBLE


@dataclass(frozen=True, slots=True)
class Drawn:
    """One answer of a sample, in the order of review; `double` where chance chose it for two reviewers."""

    id: str
    stratum: str
    double: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, from which frame: enough to draw it again and to weight it.

    `strata` has the size of each stratum of the frame; `assigned` the stratum of every answer in it.
    """

    design: Design
    frame_hash: str
    strata: Mapping[str, int]
    assigned: Mapping[str, str]
    drawn: tuple[Drawn, ...]


def draw(frame: Collection[Candidate], design: Design) -> Sample:
    """A sample of `frame`; raises ValueError where the design cannot be: nothing to draw, no flag, too little double."""
    if design.size < 1 or not LEAST_DOUBLE <= design.double <= 1:
        raise ValueError(f"a sample needs a size, and at least {LEAST_DOUBLE:.0%} reviewed twice")
    chosen = sorted(_eligible(frame, design), key=lambda one: one.id)
    if not chosen:
        raise ValueError("no answer fits: nothing can be drawn")
    size = min(design.size, len(chosen))
    assigned = _assigned(chosen, design, size)
    strata = dict(sorted(Counter(assigned.values()).items()))
    chance = Random(f"{design.seed}:{frame_hash(chosen)}")
    ids: list[str] = []
    for stratum, count in allocate(strata, size, design.allocation).items():
        ids += chance.sample([one.id for one in chosen if assigned[one.id] == stratum], count)
    chance.shuffle(ids)
    twice = set(chance.sample(ids, ceil(design.double * len(ids))))
    drawn = tuple(Drawn(key, assigned[key], key in twice) for key in ids)
    return Sample(design, frame_hash(chosen), strata, assigned, drawn)


def frame_hash(frame: Iterable[Candidate]) -> str:
    """A SHA-256 of what a sample is drawn from: every answer's id and what it is divided by, whatever the order."""
    lines = sorted(
        [one.id, one.asked_at, one.channel, one.kind, one.document_kind, one.year, sorted(one.flags), one.checked]
        for one in frame
    )
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def allocate(strata: Mapping[str, int], size: int, how: Allocation) -> dict[str, int]:
    """How many to draw from each stratum: `size` in all, no more than there are, one at least where there is room.

    What a full stratum cannot take goes to the others; the largest remainders are rounded up, ties by name.
    """
    if size < len(strata):
        raise ValueError(f"{size} answers cannot come from each of {len(strata)} strata")
    counts = dict.fromkeys(strata, 1)
    weigh: dict[Allocation, Callable[[int], float]] = {
        Allocation.PROPORTIONAL: float,
        Allocation.ROOT: sqrt,
        Allocation.EQUAL: lambda _: 1.0,
    }
    shares = {name: weigh[how](count) for name, count in strata.items()}
    for _ in range(min(size, sum(strata.values())) - len(strata)):
        open_ = [name for name in strata if counts[name] < strata[name]]
        # Sainte-Laguë: each next one goes where it is due most.
        counts[max(open_, key=lambda name: (shares[name] / (2 * counts[name] + 1), name))] += 1
    return counts


def _eligible(frame: Iterable[Candidate], design: Design) -> list[Candidate]:
    if design.method is not Method.TARGETED:
        return list(frame)
    if not design.flags:
        raise ValueError("a targeted sample needs to know what it is of")
    return [one for one in frame if one.flags & design.flags]


def _assigned(frame: Sequence[Candidate], design: Design, size: int) -> dict[str, str]:
    """The stratum of every answer. Strata from which not even one would be drawn by size are taken together."""
    if design.method is not Method.STRATIFIED:
        return {one.id: "all" for one in frame}
    names = {one.id: _stratum(one, design.dimensions) for one in frame}
    counts = Counter(names.values())
    small = {name for name, count in counts.items() if name != REFUSALS and count * size < len(frame)}
    if len(small) < 2 and len(counts) <= size:
        return names
    return {key: OTHERS if name in small else name for key, name in names.items()}


def _stratum(one: Candidate, dimensions: Sequence[Dimension]) -> str:
    if one.refusal:
        return REFUSALS
    return " · ".join(str(getattr(one, dimension.value)) or "–" for dimension in dimensions) or "all"
