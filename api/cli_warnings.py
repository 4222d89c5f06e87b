"""`youju warnings`: the early warnings that the records give rise to, by the rules in force."""

import time
from decimal import Decimal
from typing import Annotated

import typer

from api.cli_common import console, language, opened, plain, print_json, reading, table


def list_warnings(
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    department: Annotated[str, typer.Option(help="Part of the department's name.")] = "",
    current: Annotated[bool, typer.Option("--current", help="Only those that nothing later is on record of.")] = False,
    target: Annotated[float, typer.Option(min=0, help="Percent to be reached by December.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Try the rules (shipped, and warnings.toml of the data folder) on the records and list what they warn of."""
    from api.early import warning_records, warning_rows
    from assistant.monitoring.watching import watch

    with opened() as library:
        scope = reading(library)
        watch(library, time.time())
        records = [
            one
            for one in warning_records(library, scope, Decimal(str(target)))
            if year in (None, one["year"]) and department in one["department"] and (one["current"] or not current)
        ]
    if as_json:
        print_json(records)
        return
    heads, *rows = warning_rows(records, language())
    listing = table(*heads)
    for row in rows:
        listing.add_row(*map(plain, row))
    console().print(listing)
