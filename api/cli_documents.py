"""`youju documents`: list what is on record, and correct by hand what a document is."""

from typing import Annotated, Any

import typer

from api.cli_common import acting, console, opened, plain, print_json, say
from api.cli_records import AsJson, Named, list_documents

app = typer.Typer(help="List the documents on record; correct what one is.", invoke_without_command=True)

_FIRST_YEAR, _LAST_YEAR = 1949, 2100


@app.callback()
def documents(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the documents on record; `edit` corrects what one is."""
    if ctx.invoked_subcommand is None:
        list_documents(as_json)


@app.command("edit")
def edit(
    document: Named,
    department: Annotated[str | None, typer.Option(help="Full name of the department; '' for none.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="Reporting year; give it again for several.")] = None,
    kind: Annotated[str | None, typer.Option(help="Kind of document, such as self_evaluation.")] = None,
    region: Annotated[str | None, typer.Option(help="Region, such as 南栎市.")] = None,
    title: Annotated[str | None, typer.Option(help="Title.")] = None,
    edition: Annotated[
        int | None, typer.Option(min=-1, max=9, help="0 an ordinary version, 1 a correction, -1 a draft.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Correct what a document is. Its figures follow, and it stays so when the file is read again."""
    from api.records import find_head, head_record
    from assistant.records.access_model import Permission
    from assistant.records.trail import note
    from ingest.revise import revise

    given = (("department", department), ("kind", kind), ("region", region), ("title", title), ("edition", edition))
    changes: dict[str, Any] = {name: value for name, value in given if value is not None}
    changes |= {"years": year} if year else {}
    _valid(changes)
    with opened() as library:
        caller = acting(library, Permission.CONTRIBUTE)
        scope = caller.scope
        head = find_head(document, library.store.heads(scope))
        revise(library, head.id, changes, scope)
        note(library, caller, "changed", head.id, changes=changes)
        head = find_head(head.id, library.store.heads(scope))
    if as_json:
        print_json(head_record(head))
        return
    years = ", ".join(map(str, head.years))
    said = " · ".join(filter(None, (head.department, years, head.kind, head.title)))
    console().print(plain(say(f"{head.name}：{said}", f"{head.name}: {said}")))


def _valid(changes: dict[str, Any]) -> None:
    from ingest.identify import KINDS

    if not changes:
        raise typer.BadParameter(
            say("请给出要更正的内容，如 --department", "say what to correct, such as --department")
        )
    if changes.get("kind", "other") not in KINDS:
        raise typer.BadParameter(say(f"--kind 只能是：{'、'.join(KINDS)}", f"--kind is one of {', '.join(KINDS)}"))
    if not all(_FIRST_YEAR <= year <= _LAST_YEAR for year in changes.get("years", ())):
        raise typer.BadParameter(say("年度应在 1949 至 2100 之间", "a year lies between 1949 and 2100"))
