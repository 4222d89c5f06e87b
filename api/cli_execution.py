"""`youju execution`: budget execution month by month, against pro-rata progress."""

from decimal import Decimal
from typing import Annotated

import typer

from api.cli_common import console, language, opened, plain, print_json, reading, table


def list_execution(
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    month: Annotated[int | None, typer.Option(min=1, max=12, help="Only January to the end of this month.")] = None,
    department: Annotated[str, typer.Option(help="Part of the department's name.")] = "",
    behind: Annotated[bool, typer.Option("--behind", help="Only what is below pro-rata progress.")] = False,
    target: Annotated[float, typer.Option(min=0, help="Percent to be reached by December.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List budget execution by department and project against pro-rata progress, and what each remaining month needs."""
    from api.execution import chosen, execution_records, execution_rows

    with opened() as library:
        scope = reading(library)
        found = chosen(library, scope, year=year, month=month, department=department, only_behind=behind)
        records = execution_records(found, library, scope, Decimal(str(target)))
    if as_json:
        print_json(records)
        return
    heads, *rows = execution_rows(records, language())
    listing = table(*heads)
    for row in rows:
        listing.add_row(*map(plain, row))
    console().print(listing)
