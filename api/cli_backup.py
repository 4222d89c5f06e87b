"""`youju backup` and `youju restore`: the whole installation as one file, and an empty place filled from it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli_common import console, opened, print_json, say

if TYPE_CHECKING:
    from assistant.records.library import Library
    from ingest.snapshot import Part, Taken

File = Annotated[Path, typer.Argument(metavar="FILE", help="The archive, a .tar outside the data folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def backup(file: File, as_json: AsJson = False) -> None:
    """Write the whole installation to FILE while it goes on serving and reading: records, originals, accounts, audit log.

    The file holds hashes of passwords and keys and every record: it is made readable by its owner alone.
    """
    from api.cli_progress import steps
    from ingest.snapshot import back_up

    with opened() as library, steps(say("备份", "backup")) as on_file:
        taken = back_up(library, parts_of(library), file, on_file)
    _tell(taken, as_json, lambda: say(f"已备份到 {file}", f"backed up to {file}"))


def restore_backup(file: File, as_json: AsJson = False) -> None:
    """Fill an empty installation from FILE and make its vectors; the same questions then get the same answers.

    The databases may be others than those of the backup: from SQLite to PostgreSQL and back.
    """
    from api.cli_progress import reindex_with_progress, steps
    from ingest.snapshot import restore

    with opened() as library, steps(say("恢复", "restore")) as on_file:
        taken = restore(library, parts_of(library), file, on_file)
    with opened() as library:  # nothing held from before
        reindex_with_progress(library, everything=False)
    _tell(taken, as_json, lambda: say(f"已从 {file} 恢复", f"restored from {file}"))


def parts_of(library: "Library") -> "tuple[Part, ...]":
    """Every table of the installation, by the database it is in."""
    from assistant.records import (
        access_tables,
        audit_tables,
        conversation_tables,
        hand,
        mailbox_tables,
        schema,
        upload_tables,
        warning_log,
    )
    from eval import gold_store, run_store
    from eval.review import tables as review_tables
    from ingest.snapshot import Part

    beside = (
        conversation_tables,
        mailbox_tables,
        hand,
        warning_log,
        upload_tables,
        run_store,
        gold_store,
        review_tables,
    )
    return (
        Part("records", library.store.engine, (schema.metadata, *(one.metadata for one in beside))),
        Part("access", library.access.engine, (access_tables.metadata,)),
        Part("audit", library.audit.engine, (audit_tables.metadata,)),
    )


def _tell(taken: "Taken", as_json: bool, said: Callable[[], str]) -> None:
    from dataclasses import asdict

    if as_json:
        print_json(asdict(taken))
        return
    size = f"{taken.size / 1e6:,.1f} MB"
    console().print(
        said()
        + say(
            f"：{taken.files} 个文件、{taken.rows} 行，共 {size}", f": {taken.files} files, {taken.rows} rows, {size}"
        )
    )
