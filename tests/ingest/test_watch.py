"""A drop folder: files are read once whole, once a state, and what a writer still holds is waited for."""

import os
from pathlib import Path
from threading import Event

import pytest

from assistant.records.library import Library
from ingest import watch as watching
from ingest.pipeline import ingest
from ingest.progress import BatchReport
from ingest.watch import SETTLED, Folder, watch

REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"


def write(path: Path, text: str, at: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, ns=(at, at))


def test_a_file_is_ready_once_it_stays_the_same(tmp_path: Path) -> None:
    folder, file = Folder([tmp_path]), tmp_path / "a" / "甲.txt"
    write(file, "一", 1)
    assert folder.ready(0.0) == []
    assert folder.unsettled
    write(file, "一二", 2)
    assert folder.ready(SETTLED) == []  # it grew meanwhile: the waiting begins anew
    assert folder.ready(SETTLED * 1.5) == []
    assert folder.ready(SETTLED * 2) == [file]
    folder.read([file])
    assert folder.ready(SETTLED * 9) == []
    assert not folder.unsettled
    write(file, "一二三", 3)
    assert folder.ready(SETTLED * 10) == []
    assert folder.ready(SETTLED * 11) == [file]


def test_a_file_that_cannot_be_opened_is_tried_again_later(tmp_path: Path) -> None:
    folder, file = Folder([tmp_path]), tmp_path / "甲.txt"
    write(file, "一", 1)
    folder.ready(0.0)
    assert folder.ready(SETTLED) == [file]
    folder.hold([file], SETTLED)
    assert folder.ready(SETTLED * 2) == []
    assert folder.ready(SETTLED + watching.LOOKED_AGAIN) == [file]


def test_what_is_gone_again_is_forgotten(tmp_path: Path) -> None:
    folder, file = Folder([tmp_path]), tmp_path / "甲.txt"
    write(file, "一", 1)
    folder.ready(0.0)
    file.unlink()
    assert folder.ready(SETTLED) == []
    assert not folder.unsettled


def test_files_put_into_a_folder_become_records(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SETTLED", 0.02)
    inbox, stop, reports = tmp_path / "in", Event(), list[BatchReport]()
    write(inbox / "早.txt", REPORT, 1)

    def told(report: BatchReport) -> None:
        reports.append(report)
        if len(reports) == 1:
            write(inbox / "新" / "晚.txt", REPORT.replace("水务", "教育"), 2)
        else:
            stop.set()

    watch([inbox], lambda ready: ingest(ready, library), stop, told)
    assert [[o.name for o in report.outcomes] for report in reports] == [["早.txt"], ["晚.txt"]]
    assert library.store.counts().documents == 2
