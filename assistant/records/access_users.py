"""Users, the groups they are of, the collections that groups see, and who users are in other systems."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, insert, select, update

from assistant.errors import InvalidAccount
from assistant.records import database, passwords
from assistant.records.access_model import EVERYONE, Role, User, folded
from assistant.records.access_tables import access_meta, grants, identities, members, sessions, users


class Users:
    """The accounts of one installation. Each change counts at once, also in other processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def any(self) -> bool:
        """Whether there is an account at all, active or not."""
        with database.reading(self._engine) as connection:
            return connection.execute(select(users.c.id).limit(1)).first() is not None

    def all(self) -> tuple[User, ...]:
        """Every account, by name."""
        with database.reading(self._engine) as connection:
            return _users(connection, connection.execute(select(users).order_by(users.c.name)).mappings().all())

    def named(self, name: str) -> User:
        """The account of that name; raises InvalidAccount when there is none."""
        with database.reading(self._engine) as connection:
            return _named(connection, name)

    def add(
        self, name: str, roles: Collection[Role], *, password: str = "", display: str = "", groups: Collection[str] = ()
    ) -> User:
        """Make an account; without a password its person signs in elsewhere only.

        Raises InvalidAccount when the name is taken or none, no role is given, the password is weak, or the first account
        of all is no administrator's.
        """
        plain = folded(name)
        if not roles:
            raise InvalidAccount(plain, zh="至少需要一个角色", en="needs a role at least")
        user_id = uuid4().hex[:16]
        values = {
            "id": user_id,
            "name": plain,
            "display": " ".join(display.split())[:64] or name.strip(),
            "roles": _joined(roles),
            "password": passwords.hashed(password, plain) if password else "",
            "active": True,
            "created_at": _now(),
        }
        with self._changing() as connection:
            if Role.ADMIN not in roles and connection.execute(select(users.c.id).limit(1)).first() is None:
                raise InvalidAccount(
                    plain,
                    zh="第一个账户应是管理员（角色 admin）：有了账户就都要登录",
                    en="the first account is an administrator's (role admin): once there is one, everybody signs in",
                )
            if connection.execute(select(users.c.id).where(users.c.name == plain)).first():
                raise InvalidAccount(plain, zh="已有这个用户名", en="there is a user of this name already")
            connection.execute(insert(users).values(values))
            _put_groups(connection, user_id, groups)
            return _named(connection, plain)

    def change(
        self,
        name: str,
        *,
        roles: Collection[Role] | None = None,
        active: bool | None = None,
        groups: Collection[str] | None = None,
        display: str | None = None,
    ) -> User:
        """Change an account; disabling it ends its sessions, and stops its keys while it lasts.

        Raises InvalidAccount when there is none of that name, or when no active administrator would be left.
        """
        given = {"roles": None if roles is None else _joined(roles), "active": active, "display": display}
        values = {column: value for column, value in given.items() if value is not None}
        with self._changing() as connection:
            user = _named(connection, name)
            if roles is not None and not roles:
                raise InvalidAccount(user.name, zh="至少需要一个角色", en="needs a role at least")
            if values:
                connection.execute(update(users).where(users.c.id == user.id).values(values))
            if groups is not None:
                _put_groups(connection, user.id, groups)
            if active is False:
                connection.execute(delete(sessions).where(sessions.c.user_id == user.id))
            _keep_an_admin(connection, user)
            return _named(connection, name)

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password and end its sessions; raises InvalidAccount as `add` does."""
        with self._changing() as connection:
            user = _named(connection, name)
            kept = passwords.hashed(password, user.name)
            connection.execute(update(users).where(users.c.id == user.id).values(password=kept))
            connection.execute(delete(sessions).where(sessions.c.user_id == user.id))

    def by_password(self, name: str, password: str) -> User | None:
        """The active account that this name and password sign in to; takes as long where there is none."""
        try:
            plain = folded(name)
        except InvalidAccount:
            plain = ""
        with database.reading(self._engine) as connection:
            row = connection.execute(select(users).where(users.c.name == plain)).mappings().first()
            found = None if row is None else _users(connection, [row])[0]
        matches = passwords.fits(row["password"] if row else "", password)
        return found if matches and found and found.active else None

    # Who users are elsewhere

    def by_identity(self, kind: str, identity: str) -> User | None:
        """The account of whoever `identity` is in the system `kind`; None where nobody, or a disabled account."""
        query = select(users).join(identities).where(identities.c.kind == kind, identities.c.identity == identity)
        with database.reading(self._engine) as connection:
            row = connection.execute(query.where(users.c.active)).mappings().first()
            return None if row is None else _users(connection, [row])[0]

    def link(self, name: str, kind: str, identity: str) -> None:
        """Let `identity` of the system `kind` be this user, and nobody else; raises InvalidAccount when unknown."""
        with self._changing() as connection:
            user = _named(connection, name)
            self._unlink(connection, kind, identity)
            connection.execute(insert(identities).values(kind=kind, identity=identity, user_id=user.id))

    def unlink(self, kind: str, identity: str) -> None:
        """Let that identity be nobody."""
        with self._changing() as connection:
            self._unlink(connection, kind, identity)

    def identities(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Who each user is elsewhere: pairs of kind and identity by user id."""
        found: dict[str, list[tuple[str, str]]] = {}
        with database.reading(self._engine) as connection:
            for row in connection.execute(select(identities).order_by(identities.c.kind, identities.c.identity)):
                found.setdefault(row.user_id, []).append((row.kind, row.identity))
        return found

    def _unlink(self, connection: Connection, kind: str, identity: str) -> None:
        connection.execute(delete(identities).where(identities.c.kind == kind, identities.c.identity == identity))

    # What groups see

    def grants(self) -> Mapping[str, Sequence[str]]:
        """The collections that each group sees, by group."""
        found: dict[str, list[str]] = {}
        with database.reading(self._engine) as connection:
            for row in connection.execute(select(grants).order_by(grants.c.group_name, grants.c.collection)):
                found.setdefault(row.group_name, []).append(row.collection)
        return found

    def grant(self, group: str, collection: str) -> None:
        """Let a group see a collection; `everyone` is every user."""
        values = {"group_name": folded(group), "collection": collection}
        with self._changing() as connection:
            connection.execute(delete(grants).where(*_granted(**values)))
            connection.execute(insert(grants).values(values))

    def revoke(self, group: str, collection: str) -> None:
        """Let a group see a collection no longer."""
        with self._changing() as connection:
            connection.execute(delete(grants).where(*_granted(folded(group), collection)))

    def _changing(self) -> AbstractContextManager[Connection]:
        return database.changing(self._engine, access_meta)


def collections_of(connection: Connection, user_id: str) -> frozenset[str]:
    """The collections that a user's groups see, `everyone` among them."""
    own = select(members.c.group_name).where(members.c.user_id == user_id)
    seen = select(grants.c.collection).where((grants.c.group_name == EVERYONE) | grants.c.group_name.in_(own))
    return frozenset(connection.execute(seen).scalars())


def user_of(connection: Connection, user_id: str) -> User | None:
    """The account of that id, or None."""
    row = connection.execute(select(users).where(users.c.id == user_id)).mappings().first()
    return None if row is None else _users(connection, [row])[0]


def _named(connection: Connection, name: str) -> User:
    row = connection.execute(select(users).where(users.c.name == folded(name))).mappings().first()
    if row is None:
        raise InvalidAccount(
            name, zh="没有这个用户；youju users list 列出全部", en="no such user; `youju users list` lists all"
        )
    return _users(connection, [row])[0]


def _users(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> tuple[User, ...]:
    groups: dict[str, list[str]] = {}
    wanted = select(members).where(members.c.user_id.in_([row["id"] for row in rows])).order_by(members.c.group_name)
    for each in connection.execute(wanted):
        groups.setdefault(each.user_id, []).append(each.group_name)
    return tuple(
        User(
            id=row["id"],
            name=row["name"],
            display=row["display"],
            roles=frozenset(map(Role, row["roles"].split())),
            active=row["active"],
            created_at=row["created_at"],
            groups=tuple(groups.get(row["id"], ())),
            has_password=bool(row["password"]),
        )
        for row in rows
    )


def _put_groups(connection: Connection, user_id: str, groups: Collection[str]) -> None:
    connection.execute(delete(members).where(members.c.user_id == user_id))
    for group in sorted({folded(group) for group in groups} - {EVERYONE}):
        connection.execute(insert(members).values(user_id=user_id, group_name=group))


def _keep_an_admin(connection: Connection, changed: User) -> None:
    """Refuse a change that leaves nobody to undo it."""
    if not (Role.ADMIN in changed.roles and changed.active):
        return
    rows = connection.execute(select(users.c.roles).where(users.c.active)).scalars()
    if not any(Role.ADMIN in roles.split() for roles in rows):
        raise InvalidAccount(
            changed.name,
            zh="这是最后一个可用的管理员，请先添加另一个",
            en="is the last active administrator; add another first",
        )


def _granted(group_name: str, collection: str) -> tuple[Any, Any]:
    return grants.c.group_name == group_name, grants.c.collection == collection


def _joined(roles: Collection[Role]) -> str:
    return " ".join(sorted(set(roles)))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
