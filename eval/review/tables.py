"""The tables of rounds: what was drawn, from what, and every judgement as it was given; nothing is ever overwritten."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()

# `design` is JSON; `frame_hash` names what was drawn from, `frame` has its answers.
rounds = Table(
    "review_rounds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("design", Text, nullable=False),
    Column("frame_hash", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("closed_at", Text),
)

frame = Table(
    "review_frame",
    metadata,
    Column("round_id", ForeignKey(rounds.c.id, ondelete="CASCADE"), primary_key=True),
    Column("answer_id", Text, primary_key=True),
    Column("stratum", Text, nullable=False),
    Column("checked", Boolean, nullable=False),
)

# The answer as it was given is kept here too: a round outlives the conversation it was drawn from.
items = Table(
    "review_items",
    metadata,
    Column("round_id", ForeignKey(rounds.c.id, ondelete="CASCADE"), primary_key=True),
    Column("answer_id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("stratum", Text, nullable=False),
    Column("double", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("flags", Text, nullable=False),
    Column("collections", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

judgements = Table(
    "review_judgements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("round_id", ForeignKey(rounds.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("answer_id", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("adjudication", Boolean, nullable=False),
    Column("verdicts", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("corrections", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("created_at", Text, nullable=False),
)

# Who is looking at what, so that two people do not review the same answer by accident.
claims = Table(
    "review_claims",
    metadata,
    Column("round_id", ForeignKey(rounds.c.id, ondelete="CASCADE"), primary_key=True),
    Column("answer_id", Text, primary_key=True),
    Column("reviewer", Text, primary_key=True),
    Column("until", Text, nullable=False),
)
