"""Short notices that correct single figures (更正说明: 执行数由…更正为…): the new figure answers, the old one is named.

A corrected version of the whole report supersedes it; a notice does not, so the report still answers all else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.conflicts import named
from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit
from assistant.answering.phrase import label, say
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.records.library import Library
from assistant.records.model import Document, Figure, PartType
from assistant.records.quantity import family, same, show
from assistant.records.scope import Scope
from assistant.records.store import Head

_INTO = re.compile(r"(?:更正|修正|订正|勘误|改)为|应为")
_ABOUT = re.compile(r"更正|修正|订正|勘误|有误|错误")
_POINTING = re.compile(r"^(?:原|现|将|把|公开)*(?:报告|文件|文本|决算|表格?|公开稿?)?(?:原文)?[中内里]?的?(?=.{2})")
_SENTENCE = re.compile(r"[^。\n]+")
# A longer document is a report, in which 改为 tells of work done.
_LONGEST = 3_000


@dataclass(frozen=True, slots=True)
class Amendment:
    """A figure of a notice as it was wrong, and the one that stands in its place."""

    old: Figure
    new: Figure
    document: Document


def notices(heads: Sequence[Head]) -> list[Head]:
    """The documents that say they correct something and are no corrected version of another on record."""
    return [h for h in heads if h.edition > 0 and h.supersedes is None and h.current and h.department]


def amendments(head: Head, library: Library, scope: Scope) -> list[Amendment]:
    """What a notice corrects, in the order of its text; nothing in a whole report."""
    document = library.store.document(head.id, scope)
    if len(document.text) > _LONGEST:
        return []
    figures = library.store.figures(scope, [head.id])
    return [
        Amendment(_tidied(old, old), _tidied(new, old), document)
        for sentence in _SENTENCE.finditer(document.text)
        if _ABOUT.search(sentence[0])
        for old, new in _pairs(document.text, sentence.start(), sentence.end(), figures)
    ]


def _tidied(figure: Figure, named_by: Figure) -> Figure:
    """`figure` as what `named_by` measures, without words that point at the report (原报告中执行数)."""
    measure = _POINTING.sub("", named_by.measure) or named_by.measure
    return replace(figure, measure=measure, subject=_POINTING.sub("", named_by.subject))


def _pairs(text: str, start: int, end: int, figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """The last figure before each 更正为 of a sentence with the first one behind it, of one kind."""
    inside = [f for f in figures if start <= f.span.start and f.span.end <= end]
    for mark in _INTO.finditer(text, start, end):
        before = [f for f in inside if f.span.end <= mark.start()]
        after = [f for f in inside if f.span.start >= mark.end()]
        if before and after and family(before[-1].quantity.unit) == family(after[0].quantity.unit):
            yield before[-1], after[0]


def amend(draft: Draft, plan: Plan, roll: Roll, library: Library, scope: Scope) -> None:
    """Give the corrected figure before each one of `draft` that a notice of its office and year corrects, and say so."""
    for part in [p for p in draft.parts if p.type is PartType.FIGURE and p.offered and p.figure]:
        figure = part.figure
        assert figure is not None
        found = next((a for a in _of(figure, roll, library, scope) if _corrects(a, figure)), None)
        if found is None:
            continue
        at = draft.parts.index(part)
        language = plan.question.language
        shown = replace(found.new, measure=figure.measure, subject=figure.subject, period=figure.period)
        words = label(shown, language, library.vocabulary, department=plan.departments is None)
        draft.figure(Hit(shown, found.document, 1.0, 1.0), words, show(found.new.quantity, language))
        draft.parts.insert(at, draft.parts.pop())
        old = (
            f"{part.label}（{say('before', language)}）"
            if language == "zh"
            else f"{part.label}, {say('before', language)}"
        )
        draft.parts[at + 1] = replace(part, offered=False, label=old)
        draft.parts = [replace(p, offered=False) if _rests_on(p.computation, figure) else p for p in draft.parts]
        draft.notes.append(
            say("amended_note", language, name=found.document.name, old=part.text, new=draft.parts[at].text)
        )


def _of(figure: Figure, roll: Roll, library: Library, scope: Scope) -> list[Amendment]:
    heads = notices(roll.of_office(figure.department)) if figure.department else []
    years = figure.period.years[-1:] if figure.period else ()
    return [a for h in heads if not years or years[0] in h.years for a in amendments(h, library, scope)]


def _corrects(amendment: Amendment, figure: Figure) -> bool:
    """Whether a figure is the wrong one that an amendment names: the same value of the same measure."""
    old = amendment.old
    if old.id == amendment.new.id or not same(old.quantity, figure.quantity):
        return False
    alike = old.indicator is not None and old.indicator == figure.indicator
    one, other = named(old), named(figure)
    return alike or one == other or (min(len(one), len(other)) >= 2 and (one in other or other in one))


def _rests_on(computation: object, figure: Figure) -> bool:
    return computation is not None and figure in getattr(computation, "inputs", ())
