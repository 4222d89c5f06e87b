"""Which numbers are figures: the judgement on a number once it has been read with its surroundings.

Each rule looks at a bounded stretch before and after the number. When in doubt it is no figure: a wrong figure is
worse than none.
"""

import re

from assistant.records import quantity_patterns as p
from assistant.records.model import Bound
from assistant.records.quantity_values import Found, Source
from assistant.records.units import unit_of

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YEARS_NAMED = re.compile(r"[（(](?:19|20)\d\d")
_MOST_GREAT = 12  # 十大工程 are ten; 十八大 is a congress
_NEEDS_CUE = frozenset(
    ("期", "级", "类", "元", "分", "面", "本", "名", "口", "头", "道", "层", "款", "部", "角", "升", "门")
)
_NEEDS_CUE |= frozenset(
    (
        "路",
        "段",
        "班",
        "股",
        "堂",
        "拨",
        "则",
        "首",
        "杆",
        "步",
        "对",
        "组",
        "起",
        "秒",
        "周",
        "支",
        "片",
        "块",
        "天",
        "批次",
        "条",
    )
)
_CUES = frozenset("了共计等有达为办印扣加满发超约余各")
_SCORED = re.compile(r"(?:得分?|扣分?|满分|加分?|计|为|评分|总分|分值)\s?$")
_AFTER_PLACE = frozenset("的且并和与")
_SUPERLATIVE = frozenset("多少高低大小快慢")
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖")
_PLACES = frozenset("十百千万亿点拾佰仟")
_PHYSICAL = frozenset(("mass", "area", "length", "volume", "energy"))
_SUBJECT_LEVELS = frozenset(("款", "类", "项"))
_DURATIONS = frozenset(("天", "个月", "小时", "周", "个工作日"))


def accept_arabic(source: Source, found: Found) -> Found | None:
    """`found` as a figure, or None when it is something else; a 位 that counts people becomes 名."""
    if found.unit == "大" and not _is_great(found):
        return None
    if source.whole(found.start, found.end):
        return _whole(found)
    if not found.measured:
        return _accept_bare(source.plain, found)
    return found if _fits(source.plain, found) else None


def accept_chinese(source: Source, found: Found) -> Found | None:
    """As `accept_arabic` for number words, where most are no figures: 一个, 十分, 第三方, 二期."""
    plain, word = source.plain, found.word
    single = len(word) == 1 and not found.multiplier
    if (word[0] in "百千万亿" and found.bound is Bound.EXACT) or (found.unit == "大" and not _is_great(found)):
        return None
    if found.unit == "年" and _yearlike(found):
        return None
    if source.whole(found.start, found.end):
        return found if _whole_word(found, single) else None
    if not found.measured:
        return found if _stands_alone(plain, found) else None
    if single and found.upper is None and not _single_counts(plain, found, word):
        return None
    if found.unit == "分" and not _SCORED.search(plain, max(0, found.start - 4), found.start):
        return None
    return found if _fits(plain, found) else None


def _whole(found: Found) -> Found | None:
    if found.unit == "年" and _yearlike(found) and found.upper is None and found.number - found.start == 4:
        return None
    return found


def _fits(plain: str, found: Found) -> bool:
    """Whether the unit is one here: 3年 is a duration only where something lasts, 大 only before what it counts."""
    unit = found.unit
    following = plain[found.end : found.end + 2]
    if found.per:
        return True
    if unit == "年" and _YEARS_NAMED.match(plain, found.end):
        return False  # 近三年（2021—2023 年）
    if unit == "年":
        return _lasts(plain, found)
    if unit in _SUBJECT_LEVELS and found.value >= 200 and "科目" in plain[max(0, found.start - 20) : found.start]:
        return False  # 科目调整至 208 款
    if unit == "大":
        return "\u4e00" <= following[:1] <= "\u9fff" or following[:1] == ")"
    if unit in _DURATIONS and found.bound is Bound.UNDER and plain[found.start] == "近":
        return not following.startswith(("来", "的", "内", "间"))
    if unit == "期" and found.bound is Bound.EXACT:
        return following not in ("工程", "项目", "建设", "规划", "用地", "续建")
    if unit == "小时" and found.value == 24 and found.bound is Bound.EXACT:
        return False
    if unit == "分" and plain[found.start - 1 : found.start] == "时":
        return False
    return unit != "名" or not plain[: found.start].endswith(("小数点后", "小数后"), max(0, found.start - 4))


def _yearlike(found: Found) -> bool:
    return _FIRST_YEAR <= found.value <= _LAST_YEAR and not found.value % 1


def _is_great(found: Found) -> bool:
    return 2 <= found.value <= _MOST_GREAT and not found.value % 1


def _lasts(plain: str, found: Found) -> bool:
    if found.upper is not None:
        return (
            found.upper < 10 or (found.upper - found.value >= 10 and found.upper < _FIRST_YEAR) or _timed(plain, found)
        )
    if _yearlike(found):
        return False
    if found.bound is Bound.UNDER and plain[found.start] == "近" and found.value <= 5:
        return _timed(plain, found)
    return (found.bound is not Bound.EXACT and not plain.startswith("来", found.end)) or _timed(plain, found)


def _timed(plain: str, found: Found) -> bool:
    return bool(p.SPAN_OF_TIME.search(plain, max(0, found.start - 10), found.start))


def _accept_bare(plain: str, found: Found) -> Found | None:
    """A number without unit counts when it is scaled, hedged, separated in thousands, or set out by 为, 共, a colon."""
    digits = plain[found.start : found.number]
    following = plain[found.end : found.end + 1]
    if p.CONTEXT_LABEL.search(plain, max(0, found.start - 12), found.start):
        return None
    if (following and following in "/-_") or (following.isascii() and following.isalpha()):
        return None
    if found.multiplier:
        return None if found.multiplier in ("百", "千") else found
    if found.bound not in (Bound.EXACT, Bound.RANGE):
        return None if following == "年" else found
    if "," in digits:
        return found
    if (p.ENGLISH_PLURAL.match(plain, found.end) or p.ENGLISH_SOME.match(plain, found.end)) and not _yearlike(found):
        return found
    return found if _set_out(plain, found, digits, following) else None


def _set_out(plain: str, found: Found, digits: str, following: str) -> bool:
    if _risen_from(plain, found):
        return True
    if following and following not in "，。；、,;)）|\n\r \t":
        return False
    if _yearlike(found) or (digits[0] == "0" and digits[:2] != "0.") or len(digits.lstrip("-")) > 10:
        return False
    low = max(0, found.start - 8)
    cued = p.NUMBER_CUE.search(plain, low, found.start) or p.INDEX_CUE.search(plain, low, found.start)
    if not cued or p.NUMBER_LABEL.search(plain, low, found.start):
        return False
    return not plain[found.end : found.end + 3].strip().startswith(("年", "月", "日", "号"))


def _risen_from(plain: str, found: Found) -> bool:
    """Whether a bare number is one of two levels: 由 0.571 提高到 0.584, from 12 to 7."""
    if _yearlike(found):
        return False
    if p.TO_CUE.search(plain, max(0, found.start - 22), found.start):
        return True
    before = p.FROM_CUE.search(plain, max(0, found.start - 8), found.start)
    return before is not None and p.RISES_TO.match(plain, found.end) is not None


def _whole_word(found: Found, single: bool) -> bool:
    if not found.measured:
        return bool(found.multiplier or (set(found.word) & _PLACES and len(found.word) > 1))
    if single and found.word in "零〇○":
        return False
    return not single or found.word not in "一壹" or found.upper is not None or _single_one(found)


def _stands_alone(plain: str, found: Found) -> bool:
    """一百二十三 or 三百万 before a stop; 二十大 and 三六零 never."""
    if not found.multiplier and (len(found.word) < 3 or not set(found.word) & _PLACES):
        return False
    following = plain[found.end : found.end + 1]
    return not ("\u4e00" <= following <= "\u9fff") and not following.isalnum()


def _single_one(found: Found) -> bool:
    """一 counts in 增长一倍, 近一吨 and 一吨半; 一个 is an article."""
    known = unit_of(found.unit)
    vague = found.bound is not Bound.EXACT or found.value != int(found.value)
    if found.unit in ("个月", "小时") and found.value != int(found.value):
        return True  # 拖了一个半月
    return found.unit == "倍" or (vague and known is not None and known.family in _PHYSICAL)


def _single_counts(plain: str, found: Found, word: str) -> bool:
    """Whether one digit counts: 三个 does, 一个 is an article, 二期 a phase, 三级 a level unless something cues it."""
    if word in "一壹":
        return _single_one(found)
    if word == "二" and found.unit in _BODIES and plain[found.end : found.end + 1] in _STOPS:
        return found.start > 0 and "\u4e00" <= plain[found.start - 1] <= "\u9fff"  # 亏损者二家，
    if word in "二零〇○" or word in _FORMAL or (found.unit == "个" and plain.startswith(_PARTS, found.end)):
        return False
    if found.unit in _RATED and _RATING.search(plain, max(0, found.start - 3), found.start):
        return False
    if found.unit not in _NEEDS_CUE or (word == "两" and found.unit != "年"):
        return True
    return found.bound is not Bound.EXACT or (found.start > 0 and plain[found.start - 1] in _CUES)


_BODIES = frozenset("家座间所辆艘栋部台户名人件宗起处")
_STOPS = frozenset(("", *"，。；、）)\n"))
_RATED = frozenset(("类", "级", "等"))
_RATING = re.compile("(?:[鉴评判认核划]定|评|列|属|分)为$|属于?$")
"""What a class stands behind: 鉴定为三类坝 is no three classes."""
_PARTS = ("方面", "一百", "百年", "阶段", "层面", "层次")


def is_rank(plain: str, start: int, end: int, placed: bool) -> bool:
    """Whether 第N at [start, end) is a place in an order (增速排名第2), not a number in a sequence (第2批)."""
    before = max(0, start - 16)
    strong = bool(p.RANK_STRONG.search(plain, before, start))
    if p.ORDINAL_ONLY.match(plain, end):
        return False
    if placed or strong:
        return True
    following = plain[end : end + 1]
    if "\u4e00" <= following <= "\u9fff":
        ranking = following in _AFTER_PLACE or following in _SUPERLATIVE  # 2011 年以来第 3 少
        return ranking and bool(p.RANK_CUE.search(plain, before, start))
    return bool(p.RANK_CUE.search(plain, before, start))
