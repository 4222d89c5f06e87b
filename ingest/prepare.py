"""A file's bytes to all that is kept of it: read, identify, outline, passages, figures, checks. No store, no disk."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.errors import UnreadableFile
from assistant.records.hand import HandFigure
from assistant.records.model import Check, Document, Figure, Passage
from assistant.records.vocabulary import Vocabulary
from ingest.by_hand import with_corrections
from ingest.crosscheck import cross_check, warnings_of
from ingest.draft import Draft
from ingest.figures import read_figures
from ingest.identify import Identity, identify
from ingest.layout.page import Page
from ingest.outline import outline
from ingest.passages import split
from ingest.readers import read_file

_FEWEST_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be kept; `unread` names its parts that were not read, `scans` are pages as recognised."""

    document: Document
    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]
    scans: tuple[tuple[int, Page], ...]
    unread: tuple[str, ...]
    seconds: float


def prepare(name: str, data: bytes, vocabulary: Vocabulary, collection: str = "default") -> Prepared:
    """All that is kept of a file, worked out from its bytes alone; raises UnreadableFile."""
    begun = time.perf_counter()
    draft = read_file(name, data)
    document = document_of(name, data, draft, vocabulary, collection)
    made = again(Prepared(document, (), (), (), draft.scans, draft.unread, 0.0), document, vocabulary)
    return replace(made, seconds=time.perf_counter() - begun)


def again(made: Prepared, document: Document, vocabulary: Vocabulary, told: Sequence[HandFigure] = ()) -> Prepared:
    """What follows from `document`, the one of `made` under another identity, and from what people corrected of it."""
    document, passages, figures, checks = parts_of(document, vocabulary, told)
    return replace(made, document=document, passages=passages, figures=figures, checks=checks)


Parts = tuple[Document, tuple[Passage, ...], tuple[Figure, ...], tuple[Check, ...]]


def parts_of(document: Document, vocabulary: Vocabulary, told: Sequence[HandFigure] = ()) -> Parts:
    """A document with its warnings, its passages, its figures with those that people `told` of, and its cross-checks."""
    figures = with_corrections(document, read_figures(document, vocabulary), told, vocabulary)
    checks = cross_check(document, figures)
    warned = replace(document, warnings=(*document.warnings, *warnings_of(checks)))
    return warned, tuple(split(document)), figures, tuple(checks)


def document_of(name: str, data: bytes, draft: Draft, vocabulary: Vocabulary, collection: str) -> Document:
    """The Document that a draft becomes; raises UnreadableFile when there is nothing to keep."""
    identity = identify(draft, name, vocabulary)
    _refuse_empty(name, draft, identity)
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(
        id=document_id(sha256, collection),
        name=name,
        sha256=sha256,
        media_type=draft.media_type,
        kind=identity.kind,
        title=identity.title,
        department=identity.department,
        region=identity.region,
        years=identity.years,
        text=draft.text,
        aliases=identity.aliases,
        pages=draft.pages,
        sections=outline(draft.text),
        tables=draft.tables,
        collection=collection,
        warnings=(*draft.warnings, *draft.unread, *identity.warnings),
        edition=identity.edition,
        unsure=draft.unsure,
    )


def document_id(sha256: str, collection: str = "default") -> str:
    """The id of the document made of these bytes: the same in every installation, another in every collection."""
    if collection == "default":
        return sha256[:16]
    return hashlib.sha256(f"{collection}\n{sha256}".encode()).hexdigest()[:16]


def _refuse_empty(name: str, draft: Draft, identity: Identity) -> None:
    """A file in which nothing can be read or identified is no record."""
    letters = sum(1 for c in draft.text[:10_000] if c.isalpha())
    if identity.kind == "other" and not draft.tables and letters < _FEWEST_LETTERS:
        raise UnreadableFile(
            name,
            zh="里面没有可以读的报告内容；请核对是否选错了文件。",
            en="there is nothing in it that reads like a report; check that it is the right file.",
        )
