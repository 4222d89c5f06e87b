"""A table query carried out: the cells it comes to, in order, and what is computed of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answering.formulas import compute
from assistant.answering.table_ground import Measure, TableQuery
from assistant.answering.table_plan import Limit, Operation
from assistant.answering.table_view import Line, grand_totals
from assistant.records.model import Cell, Computation, Figure, RowKind
from assistant.records.quantity import convert


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its figure in the column asked for; `label` says what is compared, `figure` is None for rows only listed."""

    line: Line
    label: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a query comes to: `everything` that was looked at, in order, `answering` what answers, and computations.

    `stated` is the total that the table states itself; `groups` are the computations by group.
    """

    everything: tuple[Entry, ...]
    answering: tuple[Entry, ...]
    computed: Computation | None = None
    stated: Entry | None = None
    groups: tuple[tuple[str, Computation], ...] = ()


def run(query: TableQuery) -> Result | None:
    """The result of a query; None where its cells cannot be compared or added up."""
    if query.measure is not None:
        return _measured(query, query.measure)
    entries = tuple(_entries(query))
    match query.operation:
        case Operation.CELL | Operation.LIST | Operation.COUNT:
            return Result(entries, entries)
        case Operation.MAX | Operation.MIN | Operation.SORT:
            return _ranked(query, entries)
        case Operation.SUM | Operation.MEAN:
            return _aggregated(query, entries)
        case Operation.SHARE:
            return _shared(query, entries)
        case Operation.DIFFERENCE:
            figures = tuple(e.figure for e in entries if e.figure)
            computed = compute("difference", figures[:2]) if len(figures) == 2 else None
            return Result(entries, entries, computed) if computed else None


def _measured(query: TableQuery, measure: Measure) -> Result | None:
    """What is computed of each row, in order or kept by its limit; each answering row has its computation in `groups`."""
    found: list[tuple[Line, Computation]] = []
    for line in query.lines:
        figures = tuple(f for c in measure.columns if (f := query.figure(line, c)))
        if len(figures) == len(measure.columns) and (computed := compute(measure.formula, figures)):
            found.append((line, computed))
    if query.operation in (Operation.MAX, Operation.MIN, Operation.SORT):
        everything, found = _in_order(query, found)
    else:
        everything = found
    if measure.limit is not None:
        found = [(line, c) for line, c in found if _keeps(measure.limit, c)]
    entries = tuple(Entry(line, query.view.label(line)) for line, _ in found)
    rows = tuple(Entry(line, query.view.label(line)) for line, _ in everything)
    return Result(rows, entries, groups=tuple((query.view.label(line), c) for line, c in found)) if everything else None


def _in_order(
    query: TableQuery, found: list[tuple[Line, Computation]]
) -> tuple[list[tuple[Line, Computation]], list[tuple[Line, Computation]]]:
    """Rows by their computed values, and those of them that are wanted."""
    low = query.operation is Operation.MIN or (query.operation is Operation.SORT and query.ascending)
    ordered = sorted(found, key=lambda x: x[1].quantity.value, reverse=not low)
    if query.operation is Operation.SORT:
        return ordered, ordered[: query.many] if query.many else ordered
    steps = list(dict.fromkeys(c.quantity.value for _, c in ordered))
    if query.place:
        return ordered, [x for x in ordered if x[1].quantity.value in steps[query.place - 1 : query.place]]
    edge = ordered[min(query.many or 1, len(ordered)) - 1][1].quantity.value if ordered else None
    kept = [
        x for x in ordered if edge is not None and (x[1].quantity.value <= edge if low else x[1].quantity.value >= edge)
    ]
    return ordered, kept


def _keeps(limit: Limit, computed: Computation) -> bool:
    """Whether a computed value keeps a limit, in its own unit where the limit has one of the kind."""
    try:
        unit = computed.quantity.unit
        bound = convert(limit.quantity, unit).value if limit.quantity.unit else limit.quantity.value
    except ValueError:
        return False
    return limit.keeps(computed.quantity.value, bound, limit.upper.value if limit.upper else None)


def _entries(query: TableQuery) -> Iterator[Entry]:
    column = query.columns[0] if query.columns else None
    if query.across or query.operation is Operation.DIFFERENCE:
        for line in query.lines:
            for c in query.columns:
                name = query.view.names[c] if len(query.columns) > 1 else query.view.label(line)
                yield Entry(line, name, query.figure(line, c))
        return
    for line in query.lines:
        yield Entry(line, query.view.label(line), query.figure(line, column) if column is not None else None)


def _sized(entries: Iterable[Entry]) -> list[tuple[Decimal, Entry]]:
    """Entries with their values in the unit of the first; those of another kind of unit are left out."""
    with_figures = [(e, e.figure) for e in entries if e.figure]
    if not with_figures:
        return []
    unit = with_figures[0][1].quantity.unit
    out = []
    for entry, figure in with_figures:
        try:
            out.append((convert(figure.quantity, unit).value, entry))
        except ValueError:
            continue
    return out


def _latest(query: TableQuery, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Of entries that come again month by month or year by year, those of the last period only."""
    seen: dict[str, set[str]] = {}
    for entry in entries:
        if entry.figure and entry.figure.period:
            seen.setdefault(entry.label, set()).add(entry.figure.period.end)
    if not any(len(ends) > 1 for ends in seen.values()):
        return tuple(entries)
    last = max(end for ends in seen.values() for end in ends)
    running = any("累计" in name for name in query.view.names)
    if query.operation is Operation.SUM and not running:
        last = last[:4]
    return tuple(e for e in entries if e.figure and e.figure.period and e.figure.period.end.startswith(last))


def _ranked(query: TableQuery, entries: Sequence[Entry]) -> Result | None:
    if query.group is not None and query.operation in (Operation.MAX, Operation.MIN):
        return _ranked_groups(query, tuple(e for e in entries if e.figure))
    low = query.operation is Operation.MIN or (query.operation is Operation.SORT and query.ascending)
    sized = _sized(_latest(query, entries))
    if len(sized) < 2:
        return None
    sized.sort(key=lambda s: s[0], reverse=not low)
    ordered = tuple(e for _, e in sized)
    if query.operation is Operation.SORT:
        return Result(ordered, ordered[: query.many] if query.many else ordered)
    if query.place:
        steps = sorted({v for v, _ in sized}, reverse=not low)
        nth = steps[query.place - 1] if query.place <= len(steps) else None
        return Result(ordered, tuple(e for v, e in sized if v == nth)) if nth is not None else None
    edge = sized[min(query.many or 1, len(sized)) - 1][0]
    return Result(ordered, tuple(e for v, e in sized if (v <= edge if low else v >= edge)))


def _parts(query: TableQuery, entries: Sequence[Entry]) -> tuple[Entry, ...] | None:
    """Entries that count once: no row that is part of another row summed; None where nothing but 其中 rows is left."""
    kinds = {e.line.mark.kind is RowKind.PART for e in entries}
    if len(kinds) > 1:
        entries = [e for e in entries if e.line.mark.kind is not RowKind.PART]
    summed = {cell.span for e in entries for cell in e.line.cells}
    return tuple(e for e in entries if not any(c.span in summed for c in _own_above(e)))


def _own_above(entry: Entry) -> Iterator[Cell]:
    """Cells above a row in the outline, but for labels that only fill a blank."""
    own = {cell.column for cell in entry.line.cells if cell.span.start < cell.span.end}
    yield from (cell for cell in entry.line.mark.above if cell.column in own)


def _aggregated(query: TableQuery, entries: Sequence[Entry]) -> Result | None:
    """The sum or mean; the total that the table states itself where all of its rows are meant."""
    key = "sum" if query.operation is Operation.SUM else "mean"
    kept = tuple(e for e in _latest(query, entries) if e.figure)
    stated = _stated(query) if key == "sum" and query.group is None else None
    counted = kept if query.across else _parts(query, kept)
    if counted is None or len(_sized(counted)) != len(counted):
        return Result((stated,), (stated,), None, stated) if stated else None
    if query.group is not None:
        return _grouped(query, counted, key)
    computed = compute(key, tuple(e.figure for e in counted if e.figure)) if counted else None
    return Result(counted, counted, computed, stated) if computed else None


def _stated(query: TableQuery) -> Entry | None:
    """The one total that the table states for the whole column, where no condition picks rows."""
    column = query.columns[0] if query.columns and not query.across else None
    found = [
        Entry(line, query.view.label(line), figure)
        for line in grand_totals(query.view)
        if column is not None and (figure := query.figure(line, column))
    ]
    every = not query.where and len(query.lines) == len(query.view.plain)
    return found[0] if len(found) == 1 and every else None


def _grouped(query: TableQuery, entries: Sequence[Entry], key: str) -> Result | None:
    assert query.group is not None
    by: dict[str, list[Figure]] = {}
    for entry in entries:
        if entry.figure:
            by.setdefault(entry.line.texts.get(query.group, ""), []).append(entry.figure)
    computed = [(name, compute(key, tuple(figures))) for name, figures in by.items() if name]
    groups = tuple((name, c) for name, c in computed if c)
    return Result(tuple(entries), tuple(entries), groups=groups) if groups else None


def _ranked_groups(query: TableQuery, entries: Sequence[Entry]) -> Result | None:
    """The groups whose sums are the largest or smallest, with the rows that they are made of."""
    found = _grouped(query, entries, "sum") if len(_sized(entries)) == len(entries) else None
    if found is None or len(found.groups) < 2:
        return None
    low = query.operation is Operation.MIN
    ordered = sorted(found.groups, key=lambda g: g[1].quantity.value, reverse=not low)
    edge = ordered[min(query.many or 1, len(ordered)) - 1][1].quantity.value
    best = tuple((n, c) for n, c in ordered if (c.quantity.value <= edge if low else c.quantity.value >= edge))
    names = {name for name, _ in best}
    own = tuple(e for e in entries if e.line.texts.get(query.group or 0, "") in names)
    return Result(tuple(entries), own, groups=best)


def _shared(query: TableQuery, entries: Sequence[Entry]) -> Result | None:
    """What a row or the rows chosen make up of the whole column: of its stated total, else of the sum of its rows."""
    column = query.columns[0] if query.columns and not query.across else None
    chosen = [e for e in entries if e.figure]
    if column is None or not chosen or chosen[0].figure is None:
        return None
    whole = [f for line in grand_totals(query.view) if (f := query.figure(line, column))]
    if len(chosen) > 1:
        parts = _parts(query, chosen) if query.where and len(chosen) < len(query.view.plain) else None
        figures = [e.figure for _, e in _sized(parts or ()) if e.figure]
        told = len(whole) == 1 and len(figures) == len(chosen)
        computed = compute("parts_share", (*figures, whole[0])) if told else None
    elif len(whole) == 1:
        computed = compute("share", (chosen[0].figure, whole[0]))
    else:
        every = [Entry(line, query.view.label(line), query.figure(line, column)) for line in query.view.plain]
        parts = _parts(query, [e for e in _latest(query, every) if e.figure])
        figures = [e.figure for _, e in _sized(parts or ()) if e.figure]
        computed = compute("share_of_sum", (chosen[0].figure, *figures)) if len(figures) > 1 else None
    return Result(tuple(chosen), tuple(chosen), computed) if computed else None
