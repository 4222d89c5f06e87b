"""Is the matcher as sure as it is right? Its chance of being right beside how often it was, and what each threshold costs.

    python -m eval.calibration FOLDER GOLD.jsonl [FOLDER GOLD.jsonl ...]

Of each question for one figure the figure judged best is taken, before anything else may refuse it. Its chance is that of the
fitted choice: among all figures in scope and no answer at all, those that state the same counted together. Use gold files that the weights were not fitted on. Prints two tables in Markdown; the operating point that the
second one argues for stands in assistant/answering/ranker.toml.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

from eval.wilson import wilson

if TYPE_CHECKING:
    from eval.ranker import Choice

_EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 1.0)
_POINTS = (-4.0, -3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """The best figure of a question: its logit, its chance among all in scope (0 to 1), whether it is the one asked for,
    and whether any figure in scope is.
    """

    logit: float
    chance: float
    right: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose best figure has a chance from `low` to below `high`; the mean of the chances, and how many were right."""

    low: float
    high: float
    questions: int
    expected: float
    right: int


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of answering from a logit on: right and wrong figures, and answerable questions left unanswered."""

    least: float
    right: int
    wrong: int
    missing: int


def judged(choices: Iterable["Choice"], weights: Sequence[float]) -> Iterator[Judged]:
    """The figure of each choice that the product puts first, under the weights in force, in the order of the features."""
    import numpy as np

    for one in choices:
        scores = one.features @ np.array(weights)
        top = max(float(scores.max()), 0.0)
        sizes = np.exp(scores - top)
        same = np.array([said == one.stated[0] for said in one.stated])
        chance = float(sizes[same].sum() / (sizes.sum() + exp(-top)))
        yield Judged(float(scores[0]), chance, bool(one.answers[0]), bool(one.answers.any()))


def reliability(found: Sequence[Judged], edges: Sequence[float] = _EDGES) -> tuple[Bin, ...]:
    """The questions by chance; the last bin holds a chance of 1 too. Bins without a question are left out."""
    bins = []
    for low, high in pairwise(edges):
        own = [j for j in found if low <= j.chance < high or (j.chance == high == edges[-1])]
        if own:
            bins.append(Bin(low, high, len(own), sum(j.chance for j in own) / len(own), sum(j.right for j in own)))
    return tuple(bins)


def gap(bins: Iterable[Bin]) -> float:
    """The expected calibration error: how far chance and share of right lie apart, weighed by questions, 0 to 1."""
    held = list(bins)
    total = sum(one.questions for one in held)
    return sum(abs(one.expected * one.questions - one.right) for one in held) / total if total else 0.0


def points(found: Sequence[Judged], thresholds: Iterable[float] = _POINTS) -> tuple[Point, ...]:
    """What each threshold costs."""
    return tuple(
        Point(
            least,
            sum(j.right for j in found if j.logit >= least),
            sum(not j.right for j in found if j.logit >= least),
            sum(j.answerable for j in found if j.logit < least),
        )
        for least in thresholds
    )


def tables(found: Sequence[Judged]) -> str:
    """Both tables in Markdown, the error between them."""
    bins = reliability(found)
    lines = ["| chance told | questions | mean chance | right | 95 % interval |", "|---|---|---|---|---|"]
    for one in bins:
        share = wilson(one.right, one.questions)
        told = f"{one.low:.0%} to {one.high:.0%}"
        lines.append(
            f"| {told} | {one.questions} | {one.expected:.0%} | {one.right / one.questions:.0%} | {share.low:.0%} to {share.high:.0%} |"
        )
    lines += ["", f"{len(found)} questions; chance and share of right lie {gap(bins):.1%} apart on average.", ""]
    lines += ["| answered from logit | right | wrong | answerable, not answered |", "|---|---|---|---|"]
    lines += [f"| {at.least:.1f} | {at.right} | {at.wrong} | {at.missing} |" for at in points(found)]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Judge the questions of gold files, each after the data folder that keeps its documents, and print the tables."""
    from assistant.answering.evidence import weights
    from assistant.records.library import open_library
    from assistant.settings import Settings
    from eval.ranker import choices
    from eval.run import read_gold

    names = tuple(weights())
    found: list[Judged] = []
    for folder, gold in zip(arguments[::2], arguments[1::2], strict=True):
        library = open_library(Settings(data_dir=Path(folder)))
        found += judged(choices(read_gold(Path(gold)), library, names), list(weights().values()))
        library.close()
    print(tables(found))


if __name__ == "__main__":
    main(sys.argv[1:])
