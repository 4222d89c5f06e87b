"""Passages: what is searched and quoted. Every name and number is made up."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.model import Document, Passage
from ingest.outline import outline
from ingest.passages import LONGEST, split
from ingest.readers import read_file
from ingest.vectorise import vector_text

TRAPS = Path(__file__).with_name("trap_report.md").read_text(encoding="utf-8")


def document(text: str, name: str = "a.md") -> Document:
    draft = read_file(name, text.encode())
    return Document(
        id="d1", name=name, sha256="0", media_type=draft.media_type, kind="other", title="自评报告", department="榆桥区水务局",
        region="榆桥区", years=(2021,), text=draft.text, tables=draft.tables, sections=outline(draft.text),
    )  # fmt: skip


def cut(text: str, name: str = "a.md") -> list[tuple[tuple[str, ...], str]]:
    made = document(text, name)
    return [(p.headings, p.span.of(made.text)) for p in split(made)]


def found(words: str) -> tuple[tuple[str, ...], str]:
    return next((headings, text) for headings, text in cut(TRAPS) if words in text)


@pytest.mark.parametrize(
    ("words", "headings", "start", "end"),
    [
        ("820.50", ("一、基本情况", "（二）收支情况"), "2021年度年初", "412.30 万元。"),
        ("18.6 公里", ("二、绩效自评情况", "（一）履职效能", "一、疏浚河道，改善水环境"), "全年疏浚", "12 个街镇。"),
        ("巡", ("二、绩效自评情况", "（一）履职效能", "一、疏浚河道，改善水环境"), "全年疏浚", "12 个街镇。"),
        ("组织清淤", ("一、基本情况", "（一）部门职能"), "- 1、", "养护。"),
        ("设置偏低", ("三、问题和措施", "（一）存在的主要问题"), "（一）存在的主要问题：", "设置偏低。"),
        (
            "（公里）",
            ("附件1：部门整体支出绩效指标表", "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值（万元）"),
            "| 产出",
            "18.6 |",
        ),
        ("不适用", ("附件1：部门整体支出绩效指标表",), "注：", "不适用。"),
    ],
)
def test_trap_report(words: str, headings: tuple[str, ...], start: str, end: str) -> None:
    above, text = found(words)
    assert above == headings
    assert text.startswith(start)
    assert text.endswith(end)


def test_no_passage_of_the_table_of_contents_or_of_headings_with_text_below() -> None:
    texts = [text for _, text in cut(TRAPS)]
    assert not any("......" in text for text in texts)
    assert not any(text in ("一、基本情况", "（二）收支情况") for text in texts)


def test_a_heading_that_says_it_all_is_a_passage() -> None:
    assert cut("一、收支\n（一）执行率 98.2%\n二、其他\n无。") == [
        (("一、收支", "（一）执行率 98.2%"), "（一）执行率 98.2%"),
        (("二、其他",), "无。"),
    ]


def test_long_paragraphs_are_cut_before_points_and_at_sentence_ends() -> None:
    first = "治水成效明显，各项工作有序推进。" * 12
    text = f"{first}一是{first}二是{first * 4}三是{first}"
    parts = [p for _, p in cut(text)]
    assert [p[:2] for p in parts] == ["治水", "一是", "二是", "治水", "三是"]
    assert "".join(parts) == text
    assert all(len(p) <= LONGEST and p.endswith("。") for p in parts)


def test_one_endless_sentence_is_cut_too() -> None:
    parts = [p for _, p in cut("治水，" * 900)]
    assert all(0 < len(p) <= LONGEST for p in parts)
    assert "".join(parts) == "治水，" * 900


def test_rows_of_a_ledger_are_one_passage_each_and_of_a_long_one_several() -> None:
    head = "单位名称,预算数（万元）\n"
    assert [t for _, t in cut(head + '"甲,局",1\n乙局,2\n', "a.csv")] == ['"甲,局",1', "乙局,2"]
    many = cut(head + "".join(f"第{n}局,{n}\n" for n in range(2000)), "a.csv")
    assert 10 < len(many) < 200
    assert all(headings == ("a", "单位名称 | 预算数（万元）") for headings, _ in many)
    assert sum(text.count("局,") for _, text in many) == 2000


def test_vector_text_names_the_document_and_joins_broken_lines() -> None:
    made = document("一、情况\n全年积极推进，打造\n\n为**宜居**水岸。")
    (passage,) = split(made)
    assert vector_text(made, passage) == "榆桥区水务局 自评报告 > 一、情况\n全年积极推进，打造为 宜居 水岸。"


def _holds(passages: tuple[Passage, ...], text: str) -> None:
    spans = [p.span for p in passages]
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(s.start < s.end <= len(text) and s.of(text).strip() for s in spans)
    assert len({p.id for p in passages}) == len(passages)


@given(
    st.lists(
        st.sampled_from(
            [
                "一、甲",
                "（一）乙",
                "1.丙",
                "\n",
                "\n\n",
                "全年完成 3 个，",
                "好。",
                "一是",
                "二是",
                "| 甲 | 1 |\n",
                "|---|---|\n",
                "甲\t2\n",
                "**",
                "目录\n",
                "；",
            ]
        ),
        max_size=60,
    )
)
def test_passages_never_overlap(pieces: list[str]) -> None:
    text = "起" + "".join(pieces)
    made = document(text + "止。")
    passages = split(made)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(passages))
    _holds(passages, made.text)
