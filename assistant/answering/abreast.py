"""Several measures asked side by side: 城市和农村低保一共多少人, 红、橙、黄色预警各几期, official cars versus receptions.

Each thing named gets the figure that names it; where one of them finds none, nothing is answered this way.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.evidence import Hit, segment_span, sentence_span
from assistant.answering.find import enough
from assistant.answering.plan import Plan
from assistant.answering.series import apart, compares, totals
from assistant.answering.sides import Side
from assistant.answering.terms import FOCUSED, Term
from assistant.records.quantity import family

Search = Callable[[Plan], Sequence[Hit]]

_ABREAST = re.compile(
    r"各|分别|一共|合计|总共|共计|加起来|相差|差(?:了|距|额)?多少|谁|哪[个种类项]?更?|还是|对比|比较|"
    r"\b(?:versus|vs|each|respectively|both|or|combined|together|altogether|in total|more|less|fewer|which|compare|difference|apart)\b",
    re.I,
)
_JOINT = re.compile(
    r"(?<=[\u4e00-\u9fff”）])\s*(?:和|与|跟|及|以及|还是|对比)\s*(?=[\u4e00-\u9fff“])|(?<=[a-z)])\s+(?:and|or|versus|vs\.?|than)\s+(?=[a-z])",
    re.I,
)
_ITEMS = re.compile(r"[\u4e00-\u9fff“”]{1,12}(?:、[\u4e00-\u9fff“”]{1,10})+(?:(?:以?及|和|与)[\u4e00-\u9fff“”]{1,10})?")
_WHICH = re.compile(r"谁|哪|还是|\b(?:which|more|less|fewer|or)\b", re.I)
# What both things share tells less than what is each one's own.
_SHARED, _OWN = 0.4, FOCUSED + 0.2
_FIT = 0.3
_NEVER_ADDED = frozenset({"percent", "points", "ratio", "rank"})
_MOST = 8


@dataclass(frozen=True, slots=True)
class Abreast:
    """Figures asked side by side, and whether their total, the difference of two or the larger is wanted."""

    hits: tuple[Hit, ...]
    total: bool
    difference: bool
    which: bool


def abreast(plan: Plan, hits: Sequence[Hit], search: Search) -> Abreast | None:
    """The figures of the things that a question of one office and year names side by side; None where it names none."""
    text = plan.asked or plan.question.text
    if not _ABREAST.search(text) or compares(plan) or {Side.TARGET, Side.LEVEL} <= plan.sides:
        return None
    found = _enumerated(plan, text, hits) or _joined(plan, text, search)
    if not found:
        return None
    two = len(found) == 2
    adds = family(found[0].figure.quantity.unit) not in _NEVER_ADDED
    return Abreast(
        found, total=adds and totals(plan), difference=two and apart(plan), which=two and bool(_WHICH.search(text))
    )


def _enumerated(plan: Plan, text: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """One figure for each item of a list (红、橙、黄色), all in the sentence of the best figure."""
    listed = _ITEMS.search(text)
    best = next((h for h in hits if enough(plan, h)), None)
    if not listed or best is None or best.figure.cell:
        return ()
    sentence = sentence_span(best.figure.clause, best.document.text)
    beside = sorted((h for h in hits if _in(h, best, sentence.holds(h.figure.span))), key=lambda h: h.figure.span)
    items = re.split(r"、|以?及|和|与", listed[0].replace("“", "").replace("”", ""))
    size = min(len(i) for i in items)
    chosen: list[Hit] = []
    for at, item in enumerate(items):
        names = _names(item, size, first=at == 0, last=at == len(items) - 1)
        named = next((h for name in names for h in beside if h not in chosen and name in _own(h)), None)
        if named is None:
            return ()
        chosen.append(named)
    return tuple(chosen) if 2 < len(chosen) <= _MOST or "、" in listed[0] else ()


def _in(hit: Hit, best: Hit, within: bool) -> bool:
    same = hit.document.id == best.document.id and family(hit.figure.quantity.unit) == family(best.figure.quantity.unit)
    return within and same and hit.side is best.side


def _names(item: str, size: int, *, first: bool, last: bool) -> list[str]:
    """What an item may be called: the first may begin, the last end with words that are not its own (当年红, 蓝色预警各)."""
    if first:
        return [item[-n:] for n in range(len(item), size - 1, -1)]
    if last:
        return [item[:n] for n in range(len(item), size - 1, -1)]
    return [item]


def _own(hit: Hit) -> str:
    run = segment_span(hit.figure, hit.document.text).of(hit.document.text)
    return re.sub(r"[\s“”]+", "", f"{run} {hit.figure.subject} {hit.figure.measure}")


def _joined(plan: Plan, text: str, search: Search) -> tuple[Hit, ...]:
    """A figure for either thing that 和, or, versus join; each must be named by its own figure."""
    lowered = text.lower()
    places = [(lowered.find(t.text), t) for t in plan.terms]
    for joint in _JOINT.finditer(text):
        left = [t for at, t in sorted(places, key=lambda p: p[0]) if 0 <= at < joint.start()]
        right = [t for at, t in sorted(places, key=lambda p: p[0]) if at >= joint.end()]
        if not left or not right:
            continue
        one = _best(plan, search, (*_light(left[:-1]), _heavy(left[-1]), *_light(right[1:])))
        other = _best(plan, search, (*_light(left[:-1]), _heavy(right[0]), *_light(right[1:])))
        if one and other and _pair(one, other):
            return (one, other)
    return ()


def _light(terms: Sequence[Term]) -> list[Term]:
    return [replace(t, weight=min(t.weight, _SHARED)) for t in terms]


def _heavy(term: Term) -> Term:
    return replace(term, weight=_OWN)


def _best(plan: Plan, search: Search, asked: tuple[Term, ...]) -> Hit | None:
    alone = replace(plan, terms=asked, difference=False, indicators=())
    best = next((h for h in search(alone) if enough(alone, h)), None)
    return best if best and best.features.get("focus", 0.0) > _FIT else None


def _pair(one: Hit, other: Hit) -> bool:
    """Whether two figures tell the same kind of thing of one document, side by side."""
    return (
        one.figure != other.figure
        and one.document.id == other.document.id
        and one.side is other.side
        and family(one.figure.quantity.unit) == family(other.figure.quantity.unit)
    )
