"""What an indicator of a report or form is: level, name, type, unit, direction, target and actual, and where each stands."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.records.model import Figure, Span


class IndicatorType(StrEnum):
    """The types of the usual form: 数量, 质量, 时效, 成本, 效益, 满意度; "" where nothing tells."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    TIMELINESS = "timeliness"
    COST = "cost"
    BENEFIT = "benefit"
    SATISFACTION = "satisfaction"
    UNKNOWN = ""


class Direction(StrEnum):
    """Which way is better: at least as much as the target, at most as much, or just that."""

    UP = "up"
    DOWN = "down"
    EXACT = "exact"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell or clause says of a target, a result, points or a reason; `figure` is its first figure, where it has any.

    `text` are the characters of `span`. A blank cell, and one that holds a dash only, is no Said.
    """

    text: str
    span: Span
    figure: Figure | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One performance indicator of a department or project and year, as one document tells it.

    `project` is "" for a department as a whole. `level` is the first level as written (产出指标). `type_told` is False
    where the type was worked out from the name. `unit` is the canonical unit of the target, else of the result, "" where
    neither has one. `name_span` is where the name stands. `tabled` tells a row of a table from a sentence.
    """

    document_id: str
    department: str
    project: str
    year: int
    name: str
    name_span: Span
    level: str = ""
    type: IndicatorType = IndicatorType.UNKNOWN
    type_told: bool = False
    unit: str = ""
    direction: Direction = Direction.NONE
    target: Said | None = None
    actual: Said | None = None
    full: Said | None = None
    score: Said | None = None
    reason: Said | None = None
    tabled: bool = True
    lacks_results: bool = False
    """Whether its table has no column of results: a form of targets, set before the year."""

    @property
    def key(self) -> str:
        """An id that stays the same while its document does."""
        return f"{self.document_id}:{self.name_span.start}"
