"""A disk that fills up or cannot be written: what is kept is whole, each file says why, and room heals everything."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from api.cli_doctor import examine
from assistant.answering.ask import ask
from assistant.errors import StoreFault
from assistant.records import disk
from assistant.records.library import open_library
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest, reindex
from tests.kept_kit import told

NAMES = ("教育", "水务", "农业", "交通")
REPORT = "榆桥区{name}局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
LINES = "".join(f"\n第{n}项完成投资 {n * 7} 万元，支出 {n * 3} 万元，完成率 {n}%。\n" for n in range(60))
QUESTION = Question("榆桥区水务局2021年执行数是多少？")

Full = Callable[[int], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reports")
    for number, name in enumerate(NAMES):
        (made / f"{number}{name}.txt").write_text(REPORT.format(name=name) + LINES, "utf-8")
    return made


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    library = open_library(Settings(data_dir=tmp_path_factory.mktemp("whole"), workers=0))
    ingest([folder], library)
    kept = told(library)
    library.close()
    return kept


def _mount(*arguments: object) -> None:
    """Mount, or skip the test with the reason where that is not allowed."""
    if os.geteuid() != 0:
        pytest.skip("a file system can be mounted by root alone")
    ran = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip(f"nothing can be mounted here: {ran.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, small and in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    _mount("-t", "tmpfs", "-o", "size=32m", "none", place)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture(params=["disk", "limit"])
def data_and_full(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Full]:
    """A data folder, and what leaves it so many kilobytes: a full disk, or the system's limit to the size of a file."""
    if request.param == "limit":
        return tmp_path / "data", _limited
    place: Path = request.getfixturevalue("small_disk")

    @contextmanager
    def filled(kilobytes: int) -> Iterator[None]:
        state = os.statvfs(place)
        (place / "filler").write_bytes(bytes(state.f_bavail * state.f_frsize - kilobytes * 1024))
        try:
            yield
        finally:
            (place / "filler").unlink()

    return place / "data", filled


@contextmanager
def _limited(kilobytes: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# Nothing fits; an original does and its records do not; some records do; all records do and their vectors do not.
@pytest.mark.parametrize("kilobytes", [0, 100, 400, 1200])
def test_a_full_disk_loses_nothing_and_room_heals_it(
    folder: Path, whole: tuple[object, ...], data_and_full: tuple[Path, Full], kilobytes: int
) -> None:
    data, full = data_and_full
    library = open_library(Settings(data_dir=data, workers=0))
    with full(kilobytes):
        report = ingest([folder], library)
        answer = ask(QUESTION, library, EVERYTHING)
    hit = [outcome.reason_en for outcome in report.failed] + [w for o in report.outcomes for w in o.warnings]
    assert hit or kilobytes == 1200  # a limit to each file that is large leaves room for all
    assert all("disk" in said for said in hit)
    assert all("磁盘" in outcome.reason_zh for outcome in report.failed)
    kept = {outcome.name for outcome in report.outcomes if outcome.status == "added"}
    first = [part.figure.quantity.value for part in answer.parts[:1] if part.figure]
    assert first == ([Decimal("873.46")] if "1水务.txt" in kept else [])
    assert library.store.counts().documents == len(kept)

    again = ingest([folder], library)  # the same process goes on
    assert again.failed == ()
    assert told(library) == whole
    assert [finding.seen for finding in examine(library) if not finding.well and finding.name != "disk"] == []
    library.close()
    reopened = open_library(Settings(data_dir=data, workers=0))
    assert told(reopened) == whole
    reopened.close()


def test_doctor_tells_of_a_disk_that_fills_up(small_disk: Path) -> None:
    library = open_library(Settings(data_dir=small_disk / "data", workers=0))
    seen = {finding.name: finding for finding in examine(library)}
    assert not seen["disk"].well
    assert "make room" in seen["disk"].seen
    library.close()


@pytest.fixture
def kept(folder: Path, tmp_path: Path) -> Settings:
    """Settings of an installation with half of the reports."""
    settings = Settings(data_dir=tmp_path / "data", workers=0)
    library = open_library(settings)
    ingest(sorted(folder.iterdir())[:2], library)
    library.close()
    return settings


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """While it lasts `folder` cannot be written, by nobody: root heeds no modes."""
    _mount("--bind", folder, folder)
    try:
        _mount("-o", "remount,bind,ro", folder)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_read_only_folder_is_one_sentence_and_nothing_is_lost(
    folder: Path, whole: tuple[object, ...], kept: Settings
) -> None:
    with read_only(kept.data_dir):
        with pytest.raises(StoreFault, match="read-only"):
            open_library(kept)
        command = [sys.executable, "-m", "api.cli", "doctor"]
        told_by = subprocess.run(
            command,
            env={**os.environ, "YOUJU_DATA_DIR": str(kept.data_dir)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (told_by.returncode, told_by.stdout) == (1, "")
    assert told_by.stderr.count("\n") == 1
    assert str(kept.data_dir) in told_by.stderr
    assert "YOUJU_DATA_DIR" in told_by.stderr
    _heals(folder, whole, kept)


def test_a_read_only_index_is_said_and_healed(folder: Path, whole: tuple[object, ...], kept: Settings) -> None:
    with read_only(kept.data_dir / "vectors"):
        library = open_library(kept)
        added = [outcome for outcome in ingest([folder], library).outcomes if outcome.status == "added"]
        assert len(added) == 2
        assert all("read-only" in " ".join(outcome.warnings) for outcome in added)
        assert not {finding.name: finding for finding in examine(library)}["vectors"].well
        answer = ask(Question("榆桥区水务局2021年的基本情况怎么样？"), library, EVERYTHING)
        assert answer.notes
        library.close()
    library = open_library(kept)
    assert reindex(library).documents == 2
    assert told(library) == whole
    library.close()


def _heals(folder: Path, whole: tuple[object, ...], settings: Settings) -> None:
    library = open_library(settings)
    assert ingest([folder], library).failed == ()
    assert told(library) == whole
    library.close()


def test_free_room_is_that_of_the_disk(small_disk: Path) -> None:
    state = os.statvfs(small_disk)
    assert disk.free_bytes(small_disk) == state.f_bavail * state.f_frsize
