"""`youju eval run`, `compare`, `history` and `youju review` on a small installation: output, files, the gate's exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from assistant.records.library import Library
from eval.gold_store import GoldSets
from eval.run_store import Runs

RATE = {
    "id": "rate",
    "kind": "execution",
    "language": "zh",
    "question": "南栎市水务局2021年预算执行率是多少？",
    "history": [],
    "status": "answered",
    "figures": [{"value": "97.26", "unit": "%", "bound": "exact"}],
    "sources": ["水务局2021.txt"],
    "contains": [],
}


@pytest.fixture
def youju(shelf: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("YOUJU_DATA_DIR", str(shelf.settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def gold(folder: Path, value: str) -> Path:
    path = folder / "gold.jsonl"
    path.write_text(json.dumps({**RATE, "figures": [{"value": value, "unit": "%", "bound": "exact"}]}), "utf-8")
    return path


def test_a_regression_closes_the_gate(youju, tmp_path: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    allowed = [{"value": "97.26", "unit": "%", "bound": "exact"}]
    path = gold(tmp_path, "97.26")
    path.write_text(json.dumps({**RATE, "allowed": allowed}), "utf-8")
    first = youju("eval", "run", path, "--json", "--gate", "--out", before)
    assert first.exit_code == 0, first.output
    same = youju("eval", "run", path, "--jobs", 2, "--gate", "--fresh")
    assert same.exit_code == 0, same.output
    worse = youju("eval", "run", gold(tmp_path, "55"), "--gate", "--out", after)
    assert worse.exit_code == 1
    assert "- rate right -> wrong" in worse.stdout
    assert youju("eval", "compare", before, after, "--gate").exit_code == 1
    assert youju("eval", "compare", after, before, "--gate").exit_code == 0
    assert "1 turned wrong" in youju("eval", "compare").stdout
    found = json.loads(youju("eval", "history", "--json").stdout)
    assert [one["measures"]["right"] for one in found[:3]] == [0, 1, 1]


def test_plans_and_simulated_rounds_are_told(youju) -> None:
    plan = youju("review", "plan", "--limit", "0.02", "--json")
    assert json.loads(plan.stdout)[0]["size"] == 149
    assert "review 234 answers, at most 6" in youju("review", "plan", "--limit", "0.05", "--expected", "0.02").stdout
    assert youju("review", "plan", "--limit", "0.02", "--expected", "0.5").exit_code == 1
    told = youju("review", "simulate", "--rounds", 2, "--answers", 200, "--size", 50, "--json")
    assert json.loads(told.stdout)["rounds"] == 2


def test_a_set_kept_here_passages_and_figures_run_through_the_same_harness(youju, shelf: Library) -> None:
    GoldSets(shelf.store.engine).put("own", [RATE], "ann")
    run = json.loads(youju("eval", "run", "@own", "--json", "--fresh").stdout)
    assert (run["cases"], run["right"]) == (1, 1)
    assert youju("eval", "run", "@none").exit_code == 1
    ways = json.loads(youju("eval", "retrieval", "--cases", 40, "--json").stdout)
    assert len(ways) == 12
    assert all(0 <= way["recall@1"] <= way["recall@5"] <= 1 for way in ways)
    helped = {way["way"]: way["recall@5"] for way in ways}
    assert helped["passages by words, en, with synonyms and glossary"] > helped["passages by words, en, as asked"]
    kept = Runs(shelf.store.engine).all()
    assert {one.kind for one in kept} >= {"answers", "retrieval"}
    best = next(one for one in kept if one.name == "passages by words, zh, with synonyms and glossary")
    told = next(way for way in ways if way["way"] == best.name)
    assert best.measures["recall@1"] == told["recall@1"]
