"""The tables of who may see what; apart from the records, so that a copy of those carries no credentials."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, MetaData, Table, Text

metadata = MetaData()

# `name` is folded (see access_model.folded); `password` is an argon2 hash, "" for who signs in elsewhere only.
users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("display", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
)

# Who a user is elsewhere: at the office's sign-on ("oidc"), in a messenger ("wecom", "dingtalk", "feishu").
identities = Table(
    "identities",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("user_id", ForeignKey(users.c.id, ondelete="CASCADE"), nullable=False, index=True),
)

members = Table(
    "members",
    metadata,
    Column("user_id", ForeignKey(users.c.id, ondelete="CASCADE"), primary_key=True),
    Column("group_name", Text, primary_key=True),
)

# Which collections a group sees. Every user is of the group `everyone`.
grants = Table(
    "grants",
    metadata,
    Column("group_name", Text, primary_key=True),
    Column("collection", Text, primary_key=True),
)

# `id` is the SHA-256 of the token, which is kept nowhere. No foreign keys here and below: what the key of the first run
# opens belongs to nobody's account.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", Text, nullable=False, index=True),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False, index=True),
)

# `digest` is the SHA-256 of the key, which is kept nowhere; `permissions` are the most it may do, less than its user may
# or as much.
keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("user_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("permissions", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("used_at", Text),
)

# `generation` grows with every change of users, groups and grants, so that what is held of them is known to be old.
access_meta = Table(
    "access_meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
