"""How long a file may take."""

import os
from itertools import accumulate

import pytest

from ingest.readers.patience import patience, processor_seconds, remaining


@pytest.mark.parametrize(
    ("passed", "used", "left"),
    [
        (0, 0, 10),
        (4, 4, 6),
        (10, 10, 0),
        (10, 19, 0),
        (10, float("inf"), 0),
        (10, 2, 8),
        (10, 9.9, 1),
        (45, 2, 5),
        (50, 2, 0),
    ],
)
def test_a_process_that_got_no_processor_has_more_time(passed: float, used: float, left: float) -> None:
    assert remaining(10, passed, used) == pytest.approx(left)


def test_waiting_ends() -> None:
    waits = accumulate(range(100), lambda passed, _: passed + remaining(10, passed, 0), initial=0.0)
    assert max(waits) == 50


def test_processor_time_is_that_of_the_process() -> None:
    before = processor_seconds(os.getpid())
    assert 0 < before <= processor_seconds(os.getpid()) < float("inf")
    assert processor_seconds(0) == float("inf")


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        (b"%PDF-1.7 no pictures", 9),
        (b"%PDF-1.7 /Subtype /Image .. /Subtype/Image", 49),
        (b"\x89PNG..", 29),
        (b"text", 9),
    ],
)
def test_pages_that_are_pictures_have_more_time(data: bytes, seconds: float) -> None:
    assert patience(data, 9) == seconds
