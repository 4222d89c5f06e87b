"""Reports as a person annotated them: which figures they hold and what each says.

In line a figure is written ⟦number with unit and hedge¦role¦measure¦subject¦period¦bound¦quantity⟧. Role, subject and
period may name several answers that are right ("2 家 or 企业"); left out, subject is nobody's, period the report's year,
bound exact, and the quantity what stands there ("1,204.55 万元"). The first line, "%% year 2021", is no part of the text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from assistant.errors import InvalidSetting
from assistant.records.model import Bound, Quantity, Role, Span

if TYPE_CHECKING:
    from eval.sample.values import Planted

_MARK = re.compile(r"⟦([^⟧]*)⟧")
_YEAR = re.compile(r"%% year (\d{4})\n")
_PLAIN = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(\D*)")
_FIELDS = 7
_OR = re.compile(r"(?:^| )or(?: |$)")
_OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Marked:
    """One figure as a person read it; `span` covers number, unit and hedges. An `optional` one may be read or not; its quantity is not compared."""

    span: Span
    quantity: Quantity
    roles: tuple[str, ...]
    measure: str
    subjects: tuple[str, ...]
    periods: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """An annotated report; not `complete` when it holds figures that nobody marked."""

    name: str
    text: str
    figures: tuple[Marked, ...]
    complete: bool = True


def marked(name: str, written: str) -> Report:
    """A report whose marks stand in line; raises InvalidSetting naming the file and the mark that is wrong."""
    head = _YEAR.match(written)
    if head is None:
        raise _wrong(name, written[:20])
    body = written[head.end() :]
    runs: list[str] = []
    found: list[Marked] = []
    at = length = 0
    for mark in _MARK.finditer(body):
        fields = mark[1].split("¦")
        runs += [body[at : mark.start()], fields[0]]
        length += mark.start() - at
        found.append(_inline(name, fields, Span(length, length + len(fields[0])), head[1]))
        length += len(fields[0])
        at = mark.end()
    return Report(name, "".join([*runs, body[at:]]), tuple(found))


def unmarked(name: str, text: str, record: Mapping[str, Any]) -> Report:
    """A report whose marks stand in a file of their own, by offset; `record` is that file."""
    return Report(name, text, tuple(_stored(one) for one in record["figures"]))


def planted(name: str, text: str, figures: Iterable["Planted"]) -> Report:
    """A sample report with the figures that were planted in it."""
    return Report(
        name,
        text,
        tuple(
            Marked(
                span=Span(one.start, one.end),
                quantity=Quantity(one.value, one.unit, Bound(one.bound)),
                roles=(one.role,),
                measure=one.measure,
                subjects=(one.subject, one.measure),  # a counted noun is its measure there
                periods=(one.period,),
            )
            for one in figures
        ),
        complete=False,
    )


def _inline(name: str, fields: list[str], span: Span, year: str) -> Marked:
    written, roles, measure, subjects, periods, bound, quantity = (*fields, *[""] * _FIELDS)[:_FIELDS]
    try:
        return Marked(
            span=span,
            quantity=Quantity(Decimal(0))
            if roles == _OPTIONAL
            else _quantity(quantity or written, Bound(bound or "exact")),
            roles=tuple(Role(one) for one in roles.split(" or ") if one != _OPTIONAL),
            measure=measure,
            subjects=tuple(one.strip() for one in _OR.split(subjects)),
            periods=tuple((periods or year).split(" or ")),
            optional=roles == _OPTIONAL,
        )
    except (ValueError, InvalidOperation) as error:
        raise _wrong(name, written) from error


def _stored(one: Mapping[str, Any]) -> Marked:
    upper = one.get("upper")
    return Marked(
        span=Span(one["start"], one["end"]),
        quantity=Quantity(
            Decimal(one["value"]), one["unit"], Bound(one["bound"]), None if upper is None else Decimal(upper)
        ),
        roles=tuple(one["roles"]),
        measure=one["measure"],
        subjects=tuple(one["subjects"]),
        periods=tuple(one["periods"]),
        optional=one.get("optional", False),
    )


def _quantity(written: str, bound: Bound) -> Quantity:
    found = _PLAIN.fullmatch(written)
    if found:
        return Quantity(Decimal(found[1].replace(",", "")), found[2].strip(), bound)
    value, unit, upper = written.split(" ")
    return Quantity(Decimal(value), unit, bound, Decimal(upper))


def _wrong(name: str, where: str) -> InvalidSetting:
    return InvalidSetting(name, zh=f"标注有误：{where}", en=f"wrong annotation: {where}")
