"""Which rows a question means: limits on columns, targets missed, and values that it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering.find import same_office
from assistant.answering.table_ground import Condition, Ground, figures_of, header_worth
from assistant.answering.table_match import Fit, Words, count, fit, spelt
from assistant.answering.table_plan import Limit, Operation, Wanted, states
from assistant.answering.table_view import Line, View
from assistant.records.columns import YES, YES_NO
from assistant.records.model import Bound, Figure, Quantity, Role
from assistant.records.quantity import convert, family
from assistant.records.units import split_multiplier

_NEGATED = re.compile(r"(?:不是|不含|不包括|除了?|而非|并非|非|没有?|not|except|excluding|other than)\s*$", re.I)
_NO = re.compile(r"(?:未|没有?|非|不|\b(?:not?|without|lacking)\s)\s*[被经曾]?$")
# A cell that goes on to explain itself says the same: 偏慢，合同未到支付节点.
_LED = re.compile(r"\s*[，,；;：:（(].+", re.S)
_BREAK = re.compile(r"[，,；;、]|并且|而且|且|以及|\band\b|\bwith\b|\bwhose\b")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|[-./]|$)")
_HAPPENED = re.compile(
    r"建|投[用运产入]|开[工业通放]|成立|竣工|启[动用]|完工|入[库驻职]|签[订约]|采购|购[置入]|登记|\b(?:built|opened|started|founded|completed|installed|bought|signed|registered|commissioned)\b",
    re.I,
)
_PACE = re.compile(r"序时进度[^\d\n]{0,8}?(\d+(?:\.\d+)?)\s*[%％]")
_SPENT = re.compile(r"执行|支出|进度|支付|花出")
_MARKS = re.compile(r"分|\b(?:marks|points|scores?)\b")
_YEAR_ONLY = 4
_RUN = 4
_LONG_LABEL = 3
_SEVERAL = 2
_FEW_VALUES = 400
_HUNDRED_MILLION = 10**8


def limit_conditions(found: Ground) -> tuple[Condition, ...] | None:
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


def _column_of(found: Ground, limit: Limit, start: int) -> int | None:
    """The column a limit is about: named right before it, else the only one of its kind of unit or at all."""
    text = found.wanted.text
    fitting = [c for c in found.alive if _comparable(found, c, limit)]
    breaks = [m.end() for m in _BREAK.finditer(text, start, limit.span.start)]
    for begin, end in ((breaks[-1] if breaks else start, limit.span.start), (0, len(text))):
        span = found.words.mask_of(begin, end)
        scored = [(header_worth(found.headers[c], span), c) for c in fitting if found.headers[c].mask & span]
        if scored:
            best = max(scored)[0]
            top = [c for s, c in scored if s == best]
            return top[0] if len(top) == 1 else None
    kind = family(limit.quantity.unit) if limit.quantity.unit else ""
    alike = [c for c in fitting if kind and any(family(f.quantity.unit) == kind for f in figures_of(found, c))]
    only = alike or fitting
    if len(only) > 1 and limit.span == found.wanted.pace:
        only = [c for c in only if _SPENT.search(found.view.names[c])]
    return only[0] if len(only) == 1 else None


def _comparable(found: Ground, column: int, limit: Limit) -> bool:
    return any(bound_in(limit, f) is not None for f in figures_of(found, column))


def bound_in(limit: Limit, figure: Figure) -> tuple[Decimal, Decimal | None] | None:
    """The limit's numbers in the figure's unit: a bare number counts in it; where the figure has none, in the base unit (元).

    A bare number written with 万 or 亿 (50万, 1个亿) counts in the base unit where the figure's is a multiple of it.
    """
    value = _in_unit(limit.quantity, figure.quantity.unit, limit.scaled)
    upper = _in_unit(limit.upper, figure.quantity.unit, limit.scaled) if limit.upper else None
    return None if value is None or (limit.upper and upper is None) else (value, upper)


def _in_unit(quantity: Quantity, unit: str, scaled: bool = False) -> Decimal | None:
    if not quantity.unit:
        multiple, base = split_multiplier(unit)
        if not multiple or (not scaled and abs(quantity.value) < _HUNDRED_MILLION):
            return quantity.value
        quantity = replace(quantity, unit=base)
    try:
        return convert(quantity, unit or split_multiplier(quantity.unit)[1]).value
    except ValueError:
        return None


def year_in(line: Line, column: int) -> int | None:
    """The year that a cell holds, alone or at the head of a date; None where it holds neither."""
    own = line.cells[column] if column < len(line.cells) else None
    found = _YEAR.match(own.span.of(line.document.text).strip()) if own else None
    return int(found[1]) if found else None


def year_column(wanted: Wanted, words: Words, view: View) -> int | None:
    """The column of years or dates that a question's limit on years is about: the one named, or the only one there is."""
    if wanted.years is None:
        return None
    rows = [line for line in view.plain if line.cells]
    dated = [
        c for c in range(len(view.names)) if rows and 2 * sum(year_in(line, c) is not None for line in rows) > len(rows)
    ]
    named = [c for c in dated if fit(view.names[c], words).mask & ~words.idle]
    found = named or (dated if _HAPPENED.search(wanted.text) else [])
    return found[0] if len(found) == 1 else None


def pace_limit(found: Ground) -> Limit | None:
    """The pro-rata pace that a question compares with, as a limit: as the document tells it, else by the months told."""
    span = found.wanted.pace
    if span is None or found.wanted.limits:
        return None
    key = "ge" if found.wanted.ahead else "lt"
    for document in {line.document.id: line.document for line in found.view.lines}.values():
        if told := _PACE.search(document.text):
            return Limit(key, Quantity(Decimal(told[1]), "%"), span)
    ends = {f.period.end[5:7] for f in found.cells.values() if f.period and len(f.period.end) > _YEAR_ONLY}
    if len(ends) != 1:
        return None
    return Limit(key, Quantity(Decimal(int(ends.pop())) / 12 * 100, "%"), span)


def missed_target(found: Ground) -> Condition | None:
    """The column of results against that of targets, of points against their weights where full marks are asked, where a table has one of each."""
    span = found.wanted.unmet
    marks = span is not None and _MARKS.search(found.wanted.text, span.start, span.end) is not None
    result = Role.SCORE if marks else Role.ACTUAL
    columns: dict[Role, list[int]] = {Role.TARGET: [], result: []}
    for c in found.alive:
        roles = [f.role for f in figures_of(found, c) if (family(f.quantity.unit) == "score") is marks]
        role = max(set(roles), key=roles.count) if roles else None
        if role is not None and role in columns:
            columns[role].append(c)
    target, actual = (_named_best(found, columns[role]) for role in (Role.TARGET, result))
    if target is None or actual is None:
        return None
    return Condition(actual, against=target, beyond=found.wanted.exceeded is not None)


def _named_best(found: Ground, columns: Sequence[int]) -> int | None:
    """The only one of `columns`, else the one that the question names in full or best; None where several are named alike."""
    if len(columns) < _SEVERAL:
        return next(iter(columns), None)
    worth = sorted(((header_worth(found.headers[c], -1), -c) for c in columns if found.headers[c].mask), reverse=True)
    apart = len(worth) == 1 or (len(worth) > 1 and worth[0][0] > worth[1][0])
    return -worth[0][1] if apart else None


def _goes_beyond(actual: Figure, target: Figure) -> bool:
    """Whether a result is larger than its target."""
    try:
        return convert(actual.quantity, target.quantity.unit).value > target.quantity.value
    except ValueError:
        return False


def _misses(actual: Figure, target: Figure) -> bool:
    """Whether a result is worse than its target: above one that is at most so much, else below it."""
    try:
        value = convert(actual.quantity, target.quantity.unit).value
    except ValueError:
        return False
    most = target.quantity.bound in (Bound.AT_MOST, Bound.UNDER)
    return value > target.quantity.value if most else value < target.quantity.value


def meets_condition(found: Ground, line: Line, condition: Condition) -> bool:
    """Whether a row meets a condition."""
    if condition.years is not None:
        year = year_in(line, condition.column)
        return year is not None and condition.years.first <= year <= condition.years.last
    if condition.against is not None:
        result, target = found.figure(line, condition.column), found.figure(line, condition.against)
        met = _goes_beyond if condition.beyond else _misses
        return bool(result and target and met(result, target))
    if condition.limit is None:
        return (line.texts.get(condition.column, "") in condition.values) is not condition.negated
    figure = found.figure(line, condition.column)
    bounds = bound_in(condition.limit, figure) if figure else None
    return bool(figure and bounds and condition.limit.keeps(figure.quantity.value, *bounds))


def value_conditions(found: Ground, taken: set[int]) -> tuple[Condition, ...]:
    """Conditions by values of columns of words that the question names in full, longer names before shorter ones in them."""
    named: list[tuple[int, int, str]] = []
    explained = 0
    for header in found.headers.values():
        explained |= header.mask if header.whole else 0
    asked = _asked_columns(found)
    for column in found.view.worded:
        values = dict.fromkeys(t for line in found.lines if (t := line.texts.get(column, "")))
        if len(values) > _FEW_VALUES:
            values = {v: None for v in values if found.words.may_hold(v)}
        for value in values:
            own = fit(value, found.words)
            if own.whole and not _idle(own, found.words) and own.mask & ~explained:
                named.append((own.mask, column, value))
                named.extend(
                    (own.mask, column, v) for v in values if _LED.fullmatch(v[len(value) :]) and v.startswith(value)
                )
        named.extend(n for n in _stated(found, column, values, taken) if n[0] & ~asked)
    named = [n for n in named if not _one_of_offices(found, n[2])]
    named = _but_in_caption(found, _but_of_title(found, named))
    told = _best_label(found)
    named = [n for n in named if n[0] == told or n[0] & told != n[0]]
    kept = [n for n in named if not any(o[0] != n[0] and o[0] & n[0] == n[0] for o in named)]
    kept = _but_of_parts(found, kept)
    by_column: dict[tuple[int, bool], list[str]] = {}
    for mask, column, value in kept:
        by_column.setdefault((column, not _yes_no(found, column) and _is_negated(found, mask)), []).append(value)
    return tuple(Condition(c, tuple(dict.fromkeys(v)), negated=n) for (c, n), v in by_column.items())


def _one_of_offices(found: Ground, value: str) -> bool:
    """Whether a value names one of several offices asked about: their rows are chosen already."""
    offices = found.plan.departments or ()
    return len(offices) > 1 and any(same_office(value, d) for d in offices)


def _but_of_title(found: Ground, named: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """`named` without values of which the question says no more than what the table is called (Liuxiang), where it names others."""
    titled = own = 0
    for place, name in found.words.names:
        own |= place
        titled |= place if spelt(name, "".join(found.view.captions)) else 0
    apart = {column for mask, column, _ in named if mask & own & ~titled}
    worked = any(o is not Operation.DIFFERENCE for o, _ in found.wanted.operations)
    return [n for n in named if not (worked or n[1] in apart) or not n[0] & titled or n[0] & own & ~titled]


def _but_in_caption(found: Ground, named: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """`named` without several values of a column that the table's name strings together (公园绿道建设项目清单): no choice of rows."""
    captions = "".join(found.view.captions)
    dropped = set()
    for mask, column, value in named:
        for other, beside, after in named:
            both = f"{value}{after}"
            said = both in found.wanted.text or found.plan.question.language == "en"
            if beside == column and value != after and both in captions and said:
                dropped |= {(mask, column, value), (other, beside, after)}
    return [n for n in named if n not in dropped]


def _but_of_parts(found: Ground, named: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """`named` without labels of totals and their parts (其中：已完工) where the same words are a value of rows of their own."""
    own = {(c, t) for line in found.view.plain for c, t in line.texts.items()}
    masks = {mask for mask, column, value in named if (column, value) in own}
    return [n for n in named if n[0] not in masks or (n[1], n[2]) in own]


def _best_label(found: Ground) -> int:
    """The tokens of the label that the question names best, where it is a long one: parts of it are no values of columns."""
    subject = found.view.subject
    if subject is None:
        return 0
    labels = dict.fromkeys(t for line in found.lines if (t := line.texts.get(subject, "")))
    masks = [fit(t, found.words).mask & ~found.offices for t in labels if found.words.may_hold(t)]
    best = max(masks, key=count, default=0)
    return best if count(best) >= _LONG_LABEL else 0


def _asked_columns(found: Ground) -> int:
    """The tokens of figured columns named in full: 完成 of 2024年完成投资 tells no state of a row."""
    mask = 0
    for column in found.view.figured:
        header = found.headers[column]
        mask |= header.mask if header.mask and not header.lacking else 0
    return mask


def _yes_no(found: Ground, column: int) -> bool:
    """Whether a column tells whether a row has something (有没有绩效目标)."""
    return YES_NO.search(found.view.names[column]) is not None


def _idle(own: Fit, words: Words) -> bool:
    """Whether a label is named by words that only ask: Total alone, but not Total assets, nor 数量指标 in full."""
    return own.mask & ~words.idle == 0 and count(own.mask) < _RUN


def _is_negated(found: Ground, mask: int) -> bool:
    start = found.words.spans[(mask & -mask).bit_length() - 1].start
    return bool(_NEGATED.search(found.wanted.text[:start]))


def _stated(found: Ground, column: int, values: Mapping[str, None], taken: set[int]) -> Iterator[tuple[int, int, str]]:
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


def explained_by(found: Ground, where: Sequence[Condition]) -> int:
    """The tokens that conditions explain: their values, their columns' names, the words and number of limits."""
    mask = 0
    for condition in where:
        header = found.headers[condition.column]
        mask |= header.mask
        for value in condition.values:
            mask |= fit(value, found.words).mask
        said = found.wanted.unmet or found.wanted.exceeded
        if condition.against is not None and said:
            mask |= found.words.mask_of(said.start, said.end)
        if condition.limit:
            mask |= found.words.mask_of(condition.limit.span.start, condition.limit.span.end)
        if condition.years:
            mask |= found.words.mask_of(condition.years.span.start, condition.years.span.end)
    for group in states():
        for word in group:
            for m in re.finditer(re.escape(word), found.wanted.text.lower()):
                mask |= found.words.mask_of(*m.span()) if any(c.values for c in where) else 0
    return mask
