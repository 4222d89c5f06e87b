"""What callers carry: sessions of browsers and keys of programs. Only SHA-256 digests of them are kept.

A token has 256 random bits, so a plain digest keeps it as safe as a slow one would.
"""

import datetime
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update

from assistant.errors import InvalidAccount
from assistant.records import database
from assistant.records.access_model import LOCAL_ID, Permission
from assistant.records.access_tables import keys, sessions

PREFIX = "yj_"
_USED_EVERY = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Key:
    """A program's key without its secret; times are ISO 8601 in UTC, `expires_at` None is never."""

    id: str
    user_id: str
    name: str
    permissions: frozenset[Permission]
    created_at: str
    expires_at: str | None
    used_at: str | None


class Tokens:
    """The sessions and keys of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin_session(self, user_id: str, hours: float) -> str:
        """Sign a user in for so many hours; the token goes into their browser's cookie and is kept nowhere."""
        token = secrets.token_urlsafe(32)
        values = {"id": digest(token), "user_id": user_id, "created_at": now(), "expires_at": now(hours=hours)}
        with database.noting(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= now()))
            connection.execute(insert(sessions).values(values))
        return token

    def end_session(self, token: str) -> None:
        """Sign out."""
        with database.noting(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.id == digest(token)))

    def make_key(
        self, user_id: str, name: str, permissions: Collection[Permission], *, days: float | None
    ) -> tuple[Key, str]:
        """A key of a user for so many days (None: until it is revoked), and its secret, which is shown once.

        Raises InvalidAccount when it has no name or allows nothing.
        """
        label = " ".join(name.split())[:64]
        if not label or not permissions:
            raise InvalidAccount(
                label or "key", zh="密钥需要名称和至少一项权限", en="a key needs a name and a permission at least"
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        values = {
            "id": secrets.token_hex(6),
            "digest": digest(secret),
            "user_id": user_id,
            "name": label,
            "permissions": " ".join(sorted(permissions)),
            "created_at": now(),
            "expires_at": None if days is None else now(hours=24 * days),
            "used_at": None,
        }
        with database.noting(self._engine) as connection:
            connection.execute(insert(keys).values(values))
        return key_of(values), secret

    def all_keys(self, user_id: str | None = None) -> tuple[Key, ...]:
        """The keys of a user, or of all, oldest first."""
        query = select(keys).order_by(keys.c.created_at, keys.c.id)
        with database.reading(self._engine) as connection:
            rows = connection.execute(query if user_id is None else query.where(keys.c.user_id == user_id)).mappings()
            return tuple(key_of(dict(row)) for row in rows)

    def revoke_key(self, key_id: str, user_id: str | None = None) -> Key:
        """End a key, of `user_id` alone where that is given; raises InvalidAccount when there is none."""
        own = [keys.c.id == key_id, *([] if user_id is None else [keys.c.user_id == user_id])]
        with database.noting(self._engine) as connection:
            row = connection.execute(select(keys).where(*own)).mappings().first()
            if row is None:
                raise InvalidAccount(
                    key_id, zh="没有这个密钥；youju keys list 列出全部", en="no such key; `youju keys list` lists all"
                )
            connection.execute(delete(keys).where(keys.c.id == key_id))
            if row["user_id"] == LOCAL_ID:
                connection.execute(delete(sessions).where(sessions.c.user_id == LOCAL_ID))
            return key_of(dict(row))

    def note_use(self, key_id: str, used_at: str | None) -> None:
        """Keep when a key was used last, to the hour; `used_at` is what is kept so far."""
        if used_at is None or used_at < _at(-_USED_EVERY):
            with database.noting(self._engine) as connection:
                connection.execute(update(keys).where(keys.c.id == key_id).values(used_at=now()))


def digest(token: str) -> str:
    """The SHA-256 of a token, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def now(*, hours: float = 0) -> str:
    """This moment, or one so many hours later, as it is kept and compared."""
    return _at(datetime.timedelta(hours=hours))


def key_of(row: "dict[str, str | None]") -> Key:
    """The key of a row."""
    values = {name: row[name] for name in ("id", "user_id", "name", "created_at", "expires_at", "used_at")}
    permissions = frozenset(map(Permission, (row["permissions"] or "").split()))
    return Key(permissions=permissions, **values)  # type: ignore[arg-type]


def _at(later: datetime.timedelta) -> str:
    return (datetime.datetime.now(datetime.UTC) + later).isoformat(timespec="seconds")
