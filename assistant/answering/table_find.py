"""A question grounded in a table: which rows, which column, which operation, and how much of the question that explains.

Headers and values are matched by their words, whatever they are; office, year and month filter hard. A question of which
too much is left unexplained finds nothing here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answering.find import of_region, same_office
from assistant.answering.plan import Plan
from assistant.answering.table_match import NOTHING, Fit, Words, count, fit, words_of
from assistant.answering.table_plan import Limit, Operation, Wanted, states
from assistant.answering.table_view import Line, View, is_total, sums_up
from assistant.records.columns import YES, YES_NO, header_unit, levels
from assistant.records.fold import simplified
from assistant.records.model import Figure, Period, Quantity, RowKind
from assistant.records.period import in_year
from assistant.records.quantity import convert, family
from assistant.records.units import split_multiplier

_WHEN = re.compile(
    r"(?:19|20)\d\d\s*(?:[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*\d{1,2}\s*日?|月)?|年度?)?|[〇○零一二三四五六七八九]{2,4}年|"
    r"[一二三四五六七八九十\d]{1,3}月(?:[一二三四五六七八九十\d]{1,3}日)?|第?[一二三四]季度|[上下]半年|"
    r"(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{4}"
)
_NEGATED = re.compile(r"(?:不是|不含|不包括|除了?|而非|并非|非|没有?|not|except|excluding|other than)\s*$", re.I)
_NO = re.compile(r"(?:未|没有?|非|不|\b(?:not?|without|lacking)\s)\s*[被经曾]?$")
_BREAK = re.compile(r"[，,；;、]|并且|而且|且|以及|\band\b|\bwith\b|\bwhose\b")
_LACKING = 0.35
_ABOVE = 0.5
_LEAST_LABEL = 0.5
_NAMED = 0.6
_FEW_VALUES = 400
_NEXT = 12


@dataclass(frozen=True, slots=True)
class Condition:
    """What rows must meet: a column holds one of `values` (none of them where `negated`), or keeps `limit`."""

    column: int
    values: tuple[str, ...] = ()
    limit: Limit | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class TableQuery:
    """A question as a query over a view: `lines` meet `where`; `columns` are what is asked of them.

    `across` tells that columns of one row are compared rather than rows, `counted` the column whose
    different values are counted. `grounded` is the share of the question that the
    table explains (0 to 1), `surplus` what it says beyond it: less is closer; `whole` tells that
    the columns are named in full.
    """

    view: View
    operation: Operation
    lines: tuple[Line, ...]
    columns: tuple[int, ...]
    where: tuple[Condition, ...]
    many: int
    ascending: bool
    across: bool
    group: int | None
    counted: int | None
    grounded: float
    surplus: float
    whole: bool
    cells: Mapping[tuple[int, int], Figure]

    def figure(self, line: Line, column: int) -> Figure | None:
        """The figure of a cell, where office and period let it count."""
        return self.cells.get((id(line), column))


@dataclass(frozen=True)
class _Ground:
    """A plan and a view, with what of the question each header and value explains."""

    plan: Plan
    wanted: Wanted
    words: Words
    view: View
    cells: Mapping[tuple[int, int], Figure]
    lines: tuple[Line, ...]
    headers: Mapping[int, Fit]

    def figure(self, line: Line, column: int) -> Figure | None:
        return self.cells.get((id(line), column))

    @property
    def alive(self) -> tuple[int, ...]:
        """The columns that hold a figure of the office and period asked."""
        held = {c for _, c in self.cells}
        return tuple(c for c in self.view.figured if c in held)


def ground(plan: Plan, wanted: Wanted, words: Words, view: View) -> TableQuery | None:
    """`plan` as a query over `view`; None where the table does not explain enough of it."""
    found = _prepare(plan, wanted, words, view)
    if found is None:
        return None
    limits = _limited(found)
    if limits is None:
        return None
    valued = _valued(found, {c.column for c in limits})
    where = (*limits, *valued)
    lines = tuple(line for line in found.lines if all(_meets(found, line, c) for c in where))
    return _resolved(found, where, lines)


# Office and period


def _prepare(plan: Plan, wanted: Wanted, words: Words, view: View) -> _Ground | None:
    headers = {c: _header(view, c, words) for c in range(len(view.names))}
    dates = [mask for m in _WHEN.finditer(wanted.text.lower()) if (mask := words.mask_of(*m.span()))]
    dated = {c for c, header in headers.items() if any(header.mask & mask == mask for mask in dates)}
    when = sum(dates)
    mine = [line for line in view.lines if _of_office(plan, line) and (line.figures or _of_year(plan, line))]
    held: dict[tuple[int, int], tuple[int, Figure]] = {}
    for line in mine:
        labelled = bool(when) and any(count(fit(t, words).mask & when) > 1 for t in (*view.own(line), *line.path))
        for c, f in line.figures.items():
            level = _EXACT if labelled or c in dated else _period_level(plan, f.period)
            if level:
                held[(id(line), c)] = (level, f)
    # Where a month is asked and on record, the figures of its year or of longer stretches are not meant.
    best = max((level for level, _ in held.values()), default=_EXACT)
    cells = {place: f for place, (level, f) in held.items() if level == best}
    rows = {at for at, _ in cells}
    lines = tuple(line for line in mine if id(line) in rows or not line.figures)
    if not lines or (plan.years and not cells and any(line.figures for line in view.lines)):
        return None
    return _Ground(plan, wanted, words, view, cells, lines, headers)


def _header(view: View, column: int, words: Words) -> Fit:
    """The fit of a header path: what all its levels explain, lacking chiefly what its last level has more."""
    mask, lacking, size = 0, 0.0, 0
    path = [YES_NO.sub("", name) for name, _ in levels(view.paths[column]) if name]
    for at, name in enumerate(path):
        own = fit(name, words)
        missing = own.lacking if own is not NOTHING else len(name)
        mask |= own.mask
        lacking += missing if at == len(path) - 1 else missing * _ABOVE
        size += len(name)
    return Fit(mask, round(lacking), max(size, 1)) if mask else NOTHING


def _of_office(plan: Plan, line: Line) -> bool:
    if plan.departments is None:
        return True
    regions = [m.written for m in plan.mentions if m.region]
    if of_region(plan, line.document.title) or any(r in t for r in regions for t in line.texts.values()):
        return True
    own = [f.department for f in line.figures.values()][:1] or [line.document.department]
    named = [*own, *(t for t in line.texts.values() if 3 <= len(t) <= 30)]
    return any(same_office(name, d) for name in named for d in plan.departments)


def _of_year(plan: Plan, line: Line) -> bool:
    """Whether a row without figures can be of a year asked: its document is, as far as that is known."""
    years = line.document.years
    return plan.years is None or not years or bool(set(years) & set(plan.years))


_EXACT = 2


def _period_level(plan: Plan, period: Period | None) -> int:
    """How well a figure's period is the one asked: 2 the same or open, 1 a part of the stretch asked, 0 another."""
    if period is None:
        return _EXACT
    if plan.period is None:
        return _EXACT if plan.years is None or set(period.years) & set(plan.years) else 0
    asked = plan.period if plan.years else in_year(plan.period, period.years[-1])
    near = period.end.startswith(asked.end) or (len(period.end) > 4 and asked.end.startswith(period.end))
    if near and (period.start == period.end or asked.start == asked.end or period.start == asked.start):
        return _EXACT
    inside = asked.start <= period.start and period.end[: len(asked.end)] <= asked.end and len(period.end) > 4
    return 1 if inside else 0


# Limits


def _limited(found: _Ground) -> tuple[Condition, ...] | None:
    """Each limit with its column; None where one finds no column."""
    out = []
    last = 0
    for limit in found.wanted.limits:
        column = _column_of(found, limit, last)
        if column is None:
            return None
        out.append(Condition(column, limit=limit))
        last = limit.span.end
    return tuple(out)


def _column_of(found: _Ground, limit: Limit, start: int) -> int | None:
    """The column a limit is about: named right before it, else the only one of its kind of unit or at all."""
    text = found.wanted.text
    fitting = [c for c in found.alive if _comparable(found, c, limit)]
    breaks = [m.end() for m in _BREAK.finditer(text, start, limit.span.start)]
    for begin, end in ((breaks[-1] if breaks else start, limit.span.start), (0, len(text))):
        span = found.words.mask_of(begin, end)
        scored = [(_worth(found.headers[c], span), c) for c in fitting if found.headers[c].mask & span]
        if scored:
            best = max(scored)[0]
            top = [c for s, c in scored if s == best]
            return top[0] if len(top) == 1 else None
    kind = family(limit.quantity.unit) if limit.quantity.unit else ""
    alike = [c for c in fitting if kind and any(family(f.quantity.unit) == kind for f in _of_column(found, c))]
    only = alike or fitting
    return only[0] if len(only) == 1 else None


def _worth(header: Fit, span: int) -> float:
    return count(header.mask & span) - _LACKING * header.lacking


def _of_column(found: _Ground, column: int) -> Iterator[Figure]:
    return (f for (_, c), f in found.cells.items() if c == column)


def _comparable(found: _Ground, column: int, limit: Limit) -> bool:
    return any(bound_in(limit, f) is not None for f in _of_column(found, column))


def bound_in(limit: Limit, figure: Figure) -> tuple[Decimal, Decimal | None] | None:
    """The limit's numbers in the figure's unit: a bare number counts in it; where the figure has none, in the base unit (元)."""
    value = _in_unit(limit.quantity, figure.quantity.unit)
    upper = _in_unit(limit.upper, figure.quantity.unit) if limit.upper else None
    return None if value is None or (limit.upper and upper is None) else (value, upper)


def _in_unit(quantity: Quantity, unit: str) -> Decimal | None:
    if not quantity.unit:
        return quantity.value
    try:
        return convert(quantity, unit or split_multiplier(quantity.unit)[1]).value
    except ValueError:
        return None


def _meets(found: _Ground, line: Line, condition: Condition) -> bool:
    if condition.limit is None:
        return (line.texts.get(condition.column, "") in condition.values) is not condition.negated
    figure = found.figure(line, condition.column)
    bounds = bound_in(condition.limit, figure) if figure else None
    return bool(figure and bounds and condition.limit.keeps(figure.quantity.value, *bounds))


# Values


def _valued(found: _Ground, taken: set[int]) -> tuple[Condition, ...]:
    """Conditions by values of columns of words that the question names in full, longer names before shorter ones in them."""
    named: list[tuple[int, int, str]] = []
    explained = 0
    for header in found.headers.values():
        explained |= header.mask if header.whole else 0
    for column in found.view.worded:
        values = dict.fromkeys(t for line in found.lines if (t := line.texts.get(column, "")))
        if len(values) > _FEW_VALUES:
            values = {v: None for v in values if found.words.may_hold(v)}
        for value in values:
            own = fit(value, found.words)
            if own.whole and not _idle(own, found.words) and own.mask & ~explained:
                named.append((own.mask, column, value))
        named.extend(_stated(found, column, values, taken))
    kept = [n for n in named if not any(o[0] != n[0] and o[0] & n[0] == n[0] for o in named)]
    by_column: dict[tuple[int, bool], list[str]] = {}
    for mask, column, value in kept:
        by_column.setdefault((column, _is_negated(found, mask)), []).append(value)
    return tuple(Condition(c, tuple(dict.fromkeys(v)), negated=n) for (c, n), v in by_column.items())


def _idle(own: Fit, words: Words) -> bool:
    """Whether a label is named by words that only ask: Total alone, but not Total assets."""
    return own.mask & ~words.idle == 0


def _is_negated(found: _Ground, mask: int) -> bool:
    start = found.words.spans[(mask & -mask).bit_length() - 1].start
    return bool(_NEGATED.search(found.wanted.text[:start]))


def _stated(found: _Ground, column: int, values: Mapping[str, None], taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Values named by another word for the same state (not started: 未开工), and yes-or-no columns named by their header."""
    text = found.wanted.text.lower()
    if YES_NO.search(found.view.names[column]):
        own = fit(YES_NO.sub("", found.view.names[column]), found.words)
        if own.whole and column not in taken:
            start = found.words.spans[(own.mask & -own.mask).bit_length() - 1].start
            negated = _is_negated(found, own.mask) or bool(_NO.search(text[:start]))
            wanted = [v for v in values if (v in YES) is not negated]
            yield from ((own.mask, column, v) for v in wanted)
        return
    for group in states():
        spans = [(m.start(), m.end()) for word in group for m in re.finditer(re.escape(word), text)]
        longer = [
            (m.start(), m.end())
            for other in states()
            if other is not group
            for word in other
            for m in re.finditer(re.escape(word), text)
        ]
        spans = [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o != s for o in longer)]
        meant = [v for v in values if _in_state(v, group)]
        for start, end in spans:
            yield from ((found.words.mask_of(start, end), column, v) for v in meant)


def _in_state(value: str, group: Sequence[str]) -> bool:
    """Whether a value names a state of `group` and no longer word of another group (未开工 is not 开工)."""
    mine = max((len(w) for w in group if w in value), default=0)
    other = max((len(w) for g in states() if g is not group for w in g if w in value), default=0)
    return mine > other and len(value) <= 3 * mine


# Operation, rows and column


def _resolved(found: _Ground, where: tuple[Condition, ...], lines: tuple[Line, ...]) -> TableQuery | None:
    mask = _explained(found, where)
    whole = 0
    for c, header in found.headers.items():
        whole |= header.mask if header.whole and c in found.view.figured else 0
    for condition in where:
        for value in condition.values:
            whole |= fit(value, found.words).mask
    named = frozenset(
        i for at, span in enumerate(found.words.spans) if whole >> at & 1 for i in range(span.start, span.end)
    )
    operations = found.wanted.without(named)
    for operation in (*operations, Operation.CELL):
        query = (
            _cell(found, where, lines, mask)
            if operation is Operation.CELL
            else _operated(found, where, lines, mask, operation)
        )
        if query is not None or operation is Operation.DIFFERENCE:
            return query
    return None


def _explained(found: _Ground, where: Sequence[Condition]) -> int:
    """The tokens that conditions explain: their values, their columns' names, the words and number of limits."""
    mask = 0
    for condition in where:
        header = found.headers[condition.column]
        mask |= header.mask
        for value in condition.values:
            mask |= fit(value, found.words).mask
        if condition.limit:
            mask |= found.words.mask_of(condition.limit.span.start, condition.limit.span.end)
    for group in states():
        for word in group:
            for m in re.finditer(re.escape(word), found.wanted.text.lower()):
                mask |= found.words.mask_of(*m.span()) if any(c.values for c in where) else 0
    return mask


def _cell(found: _Ground, where: tuple[Condition, ...], lines: tuple[Line, ...], mask: int) -> TableQuery | None:
    """The cell, or the few cells, that explain the question best."""
    view = found.view
    subjects = [c for c in view.worded if c != view.subject and found.headers[c].share >= _LEAST_LABEL]
    scored: list[tuple[float, int, int, Line, int]] = []
    lines = tuple(line for line in lines if line.mark.kind is not RowKind.GROUP)
    if found.wanted.has(Operation.SUM) and not any(c.values for c in where):
        totals = tuple(line for line in lines if is_total(view, line))
        lines = totals[-1:] if totals else lines
    for line in lines:
        own = _row(found, line, tuple(c.column for c in where if c.values))
        for column in (*found.alive, *subjects):
            if column in found.view.figured and found.figure(line, column) is None:
                continue
            if column in subjects and not line.texts.get(column):
                continue
            header = found.headers[column]
            covered = mask | own.mask | header.mask
            score = count(covered & ~found.words.idle) - _LACKING * (own.lacking + header.lacking)
            scored.append((score, covered, own.lacking + header.lacking, line, column))
    if not scored:
        return None
    best = max(s[0] for s in scored)
    top = [s for s in scored if s[0] == best]
    rows = tuple({id(s[3]): s[3] for s in top}.values())
    columns = tuple(dict.fromkeys(s[4] for s in top))
    return _query(found, Operation.CELL, rows, columns, where, top[0][1], lacking=top[0][2])


def _row(found: _Ground, line: Line, known: Sequence[int] = ()) -> Fit:
    """What the labels of a row and of the headings above it explain; lacking what its named labels have more."""
    mask = lacking = 0
    for text in found.view.own(line, known):
        own = fit(text, found.words)
        if own is not NOTHING and own.mask & ~found.words.idle:
            mask |= own.mask
            lacking += own.lacking
    for text in line.path:
        mask |= fit(text, found.words).mask
    return Fit(mask, lacking) if mask else NOTHING


def _operated(
    found: _Ground, where: tuple[Condition, ...], lines: tuple[Line, ...], mask: int, operation: Operation
) -> TableQuery | None:
    """A column over the rows that meet every condition, or one row over its columns."""
    limited = {c.column for c in where if c.limit}
    lines, mask, partly = _narrowed(found, lines, mask)
    plain = tuple(line for line in lines if line in found.view.plain) if len(lines) > 1 else lines
    if operation in (Operation.COUNT, Operation.LIST):
        column = _named(found, limited, mask)
        return _listed(found, where, plain, mask, operation, column, limited)
    if operation is Operation.DIFFERENCE:
        return _difference(found, where, lines, mask)
    column = _measure(found, limited, mask)
    if operation in (Operation.SUM, Operation.MEAN, Operation.SHARE, Operation.SORT, Operation.MAX, Operation.MIN):
        single = len(plain) == 1 or (len({found.view.label(x) for x in plain}) == 1 and (partly or where))
        if column is None and not single:
            return None
        if single and len(found.alive) > 1 and (column is None or not found.headers[column].mask):
            across = tuple(c for c in found.alive if not sums_up(found.view.names[c]) and found.figure(plain[0], c))
            return _query(found, operation, plain[:1], across, where, mask, across=True) if len(across) > 1 else None
        if column is None or (len(plain) < 2 and operation is not Operation.SHARE):
            return None
        return _query(
            found,
            operation,
            plain,
            (column,),
            where,
            mask | found.headers[column].mask,
            lacking=found.headers[column].lacking,
            group=_group(found, operation),
        )
    return None


def _difference(found: _Ground, where: tuple[Condition, ...], lines: tuple[Line, ...], mask: int) -> TableQuery | None:
    """Two cells: of two rows in one column, or of two columns in one row."""
    lines = tuple(line for line in lines if line.mark.kind is not RowKind.GROUP and line.figures)
    columns = [c for c in found.alive if any(found.figure(line, c) for line in lines)]
    if len(lines) == 1 and len(columns) > 2:
        worth = {c: _worth(found.headers[c], -1) for c in columns if found.headers[c].mask}
        columns = sorted(worth, key=lambda c: -worth[c])[:2]
        columns.sort()
    if len(lines) == 2 and len(columns) > 1:
        column = _measure(found, set(), mask)
        columns = [] if column is None else [column]
    if len(lines) * len(columns) != 2:
        return None
    for c in columns:
        mask |= found.headers[c].mask
    return _query(found, Operation.DIFFERENCE, lines, tuple(columns), where, mask)


def _narrowed(found: _Ground, lines: tuple[Line, ...], mask: int) -> tuple[tuple[Line, ...], int, bool]:
    """Rows whose labels explain something that neither conditions nor headers do (角钢 of 角钢（5#）), if there are any."""
    known = mask | found.words.idle
    for column in found.view.worded:
        known |= found.headers[column].mask
    for column in found.alive:
        known |= found.headers[column].mask if found.headers[column].share >= _LEAST_LABEL else 0
    fits = [(own, line) for line in lines if count((own := _row(found, line)).mask & ~known) >= 2 or False]
    if not fits:
        return lines, mask, False
    best = max(count(own.mask & ~known) for own, _ in fits)
    top = [(own, line) for own, line in fits if count(own.mask & ~known) == best]
    least = min(own.lacking for own, _ in top)
    kept = [(own, line) for own, line in top if own.lacking == least]
    for own, _ in kept:
        mask |= own.mask
    return tuple(line for _, line in kept), mask, True


def _named(found: _Ground, limited: set[int], mask: int) -> int | None:
    """The one column of figures that words name which neither conditions nor columns of words explain."""
    known = mask | found.words.idle
    for column in found.view.worded:
        known |= found.headers[column].mask if found.headers[column].share >= _LEAST_LABEL else 0
    rest = ~known
    scored = [
        (count(h.mask & rest) - _LACKING * h.lacking, c)
        for c in found.alive
        if c not in limited and count((h := found.headers[c]).mask & rest)
    ]
    if scored:
        best = max(scored)[0]
        top = [c for s, c in scored if s == best]
        return top[0] if len(top) == 1 else None
    return None


def _measure(found: _Ground, limited: set[int], mask: int) -> int | None:
    """The column of figures that the question names best beside those limited, else the limited or the only one."""
    named = _named(found, limited, mask)
    if named is not None:
        return named
    if limited:
        return min(limited)
    scored = [(_worth(h, -1), c) for c in found.alive if (h := found.headers[c]).mask & ~found.words.idle]
    if scored:
        return max(scored)[1]
    kinds = found.plan.want.families if not found.plan.want.general else ()
    alike = [c for c in found.alive if any(family(f.quantity.unit) in kinds[:1] for f in _of_column(found, c))]
    only = alike or list(found.alive)
    return only[0] if len(only) == 1 else None


def _listed(
    found: _Ground,
    where: tuple[Condition, ...],
    lines: tuple[Line, ...],
    mask: int,
    operation: Operation,
    column: int | None,
    limited: set[int],
) -> TableQuery | None:
    """Rows counted or listed; a question that only names a column counts what stands in it, which is no count of rows."""
    named = column is not None and column not in limited and found.headers[column].share >= _NAMED
    if operation is Operation.COUNT and (named or not _countable(found.plan)):
        return None
    telling = [c for c in where if c.limit or c.column != found.view.subject]
    every = named if operation is Operation.LIST else _counted(found) is not None
    if not telling and not every:
        return None
    asked = () if column is None or not found.headers[column].mask else (column,)
    if asked:
        mask |= found.headers[asked[0]].mask
    return _query(found, operation, lines, asked, where, mask)


def _counted(found: _Ground) -> int | None:
    """The column named right after 几家 or how many: 几家企业 counts companies, however many rows each has."""
    for operation, span in found.wanted.operations:
        if operation is Operation.COUNT:
            near = found.words.mask_of(span.end, span.end + _NEXT)
            named = [c for c in found.view.worded if found.headers[c].mask & near]
            return named[0] if len(named) == 1 else None
    return None


def _countable(plan: Plan) -> bool:
    """Whether the number wanted can be one of rows: no kilometres, no money."""
    families = plan.want.families
    return not families or plan.want.general or families[0] in ("count", "people", "visits")


def _group(found: _Ground, operation: Operation) -> int | None:
    """The column of words after 各, 每个, by: groups are wanted where it does not tell the rows apart."""
    if operation in (Operation.MAX, Operation.MIN):
        return None
    for span in found.wanted.each:
        near = found.words.mask_of(span.start, span.end + 8)
        for column in found.view.worded:
            if found.headers[column].mask & near and column != found.view.subject:
                return column
    return None


def _query(
    found: _Ground,
    operation: Operation,
    lines: tuple[Line, ...],
    columns: tuple[int, ...],
    where: tuple[Condition, ...],
    mask: int,
    *,
    lacking: int = 0,
    across: bool = False,
    group: int | None = None,
) -> TableQuery:
    for column in found.view.worded:
        mask |= found.headers[column].mask
    return TableQuery(
        found.view,
        operation,
        lines,
        columns,
        where,
        found.wanted.many,
        found.wanted.ascending,
        across,
        group,
        _counted(found) if operation is Operation.COUNT else None,
        grounded(found.plan, found.words, mask, found.view, columns),
        float(lacking),
        bool(columns) and all(found.headers[c].whole for c in columns),
        found.cells,
    )


def grounded(plan: Plan, words: Words, mask: int, view: View, columns: Sequence[int]) -> float:
    """The share of the question's terms that the table explains, by its cells and headers or by what it is called."""
    total = explained = 0.0
    around = simplified("".join((*view.captions, *(view.names[c] for c in columns))).lower())
    units = "".join(header_unit(view.paths[c]) for c in columns)
    for place, term in words.terms:
        size = count(place & ~words.idle)
        if place and not size:
            continue
        part = count(place & mask & ~words.idle) / size if size else 0.0
        if any(a in around or (len(a) > 1 and a == units) for a in map(simplified, term.alternatives)):
            part = 1.0
        weight = min(term.weight, 1.0)
        total += weight
        explained += weight * part
    return explained / total if total else 1.0


def words_for(plan: Plan, wanted: Wanted) -> Words:
    """The words of a question with the terms of its plan; its operations and limits name nothing."""
    return words_of(wanted.text, plan.terms, (*wanted.asking, *(limit.span for limit in wanted.limits)))
