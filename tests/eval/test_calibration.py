"""The chance told beside the share that was right, and what each threshold costs."""

import numpy as np
import pytest

from assistant.answering.evidence import operating, weights
from eval.calibration import Bin, Judged, Point, gap, judged, points, reliability, tables
from eval.ranker import Choice

FOUND = (
    Judged(3.0, 0.95, right=True, answerable=True),
    Judged(2.0, 0.9, right=True, answerable=True),
    Judged(1.0, 0.92, right=False, answerable=True),
    Judged(-1.0, 0.1, right=False, answerable=False),
    Judged(-2.0, 0.15, right=True, answerable=True),
    Judged(5.0, 1.0, right=True, answerable=True),
)


def test_questions_are_counted_by_the_chance_told() -> None:
    bins = reliability(FOUND, (0.0, 0.1, 0.5, 1.0))
    assert [(one.low, one.high, one.questions, one.right) for one in bins] == [(0.1, 0.5, 2, 1), (0.5, 1.0, 4, 3)]
    assert [one.expected for one in bins] == pytest.approx([0.125, 0.9425])


def test_the_gap_is_weighed_by_questions() -> None:
    assert gap([Bin(0, 0.5, 2, 0.5, 1), Bin(0.5, 1, 4, 0.75, 4)]) == pytest.approx(1 / 6)
    assert gap([]) == 0


@pytest.mark.parametrize(
    ("least", "told"), [(-9.0, (4, 2, 0)), (-1.5, (3, 2, 1)), (0.0, (3, 1, 1)), (2.0, (3, 0, 2)), (9.0, (0, 0, 5))]
)
def test_a_higher_threshold_costs_answers(least: float, told: tuple[int, int, int]) -> None:
    assert points(FOUND, [least]) == (Point(least, *told),)


def test_figures_that_state_the_same_are_one_choice_and_so_is_no_answer() -> None:
    features = np.array([[1.0], [1.0], [0.0]])
    answers = np.array([True, True, False])
    (same,) = judged([Choice(features, answers, ("5 个", "5 个", "7 个"))], [0.0])
    (apart,) = judged([Choice(features, answers, ("5 个", "6 个", "7 个"))], [0.0])
    assert (same.chance, apart.chance) == pytest.approx((0.5, 0.25))
    (sure,) = judged([Choice(features, answers, ("5 个", "6 个", "7 个"))], [800.0])
    assert sure.chance == pytest.approx(0.5)
    assert sure.right


def test_the_tables_hold_every_question_and_threshold() -> None:
    shown = tables(FOUND)
    assert "6 questions" in shown
    assert "| 95% to 100% | 2 | 98% | 100% |" in shown
    assert "| 2.0 | 3 | 0 | 2 |" in shown


def test_an_answer_needs_more_than_the_nearest_thing_on_record() -> None:
    assert operating("enough") > operating("nearest")
    assert weights()["words"] > 0
