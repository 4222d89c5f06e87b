"""Look-ups of offices give what reading through all of them gives; the roll keeps what belongs together."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.offices import Cored, Office, Offices, backward, cores, romanised
from assistant.answering.roll import Roll
from assistant.records.store import Head

REGIONS = ["南栎市", "南栎市榆桥区", "南栎市桐湾区", "北椴市槿桥区", "北椴市槿湾区荻街道", ""]
BODIES = ["教育局", "水务局", "卫生健康局", "教育发展中心"]
NAMES = [region + body for region, body in product(REGIONS, BODIES)]
OFFICES = Offices(tuple(Office(n, (n[3:],) if len(n) > 9 else ()) for n in NAMES))
PIECES = [*NAMES, *BODIES, "榆桥区", "榆桥", "桥梁建设中", "2021年", "市教育局", "槿桥教育局", "和", "花了多少"]
questions = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)


def places(question: str, names: list[Cored]) -> dict[tuple[int, int], set[str]]:
    """Office names by the start of what was read and the end of the core."""
    found: dict[tuple[int, int], set[str]] = {}
    for one in names:
        for hit in re.finditer(re.escape(one.core), question):
            start = backward(question, hit.start(), one.prefix)
            found.setdefault((start, hit.end()), set()).add(one.office.name)
    return found


@given(questions)
def test_the_longest_names_are_those_found_by_reading_through_all(question: str) -> None:
    everything = places(question, [one for office in OFFICES for one in cores(office)])
    found = places(question, list(OFFICES.cored(question)))
    longest = {end: min(s for s, e in everything if e == end) for _, end in everything}
    for end, start in longest.items():
        assert found[start, end] == everything[start, end]


@given(questions)
def test_offices_sharing_a_run_are_those_found_by_reading_through_all(question: str) -> None:
    runs = {question[i : i + 4] for i in range(len(question) - 3)}
    assert list(OFFICES.sharing(question)) == [o for o in OFFICES if any(run in o.name for run in runs)]


@pytest.mark.parametrize("word", ["yuqiao", "nanli", "jinqiaoqu", "nowhere"])
def test_offices_by_sound(word: str) -> None:
    assert OFFICES.sounding(word) == tuple(sorted(n for n in NAMES if word in romanised(n)))


def head(key: str, department: str, *years: int) -> Head:
    return Head(key, key, "report", key, department, (), "", years, "default", "ready", None, (), "")


ROLL = Roll(
    (
        head("a", "南栎市榆桥区教育局", 2021),
        head("b", "榆桥区教育局", 2022),
        head("c", "", 2021, 2022),
        head("d", "南栎市桐湾区教育局"),
        head("e", "教育局", 2020),
    )
)


@pytest.mark.parametrize(
    ("department", "expected"),
    [
        ("南栎市榆桥区教育局", "abce"),
        ("榆桥区教育局", "bce"),
        ("南栎市桐湾区教育局", "cde"),
        ("南栎市水务局", "c"),
    ],
)
def test_documents_of_an_office(department: str, expected: str) -> None:
    assert "".join(h.id for h in ROLL.of_offices([department])) == expected


@pytest.mark.parametrize(("years", "expected"), [((2021,), "acd"), ((2020, 2022), "bcde"), ((1999,), "d")])
def test_documents_of_years(years: tuple[int, ...], expected: str) -> None:
    assert "".join(h.id for h in ROLL.of_years(years)) == expected
    assert ROLL.of_years(years) is ROLL.of_years(years)
