"""A drop folder: what is put into it is read once it is whole, for as long as somebody watches."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event as Stop

from ingest.progress import BatchReport
from ingest.sources import sources

SETTLED = 2.0
"""Seconds that a file must stay the same before it counts as written to its end."""
LOOKED_AGAIN = 60.0
"""Seconds after which the folders are looked through without any sign of a change: not every file system gives one."""

Signature = tuple[int, int]
"""Time of change in nanoseconds, and size."""


class Folder:
    """What was seen in the watched folders; `ready` gives each state of a file once, when it is settled."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._waiting: dict[Path, tuple[Signature, float]] = {}
        self._done: dict[Path, Signature] = {}

    @property
    def unsettled(self) -> bool:
        """Whether a file is still waited for."""
        return bool(self._waiting)

    def ready(self, now: float) -> list[Path]:
        """The files that are new or changed, and have been the same for `SETTLED` seconds at `now` (of a steady clock)."""
        found = {source.path: seen for source in sources(self._paths) if (seen := _signature(source.path))}
        self._done = {path: seen for path, seen in self._done.items() if path in found}
        fresh = {path: seen for path, seen in found.items() if self._done.get(path) != seen}
        since = {path: self._waiting.get(path, (None, now)) for path in fresh}
        self._waiting = {
            path: (seen, since[path][1] if since[path][0] == seen else now) for path, seen in fresh.items()
        }
        return [path for path, (_, first) in self._waiting.items() if now - first >= SETTLED]

    def read(self, paths: Iterable[Path]) -> None:
        """Note that these were read, in the state in which they were last seen."""
        for path in paths:
            seen, _ = self._waiting.pop(path)
            self._done[path] = seen

    def hold(self, paths: Iterable[Path], now: float) -> None:
        """Note that these could not be opened at `now`: they are ready again after `LOOKED_AGAIN`."""
        for path in paths:
            seen, _ = self._waiting[path]
            self._waiting[path] = (seen, now + LOOKED_AGAIN - SETTLED)


def watch(
    paths: Iterable[Path],
    read: Callable[[list[Path]], BatchReport],
    stop: Stop,
    on_report: Callable[[BatchReport], None],
) -> None:
    """Read what is in the folders and what comes into them, until `stop` is set; `read` never raises for a file.

    A file that could not be opened, because its writer holds it, is tried again after a minute.
    """
    folders = tuple(paths)
    folder = Folder(folders)
    for _ in _signs(folders, stop, lambda: folder.unsettled):
        ready = folder.ready(time.monotonic())
        if not ready:
            continue
        report = read(ready)
        failed = {Path(outcome.path) for outcome in report.failed}
        held = [path for path in ready if path in failed and not _openable(path)]
        folder.hold(held, time.monotonic())
        folder.read(path for path in ready if path not in held)
        on_report(report)


def _signs(folders: tuple[Path, ...], stop: Stop, unsettled: Callable[[], bool]) -> Iterator[None]:
    """One at once, then one whenever something may have changed or a file may have settled."""
    from watchfiles import watch as changes

    looked = time.monotonic()
    yield
    step = int(SETTLED * 500)
    for changed in changes(
        *folders, stop_event=stop, rust_timeout=step, yield_on_timeout=True, raise_interrupt=True, debounce=200
    ):
        if changed or unsettled() or time.monotonic() - looked > LOOKED_AGAIN:
            looked = time.monotonic()
            yield


def _signature(path: Path) -> Signature | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _openable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
