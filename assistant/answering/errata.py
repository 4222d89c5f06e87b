"""Short notices that correct single figures (更正说明: 执行数由…更正为…), in sentences or in a table with columns for
before (更正前) and after (更正后): the new figure answers, the old one is named.

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
from assistant.records.model import Cell, Computation, Document, Figure, PartType, Period, Role, Span, Table
from assistant.records.quantity import family, read, same, show
from assistant.records.scope import Scope
from assistant.records.store import Head
from assistant.records.vocabulary import Vocabulary

_INTO = re.compile(r"(?:更正|修正|订正|勘误|改)为|应为")
_ABOUT = re.compile(r"更正|修正|订正|勘误|有误|错误")
_POINTING = re.compile(r"^(?:原|现|将|把|公开)*(?:报告|文件|文本|决算|表格?|公开稿?)?(?:原文)?[中内里]?的?(?=.{2})")
# Of several figures before 更正为 the one that was there (原为48.3公里，因…重复统计2.0公里，更正为46.3公里).
_WAS = re.compile(r"(?:原(?:为|是|值|数|报|填|列|载|写)?为?|误(?:写|报|填|列)?[为作成]|由|从)\s*[:：]?\s*$")
_TRAILING = re.compile(r"原(?:为|是)?$")
_SHORTEST = 2
_QUOTED_BEFORE = re.compile(r"[“\"「][^“”\"「」]+[”\"」]\s*[，,]?(?:应|现)?\s*$")
_QUOTED_AFTER = re.compile(r"\s*[“\"「][^“”\"「」]+[”\"」]")
_SENTENCE = re.compile(r"[^。\n]+")
_CORRECTING = r"(?:更正|修正|订正|勘误|修改|修订|调整)"
_OLD = re.compile(rf"{_CORRECTING}前.{{0,6}}|原(?!因).{{0,8}}|误|(?:错误|有误).{{0,6}}(?<!原因)(?<!说明)")
_NEW = re.compile(rf"现?(?:应|拟)?{_CORRECTING}(?:后|为|成).{{0,6}}|现.{{0,8}}|应为.{{0,4}}|正|正确.{{0,6}}")
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
    ] + [Amendment(old, new, document) for old, new in _in_tables(document, figures, library.vocabulary)]


def correcting_columns(table: Table) -> tuple[int, int] | None:
    """The columns of what was wrong and of what is right, where a table has both: it lists corrections, not things."""
    last = ["".join(path[-1].split()) if path else "" for path in table.columns]
    old, new = (next((at for at, word in enumerate(last) if which.fullmatch(word)), -1) for which in (_OLD, _NEW))
    return (old, new) if min(old, new) >= 0 else None


def _in_tables(
    document: Document, figures: Sequence[Figure], vocabulary: Vocabulary
) -> Iterator[tuple[Figure, Figure]]:
    """The figures of each row under the columns for before and after, named by their row or by the words around them."""
    for table in document.tables:
        columns = correcting_columns(table)
        for row in table.rows if columns else ():
            before, after = (_of_cell(document, row[at], figures, vocabulary) for at in columns or ())
            kinds = [[family(figure.quantity.unit) for figure in some] for some in (before, after)]
            if kinds[0] == kinds[1]:
                yield from zip(before, after, strict=True)


def _of_cell(document: Document, cell: Cell, figures: Sequence[Figure], vocabulary: Vocabulary) -> list[Figure]:
    """The figures of a cell under what they measure: the label of its row, or words of its own (执行数790.13万元)."""
    known = [replace(f, measure=f.subject or f.measure, subject="") for f in figures if cell.span.holds(f.span)]
    found = known or list(_worded(document, cell))
    keys = (vocabulary.named(figure.measure) for figure in found)
    return [replace(f, indicator=key.key if key else None) for f, key in zip(found, keys, strict=True)]


def _worded(document: Document, cell: Cell) -> Iterator[Figure]:
    """Figures in the words of a cell, which is no number as a whole."""
    written, at = cell.span.of(document.text), 0
    year = Period(str(document.years[-1]), str(document.years[-1])) if document.years else None
    for reading in read(written):
        place = Span(cell.span.start + reading.span.start, cell.span.start + reading.span.end)
        said = re.sub(r"^[\s，；、,;:：]+|[\s为是:：]+$", "", written[at : reading.span.start])
        at = reading.span.end
        if said:
            yield Figure(
                id=f"{document.id}-{place.start}",
                document_id=document.id,
                span=place,
                quantity=reading.quantity,
                measure=said,
                indicator=None,
                subject="",
                department=document.department,
                period=year,
                role=Role.ACTUAL,
                clause=cell.span,
                cell=cell.address,
            )


def _tidied(figure: Figure, named_by: Figure) -> Figure:
    """`figure` as what `named_by` measures, without words that point at the report (原报告中执行数)."""
    measure = _TRAILING.sub("", _POINTING.sub("", named_by.measure)) or named_by.measure
    subject = _TRAILING.sub("", _POINTING.sub("", named_by.subject))
    return replace(figure, measure=measure, subject="" if len(subject) < _SHORTEST else subject)


def _pairs(text: str, start: int, end: int, figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """The last figure before each 更正为 of a sentence, or the one that is said to have been there (原为, 由), with the
    first one behind it, of one kind; of what is quoted (“A 12 万元、B 5 万元”更正为“A 10 万元、B 7 万元”) each figure with the one in its place.
    """
    inside = [f for f in figures if start <= f.span.start and f.span.end <= end]
    since = start
    for mark in _INTO.finditer(text, start, end):
        quoted = _QUOTED_BEFORE.search(text, start, mark.start()), _QUOTED_AFTER.match(text, mark.end(), end)
        if quoted[0] and quoted[1]:
            yield from _in_quotes(inside, *(Span(*m.span()) for m in quoted if m))
            continue
        before = [f for f in inside if f.span.end <= mark.start()]
        after = [f for f in inside if f.span.start >= mark.end()]
        if not before or not after:
            continue
        alike = [f for f in before if family(f.quantity.unit) == family(after[0].quantity.unit)]
        told = [f for f in alike if f.span.start >= since and _WAS.search(text, start, f.span.start)]
        since = after[0].span.end
        if told or alike[-1:] == before[-1:]:
            yield (told or alike)[-1], after[0]


def _in_quotes(inside: Sequence[Figure], old: Span, new: Span) -> Iterator[tuple[Figure, Figure]]:
    """The figures that differ between two quotations of as many figures of the same kinds."""
    before, after = ([f for f in inside if quote.holds(f.span)] for quote in (old, new))
    kinds = [[family(f.quantity.unit) for f in some] for some in (before, after)]
    if kinds[0] == kinds[1]:
        yield from ((a, b) for a, b in zip(before, after, strict=True) if not same(a.quantity, b.quantity))


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
    draft.parts = [
        replace(p, offered=False) if p.offered and _outdated(p.computation, roll, library, scope) else p
        for p in draft.parts
    ]


def _of(figure: Figure, roll: Roll, library: Library, scope: Scope) -> list[Amendment]:
    # A notice may write the office otherwise than the report: 市水务局 for 南栎市水务局.
    heads = notices(roll.of_offices([figure.department])) if figure.department else []
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


def _outdated(computation: Computation | None, roll: Roll, library: Library, scope: Scope) -> bool:
    """Whether a number was computed from one that a notice corrects."""
    return any(is_corrected(figure, roll, library, scope) for figure in (computation.inputs if computation else ()))


def is_corrected(figure: Figure, roll: Roll, library: Library, scope: Scope) -> bool:
    """Whether a notice of its office and year says that a figure was wrong."""
    return any(_corrects(a, figure) for a in _of(figure, roll, library, scope))


def _rests_on(computation: object, figure: Figure) -> bool:
    return computation is not None and figure in getattr(computation, "inputs", ())
