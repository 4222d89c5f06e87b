"""Reading in other processes: bounds of time and memory, crashes, replacement, and the same records as without them."""

import io
import zipfile
from pathlib import Path

import pytest

from assistant.records.library import Library, open_library
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest
from ingest.progress import OutcomeStatus

REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
NAMES = ("教育", "水务", "农业", "交通", "民政", "审计")

# Planted in the reading process: what a hostile file might do to the library that reads it.
PLANTED = """
import ctypes, os, signal, sys
import ingest.prepare as prepare
real = prepare.read_file
def read_file(name, data):
    if name.startswith("loop"):
        while True: pass
    if name.startswith("memory"):
        return bytearray(1 << 34)
    if name.startswith("crash"):
        ctypes.string_at(0)
    if name.startswith("exit"):
        os._exit(0)
    if name.startswith("killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("once") and not os.path.exists(os.environ["ONCE"]):
        open(os.environ["ONCE"], "x").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return real(name, data)
prepare.read_file = read_file
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library whose reading processes meet hostile files."""
    folder = tmp_path / "planted"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import sys, importlib.abc\n"
        "class Late(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'ingest.worker':\n"
        "            sys.meta_path.remove(self)\n"
        f"            exec({PLANTED!r}, {{}})\n"
        "sys.meta_path.insert(0, Late())\n",
        "utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("ONCE", str(tmp_path / "once"))
    library = open_library(Settings(data_dir=tmp_path / "data", workers=2, file_seconds=4, file_megabytes=512))
    yield library  # type: ignore[misc]  # a generator fixture
    library.close()


def test_hostile_files_end_with_a_reason_and_the_others_go_on(hostile: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("loop.txt", "memory.txt", "crash.txt", "exit.txt"):
        (folder / name).write_text(REPORT + name, "utf-8")
    for name in NAMES:
        (folder / f"{name}.txt").write_text(REPORT.replace("水务", name), "utf-8")
    report = ingest([folder], hostile)
    reasons = {o.name: o.reason_en for o in report.failed}
    assert {name: said.partition(": ")[2].split(",")[0].split(" and ")[0] for name, said in reasons.items()} == {
        "loop.txt": "reading it took too long",
        "memory.txt": "reading it needed too much memory",
        "crash.txt": "it made the reading program fail",
        "exit.txt": "it made the reading program fail",
    }
    assert all(o.reason_zh.startswith(f"{o.name}：") for o in report.failed)
    assert report.count(OutcomeStatus.ADDED) == len(NAMES)
    assert hostile.vectors.count() == hostile.store.counts().passages
    assert {r.path: r.reason_en for r in hostile.store.refusals(EVERYTHING)} == {
        str(folder / name): said for name, said in reasons.items()
    }


def test_a_file_whose_reader_was_killed_is_read_by_another(hostile: Library, tmp_path: Path) -> None:
    for name in ("once.txt", "killed.txt"):
        (tmp_path / name).write_text(REPORT + name, "utf-8")
    once, again = ingest([tmp_path / "once.txt", tmp_path / "killed.txt"], hostile).outcomes
    assert (tmp_path / "once").exists()
    assert once.status is OutcomeStatus.ADDED
    # Whoever is killed each time takes too much of what others need.
    assert "needed too much memory" in again.reason_en


def test_the_records_are_the_same_whoever_reads(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / f"{number}.txt").write_text(REPORT.replace("水务", name), "utf-8")
    (folder / "again.txt").write_text(REPORT, "utf-8")
    (folder / "bad.txt").write_bytes(b"")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/审计.txt", REPORT.replace("水务", "审计"))
        archive.writestr("a/财政.txt", REPORT.replace("水务", "财政"))
        archive.writestr("a/坏.docx", b"PK\x03\x04 broken")
        archive.writestr("a/空.zip", b"PK\x05\x06" + bytes(18))
    (folder / "m.zip").write_bytes(packed.getvalue())
    told = []
    for workers in (0, 1, 3):
        library = open_library(Settings(data_dir=tmp_path / f"data{workers}", workers=workers))
        report = ingest([folder], library)
        heads = [(h.id, h.name, h.department, h.warnings) for h in library.store.heads(EVERYTHING)]
        figures = [library.store.figures(EVERYTHING, [head[0]]) for head in heads]
        outcomes = [(o.path, o.status, o.document_id, o.reason_zh, o.figures) for o in report.outcomes]
        assert library.vectors.count() == library.store.counts().passages
        library.close()
        told.append((outcomes, heads, figures))
    assert told[0] == told[1] == told[2]
    assert len(told[0][1]) == len(NAMES) + 1


def test_how_files_were_read_is_kept_until_it_changes(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"")
    ingest([file], library)
    (refused,) = library.store.refusals(EVERYTHING)
    assert (refused.path, "a.txt" in refused.reason_zh) == (str(file), True)
    file.write_text(REPORT, "utf-8")
    (outcome,) = ingest([file], library).outcomes
    assert library.store.refusals(EVERYTHING) == ()
    (reading,) = library.store.readings(EVERYTHING).values()
    assert (reading.document_id, reading.path, reading.figures) == (outcome.document_id, str(file), outcome.figures)
