"""What the measure of scans counts. Every number is made up."""

from assistant.records.model import Span
from eval.ocr import Score, pages, score
from ingest.draft import Draft

LINES = ["执行数 790.13 万元，完成预算的", "97.26%，引进项目 18 个。"]


def draft(text: str, *unsure: str) -> Draft:
    return Draft(text, "image/png", unsure=tuple(Span(text.index(u), text.index(u) + len(u)) for u in unsure))


def test_a_page_read_whole() -> None:
    found = score(LINES, draft("执行数790.13万元，完成预算的\n97.26%，引进项目18个。\n"))
    assert found == Score(characters=32, characters_right=32, figures=3, figures_right=3)


def test_a_wrong_figure_counts_as_marked_where_it_is() -> None:
    text = "执行数798.13万元，完成预算的\n97.26%，引进项目13个。\n"
    found = score(LINES, draft(text, "8.1", "97"))
    assert (found.figures_right, found.wrong, found.wrong_marked, found.right_marked) == (1, 2, 1, 1)
    assert found.characters_right == 30


def test_scores_add_up() -> None:
    one = score(LINES, draft("".join(LINES)))
    assert (one + one).figures == 6


def test_pages_hold_lines_that_fit() -> None:
    (page,) = pages(1)
    assert 10 < len(page) <= 36
    assert max(map(len, page)) <= 76
