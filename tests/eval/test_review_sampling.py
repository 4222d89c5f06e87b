"""Samples: the same seed draws the same, strata get their share, nothing is drawn twice."""

from collections import Counter
from dataclasses import replace
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.review.sampling import Allocation, Design, Method, allocate, draw, frame_hash
from eval.review.values import OTHERS, REFUSALS, Candidate, Dimension, Flag


def candidate(at: int, **changed) -> Candidate:
    made = Candidate(f"a{at:04d}", "2026-01-01", "web", "figure", "自评报告", "2022", refusal=False)
    return replace(made, **changed)


FRAME = (
    *(candidate(at) for at in range(300)),
    *(candidate(at, kind="table", channel="api") for at in range(300, 360)),
    *(candidate(at, kind="refusal", refusal=True) for at in range(360, 400)),
)


def test_the_same_seed_and_frame_draw_the_same_answers() -> None:
    design = Design(size=60, seed=7)
    one, other = draw(FRAME, design), draw(tuple(reversed(FRAME)), design)
    assert one == other
    assert [each.id for each in draw(FRAME, replace(design, seed=8)).drawn] != [each.id for each in one.drawn]
    assert one.frame_hash == frame_hash(FRAME)
    assert frame_hash(FRAME[1:]) != one.frame_hash


@pytest.mark.parametrize("method", [Method.SIMPLE, Method.STRATIFIED])
@pytest.mark.parametrize("size", [1, 5, 60, 400, 1000])
def test_a_sample_has_the_size_asked_for_and_nothing_twice(method: Method, size: int) -> None:
    if method is Method.STRATIFIED and size == 1:
        with pytest.raises(ValueError, match="cannot come from each"):
            draw(FRAME, Design(method=method, size=size))
        return
    sample = draw(FRAME, Design(method=method, size=size, double=0.25))
    ids = [one.id for one in sample.drawn]
    assert len(set(ids)) == len(ids) == min(size, 400)
    assert sum(one.double for one in sample.drawn) == ceil(0.25 * len(ids))


def test_strata_are_drawn_from_in_proportion_refusals_apart() -> None:
    sample = draw(FRAME, Design(size=40))
    assert Counter(one.stratum for one in sample.drawn) == {"figure": 30, "table": 6, REFUSALS: 4}
    assert sample.strata == {"figure": 300, "table": 60, REFUSALS: 40}
    both = draw(FRAME, Design(size=40, dimensions=(Dimension.KIND, Dimension.CHANNEL)))
    assert set(both.strata) == {"figure · web", "table · api", REFUSALS}


def test_strata_too_small_to_be_drawn_from_are_taken_together() -> None:
    odd = [candidate(at, kind=f"kind {at}") for at in range(500, 508)]
    sample = draw((*FRAME, *odd), Design(size=40))
    assert sample.strata[OTHERS] == 8
    assert sum(sample.strata.values()) == 408
    assert sum(one.stratum == OTHERS for one in sample.drawn) == 1


def test_a_targeted_sample_is_of_flagged_answers_alone() -> None:
    frame = [replace(one, flags=frozenset({Flag.OCR})) if at % 10 == 0 else one for at, one in enumerate(FRAME)]
    sample = draw(frame, Design(method=Method.TARGETED, size=10, flags=frozenset({Flag.OCR})))
    flagged = {one.id for one in frame if one.flags}
    assert {one.id for one in sample.drawn} <= flagged
    assert sum(sample.strata.values()) == 40
    for flags, said in ((frozenset(), "needs to know"), (frozenset({Flag.CONFLICT}), "no answer fits")):
        with pytest.raises(ValueError, match=said):
            draw(frame, Design(method=Method.TARGETED, flags=flags))


@pytest.mark.parametrize("changed", [{"size": 0}, {"double": 0.1}, {"double": 1.1}])
def test_a_design_that_cannot_be_is_refused(changed: dict) -> None:
    with pytest.raises(ValueError, match="reviewed twice"):
        draw(FRAME, replace(Design(), **changed))


@pytest.mark.parametrize(
    ("how", "counts"),
    [
        (Allocation.PROPORTIONAL, {"a": 18, "b": 2, "c": 1}),
        (Allocation.ROOT, {"a": 13, "b": 5, "c": 3}),
        (Allocation.EQUAL, {"a": 7, "b": 7, "c": 7}),
    ],
)
def test_allocations(how: Allocation, counts: dict) -> None:
    assert allocate({"a": 900, "b": 120, "c": 60}, 21, how) == counts


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 60), min_size=1, max_size=8),
    st.integers(8, 200),
    st.sampled_from(Allocation),
)
def test_an_allocation_gives_every_stratum_something_and_none_more_than_it_has(strata, size, how) -> None:
    counts = allocate(strata, size, how)
    assert sum(counts.values()) == min(size, sum(strata.values()))
    assert all(1 <= counts[name] <= strata[name] for name in strata)
