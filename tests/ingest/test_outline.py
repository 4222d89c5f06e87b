"""Headings and their nesting. Every name and number is made up."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.outline import contents, outline

TRAPS = Path(__file__).with_name("trap_report.md").read_text(encoding="utf-8")


def drawn(text: str) -> list[str]:
    return ["  " * (len(s.path) - 1) + s.path[-1] for s in outline(text)]


def test_trap_report() -> None:
    assert drawn(TRAPS) == [
        "一、基本情况",
        "  （一）部门职能",
        "  （二）收支情况",
        "二、绩效自评情况",
        "  （一）履职效能",
        "    一、疏浚河道，改善水环境",
        "    二、服务企业，优化营商环境。",
        "  （二）管理效率",
        "    1.预算管理",
        "    1.采购管理",
        "    3.资产管理",
        "三、问题和措施",
        "  （一）存在的主要问题",
        "  （二）下一步措施",
        "附件1：部门整体支出绩效指标表",
    ]


CASES = {
    "numbering restarts in an annex: not deeper": (
        "一、概况\n（一）职能\n甲。\n（二）收支\n乙。\n一、项目概况\n（一）立项\n丙。\n二、结论\n丁。",
        ["一、概况", "  （一）职能", "  （二）收支", "一、项目概况", "  （一）立项", "二、结论"],
    ),
    "restarted run that jumps back to the outer number": (
        "三、自评\n（一）履职\n一、治水\n甲。\n二、服务\n乙。\n四、问题\n丙。",
        ["三、自评", "  （一）履职", "    一、治水", "    二、服务", "四、问题"],
    ),
    "skipped and duplicated numbers": (
        "一、甲\n子。\n三、乙\n丑。\n三、丙\n寅。\n（一）丁\n卯。\n（三）戊\n辰。",
        ["一、甲", "三、乙", "三、丙", "  （一）丁", "  （三）戊"],
    ),
    "arabic below brackets below characters": (
        "一、收支\n（一）支出\n1.基本支出\n甲。\n（1）人员经费\n乙。\n（2）公用经费\n丙。\n2.项目支出\n丁。",
        ["一、收支", "  （一）支出", "    1.基本支出", "      （1）人员经费", "      （2）公用经费", "    2.项目支出"],
    ),
    "bare table of contents": (
        "一、职能\n二、机构\n三、收支\n一、职能\n负责治水。\n二、机构\n三个科室。\n三、收支\n收入 3 万元。",
        ["一、职能", "二、机构", "三、收支"],
    ),
    "parts repeated after the contents": (
        "目录\n第一部分 概况\n第二部分 决算\n第三部分 名词\n第一部分 概况\n一、职能\n甲。\n第二部分 决算\n一、收入\n乙。\n第三部分 名词\n丙。",
        ["第一部分 概况", "  一、职能", "第二部分 决算", "  一、收入", "第三部分 名词"],
    ),
    "Markdown levels": (
        "# 南栎市水务局报告\n\n## 概况\n### 职能\n甲\n## 收支\n乙",
        ["概况", "  职能", "收支"],
    ),
    "numbered headings all of one Markdown level": (
        "## 一、概况\n## （一）职能\n甲\n## 二、收支\n乙",
        ["一、概况", "  （一）职能", "二、收支"],
    ),
    "bold heading alone in its line": (
        "一、情况\n**摸清家底**\n航拍片区。\n**强化巡查**\n巡查 3 次。",
        ["一、情况", "  摸清家底", "  强化巡查"],
    ),
    "bold heading broken in two lines": ("**一、绩效自评\n情况**\n甲。", ["一、绩效自评情况"]),
    "list items are none": (
        "一、任务\n- 1、巡河；\n- 2、清淤；\n1、编制整体规划与建设方案；\n2、落实服务兑现工作。\n3、其他任务\n4、更多任务",
        ["一、任务"],
    ),
    "sentences are none": (
        "一是加强管理。二是落实责任。\n一、二级指标共 12 个。\n2.4 个百分点。\n（一）各项目绩效指标库不完整，联系不够紧密，需进一步加强管理；",
        [],
    ),
    "run-in heading": (
        "一、问题\n（一）主要问题：指标库不完整，联系不够紧密。\n（二）改进措施。完善指标库。",
        ["一、问题", "  （一）主要问题", "  （二）改进措施"],
    ),
    "nothing": ("", []),
}


@pytest.mark.parametrize("name", CASES)
def test_outline(name: str) -> None:
    text, expected = CASES[name]
    assert drawn(text) == expected


def test_spans_nest_and_start_at_their_headings() -> None:
    sections = outline(TRAPS)
    by_path = {s.path: s for s in sections}
    for section in sections:
        assert section.span.start == section.heading.start
        assert section.span.holds(section.heading)
        if len(section.path) > 1:
            assert by_path[section.path[:-1]].span.holds(section.span)
    assert sections[-1].span.end == len(TRAPS)


def test_contents_are_found_as_lines() -> None:
    listed = [span.of(TRAPS) for span in contents(TRAPS)]
    assert listed[0] == "目 录"
    assert len(listed) == 6
    assert listed[-1].startswith("三、问题和措施")


@given(
    st.lists(
        st.sampled_from(
            ["一、", "二、", "（一）", "（二）", "1.", "2、", "# ", "**", "甲", "乙。", "\n", "：", "目录", "……3"]
        ),
        max_size=50,
    )
)
def test_any_text_has_an_outline(pieces: list[str]) -> None:
    text = "".join(pieces)
    sections = outline(text)
    assert all(0 <= s.span.start <= s.heading.end <= s.span.end <= len(text) and s.path for s in sections)
    assert [s.span.start for s in sections] == sorted({s.span.start for s in sections})
