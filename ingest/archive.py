"""Zip archives: each file inside becomes a file of its own, within bounds, and a bad one never stops the others.

Nothing is unpacked to disk, so that no name in an archive can reach outside it.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from assistant.errors import UnreadableFile
from ingest.readers.kinds import kind_of

SUFFIX = ".zip"
_MOST_ENTRIES = 5_000
_LARGEST_ENTRY = 256 * 1024 * 1024
_LARGEST_TOTAL = 1024 * 1024 * 1024
_HIGHEST_RATIO = 200
_RATIO_FROM = 16 * 1024 * 1024
_DEEPEST = 3
_AT_ONCE = 1024 * 1024
_UTF8, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CLUTTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.I)
_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive: `path` is "archive.zip/folder/name", `data` its bytes, or `fault` why it has none."""

    path: str
    data: bytes = b""
    fault: UnreadableFile | None = None

    @property
    def name(self) -> str:
        """Its base name."""
        return PurePosixPath(self.path).name


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of one upload, archives inside it included."""

    entries: int = _MOST_ENTRIES
    size: int = field(default=_LARGEST_TOTAL)


def is_archive(name: str, data: bytes) -> bool:
    """Whether a file is a zip of files by its content, or says so by its name without being anything else."""
    kind = kind_of(data)
    return kind == SUFFIX or (kind is None and name.lower().endswith(SUFFIX))


def entries(name: str, data: bytes) -> Iterator[Entry]:
    """The files of a zip archive, one at a time, archives inside it opened; folders, hidden files and clutter left out.

    Never raises: what cannot be read is an entry with a fault. At least one entry comes.
    """
    yield from _entries(name, data, _Budget(), 1)


def _entries(path: str, data: bytes, budget: _Budget, depth: int) -> Iterator[Entry]:
    if depth > _DEEPEST:
        zh, en = f"压缩包嵌套超过 {_DEEPEST} 层", f"archives are nested more than {_DEEPEST} deep"
        yield _fault(path, f"{zh}；请先解压再提供。", f"{en}; unpack it and supply the files.")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [(i, n) for i in archive.infolist() if not i.is_dir() and not _CLUTTER.search(n := entry_name(i))]
            if not listed:
                yield _fault(path, "压缩包里没有文件；请核对后重新提供。", "no file is in the archive; check it.")
            for info, inner in listed:
                if budget.entries <= 0:
                    zh = f"压缩包里的文件超过 {_MOST_ENTRIES} 个，其余的没有读取；请分几次提供。"
                    yield _fault(
                        path, zh, f"it holds more than {_MOST_ENTRIES} files; the rest was not read; split it."
                    )
                    return
                budget.entries -= 1
                yield from _opened(_read(archive, info, f"{path}/{inner}", budget), budget, depth)
    except _FAULTS:
        yield _fault(
            path,
            "压缩包已损坏或不完整；请重新打包为 .zip 再提供。",
            "the archive is damaged or incomplete; pack the files again as .zip.",
        )


def _opened(entry: Entry, budget: _Budget, depth: int) -> Iterator[Entry]:
    if entry.fault is None and is_archive(entry.name, entry.data):
        yield from _entries(entry.path, entry.data, budget, depth + 1)
    else:
        yield entry


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, budget: _Budget) -> Entry:
    if info.flag_bits & _ENCRYPTED:
        return _fault(
            path,
            "已加密，需要密码才能解压；请去掉密码重新打包。",
            "it is encrypted; pack it again without a password.",
        )
    try:
        with archive.open(info) as opened:
            data = _bounded(opened, info, budget)
    except NotImplementedError:
        return _fault(
            path,
            "压缩方法不支持；请用普通 zip 重新打包。",
            "its compression method is not supported; pack it again as an ordinary zip.",
        )
    except _FAULTS:
        return _fault(
            path,
            "在压缩包里已损坏；请重新打包再提供。",
            "it is damaged inside the archive; pack it again.",
        )
    if data is None:
        return _fault(
            path,
            "解压后过大，可能是压缩炸弹，未读取；请单独提供这个文件。",
            "it unpacks to too much and may be a zip bomb; supply this file by itself.",
        )
    return Entry(path, data)


def _bounded(opened: IO[bytes], info: zipfile.ZipInfo, budget: _Budget) -> bytes | None:
    """The bytes of an entry, None when they are too many: sizes are counted, not believed."""
    limit = min(_LARGEST_ENTRY, budget.size, max(_RATIO_FROM, info.compress_size * _HIGHEST_RATIO))
    parts: list[bytes] = []
    size = 0
    while part := opened.read(_AT_ONCE):
        size += len(part)
        if size > limit:
            budget.size -= size
            return None
        parts.append(part)
    budget.size -= size
    return b"".join(parts)


def entry_name(info: zipfile.ZipInfo) -> str:
    """An entry's path inside its archive, relative and without steps upward, decoded as its writer meant it.

    Names without the UTF-8 mark are UTF-8 where that is valid, else GB18030 (Windows in Chinese), else as they stand.
    """
    raw = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = _unicode_path(info) or _decoded(raw)
    pieces = [p.strip() for p in re.split(r"[/\\]+", _UNSAFE.sub("", raw))]
    kept = [p for p in pieces if p not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", p)]
    return "/".join(kept) or "file"


def _decoded(raw: str) -> str:
    try:
        data = raw.encode("cp437")
    except UnicodeEncodeError:
        return raw
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return raw


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """The name in the extra field that Info-ZIP writes, when it belongs to this name; "" otherwise."""
    at, extra = 0, info.extra
    try:
        while at + 4 <= len(extra):
            tag, size = struct.unpack_from("<HH", extra, at)
            if tag == _UNICODE_PATH and size > 5:
                checked = struct.unpack_from("<I", extra, at + 5)[0]
                if checked == zlib.crc32(info.orig_filename.encode("cp437")):
                    return extra[at + 9 : at + 4 + size].decode()
            at += 4 + size
    except (struct.error, UnicodeError):
        pass
    return ""


def _fault(path: str, zh: str, en: str) -> Entry:
    return Entry(path, fault=UnreadableFile(path, zh=zh, en=en))
