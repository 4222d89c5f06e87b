"""Commands over the records: ingest, documents, text, figures, reindex."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli_common import FAILED, complain, console, opened, plain, print_json, say, table

if TYPE_CHECKING:
    from assistant.records.library import Library
    from assistant.records.store import Head
    from ingest.progress import BatchReport, Outcome

Named = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id or file name, or a beginning that fits one only.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

# A longer report names its failures and the totals only.
_LISTED = 40

_MARKS = {"agrees": "✓", "rounding": "≈", "contradicts": "✗"}


def ingest_files(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Files, or folders of them.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Make the fictional sample reports and read those.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read files into the records. A file that cannot be read is named with its reason; the others go on."""
    from api.cli_progress import ingest_with_progress, sample_folder, sample_read

    if not paths and not sample:
        raise typer.BadParameter(say("请给出文件或文件夹，或用 --sample", "name files or folders, or give --sample"))
    with opened() as library:
        chosen = [*(paths or []), *([sample_folder(library)] if sample else [])]
        report = ingest_with_progress(chosen, library)
        if sample:
            sample_read(library)
    if as_json:
        print_json([_outcome(outcome) for outcome in report.outcomes])
    else:
        _print_report(report)
    for outcome in report.failed:
        complain(outcome.reason("zh" if say("zh", "en") == "zh" else "en"))
    if report.failed:
        raise typer.Exit(FAILED)


def list_documents(as_json: AsJson = False) -> None:
    """List the documents on record."""
    from collections import Counter

    from api.records import head_record
    from assistant.records.model import Verdict
    from assistant.records.scope import EVERYTHING

    with opened() as library:
        heads = library.store.heads(EVERYTHING)
        checks = library.store.checks(EVERYTHING, None, verdicts=[Verdict.CONTRADICTS])
    if as_json:
        print_json([head_record(head) for head in heads])
        return
    listing = table(
        "ID",
        say("文件", "File"),
        say("部门", "Department"),
        say("年度", "Years"),
        say("类型", "Kind"),
        say("状态", "Status"),
    )
    for head in heads:
        years = ", ".join(map(str, head.years))
        listing.add_row(head.id, plain(head.name), plain(head.department), years, head.kind, head.status)
    console().print(listing)
    failed = Counter(check.document_id for check in checks)
    for head in [head for head in heads if failed[head.id]][:_LISTED]:
        count = failed[head.id]
        zh = f"{head.name}：{count} 个数字与报告自己的其他数字不符（youju figures {head.id}）"
        en = f"{head.name}: contradicts its own figures, {count} found (youju figures {head.id})"
        console().print(plain(say(zh, en)))


def print_text(document: Named) -> None:
    """Print a document's text exactly as kept: citations count its characters."""
    from assistant.records.scope import EVERYTHING

    with opened() as library:
        head = _find(document, library)
        text = library.store.document(head.id, EVERYTHING).text
    typer.echo(text.encode(), nl=False)


def list_figures(document: Named, as_json: AsJson = False) -> None:
    """List every figure read in a document, with what it was understood to say."""
    from api.records import check_record, figure_lines
    from assistant.records.scope import EVERYTHING

    with opened() as library:
        head = _find(document, library)
        whole = library.store.document(head.id, EVERYTHING)
        checks = library.store.checks(EVERYTHING, [head.id])
        records = figure_lines(library.store.figures(EVERYTHING, [head.id]), whole, checks)
    if as_json:
        print_json(records)
        return
    listing = table(
        say("位置", "At"),
        say("数字", "Figure"),
        say("指标", "Measure"),
        say("对象", "Of"),
        say("期间", "Period"),
        say("性质", "Role"),
        say("核对", "Check"),
    )
    for one in records:
        own = _MARKS.get(one["check"], "")
        cells = (one["quote"], one["measure"], one["subject"], one["period"] or "—", one["role"], own)
        listing.add_row(f"{one['start']}–{one['end']}", *(plain(cell) for cell in cells))
    console().print(listing)
    quotes = {one["id"]: one["quote"] for one in records}
    for check in map(check_record, checks):
        if check["verdict"] == "contradicts":
            console().print(plain(_contradiction(check, quotes)))


def reindex_vectors(
    everything: Annotated[
        bool, typer.Option("--all", help="Make all vectors again, not the missing ones only.")
    ] = False,
) -> None:
    """Make the vectors that are missing, or all of them when the encoder changed."""
    from api.cli_progress import reindex_with_progress

    with opened() as library:
        done = reindex_with_progress(library, everything=everything)
    console().print(
        say(
            f"已为 {done.documents} 份记录建立 {done.passages} 个向量",
            f"made {done.passages} vectors for {done.documents} documents",
        )
    )


def _contradiction(check: dict[str, Any], quotes: dict[str, str]) -> str:
    formula, computed = check["formula"], check["computed"]
    inputs = say("、", ", ").join(quotes[key] for key in check["inputs"])
    return say(
        f"✗ {quotes[check['stated']]}：{formula['zh']} = {computed['zh']}（{inputs}）",
        f"✗ {quotes[check['stated']]}: {formula['en']} = {computed['en']} ({inputs})",
    )


def _find(named: str, library: "Library") -> "Head":
    from api.records import find_head
    from assistant.records.scope import EVERYTHING

    return find_head(named, library.store.heads(EVERYTHING))


def _outcome(outcome: "Outcome") -> dict[str, object]:
    return {
        "source": outcome.name,
        "path": outcome.path,
        "status": outcome.status.value,
        "document_id": outcome.document_id,
        "figures": outcome.figures,
        "passages": outcome.passages,
        "reason": outcome.reason_en or None,
        "reason_zh": outcome.reason_zh or None,
        "warnings": list(outcome.warnings),
    }


def _print_report(report: "BatchReport") -> None:
    from ingest.progress import OutcomeStatus

    if len(report.outcomes) <= _LISTED:
        listing = table(say("文件", "File"), say("结果", "Result"), say("数字", "Figures"), say("说明", "Notes"))
        for outcome in report.outcomes:
            notes = "; ".join(outcome.warnings)
            figures = str(outcome.figures) if outcome.status is OutcomeStatus.ADDED else ""
            listing.add_row(plain(outcome.name), _said(outcome), figures, plain(notes))
        console().print(listing)
    added, known, failed = (report.count(status) for status in OutcomeStatus)
    console().print(
        say(
            f"入库 {added}，已有 {known}，失败 {failed}，用时 {report.seconds:.1f} 秒",
            f"{added} added, {known} already on record, {failed} failed, in {report.seconds:.1f} s",
        )
    )


def _said(outcome: "Outcome") -> str:
    zh = {"added": "入库", "known": "已有", "failed": "失败"}
    return say(zh[outcome.status.value], outcome.status.value)
