"""The words of the pages: two lists, one key each."""

import re
from itertools import combinations
from pathlib import Path

import api

_PAGES = Path(api.__file__).parent / "pages"


def keys(name: str) -> set[str]:
    return set(re.findall(r"^    (\w+):", (_PAGES / name).read_text(encoding="utf-8"), re.M))


def test_no_word_of_one_list_hides_another() -> None:
    assert len(keys("i18n.js")) > 50
    lists = ["i18n.js", *(path.name for path in _PAGES.glob("words*.js"))]
    for one, other in combinations(lists, 2):
        assert keys(one).isdisjoint(keys(other)), keys(one) & keys(other)
