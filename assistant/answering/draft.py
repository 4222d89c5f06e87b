"""An answer in the making: parts and citations gathered in order, each citation numbered once."""

from dataclasses import dataclass, field, replace

from assistant.answering.evidence import Hit
from assistant.answering.find import cited_span
from assistant.records.model import (
    Citation,
    Computation,
    Document,
    Figure,
    Part,
    PartType,
    Quantity,
    Reason,
    Span,
    Status,
)


@dataclass(slots=True)
class Draft:
    """Collects parts and citations while an answer is composed; the only mutable value of answering, local to one question."""

    parts: list[Part] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    status: Status = Status.ANSWERED
    reason: Reason | None = None

    def prose(self, text: str) -> None:
        """Add plain words; they may carry no number that the question does not contain."""
        self.parts.append(Part(PartType.PROSE, text))

    def figure(self, hit: Hit, label: str, text: str, *, offered: bool = True) -> None:
        """Add a figure with its citation."""
        span = cited_span(hit.figure, hit.document)
        number = self.cite(hit.document, span, hit.figure.section, hit.figure.page, hit.figure.cell)
        self.parts.append(
            Part(PartType.FIGURE, text, (number,), figure=hit.figure, label=label, offered=offered, chance=hit.chance)
        )

    def computation(
        self,
        computation: Computation,
        hits: tuple[Hit, ...],
        label: str,
        text: str,
        period_of: Figure,
        *,
        offered: bool = True,
    ) -> None:
        """Add a computed figure citing every operand."""
        numbers = tuple(
            self.cite(h.document, cited_span(h.figure, h.document), h.figure.section, h.figure.page, h.figure.cell)
            for h in hits
        )
        computed = replace(period_of, quantity=computation.quantity, indicator=computation.formula, measure=label)
        self.parts.append(Part(PartType.COMPUTATION, text, numbers, computed, computation, label, offered))

    def quote(self, document: Document, span: Span, section: tuple[str, ...] = (), *, offered: bool = True) -> None:
        """Add a run of a document's text, exactly."""
        number = self.cite(document, span, section, None, None)
        self.parts.append(Part(PartType.QUOTE, span.of(document.text), (number,), offered=offered))

    def cite(self, document: Document, span: Span, section: tuple[str, ...], page: int | None, cell: str | None) -> int:
        """The number of the citation of `span`, new or already given."""
        for citation in self.citations:
            if citation.document.id == document.id and citation.span == span:
                return citation.id
        number = len(self.citations) + 1
        self.citations.append(Citation(number, document, span, section, page, cell))
        return number

    def table(self, rows: tuple[tuple[str, ...], ...], citations: tuple[int, ...], label: str) -> None:
        """Add a table, header first, resting on `citations`."""
        self.parts.append(Part(PartType.TABLE, label, citations, rows=rows))

    def chart(self, spec: str, citations: tuple[int, ...], label: str) -> None:
        """Add a chart (a Vega-Lite specification as JSON) resting on `citations`."""
        self.parts.append(Part(PartType.CHART, label, citations, spec=spec))

    def count(self, quantity: Quantity, citations: tuple[int, ...], label: str, text: str) -> None:
        """Add a count of rows, citing each row."""
        computation = Computation("count", (), quantity)
        self.parts.append(Part(PartType.COMPUTATION, text, citations, computation=computation, label=label))

    def absorb(self, other: "Draft") -> None:
        """Add everything of `other`, its citations renumbered; of a refusal beside an answer only its first words."""
        if self.status is Status.ANSWERED and other.status is not Status.ANSWERED:
            self.parts += other.parts[:1]
            return
        if self.status is not Status.ANSWERED and other.status is Status.ANSWERED:
            refused = self.parts[:1]
            self.parts, self.citations, self.notes, self.suggestions = [], [], [], []
            other.parts += refused
        numbers = {c.id: self.cite(c.document, c.span, c.section, c.page, c.cell) for c in other.citations}
        self.parts += [replace(p, citations=tuple(numbers[n] for n in p.citations)) for p in other.parts]
        self.notes += other.notes
        self.suggestions += [s for s in other.suggestions if s not in self.suggestions]
        if other.status is Status.ANSWERED:
            self.status, self.reason = Status.ANSWERED, None

    def refuse(self, status: Status, reason: Reason) -> None:
        """Turn the answer into a refusal or a question back."""
        self.status = status
        self.reason = reason
