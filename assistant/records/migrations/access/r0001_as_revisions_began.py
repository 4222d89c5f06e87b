"""Accounts, as they were when revisions began; a database older than revisions gets what it lacks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table that is not there."""
    _access_meta()
    _grants()
    _keys()
    _sessions()
    _users()
    _identities()
    _members()


def _access_meta() -> None:
    op.create_table(
        "access_meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        if_not_exists=True,
    )


def _grants() -> None:
    op.create_table(
        "grants",
        *_each(sa.Text(), "group_name", "collection"),
        sa.PrimaryKeyConstraint("group_name", "collection"),
        if_not_exists=True,
    )


def _keys() -> None:
    op.create_table(
        "keys",
        *_each(sa.Text(), "id", "digest", "user_id", "name", "permissions", "created_at"),
        sa.Column("expires_at", sa.Text()),
        sa.Column("used_at", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        if_not_exists=True,
    )
    op.create_index("ix_keys_user_id", "keys", ["user_id"], if_not_exists=True)


def _sessions() -> None:
    op.create_table(
        "sessions",
        *_each(sa.Text(), "id", "user_id", "created_at", "expires_at"),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], if_not_exists=True)
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], if_not_exists=True)


def _users() -> None:
    op.create_table(
        "users",
        *_each(sa.Text(), "id", "name", "display", "roles", "password"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        if_not_exists=True,
    )


def _identities() -> None:
    op.create_table(
        "identities",
        *_each(sa.Text(), "kind", "identity", "user_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kind", "identity"),
        if_not_exists=True,
    )
    op.create_index("ix_identities_user_id", "identities", ["user_id"], if_not_exists=True)


def _members() -> None:
    op.create_table(
        "members",
        *_each(sa.Text(), "user_id", "group_name"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "group_name"),
        if_not_exists=True,
    )


def _each(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns of one type that are never null."""
    return [sa.Column(name, kind, nullable=False) for name in names]
