"""What goes over the wire of the indicator library."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.monitoring.indicator_findings import Flaw

TypeName = Literal["", "quantity", "quality", "timeliness", "cost", "benefit", "satisfaction"]


class IndicatorFilters(BaseModel):
    """Which indicators are wanted."""

    year: int | None = Field(None, ge=1900, le=2200)
    department: str = Field("", max_length=100, description="part of the department's name")
    project: str = Field("", max_length=100, description="part of the project's name")
    q: str = Field("", max_length=100, description="part of the indicator's name")
    type: TypeName = Field("", description="one type of the usual form")
    flaw: Flaw | None = Field(None, description="only indicators with this finding")


class IndicatorPage(IndicatorFilters):
    """Which indicators are wanted, and which stretch of them."""

    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int = Field(100, ge=1, le=1000)


class IndicatorLine(BaseModel):
    """An indicator as one document tells it; `target`, `actual`, `full`, `score` and `reason` are null where nothing is told.

    Each of them has its characters (`start`, `end`, half open) in the document, and `value`, `unit` and `bound` where it is
    a quantity. `type_told` is false where the type was worked out from the name.
    """

    id: str
    department: str
    project: str
    year: int
    level: str
    type: TypeName
    type_told: bool
    name: str
    unit: str
    direction: Literal["", "up", "down", "exact"]
    target: dict[str, Any] | None
    actual: dict[str, Any] | None
    full: dict[str, Any] | None
    score: dict[str, Any] | None
    reason: dict[str, Any] | None
    tabled: bool
    document_id: str
    source: str
    start: int
    end: int


class IndicatorGroupLine(BaseModel):
    """Indicators of the same thing: every way the name is written, and the rows."""

    name: str
    names: list[str]
    indicators: list[IndicatorLine]


class FindingLine(BaseModel):
    """What is wrong, whose it is, and the rows (or the budget) that show it."""

    flaw: Flaw
    title: str
    department: str
    project: str
    year: int
    indicators: list[IndicatorLine]
    budget: dict[str, Any] | None


class AdviceLine(BaseModel):
    """An indicator that similar projects used, with every row it stands in; `likeness` is from 0 to 1."""

    name: str
    names: list[str]
    type: TypeName
    likeness: float
    indicators: list[IndicatorLine]


class IndicatorFacets(BaseModel):
    """What there is to choose from, each with how many indicators have it; years latest first."""

    total: int
    years: list[dict[str, Any]]
    types: list[dict[str, Any]]
    flaws: list[dict[str, Any]]
