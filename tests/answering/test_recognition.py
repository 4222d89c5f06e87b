"""Figures that a recogniser was not sure of are given with a word of warning. Every name and number is made up."""

from dataclasses import replace

import pytest

from api.records import figure_lines
from assistant.answering.ask import ask
from assistant.records.library import Library
from assistant.records.model import Question, Span
from assistant.records.scope import EVERYTHING
from ingest.figures import read_figures
from ingest.passages import split
from ingest.pipeline import make_document

TEXT = "汐川县水利局2021年度部门整体支出绩效自评报告\n\n一、基本情况\n\n2021年全年预算数812.40万元，执行数790.13万元。引进节水项目18个。\n"


@pytest.fixture
def scan(library: Library) -> str:
    """A report on record, of which the 7 of 790.13 was hardly recognised."""
    document = make_document("扫描.txt", TEXT.encode(), library)
    at = document.text.index("790.13")
    document = replace(document, unsure=(Span(at, at + 1),))
    assert library.store.add(document, split(document), read_figures(document, library.vocabulary))
    return document.id


@pytest.mark.parametrize(
    ("question", "language", "noted"),
    [
        ("县水利局2021年执行数是多少？", "zh", "790.13万元出自扫描件《扫描.txt》，其中有识别存疑的字符，请对照原页"),
        (
            "县水利局2021年预算还剩多少没有执行？",
            "zh",
            "790.13万元出自扫描件《扫描.txt》，其中有识别存疑的字符，请对照原页",
        ),
        ("How much did the Xichuan water bureau spend in 2021?", "en", "790.13万元 comes from the scan 扫描.txt"),
        ("县水利局2021年引进节水项目多少个？", "zh", ""),
    ],
)
def test_an_answer_says_what_was_hardly_recognised(
    library: Library, scan: str, question: str, language: str, noted: str
) -> None:
    answer = ask(Question(question, language=language), library, EVERYTHING)
    notes = [note for note in answer.notes if "扫描" in note]
    assert len(notes) == bool(noted)
    assert all(note.startswith(noted) for note in notes)


def test_the_listing_of_figures_says_so_too(library: Library, scan: str) -> None:
    document = library.store.document(scan, EVERYTHING)
    lines = figure_lines(library.store.figures(EVERYTHING, [scan]), document, ())
    assert {line["quote"] for line in lines if line["unsure"]} == {"790.13万元"}
