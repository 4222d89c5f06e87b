"""Files as they came, and what was recognised of their pages: by name, in the data folder or in object storage."""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from assistant.records import disk

if TYPE_CHECKING:
    from assistant.errors import StoreFault
    from assistant.settings import Settings

NAME = re.compile(r"([0-9a-f]{64})(?:\.page-\d{4,}\.json)?")
"""A file's SHA-256 in hex; a page recognised of it has that with the number of the page behind it."""
_DRAFT = ".part"
_STEP = 1 << 18


class Entry(NamedTuple):
    """A kept file: its name, its bytes, and when it was written (seconds since 1970)."""

    name: str
    size: int
    modified: float


@dataclass(frozen=True, slots=True)
class Opened:
    """A kept file being read, never more of it than asked for; to be closed, or used in a `with`."""

    size: int
    source: Any
    fault: "Callable[[Exception], StoreFault | None]"

    def read(self, size: int = -1) -> bytes:
        """The next bytes, all that are left without a `size`; raises StoreFault where the store breaks off."""
        try:
            data: bytes = self.source.read(size if size >= 0 else None)
        except Exception as error:
            if (told := self.fault(error)) is not None:
                raise told from error
            raise
        return data

    def chunks(self) -> Iterator[bytes]:
        """All of it piece by piece; closed at the end, and where the reader goes away."""
        with self:
            while data := self.read(_STEP):
                yield data

    def close(self) -> None:
        """Let go of it."""
        self.source.close()

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Originals(Protocol):
    """Where files are kept by name (`NAME`). What cannot be reached or written raises StoreFault with the way out."""

    @property
    def place(self) -> str:
        """Where it is, for people: a folder, or s3://bucket/prefix."""

    def put(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`, whole or not at all; what was there is replaced."""

    def take(self, name: str, file: Path) -> None:
        """Keep a file of this machine under `name`; it is gone from where it was."""

    def open(self, name: str) -> Opened:
        """The file, to be read; raises FileNotFoundError where there is none."""

    def local(self, name: str) -> Path | None:
        """Where the file lies, whether or not it does; None where it is on another machine."""

    def size(self, name: str) -> int | None:
        """How many bytes it has; None where there is none."""

    def delete(self, name: str) -> None:
        """Remove it; nothing happens where there is none."""

    def entries(self, sha256: str = "") -> Iterator[Entry]:
        """All that is kept, or all of the file with this hash, by name. What lies there under other names is passed over."""

    def tidy(self, before: float) -> int:
        """Remove what a kill left half written before that time (seconds since 1970); how many there were."""

    def look(self) -> None:
        """Nothing where it can be read; raises StoreFault."""

    def close(self) -> None:
        """Let go of connections."""


def open_originals(settings: "Settings") -> Originals:
    """Where `settings` want original files: a folder of the data folder, made where missing, or object storage.

    Nothing is contacted yet. Raises StoreFault where the folder cannot be used.
    """
    if settings.originals is None:
        folder = settings.data_dir / "originals"
        disk.use(folder)
        return FolderOriginals(folder)
    from assistant.records.s3 import open_s3

    return open_s3(settings)


def whole(originals: Originals, name: str) -> bytes:
    """All bytes of a kept file; raises FileNotFoundError, StoreFault."""
    with originals.open(name) as opened:
        return opened.read()


@dataclass(frozen=True, slots=True)
class FolderOriginals:
    """Files in a folder: ab/abcdef… is that whose hash begins with ab."""

    folder: Path

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.folder)

    def put(self, name: str, data: bytes) -> None:
        """Write it beside its place, then move it there."""
        path = self.local(name)
        try:
            _write_whole(path, data)
        except OSError as error:
            raise disk.unusable(path.parent, error) from error

    def take(self, name: str, file: Path) -> None:
        """Move it here: it lies in the same data folder."""
        path = self.local(name)
        try:
            path.parent.mkdir(exist_ok=True)
            file.replace(path)
        except OSError as error:
            raise disk.unusable(path.parent, error) from error

    def open(self, name: str) -> Opened:
        """The file itself."""
        path = self.local(name)
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise
        except OSError as error:
            raise disk.unusable(path, error) from error
        return Opened(os.fstat(file.fileno()).st_size, file, self._fault)

    def local(self, name: str) -> Path:
        """Where it lies, whether or not it does."""
        return self.folder / name[:2] / name

    def size(self, name: str) -> int | None:
        """Its bytes, None where there is none."""
        entry = _entry(self.local(name))
        return entry and entry.size

    def delete(self, name: str) -> None:
        """Remove it."""
        path = self.local(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise disk.unusable(path.parent, error) from error

    def entries(self, sha256: str = "") -> Iterator[Entry]:
        """By name; a file that goes meanwhile is passed over."""
        for path in sorted(self.folder.glob(f"{sha256[:2] or '[0-9a-f][0-9a-f]'}/{sha256}*")):
            if NAME.fullmatch(path.name) and (entry := _entry(path)) is not None:
                yield entry

    def tidy(self, before: float) -> int:
        """Remove drafts; others that lie about are somebody's."""
        entries = [(path, _entry(path)) for path in self.folder.glob(f"[0-9a-f][0-9a-f]/*{_DRAFT}")]
        old = [path for path, entry in entries if entry is not None and entry.modified < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def look(self) -> None:
        """Whether the folder can be used."""
        disk.use(self.folder)

    def close(self) -> None:
        """Nothing is held."""

    def _fault(self, error: Exception) -> "StoreFault | None":
        return disk.unusable(self.folder, error) if isinstance(error, OSError) else None


def _entry(path: Path) -> Entry | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return Entry(path.name, state.st_size, state.st_mtime)


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=_DRAFT, delete=False) as draft:
        try:
            draft.write(data)
            draft.flush()
            os.fsync(draft.fileno())
            os.replace(draft.name, path)
        except BaseException:
            os.unlink(draft.name)
            raise
