"""Who is asking: the one place that maps a messenger's person to a user, what they may see and whether they may add files."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from api.channels.seam import Incoming
from api.deps import current_scope
from assistant.records.scope import Scope


@dataclass(frozen=True, slots=True)
class Asker:
    """A person as Youju knows them; `conversation` is that of the chat, which `owner` owns: the person or the group."""

    person: str
    owner: str
    conversation: str
    scope: Scope
    may_add_files: bool = False


def asker_of(channel: str, incoming: Incoming, uploaders: Collection[str]) -> Asker:
    """Who sent `incoming`. `uploaders` are persons who may add files, as "wecom:zhangsan".

    A chat has one memory: a person's own, or a group's. Neither names anybody: ids are kept as hashes.
    """
    person = f"{channel}:{incoming.sender}"
    known = _hashed(person)
    chat = _hashed(f"{channel}:chat:{incoming.chat}")
    owner = chat if incoming.group else known
    return Asker(known, owner, f"chat-{chat}", current_scope(), may_add_files=person in uploaders)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
