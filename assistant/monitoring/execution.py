"""Budget execution by department and project, month by month, against pro-rata progress 序时进度 (month ÷ 12).

Nothing is read anew: positions are the figures on record, put side by side. Where records disagree, all are kept and
nothing is computed from them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assistant.records.model import Bound, Figure, Period, Role
from assistant.records.quantity import convert, family, same
from assistant.records.scope import Scope
from assistant.records.store import Store

# What execution is measured against, the first that is told: as the field does, the budget after adjustments.
DENOMINATORS = ("adjusted_budget", "annual_budget", "initial_budget")
_STATED = ("execution_rate", "spending_progress")
_READ = ("executed", *DENOMINATORS, *_STATED)
_HUNDREDTH = Decimal("0.01")
_MONTHS = 12
# Rows that sum up others are no projects.
_SUM = re.compile(r"(?:合计|总计|小计|共计|合計|總計|小計)(?:[（(].*[）)])?$|^(?:grand |sub-?)?total\b", re.I)

# Where money comes from, and the two halves of every budget: parts of an office's spending, and no projects of it.
_PARTS = re.compile(
    r"^(?:其中[:：]?)?(?:[中省市区县本上]?级|中央|地方|当年|本年|上年)*(?:一般公共预算|政府性基金(?:预算)?|国有资本经营预算|财政专户|财政)?(?:拨款|补助|资金|收入|结转结余|结转|结余|预算)(?:资金|收入)?$|"
    r"^(?:其中[:：]?)?(?:基本支出|项目支出|人员(?:经费|支出)|公用(?:经费|支出)|日常公用(?:经费|支出)|其他(?:资金|收入|支出)|单位(?:自有)?资金|自有资金|自筹资金|事业收入|一般公共预算|政府性基金|资金总额|年度资金总额|彩票公益金|经营支出|因公出国[（(]境[)）]费用?|公务(?:接待|用车(?:购置|运行)?(?:及运行)?(?:维护)?)费)$|"
    r"^(?:basic|project|personnel|operating) expenditure$|^(?:fiscal appropriations?|other funds|own funds)$",
    re.I,
)

Key = tuple[str, str, int]
"""Department, project ("" for the department as a whole) and year."""


@dataclass(frozen=True, slots=True)
class Position:
    """What a department (or its project) had spent from January to the end of `month`, and its budget of the year.

    `executed` and `budget` hold one figure each, or every one that disagrees with another; `budget` is empty where none
    is told, and else of one indicator of DENOMINATORS. `budgets` are all kinds of budget told, `stated` the rate as written.
    """

    department: str
    project: str
    year: int
    month: int
    executed: tuple[Figure, ...]
    budget: tuple[Figure, ...]
    budgets: tuple[Figure, ...]
    stated: Figure | None

    @property
    def disputed(self) -> bool:
        """Whether records tell different amounts of it, so that nothing is computed."""
        return len(self.executed) > 1 or len(self.budget) > 1


@dataclass(frozen=True, slots=True)
class Progress:
    """A position in numbers: `rate` and `pro_rata` in percent, `gap` in points (below zero: behind), two decimals.

    `short` is the money missing to pro-rata progress, in `unit`, below zero where more was spent.
    """

    rate: Decimal
    pro_rata: Decimal
    gap: Decimal
    short: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A department beside its projects at one month: `rest` is what the projects on record leave of its spending.

    `unit` is that of `rest`.
    """

    department: Position
    projects: tuple[Position, ...]
    rest: Decimal
    unit: str

    @property
    def exceeded(self) -> bool:
        """Whether the projects come to more than the department: a record is wrong, or one project is told inside another."""
        return self.rest < 0


def execution(store: Store, scope: Scope) -> tuple[Position, ...]:
    """Every position in `scope`, by department, project, year and month; corrected versions and copies are left out."""
    return store.derived(scope, "execution", lambda: _on_record(store, scope))


def _on_record(store: Store, scope: Scope) -> tuple[Position, ...]:
    current = [head.id for head in store.heads(scope) if head.current]
    return positions(store.figures(scope, current, indicators=_READ))


def positions(figures: Iterable[Figure]) -> tuple[Position, ...]:
    """The positions that these figures tell, by department, project, year and month.

    Left out are figures without a department, of rows that sum up others, of sources of money and halves of a budget (财政拨款,
    基本支出), and of months that do not begin in January.
    """
    by_key: dict[Key, list[Figure]] = defaultdict(list)
    for figure in figures:
        period = figure.period
        whole = figure.department and period is not None and len(period.years) == 1
        if whole and not _SUM.search(figure.subject) and not _is_part(figure.subject):
            assert period is not None
            by_key[figure.department, figure.subject, period.years[0]].append(figure)
    return tuple(position for key in sorted(by_key) for position in _of(key, by_key[key]))


def _is_part(subject: str) -> bool:
    """Whether a row is of a source of money or half of a budget; below another it names that first (年度资金总额 其中：财政拨款)."""
    return bool(subject) and _PARTS.search(subject.split()[-1] if not subject.isascii() else subject) is not None


def _of(key: Key, figures: Sequence[Figure]) -> list[Position]:
    spent: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        month = months_told(figure.period)
        if month and figure.indicator == "executed" and figure.role is Role.ACTUAL and _is_money(figure):
            spent[month].append(figure)
    return [_position(key, month, spent[month], figures) for month in sorted(spent)]


def _position(key: Key, month: int, spent: Sequence[Figure], figures: Sequence[Figure]) -> Position:
    department, project, year = key
    budgets = _nearest([f for f in figures if f.indicator in DENOMINATORS and _is_money(f)], spent)
    kind = next((k for k in DENOMINATORS if any(f.indicator == k for f in budgets)), None)
    budget = _distinct([f for f in budgets if f.indicator == kind])
    rates = (f for f in figures if f.indicator in _STATED and f.role is Role.ACTUAL and months_told(f.period) == month)
    return Position(
        department, project, year, month, _distinct(spent), budget, tuple(budgets), next(_beside(rates, spent), None)
    )


def _beside(figures: Iterable[Figure], spent: Sequence[Figure]) -> Iterator[Figure]:
    rows = {(f.document_id, f.clause) for f in spent}
    return (f for f in figures if (f.document_id, f.clause) in rows)


def _nearest(budgets: Sequence[Figure], spent: Sequence[Figure]) -> list[Figure]:
    """The budgets told in the same rows or sentences as the spending, else in the same documents, else anywhere."""
    documents = {f.document_id for f in spent}
    beside = list(_beside(budgets, spent))
    return beside or [f for f in budgets if f.document_id in documents] or list(budgets)


def _distinct(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The first figure of each amount."""
    kept: list[Figure] = []
    for figure in figures:
        if not any(same(figure.quantity, other.quantity) for other in kept):
            kept.append(figure)
    return tuple(kept)


def _is_money(figure: Figure) -> bool:
    return family(figure.quantity.unit) == "money"


def months_told(period: Period | None) -> int:
    """The last month of a period that runs from January (12 for a year), 0 for any other: 2023-01/2023-09 is 9."""
    if period is None:
        return 0
    if period.is_year:
        return _MONTHS
    start, end = period.start, period.end
    return int(end[5:7]) if start[:4] == end[:4] and start[4:] == "-01" and len(end) == 7 else 0


def progress(position: Position) -> Progress | None:
    """Rate, gap and missing money of a position; None where records disagree, are not exact, or tell no budget."""
    pair = _amounts(position)
    if pair is None:
        return None
    spent, budget, unit = pair
    part = Decimal(position.month) / _MONTHS
    rate, pro_rata = spent / budget * 100, part * 100
    return Progress(_round(rate), _round(pro_rata), _round(rate - pro_rata), _round(budget * part - spent), unit)


def needed_a_month(position: Position, target: Decimal) -> tuple[Decimal, str] | None:
    """What must be spent in each remaining month to reach `target` percent by December, and its unit.

    Zero where it is reached already; None after December, or where no progress can be computed.
    """
    pair = _amounts(position)
    left = _MONTHS - position.month
    if pair is None or not left:
        return None
    spent, budget, unit = pair
    return max(Decimal(), _round((budget * target / 100 - spent) / left)), unit


def _amounts(position: Position) -> tuple[Decimal, Decimal, str] | None:
    if len(position.executed) != 1 or len(position.budget) != 1:
        return None
    spent, budget = position.executed[0].quantity, position.budget[0].quantity
    if spent.bound is not Bound.EXACT or budget.bound is not Bound.EXACT or budget.value <= 0:
        return None
    try:
        return spent.value, convert(budget, spent.unit).value, spent.unit
    except ValueError:  # another currency
        return None


def _round(value: Decimal) -> Decimal:
    return value.quantize(_HUNDREDTH, ROUND_HALF_UP)


def behind(found: Iterable[Position]) -> tuple[Position, ...]:
    """The positions below pro-rata progress, the farthest behind first."""
    gaps = [(told.gap, position) for position in found if (told := progress(position)) and told.gap < 0]
    return tuple(position for _, position in sorted(gaps, key=lambda pair: pair[0]))


def wholes(found: Sequence[Position]) -> tuple[Whole, ...]:
    """Each department that is told as a whole and by project in the same document, year and month, side by side."""
    places: Mapping[tuple[str, int, int], list[Position]] = _by_place(found)
    made = (_whole(one, places[one.department, one.year, one.month]) for one in found if not one.project)
    return tuple(whole for whole in made if whole is not None)


def _by_place(found: Sequence[Position]) -> dict[tuple[str, int, int], list[Position]]:
    places: dict[tuple[str, int, int], list[Position]] = defaultdict(list)
    for position in found:
        places[position.department, position.year, position.month].append(position)
    return places


def _whole(department: Position, there: Sequence[Position]) -> Whole | None:
    if len(department.executed) != 1:
        return None
    own = department.executed[0]
    projects = tuple(
        p for p in there if p.project and len(p.executed) == 1 and p.executed[0].document_id == own.document_id
    )
    if not projects:
        return None
    try:
        spent = sum((convert(p.executed[0].quantity, own.quantity.unit).value for p in projects), Decimal())
    except ValueError:  # another currency
        return None
    return Whole(department, projects, own.quantity.value - spent, own.quantity.unit)
