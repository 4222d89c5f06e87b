"""Runs kept: resumed where they broke off, asked in parallel, compared question by question, in and out as files."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from assistant.errors import InvalidSetting, UnknownRound
from assistant.records.library import Library
from eval.compare import compare
from eval.gold_files import (
    case_lines,
    gold_lines,
    gold_xlsx,
    read_cases,
    read_gold_file,
    records_of_jsonl,
    records_of_xlsx,
)
from eval.harness import run_gold
from eval.run_store import Runs, hash_of
from eval.score import Verdict, gold_case

TEXT = "南栎市水务局支出790.13万元。"
RECORDS = [
    {
        "id": f"g{n}",
        "kind": "lookup",
        "language": "zh",
        "question": f"=问{n}",
        "history": [],
        "status": "answered" if n else "abstained",
        "figures": [{"value": "790.13", "unit": "万元", "bound": "exact"}] if n else [],
        "sources": ["a.txt"] if n else [],
        "contains": [],
    }
    for n in range(5)
]
GOLD = tuple(map(gold_case, RECORDS))


def answered(value: str = "790.13") -> dict[str, Any]:
    citation = {"id": 1, "document_id": "d1", "source": "a.txt", "start": 8, "end": 16, "quote": TEXT[8:16]}
    figure = {"value": value, "unit": "万元", "bound": "exact", "citations": [1]}
    return {"status": "answered", "text": "", "figures": [figure], "citations": [citation], "took_ms": 1}


class Asked:
    """Answers every question rightly but those in `wrong`, and counts; breaks off at `stop`."""

    def __init__(self, wrong: Sequence[str] = (), stop: int = 99) -> None:
        self.wrong, self.stop, self.count = wrong, stop, 0

    def __call__(self, text: str, history: Sequence[str]) -> Mapping[str, Any]:
        if self.count == self.stop:
            raise KeyboardInterrupt
        self.count += 1
        if text == "=问0":
            return {"status": "abstained", "figures": [], "citations": [], "text": ""}
        return answered("1" if text in self.wrong else "790.13")


@pytest.fixture
def runs(library: Library) -> Runs:
    return Runs(library.store.engine)


def ran(runs: Runs, asked: Asked, **more):
    return run_gold("gold.jsonl", GOLD, asked, runs, text_of=lambda _: TEXT, **more)


def test_a_run_is_kept_with_what_it_came_to(runs: Runs) -> None:
    run, report = ran(runs, Asked(["=问3"]))
    assert (run.measures["right"], run.measures["wrong"], run.measures["right_share"]) == (4, 1, 0.8)
    assert run.measures["coverage"] == 0.8
    assert run.measures["abstention_recall"] == 1
    assert [one.verdict for one in report.outcomes] == [Verdict.RIGHT] * 3 + [Verdict.WRONG, Verdict.RIGHT]
    assert [one.id for one in runs.cases(run.id)] == ["g0", "g1", "g2", "g3", "g4"]
    assert runs.all() == (run,)


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_run_that_broke_off_is_taken_up_again(runs: Runs, jobs: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(runs, Asked(stop=2))
    (broken,) = runs.all()
    assert (broken.ended_at, len(runs.cases(broken.id))) == (None, 2)
    again, seen = Asked(), []
    run, _ = ran(runs, again, jobs=jobs, on_case=lambda done, total: seen.append((done, total)))
    assert (run.id, again.count, len(runs.cases(run.id))) == (broken.id, 3, 5)
    assert seen == [(2, 5), (3, 5), (4, 5), (5, 5)]
    assert ran(runs, Asked())[0].id != run.id


def test_a_fresh_run_begins_anew(runs: Runs) -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(runs, Asked(stop=2))
    asked = Asked()
    ran(runs, asked, resume=False)
    assert asked.count == 5


def test_two_runs_are_compared_question_by_question(runs: Runs) -> None:
    first, _ = ran(runs, Asked(["=问1"]))
    second, _ = ran(runs, Asked(["=问2", "=问3"]))
    assert runs.earlier(second.id) == first == runs.run("before")
    assert runs.run("last") == second
    found = compare(first, runs.cases(first.id), second, runs.cases(second.id))
    assert [one.id for one in found.worse] == ["g2", "g3"]
    assert [one.id for one in found.better] == ["g1"]
    assert (found.shared, found.p_value) == (5, 1.0)
    assert "false figure" in found.worse[0].faults[0]
    with pytest.raises(UnknownRound):
        runs.run("none")


def test_the_hash_tells_of_the_cases_whatever_their_order() -> None:
    assert hash_of(GOLD) == hash_of(tuple(reversed(GOLD)))
    assert hash_of(GOLD) != hash_of(GOLD[1:])


def test_gold_goes_out_and_comes_in_again(tmp_path) -> None:
    assert records_of_jsonl(gold_lines(RECORDS).encode(), "a") == RECORDS
    book = tmp_path / "gold.xlsx"
    book.write_bytes(gold_xlsx(RECORDS))
    assert read_gold_file(book) == GOLD
    lines = tmp_path / "gold.jsonl"
    lines.write_text(gold_lines(RECORDS), "utf-8")
    assert read_gold_file(lines) == GOLD


def test_a_workbook_holds_no_formula() -> None:
    import io

    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(gold_xlsx(RECORDS))).active
    assert sheet["D2"].value == "=问0"
    assert sheet["D2"].data_type == "s"


@pytest.mark.parametrize("read", [lambda: records_of_jsonl(b'{"id": 1}', "f"), lambda: records_of_xlsx(b"PK", "f")])
def test_what_is_no_gold_is_said(read) -> None:
    with pytest.raises(InvalidSetting, match="f"):
        read()


def test_a_run_as_a_file_is_compared_too(runs: Runs, tmp_path) -> None:
    run, _ = ran(runs, Asked(["=问3"]))
    path = tmp_path / "run.jsonl"
    path.write_text(case_lines(runs.cases(run.id)), "utf-8")
    assert [(one.id, one.verdict) for one in read_cases(path)] == [(one.id, one.verdict) for one in runs.cases(run.id)]
    path.write_text("{}", "utf-8")
    with pytest.raises(InvalidSetting):
        read_cases(path)
