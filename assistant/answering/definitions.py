"""What a term means: the words of a record that explain it (名词解释), quoted, beside the vocabulary's own definition."""

import re
from collections.abc import Sequence

from assistant.answering import compose
from assistant.answering.draft import Draft
from assistant.answering.find import narrowed
from assistant.answering.kinds import quoted_terms
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.records.library import Library
from assistant.records.model import Document, Passage, Span
from assistant.records.scope import Scope
from assistant.records.store import Head

_MOST = 2
_LONGEST = 300
# “三公”经费：是指…… and 结转，指…… explain; 指标 and 指导 do not.
_EXPLAINS = r"[”\"」]?(?:[（(][^）)\n]{0,20}[）)])?\s*[:：，,]?\s*(?:即)?(?:主要)?(?:是)?指(?![标导挥南定派数])"


def definition_answer(plan: Plan, heads: Sequence[Head], library: Library, scope: Scope) -> Draft | None:
    """The meaning of what `plan` asks about, as the vocabulary and at most two records of `heads` tell it; None if neither does."""
    draft = compose.compose_definitions(plan)
    told = _explanations(plan, heads, library, scope)
    if told and plan.indicators:
        draft.prose(say("from_text", plan.question.language))
    for document, span, passage in told:
        draft.quote(document, span, passage.headings)
    return draft if plan.indicators or told else None


def _explanations(
    plan: Plan, heads: Sequence[Head], library: Library, scope: Scope
) -> list[tuple[Document, Span, Passage]]:
    names = dict.fromkeys(
        (*quoted_terms(plan.question.text), *(n for i in plan.indicators for n in (i.zh, *i.synonyms)))
    )
    if not names or not heads:
        return []
    written = "|".join(r"[“”\"「」\s]{0,2}".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\u4e00-\u9fff])[“\"「]?(?:{written}){_EXPLAINS}[^。\n]+(?:\n(?!\n)[^。\n]+)*。?")
    chosen = narrowed(plan, heads, library, scope)
    documents = library.store.documents(scope, [h.id for h in chosen])
    found: dict[str, tuple[Document, Span, Passage]] = {}
    for passage in library.store.passages(scope, [h.id for h in chosen]):
        document = documents[passage.document_id]
        match = pattern.search(passage.span.of(document.text))
        if match and document.id not in found:
            start = passage.span.start + match.start()
            found[document.id] = (
                document,
                Span(start, min(start + _LONGEST, passage.span.start + match.end())),
                passage,
            )
        if len(found) >= _MOST:
            break
    return list(found.values())
