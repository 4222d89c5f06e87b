"""`youju reconcile`: what documents of the same department and year tell of the same amount."""

from typing import Annotated

import typer

from api.cli_common import FAILED, console, language, opened, plain, print_json, reading, table


def reconcile(
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    department: Annotated[str, typer.Option(help="Part of the department's name.")] = "",
    contradictions: Annotated[bool, typer.Option("--contradictions", help="Only what cannot both be right.")] = False,
    gate: Annotated[bool, typer.Option("--gate", help="Exit with 1 where anything contradicts.")] = False,
    statements: Annotated[
        bool, typer.Option("--statements", help="Rows of books beside counts, contracts beside budgets and payments.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List amounts that reports, ledgers, forms and accounts tell alike, but for rounding, or in contradiction."""
    from api.reconciliation import chosen, matter_records, matter_rows
    from assistant.monitoring.reconciliation import Agreement

    if statements:
        _statements(year, department, gate=gate, as_json=as_json)
        return
    with opened() as library:
        scope = reading(library)
        state = Agreement.CONTRADICT if contradictions else None
        records = matter_records(chosen(library, scope, year=year, department=department, state=state), library, scope)
    if as_json:
        print_json(records)
    else:
        _shown(matter_rows(records, language()))
    if gate and any(one["state"] == Agreement.CONTRADICT for one in records):
        raise typer.Exit(FAILED)


def _statements(year: int | None, department: str, *, gate: bool, as_json: bool) -> None:
    """Books beside counts and other books, contracts beside budgets and payments."""
    from api.results import compared_rows, statement_records, statement_rows

    with opened() as library:
        scope = reading(library)
        records = statement_records(compared_rows(library, scope, year=year, department=department), library, scope)
    if as_json:
        print_json(records)
    else:
        _shown(statement_rows(records, language()))
    if gate and any(one["amiss"] for one in records):
        raise typer.Exit(FAILED)


def _shown(rows: list[list[str]]) -> None:
    heads, *body = rows
    listing = table(*heads)
    for row in body:
        listing.add_row(*map(plain, row))
    console().print(listing)
