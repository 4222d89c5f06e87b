"""Number words to Decimal and back: 一百二十三, 3万2千, 二点五亿, 壹佰.

Only the number itself: whether a run of numerals is a figure at all (第三方, 十分, 万一 are not) is decided by its reader.
"""

from decimal import Decimal
from itertools import pairwise

_DIGITS = {
    digit: value
    for value, digits in enumerate(
        ("零〇○", "一壹", "二贰貳两兩", "三叁", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for digit in digits
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ZERO = frozenset("零〇○")
_ASCII = frozenset("0123456789.,")

DIGITS = "".join(_DIGITS)
"""Characters that are one digit."""
NUMERALS = DIGITS + "".join(_SMALL) + "".join(_LARGE)
"""Every character a number word is written with."""


def parse(text: str) -> Decimal | None:
    """The value of a number word, Arabic, Chinese or mixed ("1.2亿", "三点五", "3万2千"); None when it is not one.

    A last digit without its multiplier counts the next lower place, as in speech: 两千四百五 is 2450, 一万三 is 13000.
    """
    word = "".join(text.split())
    if word[:1] in ("负", "負", "-"):
        value = parse(word[1:])
        return None if value is None else -value
    if set(word) <= _ASCII:
        return arabic(word)
    head, point, tail = word.replace("點", "点").partition("点")
    return _with_fraction(head, tail) if point else _whole(head)


def arabic(word: str) -> Decimal | None:
    """The value of ASCII digits with optional separators in threes and a point; None for anything else."""
    head, _, tail = word.partition(".")
    groups = head.split(",")
    right = len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    digits = "".join(groups)
    if not right or not (digits + tail).isascii() or not digits.isdigit() or (tail and not tail.isdigit()):
        return None
    return Decimal(f"{digits}.{tail}" if tail else digits)


def chinese(number: int) -> str:
    """`number` (0 to 99999999) in Chinese numerals: 15 is 十五, 10250 is 一万零二百五十; ValueError outside."""
    if not 0 <= number < 10**8:
        raise ValueError(f"no Chinese numeral for {number}")
    high, low = divmod(number, 10**4)
    if not high:
        return _under_myriad(low)
    gap = "零" if 0 < low < 1000 else ""
    return _under_myriad(high) + "万" + gap + (_in_full(low) if low else "")


def _under_myriad(number: int) -> str:
    words = _in_full(number)
    return words[1:] if words.startswith("一十") else words


def _in_full(number: int) -> str:
    digits = "零一二三四五六七八九"
    if not number:
        return "零"
    words, pending = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if pending and words else "") + digits[digit] + name
        pending = not digit and bool(words)
    return words


def _with_fraction(head: str, tail: str) -> Decimal | None:
    large = 1
    while tail and tail[-1] in _LARGE:
        large *= _LARGE[tail[-1]]
        tail = tail[:-1]
    whole = _whole(head)
    digits = "".join(str(_DIGITS[c]) if c in _DIGITS else c for c in tail)
    if whole is None or not digits.isascii() or not digits.isdigit():
        return None
    value = (whole + Decimal(f"0.{digits}")) * large
    return value if large == 1 else _plain(value)


def _whole(word: str) -> Decimal | None:
    """Sum of digit × multiplier, sections of 万 and 亿 closing what stands before them."""
    tokens = _tokens(word)
    if not tokens or _misplaced_two(word):
        return None
    if all(kind == "digit" for kind, _ in tokens):
        return _in_sequence(tokens)
    total, section, pending, place, large = Decimal(0), Decimal(0), None, 0, 0
    for kind, value in tokens:
        if kind == "digit":
            if pending is not None:
                return None
            pending = value
        elif kind == "zero":
            place = 0
        elif kind == "small":
            if 0 < place < 10**4 and value >= place:
                return None
            section += (Decimal(1) if pending is None else pending) * value
            pending, place = None, int(value)
        else:
            section += pending or 0
            if not section and not total:
                return None
            # 亿 after 万 multiplies all that stands before it (三万亿); otherwise it closes its own section.
            total = (total + section) * value if value >= large > 0 else total + section * value
            section, pending, place, large = Decimal(0), None, int(value), int(value)
    return _plain(total + section + _trailing(pending, place))


def _misplaced_two(word: str) -> bool:
    """两 is a digit alone or before 百, 千, 万, 亿; the last one of 三十两 is a unit."""
    return any(c in "两兩" and after not in "百千万亿佰仟萬億" for c, after in pairwise(word + "\n")) and len(word) > 1


def _plain(value: Decimal) -> Decimal:
    """Without a fraction that only the multiplication brought in: 1.2 × 100000000 is 120000000."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def _trailing(pending: Decimal | None, last: int) -> Decimal:
    if pending is None:
        return Decimal(0)
    return pending * (last // 10) if last >= 100 and pending < 10 else pending


def _in_sequence(tokens: list[tuple[str, Decimal]]) -> Decimal | None:
    if len(tokens) == 1:
        return tokens[0][1]
    single = all(value < 10 and value == int(value) for _, value in tokens)
    return Decimal("".join(str(int(value)) for _, value in tokens)) if single else None


def _tokens(word: str) -> list[tuple[str, Decimal]] | None:
    tokens: list[tuple[str, Decimal]] = []
    sequence = not any(c in _SMALL or c in _LARGE for c in word)
    at = 0
    while at < len(word):
        c = word[at]
        end = at + 1
        if c in _DIGITS:
            zero = c in _ZERO and not sequence
            tokens.append(("zero" if zero and len(word) > 1 else "digit", Decimal(_DIGITS[c])))
        elif c in _SMALL:
            tokens.append(("small", Decimal(_SMALL[c])))
        elif c in _LARGE:
            tokens.append(("large", Decimal(_LARGE[c])))
        else:
            while end <= len(word) and set(word[at:end]) <= _ASCII:
                end += 1
            end -= 1
            value = arabic(word[at:end]) if end > at else None
            if value is None:
                return None
            tokens.append(("digit", value))
        at = end
    return tokens
