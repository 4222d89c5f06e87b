"""Counts that reports write in English words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.quantity import read_span, read_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("twelve projects", ["12个 exact"]),
        ("at least six bridges and nearly ninety-one wells", ["6 at_least", "91 under"]),
        ("two hundred and five teachers", ["205 exact"]),
        ("a hundred households", ["100户 exact"]),
        ("the two offices, both three halls, phase two works", []),
        ("a two-year plan in three stages", []),
        ("networks often weighed nineteen", []),
    ],
)
def test_counts_of_things(text: str, found: list[str]) -> None:
    quantities = [r.quantity for r in read_words(text)]
    assert [f"{q.value}{q.unit} {q.bound}" for q in quantities] == found


@given(st.text(alphabet=st.sampled_from("twofivehundradny- s一3"), max_size=60))
def test_what_is_read_is_read_again_at_its_span(text: str) -> None:
    assert all(read_span(text, one.span) is not None for one in read_words(text))
