"""One gold case against one answer as it goes over the wire: right, wrong or missing, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from assistant.records.model import Bound, Quantity, Status
from assistant.records.quantity import same

Wire = Mapping[str, Any]


class Verdict(StrEnum):
    """RIGHT: all that was asked and nothing false. WRONG: something false was said. MISSING: too little was said."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A figure that an answer should offer; `period` and `computed` count only where the case gives them."""

    quantity: Quantity
    period: str | None = None
    computed: bool | None = None

    def __str__(self) -> str:
        bound = "" if self.quantity.bound is Bound.EXACT else f" ({self.quantity.bound})"
        return f"{self.quantity.value} {self.quantity.unit}{bound} {self.period or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with the answer it should get.

    `contains` are pieces that text or quotes must hold, white space apart. `sources` are the files to be cited, and
    no others; with `any_source` one of them is enough. `allowed` are figures that may be offered besides `figures`.
    `also` is a second status that is as good as `status`: asking back, or answering each candidate labelled.
    """

    id: str
    kind: str
    language: str
    question: str
    history: tuple[str, ...]
    status: Status
    figures: tuple[GoldFigure, ...] = ()
    sources: frozenset[str] = frozenset()
    contains: tuple[str, ...] = ()
    reason: str | None = None
    allowed: tuple[GoldFigure, ...] = ()
    also: Status | None = None
    any_source: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case ended; `faults` say in words what was amiss, `exact` counts quotes equal to their characters."""

    case: Gold
    verdict: Verdict
    status: str
    faults: tuple[str, ...]
    false_figures: int
    citations: int
    exact: int
    took_ms: int


def gold_case(record: Mapping[str, Any]) -> Gold:
    """A line of a gold file as a case; raises ValueError naming the missing or wrong field."""
    try:
        return Gold(
            id=str(record["id"]),
            kind=str(record["kind"]),
            language=str(record["language"]),
            question=str(record["question"]),
            history=tuple(record.get("history", ())),
            status=Status(record["status"]),
            figures=tuple(map(_gold_figure, record.get("figures", ()))),
            sources=frozenset(record.get("sources", ())),
            contains=tuple(record.get("contains", ())),
            reason=record.get("reason"),
            allowed=tuple(map(_gold_figure, record.get("allowed", ()))),
            also=Status(record["also"]) if record.get("also") else None,
            any_source=record.get("sources_mode") == "any",
        )
    except KeyError as error:
        raise ValueError(f"missing field {error}") from error


def score(case: Gold, answer: Wire, texts: Mapping[str, str] | None = None) -> Outcome:
    """How `answer` (the JSON of the ask endpoint) does on `case`.

    `texts` holds document texts by document_id or source; without it quotes count as exact where they fill their span.
    """
    status = str(answer.get("status", ""))
    if case.also is not None and status == case.also:
        case = replace(case, status=case.also)
    citations: Sequence[Wire] = answer.get("citations", ())
    missing, false = _figures(case, answer)
    exact = sum(_exact(citation, texts) for citation in citations)
    lies = [
        *(f"false figure {_shown(figure)}" for figure in false),
        *_strangers(case, status, citations),
        *([f"{len(citations) - exact} quotes differ from their text"] if exact < len(citations) else []),
        *(["answered what the records do not say"] if _should_not(case, status) else []),
    ]
    gaps = [
        *([f"{status or 'nothing'} instead of {case.status}"] if status != case.status else []),
        *(f"figure missing: {figure}" for figure in (missing if status != Status.CLARIFY else ())),
        *_absent(case, answer),
        *_uncited(case, status, citations),
        *_reason(case, answer),
    ]
    return Outcome(
        case=case,
        verdict=Verdict.WRONG if lies else Verdict.MISSING if gaps else Verdict.RIGHT,
        status=status,
        faults=(*lies, *gaps),
        false_figures=len(false),
        citations=len(citations),
        exact=exact,
        took_ms=int(answer.get("took_ms", 0)),
    )


def _gold_figure(record: Mapping[str, Any]) -> GoldFigure:
    quantity = _quantity(record)
    if quantity is None:
        raise ValueError(f"no quantity: {dict(record)}")
    return GoldFigure(quantity, record.get("period"), record.get("computed"))


def _quantity(record: Mapping[str, Any]) -> Quantity | None:
    try:
        upper = record.get("upper")
        return Quantity(
            value=Decimal(str(record["value"])),
            unit=str(record.get("unit", "")),
            bound=Bound(record.get("bound", "exact")),
            upper=None if upper is None else Decimal(str(upper)),
        )
    except (KeyError, InvalidOperation, ValueError):
        return None


def _figures(case: Gold, answer: Wire) -> tuple[list[GoldFigure], list[Wire]]:
    """Gold figures that no offered figure matches, and offered figures that are false: unmatched, or not cited."""
    offered: Sequence[Wire] = answer.get("figures", ())
    known = {citation.get("id") for citation in answer.get("citations", ())}
    expected = (*case.figures, *case.allowed)
    false = [
        figure
        for figure in offered
        if not any(_matches(gold, figure) for gold in expected)
        or not figure.get("citations")
        or not known.issuperset(figure["citations"])
    ]
    missing = [gold for gold in case.figures if not any(_matches(gold, figure) for figure in offered)]
    return missing, false


def _matches(gold: GoldFigure, offered: Wire) -> bool:
    quantity = _quantity(offered)
    if quantity is not None and "/" not in gold.quantity.unit and offered.get("computed"):
        quantity = replace(quantity, unit=quantity.unit.partition("/")[0])  # 人均 300 元 is offered as 300 元/人
    return (
        quantity is not None
        and same(gold.quantity, quantity)
        and (gold.period is None or gold.period == offered.get("period"))
        and (gold.computed is None or gold.computed == bool(offered.get("computed")))
    )


def _exact(citation: Wire, texts: Mapping[str, str] | None) -> bool:
    start, end, quote = citation.get("start"), citation.get("end"), citation.get("quote")
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(quote, str) and 0 <= start < end):
        return False
    if texts is None:
        return len(quote) == end - start
    text = texts.get(str(citation.get("document_id")), texts.get(str(citation.get("source"))))
    return text is not None and text[start:end] == quote


def _strangers(case: Gold, status: str, citations: Iterable[Wire]) -> list[str]:
    """Sources that an answer cites though the case is about others; what a refusal names as nearest may be any."""
    if status != Status.ANSWERED or not case.sources:
        return []
    return [f"cites {one}" for one in sorted({str(c.get("source")) for c in citations} - case.sources)]


def _uncited(case: Gold, status: str, citations: Iterable[Wire]) -> list[str]:
    if status != Status.ANSWERED or case.status is not Status.ANSWERED:
        return []
    uncited = sorted(case.sources - {str(c.get("source")) for c in citations})
    enough = case.any_source and len(uncited) < len(case.sources)
    return [] if enough else [f"does not cite {one}" for one in uncited]


def _should_not(case: Gold, status: str) -> bool:
    return status == Status.ANSWERED and case.status is not Status.ANSWERED


def _absent(case: Gold, answer: Wire) -> list[str]:
    quotes = "".join(str(citation.get("quote", "")) for citation in answer.get("citations", ()))
    said = _squeezed(str(answer.get("text", "")) + quotes)
    return [f"does not say {piece}" for piece in case.contains if _squeezed(piece) not in said]


def _reason(case: Gold, answer: Wire) -> list[str]:
    if case.reason is None or answer.get("status") != case.status or answer.get("reason") == case.reason:
        return []
    return [f"reason {answer.get('reason')} instead of {case.reason}"]


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _shown(figure: Wire) -> str:
    return (
        f"{figure.get('value')} {figure.get('unit', '')} ({figure.get('bound', 'exact')}) {figure.get('measure', '')}"
    )
