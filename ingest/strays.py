"""Files that no record names: what a kill, or a store that was away, left behind; and records whose file is gone."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.records.library import Library
from assistant.records.originals import Entry, Originals
from assistant.records.scope import EVERYTHING

_HASH = 64
# Seconds: a younger one may be of a file that is being kept this very moment.
_YOUNG = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of files: how many and their bytes, which of them are strays, and how many records have lost theirs."""

    files: int
    size: int
    strays: tuple[Entry, ...]
    lost: int


def look_over(library: Library, now: float | None = None) -> Kept:
    """All originals beside all records; a file younger than a day is no stray yet. Raises StoreFault."""
    entries = tuple(library.originals.entries())
    known = library.store.hashes()  # after the files: one that is being kept has its record last
    before = (time.time() if now is None else now) - _YOUNG
    strays = tuple(entry for entry in entries if entry.name[:_HASH] not in known and entry.modified < before)
    unseen = known.difference(entry.name for entry in entries)
    lost = sum(1 for sha256 in unseen if library.originals.size(sha256) is None)
    return Kept(len(entries), sum(entry.size for entry in entries), strays, lost)


def sweep(library: Library, now: float | None = None) -> int:
    """Remove strays, drafts that a kill left, and pictures of documents that are no more; how many files went."""
    at = time.time() if now is None else now
    gone = sum(1 for entry in look_over(library, at).strays if _removed(entry, library))
    return gone + library.originals.tidy(at - _YOUNG) + sum(1 for _ in _pictures_removed(library))


def writable(originals: Originals) -> None:
    """Nothing where a file can be kept, found and removed; raises StoreFault. The empty file is never a record's."""
    originals.put(_EMPTY, b"")
    originals.size(_EMPTY)
    originals.delete(_EMPTY)


_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _removed(entry: Entry, library: Library) -> bool:
    if library.store.known(entry.name[:_HASH], EVERYTHING) is not None:  # it came back meanwhile
        return False
    library.originals.delete(entry.name)
    return True


def _pictures_removed(library: Library) -> Iterator[str]:
    known = library.store.hashes()
    for picture in (library.settings.data_dir / "previews").glob("*.png"):
        if picture.name[:_HASH] not in known:
            picture.unlink(missing_ok=True)
            yield picture.name
