"""Numbers that a line break cuts in two are read as the one they are, and only those."""

import pytest

from assistant.records.quantity import read_span
from ingest.broken import read_unbroken

LEAD = "南栎市水务局（虚构样例）全年开展节水宣传进校园活动，全市中小学新增节水型校园"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        (f"{LEAD}3,\n360个，其中小学2,040个。", "3360", "个"),
        (f"{LEAD}2,3\n\n90个，其中小学2,040个。", "2390", "个"),
        (f"{LEAD}达标率9\n3.8%，高于上年。", "93.8", "%"),
        (f"{LEAD}项目支出43,560.\n00万元，执行率较高。", "43560.00", "万元"),
        (f"{LEAD}项目支出43,560\n.25万元，执行率较高。", "43560.25", "万元"),
    ],
)
def test_a_number_cut_by_a_break_is_read_whole(text, value, unit):
    found = [r for r in read_unbroken(text) if "\n" in r.span.of(text)]
    assert [(str(r.quantity.value), r.quantity.unit) for r in found] == [(value, unit)]
    assert read_span(text, found[0].span) == found[0].quantity


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD}35个。\n2023年新建12个。",
        "项目数\n35\n12\n执行率\n98.5\n",
        f"{LEAD}共35个；\n1.新建12个。",
        f"{LEAD}35,\n1个月内完成12个。",
    ],
)
def test_numbers_of_their_own_stay_apart(text):
    assert not [r for r in read_unbroken(text) if "\n" in r.span.of(text)]
