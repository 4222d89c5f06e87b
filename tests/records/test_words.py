"""Lexical words: what a passage is found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.words import terms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("预算执行率", ["预算", "算执", "执行", "行率"]),
        ("第 2 位", ["第", "2", "位"]),
        ("预算，执行", ["预算", "执行"]),
        ("预算执\n行", ["预算", "算执", "执行"]),
        ("预 算　执行", ["预算", "算执", "执行"]),
        ("支出1,491.52万元", ["支出", "1491.52", "万元"]),
        ("1-11月", ["1", "11", "月"]),
        ("2021年", ["2021", "年"]),
        ("增长8.%", ["增长", "8"]),
        ("３．５亿", ["3.5", "亿"]),
        ("二〇二一年", ["二〇", "〇二", "二一", "一年"]),
        ("Budget EXECUTION rate", ["budget", "execution", "rate"]),
        ("PM2.5浓度", ["pm", "2.5", "浓度"]),
        ("GDP增速", ["gdp", "增速"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("“三公”经费", ["三公", "经费"]),
        ("——／、。", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert terms(text) == words


@given(st.text())
def test_words_hold_letters_and_digits_only(text: str) -> None:
    for word in terms(text):
        assert word
        assert all(character.isalnum() or character in ".々〇" or character in word for character in word)
        assert not any(character.isspace() or character in "\"'*,:()" for character in word)
