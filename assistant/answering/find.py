"""Finding figures and passages inside the scope a plan names: offices and years filter hard, evidence ranks."""

import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.answering.evidence import (
    Hit,
    Surroundings,
    descriptor,
    judge,
    lexical,
    operating,
    segment_span,
    sought_among,
    surroundings,
    with_meaning,
)
from assistant.answering.offices import romanised
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.answering.sides import Side, anchors
from assistant.errors import StoreFault
from assistant.records.library import Library
from assistant.records.model import Document, Figure, Passage, Period, Role, Span
from assistant.records.quantity import family, read
from assistant.records.scope import Scope
from assistant.records.store import Head
from assistant.records.words import terms as word_tokens

log = logging.getLogger(__name__)

# Above this many documents the words index narrows first; below, every figure is judged.
_JUDGE_ALL = 60
_NARROWED = 24
# So many of the best by words are compared in meaning, too.
_COMPARED = 160
# A figure of the same clause that names what is counted so much better goes before one at most so many logits above it.
_HEAD_GAIN, _HEAD_DROP, _OWN_GAIN = 1.2, 6.0, 0.15
# What goes first is no rival of what it goes before.
_AHEAD = 0.1
_HOW_MANY = re.compile(r"\bhow (?:many|big|large)\b", re.I)
# Below this share of a question's words nothing on record is near it.
NEAREST_WORDS = 0.3
_PASSAGE_FIELDS = (1.0, 1.0, 0.85, 0.5, 0.7)
_LEAD = 24
_POINTS = re.compile(
    r"分(?!别|布|类|局|之|享|包|期|批|钟|公|成|为|配|散|担|流|管|析)|评|\b(?:score|scored|points?|marks?|rating|rated|weight)",
    re.I,
)
_INTENDED = 0.7
# A passage that gives a reason answers why better than one that gives none.
_REASONED, _REASONED_WORDS = 0.25, 0.1
_WHY = re.compile(r"原因|为什么|为何|为啥|怎么会|\bwhy\b|\breasons?\b", re.I)
_REASON = re.compile(
    r"原因|由于|因为|受[^，。]{1,14}影响|主要是|主要系|导致|致使|造成|因[^此为素果]|because|due to|owing to|caused by"
)
# A figure whose own words hold this share of the question's is what was asked for, whatever indicator it states.
_NAMED_WHOLLY = 0.95
# The unit price of a thing is not what was spent on it.
_PRICE = re.compile(r"单价|均价")
# A level is no change, but where its name tells that it grew or fell (新增, 压减).
_MOVES = re.compile(r"[增减降升涨扩缩]")
_PRICE_ASKED = re.compile(r"价|每|均|标准|\b(?:prices?|per|each|rates?|unit)\b", re.I)


@dataclass(frozen=True, slots=True)
class Told:
    """A passage with how well it answers a narrative question; `by_words` where its meaning could not be asked for."""

    passage: Passage
    document: Document
    score: float
    lexical: float
    by_words: bool = False


def in_scope(plan: Plan, roll: Roll, *, by_year: bool = True) -> Sequence[Head]:
    """The documents that may answer: of the offices named (or of many offices) and, `by_year`, of the years named."""
    years = plan.years if by_year else None
    if plan.departments is None:
        return roll if years is None else roll.of_years(years)
    return tuple(
        h for h in roll.of_offices(plan.departments) if years is None or not h.years or set(h.years) & set(years)
    )


_GENERIC = re.compile(
    r"(?:19|20)\d\d|[年度月份]|部门|单位|整体|支出|绩效|自评|评价|报告|情况|公开|说明|决算|预算|资金|专项|表|关于|的|工作|总结|汇总|附件|\W"
)
_TITLE_RUN = 4
_TITLES = 400


def titled(plan: Plan, everything: Sequence[Head], chosen: Sequence[Head]) -> Sequence[Head]:
    """Of `chosen` those whose title shares a run of its own with a question that names no office (阳光食堂).

    All of them where no title of `everything` does, or where there are too many titles for one to tell.
    """
    if plan.departments is not None or plan.mentions or len(everything) > _TITLES:
        return chosen
    asked = [run for t in plan.terms for run in t.alternatives if len(_GENERIC.sub("", run)) >= _TITLE_RUN]
    # A later part of a question, or one that goes on, is about what was named before it.
    for said in dict.fromkeys((plan.asked or plan.question.text, plan.question.text, *plan.question.history[::-1])):
        text = _GENERIC.sub("，", said)
        named = {
            h.id
            for h in everything
            if any(run in h.title for run in asked) or any(_shared(run, text) for run in _title_runs(h.title))
        }
        if named:
            return tuple(h for h in chosen if h.id in named)
    return chosen


@lru_cache(maxsize=1024)
def _title_runs(title: str) -> tuple[str, ...]:
    return tuple(run for run in _GENERIC.split(title) if len(run) >= _TITLE_RUN)


def _shared(run: str, text: str) -> int:
    """The length of the longest piece of `run` that stands in `text`."""
    return max(
        (n for a in range(len(run)) for n in range(_TITLE_RUN, len(run) - a + 1) if run[a : a + n] in text), default=0
    )


def find_figures(
    plan: Plan,
    heads: Sequence[Head],
    library: Library,
    scope: Scope,
    *,
    by_year: bool = True,
    indicators: Collection[str] | None = None,
) -> list[Hit]:
    """Figures of `heads` that may answer, best first; with `indicators` only those that state one of them.

    Indicators narrow in the store, so every document counts then; without them words narrow a large scope first.
    """
    chosen = heads if indicators is not None else narrowed(plan, heads, library, scope)
    stored = library.store.figures(scope, [h.id for h in chosen], indicators=indicators)
    regional = {h.id for h in chosen if not h.department and of_region(plan, h.title)}
    figures = [f for f in stored if _allowed(plan, f, by_year, of_region=f.document_id in regional)]
    documents = library.store.documents(scope, {f.document_id for f in figures})
    levels = anchors(figures, documents)
    around = {f.id: surroundings(f, documents[f.document_id], levels.get(f.id)) for f in figures}
    sought = sought_among([a.clause for a in around.values()], plan)
    hits = _sorted(judge(plan, f, documents[f.document_id], around[f.id], sought) for f in figures)
    if indicators is not None:
        return hits
    near = meanings(plan, hits[:_COMPARED], around, library)
    weighed = (with_meaning(h, near[h.figure.id]) if h.figure.id in near else h for h in hits)
    return head_first(plan, _sorted(weighed))


def head_first(plan: Plan, hits: Sequence[Hit]) -> list[Hit]:
    """`hits` with the figure first whose own words are what is counted, where the first stands in its clause but names
    none of it: of 参与学生 4.2 万人，参与率 98.6% a question how many 学生 wants the former. What stands beside 多少 may
    be a verb that several figures share (认定): such a figure must also hold more of the question's words than the first.
    """
    if not hits or hits[0].figure.cell or hits[0].features.get("focus", 0.0) > 0:
        return list(hits)
    best = hits[0]
    noun = bool(_HOW_MANY.search(plan.asked or plan.question.text))
    mates = [
        h
        for h in hits[1:]
        if h.figure.clause == best.figure.clause
        and h.document.id == best.document.id
        and h.side is best.side
        and "unit_wrong" not in h.features
        and h.score >= best.score - _HEAD_DROP
        and h.features.get("focus", 0.0) >= best.features.get("focus", 0.0) + _HEAD_GAIN
        and (noun or h.features.get("own", 0.0) >= best.features.get("own", 0.0) + _OWN_GAIN)
    ]
    if not mates:
        return list(hits)
    first = max(mates, key=lambda h: (h.features.get("focus", 0.0), h.score))
    return [replace(first, score=best.score + _AHEAD), *(h for h in hits if h is not first)]


def _sorted(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda h: (-h.score, h.figure.document_id, h.figure.span))


def meanings(plan: Plan, hits: Sequence[Hit], around: Mapping[str, Surroundings], library: Library) -> dict[str, float]:
    """How near the descriptors of `hits` are to the question's terms in meaning, by figure id (cosines)."""
    asked = " ".join(dict.fromkeys(run for t in plan.terms for run in t.alternatives[:2])) + plan.want.unit
    if not hits or not asked.strip():
        return {}
    texts = [descriptor(h.figure, around[h.figure.id]) for h in hits]
    vectors = library.matcher.encode([asked, *texts])
    cosines = vectors[1:] @ vectors[0]
    return {h.figure.id: float(c) for h, c in zip(hits, cosines, strict=True)}


def of_region(plan: Plan, title: str) -> bool:
    """Whether a list of many offices is of a region that the question names (2023年衡岚市重点项目清单)."""
    written = [m.written for m in plan.mentions if m.region]
    spelt = [w.split()[0].lower() for w in written if w.isascii() and w.split()]
    return any(w.rstrip("省市区县州旗镇乡") in title for w in written) or any(w in romanised(title) for w in spelt)


# Who gave a score is what it means: one is never told for the other.
_RIVALS = (frozenset({"self_score", "review_score"}),)


def told_for_another(plan: Plan, figure: Figure) -> bool:
    """Whether a figure states the rival of the one indicator that is asked for: 复核得分 where 自评得分 is asked."""
    asked = {i.key for i in plan.indicators}
    return any(len(asked & pair) == 1 and figure.indicator in pair - asked for pair in _RIVALS)


def _allowed(plan: Plan, figure: Figure, by_year: bool, *, of_region: bool) -> bool:
    if told_for_another(plan, figure):
        return False
    if (
        not of_region
        and plan.departments is not None
        and not any(same_office(plan.full(figure.department), d) for d in plan.departments)
    ):
        return False
    return (
        not by_year or plan.years is None or figure.period is None or bool(set(figure.period.years) & set(plan.years))
    )


# Characters of names of places: none of those that ask, count or join.
_PROPER = "(?:(?![哪个每各全多少几和与及的是在年月日有没了把被对从这那该本某所建成设完共其中城乡农社街小园校景车网新老旧])[\u4e00-\u9fff])"
_PLACED = re.compile(r"([\u4e00-\u9fff]{2,3})(镇|乡|村|街道|社区|区|县|站)")


def of_another_place(plan: Plan, figure: Figure) -> bool:
    """Whether `figure` is of a town, village or station other than the one that the question names (秋塘镇, 柳浦镇)."""
    text = plan.asked or plan.question.text
    own = _PLACED.match(figure.subject)
    if (own is None and not figure.cell) or (own is not None and own[1] in text) or figure.subject in text:
        return False
    level = own[2] if own is not None and not figure.cell else "镇|乡|村|街道|社区|站"
    asked = (m[0] for m in re.finditer(rf"{_PROPER}{{2}}(?:{level})", text))
    return any(place not in figure.department and place not in figure.subject for place in asked)


def same_office(written: str, department: str) -> bool:
    """Whether `written`, in a report or a table's cell, names `department`: in full, or without its outer region."""
    return written == department or (len(written) >= 3 and department.endswith(written))


def is_large(heads: Sequence[Head]) -> bool:
    """Whether documents are so many that words narrow them before their figures are judged."""
    return len(heads) > _JUDGE_ALL


def narrowed(plan: Plan, heads: Sequence[Head], library: Library, scope: Scope) -> Sequence[Head]:
    """Of many documents those whose passages hold the question's words best; few stay as they are."""
    if not is_large(heads):
        return heads
    wanted = [t for term in plan.terms for run in term.alternatives for t in word_tokens(run)]
    keys = heads.ids if isinstance(heads, Roll) else frozenset(h.id for h in heads)
    found = library.store.words(scope, wanted, keys, _NARROWED * 5) if wanted else []
    best = dict.fromkeys(p.document_id for p in library.store.passages_by_id(scope, [key for key, _ in found]))
    ids = list(best)[:_NARROWED]
    chosen = heads.of_ids(ids) if isinstance(heads, Roll) else [h for h in heads if h.id in ids]
    return chosen or heads[:_NARROWED]


def enough(plan: Plan, hit: Hit) -> bool:
    """Whether `hit` may be offered as an answer rather than as the nearest thing on record."""
    return hit.score >= operating("enough") and not _is_other(plan, hit) and not of_another_place(plan, hit.figure)


def _is_other(plan: Plan, hit: Hit) -> bool:
    """Whether a figure is of another kind than asked: its unit, its month, points nobody asked for, another indicator."""
    features, figure = hit.features, hit.figure
    named = {i.key for i in plan.indicators}
    said = " ".join((*plan.question.history, plan.question.text))
    kind = family(figure.quantity.unit)
    points = kind == "score" and plan.want.families[:1] != ("score",) and not _POINTS.search(said)
    another = bool(named) and figure.indicator is not None and figure.indicator not in named
    another = another and kind == "money" and not figure.cell and not _named_in(plan, figure)
    another = another and features.get("own", 0.0) < _NAMED_WHOLLY
    steady = plan.sides == {Side.CHANGE} and hit.side is Side.LEVEL and "level_not" in features
    steady = steady and not _MOVES.search(f"{figure.subject}{figure.measure}")
    price = bool(_PRICE.search(figure.measure)) and not figure.cell and not _PRICE_ASKED.search(said)
    return (
        "unit_wrong" in features
        or points
        or price
        or steady
        or (plan.sides == {Side.TARGET} and hit.side is Side.LEVEL and figure.role is not Role.BUDGET)
        or (plan.period is not None and plan.years is not None and _another_month(plan.period, figure.period))
        or (another and "indicator_not" in features)
    )


def _named_in(plan: Plan, figure: Figure) -> bool:
    """Whether a figure's own words hold a name of an indicator asked for (公用经费 holds none of “三公”经费)."""
    own = f"{figure.subject}{figure.measure}"
    return any(name in own for i in plan.indicators for name in (i.zh, *i.synonyms, *i.alone) if len(name) > 1)


def _another_month(asked: Period, told: Period | None) -> bool:
    """Whether a figure of some months ends in another month than the one asked."""
    return told is not None and len(told.end) >= 7 and len(asked.end) >= 7 and told.end[:7] != asked.end[:7]


def find_passages(plan: Plan, heads: Sequence[Head], library: Library, scope: Scope) -> list[Told]:
    """Passages of `heads` that tell what is asked, best first: words in headings and text, then meaning."""
    chosen = narrowed(plan, heads, library, scope)
    documents = library.store.documents(scope, [h.id for h in chosen])
    passages = list(library.store.passages(scope, [h.id for h in chosen]))
    texts = {p.id: _text(p, documents[p.document_id]) for p in passages}
    sought = sought_among([f"{_headings(p)}{texts[p.id]}" for p in passages], plan)
    titles = {h.id: "".join(h.title.split()).lower() for h in chosen}
    words = {
        p.id: lexical((*_fields(p, texts[p.id]), titles[p.document_id]), _PASSAGE_FIELDS, sought) for p in passages
    }
    close = _meanings(plan.question.text, list(words), library)
    told = []
    why = bool(_WHY.search(plan.asked or plan.question.text))
    for p in passages:
        meant = _INTENDED if _intended(plan, p, texts[p.id]) else 0.0
        score = words[p.id] + meant + 0.25 * max(0.0, (close or {}).get(p.id, 0.0)) + _length(texts[p.id])
        reasoned = why and bool(_REASON.search(texts[p.id]))
        score += _REASONED if reasoned else 0.0
        found = max(words[p.id], meant) + (_REASONED_WORDS if reasoned else 0.0)
        told.append(Told(p, documents[p.document_id], score, found, close is None))
    return sorted(told, key=lambda t: (-t.score, t.document.id, t.passage.span))


def _meanings(text: str, passage_ids: Sequence[str], library: Library) -> dict[str, float] | None:
    """How near passages are to `text` in meaning; None where the index is missing, damaged or of another encoder.

    The answer and `youju doctor` tell of that; an answer by words alone is better than none.
    """
    try:
        return library.vectors.similarities(text, passage_ids) if passage_ids else {}
    except StoreFault as fault:
        log.warning("passages are ranked by words alone: %s", fault)
        return None


def _intended(plan: Plan, passage: Passage, text: str) -> bool:
    """Whether a passage stands under a heading of the plan's intent, and not under one of a narrower other matter."""
    if plan.intent is None:
        return False
    own, lead, _, _ = _fields(passage, text)
    above = "".join("".join(passage.headings[-2:]).split())
    return any(plan.intent.heads.search(run) for run in (lead or own, own, above))


def _fields(passage: Passage, text: str) -> tuple[str, ...]:
    """Own heading, the words before a colon that open the text, the text, the headings above."""
    lead = text[:_LEAD].split("：")[0] if "：" in text[:_LEAD] else ""
    own = "".join("".join(passage.headings[-1:]).split()).lower()
    above = "".join("".join(passage.headings[:-1]).split()).lower()
    return (own if own and own not in lead else lead, lead, text, above)


def _length(text: str) -> float:
    """A bare heading tells nothing: shorter than a sentence costs."""
    return 0.0 if len(text) >= 24 else -0.3


def _headings(passage: Passage) -> str:
    return "".join("".join(passage.headings[-2:]).split()).lower()


def _text(passage: Passage, document: Document) -> str:
    return "".join(passage.span.of(document.text).split()).lower()


def grouped(plan: Plan, hits: Iterable[Hit]) -> dict[tuple[str, str], list[Hit]]:
    """Hits by (department, year) in the order of their best; the year is the last one of the figure's period.

    A department that some report names without its outer region counts under its full name.
    """
    groups: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        department = hit.figure.department or hit.document.department
        groups.setdefault((plan.full(department), year_of(hit)), []).append(hit)
    return groups


def year_of(hit: Hit) -> str:
    """The year a figure counts for: the last of its period, else of its document; "" where neither tells."""
    period = hit.figure.period
    return str(period.years[-1]) if period else "".join(str(y) for y in hit.document.years[-1:])


def cited_span(figure: Figure, document: Document) -> Span:
    """What a citation of `figure` covers: its measure too where that stands right before it, else the figure alone."""
    if figure.cell:
        return figure.span
    start = segment_span(figure, document.text).start
    run = document.text[start : figure.span.start]
    lead = len(run) - len(run.lstrip(" \t\n\r*-—、：:（(“”\"'"))
    wide = Span(start + lead, figure.span.end)
    readings = read(wide.of(document.text))
    alone = len(readings) == 1 and wide.start + readings[0].span.start == figure.span.start
    return wide if alone and wide.end - wide.start <= 60 and "\n\n" not in run else figure.span
