"""Judgements of a round: who came first, what differs, what is held of an answer, and simulated rounds with a known truth."""

from dataclasses import replace

import pytest

from eval.review.results import State, result, settle
from eval.review.sampling import Design, Drawn, Sample
from eval.review.simulation import World, planted, simulate
from eval.review.values import Aspect, Cause, Judgement, aspects_of, likely_cause

RIGHT = {Aspect.VALUE: True, Aspect.PERIOD: True}
WRONG = {Aspect.VALUE: False, Aspect.PERIOD: True}
CASES = [
    ("nobody yet", False, [], State.WAITING, True),
    ("one of one", False, [("ann", RIGHT)], State.SINGLE, True),
    ("an error waits for a second look", False, [("ann", WRONG)], State.HALF, False),
    ("one of two", True, [("ann", RIGHT)], State.HALF, True),
    ("two agree", True, [("ann", WRONG), ("bob", WRONG)], State.AGREED, False),
    ("two differ", True, [("ann", RIGHT), ("bob", WRONG)], State.OPEN, False),
    ("a third settles", True, [("ann", RIGHT), ("bob", WRONG), ("cleo!", RIGHT)], State.ADJUDICATED, True),
    ("a changed judgement counts once", False, [("ann", WRONG), ("ann", RIGHT)], State.SINGLE, True),
]


def told(said: list) -> list[Judgement]:
    return [
        Judgement("a1", who.rstrip("!"), verdicts, created_at=f"2026-01-0{at}", adjudication=who.endswith("!"))
        for at, (who, verdicts) in enumerate(said, 1)
    ]


@pytest.mark.parametrize(("double", "said", "state", "right"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_what_is_held_of_an_answer(double: bool, said: list, state: State, right: bool) -> None:
    (settled,) = settle([Drawn("a1", "all", double)], told(said))
    assert (settled.state, settled.right) == (state, right)
    assert settled.needed == (2 if double or not right else 1)


def test_a_round_counts_aspects_causes_and_agreement() -> None:
    drawn = tuple(Drawn(f"a{n}", "figure", n < 4) for n in range(10))
    sample = Sample(Design(size=10), "hash", {"figure": 50}, {f"a{n}": "figure" for n in range(50)}, drawn)
    said = [Judgement(one.id, "ann", RIGHT, created_at="1") for one in drawn]
    said[0] = replace(said[0], verdicts=WRONG, cause=Cause.EXTRACTION)
    said += [Judgement(f"a{n}", "bob", WRONG if n == 0 else RIGHT, created_at="2") for n in range(4)]
    found = result(sample, {f"a{n}": True for n in range(50)}, said)
    assert (found.judged, found.open, len(found.wrong)) == (10, 0, 1)
    assert found.as_judged.value == 0.9
    assert found.overlooked.looked == 3
    assert found.overlooked.share == pytest.approx(0.6)
    assert found.accuracy.value == 0.9
    assert found.accuracy.low < found.as_judged.low
    rows = {row.name: (row.right, row.judged) for row in found.aspects}
    assert rows[Aspect.VALUE] == (9, 10)
    assert rows[Aspect.PERIOD] == (10, 10)
    assert rows[Aspect.REFUSAL] == (0, 0)
    assert found.causes == {Cause.EXTRACTION: 1}
    assert (found.agreement.pairs, found.agreement.kappa) == (4, 1.0)


@pytest.mark.parametrize(
    ("answer", "aspects"),
    [
        ({"status": "abstained"}, {Aspect.REFUSAL}),
        ({"status": "answered", "figures": [], "parts": []}, set(Aspect) - {Aspect.VALUE, Aspect.UNIT}),
        ({"status": "answered", "figures": [{}]}, set(Aspect)),
        ({"status": "answered", "figures": [], "parts": [{"rows": [["a"]]}]}, set(Aspect)),
    ],
)
def test_what_applies_to_an_answer(answer: dict, aspects: set) -> None:
    assert set(aspects_of(answer)) == aspects


@pytest.mark.parametrize(
    ("wrong", "computed", "cause"),
    [
        ([], False, None),
        (["value"], False, Cause.EXTRACTION),
        (["value"], True, Cause.COMPUTATION),
        (["value", "department"], True, Cause.SCOPE),
        (["value", "measure"], False, Cause.MATCHING),
        (["completeness"], False, Cause.WORDING),
        (["refusal"], False, Cause.MATCHING),
    ],
)
def test_the_cause_proposed(wrong: list, computed: bool, cause: Cause | None) -> None:
    verdicts = {aspect: aspect not in wrong for aspect in Aspect}
    assert likely_cause({"figures": [{"computed": computed}]}, verdicts) is cause


def test_errors_are_planted_at_the_rate_named() -> None:
    frame, wrong = planted(World(answers=400, error_rate=0.1), 3)
    assert (len(frame), len(wrong)) == (400, 40)
    assert planted(World(answers=400, error_rate=0.1), 3) == (frame, wrong)


@pytest.mark.parametrize("double", [0.2, 1.0])
def test_intervals_of_simulated_rounds_hold_the_truth(double: float) -> None:
    """Forty rounds: by chance alone fewer than 34 hold it less than once in a thousand times at a true 95 %."""
    told = simulate(World(answers=1000, error_rate=0.06), Design(size=200, double=double), seeds=range(40))
    assert told.coverage["accuracy"] >= 34 / 40
    assert abs(told.bias["accuracy"]) < 0.012


def test_one_careless_reviewer_alone_would_mislead() -> None:
    """Without what second reviews show, overlooked errors make the rate look too good."""
    world = World(answers=1000, error_rate=0.2, miss=(0.5, 0.02), alarm=(0.0, 0.0))
    told = simulate(world, Design(size=200), seeds=range(25))
    assert told.bias["as judged"] > 0.03
    assert abs(told.bias["accuracy"]) < 0.02
    assert told.coverage["accuracy"] > told.coverage["as judged"]
