"""What goes over the wire of the application of results: problems over years, scores, points lost; and of statements."""

from typing import Any

from pydantic import BaseModel, Field

from assistant.monitoring.repeats import Outcome
from assistant.monitoring.statements import Result, Statement


class ResultFilters(BaseModel):
    """Whose results are wanted."""

    year: int | None = Field(None, ge=1900, le=2200)
    department: str = Field("", max_length=100, description="part of the department's name")


class ProblemFilters(ResultFilters):
    """Which problems are wanted."""

    outcome: Outcome | None = None


class PointLine(BaseModel):
    """A point of a report, its exact characters (`start` to `end`, half open) of the document."""

    text: str
    document_id: str
    source: str
    start: int
    end: int


class LaterPoint(PointLine):
    """The same problem in a later report."""

    year: int


class ProblemLine(BaseModel):
    """A problem of a year's report, the measure told for it, and what later reports say."""

    department: str
    year: int
    problem: PointLine
    measure: PointLine | None
    measures: list[PointLine]
    outcome: Outcome
    again: list[LaterPoint]
    admitted: bool


class ScoreEntry(BaseModel):
    """A department's own score and the review's; `difference` is own less review, null where one is missing or disputed."""

    department: str
    year: int
    own: list[dict[str, Any]]
    review: list[dict[str, Any]]
    difference: str | None


class DeductionLine(PointLine):
    """Points lost and for what."""

    department: str
    year: int
    cause: str
    points: str


class StatementLine(BaseModel):
    """A row of a table that sets two sides against each other; `difference` is the second less the first.

    `amiss` tells what is to be looked into: books that differ, more contracted or paid than allowed, a wrong difference.
    """

    statement: Statement
    department: str
    year: int
    table: str
    named: str
    first: dict[str, Any]
    second: dict[str, Any]
    stated: dict[str, Any] | None
    difference: str
    unit: str
    result: Result
    misstated: bool
    amiss: bool
