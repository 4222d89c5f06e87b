"""Which versions of a document answer: the corrected ones, unless the question asks for what was withdrawn."""

import re
from collections.abc import Sequence

from assistant.answering.phrase import say
from assistant.records.model import Citation, Question
from assistant.records.store import Head

_BEFORE = re.compile(
    r"(?:更正|修正|修订|订正|勘误)(?:之?前|以前)(?!后)|(?:更正|修正|修订)前的|原(?:报告|版|文件|公开|稿|来的?(?:报告|版本))|未(?:经)?(?:更正|修订)|"
    r"(?:作废|被更正|撤回)的?(?:报告|版本|那份|文件)|旧版|\b(?:before (?:the )?(?:correction|revision)|original (?:report|version|figure|number)|"
    r"withdrawn|superseded|uncorrected|earlier version)\b",
    re.I,
)


def asks_withdrawn(question: Question) -> bool:
    """Whether a question asks for what was withdrawn (更正前的报告)."""
    return bool(_BEFORE.search(question.text))


def current(heads: Sequence[Head]) -> tuple[Head, ...]:
    """The documents that answers rest on."""
    return tuple(h for h in heads if h.current)


def withdrawn(heads: Sequence[Head]) -> tuple[Head, ...]:
    """The documents that others correct."""
    return tuple(h for h in heads if h.superseded_by is not None and h.same_as is None)


def version_notes(citations: Sequence[Citation], language: str) -> list[str]:
    """That an answer rests on a corrected version, or on one that was withdrawn."""
    documents = {c.document.id: c.document for c in citations}.values()
    return [
        say("withdrawn_note" if d.superseded_by else "corrected_note", language, name=d.name)
        for d in documents
        if d.superseded_by or d.supersedes
    ]
