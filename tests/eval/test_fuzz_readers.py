"""A few hostile files of every format, and every bomb, end as a document or a reason; and the faults would be seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.fuzz_readers import FAULTS, SUFFIXES, Case, cases, read_all
from eval.mutations import XML_BOMBS, bombs
from eval.written import FORMATS, content
from ingest.workers import _REASONS, Bounds, Workers

# Recognition of a page takes seconds; the run by hand has pictures too.
QUICK = [suffix for suffix in SUFFIXES if suffix not in (".png", ".jpg", ".tif", ".pdf")]
_EACH = 6


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(2, Bounds(60, 2048), Path("/nonexistent"))
    yield made
    made.close()


@pytest.mark.parametrize("suffix", QUICK)
def test_hostile_files_are_documents_or_refused(suffix: str, workers: Workers) -> None:
    told = read_all(cases(suffix, _EACH, seed=3), workers)
    assert [(case.name, said) for case, said in told.faults] == []
    assert told.became.total() >= _EACH


def test_every_bomb_of_xml_is_refused(workers: Workers) -> None:
    sound = FORMATS[".docx"](content(1))
    made = [Case(f"{name}.docx", data) for name, data in bombs(".docx", sound).items() if name in XML_BOMBS]
    assert read_all(iter(made), workers).became == {"refused": len(XML_BOMBS)}


def test_a_fault_is_seen(workers: Workers) -> None:
    said = {en for _, en in _REASONS.values() if any(words in en for words in FAULTS)}
    assert len(said) == 3, "time, memory and crash are told by other words than are looked for"
    hasty = Workers(1, Bounds(0.001, 2048), Path("/nonexistent"))
    told = read_all(iter([Case("a.txt", FORMATS[".txt"](content(1)) * 50)]), hasty)
    hasty.close()
    assert told.became == {"time-out": 1}


def test_the_same_seed_makes_the_same_files() -> None:
    first, second = ([one.data for one in cases(".txt", 5, seed=2)] for _ in range(2))
    assert first == second
