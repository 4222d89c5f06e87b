"""Questions answered in the words of records: the passages that tell what is asked, a whole section where it is asked for."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.find import Told, find_passages
from assistant.answering.plan import Plan
from assistant.answering.wants import heads_only
from assistant.records.library import Library
from assistant.records.model import Span
from assistant.records.scope import Scope
from assistant.records.store import Head

# Passages this near the best are told, too; at most so many.
_PASSAGE_MARGIN = 0.12
_PASSAGE_ENOUGH = 0.5
_MOST = 8


def told_passages(plan: Plan, chosen: Sequence[Head], library: Library, scope: Scope) -> list[Told]:
    """The best passage of each document, and its next ones under the same heading that are as good."""
    told = [t for t in find_passages(plan, chosen, library, scope) if t.lexical >= _PASSAGE_ENOUGH]
    if not told:
        return []
    best = told[0]
    near = [t for t in told if t.score >= best.score - _PASSAGE_MARGIN]
    if _whole_section(plan):
        firsts = [next((t for t in told if y in t.document.years), None) for y in plan.years or ()]
        near = [one for t in dict.fromkeys(t for t in (*firsts, best) if t) for one in _section(plan, t, told)] or near
    return near[:_MOST]


def _whole_section(plan: Plan) -> bool:
    """Whether a question asks for all that stands under a heading (有哪些问题), not for something narrower."""
    return plan.intent is not None and all(plan.intent.asks.search(t.text) for t in plan.terms)


def _section(plan: Plan, first: Told, told: Sequence[Told]) -> list[Told]:
    """The passages of the section of `first` whose heading answers the question, in reading order."""
    intent = plan.intent
    above = next((h for h in first.passage.headings[::-1] if intent and heads_only(intent, h)), None)
    own = [t for t in told if t.document.id == first.document.id and above in t.passage.headings] if above else []
    return [_with_heading(t) for t in sorted(own, key=lambda t: t.passage.span)]


def _with_heading(told: Told) -> Told:
    """`told` from its heading on, where that is a sentence of its own and stands right before (（一）支付前慢后快。)."""
    heading = told.passage.headings[-1] if told.passage.headings else ""
    start = told.document.text.rfind(heading, 0, told.passage.span.start) if heading.rstrip().endswith("。") else -1
    if start < 0 or told.document.text[start + len(heading) : told.passage.span.start].strip():
        return told
    return replace(told, passage=replace(told.passage, span=Span(start, told.passage.span.end)))
