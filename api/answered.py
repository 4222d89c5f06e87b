"""What every door does with a question: answer it within what its caller may see, and note who asked what."""

from collections.abc import Mapping
from dataclasses import replace

from assistant.answering.ask import ask
from assistant.llm.chat import Stop
from assistant.records.access_model import Caller
from assistant.records.library import Library
from assistant.records.model import Answer, PartType, Question, Status
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.trail import note

_OVER_SEVERAL = frozenset({PartType.TABLE, PartType.CHART})
_HIDDEN: Mapping[str, str] = {
    "zh": "有些记录不在您的可见范围之内，没有计入这个答案。",
    "en": "Some records are outside what you may see; this answer leaves them out.",
}


def answered(
    question: Question, library: Library, caller: Caller, stop: Stop | None = None, *, address: str = ""
) -> Answer:
    """The answer from what `caller` may see, noted in the audit log; raises as `ask` does, and StoreFault as `note` does."""
    answer = with_hidden_note(ask(question, library, caller.scope, stop), library, caller.scope)
    documents = sorted({citation.document.id for citation in answer.citations})
    note(
        library,
        caller,
        "asked",
        answer.id,
        address=address,
        question=question.text,
        status=answer.status.value,
        documents=documents,
    )
    return answer


def with_hidden_note(answer: Answer, library: Library, scope: Scope) -> Answer:
    """The answer, saying that there are records its reader may not see where that bears on it.

    Said whenever there is any record out of sight at all, of every answer but one about a single office from a single
    record: it tells nothing of what those records hold, nor whether they bear on the question.
    """
    limited = scope.collections is not None and library.settings.hidden_note
    if not limited or _single(answer) or len(library.store.heads(EVERYTHING)) == len(library.store.heads(scope)):
        return answer
    return replace(answer, notes=(*answer.notes, _HIDDEN[answer.question.language]))


def _single(answer: Answer) -> bool:
    """Whether an answer is about one office, from one record, and lists nothing."""
    documents = {citation.document.id for citation in answer.citations}
    listing = any(part.type in _OVER_SEVERAL for part in answer.parts)
    return answer.status is Status.ANSWERED and len(answer.departments) == len(documents) == 1 and not listing
