"""Who and what is on record, as questions look it up: made once for each state of the records, however many ask."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

from assistant.answering.offices import Office, Offices, spoken_forms
from assistant.answering.one_office import full_names
from assistant.answering.versions import asks_withdrawn, current, withdrawn
from assistant.records.cache import Cache
from assistant.records.library import Library
from assistant.records.model import Question
from assistant.records.scope import Scope
from assistant.records.store import Head

_HELD_YEARS = 32


@dataclass(frozen=True)
class Roll(Sequence[Head]):
    """The documents that may answer, oldest first; `offices` are those of reports and of tables' rows.

    `short` maps the ways in which an office is written to the full name they stand for (see `one_office`).
    `guests` are the documents, by id, that tell in rows of offices which hand in none of their own (单位 of a bureau).
    """

    heads: tuple[Head, ...]
    offices: Offices = field(default_factory=lambda: Offices(()))
    short: Mapping[str, str] = field(default_factory=dict)
    guests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _years: "Cache[tuple[int, ...], Roll]" = field(default_factory=lambda: Cache(_HELD_YEARS), repr=False)

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, at: int) -> Head: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Head, ...]: ...
    def __getitem__(self, at: int | slice) -> Head | tuple[Head, ...]:
        return self.heads[at]

    def __iter__(self) -> Iterator[Head]:
        return iter(self.heads)

    def of_offices(self, departments: Iterable[str]) -> tuple[Head, ...]:
        """The documents of these offices and those of no or of many offices, oldest first.

        A report may name its office in full, without its outer region (see `find.same_office`) or otherwise (`short`).
        """
        written = {d[at:] for d in departments for at in range(len(d)) if at == 0 or len(d) - at >= _SHORTEST}
        written |= {other for d in departments for other in self._written.get(d, ())}
        places = {at for name in written for at in self._by_department.get(name, ())}
        places |= {self._by_id[key] for name in written for key in self.guests.get(name, ()) if key in self._by_id}
        return tuple(self.heads[at] for at in sorted({*places, *self._by_department.get("", ())}))

    def of_office(self, department: str) -> tuple[Head, ...]:
        """The documents that name exactly this office, oldest first."""
        return tuple(self.heads[at] for at in self._by_department.get(department, ()))

    def of_years(self, years: Iterable[int]) -> "Roll":
        """The documents of any of these years and those without a year, oldest first; the same roll each time."""
        wanted = tuple(sorted(set(years)))
        places = self._by_year
        return self._years.get(
            wanted,
            lambda: Roll(
                tuple(self.heads[at] for at in sorted({at for year in (*wanted, None) for at in places.get(year, ())})),
                self.offices,
                self.short,
                self.guests,
            ),
        )

    def of_ids(self, ids: Iterable[str]) -> tuple[Head, ...]:
        """The documents of these ids, oldest first."""
        return tuple(self.heads[at] for at in sorted(self._by_id[key] for key in ids if key in self._by_id))

    @cached_property
    def _written(self) -> dict[str, list[str]]:
        """The other ways in which an office is written, by its full name."""
        found: dict[str, list[str]] = {}
        for other, full in self.short.items():
            found.setdefault(full, []).append(other)
        return found

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all."""
        return frozenset(self._by_id)

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {head.id: at for at, head in enumerate(self.heads)}

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The offices that documents name, sorted."""
        return tuple(sorted(name for name in self._by_department if name))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of documents, ascending."""
        return tuple(sorted(year for year in self._by_year if year is not None))

    @cached_property
    def _by_department(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, head in enumerate(self.heads):
            found.setdefault(head.department, []).append(at)
        return found

    @cached_property
    def _by_year(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for at, head in enumerate(self.heads):
            for year in head.years or (None,):
                found.setdefault(year, []).append(at)
        return found


_SHORTEST = 3
# Region or level, the first word of what it does, what else it does, and what it is.
_PART = "[^\\W\\d_a-zA-Z市区县旗州盟]"
_FIRST_WORD = re.compile(rf"((?:{_PART}{{0,6}}[市区县旗州盟])?)({_PART}{{2}}){_PART}{{2,5}}([局委办])")


def roll_of(question: Question, library: Library, scope: Scope) -> Roll:
    """The roll of what may answer `question`: current versions, or where it asks for them the withdrawn ones."""
    asked = asks_withdrawn(question)
    return library.store.derived(scope, f"roll {asked}", lambda: _made(library, scope, asked=asked))


def _clipped(called: Mapping[str, set[str]]) -> dict[str, str]:
    """Offices by their first word alone (市园林局 for 市园林绿化局), where no other is called so or could be."""
    taken = {form for name, aliases in called.items() for form in (name, *aliases)}
    found: dict[str, set[str]] = {}
    for name, aliases in called.items():
        for form in (name, *aliases):
            if told := _FIRST_WORD.fullmatch(form):
                found.setdefault(f"{told[1]}{told[2]}{told[3]}", set()).add(name)
    ends = {form[at:] for form in taken for at in range(len(form) - _SHORTEST + 1)}
    return {form: min(names) for form, names in found.items() if len(names) == 1 and form not in ends}


def _made(library: Library, scope: Scope, *, asked: bool) -> Roll:
    everything = library.store.heads(scope)
    heads = (asked and withdrawn(everything)) or current(everything)
    departments = library.store.departments(scope)
    short = full_names(departments, [head.region for head in heads])
    known: dict[str, set[str]] = {short.get(name, name): set() for name in departments}
    for other, full in short.items():
        known[full] |= {other} if full.endswith(other) else set()
    for head in heads:
        if head.department:
            known.setdefault(short.get(head.department, head.department), set()).update(head.aliases)
    called = {name: aliases | spoken_forms(name) for name, aliases in known.items()}
    for form, name in _clipped(called).items():
        called[name].add(form)
    offices = Offices(tuple(Office(name, tuple(sorted(aliases))) for name, aliases in called.items()))
    owners = {head.department for head in heads}
    guests = library.store.documents_naming(scope, [name for name in departments if name not in owners])
    return Roll(heads, offices, short, guests)
