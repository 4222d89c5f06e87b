"""An Answer as plain JSON values: the one shape every door, client and scorer builds on.

Adding a key is free; renaming or removing one breaks clients.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from assistant.answering.formulas import FORMULAS
from assistant.records.model import Answer, Citation, Computation, Document, Figure, Part, PartType, Quantity

T = TypeVar("T")

# No space goes before these.
_CLOSING = frozenset(",.;:)!?")
# These stand on lines of their own in the plain text, as does every labelled figure; prose runs on.
_BLOCKS = frozenset({PartType.QUOTE, PartType.TABLE, PartType.CHART})


def to_wire(answer: Answer) -> dict[str, Any]:
    """The answer as the JSON object of `POST /api/ask`; `figures` holds offered figures only, in order."""
    cited = {citation.id: citation for citation in answer.citations}
    return {
        "id": answer.id,
        "status": answer.status.value,
        "reason": answer.reason.value if answer.reason else None,
        "question": answer.question.text,
        "language": answer.question.language,
        "text": plain_text(answer.parts, answer.question.language),
        "parts": [part_record(part, cited, answer.question.language) for part in answer.parts],
        "figures": [record for part in answer.parts if part.offered and (record := _offered(part, cited)) is not None],
        "citations": [citation_record(citation) for citation in answer.citations],
        "notes": list(answer.notes),
        "suggestions": list(answer.suggestions),
        "took_ms": answer.took_ms,
        "chance": _least_chance(answer.parts),
    }


def _least_chance(parts: Iterable[Part]) -> float | None:
    """How likely the least certain figure offered is the one asked for; None where nothing was weighed."""
    chances = [part.chance for part in parts if part.offered and part.chance is not None]
    return round(min(chances), 3) if chances else None


def plain_text(parts: Iterable[Part], language: str) -> str:
    """All parts as one text: `[1]` follows what it supports; quotes, tables and labelled figures take lines."""
    text = ""
    for part in parts:
        own_line = part.type in _BLOCKS or bool(part.label)
        piece = _block(part, language) if own_line else part.text + _marks(part)
        ended = not text or text[-1].isspace()
        if own_line:
            text += ("" if ended else "\n") + piece + "\n"
        else:
            spaced = language == "en" and not ended and piece[:1] not in _CLOSING
            text += (" " if spaced else "") + piece
    return text.strip()


def part_record(part: Part, cited: dict[int, Citation], language: str) -> dict[str, Any]:
    """One part: type, text, citations always; figure, operands, rows or spec where its type carries them.

    `expression` writes a computation's formula out in `language`.
    """
    record: dict[str, Any] = {"type": part.type.value, "text": part.text, "citations": list(part.citations)}
    if part.label:
        record["label"] = part.label
    figure = _offered(part, cited)
    if figure is not None:
        record["figure"] = figure
        record["offered"] = part.offered
    if part.computation is not None:
        record["formula"] = part.computation.formula
        formula = FORMULAS.get(part.computation.formula)
        record["expression"] = getattr(formula, language) if formula else part.computation.formula
        record["rounding"] = part.computation.rounding
        record["inputs"] = [_input(operand, cited) for operand in part.computation.inputs]
    if part.rows:
        record["rows"] = [list(row) for row in part.rows]
    if part.spec:
        record["spec"] = part.spec
    return record


def citation_record(citation: Citation) -> dict[str, Any]:
    """One citation; `quote` equals the document's text from `start` to `end`, both characters, half open."""
    document = citation.document
    return {
        "id": citation.id,
        "document_id": document.id,
        "source": document.name,
        "title": document.title,
        "department": document.department,
        "years": list(document.years),
        "section": " > ".join(citation.section),
        "page": citation.page,
        "cell": citation.cell,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "withdrawn": document.superseded_by is not None,
    }


def figure_record(figure: Figure, document: Document) -> dict[str, Any]:
    """One line of a document's figures listing; `quote` is the span itself: number, unit and hedges."""
    return {
        "id": figure.id,
        "start": figure.span.start,
        "end": figure.span.end,
        "quote": figure.span.of(document.text),
        **_quantity(figure.quantity),
        "measure": figure.measure,
        "indicator": figure.indicator,
        "subject": figure.subject,
        "department": figure.department,
        "period": str(figure.period) if figure.period else None,
        "role": figure.role.value,
        "page": figure.page,
        "cell": figure.cell,
        "unsure": document.doubts(figure.span),
    }


def decimal_text(value: Decimal) -> str:
    """A decimal string without exponent or thousands separators: 1491.52, 0.5, 120000000."""
    return format(value, "f")


def _quantity(quantity: Quantity) -> dict[str, Any]:
    record = {"value": decimal_text(quantity.value), "unit": quantity.unit, "bound": quantity.bound.value}
    return record if quantity.upper is None else {**record, "upper": decimal_text(quantity.upper)}


def _offered(part: Part, cited: dict[int, Citation]) -> dict[str, Any] | None:
    if part.computation is not None:
        return _computed(part, part.computation)
    return _stated(part.figure, part.citations, cited) if part.figure is not None else None


def _stated(figure: Figure, numbers: tuple[int, ...], cited: dict[int, Citation]) -> dict[str, Any]:
    home = cited[numbers[0]].document.department if numbers and numbers[0] in cited else ""
    return {
        **_quantity(figure.quantity),
        "measure": figure.measure,
        "indicator": figure.indicator,
        "subject": figure.subject,
        "department": figure.department or home,
        "period": str(figure.period) if figure.period else None,
        "role": figure.role.value,
        "computed": False,
        "formula": None,
        "citations": list(numbers),
    }


def _computed(part: Part, computation: Computation) -> dict[str, Any]:
    inputs = computation.inputs
    period = _common(operand.period for operand in inputs)
    role = _common(operand.role for operand in inputs)
    return {
        **_quantity(computation.quantity),
        "measure": part.label or computation.formula,
        "indicator": part.figure.indicator if part.figure else None,
        "subject": _common(operand.subject for operand in inputs) or "",
        "department": _common(operand.department for operand in inputs) or "",
        "period": str(period) if period else None,
        "role": part.figure.role.value if part.figure else role.value if role else None,
        "computed": True,
        "formula": computation.formula,
        "citations": list(part.citations),
    }


def _input(operand: Figure, cited: dict[int, Citation]) -> dict[str, Any]:
    """An operand with the numbers of the citations that show it, so that a reader can open each one."""
    numbers = tuple(
        number
        for number, citation in cited.items()
        if citation.document.id == operand.document_id and citation.span.holds(operand.span)
    )
    return _stated(operand, numbers, cited)


def _common(values: Iterable[T]) -> T | None:
    distinct = list(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else None


def _marks(part: Part) -> str:
    return "".join(f"[{number}]" for number in part.citations)


def _block(part: Part, language: str) -> str:
    if part.rows:
        caption = (part.text or part.label) + _marks(part)
        return "\n".join([caption, *(" | ".join(row) for row in part.rows)])
    colon = "：" if language == "zh" else ": "
    return (f"{part.label}{colon}" if part.label else "") + part.text + _marks(part)
