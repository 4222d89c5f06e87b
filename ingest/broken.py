"""Numbers that a line break cuts in two (新增学位3,⏎360个), as in text copied from PDF pages: read as the one they are."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from assistant.records.model import Span
from assistant.records.quantity import Reading, read, read_words
from ingest.lines import paragraphs

# Between digits a sentence never breaks of itself; after a comma only three digits go on with the number.
_GAP = r"[ \t]*\n\s*(?:[-—–]+ ?\d{1,4} ?[-—–]+[ \t]*\n\s*)?"
_BROKEN = re.compile(
    rf"(?<=\d){_GAP}(?=\d|[.．]\d|[,，]\d{{3}}(?!\d))|(?<=\d[.．]){_GAP}(?=\d)|(?<=\d[,，]){_GAP}(?=\d{{3}}(?!\d))"
)
_AROUND = 40


def read_unbroken(text: str) -> tuple[Reading, ...]:
    """As `read`, with English number words, and with the numbers that a break inside a paragraph cuts in two read whole.

    Spans are of `text`.
    """
    found = read(text)
    worded = read_words(text)
    if worded:
        starts = [r.span.start for r in found]
        apart = (w for w in worded if bisect_left(starts, w.span.start) == bisect_left(starts, w.span.end))
        found = tuple(sorted([*found, *apart], key=lambda r: r.span))
    whole = list(_whole(text))
    if not whole:
        return found
    kept = [r for r in found if not any(r.span.meets(w.span) for w in whole)]
    return tuple(sorted([*kept, *whole], key=lambda r: r.span))


def _whole(text: str) -> Iterator[Reading]:
    if not _BROKEN.search(text):
        return
    for paragraph in paragraphs(text, Span(0, len(text))):
        for gap in _BROKEN.finditer(text, paragraph.start, paragraph.end):
            low, high = max(paragraph.start, gap.start() - _AROUND), min(paragraph.end, gap.end() + _AROUND)
            joined = text[low : gap.start()] + text[gap.end() : high]
            cut, lost = gap.start() - low, gap.end() - gap.start()
            for reading in read(joined):
                if reading.span.start < cut < reading.span.end:
                    yield Reading(Span(low + reading.span.start, low + reading.span.end + lost), reading.quantity)
