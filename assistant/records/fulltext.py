"""Full-text search over passages: the one place that knows which database it runs on (SQLite's FTS5).

Each passage is kept as its words (see `words.terms`), each between two spaces, under its row number.
"""

from collections.abc import Iterable, Sequence
from math import log

from sqlalchemy import Connection, bindparam, column, func, literal_column, select, table, text
from sqlalchemy.sql.elements import ColumnElement

from assistant.errors import StoreFault
from assistant.records.schema import PASSAGES_PER_DOCUMENT, documents, passages

# Words come ready made, so the plainest tokenizer will do: only the decimal point needs saying.
_CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS passage_words "
    """USING fts5(words, tokenize = "ascii tokenchars '.'")""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS passage_terms USING fts5vocab(passage_words, row)",
)
_INSERT = text("INSERT INTO passage_words (rowid, words) VALUES (:row, :words)")
_DELETE = text("DELETE FROM passage_words WHERE rowid >= :first AND rowid < :end")
_index = table("passage_words", column("rowid"), column("words"), column("rank"))
_vocabulary = table("passage_terms", column("term"), column("doc"))

MOST_TERMS = 64
"""A search looks for this many words at most, the rarest: a pasted page is not a question."""

_MOST_LOOKED_UP = 256


def supports(dialect: str) -> bool:
    """Whether full-text search exists for this SQLAlchemy dialect."""
    return dialect == "sqlite"


def create(connection: Connection) -> None:
    """Make the index where there is none; raises StoreFault when this SQLite was built without FTS5."""
    options = {row[0] for row in connection.exec_driver_sql("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        raise StoreFault(
            "SQLite",
            zh="缺少 FTS5 全文检索，请换用带 FTS5 的 Python",
            en="was built without FTS5; use a Python whose SQLite has it",
        )
    for statement in _CREATE:
        connection.exec_driver_sql(statement)


def insert(connection: Connection, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Index passages: pairs of passage row and words."""
    rows = [{"row": row, "words": f" {'  '.join(words)} "} for row, words in entries]
    if rows:
        connection.execute(_INSERT, rows)


def delete(connection: Connection, first: int, end: int) -> None:
    """Forget the passages with rows from `first` up to but not including `end`."""
    connection.execute(_DELETE, {"first": first, "end": end})


def search(
    connection: Connection, terms: Sequence[str], where: Sequence[ColumnElement[bool]], k: int
) -> list[tuple[str, float]]:
    """The `k` best passages that hold any of `terms` (distinct), best first, with BM25 scores above 0.

    `where` are conditions on `documents`; none for all.
    """
    wanted = _telling(connection, terms)
    if not wanted:
        return []
    matches = select(_index.c.rowid, _index.c.rank).where(text("passage_words MATCH :query"))
    if where:
        document_row: ColumnElement[int] = literal_column(f"passage_words.rowid / {PASSAGES_PER_DOCUMENT}")
        matches = matches.where(document_row.in_(select(documents.c.row).where(*where)))
    best = matches.order_by(_index.c.rank, _index.c.rowid).limit(bindparam("k")).subquery()
    query = (
        select(passages.c.id, best.c.rank)
        .join(best, passages.c.row == best.c.rowid)
        .order_by(best.c.rank, passages.c.row)
    )
    values = {"query": " OR ".join(f'"{term}"' for term in wanted), "k": k}
    return [(key, -rank) for key, rank in connection.execute(query, values)]


def search_within(
    connection: Connection, terms: Sequence[str], where: Sequence[ColumnElement[bool]], k: int
) -> list[tuple[str, float]]:
    """As `search`, where few documents meet `where`: each passage is read, and words weigh by rarity among them.

    Quicker than the index while they are few, and sharper: what tells one report's passages apart is not
    what tells reports apart.
    """
    query = (
        select(passages.c.id, _index.c.words)
        .join(_index, _index.c.rowid == passages.c.row)
        .join(documents, documents.c.id == passages.c.document_id)
        .where(*where)
        .order_by(passages.c.row)
    )
    return rank([(key, words) for key, words in connection.execute(query)], terms, k)


def rank(entries: Sequence[tuple[str, str]], terms: Sequence[str], k: int) -> list[tuple[str, float]]:
    """The `k` best of `entries` (id, words between spaces) by BM25, best first; none without a term."""
    if not entries:
        return []
    padded = [f" {term} " for term in terms]
    counts = [[words.count(term) for term in padded] for _, words in entries]
    lengths = [words.count("  ") + 1 for _, words in entries]
    mean = sum(lengths) / len(lengths)
    held = [sum(1 for row in counts if row[at]) for at in range(len(padded))]
    weights = [log(1 + (len(entries) - n + 0.5) / (n + 0.5)) for n in held]
    scored = [
        (
            key,
            sum(w * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * length / mean)) for w, n in zip(weights, row, strict=True)),
        )
        for (key, _), row, length in zip(entries, counts, lengths, strict=True)
    ]
    found = [item for item in scored if item[1] > 0]
    return sorted(found, key=lambda item: -item[1])[:k]


def _telling(connection: Connection, terms: Sequence[str]) -> list[str]:
    """The terms worth looking up: BM25 gives words that most passages hold no weight, and they cost most."""
    query = select(_vocabulary.c.term, _vocabulary.c.doc).where(_vocabulary.c.term.in_(terms[:_MOST_LOOKED_UP]))
    held = sorted(((n, term) for term, n in connection.execute(query)))
    total = connection.execute(select(func.count()).select_from(passages)).scalar_one()
    telling = [term for n, term in held if n <= total / 2]
    return telling[:MOST_TERMS] or [term for _, term in held[:1]]
