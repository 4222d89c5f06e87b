"""`python -m eval.load`: the service under many people at once, measured and checked; see --help."""

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from eval.load import kills
from eval.load.alone import asked_alone
from eval.load.books import doctor, examined, settled
from eval.load.client import Client, clients, gather
from eval.load.drops import dropping
from eval.load.ground import make, opened, people
from eval.load.people import Crowd
from eval.load.report import Run, record, tell
from eval.load.service import EMBEDDED, SERVER, Limits, Service, service, started
from eval.load.tally import Acknowledged, Tally
from eval.load.watching import Watcher

_SETTLED = 300.0
"""Seconds in which all that was acknowledged must be on record, once people have gone."""
_TAIL = 15.0
"""Seconds that people work on after the last kill's turn, so that what it cost can be told."""


def main() -> None:
    """Start, load, check, tell; ends with 1 when something was wrong."""
    chosen = _arguments()
    console = Console(stderr=chosen.json)
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="youju-load-")))
        folder.mkdir(parents=True, exist_ok=True)
        # PostgreSQL's own user passes through to its data.
        folder.chmod(0o711)
        run = _run(chosen, folder, console)
    if chosen.json:
        print(json.dumps(record(run), ensure_ascii=False, indent=1))
    tell(run, console)
    sys.exit(0 if run.well else 1)


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m eval.load", description=__doc__)
    parser.add_argument("--form", choices=(EMBEDDED, SERVER), default=EMBEDDED, help="how the service runs")
    parser.add_argument("--users", type=int, default=500, help="people at work at once")
    parser.add_argument("--clerks", type=int, help="how many of them upload documents; default: one of 50, at least 1")
    parser.add_argument("--seconds", type=float, default=600, help="how long is measured, after everybody has come")
    parser.add_argument("--ramp", type=float, default=60, help="seconds over which people come and sign in")
    parser.add_argument(
        "--think", type=float, default=15, help="mean seconds between answer and next question; 0: none"
    )
    parser.add_argument("--web", type=int, help="web processes; default: 1 embedded, 2 as servers")
    parser.add_argument("--readers", type=int, help="processes that read files; default: 0 embedded, 2 as servers")
    parser.add_argument("--clients", type=int, default=1, help="processes that the people's programs run in")
    parser.add_argument(
        "--departments", type=int, default=10, help="fictional departments on record, four reports each"
    )
    parser.add_argument("--kill", action="store_true", help="end each process in turn as a crash does")
    parser.add_argument("--each", type=float, default=45, help="seconds from one kill to the next")
    parser.add_argument("--folder", type=Path, help="an empty folder that keeps everything afterwards")
    parser.add_argument("--json", action="store_true", help="print JSON, the table beside it on standard error")
    chosen = parser.parse_args()
    several = chosen.form == SERVER
    chosen.web = chosen.web or (2 if several else 1)
    chosen.readers = (2 if several else 0) if chosen.readers is None else chosen.readers
    chosen.clerks = max(1, chosen.users // 50) if chosen.clerks is None else chosen.clerks
    return chosen


def _run(chosen: Namespace, folder: Path, console: Console) -> Run:
    # Without pauses a person asks faster than people may.
    limits = Limits() if chosen.think else Limits(requests=0)
    served = service(chosen.form, folder, webs=chosen.web, readers=chosen.readers, limits=limits)
    everybody = people(chosen.users, chosen.clerks)
    with started(served.stores):
        with console.status("reading records, making accounts"), opened(served.settings) as library:
            dialogues = make(library, folder, chosen.departments, everybody)
        with started((*served.webs, *served.readers)):
            with console.status("asking everything once, alone"):
                alone = asked_alone(served.doors[0], next(one for one in everybody if not one.papers), dialogues)
            about = _about(chosen, limits, f"{alone.right} of {alone.scored} answers right by what was planted")
            crowd = Crowd(served.doors, everybody, alone.dialogues, chosen.think, chosen.ramp)
            run = _loaded(chosen, folder, served, crowd, about, console)
            with console.status("looking through the books"), opened(served.settings) as library:
                settled(library, run.tally.acknowledged.get("upload", ()), _SETTLED)
                books = examined(library, run.tally.acknowledged, doctor(served.settings))
    return replace(run, books=books)


def _about(chosen: Namespace, limits: Limits, alone: str) -> dict[str, str]:
    thinking = f"a question every {chosen.think:g} s each" if chosen.think else "each asks again at once"
    return {
        "form": f"{chosen.form}: {chosen.web} web, {chosen.readers} reading processes",
        "people": f"{chosen.users}, {chosen.clerks} of them upload; {thinking}; they came over {chosen.ramp:g} s",
        "records": f"{chosen.departments} departments, four years; alone {alone}",
        "settings for the test": ", ".join(f"{name}={value}" for name, value in limits.settings.items()),
        "machine": f"{os.cpu_count()} processors, {chosen.clients} client processes on the same",
    }


def _loaded(
    chosen: Namespace, folder: Path, served: Service, crowd: Crowd, about: dict[str, str], console: Console
) -> Run:
    plan = tuple(kills.victims(served)) if chosen.kill else ()
    seconds = chosen.each * len(plan) + _TAIL if plan else chosen.seconds
    began = time.monotonic()
    since, until = began + chosen.ramp, began + chosen.ramp + seconds
    tally = Tally()
    with ExitStack() as stack:
        some = stack.enter_context(clients(replace(crowd, until=until), chosen.clients))
        watcher = stack.enter_context(Watcher({**{part.name: part.current for part in served.parts}, **_pids(some)}))
        done = stack.enter_context(kills.striking(plan, since, chosen.each))
        dropped = stack.enter_context(dropping(served.inbox, until)) if served.watched else []
        show = stack.enter_context(_progress(console, began, until))
        for _ in gather(some, tally):
            show(tally)
    tally.take(Acknowledged("upload", name) for name in dropped)
    _write(tally, folder / "requests.jsonl", began)
    costs = tuple(kills.cost(kill, tally.requests) for kill in done)
    return Run(about, since, until, tally, watcher.memory, costs, None)


def _write(tally: Tally, path: Path, began: float) -> None:
    """Every request as a line of JSON, its times counted from the beginning, for whoever looks into a run."""
    with path.open("w", encoding="utf-8") as file:
        for one in tally.requests:
            file.write(json.dumps({**asdict(one), "began": round(one.began - began, 3)}, ensure_ascii=False) + "\n")


def _pids(some: tuple[Client, ...]) -> dict[str, Callable[[], int]]:
    return {f"client-{number}": partial(_pid, client) for number, client in enumerate(some, 1)}


def _pid(client: Client) -> int:
    return client.process.pid or 0


@contextmanager
def _progress(console: Console, began: float, until: float) -> Iterator[Callable[[Tally], None]]:
    """A bar over the time, with what has come so far."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("people come", total=until - began)

        def show(tally: Tally) -> None:
            faults = len(tally.faults)
            said = f"{len(tally.requests)} requests, [{'red' if faults else 'green'}]{faults} faults[/]"
            bar.update(task, completed=time.monotonic() - began, description=said)

        yield show


if __name__ == "__main__":
    main()
