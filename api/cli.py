"""`youju`: the command line. Each command lives in a module of its own and loads what it needs when it runs."""

from importlib.metadata import version
from typing import Annotated

import typer

from api import (
    cli_ask,
    cli_audit,
    cli_backup,
    cli_digest,
    cli_doctor,
    cli_documents,
    cli_encoder,
    cli_eval,
    cli_execution,
    cli_indicators,
    cli_ingest,
    cli_keys,
    cli_mcp,
    cli_reconcile,
    cli_records,
    cli_relay,
    cli_results,
    cli_review,
    cli_serve,
    cli_users,
    cli_warnings,
    cli_worker,
)
from api.cli_common import Told

app = typer.Typer(
    name="youju",
    help="Youju 有据: ask performance records; every figure opens at the characters it was read from.",
    cls=Told,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("ingest")(cli_ingest.ingest_files)
app.command("ask")(cli_ask.ask_question)
app.command("serve")(cli_serve.serve)
app.command("worker")(cli_worker.worker)
app.command("relay")(cli_relay.relay)
app.command("digest")(cli_digest.digest)
app.command("mcp")(cli_mcp.serve_mcp)
app.add_typer(cli_documents.app, name="documents")
app.command("text")(cli_records.print_text)
app.command("figures")(cli_records.list_figures)
app.command("execution")(cli_execution.list_execution)
app.command("warnings")(cli_warnings.list_warnings)
app.command("reconcile")(cli_reconcile.reconcile)
app.command("results")(cli_results.results)
app.command("indicators")(cli_indicators.indicators)
app.command("reindex")(cli_records.reindex_vectors)
app.command("train-encoder")(cli_encoder.train_encoder)
app.command("doctor")(cli_doctor.doctor)
app.command("backup")(cli_backup.backup)
app.command("restore")(cli_backup.restore_backup)
app.add_typer(cli_eval.app, name="eval")
app.add_typer(cli_users.app, name="users")
app.add_typer(cli_keys.app, name="keys")
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_review.app, name="review")


def main() -> None:
    """Run the command line; exits 0 when done, 1 when some input failed, 2 on wrong usage or settings."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("youju"))
        raise typer.Exit


@app.callback()
def _root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    act_as: Annotated[
        str | None,
        typer.Option("--as", metavar="USER", help="Act for this user: see and do what they may, nothing else."),
    ] = None,
) -> None:
    """Ask performance records; every figure opens at the characters it was read from."""


if __name__ == "__main__":
    main()
