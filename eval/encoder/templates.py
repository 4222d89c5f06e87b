"""Templates of report language, and invented reports filled from them with random numbers."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

TEMPLATES = Path(__file__).parent / "templates.toml"
YEARS = (2018, 2024)
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing every report tells (预算执行, 三公经费, ...): passages that tell it and questions that ask for it."""

    key: str
    text: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    held_out_text: tuple[str, ...]
    held_out_zh: tuple[str, ...]
    held_out_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A sentence that a field of work reports; `zh`/`en` name its measures, or are whole questions where held out."""

    field: str
    text: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Where and about what reports of one split are written; places and fields of the two splits differ."""

    places: tuple[str, ...]
    works: tuple[Work, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of work, in the order of the file."""
        return tuple(dict.fromkeys(work.field for work in self.works))


@dataclass(frozen=True, slots=True)
class Templates:
    """Everything of templates.toml."""

    train: Split
    held_out: Split
    levels: tuple[str, ...]
    intents: tuple[Intent, ...]
    measure_zh: tuple[str, ...]
    measure_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A passage of an invented report and the template it was filled from."""

    source: Intent | Work
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """An invented report: title and passages, each a thing of its own."""

    department: str
    year: int
    passages: tuple[Told, ...]

    @property
    def title(self) -> str:
        """Title as a report carries it."""
        return f"{self.department}{self.year}年度部门整体支出绩效自评报告"


def load_templates(path: Path = TEMPLATES) -> Templates:
    """The templates of `path`; raises KeyError or TypeError when an entry lacks a field or has one too many."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    places = raw["places"]
    return Templates(
        train=Split(tuple(places["train"]), _entries(Work, raw["work"])),
        held_out=Split(tuple(places["held_out"]), _entries(Work, raw["held_out_work"])),
        levels=tuple(places["levels"]),
        intents=_entries(Intent, raw["intent"]),
        measure_zh=tuple(raw["measure_questions"]["zh"]),
        measure_en=tuple(raw["measure_questions"]["en"]),
    )


def _entries(make: type[Entry], rows: list[dict[str, Any]]) -> tuple[Entry, ...]:
    return tuple(make(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}) for row in rows)


def write_reports(
    templates: Templates, count: int, seed: int, *, held_out: bool = False, unseen_wording: bool = False
) -> tuple[Report, ...]:
    """`count` invented reports, each of another department and year, the same for the same `seed`.

    `held_out` takes the places and fields of work kept from training, `unseen_wording` also the wordings.
    """
    rng = random.Random(seed)
    split = templates.held_out if held_out else templates.train
    reports: dict[tuple[str, int], Report] = {}
    while len(reports) < count:
        place, level, field = rng.choice(split.places), rng.choice(templates.levels), rng.choice(split.fields)
        department, year = f"{place}{level}{field}局", rng.randint(*YEARS)
        if (department, year) not in reports:
            blanks = {"t": field, "l": level, "y4": str(year)}
            passages = _passages(templates, split, blanks, rng, unseen_wording=unseen_wording)
            reports[department, year] = Report(department, year, passages)
    return tuple(reports.values())


def _passages(
    templates: Templates, split: Split, blanks: dict[str, str], rng: random.Random, *, unseen_wording: bool
) -> tuple[Told, ...]:
    told = [
        Told(intent, _fill(rng.choice(intent.held_out_text if unseen_wording else intent.text), blanks, rng))
        for intent in templates.intents
    ]
    for work in split.works:
        if work.field == blanks["t"]:
            heading = f"{work.field}工作成效：" if rng.random() < 0.5 else ""
            told.append(Told(work, heading + _fill(work.text, blanks, rng)))
    return tuple(told)


def _fill(template: str, blanks: dict[str, str], rng: random.Random) -> str:
    """`template` with its fields filled: a budget that fits its execution rate, and random numbers."""
    budget, rate = rng.uniform(500, 90000), rng.uniform(80, 100)
    numbers = {
        "x": f"{budget:.2f}",
        "x0": f"{budget * rng.uniform(0.8, 1.1):.2f}",
        "y": f"{budget * rate / 100:.2f}",
        "p": f"{rate:.1f}",
        "s": f"{rng.uniform(80, 99):.1f}",
        "m": str(rng.randint(6, 12)),
    }
    return template.format(**blanks, **numbers, **{letter: _number(rng) for letter in "abcdefg"})


def _number(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return f"{rng.uniform(2, 5000):.2f}"
    return str(rng.randint(1, 900) if rng.random() < 0.75 else rng.randint(2, 5000))
