"""What an installation keeps, to compare one that went through a fault with one that did not."""

from assistant.records.library import Library
from assistant.records.scope import EVERYTHING


def told(library: Library) -> tuple[object, ...]:
    """All that is kept, but for when it was."""
    heads = library.store.heads(EVERYTHING)
    ids = [head.id for head in heads]
    passages = library.store.passages(EVERYTHING, ids)
    found = library.vectors.similarities("预算", [passage.id for passage in passages])
    return (
        sorted((head.id, head.name, head.department, head.status) for head in heads),
        library.store.figures(EVERYTHING, ids),
        passages,
        sorted(found),
        library.vectors.count(),
        sorted(library.store.words(EVERYTHING, ["预算"], None, 50)),
        sorted((r.document_id, r.figures, r.passages) for r in library.store.readings(EVERYTHING).values()),
        [library.originals.local(library.store.document(i, EVERYTHING).sha256).stat().st_size for i in sorted(ids)],
    )
