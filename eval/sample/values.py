"""The values of the sample corpus: departments, planted figures, reports, gold cases and the manifest of a written corpus."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Department:
    """A fictional department: its full name 全称, other names 简称, English name, field of work and house style.

    `missing` are years without a report; `contradicts` years whose stated rate is not that of the amounts.
    """

    id: str
    name: str
    short: str
    names_en: tuple[str, ...]
    city: str
    district: str
    field: str
    style: str
    missing: tuple[int, ...] = ()
    contradicts: tuple[int, ...] = ()

    @property
    def region(self) -> str:
        """The district 区 it belongs to, or the city for a municipal department."""
        return self.district or self.city


@dataclass(frozen=True, slots=True)
class Planted:
    """A figure written into a report on purpose, and where: `text == report.text[start:end]`, half open.

    `text` covers number, unit and hedges; `bound` is a value of Bound; `period` is written as Period prints it
    ("2021", "2021-01/2021-11"); `clause` is the sentence that holds it. A rank has unit 位 although 第 2 shows none.
    """

    key: str
    value: Decimal
    unit: str
    bound: str
    measure: str
    subject: str
    period: str
    role: str
    text: str
    start: int
    end: int
    clause: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report as written: file name, text, planted figures in text order, and key phrases of problems and measures."""

    name: str
    department: Department
    year: int
    text: str
    planted: tuple[Planted, ...]
    problems: tuple[str, ...]
    measures: tuple[str, ...]

    def figure(self, key: str) -> Planted | None:
        """The first planted figure of that key, or None when this report does not state it."""
        return next((planted for planted in self.planted if planted.key == key), None)


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A figure that a right answer offers; `value` is a decimal string in `unit`.

    `period` and `computed` are given only where they decide whether the answer is right.
    """

    value: str
    unit: str
    bound: str = "exact"
    period: str | None = None
    computed: bool | None = None


@dataclass(frozen=True, slots=True)
class GoldCase:
    """A question with its right answer.

    `sources` are the files to be cited and no others; empty where several files say the same. `figures` are required,
    `allowed` may be offered besides. `contains` are pieces that the answer's text or quotes hold.
    """

    id: str
    kind: str
    language: str
    question: str
    status: str
    history: tuple[str, ...] = ()
    figures: tuple[GoldFigure, ...] = ()
    sources: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    reason: str | None = None
    allowed: tuple[GoldFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleManifest:
    """What `make_sample` wrote: file names inside `folder`, the reports with their planted figures, and gold cases."""

    folder: Path
    files: tuple[str, ...]
    reports: tuple[Report, ...]
    gold: tuple[GoldCase, ...]
