"""How files were read: what came out of each document, and which files could not be kept and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from assistant.records import codec
from assistant.records.schema import documents, readings, refusals


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a document: counts, the parts not read, seconds it took; `path` is where the file was found.

    `pages` is 0 where a format has none; `scanned` of them were recognised from pictures.
    """

    document_id: str
    path: str
    pages: int
    scanned: int
    tables: int
    figures: int
    passages: int
    unread: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be kept, with the reason as one sentence in each language; `at` is an ISO time."""

    path: str
    collection: str
    reason_zh: str
    reason_en: str
    at: str


def insert_reading(connection: Connection, reading: Reading) -> None:
    """Keep how a document was read."""
    row = {name: getattr(reading, name) for name in Reading.__slots__}
    connection.execute(insert(readings).values(row | {"unread": codec.dump(reading.unread)}))


def count_again(connection: Connection, document_id: str, its_figures: int, its_passages: int) -> None:
    """Note how many figures and passages a document has after its identity was changed."""
    change = update(readings).where(readings.c.document_id == document_id)
    connection.execute(change.values(figures=its_figures, passages=its_passages))


def all_readings(connection: Connection, conditions: Sequence[Any]) -> dict[str, Reading]:
    """How the documents that meet `conditions` were read, by document id."""
    query = select(readings).join(documents, documents.c.id == readings.c.document_id).where(*conditions)
    rows = connection.execute(query).mappings()
    made = (Reading(**{**row, "unread": codec.load_tuple(row["unread"])}) for row in rows)
    return {reading.document_id: reading for reading in made}


def insert_refusal(connection: Connection, refusal: Refusal) -> None:
    """Keep a refusal, in place of an earlier one of the same path."""
    same = (refusals.c.path == refusal.path) & (refusals.c.collection == refusal.collection)
    connection.execute(delete(refusals).where(same))
    connection.execute(insert(refusals).values({name: getattr(refusal, name) for name in Refusal.__slots__}))


def delete_refusals(connection: Connection, path: str, collection: str) -> None:
    """Forget the refusals of a path and of the files inside it."""
    inside = refusals.c.path.startswith(f"{path}/", autoescape=True)
    connection.execute(delete(refusals).where(refusals.c.collection == collection, (refusals.c.path == path) | inside))


def all_refusals(connection: Connection, collections: frozenset[str] | None) -> tuple[Refusal, ...]:
    """The refusals of these collections (None: of all) by path."""
    query = select(refusals).order_by(refusals.c.path, refusals.c.collection)
    if collections is not None:
        query = query.where(refusals.c.collection.in_(sorted(collections)))
    return tuple(Refusal(**row) for row in connection.execute(query).mappings())
