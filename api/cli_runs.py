"""`youju eval run`, `compare` and `history`: gold questions put to any installation, runs kept, and a gate for them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli_common import FAILED, console, errors, opened, print_json, say, table

if TYPE_CHECKING:
    from api.remote import Records
    from assistant.records.library import Library
    from eval.compare import Comparison
    from eval.run_store import Case, Run, Runs
    from eval.score import Gold

AsJson = Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")]
Gate = Annotated[bool, typer.Option("--gate", help="Exit with 1 where a right answer turned wrong or missing.")]


def run(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Gold cases: JSON lines, XLSX, or @NAME, a set kept here.")
    ],
    as_json: AsJson = False,
    faults: Annotated[bool, typer.Option(help="Name each case that is not right.")] = True,
    server: Annotated[str, typer.Option(metavar="URL", help="Ask a served Youju instead of the records here.")] = "",
    token: Annotated[str, typer.Option(envvar="YOUJU_TOKEN", help="Its key.")] = "",
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Cases asked at once.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew where an earlier run broke off.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the cases as JSON lines.")] = None,
    judge: Annotated[
        bool, typer.Option("--judge", help="Also ask the configured model what it thinks of the answers.")
    ] = False,
    gate: Gate = False,
) -> None:
    """Ask every gold case and report right, wrong and missing answers; the run is kept, and taken up where it broke off."""
    from api.remote import InProcess, Served
    from eval.gold_files import read_gold_file
    from eval.gold_store import GoldSets
    from eval.harness import run_gold
    from eval.run import print_report
    from eval.run_store import Runs

    with opened() as library:
        kept_here = str(gold).startswith("@")
        cases = GoldSets(library.store.engine).cases(str(gold)[1:]) if kept_here else read_gold_file(gold)
        runs = Runs(library.store.engine)
        records: Records = Served(server, token=token) if server else InProcess(library)
        with closing(records) if isinstance(records, Served) else _nothing():
            kept, report = run_gold(
                gold.name.removeprefix("@") if kept_here else gold.name,
                cases,
                _asker(records, cases),
                runs,
                text_of=records.text,
                jobs=jobs,
                resume=not fresh,
                on_case=_progress(),
            )
        told = runs.cases(kept.id)
        kept = _judged(kept, told, runs, library) if judge else kept
        earlier = runs.earlier(kept.id)
        before = runs.cases(earlier.id) if earlier else ()
    if out is not None:
        _write(out, told)
    if as_json:
        print_json({"run": kept.id, "cases": kept.cases, **kept.measures})
    else:
        print_report(report, console(), faults=faults)
    if gate and earlier is not None:
        _judge(earlier, before, kept, told)


def compare_runs(
    earlier: Annotated[str, typer.Argument(help="A run's id, “before”, or a file that --out wrote.")] = "before",
    later: Annotated[str, typer.Argument(help="A run's id, “last”, or a file that --out wrote.")] = "last",
    as_json: AsJson = False,
    gate: Gate = False,
) -> None:
    """Two runs question by question: what turned wrong, what turned right, and whether luck explains it."""
    from dataclasses import asdict

    from eval.compare import compare
    from eval.run_store import Runs

    with opened() as library:
        runs = Runs(library.store.engine)
        found = compare(*_told(earlier, runs), *_told(later, runs))
    if as_json:
        print_json({**asdict(found), "worse": [asdict(one) for one in found.worse]})
    else:
        _print(found)
    if gate and found.worse:
        raise typer.Exit(FAILED)


def history(as_json: AsJson = False) -> None:
    """Every run kept, latest first, with what it came to."""
    from dataclasses import asdict

    from eval.run_store import Runs

    with opened() as library:
        all_runs = Runs(library.store.engine).all()
    if as_json:
        print_json([asdict(one) for one in all_runs])
        return
    shown = table("run", "kind", "of", "begun", "cases", "right", "wrong", "missing")
    for one in all_runs:
        counts = (f"{one.measures.get(name, 0):.0f}" if one.ended_at else "…" for name in ("right", "wrong", "missing"))
        shown.add_row(one.id, one.kind, one.name, one.begun_at[:16].replace("T", " "), str(one.cases), *counts)
    console().print(shown)


def retrieval(
    as_json: AsJson = False,
    cases: Annotated[int, typer.Option(min=10, help="Generated questions to draw from.")] = 320,
) -> None:
    """Rank the passages of generated reports by words, meaning and both with this installation's encoder; each way is kept as a run."""
    from tempfile import TemporaryDirectory

    from assistant.records.library import open_library
    from eval.harness import keep_retrieval
    from eval.retrieval import retrieval as measure
    from eval.run_store import Runs

    with opened() as library, TemporaryDirectory() as folder:
        own = open_library(
            library.settings.model_copy(update={"data_dir": Path(folder), "database_url": None, "chroma_url": None})
        )
        try:
            ways = list(measure(own, cases))
        finally:
            own.close()
        keep_retrieval(ways, Runs(library.store.engine))
    if as_json:
        print_json([{"way": way.name, "questions": len(way.cases), **way.measures} for way in ways])
        return
    shown = table("way", "questions", "recall@1", "recall@5", "nDCG@10")
    for way in ways:
        told = way.measures
        shown.add_row(
            way.name, str(len(way.cases)), *(f"{told[name]:.3f}" for name in ("recall@1", "recall@5", "nDCG@10"))
        )
    console().print(shown)


def _judged(run: "Run", cases: "Sequence[Case]", runs: "Runs", library: "Library") -> "Run":
    """The run with what the configured model thinks of its answers, marked as the model's; unchanged without one."""
    from eval.judged import judged

    opinions = judged(cases, library.model)
    if not opinions:
        errors().print(
            say("没有配置语言模型，或模型没有给出评分", "no language model is configured, or it gave no marks")
        )
        return run
    runs.end(run.id, {**run.measures, **opinions})
    return runs.run(run.id)


def _asker(records: "Records", cases: "Sequence[Gold]") -> Callable[[str, Sequence[str]], Mapping[str, Any]]:
    from httpx import HTTPError

    languages = {(case.question, case.history): case.language for case in cases}

    def asked(text: str, earlier: Sequence[str]) -> Mapping[str, Any]:
        try:
            return records.ask(text, earlier, languages[text, tuple(earlier)])
        except HTTPError as error:
            return {"status": "unreachable", "text": str(error)}

    return asked


def _progress() -> Callable[[int, int], None]:
    """A line on standard error for a person at a terminal, and for nobody else."""
    shown = errors()
    if not shown.is_terminal:
        return lambda done, total: None
    return lambda done, total: shown.print(f"{done}/{total}", end="\n" if done == total else "\r")


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def _told(name: str, runs: "Runs") -> "tuple[Run, Sequence[Case]]":
    from eval.gold_files import read_cases
    from eval.run_store import Run

    path = Path(name)
    if path.is_file():
        cases = read_cases(path)
        return Run(path.name, path.name, "answers", "", len(cases), "", "", {}), cases
    found = runs.run(name)
    return found, runs.cases(found.id)


def _write(path: Path, cases: "Sequence[Case]") -> None:
    from eval.gold_files import case_lines

    path.write_text(case_lines(cases), "utf-8")


def _judge(earlier: "Run", before: "Sequence[Case]", later: "Run", after: "Sequence[Case]") -> None:
    from eval.compare import compare

    found = compare(earlier, before, later, after)
    if found.worse:
        _print(found)
        raise typer.Exit(FAILED)


def _print(found: "Comparison") -> None:
    out = console()
    said = say(
        f"共有 {found.shared} 题：{len(found.worse)} 题由对变错，{len(found.better)} 题由错变对（精确检验 p = {found.p_value:.3f}）",
        f"{found.shared} questions in both: {len(found.worse)} turned wrong, {len(found.better)} turned right "
        f"(exact test p = {found.p_value:.3f})",
    )
    out.print(said)
    for mark, changed in (("-", found.worse), ("+", found.better), ("~", found.other)):
        for one in changed:
            out.print(f"{mark} {one.id} {one.before} -> {one.after} {one.question} {'; '.join(one.faults)}")
