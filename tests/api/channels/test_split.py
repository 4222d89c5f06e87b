"""Text cut to a limit of bytes: at borders, never inside a figure."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.channels.split import pieces, shortened


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("", 10, ()),
        ("短", 10, ("短",)),
        ("第一句。第二句。", 12, ("第一句。", "第二句。")),
        ("第一行\n第二行", 12, ("第一行", "第二行")),
        ("One one. Two two.", 12, ("One one.", "Two two.")),
        ("甲乙丙丁戊己", 9, ("甲乙丙", "丁戊己")),
        # The limit falls into the figure, its separators, its unit, its sign.
        ("支出共计1,491.52 万元", 20, ("支出共计", "1,491.52 万元")),
        ("增长率为-12.5%，持平", 15, ("增长率为", "-12.5%，持平")),
        ("见 2021-09-30 的报告", 12, ("见", "2021-09-30", "的报告")),
        ("依据[12]和[13]", 9, ("依据", "[12]和", "[13]")),
        ("看 https://youju.example/a?b=1 吧", 30, ("看", "https://youju.example/a?b=1", "吧")),
    ],
)
def test_texts_are_cut_at_their_borders(text: str, limit: int, cut: tuple[str, ...]) -> None:
    assert pieces(text, limit) == cut


def test_texts_named_whole_are_not_cut() -> None:
    assert pieces("共计三百二十三亿元整", 21, ("三百二十三亿元",)) == ("共计", "三百二十三亿元", "整")


def test_a_figure_longer_than_the_limit_is_cut_as_a_last_way_out() -> None:
    assert "".join(pieces("1" * 50, 20)) == "1" * 50


WORDS = st.sampled_from(
    [
        "水务局",
        "支出",
        "1,491.52 万元",
        "97.26%",
        "-3.5%",
        "2021年",
        "。",
        "，",
        "；",
        "\n",
        " ",
        "[1]",
        "一是",
        "Spent ",
        "12.5 km",
        ". ",
    ]
)


@given(st.lists(WORDS, max_size=120).map("".join), st.integers(60, 400))
def test_every_piece_fits_and_nothing_but_blanks_is_lost(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert all(0 < len(piece.encode()) <= limit for piece in cut)
    assert re.sub(r"\s", "", "".join(cut)) == re.sub(r"\s", "", text)


NUMBERS = re.compile(r"\d[\d,.]*\d|\d")


@given(st.lists(WORDS.filter(lambda word: word != ", "), max_size=120).map("、".join), st.integers(60, 400))
def test_numbers_come_out_as_they_went_in(text: str, limit: int) -> None:
    assert [n for piece in pieces(text, limit) for n in NUMBERS.findall(piece)] == NUMBERS.findall(text)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("够短", 10, "够短"),
        ("支出共计很多", 15, "支出共计…"),
        ("支出1,491.52 万元", 14, "支出…"),
        ("1,491.52 万元", 8, "…"),
    ],
)
def test_a_shortened_text_never_shows_half_a_figure(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short
