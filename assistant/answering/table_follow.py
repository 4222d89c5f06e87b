"""Questions that lean on the answer before them, where that came from a table: it, the second one, and C's?

Each is put so that it stands alone; prose has its own way to carry what was asked before (see plan).
"""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.answering.find import same_office
from assistant.records.model import Answer, Figure, Question, Status

_PRONOUN = re.compile(
    r"它们?的?|其(?=[\u4e00-\u9fff])(?![中他余实它次])|(?:该|这个?|那个?)(?:单位|部门|局|项目|站点?|企业|公司|镇|街道|村|社区|标段|指标)|"
    r"\bits\b|\bit\b|\b(?:that|this) (?:one|project|department|bureau|station|unit|company|firm|town|village|body)\b",
    re.I,
)
_WHICH = re.compile(r"哪|谁|第一|\b(?:which|who|what (?:project|department|station))\b", re.I)
_NTH = re.compile(
    r"^(?:那么?|and )?\s*(?:the )?(?P<zh>(?:倒数)?第[二三四五六七八九十2-9](?:名|位|个|高|低|大|多|少)?)(?:呢|又?是(?:谁|哪一?个?\S{0,3}))?[？?]?$|"
    r"^(?:and |what about |who (?:is|was|came) |which (?:is|was) )?(?:the )?(?P<en>second|third|fourth|fifth)(?:[- ](?:place|one|highest|lowest|largest|smallest))?\s*\??$",
    re.I,
)
_ALSO = re.compile(
    r"^(?:那么?|and |what about |how about )\s*(?:the |in |for )?(?P<a>[^，,。？?]{1,24}?)\s*(?:呢)?\s*[？?]?$|^(?P<b>[^，,。？?]{1,16})呢[？?]?$",
    re.I,
)
_PERIOD = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:份|底|末)?|年底|年末|全年|[上下]半年|[一二三四]季度|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.I,
)


def stand_alone(question: Question, ask: Callable[[Question], Answer]) -> Question | None:
    """`question` so that it needs no earlier answer, None where it leans on none; `ask` answers the one before it."""
    if not question.history:
        return None
    before = Question(question.history[-1], question.history[:-1], question.language, question.pinned)
    nth = _NTH.match(question.text.strip())
    if nth:
        return _ordinal(question, before, nth["zh"] or f"{nth['en'].lower()} place")
    pronoun = _PRONOUN.search(question.text)
    if pronoun and _WHICH.search(before.text):
        name = _row_of(ask(before))
        text = f"{question.text[: pronoun.start()]}{name}{_joint(pronoun[0])}{question.text[pronoun.end() :]}"
        return replace(question, text=text) if name else None
    if pronoun:
        return None
    also = _ALSO.match(question.text.strip())
    return _exchanged(question, before, (also["a"] or also["b"]).strip(), ask) if also else None


def _joint(pronoun: str) -> str:
    """What a pronoun says beside naming: its, 它的."""
    return "的" if pronoun.endswith("的") else "'s" if pronoun.lower() == "its" else ""


def _ordinal(question: Question, before: Question, said: str) -> Question:
    asked = before.text.rstrip(" ？?。")
    return replace(question, text=f"{asked}（{said}）", history=before.history)


def _row_of(answer: Answer) -> str:
    """The name of the one row that an answer from a table offers, "" where it offers none or several."""
    told = [p.figure for p in answer.parts if p.figure is not None and p.offered and p.figure.cell]
    names = list(dict.fromkeys(n for f in told if (n := _name(f))))
    return names[0] if answer.status is Status.ANSWERED and len(names) == 1 else ""


def _name(figure: Figure) -> str:
    """What a row is called: its office, where its label is that of an office, else its label."""
    office = not figure.subject or same_office(figure.subject, figure.department)
    return figure.department if office else figure.subject


def _exchanged(question: Question, before: Question, said: str, ask: Callable[[Question], Answer]) -> Question | None:
    """The question before with its months, or the row that it names, exchanged for what is `said` now."""
    if _PERIOD.fullmatch(said):
        found = _PERIOD.search(before.text)
        return _put(question, before, found.span(), said) if found else None
    if re.search(r"(?:19|20)\d\d|年$", said):
        return None
    name = _row_of(ask(before))
    at = before.text.find(name) if name else -1
    return _put(question, before, (at, at + len(name)), said) if at >= 0 else None


def _put(question: Question, before: Question, place: tuple[int, int], said: str) -> Question:
    text = f"{before.text[: place[0]]}{said}{before.text[place[1] :]}"
    return replace(question, text=text, history=before.history)
