"""What the product costs: start-up, ingest, questions, memory; each beside a floor measured in the same run.

`python -m eval.bench [--departments N] [--passages N ...]` makes fictional records in a folder of its own, measures and
prints one table.
"""

import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.answering.ask import ask
from assistant.records.library import Library, open_library
from assistant.records.model import Question
from assistant.records.quantity import read
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from eval.bench_quality import quality
from eval.bench_scale import measured as measured_at
from eval.bench_table import Row
from eval.run import read_gold
from eval.sample import write_corpus
from eval.score import Gold
from ingest.pipeline import ingest

_FIVE_MEGABYTES = 5 * 2**20
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_YEARS = (2020, 2021, 2022, 2023)


def main() -> None:
    """Measure everything and print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--departments", type=int, default=60, help="fictional departments, four reports each; 0: none")
    parser.add_argument(
        "--passages",
        type=int,
        nargs="*",
        default=[10_000],
        help="sizes of archives to measure questions in: 10000 100000",
    )
    parser.add_argument("--archives", type=Path, help="folder that keeps these archives, to be measured again")
    parser.add_argument("--no-vectors", action="store_true", help="archives without vectors: much quicker to write")
    parser.add_argument("--peers", default="", help="a Python that has llama-index-core and txtai, to be measured too")
    chosen = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(_measured(Path(folder), chosen.departments, console)) if chosen.departments else []
        with console.status("which passages are found"):
            found_in = open_library(Settings(data_dir=Path(folder) / "quality"))
            rows += quality(found_in)
            found_in.close()
        for size in chosen.passages:
            archive = (chosen.archives or Path(folder)) / f"archive-{size}"
            with console.status(f"{size} passages"):
                rows += measured_at(archive, size, with_vectors=not chosen.no_vectors, peers=chosen.peers)
    table = Table("what", "measured", "beside", title="Youju bench")
    for row in rows:
        table.add_row(row.what, row.figure, row.beside)
    console.print(table)


def _measured(folder: Path, departments: int, console: Console) -> Iterator[Row]:
    with console.status("start-up"):
        yield from _start_up()
    records = folder / "records"
    with console.status("making fictional records"):
        write_corpus(records, seed=7, departments=departments, years=_YEARS)
    with console.status("reading numbers"):
        yield _numbers(records / "documents")
    library = open_library(Settings(data_dir=folder / "data"))
    with console.status("ingest"):
        yield from _ingest(records / "documents", library)
    with console.status("questions"):
        yield from _questions(read_gold(records / "gold.jsonl"), library)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("peak memory of this process", f"{peak:.0f} MiB")
    size = sum(f.stat().st_size for f in (folder / "data").rglob("*") if f.is_file()) / 2**20
    yield Row("disk of the installation", f"{size:.0f} MiB")
    library.close()


def _start_up() -> Iterator[Row]:
    bare = _timed_process("pass")
    for what, code in (
        ("start of the command line", "import api.cli"),
        ("start of the answering parts", "import assistant.answering.ask"),
    ):
        taken = _timed_process(code)
        yield Row(what, f"{taken:.2f} s", f"{taken / bare:.1f} × an empty Python ({bare:.2f} s)")


def _timed_process(code: str) -> float:
    runs = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        runs.append(time.perf_counter() - begun)
    return statistics.median(runs)


def _numbers(folder: Path) -> Row:
    """Number reading over five megabytes of report text beside one plain pass for digits over the same text."""
    text = "".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.txt")))
    text = (text * (_FIVE_MEGABYTES // len(text.encode()) + 1))[: _FIVE_MEGABYTES // 2]
    size = len(text.encode()) / 2**20
    ours = _seconds(lambda: read(text))
    plain = _seconds(lambda: _DIGITS.findall(text))
    return Row(
        "reading numbers", f"{size / ours:.1f} MB/s", f"{ours / plain:.0f} × one plain digits pass over {size:.1f} MB"
    )


def _ingest(folder: Path, library: Library) -> Iterator[Row]:
    read = _seconds(lambda: [p.read_text(encoding="utf-8") for p in folder.iterdir()])
    report = ingest([folder], library)
    figures = sum(o.figures for o in report.outcomes)
    passages = sum(o.passages for o in report.outcomes)
    documents = len(report.outcomes)
    yield Row(
        "ingest with vectors",
        f"{documents / report.seconds:.1f} documents/s, {passages / report.seconds:.0f} passages/s, "
        f"{figures / report.seconds:.0f} figures/s",
        f"{documents} documents, {passages} passages; reading the bytes alone takes {read:.2f} s of {report.seconds:.1f} s",
    )
    again = ingest([folder], library)
    yield Row("the same again", f"{again.seconds:.2f} s", "every file known by its hash")


def _questions(gold: Iterable[Gold], library: Library) -> Iterator[Row]:
    cases = list(gold)
    _ask(cases[0], library)
    taken = [_seconds(lambda case=case: _ask(case, library)) * 1000 for case in cases]  # type: ignore[misc]
    floor = statistics.median(_floor(library))
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    yield Row(
        f"a question ({len(cases)} asked)",
        f"p50 {p50:.1f} ms, p95 {p95:.1f} ms",
        f"{p50 / floor:.0f} × one indexed lookup and one query embedding ({floor:.2f} ms)",
    )


def _ask(case: Gold, library: Library) -> None:
    ask(Question(case.question, tuple(case.history), case.language), library, EVERYTHING)


def _floor(library: Library) -> list[float]:
    """Milliseconds of the least a question can cost: figures of one document by index, and one query embedded."""
    (first, *_) = library.store.heads(EVERYTHING)

    def least() -> None:
        library.store.figures(EVERYTHING, [first.id], indicators=["executed"])
        library.encoder.encode(["预算执行率是多少"])

    least()
    return [_seconds(least) * 1000 for _ in range(50)]


def _seconds(job: Callable[[], object]) -> float:
    with _clock() as taken:
        job()
    return taken[0]


@contextmanager
def _clock() -> Iterator[list[float]]:
    taken = [0.0]
    begun = time.perf_counter()
    yield taken
    taken[0] = time.perf_counter() - begun


if __name__ == "__main__":
    main()
