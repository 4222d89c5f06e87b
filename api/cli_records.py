"""Commands over the records: documents, text, figures, reindex."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli_common import acting, console, language, opened, plain, print_json, reading, say, table

if TYPE_CHECKING:
    from assistant.records.library import Library
    from assistant.records.readings import Reading
    from assistant.records.store import Head

Named = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id or file name, or a beginning that fits one only.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

# So many lines of what needs attention are shown.
_LISTED = 40

_MARKS = {"agrees": "✓", "rounding": "≈", "contradicts": "✗"}


def list_documents(as_json: AsJson = False) -> None:
    """List the documents on record, what was read of each, and the files that could not be read."""
    from collections import Counter

    from api.records import head_record
    from assistant.records.model import Verdict

    with opened() as library:
        scope = reading(library)
        heads = library.store.heads(scope)
        checks = library.store.checks(scope, None, verdicts=[Verdict.CONTRADICTS])
        readings = library.store.readings(scope)
        refusals = library.store.refusals(scope)
    if as_json:
        print_json([head_record(head, readings.get(head.id)) for head in heads])
        return
    listing = table(
        "ID",
        say("文件", "File"),
        say("部门", "Department"),
        say("年度", "Years"),
        say("类型", "Kind"),
        say("状态", "Status"),
        say("读到", "Read"),
    )
    for head in heads:
        years = ", ".join(map(str, head.years))
        about = (head.id, plain(head.name), plain(head.department), years, head.kind, _standing(head))
        listing.add_row(*about, _read(readings.get(head.id), len(head.warnings)))
    console().print(listing)
    for head in heads:
        for part in readings[head.id].unread if head.id in readings else ():
            console().print(plain(say(f"{head.name}：{part}", f"{head.name}: {part}")))
    failed = Counter(check.document_id for check in checks)
    for head in [head for head in heads if failed[head.id]][:_LISTED]:
        count = failed[head.id]
        zh = f"{head.name}：{count} 个数字与报告自己的其他数字不符（youju figures {head.id}）"
        en = f"{head.name}: contradicts its own figures, {count} found (youju figures {head.id})"
        console().print(plain(say(zh, en)))
    for refusal in refusals[:_LISTED]:
        reason = refusal.reason_zh if language() == "zh" else refusal.reason_en
        console().print(plain(say(f"未入库 {refusal.path}：{reason}", f"not kept, {refusal.path}: {reason}")))
    if len(refusals) > _LISTED:
        console().print(say(f"另有 {len(refusals) - _LISTED} 个文件未入库", f"{len(refusals) - _LISTED} more not kept"))


def _read(reading: "Reading | None", warnings: int) -> str:
    """What was read of a document, in short: "3p 2t 41f" and how many warnings."""
    units = (("页", "p"), ("表", "t"), ("数", "f"))
    counts = (reading.pages, reading.tables, reading.figures) if reading else ()
    parts = [f"{count}{say(*unit)}" for count, unit in zip(counts, units, strict=False) if count]
    return " ".join([*parts, *([f"⚠{warnings}"] if warnings else [])])


def _standing(head: "Head") -> str:
    """Where a document stands: ready or pending, withdrawn for a corrected version, or a copy in another format."""
    if head.superseded_by:
        return say("已更正", "withdrawn")
    return say("另一格式", "copy") if head.same_as else head.status


def print_text(document: Named) -> None:
    """Print a document's text exactly as kept: citations count its characters."""
    from assistant.records.access_model import Permission
    from assistant.records.trail import note

    with opened() as library:
        head = _find(document, library)
        text = library.store.document(head.id, reading(library)).text
        note(library, acting(library, Permission.READ), "opened", head.id)
    typer.echo(text.encode(), nl=False)


def list_figures(document: Named, as_json: AsJson = False) -> None:
    """List every figure read in a document, with what it was understood to say."""
    from api.records import check_record, figure_lines

    with opened() as library:
        head = _find(document, library)
        whole = library.store.document(head.id, reading(library))
        checks = library.store.checks(reading(library), [head.id])
        records = figure_lines(library.store.figures(reading(library), [head.id]), whole, checks)
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
        say("识别", "Recognition"),
    )
    for one in records:
        own = _MARKS.get(one["check"], "")
        seen = say("存疑", "unsure") if one["unsure"] else ""
        cells = (one["quote"], one["measure"], one["subject"], one["period"] or "—", one["role"], own, seen)
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

    return find_head(named, library.store.heads(reading(library)))
