"""A question for what no column holds, as a query: the rows that are meant and what is computed of each of them."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.find import same_office
from assistant.answering.table_ground import Condition, Ground, Measure, TableQuery
from assistant.answering.table_match import count
from assistant.answering.table_pick import make_query, narrowed_rows
from assistant.answering.table_plan import Limit, Operation
from assistant.answering.table_view import Line
from assistant.answering.table_where import explained_by, limit_conditions, meets_condition, value_conditions
from assistant.records.quantity import family

_ORDERED = (Operation.MAX, Operation.MIN, Operation.SORT)
_MOST_ROWS = 4
_UNIT_OF = {"share": "percent", "execution_rate": "percent"}


def measured_query(found: Ground, measure: Measure) -> TableQuery | None:
    """The query for `measure` over the rows meant; None where conditions find no column or rows are left open."""
    measure = replace(measure, limit=measure.limit or _own_limit(found, measure))
    if not set(measure.columns) <= set(found.alive):
        held = {(id(x), c): f for x in found.lines for c in measure.columns if (f := x.figures.get(c))}
        found = replace(found, cells={**found.cells, **held})
    kept = tuple(x for x in found.wanted.limits if not (measure.limit and x.span.meets(measure.limit.span)))
    limits = limit_conditions(replace(found, wanted=replace(found.wanted, limits=kept)))
    if limits is None:
        return None
    where = (*limits, *value_conditions(found, {c.column for c in limits}))
    lines = tuple(line for line in found.lines if all(meets_condition(found, line, c) for c in where))
    mask = measure.mask | explained_by(found, where)
    if measure.limit:
        mask |= found.words.mask_of(measure.limit.span.start, measure.limit.span.end)
    lines, mask, partly = narrowed_rows(found, lines, mask)
    plain = tuple(line for line in lines if line in found.view.plain and _whole(found, measure, line))
    operation, rows = _operation(found, measure, plain, picked=partly or _picked(found, where))
    if operation is None or not rows:
        return None
    return make_query(found, operation, rows, measure.columns, where, mask, measure=measure)


def _whole(found: Ground, measure: Measure, line: Line) -> bool:
    return all(found.figure(line, c) for c in measure.columns)


def _own_limit(found: Ground, measure: Measure) -> Limit | None:
    """The limit that the measure itself must keep: of its kind of unit, with no column named before it."""
    kind = _UNIT_OF.get(measure.formula, "")
    for limit in found.wanted.limits:
        of = family(limit.quantity.unit) if limit.quantity.unit else ""
        alike = of == kind if kind else of in {family(u) for u in _units(found, measure)}
        if alike and measure.formula != "sum":
            return limit
    return None


def _units(found: Ground, measure: Measure) -> set[str]:
    return {f.quantity.unit for line in found.lines if (f := found.figure(line, measure.columns[0]))}


def _picked(found: Ground, where: Sequence[Condition]) -> bool:
    offices = found.plan.departments or ()
    one = len(offices) == 1 or (len(offices) > 1 and not any(m.region for m in found.plan.mentions))
    return one or any(c.values and not all(any(same_office(v, d) for d in offices) for v in c.values) for c in where)


def _operation(
    found: Ground, measure: Measure, plain: tuple[Line, ...], *, picked: bool
) -> tuple[Operation | None, tuple[Line, ...]]:
    """What is done with the rows: ordered, kept by a limit, told one by one, or of all rows the one that sums them up."""
    ordered = next((o for o, _ in found.wanted.operations if o in _ORDERED), None)
    if ordered:
        return ordered, plain if len(plain) > 1 else ()
    if measure.limit:
        return (Operation.COUNT if found.wanted.has(Operation.COUNT) else Operation.LIST), plain
    if (picked and len(plain) <= _MOST_ROWS) or len(plain) == 1:
        return Operation.CELL, plain
    if picked:
        return None, ()
    if found.wanted.each or found.wanted.has(Operation.LIST):
        return Operation.SORT, plain
    totals = tuple(line for line in found.view.totals if _whole(found, measure, line))
    return (Operation.CELL, totals) if len(totals) == 1 and count(measure.mask & ~found.words.idle) else (None, ())
