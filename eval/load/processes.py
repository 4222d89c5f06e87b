"""A process of the service under somebody who starts it again when it ends, as systemd does, and what it takes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_START = 120.0
"""Seconds that a process may take until it is ready."""
_LOOK = 0.05


class NotStartedError(Exception):
    """A process that did not become ready, and the end of what it said."""


@dataclass
class Part:
    """A process of the service: `ready` tells whether it works, `wait` is how long systemd lets it lie (RestartSec)."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] = lambda: True
    user: str | None = None
    wait: float = 3.0
    starts: int = 0
    _running: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """What it says goes here."""
        return self.folder / f"{self.name}.log"

    def current(self) -> int:
        """Its process now, 0 where there is none."""
        return self._running.pid if self._running is not None else 0

    def start(self) -> None:
        """Start it and wait until it is ready; raises NotStartedError."""
        self.launch()
        until = time.monotonic() + _START
        while not self.ready():
            assert self._running is not None
            if self._running.poll() is not None or time.monotonic() > until:
                raise NotStartedError(f"{self.name}: {self.log.read_text('utf-8', 'replace')[-2000:]}")
            time.sleep(_LOOK)

    def launch(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.user,
                cwd="/" if self.user else None,
                start_new_session=True,
            )
        self.starts += 1

    def kill(self) -> None:
        """End it as a crash does, and then what is left of its processes, as systemd does with those of a unit."""
        assert self._running is not None
        left = children(self.current())
        self._running.kill()
        self._running.wait()
        end(left)

    def stop(self) -> None:
        """End it in good order, or else."""
        if self._running is None or self._running.poll() is not None:
            return
        left = children(self.current())
        # What systemd and an administrator send; PostgreSQL then waits for nobody.
        self._running.send_signal(signal.SIGINT if "postgres" in self.command[0] else signal.SIGTERM)
        try:
            self._running.wait(30)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        end(left)

    @property
    def ended(self) -> bool:
        """Whether it was started and is no more."""
        return self._running is not None and self._running.poll() is not None


def children(pid: int) -> "list[psutil.Process]":
    """Every process below one, none where it is gone."""
    with suppress(psutil.Error):
        return list(psutil.Process(pid).children(recursive=True))
    return []


def end(some: "list[psutil.Process]") -> None:
    """End processes at once and wait until they are gone."""
    for process in some:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(some, timeout=10)


class Keeper:
    """Starts again whatever part ends, after the part's wait, as long as it keeps."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="youju-keeper", daemon=True)

    def __enter__(self) -> "Keeper":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _keep(self) -> None:
        due: dict[str, float] = {}
        while not self._over.wait(_LOOK):
            now = time.monotonic()
            for part in self._parts:
                if not part.ended:
                    due.pop(part.name, None)
                elif now >= due.setdefault(part.name, now + part.wait):
                    part.launch()


def youju(*arguments: str) -> tuple[str, ...]:
    """The command line of this installation."""
    return (sys.executable, "-m", "api.cli", *arguments)
