"""Numbers that records imply: formulas over figures, units asked for, years asked for together."""

from decimal import Decimal

import pytest

from assistant.answering.derive import asked_unit
from assistant.answering.formulas import compute
from assistant.answering.series import latest_years
from assistant.answering.terms import is_place
from assistant.records.model import Bound, Figure, Quantity, Role, Span


def figure(value: str, unit: str, bound: Bound = Bound.EXACT) -> Figure:
    quantity = Quantity(Decimal(value), unit, bound)
    return Figure("f", "d", Span(0, 1), quantity, "", None, "", "", None, Role.ACTUAL, Span(0, 1))


@pytest.mark.parametrize(
    ("key", "inputs", "value", "unit"),
    [
        ("growth", [("112", "万元"), ("100", "万元")], "12.00", "%"),
        ("growth", [("1.2", "亿元"), ("10000", "万元")], "20.00", "%"),
        ("before_rise", [("110", "万元"), ("10", "%")], "100.00", "万元"),
        ("before_fall", [("88", "万元"), ("12", "%")], "100.00", "万元"),
        ("less_rise", [("70.6", "%"), ("1.7", "个百分点")], "68.9", "%"),
        ("plus_fall", [("6.85", "万元"), ("1.15", "万元")], "8.00", "万元"),
        ("difference", [("73.0", "%"), ("67.4", "%")], "5.6", "个百分点"),
        ("share", [("30", "万元"), ("40", "万元")], "75.00", "%"),
        ("per_unit", [("55.38", "万元"), ("1846", "户")], "300.00", "元/户"),
        ("per_unit", [("4318", "万元"), ("0.8636", "万名")], "5000.00", "元/名"),
        ("convert:元", [("6318.5", "万元")], "63185000.0", "元"),
        ("mean", [("1", "张"), ("2", "张")], "1.50", "张"),
    ],
)
def test_formulas(key: str, inputs: list[tuple[str, str]], value: str, unit: str) -> None:
    computed = compute(key, tuple(figure(*i) for i in inputs))
    assert computed is not None
    assert (computed.quantity.value, computed.quantity.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("key", "inputs"),
    [("growth", [("1", "万元"), ("0", "万元")]), ("sum", [("1", "万元"), ("1", "家")]), ("convert:亩", [("1", "元")])],
)
def test_nothing_is_computed_of_what_does_not_fit(key: str, inputs: list[tuple[str, str]]) -> None:
    assert compute(key, tuple(figure(*i) for i in inputs)) is None


def test_what_rests_on_a_rough_number_is_rough() -> None:
    computed = compute("sum", (figure("1", "家"), figure("2", "家", Bound.OVER)))
    assert computed is not None
    assert computed.quantity.bound is Bound.ABOUT


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("换算成元是多少", "元"),
        ("支出合计换算成亿元是多少", "亿元"),
        ("convert it into hectares", "公顷"),
        ("是多少", ""),
    ],
)
def test_units_asked_for(text: str, unit: str) -> None:
    assert asked_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("近三年怎么变", (2020, 2021, 2022)),
        ("这两年的走势", (2021, 2022)),
        ("over the past two years", (2021, 2022)),
        ("2022年多少", None),
    ],
)
def test_recent_years_are_those_on_record(text: str, years: tuple[int, ...] | None) -> None:
    assert latest_years(text, [2019, 2020, 2021, 2022, 2022]) == years


@pytest.mark.parametrize(
    ("text", "place"), [("松坪乡", True), ("南浦区", True), ("园区", False), ("小区", False), ("教师", False)]
)
def test_places(text: str, place: bool) -> None:
    assert is_place(text) is place
