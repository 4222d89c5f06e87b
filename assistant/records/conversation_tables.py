"""The tables of conversations; apart from those of the records, so that either can change without the other."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)

# `collections` are those of the documents cited, `plain` is the answer as text, for searching; the longest comes last.
turns = Table(
    "turns",
    metadata,
    Column("answer_id", Text, primary_key=True),
    Column("conversation_id", ForeignKey(conversations.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("collections", Text, nullable=False),
    Column("plain", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

# Which way an answer went out: "web", "api" or the name of a messenger.
doors = Table(
    "doors",
    metadata,
    Column("answer_id", ForeignKey(turns.c.answer_id, ondelete="CASCADE"), primary_key=True),
    Column("door", Text, nullable=False),
)

# No foreign key: what people report of an answer outlives the conversation it was given in.
opinions = Table(
    "opinions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("answer_id", Text, nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("figure", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("collections", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)

# Responses to writes that clients may repeat, by a hash of who wrote, where and with which key.
replies = Table(
    "replies",
    metadata,
    Column("name", Text, primary_key=True),
    Column("created_at", Text, nullable=False, index=True),
    Column("status", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("body", Text, nullable=False),
)
