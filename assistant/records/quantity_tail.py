"""What stands around a number: multiplier and unit, the other end of a range, a shared unit, hedges.

Each step takes a number as found so far and gives it back with more of the text, or unchanged.
"""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.records import quantity_patterns as p
from assistant.records.model import Bound
from assistant.records.numerals import arabic, parse
from assistant.records.quantity_values import Found, signed, times
from assistant.records.units import ENGLISH_UNITS, canonical

_LIST_REACH = 80
_ASCII_DIGITS = frozenset("0123456789")
_SCALES = {
    "trillion": 10**12,
    "billion": 10**9,
    "bn": 10**9,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "thousand": 10**3,
}
_MONEY = frozenset(("元", "美元", "港元", "欧元"))
_BOUNDS = {"at_least": Bound.AT_LEAST, "at_most": Bound.AT_MOST, "over": Bound.OVER, "under": Bound.UNDER}
_BOUNDS |= {"about": Bound.ABOUT, "inside": Bound.AT_MOST}
_PLACES = frozenset("十百千万亿点拾佰仟")
_TIMES = frozenset(("天", "日", "小时", "分钟", "个工作日", "工作日", "个月", "秒"))


def digits_at(plain: str, at: int) -> tuple[Decimal, int] | None:
    """Value and end of the digits at `at`, 3万2千 as one number; None when the digits run on too long."""
    if mixed := p.MIXED.match(plain, at):
        value = parse(mixed[0])
        if value is not None:
            return value, mixed.end()
    if spaced := p.SPACED.match(plain, at):
        return Decimal(re.sub("[ ，]", "", spaced[0])), spaced.end()
    simple = p.DECIMAL.match(plain, at)
    value = arabic(simple[0]) if simple else None
    if simple is None or value is None or plain[simple.end() : simple.end() + 1] in _ASCII_DIGITS:
        return None
    return value, simple.end()


_NOT_BEFORE_ONE = frozenset("几数多好xX×*○〇_ ")


def word_at(plain: str, start: int, sign: int, run: re.Match[str]) -> Found | None:
    """A number word, its last 万 or 亿 left to the unit: 三百万 is 300, then 万. 三八 and 二〇二一 count nothing."""
    word = run[0]
    if word in ("万", "亿") and plain[start - 1 : start] not in _NOT_BEFORE_ONE:
        return Found(start, run.start(), signed(sign, Decimal(1)), run.start(), word=word)  # 亿元以上
    stem = word.rstrip("万亿")
    if not stem or "万" in stem or "亿" in stem:
        stem = word
    value = parse(stem)
    if value is None and stem[-1] in "百千":
        stem = stem[:-1]
        value = parse(stem)
    if value is None or (len(stem) > 1 and not set(stem) & _PLACES):
        return None
    end = run.start() + len(stem)
    return Found(start, end, signed(sign, value), end, word=stem)


def with_unit(plain: str, found: Found) -> Found:
    """With its multiplier, unit, "/" and the 余 or 多 inside."""
    tail = p.TAIL.match(plain, found.end)
    if tail is None or tail.end() == found.end:
        return found
    unit, multiplier, end = tail["unit"] or "", tail["multiplier"] or "", tail.end()
    if unit and "\n" in tail["gap"] and not _runs_on(plain, found.start, unit):
        unit, end = "", tail.start("gap")
    if unit == "单位" and not multiplier:  # 放流苗种 4 亿单位; 5 单位 is short for 5 个单位
        unit, end = "", tail.start("gap")
    inner = tail["inner"] or tail["inner2"] or tail["late"] or ("多" if unit.startswith("个多") else "")
    if inner and inner in "来几多" and not (unit or multiplier):
        return found
    half = Decimal("0.5") if unit and (tail["half"] or unit.startswith("个半")) else Decimal(0)
    per = tail["per"].replace("／", "/").replace("每", "/").replace(" ", "") if end == tail.end() else ""
    if per and not (unit or multiplier):
        return found
    return replace(
        found,
        end=end,
        value=found.value + half if half else found.value,
        multiplier=multiplier,
        unit=_moved(plain, found.start, unit) or _spoken(unit),
        per=per,
        bound=Bound.ABOUT if inner == "来" else Bound.OVER if inner else found.bound,
    )


def _runs_on(plain: str, start: int, unit: str) -> bool:
    """Whether the unit on the next line belongs to the number: a line of prose broken there, not cells one per line."""
    return bool(p.STRONG.match(unit)) or plain.rfind("\n", max(0, start - 20), start) < 0


_MOVED = re.compile(
    r"(?:上升|下降|提升|跃升|攀升|前进|前移|上移|后退|后移|下移|下滑|退后|退步|回落|进步|[进退])了?\s?$"
)


def _moved(plain: str, start: int, unit: str) -> str:
    """位次 for the 位 of a place that changed: 较上年上升 3 位 is neither 3 people nor the third place."""
    return "位次" if unit == "位" and _MOVED.search(plain, max(0, start - 6), start) else ""


def _spoken(unit: str) -> str:
    """The unit's one way of writing; a 位 that is counted is a person, for a place is written 第2位."""
    if unit.startswith(("个半", "个多")):
        unit = "个" + unit[2:]
    return "名" if unit == "位" else canonical(unit)


def with_upper(plain: str, found: Found) -> Found:
    """With the upper end of a range, "3-5个" or "10%至15%"; as it was when none follows."""
    if found.upper is not None or found.bound is not Bound.EXACT:
        return found
    to = p.TO.match(plain, found.end) or p.ENGLISH_TO.match(plain, found.end) or p.NEARBY.match(plain, found.end)
    if to is None or (plain[found.start - 1 : found.start] in _FROM and to[0].strip() in ("至", "到")):
        return found
    if "to" in to[0] and not found.measured and _FIRST_YEAR <= found.value <= _LAST_YEAR and not found.value % 1:
        return found  # from RMB 5.2 million in 2020 to RMB 6.1 million
    upper = _other_end(plain, to.end())
    if to[0] == "、" and (upper is None or not upper.unit or not _neighbours(plain, found, upper)):
        return found
    if upper is None or upper.value <= found.value or upper.bound is not Bound.EXACT:
        return found
    theirs, ours = (upper.multiplier, upper.unit, upper.per), (found.multiplier, found.unit, found.per)
    if found.unit in _MONEY and theirs == ("", "", "") and plain[found.start] not in _ASCII_DIGITS:
        theirs = ours
    if ours != theirs and (found.measured or found.multiplier not in ("", upper.multiplier)):
        return found
    multiplier, unit, per = theirs
    return replace(
        found, end=upper.end, upper=upper.value, bound=Bound.RANGE, multiplier=multiplier, unit=unit, per=per
    )


_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def _neighbours(plain: str, found: Found, upper: Found) -> bool:
    """2、3个 means two or three; "分别为2、3个" is a series."""
    near = found.end - found.start == 1 and upper.value == found.value + 1
    return near and not p.TOGETHER.search(plain, max(0, found.start - 20), found.start)


_FROM = frozenset(("从", "由", "自"))


def _other_end(plain: str, at: int) -> Found | None:
    sign, at = (-1, at + 1) if plain[at] in "-负" else (1, at)
    if part := p.PERCENT_OF.match(plain, at):
        value, unit = part_of(part)
        return None if value is None else Found(at, part.end(), signed(sign, value), part.end(), unit=unit)
    if plain[at] in _ASCII_DIGITS:
        if p.NO_FIGURE.match(plain, at):
            return None
        digits = digits_at(plain, at)
        if digits is None:
            return None
        found = with_unit(plain, Found(at, digits[1], signed(sign, digits[0]), digits[1]))
        return found if found.unit else with_english_unit(plain, found)
    run = p.CHINESE.match(plain, at)
    word = word_at(plain, at, sign, run) if run else None
    return with_unit(plain, word) if word else None


def part_of(part: re.Match[str]) -> tuple[Decimal | None, str]:
    """(80, "%") of 百分之八十, (3, "‰") of 千分之三, (2, "1/3") of 三分之二; no value when the parts cannot be counted."""
    value, below = parse(part["above"]), parse(part["below"])
    if not below or below != int(below) or below >= 10**8:
        return None, ""
    return value, {100: "%", 1000: "‰"}.get(int(below), f"1/{int(below)}")


def with_shared_unit(plain: str, found: Found) -> Found:
    """The unit of the last number of a series: "收支分别减少 12.1、9.8 万元" gives the first its 万元."""
    if found.unit == "个" and found.upper is None and found.value % 1:
        series = p.SERIES.match(plain, found.end)  # 1.2 个和 0.8 个百分点
        last = with_unit(plain, Found(series.end(), series.end(), Decimal(0), series.end())) if series else found
        return replace(found, unit=last.unit) if last.unit == "个百分点" else found
    if found.measured or found.multiplier or found.upper is not None or found.end != found.number:
        return found
    series = p.SERIES.match(plain, found.end)
    decimal = "." in plain[found.start : found.number]
    if series is None or not (decimal or p.TOGETHER.search(plain, max(0, found.start - 20), found.start)):
        return found
    last = with_unit(plain, Found(series.end(), series.end(), Decimal(0), series.end()))
    if not last.unit:
        return found
    return replace(found, multiplier=last.multiplier, unit=last.unit, per=last.per)


def with_unit_of_list(plain: str, found: Found) -> Found:
    """The unit of a list of named numbers: the last one's (国编 11、聘用 3 人), or that of the total which they add up to
    (127 期：红 3、橙 18、黄 66、蓝 40).
    """
    bare = not (found.measured or found.multiplier or found.upper is not None) and found.end == found.number
    if not bare or not "\u4e00" <= plain[max(0, found.start - 4) : found.start].rstrip()[-1:] <= "\u9fff":
        return found
    return _as_the_last(plain, found) or _as_the_total(plain, found) or found


def _as_the_last(plain: str, found: Found) -> Found | None:
    named = p.LABELLED.match(plain, found.end)
    own = p.OWN_LABEL.search(plain, max(0, found.start - 12), found.start) if named else None
    if named is None or own is None:
        return None
    labels = [own["label"], *(one["label"] for one in p.ITEM.finditer(named["rest"]))]
    last = with_unit(plain, Found(named.end(), named.end(), Decimal(0), named.end()))
    if len(set(labels)) < len(labels) or not last.unit or any(p.CONTEXT_LABEL.search(label) for label in labels):
        return None
    return replace(found, multiplier=last.multiplier, unit=last.unit, per=last.per)


def _as_the_total(plain: str, found: Found) -> Found | None:
    low = max(0, found.start - _LIST_REACH)
    if not any(mark in plain[low : found.start] for mark in "（(：:"):
        return None
    whole, rest = p.TOTALLED.search(plain, low, found.start), p.ALSO.match(plain, found.end)
    if whole is None or rest is None:
        return None
    others = [arabic(one["number"]) for one in p.ITEM.finditer(whole["before"] + rest[0])]
    parts = [found.value, *(part for part in others if part is not None)]
    if len(parts) < 2 or sum(parts) != arabic(whole["total"]):
        return None
    return replace(found, multiplier=whole["multiplier"], unit=_spoken(whole["unit"]))


def with_later_unit(plain: str, found: Found) -> Found:
    """The unit of the level that a bare one rose or fell to: 由 10 压到 5 个工作日."""
    if found.measured or found.multiplier or found.end != found.number:
        return found
    rises = p.RISES_TO.match(plain, found.end)
    if rises is None or not p.FROM_CUE.search(plain, max(0, found.start - 8), found.start):
        return found
    digits = digits_at(plain, rises.end() - 1)
    later = with_unit(plain, Found(rises.end(), digits[1], digits[0], digits[1])) if digits else found
    return replace(found, multiplier=later.multiplier, unit=later.unit, per=later.per) if later.unit else found


def with_hedges(plain: str, found: Found, floor: int) -> Found:
    """With the hedge in front (超, 约, 不少于) or behind (以上, 左右); 余 and 多 inside the number win."""
    after = p.AFTER.match(plain, found.end)
    if after and after.lastgroup == "inside" and found.unit not in _TIMES:
        after = None
    if after:
        later = _BOUNDS[after.lastgroup or ""]
        found = replace(found, end=after.end(), bound=later if found.bound is Bound.EXACT else found.bound)
    start, low = found.start, max(floor, found.start - 14)
    last = plain[low:start].rstrip()[-1:]
    before = p.BEFORE.search(plain, low, start) if last in p.BEFORE_ENDS else None
    if before is None and last.isascii() and last.isalpha():
        before = p.ENGLISH_BEFORE.search(plain, max(floor, start - 24), start)
    if before is None:
        return found
    if before[0].strip() == "上" and plain[start] not in "百千万亿":
        return found
    bound = _BOUNDS[before.lastgroup or ""]
    keep = found.bound is Bound.RANGE or (found.bound is not Bound.EXACT and (after is None or bound is Bound.ABOUT))
    return replace(found, start=before.start(), bound=found.bound if keep else bound)


def with_english_unit(plain: str, found: Found) -> Found:
    """With "million", "%" or an English unit behind; RMB 3.5 million is 350 万元."""
    if plain[found.end : found.end + 1] not in _ENGLISH_STARTS:
        return found
    tail = p.ENGLISH_TAIL.match(plain, found.end)
    if tail is None or tail.end() == found.end:
        return found
    unit = ENGLISH_UNITS.get((tail["unit"] or "").lower(), "") or found.unit
    scale = _SCALES.get((tail["scale"] or "").lower(), 1)
    multiplier = found.multiplier
    if unit in _MONEY and scale >= 10**6:
        multiplier = "亿" if scale >= 10**9 else "万"
        scale //= 10**8 if multiplier == "亿" else 10**4
    return replace(found, end=tail.end(), value=times(found.value, scale), unit=unit, multiplier=multiplier)


_ENGLISH_STARTS = frozenset(" -%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ‰")
