"""Which figures of an answer a person corrected, said beside them."""

from collections.abc import Iterable, Iterator

from assistant.answering.phrase import say
from assistant.records.library import Library
from assistant.records.model import Citation, Figure, Part


def hand_notes(parts: Iterable[Part], citations: Iterable[Citation], library: Library, language: str) -> list[str]:
    """A line for each figure offered, or computed from, that was corrected by hand: by whom and when."""
    documents = {c.document.id: c.document for c in citations}
    told = library.store.hand.all(tuple(documents.values())) if documents else {}
    notes = []
    for figure in _figures(parts) if told else ():
        for one in told.get(figure.document_id, ()):
            if one.span == figure.span:
                source = documents[figure.document_id]
                what = figure.span.of(source.text)
                notes.append(say("by_hand", language, what=what, source=source.name, who=one.by, when=one.at[:10]))
    return notes


def _figures(parts: Iterable[Part]) -> Iterator[Figure]:
    for part in parts:
        if part.computation is not None:
            yield from part.computation.inputs
        elif part.figure is not None and part.offered:
            yield part.figure
