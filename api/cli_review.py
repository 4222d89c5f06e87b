"""`youju review`: how many answers to review, and rounds simulated to see that intervals hold."""

from typing import Annotated

import typer

from api.cli_common import FAILED, complain, console, print_json, say, table

app = typer.Typer(help="Spot checks of real answers: plan, draw, report.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")]
Confidence = Annotated[float, typer.Option(min=0.5, max=0.999, help="Confidence of intervals and plans.")]


@app.command("plan")
def plan(
    limit: Annotated[float, typer.Option(help="Error rate to stay below, 0.02 for 2 %.")] = 0.02,
    confidence: Confidence = 0.95,
    population: Annotated[int | None, typer.Option(min=1, help="Answers in all; fewer are then enough.")] = None,
    expected: Annotated[
        float | None, typer.Option(min=0, max=1, help="Error rate thought true: the plan passes with --power then.")
    ] = None,
    power: Annotated[float, typer.Option(min=0.05, max=0.999, help="Chance to pass at the expected rate.")] = 0.8,
    as_json: AsJson = False,
) -> None:
    """How many answers show that the error rate lies below a limit, by exact probabilities."""
    from dataclasses import asdict

    from eval.review.plans import acceptance_plans, powered_plan

    try:
        if expected is None:
            plans = acceptance_plans(limit, confidence=confidence, population=population)
        else:
            plans = (powered_plan(limit, expected, confidence=confidence, power=power, population=population),)
    except ValueError as error:
        complain(str(error))
        raise typer.Exit(FAILED) from None
    if as_json:
        print_json([asdict(one) for one in plans])
        return
    for one in plans:
        said = say(
            f"要以 {one.confidence:.0%} 的置信度说明差错率低于 {one.limit:.1%}：审 {one.size} 个答案，至多 {one.accept} 个有错",
            f"to show an error rate below {one.limit:.1%} at {one.confidence:.0%}: review {one.size} answers, at most {one.accept} of them wrong",
        )
        console().print(said)


@app.command("simulate")
def simulate_rounds(
    rounds: Annotated[int, typer.Option(min=1, help="Rounds, each with a seed of its own.")] = 500,
    answers: Annotated[int, typer.Option(min=10, help="Answers in the frame of each round.")] = 2000,
    size: Annotated[int, typer.Option(min=1, help="Answers reviewed in each round.")] = 300,
    error_rate: Annotated[float, typer.Option(min=0, max=1, help="Share of answers with an error planted.")] = 0.05,
    double: Annotated[float, typer.Option(min=0.2, max=1, help="Share reviewed by two people.")] = 0.2,
    exact: Annotated[bool, typer.Option(help="Exact intervals instead of Wilson's.")] = False,
    confidence: Confidence = 0.95,
    as_json: AsJson = False,
) -> None:
    """Rounds with errors planted and reviewers who err at known rates: how often do the intervals hold the truth?"""
    from dataclasses import asdict

    from eval.review.estimates import IntervalMethod
    from eval.review.sampling import Design
    from eval.review.simulation import World, simulate

    method = IntervalMethod.EXACT if exact else IntervalMethod.WILSON
    world = World(answers=answers, error_rate=error_rate)
    told = simulate(world, Design(size=size, double=double), seeds=range(rounds), confidence=confidence, method=method)
    if as_json:
        print_json({"world": asdict(world), "size": size, "double": double, **asdict(told)})
        return
    shown = table("interval", "holds the truth", "mean width", "mean of middle less truth")
    for name in told.coverage:
        shown.add_row(name, f"{told.coverage[name]:.1%}", f"{told.width[name]:.3f}", f"{told.bias[name]:+.4f}")
    console().print(shown)
