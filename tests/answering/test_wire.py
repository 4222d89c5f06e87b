"""The wire form of an answer, built from the values alone."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from api.schemas import AnswerOut, FigureLine
from assistant.answering.wire import decimal_text, figure_record, plain_text, to_wire
from assistant.records.model import (
    Answer,
    Bound,
    Citation,
    Computation,
    Document,
    Figure,
    Part,
    PartType,
    Period,
    Quantity,
    Question,
    Reason,
    Role,
    Span,
    Status,
)

TEXT = "南栎市水务局2021年预算数812.40万元，执行数790.13万元，其中检修30—50次。"


def document() -> Document:
    return Document(
        id="d1",
        name="水务局.txt",
        sha256="0" * 64,
        media_type="text/plain",
        kind="self_evaluation",
        title="自评报告",
        department="南栎市水务局",
        region="南栎市",
        years=(2021,),
        text=TEXT,
    )


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def figure(words: str, quantity: Quantity, measure: str, role: Role, **more: object) -> Figure:
    made = Figure(
        id=measure,
        document_id="d1",
        span=span(words),
        quantity=quantity,
        measure=measure,
        indicator=None,
        subject="",
        department="南栎市水务局",
        period=Period("2021", "2021"),
        role=role,
        clause=span(words),
    )
    return replace(made, **more)


BUDGET = figure("812.40万元", Quantity(Decimal("812.40"), "万元"), "预算数", Role.BUDGET)
EXECUTED = figure("790.13万元", Quantity(Decimal("790.13"), "万元"), "执行数", Role.ACTUAL, indicator="executed")
REPAIRS = figure("30—50次", Quantity(Decimal(30), "次", Bound.RANGE, Decimal(50)), "检修", Role.ACTUAL, period=None)
RATE = Computation("execution_rate", (EXECUTED, BUDGET), Quantity(Decimal("97.26"), "%"), "0.01")


def answer(*parts: Part, **more: object) -> Answer:
    citations = (
        Citation(1, document(), span("预算数812.40万元"), ("一、基本情况", "（二）资金")),
        Citation(2, document(), span("执行数790.13万元"), cell="C7", page=3),
        Citation(3, document(), span("检修30—50次")),
    )
    asked = Answer("a1", Question("预算执行怎么样？"), Status.ANSWERED, None, parts, citations)
    return replace(asked, **more)


STATED = Part(PartType.FIGURE, "790.13 万元", (2,), figure=EXECUTED, label="执行数")
COMPUTED = Part(PartType.COMPUTATION, "97.26%", (2, 1), computation=RATE, label="执行率（复算）")
NEAREST = Part(PartType.FIGURE, "30—50次", (3,), figure=REPAIRS, offered=False)
TABLE = Part(PartType.TABLE, "执行", (1, 2), rows=(("项目", "金额"), ("执行数", "790.13")))


def test_the_whole_shape() -> None:
    wire = to_wire(answer(STATED, COMPUTED, NEAREST, TABLE, notes=("相符",), suggestions=("再问",), took_ms=7))
    AnswerOut.model_validate(json.loads(json.dumps(wire)))
    assert (wire["status"], wire["reason"], wire["language"], wire["took_ms"]) == ("answered", None, "zh", 7)
    assert (wire["notes"], wire["suggestions"]) == (["相符"], ["再问"])


def test_figures_are_the_offered_ones_in_order() -> None:
    figures = to_wire(answer(COMPUTED, NEAREST, STATED))["figures"]
    assert [(one["value"], one["computed"]) for one in figures] == [("97.26", True), ("790.13", False)]
    assert figures[1] == {
        "value": "790.13",
        "unit": "万元",
        "bound": "exact",
        "measure": "执行数",
        "indicator": "executed",
        "subject": "",
        "department": "南栎市水务局",
        "period": "2021",
        "role": "actual",
        "computed": False,
        "formula": None,
        "citations": [2],
    }


def test_a_computed_figure_names_formula_and_what_its_operands_share() -> None:
    part = to_wire(answer(COMPUTED))["parts"][0]
    assert (part["formula"], part["rounding"]) == ("execution_rate", "0.01")
    assert part["expression"] == "执行数 ÷ 预算数 × 100%"
    assert [(one["value"], one["citations"]) for one in part["inputs"]] == [("790.13", [2]), ("812.40", [1])]
    figure = part["figure"]
    assert (figure["department"], figure["period"], figure["role"]) == ("南栎市水务局", "2021", None)


def test_a_range_gives_both_ends_and_no_period_is_null() -> None:
    figure = to_wire(answer(NEAREST))["parts"][0]["figure"]
    assert (figure["value"], figure["upper"], figure["bound"], figure["period"]) == ("30", "50", "range", None)


def test_citations_quote_their_characters() -> None:
    citations = to_wire(answer())["citations"]
    assert [TEXT[one["start"] : one["end"]] for one in citations] == [one["quote"] for one in citations]
    assert (citations[0]["section"], citations[0]["source"]) == ("一、基本情况 > （二）资金", "水务局.txt")
    assert (citations[1]["page"], citations[1]["cell"], citations[1]["section"]) == (3, "C7", "")


def test_reason_is_its_name() -> None:
    wire = to_wire(answer(status=Status.CLARIFY, reason=Reason.AMBIGUOUS))
    assert (wire["status"], wire["reason"], wire["figures"]) == ("clarify", "ambiguous", [])


PROSE = Part(PartType.PROSE, "共计")
MORE = Part(PartType.PROSE, "另见：")
QUOTE = Part(PartType.QUOTE, "第一行\n\n第二行", (1,))


@pytest.mark.parametrize(
    ("parts", "language", "text"),
    [
        ((), "zh", ""),
        ((PROSE, MORE), "zh", "共计另见："),
        ((PROSE, MORE), "en", "共计 另见："),
        ((PROSE, replace(STATED, label="")), "zh", "共计790.13 万元[2]"),
        ((STATED, COMPUTED), "zh", "执行数：790.13 万元[2]\n执行率（复算）：97.26%[2][1]"),
        ((STATED,), "en", "执行数: 790.13 万元[2]"),
        ((PROSE, QUOTE, MORE), "zh", "共计\n第一行\n\n第二行[1]\n另见："),
        ((TABLE,), "zh", "执行[1][2]\n项目 | 金额\n执行数 | 790.13"),
    ],
)
def test_plain_text(parts: tuple[Part, ...], language: str, text: str) -> None:
    assert plain_text(parts, language) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("1491.52", "1491.52"), ("0", "0"), ("1.2E+8", "120000000"), ("-6.30", "-6.30"), ("1E-7", "0.0000001")],
)
def test_decimals_have_no_exponent(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize("one", [BUDGET, EXECUTED, REPAIRS])
def test_the_figures_listing(one: Figure) -> None:
    record = figure_record(one, document())
    FigureLine.model_validate(record)
    assert TEXT[record["start"] : record["end"]] == record["quote"]
    assert (record["measure"], record["role"]) == (one.measure, one.role.value)
