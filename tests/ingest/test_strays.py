"""Files that no record names, and records whose file is gone: told, and the first removed once they are a day old."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest_uploads
from ingest.strays import look_over, sweep

REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
DAY = 24 * 3600.0
STRAY = "f" * 64


@pytest.fixture
def folder(library: Library, settings: Settings) -> Path:
    """The originals of a library with one report, a stray and a page recognised of it, a draft, and files of somebody's."""
    ingest_uploads([("水务局2021.txt", REPORT.encode())], library)
    library.originals.put(STRAY, b"stray")
    library.originals.put(f"{STRAY}.page-0001.json", b"{}")
    folder = settings.data_dir / "originals"
    (folder / "ff" / "tmpabc.part").write_bytes(b"half")
    (folder / "ff" / "notes.txt").write_text("somebody's", "utf-8")
    (folder / "list.txt").write_text("somebody's", "utf-8")
    previews = settings.data_dir / "previews"
    previews.mkdir()
    kept = next(path.name for path in folder.rglob("*") if len(path.name) == 64 and path.name != STRAY)
    for sha256 in (kept, STRAY):
        (previews / f"{sha256}-1.png").write_bytes(b"picture")
    return folder


def now_of(folder: Path) -> float:
    return max(path.stat().st_mtime for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("seconds", "strays"), [(0, 0), (DAY - 1, 0), (DAY + 1, 2)])
def test_a_file_is_a_stray_a_day_after_it_came(library: Library, folder: Path, seconds: float, strays: int) -> None:
    kept = look_over(library, now_of(folder) + seconds)
    assert (kept.files, len(kept.strays), kept.lost) == (3, strays, 0)
    assert kept.size == len(REPORT.encode()) + len(b"stray") + len(b"{}")


def test_a_sweep_takes_strays_drafts_and_their_pictures_and_nothing_else(library: Library, folder: Path) -> None:
    assert sweep(library, now_of(folder)) == 1  # the picture alone is nobody's at once
    assert sweep(library, now_of(folder) + DAY + 1) == 3
    assert sweep(library, now_of(folder) + DAY + 1) == 0
    (head,) = library.store.heads(EVERYTHING)
    sha256 = library.store.document(head.id, EVERYTHING).sha256
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == sorted(
        [sha256, "list.txt", "notes.txt"]
    )
    assert [path.name for path in (folder.parent / "previews").iterdir()] == [f"{sha256}-1.png"]


def test_a_stray_that_is_uploaded_again_is_young_again(library: Library, folder: Path) -> None:
    old = now_of(folder) - 2 * DAY
    for path in (folder / "ff").iterdir():
        os.utime(path, (old, old))
    library.originals.put(STRAY, b"stray")
    assert [entry.name for entry in look_over(library, now_of(folder)).strays] == [f"{STRAY}.page-0001.json"]


def test_a_record_without_its_file_is_told(library: Library, folder: Path) -> None:
    next(path for path in folder.rglob("*") if len(path.name) == 64 and path.name != STRAY).unlink()
    assert look_over(library).lost == 1


def test_doctor_tells_and_sweeps(
    library: Library, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    old = now_of(folder) - 2 * DAY
    for path in folder.rglob("*"):
        os.utime(path, (old, old))
    told = CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "400"})
    assert "2 belong to no record (youju doctor --sweep removes them)" in told.stdout
    assert str(folder) in told.stdout
    swept = CliRunner().invoke(app, ["doctor", "--sweep"], env={"COLUMNS": "400"})
    assert "removed 3 files" in swept.stderr  # a picture that goes with its file is not counted
    assert "belong to no record" not in swept.stdout
    assert (told.exit_code, swept.exit_code) == (0, 0)
