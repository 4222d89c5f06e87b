"""A Chroma server of our own on the loopback address, to be stopped, held and started again."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass
class ChromaServer:
    """The server over `folder`, always at the same address."""

    folder: Path
    port: int
    running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it is, running or not."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it takes connections; the test is skipped where there is no `chroma`."""
        program = Path(sys.executable).with_name("chroma")
        if not program.is_file():
            pytest.skip("no `chroma` command beside this Python")
        command = [str(program), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _await(self.running, self.port)

    def kill(self) -> None:
        """End it as a crash does."""
        if self.running is not None:
            self.running.kill()
            self.running.wait(timeout=20)
            self.running = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """While it lasts the server takes connections and never answers."""
        assert self.running is not None
        self.running.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.running.send_signal(signal.SIGCONT)


@contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaServer]:
    """A server that runs, and is gone at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        server = ChromaServer(folder, free.getsockname()[1])
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _await(running: subprocess.Popen[bytes], port: int) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"the Chroma server ended with {running.wait(timeout=0.05)}")
    pytest.fail("the Chroma server did not start")
