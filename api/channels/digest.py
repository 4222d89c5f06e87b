"""What is new in the records and what they warn of, told once to each chat that asked for it, the way of every message.

Nothing is sent here: a digest is put into the mailbox, ready made, and the process that serves the channels sends it.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from api.channels.desk import key_of
from api.channels.seam import Channel, Incoming, Reply, from_json, to_json
from api.channels.who import asker_of
from api.early import warning_records
from assistant.records.library import Library
from assistant.records.mailbox import Mailbox, Subscription
from assistant.records.model import Verdict
from assistant.records.scope import Scope
from assistant.records.store import Head
from assistant.records.warning_log import OPEN

_MOST = 20
_TARGET = Decimal(100)


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
        fresh = digest_of(library, asker.scope, one.since, now, one.language, public_url)
        open_now = open_warnings(library, asker.scope, known=mailbox.told_of(one.key))
        replies = [fresh, warnings_told(open_now, one.language, public_url)]
        if not any(replies):
            came["nothing"] += 1
            continue
        facts = [each["fact"] for each in open_now]
        came["told"] += _put(mailbox, channel, one, to, [each for each in replies if each], now, facts)
    return Told(**came)


def open_warnings(library: Library, scope: Scope, known: Collection[str]) -> list[dict[str, Any]]:
    """The warnings in `scope` that are current, not acknowledged, and whose facts are not `known`."""
    found = warning_records(library, scope, _TARGET)
    return [one for one in found if one["current"] and one["state"] == OPEN and one["fact"] not in known]


def warnings_told(found: Sequence[Mapping[str, Any]], language: str, public_url: str = "") -> Reply | None:
    """Warnings as a message, the latest month first; None without any."""
    if not found:
        return None
    zh = language == "zh"
    headline = f"执行预警：新增 {len(found)} 条。" if zh else f"{len(found)} new warnings on budget execution."
    link = f"{public_url.rstrip('/')}/warnings.html" if public_url else ""
    return Reply(headline, language, _shortened([_warning_line(one, language) for one in found], zh=zh), link=link)


def _warning_line(one: Mapping[str, Any], language: str) -> str:
    place = " ".join(filter(None, (one["department"], one["project"])))
    when = f"{one['year']}年{one['month']}月底" if language == "zh" else f"{one['year']}-{one['month']:02}"
    need = ""
    if one["kind"] == "behind" and one["needed_a_month"]:
        amount = f"{one['needed_a_month']} {one['unit']}"
        need = f"；余下每月需支出{amount}" if language == "zh" else f"; {amount} a month needed from now on"
    return f"{one['title'][language]} {place} {when}: {one['sentence'][language]}{need}"


def _shortened(lines: list[str], *, zh: bool) -> tuple[str, ...]:
    if len(lines) > _MOST:
        rest = len(lines) - _MOST
        lines[_MOST:] = [f"……另有 {rest} 项。" if zh else f"… and {rest} more."]
    return tuple(lines)


def _put(
    mailbox: Mailbox,
    channel: Channel,
    one: Subscription,
    to: Incoming,
    replies: Sequence[Reply],
    now: float,
    facts: Collection[str],
) -> bool:
    """Put a digest into the mailbox; whether it was not there. Its key names from when on it tells, so that none is put twice."""
    to = replace(to, id=f"digest-{one.since}", sent_at=now, way={**to.way, "pushed": "yes"})
    key = key_of(channel.name, f"{to.chat}-{to.id}")
    rendered = [each for reply in replies for each in channel.render(reply, to)]
    new = mailbox.take(
        *(key, channel.name, to.chat, to_json(to)),
        sent_at=now,
        now=now,
        replies=rendered,
        reader=one.key,
        facts=facts,
    )
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
    link = f"{public_url.rstrip('/')}/documents.html" if public_url else ""
    return Reply(headline, language, _shortened(lines, zh=zh), link=link)


def _line(head: Head, wrong: int, *, zh: bool) -> str:
    """A record as a line: its title, its office where the title does not name it, and how many figures contradict."""
    title = " ".join((head.title or head.name).split())
    office = f"（{head.department}）" if head.department and head.department not in title else ""
    if not wrong:
        return f"{title}{office}"
    return f"{title}{office}：{wrong} 处对不上" if zh else f"{title}{office}: {wrong} contradictions"


def _read_at(head: Head) -> float:
    return datetime.datetime.fromisoformat(head.created_at).timestamp()
