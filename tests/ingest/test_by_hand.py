"""Figures corrected by hand: they answer from then on, say so, hold when the file is read again, and must stand in the record."""

import pytest

from assistant.answering.ask import ask
from assistant.errors import InvalidReview
from assistant.records.hand import HandFigure
from assistant.records.library import Library
from assistant.records.model import Answer, Question, Span
from assistant.records.scope import EVERYTHING
from ingest.forget import forget
from ingest.pipeline import ingest_uploads
from ingest.revise import correct_figure, revise

TEXT = """汐川县林业局2021年度部门整体支出绩效自评报告（虚构样例）

一、预算执行情况

全年预算数500.00万元，执行数450.00万元。

二、履职情况

全年完成造林任务，其中飞播35公顷、人工造林62公顷。林火监测点从上年的9处扩充到现在14处。
"""
NAME = "林业局2021.txt"


@pytest.fixture
def kept(library: Library) -> str:
    """The report, read; its id."""
    ingest_uploads([(NAME, TEXT.encode())], library)
    return library.store.heads(EVERYTHING)[0].id


def at(words: str, within: str = "") -> Span:
    start = TEXT.index(words, TEXT.index(within) if within else 0)
    return Span(start, start + len(words))


def asked(library: Library, text: str) -> Answer:
    return ask(Question(text), library, EVERYTHING)


def offered(answer: Answer) -> list[str]:
    return [f"{p.figure.quantity.value}{p.figure.quantity.unit}" for p in answer.parts if p.figure and p.offered]


def told(words: str, unit: str, measure: str, **more: object) -> HandFigure:
    return HandFigure(at(words), unit, measure, by="王芳", at="2026-03-02T09:00:00+00:00", **more)  # type: ignore[arg-type]


def by_hand(answer: Answer) -> list[str]:
    return [note for note in answer.notes if "人工更正" in note and "王芳" in note and "2026-03-02" in note]


def test_a_corrected_figure_answers_and_says_so(library: Library, kept: str) -> None:
    correct_figure(library, kept, told("62公顷", "公顷", "封育面积"), EVERYTHING)
    answer = asked(library, "汐川县林业局2021年封育面积是多少？")
    assert offered(answer) == ["62公顷"]
    assert by_hand(answer)
    other = asked(library, "汐川县林业局2021年执行数是多少？")
    assert (offered(other)[0], by_hand(other)) == ("450.00万元", [])


def test_a_corrected_operand_is_named_in_what_is_computed(library: Library, kept: str) -> None:
    correct_figure(library, kept, told("450.00万元", "万元", "执行数"), EVERYTHING)
    answer = asked(library, "汐川县林业局2021年预算执行率是多少？")
    assert "90%" in [one.replace(".00", "") for one in offered(answer)]
    assert by_hand(answer)


def test_what_was_taken_wrongly_is_left_out(library: Library, kept: str) -> None:
    before = {f.span for f in library.store.figures(EVERYTHING, [kept])}
    wrong = at("9处")
    assert wrong in before
    correct_figure(library, kept, told("14处", "处", "林火监测点", instead=wrong), EVERYTHING)
    assert {f.span for f in library.store.figures(EVERYTHING, [kept])} == before - {wrong} | {at("14处")}


@pytest.mark.parametrize("again", ["deleted and read again", "identity corrected"])
def test_it_holds_when_the_file_is_read_again(library: Library, kept: str, again: str) -> None:
    made = correct_figure(
        library, kept, told("62公顷", "公顷", "封育面积", period="2020", department="汐川县农业局"), EVERYTHING
    )
    assert (str(made.period), made.department) == ("2020", "汐川县农业局")
    if again == "identity corrected":
        revise(library, kept, {"years": [2020]}, EVERYTHING)
    else:
        forget(kept, library, EVERYTHING)
        ingest_uploads([("换了名字.txt", TEXT.encode())], library)
    key = library.store.heads(EVERYTHING)[0].id
    figure = next(f for f in library.store.figures(EVERYTHING, [key]) if f.span == at("62公顷"))
    assert (figure.measure, str(figure.period), figure.department) == ("封育面积", "2020", "汐川县农业局")


@pytest.mark.parametrize(("words", "unit"), [("造林任务", "公顷"), ("62公顷", "万元"), ("62", "处")])
def test_a_correction_must_stand_in_the_record(library: Library, kept: str, words: str, unit: str) -> None:
    before = library.store.figures(EVERYTHING, [kept])
    with pytest.raises(InvalidReview):
        correct_figure(library, kept, told(words, unit, "造林面积"), EVERYTHING)
    assert library.store.figures(EVERYTHING, [kept]) == before
    assert library.store.hand.all([library.store.document(kept, EVERYTHING)]) == {}
