"""One measure of several offices or years side by side: which figure tells it for each, and what they come to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answering.evidence import Hit, alike, operating
from assistant.answering.find import enough, year_of
from assistant.answering.plan import Plan
from assistant.answering.sides import Side
from assistant.records.quantity import convert, family

_TREND = re.compile(
    r"趋势|走势|逐年|历年|每年|怎么变|如何变|变化情况|有何变化|有没有(?:进步|提高|下降|变化|增长|改善)|一年比一年|这[两二三四五\d]年|近[两二三四五\d]年|"
    r"\btrend\b|over the years|year by year|each year|every year|how did .* (?:change|develop|evolve|move)|(?:past|last|recent) \w+ years",
    re.I,
)
_TOTAL = re.compile(
    r"一共|合计|总共|共计|总和|加起来|加在一起|汇总|总计|\b(?:in total|altogether|combined|sum|total(?:led)?)\b", re.I
)
_APART = re.compile(
    r"[多少][\u4e00-\u9fff]{1,4}了?(?:多少|几)|(?:多|少|高|低|长|短|贵|便宜|增加|减少|提高|提升|下降|增长|上升|增|降|涨|快|慢|大|小)[了出]?(?:多少|几)|相差|差(?:了|距|额|值)?(?:多少|几|多大)|差多远|"
    r"\b(?:difference|gap|how (?:many|much) (?:more|fewer|less|higher|lower)|by how (?:much|many)|how (?:much|far) did .* (?:rise|fall|grow|increase|drop))\b",
    re.I,
)
_IN_PERCENT = re.compile(r"百分之|增长率|增[幅速]|降幅|几成|\bpercent|\bgrowth\b|%", re.I)
_MANY_YEARS = re.compile(
    r"(?:近|这|过去|最近)(?P<zh>[两二三四五六\d])个?年|\b(?:past|last|recent|previous|latest) (?P<en>two|three|four|five|\d) years",
    re.I,
)
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "two": 2, "three": 3, "four": 4, "five": 5}
# Another office's figure tells the same measure from this likeness of words on, or this near the best in logits.
_LIKE = 0.5
_NEAR = 2.5
_FAINT = 2.0
_FEW = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One office's figure for one year."""

    department: str
    year: str
    hit: Hit


def trends(plan: Plan) -> bool:
    """Whether a question asks how a measure went over the years."""
    return bool(_TREND.search(_text(plan)))


def totals(plan: Plan) -> bool:
    """Whether a question asks what several figures come to."""
    return bool(_TOTAL.search(_text(plan)))


def apart(plan: Plan) -> bool:
    """Whether a question asks how far two figures lie apart."""
    return plan.difference or bool(_APART.search(_text(plan)))


def growth_asked(plan: Plan, hit: Hit) -> bool:
    """Whether how far apart two years lie is wanted in percent, of what is no percentage itself."""
    return family(hit.figure.quantity.unit) != "percent" and bool(_IN_PERCENT.search(_text(plan)))


def latest_years(text: str, on_record: Sequence[int]) -> tuple[int, ...] | None:
    """The last years on record where `text` asks for 近三年, 这两年 or the past three years; None where it does not.

    Where records of fewer years are held, the years before them count, too: a report's table may tell of them.
    """
    match = _MANY_YEARS.search(text)
    if not match or not on_record:
        return None
    written = (match["zh"] or match["en"]).lower()
    count = int(written) if written.isdigit() else _NUMBERS[written]
    held = sorted(set(on_record))[-count:]
    return tuple(range(held[-1] - count + 1, held[-1] + 1)) if len(held) < count else tuple(held)


def _text(plan: Plan) -> str:
    return plan.asked or plan.question.text


def compares(plan: Plan) -> bool:
    """Whether a question names several offices, regions or years, or asks for a course over years."""
    return len(_sets(plan)) > 1 or len(plan.years or ()) > 1 or trends(plan)


def _sets(plan: Plan) -> list[tuple[str, ...]]:
    """The offices of each mention, each set once; all of one region's mention are one set unless several are meant."""
    found = [m.departments for m in plan.mentions if m.departments]
    if len(found) == 1 and re.match(r"[两三四五六七八九]|各|所有|全部|\d", plan.mentions[0].written):
        found = [(d,) for d in found[0]]
    return list(dict.fromkeys(found)) or [()]


def points(plan: Plan, hits: Sequence[Hit]) -> list[Point]:
    """For each office (or region) and year asked the figure that tells the same measure as the best of all, in order."""
    usable = [
        h for h in hits if h.score >= operating("enough") - _FAINT and "unit_wrong" not in h.features and _one_year(h)
    ]
    best = next((h for h in usable if enough(plan, h)), None)
    if best is None:
        return []
    kind = family(best.figure.quantity.unit)
    same = [h for h in usable if h.side is best.side and family(h.figure.quantity.unit) == kind]
    ranked = sorted(same, key=lambda h: (_is_part(plan, h), -(h.score + _NEAR * alike(h, best))))
    cells: dict[tuple[int, str], Hit] = {}
    for hit in ranked:
        near = alike(hit, best) >= _LIKE or hit.score >= best.score - _NEAR or _same_words(hit, best)
        for at, offices in enumerate(_sets(plan)):
            if near and (not offices or _office(plan, hit) in offices):
                cells.setdefault((at, year_of(hit)), hit)
    cells = _years_asked(plan, cells)
    return [
        Point(_office(plan, h), year, h) for (_, year), h in sorted(cells.items(), key=lambda c: (c[0][0], c[0][1]))
    ]


def _is_part(plan: Plan, hit: Hit) -> bool:
    """Whether a figure covers some months where years are asked for."""
    return plan.period is None and not {"month_cell", "part_year"}.isdisjoint(hit.features)


def _same_words(hit: Hit, best: Hit) -> bool:
    """Whether two figures of one unit are named alike, one in fewer words: 退休 33 人, 退休人员 31 人; 研发强度, 研发投入强度."""
    one, other = sorted((hit.figure.measure, best.figure.measure), key=len)
    named = len(one) > 1 and (one in other or (len(one) >= _FEW and _left_of(one, other)))
    return named and hit.figure.quantity.unit == best.figure.quantity.unit


def _left_of(short: str, long: str) -> bool:
    """Whether `short` is what remains of `long` when characters are left out of it."""
    rest = iter(long)
    return all(character in rest for character in short)


def _one_year(hit: Hit) -> bool:
    return hit.figure.period is None or len(hit.figure.period.years) == 1


def _office(plan: Plan, hit: Hit) -> str:
    written = hit.figure.department or hit.document.department
    return plan.full(written)


def _years_asked(plan: Plan, cells: Mapping[tuple[int, str], Hit]) -> dict[tuple[int, str], Hit]:
    """`cells` of the years asked; of the latest year that all have where several offices are compared without one."""
    if plan.years is not None:
        return {k: h for k, h in cells.items() if not k[1] or int(k[1]) in plan.years}
    if trends(plan) or len(_sets(plan)) < 2:
        return dict(cells)
    years = [{year for a, year in cells if a == at} for at in range(len(_sets(plan)))]
    common = set.intersection(*years) if all(years) else set()
    if common:
        return {k: h for k, h in cells.items() if k[1] == max(common)}
    latest = {at: max(years[at]) for at in range(len(years)) if years[at]}
    return {k: h for k, h in cells.items() if latest.get(k[0]) == k[1]}


def larger(one: Hit, other: Hit) -> int:
    """1 where `one` is larger, -1 where smaller, 0 where equal or not to be compared."""
    try:
        difference = one.figure.quantity.value - convert(other.figure.quantity, one.figure.quantity.unit).value
    except ValueError:
        return 0
    return (difference > Decimal(0)) - (difference < Decimal(0))


def is_rank(hit: Hit) -> bool:
    """Whether a figure is a place in an order, where less is better."""
    return hit.side is Side.RANK
