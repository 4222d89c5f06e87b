"""What is new in the records, told to the chats that asked for it: once each, by the way of every other message.

Nothing is sent here: a digest is put into the mailbox, ready made, and the process that serves the channels sends it.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from api.channels.desk import key_of
from api.channels.seam import Channel, Incoming, Reply, from_json, to_json
from api.channels.who import asker_of
from assistant.records.library import Library
from assistant.records.mailbox import Mailbox, Subscription
from assistant.records.model import Verdict
from assistant.records.scope import Scope
from assistant.records.store import Head

_MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What a round of digests came to: chats told, chats with nothing new, chats that cannot be reached or may not see."""

    told: int = 0
    nothing: int = 0
    passed: int = 0


def subscription_key(channel: str, incoming: Incoming) -> str:
    """What a chat's subscription is known by."""
    return f"{channel}:{incoming.chat}"


def address_of(incoming: Incoming) -> Mapping[str, object]:
    """How the chat of `incoming` is reached later: without what was said."""
    return to_json(replace(incoming, id="", text="", files=(), feedback=None, entered=False))


def send_digests(
    library: Library,
    mailbox: Mailbox,
    channels: Mapping[str, Channel],
    *,
    now: float,
    public_url: str = "",
    guests: bool = False,
    uploaders: Collection[str] = (),
) -> Told:
    """Put what is new since each chat was last told into the mailbox; each sees only what its person may see."""
    came = Counter[str]()
    for one in mailbox.subscriptions():
        channel = channels.get(one.channel)
        to = from_json(one.payload)
        asker = asker_of(one.channel, to, uploaders, library.access, guests=guests) if channel else None
        if channel is None or asker is None:
            came["passed"] += 1
            continue
        reply = digest_of(library, asker.scope, one.since, now, one.language, public_url)
        if reply is None:
            came["nothing"] += 1
            continue
        came["told"] += _put(mailbox, channel, one, to, reply, now)
    return Told(**came)


def _put(mailbox: Mailbox, channel: Channel, one: Subscription, to: Incoming, reply: Reply, now: float) -> bool:
    """Put a digest into the mailbox; whether it was not there. Its key names from when on it tells, so that none is put twice."""
    to = replace(to, id=f"digest-{one.since}", sent_at=now, way={**to.way, "pushed": "yes"})
    key = key_of(channel.name, f"{to.chat}-{to.id}")
    new = mailbox.take(key, channel.name, to.chat, to_json(to), sent_at=now, now=now, replies=channel.render(reply, to))
    mailbox.told(one, until=now)
    return new


def digest_of(
    library: Library, scope: Scope, since: float, now: float, language: str, public_url: str = ""
) -> Reply | None:
    """The records in `scope` read after `since` and until `now`, and which of them contradict themselves; None without any."""
    fresh = [head for head in library.store.heads(scope) if since < _read_at(head) <= now and head.current]
    if not fresh:
        return None
    found = library.store.checks(scope, [head.id for head in fresh], verdicts=[Verdict.CONTRADICTS])
    wrong = Counter(check.document_id for check in found)
    zh = language == "zh"
    from_day = datetime.datetime.fromtimestamp(since).date().isoformat()
    if zh:
        headline = f"{from_day} 以来新读入 {len(fresh)} 份记录，其中 {len(wrong)} 份的数字自己对不上。"
    else:
        headline = (
            f"{len(fresh)} records were read since {from_day}; the figures of {len(wrong)} contradict each other."
        )
    lines = [_line(head, wrong[head.id], zh=zh) for head in sorted(fresh, key=lambda h: (-wrong[h.id], h.title))]
    if len(lines) > _MOST:
        rest = len(lines) - _MOST
        lines[_MOST:] = [f"……另有 {rest} 份。" if zh else f"… and {rest} more."]
    link = f"{public_url.rstrip('/')}/documents.html" if public_url else ""
    return Reply(headline, language, tuple(lines), link=link)


def _line(head: Head, wrong: int, *, zh: bool) -> str:
    """A record as a line: its title, its office where the title does not name it, and how many figures contradict."""
    title = " ".join((head.title or head.name).split())
    office = f"（{head.department}）" if head.department and head.department not in title else ""
    if not wrong:
        return f"{title}{office}"
    return f"{title}{office}：{wrong} 处对不上" if zh else f"{title}{office}: {wrong} contradictions"


def _read_at(head: Head) -> float:
    return datetime.datetime.fromisoformat(head.created_at).timestamp()
