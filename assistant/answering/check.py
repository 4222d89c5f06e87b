"""The last look before an answer leaves, independent of who composed it.

Every citation is read again from the document's text: the same quantity must come out. Every computation is computed
again. A number of a table or chart must stand in the characters it cites, or be told by a figure of the answer. Prose with
a number that the question does not contain is refused.
"""

import json
import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.answering.formulas import compute
from assistant.records.columns import heading_unit
from assistant.records.model import Answer, Citation, Figure, Part, PartType
from assistant.records.quantity import read, read_cell, read_span

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
# An amount in English words has the record's own behind it: RMB 48.6 million (4,860.00 万元).
_AS_WRITTEN = re.compile(r"[(（]([^()（）]*\d[^()（）]*)[)）]\s*$")


def faults(answer: Answer) -> tuple[str, ...]:
    """What is wrong with `answer`, empty when nothing is; each fault names the part."""
    cited = {c.id: c for c in answer.citations}
    told = {n for p in answer.parts if p.type in _TOLD for n in _numbers(p.text)} | _numbers(answer.question.text)
    return tuple(f for part in answer.parts for f in _part_faults(part, cited, answer.question.text, told))


_TOLD = frozenset({PartType.FIGURE, PartType.COMPUTATION})


def _part_faults(part: Part, cited: dict[int, Citation], question: str, told: set[str]) -> list[str]:
    if part.type is PartType.PROSE:
        return [f"prose carries the number {n}" for n in _loose_numbers(part.text, question)]
    if not part.citations or any(n not in cited for n in part.citations):
        return [f"{part.type}: no citation"]
    if part.type is PartType.QUOTE:
        return [] if part.text == cited[part.citations[0]].quote else ["quote differs from the document"]
    if part.type in {PartType.TABLE, PartType.CHART}:
        return _sheet_faults(part, cited, told)
    if part.type is PartType.FIGURE and part.figure:
        return _figure_faults(part, cited[part.citations[0]])
    return _computation_faults(part, cited) if part.type is PartType.COMPUTATION else []


def _sheet_faults(part: Part, cited: dict[int, Citation], told: set[str]) -> list[str]:
    """Numbers of a table or chart that stand neither in what it cites nor in the answer's own figures.

    A chart draws all values in one unit: there 万 and 亿 may move the decimal point.
    """
    own = [cited[n] for n in part.citations]
    known = told.union(*(_numbers(c.quote) for c in own), (str(y) for c in own for y in c.document.years))
    if part.type is PartType.CHART:
        drawn = [str(datum["value"]) for datum in json.loads(part.spec)["data"]["values"]]
        digits = {_digits(n) for n in known}
        return [f"chart draws the number {n}" for n in drawn if _digits(n) not in digits]
    cells = (cell for row in part.rows[1:] for cell in row if not _name_of_record(cell, own))
    written = (n for cell in cells for n in _NUMBER.findall(_as_written(cell)))
    loose = [n for n in written if n.replace(",", "") not in known]
    read_again = _read_again(own) if loose else set()
    return [f"table carries the number {n}" for n in loose if n.replace(",", "") not in read_again]


def _read_again(own: Sequence[Citation]) -> set[str]:
    """The numbers that the quoted characters are read as, where these write them otherwise: RMB 19.80 million is 1980 万元."""
    return {number for c in own for r in read(c.quote) for number in _numbers(str(r.quantity.value))}


def _name_of_record(cell: str, own: Sequence[Citation]) -> bool:
    """Whether a cell is a name as a cited document writes it (S214雁渡段改造, 老旧管网改造（3期）), no quantity."""
    return read_cell(cell, "") is None and any(cell in c.document.text for c in own)


def _numbers(text: str) -> set[str]:
    """The numbers of `text` without separators; a list such as 3,360 may be one number or two."""
    return {n.replace(",", "") for n in _NUMBER.findall(text)} | set(_PLAIN.findall(text))


def _digits(number: str) -> tuple[int, ...]:
    """The digits that tell a number whatever its power of ten: 48.60 and 0.486 alike."""
    return Decimal(number).normalize().as_tuple().digits


def _as_written(cell: str) -> str:
    found = _AS_WRITTEN.search(cell)
    return found[1] if found else cell


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

    A cell takes its unit from its header; in a list (12.1、9.8 万元) a number takes it from behind the list; below a heading
    such as 一、人员（单位：人） it takes the heading's.
    """
    if figure.cell is None and read_span(text, figure.span) == figure.quantity:
        return True
    if figure.cell is None and heading_unit(figure.section) != figure.quantity.unit:
        return False
    return read_cell(figure.span.of(text), figure.quantity.unit) == figure.quantity


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
