"""How much of a question a table explains, and the words of a question as tables are searched for them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.plan import Plan
from assistant.answering.table_match import Words, count, spelt, words_of
from assistant.answering.table_plan import Wanted
from assistant.answering.table_view import View
from assistant.answering.terms import Term
from assistant.records.columns import header_unit
from assistant.records.fold import simplified
from assistant.records.model import Span

_GLOSS = re.compile(r"((?:[A-Za-z][\w'’-]*\s){1,6})[（(]\s*([\u3400-\u9fff]+)")
_JOINTS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "did",
        "does",
        "do",
        "has",
        "have",
        "had",
        "how",
        "many",
        "much",
        "what",
        "which",
    ]
)
_MONTHS = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_UNIT_ASKED = re.compile(
    r"(?:多少|几)(?:万|亿)?(?:平方公里|平方米|公里|公顷|人次|家次|分钟|分(?!钟)|元|钱|[人户家个件次名位期项枚座处场条所台套辆批份间栋张宗笔起例支只株棵头本盏吨亩米口艘])"
)
# Words that only say that something is added up: where a column is called so, its header says it.
ADDING = frozenset({"累计", "合计", "总计", "总共", "total"})
_RUN, _SHORTEST = 4, 3
_HALVES = 0.8


def by_own_caption(view: View) -> View:
    """The view called by its own caption alone."""
    return replace(view, captions=view.captions[:1])


def _told(run: str, around: str) -> float:
    """How far `around` names `run`: wholly as it is or shortened (气象站 of 气象观测站点), for the most part by its two
    halves apart (公路养护 of 公路中心国省道养护台账).
    """
    if run in around:
        return 1.0
    if run.isascii() or not _SHORTEST <= len(run) <= _RUN:
        return 0.0
    head, tail = run[:2], run[2:]
    if re.search(f"{re.escape(head)}[\u4e00-\u9fff]{{1,3}}{re.escape(tail)}", around):
        return 1.0
    return _HALVES if len(tail) > 1 and head in around and tail in around else 0.0


def _of_rows(view: View, run: str) -> bool:
    """Whether every row says `run`, so that it picks none of them."""
    if len(run) < 2 or not view.plain:
        return False
    return all(any(run in t for t in line.texts.values()) for line in view.plain)


def grounded(
    plan: Plan,
    words: Words,
    mask: int,
    view: View,
    columns: Sequence[int],
    *,
    by_rows: bool = False,
    settled: bool = True,
) -> float:
    """The share of the question's terms that the table explains, by its cells and headers or by what it is called.

    Where the question has no terms but those that ask, `settled` tells whether the table is the one meant all the same.
    `by_rows` lets a term count that all rows hold, where rows are worked on rather than one of them looked up.
    """
    total = explained = 0.0
    around = simplified("".join((*view.captions, *(view.names[c] for c in columns))).lower())
    units = "".join(header_unit(view.paths[c]) for c in columns)
    for place, term in words.terms:
        size = count(place & ~words.idle)
        if (place and not size) or term.text in ADDING:
            continue
        part = count(place & mask & ~words.idle) / size if size else 0.0
        alternatives = tuple(map(simplified, term.alternatives))
        if any(name == term.text and spelt(name, around) for _, name in words.names):
            part = 1.0
        part = max([part, *(_told(a, around) for a in alternatives)])
        if any(len(a) > 1 and a == units for a in alternatives):
            part = 1.0
        if part < 1 and by_rows and any(_of_rows(view, a) for a in alternatives):
            part = 1.0
        weight = min(term.weight, 1.0)
        total += weight
        explained += weight * part
    if not total:
        return 1.0 if settled else 0.0
    return explained / total


def words_for(plan: Plan, wanted: Wanted) -> Words:
    """The words of a question with the terms of its plan; its operations and limits name nothing."""
    terms = _glossed(wanted.text, plan.terms)
    units = (Span(*m.span()) for m in _UNIT_ASKED.finditer(wanted.text))
    return words_of(wanted.text, terms, (*wanted.asking, *units, *(limit.span for limit in wanted.limits)))


def _glossed(text: str, terms: Sequence[Term]) -> list[Term]:
    """English terms with the Chinese that the question gives for them: Longtankou station (龙潭口站)."""
    found = []
    for m in _GLOSS.finditer(text):
        words = m[1].lower().replace("-", " ").split()
        cut = next((i for i in range(len(words), 0, -1) if words[i - 1] in _JOINTS), 0)
        found.append((" ".join(words[cut:]), m[2]))
    out = []
    for term in terms:
        if term.text in _MONTHS:
            continue
        given = tuple(chinese for phrase, chinese in found if term.text.isascii() and term.text in phrase)
        out.append(replace(term, alternatives=(*term.alternatives, *given)) if given else term)
    return out
