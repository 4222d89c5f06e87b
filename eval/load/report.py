"""What a run came to, as one table for people and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.load.books import Books
from eval.load.kills import Cost
from eval.load.tally import QUESTION, Request, Tally, faults_by_kind, times
from eval.load.watching import Memory

_STRETCH = 60.0
"""Seconds whose memory is compared: the first so many of the time measured with the last."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is over: how it was set up, the time measured (steady clock, half open), and all that was seen."""

    about: Mapping[str, str]
    since: float
    until: float
    tally: Tally
    memory: Mapping[str, Memory]
    costs: tuple[Cost, ...]
    books: Books | None

    @property
    def seconds(self) -> float:
        """How long was measured."""
        return self.until - self.since

    @property
    def measured(self) -> list[Request]:
        """The requests of the time measured."""
        return self.tally.within(self.since, self.until)

    @property
    def well(self) -> bool:
        """Whether no request went wrong, unless processes were ended, and the books are whole."""
        return (bool(self.costs) or not self.tally.faults) and (self.books is None or self.books.whole)


def record(run: Run) -> dict[str, Any]:
    """The run as JSON values."""
    questions = sum(one.kind.startswith(QUESTION) for one in run.measured)
    return {
        "about": dict(run.about),
        "seconds": round(run.seconds, 1),
        "requests": len(run.measured),
        "requests_a_second": round(len(run.measured) / run.seconds, 2),
        "questions_a_second": round(questions / run.seconds, 2),
        "times_ms": [
            {k: round(v, 1) if isinstance(v, float) else v for k, v in asdict(t).items()} for t in times(run.measured)
        ],
        "faults": [
            {"fault": fault, "kind": kind, "count": count, "first": first}
            for fault, kind, count, first in faults_by_kind(run.tally.requests)
        ],
        "processes": [_process(name, one, run) for name, one in run.memory.items()],
        "kills": [asdict(one) for one in run.costs],
        "books": None if run.books is None else asdict(run.books),
        "well": run.well,
    }


def _process(name: str, memory: Memory, run: Run) -> dict[str, Any]:
    stretch = min(_STRETCH, run.seconds / 3)
    first, last, most = memory.grown(run.since, run.until, stretch)
    cores = memory.cores(run.since, run.until)
    return {
        "name": name,
        "first_mib": round(first, 1),
        "last_mib": round(last, 1),
        "most_with_children_mib": round(most, 1),
        "cores": round(cores, 2),
    }


def tell(run: Run, console: Console) -> None:
    """Print the run."""
    told = record(run)
    table = Table("what", "measured", "beside", title="Youju under load")
    for row in _rows(told):
        table.add_row(*row)
    console.print(table)


def _rows(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, value in told["about"].items():
        yield name, value, ""
    yield (
        "answered",
        f"{told['questions_a_second']} questions/s, {told['requests_a_second']} requests/s",
        f"{told['requests']} requests in {told['seconds']} s",
    )
    for one in told["times_ms"]:
        said = f"p50 {one['p50']:.0f}, p95 {one['p95']:.0f}, p99 {one['p99']:.0f}, longest {one['longest']:.0f} ms"
        yield one["kind"], said, f"{one['count']} requests, {one['faults']} faults"
    for one in told["faults"]:
        yield f"[red]{one['fault']}", f"{one['count']} × {one['kind']}", _plain(one["first"])
    for one in told["processes"]:
        said = f"{one['first_mib']:.0f} → {one['last_mib']:.0f} MiB, at most {one['most_with_children_mib']:.0f} with children"
        yield f"memory of {one['name']}", said, f"{one['cores']} processors busy"
    for one in told["kills"]:
        yield f"kill -9 {one['name']}", *_killed(one)
    if books := told["books"]:
        yield from _books(books)


def _killed(one: Mapping[str, Any]) -> tuple[str, str]:
    back = "no right answer after it" if one["seconds"] is None else f"right answers after {one['seconds']:.1f} s"
    faults = ", ".join(f"{count} × {fault}" for fault, count in one["faults"])
    if not one["failed"]:
        return "nothing failed", f"{one['requests']} requests"
    return back, f"{one['failed']} of {one['requests']} requests failed: {faults}"


def _books(books: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for what, count in books["acknowledged"].items():
        lost = books["lost"][what]
        yield f"{what}s acknowledged", f"{count}, {len(lost)} lost", _plain(", ".join(lost[:3]))
    yield "kept twice", str(len(books["doubled"])), _plain(", ".join(books["doubled"][:3]))
    chain = "whole" if books["audit_broken_at"] is None else f"[red]broken at {books['audit_broken_at']}"
    yield "audit log", chain, f"{books['audit_entries']} entries"
    yield "youju doctor", "[red]unwell" if books["unwell"] else "well", _plain("; ".join(books["unwell"]))


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
