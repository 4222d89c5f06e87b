"""The frame of a spot check: every answer kept, with what it is divided by and why it may deserve a look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.records.conversations import Turn
from assistant.records.library import Library
from assistant.records.model import Document, Span
from assistant.records.scope import Scope
from eval.review.spancheck import check_answer
from eval.review.values import Candidate, Flag

_CLOSE = 0.5
"""Below this chance, as the ranking weighs it, a figure counts as a close call."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Framed:
    """An answer of the frame with the turn it was given in."""

    candidate: Candidate
    turn: Turn


def frame_of(library: Library, scope: Scope, *, since: str = "", until: str = "~") -> tuple[Framed, ...]:
    """Every answer kept that `scope` may see, asked from `since` to `until` (ISO 8601, half open), oldest first."""
    opinions: dict[str, set[str]] = {}
    for opinion in library.store.conversations.opinions(scope, limit=1_000_000):
        opinions.setdefault(opinion.answer_id, set()).add(opinion.kind)
    turns = list(library.store.conversations.kept(scope, since=since, until=until))
    framed: list[Framed] = []
    for at in range(0, len(turns), _AT_ONCE):
        some = turns[at : at + _AT_ONCE]
        documents = library.store.documents(scope, {key for turn in some for key in _cited(turn.answer)})
        framed += [Framed(_candidate(turn, documents, opinions), turn) for turn in some]
    return tuple(framed)


def kind_of_answer(answer: Mapping[str, Any]) -> str:
    """What an answer is, told by its parts: refusal, comparison, table, computation, figure or narrative."""
    if answer["status"] != "answered":
        return "refusal"
    figures = answer["figures"]
    if len({(one["department"], one["period"]) for one in figures}) > 1:
        return "comparison"
    if any(part.get("rows") for part in answer["parts"]):
        return "table"
    if any(one["computed"] for one in figures):
        return "computation"
    return "figure" if figures else "narrative"


def _candidate(turn: Turn, documents: Mapping[str, Document], opinions: Mapping[str, set[str]]) -> Candidate:
    answer = turn.answer
    cited = [documents[key] for key in _cited(answer) if key in documents]
    checked = check_answer(answer, documents)
    return Candidate(
        id=answer["id"],
        asked_at=turn.asked_at,
        channel=turn.door or "web",
        kind=kind_of_answer(answer),
        document_kind=cited[0].kind if cited else "",
        year=str(max((year for one in answer["citations"] for year in one["years"]), default="")),
        refusal=answer["status"] != "answered",
        flags=frozenset(_flags(answer, documents, opinions.get(answer["id"], set()), checked=checked)),
        checked=checked,
    )


def _flags(
    answer: Mapping[str, Any], documents: Mapping[str, Document], opinions: set[str], *, checked: bool
) -> Iterable[Flag]:
    chance = answer.get("chance")
    if chance is not None and chance < _CLOSE:
        yield Flag.LOW_MARGIN
    if any(_doubtful(citation, documents) for citation in answer["citations"]):
        yield Flag.OCR
    if answer["reason"] == "conflict" or len({*_values(answer)}) < len([*_values(answer)]):
        yield Flag.CONFLICT
    if "down" in opinions:
        yield Flag.THUMBS_DOWN
    if "wrong_figure" in opinions:
        yield Flag.WRONG_FIGURE
    if not checked:
        yield Flag.UNCHECKED


def _values(answer: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    """What each stated figure is said to be: two alike of one office and period are records that differ."""
    for one in answer["figures"]:
        if not one["computed"]:
            yield tuple(str(one[key] or "") for key in ("measure", "subject", "department", "period", "role"))


def _doubtful(citation: Mapping[str, Any], documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation["document_id"])
    return document is not None and document.doubts(Span(citation["start"], citation["end"]))


def _cited(answer: Mapping[str, Any]) -> list[str]:
    return [citation["document_id"] for citation in answer["citations"]]
