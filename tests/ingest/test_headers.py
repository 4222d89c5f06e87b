"""Header paths and row marks taken apart. Every name and number is made up."""

import pytest

from assistant.records.model import Period, Table
from assistant.records.table_rows import is_part, labels_of, row_path, sums_up
from ingest.draft import Draft
from ingest.headers import (
    Heading,
    column_unit,
    is_transposed,
    pairs,
    read_heading,
    row_unit,
)
from ingest.readers import read_file

Y = Period("2020", "2020")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        (("2020年",), Heading("", "", Y)),
        (("2020年度",), Heading("", "", Y)),
        (("2020",), Heading("", "", Y)),
        (("2020A",), Heading("", "", Y)),
        (("2020年", "金额（万元）"), Heading("金额", "万元", Y)),
        (("预算数", "2020年"), Heading("预算数", "", Y)),
        (("执行率（%）",), Heading("执行率", "%", None)),
        (("支出（含上年结转）",), Heading("支出（含上年结转）", "", None)),
        (("2020年人民幣千元（未經審核）",), Heading("", "千元", Y)),
        (("截至6月30日止六个月", "2020年"), Heading("", "", Period("2020-01", "2020-06-30"))),
        (("2020年", "1-9月", "金额"), Heading("金额", "", Period("2020-01", "2020-09"))),
        (("廢水（噸）",), Heading("廢水", "吨", None)),
        (("31 December 2020 Consolidated*",), Heading("", "", Period("2020-12-31", "2020-12-31"))),
        (("Six months ended 30 June 2020", "Amount"), Heading("Amount", "", Period("2020-01", "2020-06"))),
        (("Year ended December 31, 2020 (audited)",), Heading("", "", Y)),
        (("2020年1-9月支出数",), Heading("支出数", "", Period("2020-01", "2020-09"))),
        (("上年支出数",), Heading("支出数", "", Y)),
        (("上年数",), Heading("", "", Y)),
        (("比上年增长（%）",), Heading("比上年增长", "%", None)),
        (("与2020年相比",), Heading("与2020年相比", "", None)),
        (("去年同期增长",), Heading("去年同期增长", "", None)),
        (
            ("二零二零年六月三十日止六个月", "金额（未经审核）"),
            Heading("金额（未经审核）", "", Period("2020-06", "2020-06")),
        ),
        (("支出（2020年度）",), Heading("支出", "", Y)),
        (("9月累计",), Heading("", "", Period("2021-01", "2021-09"))),
        (("9月当月",), Heading("", "", Period("2021-09", "2021-09"))),
        (("2020年9月末累计支出",), Heading("累计支出", "", Period("2020-01", "2020-09"))),
        (("全年执行数",), Heading("全年执行数", "", None)),
        (("预算数", "万元"), Heading("预算数", "万元", None)),
        ((), Heading("", "", None)),
    ],
)
def test_read_heading(path: tuple[str, ...], heading: Heading) -> None:
    assert read_heading(path, 2021) == heading


def table_of(text: str) -> tuple[Table, Draft]:
    draft = read_file("a.csv", text.encode())
    (table,) = draft.tables
    return table, draft


def test_years_across() -> None:
    across, _ = table_of("指标,单位,2019年,2020年\n污水处理率,%,91,93\n")
    down, _ = table_of("年度,预算数,2020年执行数\n2019,5,4\n")
    assert is_transposed(across, 2021)
    assert not is_transposed(down, 2021)


def test_units_of_rows() -> None:
    table, draft = table_of("指标,单位,2019年\n污水处理率,%,91\n管网,公里,12\n投诉,南栎市水务局,3\n")
    assert [row_unit(table, row, draft.text) for row in range(3)] == ["%", "公里", ""]


def test_money_of_the_corner_holds_for_sums_only() -> None:
    table, _ = table_of("项目资金（万元）,年初预算数,全年执行数,分值,执行率,面积（亩）\n资金总额,5,4,10,80%,3\n")
    assert [column_unit(table, at) for at in range(1, 6)] == ["万元", "万元", "", "", "亩"]
    captioned, _ = table_of("单位：元,,\n部门,金额,补助人数\n甲局,5,4\n")
    assert [column_unit(captioned, at) for at in range(1, 3)] == ["元", ""]


def test_labels_above_hold_for_rows_below() -> None:
    table, draft = table_of("一级指标,三级指标,指标值\n产出指标,管网长度,40\n,水表,300\n效益指标,投诉,5\n")
    assert labels_of(table, 1, draft.text) == {0: "产出指标", 1: "水表", 2: "300"}
    assert row_path(table, 1, draft.text) == ()


def test_headings_parts_and_totals() -> None:
    table, draft = table_of("科目,金额\n一、工资,30\n其中：津贴,10\n合计,30\n")
    assert [row_path(table, row, draft.text) for row in range(3)] == [(), ("一、工资",), ()]
    assert [is_part(table, row) for row in range(3)] == [False, True, False]
    assert [sums_up(table, row) for row in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("项目名称", "供水改造", "", "主管部门", "水务局"), [(0, 1), (3, 4)]),
        (("联系人：", "", "电话：", "0000"), [(0, 1), (2, 3)]),
        (("", "年度资金总额", "500"), [(1, 2)]),
        (("备注",), []),
    ],
)
def test_pairs(texts: tuple[str, ...], expected: list[tuple[int, int]]) -> None:
    assert pairs(texts) == expected
