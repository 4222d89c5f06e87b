"""Two runs side by side, question by question: what turned wrong, what turned right, and whether luck explains it."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.review.estimates import paired_change
from eval.run_store import Case, Run
from eval.score import Verdict


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose verdict differs between two runs."""

    id: str
    question: str
    before: Verdict
    after: Verdict
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between an earlier and a later run, over the questions that both hold.

    `worse` were right and are not, `better` the other way, `other` changed otherwise; `p_value` is that of McNemar's
    exact test on the first two.
    """

    earlier: Run
    later: Run
    shared: int
    worse: tuple[Changed, ...]
    better: tuple[Changed, ...]
    other: tuple[Changed, ...]
    p_value: float


def compare(earlier: Run, before: Sequence[Case], later: Run, after: Sequence[Case]) -> Comparison:
    """The difference of two runs."""
    known = {one.id: one for one in before}
    pairs = [(known[one.id], one) for one in after if one.id in known]
    changed = [
        Changed(now.id, now.question, was.verdict, now.verdict, now.faults)
        for was, now in pairs
        if was.verdict is not now.verdict
    ]
    worse = tuple(one for one in changed if one.before is Verdict.RIGHT)
    better = tuple(one for one in changed if one.after is Verdict.RIGHT)
    other = tuple(one for one in changed if Verdict.RIGHT not in (one.before, one.after))
    return Comparison(earlier, later, len(pairs), worse, better, other, paired_change(len(worse), len(better)))
