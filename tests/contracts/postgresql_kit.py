"""A PostgreSQL of our own on the loopback address, in a temporary folder, as long as the tests run."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from eval.load.postgresql import NotToBeHad, new_data, other_user, programs, run

__all__ = ["NotToBeHad", "Server", "server"]


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
    found = programs()
    user = other_user()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="youju-postgresql-"))
    try:
        data = new_data(folder, user, sync=False)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off -c full_page_writes=off"
        control = partial(run, user, found / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options)
        control("-w", "start")
        try:
            yield Server(port, control)
        finally:
            control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
