"""What goes over the wire of budget execution."""

from typing import Any

from pydantic import BaseModel


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
