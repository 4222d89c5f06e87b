"""Figures read by optical recognition that was not sure of them: an answer that gives one says so."""

from collections.abc import Sequence

from assistant.answering.phrase import say
from assistant.records.model import Citation, Figure, Part, PartType


def unsure_notes(parts: Sequence[Part], citations: Sequence[Citation], language: str) -> list[str]:
    """A note for each scanned document of which `parts` give a figure with characters that were hardly recognised."""
    documents = {c.document.id: c.document for c in citations}
    quoted: dict[str, list[str]] = {}
    for figure in _figures(parts):
        document = documents.get(figure.document_id)
        if document and document.doubts(figure.span):
            quoted.setdefault(document.name, []).append(figure.span.of(document.text).strip())
    joint = "、" if language == "zh" else ", "
    return [
        say("unsure_note", language, name=name, what=joint.join(dict.fromkeys(written)))
        for name, written in quoted.items()
    ]


def _figures(parts: Sequence[Part]) -> list[Figure]:
    """The figures that parts state, and the operands of what they compute."""
    stated = [p.figure for p in parts if p.type is PartType.FIGURE and p.figure]
    return stated + [figure for p in parts if p.computation for figure in p.computation.inputs]
