"""Which files a person named: folders, patterns, files, and what is none."""

import os
from pathlib import Path

import pytest

from ingest.sources import sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/甲.txt", "a.md", "b/c/乙.docx", ".git/x.txt", "b/~$甲.txt", "b/.hidden", "d[1]/丙.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (["."], ["a.md", "b/c/乙.docx", "b/甲.txt", "d[1]/丙.txt"]),
        (["b", "a.md", "."], ["b/c/乙.docx", "b/甲.txt", "a.md", "d[1]/丙.txt"]),
        (["**/*.docx"], ["b/c/乙.docx"]),
        (["b/*"], ["b/c/乙.docx", "b/甲.txt"]),
        (["?.md"], ["a.md"]),
        (["d[1]/丙.txt", "d[1]"], ["d[1]/丙.txt"]),
        (["b/.hidden"], ["b/.hidden"]),
    ],
)
def test_each_file_once_in_order(folder: Path, named: list[str], found: list[str]) -> None:
    told = list(sources(folder / name for name in named))
    assert [str(s.path.relative_to(folder)) for s in told] == found
    assert not any(s.fault_en or s.fault_zh for s in told)


def test_what_is_no_file_has_a_reason(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    told = [*sources([folder / "none.txt", folder / "*.xyz", folder / "pipe"])]
    assert ["cannot be opened" in told[0].fault_en, "pattern" in told[1].fault_en] == [True, True]
    assert "no regular file" in told[2].fault_en
    assert all(s.fault_zh for s in told)


def test_a_link_in_a_circle_ends(folder: Path) -> None:
    (folder / "b" / "again").symlink_to(folder, target_is_directory=True)
    assert len(list(sources([folder]))) == 4
