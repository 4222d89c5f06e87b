"""Plans, intervals and agreement against published values and exact probabilities."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.review.agreement import agreement, krippendorff_alpha
from eval.review.estimates import (
    NOTHING,
    IntervalMethod,
    Overlooked,
    Stratum,
    change,
    less_overlooked,
    paired_change,
    predicted,
    proportion,
    stratified,
)
from eval.review.plans import acceptance_plan, acceptance_plans, interval_size, powered_plan


@pytest.mark.parametrize(
    ("limit", "confidence", "accept", "population", "size"),
    [
        (0.02, 0.95, 0, None, 149),
        (0.02, 0.95, 1, None, 236),
        (0.05, 0.95, 0, None, 59),
        (0.01, 0.95, 0, None, 299),
        (0.02, 0.99, 0, None, 228),
        (0.02, 0.95, 0, 500, 129),
        (0.5, 0.95, 0, 4, 3),
    ],
)
def test_a_plan_is_the_smallest_that_shows_the_limit(limit, confidence, accept, population, size) -> None:
    plan = acceptance_plan(limit, confidence=confidence, accept=accept, population=population)
    assert plan.size == size
    assert plan.risk <= 1 - confidence
    assert plan.passing(0) == 1
    assert plan.passing(limit) == plan.risk


def test_a_frame_too_small_for_a_plan_is_said() -> None:
    with pytest.raises(ValueError, match="too few"):
        acceptance_plan(0.02, population=20, accept=1)
    assert [plan.accept for plan in acceptance_plans(0.02, population=100)] == [0, 1]
    with pytest.raises(ValueError, match="not below"):
        powered_plan(0.02, 0.02)
    with pytest.raises(ValueError, match="no plan"):
        acceptance_plan(0)


def test_a_plan_with_power_passes_that_often() -> None:
    plan = powered_plan(0.05, 0.02, power=0.8)
    assert (plan.size, plan.accept) == (234, 6)
    assert plan.passing(0.02) >= 0.8
    assert acceptance_plan(0.05, accept=5).passing(0.02) < 0.8


def test_a_size_gives_the_margin_asked_for_and_one_less_does_not() -> None:
    size = interval_size(0.9, 0.05)
    within, beyond = proportion(0.9 * size, size), proportion(0.9 * (size - 1), size - 1)
    assert (within.high - within.low) / 2 <= 0.05 < (beyond.high - beyond.low) / 2
    assert interval_size(0.9, 0.05, population=200) < size


@pytest.mark.parametrize(
    ("right", "judged", "method", "low", "high"),
    [
        # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        (81, 263, IntervalMethod.WILSON, 0.2553, 0.3662),
        (15, 148, IntervalMethod.WILSON, 0.0624, 0.1605),
        (0, 20, IntervalMethod.WILSON, 0.0, 0.1611),
        (1, 29, IntervalMethod.WILSON, 0.0061, 0.1718),
        (81, 263, IntervalMethod.EXACT, 0.2527, 0.3676),
        (1, 29, IntervalMethod.EXACT, 0.0009, 0.1776),
    ],
)
def test_intervals_are_the_published_ones(right, judged, method, low, high) -> None:
    found = proportion(right, judged, method=method)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nothing_anything_is_possible_and_of_everything_nothing_else() -> None:
    assert proportion(0, 0) == NOTHING == stratified([])
    whole = proportion(9, 10, population=10)
    assert whole.low == whole.value == whole.high == 0.9
    assert proportion(45, 50, population=60).low > proportion(45, 50).low


def test_strata_weigh_as_much_as_they_have_answers() -> None:
    found = stratified([Stratum("big", 900, 50, 50), Stratum("small", 100, 50, 25)])
    assert found.value == pytest.approx(0.95)
    assert found.low < 0.95 < found.high
    # The small stratum was looked at closely and weighs little: the sample tells more than a plain one of 100.
    assert found.effective > 100


def test_one_stratum_is_a_plain_sample() -> None:
    one, plain = stratified([Stratum("all", 2000, 100, 93)]), proportion(93, 100, population=2000)
    assert one.value == plain.value
    assert isclose(one.low, plain.low, abs_tol=1e-9)
    assert isclose(one.high, plain.high, abs_tol=1e-9)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6))
def test_ends_enclose_the_rate_and_stay_within_bounds(drawn) -> None:
    strata = [
        Stratum(str(n), judged + more, judged, min(right, judged)) for n, (judged, right, more) in enumerate(drawn)
    ]
    for method in IntervalMethod:
        found = stratified(strata, method=method)
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_check_that_goes_along_with_the_judgements_narrows_the_interval() -> None:
    strata = [Stratum("all", 2000, 200, 180)]
    labels = [(1 / 200, at >= 18, at >= 20) for at in range(200)]
    plain = stratified(strata)
    helped, weight = predicted(strata, 0.91, labels)
    assert weight > 0.5
    assert helped.high - helped.low < 0.7 * (plain.high - plain.low)
    # More answers of the frame fail the check than of the sample: the rate goes down with them.
    assert predicted(strata, 0.85, labels)[0].value < helped.value


def test_a_check_that_tells_nothing_or_too_little_changes_nothing() -> None:
    strata = [Stratum("all", 2000, 100, 90)]
    for passes in (lambda at: True, lambda at: at >= 3, lambda at: at % 2 == 0):
        helped, weight = predicted(strata, 0.9, [(1 / 100, passes(at), at >= 10) for at in range(100)])
        assert weight == 0
        assert helped == stratified(strata)


def test_what_reviewers_overlook_lowers_and_widens_the_rate() -> None:
    judged = proportion(95, 100)
    some = less_overlooked(judged, Overlooked(looked=40, wrong=2, share=0.6))
    assert some.value == pytest.approx(0.95 - 0.6 * 0.05)
    assert some.low < judged.low
    none = less_overlooked(judged, Overlooked(looked=40, wrong=0, share=0.6))
    assert (none.value, none.high) == (judged.value, judged.high)
    assert none.low < judged.low
    assert less_overlooked(judged, Overlooked(0, 0, 0.0)) == less_overlooked(judged, Overlooked(0, 0, 1.0)) == judged


def test_a_change_between_rounds_is_tested() -> None:
    # Newcombe 1998b, case (a): 56/70 - 48/80 = 0.2, hybrid score interval 0.0524 to 0.3339.
    found = change(proportion(48, 80), proportion(56, 70))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert found.difference == pytest.approx(0.2)
    assert 0.005 < found.p_value < 0.01
    assert change(proportion(48, 80), proportion(48, 80)).p_value == 1
    assert change(NOTHING, proportion(1, 2)) is None


@pytest.mark.parametrize(("worse", "better", "p"), [(0, 0, 1.0), (1, 8, 0.0390625), (5, 5, 1.0), (6, 0, 0.03125)])
def test_the_same_questions_are_compared_exactly(worse: int, better: int, p: float) -> None:
    assert paired_change(worse, better) == pytest.approx(p)


def test_alpha_of_the_published_example() -> None:
    # Hayes and Krippendorff's example with missing values, nominal: 0.691.
    coders = (
        "*    *    *    *    *    3    4    1    2    1    1    3    3    *    3",
        "1    *    2    1    3    3    4    3    *    *    *    *    *    *    *",
        "*    *    2    1    3    4    4    *    2    1    1    3    3    *    4",
    )
    rows = [coder.split() for coder in coders]
    units = [{str(n): row[at] for n, row in enumerate(rows) if row[at] != "*"} for at in range(15)]
    assert round(krippendorff_alpha(units), 3) == 0.691
    assert krippendorff_alpha([{"a": 1, "b": 1}]) is None


def test_kappa_of_the_published_example() -> None:
    # Fleiss, Levin and Paik's 2 x 2 form: 20 both right, 15 both wrong, 5 and 10 apart: kappa 0.4.
    pairs = [(True, True)] * 20 + [(False, False)] * 15 + [(True, False)] * 5 + [(False, True)] * 10
    found = agreement(pairs)
    assert found.kappa == pytest.approx(0.4)
    assert found.kappa_low < 0.4 < found.kappa_high
    assert (found.pairs, found.share.hits) == (50, 35)


def test_kappa_is_undefined_without_pairs_or_without_any_error() -> None:
    assert (agreement([]).kappa, agreement([]).alpha) == (None, None)
    same = agreement([(True, True)] * 9)
    assert (same.share.value, same.kappa) == (1.0, None)
    one_sided = agreement([(True, True)] * 9 + [(True, False)])
    assert one_sided.kappa in (None, 0)
