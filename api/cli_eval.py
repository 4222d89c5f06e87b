"""`youju eval`: score the answers against gold cases, and write sample reports whose answers are known."""

from pathlib import Path
from typing import Annotated

import typer

from api import cli_runs
from api.cli_common import FAILED, complain, console, opened, print_json, say

app = typer.Typer(help="Score the answers against gold cases; write sample reports.", no_args_is_help=True)


app.command("run")(cli_runs.run)
app.command("compare")(cli_runs.compare_runs)
app.command("history")(cli_runs.history)


@app.command("model")
def model(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold cases, one JSON object a line.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Ask every gold case beside language models that help, fail or lie, and beside the configured one if there is one."""
    from dataclasses import asdict

    from eval.model_trial import model_trial, print_trials

    with opened() as library:
        trials = model_trial(gold, library)
        if as_json:
            print_json([asdict(one) for one in trials])
        else:
            print_trials(trials, console())


@app.command("figures")
def figures(
    report: Annotated[
        Path | None, typer.Option(metavar="PATH", help="A real report that an annotation is kept for.")
    ] = None,
    sampled: Annotated[bool, typer.Option(help="Also read generated sample reports.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
    faults: Annotated[bool, typer.Option(help="Name each disagreement.")] = True,
) -> None:
    """Read annotated reports and compare every figure with what a person read in them."""
    from assistant.errors import YoujuError
    from assistant.records.vocabulary import load_vocabulary
    from eval.figures import as_record, print_scores, real_report, sampled_reports, score_report, shipped_reports, total
    from eval.harness import keep_figures
    from eval.run_store import Runs

    vocabulary = load_vocabulary()
    try:
        chosen = [*([real_report(report)] if report else []), *shipped_reports()]
        scores = [score_report(one, vocabulary) for one in chosen]
    except YoujuError as error:
        complain(str(error))
        raise typer.Exit(FAILED) from None
    if sampled:
        scores.append(total((score_report(one, vocabulary) for one in sampled_reports()), "sample"))
    with opened() as library:
        keep_figures(scores, Runs(library.store.engine))
    if as_json:
        print_json({"reports": [as_record(one) for one in scores], "all": as_record(total(scores))})
        return
    print_scores(scores, console(), faults=faults)
    if report is None:
        console().print(say("未给出真实报告（--report PATH），已跳过", "no real report given (--report PATH): skipped"))


app.command("retrieval")(cli_runs.retrieval)


@app.command("sample")
def sample(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write into.")],
    departments: Annotated[int, typer.Option(min=1, help="How many fictional departments.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 7,
    first: Annotated[int, typer.Option(help="First reporting year.")] = 2020,
    last: Annotated[int, typer.Option(help="Last reporting year.")] = 2023,
) -> None:
    """Write OUT/documents with fictional reports, OUT/gold.jsonl and OUT/planted.jsonl."""
    from eval.sample import write_corpus

    if first > last:
        raise typer.BadParameter(say("起始年度晚于终止年度", "the first year comes after the last"))
    try:
        count = write_corpus(out, seed=seed, departments=departments, years=range(first, last + 1))
    except (OSError, ValueError) as error:
        complain(f"{out}: {error}")
        raise typer.Exit(FAILED) from None
    console().print(say(f"{out / 'documents'} 中有 {count} 份报告", f"{count} reports in {out / 'documents'}"))
