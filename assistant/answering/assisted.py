"""What a language model may add to an answer that stands without it: a reading of the question, and opening words.

Whatever it does, answers slowly, wrongly or not at all, the answer made without it is what remains.
"""

import logging
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from assistant.answering import check
from assistant.answering.model_reading import (
    Reading,
    Unusable,
    borne_out,
    facets,
    reading_request,
    readings,
    reworded,
    same_scope,
)
from assistant.answering.model_words import opened, slots_of, words_request
from assistant.answering.phrase import say
from assistant.llm.chat import Message, ModelFault, Stop
from assistant.records.library import Library
from assistant.records.model import Answer, Figure, Question, Reason, Status
from assistant.records.scope import Scope

_LOG = logging.getLogger(__name__)

# A reply is one small JSON object; thoughts before it may take more.
_MOST_TOKENS = 700
_LEAST_SECONDS = 0.2
# Words of records shown to the model, and documents they are taken from.
_MOST_WORDS = 120
_MOST_DOCUMENTS = 40

Asker = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True)
class _Turn:
    """One question's dealings with the model: until when, and whether anybody still waits."""

    library: Library
    scope: Scope
    until: float
    stop: Stop

    def ask(self, messages: Sequence[Message]) -> str:
        """The model's words; raises ModelFault."""
        seconds = max(_LEAST_SECONDS, self.until - perf_counter())
        return self.library.model.complete(messages, seconds=seconds, most_tokens=_MOST_TOKENS, stop=self.stop).text


def assisted(answer: Answer, library: Library, scope: Scope, asker: Asker, stop: Stop | None = None) -> Answer:
    """`answer` with what the model of the library can add; `asker` answers a question without a model.

    Figures and citations of an answered question are those of `answer`. A question not answered may become answered by
    another wording of it, told in a note; never the reverse.
    """
    if not library.model.present:
        return answer
    started = perf_counter()
    turn = _Turn(library, scope, started + library.settings.model_seconds, stop or Stop())
    try:
        read = _read(answer, turn, asker)
        told = _phrased(read, turn) if library.settings.model_words else read
    except Exception:
        _LOG.exception("the language model's help failed; the answer stands without it")
        return answer
    return replace(told, took_ms=answer.took_ms + round((perf_counter() - started) * 1000))


def _read(answer: Answer, turn: _Turn, asker: Asker) -> Answer:
    """The answer to another wording of a question that nothing was found for, or that wording as a suggestion."""
    if answer.status is not Status.ABSTAINED or answer.reason not in (Reason.NO_RECORD, Reason.OUT_OF_SCOPE):
        return answer
    question, library = answer.question, turn.library
    words = _record_words(answer, turn)
    try:
        found = readings(turn.ask(reading_request(question.text, words)), question.text, words)
    except (ModelFault, Unusable) as fault:
        _LOG.info("no reading: %s", fault)
        return answer
    text = reworded(question.text, found)
    if not found or not same_scope(question.text, text, library.settings.today or date.today()):
        return answer
    other = asker(replace(question, text=text))
    if other.status is not Status.ANSWERED or other.departments != answer.departments:
        return answer
    known = _Known(library, words)
    if not all(borne_out(one, known) or _trusted(one, library) for one in found):
        return replace(answer, suggestions=(text, *answer.suggestions))
    named = tuple(say("read_as", question.language, asked=one.asked, means=one.means) for one in found)
    taken = replace(other, id=answer.id, question=question, notes=(*named, *other.notes))
    return answer if check.faults(taken) else taken


def _trusted(one: Reading, library: Library) -> bool:
    """Whether the office lets its model's readings be answered, and this one changes no deciding word."""
    return library.settings.model_readings == "answer" and facets(one.asked) == facets(one.means)


def _phrased(answer: Answer, turn: _Turn) -> Answer:
    slots = slots_of(answer)
    if slots is None or turn.stop.stopped:
        return answer
    try:
        told = opened(answer, slots, turn.ask(words_request(answer, slots)))
    except (ModelFault, Unusable) as fault:
        _LOG.info("no opening: %s", fault)
        return answer
    return answer if check.faults(told) else told


@dataclass(frozen=True, slots=True)
class _Known(Container[str]):
    """Words that are words: of the vocabulary, of its English glossary, or of the records' own terms."""

    library: Library
    words: Sequence[str]

    def __contains__(self, word: object) -> bool:
        vocabulary = self.library.vocabulary
        return (
            word in vocabulary.words
            or word in vocabulary.synonyms
            or word in vocabulary.glossary
            or any(str(word) in known for known in self.words)
        )


def _record_words(answer: Answer, turn: _Turn) -> tuple[str, ...]:
    """What the records in scope measure, the nearest to the question first, then the vocabulary's indicators.

    Words with digits are left out: a reading may bring no number into a question.
    """
    library = turn.library
    heads = [
        h
        for h in library.store.heads(turn.scope)
        if not answer.departments or not h.department or h.department in answer.departments
    ]
    figures = library.store.figures(turn.scope, [h.id for h in heads[:_MOST_DOCUMENTS]])
    measured = dict.fromkeys(w for f in figures for w in _named(f) if _usable(w))
    named = [w for i in library.vocabulary.indicators for w in (i.zh, i.en) if _usable(w)]
    nearest = _nearest(answer.question.text, list(measured), library)
    return tuple(dict.fromkeys((*nearest, *named)))


def _named(figure: Figure) -> tuple[str, ...]:
    subject, measure = figure.subject, figure.measure
    return (subject, measure) if subject in measure else (subject, measure, f"{subject}{measure}")


def _usable(word: str) -> bool:
    return 2 <= len(word) <= 30 and not re.search(r"\d|\s{2}", word)


def _nearest(text: str, words: list[str], library: Library) -> list[str]:
    if len(words) <= _MOST_WORDS:
        return words
    rows = library.encoder.encode([text, *words])
    close = rows[1:] @ rows[0]
    return [words[i] for i in close.argsort()[::-1][:_MOST_WORDS]]
