"""Uploads as the doors show them: what became of each file, and where those stand that wait for a worker."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from api.records import head_record
from assistant.records.library import Library
from assistant.records.scope import Scope
from assistant.records.uploads import Upload
from ingest.progress import Outcome
from ingest.queued import outcome_of


def outcome_records(
    outcomes: Iterable[Outcome | None], library: Library, scope: Scope, language: str
) -> list[dict[str, Any] | None]:
    """What became of each file, with its line of the listing while it is on record; None stays None."""
    told = list(outcomes)
    some = any(each and each.document_id for each in told)
    heads = {head.id: head for head in library.store.heads(scope)} if some else {}
    readings = library.store.readings(scope) if some else {}

    def record(outcome: Outcome) -> dict[str, Any]:
        key = outcome.document_id or ""
        return {
            "source": outcome.name,
            "status": outcome.status.value,
            "document_id": outcome.document_id,
            "document": head_record(heads[key], readings.get(key)) if key in heads else None,
            "pages": outcome.pages,
            "tables": outcome.tables,
            "figures": outcome.figures,
            "passages": outcome.passages,
            "reason": outcome.reason(language) or None,
            "warnings": list(outcome.warnings),
            "unread": list(outcome.unread),
        }

    return [record(each) if each else None for each in told]


def upload_records(uploads: Sequence[Upload], library: Library, scope: Scope, language: str) -> list[dict[str, Any]]:
    """Each upload with where it stands; who reads it, and on which machine, is nobody's business."""
    outcomes = outcome_records(map(outcome_of, uploads), library, scope, language)
    return [
        {
            "id": upload.id,
            "job": upload.job,
            "source": upload.name,
            "collection": upload.collection,
            "bytes": upload.size,
            "state": upload.state.value,
            "attempts": upload.attempts,
            "files": upload.files,
            "created_at": _iso(upload.created_at),
            "ended_at": None if upload.ended_at is None else _iso(upload.ended_at),
            "outcome": outcome,
        }
        for upload, outcome in zip(uploads, outcomes, strict=True)
    ]


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
