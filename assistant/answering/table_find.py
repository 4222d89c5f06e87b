"""A question grounded in a table: which rows, which column, which operation, and how much of the question that explains.

A question of which too much is left unexplained finds nothing here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.answering.find import same_office
from assistant.answering.plan import Plan
from assistant.answering.table_ground import Condition, Ground, TableQuery, header_worth, of_percent, prepare_ground
from assistant.answering.table_list import listed_rows
from assistant.answering.table_match import NOTHING, Fit, Words, count, fit
from assistant.answering.table_measure import measure_of, named_columns
from assistant.answering.table_measured import measured_query
from assistant.answering.table_pick import (
    counting_column,
    make_query,
    measure_column,
    named_column,
    narrowed_rows,
    row_fit,
)
from assistant.answering.table_plan import Operation, Wanted
from assistant.answering.table_view import Line, View, is_total, sums_up
from assistant.answering.table_where import (
    explained_by,
    limit_conditions,
    meets_condition,
    missed_target,
    pace_limit,
    value_conditions,
    year_column,
)
from assistant.records.model import RowKind, Span
from assistant.records.quantity import family

_DATED = re.compile(r"哪一?天|何时|什么时候|什么时间|几月几[日号]|日期|\bwhen\b|\b(?:what|which) (?:date|day)\b", re.I)
_DATE = re.compile(
    r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2}\s*日?|\s*月)?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_SUMMED = re.compile(
    r"累计|合计|总共|一共|总计|总额|\b(?:in total|in all|altogether|overall|cumulative(?:ly)?|combined)\b", re.I
)
_SPEED = re.compile(r"最[快慢]|\b(?:fastest|slowest)\b", re.I)
_LACKING = 0.35
_SLIGHT = 0.1
_BESIDE = re.compile(r"[和与及、，,]|\b(?:and|versus|vs|or|to)\b", re.I)
_SET_APART = re.compile(
    r"差|[比较].{1,30}[多少高低大小长短]|\b(?:difference|differ|more|fewer|less|higher|lower)\b", re.I
)
_SIDE_BY_SIDE = 2
_TIME_ASKED = re.compile(r"哪一?个?(?:月|季度|年|期)|\b(?:which|what) (?:month|quarter|year)\b", re.I)
_LEAST_LABEL = 0.5
_NEXT = 8
_NAMED = 0.6


def ground(plan: Plan, wanted: Wanted, words: Words, view: View) -> TableQuery | None:
    """`plan` as a query over `view`; None where the table does not explain enough of it."""
    dated = year_column(wanted, words, view)
    if dated is not None:
        plan = replace(plan, years=None, period=None)  # a column's years, not those of records
    found = prepare_ground(plan, wanted, words, view)
    if found is None:
        return None
    pace = pace_limit(found)
    if pace is not None:
        found = replace(found, wanted=replace(wanted, limits=(pace,)))
    measure = measure_of(found)
    measured = measured_query(found, measure) if measure else None
    if measured is not None:
        return measured
    limits = limit_conditions(found)
    if limits is None:
        return None
    if wanted.unmet or wanted.exceeded:
        missed = missed_target(found)
        if missed is None:
            return None
        limits = (*limits, missed)
    valued = value_conditions(found, {c.column for c in limits})
    if dated is not None:
        valued = (Condition(dated, years=wanted.years), *(c for c in valued if c.column != dated))
    where = (*limits, *valued)
    lines = tuple(line for line in found.lines if all(meets_condition(found, line, c) for c in where))
    return _resolved(found, where, lines)


def _resolved(found: Ground, where: tuple[Condition, ...], lines: tuple[Line, ...]) -> TableQuery | None:
    mask = explained_by(found, where)
    whole = 0
    for c, header in found.headers.items():
        whole |= header.mask if header.whole and c in found.view.figured else 0
    for condition in where:
        for value in condition.values:
            whole |= fit(value, found.words).mask
    named = frozenset(
        i for at, span in enumerate(found.words.spans) if whole >> at & 1 for i in range(span.start, span.end)
    )
    operations = _with_implied(found, where, found.wanted.without(named))
    for operation in (*operations, Operation.CELL):
        query = (
            _cell(found, where, lines, mask, operations)
            if operation is Operation.CELL
            else _operated(found, where, lines, mask, operation)
        )
        if operation is Operation.CELL and query is not None and _adds_up(found, query):
            query = _operated(found, where, lines, mask, Operation.SUM) or query
        if query is not None or (operation is Operation.DIFFERENCE and _SET_APART.search(found.wanted.text)):
            return query
    return None


_APIECE = re.compile(r"各|分别|每|哪|\b(?:each|respectively|which|both)\b", re.I)
_ADDED = frozenset({"money", "count", "people", "visits", "area", "length", "mass", "volume", "power", "energy"})


def _adds_up(found: Ground, query: TableQuery) -> bool:
    """Whether several rows that share what the question names make up one amount: what a town's projects were paid."""
    shared = any(c.values and c.column != found.view.subject for c in query.where)
    if not shared or len(query.lines) < 2 or len(query.columns) != 1 or _APIECE.search(found.wanted.text):
        return False
    # What was planned, and what the column is not called, no sum of it tells.
    if found.plan.target or not found.headers[query.columns[0]].mask:
        return False
    return all(
        f is not None and family(f.quantity.unit) in _ADDED
        for line in query.lines
        for f in [query.figure(line, query.columns[0])]
    )


_ASKS = re.compile(r"多少|[几何]|什么|怎么|吗|\b(?:how|what|when|where|is|are|was|were|did|does|do)\b", re.I)


def _with_implied(
    found: Ground, where: tuple[Condition, ...], operations: tuple[Operation, ...]
) -> tuple[Operation, ...]:
    """The operations asked for, and those that a question implies: a list by its limits, a sum by its groups."""
    if operations:
        return operations
    if any(c.limit or c.years or c.against is not None for c in where) and not _ASKS.search(found.wanted.text):
        return (Operation.LIST,)  # 复核得分90分以下的单位
    if found.wanted.limits == () and _group(found, Operation.SUM) is not None:
        return (Operation.SUM,)  # 各镇街总投资分别是多少
    if found.wanted.pace or (found.wanted.years and any(c.years for c in where)):
        return (Operation.LIST,)
    return ()


def _cell(
    found: Ground,
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
    scored: list[tuple[float, int, int, Line, int, int]] = []
    blank: list[tuple[float, Line, int]] = []
    for m in _DATED.finditer(found.wanted.text) if dates else ():
        mask |= found.words.mask_of(*m.span())
    lines = tuple(line for line in lines if line.mark.kind is not RowKind.GROUP)
    if Operation.SUM in operations and not any(c.values for c in where):
        totals = tuple(line for line in lines if is_total(view, line))
        lines = totals[-1:] if totals else lines
    for line in lines:
        own = _beside_offices(found, row_fit(found, line, tuple(c.column for c in where if c.values)))
        for column in dates or (*(c for c in found.view.figured if c not in found.alive), *found.alive, *subjects):
            if column in found.view.figured and found.figure(line, column) is None:
                if own.mask & ~found.offices or any(c.values for c in where) or _of_one_office(found):
                    blank += _blank(found, mask, own, line, column)
                continue
            if column in (*subjects, *dates) and not line.texts.get(column):
                continue
            header = found.headers[column]
            covered = mask | own.mask | header.mask
            score = count(covered & ~found.words.idle) - _LACKING * (own.lacking + header.lacking)
            score += _SLIGHT * count(header.mask & found.words.idle) if header.whole else 0
            scored.append((score, covered, own.lacking + header.lacking, line, column, own.mask))
    empty = max(blank, key=lambda b: b[0], default=None)
    best = max((s[0] for s in scored), default=0.0)
    if empty is not None and (not scored or empty[0] > best):
        header = found.headers[empty[2]]
        covered = mask | row_fit(found, empty[1]).mask | header.mask
        return make_query(found, Operation.CELL, (empty[1],), (empty[2],), where, covered, placed=True)
    if not scored:
        return None
    top = [s for s in scored if s[0] == best]
    rows = tuple({id(s[3]): s[3] for s in top}.values())
    columns = tuple(dict.fromkeys(s[4] for s in top))
    beside = _named_beside(found) if len(rows) <= _SIDE_BY_SIDE else ()
    if len(beside) > 1 and set(columns) & set(beside) and all(found.figure(x, c) for x in rows for c in beside):
        columns = beside
        for column in beside:
            top[0] = (top[0][0], top[0][1] | found.headers[column].mask, *top[0][2:])
    summing = _summing(found, columns) if len(rows) == 1 else ()
    named = any(c.values for c in where) or (len(rows) == 1 and bool(top[0][5] & ~found.offices))
    placed = named and bool(summing or all(found.headers[c].share >= _NAMED for c in columns))
    return make_query(
        found, Operation.CELL, rows, summing or columns, where, top[0][1], lacking=top[0][2], placed=placed
    )


def _beside_offices(found: Ground, own: Fit) -> Fit:
    """What a row's labels explain beside the offices asked, whose rows are chosen already."""
    mask = own.mask & ~found.offices
    return own if mask == own.mask else replace(own, mask=mask) if mask else NOTHING


def _of_one_office(found: Ground) -> bool:
    return found.plan.departments is not None and len(found.plan.departments) == 1


def _blank(found: Ground, mask: int, own: Fit, line: Line, column: int) -> list[tuple[float, Line, int]]:
    """A cell that holds no figure, with how well the question names it, where it names its column for the most part."""
    header = found.headers[column]
    if column in line.figures or column >= len(line.cells) or header.share < _NAMED:
        return []
    score = count((mask | own.mask | header.mask) & ~found.words.idle) - _LACKING * (own.lacking + header.lacking)
    return [(score, line, column)]


def _named_beside(found: Ground) -> tuple[int, ...]:
    """The columns that a question names side by side, joined by 和, and the like; () where it names but one."""
    columns = named_columns(found)
    text = found.wanted.text
    for one, other in pairwise(columns):
        left, right = found.headers[one].mask, found.headers[other].mask & ~found.headers[one].mask
        if not left or not right:
            return ()
        end = found.words.spans[left.bit_length() - 1].end
        start = found.words.spans[(right & -right).bit_length() - 1].start
        if end > start or not _BESIDE.search(text[end:start]):
            return ()
    return columns


def _summing(found: Ground, columns: tuple[int, ...]) -> tuple[int, ...]:
    """Of columns of which the question names none the one that sums up the others, where there is one."""
    if any(found.headers[c].mask & ~found.words.idle for c in columns):
        return ()
    whole = tuple(c for c in columns if sums_up(found.view.names[c]))
    return whole if len(whole) == 1 else ()


def _of_dates(view: View, column: int) -> bool:
    """Whether most filled cells of a column are dates."""
    said = [t for line in view.plain if (t := line.texts.get(column))]
    return bool(said) and 2 * sum(bool(_DATE.fullmatch(t)) for t in said) > len(said)


def _operated(
    found: Ground, where: tuple[Condition, ...], lines: tuple[Line, ...], mask: int, operation: Operation
) -> TableQuery | None:
    """A column over the rows that meet every condition, or one row over its columns."""
    limited = {c.column for c in where if c.limit or c.years or c.against is not None}
    lines, mask, partly = narrowed_rows(found, lines, mask)
    plain = tuple(line for line in lines if line in found.view.plain) if len(lines) > 1 else lines
    if not plain and any(sums_up(value) for c in where for value in c.values):
        plain = lines  # 两个泵站的小计哪个高
    if operation in (Operation.COUNT, Operation.LIST):
        column = named_column(found, limited, mask)
        held = counting_column(found) if operation is Operation.COUNT and where and column is None else None
        if held is not None and plain and all(found.figure(line, held) for line in plain):
            summed = Operation.SUM if len(plain) > 1 else Operation.CELL
            return make_query(found, summed, plain, (held,), where, mask | found.headers[held].mask, whole=True)
        group = _group(found, Operation.SUM) if operation is Operation.COUNT else None
        return listed_rows(found, where, plain, mask, operation, column, limited, group=group)
    if operation is Operation.DIFFERENCE:
        return _difference(found, where, lines, mask)
    column = measure_column(found, limited, mask)
    if operation in (Operation.SUM, Operation.MEAN, Operation.SHARE, Operation.SORT, Operation.MAX, Operation.MIN):
        picked = partly or any(not _of_asked(found, c) for c in where) or len(found.view.plain) == 1
        picked = picked or (len(plain) == 1 and bool(_TIME_ASKED.search(found.wanted.text)))
        single = picked and len({found.view.label(x) for x in plain}) == 1
        if column is None and not single:
            return None
        total = [c for c in found.alive if sums_up(found.view.names[c]) and plain and found.figure(plain[0], c)]
        if operation is Operation.SUM and single and len(total) == 1 and (column in (None, *total)):
            mask |= found.headers[total[0]].mask
            return make_query(found, Operation.CELL, plain[:1], tuple(total), where, mask, whole=True)
        if single and len(found.alive) > 1 and (column is None or not found.headers[column].mask):
            across = tuple(c for c in found.alive if not sums_up(found.view.names[c]) and found.figure(plain[0], c))
            return (
                make_query(found, operation, plain[:1], across, where, mask, across=True) if len(across) > 1 else None
            )
        if column is None or (len(plain) < 2 and operation is not Operation.SHARE):
            return None
        if _SPEED.search(found.wanted.text) and not of_percent(found.view, column):
            return None
        return make_query(
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


def _of_asked(found: Ground, condition: Condition) -> bool:
    """Whether a condition only says again which office is asked."""
    offices = found.plan.departments or ()
    return bool(condition.values) and all(
        any(v.startswith(d) or same_office(found.plan.full(v), d) for d in offices) for v in condition.values
    )


def _difference(found: Ground, where: tuple[Condition, ...], lines: tuple[Line, ...], mask: int) -> TableQuery | None:
    """Two cells: of two rows in one column, or of two columns in one row."""
    lines = tuple(line for line in lines if line.mark.kind is not RowKind.GROUP and line.figures)
    columns = [c for c in found.alive if any(found.figure(line, c) for line in lines)]
    if len(lines) == 1 and len(columns) > 2:
        worth = {c: header_worth(found.headers[c], -1) for c in columns if found.headers[c].mask}
        columns = sorted(worth, key=lambda c: -worth[c])[:2]
        columns.sort()
    if len(lines) == 2 and len(columns) > 1:
        column = measure_column(found, set(), mask)
        columns = [] if column is None else [column]
    if len(lines) * len(columns) != 2:
        return None
    for c in columns:
        mask |= found.headers[c].mask
    return make_query(found, Operation.DIFFERENCE, lines, tuple(columns), where, mask)


def _group(found: Ground, operation: Operation) -> int | None:
    """The column of words after 各, 每个, by: groups are wanted where it does not tell the rows apart.

    Of the most that someone got in all (累计) the column that names who got it, where names come again.
    """
    if operation in (Operation.MAX, Operation.MIN):
        asked = {g for span in found.wanted.whose if (g := _grouping(found, (span,))) is not None}
        if len(asked) > 1:
            return None  # 哪个泵站的哪种设备: one row is asked for
        if asked:
            return asked.pop()
        subject = found.view.subject
        said = [found.view.label(line) for line in found.view.plain]
        return subject if _SUMMED.search(found.wanted.text) and len(set(said)) < len(said) else None
    return _grouping(found, found.wanted.each)


def _grouping(found: Ground, spans: Sequence[Span]) -> int | None:
    """The column of words named right after one of `spans` that comes again in rows and is not what rows are about."""
    for span in spans:
        near = found.words.mask_of(span.start, span.end + _NEXT)
        for column in found.view.worded:
            said = [t for line in found.view.plain if (t := line.texts.get(column))]
            again = len(set(said)) < len(said)
            if found.headers[column].mask & near and column != found.view.subject and again:
                return column
    return None
