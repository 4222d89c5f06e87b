"""Reports of a round as page, workbook and paper: the same numbers, both languages, nothing that could act."""

import io
import json

import pytest

from eval.review.report import percent, report_of
from eval.review.report_html import policy
from eval.review.reporting import report_bytes
from eval.review.results import result
from eval.review.rounds import Item, Round
from eval.review.sampling import Design, Drawn, Method, Sample
from eval.review.values import Aspect, Cause, Judgement

EVIL = "=cmd()<script>alert(1)</script>"
RIGHT = {Aspect.VALUE: True, Aspect.PERIOD: True}


@pytest.fixture
def made():
    """A round of ten answers of two strata: one value wrong, its question and note hostile."""

    def report(language: str = "zh", *, earlier: bool = False, **more):
        drawn = tuple(Drawn(f"a{n}", "figure" if n < 7 else "refusals", n < 3) for n in range(10))
        strata = {f"a{n}": "figure" if n < 70 else "refusals" for n in range(100)}
        sample = Sample(Design(size=10), "f00d", {"figure": 70, "refusals": 30}, strata, drawn)
        said = [Judgement(one.id, "ann", RIGHT, seconds=30, created_at="1") for one in drawn]
        wrong = {Aspect.VALUE: False, Aspect.PERIOD: True}
        said[0] = Judgement("a0", "ann", wrong, Cause.EXTRACTION, EVIL, ({"value": "12.5", "unit": "公里"},), 40, "1")
        said += [
            Judgement("a0", "bob", wrong, Cause.EXTRACTION, created_at="2"),
            Judgement("a1", "bob", RIGHT, created_at="2"),
        ]
        kept = Round("r1", "十月", "2026-10-01T08:00:00", "root", Design(size=10, **more), "f00d", "", "~")
        items = [Item(one, n, EVIL if n == 0 else f"问{n}", "2026-09-01", "web", (), {}) for n, one in enumerate(drawn)]
        found = result(sample, dict.fromkeys(strata, True), said)
        before = (Round("r0", "九月", "2026-09-01", "root", Design(), "beef", "", "~"), found) if earlier else None
        return report_of(kept, found, items, language, before), found

    return report


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_says_the_rate_first_and_lists_errors_by_cause(made, language: str) -> None:
    report, found = made(language, earlier=True)
    page = report_bytes(report, "html").decode()
    assert percent(found.accuracy.value) in report.lead[0]
    assert percent(found.accuracy.low) in report.lead[0]
    assert f'<p class="lead">{report.lead[0]}</p>' in page
    for said in ("f00d", "Cohen", "Krippendorff", "12.5 公里", "<svg", {"zh": "读取", "en": "Extraction"}[language]):
        assert said in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert not [sheet.title for sheet in report.sheets if not sheet.title]


def test_the_page_allows_its_own_style_alone() -> None:
    assert policy().startswith("default-src 'none'; style-src 'sha256-")


def test_a_workbook_has_numbers_charts_and_no_formula(made) -> None:
    from openpyxl import load_workbook

    report, _ = made()
    book = load_workbook(io.BytesIO(report_bytes(report, "xlsx")))
    assert book["分项准确率"]["D2"].value == pytest.approx(0.9 * 0.7 / 0.7, abs=0.1)
    assert len(book["分项准确率"]._charts) == 1
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == EVIL} == {"s"}
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_paper_can_be_read_again(made, language: str) -> None:
    import pypdfium2

    report, found = made(language)
    data = report_bytes(report, "pdf")
    assert report_bytes(report, "pdf") == data
    paper = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_bounded() for page in paper)
    assert percent(found.accuracy.value) in text
    assert {"zh": "差错清单", "en": "Errors by cause"}[language] in text


def test_the_records_are_exact(made) -> None:
    records = json.loads(report_bytes(made()[0], "json"))
    assert records["frame"] == {"hash": "f00d", "answers": 100, "since": "", "until": "~"}
    first = records["items"][0]
    assert (first["state"], len(first["judgements"])) == ("agreed", 2)
    assert first["judgements"][0]["corrections"] == [{"value": "12.5", "unit": "公里"}]


def test_a_targeted_round_and_an_unfinished_one_say_so(made) -> None:
    lead = " ".join(made(method=Method.TARGETED)[0].lead)
    assert "定向抽查" in lead
    assert "还有 1 个" in lead  # one of the three to be reviewed twice still waits
