"""All vectors made again while the index there is goes on serving: beside it, with another encoder or the same.

It may be broken off at any time: the next run keeps what was made, as far as encoder and texts are still the same. At the
end the new index takes the place of the old one.
"""

from collections.abc import Callable

from assistant.errors import StoreFault, UnknownDocument
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING
from assistant.records.vectors import VectorIndex, VectorItem
from ingest.progress import Event, OnEvent

_AT_ONCE = 100  # documents whose texts are compared with what was made, and encoded, together
# Documents that come or change meanwhile are looked for again, not for ever: the next reindex finds the last ones.
_ROUNDS = 5

ItemsOf = Callable[[Library, str], list[VectorItem]]


def renew(
    library: Library, items_of: ItemsOf, on_event: OnEvent, *, at_once: int = _AT_ONCE
) -> tuple[tuple[str, ...], int]:
    """Make every vector anew and switch; returns the ids of the documents, and how many vectors were made.

    Raises StoreFault when the index cannot be written; what was made by then is kept for the next run.
    """
    index = library.vectors
    new = index.beside()
    try:
        if not _goes_on(new):
            new.rebuild([])
        made = 0
        for _ in range(_ROUNDS):
            heads = library.store.heads(EVERYTHING)
            ids = tuple(head.id for head in heads)
            kept: set[str] = set()
            for start in range(0, len(ids), at_once):
                part = ids[start : start + at_once]
                on_event(Event("vectors", start, len(ids), part[0]))
                items = [item for document_id in part for item in _held(library, document_id, items_of)]
                kept.update(item.id for item in items)
                made += new.add(new.unlike(items))
            new.keep_only(kept)
            if library.store.heads(EVERYTHING) == heads:
                break
        index.give_way_to(new)
    finally:
        new.close()
    return ids, made


def begun(library: Library) -> bool:
    """Whether an earlier run broke off; its work is kept by the next."""
    new = library.vectors.beside()
    try:
        return new.count() > 0
    except StoreFault:
        return False
    finally:
        new.close()


def _goes_on(new: VectorIndex) -> bool:
    """Whether what an earlier run made is of use: whole, and of the same encoder."""
    try:
        return not new.stale
    except StoreFault:
        return False


def _held(library: Library, document_id: str, items_of: ItemsOf) -> list[VectorItem]:
    """What is to be found of a document; nothing when it was deleted meanwhile."""
    try:
        return items_of(library, document_id)
    except UnknownDocument:
        return []
