"""Fictional reports in every format, and what reading them costs."""

from pathlib import Path

import pytest

from assistant.records.vocabulary import load_vocabulary
from eval.bench_files import PLAIN, batch, measured
from eval.written import FORMATS, content
from ingest.prepare import prepare


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".png"])
def test_what_is_written_is_read(suffix: str) -> None:
    one = content(3)
    read = prepare(f"a{suffix}", FORMATS[suffix](one), load_vocabulary(Path("/nonexistent")))
    values = {(str(figure.quantity.value), figure.quantity.unit) for figure in read.figures}
    assert read.document.department == "南栎市松兰区水务局"
    assert {(row[1].replace(",", ""), "万元") for row in one.rows} <= values
    assert {(row[3][:-1], "%") for row in one.rows} <= values


@pytest.mark.parametrize("suffix", [".txt", ".html", ".csv", ".docx", ".xlsx", ".xls", ".pdf"])
def test_the_plain_extraction_sees_the_same_text(suffix: str) -> None:
    one = content(3)
    plain = PLAIN[suffix](FORMATS[suffix](one))
    assert one.rows[0][0] in plain


def test_speeds_are_measured() -> None:
    speed = measured(".csv", 2, load_vocabulary(Path("/nonexistent")))
    assert (speed.suffix, speed.files, speed.pages > 0) == (".csv", 2, True)
    assert 0 < speed.plain < speed.whole


def test_a_batch_tells_what_it_took(tmp_path: Path) -> None:
    said = batch(tmp_path, 3, 0)
    assert said.startswith("3 mixed files (3 documents")
    assert "0 failed" in said
