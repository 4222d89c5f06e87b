"""Conversations kept: what was asked, the answers as they left, and what people said of them.

An answer is kept as it went over the wire. It shows only to a Scope that sees every collection it cites; a conversation
belongs to one owner, and answers and reports of wrong figures are found by the answer's id.
"""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from assistant.errors import UnknownConversation
from assistant.records import database
from assistant.records.conversation_tables import conversations, doors, opinions, replies, turns
from assistant.records.scope import Scope

TITLE_CHARS = 120
_SHOWN_CHARS = 60
_REPLY_HOURS = 24


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the answer it was given, as the JSON object of the wire; `door` is the way it went out, if known."""

    question: str
    asked_at: str
    answer: Mapping[str, Any]
    collections: tuple[str, ...] = ()
    door: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation; `turns` is empty in listings, `length` tells how many there are."""

    id: str
    title: str
    created_at: str
    updated_at: str
    length: int
    turns: tuple[Turn, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person said of an answer: kind "up", "down" or "wrong_figure", why, and which figure (its wire record)."""

    id: str
    answer_id: str
    kind: str
    reason: str
    figure: Mapping[str, Any]
    question: str
    created_at: str


class Conversations:
    """The conversations of one installation; every read takes a Scope, every list an owner."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    def keep(
        self, conversation_id: str, owner: str, answer: Mapping[str, Any], collections: Sequence[str], *, door: str = ""
    ) -> None:
        """Add an answer to a conversation of `owner`, beginning it where there is none of that id.

        `collections` are those of the documents it cites, `door` is "web", "api" or a messenger's name. Raises UnknownConversation when the id is another owner's.
        """
        now = _now()
        with database.noting(self._engine) as connection:
            self._begin(connection, conversation_id, owner, answer["question"], now)
            count = select(func.count()).where(turns.c.conversation_id == conversation_id)
            connection.execute(
                insert(turns).values(
                    answer_id=answer["id"],
                    conversation_id=conversation_id,
                    place=connection.execute(count).scalar_one(),
                    question=answer["question"],
                    asked_at=now,
                    collections=json.dumps(sorted(set(collections)), ensure_ascii=False),
                    plain=answer["text"],
                    answer=json.dumps(answer, ensure_ascii=False),
                )
            )
            connection.execute(insert(doors).values(answer_id=answer["id"], door=door))

    def _begin(self, connection: Connection, key: str, owner: str, question: str, now: str) -> None:
        found = connection.execute(select(conversations.c.owner).where(conversations.c.id == key)).scalar()
        if found is None:
            title = " ".join(question.split())[:_SHOWN_CHARS]
            values = {"id": key, "owner": owner, "title": title, "created_at": now, "updated_at": now}
            connection.execute(insert(conversations).values(values))
        elif found != owner:
            raise _unknown(key)
        else:
            connection.execute(update(conversations).where(conversations.c.id == key).values(updated_at=now))

    def listed(
        self, owner: str, *, search: str = "", offset: int = 0, limit: int = 50
    ) -> tuple[tuple[Conversation, ...], int]:
        """`limit` conversations of `owner` from `offset`, latest first, and how many fit in all.

        `search` keeps those whose title, questions or answers hold every one of its words.
        """
        fits = [conversations.c.owner == owner]
        fits += [_holds(word, owner) for word in search.split()]
        length = select(func.count()).where(turns.c.conversation_id == conversations.c.id).scalar_subquery()
        query = select(conversations, length.label("length")).where(*fits)
        latest = query.order_by(conversations.c.updated_at.desc(), conversations.c.id).offset(offset).limit(limit)
        with database.reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(conversations).where(*fits)).scalar_one()
            rows = connection.execute(latest).mappings().all()
        return tuple(_conversation(row) for row in rows), total

    def conversation(self, conversation_id: str, owner: str, scope: Scope) -> Conversation:
        """A conversation with those of its turns that `scope` may see; raises UnknownConversation when not `owner`'s."""
        with database.reading(self._engine) as connection:
            head = connection.execute(
                select(conversations).where(conversations.c.id == conversation_id, conversations.c.owner == owner)
            ).mappings()
            row = head.first()
            if row is None:
                raise _unknown(conversation_id)
            query = select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.place)
            told = connection.execute(query).mappings().all()
        seen = tuple(_turn(each) for each in told if _visible(each, scope))
        return _conversation({**row, "length": len(told)}, seen)

    def answer(self, answer_id: str, scope: Scope) -> Turn:
        """An answer by its id, whoever asked; raises UnknownConversation where `scope` may not see all it cites."""
        with database.reading(self._engine) as connection:
            row = connection.execute(select(turns).where(turns.c.answer_id == answer_id)).mappings().first()
        if row is None or not _visible(row, scope):
            raise _unknown(answer_id)
        return _turn(row)

    def kept(self, scope: Scope, *, since: str = "", until: str = "~") -> Iterator[Turn]:
        """Every answer kept, whoever asked, that `scope` may see, oldest first, for those who evaluate.

        `since` and `until` bound when it was asked: ISO 8601 times or dates, half open.
        """
        query = (
            select(turns, doors.c.door)
            .join(doors, doors.c.answer_id == turns.c.answer_id, isouter=True)
            .where(turns.c.asked_at >= since, turns.c.asked_at < until)
            .order_by(turns.c.asked_at, turns.c.answer_id)
        )
        with database.reading(self._engine) as connection:
            for row in connection.execute(query).mappings():
                if _visible(row, scope):
                    yield replace(_turn(row), door=row["door"] or "")

    def rename(self, conversation_id: str, owner: str, title: str) -> None:
        """Give a conversation another title; raises UnknownConversation when it is not `owner`'s."""
        change = update(conversations).where(*_own(conversation_id, owner)).values(title=title[:TITLE_CHARS])
        self._change(change, conversation_id)

    def delete(self, conversation_id: str, owner: str) -> None:
        """Forget a conversation and its answers; raises UnknownConversation when it is not `owner`'s."""
        self._change(delete(conversations).where(*_own(conversation_id, owner)), conversation_id)

    def _change(self, statement: Any, conversation_id: str) -> None:
        with database.noting(self._engine) as connection:
            if not connection.execute(statement).rowcount:
                raise _unknown(conversation_id)

    def give_opinion(
        self, turn: Turn, owner: str, *, kind: str, reason: str, figure: Mapping[str, Any] | None = None
    ) -> str:
        """Keep what `owner` says of an answer, in place of an earlier thumb of theirs; returns its id.

        Thumbs ("up", "down") are one an owner and answer; reports of wrong figures stand beside each other.
        """
        key = uuid4().hex[:16]
        mine = (opinions.c.answer_id == turn.answer["id"]) & (opinions.c.owner == owner)
        with database.noting(self._engine) as connection:
            if kind != "wrong_figure":
                connection.execute(delete(opinions).where(mine, opinions.c.kind.in_(("up", "down"))))
            connection.execute(
                insert(opinions).values(
                    id=key,
                    answer_id=turn.answer["id"],
                    owner=owner,
                    kind=kind,
                    reason=reason,
                    figure=json.dumps(figure or {}, ensure_ascii=False),
                    question=turn.question,
                    collections=json.dumps(turn.collections, ensure_ascii=False),
                    created_at=_now(),
                )
            )
        return key

    def opinions(
        self, scope: Scope, *, kind: str | None = None, offset: int = 0, limit: int = 100
    ) -> tuple[Opinion, ...]:
        """What people said of answers that `scope` may see, latest first, for those who evaluate; `kind` keeps one kind."""
        wanted = [] if kind is None else [opinions.c.kind == kind]
        query = select(opinions).where(*wanted).order_by(opinions.c.created_at.desc(), opinions.c.id)
        with database.reading(self._engine) as connection:
            rows = [row for row in connection.execute(query).mappings() if _visible(row, scope)]
        return tuple(_opinion(row) for row in rows[offset : offset + limit])

    def reply(self, name: str) -> tuple[int, str, str] | None:
        """The status, media type and body kept under `name` within the last day, or None."""
        wanted = select(replies.c.status, replies.c.media_type, replies.c.body)
        with database.reading(self._engine) as connection:
            row = connection.execute(
                wanted.where(replies.c.name == name, replies.c.created_at > _now(-_REPLY_HOURS))
            ).first()
        return None if row is None else (row.status, row.media_type, row.body)

    def keep_reply(self, name: str, status: int, media_type: str, body: str) -> None:
        """Keep a response for a day, forgetting older ones."""
        values = {"name": name, "created_at": _now(), "status": status, "media_type": media_type, "body": body}
        with database.noting(self._engine) as connection:
            old = (replies.c.created_at <= _now(-_REPLY_HOURS)) | (replies.c.name == name)
            connection.execute(delete(replies).where(old))
            connection.execute(insert(replies).values(values))


def _holds(word: str, owner: str) -> Any:
    """That a conversation's title, or a question or answer in it, holds `word`; others' turns are not looked at."""
    own = select(conversations.c.id).where(conversations.c.owner == owner)
    told = select(turns.c.conversation_id).where(
        turns.c.conversation_id.in_(own),
        or_(turns.c.question.icontains(word, autoescape=True), turns.c.plain.icontains(word, autoescape=True)),
    )
    return or_(conversations.c.title.icontains(word, autoescape=True), conversations.c.id.in_(told))


def _own(conversation_id: str, owner: str) -> tuple[Any, Any]:
    return conversations.c.id == conversation_id, conversations.c.owner == owner


def _visible(row: Mapping[Any, Any], scope: Scope) -> bool:
    return all(scope.sees(collection) for collection in json.loads(row["collections"]))


def _turn(row: Mapping[Any, Any]) -> Turn:
    return Turn(row["question"], row["asked_at"], json.loads(row["answer"]), tuple(json.loads(row["collections"])))


def _opinion(row: Mapping[Any, Any]) -> Opinion:
    return Opinion(
        id=row["id"],
        answer_id=row["answer_id"],
        kind=row["kind"],
        reason=row["reason"],
        figure=json.loads(row["figure"]),
        question=row["question"],
        created_at=row["created_at"],
    )


def _conversation(row: Mapping[Any, Any], seen: tuple[Turn, ...] = ()) -> Conversation:
    return Conversation(row["id"], row["title"], row["created_at"], row["updated_at"], row["length"], seen)


def _unknown(key: str) -> UnknownConversation:
    return UnknownConversation(
        key, zh="没有这段对话或答案，或无权查看", en="no such conversation or answer, or not yours to see"
    )


def _now(hours: int = 0) -> str:
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
    return at.isoformat(timespec="milliseconds")
