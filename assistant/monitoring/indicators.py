"""The indicator library 绩效指标库: every performance indicator that reports and forms on record tell, put side by side.

Nothing is read anew: it rests on the tables and figures that were read when files came in.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from assistant.monitoring.indicator_findings import Finding, findings, tells_budget
from assistant.monitoring.indicator_groups import plain_name
from assistant.monitoring.indicator_model import Indicator
from assistant.monitoring.indicator_prose import prose_indicators
from assistant.monitoring.indicator_tables import table_indicators
from assistant.records.model import Bound, Figure, Role
from assistant.records.quantity import same
from assistant.records.scope import Scope
from assistant.records.store import Store


def indicators(store: Store, scope: Scope, full: Callable[[str], str] = str) -> tuple[Indicator, ...]:
    """Every indicator in `scope`, by department, year, project and place; corrected versions and copies are left out.

    `full` gives the one name of a department that is written in several ways.
    """
    return store.derived(scope, "indicators", lambda: _on_record(store, scope, full))


def indicator_findings(store: Store, scope: Scope, full: Callable[[str], str] = str) -> tuple[Finding, ...]:
    """What is wrong with the indicators in `scope`, and which budgets have none (see `findings`)."""
    return store.derived(scope, "indicator findings", lambda: _found(store, scope, full))


def _found(store: Store, scope: Scope, full: Callable[[str], str]) -> tuple[Finding, ...]:
    current = [head.id for head in store.heads(scope) if head.current and not head.notice]
    budgets = (figure for figure in store.figures(scope, current) if tells_budget(figure))
    return findings(indicators(store, scope, full), [replace(f, department=full(f.department)) for f in budgets])


def _on_record(store: Store, scope: Scope, full: Callable[[str], str]) -> tuple[Indicator, ...]:
    own: dict[str, list[Figure]] = defaultdict(list)
    current = [head.id for head in store.heads(scope) if head.current and not head.notice]
    for figure in store.figures(scope, current):
        own[figure.document_id].append(figure)
    told = {key for key, figures in own.items() if any(figure.role is Role.TARGET for figure in figures)}
    found: list[Indicator] = []
    for key, document in store.documents(scope, told).items():
        tabled = table_indicators(document, own[key])
        found += [_under(one, full) for one in (*tabled, *_besides(tabled, prose_indicators(document, own[key])))]
    return tuple(sorted(found, key=lambda one: (one.department, one.year, one.project, one.document_id, one.name_span)))


def _besides(tabled: list[Indicator], told: list[Indicator]) -> list[Indicator]:
    """What sentences tell that no table of the same document does."""
    known = {(plain_name(one.name), one.year) for one in tabled}
    return [
        one
        for one in told
        if (plain_name(one.name), one.year) not in known and not any(_again(one, row) for row in tabled)
    ]


def _again(one: Indicator, row: Indicator) -> bool:
    """Whether a sentence tells the target of a row: the same amount of a thing that the one name holds of the other."""
    names = sorted((plain_name(one.name), plain_name(row.name)), key=len)
    told = [
        replace(each.target.figure.quantity, bound=Bound.EXACT)
        for each in (one, row)
        if each.target is not None and each.target.figure
    ]
    return names[0] in names[1] and len(told) == len(names) and same(told[0], told[1])


def _under(one: Indicator, full: Callable[[str], str]) -> Indicator:
    name = full(one.department)
    return one if name == one.department else replace(one, department=name)
