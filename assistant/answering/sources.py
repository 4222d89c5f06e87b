"""Questions where a figure stands: which file, which page. The answer quotes the place; the citation opens it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit
from assistant.answering.phrase import label, say
from assistant.answering.plan import Plan
from assistant.records.model import Quantity, Span
from assistant.records.quantity import same, show
from assistant.records.vocabulary import Vocabulary

_SOURCE = re.compile(
    r"(?:出自|来自|源自|(?<!存)在|见于?|取自|写在|记在)[^，。？]{0,4}哪(?!些|几|一?[年月个家])|哪(?:一?[个份页张]|里的?)(?:文件|报告|材料|表|页|资料)|第几页|出处|来源是|"
    r"\b(?:which|what) (?:file|document|report|page|table|source)\b(?!s)|\bwhere (?:is|was|does|can)\b.*\b(?:come from|recorded|stated|found|written|reported)\b",
    re.I,
)
_FAINT = -4.0
# From this logit on, or where the question gives its value, the figure itself is told, too.
_CERTAIN = 6.0
_LONGEST = 240


def asks_source(plan: Plan) -> bool:
    """Whether a question asks where something stands."""
    return bool(_SOURCE.search(plan.asked or plan.question.text))


def source_answer(plan: Plan, hits: Sequence[Hit], vocabulary: Vocabulary) -> Draft | None:
    """The line of the record that states what is asked about, its column heading where it is a cell, and a sure figure."""
    given = [h for h in hits if any(_gives(q, h.figure.quantity) for q in plan.stated)]
    regained = [replace(h, score=h.score - h.features.get("unit_wrong", 0.0)) for h in given or hits]
    best = next((h for h in regained if given or h.score >= _FAINT), None)
    if best is None:
        return None
    draft = Draft()
    draft.prose(say("stands_in", plan.question.language))
    section = best.figure.section
    if best.figure.cell and (heading := _heading(best)):
        draft.quote(best.document, heading, section, offered=False)
    if given or (best.score >= _CERTAIN and not best.figure.cell):
        words = label(best.figure, plan.question.language, vocabulary, department=plan.departments is None)
        draft.figure(best, words, show(best.figure.quantity, plan.question.language))
    draft.quote(best.document, _line(best), section)
    return draft


def _gives(stated: Quantity, quantity: Quantity) -> bool:
    """Whether a question gives a quantity, with its unit or as a bare number."""
    return same(stated, quantity) or (not stated.unit and stated.value == quantity.value)


def _line(hit: Hit) -> Span:
    """The clause of a figure, or the row of a cell, cut where it is long."""
    clause = hit.figure.clause
    return clause if clause.end - clause.start <= _LONGEST else Span(clause.start, clause.start + _LONGEST)


def _heading(hit: Hit) -> Span | None:
    """The last line before a cell's row that writes its measure."""
    text, words = hit.document.text, hit.figure.measure.split()
    at = text.rfind(words[-1], 0, hit.figure.clause.start) if words else -1
    if at < 0:
        return None
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return Span(start, min(end if end > 0 else len(text), start + _LONGEST)) if start < at or end > start else None
