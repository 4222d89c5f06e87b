"""Delimited tables (.csv, .tsv): the file's own text is kept and each cell is a span of it, inside its quotes."""

import re
from collections import Counter
from pathlib import PurePath

from assistant.records.model import Cell, Span
from ingest.draft import Draft
from ingest.lines import trim
from ingest.readers.encoding import decode, warnings_of
from ingest.readers.sheets import MAX_CELLS, too_large
from ingest.tables import read_tables

SUFFIXES = (".csv", ".tsv")
_DELIMITERS = ",\t;|，"
_SAMPLE = 40_000
_SEPARATOR_LINE = re.compile(r"sep=(.)\n")


def read(name: str, data: bytes) -> Draft:
    """The Draft of a delimited file, cells addressed R3C2 by record and field from 1; raises UnreadableFile."""
    text = decode(name, data)
    media_type = "text/tab-separated-values" if name.lower().endswith(".tsv") else "text/csv"
    mark = delimiter(text, name)
    # Told before cells are made: a file of millions would take minutes to refuse.
    if text.count(mark) + text.count("\n") > MAX_CELLS:
        raise too_large(name)
    grid = records(text, mark)
    found = read_tables(text, grid, PurePath(name).stem)
    return Draft(text, media_type, found.tables, (), (*warnings_of(text), *found.warnings))


def delimiter(text: str, name: str = "") -> str:
    """The character between fields: the one that cuts most records into the same number of fields, at least two."""
    said = _SEPARATOR_LINE.match(text)
    if said:
        return said.group(1)
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    preferred = "\t" if name.lower().endswith(".tsv") else ","
    return max(_DELIMITERS, key=lambda d: (_regularity(sample, d), d == preferred))


def _regularity(sample: str, mark: str) -> float:
    """Records of the most frequent width above one, as a share of the records that are not blank."""
    widths = Counter(len(r) for r in records(sample, mark) if any(c.span.start < c.span.end for c in r))
    wide = {w: n for w, n in widths.items() if w > 1}
    return max(wide.values(), default=0) / max(1, sum(widths.values()))


def records(text: str, mark: str) -> list[tuple[Cell, ...]]:
    """The records of `text` as rows of cells; line breaks inside quotes belong to their cell.

    A quote that never closes is an ordinary character. A doubled quote stays doubled: spans are of the text as written.
    """
    said = _SEPARATOR_LINE.match(text)
    at, row = (said.end(), 2) if said else (0, 1)
    found: list[tuple[Cell, ...]] = []
    cells: list[Cell] = []
    open_quotes = True
    while at <= len(text):
        span, at, open_quotes = _field(text, at, mark, open_quotes)
        cells.append(Cell(span, row, len(cells) + 1, f"R{row}C{len(cells) + 1}"))
        if at >= len(text) or text[at] == "\n":
            if at < len(text) or len(cells) > 1 or span.start < span.end:
                found.append(tuple(cells))
            cells, row = [], row + 1
        at += 1
    return found


def _field(text: str, at: int, mark: str, open_quotes: bool) -> tuple[Span, int, bool]:
    """One field from `at`: its span without white space and quotes, where its delimiter stands, and whether a closing
    quote can still be found further on (looked for once only, so that a stray quote does not cost a scan each).
    """
    start = at
    while start < len(text) and text[start] in " \u3000":
        start += 1
    if open_quotes and text.startswith('"', start):
        close = _closing(text, start + 1, mark)
        if close >= 0:
            end = close + 1
            while end < len(text) and text[end] not in (mark, "\n"):
                end += 1
            return trim(text, Span(start + 1, close)), end, True
        open_quotes = False
    end = min((e for e in (text.find(mark, at), text.find("\n", at)) if e >= 0), default=len(text))
    return trim(text, Span(at, end)), end, open_quotes


def _closing(text: str, at: int, mark: str) -> int:
    """Where the quote opened before `at` closes: a quote, not doubled, before a delimiter or the end of the line."""
    while True:
        at = text.find('"', at)
        if at < 0:
            return -1
        if text.startswith('"', at + 1):
            at += 2
            continue
        after = text[at + 1 : at + 12].lstrip(" \u3000")
        if not after or after[0] in (mark, "\n"):
            return at
        at += 1
