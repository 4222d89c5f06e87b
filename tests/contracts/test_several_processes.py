"""Two web processes and two workers over one PostgreSQL, workers killed in the middle: nothing lost, nothing read in twice."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from postgresql_kit import Server

from api.cli_doctor import examine
from assistant.records import presence
from assistant.records.library import Library, open_library
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest
from tests.kept_kit import told

ROOT = Path(__file__).parents[2]
REPORT = "榆桥区第{n}{name}局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 {n}73.46 万元。\n"
NAMES = ("水务", "教育", "农业", "交通")
FILES = {f"{n}{NAMES[n % 4]}.txt": REPORT.format(n=n, name=NAMES[n % 4]) for n in range(1, 9)}
PATIENCE = 240.0
"""Seconds that a busy machine may take for any step; nothing is asserted of time."""

# A worker that says which upload it holds before it reads it, and then waits for a word.
WORKS = """
import sys
from ingest import queued
real = queued.Worker._outcome

def held(self, upload, readers):
    print(upload.name, flush=True)
    sys.stdin.readline()
    return real(self, upload, readers)

queued.Worker._outcome = held
from api.cli import main
sys.argv[1:] = ["worker"]
main()
"""


def until(true: Callable[[], Any]) -> Any:
    """What `true` gives once it is so."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if found := true():
                return found
        time.sleep(0.05)
    pytest.fail("it did not come to be")


class Office:
    """The processes of one installation, by what they do."""

    def __init__(self, settings: Settings, processes: ExitStack) -> None:
        self.settings = settings
        self.processes = processes

    def started(self, *arguments: str, **more: Any) -> "subprocess.Popen[str]":
        named = {
            "YOUJU_DATA_DIR": str(self.settings.data_dir),
            "YOUJU_DATABASE_URL": str(self.settings.database_url),
            "YOUJU_UPLOAD_QUEUE": "true",
            "YOUJU_WORKERS": "0",
        }
        running = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **named, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            text=True,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            **more,
        )
        self.processes.callback(_ended, running)
        return running

    def web(self) -> httpx.Client:
        """A client of a web process of its own."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.started("-m", "api.cli", "serve", "--port", str(port))
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False)
        self.processes.callback(client.close)
        until(lambda: client.get("/healthz").status_code == 200)
        return client

    def worker(self) -> "subprocess.Popen[str]":
        return self.started("-m", "api.cli", "worker")


def _ended(running: "subprocess.Popen[str]") -> None:
    running.send_signal(signal.SIGCONT)
    running.kill()
    running.communicate()


@pytest.fixture
def office(tmp_path: Path, postgresql: Server) -> Iterator[Office]:
    settings = Settings(data_dir=tmp_path / "data", database_url=postgresql.new_database(), workers=0)
    open_library(settings).close()
    with ExitStack() as processes:
        yield Office(settings, processes)


def upload(client: httpx.Client, names: list[str]) -> dict[str, Any]:
    response = client.post("/api/documents", files=[("files", (name, FILES[name].encode())) for name in names])
    assert response.status_code == 202, response.text
    queued: dict[str, Any] = response.json()
    return queued


def standing(client: httpx.Client) -> Mapping[str, str]:
    """Where each upload stands, as one web process tells it."""
    return {one["source"]: one["state"] for one in client.get("/api/uploads").json()}


def whole(tmp_path: Path) -> tuple[object, ...]:
    """What is kept where nothing was ever killed."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    library = open_library(Settings(data_dir=tmp_path / "whole", workers=0))
    ingest([folder], library)
    kept = told(library)
    library.close()
    return kept


def checked(office: Office, tmp_path: Path) -> None:
    """What is kept is what would be kept without any fault: whole, once, with vectors."""
    library: Library = open_library(office.settings)
    states = [one.state.value for one in library.store.uploads.listed(EVERYTHING)]
    added = [key for one in library.store.uploads.listed(EVERYTHING) for key in one.added]
    assert states == ["kept"] * len(FILES)
    assert sorted(added) == sorted(head.id for head in library.store.heads(EVERYTHING))
    assert library.store.counts().pending == 0
    assert told(library) == whole(tmp_path)
    library.close()


def test_what_a_killed_worker_held_is_read_by_another(office: Office, tmp_path: Path) -> None:
    first, second = office.web(), office.web()
    names = list(FILES)
    held = office.started("-c", WORKS)
    upload(first, names[:4])
    upload(second, names[4:])
    assert held.stdout is not None
    mine = held.stdout.readline().strip()
    assert mine in FILES
    # Every web process tells the same, whichever took the file.
    assert standing(first) == standing(second) == {name: "reading" if name == mine else "waiting" for name in names}
    other = office.worker()
    until(lambda: sorted(standing(second).values()) == ["kept"] * 7 + ["reading"])
    # It got no processor all this time; nobody took its file.
    assert standing(first)[mine] == "reading"
    held.kill()
    until(lambda: set(standing(first).values()) == {"kept"})
    assert standing(second) == standing(first)
    (again,) = [one for one in first.get("/api/uploads").json() if one["source"] == mine]
    assert (again["attempts"] > 1, again["outcome"]["status"]) == (True, "added")
    other.terminate()
    assert other.wait(PATIENCE) == 0
    checked(office, tmp_path)


def test_workers_killed_wherever_they_are_lose_nothing(office: Office, tmp_path: Path) -> None:
    first, second = office.web(), office.web()
    workers = [office.worker(), office.worker()]
    for at, name in enumerate(FILES):
        upload((first, second)[at % 2], [name])
        # A worker is killed as soon as any has begun something, wherever in its work that is. Twice at most a file, so
        # that none is begun too often.
        if at in (1, 4):
            until(lambda: "reading" in standing(first).values() or set(standing(first).values()) == {"kept"})
            workers[at % 2].kill()
            workers[at % 2] = office.worker()
    until(lambda: set(standing(second).values()) == {"kept"})
    checked(office, tmp_path)


def test_a_web_process_may_go_once_it_has_answered(office: Office, tmp_path: Path) -> None:
    first = office.started("-c", "import sys; from api.cli import main; sys.argv[1:] = ['doctor']; main()")
    first.communicate()
    client = office.web()
    upload(client, list(FILES))
    library = open_library(office.settings)
    (finding,) = [one for one in examine(library) if one.name == "uploads"]
    assert (finding.well, finding.seen.startswith(f"{len(FILES)} uploads wait, 0 workers live")) == (False, True)
    office.processes.close()  # the web process is killed
    worker = office.started("-m", "api.cli", "worker", "--drain")
    worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    until(lambda: presence.living(library.store.engine) == 0)
    library.close()
    checked(office, tmp_path)
