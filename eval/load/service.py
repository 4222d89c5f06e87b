"""The two forms the service runs in: one process with SQLite and an embedded index, and several over PostgreSQL and Chroma."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from eval.load import postgresql
from eval.load.papers import UPLOADS
from eval.load.processes import Keeper, Part, youju

EMBEDDED, SERVER = "embedded", "server"
_HOST = "127.0.0.1"
_WEB_WAIT, _READER_WAIT, _STORE_WAIT = 3.0, 10.0, 1.0
"""Seconds until a process is started again: RestartSec of deploy/systemd, and what a store's own unit may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service is told for the test, in the open: requests a minute of one user, sign-ins a minute of the one
    address that all of them come from here, and that no answer leaves without its entry in the audit log.
    """

    requests: int = 600
    sign_ins: int = 1_000_000
    audit_required: bool = True

    @property
    def settings(self) -> dict[str, Any]:
        """As settings, by name."""
        return {
            "requests_per_minute": self.requests,
            "sign_ins_per_minute": self.sign_ins,
            "audit_required": self.audit_required,
        }


@dataclass(frozen=True, slots=True)
class Service:
    """A service that can be started: its settings, and the parts it runs as, stores first."""

    form: str
    settings: Settings
    stores: tuple[Part, ...]
    webs: tuple[Part, ...]
    readers: tuple[Part, ...]
    doors: tuple[str, ...]
    inbox: Path
    """What is put here is read by the readers, where it is `watched`."""
    watched: bool

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every process, stores first."""
        return (*self.stores, *self.webs, *self.readers)


def service(form: str, folder: Path, *, webs: int, readers: int, limits: Limits) -> Service:
    """The service of that form in `folder`, with stores that are still to be started; raises NotToBeHad."""
    named = limits.settings
    stores, addresses = _stores(folder) if form == SERVER else ((), {})
    given: dict[str, Any] = {**named, **addresses}
    settings = Settings(data_dir=folder / "data", **given)
    environment = {f"YOUJU_{name.upper()}": str(value) for name, value in {**named, **addresses}.items()}
    environment |= {"YOUJU_DATA_DIR": str(settings.data_dir)}
    queue = queued(folder) if readers else False
    environment |= {"YOUJU_UPLOAD_QUEUE": "true"} if queue else {}
    ports = [free_port() for _ in range(webs)]
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    command = youju("worker") if queue else youju("ingest", "--watch", "--collection", UPLOADS, str(inbox))
    return Service(
        form,
        settings,
        stores,
        tuple(_web(number, port, folder, environment) for number, port in enumerate(ports, 1)),
        tuple(
            Part(f"{'worker' if queue else 'reader'}-{number}", command, folder, environment, wait=_READER_WAIT)
            for number in range(1, readers + 1)
        ),
        tuple(f"http://{_HOST}:{port}" for port in ports),
        inbox,
        watched=bool(readers) and not queue,
    )


def _web(number: int, port: int, folder: Path, environment: Mapping[str, str]) -> Part:
    ready = partial(_answers, f"http://{_HOST}:{port}/readyz")
    return Part(f"web-{number}", youju("serve", "--port", str(port)), folder, environment, ready, wait=_WEB_WAIT)


def _stores(folder: Path) -> tuple[tuple[Part, ...], dict[str, str]]:
    user, port, other = postgresql.other_user(), free_port(), free_port()
    data = postgresql.new_data(folder / "postgresql", user, sync=True)
    options = (f"listen_addresses={_HOST}", f"port={port}", "unix_socket_directories=")
    named = tuple(word for option in options for word in ("-c", option))
    database = Part(
        "postgresql",
        (str(postgresql.programs() / "postgres"), "-D", str(data), *named),
        folder,
        ready=partial(_connects, port),
        user=user,
        wait=_STORE_WAIT,
    )
    chroma = str(Path(sys.executable).with_name("chroma"))
    command = (chroma, "run", "--path", str(folder / "vectors"), "--host", _HOST, "--port", str(other))
    vectors = Part("chroma", command, folder, ready=partial(_takes, other), wait=_STORE_WAIT)
    addresses = {
        "database_url": f"postgresql://youju@{_HOST}:{port}/postgres",
        "chroma_url": f"http://{_HOST}:{other}",
    }
    return (database, vectors), addresses


@contextmanager
def started(parts: tuple[Part, ...]) -> Iterator[None]:
    """The parts run, each started when the one before it is ready, and started again when one ends."""
    with ExitStack() as stack:
        for part in parts:
            stack.callback(part.stop)
            part.start()
        stack.enter_context(Keeper(parts))
        yield


def queued(folder: Path) -> bool:
    """Whether this version reads uploads in workers of their own."""
    asked = subprocess.run(
        youju("worker", "--help"),
        env={**os.environ, "YOUJU_DATA_DIR": str(folder / "none")},
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def _answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as response:
        return bool(response.status == 200)
    return False


def _takes(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((_HOST, port)) == 0


def _connects(port: int) -> bool:
    """Whether PostgreSQL takes a query: it listens before it has recovered."""
    from pg8000.native import Connection, Error

    with suppress(OSError, Error):
        Connection("youju", host=_HOST, port=port, database="postgres").close()
        return True
    return False


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as trial:
        trial.bind((_HOST, 0))
        return int(trial.getsockname()[1])
