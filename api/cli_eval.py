"""`youju eval`: score the answers against gold cases, and make sample records with known answers."""

import typer

app = typer.Typer(help="Score answers against gold cases; make sample records.", no_args_is_help=True)
