"""Lines of any length."""

import time

import pytest

from assistant.records.model import Span
from ingest.lines import continues, paragraphs


@pytest.mark.parametrize("unit", ["加强管理提升服务水平", "管 理 ", "完成投资，", "（一", "|a", "报告", "。”", "1、"])
def test_time_grows_with_length_only(unit: str) -> None:
    text = "\n".join([unit * (1_000_000 // len(unit))] * 2)
    before = time.process_time()
    found = paragraphs(text, Span(0, len(text)))
    assert found[0].start == 0
    assert found[-1].end >= len(text) - 1
    assert time.process_time() - before < 10


@pytest.mark.parametrize("row", ["|甲|5|", "甲\t5"])
def test_rows_of_drawn_tables_are_never_joined(row: str) -> None:
    sentence = "全年围绕防洪排涝抓好各项工程建设，新建管网，"
    assert not continues(row, sentence, blank=False)
    assert not continues(sentence, row, blank=False)
    assert continues(sentence, "投资若干。", blank=False)
