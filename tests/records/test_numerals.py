"""Number words: every way a report writes one, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.numerals import NUMERALS, arabic, chinese, parse

WORDS = [
    ("零", "0"),
    ("两", "2"),
    ("十", "10"),
    ("十二", "12"),
    ("二十", "20"),
    ("一百零五", "105"),
    ("一百二十三", "123"),
    ("两千四百五", "2450"),
    ("一万三", "13000"),
    ("一万零五十", "10050"),
    ("五亿零六", "500000006"),
    ("三万亿", "3000000000000"),
    ("三点五", "3.5"),
    ("二点五亿", "250000000"),
    ("六点二五", "6.25"),
    ("二〇二一", "2021"),
    ("壹佰贰拾", "120"),
    ("1.2亿", "120000000"),
    ("3万2千", "32000"),
    ("3万4000", "34000"),
    ("1亿2千万", "120000000"),
    ("2千零30万", "20300000"),
    ("1,204.55", "1204.55"),
    ("负六点六", "-6.6"),
    ("七 百 零 二", "702"),
]


@pytest.mark.parametrize(("word", "value"), WORDS)
def test_word_is_read(word: str, value: str) -> None:
    assert parse(word) == Decimal(value)


@pytest.mark.parametrize(
    "word", ["", "万", "亿", "十百", "三十两", "两两", "12,34", "1.2.3", "三点", "第三", "1e5", "点五", "家"]
)
def test_no_number_word(word: str) -> None:
    assert parse(word) is None


@pytest.mark.parametrize("digits", ["1,23", "1,2345", ",123", ".5", "１２", "²", "1 2"])
def test_arabic_wants_plain_digits(digits: str) -> None:
    assert arabic(digits) is None


@given(st.integers(0, 10**8 - 1))
def test_chinese_is_read_back(number: int) -> None:
    assert parse(chinese(number)) == number


@pytest.mark.parametrize(("number", "word"), [(0, "零"), (15, "十五"), (105, "一百零五"), (10250, "一万零二百五十")])
def test_chinese_words(number: int, word: str) -> None:
    assert chinese(number) == word


@pytest.mark.parametrize("number", [-1, 10**8])
def test_chinese_has_ends(number: int) -> None:
    with pytest.raises(ValueError, match="no Chinese numeral"):
        chinese(number)


@given(st.text(NUMERALS + "点0123456789,. 负-", max_size=30))
def test_any_run_is_a_number_or_none(word: str) -> None:
    value = parse(word)
    assert value is None or value.is_finite()
