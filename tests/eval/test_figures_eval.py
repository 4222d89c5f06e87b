"""Reading annotated reports and scoring what was read. All texts are fictional."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.errors import InvalidSetting
from assistant.records.model import Bound, Figure, Period, Quantity, Role, Span
from assistant.records.vocabulary import load_vocabulary
from eval.annotations import Marked, Report, marked, unmarked
from eval.figures import ASPECTS, as_record, compare, real_report, same_subject, score_report, shipped_reports, total

WRITTEN = (
    "%% year 2021\n支出⟦8.5 万元¦actual¦支出⟧，⟦近 3 家¦actual or target¦企业¦企业 or ¦2020 or 2021¦under¦3 家⟧企业。"
)


def test_marks_are_taken_out_of_the_text() -> None:
    report = marked("a.txt", WRITTEN)
    assert report.text == "支出8.5 万元，近 3 家企业。"
    assert [m.span.of(report.text) for m in report.figures] == ["8.5 万元", "近 3 家"]
    first, second = report.figures
    assert (first.quantity, first.periods, first.subjects) == (Quantity(Decimal("8.5"), "万元"), ("2021",), ("",))
    assert second.quantity == Quantity(Decimal(3), "家", Bound.UNDER)
    assert (second.roles, second.subjects, second.periods) == (("actual", "target"), ("企业", ""), ("2020", "2021"))


@pytest.mark.parametrize(
    "written", ["没有年份", "%% year 2021\n⟦三家¦actual¦企业⟧", "%% year 2021\n⟦3 家¦nothing¦企业⟧"]
)
def test_wrong_marks_name_the_file(written: str) -> None:
    with pytest.raises(InvalidSetting, match=r"a\.txt"):
        marked("a.txt", written)


def test_marks_kept_apart_hold_offsets_only() -> None:
    stored = {"start": 2, "end": 4, "value": "3", "upper": "5", "unit": "家", "bound": "range", "periods": ["2021"]}
    record = {"figures": [{**stored, "subjects": ["企业"], "roles": ["actual"], "measure": "企业", "optional": True}]}
    (mark,) = unmarked("a.txt", "共有3-5家", record).figures
    assert (mark.quantity.upper, mark.optional, mark.span) == (Decimal(5), True, Span(2, 4))


def figure(span: Span, value: str, unit: str, subject: str = "", measure: str = "支出", year: str = "2021") -> Figure:
    return Figure(
        id=f"x-{span.start}",
        document_id="x",
        span=span,
        quantity=Quantity(Decimal(value), unit),
        measure=measure,
        indicator=None,
        subject=subject,
        department="云杉市水务局",
        period=Period(year, year),
        role=Role.ACTUAL,
        clause=span,
    )


TEXT = "支出8.5 万元，3 家企业，第6页"
MARKS = (
    Marked(Span(2, 8), Quantity(Decimal("8.5"), "万元"), ("actual",), "支出", ("",), ("2021",)),
    Marked(Span(9, 12), Quantity(Decimal(3), "家"), ("actual",), "企业", ("企业",), ("2021",)),
)


def test_all_right() -> None:
    found = [figure(Span(2, 8), "8.5", "万元"), figure(Span(9, 12), "3", "家", "企业", "走访企业")]
    score = compare(Report("a", TEXT, MARKS), TEXT, found)
    assert (score.expected, score.found, score.matched, score.disagreements) == (2, 2, 2, ())
    assert {score.accuracy(aspect).value for aspect in ASPECTS} == {1.0}


def test_missed_invented_and_misread() -> None:
    found = [figure(Span(2, 8), "85", "万元", year="2020"), figure(Span(15, 17), "6", "页")]
    score = compare(Report("a", TEXT, MARKS), TEXT, found)
    assert (score.recall.value, score.precision.value) == (0.5, 0.5)
    aspects = [one.aspect for one in score.disagreements]
    assert aspects == ["value", "period", "missed", "invented"]
    assert (score.accuracy("value").hits, score.accuracy("unit").hits) == (0, 1)


def test_the_same_amount_in_another_unit_is_right() -> None:
    score = compare(Report("a", TEXT, MARKS[:1]), TEXT, [figure(Span(2, 8), "85000", "元")])
    assert score.disagreements == ()


def test_nothing_is_invented_in_a_report_marked_in_part() -> None:
    found = [figure(Span(2, 8), "8.5", "万元"), figure(Span(15, 17), "6", "页")]
    assert compare(Report("a", TEXT, MARKS[:1], complete=False), TEXT, found).precision.value == 1.0


def test_a_text_that_differs_from_the_marked_one_is_refused() -> None:
    with pytest.raises(ValueError, match="differs"):
        compare(Report("a", TEXT, MARKS), TEXT + "。", [])


@pytest.mark.parametrize(
    ("expected", "found", "measure", "agrees"),
    [
        ("企业", "走访企业", "", True),
        ("限上商贸业企业", "企业", "", True),
        ("企业", "项目", "", False),
        ("企业", "", "", False),
        ("", "", "", True),
        ("", "部门整体支出", "", True),
        ("", "碧道", "新建碧道", True),
        ("", "企业", "新建碧道", False),
        ("“三公”经费", "三公经费", "", True),
        ("平台", "会上发布了区块链、放货平台和跨境通关服务平台", "", False),
    ],
)
def test_same_subject(expected: str, found: str, measure: str, agrees: bool) -> None:
    assert same_subject(expected, found, measure) is agrees


def test_the_shipped_reports_are_read_as_a_person_reads_them() -> None:
    vocabulary = load_vocabulary()
    whole = total(score_report(one, vocabulary) for one in shipped_reports())
    floors = {
        "value": 0.99,
        "unit": 0.98,
        "bound": 0.99,
        "period": 0.97,
        "subject": 0.95,
        "role": 0.97,
        "measure": 0.85,
    }
    assert whole.expected > 400
    assert (whole.recall.value or 0) >= 0.98
    assert (whole.precision.value or 0) >= 0.98
    assert {a: whole.accuracy(a).value for a in ASPECTS if (whole.accuracy(a).value or 0) < floors[a]} == {}
    assert json.loads(json.dumps(as_record(whole)))["matched"] == whole.matched


def test_a_real_report_without_annotation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    with pytest.raises(InvalidSetting, match=r"other\.txt"):
        real_report(path)
    path.write_text("没有标注", encoding="utf-8")
    with pytest.raises(InvalidSetting, match="annotation"):
        real_report(path)
