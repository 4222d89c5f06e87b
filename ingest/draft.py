"""What a reader makes of a file's bytes: the canonical text and what is known of its layout."""

from dataclasses import dataclass

from assistant.records.model import Span, Table
from ingest.layout.page import Page


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as read, before anything is understood of it.

    `text` is the file's text with line ends as "\\n" and without a byte order mark; nothing else is changed, and every
    table cell and page is a half-open span of it. `warnings` say in plain words what a reader should know,
    `unread` which parts of the file were not read.
    `unsure` are characters that a recogniser was not sure of; a figure that meets one must say so. `scans` are the pages,
    by number from 1, whose characters were recognised, so that nobody needs to recognise them again to show where they are.
    `caption` is what the file calls itself outside its text, such as the title of a web page.
    """

    text: str
    media_type: str
    tables: tuple[Table, ...] = ()
    pages: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()
    unsure: tuple[Span, ...] = ()
    scans: tuple[tuple[int, Page], ...] = ()
    caption: str = ""
    unread: tuple[str, ...] = ()
