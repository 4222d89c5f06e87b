"""Text cut to a platform's limit of bytes: between paragraphs, else sentences, else clauses, never inside a figure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

# Where a text may be cut, best first: after a line, a sentence, a clause, a space; then anywhere that is allowed.
_BORDERS = (
    re.compile(r"\n+"),
    re.compile(r"[。！？；]+[”’」』）)]*|[.!?;]+[\"')\]]*(?=\s)"),
    re.compile(r"[，、：,:](?!\d)|\s+"),
)
# A number with its sign, separators, unit and mark; a period; a reference mark; an address. None of them is ever cut.
_WHOLE = re.compile(
    r"https?://\S+|<a [^>]*>.*?</a>|\[[^\]\n]{0,80}\]\([^)\s]*\)|\[\d+\]|"
    r"[约近超达]?\s?[-−+]?\d(?:\d|[,，.:：/\-—~～至](?=\d))*(?:\s?[%‰％]|\s?[^\W\d_]{1,6}(?:/[^\W\d_]{1,4})?)?"
)
# What even a text without any border keeps in one piece.
_NUMBER = re.compile(r"[-−+]?\d(?:\d|[,，.](?=\d))*\s?[%‰％]?")
_LEAST = 3


def pieces(text: str, limit: int, whole: Sequence[str] = ()) -> tuple[str, ...]:
    """`text` in pieces of at most `limit` bytes of UTF-8; blank ends of a piece are dropped, nothing else.

    No piece ends inside a number with its unit, a period, an address, or one of `whole`; only one longer than the limit
    itself is cut. A text within the limit is one piece, an empty one none.
    """
    rest, kept = text.strip(), []
    while rest:
        head = _head(rest, limit, whole)
        kept.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return tuple(kept)


def _head(text: str, limit: int, whole: Sequence[str]) -> str:
    """The longest beginning of `text` within the limit that ends at the best border there is."""
    most = fitting(text, limit)
    if most >= len(text):
        return text
    runs = _runs(text[: most + 200], whole)
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(text, 0, most)]
        free = [end for end in ends if end <= most and not _inside(end, runs)]
        # A piece much shorter than it may be reads worse than one cut at a lesser border.
        if free and free[-1] * _LEAST >= most:
            return text[: free[-1]]
    numbers = [found.span() for found in _NUMBER.finditer(text, 0, most + 200)]
    for kept in (runs, numbers):
        if end := next((end for end in range(most, 0, -1) if not _inside(end, kept)), 0):
            return text[:end]
    return text[:most]


def fitting(text: str, limit: int) -> int:
    """How many characters of `text` fit into `limit` bytes of UTF-8; at least one."""
    return max(1, len(text.encode()[:limit].decode(errors="ignore")))


def shortened(text: str, limit: int, whole: Sequence[str] = ()) -> str:
    """`text` within `limit` bytes, its end replaced by … where it is longer; no figure is cut in two."""
    if len(text.encode()) <= limit:
        return text
    room = limit - len("…".encode())
    head = text[: fitting(text, room)]
    runs = _runs(text[: len(head) + 200], whole)
    end = next((end for end in range(len(head), 0, -1) if not _inside(end, runs)), 0)
    return head[:end].rstrip() + "…"


def _runs(text: str, whole: Sequence[str]) -> list[tuple[int, int]]:
    found = [match.span() for match in _WHOLE.finditer(text)]
    found += [span for each in whole if each for span in _places(text, each)]
    return sorted(found)


def _places(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = text.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1)


def _inside(end: int, runs: list[tuple[int, int]]) -> bool:
    """Whether a cut before character `end` falls inside a run."""
    return any(start < end < stop for start, stop in runs[: bisect_right(runs, (end, 0))])
