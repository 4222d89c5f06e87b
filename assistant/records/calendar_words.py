"""The written forms of periods in Chinese: patterns, and what each means given the year a text reports on."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.records.model import Period, Span

FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_SMALL = {"十": 10, "十一": 11, "十二": 12} | {word: int(digit) for word, digit in _DIGITS.items()}

_S = r"[ \t\u3000]*"
_TO = rf"{_S}(?:[-–—―~－～﹣]{{1,2}}|至|到|起至){_S}"
_ZH = "[〇○零0一二三四五六七八九1-9]"
_Y4 = rf"(?:(?<!\d)(?:19|20)\d\d|(?:二[〇○零0]|一九){_ZH}{{2}})"
# “21年” is a year, 历时21年 and 21年以上 are durations.
_Y2 = r"(?<![\d.第近约满历时达长超逾余用成立])[0-4]\d(?=年)(?!年(?:以上|以内|以下|内|来|期|间|级|多|左右|限|龄|制))"
_YEAR = rf"(?:(?:{_Y4}|{_Y2}){_S}(?:学年度?|年{_S}度?))"
_MONTH = r"(?:(?<![\d.])(?:1[0-2]|0?[1-9])(?![\d.])|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:(?<![\d.])(?:[12]\d|3[01]|0?[1-9])(?![\d.]))"
_PART = r"(?P<part>上旬|中旬|下旬|底|末|月?初)"
_AS_OF = r"(?:截至|截止到?|截止至|截至到)"
_ORDINAL = r"[一二三四1-4]"

_REACH = 32
_ANCHOR = re.compile(r"[年月季期]|五[”\"'’」]?以来|Q[1-4]|\d{4}[-/.]\d")

_ISO = re.compile(
    r"(?<![\d./-])(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?![\d./-])"
)
_DATES = re.compile(
    rf"(?P<asof>{_AS_OF}{_S})?(?P<y>{_YEAR}{_S})?(?P<m>{_MONTH}){_S}月{_S}(?P<d>{_DAY}){_S}[日号]"
    rf"(?:{_TO}(?P<y2>{_YEAR}{_S})?(?:(?P<m2>{_MONTH}){_S}月{_S})?(?P<d2>{_DAY}){_S}[日号])?"
)
_MONTHS = re.compile(
    rf"(?P<asof>{_AS_OF}{_S}|(?<=[至到]))?(?P<y>{_YEAR}{_S})?(?P<m>{_MONTH}){_S}(?:月份?{_S})?"
    rf"{_TO}(?P<y2>{_YEAR}{_S})?(?P<m2>{_MONTH}){_S}月份?(?!\d){_S}{_PART}?"
    rf"|(?P<asof1>{_AS_OF}{_S})?(?P<y1>{_YEAR}{_S})?(?P<m1>{_MONTH}){_S}月份?(?!\d){_S}(?P<part1>上旬|中旬|下旬|底|末)?"
)
_QUARTERS = re.compile(
    rf"(?P<y>{_YEAR}{_S})?(?:(?P<first>前)(?P<q2>[二两三23])个?季度|第?{_S}(?P<q>{_ORDINAL}){_TO}第?{_S}(?P<q3>{_ORDINAL}){_S}季度"
    rf"|(?:第|(?<!\d)){_S}(?P<q1>{_ORDINAL}){_S}季度(?P<end>末)?|Q(?P<q4>[1-4])(?![A-Za-z0-9]))"
)
_HALVES = re.compile(rf"(?P<y>{_YEAR}{_S})?(?P<half>[上下])半年(?!度?评)|(?P<of>{_YEAR}){_S}半年度(?!评)")
_RANGES = re.compile(
    rf"(?P<a>{_Y4}|{_Y2}){_S}(?:年{_S}度?)?{_TO}(?P<b>{_Y4}|(?<!\d)\d\d){_S}(?:学年度?|年{_S}度?)"
    rf"|(?P<since>{_YEAR})(?:{_S}(?P<month>{_MONTH}){_S}月份?)?(?:以来|至今|起至今)"
)
_LISTED = re.compile(rf"(?P<y>{_Y4})(?={_S}[、和及与]{_S}(?:{_Y4}{_S}[、和及与]{_S})*{_Y4}{_S}年)")
_YEARS = re.compile(rf"(?P<asof>{_AS_OF}{_S})?(?P<y>{_YEAR})(?P<end>{_S}年?[底末](?!期初))?")
_PLANS = re.compile(r"[“\"'‘「]?十(?P<n>[一二三四五])五[”\"'’」]?(?:(?:规划|计划)?(?:期间|时期|期内)|(?P<since>以来))")
# 上年结转 is the name of a sum of this year, not a period.
_RELATIVE = re.compile(
    r"(?:(?P<same>(?:上一?年度?|去年)?同期)|(?P<back>大前年|前年|去年|上一年度?|上年度?)(?!结转|结余|末结)(?P<end>年?[底末])?)"
    r"|(?P<opening>(?<=[由从])年初(?=的?\s*[\d约]))"
    r"|(?P<now>今年以来|今年|本年度?|当年|该年度|全年|(?<![\d一二两三四五六七八九十几多])年内|年[底末](?![〇零一二三四五六七八九\d]))"
    r"|(?:近|过去|最近)(?P<n>[一二两三四五六七八九十]|\d)个?年(?!级)|(?P<sum>[二两三四五])年(?:来|累计|合计|总计|间|平均)"
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A form: one of the characters of `needs` is in every writing of it, which is looked for before the pattern is."""

    needs: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], int | None], Period | None]


def readings(plain: str, year: int | None) -> Iterator[tuple[Span, Period]]:
    """Every reading of every form in folded text, overlapping ones too, without order; `year` as in read_periods."""
    for low, high in _windows(plain):
        for reader in _READERS:
            if not any(plain.find(needed, low, high) >= 0 for needed in reader.needs):
                continue
            for match in reader.pattern.finditer(plain, low, high):
                period = reader.read(match, year)
                if period is not None:
                    yield Span(match.start(), match.start() + len(match[0].rstrip())), period


def _windows(plain: str) -> Iterator[tuple[int, int]]:
    """Stretches around the characters that no period is written without, to pass over most text in one search."""
    low = high = 0
    for anchor in _ANCHOR.finditer(plain):
        if anchor.start() - _REACH > high:
            if high:
                yield low, high
            low = max(0, anchor.start() - _REACH)
        high = anchor.end() + _REACH
    if high:
        yield low, min(high, len(plain))


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdigit() and text.isascii() else _SMALL.get(text.replace("两", "二"), 0)


def _year_of(text: str | None, year: int | None) -> int | None:
    """The year a name of a year gives, two digits meaning 20xx; `year` where there is none."""
    if not text:
        return year
    digits = "".join(_DIGITS.get(character, character) for character in text)
    number = re.sub(r"\D", "", digits)
    return int(number) if len(number) == 4 else 2000 + int(number) if len(number) == 2 else year


def _span_of(first: int, last: int) -> Period | None:
    return Period(str(first), str(last)) if first <= last <= first + 60 else None


def _months_of(year: int, first: int, last: int) -> Period:
    return Period(f"{year}-{first:02}", f"{year}-{last:02}")


def _read_iso(match: re.Match[str], year: int | None) -> Period | None:
    return _date_pair(int(match["y"]), int(match["m"]), int(match["d"]))


def _date_pair(year: int, month: int, day: int) -> Period | None:
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    written = f"{year}-{month:02}-{day:02}"
    return Period(written, written)


def _read_dates(match: re.Match[str], year: int | None) -> Period | None:
    of = _year_of(match["y"] or match.groupdict().get("of"), year)
    first = of and _date_pair(of, _number(match["m"]), int(match["d"]))
    if not of or not first:
        return None
    if match["asof"]:
        first = Period(f"{of}-01", first.end)
    if not match["d2"]:
        return first
    until = _year_of(match["y2"], of) or of
    last = _date_pair(until, _number(match["m2"] or match["m"]), int(match["d2"]))
    if not last or last.end < first.end:
        return None
    if first.start.endswith("-01-01") and last.end.endswith("-12-31"):
        return _span_of(of, until)
    return Period(first.start, last.end)


def _read_months(match: re.Match[str], year: int | None) -> Period | None:
    if match["m1"]:
        return _read_month(match, year)
    of = _year_of(match["y"], _year_of(match["y2"], year) if not match["y2"] else year)
    if of is None:
        return None
    until = _year_of(match["y2"], of) or of
    first, last = _number(match["m"]), _number(match["m2"])
    if (of, first) > (until, last):
        return None
    return Period(f"{of}-{first:02}", _month_end(until, last, match["part"]))


def _month_end(year: int, month: int, part: str | None) -> str:
    day = {"上旬": "-10", "中旬": "-20"}.get(part or "", "")
    return f"{year}-{month:02}{day}"


def _read_month(match: re.Match[str], year: int | None) -> Period | None:
    of, month, part = _year_of(match["y1"], year), _number(match["m1"]), match["part1"]
    if of is None or not month:
        return None
    if match["asof1"] or part in ("底", "末"):
        return Period(f"{of}-01", _month_end(of, month, part))
    last = monthrange(of, month)[1]
    ends = {"上旬": ("-01", "-10"), "中旬": ("-11", "-20"), "下旬": ("-21", f"-{last}")}.get(part or "", ("", ""))
    return Period(f"{of}-{month:02}{ends[0]}", f"{of}-{month:02}{ends[1]}")


def _read_quarters(match: re.Match[str], year: int | None) -> Period | None:
    of = _year_of(match["y"] or match.groupdict().get("of"), year)
    if of is None:
        return None
    if match["first"]:
        return _months_of(of, 1, 3 * _number(match["q2"]))
    if match["q"]:
        first, last = _number(match["q"]), _number(match["q3"])
        return _months_of(of, 3 * first - 2, 3 * last) if first < last else None
    quarter = _number(match["q1"] or match["q4"])
    return _months_of(of, 1 if match["end"] else 3 * quarter - 2, 3 * quarter)


def _read_half(match: re.Match[str], year: int | None) -> Period | None:
    of = _year_of(match["y"] or match.groupdict().get("of"), year)
    return (of and (_months_of(of, 1, 6) if match["half"] != "下" else _months_of(of, 7, 12))) or None


def _read_range(match: re.Match[str], year: int | None) -> Period | None:
    if match["since"]:
        first = _year_of(match["since"], None)
        whole = _span_of(first, year) if first and year else None
        return Period(f"{first}-{_number(match['month']):02}", f"{year}-12") if whole and match["month"] else whole
    first, last = _year_of(match["a"], None), _year_of(match["b"], None)
    return _span_of(first, last) if first and last else None


def _read_year(match: re.Match[str], year: int | None) -> Period | None:
    name = match["y"]
    of = _year_of(name, None)
    short = not re.search(rf"\d{{4}}|{_ZH}{{4}}", name)
    # A two-digit year is believed only near the year the text reports on.
    if of is None or (short and (year is None or abs(of - year) > 6)):
        return None
    return Period(str(of), str(of))


def _read_plan(match: re.Match[str], year: int | None) -> Period | None:
    first = 2001 + 5 * _number(match["n"])
    if match["since"]:
        return _span_of(first, year) if year else None
    return Period(str(first), str(first + 4))


_BACK = {"去": 1, "上": 1, "前": 2, "大": 3}


def _read_relative(match: re.Match[str], year: int | None) -> Period | None:
    if year is None:
        return None
    if match["now"]:
        return Period(str(year), str(year))
    if match["opening"]:
        return Period(f"{year}-01-01", f"{year}-01-01")  # 由年初的 88.5% 提升至 93.2%
    if match["n"] or match["sum"]:
        count = _number(match["n"] or match["sum"])
        return _span_of(year - count + 1, year) if count else None
    back = 1 if match["same"] else _BACK[match["back"][0]]
    return Period(str(year - back), str(year - back))


_READERS = (
    _Reader("-/.", _ISO, _read_iso),
    _Reader("日号", _DATES, _read_dates),
    _Reader("月", _MONTHS, _read_months),
    _Reader("季Q", _QUARTERS, _read_quarters),
    _Reader("半", _HALVES, _read_half),
    _Reader("年", _RANGES, _read_range),
    _Reader("年", _LISTED, _read_year),
    _Reader("年", _YEARS, _read_year),
    _Reader("五", _PLANS, _read_plan),
    _Reader("年期", _RELATIVE, _read_relative),
)
