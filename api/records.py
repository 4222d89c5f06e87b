"""Documents as the doors show them, and found by the name a person gives."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from assistant.answering.wire import decimal_text, figure_record
from assistant.errors import UnknownDocument
from assistant.records.checks import CHECK_FORMULAS
from assistant.records.links import by_source, links
from assistant.records.model import Check, Document, Figure, Table
from assistant.records.quantity import show
from assistant.records.readings import Reading, Refusal
from assistant.records.store import Head


def head_record(head: Head, reading: Reading | None = None) -> dict[str, Any]:
    """One line of the documents listing, with what was read of it where that is known."""
    return {
        "id": head.id,
        "source": head.name,
        "title": head.title,
        "kind": head.kind,
        "department": head.department,
        "region": head.region,
        "years": list(head.years),
        "collection": head.collection,
        "status": head.status,
        "supersedes": head.supersedes,
        "superseded_by": head.superseded_by,
        "same_as": head.same_as,
        "edition": head.edition,
        "by_hand": list(head.by_hand),
        "warnings": list(head.warnings),
        "created_at": head.created_at,
        "report": reading and reading_record(reading),
    }


def reading_record(reading: Reading) -> dict[str, Any]:
    """What was read of a document; where its file lies on the server is nobody's business."""
    return {
        "pages": reading.pages,
        "scanned_pages": reading.scanned,
        "tables": reading.tables,
        "figures": reading.figures,
        "passages": reading.passages,
        "unread": list(reading.unread),
        "seconds": reading.seconds,
    }


def refusal_record(refusal: Refusal, language: str) -> dict[str, Any]:
    """A file that could not be kept: its name, or its path inside its archive, and the reason."""
    return {
        "source": source_of(refusal.path),
        "reason": refusal.reason_zh if language == "zh" else refusal.reason_en,
        "at": refusal.at,
    }


def source_of(path: str) -> str:
    """The base name of a file, with that of the archive it lies in: "/srv/in/资料.zip/2021/甲.doc" gives "资料.zip/2021/甲.doc"."""
    parts = PurePath(path).parts
    archive = next((at for at, part in enumerate(parts) if part.lower().endswith(".zip")), len(parts) - 1)
    return "/".join(parts[archive:])


def document_record(
    head: Head,
    document: Document,
    figures: Sequence[Figure],
    checks: Sequence[Check],
    reading: Reading | None,
    heads: Sequence[Head],
) -> dict[str, Any]:
    """A document's line with what was read of its layout and its cross-checks; spans are half-open characters.

    `heads` are those of all documents in scope: its other versions are named from them.
    """
    return {
        **head_record(head, reading),
        "aliases": list(document.aliases),
        "media_type": document.media_type,
        "sha256": document.sha256,
        "characters": len(document.text),
        "pages": [[page.start, page.end] for page in document.pages],
        "figures": len(figures),
        "unsure": sum(1 for figure in figures if document.doubts(figure.span)),
        "versions": _versions(head, heads),
        "sections": [
            {
                "path": list(section.path),
                "heading": [section.heading.start, section.heading.end],
                "start": section.span.start,
                "end": section.span.end,
            }
            for section in document.sections
        ],
        "tables": [_table(table) for table in document.tables],
        "checks": [check_record(check) for check in checks],
    }


def _versions(head: Head, heads: Sequence[Head]) -> list[dict[str, Any]]:
    """The other versions of a document: what it is to each, with the other's id and file name."""
    named = {"supersedes": head.supersedes, "superseded_by": head.superseded_by, "same_as": head.same_as}
    others = {h.id: h for h in heads if h.id in named.values() or h.same_as == head.id or h.superseded_by == head.id}
    told = [(relation, key) for relation, key in named.items() if key in others]
    told += [("copied_by", h.id) for h in others.values() if h.same_as == head.id]
    told += [("supersedes", h.id) for h in others.values() if h.superseded_by == head.id and h.id != head.supersedes]
    return [{"relation": relation, "id": key, "source": others[key].name} for relation, key in told if key]


def check_record(check: Check) -> dict[str, Any]:
    """A cross-check: `stated` and `inputs` are ids of figures, `formula` is written out in both languages."""
    formula, computed = CHECK_FORMULAS[check.formula], check.computed
    return {
        "kind": check.kind.value,
        "verdict": check.verdict.value,
        "stated": check.stated,
        "inputs": list(check.inputs),
        "formula": {"key": formula.key, "zh": formula.zh, "en": formula.en},
        "computed": {
            "value": decimal_text(computed.value),
            "unit": computed.unit,
            "zh": show(computed),
            "en": show(computed, "en"),
        },
    }


def figure_lines(figures: Sequence[Figure], document: Document, checks: Sequence[Check]) -> list[dict[str, Any]]:
    """The figures of a document, each with the verdict of its cross-check ("check", None where it has none) and its links."""
    joined = by_source(links(figures, document.text))
    verdicts = {check.stated: check.verdict.value for check in checks}
    return [
        {
            **figure_record(figure, document),
            "check": verdicts.get(figure.id),
            "links": [{"kind": link.kind.value, "id": link.target} for link in joined.get(figure.id, ())],
        }
        for figure in figures
    ]


def find_head(named: str, heads: Sequence[Head]) -> Head:
    """The document meant by an id, a file name, or a beginning of either that fits one document only.

    Raises UnknownDocument, naming the candidates when several fit.
    """
    exact = [head for head in heads if named in (head.id, head.name)]
    fitting = exact or [head for head in heads if head.id.startswith(named) or head.name.startswith(named)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise UnknownDocument(
            named, zh="没有这份记录；youju documents 列出全部", en="no such document; youju documents lists all"
        )
    several = ", ".join(f"{head.name} ({head.id})" for head in fitting[:5])
    raise UnknownDocument(named, zh=f"不止一份记录符合：{several}", en=f"fits more than one document: {several}")


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "unit": table.unit,
        "start": table.span.start,
        "end": table.span.end,
        "columns": [list(path) for path in table.columns],
        "rows": [[[cell.span.start, cell.span.end, cell.row, cell.column] for cell in row] for row in table.rows],
    }
