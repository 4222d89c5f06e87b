"""Stretches of time as reports and questions write them: 2021年度, 1-11月, 截至9月底, 前三季度, 去年, since 2020."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from assistant.records.calendar_words import FOLD, readings
from assistant.records.model import Period, Span

_SENTENCE_END = re.compile("[。！？]")


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """A period read at `span`; `compared` is true where something is only compared with it (比上年, 同期)."""

    span: Span
    period: Period
    compared: bool = False


def read_periods(text: str, year: int | None) -> tuple[PeriodReading, ...]:
    """Periods written in `text`, in order, never overlapping; never raises; the longest reading at a place wins.

    Periods without a year (1-11月, 上半年, 截至9月底, 去年, 同期) are of or relative to `year`, the year the text
    reports on; with None, or where nothing settles them, they are left out. 底, 末 and 截至 count from January
    (6月底 is 2021-01/2021-06); 年底 and 年末 are the year. 近三年 ends with `year`.
    """
    plain = text.translate(FOLD)
    kept: list[PeriodReading] = []
    for span, period in sorted(readings(plain, year), key=lambda one: (one[0].start, -one[0].end)):
        if not kept or kept[-1].span.end <= span.start:
            compared = plain[max(0, span.start - 1) : span.start] in ("比", "较")
            kept.append(_same_months(PeriodReading(span, period, compared), kept, plain))
    return tuple(kept)


def days(period: Period) -> tuple[date, date]:
    """The first and the last day of a period, both inclusive."""
    return _day(period.start, last=False), _day(period.end, last=True)


def covers(outer: Period, inner: Period) -> bool:
    """Whether every day of `inner` lies in `outer`: 2021 covers 2021-01/2021-11, 2021-01/2021-12 covers 2021."""
    (outer_first, outer_last), (first, last) = days(outer), days(inner)
    return outer_first <= first and last <= outer_last


def in_year(period: Period, year: int) -> Period:
    """The same stretch moved so that it ends in `year`; 29 February becomes the 28th where it must."""
    by = year - int(period.end[:4])
    return Period(_moved(period.start, by), _moved(period.end, by))


def asked_years(question: str, today: date) -> tuple[int, ...] | None:
    """The years a question names, ascending, in Chinese or English; None when it names none.

    去年 and "last year" count from `today`; 近三年 and "the past three years" are the three complete years before
    it; "since 2020" runs to this year. A year that something is only compared with (比上年, than the previous
    year) is not asked for: the planner sees the comparison itself. 上年 beside a named year is the one before it.
    """
    plain = question.translate(FOLD)
    named = _named_years(plain, today)
    return tuple(sorted(named | _relative_years(plain, today, named))) or None


def asked_period(question: str, today: date) -> Period | None:
    """The months, quarters, half, date or as-of that a question asks for (9月底, January to November 2021), or None.

    It lies in the year the question names (the last of several); with none named in the year of `today`, or the
    year before when it would end after `today`: use in_year to move it to a record's year.
    """
    years = asked_years(question, today)
    year = years[-1] if years else today.year
    period = _asked_zh(question, year) or _asked_en(question, year)
    if period is not None and years is None and days(period)[1] > today:
        period = in_year(period, today.year - 1)
    return period


def _same_months(reading: PeriodReading, before: list[PeriodReading], text: str) -> PeriodReading:
    """同期 as the months last named in its sentence, a year earlier; other readings as they are."""
    if not text[reading.span.start : reading.span.end].endswith("同期"):
        return reading
    period = reading.period
    for earlier in reversed(before):
        if _SENTENCE_END.search(text, earlier.span.end, reading.span.start):
            break
        if len(earlier.period.start) > 4:
            period = in_year(earlier.period, int(period.end))
            break
    return PeriodReading(reading.span, period, compared=True)


def _day(text: str, *, last: bool) -> date:
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    month = month or (12 if last else 1)
    return date(year, month, day or (monthrange(year, month)[1] if last else 1))


def _moved(text: str, by: int) -> str:
    year = int(text[:4]) + by
    if text[4:] == "-02-29" and monthrange(year, 2)[1] == 28:
        return f"{year}-02-28"
    return f"{year}{text[4:]}"


_Y = r"(?<!\d)(?<!\d[.,])(?!2000(?!\s*年))(?:19[89]|20[0-4])\d(?!\d|\.\d|[%万亿元人家个项名户次])"
_RANGE = re.compile(
    rf"(?P<a>{_Y})\s*年?度?\s*(?P<to>(?:[-–—―~～]|至|到|and|to|through|until|till)+)\s*(?P<b>{_Y})", re.I
)
_BETWEEN = re.compile(r"\b(?:between|from)\b[^.?!]{0,20}$", re.I)
_SPLIT_YEAR = re.compile(rf"(?P<a>{_Y})\s*[/–-]\s*(?P<b>\d\d)(?![\d.年月/-])")
_SINCE = re.compile(
    rf"(?:\b(?:since|from|after)\s+(?:fy\s?|the year )?(?P<a>{_Y})(?!\s*(?:to|through|until|-|–))"
    rf"|自?从?(?P<b>{_Y})\s*年?度?(?:以来|至今|以后|之后|后|起|开始|\s+onwards?))",
    re.I,
)
_BEFORE = re.compile(rf"\b(?:before|prior to)\s+(?P<a>{_Y})|(?P<b>{_Y})\s*年?(?:以前|之前)", re.I)
_SHORT = re.compile(
    r"(?<![\d.第近约满历时达长超逾成立])(?P<a>[0-3]\d)年(?!以|内|来|期|间|级|多|左右|限|龄|制)|\bFY\s?'?(?P<b>\d\d)\b",
    re.I,
)
_ZH_YEAR = re.compile("[二一][〇○零九][〇○零一二三四五六七八九]{2}年")


def _named_years(plain: str, today: date) -> set[int]:
    years = {int(found) for found in re.findall(_Y, plain)}
    for match in _RANGE.finditer(plain):
        first, last = int(match["a"]), int(match["b"])
        both = match["to"].lower() == "and" and not _BETWEEN.search(plain[: match.start()])
        years |= set() if both else set(range(min(first, last), max(first, last) + 1))
    for match in _SPLIT_YEAR.finditer(plain):
        first, short = int(match["a"]), int(match["b"])
        years |= set(range(first, first // 100 * 100 + short + 1)) if short > first % 100 else set()
    for match in _SINCE.finditer(plain):
        years |= set(range(int(match["a"] or match["b"]), today.year + 1))
    for match in _BEFORE.finditer(plain):
        limit = int(match["a"] or match["b"])
        years = (years - {limit}) | set(range(2000, limit))
    for match in _SHORT.finditer(plain):
        short = 2000 + int(match["a"] or match["b"])
        years |= {short} if short <= today.year + 1 else set()
    for match in _ZH_YEAR.finditer(plain):
        years |= set(read_periods(match[0], None)[0].period.years)
    return years


_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_NUMBERS |= {word: value for value, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_COUNT = rf"(?:\d|{'|'.join(_NUMBERS)})"
_RELATIVE = re.compile(
    r"(?P<cmp>(?:比|较|相比|同)\s*|\b(?:than|over|against|versus|vs\.?|compared? (?:to|with)|from|on)\s+(?:in\s+)?(?:the\s+)?)?"
    rf"(?:(?P<many>近|过去|最近|(?<!前)前|\b(?:the )?(?:past|last|recent|previous|latest) )(?P<n>{_COUNT})个?(?:年|\s*years?\b)"
    r"|(?P<three>大前年|three years ago)|(?P<two>前年|(?:the )?year before last|two years ago)"
    r"|(?P<own>去年|\blast year|\bpast year)|(?P<next>明年|下一年|\bnext year)"
    r"|(?P<this>今年|本年度?|\bthis (?:fiscal )?year|\bcurrent year)"
    r"|(?P<one>上一?年度?(?!结)|同期|\b(?:previous|prior|preceding) year|\byear before|\byear earlier))(?:同期)?",
    re.I,
)
_BACK = {"three": 3, "two": 2, "own": 1, "one": 1, "this": 0, "next": -1}


def _relative_years(plain: str, today: date, named: set[int]) -> set[int]:
    years: set[int] = set()
    for match in _RELATIVE.finditer(plain):
        if match["many"]:
            count = int(match["n"]) if match["n"].isdigit() else _NUMBERS[match["n"].lower()]
            years |= set(range(today.year - count, today.year))
        elif not (match["cmp"] and (named or match["one"])) and not match[0].endswith("同期"):
            base = min(named) if match["one"] and named else today.year
            years.add(base - _BACK[str(match.lastgroup)])
    return years


def _asked_zh(question: str, year: int) -> Period | None:
    for reading in read_periods(question, year):
        if not reading.compared and len(reading.period.end) > 4:
            return reading.period
    return None


_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_M = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_ORDINAL = f"(?:{'|'.join(_ORDINALS)})"
_ENGLISH = re.compile(
    rf"\b(?:(?:in|of|for|from|during|between)\s+)?(?P<m1>{_M})(?:\s*20\d\d)?\s*(?:-|–|—|to|through|until|till|and)\s*(?:the\s+)?(?:end\s+of\s+)?(?P<m2>{_M})"
    rf"|(?P<until>\b(?:by|as of|as at|through|until|till|up to|to|end of|end-)\s*(?:the\s+)?(?:end\s+of\s+)?)"
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<m3>{_M})(?:\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d))?"
    rf"|\b(?:in|of|during|for)\s+(?:early |late |mid-?)?(?P<m4>{_M})|\b(?P<m5>{_M})\s*,?\s*20\d\d"
    rf"|\b(?P<h>{_ORDINAL})[\s-]half\b|\bH(?P<h2>[12])\b"
    rf"|\bfirst (?P<nq>two|three) quarters|\bfirst (?P<nm>two|three|four|five|six|seven|eight|nine|ten|eleven) months"
    rf"|\b(?P<q>{_ORDINAL})[\s-]quarter\b|\bQ(?P<q2>[1-4])\b",
    re.I,
)
_COUNTED = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


def _asked_en(question: str, year: int) -> Period | None:
    match = _ENGLISH.search(question)
    if match is None:
        return None
    found = {name: text.lower() for name, text in match.groupdict().items() if text}
    if "m3" in found:
        return _until(found, year)
    first, last = _english_months(found)
    return None if first > last else Period(*(f"{year}-{month:02}" for month in ((first, last))))


def _english_months(found: dict[str, str]) -> tuple[int, int]:
    """First and last month of the form that was found."""
    if "m1" in found:
        return _month(found["m1"]), _month(found["m2"])
    if one := found.get("m4") or found.get("m5"):
        return _month(one), _month(one)
    if half := found.get("h2") or found.get("h"):
        return (1, 6) if half in ("1", "first", "1st") else (7, 12)
    if "nq" in found:
        return 1, 3 * _NUMBERS[found["nq"]]
    if "nm" in found:
        return 1, _COUNTED.index(found["nm"]) + 2
    quarter = int(found["q2"]) if "q2" in found else _ORDINALS[found["q"]]
    return 3 * quarter - 2, 3 * quarter


def _until(found: dict[str, str], year: int) -> Period:
    month = _month(found["m3"])
    day = int(found.get("d1") or found.get("d2") or 0)
    written = f"{year}-{month:02}"
    return Period(f"{year}-01", f"{written}-{day:02}" if 1 <= day <= monthrange(year, month)[1] else written)


def _month(name: str) -> int:
    return _MONTH_NAMES.index(name[:3]) + 1
