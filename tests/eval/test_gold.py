"""The sample's gold questions, put to the whole product: what must never happen, and how much must be right."""

from pathlib import Path

import pytest

from assistant.records.library import open_library
from assistant.settings import Settings
from eval.run import EvalReport, evaluate
from eval.sample import make_sample, write_gold
from eval.score import Verdict
from ingest.pipeline import ingest

ENOUGH = 0.9


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> EvalReport:
    folder = tmp_path_factory.mktemp("sample")
    manifest = make_sample(folder / "documents")
    write_gold(manifest, folder / "gold.jsonl")
    library = open_library(Settings(data_dir=tmp_path_factory.mktemp("data")))
    assert not ingest([folder / "documents"], library).failed
    found = evaluate(Path(folder / "gold.jsonl"), library)
    library.close()
    return found


def test_no_figure_is_invented(report: EvalReport) -> None:
    assert report.false_figures == 0


def test_every_quote_is_exact(report: EvalReport) -> None:
    share = report.citation_exactness
    assert share.total > 300
    assert share.hits == share.total


def test_what_is_not_recorded_is_refused(report: EvalReport) -> None:
    share = report.abstention_recall
    assert share.total >= 15
    assert share.hits == share.total


def test_most_questions_are_right(report: EvalReport) -> None:
    share = report.share(Verdict.RIGHT)
    assert share.total > 120
    assert share.hits / share.total >= ENOUGH
