"""Rounds whose truth is known: answers with errors planted, reviewers who err at known rates, and how often intervals hold.

Run `youju eval simulate`. Everything is drawn from the seed; no answer is real.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from statistics import fmean

from eval.review.estimates import Estimate, IntervalMethod
from eval.review.results import Result, result
from eval.review.sampling import Design, Drawn, Sample, draw
from eval.review.values import Aspect, Candidate, Cause, Judgement

_KINDS = {"figure": (0.45, 0.8), "comparison": (0.2, 1.5), "table": (0.15, 1.6), "narrative": (0.1, 0.6)}
"""Of each kind of answer its share, and how its error rate compares with the whole's; refusals make up the rest."""

_REFUSAL_RATE = 0.5


@dataclass(frozen=True, slots=True)
class World:
    """What is true in a simulation: how many answers, how many of them wrong, and how people and the check err.

    `miss` is the chance that a reviewer passes a wrong answer, `alarm` that one faults a right answer, for either of two
    reviewers; a third who settles a difference sees the truth. `caught` and `false_catch` are the same of the check.
    """

    answers: int = 2000
    error_rate: float = 0.05
    miss: tuple[float, float] = (0.10, 0.15)
    alarm: tuple[float, float] = (0.02, 0.03)
    caught: float = 0.3
    false_catch: float = 0.01


@dataclass(frozen=True, slots=True)
class Trial:
    """One simulated round: the true rate of right answers in the frame, and what the round made of it."""

    truth: float
    result: Result

    def covers(self, estimate: Estimate) -> bool:
        """Whether an interval of the round holds the truth."""
        return estimate.low - 1e-12 <= self.truth <= estimate.high + 1e-12


@dataclass(frozen=True, slots=True)
class Simulated:
    """Many rounds: how often each interval held the true rate, how wide it was, and how far off its middle on average."""

    rounds: int
    coverage: dict[str, float] = field(default_factory=dict)
    width: dict[str, float] = field(default_factory=dict)
    bias: dict[str, float] = field(default_factory=dict)


def simulate(
    world: World,
    design: Design,
    *,
    seeds: range,
    confidence: float = 0.95,
    method: IntervalMethod = IntervalMethod.WILSON,
) -> Simulated:
    """A round for each seed, with answers, errors, sample and judgements of its own."""
    trials = list(_trials(world, design, seeds, confidence, method))
    kinds: dict[str, Callable[[Result], Estimate]] = {
        "accuracy": lambda one: one.accuracy,
        "as judged": lambda one: one.as_judged,
        "with check": lambda one: one.with_check,
    }
    told = {name: [(trial, pick(trial.result)) for trial in trials] for name, pick in kinds.items()}
    return Simulated(
        len(trials),
        {name: fmean(trial.covers(one) for trial, one in pairs) for name, pairs in told.items()},
        {name: fmean(one.high - one.low for _, one in pairs) for name, pairs in told.items()},
        {name: fmean((one.value or 0) - trial.truth for trial, one in pairs) for name, pairs in told.items()},
    )


def _trials(world: World, design: Design, seeds: range, confidence: float, method: IntervalMethod) -> Iterator[Trial]:
    for seed in seeds:
        frame, wrong = planted(world, seed)
        sample = draw(frame, replace(design, seed=seed))
        told = judgements(sample, wrong, world, seed)
        passed = {one.id: one.checked for one in frame}
        yield Trial(1 - len(wrong) / len(frame), result(sample, passed, told, confidence=confidence, method=method))


def planted(world: World, seed: int) -> tuple[tuple[Candidate, ...], frozenset[str]]:
    """A frame of answers and the ids of those that are wrong: `error_rate` of them exactly, more among some kinds."""
    chance = Random(f"world {seed}")
    kinds = chance.choices([*_KINDS, "refusal"], [*(share for share, _ in _KINDS.values()), 0.1], k=world.answers)
    ids = [f"a{at:06d}" for at in range(world.answers)]
    likely = {key: _KINDS[kind][1] if kind in _KINDS else _REFUSAL_RATE for key, kind in zip(ids, kinds, strict=True)}
    # Weighted without putting back: the greatest of u ** (1 / weight) are chosen (Efraimidis and Spirakis 2006).
    ranked = sorted(ids, key=lambda key: chance.random() ** (1 / likely[key]), reverse=True)
    wrong = frozenset(ranked[: round(world.error_rate * world.answers)])
    frame = tuple(
        Candidate(
            id=key,
            asked_at="2026-01-01",
            channel="web",
            kind=kind,
            document_kind="",
            year="2022",
            refusal=kind == "refusal",
            checked=chance.random() >= (world.caught if key in wrong else world.false_catch),
        )
        for key, kind in zip(ids, kinds, strict=True)
    )
    return frame, wrong


def judgements(sample: Sample, wrong: frozenset[str], world: World, seed: int) -> list[Judgement]:
    """What the two reviewers say, each answer going first to one of them by chance, and a third where they differ."""
    chance = Random(f"people {seed}")
    told: list[Judgement] = []
    for drawn in sample.drawn:
        first, second = chance.sample((0, 1), 2)
        own = [_judged(drawn, first, wrong, world, chance, 1)]
        if drawn.double or not own[0].right:
            own.append(_judged(drawn, second, wrong, world, chance, 2))
        if len(own) == 2 and own[0].right is not own[1].right:
            own.append(_said(drawn, "third", drawn.id not in wrong, 3, adjudication=True))
        told += own
    return told


def _judged(drawn: Drawn, reviewer: int, wrong: frozenset[str], world: World, chance: Random, place: int) -> Judgement:
    bad = drawn.id in wrong
    errs = chance.random() < (world.miss[reviewer] if bad else world.alarm[reviewer])
    return _said(drawn, f"reviewer {reviewer + 1}", bad is errs, place)


def _said(drawn: Drawn, reviewer: str, right: bool, place: int, *, adjudication: bool = False) -> Judgement:
    return Judgement(
        answer_id=drawn.id,
        reviewer=reviewer,
        verdicts={Aspect.VALUE: right},
        cause=None if right else Cause.EXTRACTION,
        created_at=f"2026-01-01T00:00:0{place}",
        adjudication=adjudication,
    )
