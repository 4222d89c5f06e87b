"""Keeping what documents are to each other up to date as they come, change and go: on a connection given, in its transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from assistant.records import codec
from assistant.records.fingerprint import Print, alike, fingerprint, numbers_apart, parse
from assistant.records.model import Document
from assistant.records.schema import corrections, documents
from assistant.records.versions import NONE, Version, related, relations

FIELDS = ("department", "region", "kind", "title", "years", "edition")
"""The parts of a document's identity that can be corrected by hand."""

# More documents of one office and year than this are not compared: they are no versions of one report.
_MOST_COMPARED = 400
_SAME_FILE_WORDS = 0.6

_COMPARED = [
    documents.c[name]
    for name in (
        *("id", "title", "department", "region", "kind", "years", "edition", "media_type", "unsure", "print"),
        *("supersedes", "superseded_by", "same_as"),
    )
]


def relate(connection: Connection, document_id: str) -> None:
    """Work out again what a document and those of its office and year are to each other."""
    own = connection.execute(
        select(documents.c.collection, documents.c.department, documents.c.years).where(documents.c.id == document_id)
    ).first()
    if own is not None:
        relate_group(connection, *own)


def relate_group(connection: Connection, collection: str, department: str, years: str) -> None:
    """Work out again what the documents of one office and year (`years` as the column has it) are to each other."""
    same = (
        (documents.c.collection == collection) & (documents.c.department == department) & (documents.c.years == years)
    )
    query = select(*_COMPARED).where(same).order_by(documents.c.row).limit(_MOST_COMPARED + 1)
    rows = connection.execute(query).mappings().all()
    if not _worth_comparing(rows):
        return
    versions = [codec.version(dict(row)) for row in rows]
    found = relations(versions) if len(versions) <= _MOST_COMPARED and _any_related(versions) else {}
    for row in rows:
        now = found.get(row["id"], NONE)
        if (now.supersedes, now.superseded_by, now.same_as) != (
            row["supersedes"],
            row["superseded_by"],
            row["same_as"],
        ):
            connection.execute(
                update(documents)
                .where(documents.c.id == row["id"])
                .values(
                    supersedes=now.supersedes,
                    superseded_by=now.superseded_by,
                    same_as=now.same_as,
                    revision=documents.c.revision + 1,
                )
            )


def _worth_comparing(rows: Any) -> bool:
    return len(rows) > 1 or any(row["supersedes"] or row["superseded_by"] or row["same_as"] for row in rows)


def _any_related(versions: list[Version]) -> bool:
    return any(related(one, other) for at, one in enumerate(versions) for other in versions[at + 1 :])


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person corrected of a document's identity: `found` had been recognised, `told` is true; by field."""

    found: Mapping[str, Any]
    told: Mapping[str, Any]


def correction_of(connection: Connection, document: Document) -> Correction | None:
    """What a person corrected of the file that `document` is made of.

    It holds for the same bytes; for another file of the same name it holds in part: where the texts are alike, share
    most of their numbers, and the very same thing is recognised again.
    """
    query = select(corrections).where(
        corrections.c.collection == document.collection,
        (corrections.c.sha256 == document.sha256) | (corrections.c.name == document.name),
    )
    rows = connection.execute(query).mappings().all()
    exact = next((row for row in rows if row["sha256"] == document.sha256), None)
    if exact is not None:
        return Correction(json.loads(exact["found"]), json.loads(exact["told"]))
    own = fingerprint(document.text) if rows else None
    for row in rows:
        if own and _same_file(own, parse(row["print"])):
            found, told = json.loads(row["found"]), json.loads(row["told"])
            again = {f: v for f, v in told.items() if found[f] == identity_of(document)[f]}
            return Correction(found, again) if again else None
    return None


def remember(connection: Connection, document: Document, correction: Correction) -> None:
    """Keep what a person corrected of `document`, beside and after it."""
    values = {
        "sha256": document.sha256,
        "collection": document.collection,
        "name": document.name,
        "found": json.dumps(dict(correction.found), ensure_ascii=False),
        "told": json.dumps(dict(correction.told), ensure_ascii=False),
        "print": str(fingerprint(document.text)),
    }
    same = (corrections.c.sha256 == document.sha256) & (corrections.c.collection == document.collection)
    connection.execute(delete(corrections).where(same))
    connection.execute(insert(corrections).values(values))


def identity_of(document: Document) -> dict[str, Any]:
    """The parts of a document's identity, as JSON has them."""
    return {field: list(document.years) if field == "years" else getattr(document, field) for field in FIELDS}


def _same_file(one: Print, other: Print) -> bool:
    first, second, both = numbers_apart(one, other)
    return alike(one, other) >= _SAME_FILE_WORDS and both >= max(first, second)
