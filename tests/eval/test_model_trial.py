"""Gold questions beside acted models: nothing that was answered changes, nothing gets worse."""

from pathlib import Path

import pytest

from assistant.records.library import Library
from eval.model_trial import Trial, model_trial
from eval.score import Verdict
from ingest.pipeline import ingest_bytes
from tests.answering.model_kit import EXECUTION, NOWHERE, ONE, PROBLEMS, REPORT

GOLD = f"""
{{"id": "1", "kind": "execution", "language": "zh", "question": "{EXECUTION}", "status": "answered", "figures": [{{"value": "790.13", "unit": "万元"}}], "allowed": [{{"value": "812.40", "unit": "万元"}}, {{"value": "97.26", "unit": "%"}}]}}
{{"id": "2", "kind": "narrative", "language": "zh", "question": "{PROBLEMS}", "status": "answered", "contains": ["前期准备不足"]}}
{{"id": "3", "kind": "nowhere", "language": "zh", "question": "{NOWHERE}", "status": "abstained"}}
{{"id": "4", "kind": "lookup", "language": "zh", "question": "{ONE}", "status": "answered", "figures": [{{"value": "7", "unit": "辆"}}]}}
"""


@pytest.fixture
def trials(library: Library, tmp_path: Path) -> dict[str, Trial]:
    ingest_bytes("水务局2021.txt", REPORT.encode(), library)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOLD, "utf-8")
    return {trial.name: trial for trial in model_trial(gold, library)}


def test_no_model_changes_an_answer_or_makes_one_worse(trials: dict[str, Trial]) -> None:
    assert list(trials) == ["none", "good", "slow", "broken", "hostile"]
    for trial in trials.values():
        assert trial.verdicts == {Verdict.RIGHT: 4, Verdict.WRONG: 0, Verdict.MISSING: 0}
        assert (trial.changed, trial.worse, trial.false_figures, trial.gained) == (0, 0, 0, 0)
    assert [trial.calls for trial in trials.values()] == [0, 3, 3, 3, 3]
    assert [trial.opened for trial in trials.values()] == [0, 2, 0, 0, 0]
