"""Long work on a terminal: a progress bar on standard error, nothing at all where nobody watches."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from api.cli_common import errors, plain, say
from ingest.pipeline import ingest
from ingest.progress import BatchReport, Event, OnEvent
from ingest.vectorise import Reindexed, reindex

if TYPE_CHECKING:
    from assistant.records.library import Library

_NAME = 32
# Hidden, so that reading the folder passes it over.
_DONE = ".read"


def ingest_with_progress(paths: Iterable[Path], library: "Library", *, collection: str = "default") -> BatchReport:
    """Ingest into a collection under a progress bar."""
    with _bar() as on_event:
        return ingest(paths, library, on_event, collection=collection)


def reindex_with_progress(library: "Library", *, everything: bool) -> Reindexed:
    """Make vectors under a progress bar."""
    with _bar() as on_event:
        return reindex(library, on_event, everything=everything)


@contextmanager
def steps(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar of steps: done, and of how many."""
    screen = errors()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def sample_folder(library: "Library") -> Path:
    """The folder of the fictional sample reports inside the data folder, written anew: the same bytes each time."""
    from eval.sample import make_sample

    folder = _sample(library)
    make_sample(folder)
    return folder


def sample_read(library: "Library") -> None:
    """Note that the sample is on record, so that the next start leaves it alone."""
    (_sample(library) / _DONE).touch()


def sample_due(library: "Library") -> bool:
    """Whether a first run should read the sample: nothing is on record, or an earlier first run was interrupted."""
    if not library.store.counts().documents:
        return True
    return _sample(library).is_dir() and not (_sample(library) / _DONE).exists()


def _sample(library: "Library") -> Path:
    return library.settings.data_dir / "sample"


@contextmanager
def _bar() -> Iterator[OnEvent]:
    screen = errors()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rates]}", markup=False),
        TimeRemainingColumn(),
    )
    figures = 0
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("", total=None, rates="")

        def show(event: Event) -> None:
            nonlocal figures
            figures += event.outcome.figures if event.outcome else 0
            said = plain(event.name) if event.stage == "file" else say("建立向量", "making vectors")
            name = Text(said)
            name.truncate(_NAME, overflow="ellipsis", pad=True)
            rates = say(f"{event.rate:.1f} 个/秒 {figures} 个数字", f"{event.rate:.1f} files/s {figures} figures")
            shown = rates if event.rate else ""
            progress.update(task, description=name.plain, completed=event.done, total=event.total or None, rates=shown)

        yield show
