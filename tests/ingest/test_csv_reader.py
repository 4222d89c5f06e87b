"""Delimited files and the tables in them. Every name and number is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from assistant.records.model import Table
from ingest.draft import Draft
from ingest.readers import csv as csv_reader
from ingest.readers import read_file
from ingest.readers.csv import delimiter, records
from ingest.tables import is_value, unit_of

LEDGER = """南栎市2021年部门预算执行情况表,,,,,
单位：万元,,,,,

序号,单位名称,预算数,,执行数,执行率
,,年初预算,调整后预算,,
栏次,1,2,3,4,5=4/3
1,南栎市水务局,"1,200.50",1300,1290,99.2%
2,"南栎市
教育局",0,/,—,
序号,单位名称,预算数,,执行数,执行率
3,合计,,,,
注：空白表示未填。,,,,,
"""

FORM = """项目支出绩效自评表,,,,,,
项目名称,供水改造,,主管部门,南栎市水务局,,
项目资金（万元）,,年初预算数,全年预算数,全年执行数,分值,执行率
年度资金总额,,100,90,80,10,88.9%
一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分
产出指标,数量指标,管网长度,≥40公里,41,10,10
,质量指标,合格率,≥95%,≥95%,10,9
"""


def csv(text: str, name: str = "a.csv", encoding: str = "utf-8") -> Draft:
    return read_file(name, text.encode(encoding))


def values(draft: Draft, table: Table) -> list[list[str]]:
    return [[c.span.of(draft.text) for c in row] for row in table.rows]


def test_ledger_with_caption_unit_two_level_header_and_notes() -> None:
    draft = csv(LEDGER, encoding="gb18030")
    (table,) = draft.tables
    assert draft.text == LEDGER
    assert (table.name, table.unit) == ("南栎市2021年部门预算执行情况表", "万元")
    assert table.columns == (
        ("序号",),
        ("单位名称",),
        ("预算数", "年初预算"),
        ("预算数", "调整后预算"),
        ("执行数",),
        ("执行率",),
    )
    assert values(draft, table) == [
        ["1", "南栎市水务局", "1,200.50", "1300", "1290", "99.2%"],
        ["2", "南栎市\n教育局", "0", "/", "—", ""],
        ["3", "合计", "", "", "", ""],
    ]
    assert [row[2].address for row in table.rows] == ["R7C3", "R8C3", "R10C3"]


def test_form_of_several_blocks_becomes_several_tables() -> None:
    draft = csv(FORM)
    head, money, indicators = draft.tables
    assert head.columns == ((),) * 5
    assert values(draft, head)[0][:2] == ["项目名称", "供水改造"]
    assert money.columns[3] == ("全年预算数",)
    assert money.columns[1] == ()
    assert indicators.columns == tuple(
        (h,) for h in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    )
    assert values(draft, indicators)[1] == ["", "质量指标", "合格率", "≥95%", "≥95%", "10", "9"]


@pytest.mark.parametrize(
    ("name", "text", "columns", "rows"),
    [
        ("y.tsv", "部门\t2020\t2021\nA局\t1\t2\n", ("部门", "2020", "2021"), [["A局", "1", "2"]]),
        ("s.csv", "项目;金额\n甲;2,5\n乙;4,5\n", ("项目", "金额"), [["甲", "2,5"], ["乙", "4,5"]]),
        ("p.csv", "sep=|\n项目|金额\n甲|2\n", ("项目", "金额"), [["甲", "2"]]),
        ("w.csv", "项目，金额\n甲，2\n乙，3\n", ("项目", "金额"), [["甲", "2"], ["乙", "3"]]),
        ("q.csv", '项目,金额\n"甲""一""",2\n', ("项目", "金额"), [['甲""一""', "2"]]),
        ("u.csv", '项目,金额\n"甲,2\n乙,3\n', ("项目", "金额"), [['"甲', "2"], ["乙", "3"]]),
        ("r.csv", "\ufeff项目,金额\r\n甲 , 2 \r\n", ("项目", "金额"), [["甲", "2"]]),
        (
            "n.csv",
            "企业名称,奖励金额（万元）\n甲公司,\n乙公司,20\n",
            ("企业名称", "奖励金额（万元）"),
            [["甲公司", ""], ["乙公司", "20"]],
        ),
        (
            "t.csv",
            "项目名称,地点,状态\n供水改造,榆桥区,开工\n",
            ("项目名称", "地点", "状态"),
            [["供水改造", "榆桥区", "开工"]],
        ),
    ],
)
def test_dialects(name: str, text: str, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    draft = csv(text, name)
    (table,) = draft.tables
    assert tuple(path[-1] for path in table.columns) == columns
    assert values(draft, table) == rows


def test_row_with_more_cells_than_the_header_is_left_out_and_named() -> None:
    draft = csv("单位名称,预算数\n甲局,100\n乙局,1,491.52\n")
    assert values(draft, draft.tables[0]) == [["甲局", "100"]]
    assert draft.warnings[0].startswith("R3C1")


def test_caption_and_unit_without_trailing_commas() -> None:
    draft = csv(
        "2021年1-9月支出进度通报表\n单位：万元\n预算单位,支出数,支出进度\n甲局,76,76.0%\n（一）乙类,,\n乙局,0,0.00\n"
    )
    (table,) = draft.tables
    assert (table.name, table.unit) == ("2021年1-9月支出进度通报表", "万元")
    assert [row[0] for row in values(draft, table)] == ["甲局", "（一）乙类", "乙局"]


def test_form_of_labels_and_values_has_no_header() -> None:
    draft = csv(
        "项目支出绩效目标申报表,,,\n主管部门,南栎市水务局,实施单位,南栎市供水中心\n项目资金（万元）,年度资金总额：,500,\n"
        "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,改造管网长度,≥40公里\n"
    )
    form, indicators = draft.tables
    assert form.columns == ((),) * 4
    assert values(draft, form)[1] == ["项目资金（万元）", "年度资金总额：", "500", ""]
    assert indicators.columns[3] == ("指标值",)


def test_three_level_header() -> None:
    draft = csv("单位名称,预算,,,\n,年初,调整,,\n,,追加,压减,合计\n甲局,1,2,3,4\n")
    assert draft.tables[0].columns == (
        ("单位名称",),
        ("预算", "年初"),
        ("预算", "调整", "追加"),
        ("预算", "调整", "压减"),
        ("预算", "调整", "合计"),
    )


def test_prose_in_a_csv_is_text_without_tables() -> None:
    draft = csv("今天全市召开会议。\n会议强调节约。\n")
    assert draft.tables == ()


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位：元", "元"),
        ("注：金额单位为亿元", "亿元"),
        ("支出明细表（万元）", "万元"),
        ("单位：南栎市水务局", ""),
        ("单位：个", "个"),
        ("", ""),
    ],
)
def test_unit_of(text: str, unit: str) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,200.5", True),
        ("≥95%", True),
        ("/", True),
        ("—", True),
        ("-3", True),
        ("2021", False),
        ("2021年", False),
        ("水务局", False),
        ("", False),
    ],
)
def test_is_value(cell: str, expected: bool) -> None:
    assert is_value(cell) is expected


def test_pipe_table_in_markdown() -> None:
    draft = read_file(
        "a.md", "表1 收支表\n单位：亿元\n\n| 指标 | 2021年 |\n|---|---:|\n| **营收** | 2.5 |\n\n注：快报数\n".encode()
    )
    (table,) = draft.tables
    assert (table.name, table.unit, table.columns) == ("表1 收支表", "亿元", (("指标",), ("2021年",)))
    assert values(draft, table) == [["营收", "2.5"]]
    assert table.rows[0][1].address == "T1!R3C2"


FIELDS = st.text(st.sampled_from('甲乙1.,"\n\t; '), max_size=8)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_cells_are_what_the_writer_put_in(rows: list[list[str]]) -> None:
    written = "\n".join(",".join('"' + f.replace('"', '""') + '"' for f in row) for row in rows)
    read = [[c.span.of(written) for c in row] for row in records(written, ",")]
    assert read == [[f.replace('"', '""').strip(" \n\t") for f in row] for row in rows]


@given(st.text(st.sampled_from('甲1.,"\n\t;| '), max_size=80))
def test_any_text_can_be_cut(text: str) -> None:
    for row in records(text, delimiter(text)):
        assert all(0 <= c.span.start <= c.span.end <= len(text) for c in row)
        assert [c.column for c in row] == list(range(1, len(row) + 1))


def test_a_file_of_too_many_cells_is_refused_before_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_reader, "MAX_CELLS", 6)
    with pytest.raises(UnreadableFile, match="too large"):
        csv("a,b\n1,2\n3,4\n5,6\n")
