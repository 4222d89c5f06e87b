"""Figures corrected by hand: what a person read at characters of a document stands over what was read there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.records.hand import HandFigure
from assistant.records.model import Document, Figure, Period, Quantity, Role, Span
from assistant.records.quantity import read, read_cell, read_span
from assistant.records.vocabulary import Vocabulary
from ingest.figures import figure_id, indicator_of, page_of, year_of
from ingest.sentences import sentences


def with_corrections(
    document: Document, figures: Sequence[Figure], told: Iterable[HandFigure], vocabulary: Vocabulary
) -> tuple[Figure, ...]:
    """The figures of a document as people corrected them, in text order.

    One that was taken wrongly in another's place is left out, as is whatever overlaps the characters that were picked.
    """
    kept = list(figures)
    for one in told:
        quantity = quantity_at(document, one)
        if quantity is None:
            continue
        before = next((f for f in kept if f.span.meets(one.span)), None)
        wrong = [span for span in (one.span, one.instead) if span is not None]
        kept = [f for f in kept if not any(f.span.meets(span) for span in wrong)]
        kept.append(_figure(document, one, quantity, before, vocabulary))
    return tuple(sorted(kept, key=lambda f: f.span))


def quantity_at(document: Document, told: HandFigure) -> Quantity | None:
    """What the characters that a person picked state, in the unit told; None where they state nothing of the kind."""
    if not 0 <= told.span.start < told.span.end <= len(document.text) or _unit_beyond(document.text, told):
        return None
    for found in (read_span(document.text, told.span), read_cell(told.span.of(document.text), told.unit)):
        if found is not None and found.unit == told.unit:
            return found
    return None


def _unit_beyond(text: str, told: HandFigure) -> bool:
    """Whether the line goes on from the characters picked with a unit that is not the one told: 62 of 62公顷 is no 处."""
    line = _line(text, told.span)
    around = (r for r in read(line.of(text)) if r.span.shifted(line.start).meets(told.span))
    return any(
        not told.span.holds(r.span.shifted(line.start)) and r.quantity.unit not in ("", told.unit) for r in around
    )


def _figure(
    document: Document, told: HandFigure, quantity: Quantity, before: Figure | None, vocabulary: Vocabulary
) -> Figure:
    own = before or Figure(
        id=figure_id(document, told.span),
        document_id=document.id,
        span=told.span,
        quantity=quantity,
        measure=told.measure,
        indicator=None,
        subject="",
        department=document.department,
        period=year_of(document),
        role=Role.ACTUAL,
        clause=_sentence(document.text, told.span),
        section=_section(document, told.span),
        page=page_of(document, told.span),
    )
    measure = told.measure or own.measure
    indicator = indicator_of(measure, quantity.unit, own.role, vocabulary)
    start, _, end = told.period.partition("/")
    return replace(
        own,
        id=figure_id(document, told.span),
        span=told.span,
        quantity=quantity,
        measure=measure,
        indicator=indicator,
        subject=own.subject if measure == own.measure else "",
        department=told.department or own.department,
        period=Period(start, end or start) if start else own.period,
    )


def _line(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _sentence(text: str, span: Span) -> Span:
    around = _line(text, span)
    return next((one for one in sentences(text, around) if one.holds(span)), around)


def _section(document: Document, span: Span) -> tuple[str, ...]:
    around = [section for section in document.sections if section.span.holds(span)]
    return max(around, key=lambda section: section.span.start).path if around else ()
