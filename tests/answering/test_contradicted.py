"""Which reports' stated figures their own amounts contradict: all that were planted, none besides, and never outside the scope."""

import os
from collections.abc import Iterator

import pytest

from assistant.answering.ask import ask
from assistant.records.library import Library, open_library
from assistant.records.model import Answer, PartType, Question, Status
from assistant.records.scope import EVERYTHING, Scope
from assistant.settings import Settings
from ingest.pipeline import ingest_uploads


def report(office: str, year: int, budget: str, spent: str, rate: str, more: str = "") -> str:
    return (
        f"蘅川市{office}{year}年度部门整体支出绩效自评报告（虚构）\n\n一、预算执行情况\n\n"
        f"全年预算数{budget}万元，执行数{spent}万元，预算执行率{rate}%。\n{more}"
    )


FILES = {
    "审计局2022.txt": report("审计局", 2022, "500.00", "450.00", "90.00"),
    "水利局2022.txt": report("水利局", 2022, "800.00", "640.00", "85.00"),
    "水利局2023.txt": report("水利局", 2023, "900.00", "810.00", "90.0"),
    "文旅局2023.txt": report("文化和旅游局", 2023, "300.00", "291.00", "92.00"),
}
PLANTED = {("水利局2022.txt", "85.00", "80.00"), ("文旅局2023.txt", "92.00", "97.00")}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("city"), workers=0))
    ingest_uploads([(name, text.encode()) for name, text in FILES.items()], library)
    yield library
    library.close()


def told(answer: Answer) -> set[tuple[str, str, str]]:
    """Each document with what it states and what its amounts yield."""
    cited = {citation.id: citation.document.name for citation in answer.citations}
    offered = [part for part in answer.parts if part.figure is not None and part.offered]
    stated = [part for part in offered if part.type is PartType.FIGURE]
    again = [part for part in offered if part.type is PartType.COMPUTATION]
    return {
        (cited[one.citations[0]], str(one.figure.quantity.value), str(other.figure.quantity.value))  # type: ignore[union-attr]
        for one, other in zip(stated, again, strict=True)
    }


@pytest.mark.parametrize(
    ("question", "planted"),
    [
        ("哪些报告的执行率和金额对不上？", PLANTED),
        ("有没有执行率跟金额不一致的报告？", PLANTED),
        ("Which reports state an execution rate that their own amounts contradict?", PLANTED),
        ("2022年哪些单位的报告执行率和金额对不上？", {one for one in PLANTED if "2022" in one[0]}),
    ],
)
def test_all_that_were_planted_and_none_besides(
    city: Library, question: str, planted: set[tuple[str, str, str]]
) -> None:
    answer = ask(Question(question, language="en" if question.isascii() else "zh"), city, EVERYTHING)
    assert answer.status is Status.ANSWERED
    assert told(answer) == planted
    for source, stated, computed in planted:
        assert any(source in note and stated in note and computed in note for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "looked"), [("哪些报告的执行率和金额对不上？", "1"), ("哪些单位的合计数对不上？", "")]
)
def test_where_all_agree_that_is_said(tmp_path_factory: pytest.TempPathFactory, question: str, looked: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("one"), workers=0))
    ingest_uploads([("审计局2022.txt", FILES["审计局2022.txt"].encode())], library)
    answer = ask(Question(question), library, EVERYTHING)
    assert not [part for part in answer.parts if part.figure is not None and part.offered]
    assert any("复算" in note and looked in note for note in answer.notes) is bool(looked)
    library.close()


@pytest.mark.parametrize(
    "question",
    ["水利局2022年预算执行率是多少？", "审计局和水利局2022年执行率不一样，哪个高？", "哪些报告里提到执行率？"],
)
def test_other_questions_are_not_taken_for_it(city: Library, question: str) -> None:
    assert not [note for note in ask(Question(question), city, EVERYTHING).notes if "按它自己的金额复算" in note]


def test_nothing_outside_the_scope_is_told(city: Library) -> None:
    answer = ask(Question("哪些报告的执行率和金额对不上？"), city, Scope(frozenset({"other"})))
    assert not answer.citations
