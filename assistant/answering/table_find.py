"""A question grounded in a table: which rows, which column, which operation, and how much of the question that explains.

Headers and values are matched by their words, whatever they are; office, year and month filter hard. A question of which
too much is left unexplained finds nothing here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answering.find import of_region, same_office
from assistant.answering.plan import Plan
from assistant.answering.table_match import NOTHING, Fit, Words, count, fit, words_of
from assistant.answering.table_plan import Limit, Operation, Wanted, nouns, states
from assistant.answering.table_view import Line, View, is_total, sums_up
from assistant.answering.terms import Term
from assistant.records.columns import YES, YES_NO, header_unit, levels
from assistant.records.fold import simplified
from assistant.records.model import Bound, Figure, Period, Quantity, Role, RowKind, Span
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
_GLOSS = re.compile(r"((?:[A-Za-z][\w'’-]*\s){1,6})[（(]\s*([\u3400-\u9fff]+)")
_DATED = re.compile(r"哪一?天|何时|什么时候|什么时间|几月几[日号]|日期|\bwhen\b|\b(?:what|which) (?:date|day)\b", re.I)
_DATE = re.compile(
    r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2}\s*日?|\s*月)?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_LISTED = re.compile(r"清单|名单|明细|台账|列表|[本该这]?表[中里格]|\b(?:list|ledger|register|table)\b", re.I)
_FIRMS = re.compile(r"\s*(?:不同的?|different )?\s*(?:企业|公司|主体|商户|compan|firm|enterprise|business)", re.I)
_FIRM = re.compile(r"(?:公司|企业|厂|合作社|店|商行|集团|经营部|\b(?:ltd|inc|co|corp)\.?)(?:[（(].*[）)])?$", re.I)
_SUMMED = re.compile(
    r"累计|合计|总共|一共|总计|总额|\b(?:in total|in all|altogether|overall|cumulative(?:ly)?|combined)\b", re.I
)
_SPEED = re.compile(r"最[快慢]|\b(?:fastest|slowest)\b", re.I)
_JOINTS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "did",
        "does",
        "do",
        "has",
        "have",
        "had",
        "how",
        "many",
        "much",
        "what",
        "which",
    ]
)
_MONTHS = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_RATED = re.compile(r"率|比例|比重|占比|进度|百分比|\brate$|\bratio$|\bpercentage$")
_UNIT_ASKED = re.compile(r"(?:多少|几)(?:万|亿)?(?:分|元|钱|[人户家个件次名位期项])")
_RUN = 4
_NAME = 3
_LACKING = 0.35
_ABOVE = 0.5
_SLIGHT = 0.1
_LEAST_LABEL = 0.5
_NAMED = 0.6
_FEW_VALUES = 400
_NEXT = 12


@dataclass(frozen=True, slots=True)
class Condition:
    """What rows must meet: a column holds one of `values` (none of them where `negated`), keeps `limit`, or misses the target in `against`."""

    column: int
    values: tuple[str, ...] = ()
    limit: Limit | None = None
    negated: bool = False
    against: int | None = None


@dataclass(frozen=True, slots=True)
class TableQuery:
    """A question as a query over a view: `lines` meet `where`; `columns` are what is asked of them.

    `across` tells that columns of one row are compared rather than rows, `counted` what is counted: the
    classifier (笔, "" in English) with the column whose different values count, None for the rows. `grounded` is the share of the question that the
    table explains (0 to 1), `named` the share without what its document is called; `surplus` what it says beyond it: less is closer; `whole` tells that
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
    counted: tuple[tuple[str, int | None], ...]
    grounded: float
    named: float
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
    if wanted.unmet:
        missed = _missed(found)
        if missed is None:
            return None
        limits = (*limits, missed)
    valued = _valued(found, {c.column for c in limits})
    where = (*limits, *valued)
    lines = tuple(line for line in found.lines if all(_meets(found, line, c) for c in where))
    return _resolved(found, where, lines)


# Office and period


def _prepare(plan: Plan, wanted: Wanted, words: Words, view: View) -> _Ground | None:
    headers = {c: _header(view, c, words) for c in range(len(view.names))}
    headers = {c: _rated(view, c, h, words) for c, h in headers.items()}
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


def _rated(view: View, column: int, own: Fit, words: Words) -> Fit:
    """A column of percentages with the words for a rate that the question has: 支付进度 of 花出比（%）."""
    if not _of_percent(view, column):
        return own
    mask = 0
    for place, term in words.terms:
        if any(_RATED.search(a) for a in term.alternatives):
            mask |= place
    return replace(own, mask=own.mask | mask) if own.mask else Fit(mask, 1, 2) if mask else own


def _of_percent(view: View, column: int) -> bool:
    """Whether most figures of a column are percentages."""
    said = [f.quantity.unit for line in view.lines if (f := line.figures.get(column))]
    return 2 * said.count("%") > len(said)


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


def _missed(found: _Ground) -> Condition | None:
    """The column of results against that of targets, where a table has one of each, points and weights apart."""
    columns: dict[Role, list[int]] = {Role.TARGET: [], Role.ACTUAL: []}
    for c in found.alive:
        roles = [f.role for f in _of_column(found, c) if family(f.quantity.unit) != "score"]
        role = max(set(roles), key=roles.count) if roles else None
        if role is not None and role in columns:
            columns[role].append(c)
    target, actual = columns[Role.TARGET], columns[Role.ACTUAL]
    return Condition(actual[0], against=target[0]) if len(target) == 1 and len(actual) == 1 else None


def _misses(actual: Figure, target: Figure) -> bool:
    """Whether a result is worse than its target: above one that is at most so much, else below it."""
    try:
        value = convert(actual.quantity, target.quantity.unit).value
    except ValueError:
        return False
    most = target.quantity.bound in (Bound.AT_MOST, Bound.UNDER)
    return value > target.quantity.value if most else value < target.quantity.value


def _meets(found: _Ground, line: Line, condition: Condition) -> bool:
    if condition.against is not None:
        result, target = found.figure(line, condition.column), found.figure(line, condition.against)
        return bool(result and target and _misses(result, target))
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
        by_column.setdefault((column, not _yes_no(found, column) and _is_negated(found, mask)), []).append(value)
    return tuple(Condition(c, tuple(dict.fromkeys(v)), negated=n) for (c, n), v in by_column.items())


def _yes_no(found: _Ground, column: int) -> bool:
    """Whether a column tells whether a row has something (有没有绩效目标)."""
    return YES_NO.search(found.view.names[column]) is not None


def _idle(own: Fit, words: Words) -> bool:
    """Whether a label is named by words that only ask: Total alone, but not Total assets, nor 数量指标 in full."""
    return own.mask & ~words.idle == 0 and count(own.mask) < _RUN


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
            _cell(found, where, lines, mask, operations)
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
        if condition.against is not None and found.wanted.unmet:
            mask |= found.words.mask_of(found.wanted.unmet.start, found.wanted.unmet.end)
        if condition.limit:
            mask |= found.words.mask_of(condition.limit.span.start, condition.limit.span.end)
    for group in states():
        for word in group:
            for m in re.finditer(re.escape(word), found.wanted.text.lower()):
                mask |= found.words.mask_of(*m.span()) if any(c.values for c in where) else 0
    return mask


def _cell(
    found: _Ground,
    where: tuple[Condition, ...],
    lines: tuple[Line, ...],
    mask: int,
    operations: Sequence[Operation],
) -> TableQuery | None:
    """The cell, or the few cells, that explain the question best."""
    view = found.view
    subjects = [c for c in view.worded if c != view.subject and found.headers[c].share >= _LEAST_LABEL]
    dates = [c for c in view.worded if _of_dates(view, c)] if _DATED.search(found.wanted.text) else []
    dates = [c for c in dates if found.headers[c].mask] or dates
    scored: list[tuple[float, int, int, Line, int]] = []
    for m in _DATED.finditer(found.wanted.text) if dates else ():
        mask |= found.words.mask_of(*m.span())
    lines = tuple(line for line in lines if line.mark.kind is not RowKind.GROUP)
    if Operation.SUM in operations and not any(c.values for c in where):
        totals = tuple(line for line in lines if is_total(view, line))
        lines = totals[-1:] if totals else lines
    for line in lines:
        own = _row(found, line, tuple(c.column for c in where if c.values))
        for column in dates or (*found.alive, *subjects):
            if column in found.view.figured and found.figure(line, column) is None:
                continue
            if column in (*subjects, *dates) and not line.texts.get(column):
                continue
            header = found.headers[column]
            covered = mask | own.mask | header.mask
            score = count(covered & ~found.words.idle) - _LACKING * (own.lacking + header.lacking)
            score += _SLIGHT * count(header.mask & found.words.idle) if header.whole else 0
            scored.append((score, covered, own.lacking + header.lacking, line, column))
    if not scored:
        return None
    best = max(s[0] for s in scored)
    top = [s for s in scored if s[0] == best]
    rows = tuple({id(s[3]): s[3] for s in top}.values())
    columns = tuple(dict.fromkeys(s[4] for s in top))
    return _query(found, Operation.CELL, rows, columns, where, top[0][1], lacking=top[0][2])


def _of_dates(view: View, column: int) -> bool:
    """Whether most filled cells of a column are dates."""
    said = [t for line in view.plain if (t := line.texts.get(column))]
    return bool(said) and 2 * sum(bool(_DATE.fullmatch(t)) for t in said) > len(said)


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
    limited = {c.column for c in where if c.limit or c.against is not None}
    lines, mask, partly = _narrowed(found, lines, mask)
    plain = tuple(line for line in lines if line in found.view.plain) if len(lines) > 1 else lines
    if operation in (Operation.COUNT, Operation.LIST):
        column = _named(found, limited, mask)
        return _listed(found, where, plain, mask, operation, column, limited)
    if operation is Operation.DIFFERENCE:
        return _difference(found, where, lines, mask)
    column = _measure(found, limited, mask)
    if operation in (Operation.SUM, Operation.MEAN, Operation.SHARE, Operation.SORT, Operation.MAX, Operation.MIN):
        picked = partly or any(not _of_asked(found, c) for c in where) or len(found.view.plain) == 1
        single = picked and len({found.view.label(x) for x in plain}) == 1
        if column is None and not single:
            return None
        total = [c for c in found.alive if sums_up(found.view.names[c]) and plain and found.figure(plain[0], c)]
        if operation is Operation.SUM and single and len(total) == 1 and (column in (None, *total)):
            mask |= found.headers[total[0]].mask
            return _query(found, Operation.CELL, plain[:1], tuple(total), where, mask, whole=True)
        if single and len(found.alive) > 1 and (column is None or not found.headers[column].mask):
            across = tuple(c for c in found.alive if not sums_up(found.view.names[c]) and found.figure(plain[0], c))
            return _query(found, operation, plain[:1], across, where, mask, across=True) if len(across) > 1 else None
        if column is None or (len(plain) < 2 and operation is not Operation.SHARE):
            return None
        if _SPEED.search(found.wanted.text) and not _of_percent(found.view, column):
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


def _of_asked(found: _Ground, condition: Condition) -> bool:
    """Whether a condition only says again which office is asked."""
    offices = found.plan.departments or ()
    return bool(condition.values) and all(
        any(v.startswith(d) or same_office(v, d) for d in offices) for v in condition.values
    )


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
    known = mask | found.words.idle | _captioned(found)
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


def _captioned(found: _Ground) -> int:
    """The tokens that what the table is called explains: its rows need not say them again."""
    around = simplified("".join(found.view.captions).lower())
    mask = 0
    for place, term in found.words.terms:
        if any(len(a) > 1 and a in around for a in map(simplified, term.alternatives)):
            mask |= place
    return mask


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
    if operation is Operation.COUNT and (named or not _countable(found)):
        return None
    telling = [c for c in where if c.limit or c.against is not None or c.column != found.view.subject]
    counts = _counted(found) if operation is Operation.COUNT else ()
    every = named if operation is Operation.LIST else any(c is not None for _, c in counts) or _of_all(found)
    if not telling and not every:
        return None
    asked = () if column is None or not found.headers[column].mask else (column,)
    for (_, own), span in zip(counts, found.wanted.counts, strict=False):
        mask |= found.words.mask_of(span.end, span.end + _NEXT) if own is not None else 0
    if asked:
        mask |= found.headers[asked[0]].mask
    return _query(found, operation, lines, asked, where, mask)


def _counted(found: _Ground) -> tuple[tuple[str, int | None], ...]:
    """What 几笔 and 几家企业 or how many count: companies count once, however many rows each has."""
    out = []
    for span in found.wanted.counts:
        asked = span.of(found.wanted.text)
        classifier = "" if asked.isascii() else asked[-1]
        out.append((classifier, _counted_column(found, span)))
    return tuple(dict.fromkeys(out))


def _counted_column(found: _Ground, span: Span) -> int | None:
    """The column of words named right after a count: by its header, the end of it (条款), or by holding firms."""
    text = found.wanted.text[span.end : span.end + (2 * _NEXT if span.of(found.wanted.text).isascii() else _NEXT)]
    near = found.words.mask_of(span.end, span.end + len(text))
    worded = found.view.worded
    named = [c for c in worded if found.headers[c].mask & near] or [
        c for c in worded if len(found.view.names[c]) > 2 and found.view.names[c][-2:] in text
    ]
    if not named and _FIRMS.match(text):
        named = [c for c in worded if _of_firms(found.view, c)]
    return named[0] if len(named) == 1 else None


def _of_firms(view: View, column: int) -> bool:
    """Whether most cells of a column name firms."""
    said = [t for line in view.plain if (t := line.texts.get(column))]
    return bool(said) and 2 * sum(bool(_FIRM.search(t)) for t in said) > len(said)


def _of_all(found: _Ground) -> bool:
    """Whether a count is of every row: the question names the list, or much of what the table is called."""
    text = found.wanted.text
    if _LISTED.search(text):
        return True
    caption = simplified(found.view.captions[0]) if found.view.captions else ""
    runs = (caption[i : i + _RUN] for i in range(len(caption) - _RUN + 1))
    return any(run in text and re.fullmatch(r"[\u4e00-\u9fff]+", run) for run in runs)


def _countable(found: _Ground) -> bool:
    """Whether the number wanted can be one of rows: no kilometres, no money, unless a noun for rows follows how many."""
    families = found.plan.want.families
    if not families or found.plan.want.general or families[0] in ("count", "people", "visits"):
        return True
    rest = (found.wanted.text[span.end : span.end + 2 * _NEXT].split() for span in found.wanted.counts)
    return any(nouns().fullmatch(word) for words in rest for word in words[:2])


def _group(found: _Ground, operation: Operation) -> int | None:
    """The column of words after 各, 每个, by: groups are wanted where it does not tell the rows apart.

    Of the most that someone got in all (累计) the column that names who got it, where names come again.
    """
    if operation in (Operation.MAX, Operation.MIN):
        subject = found.view.subject
        said = [found.view.label(line) for line in found.view.plain]
        return subject if _SUMMED.search(found.wanted.text) and len(set(said)) < len(said) else None
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
    whole: bool = False,
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
        _counted(found) if operation is Operation.COUNT else (),
        grounded(
            found.plan,
            found.words,
            mask,
            found.view,
            columns,
            by_rows=operation is not Operation.CELL,
            settled=operation is Operation.CELL or bool(where) or _is_meant(found),
        ),
        grounded(found.plan, found.words, mask, _by_own_caption(found.view), columns),
        float(lacking),
        whole or (bool(columns) and all(found.headers[c].whole for c in columns)),
        found.cells,
    )


def _is_meant(found: _Ground) -> bool:
    """Whether a question that says no more than how many means this table: its office is named, or itself."""
    text = found.wanted.text
    return found.plan.departments is not None or any(
        len(c) >= _NAME and simplified(c) in text for c in found.view.captions
    )


def _by_own_caption(view: View) -> View:
    """The view called by its own caption alone."""
    return replace(view, captions=view.captions[:1])


def _told(run: str, around: str) -> bool:
    """Whether `around` names `run`, as it is or shortened: 气象站 of 气象观测站点."""
    if run in around:
        return True
    shortened = 3 <= len(run) <= _RUN and not run.isascii()
    return (
        shortened and re.search(f"{re.escape(run[:2])}[\u4e00-\u9fff]{{1,3}}{re.escape(run[2:])}", around) is not None
    )


def _of_rows(view: View, run: str) -> bool:
    """Whether every row says `run`, so that it picks none of them."""
    if len(run) < 2 or not view.plain:
        return False
    return all(any(run in t for t in line.texts.values()) for line in view.plain)


def grounded(
    plan: Plan,
    words: Words,
    mask: int,
    view: View,
    columns: Sequence[int],
    *,
    by_rows: bool = False,
    settled: bool = True,
) -> float:
    """The share of the question's terms that the table explains, by its cells and headers or by what it is called.

    Where the question has no terms but those that ask, `settled` tells whether the table is the one meant all the same.
    `by_rows` lets a term count that all rows hold, where rows are worked on rather than one of them looked up.
    """
    total = explained = 0.0
    around = simplified("".join((*view.captions, *(view.names[c] for c in columns))).lower())
    units = "".join(header_unit(view.paths[c]) for c in columns)
    for place, term in words.terms:
        size = count(place & ~words.idle)
        if place and not size:
            continue
        part = count(place & mask & ~words.idle) / size if size else 0.0
        alternatives = tuple(map(simplified, term.alternatives))
        if any(_told(a, around) or (len(a) > 1 and a == units) for a in alternatives):
            part = 1.0
        if part < 1 and by_rows and any(_of_rows(view, a) for a in alternatives):
            part = 1.0
        weight = min(term.weight, 1.0)
        total += weight
        explained += weight * part
    if not total:
        return 1.0 if settled else 0.0
    return explained / total


def words_for(plan: Plan, wanted: Wanted) -> Words:
    """The words of a question with the terms of its plan; its operations and limits name nothing."""
    terms = _glossed(wanted.text, plan.terms)
    units = (Span(*m.span()) for m in _UNIT_ASKED.finditer(wanted.text))
    return words_of(wanted.text, terms, (*wanted.asking, *units, *(limit.span for limit in wanted.limits)))


def _glossed(text: str, terms: Sequence[Term]) -> list[Term]:
    """English terms with the Chinese that the question gives for them: Longtankou station (龙潭口站)."""
    found = []
    for m in _GLOSS.finditer(text):
        words = m[1].lower().replace("-", " ").split()
        cut = next((i for i in range(len(words), 0, -1) if words[i - 1] in _JOINTS), 0)
        found.append((" ".join(words[cut:]), m[2]))
    out = []
    for term in terms:
        if term.text in _MONTHS:
            continue
        given = tuple(chinese for phrase, chinese in found if term.text.isascii() and term.text in phrase)
        out.append(replace(term, alternatives=(*term.alternatives, *given)) if given else term)
    return out
