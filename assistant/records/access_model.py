"""Who may do what: permissions, the roles that hold them, users, and whoever makes a request."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import InvalidAccount
from assistant.records.scope import EVERYTHING, Scope

EVERYONE = "everyone"
"""The group that every user is of."""

_NAME = re.compile(r"[^\s\x00-\x1f\x7f/:,\"'<>&]{1,64}")


class Permission(StrEnum):
    """What a door may ask of whoever comes."""

    READ = "read"
    CONTRIBUTE = "contribute"
    EVALUATE = "evaluate"
    AUDIT = "audit"
    OPERATE = "operate"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What a user is here for; a user may have several."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    EVALUATOR = "evaluator"
    AUDITOR = "auditor"
    ADMIN = "admin"


ALL = frozenset(Permission)
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.READER: frozenset({Permission.READ}),
    Role.CONTRIBUTOR: frozenset({Permission.READ, Permission.CONTRIBUTE}),
    Role.EVALUATOR: frozenset({Permission.READ, Permission.EVALUATE}),
    Role.AUDITOR: frozenset({Permission.READ, Permission.AUDIT, Permission.OPERATE}),
    Role.ADMIN: ALL,
}


@dataclass(frozen=True, slots=True)
class User:
    """An account; `name` is what its person signs in with, `groups` leaves out `everyone`."""

    id: str
    name: str
    display: str
    roles: frozenset[Role]
    active: bool
    created_at: str
    groups: tuple[str, ...] = ()
    has_password: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that its roles allow together; nothing where it is disabled."""
        return frozenset().union(*(ROLES[role] for role in self.roles)) if self.active else frozenset()


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever makes a request: what they may do, and the Scope that all they read goes through.

    `via` is "session", "key", "local" (at the machine itself, before there are accounts, or the command line) or the kind of
    a messenger's identity.
    """

    id: str
    name: str
    permissions: frozenset[Permission]
    scope: Scope
    via: str


LOCAL_ID = "local"
LOCAL = Caller(LOCAL_ID, "local", ALL, EVERYTHING, "local")
"""Whoever sits at the machine: they can read the data folder anyway."""


def folded(name: str) -> str:
    """A user's or group's name as it is kept and compared; raises InvalidAccount where it is none."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    if not _NAME.fullmatch(plain):
        raise InvalidAccount(
            name[:64] or "name",
            zh="名称应为 1 至 64 个字符，不含空白、引号、斜线、冒号和逗号",
            en="a name has 1 to 64 characters without spaces, quotes, slashes, colons or commas",
        )
    return plain
