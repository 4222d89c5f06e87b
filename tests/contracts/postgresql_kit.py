"""A PostgreSQL of our own on the loopback address, in a temporary folder, as long as the tests run."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path


class NotToBeHad(Exception):
    """Why there is no PostgreSQL to test with."""


@dataclass(frozen=True)
class Server:
    """A running server; anybody on this machine may use it as `youju`."""

    port: int
    control: Callable[..., None]
    numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def stopped(self, mode: str) -> Iterator[None]:
        """While it lasts the server is down; "fast" ends connections in good order, "immediate" as a crash does."""
        self.control("-m", mode, "-w", "stop")
        try:
            yield
        finally:
            self.control("-w", "start")

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        from pg8000.native import Connection

        name = f"records_{next(self.numbers)}"
        connection = Connection("youju", host="127.0.0.1", port=self.port, database="postgres")
        try:
            connection.run(f"CREATE DATABASE {name}")
        finally:
            connection.close()
        return f"postgresql://youju@127.0.0.1:{self.port}/{name}"


@contextmanager
def server() -> Iterator[Server]:
    """A server, its data on disk no longer than it runs. Raises NotToBeHad with the reason where none can be had."""
    programs = _programs()
    user = _user()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="youju-postgresql-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(user, programs / "initdb", "-D", data, "-U", "youju", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off -c full_page_writes=off"
        control = partial(_run, user, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options)
        control("-w", "start")
        try:
            yield Server(port, control)
        finally:
            control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of initdb and pg_ctl: the newest of Debian's, else that on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    if not found and named is None:
        raise NotToBeHad("no initdb: PostgreSQL is not installed")
    return found[-1].parent if found else Path(named).resolve().parent


def _user() -> str | None:
    """Whom the server runs as: it refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    chosen = next((name for name in ("postgres", "nobody") if name in names), None)
    if chosen is None:
        raise NotToBeHad("PostgreSQL does not run as root, and there is nobody else to run it as")
    return chosen


def _run(user: str | None, program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    # Output goes nowhere: a server that inherits a pipe would keep it open.
    ran = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd="/", timeout=120, check=False
    )
    if ran.returncode:
        raise NotToBeHad(f"{program.name} failed with exit code {ran.returncode}")
