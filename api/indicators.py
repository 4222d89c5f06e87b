"""The indicator library as it goes out: rows with their citations, groups, findings, advice."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from api.execution import cited
from assistant.answering.roll import roll_of
from assistant.monitoring.indicator_advice import advise
from assistant.monitoring.indicator_findings import FLAW_NAMES, Finding, Flaw
from assistant.monitoring.indicator_groups import Group, groups
from assistant.monitoring.indicator_model import Indicator, IndicatorType, Said
from assistant.monitoring.indicators import indicator_findings, indicators
from assistant.records.library import Library
from assistant.records.model import Document, Question
from assistant.records.scope import Scope


def _full(library: Library, scope: Scope) -> Callable[[str], str]:
    short = roll_of(Question(""), library, scope).short
    return lambda name: short.get(name, name)


def every_indicator(library: Library, scope: Scope) -> tuple[Indicator, ...]:
    """All indicators in `scope`, departments by their one name."""
    return indicators(library.store, scope, _full(library, scope))


def every_finding(library: Library, scope: Scope) -> tuple[Finding, ...]:
    """All findings in `scope`."""
    return indicator_findings(library.store, scope, _full(library, scope))


def chosen(
    library: Library,
    scope: Scope,
    *,
    year: int | None = None,
    department: str = "",
    project: str = "",
    q: str = "",
    type: str = "",
    flaw: Flaw | None = None,
) -> tuple[Indicator, ...]:
    """The indicators in `scope` of a year, type or finding, whose department, project and name hold these words."""
    flawed = None
    if flaw is not None:
        flawed = {row.key for one in every_finding(library, scope) if one.flaw is flaw for row in one.indicators}
    return tuple(
        one
        for one in every_indicator(library, scope)
        if year in (None, one.year)
        and department in one.department
        and project in one.project
        and q.lower() in one.name.lower()
        and type in ("", one.type.value)
        and (flawed is None or one.key in flawed)
    )


def facets(library: Library, scope: Scope) -> dict[str, Any]:
    """The years, types and findings there are, each with how many."""
    every = every_indicator(library, scope)
    counted: dict[str, list[tuple[Any, int]]] = {
        "years": sorted(Counter(one.year for one in every).items(), reverse=True),
        "types": [(kind.value, n) for kind in IndicatorType if (n := sum(one.type is kind for one in every))],
        "flaws": sorted(Counter(one.flaw.value for one in every_finding(library, scope)).items()),
    }
    told = {name: [{"value": value, "count": count} for value, count in some] for name, some in counted.items()}
    return {"total": len(every), **told}


def indicator_records(found: Iterable[Indicator], library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Indicators as JSON, each part with the characters it was read from."""
    told = list(found)
    documents = library.store.documents(scope, {one.document_id for one in told})
    return [_record(one, documents[one.document_id]) for one in told]


def group_records(found: Sequence[Indicator], library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Near-duplicates side by side: groups of two indicators or more."""
    return [_group(one, library, scope) for one in groups(found) if len(one.members) > 1]


def finding_records(found: Sequence[Finding], library: Library, scope: Scope, language: str) -> list[dict[str, Any]]:
    """Findings as JSON, with their rows or their budget."""
    budgets = [one.budget for one in found if one.budget is not None]
    documents = library.store.documents(scope, {figure.document_id for figure in budgets})
    return [
        {
            "flaw": one.flaw.value,
            "title": FLAW_NAMES[one.flaw][language != "zh"],
            "department": one.department,
            "project": one.project,
            "year": one.year,
            "indicators": indicator_records(one.indicators, library, scope),
            "budget": cited(one.budget, documents) if one.budget is not None else None,
        }
        for one in found
    ]


def advice_records(
    project: str, types: Sequence[IndicatorType], library: Library, scope: Scope
) -> list[dict[str, Any]]:
    """Indicators that projects like `project` used, by type, the nearest first."""
    found = advise(project, every_indicator(library, scope), library.matcher, types)
    return [{**_group(one.group, library, scope), "type": one.type.value, "likeness": one.likeness} for one in found]


def _group(one: Group, library: Library, scope: Scope) -> dict[str, Any]:
    return {
        "name": one.name,
        "names": list(one.names),
        "indicators": indicator_records(one.members, library, scope),
    }


def _record(one: Indicator, document: Document) -> dict[str, Any]:
    return {
        "id": one.key,
        "department": one.department,
        "project": one.project,
        "year": one.year,
        "level": one.level,
        "type": one.type.value,
        "type_told": one.type_told,
        "name": one.name,
        "unit": one.unit,
        "direction": one.direction.value,
        **{name: _said(getattr(one, name)) for name in ("target", "actual", "full", "score", "reason")},
        "tabled": one.tabled,
        "document_id": one.document_id,
        "source": document.name,
        "start": one.name_span.start,
        "end": one.name_span.end,
    }


def _said(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    quantity = said.figure.quantity if said.figure is not None else None
    return {
        "text": " ".join(said.text.split()),
        "start": said.span.start,
        "end": said.span.end,
        "cell": said.cell,
        "value": str(quantity.value) if quantity else None,
        "unit": quantity.unit if quantity else None,
        "bound": quantity.bound.value if quantity else None,
    }
