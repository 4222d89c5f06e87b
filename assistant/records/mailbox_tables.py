"""The tables of messages from office messengers; apart from the records', so that either can change without the other."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# A message is "open" until its last reply left ("done"), or it was given up ("dead"). `chat` keeps its messages in order:
# by `sent_at`, the platform's clock, then by arrival. Times are seconds since 1970; `payload` is the channel's JSON.
letters = Table(
    "channel_letters",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("sent_at", Float, nullable=False),
    Column("taken_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claim", Text, nullable=False),
    Column("claimed_until", Float, nullable=False),
    Column("note", Text, nullable=False),
    Column("answer_id", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("ended_at", Float),
    Column("payload", Text, nullable=False),
    Index("channel_letters_open", "state", "chat", "sent_at", "seq"),
)

# The replies to a message, in the order they leave.
posts = Table(
    "channel_posts",
    metadata,
    Column("key", ForeignKey(letters.c.key, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("sent_at", Float),
    Column("payload", Text, nullable=False),
    Index("channel_posts_sent", "sent_at"),
)

# Which process holds a channel's long connection: a second one would push the first one out.
leads = Table(
    "channel_leads",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Float, nullable=False),
)

# Chats that asked to be told what is new: `payload` is how the channel reaches them, `since` up to when they were told.
subscriptions = Table(
    "channel_subscriptions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("since", Float, nullable=False),
    Column("payload", Text, nullable=False),
)

# Which facts a chat was told of: a row comes with the letter that tells it, so that none is told twice or lost.
tellings = Table(
    "channel_tellings",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("fact", Text, primary_key=True),
)
