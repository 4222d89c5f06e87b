"""Reading processes, seen from outside: as many as there are cores, started when first needed, each within bounds.

A worker that takes too long, takes too much memory or crashes is ended and replaced; the file has its reason.
"""

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Protocol

from assistant.errors import UnreadableFile
from assistant.records.vocabulary import Vocabulary
from ingest.archive import Entry, entries
from ingest.bounded import OutOfBounds, inner_environment
from ingest.readers.patience import patience, processor_seconds, remaining
from ingest.worker import Mark, Next, Read, Refused, Setup, Unpack, frame, read, receive

_START = 120.0
"""Seconds that a process may take to start."""
_TAIL = 4096
_OUT_OF_MEMORY = (b"MemoryError", b"bad_alloc", b"out of memory", b"Cannot allocate")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may cost: `seconds` (pages to be recognised have more), and `megabytes` of data."""

    seconds: float
    megabytes: int


class Readers(Protocol):
    """Whoever reads files: other processes, or this one."""

    def read(self, order: Read) -> "Future[bytes]":
        """The Result of a file, pickled; never an exception."""

    def entries(self, name: str, data: bytes) -> Iterator[Entry]:
        """The files of an archive, one at a time; at least one comes, and none raises."""

    def close(self) -> None:
        """Stop; what is being read is given up."""


@dataclass(frozen=True, slots=True)
class Here:
    """Reading in this process, one file after the other, without bounds."""

    vocabulary: Vocabulary

    def read(self, order: Read) -> "Future[bytes]":
        """The Result of a file, read before this returns."""
        done: Future[bytes] = Future()
        try:
            done.set_result(pickle.dumps(read(order, self.vocabulary)))
        except MemoryError:
            done.set_result(_refused(order.name, "memory"))
        return done

    def entries(self, name: str, data: bytes) -> Iterator[Entry]:
        """The files of an archive."""
        return entries(name, data)

    def close(self) -> None:
        """Nothing to stop."""


class Workers:
    """Reading in `count` processes. Thread-safe; `close` it at the end."""

    def __init__(self, count: int, bounds: Bounds, vocabulary: Path) -> None:
        self._bounds = bounds
        self._vocabulary = vocabulary
        self._threads = ThreadPoolExecutor(count, "youju-reading")
        self._idle: list[_Worker] = []
        self._running: set[_Worker] = set()
        self._guard = Lock()
        self._closed = False

    def read(self, order: Read) -> "Future[bytes]":
        """The Result of a file, pickled, in the order asked for as far as processes are free."""
        return self._threads.submit(self._read, order)

    def entries(self, name: str, data: bytes) -> Iterator[Entry]:
        """The files of an archive, unpacked by a process of their own, one at a time as they are asked for."""
        worker = self._started()
        order: Unpack | Next = Unpack(name, data)
        try:
            while entry := pickle.loads(worker.ask(order, self._bounds.seconds)):
                yield entry
                order = Next()
        except OutOfBounds as bound:
            zh, en = _REASONS[bound.what]
            yield Entry(name, fault=UnreadableFile(name, zh=zh, en=en))
        finally:
            self._end(worker)

    def close(self) -> None:
        """End every process at once."""
        with self._guard:
            self._closed = True
            running = tuple(self._running)
        for worker in running:
            self._end(worker)
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _read(self, order: Read) -> bytes:
        seconds = patience(order.data, self._bounds.seconds)
        try:
            try:
                return self._asked(self._taken(), order, seconds, first=True)
            except _Unfair:
                return self._asked(self._started(), order, seconds, first=False)
        except OutOfBounds as bound:
            return _refused(order.name, bound.what)
        except OSError:
            return _refused(order.name, "start")

    def _asked(self, worker: "_Worker", order: Read, seconds: float, *, first: bool) -> bytes:
        """The reply of a worker. Raises OutOfBounds, or _Unfair when others may have had a part in it: earlier files, or
        whoever killed the process the `first` time.
        """
        fresh = not worker.served
        try:
            reply = worker.ask(order, seconds)
        except OutOfBounds as bound:
            self._end(worker)
            if bound.what == "time" or (fresh and not (bound.what == "killed" and first)):
                raise
            raise _Unfair from None
        if worker.worn:
            self._end(worker)
        else:
            with self._guard:
                self._idle.append(worker)
        return reply

    def _taken(self) -> "_Worker":
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return self._started()

    def _started(self) -> "_Worker":
        worker = _Worker(self._vocabulary, self._bounds.megabytes)
        with self._guard:
            self._running.add(worker)
            closed = self._closed
        if closed:
            self._end(worker)
        return worker

    def _end(self, worker: "_Worker") -> None:
        worker.end()
        with self._guard:
            self._running.discard(worker)


class _Unfair(Exception):
    """A worker that had read other files before failed at this one, or was killed: it deserves a new worker."""


class _Worker:
    """One process and the pipes to it; used by one thread at a time."""

    def __init__(self, vocabulary: Path, megabytes: int) -> None:
        self.served = 0
        self.worn = False
        self._ready = False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  closed in `end`
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from ingest.worker import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=inner_environment(),
        )
        self._tell(frame(Setup(tuple(sys.path), vocabulary, megabytes, os.getpid())))

    def ask(self, order: Read | Unpack | Next, seconds: float) -> bytes:
        """The pickle of the reply; raises OutOfBounds when none comes within `seconds`, or none at all."""
        if not self._ready:
            # Starting may take long on a busy machine; that is not the file's fault.
            self._heard(_START)
            self._ready = True
        self._tell(frame(order))
        reply = self._heard(seconds)
        self.served += 1
        if reply[:1] == Mark.OUT_OF_MEMORY:
            raise OutOfBounds("memory")
        self.worn = reply[:1] == Mark.WORN
        return reply[1:]

    def _heard(self, seconds: float) -> bytes:
        """The next message of the process, which is ended when it does not come in time."""
        late, over = Event(), Event()
        Thread(target=self._watch, args=(seconds, late, over), name="youju-clock", daemon=True).start()
        try:
            assert self._process.stdout
            return receive(self._process.stdout)
        except EOFError:
            raise OutOfBounds("time" if late.is_set() else self._cause()) from None
        finally:
            over.set()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._said):
            with suppress(OSError):
                if pipe:
                    pipe.close()

    def _watch(self, seconds: float, late: Event, over: Event) -> None:
        """End the process once it has had its time, unless `over` comes first."""
        begun, before = time.monotonic(), processor_seconds(self._process.pid)
        left = seconds
        while not over.wait(left):
            passed = time.monotonic() - begun
            used = processor_seconds(self._process.pid) - before if before < float("inf") else before
            left = remaining(seconds, passed, used)
            if left <= 0:
                late.set()
                self._process.kill()
                return

    def _tell(self, message: bytes) -> None:
        # A process that has ended says why when its reply is asked for.
        with suppress(BrokenPipeError):
            assert self._process.stdin
            self._process.stdin.write(message)
            self._process.stdin.flush()

    def _cause(self) -> str:
        """Why the process ended: "killed" by somebody, mostly the system, which so ends those that take others' memory."""
        code = self._process.wait()
        size = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, size - _TAIL))
        said = self._said.read()
        if any(word in said for word in _OUT_OF_MEMORY):
            return "memory"
        return "killed" if code == -signal.SIGKILL else "crash"


def _refused(name: str, what: str) -> bytes:
    zh, en = _REASONS[what]
    return pickle.dumps(Refused(f"{name}：{zh}", f"{name}: {en}", stopped=True))


_TOO_MUCH = (
    "读取所需内存过大，已停止；请拆分后再提供。",
    "reading it needed too much memory and was stopped; split it and supply the parts.",
)
_REASONS = {
    "time": (
        "读取时间过长，已停止；请拆分，或用 Office、WPS 另存后再提供。",
        "reading it took too long and was stopped; split it, or save it anew and supply it again.",
    ),
    "memory": _TOO_MUCH,
    "killed": _TOO_MUCH,
    "start": (
        "读取程序无法启动，可能内存不足；请稍后再试，或减少 YOUJU_WORKERS。",
        "the reading program cannot be started, perhaps for want of memory; try again later, or set fewer YOUJU_WORKERS.",
    ),
    "crash": (
        "文件使读取程序异常退出，可能已损坏；请重新导出后再提供。",
        "it made the reading program fail and may be damaged; export it again.",
    ),
}
