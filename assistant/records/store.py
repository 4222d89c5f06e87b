"""The relational store: documents, passages, figures and their full text, in one database.

Every read takes a Scope. Each call is one transaction, safe from any thread and beside other processes.
"""

import datetime
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from threading import local
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Connection, Engine, Table, bindparam, delete, func, insert, select, update

from assistant.records import codec, database, lineage, readings, reads
from assistant.records.cache import Cache, Once
from assistant.records.conversations import Conversations
from assistant.records.hand import HandFigures
from assistant.records.lineage import Correction
from assistant.records.mailbox import Mailbox
from assistant.records.model import Check, Document, Figure, Passage, Verdict
from assistant.records.readings import Reading, Refusal
from assistant.records.reads import Counts, Head
from assistant.records.schema import PASSAGES_PER_DOCUMENT, checks, documents, figures, passages
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.uploads import Uploads
from assistant.records.warning_log import WarningLog
from assistant.records.words import terms as terms_of

if TYPE_CHECKING:
    from assistant.records.fulltext import WordIndex

__all__ = ["Correction", "Counts", "Head", "Store"]

T = TypeVar("T")

_HELD_DOCUMENTS = 256
_HELD_HEADS = 16
# 2 kB each. Figures of at most so many documents are looked for among those held.
_HELD_FIGURES, _FEW_DOCUMENTS = 20_000, 500


class Store:
    """The records of one installation behind a SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        """Open the store, making its tables where there are none.

        Raises StoreFault, naming the way out, when it cannot be used.
        """
        self._engine = database.open_engine(url)
        self.conversations = Conversations(self._engine)
        self.mailbox = Mailbox(self._engine)
        self.hand = HandFigures(self._engine)
        self.warnings = WarningLog(self._engine)
        self.uploads = Uploads(self._engine)
        self._together = local()
        self._words = Once(_word_index)
        self._documents: Cache[tuple[int, int], Document] = Cache(_HELD_DOCUMENTS)
        self._figures: Cache[tuple[int, int], tuple[Figure, ...]] = Cache(_HELD_FIGURES, _weight)
        self._heads: Cache[tuple[int, Scope], tuple[Head, ...]] = Cache(_HELD_HEADS)
        self._departments: Cache[tuple[int, Scope], tuple[str, ...]] = Cache(_HELD_HEADS)
        self._derived: Cache[tuple[int, Scope, str], Any] = Cache(_HELD_HEADS)

    @property
    def engine(self) -> Engine:
        """The database, for what other parts keep beside the records in tables of their own."""
        return self._engine

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    # Writing

    def add(
        self,
        document: Document,
        its_passages: Sequence[Passage],
        its_figures: Sequence[Figure],
        its_checks: Sequence[Check] = (),
        reading: Reading | None = None,
    ) -> bool:
        """Keep a document with all its passages, figures and checks and how it was read, or nothing of it.

        False when its collection already holds a file of the same bytes: nothing changes then. Raises
        StoreFault when an id is taken or the database cannot be written, ValueError when a passage, figure or
        check is another document's.
        """
        _refuse_strangers(document, its_passages, its_figures, its_checks)
        own = codec.document_row(document) | {"created_at": _now(), "embedded": False}
        searched = list(_searched(document, its_passages))
        same = (documents.c.sha256 == document.sha256) & (documents.c.collection == document.collection)
        with self._writing() as connection:
            if connection.execute(select(documents.c.row).where(same)).first():
                return False
            row = _insert_document(connection, own)
            _insert_parts(connection, row, its_passages, its_figures, its_checks, searched)
            lineage.relate(connection, document.id)
            if reading:
                readings.insert_reading(connection, reading)
        return True

    def revise(
        self,
        document: Document,
        its_passages: Sequence[Passage],
        its_figures: Sequence[Figure],
        its_checks: Sequence[Check],
        correction: Correction | None,
        scope: Scope,
    ) -> None:
        """Put `document`, whose identity is another now, in the place of the one with its id; all of it, or nothing.

        Its vectors are then missing. `correction`, what a person told, is remembered, also after the document is
        forgotten. Raises UnknownDocument when it is not in `scope`.
        """
        _refuse_strangers(document, its_passages, its_figures, its_checks)
        searched = list(_searched(document, its_passages))
        own = codec.document_row(document) | {"embedded": False, "revision": documents.c.revision + 1}
        with self._writing() as connection:
            row = reads.visible_row(connection, document.id, scope)
            before = reads.group_of(connection, row)
            _fulltext().forget(connection, row, _words_of(connection, row, document.id))
            for table in (checks, figures, passages):
                connection.execute(delete(table).where(table.c.document_id == document.id))
            connection.execute(update(documents).where(documents.c.row == row).values(own))
            _insert_parts(connection, row, its_passages, its_figures, its_checks, searched)
            readings.count_again(connection, document.id, len(its_figures), len(its_passages))
            if correction:
                lineage.remember(connection, document, correction)
            lineage.relate_group(connection, *before)
            lineage.relate(connection, document.id)

    def correction_of(self, document: Document) -> Correction | None:
        """What a person corrected earlier of the file that `document` is made of, or of the same file in an older version."""
        with self._reading() as connection:
            return lineage.correction_of(connection, document)

    def mark_embedded(self, *document_ids: str, done: bool = True) -> None:
        """Note that the vectors of these documents are in place, or (`done` False) must be made again."""
        change = update(documents).where(documents.c.id == bindparam("which")).values(embedded=done)
        with self._writing() as connection:
            if document_ids:
                connection.execute(change, [{"which": document_id} for document_id in document_ids])

    def delete(self, document_id: str, scope: Scope) -> None:
        """Forget a document and all read from it; raises UnknownDocument when it is not in `scope`."""
        with self._writing() as connection:
            row = reads.visible_row(connection, document_id, scope)
            group = reads.group_of(connection, row)
            _fulltext().forget(connection, row, _words_of(connection, row, document_id))
            # The foreign keys take its passages, figures and checks along.
            connection.execute(delete(documents).where(documents.c.row == row))
            lineage.relate_group(connection, *group)

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Make the writes of this thread one transaction: all are kept, or none; quicker where there are many.

        The connection is for what other tables keep in the same transaction.
        """
        with self._writing() as connection:
            self._together.connection = connection
            try:
                yield connection
            finally:
                self._together.connection = None

    def note_refusal(self, refusal: Refusal) -> None:
        """Note that a file could not be kept, in place of an earlier note on the same path."""
        with self._writing() as connection:
            readings.insert_refusal(connection, refusal)

    def forget_refusals(self, path: str, collection: str) -> None:
        """Note that the file of this path, or the files of this archive, are no longer refused."""
        with self._writing() as connection:
            readings.delete_refusals(connection, path, collection)

    # Reading

    def document(self, document_id: str, scope: Scope) -> Document:
        """A document whole; raises UnknownDocument when it is not in `scope`."""
        with self._reading() as connection:
            row, revision = reads.visible_revision(connection, document_id, scope)
            return self._documents.get((row, revision), lambda: reads.document(connection, row, document_id))

    def documents(self, scope: Scope, document_ids: Collection[str]) -> dict[str, Document]:
        """Documents whole, by id; those unknown or out of `scope` are left out. Read together, quicker than one by one."""
        found: dict[str, Document] = {}
        with self._reading() as connection:
            for some in reads.parts(sorted(set(document_ids))):
                known = reads.visible_revisions(connection, some, scope)
                held = {key: self._documents.peek(place) for key, place in known.items()}
                missing = {key: known[key] for key, document in held.items() if document is None}
                made = reads.documents_of(connection, [row for row, _ in missing.values()])
                for key in made:
                    held[key] = self._documents.get(missing[key], partial(dict.__getitem__, made, key))
                found |= {key: document for key, document in held.items() if document is not None}
        return found

    def document_text(self, document_id: str, scope: Scope) -> str:
        """The text of a document; raises UnknownDocument when it is not in `scope`."""
        return self.document(document_id, scope).text

    def by_sha256(self, sha256: str, scope: Scope) -> Document | None:
        """The document made of the file with this hash, or None; the oldest of several collections."""
        same = select(documents.c.id).where(documents.c.sha256 == sha256, *reads.in_collections(scope))
        with self._reading() as connection:
            found = connection.execute(same.order_by(documents.c.row)).scalar()
        return None if found is None else self.document(found, scope)

    def known(self, sha256: str, scope: Scope) -> tuple[str, str] | None:
        """Id and name of the document made of the file with this hash, or None; the oldest of several collections."""
        same = select(documents.c.id, documents.c.name).where(
            documents.c.sha256 == sha256, *reads.in_collections(scope)
        )
        with self._reading() as connection:
            found = connection.execute(same.order_by(documents.c.row)).first()
        return None if found is None else (found[0], found[1])

    def hashes(self) -> frozenset[str]:
        """The SHA-256 of every file that a document was made of, whoever may see it."""
        with self._reading() as connection:
            return frozenset(connection.execute(select(documents.c.sha256)).scalars())

    def readings(self, scope: Scope) -> dict[str, Reading]:
        """How each document in `scope` was read, by its id; documents of the first release have none."""
        with self._reading() as connection:
            return readings.all_readings(connection, reads.in_collections(scope))

    def refusals(self, scope: Scope) -> tuple[Refusal, ...]:
        """The files that could not be kept, by path."""
        with self._reading() as connection:
            return readings.all_refusals(connection, scope.collections)

    def heads(self, scope: Scope) -> tuple[Head, ...]:
        """Every document in `scope`, oldest first; the very same tuple until something changes."""
        with self._reading() as connection:
            generation = database.generation(connection)
            everything = self._heads.get((generation, EVERYTHING), lambda: reads.heads(connection))
        if scope == EVERYTHING:
            return everything
        return self._heads.get(
            (generation, scope), lambda: tuple(head for head in everything if scope.sees(head.collection))
        )

    def departments(self, scope: Scope) -> tuple[str, ...]:
        """Every department that a document or a table's row in `scope` names, sorted."""
        with self._reading() as connection:
            generation = database.generation(connection)
            return self._departments.get((generation, scope), lambda: reads.departments(connection, scope))

    def documents_naming(self, scope: Scope, departments: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The ids of the documents in `scope` with figures of each of these departments; a department of none is left out."""
        found: dict[str, tuple[str, ...]] = {}
        with self._reading() as connection:
            for part in reads.parts(sorted(set(departments))):
                pairs = reads.documents_naming(connection, [figures.c.department.in_(part)], scope)
                for name, key in pairs:
                    found[name] = (*found.get(name, ()), key)
        return found

    def derived(self, scope: Scope, name: str, make: Callable[[], T]) -> T:
        """What `make` works out from the records in `scope`, made once and kept under `name` until something changes."""
        with self._reading() as connection:
            generation = database.generation(connection)
        made: T = self._derived.get((generation, scope, name), make)
        return made

    def figures(
        self,
        scope: Scope,
        document_ids: Collection[str] | None,
        *,
        indicators: Collection[str] | None = None,
        departments: Collection[str] | None = None,
    ) -> tuple[Figure, ...]:
        """The figures of these documents (None: of all), by document id and place in the text.

        `indicators` and `departments` keep only figures of these vocabulary keys and full names. Ids unknown
        or out of `scope` give nothing.
        """
        if document_ids is not None and indicators is None and departments is None:
            asked = sorted(set(document_ids))
            if len(asked) <= _FEW_DOCUMENTS:
                return self._held_figures(scope, asked)
        wanted = [
            column.in_(sorted(set(values)))
            for column, values in ((figures.c.indicator, indicators), (figures.c.department, departments))
            if values is not None
        ]

        def read(connection: Connection, where: reads.Conditions) -> list[Figure]:
            return reads.figures_where(connection, [*where, *wanted])

        return tuple(self._collect(scope, figures.c.document_id, document_ids, read))

    def _held_figures(self, scope: Scope, document_ids: Sequence[str]) -> tuple[Figure, ...]:
        """All figures of a few documents: those asked of again and again are kept as they are, decoding costs most."""
        with self._reading() as connection:
            places = reads.visible_revisions(connection, document_ids, scope)
            held = {key: self._figures.peek(place) for key, place in places.items()}
            missing = [key for key, found in held.items() if found is None]
            for part in reads.parts(missing):
                read = reads.figures_where(connection, [figures.c.document_id.in_(part)])
                own = {key: tuple(group) for key, group in groupby(read, attrgetter("document_id"))}
                for key in part:
                    held[key] = self._figures.get(places[key], partial(tuple, own.get(key, ())))
        return tuple(chain.from_iterable(held.get(key) or () for key in document_ids))

    def figures_by_id(self, scope: Scope, figure_ids: Collection[str]) -> tuple[Figure, ...]:
        """These figures in the order asked for, those unknown or out of `scope` left out."""
        items = self._collect(scope, figures.c.id, figure_ids, reads.figures_where)
        found = {item.id: item for item in items}
        return tuple(found[key] for key in dict.fromkeys(figure_ids) if key in found)

    def checks(
        self, scope: Scope, document_ids: Collection[str] | None, *, verdicts: Collection[Verdict] | None = None
    ) -> tuple[Check, ...]:
        """The cross-checks of these documents (None: of all), by document id and place in the text.

        `verdicts` keeps only checks that came out so. Ids unknown or out of `scope` give nothing.
        """
        wanted = [] if verdicts is None else [checks.c.verdict.in_(sorted(set(verdicts)))]

        def read(connection: Connection, where: reads.Conditions) -> list[Check]:
            return reads.checks_where(connection, [*where, *wanted])

        return tuple(self._collect(scope, checks.c.document_id, document_ids, read))

    def passages(self, scope: Scope, document_ids: Collection[str] | None) -> tuple[Passage, ...]:
        """The passages of these documents (None: of all), by document id and order in it."""
        return tuple(self._collect(scope, passages.c.document_id, document_ids, reads.passages_where))

    def passages_by_id(self, scope: Scope, passage_ids: Collection[str]) -> tuple[Passage, ...]:
        """These passages in the order asked for, those unknown or out of `scope` left out."""
        items = self._collect(scope, passages.c.id, passage_ids, reads.passages_where)
        found = {item.id: item for item in items}
        return tuple(found[key] for key in dict.fromkeys(passage_ids) if key in found)

    def words(
        self, scope: Scope, terms: Collection[str], document_ids: Collection[str] | None, k: int
    ) -> list[tuple[str, float]]:
        """The `k` passages of these documents (None: of all) that best hold any of `terms`, best first.

        Pairs of passage id and score: BM25, above 0, to be compared within one call only. `terms` are words as
        `words.terms` gives them; over many documents, words that most passages hold count for nothing beside
        rarer ones. A frozenset that is asked for again is quicker than other ways to name many documents.
        """
        distinct = list(dict.fromkeys(terms))
        if not distinct or k < 1 or (document_ids is not None and not document_ids):
            return []
        with database.reading(self._engine, one_state=True) as connection:
            generation = database.generation(connection)
            return self._words().search(connection, distinct, scope, document_ids, k, generation)

    # Upkeep: ids and numbers of the whole installation, never content

    def pending_vectors(self) -> tuple[str, ...]:
        """Ids of the documents whose vectors are missing, oldest first."""
        query = select(documents.c.id).where(documents.c.embedded.is_(False)).order_by(documents.c.row)
        with self._reading() as connection:
            return tuple(connection.execute(query).scalars())

    def counts(self) -> Counts:
        """How much is kept."""
        totals = [select(func.count()).select_from(table) for table in (documents, passages, figures)]
        pending = totals[0].where(documents.c.embedded.is_(False))
        with self._reading() as connection:
            return Counts(*(connection.execute(query).scalar_one() for query in (*totals, pending)))

    # Inside

    def _reading(self) -> AbstractContextManager[Connection]:
        return database.reading(self._engine)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        running: Connection | None = getattr(self._together, "connection", None)
        if running is not None:
            yield running
            return
        with database.writing(self._engine) as connection:
            yield connection

    def _collect(
        self,
        scope: Scope,
        column: Column[Any],
        values: Collection[str] | None,
        read: Callable[[Connection, reads.Conditions], list[T]],
    ) -> list[T]:
        """All that `read` finds where `column` is one of `values` (None: anything), within `scope`."""
        visible = reads.in_scope(scope, column.table)
        with self._reading() as connection:
            if values is None:
                return read(connection, visible)
            parts = reads.parts(sorted(set(values)))
            return list(chain.from_iterable(read(connection, [column.in_(part), *visible]) for part in parts))


def _weight(held: tuple[Figure, ...]) -> int:
    return len(held) + 1


def _insert_document(connection: Connection, values: dict[str, Any]) -> int:
    connection.execute(insert(documents).values(values))
    return reads.visible_row(connection, values["id"], EVERYTHING)


def _refuse_strangers(
    document: Document, parts: Sequence[Passage], its_figures: Sequence[Figure], its_checks: Sequence[Check]
) -> None:
    """Raise ValueError when a passage, figure or check is another document's."""
    owners = {p.document_id for p in parts} | {f.document_id for f in its_figures} | {c.document_id for c in its_checks}
    unknown = {key for c in its_checks for key in (c.stated, *c.inputs)} - {f.id for f in its_figures}
    if owners - {document.id} or unknown:
        raise ValueError(f"a passage, figure or check given with {document.id} belongs to another document")


def _insert_parts(
    connection: Connection,
    row: int,
    its_passages: Sequence[Passage],
    its_figures: Sequence[Figure],
    its_checks: Sequence[Check],
    searched: Sequence[list[str]],
) -> None:
    """Add what was read of the document in `row`."""
    first = row * PASSAGES_PER_DOCUMENT
    places = {f.id: f.span.start for f in its_figures}
    _insert(connection, passages, [codec.passage_row(p, at) for at, p in enumerate(its_passages, first)])
    _insert(connection, figures, [codec.figure_row(figure) for figure in its_figures])
    _insert(connection, checks, [codec.check_row(c, places[c.stated]) for c in its_checks])
    _fulltext().add(connection, row, searched)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _searched(document: Document, parts: Sequence[Passage]) -> Iterator[list[str]]:
    """The words each passage is found by: its text and headings, its document's title and department."""
    about = terms_of(f"{document.title}\n{document.department}")
    return (about + terms_of("\n".join((*part.headings, part.span.of(document.text)))) for part in parts)


def _fulltext() -> ModuleType:
    """The inverted index, whose numpy is loaded when words are first needed."""
    from assistant.records import fulltext

    return fulltext


def _word_index() -> "WordIndex":
    from assistant.records.fulltext import WordIndex

    return WordIndex()


def _words_of(connection: Connection, row: int, document_id: str) -> set[str]:
    """Every word that a kept document is found by."""
    kept = reads.passages_where(connection, [passages.c.document_id == document_id])
    return set(chain.from_iterable(_searched(reads.document(connection, row, document_id), kept)))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
