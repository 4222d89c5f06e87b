"""The monthly execution ledger 支出执行台账: one row per department and month, December equal to the reports' annual figures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from eval.sample.accounts import accounts
from eval.sample.chance import between, chance, percent, rounded
from eval.sample.values import Department

HEADER = "部门,年度,月份,年初预算（万元）,调整预算（万元）,累计执行数（万元）,执行率（%）"
NOTE = "注：虚构样例，部门和数字均属虚构；执行率=累计执行数÷调整预算。"
ADJUSTED_FROM = 7


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A department's state at the end of a month: amounts in 万元, `executed` cumulative, `rate` in percent of `adjusted`."""

    department: str
    year: int
    month: int
    initial: Decimal
    adjusted: Decimal
    executed: Decimal
    rate: Decimal


def ledger_rows(seed: int, department: Department, year: int) -> tuple[LedgerRow, ...]:
    """The twelve rows of a department and year; before July the adjusted budget is still the initial one."""
    amounts = accounts(seed, department, year)
    rng = chance(seed, department.name, year, "ledger")
    weights = [between(rng, 60, 140) for _ in range(12)]
    total = sum(weights, Decimal(0))
    rows, passed = [], Decimal(0)
    for month, weight in enumerate(weights, 1):
        passed += weight
        executed = rounded(amounts["executed"] * passed / total, 2)
        adjusted = amounts["adjusted"] if month >= ADJUSTED_FROM else amounts["initial"]
        rate = percent(executed, adjusted)
        rows.append(LedgerRow(department.name, year, month, amounts["initial"], adjusted, executed, rate))
    return tuple(rows)


def ledger_lines(seed: int, departments: Iterable[Department], year: int) -> Iterator[str]:
    """The lines of a year's ledger as CSV, header first and a note last, without line ends."""
    yield HEADER
    for department in departments:
        for row in ledger_rows(seed, department, year):
            amounts = f"{row.initial},{row.adjusted},{row.executed},{row.rate}"
            yield f"{row.department},{row.year},{row.month}月,{amounts}"
    yield NOTE
