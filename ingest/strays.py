"""Files that no record names: what a kill, or a store that was away, left behind; and records whose file is gone."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from assistant.records.library import Library
from assistant.records.originals import Entry, Originals, whole
from ingest.forget import release

_HASH = 64
_PROBE = b"youju doctor"
# Records without a file in the listing that are looked for one by one: they may have come meanwhile.
_MOST_SOUGHT = 100
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
    named = known | library.store.uploads.waiting()
    strays = tuple(entry for entry in entries if entry.name[:_HASH] not in named and entry.modified < before)
    unseen = known.difference(entry.name for entry in entries)
    gone = unseen if len(unseen) > _MOST_SOUGHT else {one for one in unseen if library.originals.size(one) is None}
    return Kept(len(entries), sum(entry.size for entry in entries), strays, len(gone))


def sweep(library: Library, now: float | None = None) -> int:
    """Remove strays, drafts that a kill left, and pictures of documents that are no more; how many files went.

    A picture that goes together with its stray is not counted.
    """
    at = time.time() if now is None else now
    strays = look_over(library, at).strays
    for sha256 in sorted({entry.name[:_HASH] for entry in strays}):
        release(library, sha256)  # unless it is somebody's meanwhile
    gone = sum(1 for entry in strays if library.originals.size(entry.name) is None)
    return gone + library.originals.tidy(at - _YOUNG) + sum(1 for _ in _pictures_removed(library))


def writable(originals: Originals) -> None:
    """Nothing where a file can be kept, read and removed; raises StoreFault."""
    name = hashlib.sha256(_PROBE).hexdigest()
    originals.put(name, _PROBE)
    with suppress(FileNotFoundError):  # somebody else who looks has removed it
        whole(originals, name)
    originals.delete(name)


def _pictures_removed(library: Library) -> Iterator[str]:
    known = library.store.hashes()
    for picture in (library.settings.data_dir / "previews").glob("*.png"):
        if picture.name[:_HASH] not in known:
            picture.unlink(missing_ok=True)
            yield picture.name
