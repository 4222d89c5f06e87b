"""`youju audit`: the audit log exported as JSON lines, and its chain verified."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import FAILED, acting, complain, console, opened, print_json, say

app = typer.Typer(help="Who asked, opened, changed, deleted, exported and signed in.", no_args_is_help=True)


@app.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(help="File to write; default: standard output.")] = None,
) -> None:
    """Export every entry as a line of JSON, oldest first; the digest of the last line proves later that none was changed."""
    from assistant.records.access_model import Permission
    from assistant.records.trail import note

    with opened() as library:
        note(library, acting(library, Permission.AUDIT), "audited", "youju audit export")
        lines = library.audit.export()
        if file is None:
            for line in lines:
                typer.echo(line)
            return
        with file.open("w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)
    console().print(say(f"已写入 {file}", f"written to {file}"))


@app.command("verify")
def verify(
    holds: Annotated[
        str | None, typer.Option(help="Digest that an earlier export ended with; it must still be there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Verify that no entry was changed, taken out, added or exchanged; exits 1 where the chain is broken."""
    from dataclasses import asdict

    from assistant.records.access_model import Permission

    with opened() as library:
        acting(library, Permission.AUDIT)
        chain = library.audit.verify()
        held = holds is None or library.audit.holds(holds)
    if as_json:
        print_json({**asdict(chain), "held": held})
    else:
        console().print(
            say(
                f"{chain.entries} 条，第 {chain.first} 至 {chain.last} 条，摘要 {chain.digest}",
                f"{chain.entries} entries, {chain.first} to {chain.last}, digest {chain.digest}",
            ),
            soft_wrap=True,
        )
    if chain.broken_at is not None:
        complain(say(f"第 {chain.broken_at} 条起不相接", f"the chain is broken at entry {chain.broken_at}"))
    if not held:
        complain(say(f"没有摘要为 {holds} 的条目", f"no entry has the digest {holds}"))
    if chain.broken_at is not None or not held:
        raise typer.Exit(FAILED)


@app.command("prune")
def prune(days: Annotated[int, typer.Option(min=1, help="Entries older than so many days go.")]) -> None:
    """Take off old entries; the chain then begins after them, and the log says so."""
    from assistant.records.access_model import Permission

    with opened() as library:
        acting(library, Permission.ADMINISTER)
        gone = library.audit.prune(days)
    console().print(say(f"已删去 {gone} 条", f"{gone} entries taken off"))
