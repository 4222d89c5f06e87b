"""Look-ups that tools of other programs make: figures by what they measure, and the characters behind a citation."""

from collections.abc import Collection
from typing import Any

from api.records import head_record
from assistant.answering.wire import figure_record
from assistant.errors import InvalidQuestion
from assistant.records.library import Library
from assistant.records.model import Figure, Span
from assistant.records.scope import Scope
from assistant.records.store import Head

# Characters shown on either side of a source, and the most that may be asked for.
AROUND = 200
MOST_AROUND = 2000


def documents(
    library: Library, scope: Scope, *, department: str = "", year: int | None = None
) -> tuple[dict[str, Any], ...]:
    """The documents on record, oldest first; `department` may be a part of its name, in Chinese."""
    return tuple(head_record(head) for head in _heads(library, scope, department, year))


def figures(
    library: Library,
    scope: Scope,
    *,
    measure: str = "",
    department: str = "",
    year: int | None = None,
    document_id: str = "",
) -> tuple[dict[str, Any], ...]:
    """Figures by what they measure (words as reports write them, or an indicator's English name), by document and place.

    Each is a line of the figures listing with `document_id` and `source`. Nothing is ranked or guessed: a figure whose
    measure is worded otherwise is not found. `department` may be a part of the name.
    """
    heads = {h.id: h for h in library.store.heads(scope) if document_id in ("", h.id)}
    keys = _indicators(library, measure)
    stored = library.store.figures(scope, list(heads))
    found = [f for f in stored if _fits(f, heads[f.document_id], measure, keys, department, year)]
    texts = {i: library.store.document(i, scope) for i in {f.document_id for f in found}}
    return tuple(
        {
            "document_id": f.document_id,
            "source": heads[f.document_id].name,
            **figure_record(f, texts[f.document_id]),
            "department": f.department or heads[f.document_id].department,
        }
        for f in found
    )


def source(
    library: Library, scope: Scope, document_id: str, start: int, end: int, around: int = AROUND
) -> dict[str, Any]:
    """The characters `start` to `end` (half open) of a document with what stands around them.

    Raises UnknownDocument, or InvalidQuestion where that is no run of the text.
    """
    document = library.store.document(document_id, scope)
    if not 0 <= start < end <= len(document.text):
        raise InvalidQuestion(
            f"{start}-{end}",
            zh=f"start 和 end 应是文本之内的一段（0 到 {len(document.text)}）",
            en=f"start and end must be a run of the text (0 to {len(document.text)})",
        )
    span, reach = Span(start, end), max(0, min(around, MOST_AROUND))
    section = max((s for s in document.sections if s.span.holds(span)), key=lambda s: len(s.path), default=None)
    page = next((n for n, p in enumerate(document.pages, 1) if p.start <= start < p.end), None)
    return {
        "document_id": document.id,
        "source": document.name,
        "title": document.title,
        "section": " > ".join(section.path) if section else "",
        "page": page,
        "start": start,
        "end": end,
        "before": document.text[max(0, start - reach) : start],
        "quote": span.of(document.text),
        "after": document.text[end : end + reach],
    }


def _heads(library: Library, scope: Scope, department: str, year: int | None) -> list[Head]:
    return [
        head
        for head in library.store.heads(scope)
        if _named(department, (head.department, *head.aliases)) and (year is None or year in head.years)
    ]


def _named(asked: str, names: Collection[str]) -> bool:
    return not asked or any(asked in name or (name and name in asked) for name in names)


def _indicators(library: Library, measure: str) -> frozenset[str]:
    found = (*library.vocabulary.find(measure), *library.vocabulary.find_en(measure.lower()))
    return frozenset(indicator.key for indicator, _ in found)


def _fits(figure: Figure, head: Head, measure: str, keys: Collection[str], department: str, year: int | None) -> bool:
    worded = "".join(measure.split()).lower() in "".join(f"{figure.subject}{figure.measure}".split()).lower()
    years = figure.period.years if figure.period else head.years
    return (
        (worded or figure.indicator in keys)
        and _named(department, (figure.department, *(() if figure.department else (head.department, *head.aliases))))
        and (year is None or year in years)
    )
