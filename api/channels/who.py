"""Who is asking: the one place that maps a messenger's person to a user, what they may see and whether they may add files."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from api.channels.seam import Incoming
from assistant.records.access import Access
from assistant.records.access_model import Caller, Permission
from assistant.records.scope import Scope


@dataclass(frozen=True, slots=True)
class Asker:
    """A person as Youju knows them; `conversation` is that of the chat, which `owner` owns: the person or the group."""

    person: str
    owner: str
    conversation: str
    caller: Caller
    may_add_files: bool = False

    @property
    def scope(self) -> Scope:
        """What they may see here."""
        return self.caller.scope


def asker_of(
    channel: str, incoming: Incoming, uploaders: Collection[str], access: Access, *, guests: bool = False
) -> Asker | None:
    """Who sent `incoming`; None where they may not ask.

    The user whose identity (of the messenger's kind) the sender is. Where it is nobody's, a guest who sees what everyone sees: before
    there are accounts, and after where `guests` says so. In a group others read along, so there everybody sees no more
    than that. `uploaders` are persons who may add files, as "wecom:zhangsan". A chat has one memory: a person's own, or a
    group's. Neither names anybody: ids are kept as hashes.
    """
    # An application and a bot of one messenger ("wecom", "wecom-bot") know the same persons.
    kind = channel.partition("-")[0]
    person = f"{kind}:{incoming.sender}"
    caller = access.user_of(kind, incoming.sender)
    if caller is None and (guests or not access.peopled):
        caller = access.guest(channel)
    if caller is None or Permission.READ not in caller.permissions:
        return None
    if incoming.group:
        caller = replace(caller, scope=access.guest(channel).scope)
    known, chat = _hashed(person), _hashed(f"{channel}:chat:{incoming.chat}")
    owner = chat if incoming.group else known
    adds = Permission.CONTRIBUTE in caller.permissions or person in uploaders
    return Asker(known, owner, f"chat-{chat}", caller, may_add_files=adds)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
