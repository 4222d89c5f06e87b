"""Workbooks and the tables in them, in both formats. Every name and number is made up."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment

from assistant.errors import UnreadableFile
from assistant.records.model import RowKind, Table
from ingest.draft import Draft
from ingest.readers import read_file, readers, sheets
from ingest.readers.formats import is_date_format, moment, show_moment, show_number
from ingest.readers.sheets import tidy

Grid = Sequence[Sequence[Any]]
Formats = Mapping[tuple[int, int], str]


def xlsx(
    rows: Grid, merges: Sequence[str] = (), formats: Formats | None = None, title: str = "Sheet1", hidden: bool = False
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(r, c, value).number_format = (formats or {}).get((r, c), "General")
    for area in merges:
        sheet.merge_cells(area)
    if hidden:
        book.create_sheet("附注")["A1"] = "说明"
        book["附注"].sheet_state = "hidden"
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(rows: Grid, merges: Sequence[str] = (), formats: Formats | None = None, title: str = "Sheet1") -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet(title)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for area in merges:
        left, top, right, bottom = openpyxl.utils.cell.range_boundaries(area)
        covered[(top, left)] = (bottom, right)
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            style = xlwt.XFStyle()
            style.num_format_str = (formats or {}).get((r, c), "General")
            if (r, c) in covered:
                bottom, right = covered[(r, c)]
                sheet.write_merge(r - 1, bottom - 1, c - 1, right - 1, value, style)
            elif value is not None:
                sheet.write(r - 1, c - 1, value, style)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def draft(rows: Grid, merges: Sequence[str] = (), formats: Formats | None = None, name: str = "样表.xlsx") -> Draft:
    return read_file(name, (xls if name.endswith(".xls") else xlsx)(rows, merges, formats))


def values(found: Draft, table: Table) -> list[list[str]]:
    return [[c.span.of(found.text) for c in row] for row in table.rows]


def above(found: Draft, table: Table) -> list[tuple[str, ...]]:
    return [tuple(c.span.of(found.text) for c in mark.above) for mark in table.marks]


def kinds(table: Table) -> list[str]:
    return [mark.kind.value for mark in table.marks]


ACCOUNTS: Grid = [
    ["收入支出决算总表", None, None, None, None, None],
    [None, None, None, None, None, "公开01表"],
    ["部门：南栎市水务局", None, None, None, None, "金额单位：万元"],
    ["收入", None, None, "支出", None, None],
    ["项目", "行次", "决算数", "项目（按功能分类）", "行次", "决算数"],
    ["栏次", None, "1", "栏次", None, "2"],
    ["一、一般公共预算财政拨款收入", "1", 1204.55, "一、一般公共服务支出", "31", 0],
    ["二、事业收入", "2", "—", "二、教育支出", "32", 88.5],
    [None, None, None, "三、农林水支出", "33", 1116.05],
    ["本年收入合计", "27", 1204.55, "本年支出合计", "57", 1204.55],
    ["总计", "30", 1204.55, "总计", "60", 1204.55],
    ["注：本表反映部门本年度的总收支情况。", None, None, None, None, None],
]
ACCOUNTS_MERGES = ("A1:F1", "A4:C4", "D4:F4", "A12:F12")

FORM: Grid = [
    ["项目支出绩效自评表", None, None, None, None, None, None, None],
    ["（2021年度）", None, None, None, None, None, None, None],
    ["项目名称", "老旧管网改造", None, None, None, None, None, None],
    ["主管部门", "南栎市水务局", None, None, "实施单位", "南栎市供水中心", None, None],
    ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, "年度资金总额", 500, 480, 451.2, 10, 0.94, 9.4],
    [None, "其中：财政拨款", 500, 480, 451.2, None, 0.94, None],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "数量指标", "改造管网长度", "≥40公里", "41公里", 10, 10, None],
    [None, None, "新装水表", "≥300只", "310只", 10, 10, None],
    [None, "质量指标", "验收合格率", 1, 1, 10, 10, "/"],
    ["效益指标", "社会效益", "停水投诉", "≤5件", "7件", 30, 21, "雨季抢修"],
    ["总分", None, None, None, None, 100, 90.4, None],
    ["填表人：甲某", None, "联系电话：0000", None, None, None, None, None],
]
FORM_MERGES = ("A1:H1", "A2:H2", "B3:H3", "B4:D4", "F4:H4", "A5:A7", "A9:A11", "B9:B10", "A13:E13")
FORM_FORMATS = {(6, 7): "0.00%", (7, 7): "0.00%", (11, 4): "0%", (11, 5): "0%"}

BOTH = pytest.mark.parametrize("name", ["样表.xlsx", "样表.xls"])


@BOTH
def test_halves_side_by_side_with_captions_units_index_rows_and_notes(name: str) -> None:
    found = draft(ACCOUNTS, ACCOUNTS_MERGES, name=name)
    income, spending = found.tables
    assert (income.name, income.unit, spending.unit) == ("收入支出决算总表", "万元", "万元")
    assert income.columns == (("收入", "项目"), ("收入", "行次"), ("收入", "决算数"))
    assert spending.columns == (("支出", "项目（按功能分类）"), ("支出", "行次"), ("支出", "决算数"))
    assert [row[0] for row in values(found, income)] == [
        "一、一般公共预算财政拨款收入",
        "二、事业收入",
        "本年收入合计",
        "总计",
    ]
    assert [row[2] for row in values(found, income)] == ["1204.55", "—", "1204.55", "1204.55"]
    assert values(found, spending)[0] == ["一、一般公共服务支出", "31", "0"]
    assert spending.rows[1][2].address == "Sheet1!F8"
    assert kinds(income) == ["data", "data", "total", "total"]


@BOTH
def test_form_of_pairs_money_and_indicators(name: str) -> None:
    found = draft(FORM, FORM_MERGES, FORM_FORMATS, name=name)
    pairs, money, indicators = found.tables
    assert {table.name for table in found.tables} == {"项目支出绩效自评表"}
    assert values(found, pairs)[0][:2] == ["项目名称", "老旧管网改造"]
    assert money.columns[:5] == (
        ("项目资金（万元）",),
        (),
        ("年初预算数",),
        ("全年预算数",),
        ("全年执行数",),
    )
    assert values(found, money)[0] == ["", "年度资金总额", "500", "480", "451.2", "10", "94.00%", "9.4"]
    assert kinds(money)[1] == "part"
    assert above(found, money)[1] == ("年度资金总额",)
    assert [path[0] for path in indicators.columns[3:5]] == ["年度指标值", "实际完成值"]
    assert above(found, indicators) == [(), ("产出指标", "数量指标"), ("产出指标",), (), ()]
    assert values(found, indicators)[2] == ["", "质量指标", "验收合格率", "100%", "100%", "10", "10", "/"]
    assert "填表人" not in "".join(values(found, indicators)[-1])


@BOTH
def test_three_levels_and_a_second_table_below(name: str) -> None:
    rows: Grid = [
        ["2021年部门预算执行情况", None, None, None, None, None],
        ["序号", "单位名称", "预算", None, None, "执行率"],
        [None, None, "年初", "调整", None, None],
        [None, None, None, "追加", "压减", None],
        [1, "南栎市水务局", 1000, 20, 5, 0.989],
        [2, "南栎市教育局", "/", None, 0, "无"],
        ["合计", None, 1000, 20, 5, 0.989],
        [None] * 6,
        ["二、专项资金情况", None, None, None, None, None],
        ["单位：元", None, None, None, None, None],
        ["项目名称", "主管部门", "金额", None, None, None],
        ["管网改造", "南栎市水务局", 1234567.5, None, None, None],
    ]
    merges = ("A1:F1", "A2:A4", "B2:B4", "C2:E2", "F2:F4", "C3:C4", "D3:E3", "A7:B7", "A9:F9")
    formats = {(5, 6): "0.0%", (7, 6): "0.0%", (5, 3): "#,##0.00", (12, 3): "#,##0.00"}
    found = draft(rows, merges, formats, name)
    budget, special = found.tables
    assert budget.columns == (
        ("序号",),
        ("单位名称",),
        ("预算", "年初"),
        ("预算", "调整", "追加"),
        ("预算", "调整", "压减"),
        ("执行率",),
    )
    assert values(found, budget) == [
        ["1", "南栎市水务局", "1,000.00", "20", "5", "98.9%"],
        ["2", "南栎市教育局", "/", "", "0", "无"],
        ["合计", "", "1000", "20", "5", "98.9%"],
    ]
    assert kinds(budget) == ["data", "data", "total"]
    assert (special.name, special.unit) == ("二、专项资金情况", "元")
    assert values(found, special)[0][:3] == ["管网改造", "南栎市水务局", "1,234,567.50"]


@pytest.mark.parametrize(
    ("title", "rows", "merges", "columns", "first"),
    [
        (
            "years across",
            [["指标", "单位", "2019年", "2020年", "2021年"], ["污水处理率", "%", 91.2, 93, 95.5]],
            (),
            (("指标",), ("单位",), ("2019年",), ("2020年",), ("2021年",)),
            ["污水处理率", "%", "91.2", "93", "95.5"],
        ),
        (
            "years under groups, dates in the header",
            [
                [None, "2021年12月31日", None, "2020年12月31日", None],
                [None, "金额", "占比", "金额", "占比"],
                ["存款", 10, "50%", 9, "45%"],
            ],
            ("B1:C1", "D1:E1"),
            (
                (),
                ("2021年12月31日", "金额"),
                ("2021年12月31日", "占比"),
                ("2020年12月31日", "金额"),
                ("2020年12月31日", "占比"),
            ),
            ["存款", "10", "50%", "9", "45%"],
        ),
        (
            "a group over some columns only, nothing else above",
            [[None, None, "单价", None, None], ["月份", "数量", "最高", "最低", "总额"], ["八月", 25, 7.5, 7, 180]],
            ("C1:D1",),
            (("月份",), ("数量",), ("单价", "最高"), ("单价", "最低"), ("总额",)),
            ["八月", "25", "7.5", "7", "180"],
        ),
        (
            "unit in the corner line, department beside it",
            [
                ["绩效奖励兑现表"],
                ["编制单位：南栎市商务局", None, "单位：万元"],
                ["企业名称", "政策", "奖励金额"],
                ["甲公司", "稳增长", 20],
            ],
            ("A1:C1",),
            (("企业名称",), ("政策",), ("奖励金额",)),
            ["甲公司", "稳增长", "20"],
        ),
        (
            "the stems of columns below the header",
            [["项目", "预算数", "决算数"], ["甲", "1", "2"], ["办公费", 5, 4]],
            (),
            (("项目",), ("预算数",), ("决算数",)),
            ["办公费", "5", "4"],
        ),
    ],
)
def test_headers(title: str, rows: Grid, merges: Sequence[str], columns: tuple[object, ...], first: list[str]) -> None:
    found = draft(rows, merges)
    (table,) = found.tables
    assert table.columns == columns
    assert values(found, table)[0] == first


def test_header_and_caption_repeated_after_a_page_break() -> None:
    page = [["支出明细表", None], ["单位：元", None], ["科目", "金额"]]
    found = draft([*page, ["办公费", 10], *page, ["差旅费", 20], ["续表", None], ["水费", 5]], ("A1:B1", "A5:B5"))
    (table,) = found.tables
    assert [row[0] for row in values(found, table)] == ["办公费", "差旅费", "水费"]
    assert table.unit == "元"


def test_same_form_again_for_other_columns() -> None:
    rows: Grid = [
        ["项目", "2021年1-9月", "增减"],
        ["收入", 10, 1],
        ["项目", "2021年9月30日", "比年初"],
        ["资产", 99, 2],
    ]
    flow, stock = draft(rows).tables
    assert flow.columns[1] == ("2021年1-9月",)
    assert stock.columns == (("项目",), ("2021年9月30日",), ("比年初",))


def test_totals_parts_groups_and_indents() -> None:
    rows: Grid = [
        ["科目", "金额"],
        ["一、工资福利支出", 30],
        ["  其中：基本工资", 20],
        ["  津贴补贴", 10],
        ["二、商品和服务支出", 12],
        ["小计", 42],
        ["合计", 42],
    ]
    found = draft(rows)
    (table,) = found.tables
    assert kinds(table) == ["data", "part", "data", "data", "total", "total"]
    assert above(found, table)[1:3] == [("一、工资福利支出",), ("一、工资福利支出",)]
    assert [mark.level for mark in table.marks[:4]] == [0, 1, 1, 0]
    assert found.text.splitlines()[3] == "  其中：基本工资\t20"


def test_indent_of_the_cell_style_is_an_indent_of_the_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["科目", "金额"], ["农林水支出", 30], ["水利", 20]):
        sheet.append(row)
    sheet["A3"].alignment = Alignment(indent=1)
    stream = io.BytesIO()
    book.save(stream)
    found = read_file("a.xlsx", stream.getvalue())
    assert found.text.endswith("  水利\t20\n")
    assert above(found, found.tables[0]) == [(), ("农林水支出",)]


def test_headings_of_rows_hold_until_the_next_and_not_for_the_total() -> None:
    rows: Grid = [
        ["名称", "单位", "价格"],
        ["一、钢材", None, None],
        ["螺纹钢", "吨", 3500],
        ["二、水泥", None, None],
        ["散装", "吨", 400],
        ["合计", None, 3900],
    ]
    found = draft(rows)
    assert kinds(found.tables[0]) == ["group", "data", "group", "data", "total"]
    assert above(found, found.tables[0]) == [(), ("一、钢材",), (), ("二、水泥",), ()]


def test_a_total_of_more_than_its_heading_ends_the_heading() -> None:
    rows: Grid = [
        ["资产", "数"],
        ["非流动资产：", None],
        ["设备", 5],
        ["非流动资产合计", 5],
        ["资产总计", 9],
        ["备查", 1],
    ]
    found = draft(rows)
    assert kinds(found.tables[0]) == ["group", "data", "total", "total", "data"]
    assert above(found, found.tables[0]) == [(), ("非流动资产：",), ("非流动资产：",), (), ()]


def test_roman_numbers_are_siblings() -> None:
    rows: Grid = [["Item", "Value"], ["V. Other income:", None], ["Rent", 5], ["VI. Taxes", 2], ["VII. Profit", 3]]
    found = draft(rows)
    assert above(found, found.tables[0]) == [(), ("V. Other income:",), (), ()]


def test_a_second_part_row_has_no_sure_parent() -> None:
    rows: Grid = [["分组", "数"], ["全市", 9], ["其中：城区", 5], ["郊区", 4], ["其中：男", 6], ["女", 3]]
    found = draft(rows)
    assert kinds(found.tables[0]) == ["data", "part", "data", "part", "data"]
    assert above(found, found.tables[0]) == [(), ("全市",), (), (), ()]


def test_rows_without_values_are_no_headings() -> None:
    rows: Grid = [["项目", "本期"], ["利息收入", 5], ["手续费收入", None], ["汇兑收入", None], ["其他收入", 1]]
    assert draft(rows).tables[0].marks == ()


def test_plain_tables_have_no_marks_and_blank_columns_stay_in_place() -> None:
    found = draft([[None, "部门", "数"], [None, "甲局", 1], [None, "乙局", 2]])
    (table,) = found.tables
    assert table.marks == ()
    assert table.columns == (("部门",), ("数",))
    assert table.rows[0][0].address == "Sheet1!B2"


def test_text_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    book.active.title = "预算"
    book.active.append(["项目\n名称", "金额"])
    book.active.append(["供水\t改造", 12])
    book.active["A4"] = "注：快报数"
    book.create_sheet("空表")
    book.create_sheet("编码").append(["00123", 5])
    stream = io.BytesIO()
    book.save(stream)
    found = read_file("a.xlsx", stream.getvalue())
    assert found.text == "预算\n项目名称\t金额\n供水 改造\t12\n\n注：快报数\n\n编码\n00123\t5\n"
    assert found.tables[0].name == "预算"
    assert found.tables[-1].rows[0][0].address == "编码!A1"


MARKS = [0, None, "/", "—", "无", "0", 0.0, "空表", "#REF!", True]


@BOTH
def test_blank_zero_and_marks_for_none_stay_different(name: str) -> None:
    found = draft([["项目", "值"], *([f"第{n}项", mark] for n, mark in enumerate(MARKS))], name=name)
    assert [row[1] for row in values(found, found.tables[0])] == [
        "0",
        "",
        "/",
        "—",
        "无",
        "0",
        "0",
        "空表",
        "#REF!",
        "TRUE",
    ]


@BOTH
def test_dates_codes_and_telephones_stay_what_they_were(name: str) -> None:
    rows: Grid = [
        ["编码", "日期", "电话", "月份", "长编码"],
        ["00123", datetime(2021, 3, 5), 13800138000, datetime(2021, 9, 1), 123],
    ]
    found = draft(rows, formats={(2, 2): "yyyy/m/d", (2, 4): 'yyyy"年"m"月"', (2, 5): "000000"}, name=name)
    assert values(found, found.tables[0]) == [["00123", "2021-03-05", "13800138000", "2021-09", "000123"]]


def test_hidden_parts_are_read_and_named() -> None:
    found = read_file("a.xlsx", xlsx([["部门", "数"], ["甲局", 1], ["乙局", 2]], hidden=True))
    assert "甲局" in found.text
    assert "说明" in found.text
    assert [w.split(" / ")[0] for w in found.warnings] == [
        "工作表“Sheet1”有隐藏行 2，仍已读取",
        "工作表“Sheet1”有隐藏列 B，仍已读取",
        "工作表“附注”是隐藏的，仍已读取",
    ]


def test_formulas_without_stored_values_are_blank_and_counted() -> None:
    found = read_file("a.xlsx", xlsx([["部门", "数"], ["甲局", "=1+1"], ["乙局", 2]]))
    assert values(found, found.tables[0]) == [["甲局", ""], ["乙局", "2"]]
    assert found.warnings[0].startswith("1 个公式没有保存结果")


def edited(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for item in before.infolist():
            content = before.read(item)
            after.writestr(item, content.replace(old, new) if item.filename == part else content)
    return stream.getvalue()


def test_dates_in_formats_that_only_chinese_editions_define() -> None:
    data = xlsx([["部门", "日期"], ["甲局", 44260]], formats={(2, 2): "mm-dd-yy"})
    local = edited(data, "xl/styles.xml", b'numFmtId="14"', b'numFmtId="31"')
    assert values(read_file("a.xlsx", local), read_file("a.xlsx", local).tables[0]) == [["甲局", "2021-03-05"]]


def test_hidden_rows_and_indents_of_the_old_format() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("预算")
    indented = xlwt.easyxf("alignment: indent 1")
    for row, (label, value) in enumerate([("科目", "金额"), ("农林水支出", 30), ("水利", 20)]):
        sheet.write(row, 0, label, indented if row == 2 else xlwt.Style.default_style)
        sheet.write(row, 1, value)
    sheet.row(2).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    found = read_file("a.xls", stream.getvalue())
    assert above(found, found.tables[0]) == [(), ("农林水支出",)]
    assert found.warnings[0].startswith("工作表“预算”有隐藏行 3")


def test_areas_merged_over_the_whole_sheet_cost_nothing() -> None:
    data = xlsx([["部门", "数"], ["甲局", 1]], ("D1:E1",))
    wide = edited(data, "xl/worksheets/sheet1.xml", b'ref="D1:E1"', b'ref="D1:XFD1048576"')
    assert read_file("a.xlsx", wide).tables == read_file("a.xlsx", data).tables


def test_stored_values_of_formulas_are_taken() -> None:
    data = xlsx([["部门", "数"], ["甲局", "=1+1"], ["乙局", 2]])
    found = read_file("a.xlsx", edited(data, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>7</v>"))
    assert values(found, found.tables[0])[0] == ["甲局", "7"]
    assert found.warnings == ()


def test_entities_of_its_own_are_refused() -> None:
    data = xlsx([["部门", "数"], ["甲局", 1]])
    bad = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet '
    with pytest.raises(UnreadableFile, match="damaged"):
        read_file("a.xlsx", edited(data, "xl/worksheets/sheet1.xml", b"<worksheet ", bad))


def test_a_wrong_dimension_costs_nothing() -> None:
    data = xlsx([["部门", "数"], ["甲局", 1]])
    wide = edited(data, "xl/worksheets/sheet1.xml", b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert read_file("a.xlsx", wide).text == read_file("a.xlsx", data).text


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_CELLS", 30)
    rows = [[f"第{n}项", n] for n in range(20)]
    for data in (xlsx(rows), xls(rows)):
        with pytest.raises(UnreadableFile, match="too large"):
            read_file("a.xls", data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 60, "damaged"),
        ("a.xlsx", xlsx([["甲", 1], ["乙", 2]])[:-200], "damaged"),
        ("a.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12) + b"\x2f\x00\x06\x00" + bytes(6), "encrypted"),
        ("a.xls", OLE + b"\x00" * 600, "damaged"),
        ("a.xls", xls([["甲", 1], ["乙", 2]])[:700], "damaged"),
        ("a.xlsx", xlsx([]), "no sheet of the workbook holds anything"),
    ],
)
def test_what_cannot_be_read_has_a_reason(name: str, data: bytes, reason: str) -> None:
    reader = readers()[PurePath(name).suffix]
    with pytest.raises(UnreadableFile, match=reason):
        reader.read(name, data)
    with pytest.raises(UnreadableFile):
        read_file(name, data)


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.xlsm", "a.et"])
def test_the_suffix_may_be_that_of_the_other_format(name: str) -> None:
    rows: Grid = [["部门", "数"], ["甲局", 1]]
    assert read_file(name, xlsx(rows)).text == read_file(name, xls(rows)).text == "Sheet1\n部门\t数\n甲局\t1\n"


def test_delimited_text_under_the_suffix_of_a_workbook() -> None:
    found = read_file("a.xls", "部门\t数\n甲局\t1\n".encode("gb18030"))
    assert found.tables[0].columns == (("部门",), ("数",))


NEGATIVE = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.989, "0.0%", "98.9%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (2.675, "0.00", "2.68"),
        (0, NEGATIVE, "0.00"),
        (-1200, NEGATIVE, "-1,200.00"),
        (-5, "#,##0;[Red]#,##0", "-5"),
        (-1200.5, "#,##0.0_);(#,##0.0)", "(1,200.5)"),
        (12.5, '0.00"万元"', "12.50万元"),
        (5, 'G/通用格式"家"', "5家"),
        (1200, "[$¥-804]#,##0.00", "¥1,200.00"),
        (1234567, "#,##0,", "1,235"),
        (123, "000000", "000123"),
        (12, "0.##", "12"),
        (1.5, "# ?/?", "1.5"),
        (12345, "0.00E+00", "1.23E+4"),
        (3, ";;;", "3"),
        (2 / 3, "General", "0.666666667"),
        (0.1 + 0.2, "General", "0.3"),
        (440106199001011234, "General", "440106199001011234"),
        (98.9, "0.0\\%", "98.9%"),
    ],
)
def test_numbers_as_shown(value: float, code: str, shown: str) -> None:
    assert show_number(value, code) == shown


@pytest.mark.parametrize(
    ("serial", "code", "shown"),
    [
        (44260, "yyyy-mm-dd", "2021-03-05"),
        (44260.604167, "yyyy/m/d h:mm", "2021-03-05 14:30"),
        (44260, 'yyyy"年"m"月"', "2021-03"),
        (44260, "yyyy", "2021"),
        (0.5, "h:mm", "12:00"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (61, "yyyy-mm-dd", "1900-03-01"),
    ],
)
def test_moments(serial: float, code: str, shown: str) -> None:
    when = moment(serial)
    assert when is not None
    assert is_date_format(code)
    assert show_moment(when, code) == shown


@pytest.mark.parametrize("code", ["General", "0.00", "#,##0", "[Red]0", '0.00"days"', "0.00E+00", "G/通用格式", "@"])
def test_formats_of_numbers_are_no_dates(code: str) -> None:
    assert not is_date_format(code)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("年初\n预算数", "年初预算数"),
        ("第一\r\n1.完成", "第一 1.完成"),
        ("a\nb", "a b"),
        (" 缩进 ", " 缩进"),
        ("甲_x000D_\n乙", "甲乙"),
    ],
)
def test_a_cell_is_one_line(text: str, line: str) -> None:
    assert tidy(text) == line


CELL = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.sampled_from(["合计", "其中：甲", "单位：万元", "项目", "/", "2021年", "注：乙", "预算数"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=7), st.integers(0, 3), st.integers(0, 3))
def test_both_formats_give_the_same_and_every_cell_its_place(rows: Grid, down: int, across: int) -> None:
    if not any(value is not None for row in rows for value in row):
        return
    merges = (f"A1:{'ABCDE'[across]}{down + 1}",) if down or across else ()
    if merges:
        rows = [
            [v if (r, c) == (0, 0) or r > down or c > across else None for c, v in enumerate(row)]
            for r, row in enumerate(rows)
        ]
        rows[0][0] = rows[0][0] if rows[0][0] is not None else "题"
    first, second = (draft(rows, merges, name=name) for name in ("a.xlsx", "a.xls"))
    assert (first.text, first.tables, first.warnings) == (second.text, second.tables, second.warnings)
    for table in first.tables:
        assert len(table.marks) in (0, len(table.rows))
        for cell in (c for row in table.rows for c in row if c.span.of(first.text)):
            assert str(rows[cell.row - 1][cell.column - 1]) == cell.span.of(first.text)
    assert all(mark.kind in RowKind for table in first.tables for mark in table.marks)
