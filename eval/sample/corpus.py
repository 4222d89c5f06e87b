"""A corpus as a value: which departments and years it has, and the reports, ledgers and project list that make it up."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from eval.sample.city import departments
from eval.sample.ledger import ledger_lines
from eval.sample.projects import project_lines
from eval.sample.report import report
from eval.sample.values import Department, Report

LEDGER_YEARS = (2022, 2023)
DEFAULT_YEARS = (2020, 2021, 2022, 2023)


@dataclass(frozen=True)
class Corpus:
    """`count` departments over `years` made from `seed`; departments are held, reports are made when iterated."""

    seed: int
    count: int
    years: tuple[int, ...]

    @cached_property
    def departments(self) -> tuple[Department, ...]:
        """Every department, the named ones first."""
        return tuple(departments(self.seed, self.count, self.years))

    @property
    def ledger_years(self) -> tuple[int, ...]:
        """The years that have an execution ledger."""
        return tuple(year for year in self.years if year in LEDGER_YEARS)

    @property
    def project_list(self) -> str:
        """The file name of the project list."""
        return f"重点项目清单{self.years[0]}-{self.years[-1]}.csv"

    def ledger(self, year: int) -> str:
        """The file name of a year's execution ledger."""
        return f"部门支出执行台账{year}.csv"

    def reports(self) -> Iterator[Report]:
        """Every report, department by department and year by year, one at a time."""
        for department in self.departments:
            for year in self.years:
                if year not in department.missing:
                    yield report(self.seed, department, year)

    def tables(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Every table file as its name and its lines, without line ends."""
        for year in self.ledger_years:
            yield self.ledger(year), ledger_lines(self.seed, self.departments, year)
        yield self.project_list, project_lines(self.seed, self.departments, self.years)
