"""The same amount of a department and year as different documents tell it: report, ledger, form, final account.

Nothing is read anew: figures on record stand side by side. They agree, differ by no more than rounding, or contradict.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from assistant.monitoring.execution import months_told
from assistant.records.model import Bound, Figure, Quantity, Role
from assistant.records.quantity import convert, same
from assistant.records.scope import Scope
from assistant.records.store import Store

# What more than one kind of document tells of a department's year.
INDICATORS = ("initial_budget", "adjusted_budget", "annual_budget", "executed", "execution_rate", "self_score")
_ROLES = (Role.ACTUAL, Role.BUDGET, Role.SCORE)
_SUM = re.compile(r"(?:合计|总计|小计|共计)(?:[（(].*[）)])?$|^(?:grand |sub-?)?total\b", re.I)
_YEAR = 12


class Agreement(StrEnum):
    """How documents agree: the same amount, the same but for rounding, or amounts that cannot both be right."""

    AGREE = "agree"
    ROUNDING = "rounding"
    CONTRADICT = "contradict"


_WORTH = {Agreement.AGREE: 2, Agreement.ROUNDING: 1, Agreement.CONTRADICT: 0}


@dataclass(frozen=True, slots=True)
class Matter:
    """An indicator of a department's year that several documents tell, with one figure of each."""

    department: str
    year: int
    indicator: str
    told: tuple[Figure, ...]
    state: Agreement


def reconciliation(store: Store, scope: Scope, full: Callable[[str], str] = str) -> tuple[Matter, ...]:
    """Every matter in `scope` that at least two documents tell, by department, year and indicator.

    `full` gives the one name of a department that is written in several ways. Corrected versions and copies are left out,
    as are figures of months, of projects and of rows that sum up others, and those that are about, over or under.
    """
    current = [head.id for head in store.heads(scope) if head.current and not head.notice]
    return matters(store.figures(scope, current, indicators=INDICATORS), full)


def matters(figures: Iterable[Figure], full: Callable[[str], str] = str) -> tuple[Matter, ...]:
    """The matters that these figures tell."""
    by_key: dict[tuple[str, int, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if _of_the_whole(figure) and figure.period is not None and figure.indicator is not None:
            by_key[full(figure.department), figure.period.years[0], figure.indicator].append(figure)
    told = ((key, _by_document(by_key[key])) for key in sorted(by_key))
    return tuple(Matter(*key, *_settled(some)) for key, some in told if len(some) > 1)


def _of_the_whole(figure: Figure) -> bool:
    """Whether a figure is exact, and a department's own of a whole year."""
    return (
        figure.department != ""
        and not figure.subject
        and not _SUM.search(figure.measure)
        and figure.role in _ROLES
        and figure.quantity.bound is Bound.EXACT
        and months_told(figure.period) == _YEAR
    )


def _by_document(figures: Sequence[Figure]) -> list[list[Figure]]:
    """The figures of each document, each amount once: a ledger tells its budget month by month, a report that of a part too."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if not any(same(figure.quantity, one.quantity) for one in found[figure.document_id]):
            found[figure.document_id].append(figure)
    return list(found.values())


def _settled(documents: Sequence[Sequence[Figure]]) -> tuple[tuple[Figure, ...], Agreement]:
    """The figure of each document that the others bear out best, and the worst that any two documents come to."""
    told = tuple(max(own, key=lambda figure: _borne_out(figure, documents)) for own in documents)
    pairs = [_best(one, other) for one, other in combinations(documents, 2)]
    worst = next((state for state in (Agreement.CONTRADICT, Agreement.ROUNDING) if state in pairs), Agreement.AGREE)
    return told, worst


def _borne_out(figure: Figure, documents: Sequence[Sequence[Figure]]) -> int:
    """How many documents tell the same, twice as much as those that tell it but for rounding."""
    others = [own for own in documents if own[0].document_id != figure.document_id]
    return sum(_WORTH[_best([figure], own)] for own in others)


def _best(one: Sequence[Figure], other: Sequence[Figure]) -> Agreement:
    """How two documents agree: by the amounts of theirs that come nearest."""
    states = {_compared(mine.quantity, theirs.quantity) for mine in one for theirs in other}
    return next(state for state in (Agreement.AGREE, Agreement.ROUNDING, Agreement.CONTRADICT) if state in states)


def _compared(one: Quantity, other: Quantity) -> Agreement:
    if same(one, other):
        return Agreement.AGREE
    try:
        theirs = convert(other, one.unit)
        scale = convert(Quantity(Decimal(1), other.unit), one.unit).value
    except ValueError:  # another currency or family
        return Agreement.CONTRADICT
    coarser = max(_last_digit(one.value), _last_digit(other.value) * scale)
    return Agreement.ROUNDING if abs(one.value - theirs.value) <= coarser / 2 else Agreement.CONTRADICT


def _last_digit(value: Decimal) -> Decimal:
    """The worth of the last written digit: 0.01 for 98.94."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
