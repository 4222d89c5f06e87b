"""Tables drawn with tabs. Every name and number is made up."""

import pytest

from ingest.readers import read_file


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        pytest.param(
            "单位\t预算\t\t备注\n\t年初\t全年\t\n甲局\t100\t98\t/\n",
            (("单位",), ("预算", "年初"), ("预算", "全年"), ("备注",)),
            [["甲局", "100", "98", "/"]],
            id="a second header row with a blank first cell",
        ),
        pytest.param(
            "\t单位\t预算\n\t甲局\t100\n\t乙局\t98\n",
            (("单位",), ("预算",)),
            [["甲局", "100"], ["乙局", "98"]],
            id="an indent of all rows is no cell",
        ),
        pytest.param(
            "科目\t单位\t金额\n工资\t甲\t5\n\t\t6\n津贴\t\t\n",
            (("科目",), ("单位",), ("金额",)),
            [["工资", "甲", "5"], ["", "", "6"], ["津贴", "", ""]],
            id="rows with one cell filled",
        ),
    ],
)
def test_blank_cells_keep_their_column(text: str, columns: tuple[tuple[str, ...], ...], rows: list[list[str]]) -> None:
    draft = read_file("a.txt", text.encode())
    (table,) = draft.tables
    assert table.columns == columns
    assert [[cell.span.of(draft.text) for cell in row] for row in table.rows] == rows
    assert all(cell.address.endswith(f"C{at}") for row in table.rows for at, cell in enumerate(row, 1))


def test_indented_paragraphs_are_no_table() -> None:
    assert read_file("a.txt", "\t第一段正文。\n\t第二段正文。\n".encode()).tables == ()


def test_a_table_drawn_with_wide_gaps() -> None:
    text = "单位：元\n\n项目　　年初预算　　决算数\n人员经费　　14,236.50　　14,802.31\n公用经费　　1,820.00　　0.00\n"
    (table,) = read_file("a.txt", text.encode()).tables
    assert [path[-1] for path in table.columns] == ["项目", "年初预算", "决算数"]
    assert [[cell.span.of(text) for cell in row] for row in table.rows] == [
        ["人员经费", "14,236.50", "14,802.31"],
        ["公用经费", "1,820.00", "0.00"],
    ]


def test_names_with_wide_gaps_are_no_table() -> None:
    assert (
        read_file("a.txt", "组长　　张某某　　局长\n组员　　李某某　　科长\n组员　　王某某　　科员\n".encode()).tables
        == ()
    )


def test_a_table_kept_one_cell_a_line() -> None:
    text = "收支情况（单位：万元）\n\n项　目\n2020年决算\n2021年预算\n基本支出\n4,905.16\n5,060.00\n信息平台\n—\n450.00\n\n说明：尾款待付。\n"
    (table,) = read_file("a.txt", text.encode()).tables
    assert [path[-1] for path in table.columns] == ["项 目", "2020年决算", "2021年预算"]
    assert [[cell.span.of(text) for cell in row] for row in table.rows] == [
        ["基本支出", "4,905.16", "5,060.00"],
        ["信息平台", "—", "450.00"],
    ]
    assert table.unit == "万元"


@pytest.mark.parametrize("text", ["一\n二\n三\n1\n2\n四\n", "附件\n1\n2\n3\n", "姓名\n职务\n电话\n张三\n局长\n123\n"])
def test_short_lines_are_no_table(text: str) -> None:
    assert read_file("a.txt", text.encode()).tables == ()
