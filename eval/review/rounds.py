"""Rounds kept: drawn once, judged by several people who do not see each other's judgements, settled, and reported."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, insert, select, update

from assistant.errors import InvalidReview, UnknownRound
from assistant.records import database
from assistant.records.scope import Scope
from eval.review import tables
from eval.review.frame import Framed
from eval.review.results import Result, Settled, State, result, settle
from eval.review.sampling import Allocation, Design, Drawn, Method, Sample, draw
from eval.review.values import Aspect, Cause, Dimension, Flag, Judgement, aspects_of

_CLAIM_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Round:
    """A round: what it is called, who drew it when, how, from what; closed when nobody may judge any more."""

    id: str
    name: str
    created_at: str
    created_by: str
    design: Design
    frame_hash: str
    since: str
    until: str
    closed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An answer to review, as it was given."""

    drawn: Drawn
    place: int
    question: str
    asked_at: str
    door: str
    flags: tuple[Flag, ...]
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: answers drawn, judged at least once, settled, and waiting for somebody to settle a difference."""

    drawn: int
    judged: int
    settled: int
    open: int
    mine: int
    left: int


class Rounds:
    """The rounds of one installation; every read of an answer takes a Scope."""

    def __init__(self, engine: Engine) -> None:
        """Over the records' database."""
        self._engine = engine

    # Drawing

    def begin(
        self, name: str, framed: Sequence[Framed], design: Design, by: str, *, since: str = "", until: str = "~"
    ) -> Round:
        """Draw a sample of `framed` and keep it with its frame; raises InvalidReview where the design cannot be."""
        try:
            sample = draw([one.candidate for one in framed], design)
        except ValueError as error:
            raise InvalidReview(name or "round", zh=f"无法抽样：{error}", en=f"cannot be drawn: {error}") from error
        kept = Round(uuid4().hex[:12], name, _now(), by, design, sample.frame_hash, since, until)
        by_id = {one.candidate.id: one for one in framed}
        with database.noting(self._engine) as connection:
            connection.execute(insert(tables.rounds).values(_round_row(kept)))
            connection.execute(
                insert(tables.frame),
                [
                    {
                        "round_id": kept.id,
                        "answer_id": key,
                        "stratum": stratum,
                        "checked": by_id[key].candidate.checked,
                    }
                    for key, stratum in sample.assigned.items()
                ],
            )
            connection.execute(
                insert(tables.items),
                [_item_row(kept.id, at, drawn, by_id[drawn.id]) for at, drawn in enumerate(sample.drawn)],
            )
        return kept

    def close(self, round_id: str) -> None:
        """End a round: nobody may judge any more; raises UnknownRound."""
        change = update(tables.rounds).where(tables.rounds.c.id == round_id).values(closed_at=_now())
        with database.noting(self._engine) as connection:
            if not connection.execute(change).rowcount:
                raise _unknown(round_id)

    # Reading

    def all(self) -> tuple[Round, ...]:
        """Every round, latest first."""
        query = select(tables.rounds).order_by(tables.rounds.c.created_at.desc(), tables.rounds.c.id)
        with database.reading(self._engine) as connection:
            return tuple(_round(row) for row in connection.execute(query).mappings())

    def round(self, round_id: str) -> Round:
        """A round; raises UnknownRound."""
        with database.reading(self._engine) as connection:
            return _one_round(connection, round_id)

    def earlier(self, round_id: str) -> Round | None:
        """The last round before this one that was drawn in the same way, by method and dimensions; None for the first."""
        own = self.round(round_id)
        for one in self.all():
            alike = (one.design.method, one.design.dimensions) == (own.design.method, own.design.dimensions)
            if one.created_at < own.created_at and alike:
                return one
        return None

    def sample(self, round_id: str) -> tuple[Sample, dict[str, bool]]:
        """What was drawn, and of every answer of the frame whether the automatic check passed it; raises UnknownRound."""
        with database.reading(self._engine) as connection:
            kept = _one_round(connection, round_id)
            query = select(tables.frame).where(tables.frame.c.round_id == round_id).order_by(tables.frame.c.answer_id)
            rows = connection.execute(query).mappings().all()
            drawn = tuple(one.drawn for one in _items(connection, round_id))
        strata: dict[str, int] = {}
        for row in rows:
            strata[row["stratum"]] = strata.get(row["stratum"], 0) + 1
        assigned = {row["answer_id"]: row["stratum"] for row in rows}
        passed = {row["answer_id"]: bool(row["checked"]) for row in rows}
        return Sample(kept.design, kept.frame_hash, dict(sorted(strata.items())), assigned, drawn), passed

    def items(self, round_id: str, scope: Scope) -> tuple[Item, ...]:
        """The answers drawn that `scope` may see, in the order of review."""
        with database.reading(self._engine) as connection:
            _one_round(connection, round_id)
            return tuple(_items(connection, round_id, scope))

    def item(self, round_id: str, answer_id: str, scope: Scope) -> Item:
        """One answer drawn; raises UnknownRound where there is none or `scope` may not see it."""
        found = next((one for one in self.items(round_id, scope) if one.drawn.id == answer_id), None)
        if found is None:
            raise _unknown(answer_id)
        return found

    def judgements(self, round_id: str) -> tuple[Judgement, ...]:
        """Every judgement of a round as it was given, oldest first."""
        with database.reading(self._engine) as connection:
            return _judgements(connection, round_id)

    def settled(self, round_id: str) -> tuple[Settled, ...]:
        """Each answer drawn with its reviews."""
        sample, _ = self.sample(round_id)
        return settle(sample.drawn, self.judgements(round_id))

    def result(self, round_id: str) -> Result:
        """What the round comes to as far as it has been judged."""
        sample, passed = self.sample(round_id)
        return result(sample, passed, self.judgements(round_id))

    # Reviewing

    def next(self, round_id: str, reviewer: str, scope: Scope) -> Item | None:
        """The next answer for `reviewer`, which is theirs for a quarter of an hour; None where nothing is left for them."""
        if self.round(round_id).closed_at:
            return None
        visible = {one.drawn.id: one for one in self.items(round_id, scope)}
        with database.noting(self._engine) as connection:
            held = _claims(connection, round_id)
            own = held.get(reviewer, set())
            for one in settle([each.drawn for each in visible.values()], _judgements(connection, round_id)):
                others = sum(one.drawn.id in ids for who, ids in held.items() if who != reviewer)
                if _wants(one, reviewer, others, claimed=one.drawn.id in own):
                    _claim(connection, round_id, one.drawn.id, reviewer)
                    return visible[one.drawn.id]
        return None

    def disputed(self, round_id: str, reviewer: str) -> tuple[Settled, ...]:
        """The answers on which two reviewers differ, those `reviewer` had no part in first."""
        found = [one for one in self.settled(round_id) if one.state is State.OPEN]
        return tuple(sorted(found, key=lambda one: reviewer in _reviewers(one)))

    def judge(self, round_id: str, judgement: Judgement, scope: Scope) -> None:
        """Keep a judgement beside what was said before.

        Raises UnknownRound for an answer that is not drawn, InvalidReview where the round is closed, an aspect that applies
        has no verdict, or an adjudication comes where nothing differs.
        """
        item = self.item(round_id, judgement.answer_id, scope)
        if self.round(round_id).closed_at:
            raise InvalidReview(round_id, zh="这一轮已结束", en="this round is closed")
        due = set(aspects_of(item.answer))
        if set(judgement.verdicts) != due:
            missing = ", ".join(sorted(due ^ set(judgement.verdicts)))
            raise InvalidReview(
                judgement.answer_id, zh=f"以下各项的判断与答案不符：{missing}", en=f"verdicts do not fit: {missing}"
            )
        (state,) = (one.state for one in self.settled(round_id) if one.drawn.id == judgement.answer_id)
        if judgement.adjudication and state not in (State.OPEN, State.ADJUDICATED):
            raise InvalidReview(judgement.answer_id, zh="没有分歧，无需裁定", en="nothing differs, nothing to settle")
        with database.noting(self._engine) as connection:
            connection.execute(insert(tables.judgements).values(_judgement_row(round_id, judgement)))
            connection.execute(
                delete(tables.claims).where(
                    tables.claims.c.round_id == round_id,
                    tables.claims.c.answer_id == judgement.answer_id,
                    tables.claims.c.reviewer == judgement.reviewer,
                )
            )

    def progress(self, round_id: str, reviewer: str) -> Progress:
        """How far the round is, and how much of it is left for `reviewer`."""
        settled = self.settled(round_id)
        waiting = (State.WAITING, State.HALF, State.OPEN)
        return Progress(
            drawn=len(settled),
            judged=sum(one.first is not None for one in settled),
            settled=sum(one.state not in waiting for one in settled),
            open=sum(one.state is State.OPEN for one in settled),
            mine=sum(reviewer in _reviewers(one) for one in settled),
            left=sum(_wants(one, reviewer, 0, claimed=False) for one in settled),
        )

    def mine(self, round_id: str, reviewer: str) -> tuple[Judgement, ...]:
        """What `reviewer` has said so far, latest first, one an answer: to look at again and change."""
        latest = {one.answer_id: one for one in self.judgements(round_id) if one.reviewer == reviewer}
        return tuple(sorted(latest.values(), key=lambda one: one.created_at, reverse=True))


def _reviewers(one: Settled) -> set[str]:
    return {said.reviewer for said in (one.first, one.second) if said is not None}


def _wants(one: Settled, reviewer: str, others: int, *, claimed: bool) -> bool:
    """Whether `reviewer` should look at an answer that `others` are looking at just now."""
    given = _reviewers(one)
    if reviewer in given or one.state not in (State.WAITING, State.HALF):
        return False
    return claimed or len(given) + others < one.needed


def _claims(connection: Connection, round_id: str) -> dict[str, set[str]]:
    query = select(tables.claims).where(tables.claims.c.round_id == round_id, tables.claims.c.until > _now())
    held: dict[str, set[str]] = {}
    for row in connection.execute(query).mappings():
        held.setdefault(row["reviewer"], set()).add(row["answer_id"])
    return held


def _claim(connection: Connection, round_id: str, answer_id: str, reviewer: str) -> None:
    key = {"round_id": round_id, "answer_id": answer_id, "reviewer": reviewer}
    own = tables.claims.c
    connection.execute(
        delete(tables.claims).where(
            own.round_id == round_id,
            ((own.answer_id == answer_id) & (own.reviewer == reviewer)) | (own.until <= _now()),
        )
    )
    connection.execute(insert(tables.claims).values(**key, until=_now(_CLAIM_MINUTES)))


def _one_round(connection: Connection, round_id: str) -> Round:
    row = connection.execute(select(tables.rounds).where(tables.rounds.c.id == round_id)).mappings().first()
    if row is None:
        raise _unknown(round_id)
    return _round(row)


def _items(connection: Connection, round_id: str, scope: Scope | None = None) -> Iterable[Item]:
    query = select(tables.items).where(tables.items.c.round_id == round_id).order_by(tables.items.c.place)
    for row in connection.execute(query).mappings():
        if scope is None or all(map(scope.sees, json.loads(row["collections"]))):
            yield Item(
                Drawn(row["answer_id"], row["stratum"], bool(row["double"])),
                row["place"],
                row["question"],
                row["asked_at"],
                row["door"],
                tuple(map(Flag, json.loads(row["flags"]))),
                json.loads(row["answer"]),
            )


def _judgements(connection: Connection, round_id: str) -> tuple[Judgement, ...]:
    own = tables.judgements
    query = select(own).where(own.c.round_id == round_id).order_by(own.c.id)
    return tuple(
        Judgement(
            answer_id=row["answer_id"],
            reviewer=row["reviewer"],
            verdicts={Aspect(name): right for name, right in json.loads(row["verdicts"]).items()},
            cause=Cause(row["cause"]) if row["cause"] else None,
            note=row["note"],
            corrections=tuple(json.loads(row["corrections"])),
            seconds=row["seconds"],
            created_at=row["created_at"],
            adjudication=bool(row["adjudication"]),
        )
        for row in connection.execute(query).mappings()
    )


def _judgement_row(round_id: str, one: Judgement) -> dict[str, Any]:
    return {
        "round_id": round_id,
        "answer_id": one.answer_id,
        "reviewer": one.reviewer,
        "adjudication": one.adjudication,
        "verdicts": json.dumps({aspect.value: right for aspect, right in one.verdicts.items()}),
        "cause": one.cause.value if one.cause else "",
        "note": one.note,
        "corrections": json.dumps(one.corrections, ensure_ascii=False),
        "seconds": one.seconds,
        "created_at": one.created_at or _now(),
    }


def _round_row(kept: Round) -> dict[str, Any]:
    return {**_plain(kept), "design": json.dumps(design_record(kept.design), ensure_ascii=False)}


def _plain(kept: Round) -> dict[str, Any]:
    return {key: getattr(kept, key) for key in Round.__dataclass_fields__ if key != "design"}


def design_record(design: Design) -> dict[str, Any]:
    """A design as a JSON object."""
    return {
        **asdict(design),
        "dimensions": [one.value for one in design.dimensions],
        "flags": sorted(one.value for one in design.flags),
    }


def design_of(record: Mapping[str, Any]) -> Design:
    """The design that a JSON object tells; what it leaves out is as usual. Raises ValueError for an unknown name."""
    usual = Design()
    return Design(
        method=Method(record.get("method", usual.method)),
        size=int(record.get("size", usual.size)),
        seed=int(record.get("seed", usual.seed)),
        dimensions=tuple(map(Dimension, record.get("dimensions", usual.dimensions))),
        allocation=Allocation(record.get("allocation", usual.allocation)),
        flags=frozenset(map(Flag, record.get("flags", ()))),
        double=float(record.get("double", usual.double)),
    )


def _round(row: Mapping[Any, Any]) -> Round:
    kept = {key: row[key] for key in Round.__dataclass_fields__}
    return Round(**{**kept, "design": design_of(json.loads(row["design"]))})


def _item_row(round_id: str, place: int, drawn: Drawn, framed: Framed) -> dict[str, Any]:
    turn = framed.turn
    return {
        "round_id": round_id,
        "answer_id": drawn.id,
        "place": place,
        "stratum": drawn.stratum,
        "double": drawn.double,
        "question": turn.question,
        "asked_at": turn.asked_at,
        "door": framed.candidate.channel,
        "flags": json.dumps(sorted(one.value for one in framed.candidate.flags)),
        "collections": json.dumps(list(turn.collections), ensure_ascii=False),
        "answer": json.dumps(turn.answer, ensure_ascii=False),
    }


def _unknown(key: str) -> UnknownRound:
    return UnknownRound(
        key, zh="没有这一轮评审或这个答案，或无权查看", en="no such round or answer, or not yours to see"
    )


def _now(minutes: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat(timespec="milliseconds")
