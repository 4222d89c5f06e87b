"""Early warning: the rules in force, tried on the positions on record. Nothing is read anew, and nothing is kept here.

A warning is known by its fact: rule, office, project, year, month and the amounts it rests on. The same fact read again
from another copy is the same warning; other amounts are another one.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

from assistant.monitoring.execution import Position, execution, progress
from assistant.monitoring.rules import Rule, load_rules
from assistant.records.model import Bound, Figure
from assistant.records.quantity import convert
from assistant.records.scope import Scope
from assistant.records.store import Store


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning, the position it is of, and all positions that it rests on, earliest first.

    Of a missing report the position is the office's latest one, and `month` the one that is missing: `beside` are
    positions of others that told it. `current` says that nothing later is on record of the same year, and no later year.
    """

    fact: str
    rule: Rule
    position: Position
    month: int
    evidence: tuple[Position, ...]
    beside: tuple[Position, ...]
    current: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures it rests on, each once."""
        told = (f for one in (*self.evidence, *self.beside) for f in (*one.executed, *one.budget))
        return tuple({figure.id: figure for figure in told}.values())


# How many others must have told a month before it counts as missing.
_SOME = 2

Months = Mapping[int, Position]
Found = tuple[Position, ...]


def warnings_in(store: Store, scope: Scope, data_dir: Path | None) -> tuple[Warned, ...]:
    """The warnings that the records in `scope` give rise to; raises InvalidSetting where the office's rules are wrong."""
    return warned(execution(store, scope), load_rules(data_dir))


def warned(found: Sequence[Position], rules: Iterable[Rule]) -> tuple[Warned, ...]:
    """What these rules warn of, the current ones first, then the latest year and month, by office and project."""
    series: dict[tuple[str, str, int], dict[int, Position]] = defaultdict(dict)
    for one in found:
        series[one.department, one.project, one.year][one.month] = one
    latest = max((one.year for one in found), default=0)
    told = [each for rule in rules for each in _by_rule(rule, series, latest)]
    return tuple(
        sorted(
            told,
            key=lambda w: (not w.current, -w.position.year, -w.month, w.position.department, w.position.project),
        )
    )


def _by_rule(rule: Rule, series: Mapping[tuple[str, str, int], Months], latest: int) -> list[Warned]:
    if rule.kind == "missing_report":
        return _missing(rule, series, latest)
    holds = _HOLDS[rule.kind]
    return [
        _warning(rule, months[month], month, evidence, (), current=year == latest and month == max(months))
        for (_, project, year), months in series.items()
        if rule.projects or not project
        for month in months
        if month in rule.months and (evidence := _run(rule, months, month, holds))
    ]


def _run(rule: Rule, months: Months, month: int, holds: Callable[[Rule, Months, int], Found]) -> Found:
    """The evidence where the rule holds at `month` and at each of the months before that it must; else nothing."""
    evidence: list[Position] = []
    for each in range(month - rule.consecutive + 1, month + 1):
        if each not in months or not (seen := holds(rule, months, each)):
            return ()
        evidence.extend(one for one in seen if one not in evidence)
    return tuple(evidence)


def _behind(rule: Rule, months: Months, month: int) -> Found:
    told = progress(months[month])
    return (months[month],) if told and told.gap < 0 and -told.gap >= rule.threshold else ()


def _nothing_spent(rule: Rule, months: Months, month: int) -> Found:
    told = progress(months[month])
    return (months[month],) if told and months[month].executed[0].quantity.value == 0 else ()


def _over(rule: Rule, months: Months, month: int) -> Found:
    told = progress(months[month])
    return (months[month],) if told and told.rate > rule.threshold else ()


def _cut(rule: Rule, months: Months, month: int) -> Found:
    before = max((each for each in months if each < month), default=0)
    if not before:
        return ()
    was, now = _budget(months[before]), _budget(months[month])
    if was is None or now is None or was.indicator != now.indicator or was.quantity.value <= 0:
        return ()
    try:
        part = 1 - convert(now.quantity, was.quantity.unit).value / was.quantity.value
    except ValueError:  # another currency
        return ()
    return (months[before], months[month]) if part > 0 and part * 100 >= rule.threshold else ()


def _budget(one: Position) -> Figure | None:
    only = one.budget[0] if len(one.budget) == 1 else None
    return only if only is not None and only.quantity.bound is Bound.EXACT else None


_HOLDS: Mapping[str, Callable[[Rule, Months, int], Found]] = {
    "behind": _behind,
    "no_spending": _nothing_spent,
    "over_execution": _over,
    "budget_cut": _cut,
}


def _missing(rule: Rule, series: Mapping[tuple[str, str, int], Months], latest: int) -> list[Warned]:
    """Offices whose fellows told a month that they themselves did not; who told a later month owes nothing any more.

    Fellows are the offices told in the same record as the office's latest month: reports of one office alone have none.
    """
    told = []
    for year in {year for _, _, year in series}:
        offices = {name: months for (name, project, at), months in series.items() if at == year and not project}
        last = max((max(months) for months in offices.values()), default=0)
        fellows = cache(partial(_told_together, offices, _by_record(offices)))
        for months in offices.values():
            one = months[max(months)]
            records = frozenset(f.document_id for f in one.executed)
            for month in sorted(each for each in rule.months if each > one.month):
                others, there = fellows(records, month)
                # One alone may have told it out of turn. The office itself is among `there`, and told nothing.
                if len(others) >= _SOME and Decimal(100 * len(others)) >= rule.threshold * (there - 1):
                    current = year == latest and month == last
                    told.append(_warning(rule, one, month, (one,), others[:1], current=current))
    return told


def _by_record(offices: Mapping[str, Months]) -> Mapping[str, Sequence[str]]:
    """The offices that each record tells of."""
    told: dict[str, dict[str, None]] = defaultdict(dict)
    for name, months in offices.items():
        for figure in (f for one in months.values() for f in one.executed):
            told[figure.document_id][name] = None
    return {record: tuple(names) for record, names in told.items()}


def _told_together(
    offices: Mapping[str, Months], by_record: Mapping[str, Sequence[str]], records: frozenset[str], month: int
) -> tuple[Found, int]:
    """Of the offices that these records tell of, the positions of that month, and how many offices there are."""
    names = dict.fromkeys(name for record in sorted(records) for name in by_record[record])
    return tuple(offices[name][month] for name in names if month in offices[name]), len(names)


def _warning(rule: Rule, one: Position, month: int, evidence: Found, beside: Found, *, current: bool) -> Warned:
    amounts = sorted(
        f"{place.month} {f.indicator} {f.quantity.value.normalize():f} {f.quantity.unit}"
        for place in evidence
        for f in (*place.executed, *place.budget)
    )
    named = (rule.key, one.department, one.project, str(one.year), str(month), *amounts)
    fact = hashlib.sha256("\n".join(named).encode()).hexdigest()[:20]
    return Warned(fact, rule, one, month, evidence, beside, current)
