"""Tables kept one cell a line. Every name and number is made up."""

import pytest

from ingest.grids import find_tables

FORM = "一级指标\n二级指标\n三级指标\n年度指标值\n实际完成值\n分值\n得分\n"
ROWS = "产出指标\n数量指标\n清淤河道\n≥20公里\n21.5公里\n15\n15\n质量指标\n合格率\n100%\n100%\n15\n14.5\n竣工率\n100%\n100%\n5\n5\n"
REMARKS = FORM + "偏差原因分析\n"


def rows(text: str) -> list[list[str]]:
    (table,) = find_tables(text).tables
    return [["/".join(path) for path in table.columns], *([cell.span.of(text) for cell in row] for row in table.rows)]


NAMES = FORM.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            FORM + ROWS,
            [
                NAMES,
                ["产出指标", "数量指标", "清淤河道", "≥20公里", "21.5公里", "15", "15"],
                ["", "质量指标", "合格率", "100%", "100%", "15", "14.5"],
                ["", "", "竣工率", "100%", "100%", "5", "5"],
            ],
        ),
        (
            REMARKS
            + "产出指标\n数量指标\n清淤河道\n20\n18\n15\n13\n汛期提前，未能按期进场。\n质量指标\n合格率\n100%\n100%\n15\n15\n",
            [
                [*NAMES, "偏差原因分析"],
                ["产出指标", "数量指标", "清淤河道", "20", "18", "15", "13", "汛期提前，未能按期进场。"],
                ["", "质量指标", "合格率", "100%", "100%", "15", "15", ""],
            ],
        ),
        (
            "三级指标\n指标值\n新建管网\n≥12公里\n验收合格率\n100%\n完成时限\n12月底前\n",
            [["三级指标", "指标值"], ["新建管网", "≥12公里"], ["验收合格率", "100%"], ["完成时限", "12月底前"]],
        ),
        (
            "项目资金（万元）\n\n预算数\n执行数\n执行率\n年度资金总额\n500.00\n480.00\n96%\n其中：财政拨款\n400.00\n—\n95%\n",
            [
                ["", "预算数", "执行数", "执行率"],
                ["年度资金总额", "500.00", "480.00", "96%"],
                ["其中：财政拨款", "400.00", "—", "95%"],
            ],
        ),
    ],
    ids=["merged first cells", "remarks", "targets alone", "nothing in the corner"],
)
def test_cells_find_their_columns(text: str, expected: list[list[str]]) -> None:
    assert rows(f"水务局自评\n\n{text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        FORM + "总分\n100\n98.6\n清淤\n20\n",
        REMARKS + "产出指标\n合格率\n100%\n100%\n15\n—\n时效指标\n及时率\n100%\n100%\n15\n—\n",
        "一级指标\n二级指标\n设置不够细化，个别指标难以衡量。\n",
    ],
    ids=["fewer than a row", "a dash that may be points", "words alone"],
)
def test_what_cannot_be_told_is_left_alone(text: str) -> None:
    assert find_tables(text).tables == ()
