"""What the judgements of a round come to: accuracy with its interval, by aspect and stratum, agreement, causes, errors."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.review.agreement import Agreement, agreement
from eval.review.estimates import (
    Estimate,
    IntervalMethod,
    Overlooked,
    Stratum,
    less_overlooked,
    predicted,
    proportion,
    stratified,
)
from eval.review.sampling import Drawn, Sample
from eval.review.values import Aspect, Cause, Judgement


class State(StrEnum):
    """How far an answer is: nobody yet, one of one, one of two, two that differ, or settled by two or by a third."""

    WAITING = "waiting"
    SINGLE = "single"
    HALF = "half"
    OPEN = "open"
    AGREED = "agreed"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer of the sample with what is held of it now: the adjudication, else what the reviews say together."""

    drawn: Drawn
    state: State
    first: Judgement | None = None
    second: Judgement | None = None
    adjudication: Judgement | None = None

    @property
    def needed(self) -> int:
        """How many reviews it takes: two by chance, and two wherever the first finds an error."""
        return 2 if self.drawn.double or (self.first is not None and not self.first.right) else 1

    @property
    def verdicts(self) -> Mapping[Aspect, bool]:
        """The verdict on each aspect; where two differ and nobody has settled it, an error seen by either counts."""
        if self.adjudication is not None:
            return self.adjudication.verdicts
        reviews = [one.verdicts for one in (self.first, self.second) if one is not None]
        return {aspect: all(one.get(aspect, True) for one in reviews) for one in reviews for aspect in one}

    @property
    def right(self) -> bool:
        """Whether nothing is held to be wrong."""
        return all(self.verdicts.values())

    @property
    def confirmed(self) -> tuple[Judgement, ...]:
        """The judgements whose corrections hold: of a third who decided, else of the reviews that agree on an error."""
        if self.right or self.state not in (State.AGREED, State.ADJUDICATED):
            return ()
        found = [self.adjudication] if self.adjudication is not None else [self.second, self.first]
        told = next((one for one in found if one is not None and one.corrections), None)
        return (told,) if told else ()

    @property
    def cause(self) -> Cause | None:
        """The cause named last."""
        named = [one.cause for one in (self.adjudication, self.second, self.first) if one is not None and one.cause]
        return named[0] if named and not self.right else None


@dataclass(frozen=True, slots=True)
class Row:
    """A named rate with the plain counts behind it."""

    name: str
    right: int
    judged: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Result:
    """A round as far as it has been judged.

    `accuracy` is the rate to quote: weighted to the frame and less what second reviews show to be overlooked. `as_judged`
    is without that, `with_check` with the help of the automatic check, which counts for `check_weight`.
    """

    drawn: int
    frame: int
    settled: tuple[Settled, ...]
    accuracy: Estimate
    as_judged: Estimate
    with_check: Estimate
    check_weight: float
    overlooked: Overlooked
    aspects: tuple[Row, ...]
    strata: tuple[Row, ...]
    agreement: Agreement
    aspect_agreement: Mapping[Aspect, Agreement]
    causes: Mapping[Cause, int]

    @property
    def judged(self) -> int:
        """How many answers somebody has judged."""
        return sum(one.first is not None for one in self.settled)

    @property
    def wrong(self) -> tuple[Settled, ...]:
        """The answers held to be wrong, in the order of review."""
        return tuple(one for one in self.settled if one.first is not None and not one.right)

    @property
    def open(self) -> int:
        """How many answers still wait for a review or an adjudication."""
        return sum(one.state in (State.WAITING, State.HALF, State.OPEN) for one in self.settled)


def settle(drawn: Iterable[Drawn], judgements: Iterable[Judgement]) -> tuple[Settled, ...]:
    """Each answer of a sample with its reviews; of several judgements of one person the latest counts."""
    latest: dict[str, dict[tuple[str, bool], Judgement]] = defaultdict(dict)
    for one in sorted(judgements, key=lambda each: each.created_at):
        key = (one.reviewer, one.adjudication)
        earlier = latest[one.answer_id]
        # A changed judgement keeps its place: who came first stays first.
        earlier[key] = one
    return tuple(_settled(each, list(latest[each.id].values())) for each in drawn)


def _settled(drawn: Drawn, judgements: Sequence[Judgement]) -> Settled:
    reviews = [one for one in judgements if not one.adjudication]
    final = [one for one in judgements if one.adjudication]
    first, second = (reviews[0] if reviews else None), (reviews[1] if len(reviews) > 1 else None)
    if final:
        return Settled(drawn, State.ADJUDICATED, first or final[-1], second, final[-1])
    if first is None:
        return Settled(drawn, State.WAITING)
    if second is None:
        return Settled(drawn, State.HALF if drawn.double or not first.right else State.SINGLE, first)
    same = dict(first.verdicts) == dict(second.verdicts)
    return Settled(drawn, State.AGREED if same else State.OPEN, first, second)


def result(
    sample: Sample,
    passed: Mapping[str, bool],
    judgements: Iterable[Judgement],
    *,
    confidence: float = 0.95,
    method: IntervalMethod = IntervalMethod.WILSON,
) -> Result:
    """What `judgements` of `sample` come to; `passed` tells of every answer of the frame whether the check passes it."""
    settled = settle(sample.drawn, judgements)
    judged = [one for one in settled if one.first is not None]
    strata = _strata(sample, judged)
    as_judged = stratified(strata, confidence=confidence, method=method)
    missed = _overlooked(sample, judged)
    frame = sum(passed.values()) / len(passed) if passed else 0.0
    helped, weight = predicted(strata, frame, _labels(sample, judged, passed), confidence=confidence, method=method)
    pairs = [one for one in judged if one.drawn.double and one.second is not None]
    return Result(
        drawn=len(sample.drawn),
        frame=len(sample.assigned),
        settled=settled,
        accuracy=less_overlooked(as_judged, missed, confidence=confidence),
        as_judged=as_judged,
        with_check=helped,
        check_weight=weight,
        overlooked=missed,
        aspects=tuple(_aspect(aspect, sample, judged, confidence, method) for aspect in Aspect),
        strata=tuple(
            Row(
                one.name,
                int(one.right),
                one.judged,
                proportion(one.right, one.judged, population=one.size, confidence=confidence, method=method),
            )
            for one in strata
        ),
        agreement=agreement([(one.first.right, one.second.right) for one in pairs if one.first and one.second]),
        aspect_agreement={aspect: _agreed(aspect, pairs) for aspect in Aspect},
        causes=Counter(one.cause for one in judged if one.cause is not None),
    )


def _strata(sample: Sample, judged: Sequence[Settled]) -> list[Stratum]:
    return [_stratum(name, size, judged) for name, size in sample.strata.items()]


def _stratum(name: str, size: int, judged: Sequence[Settled]) -> Stratum:
    own = [one for one in judged if one.drawn.stratum == name]
    return Stratum(name, size, len(own), sum(one.right for one in own))


def _weights(sample: Sample, judged: Sequence[Settled]) -> list[float]:
    """The share of the frame that each judged answer stands for."""
    counts = Counter(one.drawn.stratum for one in judged)
    whole = sum(sample.strata[name] for name in counts)
    return [sample.strata[one.drawn.stratum] / whole / counts[one.drawn.stratum] for one in judged]


def _labels(sample: Sample, judged: Sequence[Settled], passed: Mapping[str, bool]) -> list[tuple[float, bool, bool]]:
    weights = _weights(sample, judged)
    return [(w, passed.get(one.drawn.id, True), one.right) for w, one in zip(weights, judged, strict=True)]


def _overlooked(sample: Sample, judged: Sequence[Settled]) -> Overlooked:
    """What second reviews chosen by chance found among answers that the first reviewer passed."""
    looked = [one for one in judged if one.drawn.double and one.second is not None and one.first and one.first.right]
    alone = sum(
        weight
        for weight, one in zip(_weights(sample, judged), judged, strict=True)
        if one.second is None and one.adjudication is None and one.right
    )
    return Overlooked(len(looked), sum(not one.right for one in looked), alone)


def _aspect(
    aspect: Aspect, sample: Sample, judged: Sequence[Settled], confidence: float, method: IntervalMethod
) -> Row:
    """One aspect over the answers it applies to; how many of a stratum these are is itself seen in the sample."""
    counts = Counter(one.drawn.stratum for one in judged)
    applies = [one for one in judged if aspect in one.verdicts]
    strata = []
    for name, count in counts.items():
        own = [one for one in applies if one.drawn.stratum == name]
        size = max(len(own), round(sample.strata[name] * len(own) / count))
        strata.append(Stratum(name, size, len(own), sum(one.verdicts[aspect] for one in own)))
    right = sum(one.verdicts[aspect] for one in applies)
    return Row(aspect, right, len(applies), stratified(strata, confidence=confidence, method=method))


def _agreed(aspect: Aspect, pairs: Sequence[Settled]) -> Agreement:
    both = [(one.first.verdicts, one.second.verdicts) for one in pairs if one.first and one.second]
    return agreement([(a[aspect], b[aspect]) for a, b in both if aspect in a and aspect in b])
