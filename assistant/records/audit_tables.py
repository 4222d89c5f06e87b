"""The table of the audit log, beside the accounts; rows are added and, when their time is over, taken off the old end."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

metadata = MetaData()

_Number = BigInteger().with_variant(Integer, "sqlite")

# `digest` is the SHA-256 of the entry's line with the digest before it: a changed, missing or added row breaks the chain.
audit = Table(
    "audit",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False, index=True),
    Column("actor", Text, nullable=False, index=True),
    Column("action", Text, nullable=False, index=True),
    Column("line", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

# Two rows: "last", the newest entry, and "before", the one before the oldest kept: where the chain begins.
audit_ends = Table(
    "audit_ends",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", _Number, nullable=False),
    Column("digest", Text, nullable=False),
)
