"""Processes ended as a crash ends them while people work, each in its turn, and what that cost."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import psutil

from eval.load.processes import Part, children
from eval.load.service import Service
from eval.load.tally import QUESTION, Request

_LOOK = 0.01


@dataclass(frozen=True, slots=True)
class Victim:
    """Something to be ended: `strike` does it and tells whether there was anything to end yet."""

    name: str
    strike: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Kill:
    """When something was ended, and until when its consequences are looked for (steady clock, half open)."""

    name: str
    at: float
    until: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kill cost: requests that failed, by what was told; seconds until the first right answer after which nothing
    failed any more, at the doors where anything did (0: nothing failed); requests in all.
    """

    name: str
    requests: int
    failed: int
    faults: tuple[tuple[str, int], ...]
    seconds: float | None


def victims(service: Service) -> Iterator[Victim]:
    """Every process of the service in turn, a process that reads an uploaded file, and PostgreSQL's own processes."""
    for part in (*service.webs, *service.readers):
        yield Victim(part.name, partial(_part, part))
    yield Victim("a process that reads a file", partial(_child, (*service.webs, *service.readers), "ingest.worker"))
    for part in service.stores:
        if part.name == "postgresql":
            yield Victim("a PostgreSQL backend", partial(_child, (part,), "youju"))
        yield Victim(part.name, partial(_part, part))


@contextmanager
def striking(plan: Sequence[Victim], since: float, each: float) -> Iterator[list[Kill]]:
    """Each victim is ended in its turn of `each` seconds from `since` on, while the block runs; the kills so far."""
    done: list[Kill] = []
    over = threading.Event()

    def strike() -> None:
        for turn, victim in enumerate(plan, 1):
            if over.wait(max(since + (turn - 1) * each - time.monotonic(), 0.0)):
                return
            if kill := struck(victim, since + turn * each, over):
                done.append(kill)

    thread = threading.Thread(target=strike, name="youju-strikes", daemon=True)
    thread.start()
    try:
        yield done
    finally:
        over.set()
        thread.join()


def struck(victim: Victim, until: float, over: threading.Event) -> Kill | None:
    """End it as soon as there is one, before `until`; None where there was none."""
    while (at := time.monotonic()) < until and not over.wait(_LOOK):
        if victim.strike():
            return Kill(victim.name, at, until)
    return None


def cost(kill: Kill, requests: Sequence[Request]) -> Cost:
    """What the requests of the time after a kill say of it."""
    seen = [one for one in requests if one.ended >= kill.at and one.began < kill.until]
    failed = [one for one in seen if one.fault]
    counts: dict[str, int] = {}
    for one in failed:
        counts[one.fault] = counts.get(one.fault, 0) + 1
    faults = tuple(sorted(counts.items(), key=lambda pair: -pair[1]))
    return Cost(kill.name, len(seen), len(failed), faults, _recovered(kill, seen, failed))


def _recovered(kill: Kill, seen: Sequence[Request], failed: Sequence[Request]) -> float | None:
    """None where no right answer came after the last fault."""
    if not failed:
        return 0.0
    doors = {one.door for one in failed}
    last = max(one.ended for one in failed)
    right = [
        one.ended
        for one in seen
        if not one.fault and one.kind.startswith(QUESTION) and one.door in doors and one.began >= last
    ]
    return min(right) - kill.at if right else None


def _part(part: Part) -> bool:
    part.kill()
    return True


def _child(parts: Sequence[Part], word: str) -> bool:
    """End a process below one of the parts whose command line holds `word`."""
    for part in parts:
        for process in children(part.current()):
            with suppress(psutil.Error, ProcessLookupError):
                if any(word in argument for argument in process.cmdline()):
                    os.kill(process.pid, signal.SIGKILL)
                    return True
    return False
