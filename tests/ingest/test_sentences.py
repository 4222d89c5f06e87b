"""Sentences and clauses over broken lines. Every name and number is made up."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.model import Span
from ingest.lines import continues, marker, number_of, paragraphs, wrap_width
from ingest.outline import outline
from ingest.sentences import clauses, sentences


def said(text: str) -> list[str]:
    return [s.of(text) for s in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是好。二是坏！三是问？", ["一是好。", "二是坏！", "三是问？"]),
        # a blank line, a line end and a page end inside a sentence
        (
            "全年积极统筹各方力量，将河湖片区整体打造\n\n为宜居水岸。",
            ["全年积极统筹各方力量，将河湖片区整体打造\n\n为宜居水岸。"],
        ),
        ("全年发现并整改各类问题，共计 137\n个。", ["全年发现并整改各类问题，共计 137\n个。"]),
        ("较上年下降，\n2.4 个百分点。", ["较上年下降，\n2.4 个百分点。"]),
        # headings, list items and titles end with their line
        ("一、基本情况\n全年收入 3 万元。", ["一、基本情况", "全年收入 3 万元。"]),
        ("一、围绕治水，打造水岸\n\n抢抓机遇，推进工作。", ["一、围绕治水，打造水岸", "抢抓机遇，推进工作。"]),
        ("- 1、巡河；\n- 2、清淤。", ["- 1、巡河；", "- 2、清淤。"]),
        ("南栎市水务局2021年度部门整体支出绩效自评报告\n为加强管理，开展自评。", None),
        # closing marks and bold
        ("他说“好。”然后走了。", ["他说“好。”", "然后走了。"]),
        ("“抓早抓小！”行动覆盖 12 镇。", ["“抓早抓小！”行动覆盖 12 镇。"]),
        ("**健全机制。压实责任。**召开会议。", ["**健全机制。", "压实责任。**", "召开会议。"]),
        ("完成任务。**摸清家底。**航拍。", ["完成任务。", "**摸清家底。**", "航拍。"]),
        # numbers and English
        ("营收 2.65 亿元，排第 9。", ["营收 2.65 亿元，排第 9。"]),
        ("Spent RMB 1.5 million. Rate was 98%. See No. 3 below.", None),
        ("预算数\n812.40\n执行数\n790.13", ["预算数", "812.40", "执行数", "790.13"]),
        ("", []),
        (" \n\u3000\n", []),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = {
            "南": ["南栎市水务局2021年度部门整体支出绩效自评报告", "为加强管理，开展自评。"],
            "S": ["Spent RMB 1.5 million.", "Rate was 98%.", "See No. 3 below."],
        }[text[0]]
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲 3 家；乙 4 家;丙 5 家。", ["甲 3 家", "乙 4 家", "丙 5 家。"]),
        ("甲 3 家，乙 4 家。", ["甲 3 家，乙 4 家。"]),
        ("甲&nbsp;3 家；；乙。", ["甲&nbsp;3 家", "乙。"]),
    ],
)
def test_clauses_split_at_semicolons_only(text: str, expected: list[str]) -> None:
    assert [c.of(text) for c in clauses(text, Span(0, len(text)))] == expected


@pytest.mark.parametrize(
    ("line", "style", "number"),
    [
        ("一、基本情况", "cn", 1),
        ("十二、其他", "cn", 12),
        ("（三）收支", "cn)", 3),
        ("(四) 收支", "cn)", 4),
        ("1、采购", "1", 1),
        ("12. 采购", "1", 12),
        ("（2）人员经费", "1)", 2),
        ("3.2 项目概况", "1.1", 2),
        ("第二部分 决算情况", "part", 2),
        ("③ 其他", "①", 3),
        ("## 一、概况", "cn", 1),
        ("**二、情况**", "cn", 2),
        ("## 概况", "#", 0),
    ],
)
def test_marker(line: str, style: str, number: int) -> None:
    found = marker(line)
    assert found
    assert (found.style, found.number) == (style, number)


@pytest.mark.parametrize(
    "line",
    [
        "2.4 个百分点",
        "1、2 月营收",
        "一是推进",
        "一、二级指标",
        "1.5 亿元",
        "2021.12",
        "98.2%",
        "十分重要",
        "#",
        "二十大",
    ],
)
def test_no_marker(line: str) -> None:
    assert marker(line) is None


def test_number_of_reads_all_numerals() -> None:
    assert [number_of(n) for n in ("十", "二十", "二十三", "7", "⑫", "九", "x")] == [10, 20, 23, 7, 12, 9, 0]


@pytest.mark.parametrize(
    ("before", "after", "blank", "expected"),
    [
        ("为片区描绘了蓝图，初步形成了以总部为代表的江", "沿岸集聚区", True, True),
        ("为片区描绘了蓝图，初步形成了以总部为代表的江", "（二）绩效管理", True, False),
        ("为片区描绘了蓝图，初步形成了以总部为代表的江", "附件：评分表", True, False),
        ("| 甲 | 乙 |", "丙", False, False),
        ("主要问题如下：", "一是项目少", False, False),
        ("提升服务质量，努力做好企业服务；", "6、加强建设", True, False),
    ],
)
def test_continues(before: str, after: str, blank: bool, expected: bool) -> None:
    assert continues(before, after, blank) is expected


WRAPPED = """          2023年南栎市青禾县农业农村局
          部门整体支出绩效评价报告

    根据《青禾县财政局关于开展2024年度预算绩效评价工作的通知》
（青财绩〔2024〕3号）文件要求，我局认真组织开展了2023年度部门整
体支出绩效评价工作，现将有关情况报告如下：
    一、部门概况
    （一）部门职责
    1.贯彻执行国家和省、市有关农业农村工作的方针政策和法律法
规，拟订全县农业农村发展规划并组织实施。
    2.统筹推动发展全县农村社会事业、农村公共服务、农村文化、
农村基础设施和乡村治理，全年新建高标准农田共计
                              - 1 -
86亩，其中一期31亩。
"""


def test_text_wrapped_at_a_width_is_joined_even_over_page_numbers() -> None:
    assert wrap_width(WRAPPED) == 63
    assert ["".join(s.split()) for s in said(WRAPPED)][2:] == [
        "根据《青禾县财政局关于开展2024年度预算绩效评价工作的通知》（青财绩〔2024〕3号）文件要求，我局认真组织开展了2023年度部门整体支出绩效评价工作，现将有关情况报告如下：",
        "一、部门概况",
        "（一）部门职责",
        "1.贯彻执行国家和省、市有关农业农村工作的方针政策和法律法规，拟订全县农业农村发展规划并组织实施。",
        "2.统筹推动发展全县农村社会事业、农村公共服务、农村文化、农村基础设施和乡村治理，全年新建高标准农田共计-1-86亩，其中一期31亩。",
    ]
    assert [s.path[-1] for s in outline(WRAPPED)] == ["一、部门概况", "（一）部门职责"]


def test_paragraph_lines_are_not_wrapped() -> None:
    assert wrap_width("短行\n" * 20 + "这一行很长，" * 30) == 0


PIECES = st.lists(
    st.sampled_from(
        [
            "一、",
            "（二）",
            "全年",
            "。",
            "；",
            "，",
            "\n",
            "\n\n",
            "**",
            "3.5 万元",
            "”",
            "# ",
            "- ",
            "|",
            "\t",
            "report. ",
            "！",
        ]
    ),
    max_size=60,
)


@given(PIECES)
def test_spans_are_ordered_trimmed_and_lose_no_character(pieces: list[str]) -> None:
    text = "".join(pieces)
    whole = Span(0, len(text))
    for spans in (sentences(text, whole), paragraphs(text, whole)):
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
        assert all(s.start < s.end and s.of(text) == s.of(text).strip() for s in spans)
        assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())


@given(PIECES)
def test_clauses_stay_inside_their_sentence(pieces: list[str]) -> None:
    text = "".join(pieces)
    for sentence in sentences(text, Span(0, len(text))):
        assert all(sentence.holds(c) and "；" not in c.of(text) for c in clauses(text, sentence))
