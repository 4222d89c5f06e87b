"""The bench's archive is true to its own reading, and its judge tells a right answer from another report's."""

from itertools import islice

import pytest

from assistant.answering.ask import ask
from assistant.records.library import Library
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from eval.bench_archive import _base, _copy, _offices, copies, write_archive
from eval.bench_lookalikes import KINDS, english, judged, questions, retrieved, sampled
from eval.retrieval import _fused
from ingest.figures import read_figures
from ingest.passages import split


def test_a_copy_is_what_reading_it_would_give(library: Library) -> None:
    first, *others = islice(_offices(7), 200)
    other = next(o for o in others if o.name.endswith(first.name.removeprefix(first.city + first.district)))
    base = _base(library, 7, first, 2021)
    one = _copy(base, other)
    assert one.document.department == other.name
    assert first.name not in one.document.text
    assert tuple(split(one.document)) == one.passages
    read = {f.span: (f.quantity, f.indicator, f.department) for f in read_figures(one.document, library.vocabulary)}
    assert {f.span: (f.quantity, f.indicator, f.department) for f in one.figures} == read


def test_look_alike_questions_are_answered_and_judged(library: Library) -> None:
    write_archive(library, 320, vectors=False)
    sources, offices = sampled(copies(library, 320), 12)
    asked = list(questions(sources, offices))
    assert {one.kind for one in asked} == set(KINDS)
    full = next(one for one in asked if one.kind == "full name")
    answer = ask(Question(full.text), library, EVERYTHING)
    assert judged(full, answer) == "right"
    other = next(one for one in asked if one.sources[0].document_id != full.sources[0].document_id)
    assert judged(other, answer) == "wrong"
    assert judged(full, ask(Question("写一首春天的诗"), library, EVERYTHING)) == "asked back"
    (source,) = full.sources
    assert retrieved(full, [source.passage_id]) == "right"
    assert retrieved(full, [f"{source.document_id}-0"]) != "wrong"
    assert retrieved(full, ["elsewhere-1"]) == retrieved(full, []) == "wrong"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("澄栎市槿桥区教育局", "the Jinqiao District Education Bureau of Chengli"),
        ("澄栎市槿桥区无此办", "澄栎市槿桥区无此办"),
    ],
)
def test_names_in_english(name: str, expected: str) -> None:
    assert english(name) == expected


def test_fusion_scales_both_to_one() -> None:
    assert _fused({"a": 4.0, "b": 2.0, "c": 0.0}, {"a": 0.2, "b": 0.4, "c": 0.3}) == pytest.approx(
        {"a": 1.0, "b": 1.0, "c": 0.25}
    )
