"""Backup and restore: byte-identical answers in another place and another database, while files come, and no half ones."""

import io
import json
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from api.cli_backup import parts_of
from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.errors import InvalidBackup
from assistant.records import presence
from assistant.records.access_model import Role
from assistant.records.library import Library, open_library
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from assistant.records.uploads import UploadState
from assistant.settings import Settings
from eval.gold_store import GoldSets
from eval.review.rounds import Rounds
from eval.run_store import Runs
from ingest.pipeline import ingest_uploads
from ingest.progress import OutcomeStatus
from ingest.queued import Worker, enqueue
from ingest.snapshot import back_up, restore
from ingest.vectorise import reindex

REPORTS = {
    f"{name}2021.txt": f"汐川县{name}2021年度部门整体支出绩效自评报告（虚构样例）\n\n一、预算执行情况\n\n"
    f"全年预算数{budget}.00万元，执行数{spent}.50万元。\n\n二、存在的主要问题\n\n存在的主要问题：{name}的项目前期准备不足。\n"
    for name, budget, spent in (("林业局", 500, 450), ("水利局", 800, 640), ("文化馆", 90, 88))
}
QUESTIONS = (
    "汐川县林业局2021年执行数是多少？",
    "各部门2021年预算执行率从高到低排名",
    "水利局存在的主要问题是什么？",
    "汐川县林业局2021年“三公”经费是多少？",
)


@pytest.fixture(params=["sqlite to sqlite", "sqlite to postgresql", "postgresql to sqlite"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Settings, Settings]:
    """Where the installation is, and the empty place for it."""
    made: list[Settings] = []
    for number, kind in enumerate(request.param.split(" to ")):
        folder = tmp_path / f"place{number}"
        fixture = request.getfixturevalue("postgresql") if kind == "postgresql" else None
        made.append(Settings(data_dir=folder, workers=0, database_url=fixture.new_database() if fixture else None))
    return made[0], made[1]


def filled(settings: Settings) -> Library:
    library = open_library(settings)
    ingest_uploads([(name, text.encode()) for name, text in REPORTS.items()], library)
    return library


def answers(library: Library) -> list[dict[str, Any]]:
    told = [to_wire(ask(Question(text), library, EVERYTHING)) for text in QUESTIONS]
    return [{k: v for k, v in one.items() if k not in ("id", "took_ms")} for one in told]


def test_answers_are_the_same_in_the_place_restored(places: tuple[Settings, Settings], tmp_path: Path) -> None:
    here, there = places
    library = filled(here)
    library.access.users.add("root", [Role.ADMIN], password="correct horse battery")
    (here.data_dir / "vocabulary").mkdir()
    (here.data_dir / "vocabulary" / "synonyms.tsv").write_text("花账\t执行数\n", "utf-8")
    GoldSets(library.store.engine).put(
        "own", [{"id": "a", "kind": "k", "language": "zh", "question": "问", "status": "answered"}], "ann"
    )
    before = answers(library)
    taken = back_up(library, parts_of(library), tmp_path / "b.tar")
    library.close()
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0

    fresh = open_library(there)
    assert restore(fresh, parts_of(fresh), tmp_path / "b.tar") == taken
    fresh.close()
    again = open_library(there)
    reindex(again)
    assert answers(again) == before
    assert [one.name for one in again.access.users.all()] == ["root"]
    assert [one.name for one in GoldSets(again.store.engine).sets()] == ["own"]
    assert again.vocabulary.synonyms["花账"] == ("执行数",)
    for head in again.store.heads(EVERYTHING):
        sha256 = again.store.document(head.id, EVERYTHING).sha256
        assert again.originals.local(sha256).read_bytes() == REPORTS[head.name].encode()
    (outcome,) = ingest_uploads([("新.txt", REPORTS["林业局2021.txt"].replace("450", "460").encode())], again)
    assert outcome.status is OutcomeStatus.ADDED
    assert len(again.store.heads(EVERYTHING)) == len(REPORTS) + 1
    again.close()


def test_uploads_that_wait_are_read_in_the_place_restored(places: tuple[Settings, Settings], tmp_path: Path) -> None:
    here, there = places
    library = open_library(here)
    given = [(name, text.encode()) for name, text in REPORTS.items()]
    enqueue(given, library, collection="default", now=1.0)
    seat = presence.seat(library.store.engine)
    assert library.store.uploads.take(seat.sure()) is not None  # one is being read
    back_up(library, parts_of(library), tmp_path / "b.tar")
    seat.leave()
    library.close()
    fresh = open_library(there)
    restore(fresh, parts_of(fresh), tmp_path / "b.tar")
    Worker(fresh).work(drain=True)
    assert {one.state for one in fresh.store.uploads.listed(EVERYTHING)} == {UploadState.KEPT}
    assert sorted(head.name for head in fresh.store.heads(EVERYTHING)) == sorted(REPORTS)
    more = enqueue([("新.txt", given[0][1] + b"!")], fresh, collection="default", now=2.0)
    assert [one.state for one in more] == [UploadState.WAITING]
    fresh.close()


def test_every_table_is_in_the_backup(library: Library) -> None:
    Runs(library.store.engine)
    Rounds(library.store.engine)
    GoldSets(library.store.engine)
    for part in parts_of(library):
        named = {table.name for metadata in part.tables for table in metadata.sorted_tables}
        there = set(inspect(part.engine).get_table_names())
        assert there == named | {f"schema_{part.name}"}, part.name


def test_a_backup_taken_while_files_come_is_whole(tmp_path: Path) -> None:
    library = filled(Settings(data_dir=tmp_path / "here", workers=0))
    stop = threading.Event()

    def read_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            text = REPORTS["林业局2021.txt"].replace("450.50", f"{number}.25").replace("林业局", f"第{number}中学")
            ingest_uploads([(f"{number}.txt", text.encode())], library)

    reader = threading.Thread(target=read_on)
    reader.start()
    try:
        for number in range(3):
            back_up(library, parts_of(library), tmp_path / f"{number}.tar")
    finally:
        stop.set()
        reader.join()
    library.close()
    fresh = open_library(Settings(data_dir=tmp_path / "there", workers=0))
    restore(fresh, parts_of(fresh), tmp_path / "2.tar")
    fresh.close()
    again = open_library(Settings(data_dir=tmp_path / "there", workers=0))
    heads = again.store.heads(EVERYTHING)
    assert len(heads) >= len(REPORTS)
    for head in heads:
        document = again.store.document(head.id, EVERYTHING)
        assert again.originals.local(document.sha256).is_file()
        assert len(again.store.passages(EVERYTHING, [head.id])) > 0
    again.close()


def changed(archive: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """The archive with its files changed, or some left out."""
    with tarfile.open(archive) as tar:
        files = [(info.name, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]
    with tarfile.open(archive, "w") as tar:
        for name, data in filter(None, (change(*one) for one in files)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def _other_schema(name: str, data: bytes) -> tuple[str, bytes]:
    return (name, json.dumps({**json.loads(data), "schema": 1}).encode()) if name == "manifest.json" else (name, data)


BROKEN = {
    "a changed original": lambda n, d: (n, d[:-1] + b"x" if n.startswith("originals/") else d),
    "a missing file": lambda n, d: None if n.startswith("originals/") else (n, d),
    "no manifest": lambda n, d: None if n == "manifest.json" else (n, d),
    "a path that leads outside": lambda n, d: (f"../{n}" if n.startswith("originals/") else n, d),
    "an absolute path": lambda n, d: (f"/tmp/{n}" if n.startswith("originals/") else n, d),
    "another version": _other_schema,
    "a manifest that is a list": lambda n, d: (n, b"[]" if n == "manifest.json" else d),
}


@pytest.mark.parametrize("what", [*BROKEN, "cut off", "no archive", "nothing there"])
def test_what_is_no_whole_backup_changes_nothing(tmp_path: Path, what: str) -> None:
    library = filled(Settings(data_dir=tmp_path / "here", workers=0))
    archive = tmp_path / "b.tar"
    back_up(library, parts_of(library), archive)
    library.close()
    if what in BROKEN:
        changed(archive, BROKEN[what])
    elif what == "cut off":
        archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    elif what == "no archive":
        archive.write_text("hello", "utf-8")
    else:
        archive.unlink()
    fresh = open_library(Settings(data_dir=tmp_path / "there", workers=0))
    with pytest.raises(InvalidBackup):
        restore(fresh, parts_of(fresh), archive)
    assert fresh.store.heads(EVERYTHING) == ()
    left = [path for path in (tmp_path / "there").rglob("*") if path.is_file() and ".db" not in path.name]
    assert left == []
    assert not list(tmp_path.glob("originals"))
    fresh.close()


def test_only_an_empty_place_is_filled(tmp_path: Path) -> None:
    library = filled(Settings(data_dir=tmp_path / "here", workers=0))
    back_up(library, parts_of(library), tmp_path / "b.tar")
    with pytest.raises(InvalidBackup, match="already"):
        restore(library, parts_of(library), tmp_path / "b.tar")
    with pytest.raises(InvalidBackup, match="inside"):
        back_up(library, parts_of(library), tmp_path / "here" / "b.tar")
    with pytest.raises(InvalidBackup):
        back_up(library, parts_of(library), tmp_path / "none" / "b.tar")
    library.close()


def _gold(library: Library) -> None:
    case = {"id": "a", "kind": "k", "language": "zh", "question": "问", "status": "answered"}
    GoldSets(library.store.engine).put("own", [case], "ann")


def _conversation(library: Library) -> None:
    library.store.mailbox.take("wecom:1", "wecom", "chat", {}, sent_at=1.0, now=1.0)


def _words(library: Library) -> None:
    (library.settings.data_dir / "vocabulary").mkdir()
    (library.settings.data_dir / "vocabulary" / "synonyms.tsv").write_text("开销\t支出数\n", "utf-8")


@pytest.mark.parametrize("hold", [_gold, _conversation, _words])
def test_nothing_that_somebody_made_is_overwritten(tmp_path: Path, hold: Callable[[Library], None]) -> None:
    library = filled(Settings(data_dir=tmp_path / "here", workers=0))
    (tmp_path / "here" / "vocabulary").mkdir()
    (tmp_path / "here" / "vocabulary" / "synonyms.tsv").write_text("花账\t执行数\n", "utf-8")
    back_up(library, parts_of(library), tmp_path / "b.tar")
    library.close()
    there = open_library(Settings(data_dir=tmp_path / "there", workers=0))
    hold(there)
    before = {path.name: path.read_bytes() for path in (tmp_path / "there").rglob("*.tsv")}
    with pytest.raises(InvalidBackup):
        restore(there, parts_of(there), tmp_path / "b.tar")
    assert {path.name: path.read_bytes() for path in (tmp_path / "there").rglob("*.tsv")} == before
    assert there.store.heads(EVERYTHING) == ()
    if hold is _gold:
        assert [one.name for one in GoldSets(there.store.engine).sets()] == ["own"]
    there.close()


def test_a_place_that_was_only_started_is_empty(tmp_path: Path) -> None:
    library = filled(Settings(data_dir=tmp_path / "here", workers=0))
    back_up(library, parts_of(library), tmp_path / "b.tar")
    library.close()
    there = open_library(Settings(data_dir=tmp_path / "there", workers=0))
    assert there.access.first_run_key()
    assert restore(there, parts_of(there), tmp_path / "b.tar").files > len(REPORTS)
    there.close()
