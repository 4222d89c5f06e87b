"""Vectors of passages: added for several documents at once, and made again where they are missing."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from assistant.errors import StoreFault, YoujuError
from assistant.records.library import Library
from assistant.records.model import Document, Passage
from assistant.records.scope import EVERYTHING
from assistant.records.vectors import VectorItem
from ingest.progress import Event, OnEvent, silent
from ingest.renewal import begun, renew

_MARKS = re.compile(r"\*\*|__|^[#>\s]+|[|\t]+", re.M)
_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(slots=True)
class VectorQueue:
    """Documents kept whose vectors are still to be made; `faults` holds what went wrong by document id."""

    library: Library
    at_once: int
    faults: dict[str, str] = field(default_factory=dict)
    _documents: list[str] = field(default_factory=list)
    _items: list[VectorItem] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """How many documents wait."""
        return len(self._documents)

    def put(self, document: Document, passages: Sequence[Passage]) -> None:
        """Queue a document that the store already keeps; flushes when enough passages wait."""
        self._documents.append(document.id)
        self._items.extend(VectorItem(p.id, document.id, vector_text(document, p)) for p in passages)
        if len(self._items) >= self.at_once:
            self.flush()

    def flush(self) -> None:
        """Make the vectors of all that wait; on a fault the documents stay pending and `faults` says so. Never raises."""
        documents, items = self._documents, self._items
        self._documents, self._items = [], []
        if not documents:
            return
        try:
            if items:
                self.library.vectors.add(items)
            for document_id in documents:
                self.library.store.mark_embedded(document_id)
        except Exception as error:  # any fault leaves the records whole: they are kept, only their vectors are not
            en = error.sentence("en") if isinstance(error, YoujuError) else f"{type(error).__name__}: {error}"
            zh = error.sentence("zh") if isinstance(error, YoujuError) else en
            said = f"向量未建立，运行 youju reindex 补建（{zh}） / no vectors yet, `youju reindex` adds them ({en})"
            self.faults |= dict.fromkeys(documents, said)


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What `reindex` did: documents and passages whose vectors were made; `rebuilt` when all of them were."""

    documents: int
    passages: int
    rebuilt: bool


def vector_text(document: Document, passage: Passage) -> str:
    """What is encoded for a passage: title and headings, then its text with broken lines joined and marks left out."""
    body = _BREAK.sub("", passage.span.of(document.text))
    head = document.title if document.department in document.title else f"{document.department} {document.title}"
    above = " > ".join((head, *passage.headings))
    return f"{above}\n{' '.join(_MARKS.sub(' ', body).split())}"


def reindex(library: Library, on_event: OnEvent = silent, *, everything: bool = False) -> Reindexed:
    """Make the missing vectors; all of them when asked, when the encoder changed, or when the index does not fit the records.

    When asked, or when the encoder changed, the index there is serves until the new one is whole. Raises StoreFault when
    the index cannot be written; what was done by then is kept.
    """
    if not _index_usable(library):
        return _rebuild(library, on_event)
    if everything or library.vectors.stale or begun(library):
        return _renewed(library, on_event)
    pending = library.store.pending_vectors()
    added = 0
    for number, document_id in enumerate(pending):
        on_event(Event("vectors", number, len(pending), document_id))
        library.vectors.delete_document(document_id)
        added += library.vectors.add(items_of(library, document_id))
        library.store.mark_embedded(document_id)
    if library.vectors.count() != library.store.counts().passages:
        return _rebuild(library, on_event)
    on_event(Event("vectors", len(pending), len(pending)))
    return Reindexed(len(pending), added, False)


def heal(library: Library, queue: VectorQueue) -> None:
    """Make the vectors of all that waits, and of documents that an earlier run left without. Never raises."""
    queue.flush()
    with suppress(StoreFault):
        for document_id in library.store.pending_vectors():
            if document_id not in queue.faults:
                library.vectors.delete_document(document_id)
                queue.put(
                    library.store.document(document_id, EVERYTHING), library.store.passages(EVERYTHING, [document_id])
                )
        queue.flush()


def _index_usable(library: Library) -> bool:
    try:
        return library.vectors.count() > 0 or not library.vectors.stale
    except StoreFault:
        return False


def _renewed(library: Library, on_event: OnEvent) -> Reindexed:
    ids, made = renew(library, items_of, on_event)
    library.store.mark_embedded(*set(library.store.pending_vectors()).intersection(ids))
    on_event(Event("vectors", len(ids), len(ids)))
    return Reindexed(len(ids), made, True)


def _rebuild(library: Library, on_event: OnEvent) -> Reindexed:
    ids = [head.id for head in library.store.heads(EVERYTHING)]
    for document_id in ids:
        library.store.mark_embedded(document_id, done=False)

    def stream() -> Iterator[VectorItem]:
        for number, document_id in enumerate(ids):
            on_event(Event("vectors", number, len(ids), document_id))
            yield from items_of(library, document_id)

    added = library.vectors.rebuild(stream())
    for document_id in ids:
        library.store.mark_embedded(document_id)
    on_event(Event("vectors", len(ids), len(ids)))
    return Reindexed(len(ids), added, True)


def items_of(library: Library, document_id: str) -> list[VectorItem]:
    """What is to be found of a kept document by meaning; raises UnknownDocument."""
    document = library.store.document(document_id, EVERYTHING)
    passages = library.store.passages(EVERYTHING, [document_id])
    return [VectorItem(p.id, document_id, vector_text(document, p)) for p in passages]
