"""What goes over the wire of early warnings."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Field


class WarningFilters(BaseModel):
    """Which warnings are wanted, and how far spending is to come by December."""

    year: int | None = Field(None, ge=1980, le=2100)
    month: int | None = Field(None, ge=1, le=12)
    department: str = Field("", max_length=100, description="part of the department's name")
    rule: str = Field("", max_length=100)
    state: Literal["", "open", "acknowledged", "ended"] = ""
    current: bool = Field(False, description="only those that nothing later is on record of")
    target: Decimal = Field(Decimal(100), ge=0, le=1000, description="percent to be reached by December")


class WarningPage(WarningFilters):
    """Which warnings are wanted, and which stretch of them."""

    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int | None = Field(None, ge=1)


class WarningLine(BaseModel):
    """A warning: `title` and `sentence` in both languages, the figures it rests on, state and history, earliest first.

    `needed_a_month` is what each month left must spend to reach the target: of current ones before December only.
    """

    fact: str
    rule: str
    kind: str
    title: dict[str, str]
    department: str
    project: str
    year: int
    month: int
    current: bool
    sentence: dict[str, str]
    rate: str | None
    gap: str | None
    short: str | None
    needed_a_month: str | None
    unit: str | None
    evidence: list[dict[str, Any]]
    state: Literal["open", "acknowledged", "ended"]
    history: list[dict[str, str]]


class RuleLine(BaseModel):
    """A rule in force."""

    key: str
    kind: str
    title: dict[str, str]
    threshold: str
    months: list[int]
    consecutive: int
    projects: bool


class SettledIn(BaseModel):
    """Why a warning is acknowledged or opened again."""

    why: str = Field(min_length=1, max_length=2000)
