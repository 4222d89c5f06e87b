"""Who may see what, in one place: the caller behind a session, a key, a messenger's identity or a name."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, insert, select, text

from assistant.records import database
from assistant.records.access_model import EVERYONE, LOCAL, LOCAL_ID, ROLES, Caller, Permission, Role, User
from assistant.records.access_tables import access_meta, grants, keys, sessions
from assistant.records.access_tokens import PREFIX, Key, Tokens, digest, key_of, now
from assistant.records.access_users import Users, collections_of, user_of
from assistant.records.cache import Cache
from assistant.records.migrate import ACCESS
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.watch import Watch

_HELD = 4096
_FIRST_RUN = "first run"


class Access:
    """The accounts of one installation and what each of them may see.

    A caller is found by one indexed read, or is held in memory until anything changes: where the database cannot tell that
    at a glance, only users are held, by the generation that every change of them raises. Either way a change counts with
    the next request, whichever process made it.
    """

    def __init__(self, url: str) -> None:
        """Open the accounts at a database URL, its tables made or upgraded; raises StoreFault."""
        self._engine = database.open_beside(url, ACCESS)
        _begin(self._engine)
        self.users = Users(self._engine)
        self.tokens = Tokens(self._engine)
        self._callers: Cache[tuple[int, str, str], Caller | None] = Cache(_HELD)
        self._peopled = False
        self._empty_at: int | None = None
        self._watch = Watch(self._engine)
        self._held: Cache[tuple[int, str], _Found] = Cache(_HELD)

    @property
    def engine(self) -> Engine:
        """The database, for a snapshot of it."""
        return self._engine

    def close(self) -> None:
        """Let go of every connection."""
        self._watch.close()
        self._engine.dispose()

    @property
    def peopled(self) -> bool:
        """Whether there is an account: from then on everybody signs in. Accounts are disabled, never deleted."""
        if not self._peopled:
            version = self._watch()
            if version is None or version != self._empty_at:
                self._peopled = self.users.any()
                self._empty_at = version
        return self._peopled

    def by_session(self, token: str, *, local: bool = False) -> Caller | None:
        """Whoever signed in with this session, or None where it has ended or the account is disabled; `local` as below."""
        return _counting(self._found(digest(token), self._session), local)

    def by_key(self, secret: str, *, local: bool = False) -> Caller | None:
        """Whoever this key belongs to, with what both the key and its user allow; None where it has ended.

        The key of the first run is the local administrator's: it counts where `local` says that only this machine is served.
        """
        if not secret.startswith(PREFIX):
            return None
        found = self._found(digest(secret), self._key)
        caller = _counting(found, local)
        if found is not None and caller is not None and found.key is not None:
            self.tokens.note_use(found.key.id, found.key.used_at)
        return caller

    def _found(self, name: str, find: "Callable[[str], _Found | None]") -> "_Found | None":
        version = self._watch()
        held = None if version is None else self._held.peek((version, name))
        if held is not None:
            return held
        found = find(name)
        if found is not None and version is not None:
            self._held.get((version, name), lambda: found)
        return found

    def _session(self, name: str) -> "_Found | None":
        query = select(sessions.c.user_id, sessions.c.expires_at, _GENERATION).where(sessions.c.id == name)
        with database.reading(self._engine) as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            caller = self._caller(connection, row[2], row[0], "session")
            return _Found(caller and replace(caller, via="session"), row[1])

    def _key(self, name: str) -> "_Found | None":
        query = select(keys, _GENERATION.label("generation")).where(keys.c.digest == name)
        with database.reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            key = key_of(dict(row))
            caller = self._caller(connection, row["generation"], key.user_id, "key")
        own = caller and replace(caller, permissions=caller.permissions & key.permissions, via="key")
        return _Found(own, key.expires_at, key)

    def by_name(self, name: str) -> Caller:
        """The user of that name, as the command line acts for them; raises InvalidAccount when there is none."""
        return self.caller_of(self.users.named(name), "local")

    def user_of(self, kind: str, identity: str) -> Caller | None:
        """Whoever `identity` is in the system `kind` ("wecom", "dingtalk", "feishu", "oidc"), as a caller.

        None where the identity belongs to nobody or to a disabled account: the door then declines. Asked anew for
        every message, for an account may be disabled meanwhile.
        """
        user = self.users.by_identity(kind, identity)
        return None if user is None else self.caller_of(user, kind)

    def guest(self, kind: str) -> Caller:
        """A person of the system `kind` who has no account: reads what the group `everyone` sees."""
        with database.reading(self._engine) as connection:
            return Caller("guest", "guest", ROLES[Role.READER], Scope(collections_of(connection, "")), kind)

    def caller_of(self, user: User, via: str) -> Caller:
        """A user as a caller: administrators see every collection, others those of their groups."""
        with database.reading(self._engine) as connection:
            return _caller(connection, user, via)

    def first_run_key(self) -> str | None:
        """The local administrator's key, made at the first call of an installation's life; None ever after."""
        if self.peopled or self.tokens.all_keys(LOCAL_ID):
            return None
        _, secret = self.tokens.make_key(LOCAL_ID, _FIRST_RUN, list(Permission), days=None)
        return secret

    def _caller(self, connection: Connection, generation: int, user_id: str, via: str) -> Caller | None:
        def made() -> Caller | None:
            if user_id == LOCAL_ID:
                return LOCAL
            user = user_of(connection, user_id)
            return None if user is None or not user.active else _caller(connection, user, via)

        return self._callers.get((generation, user_id, via), made)


@dataclass(frozen=True, slots=True)
class _Found:
    """Whoever a session or key is of (None: a disabled account), and until when it counts."""

    caller: Caller | None
    expires_at: str | None
    key: Key | None = None


def _counting(found: _Found | None, local: bool) -> Caller | None:
    """The caller where what was found still counts, and the local administrator only where `local`."""
    if found is None or found.caller is None or (found.expires_at is not None and found.expires_at <= now()):
        return None
    return found.caller if local or found.caller.id != LOCAL_ID else None


_GENERATION = select(access_meta.c.value).where(access_meta.c.name == "generation").scalar_subquery()


def _caller(connection: Connection, user: User, via: str) -> Caller:
    whole = Role.ADMIN in user.roles
    scope = EVERYTHING if whole else Scope(collections_of(connection, user.id))
    return Caller(user.id, user.name, user.permissions, scope, via)


def _begin(engine: Engine) -> None:
    """At the first opening everyone sees the collection that files go into unless told otherwise."""
    with database.reading(engine) as connection:
        if connection.execute(select(access_meta.c.value)).first() is not None:
            return
    first = text("INSERT INTO access_meta (name, value) VALUES ('generation', 0) ON CONFLICT (name) DO NOTHING")
    with database.noting(engine) as connection:
        if connection.execute(first).rowcount:
            connection.execute(insert(grants).values(group_name=EVERYONE, collection="default"))
