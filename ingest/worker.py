"""A reading process, seen from inside: orders come on standard input, one reply to each goes to standard output.

Both are pickles behind their length. Whatever a file does to this process, the one that started it is unharmed: it sees
no reply, or none in time, and starts another.
"""

import os
import pickle
import re
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from assistant.errors import YoujuError
from assistant.records.vocabulary import Vocabulary, load_vocabulary
from ingest.archive import Entry, entries, is_archive
from ingest.bounded import limit_memory
from ingest.prepare import Prepared, prepare

LENGTH = struct.Struct(">Q")
_DIES_WITH_PARENT = 1
_KILL = 9


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is told first: where modules are, the office's own vocabulary, the memory it may take."""

    path: tuple[str, ...]
    vocabulary: Path
    megabytes: int
    parent: int


@dataclass(frozen=True, slots=True)
class Read:
    """The order to read a file; one from `inside` an archive is not opened as an archive again."""

    name: str
    data: bytes
    collection: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Unpack:
    """The order to open an archive and give its first entry."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Next:
    """The order for the next entry of the archive that is open."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The reply for a file that cannot be kept, as a sentence in each language; `stopped` when it met a bound."""

    zh: str
    en: str
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class IsArchive:
    """The reply for a file that is many."""


Result = Prepared | Refused | IsArchive
Order = Read | Unpack | Next


class Mark(bytes, Enum):
    """What stands before the pickle of a reply; READY comes once, before any order. After WORN a worker should be replaced."""

    READY = b"r"
    FINE = b"."
    WORN = b"w"
    OUT_OF_MEMORY = b"m"


def read(order: Read, vocabulary: Vocabulary) -> Result:
    """What becomes of one file. Raises MemoryError, nothing else."""
    try:
        if not order.inside and is_archive(order.name, order.data):
            return IsArchive()
        return prepare(order.name, order.data, vocabulary, order.collection)
    except YoujuError as error:
        return Refused(error.sentence("zh"), error.sentence("en"))
    except MemoryError:
        raise
    except RecursionError:
        return Refused(
            f"{order.name}：内容嵌套过深，无法读取；请打开后另存为新文件再提供。",
            f"{order.name}: its contents are nested too deeply; open it and save it as a new file.",
        )
    except Exception as error:  # a fault of ours in one file must not cost the others
        what = f"{type(error).__name__}: {error}"[:200]
        return Refused(
            f"{order.name}：处理时出现内部错误（{what}）；请把文件和此信息一并反馈。",
            f"{order.name}: an internal fault ({what}); please report it together with the file.",
        )


def serve() -> None:
    """Carry out orders until there are no more."""
    setup: Setup = pickle.loads(receive(sys.stdin.buffer))
    sys.path[:] = setup.path
    out = os.fdopen(os.dup(1), "wb")
    # What a library prints must not mix with the replies.
    os.dup2(2, 1)
    _die_with(setup.parent)
    # Ctrl+C reaches the whole group: the one who started this process ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(setup.megabytes)
    vocabulary = load_vocabulary(setup.vocabulary)
    opened: Iterator[Entry] = iter(())
    _send(out, bytes(Mark.READY))
    with suppress(EOFError):
        while True:
            order: Order = pickle.loads(receive(sys.stdin.buffer))
            if isinstance(order, Unpack):
                opened = entries(order.name, order.data)
            _send(out, _reply(order, vocabulary, opened, setup.megabytes))
    # Native libraries may take long, or crash, while they are taken down.
    os._exit(0)


def _reply(order: Order, vocabulary: Vocabulary, opened: Iterator[Entry], megabytes: int) -> bytes:
    """A mark and the pickle of what the order asked for: a Result, an Entry, or None after the last entry."""
    try:
        made = read(order, vocabulary) if isinstance(order, Read) else next(opened, None)
        mark = Mark.WORN if _megabytes() > megabytes / 2 else Mark.FINE
        return mark + pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return bytes(Mark.OUT_OF_MEMORY)


def _megabytes() -> int:
    """The data this process holds, as its bound counts it; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmData:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def receive(pipe: IO[bytes]) -> bytes:
    """One message; raises EOFError when the other side has gone."""
    (size,) = LENGTH.unpack(_exactly(pipe, LENGTH.size))
    return _exactly(pipe, size)


def frame(message: object) -> bytes:
    """A message as it goes through the pipe."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(body)) + body


def _send(out: IO[bytes], body: bytes) -> None:
    out.write(LENGTH.pack(len(body)))
    out.write(body)
    out.flush()


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _die_with(parent: int) -> None:
    """Have the system end this process with its parent, also while a library works on a file (Linux)."""
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, _KILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)
