"""The last look before an answer leaves, independent of who composed it.

Every citation is read again from the document's text: the same quantity must come out. Every computation is computed
again. Prose with a number that the question does not contain is refused.
"""

import re

from assistant.answering.formulas import compute
from assistant.records.model import Answer, Citation, Figure, Part, PartType
from assistant.records.quantity import read_cell, read_span

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def faults(answer: Answer) -> tuple[str, ...]:
    """What is wrong with `answer`, empty when nothing is; each fault names the part."""
    cited = {c.id: c for c in answer.citations}
    return tuple(f for part in answer.parts for f in _part_faults(part, cited, answer.question.text))


def _part_faults(part: Part, cited: dict[int, Citation], question: str) -> list[str]:
    if part.type is PartType.PROSE:
        return [f"prose carries the number {n}" for n in _loose_numbers(part.text, question)]
    if not part.citations or any(n not in cited for n in part.citations):
        return [f"{part.type}: no citation"]
    if part.type is PartType.QUOTE:
        return [] if part.text == cited[part.citations[0]].quote else ["quote differs from the document"]
    if part.type is PartType.FIGURE and part.figure:
        return _figure_faults(part, cited[part.citations[0]])
    return _computation_faults(part, cited) if part.type is PartType.COMPUTATION else []


def _loose_numbers(text: str, question: str) -> list[str]:
    known = set(_DIGITS.findall(question))
    return [n for n in _DIGITS.findall(text) if n not in known]


def _figure_faults(part: Part, citation: Citation) -> list[str]:
    figure = part.figure
    assert figure is not None
    if not citation.span.holds(figure.span) or figure.document_id != citation.document.id:
        return ["figure lies outside its citation"]
    if not says(citation.document.text, figure):
        return [f"the cited text reads differently: {citation.quote}"]
    return []


def says(text: str, figure: Figure) -> bool:
    """Whether the characters of `text` at the figure's span, read again, are its quantity.

    A cell takes its unit from its header; in a list (12.1、9.8 万元) a number takes it from behind the list.
    """
    if figure.cell is not None:
        return read_cell(figure.span.of(text), figure.quantity.unit) == figure.quantity
    return read_span(text, figure.span) == figure.quantity


def _computation_faults(part: Part, cited: dict[int, Citation]) -> list[str]:
    computation = part.computation
    if computation is None:
        return ["computation without a formula"]
    if computation.formula == "count":
        counted = len(set(part.citations))
        return [] if counted == computation.quantity.value else [f"{counted} rows are cited, not the count given"]
    for figure, number in zip(computation.inputs, part.citations, strict=False):
        if not says(cited[number].document.text, figure):
            return [f"an operand reads differently: {cited[number].quote}"]
    again = compute(computation.formula, computation.inputs)
    return [] if again and again.quantity == computation.quantity else ["recomputing gives another result"]
