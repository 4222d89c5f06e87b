"""Fitting the weights by which figures are judged: a conditional logit over the figures in scope, and none of them.

    YOUJU_DATA_DIR=FOLDER python -m eval.ranker GOLD.jsonl [FOLDER GOLD.jsonl ...]

Each question chooses among the figures that its plan can see, and the choice of answering nothing, whose logit is 0. The
weights start from those in force and are drawn towards them, so that features seldom seen keep sensible weights.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.records.model import Question, Status
from assistant.records.quantity import same
from eval.run import read_gold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.answering.plan import Plan
    from assistant.records.library import Library
    from eval.score import Gold

_STEPS = 1500
_RATE = 0.02
_PULL = 0.3
# Kinds answered from rows, several figures or computations, not by choosing a figure.
_OTHER_WAYS = frozenset(
    {"aggregate", "compare", "computed", "count", "filter", "list", "narrative", "rank", "source", "table"}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The features of every figure in scope of a question, which of them answer it (none: all false), and what they state."""

    features: "NDArray[np.float64]"
    answers: "NDArray[np.bool_]"
    stated: tuple[str, ...] = ()


def choices(gold: Sequence["Gold"], library: "Library", names: Sequence[str]) -> Iterator[Choice]:
    """A choice for each case that asks for one figure; other kinds, and cases about offices unknown, are left out."""
    import numpy as np

    from assistant.answering.ask import planned
    from assistant.answering.find import find_figures, in_scope, titled
    from assistant.answering.kinds import Kind
    from assistant.answering.roll import roll_of
    from assistant.records.scope import EVERYTHING

    for case in gold:
        if case.kind in _OTHER_WAYS:
            continue
        if any(f.computed for f in case.figures) or (not case.figures and case.status is not Status.ABSTAINED):
            continue
        question = Question(case.question, case.history, case.language)
        roll = roll_of(question, library, EVERYTHING)
        plans = planned(question, roll, library)
        plan: Plan = plans[0]
        if len(plans) > 1 or plan.kind is not Kind.FIGURE or plan.unknown or plan.ambiguous:
            continue
        hits = find_figures(plan, titled(plan, roll, in_scope(plan, roll)), library, EVERYTHING)
        answers = [
            (not case.sources or h.document.name in case.sources)
            and any(same(g.quantity, h.figure.quantity) for g in case.figures)
            for h in hits
        ]
        if not hits or (case.figures and not any(answers)):
            continue
        stated = tuple(f"{h.figure.quantity.value} {h.figure.quantity.unit}" for h in hits)
        yield Choice(np.array([[h.features.get(n, 0.0) for n in names] for h in hits]), np.array(answers), stated)


def fit(found: Sequence[Choice], start: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Weights that make the answers likeliest, drawn towards `start`."""
    import numpy as np

    now = start.copy()
    moment, spread = np.zeros_like(now), np.zeros_like(now)
    for step in range(1, _STEPS + 1):
        slope = _PULL * (now - start)
        for one in found:
            slope += _slope(one, now)
        moment, spread = 0.9 * moment + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        now -= _RATE * (moment / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return now


def _slope(one: Choice, now: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The gradient of minus the log likelihood of choosing one of the answers, or nothing."""
    import numpy as np

    scores = one.features @ now
    top = max(float(scores.max()), 0.0)
    sizes, none = np.exp(scores - top), np.exp(-top)
    all_ = sizes / (sizes.sum() + none)
    right = np.where(one.answers, sizes, 0.0)
    pull = right / right.sum() if one.answers.any() else right
    slope: NDArray[np.float64] = one.features.T @ (all_ - pull)
    return slope


def outcomes(found: Sequence[Choice], now: "NDArray[np.float64]", least: float) -> tuple[int, int, int]:
    """How many choices come out right, wrong, and unanswered though answerable, when logits from `least` on answer."""
    right = wrong = missing = 0
    for one in found:
        scores = one.features @ now
        best = int(scores.argmax())
        answered = bool(scores[best] >= least)
        right += bool(one.answers[best]) if answered else not one.answers.any()
        wrong += answered and not one.answers[best]
        missing += not answered and bool(one.answers.any())
    return right, wrong, missing


def main(arguments: Sequence[str]) -> None:
    """Fit on gold files, each after the data folder that keeps its documents, and print the weights."""
    import numpy as np

    from assistant.answering.evidence import weights
    from assistant.records.library import open_library
    from assistant.settings import Settings

    names = tuple(weights())
    found: list[Choice] = []
    for folder, gold in zip(arguments[::2], arguments[1::2], strict=True):
        library = open_library(Settings(data_dir=Path(folder)))
        found += choices(read_gold(Path(gold)), library, names)
        library.close()
    fitted = fit(found, np.array([weights()[n] for n in names]))
    print(f"# {len(found)} questions, {sum(bool(c.answers.any()) for c in found)} of them answerable")
    for least in (-2.0, -1.0, 0.0, 1.0):
        print(f"# from logit {least}: right, wrong, missing {outcomes(found, fitted, least)}")
    for name, weight in zip(names, fitted, strict=True):
        print(f"{name} = {weight:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
