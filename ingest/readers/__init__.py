"""One reader a format: bytes to a Draft whose text is canonical and never changed afterwards.

A reader is a module with `SUFFIXES` and `read`; a new format is one new file and one name in `_READERS`.
"""

from dataclasses import replace
from pathlib import PurePath
from typing import Protocol

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers import csv, doc, docx, html, image, markdown, mhtml, pdf, text, xls, xlsx
from ingest.readers.kinds import kind_of
from ingest.readers.refusals import refusal, unsupported


class Reader(Protocol):
    """What a reader module offers."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802  a module constant, seen as an attribute
        """The file name suffixes it reads, lower case with the dot."""

    def read(self, name: str, data: bytes) -> Draft:
        """The file's Draft; raises UnreadableFile. Text and spans depend on `data` alone."""


_READERS: tuple[Reader, ...] = (
    text,
    markdown,
    csv,
    xlsx,
    xls,
    docx,
    doc,
    html,
    mhtml,
    pdf,
    image,
)
# Exports named like Office files are often plain text: tabs between cells, lines between paragraphs.
_PLAIN = {".doc": ".txt", ".docx": ".txt", ".rtf": ".txt", ".mht": ".txt", ".xls": ".csv", ".xlsx": ".csv"}


def readers() -> dict[str, Reader]:
    """Every reader by the suffix it reads, in alphabetical order of suffix."""
    return dict(sorted((suffix, reader) for reader in _READERS for suffix in reader.SUFFIXES))


def read_file(name: str, data: bytes) -> Draft:
    """The Draft of a file by what it is: by its content where that can be told, with a warning when its name says
    otherwise, else by its name's suffix. Raises UnreadableFile: unknown format, empty, unknown encoding, no text, and
    whatever the reader cannot take.
    """
    suffix = PurePath(name).suffix.lower()
    known = readers()
    kind, own = kind_of(data, suffix), known.get(suffix)
    if kind is None:
        if own is None:
            raise unsupported(name, suffix, list(known))
        return _plain(name, data, suffix) or own.read(name, data)
    real = known.get(kind)
    if real is None:
        raise refusal(name, kind)
    draft = real.read(name, data)
    return draft if real is own else _warned(draft, kind, suffix)


def _plain(name: str, data: bytes, suffix: str) -> Draft | None:
    """The Draft of a text under an Office file's name, or None when it is none."""
    other = _PLAIN.get(suffix)
    if other is None:
        return None
    try:
        return _warned(readers()[other].read(name, data), other, suffix)
    except UnreadableFile:
        return None


def _warned(draft: Draft, kind: str, suffix: str) -> Draft:
    said = (
        f"扩展名是“{suffix}”，内容其实是 {kind}，按内容读取 / named {suffix or 'without suffix'}, it is {kind} by content and "
        "was read as such"
    )
    return replace(draft, warnings=(said, *draft.warnings))
