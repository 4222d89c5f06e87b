"""A run, or a service that is given files, killed at any point of keeping a document, started again: nothing is lost, doubled or half there."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.records.library import Library, open_library
from assistant.settings import Settings
from ingest.pipeline import ingest
from tests.kept_kit import told

REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
NAMES = ("教育", "水务", "农业", "交通")

# Kills itself with SIGKILL at the second call of one function, before or after its work.
KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.records.library import Library, open_library
from assistant.records import fulltext, originals, store, vectors
from assistant.settings import Settings
from ingest import jobs, pipeline, vectorise

data, folder, where, when, workers, way = sys.argv[1:]
owner, name = {
    "original": (originals, "_write_whole"),
    "scans": (jobs, "keep_scans"),
    "document": (store.Store, "add"),
    "parts": (store, "_insert_parts"),
    "words": (fulltext, "insert"),
    "queue": (vectorise.VectorQueue, "put"),
    "vectors": (vectors, "_put"),
    "embedded": (store.Store, "mark_embedded"),
}[where]
real = getattr(owner, name)
calls = []

def killing(*args, **named):
    calls.append(name)
    if when == "before" and len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    made = real(*args, **named)
    if when == "after" and len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return made

setattr(owner, name, killing)
pipeline.VECTORS_AT_ONCE = 1
opened = open_library(Settings(data_dir=Path(data), workers=int(workers)))
if way == "ingest":
    pipeline.ingest([folder], opened)
else:
    from tests.ingest.test_killed import upload
    upload(Path(folder), opened)
"""


def upload(folder: Path, library: Library) -> list[dict[str, Any]]:
    """Send the files of `folder` through the door for uploads; what is told of each."""
    with TestClient(create_app(library)) as client:
        files = [("files", (path.name, path.read_bytes())) for path in sorted(folder.iterdir())]
        return client.post("/api/documents", files=files).json()["outcomes"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reports")
    for number, name in enumerate(NAMES):
        (made / f"{number}{name}.txt").write_text(REPORT.replace("水务", name), "utf-8")
    return made


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    library = open_library(Settings(data_dir=tmp_path_factory.mktemp("whole"), workers=0))
    ingest([folder], library)
    kept = told(library)
    library.close()
    return kept


@pytest.mark.parametrize(
    ("where", "when", "workers", "way"),
    [
        ("original", "before", 0, "ingest"),
        ("document", "after", 2, "ingest"),
        ("parts", "after", 0, "ingest"),
        ("words", "before", 0, "upload"),
        ("queue", "before", 0, "ingest"),
        ("vectors", "before", 0, "upload"),
        ("vectors", "after", 2, "ingest"),
        ("embedded", "before", 0, "ingest"),
        ("embedded", "after", 0, "upload"),
    ],
)
def test_the_next_run_completes_it(
    folder: Path, whole: tuple[object, ...], tmp_path: Path, where: str, when: str, workers: int, way: str
) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    root = Path(__file__).parents[2]
    order = [sys.executable, script, tmp_path / "data", folder, where, when, str(workers), way]
    done = subprocess.run(order, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert done.returncode == -signal.SIGKILL
    library = open_library(Settings(data_dir=tmp_path / "data", workers=0))
    assert library.store.counts().documents < len(NAMES)
    if way == "upload":
        assert {outcome["status"] for outcome in upload(folder, library)} <= {"added", "known"}
    else:
        assert ingest([folder], library).failed == ()
    assert told(library) == whole
    library.close()
