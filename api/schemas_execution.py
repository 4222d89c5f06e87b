"""What goes over the wire of budget execution."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from assistant.monitoring.reconciliation import Agreement


class ExecutionFilters(BaseModel):
    """Which positions are wanted, and how far spending is to come by December."""

    year: int | None = Field(None, ge=1980, le=2100)
    month: int | None = Field(
        None, ge=1, le=12, description="only what was spent from January to the end of this month"
    )
    department: str = Field("", max_length=100, description="part of the department's name")
    behind: bool = Field(False, description="only what is below pro-rata progress, the farthest behind first")
    target: Decimal = Field(Decimal(100), ge=0, le=1000, description="percent to be reached by December")


class ExecutionLine(BaseModel):
    """What a department or project had spent by the end of a month; amounts are decimal strings in `unit`.

    Numbers are null where records disagree (`disputed`: every figure is then listed), are not exact or tell no budget.
    """

    department: str
    project: str
    year: int
    month: int
    executed: list[dict[str, Any]]
    budget: list[dict[str, Any]]
    budgets: list[dict[str, Any]]
    stated: dict[str, Any] | None
    rate: str | None
    pro_rata: str | None
    gap: str | None
    short: str | None
    needed_a_month: str | None
    unit: str | None
    disputed: bool


class WholeLine(BaseModel):
    """A department beside its projects; `rest` is a decimal string in `unit`, below zero where they come to more."""

    department: dict[str, Any]
    projects: list[dict[str, Any]]
    rest: str
    unit: str
    exceeded: bool


class MonthLine(BaseModel):
    """A month, from January to its end, that departments or projects are on record of."""

    year: int
    month: int
    positions: int


class MatterFilters(BaseModel):
    """Which amounts that several documents tell are wanted."""

    year: int | None = Field(None, ge=1980, le=2100)
    department: str = Field("", max_length=100, description="part of the department's name")
    state: Agreement | None = None


class MatterLine(BaseModel):
    """An indicator of a department's year that at least two documents tell, and how they agree."""

    department: str
    year: int
    indicator: str
    name: str
    name_en: str
    state: Agreement
    told: list[dict[str, Any]]
