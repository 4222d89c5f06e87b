import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from assistant.errors import InvalidQuestion, InvalidSetting
from eval.run import print_report, read_gold, run_eval
from eval.score import Verdict, gold_case, score
from eval.wilson import wilson

TEXT = "南栎市水务局预算812.40万元，支出790.13万元。"
FIGURE = {"value": "790.13", "unit": "万元", "bound": "exact", "period": "2021", "computed": False, "citations": [1]}
CITATION = {"id": 1, "document_id": "d1", "source": "a.txt", "start": 18, "end": 28, "quote": TEXT[18:28]}
ANSWER = {
    "status": "answered",
    "reason": None,
    "text": "支出 790.13 万元[1]",
    "figures": [FIGURE],
    "citations": [CITATION],
    "took_ms": 7,
}
CASE = {
    "id": "one",
    "kind": "lookup",
    "language": "zh",
    "question": "水务局花了多少？",
    "history": [],
    "status": "answered",
    "figures": [{"value": "790.13", "unit": "万元", "bound": "exact"}],
    "sources": ["a.txt"],
    "contains": ["支出790.13"],
}
REFUSAL = {"status": "abstained", "reason": "no_record", "text": "没有记录。", "figures": [], "citations": []}


def outcome(case: Mapping[str, Any] = {}, answer: Mapping[str, Any] = {}):
    return score(gold_case({**CASE, **case}), {**ANSWER, **answer}, {"a.txt": TEXT})


def figure(**changed: Any) -> dict[str, Any]:
    return {**FIGURE, **changed}


def test_a_full_answer_is_right():
    result = outcome()
    assert (result.verdict, result.faults) == (Verdict.RIGHT, ())
    assert (result.citations, result.exact, result.false_figures, result.took_ms) == (1, 1, 0, 7)


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        ({"status": "clarify"}, Verdict.WRONG),
        ({"status": "clarify", "also": "answered"}, Verdict.RIGHT),
        ({"sources": ["a.txt", "b.txt"]}, Verdict.MISSING),
        ({"sources": ["a.txt", "b.txt"], "sources_mode": "any"}, Verdict.RIGHT),
        ({"sources": ["b.txt", "c.txt"], "sources_mode": "any"}, Verdict.WRONG),
    ],
)
def test_a_case_may_admit_a_second_status_and_any_of_its_sources(case, verdict):
    assert outcome(case).verdict is verdict


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        ({}, {"figures": [figure(value="7901300", unit="元")]}),
        ({}, {"figures": [FIGURE, FIGURE]}),
        ({"figures": [{"value": "790.13", "unit": "万元", "period": "2021", "computed": False}]}, {}),
        ({"allowed": [{"value": "812.40", "unit": "万元"}]}, {"figures": [FIGURE, figure(value="812.4")]}),
        ({"contains": ["南栎市"]}, {"citations": [{**CITATION, "start": 0, "end": 9, "quote": TEXT[:9]}]}),
        ({"figures": []}, {"figures": []}),
    ],
)
def test_right_in_other_words(case, answer):
    result = outcome(case, answer)
    assert result.verdict is Verdict.RIGHT, result.faults


@pytest.mark.parametrize(
    ("case", "answer", "fault", "false"),
    [
        ({}, {"figures": [figure(value="790.12")]}, "false figure 790.12", 1),
        ({}, {"figures": [figure(unit="亿元")]}, "false figure 790.13 亿元", 1),
        ({}, {"figures": [figure(bound="over")]}, "false figure 790.13 万元 (over)", 1),
        ({}, {"figures": [FIGURE, figure(value="812.40")]}, "false figure 812.40", 1),
        ({}, {"figures": [figure(citations=[])]}, "false figure", 1),
        ({}, {"figures": [figure(citations=[2])]}, "false figure", 1),
        ({}, {"figures": [figure(value="many")]}, "false figure many", 1),
        ({"figures": [{"value": "790.13", "unit": "万元", "period": "2020"}]}, {}, "false figure", 1),
        ({"figures": [{"value": "790.13", "unit": "万元", "computed": True}]}, {}, "false figure", 1),
        ({}, {"citations": [{**CITATION, "quote": "790.13 万元"}]}, "1 quotes differ", 0),
        ({}, {"citations": [{**CITATION, "start": -10}]}, "1 quotes differ", 0),
        ({}, {"citations": [CITATION, {**CITATION, "id": 2, "source": "b.txt"}]}, "cites b.txt", 0),
        ({"status": "abstained"}, {}, "answered what the records do not say", 0),
        ({"status": "clarify"}, {}, "answered what the records do not say", 0),
    ],
)
def test_something_false_is_wrong(case, answer, fault, false):
    result = outcome(case, answer)
    assert result.verdict is Verdict.WRONG
    assert any(fault in one for one in result.faults), result.faults
    assert result.false_figures == false


@pytest.mark.parametrize(
    ("case", "answer", "fault"),
    [
        ({}, REFUSAL, "abstained instead of answered"),
        ({}, {"status": "clarify", "figures": []}, "clarify instead of answered"),
        ({}, {"figures": []}, "figure missing: 790.13 万元"),
        ({"contains": ["结余"]}, {}, "does not say 结余"),
        ({}, {"figures": [], "citations": []}, "does not cite a.txt"),
        ({"status": "abstained"}, {**REFUSAL, "status": "clarify"}, "clarify instead of abstained"),
        (
            {"status": "abstained", "reason": "out_of_scope", "figures": [], "contains": []},
            REFUSAL,
            "reason no_record instead of out_of_scope",
        ),
        ({}, {"status": "", "figures": []}, "nothing instead of answered"),
    ],
)
def test_too_little_is_missing(case, answer, fault):
    result = outcome(case, answer)
    assert result.verdict is Verdict.MISSING
    assert fault in result.faults


def test_a_refusal_may_name_the_nearest_from_anywhere():
    due = {"status": "abstained", "figures": [], "contains": [], "reason": "no_record"}
    assert outcome(due, {**REFUSAL, "citations": [CITATION]}).verdict is Verdict.RIGHT


@given(st.dictionaries(st.sampled_from(["value", "unit", "bound", "citations"]), st.text() | st.none()))
def test_no_figure_however_odd_passes_for_the_gold_one(odd):
    result = outcome(answer={"figures": [{"value": "1", "citations": [1], **odd}]})
    assert result.verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (90, 100, 0.8256, 0.9448)],
)
def test_wilson_agrees_with_published_values(hits, total, low, high):
    share = wilson(hits, total)
    assert share.low == pytest.approx(low, abs=1e-4)
    assert share.high == pytest.approx(high, abs=1e-4)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share_inside(hits, more):
    share = wilson(hits, hits + more)
    assert 0 <= share.low <= (share.value or 0.0) <= share.high <= 1


def test_wilson_refuses_more_hits_than_cases():
    with pytest.raises(ValueError, match="3 hits of 2"):
        wilson(3, 2)


def test_a_run_counts_by_kind_and_language():
    cases = [
        gold_case(CASE),
        gold_case({**CASE, "id": "two", "kind": "abstain", "status": "abstained", "figures": [], "contains": []}),
        gold_case({**CASE, "id": "three", "language": "en", "history": ["水务局"]}),
        gold_case({**CASE, "id": "four", "kind": "abstain", "status": "abstained", "figures": [], "contains": []}),
    ]
    replies = iter([ANSWER, REFUSAL, REFUSAL, {**ANSWER, "figures": [figure(value="3")]}])
    heard: list[tuple[str, ...]] = []

    def asker(question: str, history: Sequence[str]) -> Mapping[str, Any]:
        heard.append((question, *history))
        return next(replies)

    report = run_eval(cases, asker, {"d1": TEXT})
    assert [one.verdict for one in report.outcomes] == ["right", "right", "missing", "wrong"]
    assert heard[2] == ("水务局花了多少？", "水务局")
    assert report.groups == (("abstain", "zh"), ("lookup", "en"), ("lookup", "zh"))
    assert report.share(Verdict.RIGHT, kind="lookup", language="zh").hits == 1
    assert report.share(Verdict.RIGHT).total == 4
    assert report.false_figures == 1
    assert (report.citation_exactness.hits, report.citation_exactness.total) == (2, 2)
    assert (report.abstention_precision.hits, report.abstention_precision.total) == (1, 2)
    assert (report.abstention_recall.hits, report.abstention_recall.total) == (1, 2)
    printed = io.StringIO()
    print_report(report, Console(file=printed, width=160))
    assert "false figures: 1" in printed.getvalue()
    assert "abstention recall: 1/2 = 50.0% [9.5%, 90.5%]" in printed.getvalue()
    assert "MISSING three 水务局花了多少？: abstained instead of answered" in printed.getvalue()


def test_a_refused_question_counts_as_no_answer():
    def asker(question: str, history: Sequence[str]) -> Mapping[str, Any]:
        raise InvalidQuestion("question", zh="太长", en="too long")

    (result,) = run_eval([gold_case(CASE)], asker).outcomes
    assert (result.verdict, result.status) == (Verdict.MISSING, "invalid_question")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not a gold case"),
        ("[]", "not a gold case"),
        ('{"id": "a"}', "missing field 'kind'"),
        (json.dumps({**CASE, "status": "maybe"}), "maybe"),
        (json.dumps({**CASE, "figures": [{"value": "x"}]}), "no quantity"),
        (json.dumps(CASE) + "\n" + json.dumps(CASE), "used twice"),
    ],
)
def test_a_wrong_gold_file_is_refused_by_line(tmp_path: Path, content: str, says: str):
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidSetting) as refused:
        read_gold(path)
    assert says in refused.value.en
    assert refused.value.thing == f"gold.jsonl, line {1 + content.count(chr(10))}"


def test_a_missing_gold_file_is_refused(tmp_path: Path):
    with pytest.raises(InvalidSetting, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")


def test_the_shipped_gold_cases_are_sound():
    gold = read_gold(Path(__file__).parents[2] / "eval" / "gold" / "real_report.jsonl")
    assert len(gold) >= 45
    assert {case.language for case in gold} == {"zh", "en"}
    for case in gold:
        answered = case.status == "answered"
        assert answered == bool(case.sources), case.id
        assert answered == bool(case.figures or case.contains), case.id
        assert all(len(piece) <= 15 for piece in case.contains), case.id


@pytest.mark.parametrize("name", ["mixed", "lanchuan", "dongtang", "aside"])
def test_every_source_of_a_gold_set_lies_beside_it(name):
    folder = Path(__file__).parents[2] / "eval" / "gold" / name
    cases = [case for file in sorted(folder.glob("*.jsonl")) for case in read_gold(file)]
    held = {path.name for path in (folder / "documents").iterdir()}
    for archive in (folder / "documents").glob("*.zip"):
        held |= {Path(entry).name for entry in zipfile.ZipFile(archive).namelist()}
    assert len(cases) >= 130
    assert {source for case in cases for source in case.sources} <= held
