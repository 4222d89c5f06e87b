"""`youju results`: problems against the next year's report, own scores against the review's, points lost."""

from enum import StrEnum
from typing import Annotated

import typer

from api.cli_common import console, language, opened, plain, print_json, reading, table


class Part(StrEnum):
    """What is listed."""

    PROBLEMS = "problems"
    SCORES = "scores"
    DEDUCTIONS = "deductions"


def results(
    part: Annotated[Part, typer.Argument(help="What to list.")] = Part.PROBLEMS,
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    department: Annotated[str, typer.Option(help="Part of the department's name.")] = "",
    repeated: Annotated[
        bool, typer.Option("--repeated", help="Only problems that a later report names again.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List problems with their measures and whether they are named again, scores beside the review's, or points lost."""
    from api import results as told
    from assistant.monitoring.repeats import Outcome

    with opened() as library:
        scope = reading(library)
        if part is Part.PROBLEMS:
            outcome = Outcome.AGAIN if repeated else None
            found = told.problems(library, scope, year=year, department=department, outcome=outcome)
            records = told.problem_records(found, library, scope)
            rows = told.problem_rows(records, language())
        elif part is Part.SCORES:
            lines = told.score_lines(library, scope, year=year, department=department)
            records = told.score_records(lines, library, scope)
            rows = told.score_rows(records, language())
        else:
            lost = told.lost_points(library, scope, year=year, department=department)
            records = told.deduction_records(lost, library, scope)
            rows = told.deduction_rows(records, language())
    if as_json:
        print_json(records)
        return
    heads, *body = rows
    listing = table(*heads)
    for row in body:
        listing.add_row(*map(plain, row))
    console().print(listing)
