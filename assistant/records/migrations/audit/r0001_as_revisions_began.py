"""The audit log, as they were when revisions began; a database older than revisions gets what it lacks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite keeps row numbers in columns spelled INTEGER only.
_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table that is not there."""
    _audit()
    _audit_ends()


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", _ROW, autoincrement=False, nullable=False),
        *_each(sa.Text(), "at", "actor", "action", "line", "digest"),
        sa.PrimaryKeyConstraint("number"),
        if_not_exists=True,
    )
    op.create_index("ix_audit_action", "audit", ["action"], if_not_exists=True)
    op.create_index("ix_audit_actor", "audit", ["actor"], if_not_exists=True)
    op.create_index("ix_audit_at", "audit", ["at"], if_not_exists=True)


def _audit_ends() -> None:
    op.create_table(
        "audit_ends",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", _ROW, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        if_not_exists=True,
    )


def _each(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns of one type that are never null."""
    return [sa.Column(name, kind, nullable=False) for name in names]
