"""A whole installation as one archive, taken while it serves, and an empty place filled from it.

The archive is a tar of plain files: the rows of every table as JSON lines, original files, the office's own vocabulary,
encoder and fonts, and last a manifest with the size and SHA-256 of each. Vectors and pictures of pages are left out: an index
that somebody else writes cannot be copied whole, and both are made again from what is in the archive.
"""

import errno
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, MetaData

from assistant.errors import InvalidBackup
from assistant.records.dump import empty, in_order, taken_in, written
from assistant.records.library import Library
from assistant.records.migrate import SCHEMAS
from assistant.records.originals import NAME, Originals
from assistant.records.schema import VERSION

OnFile = Callable[[int, int], None]
_MANIFEST = "manifest.json"
_ROWS = "rows"
_ORIGINALS = "originals"
_HASH = 64
# Made again from the rest, or of one machine only.
_LEFT_OUT = ("vectors", "previews", "sample", "backup-", "workers")
_LEFT_OUT_ENDS = (".db", ".db-wal", ".db-shm", ".lock")
_STEP = 1 << 20
# Tables that have rows from the first opening, or the first start; whatever else holds anything is somebody's.
_FROM_THE_FIRST = frozenset({"meta", "access_meta", "audit_ends", "grants", "keys"})
# The revision of each kind of table: rows fit tables of the same one.
_REVISIONS = {schema.name: schema.head for schema in SCHEMAS}
_BEFORE_REVISIONS = {schema.name: "0001" for schema in SCHEMAS}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Part:
    """The tables of one kind (records, access, audit) and the database they are in."""

    name: str
    engine: Engine
    tables: Sequence[MetaData]


@dataclass(frozen=True, slots=True)
class Taken:
    """What an archive holds: files and their bytes together, rows of all tables, and when it was made (ISO 8601)."""

    files: int
    size: int
    rows: int
    made_at: str


def back_up(
    library: Library, parts: Sequence[Part], archive: Path, on_file: OnFile = lambda done, total: None
) -> Taken:
    """Write the installation to `archive`, which appears whole or not at all and is for its owner's eyes only.

    Originals are packed first, then each database is read as it is at one moment, then originals that came meanwhile: every
    record of the archive has its file. Raises StoreFault, InvalidBackup where the place cannot be written.
    """
    folder = library.settings.data_dir
    if folder.resolve() in archive.resolve().parents:
        raise InvalidBackup(
            str(archive), zh="在数据文件夹里面；请写到别处", en="lies inside the data folder; write it somewhere else"
        )
    beside = archive.with_name(f".{archive.name}.part")
    try:
        with TemporaryDirectory(prefix="backup-", dir=folder) as held:
            taken = _packed(library, parts, Path(held), beside, on_file)
        beside.replace(archive)
    except OSError as error:
        raise InvalidBackup(str(archive), zh=f"无法写入：{error}", en=f"cannot be written: {error}") from error
    finally:
        beside.unlink(missing_ok=True)
    return taken


def restore(
    library: Library, parts: Sequence[Part], archive: Path, on_file: OnFile = lambda done, total: None
) -> Taken:
    """Fill an empty installation from `archive`; its vectors are then to be made (reindex).

    Everything is unpacked and checked before anything is taken in. Raises InvalidBackup where the place is not empty, the
    archive is damaged, another program's or of another version, StoreFault where a database cannot take it.
    """
    _must_be_empty(library, parts)
    folder = library.settings.data_dir
    with TemporaryDirectory(prefix="backup-", dir=folder) as held:
        staged = Path(held)
        manifest = _unpacked(archive, staged, on_file)
        files = [name for name in manifest["files"] if not name.startswith((f"{_ROWS}/", f"{_ORIGINALS}/"))]
        originals = [name for name in manifest["files"] if _is_original(name)]
        _must_differ_in_nothing(files, staged, folder)
        _must_be_of_one_size(originals, staged, library.originals)
        # Files first: rows that name them are never without them, and what is there already is the same.
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (staged / name).replace(folder / name)
        for name in originals:
            library.originals.take(PurePosixPath(name).name, staged / name)
        for part in parts:
            with (staged / _ROWS / f"{part.name}.jsonl").open("rb") as lines:
                taken_in(part.engine, part.tables, lines)
    return _told(manifest)


def _dumped(part: Part, folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    with (folder / f"{part.name}.jsonl").open("wb") as into:
        return written(part.engine, part.tables, into)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _own_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """What an office put into its data folder or had made there: vocabulary, an encoder of its own, fonts."""
    for name, path in _files(folder):
        first = name.split("/")[0]
        if first != _ORIGINALS and not first.startswith(_LEFT_OUT) and not first.endswith(_LEFT_OUT_ENDS):
            yield name, path


def _packed(library: Library, parts: Sequence[Part], staged: Path, target: Path, on_file: OnFile) -> Taken:
    folder, originals = library.settings.data_dir, library.originals
    with _private(target) as out, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        into = _Archive(tar)
        names = [entry.name for entry in originals.entries()]
        for done, name in enumerate(names):
            on_file(done, len(names))
            into.add_original(originals, name)
        rows = sum(_dumped(part, staged / _ROWS) for part in parts)
        for name in {entry.name for entry in originals.entries()}.difference(names):
            into.add_original(originals, name)
        for name, path in (*_files(staged), *_own_files(folder)):
            with path.open("rb") as source:
                into.add(name, path.stat().st_size, source)
        manifest = {
            "program": "youju",
            "version": version("youju"),
            "schema": VERSION,
            "revisions": _REVISIONS,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "rows": rows,
            "files": into.sums,
        }
        data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        tar.addfile(_entry(_MANIFEST, len(data)), io.BytesIO(data))
    on_file(len(names), len(names))
    return _told(manifest)


@dataclass(frozen=True, slots=True)
class _Archive:
    """What is being packed; `sums` has size and SHA-256 of each file so far."""

    tar: tarfile.TarFile
    sums: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, size: int, source: Any) -> None:
        """A file as it is read, never held whole."""
        read = _Summed(source)
        self.tar.addfile(_entry(name, size), read)
        self.sums[name] = [size, read.sum.hexdigest()]

    def add_original(self, originals: Originals, name: str) -> None:
        """A file as it came; one that was forgotten this very moment is left out."""
        with suppress(FileNotFoundError), originals.open(name) as opened:
            self.add(f"{_ORIGINALS}/{name[:2]}/{name}", opened.size, opened)


def _is_original(name: str) -> bool:
    """Whether a file of an archive is an original: an older one may hold what a kill left half written among them."""
    return name.startswith(f"{_ORIGINALS}/") and NAME.fullmatch(PurePosixPath(name).name) is not None


def _private(path: Path) -> Any:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _entry(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Summed:
    """A file whose bytes are summed as they are read."""

    def __init__(self, source: Any) -> None:
        self.source, self.sum = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data: bytes = self.source.read(size)
        self.sum.update(data)
        return data


def _unpacked(archive: Path, folder: Path, on_file: OnFile) -> dict[str, Any]:
    """The manifest of an archive whose files now lie in `folder`, each proved to be the one that was packed."""
    sums: dict[str, list[Any]] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(archive, "r:") as tar:
            for done, info in enumerate(tar):
                on_file(done, done + 1)
                if info.name == _MANIFEST:
                    manifest = json.loads(_source(tar, info).read())
                    break
                sums[info.name] = [info.size, _extract(_source(tar, info), folder / _safe(info, archive))]
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise InvalidBackup(
                str(folder),
                zh="没有足够的空间来恢复；请清理后重试",
                en="has no room for what is restored; make some and try again",
            ) from error
        raise _damaged(archive, str(error)) from error
    except (tarfile.TarError, ValueError, KeyError) as error:
        raise _damaged(archive, str(error)) from error
    if not isinstance(manifest, dict) or manifest.get("program") != "youju" or manifest.get("files") != sums:
        raise _damaged(archive, "the manifest does not fit the files")
    written_by = _shape(manifest.get("schema"), manifest.get("revisions", _BEFORE_REVISIONS))
    if written_by != (this := _shape(VERSION, _REVISIONS)):
        raise InvalidBackup(
            archive.name,
            zh=f"由另一版本写成（结构 {written_by}，本版为 {this}）；请用写成它的版本恢复，再由本版打开升级",
            en=f"was written by another version (schema {written_by}, this one reads {this}); "
            "restore it with the version that wrote it, then open it with this one, which upgrades it",
        )
    return manifest


def _shape(schema: object, revisions: object) -> str:
    """Of which shape the tables were that rows come from, as one word: 4 records 0001 access 0001 audit 0001."""
    pairs = revisions.items() if isinstance(revisions, dict) else ()
    return " ".join([str(schema), *(f"{name} {head}" for name, head in pairs)])


def _source(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Any:
    source = tar.extractfile(info) if info.isreg() else None
    if source is None:
        raise ValueError(f"{info.name} is no plain file")
    return source


def _safe(info: tarfile.TarInfo, archive: Path) -> str:
    path = PurePosixPath(info.name)
    if path.is_absolute() or ".." in path.parts or "\\" in info.name or not path.parts:
        raise _damaged(archive, f"{info.name[:80]} would lie outside")
    return info.name


def _extract(source: Any, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    total = hashlib.sha256()
    with target.open("xb") as out:
        while data := source.read(_STEP):
            total.update(data)
            out.write(data)
    return total.hexdigest()


def _must_be_empty(library: Library, parts: Sequence[Part]) -> None:
    counted = [(part.engine, table) for part in parts for table in in_order(part.tables)]
    if not all(empty(engine, table) for engine, table in counted if table.name not in _FROM_THE_FIRST):
        raise InvalidBackup(
            str(library.settings.data_dir),
            zh="这里已有内容（记录、用户、对话、标准问题等）；请恢复到空的文件夹和数据库",
            en="holds something already (records, users, conversations, gold questions …); restore into an empty folder and database",
        )


def _must_differ_in_nothing(names: Sequence[str], staged: Path, folder: Path) -> None:
    """Raise InvalidBackup where a file of the archive is there already with other bytes: an office's own words are not overwritten."""
    for name in names:
        there = folder / name
        if there.exists() and (not there.is_file() or there.read_bytes() != (staged / name).read_bytes()):
            raise InvalidBackup(
                str(there),
                zh="已有另一份内容；请恢复到空的文件夹",
                en="is there already and differs; restore into an empty folder",
            )


def _must_be_of_one_size(names: Sequence[str], staged: Path, originals: Originals) -> None:
    """Raise InvalidBackup where an original is there already with another size: its name is the hash of what it must hold."""
    there = {entry.name: entry.size for entry in originals.entries()}
    for name in names:
        kept = PurePosixPath(name).name
        if kept in there and len(kept) == _HASH and there[kept] != (staged / name).stat().st_size:
            raise InvalidBackup(
                f"{originals.place}: {kept}",
                zh="已有另一份内容；请恢复到空的地方",
                en="is there already and differs; restore into an empty place",
            )


def _damaged(archive: Path, why: str) -> InvalidBackup:
    return InvalidBackup(archive.name, zh=f"不是完整的备份：{why}", en=f"is no whole backup: {why}")


def _told(manifest: Mapping[str, Any]) -> Taken:
    files = manifest["files"]
    return Taken(len(files), sum(size for size, _ in files.values()), manifest["rows"], manifest["made_at"])
