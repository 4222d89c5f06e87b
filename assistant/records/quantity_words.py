"""Counts in English words in running text of reports: twelve projects, twenty-five new stations, a hundred and ten cases.

Apart from number reading, for a question says such words otherwise: the two bureaus, the last three years.
"""

import re
from decimal import Decimal

from assistant.records import quantity_patterns as p
from assistant.records.model import Span
from assistant.records.quantity_reader import Reading
from assistant.records.quantity_tail import with_english_unit, with_hedges
from assistant.records.quantity_values import Found, prepare

_SMALL = dict(
    zip(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(2, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_ONES = {"one": 1} | {word: value for word, value in _SMALL.items() if value < 10}
_TEENS = "|".join(sorted(_SMALL, key=len, reverse=True))
_BELOW = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|{_TEENS})"
_WORDS = re.compile(
    rf"(?<![A-Za-z-])(?:(?P<hundreds>an?|{'|'.join(_ONES)}) hundred(?: and (?P<rest>{_BELOW}))?|(?P<below>{_BELOW}))(?![A-Za-z-])",
    re.I,
)
_POINTING = re.compile(
    r"\b(?:the|these|those|both|all|its|their|our|last|next|past|first|previous|phase|stage|part|number|no\.?|grade|class|level|of|or)\s+$",
    re.I,
)
"""Before a number that only points to things named already, or is one of a series."""
_SERIES = re.compile(r"\b(?:the|these|those|both|all|last|next|past|first|previous|part|number|no\.?)\s+$", re.I)
_LASTING = frozenset({"个工作日", "天", "小时", "周", "个月", "分钟"})
"""Within the limit of three working days states a figure, where of three districts points to some."""
_PLACED = {
    word: value
    for value, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
}
_RANKED = re.compile(
    rf"\b(?:rank(?:ed|s|ing)?|plac(?:ed|es|ing)|came)(?: at| the| in| joint)*\s+(?P<place>{'|'.join(_PLACED)})\b(?=[ ]?(?:place\b|in |among |of |out of |nationally|nationwide|province|[,.;)]|$))",
    re.I,
)
_ABSTRACT = re.compile(
    r" (?:[a-z-]+ ){0,2}(?:ways|aspects|parts|phases|stages|steps|sides|times|fronts|respects|areas|fields|reasons|things)\b"
)
_BEFORE = 24
_ENGLISH = re.compile("[a-z]{3} [a-z]{3}")


def read_words(text: str) -> tuple[Reading, ...]:
    """Every count of things that `text` writes in English words, in order; linear time, never raises."""
    if not _ENGLISH.search(text):
        return ()
    plain = prepare(text).plain
    found = [one for words in _WORDS.finditer(plain) if (one := _counted(plain, words))]
    found += [
        Found(
            *rank.span("place"),
            Decimal(_PLACED[rank["place"].lower()]),
            rank.end("place"),
            unit="位",
            word=rank["place"],
        )
        for rank in _RANKED.finditer(plain)
    ]
    found.sort(key=lambda one: one.start)
    return tuple(Reading(Span(one.start, one.end), one.quantity()) for one in found)


def without_number(words: str) -> str:
    """`words` without the number that opens them: projects of "twelve projects"."""
    number = _WORDS.match(words)
    return words[number.end() :].lstrip() if number else words


def _counted(plain: str, words: re.Match[str]) -> Found | None:
    start, end = words.span()
    some = p.ENGLISH_SOME.match(plain, end)
    if not (p.ENGLISH_PLURAL.match(plain, end) or some) or _ABSTRACT.match(plain, end):
        return None
    found = with_english_unit(plain, Found(start, end, Decimal(_value(words)), end, word=words[0]))
    lasting = found.unit in _LASTING and not _SERIES.search(plain, max(0, start - _BEFORE), start)
    if not lasting and _POINTING.search(plain, max(0, start - _BEFORE), start):
        return None
    return with_hedges(plain, found, 0)


def _value(words: re.Match[str]) -> int:
    hundreds = words["hundreds"]
    below = words["rest"] or words["below"] or ""
    total = 100 * _ONES.get(hundreds.lower(), 1) if hundreds else 0
    return total + sum(
        _TENS.get(part) or _SMALL.get(part) or _ONES.get(part, 0) for part in re.split("[- ]", below.lower()) if part
    )
