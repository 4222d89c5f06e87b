"""Sentences and clauses as spans, over text whose lines break in the middle of sentences."""

import re

from assistant.records.model import Span
from ingest.lines import CHINESE_NUMERALS, paragraphs, trim

_CLOSERS = "”’」』）)】》\"'"
_STOP = re.compile(
    r"[。！？…]+|(?<=[^\W\d_a-z])[!?]+|(?<=[a-z0-9)%])[!?]+(?=\s|$)"
    # An English full stop, not "1.5", "No. 3" or "e.g. this".
    r"|(?<!\bNo)(?<!\bvs)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bFig)(?<!e\.g)(?<!i\.e)(?<=[A-Za-z0-9)%”\"])\.(?=\s+[“\"(]?[A-Z]|\s*$)"
    rf"|(?<=[\u3400-\u9fff])(?<![{CHINESE_NUMERALS}])[.．](?=\s|$)"
)
_GOES_ON = frozenset("，、；：的等和及与为是行")
# Wide gaps part the entries of a line (内设股室：9个　　　司法所：17个).
_SEMICOLON = re.compile(r"；|;|(?:\u3000{2,}| {4,})(?=[\u4e00-\u9fff]{2,10}[：:])")
_ENTITY = re.compile(r"&#?\w{1,8}$")


def sentences(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of `span` in order, trimmed, never overlapping, each with its closing mark.

    They end at 。！？ (an English full stop, too) and at a line break, unless the sentence is open there and the next
    line goes on with it. Headings and list items end with their line.
    """
    found: list[Span] = []
    for paragraph in paragraphs(text, span):
        found.extend(_cut(text, paragraph))
    return tuple(found)


def clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """The parts of `sentence` between semicolons (；or ;) or wide gaps, trimmed, without these; commas never split."""
    ends = [
        m.span()
        for m in _SEMICOLON.finditer(text, sentence.start, sentence.end)
        if m.group() != ";" or not _ENTITY.search(text, max(sentence.start, m.start() - 10), m.start())
    ]
    starts = [sentence.start, *(end for _, end in ends)]
    spans = (trim(text, Span(a, b)) for a, b in zip(starts, [*(s for s, _ in ends), sentence.end], strict=True))
    return tuple(s for s in spans if s.start < s.end)


def _cut(text: str, paragraph: Span) -> list[Span]:
    found: list[Span] = []
    start, counted, stars = paragraph.start, paragraph.start, 0
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        end = stop.end()
        stars += text.count("**", counted, end)
        counted = end
        while end < paragraph.end and text[end] in _CLOSERS:
            end += 1
        # Bold marks after a full stop belong to it only where they close: "。**下一句" may open the next sentence.
        if text.startswith("**", end) and stars % 2:
            end, counted, stars = end + 2, end + 2, stars + 1
        # "“抓落实！”行动" goes on after its quoted mark.
        if end > stop.end() and text[end : end + 1] in _GOES_ON:
            continue
        piece = trim(text, Span(start, end))
        if piece.start < piece.end:
            found.append(piece)
        start = end
    rest = trim(text, Span(start, paragraph.end))
    return [*found, rest] if rest.start < rest.end else found
