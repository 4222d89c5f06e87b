"""The tables of the relational store, in SQLAlchemy Core; nothing here is particular to one database.

Whoever changes them adds a revision to migrations/, which makes the same change where they are already.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy import Text as AnyText

VERSION = 4
"""The last shape before revisions (migrations/) were kept, and what the oldest of them starts from: another is refused."""

PASSAGES_PER_DOCUMENT = 1 << 24
"""A passage's row is its document's row times this, plus its place: known beforehand, never used twice."""

metadata = MetaData()

# In the order of its characters everywhere; PostgreSQL would else sort by the language of its installation.
Text = AnyText().with_variant(AnyText(collation="C"), "postgresql")

# SQLite keeps row numbers in columns spelled INTEGER only.
_Row = BigInteger().with_variant(Integer, "sqlite")

# The long columns stand last: SQLite then lists documents without reading their texts.
documents = Table(
    "documents",
    metadata,
    Column("row", _Row, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("years", Text, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("supersedes", Text),
    Column("collection", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("embedded", Boolean, nullable=False, default=False),
    Column("edition", Integer, nullable=False),
    Column("superseded_by", Text),
    Column("same_as", Text),
    Column("by_hand", Text, nullable=False),
    # Grows whenever the row changes, so that a document held in memory is known to be old.
    Column("revision", Integer, nullable=False, default=0),
    Column("unsure", Text, nullable=False),
    Column("print", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("pages", Text, nullable=False),
    Column("sections", Text, nullable=False),
    Column("tables", Text, nullable=False),
    UniqueConstraint("sha256", "collection"),
    Index("documents_by_department", "department", "collection"),
    sqlite_autoincrement=True,
)

# What people corrected: kept without the document too, so that it holds when the file is read again. `found` is what had
# been recognised, `told` what is true; both JSON objects by field.
corrections = Table(
    "corrections",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("collection", Text, primary_key=True),
    Column("name", Text, nullable=False, index=True),
    Column("found", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("print", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("row", _Row, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("document_id", ForeignKey(documents.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("headings", Text, nullable=False),
)

figures = Table(
    "figures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("document_id", ForeignKey(documents.c.id, ondelete="CASCADE"), nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("bound", Text, nullable=False),
    Column("upper", Text),
    Column("measure", Text, nullable=False),
    Column("indicator", Text),
    Column("subject", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("period_start", Text),
    Column("period_end", Text),
    Column("role", Text, nullable=False),
    Column("clause_start", Integer, nullable=False),
    Column("clause_end", Integer, nullable=False),
    Column("section", Text, nullable=False),
    Column("cell", Text),
    Column("page", Integer),
    Index("figures_by_place", "document_id", "span_start", "span_end"),
    Index("figures_by_indicator", "indicator", "document_id"),
    Index("figures_by_department", "department", "document_id"),
)

# `computed` is the number alone, its unit beside it; `inputs` are figure ids in the formula's order.
checks = Table(
    "checks",
    metadata,
    Column("stated", ForeignKey(figures.c.id, ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey(documents.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("span_start", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("formula", Text, nullable=False),
    Column("computed", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("verdict", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("document_id", ForeignKey(documents.c.id, ondelete="CASCADE"), primary_key=True),
    Column("path", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("scanned", Integer, nullable=False),
    Column("tables", Integer, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("unread", Text, nullable=False),
    Column("seconds", Float, nullable=False),
)

refusals = Table(
    "refusals",
    metadata,
    Column("path", Text, primary_key=True),
    Column("collection", Text, primary_key=True),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# The inverted index of words, see fulltext.py. `first` and `end` number a document's passages, half open; a document that
# was forgotten keeps its numbers and nothing else.
word_documents = Table(
    "word_documents",
    metadata,
    Column("first", _Row, primary_key=True, autoincrement=False),
    Column("end", _Row, nullable=False, index=True),
    Column("document", _Row, index=True),
    Column("lengths", LargeBinary, nullable=False),
)

word_segments = Table(
    "word_segments",
    metadata,
    Column("id", _Row, primary_key=True, autoincrement=True),
    Column("level", Integer, nullable=False),
    Column("first", _Row, nullable=False),
)

word_places = Table(
    "word_places",
    metadata,
    Column("segment", _Row, primary_key=True, autoincrement=False),
    Column("word", Text, primary_key=True),
    Column("held", Integer, nullable=False),
    Column("places", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# `version` is VERSION; `generation` grows with every change, so readers know what is current.
meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
