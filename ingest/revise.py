"""A document's identity or a figure of it corrected by hand: what follows from it is read again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.errors import InvalidReview
from assistant.records.hand import HandFigure
from assistant.records.library import Library
from assistant.records.lineage import FIELDS, identity_of
from assistant.records.model import Document, Figure
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.store import Correction
from ingest.by_hand import quantity_at
from ingest.identify import IDENTITY_WARNINGS, NO_DEPARTMENT, identity_warnings
from ingest.names import aliases_of, region_of
from ingest.prepare import parts_of
from ingest.vectorise import VectorQueue

_CHECKED = "报告自己的其他数字不符"
_INHERITED = {
    "department": "文件本身没有写明部门，取自压缩包“{source}” / the department is not told by the file but by the archive {source}",
    "years": "文件本身没有写明年度，取自压缩包“{source}” / the year is not told by the file but by the archive {source}",
}


def revise(library: Library, document_id: str, changes: Mapping[str, Any], scope: Scope) -> Document:
    """Correct the identity of a document; what is read from it follows. Returns it as it is then.

    `changes` holds new values by the names of `lineage.FIELDS`, `years` a sequence of numbers. What was corrected stays
    so when the same file is read again. Raises UnknownDocument when it is not in `scope`, ValueError for another name.
    """
    strange = set(changes) - set(FIELDS)
    if strange:
        raise ValueError(f"no part of an identity: {', '.join(sorted(strange))}")
    before = library.store.document(document_id, scope)
    known = library.store.correction_of(before)
    found = {**identity_of(before), **(known.found if known else {})}
    told = {**(known.told if known else {}), **_plain(changes)}
    _keep(library, _told(before, told), Correction(found, told), scope)
    _vectors_again(library, document_id, scope)
    return library.store.document(document_id, scope)


def correct_figure(library: Library, document_id: str, told: HandFigure, scope: Scope) -> Figure:
    """Let a figure that a person corrected stand from now on, also when the file is read again; returns it as it is then.

    Raises UnknownDocument when the document is not in `scope`, InvalidReview when its characters state no quantity in the
    unit told: what is corrected must stand in the record too.
    """
    document = library.store.document(document_id, scope)
    if quantity_at(document, told) is None:
        quote = told.span.of(document.text)[:40]
        raise InvalidReview(
            quote,
            zh=f"选中的文字不是一个以“{told.unit}”计的数；请选中写明这个数的文字",
            en=f"the words selected state no number in {told.unit!r}; select the words that state it",
        )
    library.store.hand.keep(document, replace(told, at=told.at or datetime.now(UTC).isoformat(timespec="seconds")))
    _keep(library, document, None, scope)
    _vectors_again(library, document_id, scope)
    figures = library.store.figures(scope, [document_id])
    return next(figure for figure in figures if figure.span == told.span)


def adopt(library: Library, document_id: str, told: Mapping[str, Any], source: str) -> Document:
    """Give a document the parts of its identity that the archive around it tells, and say so; its vectors are then missing.

    `source` is the name of the archive or of a folder in it. Nobody corrected anything: nothing is remembered.
    """
    before = library.store.document(document_id, EVERYTHING)
    document = _with(before, _plain(told))
    said = tuple(_INHERITED[field].format(source=source) for field in told if field in _INHERITED)
    _keep(library, replace(document, warnings=(*document.warnings, *said)), None, EVERYTHING)
    return library.store.document(document_id, EVERYTHING)


def _keep(library: Library, document: Document, correction: Correction | None, scope: Scope) -> None:
    """Put a document with another identity in the place of the one with its id, all that is read from it anew."""
    kept = tuple(w for w in document.warnings if _CHECKED not in w)
    told = library.store.hand.of(document)
    document, passages, figures, checks = parts_of(replace(document, warnings=kept), library.vocabulary, told)
    library.store.revise(document, passages, figures, checks, correction, scope)


def as_corrected(document: Document, library: Library) -> Document:
    """A document just read, with what a person corrected of it earlier."""
    correction = library.store.correction_of(document)
    return _told(document, correction.told) if correction else document


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(changes)
    if "years" in told:
        told["years"] = sorted({int(year) for year in told["years"]})
    if "department" in told and "region" not in told and region_of(told["department"]):
        told["region"] = region_of(told["department"])
    return told


def _told(document: Document, told: Mapping[str, Any]) -> Document:
    """`document` with what a person told of it."""
    return replace(_with(document, told), by_hand=tuple(field for field in FIELDS if field in told))


def _with(document: Document, told: Mapping[str, Any]) -> Document:
    """`document` with other parts of its identity, and the warnings that are true of it then."""
    values = {**told, "years": tuple(told["years"])} if "years" in told else dict(told)
    changed = replace(document, **values)
    aliases = aliases_of(changed.department, changed.text) if "department" in told else document.aliases
    settled = tuple(said.partition("{")[0] for field, said in _INHERITED.items() if field in told)
    kept = [w for w in document.warnings if w not in IDENTITY_WARNINGS and _CHECKED not in w]
    kept = [w for w in kept if not (settled and w.startswith(settled))]
    several = "department" not in told and NO_DEPARTMENT not in document.warnings
    missing = identity_warnings(changed.department, changed.years, changed.kind, several=several)
    return replace(changed, aliases=aliases, warnings=(*kept, *missing))


def _vectors_again(library: Library, document_id: str, scope: Scope) -> None:
    """The vectors of a document as it is now; on a fault it stays pending, and reindex heals it."""
    document = library.store.document(document_id, scope)
    queue = VectorQueue(library, at_once=1_000_000)
    try:
        library.vectors.delete_document(document_id)
    except Exception:  # the records are whole; `youju reindex` makes the vectors again
        return
    queue.put(document, library.store.passages(scope, [document_id]))
    queue.flush()
