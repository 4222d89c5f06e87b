"""`youju ingest`: files and folders into the records, once or for as long as a drop folder is watched."""

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli_common import FAILED, acting, complain, console, language, opened, plain, print_json, say, table

if TYPE_CHECKING:
    from assistant.records.library import Library
    from ingest.progress import BatchReport, Outcome

# A longer report names what needs attention and the totals only.
_LISTED = 40
_STDIN = "-"


def ingest_files(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...", help="Files, folders of them, patterns (**/*.docx); - reads paths from stdin."
        ),
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Make the fictional sample reports and read those.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on reading what is put into these folders, until interrupted.")
    ] = False,
    collection: Annotated[
        str, typer.Option(help="Collection that the files go into; groups see collections.")
    ] = "default",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read files into the records. A file that cannot be read is named with its reason; the others go on."""
    from api.cli_progress import ingest_with_progress, sample_folder, sample_read
    from api.gate import into_collection
    from assistant.records.access_model import Permission
    from assistant.records.trail import note

    if not paths and not sample:
        raise typer.BadParameter(say("请给出文件或文件夹，或用 --sample", "name files or folders, or give --sample"))
    named = list(_named(paths or []))
    if watch and not (named and all(path.is_dir() for path in named)):
        raise typer.BadParameter(say("--watch 只能用于文件夹", "--watch is for folders"))
    with opened() as library:
        caller = acting(library, Permission.CONTRIBUTE)
        into_collection(caller, collection)
        if watch:
            _watch(named, library, collection, as_json=as_json)
            return
        chosen = [*named, *([sample_folder(library)] if sample else [])]
        report = ingest_with_progress(chosen, library, collection=collection)
        note(library, caller, "uploaded", collection, files=len(report.outcomes), failed=len(report.failed))
        if sample:
            sample_read(library)
    _tell(report, as_json=as_json)
    if report.failed:
        raise typer.Exit(FAILED)


def _named(paths: list[str]) -> list[Path]:
    """The paths given, `-` replaced by those on standard input: one a line, or one after each zero byte."""
    found: list[Path] = []
    for path in paths:
        if path != _STDIN:
            found.append(Path(path))
            continue
        told = sys.stdin.read()
        found.extend(Path(each) for each in (told.split("\0") if "\0" in told else told.splitlines()) if each.strip())
    return found


def _watch(folders: list[Path], library: "Library", collection: str, *, as_json: bool) -> None:
    from api.cli_progress import ingest_with_progress
    from ingest.watch import watch

    listed = ", ".join(map(str, folders))
    said = say(f"等待文件放入 {listed}（Ctrl+C 结束）", f"waiting for files in {listed} (Ctrl+C ends)")
    typer.echo(said, err=True)
    try:
        watch(
            folders,
            lambda ready: ingest_with_progress(ready, library, collection=collection),
            threading.Event(),
            lambda report: _tell(report, as_json=as_json),
        )
    except KeyboardInterrupt:
        typer.echo(say("已停止", "stopped"), err=True)


def _tell(report: "BatchReport", *, as_json: bool) -> None:
    if as_json:
        print_json([_outcome(outcome) for outcome in report.outcomes])
    else:
        _print_report(report)
    for outcome in report.failed:
        complain(outcome.reason(language()))


def _outcome(outcome: "Outcome") -> dict[str, object]:
    return {
        "source": outcome.name,
        "path": outcome.path,
        "status": outcome.status.value,
        "document_id": outcome.document_id,
        "pages": outcome.pages,
        "tables": outcome.tables,
        "figures": outcome.figures,
        "passages": outcome.passages,
        "seconds": round(outcome.seconds, 3),
        "reason": outcome.reason_en or None,
        "reason_zh": outcome.reason_zh or None,
        "warnings": list(outcome.warnings),
        "unread": list(outcome.unread),
    }


def _print_report(report: "BatchReport") -> None:
    from ingest.progress import OutcomeStatus

    added = [outcome for outcome in report.outcomes if outcome.status is OutcomeStatus.ADDED]
    shown = report.outcomes if len(report.outcomes) <= _LISTED else [o for o in added if o.unread][:_LISTED]
    if shown:
        heads = (
            ("文件", "File"),
            ("结果", "Result"),
            ("页", "Pages"),
            ("表", "Tables"),
            ("数字", "Figures"),
            ("说明", "Notes"),
        )
        listing = table(*(say(*head) for head in heads))
        for outcome in shown:
            listing.add_row(plain(outcome.name), _said(outcome), *_counts(outcome), plain("; ".join(outcome.warnings)))
        console().print(listing)
    figures, pages, tables = (sum(getattr(o, name) for o in added) for name in ("figures", "pages", "tables"))
    known, failed = report.count(OutcomeStatus.KNOWN), report.count(OutcomeStatus.FAILED)
    rate = len(report.outcomes) / max(report.seconds, 1e-9)
    console().print(
        say(
            f"入库 {len(added)}，已有 {known}，失败 {failed}，用时 {report.seconds:.1f} 秒（每秒 {rate:.1f} 个文件）；"
            f"共 {pages} 页、{tables} 张表、{figures} 个数字",
            f"{len(added)} added, {known} already on record, {failed} failed, in {report.seconds:.1f} s "
            f"({rate:.1f} files/s); {pages} pages, {tables} tables, {figures} figures",
        )
    )


def _counts(outcome: "Outcome") -> tuple[str, str, str]:
    from ingest.progress import OutcomeStatus

    if outcome.status is not OutcomeStatus.ADDED:
        return "", "", ""
    return str(outcome.pages or ""), str(outcome.tables or ""), str(outcome.figures)


def _said(outcome: "Outcome") -> str:
    zh = {"added": "入库", "known": "已有", "failed": "失败"}
    return say(zh[outcome.status.value], outcome.status.value)
