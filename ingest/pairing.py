"""Names and numbers that a sentence pairs by order: 收、支分别减少 12.1、9.8 万元, 一季度、二季度依次为 22%、48%.

The names stand before 分别, 各 or 依次, or they are the last figures of the clause, to which a count points back
(新建公厕 16 座、改造公厕 35 座，两项投资分别为 960 万元、525 万元).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.records.model import Period, Span
from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading, family
from ingest.nouns import squeeze, tidy
from ingest.wording import wording

LISTED = re.compile(r"^(?:[\s、和与及]*|[\u4e00-\u9fff]{1,8}、\s*)$")
"""What stands between two numbers of one list."""
LIST_MARK = re.compile(r"^[-·•]*\d{1,2}[、.．)）]")
REACH = 400
"""How far back, in characters, the words of a figure are looked for."""
_LONGEST_LIST = 12
_PAIRING = re.compile("分别|依次|分列|分居|各自?(?![类级镇街区项个种部单乡县市地])")
_COUNTER = re.compile(
    r"(?:以?上述?|前述|这|等)?(?P<count>[两二三四五六七八九十]|\d{1,2})"
    r"(?:大?[类个家种项名所条段座处期笔批户位片季级]|部分|方面)(?P<noun>[^、，]*)$"
)
_POINTS_BACK = re.compile(r"[^；。、]{0,12}(?:分别|依次|各)[^；。、，]{0,12}$")
_AHEAD = re.compile(r"\s*[，,]\s*")
_AND = re.compile("[、和与]|(?<![惠普涉以危波触提顾])及")
_SIDES = ("收入", "支出", "预算", "决算", "结余")
_JOINED = re.compile(r"[\s、和与及]*")
_NUMERALS = {"两": 2} | {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)}
_LONGEST_RUN = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """One of the names that numbers are paired with, and the measure its last number took."""

    name: str
    measure: str


@dataclass(frozen=True, slots=True)
class Paired:
    """What the place of a figure in its list tells of it; `subject` and `period` are None where that tells nothing.

    `words` are those common to the whole list: an indicator may be named there, but never by the names of the others.
    """

    measure: str
    subject: str | None
    period: Period | None
    words: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _List:
    """Numbers in a row and the words of their segment before the first of them; `span` covers those words."""

    size: int
    place: int
    span: Span
    head: str


def paired(
    text: str,
    separators: re.Pattern[str],
    clause: Span,
    readings: Sequence[Reading],
    index: int,
    periods: Sequence[PeriodReading],
    stated: Sequence[str],
    pairs: tuple[Pair, ...],
) -> Paired | None:
    """What figure `index` takes by its place in a list; None where nothing is paired.

    `separators` end a segment; `stated` are the measures of the clause so far, `pairs` those of its last paired list.
    """
    alone = not (index and _joined(text, readings, index))
    if alone and not (index + 1 < len(readings) and _joined(text, readings, index + 1)):
        return None
    listed = _list(text, separators, clause, readings, index)
    pairing = _PAIRING.search(listed.head)
    if pairing and (timed := _by_period(text, listed, periods)):
        return timed
    listed = _after_period(text, listed, periods)
    pairing = _PAIRING.search(listed.head)
    rest, common, names = listed.head, "", tuple(pair.name for pair in pairs)
    if pairing:
        found, common = _names(listed.head[: pairing.start()], listed.size)
        if len(found) >= 2:
            names, rest, pairs = found, listed.head[pairing.end() :], ()
        else:
            names = (
                names if pairs or listed.place else tuple(stated[-listed.size :])
            )  # A 231 元，B 890 元，分别下降 1.6% 和 2.3%
            rest = common + listed.head[pairing.end() :]
            pairs = pairs or tuple(Pair(name, name) for name in names)
            common = ""
    elif unsaid := _unsaid(text, readings, index - listed.place, listed):
        names, rest = unsaid
        pairs = ()
    if len(names) != listed.size or any(wording().granting.fullmatch(name) for name in names):
        return None
    told = [_measure(name, common, rest, pairs[i] if pairs else None) for i, name in enumerate(names)]
    after = pairs if pairs and _is_change(rest) else tuple(map(Pair, names, told))
    return Paired(told[listed.place], names[listed.place], None, rest, after)


def counts_back(text: str, readings: Sequence[Reading], index: int, known: int) -> bool:
    """Whether a count only gathers what was named before (两项 of 两项投资分别为 960 万元、525 万元).

    `known` is how many figures the clause has stated; a list in the words before the count (甲、乙两项) counts, too.
    """
    quantity, end = readings[index].quantity, readings[index].span.end
    if family(quantity.unit) != "count" or index + 1 >= len(readings) or not 2 <= quantity.value <= _LONGEST_LIST:
        return False
    if not _POINTS_BACK.fullmatch(squeeze(text[end : readings[index + 1].span.start])):
        return False
    size = 1
    while index + size + 1 < len(readings) and _joined(text, readings, index + size + 1):
        size += 1
    before = squeeze(text[max(0, readings[index].span.start - REACH) : readings[index].span.start])
    return size == quantity.value and (known >= size or len(_AND.split(before)) >= size)


def _list(text: str, separators: re.Pattern[str], clause: Span, readings: Sequence[Reading], index: int) -> _List:
    first = last = index
    while first and index - first < _LONGEST_LIST and _joined(text, readings, first):
        first -= 1
    while last + 1 < len(readings) and last - first < _LONGEST_LIST and _joined(text, readings, last + 1):
        last += 1
    end = readings[first].span.start
    low = max(clause.start, end - REACH)
    ends = [low, *(m.end() for m in separators.finditer(text, low, end))]
    # 发掘墓葬、窑址、水井：63座、7座、19口
    start = ends[-2] if len(ends) > 1 and not text[ends[-1] : end].strip() and text[ends[-1] - 1] in "：:" else ends[-1]
    return _List(last - first + 1, index - first, Span(start, end), LIST_MARK.sub("", squeeze(text[start:end])))


def _after_period(text: str, listed: _List, periods: Sequence[PeriodReading]) -> _List:
    """`listed` without the period its words open with: 2021 年早稻、晚稻单产分别为."""
    opening = [
        p.span.end for p in periods if listed.span.holds(p.span) and not tidy(text[listed.span.start : p.span.start])
    ]
    if not opening:
        return listed
    span = Span(opening[-1], listed.span.end)
    return replace(listed, span=span, head=squeeze(span.of(text)))


def _joined(text: str, readings: Sequence[Reading], index: int) -> bool:
    return bool(LISTED.match(text[readings[index - 1].span.end : readings[index].span.start]))


def _by_period(text: str, listed: _List, periods: Sequence[PeriodReading]) -> Paired | None:
    """2020年、2021年支出分别为 3.1、3.4 万元: each number is of its own period."""
    inside = [p for p in periods if listed.span.holds(p.span)]
    if not inside:  # 2020 年和 2021 年，公务接待费分别为 8.6 万元、7.2 万元
        ahead = [p for p in periods if p.span.end <= listed.span.start][-listed.size :]
        near = bool(ahead) and _AHEAD.fullmatch(text, ahead[-1].span.end, listed.span.start)
        inside = ahead if near and len(ahead) == listed.size else []
    apart = all(_JOINED.fullmatch(text, one.span.end, other.span.start) for one, other in itertools.pairwise(inside))
    if len(inside) == listed.size and apart:
        period = inside[listed.place].period
    elif len(inside) == 1 and (years := _years(inside[0].period)) and len(years) == listed.size:
        period = years[listed.place]
    else:
        return None
    rest = squeeze(text[max(inside[-1].span.end, listed.span.start) : listed.span.end])
    measure = tidy(_PAIRING.sub("", rest))
    opening = tidy(text[listed.span.start : inside[0].span.start])
    return Paired(f"{opening}{measure}" or measure, None, period, rest, ()) if opening or measure else None


def _years(period: Period) -> tuple[Period, ...]:
    """The years of a run of whole years."""
    if len(period.start) != 4 or len(period.end) != 4:
        return ()
    return tuple(Period(str(y), str(y)) for y in range(int(period.start), int(period.end) + 1))


def _names(run: str, size: int) -> tuple[tuple[str, ...], str]:
    """The names of a list, and what is common to all: what its last one adds (早稻、中稻、晚稻播种面积), or what a count
    of them names (供水、排水两类管网); 项目 and 单位 name nothing.
    """
    counter = _COUNTER.search(run)
    noun = ""
    if counter and (_NUMERALS.get(counter["count"]) or int(counter["count"])) == size:
        run, noun = run[: counter.start()], "" if counter["noun"] in wording().generic else counter["noun"]
    names = [n for n in (tidy(n) for n in _AND.split(run)) if n]
    if len(names) >= 2 and (verb := wording().acting.match(names[0])):
        rest = names[0][verb.end() :]
        if len(rest) >= 2 and (wording().doing.match(names[0]) or rest[-1] in names[1][1:]):
            names[0] = rest  # 参加国家级、省级培训
    if len(names) >= 2 and names[0][-2:] in _SIDES and all(n in _SIDES for n in names[1:]):
        names = [names[0], *(names[0][:-2] + n for n in names[1:])]  # 一般公共预算收入、支出
    if counter and run != "" and len(names) < 2:
        return (), noun or ("" if counter["noun"] in wording().generic else run)
    if not noun and len(names) >= 2 and (cut := _last_name(names[-2], names[-1])):
        return (*names[:-1], names[-1][:cut]), names[-1][cut:]
    return tuple(names), noun if len(names) >= 2 or counter else run


_AFTERWARDS = re.compile(
    r"\s*(?:分别|依次|各自?)(?P<verb>用于|投向|投入到?|安排|拨付给?|补助给?|奖励给?|授予|给予|支持|来自|是|为)(?P<names>[^，；。]{2,60})"
)


def _unsaid(text: str, readings: Sequence[Reading], first: int, listed: _List) -> tuple[tuple[str, ...], str] | None:
    """Names and common words of a list without 分别 (高中、初中升学率 82%、85%), or with it behind the numbers
    (投入 120 万元、85 万元分别用于河道和泵站); None where nothing pairs.
    """
    inside = readings[first : first + listed.size]
    if _each_counted(inside, listed):
        names, common = _names(listed.head.rstrip("：:"), listed.size)
        return (names, "") if len(names) == listed.size and not common else None
    if len({one.quantity.unit for one in inside}) > 1:
        return None
    if behind := _AFTERWARDS.match(text, inside[-1].span.end):
        names = tuple(n for n in (tidy(n) for n in _AND.split(squeeze(behind["names"]))) if n)
        return (names, tidy(listed.head)) if len(names) == listed.size else None
    names, common = _names(listed.head, listed.size)
    measured = wording().relational.search(common) or wording().independent.search(common)
    return (names, common) if len(names) == listed.size and measured else None


def _each_counted(inside: Sequence[Reading], listed: _List) -> bool:
    """Whether as many things are named as counted behind them: 发掘墓葬、窑址、水井：63座、7座、19口."""
    if re.search(r"\d", listed.head):
        return False
    counts = all(family(one.quantity.unit) in {"count", "people", "households"} for one in inside)
    return counts and listed.size > 1 and len(re.split("[、和与及]", listed.head)) == listed.size and len(inside) > 1


def _last_name(before: str, last: str) -> int:
    """Where the last name of a list ends and the words common to all begin (早稻、晚稻播种面积); 0 where nothing is added."""
    length = len(before)
    if len(last) > length >= 2:
        shared = last[: length - 1] == before[: length - 1]  # 项目 A、项目 B 预算执行率
        if last[length - 1] == before[-1] or (shared and length > 2):
            return length
    alike = last.find(before[-1], 1) + 1  # 国家级、省级培训
    if len(before) >= 2 and 2 <= alike <= len(last) - 2:
        return alike
    words = wording()
    for pattern in (words.relational, words.independent):
        named = pattern.search(last)
        if named and named.start() >= 1 and named.end() == len(last) and not pattern.search(before):
            return named.start()  # 学生、家长满意度
    return 0


def _measure(name: str, common: str, rest: str, pair: Pair | None) -> str:
    if pair and _is_change(rest) and not wording().relative.search(pair.measure):
        name = pair.measure
    return tidy(f"{name}{common}{rest}") or name


def _is_change(rest: str) -> bool:
    found = wording().relative.search(tidy(rest))
    return found is not None and found.start() == 0
