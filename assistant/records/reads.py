"""The queries that read the store's tables, each on a connection given to it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, func, select

from assistant.errors import UnknownDocument
from assistant.records import codec
from assistant.records.model import Check, Document, Figure, Passage
from assistant.records.schema import checks, documents, figures, passages
from assistant.records.scope import Scope

_IDS_PER_QUERY = 5_000


@dataclass(frozen=True, slots=True)
class Head:
    """What identifies a document, without its text; `status` is "ready" or "pending" (vectors missing)."""

    id: str
    name: str
    kind: str
    title: str
    department: str
    aliases: tuple[str, ...]
    region: str
    years: tuple[int, ...]
    collection: str
    status: str
    supersedes: str | None
    warnings: tuple[str, ...]
    created_at: str
    edition: int = 0
    superseded_by: str | None = None
    same_as: str | None = None
    by_hand: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether answers rest on it: neither corrected by another document nor the same again in another format."""
        return self.superseded_by is None and self.same_as is None

    @property
    def notice(self) -> bool:
        """Whether it only says what is wrong in another document: the amounts it repeats are no second source."""
        return self.edition > 0 and self.supersedes is None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is kept; `pending` counts documents whose vectors are missing."""

    documents: int
    passages: int
    figures: int
    pending: int


Conditions = Sequence[ColumnElement[bool]]
"""What rows must meet, all of it."""

_PASSAGE = [passages.c[name] for name in ("id", "document_id", "span_start", "span_end", "headings")]
_HEAD = [
    documents.c[name]
    for name in (
        *("id", "name", "kind", "title", "department", "aliases", "region", "years", "collection"),
        *("embedded", "supersedes", "warnings", "created_at", "edition", "superseded_by", "same_as", "by_hand"),
    )
]


def in_collections(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on `documents`: none when the scope is everything."""
    return [] if scope.collections is None else [documents.c.collection.in_(sorted(scope.collections))]


def in_scope(scope: Scope, table: Table) -> list[ColumnElement[bool]]:
    """Conditions on a table of documents or of what belongs to one: none when the scope is everything."""
    conditions = in_collections(scope)
    if table is documents or not conditions:
        return conditions
    return [exists().where(documents.c.id == table.c.document_id, *conditions)]


def parts(values: list[str]) -> Iterator[list[str]]:
    """Slices of `values` short enough for one statement."""
    return (values[at : at + _IDS_PER_QUERY] for at in range(0, len(values), _IDS_PER_QUERY))


def visible_row(connection: Connection, document_id: str, scope: Scope) -> int:
    """The row number of a document; raises UnknownDocument when it is not in `scope`."""
    return visible_revision(connection, document_id, scope)[0]


def visible_revision(connection: Connection, document_id: str, scope: Scope) -> tuple[int, int]:
    """The row number of a document and its revision; raises UnknownDocument when it is not in `scope`."""
    query = select(documents.c.row, documents.c.revision).where(documents.c.id == document_id, *in_collections(scope))
    found = connection.execute(query).first()
    if found is None:
        raise _unknown(document_id)
    return int(found[0]), int(found[1])


def group_of(connection: Connection, row: int) -> tuple[str, str, str]:
    """Collection, department and years (as the column has them) of a document: those it may be a version of share them."""
    query = select(documents.c.collection, documents.c.department, documents.c.years).where(documents.c.row == row)
    collection, department, years = connection.execute(query).one()
    return collection, department, years


def _unknown(document_id: str) -> UnknownDocument:
    return UnknownDocument(
        document_id,
        zh="没有这份文件，或无权查看；可用 youju documents 列出",
        en="no such document, or not yours to see; `youju documents` lists them",
    )


def document(connection: Connection, row: int, document_id: str) -> Document:
    """The document of a row; raises UnknownDocument when it is gone meanwhile."""
    found = connection.execute(select(documents).where(documents.c.row == row)).mappings().first()
    if found is None:
        raise _unknown(document_id)
    return codec.document(dict(found))


def visible_revisions(connection: Connection, ids: Sequence[str], scope: Scope) -> dict[str, tuple[int, int]]:
    """Row numbers and revisions of documents, by id; those not in `scope` are left out."""
    query = select(documents.c.id, documents.c.row, documents.c.revision)
    rows = connection.execute(query.where(documents.c.id.in_(ids), *in_collections(scope)))
    return {key: (int(row), int(revision)) for key, row, revision in rows}


def documents_of(connection: Connection, rows: Collection[int]) -> dict[str, Document]:
    """The documents of these rows, by id; those gone meanwhile are left out."""
    found = connection.execute(select(documents).where(documents.c.row.in_(rows))).mappings().all()
    return {row["id"]: codec.document(dict(row)) for row in found}


def heads(connection: Connection) -> tuple[Head, ...]:
    """Every document's head, oldest first."""
    return tuple(_head(row) for row in connection.execute(select(*_HEAD).order_by(documents.c.row)).all())


def _head(row: Sequence[Any]) -> Head:
    key, name, kind, title, department, aliases, region, years, collection, embedded, old, warnings, at = row[:13]
    edition, new, first, by_hand = row[13:]
    return Head(
        id=key,
        name=name,
        kind=kind,
        title=title,
        department=department,
        aliases=codec.load_tuple(aliases),
        region=region,
        years=codec.load_tuple(years),
        collection=collection,
        status="ready" if embedded else "pending",
        supersedes=old,
        warnings=codec.load_tuple(warnings),
        created_at=at,
        edition=edition,
        superseded_by=new,
        same_as=first,
        by_hand=codec.load_tuple(by_hand),
    )


def departments(connection: Connection, scope: Scope) -> tuple[str, ...]:
    """Distinct departments of figures and documents in `scope`, sorted, without the empty one."""
    limited = select(figures.c.department).where(*in_scope(scope, figures)).distinct()
    named = limited if scope.collections is not None else _each_department()
    owned = select(documents.c.department).where(*in_collections(scope)).distinct()
    found = {row[0] for query in (named, owned) for row in connection.execute(query)}
    return tuple(sorted({name for name in found if name}))


def _each_department() -> Select[tuple[str]]:
    """Each department of figures, by one look into the index a department rather than one a figure."""
    first = select(func.min(figures.c.department).label("name")).cte("each", recursive=True)
    after = select(func.min(figures.c.department)).where(figures.c.department > first.c.name).scalar_subquery()
    every = first.union_all(select(after).where(first.c.name.is_not(None)))
    return select(every.c.name).where(every.c.name.is_not(None))


def documents_naming(connection: Connection, names: Conditions, scope: Scope) -> list[tuple[str, str]]:
    """Pairs of a department that figures name and a document of such figures, sorted."""
    pair = (figures.c.department, figures.c.document_id)
    query = select(*pair).where(*names, *in_scope(scope, figures)).distinct().order_by(*pair)
    return [(name, key) for name, key in connection.execute(query).all()]


def figures_where(connection: Connection, conditions: Conditions) -> list[Figure]:
    """Figures by document id and place in the text."""
    order = (figures.c.document_id, figures.c.span_start, figures.c.span_end, figures.c.id)
    rows = connection.execute(select(figures).where(*conditions).order_by(*order)).all()
    return [codec.figure(row) for row in rows]


def checks_where(connection: Connection, conditions: Conditions) -> list[Check]:
    """Checks by document id and place of their stated figures."""
    order = (checks.c.document_id, checks.c.span_start, checks.c.stated)
    rows = connection.execute(select(checks).where(*conditions).order_by(*order)).all()
    return [codec.check(row) for row in rows]


def passages_where(connection: Connection, conditions: Conditions) -> list[Passage]:
    """Passages by document id and order in it."""
    query = select(*_PASSAGE).where(*conditions).order_by(passages.c.document_id, passages.c.row)
    return [codec.passage(row) for row in connection.execute(query).all()]
