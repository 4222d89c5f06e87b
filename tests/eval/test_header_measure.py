"""What is counted of headers. Names are made up."""

from pathlib import Path

import pytest

from eval.headers import main, measure
from ingest.readers import read_file


def test_values_without_a_header_path_are_counted() -> None:
    draft = read_file("a.csv", "部门,预算数,\n甲局,5,\n其中：本级,3,9\n合计,5,\n".encode().replace(b"9", b""))
    found = measure(draft)
    assert (found.tables, found.levels, found.values, found.headed, found.share) == (1, 1, 3, 3, 1.0)
    assert (found.parts, found.totals) == (1, 1)


def test_a_folder_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "好.csv").write_text("部门,预算数\n甲局,5\n", "utf-8")
    assert main([str(tmp_path), "--show"]) == 0
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "R2C1 [] 甲局 | 5" in said
    assert "unread 1" in said
