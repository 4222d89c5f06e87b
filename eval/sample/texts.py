"""Reads the corpus's texts (eval/sample/templates/*.toml) into frozen values: figure specifications, fields of work, styles."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

Alternatives = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """How a figure is drawn and written. Exactly one of core, value, range, factor, percent, sum says where its value comes from.

    `period` is "year", "h1" (first half) or "m1-11"; `hedge` a key of HEDGES; `money` marks amounts that a report may print
    in 元; `stated` the rate that may be printed with one place; an `ordinal` shows 第 instead of its unit.
    """

    key: str
    unit: str
    measure: str
    subject: str = ""
    role: str = "actual"
    period: str = "year"
    hedge: str = ""
    places: int = 0
    step: int = 1
    ordinal: bool = False
    money: bool = False
    stated: bool = False
    core: str = ""
    of: str = ""
    value: Decimal | None = None
    range: tuple[Decimal, ...] = ()
    factor: tuple[Decimal, ...] = ()
    percent: tuple[str, ...] = ()
    sum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its sentences; each sentence is one of several alternatives, "" leaves it out."""

    heading: str
    lines: tuple[Alternatives, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """An indicator row: level 一级指标, name, and the keys of its target and actual figures."""

    name: str
    level: str
    target: str
    actual: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem and its measure, each with the key phrase that a right answer holds."""

    text: str
    key: str
    measure: str
    measure_key: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work (education, water …): its budget range in 万元, kind of listed projects, texts and figures."""

    budget: tuple[Decimal, Decimal]
    works: str
    duty: str
    tasks: tuple[str, ...]
    goals: tuple[str, ...]
    figures: tuple[FigureSpec, ...]
    groups: tuple[Group, ...]
    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """A house style: file name suffix, title, and paragraphs as alternatives."""

    suffix: str
    title: str
    body: tuple[Alternatives, ...]


@cache
def table(name: str) -> dict[str, Any]:
    """The raw contents of templates/`name`.toml; decimals stay exact."""
    text = files("eval.sample.templates").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


@cache
def field_of_work(name: str) -> Field:
    """The field of work `name`, with its figures followed by those that every report shares."""
    raw = table(f"field_{name}")
    low, high = raw["budget"]
    return Field(
        budget=(Decimal(low), Decimal(high)),
        works=raw.get("works", ""),
        duty=raw["duty"],
        tasks=tuple(raw["tasks"]),
        goals=tuple(raw["goals"]),
        figures=_specs(table("styles")["figures"]) + _specs(raw["figures"]),
        groups=tuple(Group(item["heading"], _alternatives(item["lines"])) for item in raw["groups"]),
        outputs=tuple(Output(**item) for item in raw["outputs"]),
        problems=tuple(Problem(**item) for item in raw["problems"]),
    )


@cache
def style(name: str) -> Style:
    """The house style `name` ("narrative" or "tabular")."""
    raw = table("styles")[name]
    return Style(raw["suffix"], raw["title"], _alternatives(raw["body"]))


def pronoun(name: str) -> str:
    """How the department of that name speaks of itself (我局, 我中心, 我委)."""
    return next((we for ending, we in table("styles")["we"].items() if name.endswith(ending)), "我单位")


def _specs(raw: dict[str, dict[str, Any]]) -> tuple[FigureSpec, ...]:
    return tuple(FigureSpec(key=key, **{name: _frozen(item) for name, item in one.items()}) for key, one in raw.items())


def _frozen(item: Any) -> Any:
    """A TOML value as FigureSpec holds it: arrays become tuples, their numbers decimals."""
    if isinstance(item, list):
        return tuple(entry if isinstance(entry, str) else Decimal(entry) for entry in item)
    return item


def _alternatives(lines: list[list[str]]) -> tuple[Alternatives, ...]:
    return tuple(tuple(line) for line in lines)
