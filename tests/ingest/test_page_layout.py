"""Grids, furniture and lines of a page, without any file: properties of the layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.compose import compose
from ingest.layout.grid import joined, ruled_grids
from ingest.layout.page import Glyph, Page, Rule


def words(x: float, y: float, text: str, size: float = 10.0) -> tuple[Glyph, ...]:
    return tuple(Glyph(c, x + size * n, y, x + size * n + size, y + size) for n, c in enumerate(text))


def page(*runs: tuple[Glyph, ...], rules: tuple[Rule, ...] = ()) -> Page:
    return Page(595.0, 842.0, tuple(runs), rules)


@given(
    st.integers(2, 7),
    st.integers(2, 6),
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=8),
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=8),
)
def test_cells_cover_a_grid_once_whatever_is_merged(rows: int, columns: int, no_right: set, no_below: set) -> None:
    """However many inner rules are missing, every place of the grid belongs to exactly one rectangular cell."""
    rules = [Rule(50, 50 + 30 * r, 50 + 60 * columns, 50 + 30 * r) for r in (0, rows)]
    rules += [Rule(50 + 60 * c, 50, 50 + 60 * c, 50 + 30 * rows) for c in (0, columns)]
    for r in range(rows):
        for c in range(columns):
            x, y = 50 + 60 * c, 50 + 30 * r
            if (r, c) not in no_right and c + 1 < columns:
                rules.append(Rule(x + 60, y, x + 60, y + 30))
            if (r, c) not in no_below and r + 1 < rows:
                rules.append(Rule(x, y + 30, x + 60, y + 30))
    for grid in ruled_grids(page(rules=tuple(rules))):
        places = [
            (r, c)
            for slot in grid.slots
            for r in range(slot.row, slot.row + slot.rows)
            for c in range(slot.column, slot.column + slot.columns)
        ]
        assert sorted(places) == [(r, c) for r in range(grid.rows) for c in range(grid.columns)]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(0, 300)), max_size=40))
def test_joining_rules_never_adds_length_beyond_their_ends(pieces: list[tuple[float, float, float]]) -> None:
    rules = [Rule(x, y, x + length, y) for x, y, length in pieces]
    out = joined(rules)
    assert len(out) <= len(rules)
    if out:
        assert min(r.x0 for r in out) >= min(r.x0 for r in rules)
        assert max(r.x1 for r in out) <= max(r.x1 for r in rules)


@pytest.mark.parametrize(
    ("footers", "kept"),
    [
        (("- 1 -", "- 2 -", "- 3 -"), False),
        (("第1页 共3页", "第2页 共3页", "第3页 共3页"), False),
        (("1", "2", "3"), False),
        (("7", "8", "9"), False),
        (("1/3", "2/3", "3/3"), False),
        (("南栎市水务局 1", "南栎市水务局 2", "南栎市水务局 3"), False),
        (("合计812万元", "小计790万元", "余额22万元"), True),
        (("96", "12", "57"), True),
    ],
)
def test_what_counts_or_repeats_at_the_foot_is_left_out(footers: tuple[str, ...], kept: bool) -> None:
    pages = [
        page(
            *(words(72, 200 + 20 * n, f"正文第{chr(0x4E00 + 9 * at)}部分的文字") for n in range(4)),
            words(280, 800, foot, 8),
        )
        for at, foot in enumerate(footers)
    ]
    text = compose(pages, "application/pdf").text
    assert all((foot.replace(" ", "") in text.replace(" ", "")) is kept for foot in footers)


@pytest.mark.parametrize(
    ("captions", "units"),
    [
        (("2020年度收支情况表", "2021年度收支情况表", "2022年度收支情况表"), 3),
        (("2020年度收支情况表", "2020年度收支情况表", "2021年度收支情况表"), 2),
        (("收支情况表", "收支情况表", "收支情况表"), 1),
    ],
)
def test_captions_and_units_at_the_head_of_pages_stay_where_they_are_new(captions: tuple[str, ...], units: int) -> None:
    pages = [
        page(
            words(72, 40, caption),
            words(400, 60, "单位：万元"),
            *(words(72, 200 + 20 * n, f"正文第{chr(0x4E00 + 9 * at)}部分的文字") for n in range(4)),
        )
        for at, caption in enumerate(captions)
    ]
    text = compose(pages, "application/pdf").text
    assert text.count("单位：万元") == units
    assert all(text.count(caption) == 1 for caption in captions)


@pytest.mark.parametrize(
    ("gap", "written"),
    [(0, "812.40万元"), (3, "812.40万元"), (16, "812.40 万元"), (60, "812.40\t万元")],
)
def test_gaps_between_chinese_words_need_to_be_wide(gap: float, written: str) -> None:
    run = words(72, 200, "812.40")
    assert compose([page(run, words(132 + gap, 200, "万元"))], "x/y").text.strip() == written


def test_tables_with_other_columns_do_not_go_on() -> None:
    def table(columns: int) -> Page:
        rules = [Rule(50, y, 50 + 80 * columns, y) for y in (60, 90, 120)]
        rules += [Rule(50 + 80 * c, 60, 50 + 80 * c, 120) for c in range(columns + 1)]
        runs = [words(55 + 80 * c, 70 + 30 * r, ("金额", "12.5")[r]) for c in range(columns) for r in range(2)]
        return page(*runs, rules=tuple(rules))

    assert len(compose([table(3), table(4)], "x/y").tables) == 2


def test_lines_that_end_early_because_digits_are_narrow_make_no_paragraph() -> None:
    """A writer that counts digits as wide as Chinese characters breaks lines far before the edge of the page."""
    full = "这一行写满了整个版心的宽度用来说明边界在哪里。"
    lines = (full, "　　全年预算数43,560.00万元，执行数41,200", ".00万元，支出较上年下降9.9%。", full, full)
    runs = []
    for n, line in enumerate(lines):
        x = 50.0
        for c in line:
            width = 4.0 if c.isascii() else 10.0
            if c != "　":
                runs.append((Glyph(c, x, 100 + 20.0 * n, x + width, 110 + 20.0 * n),))
            x += width
    text = compose([page(*runs)], "application/pdf").text
    assert "41,200\n.00万元" in text
