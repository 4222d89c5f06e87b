"""What a question and a table have to do with each other: the cells of its office and period, and what its headers explain.

Headers are matched by their words, whatever they are; office, year and month filter hard.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answering.find import of_region, same_office
from assistant.answering.plan import Plan
from assistant.answering.table_match import NOTHING, Fit, Words, count, fit, spelt
from assistant.answering.table_plan import Limit, Operation, Wanted, YearLimit
from assistant.answering.table_view import Line, View
from assistant.records.columns import YES_NO, levels
from assistant.records.fold import simplified
from assistant.records.model import Figure, Period
from assistant.records.period import in_year

_WHEN = re.compile(
    r"[今本去上当]年|(?:19|20)\d\d\s*(?:[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*\d{1,2}\s*日?|月)?|年度?)?|[〇○零一二三四五六七八九]{2,4}年|"
    r"[一二三四五六七八九十\d]{1,3}月(?:[一二三四五六七八九十\d]{1,3}日)?|第?[一二三四]季度|[上下]半年|"
    r"(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{4}"
)
_RATED = re.compile(r"率|比例|比重|占比|进度|百分比|\brate$|\bratio$|\bpercentage$")
_LACKING = 0.35
_ABOVE = 0.5


@dataclass(frozen=True, slots=True)
class Condition:
    """What rows must meet: a column holds one of `values` (none of them where `negated`), keeps `limit`, misses the
    target in `against` (goes beyond it where `beyond`), or holds a year within `years`.
    """

    column: int
    values: tuple[str, ...] = ()
    limit: Limit | None = None
    negated: bool = False
    against: int | None = None
    years: YearLimit | None = None
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula (see formulas) over columns of a row, in its order; `mask` are the tokens it explains, `limit` what it must keep."""

    formula: str
    columns: tuple[int, ...]
    mask: int = 0
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class TableQuery:
    """A question as a query over a view: `lines` meet `where`; `columns` are what is asked of them.

    `across` tells that columns of one row are compared rather than rows, `counted` what is counted: the
    classifier (笔, "" in English) with the column whose different values count, None for the rows. `grounded` is the share of the question that the
    table explains (0 to 1), `named` the share without what its document is called; `surplus` what it says beyond it: less is closer; `whole` tells that
    the columns are named in full, `placed` that the row of a cell and its columns are both named for the most part,
    `measure` what is computed of each row.
    """

    view: View
    operation: Operation
    lines: tuple[Line, ...]
    columns: tuple[int, ...]
    where: tuple[Condition, ...]
    many: int
    place: int
    ascending: bool
    across: bool
    group: int | None
    counted: tuple[tuple[str, int | None], ...]
    grounded: float
    named: float
    surplus: float
    whole: bool
    placed: bool
    measure: Measure | None
    cells: Mapping[tuple[int, int], Figure]

    def figure(self, line: Line, column: int) -> Figure | None:
        """The figure of a cell, where office and period let it count."""
        return self.cells.get((id(line), column))


@dataclass(frozen=True)
class Ground:
    """A plan and a view, with what of the question each header and value explains."""

    plan: Plan
    wanted: Wanted
    words: Words
    view: View
    cells: Mapping[tuple[int, int], Figure]
    lines: tuple[Line, ...]
    headers: Mapping[int, Fit]

    def figure(self, line: Line, column: int) -> Figure | None:
        """The figure of a cell, where office and period let it count."""
        return self.cells.get((id(line), column))

    @cached_property
    def offices(self) -> int:
        """The tokens that name the offices or the region meant: they pick no row among those of that office or region."""
        text = self.wanted.text
        places = ((text.find(w), len(w)) for m in self.plan.mentions if (w := simplified(m.written)))
        return sum(self.words.mask_of(at, at + size) for at, size in places if at >= 0)

    @property
    def alive(self) -> tuple[int, ...]:
        """The columns that hold a figure of the office and period asked."""
        own = {id(line) for line in self.lines}
        held = {c for at, c in self.cells if at in own}
        return tuple(c for c in self.view.figured if c in held)


def prepare_ground(plan: Plan, wanted: Wanted, words: Words, view: View) -> Ground | None:
    """A question laid over a view: rows of its office, cells of its period; None where the table has neither."""
    headers = {c: _header(view, c, words) for c in range(len(view.names))}
    headers = {c: _rated(view, c, h, words) for c, h in headers.items()}
    dates = [mask for m in _WHEN.finditer(wanted.text.lower()) if (mask := words.mask_of(*m.span()))]
    dated = {c for c, header in headers.items() if any(header.mask & mask == mask for mask in dates)}
    when = sum(dates)
    mine = [line for line in view.lines if _of_office(plan, line) and (line.figures or _of_year(plan, line))]
    own = {id(line) for line in mine}
    of_months = _called_by_months(wanted.text, view)
    held: dict[tuple[int, int], tuple[int, Figure]] = {}
    for line in view.lines:
        said = (t for t in (*view.own(line), *line.path) if plan.years is None or any(str(y) in t for y in plan.years))
        labelled = bool(when) and any(count(fit(t, words).mask & when) > 1 for t in said)
        for c, f in line.figures.items():
            level = _EXACT if labelled or c in dated else _period_level(plan, f.period)
            if of_months and f.period is not None and len(f.period.end) == _YEAR:
                level = _EXACT if plan.years is None or set(f.period.years) & set(plan.years) else 0
            if level:
                held[(id(line), c)] = (level, f)
    # Where a month is asked and on record, the figures of its year or of longer stretches are not meant.
    best = max((level for (at, _), (level, _) in held.items() if at in own), default=_EXACT)
    cells = {place: f for place, (level, f) in held.items() if level == best}
    rows = {at for at, _ in cells if at in own}
    lines = tuple(line for line in mine if id(line) in rows or not line.figures)
    if not lines or (plan.years and not rows and any(line.figures for line in view.lines)):
        return None
    return Ground(plan, wanted, words, view, cells, lines, headers)


def _header(view: View, column: int, words: Words) -> Fit:
    """The fit of a header path: what all its levels explain, lacking chiefly what its last level has more."""
    mask, lacking, size = 0, 0.0, 0
    path = [YES_NO.sub("", name) for name, _ in levels(view.paths[column]) if name]
    for at, name in enumerate(path):
        own = fit(name, words)
        if (meaning := view.meanings.get(name)) and count((told := fit(meaning, words)).mask) > count(own.mask):
            own = replace(told, lacking=min(told.lacking, 1))
        missing = own.lacking if own is not NOTHING else len(name)
        mask |= own.mask
        lacking += missing if at == len(path) - 1 else missing * _ABOVE
        size += len(name)
    return Fit(mask, round(lacking), max(size, 1)) if mask else NOTHING


def _rated(view: View, column: int, own: Fit, words: Words) -> Fit:
    """A column of percentages with the words for a rate that the question has: 支付进度 of 花出比（%）."""
    if not of_percent(view, column):
        return own
    mask = 0
    for place, term in words.terms:
        if any(_RATED.search(a) for a in term.alternatives):
            mask |= place
    return replace(own, mask=own.mask | mask) if own.mask else Fit(mask, 1, 2) if mask else own


def of_percent(view: View, column: int) -> bool:
    """Whether most figures of a column are percentages."""
    said = [f.quantity.unit for line in view.lines if (f := line.figures.get(column))]
    return 2 * said.count("%") > len(said)


def _of_office(plan: Plan, line: Line) -> bool:
    if plan.departments is None:
        return True
    if of_region(plan, line.document.title) or names_region(plan, line.texts.values()):
        return True
    own = [f.department for f in line.figures.values()][:1] or [line.document.department]
    named = [*own, *(t for t in line.texts.values() if 3 <= len(t) <= 30)]
    return any(same_office(plan.full(name), d) for name in named for d in plan.departments)


def names_region(plan: Plan, texts: Iterable[str]) -> bool:
    """Whether one of `texts`, the labels of a row, is or begins with a region that the question names."""
    regions = [simplified(m.written) for m in plan.mentions if m.region]
    names = [w[0].lower() for r in regions if r.isascii() and (w := r.split())]
    said = [simplified(t) for t in texts]
    if any(t.startswith(r) for r in regions for t in said):
        return True
    return any((at := spelt(n, t)) is not None and at[0] == 0 for n in names for t in said)


def _of_year(plan: Plan, line: Line) -> bool:
    """Whether a row without figures can be of a year asked: its document is, as far as that is known."""
    years = line.document.years
    return plan.years is None or not years or bool(set(years) & set(plan.years))


_EXACT = 2
_YEAR = 4
_MONTHS = re.compile(r"(\d{1,2})\s*[-—–~至到]\s*(\d{1,2})\s*月|(\d{1,2})\s*月")


def _called_by_months(text: str, view: View) -> bool:
    """Whether a table is called by the months that a question names: its columns need not say them again."""
    asked = {m.groups() for m in _MONTHS.finditer(text)}
    return bool(asked) and any(m.groups() in asked for m in _MONTHS.finditer(view.captions[0] if view.captions else ""))


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


def of_whole_years(period: Period) -> bool:
    """Whether a period begins with a year and ends with one."""
    return period.start[4:] in ("", "-01", "-01-01") and period.end[4:] in ("", "-12", "-12-31")


def header_worth(header: Fit, span: int) -> float:
    """How well a header is named within `span`: the tokens it explains, less for those it has more."""
    return count(header.mask & span) - _LACKING * header.lacking


def figures_of(found: Ground, column: int) -> Iterator[Figure]:
    """The figures of a column that count for the question."""
    return (f for line in found.lines if (f := found.figure(line, column)))
