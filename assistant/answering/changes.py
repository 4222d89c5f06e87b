"""What a corrected version changed: the figures that differ from the version it replaces, both cited."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.answering.draft import Draft
from assistant.answering.errata import amendments, notices
from assistant.answering.evidence import Hit
from assistant.answering.find import in_scope
from assistant.answering.phrase import label, say
from assistant.answering.pinned import within
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.records.library import Library
from assistant.records.model import Document, Reason, Status
from assistant.records.quantity import family, same, show
from assistant.records.scope import Scope
from assistant.records.vocabulary import Vocabulary

_VERSION = r"(?:更正|修正|修订|订正|勘误|修改)"
_ASKED = re.compile(
    rf"{_VERSION}前后|{_VERSION}(?:版|后|稿)?[^。？?，,]{{0,12}}(?:改了|改动|变了|变化|变动|不同|区别|差别|差异|哪些(?:内容|数|地方|数字|数据))|"
    rf"{_VERSION}了(?:什么|哪|多少|几)|(?:改了|改动了|变了)(?:什么|哪)[^。？?]{{0,12}}{_VERSION}|(?:草案|送审稿|征求意见稿|初稿|原版|原报告|旧版)(?:和|与|跟|同)[^。？?]{{0,16}}"
    rf"(?:改|变|不同|区别|差)|{_VERSION}(?:版|稿)(?:和|与|跟|同|比|较|对)[^。？?]{{0,20}}(?:改|变|不同|区别|差)|"
    r"\b(?:what|which|how)\b.*\b(?:chang\w+|differ\w*|correct(?:ed|ion)|revis(?:ed|ion)|amend\w*)\b.*\b(?:version|correct\w*|revis\w*|report)\b|"
    r"\bwhat (?:was|were) (?:corrected|revised|amended)\b|\bwh(?:at|ich)\b[^.?]{0,80}\b(?:was|were) (?:later |then |subsequently )?corrected\b|\b(?:before and after|difference\w* between) the (?:correct|revis|original)\w*",
    re.I,
)
_VERSION_WORDS = re.compile(r"correct|revis|amend|original", re.I)
_MOST_VERSIONS = 4
_MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Change:
    """A figure as it was and as it is; None where the version has no such figure."""

    old: Hit | None
    new: Hit | None


def changed(plan: Plan, library: Library, scope: Scope) -> Draft | None:
    """What the corrected versions in the plan's scope changed; None where the question asks no such thing."""
    text = plan.question.text
    if not _ASKED.search(text) or (plan.question.language == "en" and not _VERSION_WORDS.search(text)):
        return None
    if plan.unknown or plan.ambiguous:
        return None
    every = Roll(library.store.heads(scope))
    known = {head.id for head in every}
    fitting = in_scope(plan, Roll(within(plan.question.pinned, every)))
    corrected = [h for h in fitting if h.supersedes in known and h.same_as is None]
    single = [
        Change(Hit(a.old, a.document, 1.0, 1.0), Hit(a.new, a.document, 1.0, 1.0))
        for head in notices(fitting)
        for a in amendments(head, library, scope)
    ]
    if not corrected and not single:
        return _nothing_corrected(plan)
    draft = Draft()
    if single:
        _tell(draft, plan, _asked_for(plan, single), library.vocabulary)
    for head in sorted(corrected, key=lambda h: (h.department, h.years, h.edition))[:_MOST_VERSIONS]:
        assert head.supersedes is not None
        old, new = (library.store.document(key, scope) for key in (head.supersedes, head.id))
        found = changes(old, new, library, scope)
        _tell(draft, plan, _asked_for(plan, found), library.vocabulary)
    return draft


def changes(old: Document, new: Document, library: Library, scope: Scope) -> list[Change]:
    """The figures in which two versions differ, in the order of the text; figures of one place are paired by their names."""
    before, after = ([Hit(f, d, 1.0, 1.0) for f in library.store.figures(scope, [d.id])] for d in (old, new))
    matcher = SequenceMatcher(None, [_key(h) for h in before], [_key(h) for h in after], autojunk=False)
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(before[i1:i2], after[j1:j2], strict=True)
            found += [Change(a, b) for a, b in pairs if not same(a.figure.quantity, b.figure.quantity)]
        else:
            found += _replaced(before[i1:i2], after[j1:j2])
    return found


def _key(hit: Hit) -> tuple[str, str, str, str]:
    figure = hit.figure
    return figure.subject, figure.measure, figure.role.value, family(figure.quantity.unit)


def _replaced(before: Sequence[Hit], after: Sequence[Hit]) -> list[Change]:
    """Figures named otherwise in the other version: paired where one of the same kind and value, or role, stands opposite."""
    left = list(after)
    found: list[Change] = []
    for old in before:
        twin = next((n for n in left if same(n.figure.quantity, old.figure.quantity)), None)
        if twin:
            left.remove(twin)
            continue
        partner = next(
            (n for n in left if n.figure.measure == old.figure.measure and _key(n)[2:] == _key(old)[2:]), None
        )
        if partner:
            left.remove(partner)
        found.append(Change(old, partner))
    return found + [Change(None, new) for new in left]


def _asked_for(plan: Plan, found: list[Change]) -> list[Change]:
    """Of the changes those of a measure that the question names, else all."""
    keys = {i.key for i in plan.indicators}
    named = [c for c in found if any(h.figure.indicator in keys for h in (c.old, c.new) if h)]
    if named:
        return named
    words = [run for term in plan.terms for run in term.alternatives if len(run) > 1]
    worded = [c for c in found if any(w in h.figure.measure for w in words for h in (c.old, c.new) if h)]
    return worded or found


def _tell(draft: Draft, plan: Plan, found: Sequence[Change], vocabulary: Vocabulary) -> None:
    language = plan.question.language
    if not found:
        draft.prose(say("nothing_changed", language))
        return
    draft.prose(say("changed", language))
    rows = [(say("measure", language), say("before", language), say("after", language))]
    numbers: list[int] = []
    years = len({h.figure.period for c in found for h in (c.old, c.new) if h})
    for number, change in enumerate(found):
        shown = change.new or change.old
        assert shown is not None
        words = label(shown.figure, language, vocabulary, department=plan.departments is None)
        rows.append(
            (
                label(shown.figure, language, vocabulary, department=False, year=years > 1),
                _shown(change.old, language),
                _shown(change.new, language),
            )
        )
        for hit, key in ((change.old, "before"), (change.new, "after")):
            if hit and number < _MOST_TOLD:
                draft.figure(hit, _which(words, key, language), show(hit.figure.quantity, language))
                numbers += draft.parts[-1].citations
            elif hit:
                figure = hit.figure
                numbers.append(draft.cite(hit.document, figure.span, figure.section, figure.page, figure.cell))
    if len(found) > 1:
        draft.table(tuple(rows), tuple(numbers), say("changes_listed", language))


def _which(words: str, key: str, language: str) -> str:
    said = say(key, language)
    return f"{words}（{said}）" if language == "zh" else f"{words}, {said}"


def _shown(hit: Hit | None, language: str) -> str:
    return show(hit.figure.quantity, language) if hit else "—"


def _nothing_corrected(plan: Plan) -> Draft:
    draft = Draft()
    draft.refuse(Status.ABSTAINED, Reason.NO_RECORD)
    draft.prose(say("no_correction", plan.question.language))
    return draft
