"""Number formats of spreadsheets: a stored number as the sheet shows it (0.989 with "0.0%" is "98.9%").

Two things are never hidden, whatever the format says: a minus sign, and a number whose format shows nothing of it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*')
_TOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|[eE][+-]0+|[0#?]|[.,%‰]|[^"\\]', re.I)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_DIGITS = "0#?"
_BARE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LITERAL_IN_DATES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
_GENERAL_WIDTH = 10


@dataclass(frozen=True, slots=True)
class _Format:
    """One section of a number format, taken apart; `general` prints the plain number between the literals."""

    before: str
    after: str
    whole: int
    decimals: int
    optional: int
    grouped: bool
    scale: Decimal
    exponent: bool
    signed: bool
    general: bool = False


def show_number(value: float, code: str) -> str:
    """`value` as number format `code` prints it; General and formats with nothing printable give the plain number.

    Rounds half away from zero on the 15 digits that a sheet keeps. Never raises.
    """
    number = _decimal(value)
    sections = _sections(code)
    section = sections[1] if number < 0 and len(sections) > 1 else sections[0]
    if number == 0 and len(sections) > 2 and re.search(r"[0#]", _BARE.sub("", sections[2])):
        section = sections[2]
    shape = _parsed(section) or _parsed(sections[0])
    if shape is None:
        return plain_number(number)
    minus = "-" if number < 0 and not (section is not sections[0] and shape.signed) else ""
    return minus + _printed(abs(number), shape)


def plain_number(number: Decimal) -> str:
    """A number without a format: whole numbers in full, others with as many digits as a column of usual width shows."""
    if number == number.to_integral_value():
        return f"{number:.0f}" if abs(number) < Decimal(10) ** 21 else f"{number:.5E}"
    whole = len(f"{abs(number):.0f}")
    rounded = _rounded(number, max(0, _GENERAL_WIDTH - whole))
    if rounded == 0:
        return f"{number:.5E}"
    shown = f"{rounded:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def show_moment(value: datetime | date | time | timedelta, code: str = "") -> str:
    """A date, time or duration in ISO form, as precise as its format: "2021-03-05", "2021-03", "2021-03-05 14:30"."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    bare = _LITERAL_IN_DATES.sub("", code.split(";")[0]).lower()
    years = "y" in bare or "e" in bare
    if years and "d" not in bare and not re.search(r"[hs]", bare):
        return f"{value.year:04d}-{value.month:02d}" if "m" in bare else f"{value.year:04d}"
    shown = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        shown += value.strftime(" %H:%M:%S" if value.second else " %H:%M")
    return shown


@lru_cache(maxsize=512)
def is_date_format(code: str) -> bool:
    """Whether a number format shows days, months, years or times."""
    bare = _LITERAL_IN_DATES.sub("", _sections(code)[0]).lower()
    return "general" not in bare and re.search(r"[ymdhs]", bare.replace("[red]", "")) is not None


def _decimal(value: float) -> Decimal:
    try:
        return Decimal(str(value)) if isinstance(value, int) else Decimal(format(value, ".15g"))
    except InvalidOperation:
        return Decimal(0)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    found = [m[0] for m in _SECTION.finditer(code) if m[0]] or ["General"]
    return tuple(found)


@lru_cache(maxsize=512)
def _parsed(section: str) -> _Format | None:
    """The section taken apart; None for General, text, fractions and sections without any digit."""
    section = _CURRENCY.sub(_quoted, section.replace("G/通用格式", "General"))
    tokens = [t for t in map(_literal, _TOKEN.findall(section)) if t]
    at = [i for i, t in enumerate(tokens) if t in _DIGITS]
    if "General" in tokens:
        return _general(tokens)
    if not at or "/" in tokens or "@" in tokens:
        return None
    first, last = at[0], at[-1]
    body = tokens[first : last + 1]
    if any(t not in "0#?.," for t in body):
        return None
    first -= tokens[first - 1 : first] == ["."]
    body = tokens[first : last + 1]
    rest = tokens[last + 1 :]
    commas = next((i for i, t in enumerate(rest) if t != ","), len(rest))
    point = body.index(".") if "." in body else len(body)
    scale = Decimal(1000) ** -commas * Decimal(100) ** (tokens.count("%")) * Decimal(1000) ** tokens.count("‰")
    before, after = "".join(map(_shown, tokens[:first])), "".join(map(_shown, rest[commas:]))
    return _Format(
        before,
        after,
        body[:point].count("0"),
        sum(t in _DIGITS for t in body[point:]),
        sum(t in "#?" for t in body[point:]),
        "," in body[:point],
        scale,
        any(t[:1] in "eE" and t[1:2] in "+-" for t in rest),
        any(mark in before + after for mark in "-－(（△▲"),
    )


def _general(tokens: list[str]) -> _Format:
    at = tokens.index("General")
    before, after = "".join(map(_shown, tokens[:at])), "".join(map(_shown, tokens[at + 1 :]))
    return _Format(before, after, 0, 0, 0, False, Decimal(1), False, "-" in before, general=True)


def _quoted(currency: re.Match[str]) -> str:
    return f'"{currency[1]}"'


def _literal(token: str) -> str:
    """Quoted text marked with a leading quote, so that digits in it are none; fillers, colours and conditions gone."""
    if token[0] in "_*[":
        return ""
    if token[0] in '"\\':
        return '"' + token.strip('"').removeprefix("\\") if len(token) > 1 else ""
    return "General" if token.lower() == "general" else token


def _shown(token: str) -> str:
    return "" if token[:1] in "eE" and token[1:2] in "+-" else token.removeprefix('"')


def _printed(number: Decimal, shape: _Format) -> str:
    if shape.general:
        return f"{shape.before}{plain_number(number)}{shape.after}".strip()
    if shape.exponent:
        return f"{shape.before}{number * shape.scale:.{shape.decimals}E}{shape.after}".strip()
    shown = f"{_rounded(number * shape.scale, shape.decimals):f}"
    whole, _, part = shown.partition(".")
    while shape.optional and len(part) > shape.decimals - shape.optional and part.endswith("0"):
        part = part[:-1]
    whole = whole.zfill(shape.whole) if shape.whole else whole
    if shape.grouped:
        whole = f"{int(whole):,}" if len(whole) >= shape.whole and not whole.startswith("0") else whole
    return f"{shape.before}{whole}{'.' + part if part else ''}{shape.after}".strip()


def _rounded(number: Decimal, decimals: int) -> Decimal:
    try:
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:
        return number


def moment(serial: float, *, since_1904: bool = False) -> datetime | time | None:
    """The date that a sheet's day number stands for; the time alone below day 1; None outside 1900 to 9999."""
    if not 0 <= serial < 2_958_466:
        return None
    seconds = round(serial % 1 * 86_400)
    days = int(serial)
    if since_1904:
        return datetime(1904, 1, 1) + timedelta(days, seconds)
    if days < 1:
        return (datetime(1900, 1, 1) + timedelta(0, seconds)).time()
    # The sheet's calendar holds a 29 February 1900 that never was.
    return datetime(1899, 12, 30) + timedelta(days + (days < 60), seconds)


def local_date_format(key: int) -> str:
    """The format behind a built-in number that only Chinese editions define (31 is yyyy"年"m"月"d"日"); "" for others."""
    return _LOCAL_DATES.get(key, "")


_YEAR_MONTH, _MONTH_DAY, _DAY_TIME = 'yyyy"年"m"月"', 'm"月"d"日"', 'h"时"mm"分"'
_LOCAL_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), _DAY_TIME),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
}
