"""What is wrong with indicators as set and told: no target, nothing to measure by, lowered without a reason, always 100 %."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.monitoring.execution import DENOMINATORS
from assistant.monitoring.indicator_groups import plain_name
from assistant.monitoring.indicator_model import Direction, Indicator
from assistant.records.model import Bound, Figure
from assistant.records.quantity import convert, family

_BOUNDS = frozenset({Bound.AT_LEAST, Bound.AT_MOST, Bound.OVER, Bound.UNDER})
_WRITTEN_BOUND = re.compile(
    r"[≥≤≧≦><＞＜]|不低于|不少于|不高于|不超过|不大于|不小于|\bat (?:least|most)\b|\bno (?:less|more) than\b"
)
# Numbers in words, dates and frequencies measure, too: 12月底前, 每月更新, 全年无.
_MEASURED = re.compile(
    r"[\d０-９一二三四五六七八九十百千万零]|每[年季月周日天]|无|杜绝|\b(?:no|none|zero|each|every|monthly|annual\w*|quarter\w*)\b",
    re.I,
)
_BARE_NUMBER = re.compile(r"\s*[≥≤≧≦><＞＜=＝]?\s*[\d,，.．]+\s*")
_COUNTED = re.compile(r"[人户件次场家个项座套亩期批株所辆处间名]次?数|[A-Za-z]{3}")
_FUNDS = re.compile(r"资金总额|项目资金|预算|\bbudget\b", re.I)
_FULL = 100
_YEARS = 2
_ROWS = 5


class Flaw(StrEnum):
    """A finding of quality on an indicator, a form or a budget."""

    NO_TARGET = "no_target"
    NOT_QUANTIFIED = "not_quantified"
    BOUND_AS_RESULT = "bound_as_result"
    LOWERED = "lowered"
    ALWAYS_FULL = "always_full"
    ALL_FULL_MARKS = "all_full_marks"
    NO_UNIT = "no_unit"
    BUDGET_WITHOUT_INDICATOR = "budget_without_indicator"
    INDICATOR_WITHOUT_BUDGET = "indicator_without_budget"


FLAW_NAMES = {
    Flaw.NO_TARGET: ("没有指标值", "no target"),
    Flaw.NOT_QUANTIFIED: ("指标值没有量化", "a target that is not quantified"),
    Flaw.BOUND_AS_RESULT: ("完成值只写了界限（≥、≤）", "a result that only repeats a bound (≥, ≤)"),
    Flaw.LOWERED: ("指标值比上年放低，未说明原因", "a target lowered, and no reason told"),
    Flaw.ALWAYS_FULL: ("历年都是百分之百", "a result of one hundred percent in every year on record"),
    Flaw.ALL_FULL_MARKS: ("整张表全部得满分", "full marks in every row of the form"),
    Flaw.NO_UNIT: ("没有计量单位", "no unit"),
    Flaw.BUDGET_WITHOUT_INDICATOR: ("有预算，记录里没有绩效指标", "a budget and no indicator on record"),
    Flaw.INDICATOR_WITHOUT_BUDGET: ("有绩效指标，记录里没有预算", "no budget on record"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: whose and of which year, the indicators it rests on, and for a budget without any its figure."""

    flaw: Flaw
    department: str
    project: str
    year: int
    indicators: tuple[Indicator, ...] = ()
    budget: Figure | None = None


def findings(indicators: Sequence[Indicator], budgets: Iterable[Figure]) -> tuple[Finding, ...]:
    """Every finding, by kind, department, year and project.

    `budgets` are figures of the same records, department names as in `indicators`: those that tell no budget are left out.
    """
    money = [figure for figure in budgets if tells_budget(figure)]
    found = [
        *(finding for one in indicators for finding in _of_one(one)),
        *_lowered(indicators),
        *_always_full(indicators),
        *_full_marks(indicators),
        *_without_indicator(indicators, money),
        *_without_budget(indicators, money),
    ]
    order = list(Flaw)
    return tuple(
        sorted(
            found,
            key=lambda f: (
                order.index(f.flaw),
                f.department,
                f.year,
                f.project,
                f.indicators[:1] and f.indicators[0].name,
            ),
        )
    )


def tells_budget(figure: Figure) -> bool:
    """Whether a figure is a budget of some year, also where a form calls its amounts its own way (资金总额, 年头定的)."""
    if figure.period is None:
        return False
    funds = _FUNDS.search(figure.subject) or _FUNDS.search(figure.measure)
    return figure.indicator in DENOMINATORS or (family(figure.quantity.unit) == "money" and funds is not None)


def _of_one(one: Indicator) -> Iterator[Finding]:
    """What a row or sentence shows by itself."""

    def flawed(flaw: Flaw) -> Finding:
        return Finding(flaw, one.department, one.project, one.year, (one,))

    if one.target is None:
        yield flawed(Flaw.NO_TARGET)
    elif one.target.figure is None and not _MEASURED.search(one.target.text):
        yield flawed(Flaw.NOT_QUANTIFIED)
    elif one.tabled and one.target.figure is not None and not one.unit and _is_bare(one):
        yield flawed(Flaw.NO_UNIT)
    if one.tabled and one.actual is not None and _is_bound(one):
        yield flawed(Flaw.BOUND_AS_RESULT)


def _is_bare(one: Indicator) -> bool:
    """Whether the target is a number and nothing tells of what: 培训人数 and Households surveyed name what is counted."""
    assert one.target is not None
    return _BARE_NUMBER.fullmatch(one.target.text) is not None and _COUNTED.search(one.name) is None


def _is_bound(one: Indicator) -> bool:
    """Whether the result only says that the target's bound was kept (≥90%), not how much it was."""
    assert one.actual is not None
    figure = one.actual.figure
    return (
        figure is not None and figure.quantity.bound in _BOUNDS and _WRITTEN_BOUND.search(one.actual.text) is not None
    )


def _series(indicators: Iterable[Indicator]) -> list[list[Indicator]]:
    """The same indicator of the same office and project over its years, one a year, in order; those told twice a year are left out."""
    by_key: dict[tuple[str, str, str], dict[int, list[Indicator]]] = defaultdict(lambda: defaultdict(list))
    for one in indicators:
        by_key[one.department, plain_name(one.project), plain_name(one.name)][one.year].append(one)
    return [
        [told[0] for _, told in sorted(years.items()) if len(told) == 1] for years in by_key.values() if len(years) > 1
    ]


def _lowered(indicators: Sequence[Indicator]) -> Iterator[Finding]:
    for years in _series(indicators):
        for before, after in pairwise(years):
            if after.reason is None and _is_lower(before, after):
                yield Finding(Flaw.LOWERED, after.department, after.project, after.year, (before, after))


def _is_lower(before: Indicator, after: Indicator) -> bool:
    """Whether the later target asks for less: a smaller one where more is better, a greater one where less is."""
    if before.target is None or after.target is None or not before.target.figure or not after.target.figure:
        return False
    if Direction.EXACT in (before.direction, after.direction) or before.direction is not after.direction:
        return False
    old, new = before.target.figure.quantity, after.target.figure.quantity
    try:
        value = convert(new, old.unit).value
    except ValueError:
        return False
    return value > old.value if before.direction is Direction.DOWN else value < old.value


def _always_full(indicators: Sequence[Indicator]) -> Iterator[Finding]:
    """Indicators whose result was 100 % in every year on record, two at least."""
    for years in _series(indicators):
        if len(years) >= _YEARS and all(_is_full(one) for one in years):
            last = years[-1]
            yield Finding(Flaw.ALWAYS_FULL, last.department, last.project, last.year, tuple(years))


def _is_full(one: Indicator) -> bool:
    figure = one.actual.figure if one.actual is not None else None
    return figure is not None and figure.quantity.unit == "%" and figure.quantity.value == _FULL


def _full_marks(indicators: Sequence[Indicator]) -> Iterator[Finding]:
    """Forms of five scored rows or more that gave every one its full marks."""
    by_form: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for one in indicators:
        if one.score is not None and one.full is not None and one.score.figure and one.full.figure:
            by_form[one.document_id, one.project].append(one)
    for rows in by_form.values():
        marks = [
            (r.score.figure.quantity, r.full.figure.quantity)
            for r in rows
            if r.score and r.full and r.score.figure and r.full.figure
        ]
        if len(rows) >= _ROWS and all(score.value == full.value for score, full in marks):
            yield Finding(Flaw.ALL_FULL_MARKS, rows[0].department, rows[0].project, rows[0].year, tuple(rows))


def _without_indicator(indicators: Sequence[Indicator], money: Sequence[Figure]) -> Iterator[Finding]:
    """Departments with a budget of a year and no indicator in any record of it."""
    known = {(one.department, one.year) for one in indicators}
    told: set[tuple[str, int]] = set()
    for figure in money:
        assert figure.period is not None
        key = figure.department, figure.period.years[0]
        if (
            figure.indicator in DENOMINATORS
            and figure.department
            and not figure.subject
            and figure.period.is_year
            and key not in known | told
        ):
            told.add(key)
            yield Finding(Flaw.BUDGET_WITHOUT_INDICATOR, key[0], "", key[1], (), figure)


def _without_budget(indicators: Sequence[Indicator], money: Sequence[Figure]) -> Iterator[Finding]:
    """Projects whose form tells indicators, where neither the form nor another record tells a budget of theirs."""
    held = {(f.document_id, f.period.years[0]) for f in money if f.period is not None}
    named = {
        (f.department, plain_name(f.subject), f.period.years[0]) for f in money if f.subject and f.period is not None
    }
    told: set[tuple[str, str, int]] = set()
    for one in indicators:
        key = one.department, one.project, one.year
        own = (one.department, plain_name(one.project), one.year)
        if (
            one.project
            and one.tabled
            and key not in told
            and (one.document_id, one.year) not in held
            and own not in named
        ):
            told.add(key)
            rows = tuple(r for r in indicators if (r.department, r.project, r.year) == key)
            yield Finding(Flaw.INDICATOR_WITHOUT_BUDGET, *key, rows)
