"""The records and what is kept beside them, as they were when revisions began; a database older than revisions gets what it lacks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# In the order of its characters; PostgreSQL would else sort by the language of its installation.
_C_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# SQLite keeps row numbers in columns spelled INTEGER only.
_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table that is not there."""
    _corrections()
    _documents()
    _meta()
    _refusals()
    _word_documents()
    _word_places()
    _word_segments()
    _figures()
    _passages()
    _readings()
    _checks()
    _conversations()
    _opinions()
    _replies()
    _turns()
    _doors()
    _channel_leads()
    _channel_letters()
    _channel_subscriptions()
    _channel_tellings()
    _channel_posts()
    _hand_figures()
    _warning_events()
    _warning_facts()
    _eval_runs()
    _eval_cases()
    _gold_cases()
    _review_rounds()
    _review_claims()
    _review_frame()
    _review_items()
    _review_judgements()
    # Below 4 are shapes that no revision starts from.
    op.execute("INSERT INTO meta (name, value) VALUES ('generation', 0), ('version', 4) ON CONFLICT (name) DO NOTHING")


def _corrections() -> None:
    op.create_table(
        "corrections",
        *_each(_C_TEXT, "sha256", "collection", "name", "found", "told", "print"),
        sa.PrimaryKeyConstraint("sha256", "collection"),
        if_not_exists=True,
    )
    op.create_index("ix_corrections_name", "corrections", ["name"], if_not_exists=True)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        *_each(
            _C_TEXT, "id", "name", "sha256", "media_type", "kind", "title", "department", "region", "years", "aliases"
        ),
        sa.Column("supersedes", _C_TEXT),
        *_each(_C_TEXT, "collection", "warnings", "created_at"),
        sa.Column("embedded", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("superseded_by", _C_TEXT),
        sa.Column("same_as", _C_TEXT),
        sa.Column("by_hand", _C_TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_each(_C_TEXT, "unsure", "print", "text", "pages", "sections", "tables"),
        sa.PrimaryKeyConstraint("row"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("sha256", "collection"),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("documents_by_department", "documents", ["department", "collection"], if_not_exists=True)


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", _C_TEXT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        if_not_exists=True,
    )


def _refusals() -> None:
    op.create_table(
        "refusals",
        *_each(_C_TEXT, "path", "collection", "reason_zh", "reason_en", "at"),
        sa.PrimaryKeyConstraint("path", "collection"),
        if_not_exists=True,
    )


def _word_documents() -> None:
    op.create_table(
        "word_documents",
        sa.Column("first", _ROW, autoincrement=False, nullable=False),
        sa.Column("end", _ROW, nullable=False),
        sa.Column("document", _ROW),
        sa.Column("lengths", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("first"),
        if_not_exists=True,
    )
    op.create_index("ix_word_documents_document", "word_documents", ["document"], if_not_exists=True)
    op.create_index("ix_word_documents_end", "word_documents", ["end"], if_not_exists=True)


def _word_places() -> None:
    op.create_table(
        "word_places",
        sa.Column("segment", _ROW, autoincrement=False, nullable=False),
        sa.Column("word", _C_TEXT, nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("segment", "word"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )


def _word_segments() -> None:
    op.create_table(
        "word_segments",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("first", _ROW, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )


def _figures() -> None:
    op.create_table(
        "figures",
        *_each(_C_TEXT, "id", "document_id"),
        *_each(sa.Integer(), "span_start", "span_end"),
        *_each(_C_TEXT, "value", "unit", "bound"),
        sa.Column("upper", _C_TEXT),
        sa.Column("measure", _C_TEXT, nullable=False),
        sa.Column("indicator", _C_TEXT),
        *_each(_C_TEXT, "subject", "department"),
        sa.Column("period_start", _C_TEXT),
        sa.Column("period_end", _C_TEXT),
        sa.Column("role", _C_TEXT, nullable=False),
        *_each(sa.Integer(), "clause_start", "clause_end"),
        sa.Column("section", _C_TEXT, nullable=False),
        sa.Column("cell", _C_TEXT),
        sa.Column("page", sa.Integer()),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("figures_by_department", "figures", ["department", "document_id"], if_not_exists=True)
    op.create_index("figures_by_indicator", "figures", ["indicator", "document_id"], if_not_exists=True)
    op.create_index("figures_by_place", "figures", ["document_id", "span_start", "span_end"], if_not_exists=True)


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("row", _ROW, autoincrement=False, nullable=False),
        *_each(_C_TEXT, "id", "document_id"),
        *_each(sa.Integer(), "span_start", "span_end"),
        sa.Column("headings", _C_TEXT, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("row"),
        sa.UniqueConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_passages_document_id", "passages", ["document_id"], if_not_exists=True)


def _readings() -> None:
    op.create_table(
        "readings",
        *_each(_C_TEXT, "document_id", "path"),
        *_each(sa.Integer(), "pages", "scanned", "tables", "figures", "passages"),
        sa.Column("unread", _C_TEXT, nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id"),
        if_not_exists=True,
    )


def _checks() -> None:
    op.create_table(
        "checks",
        *_each(_C_TEXT, "stated", "document_id"),
        sa.Column("span_start", sa.Integer(), nullable=False),
        *_each(_C_TEXT, "kind", "inputs", "formula", "computed", "unit", "verdict"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stated"], ["figures.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stated"),
        if_not_exists=True,
    )
    op.create_index("ix_checks_document_id", "checks", ["document_id"], if_not_exists=True)


def _conversations() -> None:
    op.create_table(
        "conversations",
        *_each(sa.Text(), "id", "owner", "title", "created_at", "updated_at"),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_conversations_owner", "conversations", ["owner"], if_not_exists=True)


def _opinions() -> None:
    op.create_table(
        "opinions",
        *_each(
            sa.Text(), "id", "answer_id", "owner", "kind", "reason", "figure", "question", "collections", "created_at"
        ),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_opinions_answer_id", "opinions", ["answer_id"], if_not_exists=True)


def _replies() -> None:
    op.create_table(
        "replies",
        *_each(sa.Text(), "name", "created_at"),
        sa.Column("status", sa.Integer(), nullable=False),
        *_each(sa.Text(), "media_type", "body"),
        sa.PrimaryKeyConstraint("name"),
        if_not_exists=True,
    )
    op.create_index("ix_replies_created_at", "replies", ["created_at"], if_not_exists=True)


def _turns() -> None:
    op.create_table(
        "turns",
        *_each(sa.Text(), "answer_id", "conversation_id"),
        sa.Column("place", sa.Integer(), nullable=False),
        *_each(sa.Text(), "question", "asked_at", "collections", "plain", "answer"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("answer_id"),
        if_not_exists=True,
    )
    op.create_index("ix_turns_conversation_id", "turns", ["conversation_id"], if_not_exists=True)


def _doors() -> None:
    op.create_table(
        "doors",
        *_each(sa.Text(), "answer_id", "door"),
        sa.ForeignKeyConstraint(["answer_id"], ["turns.answer_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("answer_id"),
        if_not_exists=True,
    )


def _channel_leads() -> None:
    op.create_table(
        "channel_leads",
        *_each(sa.Text(), "channel", "holder"),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("channel"),
        if_not_exists=True,
    )


def _channel_letters() -> None:
    op.create_table(
        "channel_letters",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        *_each(sa.Text(), "key", "channel", "chat"),
        *_each(sa.Float(), "sent_at", "taken_at", "due_at"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("claimed_until", sa.Float(), nullable=False),
        *_each(sa.Text(), "note", "answer_id", "problem"),
        sa.Column("ended_at", sa.Float()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("key"),
        if_not_exists=True,
    )
    op.create_index("channel_letters_open", "channel_letters", ["state", "chat", "sent_at", "seq"], if_not_exists=True)


def _channel_subscriptions() -> None:
    op.create_table(
        "channel_subscriptions",
        *_each(sa.Text(), "key", "channel", "language"),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        if_not_exists=True,
    )


def _channel_tellings() -> None:
    op.create_table(
        "channel_tellings",
        *_each(sa.Text(), "reader", "fact"),
        sa.PrimaryKeyConstraint("reader", "fact"),
        if_not_exists=True,
    )


def _channel_posts() -> None:
    op.create_table(
        "channel_posts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Float()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["channel_letters.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "place"),
        if_not_exists=True,
    )
    op.create_index("channel_posts_sent", "channel_posts", ["sent_at"], if_not_exists=True)


def _hand_figures() -> None:
    op.create_table(
        "hand_figures",
        *_each(sa.Text(), "sha256", "collection"),
        *_each(sa.Integer(), "span_start", "span_end"),
        *_each(sa.Text(), "instead", "unit", "measure", "period", "department", "by_whom", "at"),
        sa.PrimaryKeyConstraint("sha256", "collection", "span_start", "span_end"),
        if_not_exists=True,
    )


def _warning_events() -> None:
    op.create_table(
        "warning_events",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *_each(sa.Text(), "what", "by_whom", "at", "why"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("fact", "place"),
        if_not_exists=True,
    )


def _warning_facts() -> None:
    op.create_table(
        "warning_facts",
        *_each(sa.Text(), "fact", "state", "collections", "about"),
        sa.PrimaryKeyConstraint("fact"),
        if_not_exists=True,
    )


def _eval_runs() -> None:
    op.create_table(
        "eval_runs",
        *_each(sa.Text(), "id", "name", "kind", "gold_hash"),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text()),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )


def _eval_cases() -> None:
    op.create_table(
        "eval_cases",
        *_each(sa.Text(), "run_id", "case_id", "question", "kind", "verdict", "faults", "answer"),
        sa.ForeignKeyConstraint(["run_id"], ["eval_runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "case_id"),
        if_not_exists=True,
    )


def _gold_cases() -> None:
    op.create_table(
        "gold_cases",
        *_each(sa.Text(), "set_name", "id", "record", "origin", "by_whom", "at"),
        sa.PrimaryKeyConstraint("set_name", "id"),
        if_not_exists=True,
    )


def _review_rounds() -> None:
    op.create_table(
        "review_rounds",
        *_each(sa.Text(), "id", "name", "created_at", "created_by", "design", "frame_hash", "since", "until"),
        sa.Column("closed_at", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )


def _review_claims() -> None:
    op.create_table(
        "review_claims",
        *_each(sa.Text(), "round_id", "answer_id", "reviewer", "until"),
        sa.ForeignKeyConstraint(["round_id"], ["review_rounds.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "answer_id", "reviewer"),
        if_not_exists=True,
    )


def _review_frame() -> None:
    op.create_table(
        "review_frame",
        *_each(sa.Text(), "round_id", "answer_id", "stratum"),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["review_rounds.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "answer_id"),
        if_not_exists=True,
    )


def _review_items() -> None:
    op.create_table(
        "review_items",
        *_each(sa.Text(), "round_id", "answer_id"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("double", sa.Boolean(), nullable=False),
        *_each(sa.Text(), "question", "asked_at", "door", "flags", "collections", "answer"),
        sa.ForeignKeyConstraint(["round_id"], ["review_rounds.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "answer_id"),
        if_not_exists=True,
    )


def _review_judgements() -> None:
    op.create_table(
        "review_judgements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *_each(sa.Text(), "round_id", "answer_id", "reviewer"),
        sa.Column("adjudication", sa.Boolean(), nullable=False),
        *_each(sa.Text(), "verdicts", "cause", "note", "corrections"),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["review_rounds.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_review_judgements_round_id", "review_judgements", ["round_id"], if_not_exists=True)


def _each(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns of one type that are never null."""
    return [sa.Column(name, kind, nullable=False) for name in names]
