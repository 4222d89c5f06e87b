"""What a question wants of the rows of a table, told by its words alone: an operation, limits, how many.

Nothing here knows a table: columns and values are found by `table_find`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.records.fold import simplified
from assistant.records.model import Quantity, Span
from assistant.records.numerals import parse
from assistant.records.quantity import Reading, read

_MANY = re.compile(
    r"前\s*(?P<a>[一二三四五六七八九十两]{1,3}|\d{1,3})(?!年|月|季|期|者|半)(?:名|位|个|家|项)?|(?:后|倒数前?|垫底的?)\s*(?P<b>[一二三四五六七八九十两]{1,3}|\d{1,3})(?:名|位|个|家|项)|"
    r"\b(?:top|first|highest|largest|biggest|best)\s+(?P<c>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b|"
    r"\b(?:bottom|last|lowest|smallest|worst|fewest)\s+(?P<d>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b|"
    r"\b(?P<f>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?:highest|largest|biggest|best|most)\b|"
    r"\b(?P<g>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?:lowest|smallest|worst|fewest|least)\b|"
    r"最[高多大低少小]的\s*(?P<e>[一二三四五六七八九十两]{1,3}|\d{1,3})\s*(?:个|家|项|种|类|位|名|所|座|条)"
)
_ENGLISH = {
    word: at
    for at, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
}
_PLACE = re.compile(
    r"(?P<last>倒数)?第(?P<zh>[二三四五六七八九十]|[2-9])(?!产业|季度|批|次|期|年|季|章|条|号|标|分|三方|一)(?:名|位|[高大多低少小长短快慢好差])?|"
    r"\b(?P<en>second|third|fourth|fifth)[ -](?:place\b|(?P<up>highest|largest|biggest|most|best|longest)|(?P<down>lowest|smallest|least|fewest|worst|shortest|last))"
)
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LOW = re.compile(r"第[二三四五六七八九十2-9][低少小短慢差]|最[低少小短慢差]|从[低少小]到[高多大]")
_REACH = 6
_BEFORE = 24
_TAIL = 4
_LESS = re.compile(r"最[低少小]|\b(?:lowest|smallest|worst|fewest)\b")


class Operation(StrEnum):
    """What is done with the cells found."""

    CELL = "cell"
    LIST = "list"
    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    MIN = "min"
    DIFFERENCE = "difference"
    SHARE = "share"
    SORT = "sort"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that a column's values must keep: `key` is lt, le, gt, ge, eq or between; `span` its words in the question.

    `scaled` tells that a number without a unit was written with 万 or 亿: 50万 is 50 in a column in 万元.
    """

    key: str
    quantity: Quantity
    span: Span
    upper: Quantity | None = None
    scaled: bool = False

    def keeps(self, value: Decimal, bound: Decimal, upper: Decimal | None = None) -> bool:
        """Whether `value` keeps the limit, all in one unit."""
        match self.key:
            case "lt":
                return value < bound
            case "le":
                return value <= bound
            case "gt":
                return value > bound
            case "ge":
                return value >= bound
            case "between":
                return upper is not None and bound <= value <= upper
            case _:
                return value == bound


@dataclass(frozen=True, slots=True)
class YearLimit:
    """The years, first and last inclusive, that a column of years must lie in, and where a question says so."""

    first: int
    last: int
    span: Span


@dataclass(frozen=True, slots=True)
class Wanted:
    """The operations a question may mean, likeliest first, its limits, and the spans of the words that say so.

    `many` is how many of the first or last are wanted, 0 where no number is named. `each` tells of groups (各镇, by type), `asking`
    where the words stand that only ask, `counts` where something is counted (几笔, how many), `unmet` where rows are
    asked for that miss their target, `exceeded` where such as go beyond it, `place` which one in order is wanted (第二名: 2), 0 for the first. `whose`
    is where the words stand that ask which, `pace` those that compare with the pro-rata pace (`ahead` of it, else behind), `years` limits a column of years.
    """

    text: str
    operations: tuple[tuple[Operation, Span], ...]
    limits: tuple[Limit, ...]
    many: int = 0
    ascending: bool = False
    which: bool = False
    asking: tuple[Span, ...] = ()
    each: tuple[Span, ...] = ()
    counts: tuple[Span, ...] = ()
    unmet: Span | None = None
    place: int = 0
    whose: tuple[Span, ...] = ()
    pace: Span | None = None
    years: YearLimit | None = None
    ahead: bool = False
    exceeded: Span | None = None

    def has(self, operation: Operation) -> bool:
        """Whether the question's words ask for `operation`."""
        return any(known is operation for known, _ in self.operations)

    def without(self, covered: frozenset[int]) -> tuple[Operation, ...]:
        """The operations whose words are not part of a column's name (加权平均净资产收益率 asks for no mean)."""
        return tuple(o for o, span in self.operations if not covered.issuperset(range(span.start, span.end)))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("assistant.answering").joinpath("table_words.toml").read_text(encoding="utf-8"))


@cache
def _pattern(section: str, name: str) -> re.Pattern[str]:
    return re.compile(_words()[section][name], re.I)


def nouns() -> re.Pattern[str]:
    """Words that only say what kind of thing a row is (项目, 单位) or that something holds (持有, 涉及)."""
    return _filling()


@cache
def _filling() -> re.Pattern[str]:
    return re.compile(f"(?:{_words()['nouns']['words']}|{_words()['verbs']['words']})+", re.I)


@cache
def states() -> tuple[tuple[str, ...], ...]:
    """Groups of words for the same state of a matter (未开工, 尚未启动, not started)."""
    return tuple(tuple(group) for group in _words()["states"]["groups"])


def wanted_of(text: str) -> Wanted:
    """What `text`, a question, wants of rows; traditional characters count as simplified ones."""
    text = simplified(text)
    limits = tuple(_limits(text))
    operations = sorted(_operations(text, limits), key=lambda o: _rank(*o))
    many, low, place = _many(text)
    nth, lowly, ordinal = _ordinal(text)
    if nth:
        many, low, place = 0, lowly, ordinal
    if (many or nth) and not any(o in (Operation.MAX, Operation.MIN) for o, _ in operations):
        operations.insert(0, (Operation.MIN if low else Operation.MAX, place))
    each = tuple(Span(*m.span()) for m in _pattern("operations", "each").finditer(text))
    which = [Span(*m.span()) for m in _pattern("operations", "which").finditer(text)]
    counts = tuple(Span(*m.span()) for m in _pattern("operations", "count").finditer(text))
    missed = _pattern("operations", "unmet").search(text)
    unmet = Span(*missed.span()) if missed else None
    beyond = _pattern("operations", "exceeded").search(text)
    exceeded = Span(*beyond.span()) if beyond and not missed and not limits else None
    behind, ahead = (_pattern("operations", name).search(text) for name in ("pace", "ahead"))
    beside = behind or ahead
    pace = Span(*beside.span()) if beside else None
    years = _year_limit(text)
    asking = (
        *([pace] if pace else []),
        *([years.span] if years else []),
        *which,
        *counts,
        *_most_in_all(text),
        *([unmet] if unmet else []),
        *([exceeded] if exceeded else []),
        *([place] if many or nth else []),
        *(part for o, span in operations for part in _asking(text, o, span)),
    )
    return Wanted(
        text,
        tuple(operations),
        limits,
        many,
        bool(_pattern("operations", "ascending").search(text)),
        bool(which),
        asking,
        each,
        counts,
        unmet,
        nth,
        tuple(which),
        pace,
        years,
        ahead is not None and behind is None,
        exceeded,
    )


_YEARS = re.compile(
    r"(?:在|于)?(?P<to>(?:19|20)\d\d)年?(?:以前|之前|前(?!后))|(?P<by>(?:19|20)\d\d)年?(?:及以前|及之前|底以前|底前)|"
    r"(?P<after>(?:19|20)\d\d)年?(?:以后|之后|后(?!来))|(?:自|从)?(?P<since>(?:19|20)\d\d)年?(?:及以后|以来|起)|"
    r"\b(?:before|prior to) (?P<b>(?:19|20)\d\d)\b|\b(?:after|later than) (?P<a>(?:19|20)\d\d)\b|"
    r"\b(?:since|from) (?P<s>(?:19|20)\d\d)(?: on(?:wards)?)?(?! to)\b|\b(?:by|until|up to) (?P<u>(?:19|20)\d\d)\b"
)
_EVER, _NEVER = 1900, 2099


def _year_limit(text: str) -> YearLimit | None:
    """The years that a question limits something to: 2014年以前, since 2015."""
    found = _YEARS.search(text.lower())
    if not found:
        return None
    name, said = next((n, int(v)) for n, v in found.groupdict().items() if v)
    span = Span(*found.span())
    if name in ("to", "b"):
        return YearLimit(_EVER, said - 1, span)
    if name in ("by", "u"):
        return YearLimit(_EVER, said, span)
    return YearLimit(said + (name in ("after", "a")), _NEVER, span)


def _ordinal(text: str) -> tuple[int, bool, Span]:
    """Which one in order a question wants, whether counted from the lowest, and where it says so; 0 where it names none."""
    found = _PLACE.search(text.lower())
    if not found:
        return 0, False, Span(0, 0)
    said = found["zh"]
    nth = int(said) if said and said.isdigit() else int(parse(said) or 0) if said else _ORDINALS[found["en"]]
    return nth, bool(found["last"] or found["down"] or _LOW.search(text)), Span(*found.span())


def _most_in_all(text: str) -> tuple[Span, ...]:
    """Where 累计 and 一共 only say that the most is one of sums (累计获奖最多), not what a column is called."""
    return tuple(Span(*m.span()) for m in re.finditer(r"(?:累计|合计|总共|一共)(?=[^，。；]{0,6}最[多少高低])", text))


_ORDER = (
    Operation.SHARE,
    Operation.DIFFERENCE,
    Operation.MAX,
    Operation.MIN,
    Operation.COUNT,
    Operation.MEAN,
    Operation.SUM,
    Operation.SORT,
    Operation.LIST,
)


def _asking(text: str, operation: Operation, span: Span) -> tuple[Span, ...]:
    """The words of an operation that only ask: of 比期初少了多少 and 占总数的比例 its ends."""
    if operation not in (Operation.DIFFERENCE, Operation.SHARE) or span.end - span.start <= _TAIL:
        return (span,)
    return (Span(span.start, span.start + 1), Span(span.end - _tail(text[span.start : span.end]), span.end))


_TAILS = re.compile(
    r"(?:[多少高低大小长短快慢贵]|增加|减少|增长|下降|提高|降低|相?差)(?:了|出|距|额|值)?(?:多少|几)$|(?:比例|比重|份额|百分之\S{0,2}|几成|多少)$"
)


def _tail(said: str) -> int:
    """How many characters at the end of an operation's words only ask: 多几 of 比白石队多几."""
    found = _TAILS.search(said)
    return len(found[0]) if found else _TAIL


def _rank(operation: Operation, span: Span) -> tuple[int, int]:
    """Operations in their order; of 最高 and 最低 the one said last goes first."""
    at = _ORDER.index(operation)
    both = (Operation.MAX, Operation.MIN)
    return (_ORDER.index(Operation.MAX), -span.start) if operation in both else (at, 0)


def _operations(text: str, limits: tuple[Limit, ...]) -> Iterator[tuple[Operation, Span]]:
    taken = [limit.span for limit in limits]
    for operation in _ORDER:
        for found in _pattern("operations", operation.value).finditer(text):
            span = Span(*found.span())
            if not any(span.meets(other) for other in taken):
                yield operation, span
                break


def _many(text: str) -> tuple[int, bool, Span]:
    """How many of the first (or last: True) a question wants and where it says so; 0 where it names no number."""
    found = _MANY.search(text.lower())
    if not found:
        return 0, False, Span(0, 0)
    name, said = next((n, v) for n, v in found.groupdict().items() if v)
    value = _ENGLISH.get(said) or (int(said) if said.isdigit() else parse(said))
    low = name in "bdg" or (name == "e" and bool(_LESS.search(found[0])))
    return int(value or 0), low, Span(*found.span())


def _limits(text: str) -> Iterator[Limit]:
    """The limits a question names, left to right."""
    readings = read(text)
    used: set[int] = set()
    for at, reading in enumerate(readings):
        if at in used:
            continue
        limit = _between(text, readings, at)
        if limit:
            used.add(at + 1)
        limit = limit or _limit(text, reading)
        if limit:
            yield limit
    for entry in _words()["signed"]:
        for found in re.finditer(entry["pattern"], text, re.I):
            yield Limit(entry["key"], Quantity(Decimal(entry["value"])), Span(*found.span()))


def _between(text: str, readings: tuple[Reading, ...], at: int) -> Limit | None:
    if at + 1 >= len(readings):
        return None
    one, other = readings[at], readings[at + 1]
    joint = text[one.span.end : other.span.start].strip().lower()
    before = text[: one.span.start].rstrip().lower()
    if joint not in {"到", "至", "和", "与", "~", "-", "—", "and", "to"}:
        return None
    opened = re.search(r"(?:在|介于|\bbetween)$", before)
    closed = re.match(r"\s*之?间", text[other.span.end :])
    if not (opened or closed):
        return None
    start = opened.start() if opened else one.span.start
    end = other.span.end + (closed.end() if closed else 0)
    return Limit("between", one.quantity, Span(start, end), other.quantity, _is_scaled(text, other))


def _limit(text: str, reading: Reading) -> Limit | None:
    quantity = Quantity(reading.quantity.value, reading.quantity.unit)
    number_start = re.search(r"\d|[-零一二三四五六七八九十百千万亿两负]", reading.span.of(text))
    start = reading.span.start + (number_start.start() if number_start else 0)
    # The reader takes 超过 and 以上 for part of a number: they are looked for inside its span, too.
    before, after = text[max(0, start - _BEFORE) : start].rstrip().lower(), text[reading.span.start :].lower()
    inside = len(reading.span.of(text))
    for entry in _words()["comparison"]:
        late = entry.get("after")
        if late and (found := re.search(late, after[: inside + _REACH])) and not _gap(after, found, inside):
            span = Span(reading.span.start, reading.span.start + found.end())
            return Limit(entry["key"], quantity, span, scaled=_is_scaled(text, reading))
    for entry in _words()["comparison"]:
        if entry["key"] == "between":
            continue
        early = re.search(f"(?:{entry['before']})\\s*(?:人民币|了|了约|{_words()['yardstick']})?$", before)
        if early and (entry["key"] != "eq" or _told(text, reading)):
            opening = start - len(text[max(0, start - _BEFORE) : start]) + early.start()
            return Limit(entry["key"], quantity, Span(opening, reading.span.end), scaled=_is_scaled(text, reading))
    return None


def _is_scaled(text: str, reading: Reading) -> bool:
    """Whether a number was written with 万 or 亿 and no unit."""
    return not reading.quantity.unit and re.search("[万萬亿億]", reading.span.of(text)) is not None


def _gap(after: str, found: re.Match[str], inside: int) -> bool:
    """Whether words stand between a number and the 以上 found behind it."""
    return found.start() > inside and bool(after[inside : found.start()].strip())


def _told(text: str, reading: Reading) -> bool:
    """Whether 为15% picks rows: something follows that has it (为15%的主体), or the sentence asks after them."""
    rest = text[reading.span.end :].lstrip()
    return rest.startswith(("的", "，", ",", "and", "且", "有")) or bool(re.match(r"\w", rest))
