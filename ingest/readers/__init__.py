"""One reader a format: bytes to a Draft whose text is canonical and never changed afterwards.

A reader is a module with `SUFFIXES` and `read`; a new format is one new file and one name in `_READERS`.
"""

from pathlib import PurePath
from typing import Protocol

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers import csv, markdown, text


class Reader(Protocol):
    """What a reader module offers."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802  a module constant, seen as an attribute
        """The file name suffixes it reads, lower case with the dot."""

    def read(self, name: str, data: bytes) -> Draft:
        """The file's Draft; raises UnreadableFile. Text and spans depend on `data` alone."""


_READERS: tuple[Reader, ...] = (text, markdown, csv)


def readers() -> dict[str, Reader]:
    """Every reader by the suffix it reads, in alphabetical order of suffix."""
    return dict(sorted((suffix, reader) for reader in _READERS for suffix in reader.SUFFIXES))


def read_file(name: str, data: bytes) -> Draft:
    """The Draft of a file by its name's suffix. Raises UnreadableFile: unknown format, empty, unknown encoding, no text."""
    suffix = PurePath(name).suffix.lower()
    known = readers()
    if suffix not in known:
        listed = "、".join(known)
        raise UnreadableFile(
            name,
            zh=f"暂不支持{f'“{suffix}”' if suffix else '没有扩展名的'}文件；请转换为 {listed} 之一。",
            en=f"{suffix or 'a file without suffix'} is not a supported format; convert it to one of {', '.join(known)}.",
        )
    return known[suffix].read(name, data)
