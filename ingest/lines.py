"""Lines and paragraphs of a text whose line breaks lie: which break ends a thought, and which only ends a page.

Reports copied from PDF pages carry hard breaks, even blank lines, in the middle of sentences. Nothing is joined in
the text itself: a paragraph is one span that may hold such breaks.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.records.model import Span

CHINESE_NUMERALS = "〇零○一二三四五六七八九十百"
_SPACE = " \t\u3000\xa0\r\f\ufeff\u200b"
_PREFIX = re.compile(rf"[{_SPACE}>]*(?P<bullet>[-*+•●·◆■][{_SPACE}]+)?(?P<bold>\*\*|__)?[{_SPACE}]*")
_N = f"[{CHINESE_NUMERALS}]"
_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第[{_SPACE}]*({_N}{{1,3}}|\d{{1,2}})[{_SPACE}]*(?:部分|章|节|篇)[{_SPACE}]*[、.．：:]?")),
    # "一、二级指标" and "一、二类企业" start a sentence, not a section.
    ("cn", re.compile(rf"({_N}{{1,3}})[{_SPACE}*]*[、.．](?!{_N}{{1,2}}[、级类期季等])")),
    ("cn)", re.compile(rf"[（(][{_SPACE}]*({_N}{{1,3}})[{_SPACE}]*[）)][{_SPACE}]*[、.．]?")),
    ("1.1.1", re.compile(rf"(\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}})\.?[{_SPACE}、]*(?![\d.,%％万亿元个家])")),
    ("1.1", re.compile(rf"(\d{{1,2}}\.\d{{1,2}})(?:\.?[{_SPACE}]+|、)(?![\d.,%％万亿元个家])(?=[^\W\d_])")),
    # "2.4 个百分点" and "1、2 月" are numbers, not list marks.
    ("1", re.compile(r"(\d{1,2})[*]{0,2}(?:[、．]|\.(?!\d))(?!\s*\d{1,2}\s*[月号])")),
    ("1)", re.compile(rf"[（(][{_SPACE}]*(\d{{1,2}})[{_SPACE}]*[）)][{_SPACE}]*[、.．]?|(\d{{1,2}})[）)]")),
    ("①", re.compile(r"([①-⑳])[、.．]?")),
)
_HASH = re.compile(rf"[{_SPACE}]{{0,6}}(#{{1,6}})[{_SPACE}]*(?=[^#\s])")
_ENDED = re.compile(r"[。！？!?…：:][”’」』）)】》\"'*_ \t]*$|[.][\"')*_ \t]*$")
_POINT = re.compile(r"\d[.]$")  # of a number that goes on in the next line, where that begins with a digit
_THOUSANDS = re.compile(r"\d[,，](\d{0,2})$")
_CUT_NUMBER = re.compile(r"[\u3400-\u9fff]\d{1,3}$")
_MORE_DIGITS = re.compile(r"\d{1,4}(?:\.\d+)?[%％\u3400-\u9fff](?<![年月日、])")
_OPEN = re.compile(r"[，、,（(“《—][*_ \t]*$")
_TITLE_END = re.compile(r"(?:报告|报表|[表书]|清单|说明|通报|意见|目录|台账|名单|一览|方案|通知)[）)*\s]*$")
_CJK = re.compile(r"[\u3400-\u9fff]")
_RAGGED = 6
_WIDE = re.compile(r"[^\x00-\u1fff]")
_STOPS = re.compile(r"[，。；！？,;]")
_PAGE_NUMBER = re.compile(r"[-—–]+\s*\d{1,4}\s*[-—–]+|第\s*\d{1,4}\s*页\s*(?:[，,/（(]?\s*共\s*\d{1,4}\s*页[）)]?)?")


@dataclass(frozen=True, slots=True)
class Marker:
    """The number a line opens with: `style` ("part", "cn", "cn)", "1.1", "1", "1)", "①", "#", "bold") and `number`.

    `hashes` counts Markdown's heading marks, `bullet` tells of a list mark before it, `body` is the offset of the words.
    """

    style: str
    number: int
    body: int
    hashes: int = 0
    bullet: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its span without outer white space, whether a blank line stands before it, and how
    wide it is with its indent, in half characters (汉 is two).
    """

    span: Span
    after_blank: bool
    width: int


def number_of(numeral: str) -> int:
    """The value of a list number: "12", "十二", "⑫"; of "3.2" the last part. 0 when it is none."""
    if numeral[:1] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" and numeral:
        return ord(numeral[0]) - ord("①") + 1
    if numeral.replace(".", "").isdecimal():
        return int(numeral.split(".")[-1])
    digits = {c: "〇一二三四五六七八九".index(c) for c in "〇一二三四五六七八九"} | {"零": 0, "○": 0}
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return digits.get(tens, 1) * 10 + digits.get(ones, 0)
    return digits.get(numeral, 0)


def marker(line: str) -> Marker | None:
    """The number or heading mark `line` opens with, or None; offsets are of `line`."""
    hashed = _HASH.match(line)
    start = hashed.end() if hashed else 0
    prefix = _PREFIX.match(line, start)
    assert prefix is not None  # every part of it is optional
    hashes = len(hashed.group(1)) if hashed else 0
    bullet, bold = prefix.group("bullet") is not None, prefix.group("bold") is not None
    for style, pattern in _MARKERS:
        found = pattern.match(line, prefix.end())
        if found:
            numeral = next(g for g in found.groups() if g)
            return Marker(style, number_of(numeral), found.end(), hashes, bullet, bold)
    if hashed:
        return Marker("#", 0, prefix.end(), hashes, False, bold)
    return Marker("-", 0, prefix.end(), 0, True, bold) if bullet else None


def lines(text: str, span: Span) -> Iterator[Line]:
    """The lines of `span` that are not blank, in order, trimmed of white space; page numbers ("- 3 -") count as blank."""
    at, blank = span.start, False
    while at < span.end:
        end = text.find("\n", at, span.end)
        end = span.end if end < 0 else end
        trimmed = trim(text, Span(at, end))
        empty = trimmed.start >= trimmed.end or (
            trimmed.end - trimmed.start < 24 and _PAGE_NUMBER.fullmatch(text, trimmed.start, trimmed.end) is not None
        )
        if not empty:
            yield Line(trimmed, blank, _width(text[at : trimmed.end]))
        blank = empty
        at = end + 1


def trim(text: str, span: Span) -> Span:
    """`span` without white space at its ends; empty spans keep their start."""
    inside = span.of(text)
    lead = len(inside) - len(inside.lstrip(_SPACE + "\n"))
    return Span(span.start + lead, span.start + max(lead, len(inside.rstrip(_SPACE + "\n"))))


@lru_cache(maxsize=16)
def wrap_width(text: str) -> int:
    """The width in half characters at which the lines of `text` were broken, as in text taken from a PDF; 0 when they were not."""
    widths = Counter(_width(line.rstrip()) for line in text[:100_000].split("\n") if line.strip())
    around = {w: sum(widths[w - less] for less in range(_RAGGED + 1)) for w in widths if 36 <= w <= 128}
    widest = max(around, key=lambda w: (around[w], w), default=0)
    # Where no line is wider, fewer full ones are proof enough.
    share = 0.15 if widest >= max(widths, default=0) - 2 else 0.3
    return widest if around.get(widest, 0) >= max(4, share * widths.total()) else 0


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def wrapped(text: str, line: Line, following: Line | None) -> bool:
    """Whether `line` was broken only because it was full: the text is wrapped, and `following` starts nothing new."""
    if following is None or following.after_blank or marker(following.span.of(text)):
        return False
    width = wrap_width(text)
    return width > 0 and line.width >= width - _RAGGED


def continues(before: str, after: str, blank: bool) -> bool:
    """Whether `after` goes on with the sentence that `before` left open; `blank` tells of a blank line between.

    "…打造" + blank + "为数字港城。" goes on; a heading, a list item, a title, a table row or a short label does not.
    """
    ended = _ENDED.search(before) and not (_POINT.search(before) and after[:1].isdigit())
    if ended or _is_drawn(before) or _is_drawn(after):
        return False
    mark = marker(after)
    if mark and (mark.style not in ("1", "1)", "①") or mark.bullet or not _OPEN.search(before)):
        return False
    if _OPEN.search(before):
        return True
    if _TITLE_END.search(before) and not _STOPS.search(before):
        return False
    wide = len(before) >= (22 if _CJK.search(before) else 45)
    stopped = _STOPS.search(before.rstrip("；;")) is not None
    if before.endswith(("；", ";")):
        return wide and not blank
    if marker(before) and len(before) < (30 if stopped else 40):
        return False
    if (thousands := _THOUSANDS.search(before)) and len(thousands[1]) + len(_digits(after)) == 3:
        return True  # 惠及 2,3 + 90 人次
    if not blank and _CUT_NUMBER.search(before) and _MORE_DIGITS.match(after) and len(before) >= 10:
        return True
    if blank and after[:1].isupper() and after.isascii():
        return False  # an English paragraph opens with a capital
    if blank:
        return stopped and len(before) >= 18 and _goes_on(after)
    return (stopped and len(before) >= 10) or wide


def _digits(run: str) -> str:
    """The digits that open a run."""
    return run[: len(run) - len(run.lstrip("0123456789"))]


def _is_drawn(line: str) -> bool:
    """Whether a line is a row of a table drawn with bars or tabs."""
    bare = line.strip()
    return "\t" in bare or (len(bare) > 1 and bare.startswith("|") and bare.endswith("|"))


def _goes_on(after: str) -> bool:
    """Whether a line after a blank one can be the second half of a sentence: a label or an attached sheet cannot."""
    return not re.match(r"[*\s]*(?:附件|附表|附[:：]|注[:：]|备注|[^，。；：:]{1,12}[：:])", after)


def paragraphs(text: str, span: Span) -> tuple[Span, ...]:
    """The paragraphs of `span`: one line each, or several where a sentence runs over line breaks."""
    found: list[Span] = []
    last: Line | None = None
    for line in lines(text, span):
        if last and _one(text, last, line):
            found[-1] = Span(found[-1].start, line.span.end)
        else:
            found.append(line.span)
        last = line
    return tuple(found)


def _one(text: str, before: Line, after: Line) -> bool:
    first, second = before.span.of(text), after.span.of(text)
    if continues(first, second, after.after_blank):
        return True
    open_end = not _ENDED.search(first) and not _TITLE_END.search(first) and not _is_drawn(first)
    return open_end and not _is_drawn(second) and wrapped(text, before, after)


def covering(starts: list[int], position: int) -> int:
    """Index of the last of the ascending `starts` that is not after `position`, or -1."""
    return bisect_right(starts, position) - 1
