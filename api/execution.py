"""Budget execution as it goes out: records with their citations, and rows of a table to take along."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assistant.answering.wire import figure_record
from assistant.monitoring.execution import Position, behind, execution, needed_a_month, progress, wholes
from assistant.records.library import Library
from assistant.records.model import Document, Figure
from assistant.records.scope import Scope

HEADS = {
    "zh": [
        "部门",
        "项目",
        "年度",
        "截至月份",
        "执行数",
        "预算数",
        "单位",
        "执行率(%)",
        "序时进度(%)",
        "相差(百分点)",
        "差额",
        "每月需支出",
        "出处",
    ],
    "en": [
        *("Department", "Project", "Year", "To month", "Executed", "Budget", "Unit", "Rate (%)", "Pro rata (%)"),
        *("Gap (points)", "Short by", "Needed a month", "Source"),
    ],
}


def chosen(
    library: Library,
    scope: Scope,
    *,
    year: int | None = None,
    month: int | None = None,
    department: str = "",
    only_behind: bool = False,
) -> tuple[Position, ...]:
    """The positions in `scope` of a year, of the end of a month (1 to 12) and of departments whose names hold `department`.

    `only_behind` keeps those below pro-rata progress, the farthest behind first.
    """
    found = tuple(
        one
        for one in execution(library.store, scope)
        if year in (None, one.year) and month in (None, one.month) and department in one.department
    )
    return behind(found) if only_behind else found


def execution_records(
    found: Sequence[Position], library: Library, scope: Scope, target: Decimal
) -> list[dict[str, Any]]:
    """Positions as JSON: decimal strings, and every figure they rest on with the characters it was read from."""
    figures = [f for one in found for f in (*one.executed, *one.budgets, *((one.stated,) if one.stated else ()))]
    documents = library.store.documents(scope, {f.document_id for f in figures})
    return [_record(one, documents, target) for one in found]


def whole_records(library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Departments beside their projects as JSON: both with their citations, and what the projects leave."""
    told = wholes(execution(library.store, scope))
    figures = [f for whole in told for one in (whole.department, *whole.projects) for f in one.executed]
    documents = library.store.documents(scope, {f.document_id for f in figures})
    return [
        {
            "department": _spent(whole.department, documents),
            "projects": [_spent(one, documents) for one in whole.projects],
            "rest": str(whole.rest),
            "unit": whole.unit,
            "exceeded": whole.exceeded,
        }
        for whole in told
    ]


def _spent(one: Position, documents: dict[str, Document]) -> dict[str, Any]:
    about = {"department": one.department, "project": one.project, "year": one.year, "month": one.month}
    return {**about, "executed": [cited(f, documents) for f in one.executed]}


def _record(one: Position, documents: dict[str, Document], target: Decimal) -> dict[str, Any]:
    told, needed = progress(one), needed_a_month(one, target)
    return {
        "department": one.department,
        "project": one.project,
        "year": one.year,
        "month": one.month,
        "executed": [cited(f, documents) for f in one.executed],
        "budget": [cited(f, documents) for f in one.budget],
        "budgets": [cited(f, documents) for f in one.budgets],
        "stated": cited(one.stated, documents) if one.stated else None,
        "rate": str(told.rate) if told else None,
        "pro_rata": str(told.pro_rata) if told else None,
        "gap": str(told.gap) if told else None,
        "short": str(told.short) if told else None,
        "needed_a_month": str(needed[0]) if needed else None,
        "unit": told.unit if told else None,
        "disputed": one.disputed,
    }


def cited(figure: Figure, documents: dict[str, Document]) -> dict[str, Any]:
    """A figure as JSON with the record and the characters it was read from."""
    document = documents[figure.document_id]
    return {**figure_record(figure, document), "document_id": document.id, "source": document.name}


def execution_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Records as a table of texts, heads first; values that disagree stand side by side, divided by a slash."""
    return [HEADS[language], *(_row(record) for record in records)]


def _row(record: dict[str, Any]) -> list[str]:
    amounts = [" / ".join(f["value"] for f in record[key]) for key in ("executed", "budget")]
    numbers = (record[key] for key in ("rate", "pro_rata", "gap", "short", "needed_a_month"))
    about = [record["department"], record["project"], str(record["year"]), str(record["month"])]
    return [*about, *amounts, record["executed"][0]["unit"], *(n or "" for n in numbers), _sources(record)]


def _sources(record: dict[str, Any]) -> str:
    figures = (*record["executed"], *record["budget"])
    return "；".join(dict.fromkeys(" ".join(filter(None, (f["source"], f["cell"]))) for f in figures))
