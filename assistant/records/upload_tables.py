"""The table of uploads that are read by workers, not by the process that took them."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table, Text

metadata = MetaData()

_Number = BigInteger().with_variant(Integer, "sqlite")

# One row a file. "waiting" and "reading" are open; "kept", "failed" and "cancelled" are ended. `worker` is who reads it and
# `claim` proves the hold; `files` counts those of an archive that are over, `added` is the JSON list of documents made of
# it, `outcome` what became of it, as JSON. Times are seconds since 1970.
uploads = Table(
    "uploads",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("job", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("collection", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("worker", Text, nullable=False),
    Column("claim", Text, nullable=False),
    Column("files", Integer, nullable=False),
    Column("added", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("ended_at", Float),
    Index("uploads_by_state", "state", "attempts", "seq"),
    sqlite_autoincrement=True,
)
