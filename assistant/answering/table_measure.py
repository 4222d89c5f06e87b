"""What a question wants of each row that no column holds: a share, a rate, a rest, a difference, a sum, a price per unit.

The columns are found by their header words; where they are not certain there is no measure.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.answering.table_ground import Ground, Measure, figures_of, header_worth, of_percent
from assistant.answering.table_match import count
from assistant.answering.table_plan import Limit, Operation
from assistant.answering.table_view import sums_up
from assistant.records.columns import header_unit
from assistant.records.model import Quantity, Span
from assistant.records.quantity import family

_NAMED = 0.5
_MONTH = 7
_SHARE = re.compile(r"占(?!地|用|道)|除以|\bdivided by\b|\bas (?:a )?(?:share|percentage|proportion) of\b")
_OF_PERCENT = re.compile(
    r"(?P<low>不到|低于|不足|小于|少于|不及|没到|未达到?|没有?达到)(?P<of>[^，。；？%％\d]{1,12}?)的?(?P<n>\d+(?:\.\d+)?)\s*[%％]|"
    r"(?P<high>超过|高于|大于|达到|多于)(?P<than>[^，。；？%％\d]{1,12}?)的?(?P<m>\d+(?:\.\d+)?)\s*[%％]|"
    r"\b(?P<under>less than|below|under) (?P<p>\d+(?:\.\d+)?) ?(?:%|per ?cent) of (?P<x>[^,.;?]{3,40})|"
    r"\b(?P<over>more than|over|above) (?P<q>\d+(?:\.\d+)?) ?(?:%|per ?cent) of (?P<y>[^,.;?]{3,40})",
    re.I,
)
RATE = re.compile(
    r"(?:执行|支出|支付|拨付|拨款|使用|花出|资金到位|到位|完成|投资完成)(?:率|比例|进度)|\b(?:execution|spending|disbursement|payment|completion) (?:rate|ratio)\b",
    re.I,
)
_RATE_OF = re.compile(r"[\u4e00-\u9fff]{1,8}?率")
_REST = re.compile(
    r"没(?:有)?(?:用完|花完|花|用|拨完?|付|执行|支出)|未(?:执行|支出|使用|拨付?|支付|花|付)|还[剩有]|剩(?:下|余)?(?:多少|了|的)|结余|"
    r"\b(?:unspent|unused|left|remain\w*|not (?:yet )?(?:been )?(?:spent|paid|used))\b",
    re.I,
)
_DONE = re.compile(
    r"执行|支出|支付|拨出|拨付|已拨|到账|花出|花掉|用掉|用款|使用|完成|实际|落实|实拨|\bspent\b|\bactual\b|\bpaid\b",
    re.I,
)
_PLANNED = re.compile(r"预算|安排|计划|盘子|目标|下达|核定|应拨|批复|\bbudget\b|\bplanned\b|\btarget\b", re.I)
_ADJUSTED = re.compile(r"调整|全年|变更后|\badjusted\b", re.I)
_APART = re.compile(
    r"相?差(?!异化)|[多少高低大小快慢][了出]?(?:多少|几)|(?:多|少|高|低)出|[比较][^，。；]{1,14}[多少高低大小]|\b(?:difference|gap|differ\w*|more|less|higher|lower)\b",
    re.I,
)
PER = re.compile(
    r"(?:每一?|平均每?一?|单)(?P<zh>公里|平方米|亩|公顷|吨|户|人|个|家|座|间|所|套|台|盏|米|处|株|场|次|件|辆|项)|(?P<short>[人户亩]均)|"
    r"\b(?:per|each|every|one) (?P<en>kilometre|kilometer|square metre|square meter|mu|hectare|tonne|household|person|head|capita|lamp|tree|station|school|participant)s?\b",
    re.I,
)
_UNITS = {
    "kilometre": "公里",
    "kilometer": "公里",
    "square metre": "平方米",
    "square meter": "平方米",
    "mu": "亩",
    "hectare": "公顷",
    "tonne": "吨",
    "household": "户",
    "person": "人",
    "head": "人",
    "capita": "人",
    "participant": "人",
    "lamp": "盏",
    "tree": "株",
    "station": "座",
    "school": "所",
    "人均": "人",
    "户均": "户",
    "亩均": "亩",
}
_JOINED = re.compile(r"[和与、及加跟]|\band\b|\bplus\b", re.I)


def measure_of(found: Ground) -> Measure | None:
    """The measure that a question wants of each row, where no one column holds it; None where its columns are not certain."""
    return (
        _part_of(found)
        or _rate(found)
        or _months(found)
        or _apart(found)
        or _rest(found)
        or _per_unit(found)
        or _together(found)
    )


def _spans(found: Ground, start: int, end: int) -> int:
    return found.words.mask_of(start, end)


def _best(found: Ground, span: int, *, but: Sequence[int] = ()) -> int | None:
    """The one column of figures named best within a span of tokens, for the most part."""
    scored = [
        (header_worth(h, span), c)
        for c in found.alive
        if c not in but and count((h := found.headers[c]).mask & span & ~found.words.idle) and h.share >= _NAMED
    ]
    best = max(scored, default=None)
    if best is None or sum(s == best[0] for s, _ in scored) > 1:
        return None
    return best[1]


def _mask(found: Ground, columns: Sequence[int]) -> int:
    mask = 0
    for column in columns:
        mask |= found.headers[column].mask
    return mask


def _alike(found: Ground, one: int, other: int) -> bool:
    """Whether two columns hold the same kind of quantity, and no percentages."""
    kinds = [{family(f.quantity.unit) for f in figures_of(found, c)} for c in (one, other)]
    return bool(kinds[0] & kinds[1]) and not of_percent(found.view, one) and not of_percent(found.view, other)


def _part_of(found: Ground) -> Measure | None:
    """One column as a share of another, both named: 今年拨出占今年安排的比例, 拨出不到安排的 70%."""
    text = found.wanted.text
    m = _OF_PERCENT.search(text)
    if m:
        low = bool(m["low"] or m["under"])
        number, whole = next((m[n], m.span(w)) for n, w in (("n", "of"), ("m", "than"), ("p", "x"), ("q", "y")) if m[n])
        limit = Limit("lt" if low else "gt", Quantity(Decimal(number), "%"), Span(*m.span()))
        return _shared(found, (0, m.start()), whole, limit)
    m = _SHARE.search(text.lower())
    return _shared(found, (0, m.start()), (m.end(), len(text)), None) if m else None


def _shared(found: Ground, before: tuple[int, int], after: tuple[int, int], limit: Limit | None) -> Measure | None:
    part, whole = _best(found, _spans(found, *before)), _best(found, _spans(found, *after))
    if part is None or whole is None or part == whole or not _alike(found, part, whole):
        return None
    mask = _mask(found, (part, whole)) | (_spans(found, limit.span.start, limit.span.end) if limit else 0)
    return Measure("share", (part, whole), mask, limit)


def _told(found: Ground, span: tuple[int, int]) -> bool:
    """Whether a column holds what is asked for itself: its header is named by the words of `span`."""
    mask = _spans(found, *span)
    return any(
        count(h.mask & mask) >= min(2, count(mask)) and h.share >= _NAMED / 2
        for c, h in found.headers.items()
        if c in found.alive
    )


def _rate(found: Ground) -> Measure | None:
    """What was done of what was planned, or of what was due (报文到报率: 实到报文 of 应到报文), where no column tells the rate."""
    text = found.wanted.text
    for m in _RATE_OF.finditer(text):
        mask = _spans(found, *m.span())
        for one in found.alive:
            name = found.view.names[one]
            other = next((c for c in found.alive if name[:1] == "实" and found.view.names[c] == f"应{name[1:]}"), None)
            if other is not None and count(found.headers[one].mask & mask) >= 2 and not _percent(found, m.span()):
                return Measure("share", (one, other), mask | _mask(found, (one, other)))
    asked = RATE.search(text)
    if not asked or _percent(found, asked.span()) or any(of_percent(found.view, c) for c in found.alive):
        return None
    pair = _done_and_planned(found)
    return Measure("execution_rate", pair, _spans(found, *asked.span()) | _mask(found, pair)) if pair else None


def _percent(found: Ground, span: tuple[int, int]) -> bool:
    """Whether a column of percentages is named within `span`."""
    mask = _spans(found, *span)
    return any(of_percent(found.view, c) and found.headers[c].mask & mask for c in found.alive)


def _done_and_planned(found: Ground) -> tuple[int, int] | None:
    """The columns of what was spent or done and of what was planned for it, each the only one or the one named."""
    money = [c for c in found.alive if not of_percent(found.view, c) and not _of_points(found, c)]
    done = [c for c in money if _DONE.search(found.view.names[c]) and not _PLANNED.search(found.view.names[c])]
    planned = [c for c in money if _PLANNED.search(found.view.names[c]) and not _DONE.search(found.view.names[c])]
    one, other = _only(found, done), _only(found, planned)
    if one is None or other is None or not _alike(found, one, other):
        return None
    return one, other


def tells_spending(names: Sequence[str]) -> bool:
    """Whether headers name both what was planned and what was spent of it, so that a rate can be computed."""
    return any(_DONE.search(n) for n in names) and any(_PLANNED.search(n) for n in names)


def _of_points(found: Ground, column: int) -> bool:
    return any(family(f.quantity.unit) == "score" for f in figures_of(found, column))


def _only(found: Ground, columns: Sequence[int]) -> int | None:
    """The only one of `columns`, the one that the question names best, or of budgets the adjusted one."""
    if len(columns) < 2:
        return columns[0] if columns else None
    named = [(count(found.headers[c].mask & ~found.words.idle) - found.headers[c].lacking, c) for c in columns]
    named = [(worth, c) for worth, c in named if found.headers[c].mask & ~found.words.idle]
    if named and sum(worth == max(named)[0] for worth, _ in named) == 1:
        return max(named)[1]
    adjusted = [c for c in columns if _ADJUSTED.search(found.view.names[c])]
    return adjusted[0] if len(adjusted) == 1 else None


def _months(found: Ground) -> Measure | None:
    """Months of a stretch asked for, each in a column of its own: 一季度 of 1月, 2月 and 3月."""
    asked = found.plan.period
    if asked is None or len(asked.end) < _MONTH or asked.start[:_MONTH] == asked.end[:_MONTH]:
        return None
    by_month: dict[str, int] = {}
    for column in found.view.figured:
        periods = {f.period for line in found.lines if (f := line.figures.get(column))}
        if all(p and p.start[:_MONTH] == p.end[:_MONTH] and len(p.end) >= _MONTH for p in periods):
            by_month.update({p.end[5:_MONTH]: column for p in periods if p})
    wanted = [f"{n:02}" for n in range(int(asked.start[5:_MONTH] or 1), int(asked.end[5:_MONTH]) + 1)]
    columns = tuple(by_month[m] for m in wanted if m in by_month)
    if len(columns) != len(wanted) or len(set(columns)) != len(columns):
        return None
    return Measure("sum", columns, _mask(found, columns))


def _apart(found: Ground) -> Measure | None:
    """How far two columns named lie apart: 自评得分和复核得分差多少."""
    if not _APART.search(found.wanted.text):
        return None
    columns = named_columns(found)
    if len(columns) != 2 or not _comparable(found, columns):
        return None
    return Measure("difference", columns, _mask(found, columns) | _asking(found, _APART))


def _comparable(found: Ground, columns: Sequence[int]) -> bool:
    kinds = [{family(f.quantity.unit) for f in figures_of(found, c)} for c in columns]
    return bool(set.intersection(*kinds)) if all(kinds) else False


def _asking(found: Ground, pattern: re.Pattern[str]) -> int:
    mask = 0
    for m in pattern.finditer(found.wanted.text):
        mask |= _spans(found, *m.span())
    return mask


def named_columns(found: Ground) -> tuple[int, ...]:
    """The columns of figures that a question names side by side, in its order: each explains words that no other does."""
    named = [c for c in found.alive if found.headers[c].mask and found.headers[c].share >= _NAMED]
    named.sort(key=lambda c: (-count(found.headers[c].mask), found.headers[c].lacking))
    kept: list[int] = []
    covered = 0
    for column in named:
        own = found.headers[column].mask & ~found.words.idle
        if count(own & ~covered) >= min(2, count(own)) and own & ~covered:
            kept.append(column)
            covered |= own
    return tuple(sorted(kept, key=lambda c: found.headers[c].mask & -found.headers[c].mask))


def _rest(found: Ground) -> Measure | None:
    """What is left of what was planned, where no column tells it."""
    asked = _REST.search(found.wanted.text)
    if not asked or any(_REST.search(name) for name in found.view.names):
        return None
    pair = _done_and_planned(found)
    return Measure("balance", (pair[1], pair[0]), _asking(found, _REST) | _mask(found, pair)) if pair else None


def _per_unit(found: Ground) -> Measure | None:
    """An amount of money per kilometre, household and the like, both in columns of a row."""
    asked = PER.search(found.wanted.text)
    if not asked or _told(found, asked.span()):
        return None
    unit = asked["zh"] or _UNITS.get((asked["short"] or asked["en"] or "").lower(), "")
    money = [c for c in found.alive if _of(found, c, "money")]
    things = [c for c in found.alive if c not in money and (_counts(found, c, unit))]
    amount = _only(found, money)
    if amount is None or len(things) != 1:
        return None
    return Measure("per_unit", (amount, things[0]), _spans(found, *asked.span()) | _mask(found, (amount, things[0])))


def _of(found: Ground, column: int, kind: str) -> bool:
    return any(family(f.quantity.unit) == kind for f in figures_of(found, column))


def _counts(found: Ground, column: int, unit: str) -> bool:
    return header_unit(found.view.paths[column]) == unit or any(
        f.quantity.unit == unit for f in figures_of(found, column)
    )


def _together(found: Ground) -> Measure | None:
    """Several columns of a row added up: those named side by side, or those of one kind (金牌, 银牌, 铜牌 for 奖牌)."""
    wanted = found.wanted
    if not wanted.has(Operation.SUM) and not re.search(r"总[数量额]|\btotal\b", wanted.text, re.I):
        return None
    columns = named_columns(found)
    if len(columns) > 1 and _JOINED.search(wanted.text) and _comparable(found, columns):
        return Measure("sum", columns, _mask(found, columns))
    named = [c for c in columns if not found.headers[c].lacking]
    kinds = () if named or any(sums_up(found.view.names[c]) for c in found.alive) else tuple(_of_one_kind(found))
    return Measure("sum", kinds, _mask(found, kinds) | _kind_tokens(found, kinds)) if len(kinds) > 1 else None


def _of_one_kind(found: Ground) -> Iterator[int]:
    """The columns that end in the character in which a word of the question ends (奖牌), where all of them are the whole."""
    for end in {found.view.names[c][-1:] for c in found.alive}:
        own = [c for c in found.alive if found.view.names[c].endswith(end) and len(found.view.names[c]) <= 4]
        spoken = [a for _, t in found.words.terms for a in t.alternatives if a.endswith(end) and len(a) > 1]
        whole = [a for a in spoken if not any(a == found.view.names[c] for c in own)]
        if len(own) > 1 and whole and not re.fullmatch(r"[数量额率分]", end) and _comparable(found, own):
            yield from own
            return


def _kind_tokens(found: Ground, columns: Sequence[int]) -> int:
    ends = {found.view.names[c][-1:] for c in columns}
    mask = 0
    for place, term in found.words.terms:
        if any(a[-1:] in ends for a in term.alternatives):
            mask |= place
    return mask
