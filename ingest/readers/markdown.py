"""Markdown: the source itself is the text, marks and all, so that every span is of the file as written."""

from ingest.draft import Draft
from ingest.grids import find_tables
from ingest.readers.encoding import decode, warnings_of

SUFFIXES = (".md", ".markdown")


def read(name: str, data: bytes) -> Draft:
    """The Draft of a Markdown file with its pipe tables; raises UnreadableFile."""
    text = decode(name, data)
    found = find_tables(text)
    return Draft(text, "text/markdown", found.tables, (), (*warnings_of(text), *found.warnings))
