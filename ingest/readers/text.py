"""Plain text: kept as it is; tables drawn with tabs or bars are recognised, form feeds end pages."""

from assistant.records.model import Span
from ingest.draft import Draft
from ingest.grids import find_tables
from ingest.readers.encoding import decode, warnings_of

SUFFIXES = (".txt", ".text")


def read(name: str, data: bytes) -> Draft:
    """The Draft of a text file; raises UnreadableFile."""
    text = decode(name, data)
    found = find_tables(text)
    return Draft(text, "text/plain", found.tables, pages(text), (*warnings_of(text), *found.warnings))


def pages(text: str) -> tuple[Span, ...]:
    """The pages that form feeds mark, in order and without the feeds; () where there are none."""
    if "\f" not in text.strip("\f\n "):
        return ()
    spans, start = [], 0
    for part in text.split("\f"):
        spans.append(Span(start, start + len(part)))
        start += len(part) + 1
    return tuple(s for s in spans if s.of(text).strip())
