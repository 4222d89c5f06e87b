"""Accounts, keys and groups as the doors show them; nothing secret is among it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.records.access_model import EVERYONE, User
from assistant.records.access_tokens import Key
from assistant.records.scope import EVERYTHING

if TYPE_CHECKING:
    from assistant.records.library import Library


def user_record(user: User, identities: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """An account; `identities` are pairs of system and who its person is there."""
    return {
        "id": user.id,
        "name": user.name,
        "display": user.display,
        "roles": sorted(user.roles),
        "groups": list(user.groups),
        "active": user.active,
        "has_password": user.has_password,
        "identities": [{"kind": kind, "identity": identity} for kind, identity in identities],
        "created_at": user.created_at,
    }


def key_record(key: Key, names: Mapping[str, str]) -> dict[str, Any]:
    """A key without its secret; `names` are those of users by id."""
    return {
        "id": key.id,
        "user": names.get(key.user_id, key.user_id),
        "name": key.name,
        "permissions": sorted(key.permissions),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "used_at": key.used_at,
    }


def groups_record(library: "Library") -> dict[str, Any]:
    """Groups with members and collections, and collections with how many documents lie in each: for administrators."""
    users = library.access.users
    grants = users.grants()
    members: dict[str, list[str]] = {EVERYONE: []}
    for user in users.all():
        for group in user.groups:
            members.setdefault(group, []).append(user.name)
    held = Counter(head.collection for head in library.store.heads(EVERYTHING))
    names = sorted({*held, *(each for several in grants.values() for each in several), "default"})
    return {
        "groups": [
            {"name": group, "members": members.get(group, []), "collections": list(grants.get(group, ()))}
            for group in sorted({*members, *grants})
        ],
        "collections": [{"name": name, "documents": held[name]} for name in names],
    }
