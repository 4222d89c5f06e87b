"""What people ask: dialogues over the sample's planted records, by kind, each turn with the answer it got without load."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from assistant.answering.phrase import say
from eval.score import Gold, Verdict, score

Wire = Mapping[str, Any]

OFFICE, ALIKE, LISTED, ENGLISH, FOLLOW, NOTHING = (
    "named office",
    "look-alike",
    "list or aggregate",
    "English",
    "follow-up",
    "unanswerable",
)
MIX: Mapping[str, int] = {OFFICE: 40, ALIKE: 10, LISTED: 15, ENGLISH: 10, FOLLOW: 15, NOTHING: 10}
"""Of a hundred dialogues, how many are of each kind."""

_KINDS: Mapping[str, str] = {
    "abstain": NOTHING,
    "lookalike": ALIKE,
    "clarify": ALIKE,
    "compare": LISTED,
    "table": LISTED,
    "trend": LISTED,
    "conflict": LISTED,
    "narrative": LISTED,
    "followup": FOLLOW,
}
_OVER_ALL = (
    "2021年各部门预算执行率排名",
    "2022年各部门预算执行率分别是多少？",
    "2022年各部门执行数合计是多少？",
    "哪个部门2023年预算执行率最低？",
)
ANOTHER = "another answer than without load"
ON_WORDS = "the same figures on words alone, as it says"
"""While the vector server is away."""
_NAMELESS = ("id", "took_ms")
"""What differs between two equal answers."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a kind; `answer` is the digest of the answer without load, `figures` that of its status and figures
    alone, `text` the beginning of it, to be shown.
    """

    kind: str
    question: str
    answer: str = ""
    figures: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns that follow each other in one conversation; `gold` is what the last one should be answered, where planted."""

    kind: str
    turns: tuple[Turn, ...]
    gold: Gold | None = None


@dataclass(frozen=True, slots=True)
class Alone:
    """Dialogues with their answers, and how many of these are right by what was planted, of how many that can be told."""

    dialogues: tuple[Dialogue, ...]
    right: int
    scored: int


def dialogues_of(gold: Iterable[Gold]) -> tuple[Dialogue, ...]:
    """The dialogues of the planted cases, with some over all offices at once."""
    planted = tuple(_dialogue(case) for case in gold)
    return (*planted, *(Dialogue(LISTED, (Turn(LISTED, question),)) for question in _OVER_ALL))


def _dialogue(case: Gold) -> Dialogue:
    kind = _KINDS.get(case.kind, OFFICE)
    if case.language == "en" and kind not in (FOLLOW, NOTHING):
        kind = ENGLISH
    earlier = tuple(Turn(OFFICE, question) for question in case.history)
    return Dialogue(kind, (*earlier, Turn(kind, case.question)), case)


def told(turn: Turn, answer: Wire) -> Turn:
    """The turn with the answer it is to get."""
    return replace(turn, answer=_whole(answer), figures=_figures(answer), text=str(answer.get("text", ""))[:200])


def fault_of(turn: Turn, answer: Wire) -> str:
    """How an answer differs from the one without load: "", ANOTHER or ON_WORDS, which its reader is told."""
    if _whole(answer) == turn.answer:
        return ""
    noted = any(say("words_alone", language) in answer["notes"] for language in ("zh", "en"))
    return ON_WORDS if noted and _figures(answer) == turn.figures else ANOTHER


def _whole(answer: Wire) -> str:
    """A digest of all that an answer says: two equal answers have the same, whenever and whoever asked."""
    return _digest({key: value for key, value in answer.items() if key not in _NAMELESS})


def _figures(answer: Wire) -> str:
    return _digest({key: answer.get(key) for key in ("status", "figures")})


def _digest(said: Wire) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def answered_alone(dialogues: Iterable[Dialogue], ask: Callable[[str, str], Wire]) -> Alone:
    """The dialogues with the answers that `ask` (a question, a conversation's id) gives while nobody else asks."""
    known, right, scored = [], 0, 0
    for number, dialogue in enumerate(dialogues):
        answers = [ask(turn.question, f"alone{number:027}") for turn in dialogue.turns]
        turns = tuple(told(turn, answer) for turn, answer in zip(dialogue.turns, answers, strict=True))
        known.append(replace(dialogue, turns=turns))
        if dialogue.gold is not None:
            scored += 1
            right += score(dialogue.gold, answers[-1]).verdict is Verdict.RIGHT
    return Alone(tuple(known), right, scored)


class Deck:
    """Dialogues drawn as MIX wants, the same ones for the same `seed`."""

    def __init__(self, dialogues: Iterable[Dialogue], seed: int) -> None:
        self._by_kind: dict[str, list[Dialogue]] = {}
        for dialogue in dialogues:
            self._by_kind.setdefault(dialogue.kind, []).append(dialogue)
        self._kinds = [kind for kind in MIX if kind in self._by_kind]
        self._weights = [MIX[kind] for kind in self._kinds]
        self._random = Random(seed)

    def draw(self) -> Dialogue:
        """The next dialogue."""
        (kind,) = self._random.choices(self._kinds, self._weights)
        return self._random.choice(self._by_kind[kind])
