"""The records looked through: which fit what a person asks for, and what there is to choose from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from assistant.records.readings import Reading
from assistant.records.store import Head

Readings = Mapping[str, Reading]


class State(StrEnum):
    """What a record is to answers and to whoever keeps the records; one may be several."""

    CURRENT = "current"
    PAST = "past"
    WARNED = "warned"
    PENDING = "pending"


class ListingFilters(BaseModel):
    """Which records are wanted, and which stretch of them."""

    q: str = Field(
        "", max_length=200, description="words of its name, title, office, place, year or kind; all must be there"
    )
    department: str = Field("", max_length=200, description="the office as the record names it")
    year: int | None = Field(None, ge=1900, le=2200)
    kind: str = Field("", max_length=50)
    state: State | None = None
    tables: bool = Field(False, description="only what has tables")
    latest: bool = Field(False, description="the latest first instead of the oldest")
    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int | None = Field(None, ge=1)


def fitting(heads: Sequence[Head], readings: Readings, filters: ListingFilters) -> list[Head]:
    """The records that fit, whole, in the order asked for."""
    words = filters.q.lower().split()
    found = [head for head in heads if _fits(head, readings.get(head.id), filters) and _holds(head, words)]
    return found[::-1] if filters.latest else found


def stretch(found: Sequence[Head], filters: ListingFilters) -> Sequence[Head]:
    """What of the records found is shown."""
    return found[filters.offset : None if filters.limit is None else filters.offset + filters.limit]


def facets(heads: Sequence[Head]) -> dict[str, list[dict[str, Any]]]:
    """The offices, years, kinds and states there are, each with how many records have it; years latest first."""
    counted: dict[str, list[tuple[Any, int]]] = {
        "departments": sorted(Counter(head.department for head in heads if head.department).items()),
        "years": sorted(Counter(year for head in heads for year in head.years).items(), reverse=True),
        "kinds": Counter(head.kind for head in heads).most_common(),
        "states": Counter(state for head in heads for state in states_of(head)).most_common(),
    }
    return {name: [{"value": value, "count": count} for value, count in some] for name, some in counted.items()}


def states_of(head: Head) -> tuple[State, ...]:
    """The states a record is in."""
    told = {
        State.CURRENT: head.current,
        State.PAST: not head.current,
        State.WARNED: bool(head.warnings),
        State.PENDING: head.status == "pending",
    }
    return tuple(state for state, holds in told.items() if holds)


def _fits(head: Head, reading: Reading | None, filters: ListingFilters) -> bool:
    return (
        filters.department in ("", head.department)
        and (filters.year is None or filters.year in head.years)
        and filters.kind in ("", head.kind)
        and (filters.state is None or filters.state in states_of(head))
        and (not filters.tables or (reading is not None and reading.tables > 0))
    )


def _holds(head: Head, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = " ".join(
        [head.name, head.title, head.department, *head.aliases, head.region, head.kind, *map(str, head.years)]
    )
    return all(word in text.lower() for word in words)
