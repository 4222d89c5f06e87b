"""A document taken out: all read from it, its vectors, and its original where no other document came of the same file."""

import logging

from assistant.errors import StoreFault
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING, Scope

_LOG = logging.getLogger("youju")


def forget(document_id: str, library: Library, scope: Scope) -> None:
    """Forget a document; what it superseded answers again. Raises UnknownDocument when it is not in `scope`.

    Vectors that cannot be removed now find nothing any more: they are of passages that no longer exist. An original that
    cannot be removed now is no record's: a sweep finds it.
    """
    sha256 = library.store.document(document_id, scope).sha256
    library.store.delete(document_id, scope)
    try:
        library.vectors.delete_document(document_id)
    except Exception:
        _LOG.exception("the vectors of %s were not removed; `youju reindex` does it", document_id)
    release(library, sha256)


def release(library: Library, sha256: str) -> None:
    """Remove the original with this hash where neither a document came of it nor an upload waits to be read."""
    with library.store.uploads.wanted(sha256) as wanted:
        if not wanted and library.store.by_sha256(sha256, EVERYTHING) is None:
            _remove_original(library, sha256)


def _remove_original(library: Library, sha256: str) -> None:
    try:
        for entry in tuple(library.originals.entries(sha256)):
            library.originals.delete(entry.name)
    except StoreFault:
        _LOG.exception("the original %s was not removed; `youju doctor --sweep` does it a day later", sha256)
    for picture in (library.settings.data_dir / "previews").glob(f"{sha256}-*.png"):
        picture.unlink(missing_ok=True)
