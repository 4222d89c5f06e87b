"""What a spot check is made of: answers that may be drawn, the fields that are judged, judgements, rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Aspect(StrEnum):
    """What is judged of an answer, each right or wrong; the words people see are in the pages.

    COMPLETENESS: all that was asked is answered. REFUSAL: it was right to answer, or right not to.
    """

    VALUE = "value"
    UNIT = "unit"
    PERIOD = "period"
    DEPARTMENT = "department"
    MEASURE = "measure"
    CITATION = "citation"
    COMPLETENESS = "completeness"
    REFUSAL = "refusal"


class Cause(StrEnum):
    """Where an error comes from: reading the file, whose and when, which figure, arithmetic, or the words around it."""

    EXTRACTION = "extraction"
    SCOPE = "scope"
    MATCHING = "matching"
    COMPUTATION = "computation"
    WORDING = "wording"


class Flag(StrEnum):
    """Why an answer deserves a look: a close call, a doubtful scan, records that differ, somebody was not content."""

    LOW_MARGIN = "low_margin"
    OCR = "ocr"
    CONFLICT = "conflict"
    THUMBS_DOWN = "thumbs_down"
    WRONG_FIGURE = "wrong_figure"
    UNCHECKED = "unchecked"


class Dimension(StrEnum):
    """What answers are divided by into strata."""

    KIND = "kind"
    DOCUMENT_KIND = "document_kind"
    YEAR = "year"
    CHANNEL = "channel"


REFUSALS = "refusals"
"""The stratum of answers that refuse or ask back, whatever else is divided."""

OTHERS = "others"
"""The stratum that takes in strata too small to be drawn from."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that may be drawn: when and where it was given, what it is, and what the automatic check says of it.

    `kind` is figure, computation, comparison, table, narrative or refusal; `year` the latest reporting year cited or "".
    `checked` tells whether every figure was found again at its cited characters, within the years asked for.
    """

    id: str
    asked_at: str
    channel: str
    kind: str
    document_kind: str
    year: str
    refusal: bool
    flags: frozenset[Flag] = frozenset()
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one reviewer says of one answer; `verdicts` has every aspect that applies, True where it is right.

    `corrections` are the right values as JSON objects (see eval.review.corrections); `seconds` is how long it took.
    """

    answer_id: str
    reviewer: str
    verdicts: Mapping[Aspect, bool]
    cause: Cause | None = None
    note: str = ""
    corrections: tuple[Mapping[str, Any], ...] = field(default=())
    seconds: float = 0.0
    created_at: str = ""
    adjudication: bool = False

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with the answer."""
        return all(self.verdicts.values())


def aspects_of(answer: Mapping[str, Any]) -> tuple[Aspect, ...]:
    """The aspects that apply to an answer as the wire has it: a refusal has one, an answer without figures no value."""
    if answer.get("status") != "answered":
        return (Aspect.REFUSAL,)
    offered = bool(answer.get("figures")) or any(part.get("rows") for part in answer.get("parts", ()))
    return tuple(a for a in Aspect if offered or a not in (Aspect.VALUE, Aspect.UNIT))


def likely_cause(answer: Mapping[str, Any], verdicts: Mapping[Aspect, bool]) -> Cause | None:
    """The cause to propose for what is wrong; a person may choose another. None where nothing is wrong."""
    wrong = {aspect for aspect, right in verdicts.items() if not right}
    if not wrong:
        return None
    computed = any(figure.get("computed") for figure in answer.get("figures", ()))
    if computed and Aspect.VALUE in wrong and not wrong & {Aspect.MEASURE, Aspect.DEPARTMENT, Aspect.PERIOD}:
        return Cause.COMPUTATION
    for aspects, cause in _CAUSES:
        if wrong & aspects:
            return cause
    return Cause.WORDING


# The first that fits: a wrong office explains a wrong value, not the other way round.
_CAUSES = (
    (frozenset({Aspect.DEPARTMENT, Aspect.PERIOD}), Cause.SCOPE),
    (frozenset({Aspect.MEASURE, Aspect.REFUSAL}), Cause.MATCHING),
    (frozenset({Aspect.VALUE, Aspect.UNIT}), Cause.EXTRACTION),
    (frozenset({Aspect.CITATION}), Cause.MATCHING),
)
