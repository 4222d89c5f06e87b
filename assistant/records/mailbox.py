"""Messages from office messengers, kept from arrival until their last reply left: none lost, none answered twice.

A message is taken in once, whatever number of times its platform delivers it; whoever claims it holds it for a while, and
only while holding it can write down what became of it. Of one chat only the earliest open message can be claimed. All of
it holds across restarts and between processes.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, case, delete, func, insert, select, tuple_, update

from assistant.records import database
from assistant.records.mailbox_tables import leads, letters, posts, subscriptions, tellings

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """One reply: its place among those to the message, the channel's JSON, and whether it left."""

    place: int
    payload: Payload
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with the replies made so far; `claim` proves that it is held. Times are seconds since 1970."""

    key: str
    channel: str
    chat: str
    payload: Payload
    sent_at: float
    taken_at: float
    state: str = "open"
    attempts: int = 0
    claim: str = ""
    note: str = ""
    answer_id: str = ""
    problem: str = ""
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat that wants to be told what is new; `since` is until when it was told, in seconds since 1970."""

    key: str
    channel: str
    language: str
    since: float
    payload: Payload


class Mailbox:
    """The messages of one installation. No method keeps a lock between calls; `now` is always the caller's clock."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    def take(
        self,
        key: str,
        channel: str,
        chat: str,
        payload: Payload,
        *,
        sent_at: float,
        now: float,
        replies: Sequence[Payload] = (),
        reader: str = "",
        facts: Collection[str] = (),
    ) -> bool:
        """Take a message in; False where one of that key was taken before. `sent_at` orders the chat's messages.

        With `replies` nothing is to be answered: they are what is sent, as of a digest that nobody asked for just now;
        `facts` are what they tell `reader` (the key of a subscription) of, kept in the same transaction.
        """
        # The database keeps one of a key, so that two processes given the same message at once keep it once.
        with database.noting(self._engine) as connection:
            if not database.insert_new(connection, letters, _new(key, channel, chat, payload, sent_at, now)):
                return False
            if rows := [{"key": key, "place": at, "payload": _dump(each)} for at, each in enumerate(replies)]:
                connection.execute(insert(posts), rows)
            for fact in facts:
                database.insert_new(connection, tellings, {"reader": reader, "fact": fact})
            return True

    def claim(self, channels: Collection[str], *, now: float, seconds: float) -> Letter | None:
        """Hold the message of `channels` that is due longest and first of its chat, for `seconds`; None where none is."""
        earlier = letters.alias()
        first = ~(
            select(earlier.c.seq)
            .where(earlier.c.state == "open", earlier.c.chat == letters.c.chat)
            .where(tuple_(earlier.c.sent_at, earlier.c.seq) < tuple_(letters.c.sent_at, letters.c.seq))
            .exists()
        )
        ours = letters.c.channel.in_(channels)
        # A clock that was set back: what was taken later than now is due, and no hold lasts longer than holds do.
        due_now = (letters.c.due_at <= now) | (letters.c.taken_at > now + seconds)
        unheld = (letters.c.claimed_until <= now) | (letters.c.claimed_until > now + 2 * seconds)
        free = (ours, letters.c.state == "open", due_now, unheld)
        claim = uuid4().hex
        with database.noting(self._engine) as connection:
            due = select(letters.c.key).where(*free, first).order_by(letters.c.due_at, letters.c.seq).limit(1)
            # Where rows are locked one by one (PostgreSQL) another process's is passed over, not waited for.
            key = connection.execute(due.with_for_update(skip_locked=True)).scalar()
            if key is None:
                return None
            held = update(letters).where(letters.c.key == key, *free)
            if not connection.execute(held.values(claim=claim, claimed_until=now + seconds)).rowcount:
                return None
            return _read(connection, key)

    def reply(self, letter: Letter, payloads: Sequence[Payload], *, answer_id: str = "") -> bool:
        """Keep all replies to a held message before the first one leaves; False where the hold was lost."""
        rows = [{"key": letter.key, "place": place, "payload": _dump(each)} for place, each in enumerate(payloads)]
        with database.noting(self._engine) as connection:
            if not connection.execute(_held(letter).values(answer_id=answer_id)).rowcount:
                return False
            connection.execute(delete(posts).where(posts.c.key == letter.key))
            if rows:
                connection.execute(insert(posts), rows)
        return True

    def sent(self, letter: Letter, place: int, *, now: float) -> bool:
        """Write down that a reply left, which is true whoever holds the message; False where the hold was lost."""
        with database.noting(self._engine) as connection:
            kept = connection.execute(_held(letter).values(claim=letter.claim)).rowcount
            mark = update(posts).where(posts.c.key == letter.key, posts.c.place == place)
            connection.execute(mark.values(sent_at=now))
        return bool(kept)

    def noted(self, letter: Letter, note: str) -> bool:
        """Write down that the note "working on it" left and what it is known by; False where the hold was lost."""
        return self._change(letter, note=note)

    def hold(self, letter: Letter, *, until: float) -> bool:
        """Hold a message longer; False where the hold was lost."""
        return self._change(letter, claimed_until=until)

    def later(self, letter: Letter, *, due_at: float, problem: str, failed: bool = True) -> bool:
        """Let go of a message until `due_at`; `failed` counts the attempt. False where the hold was lost."""
        attempts = letter.attempts + int(failed)
        return self._change(letter, claim="", claimed_until=0, due_at=due_at, attempts=attempts, problem=problem)

    def end(self, letter: Letter, *, now: float, problem: str = "") -> bool:
        """Close a message: done, or with a `problem` dead, for a person to look at. False where the hold was lost."""
        state = "dead" if problem else "done"
        return self._change(letter, claim="", claimed_until=0, state=state, problem=problem, ended_at=now)

    def _change(self, letter: Letter, **values: Any) -> bool:
        with database.noting(self._engine) as connection:
            return bool(connection.execute(_held(letter).values(values)).rowcount)

    def next_due(self) -> float | None:
        """When the next open message is due or its hold ends; None where none is open."""
        free = case((letters.c.due_at > letters.c.claimed_until, letters.c.due_at), else_=letters.c.claimed_until)
        soonest = select(func.min(free)).where(letters.c.state == "open")
        with database.reading(self._engine) as connection:
            at: float | None = connection.execute(soonest).scalar()
        return at

    def sent_before(self, channel: str, chat: str | None, count: int) -> float | None:
        """When the latest but `count - 1` reply of a channel left, to one chat or to all; None where fewer have left."""
        to = (letters.c.channel == channel,) if chat is None else (letters.c.channel == channel, letters.c.chat == chat)
        times = select(posts.c.sent_at).join(letters, letters.c.key == posts.c.key).where(posts.c.sent_at > 0, *to)
        with database.reading(self._engine) as connection:
            return connection.execute(times.order_by(posts.c.sent_at.desc()).offset(count - 1).limit(1)).scalar()

    def find(self, key: str) -> Letter | None:
        """A message by its key, with its replies."""
        with database.reading(self._engine) as connection:
            return _read(connection, key)

    def dead(self, *, limit: int = 100) -> tuple[Letter, ...]:
        """The messages given up, latest first."""
        query = select(letters.c.key).where(letters.c.state == "dead").order_by(letters.c.seq.desc()).limit(limit)
        with database.reading(self._engine) as connection:
            found = [_read(connection, key) for key in connection.execute(query).scalars().all()]
        return tuple(letter for letter in found if letter is not None)

    def revive(self, key: str, *, now: float) -> bool:
        """Try a message again that was given up; False where none such is kept."""
        again = update(letters).where(letters.c.key == key, letters.c.state == "dead")
        values = {"state": "open", "attempts": 0, "due_at": now, "problem": "", "ended_at": None}
        with database.noting(self._engine) as connection:
            return bool(connection.execute(again.values(values)).rowcount)

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many messages of each channel are open, done and dead."""
        query = select(letters.c.channel, letters.c.state, func.count()).group_by(letters.c.channel, letters.c.state)
        counted: dict[str, dict[str, int]] = {}
        with database.reading(self._engine) as connection:
            for channel, state, number in connection.execute(query):
                counted.setdefault(channel, {"open": 0, "done": 0, "dead": 0})[state] = number
        return counted

    def lead(self, channel: str, holder: str, *, now: float, seconds: float) -> bool:
        """Whether `holder` may keep the channel's long connection for `seconds` more: nobody else does."""
        first = {"channel": channel, "holder": holder, "until": now + seconds}
        # Longer than anybody leads: the clock was set back.
        ended = (leads.c.until <= now) | (leads.c.until > now + 2 * seconds)
        mine = (leads.c.holder == holder) | ended
        renewed = update(leads).where(leads.c.channel == channel, mine).values(holder=holder, until=now + seconds)
        with database.noting(self._engine) as connection:
            if database.insert_new(connection, leads, first):
                return True
            return bool(connection.execute(renewed).rowcount)

    def subscribe(self, key: str, channel: str, payload: Payload, *, language: str, now: float) -> bool:
        """Keep a chat that wants to be told what is new from `now` on; False where it is kept already."""
        row = {"key": key, "channel": channel, "language": language, "since": now, "payload": _dump(payload)}
        with database.noting(self._engine) as connection:
            return database.insert_new(connection, subscriptions, row)

    def unsubscribe(self, key: str) -> bool:
        """Forget a chat that wanted to be told; False where none such is kept."""
        with database.noting(self._engine) as connection:
            return bool(connection.execute(delete(subscriptions).where(subscriptions.c.key == key)).rowcount)

    def subscriptions(self) -> tuple[Subscription, ...]:
        """The chats that want to be told what is new, by key."""
        with database.reading(self._engine) as connection:
            rows = connection.execute(select(subscriptions).order_by(subscriptions.c.key)).all()
        return tuple(Subscription(r.key, r.channel, r.language, r.since, json.loads(r.payload)) for r in rows)

    def told_of(self, reader: str) -> frozenset[str]:
        """The facts that a subscription was told of."""
        with database.reading(self._engine) as connection:
            known = select(tellings.c.fact).where(tellings.c.reader == reader)
            return frozenset(connection.execute(known).scalars().all())

    def told(self, subscription: Subscription, *, until: float) -> bool:
        """Write down until when a chat was told; False where another process did so first."""
        same = (subscriptions.c.key == subscription.key, subscriptions.c.since == subscription.since)
        with database.noting(self._engine) as connection:
            return bool(connection.execute(update(subscriptions).where(*same).values(since=until)).rowcount)

    def forget(self, *, before: float) -> int:
        """Forget messages done or given up before that time; how many. Until then a repeated one is known again."""
        old = delete(letters).where(letters.c.state != "open", letters.c.ended_at < before)
        with database.noting(self._engine) as connection:
            return int(connection.execute(old).rowcount)


def _new(key: str, channel: str, chat: str, payload: Payload, sent_at: float, now: float) -> dict[str, Any]:
    empty = {"attempts": 0, "claim": "", "claimed_until": 0.0, "note": "", "answer_id": "", "problem": ""}
    known = {"key": key, "channel": channel, "chat": chat, "sent_at": sent_at, "payload": _dump(payload)}
    return {**empty, **known, "state": "open", "taken_at": now, "due_at": now}


def _held(letter: Letter) -> Any:
    return update(letters).where(letters.c.key == letter.key, letters.c.claim == letter.claim, letters.c.claim != "")


def _read(connection: Connection, key: str) -> Letter | None:
    row = connection.execute(select(letters).where(letters.c.key == key)).mappings().first()
    if row is None:
        return None
    told = connection.execute(select(posts).where(posts.c.key == key).order_by(posts.c.place)).mappings()
    replies = tuple(Post(each["place"], json.loads(each["payload"]), each["sent_at"] is not None) for each in told)
    names = (
        "key",
        "channel",
        "chat",
        "sent_at",
        "taken_at",
        "state",
        "attempts",
        "claim",
        "note",
        "answer_id",
        "problem",
    )
    return Letter(**{name: row[name] for name in names}, payload=json.loads(row["payload"]), posts=replies)


def _dump(payload: Payload) -> str:
    return json.dumps(payload, ensure_ascii=False)
