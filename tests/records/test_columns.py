"""Header words of tables. Every header is made up."""

import pytest

from assistant.records.columns import MONTH, YEAR, header_name, header_unit, is_department, is_unit


@pytest.mark.parametrize(
    ("path", "name", "unit"),
    [
        (("年初预算（万元）",), "年初预算", "万元"),
        (("支出（含上年结转）",), "支出（含上年结转）", ""),
        (("金额（单位：元）",), "金额", "元"),
        (("金额：万元",), "金额", "万元"),
        (("执行率%",), "执行率", "%"),
        (("满意度≥95%",), "满意度≥95%", ""),
        (("预算数", "万元"), "预算数", "万元"),
        (("人口（万）",), "人口", "万"),
        (("合计（万元）", "比重（％）"), "合计比重", "%"),
        (("Budget (RMB 10,000)",), "Budget", "万元"),
        (("Visitors (10,000 visitors)",), "Visitors", "万人次"),
        ((), "", ""),
    ],
)
def test_name_and_unit(path: tuple[str, ...], name: str, unit: str) -> None:
    assert (header_name(path), header_unit(path)) == (name, unit)


@pytest.mark.parametrize(
    ("text", "expected"), [("万元", True), ("％", True), ("亿", True), ("类型", False), ("", False)]
)
def test_is_unit(text: str, expected: bool) -> None:
    assert is_unit(text) is expected


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("预算单位", ["局机关"], True),
        ("受评单位", ["市水务局", "云杉市档案馆", "市公路中心"], True),
        ("核算单位", ["苗圃", "局机关"], False),
        ("计量单位", ["个", "所"], False),
        ("项目名称", ["市水务局"], False),
    ],
)
def test_columns_of_offices(name: str, cells: list[str], expected: bool) -> None:
    assert is_department(name, cells) is expected


def test_a_period_is_no_column_of_periods() -> None:
    assert YEAR.search("预算年度")
    assert MONTH.search("统计月份")
    assert not YEAR.search("2020年度")
    assert not MONTH.search("1-9月份")
