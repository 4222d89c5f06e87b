"""A document cut into passages: paragraphs of prose and rows of tables, each a span with the headings above it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.records.model import Document, Passage, Section, Span, Table
from ingest.lines import covering, paragraphs, trim
from ingest.outline import contents
from ingest.sentences import sentences

LONGEST = 600
"""Characters above which a passage is cut at a sentence end, or before 一是, 二是."""
_SHORT = 80
_GROUP = 400
_ROWS_ALONE = 500
_HEADER_SHOWN = 160
_POINT = re.compile(r"(?<=[。；;！？*\n])\**(?=[一二三四五六七八九十]{1,2}是)")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text to become a passage, and the headings above it; `section` numbers the innermost one, -1 for none."""

    span: Span
    headings: tuple[str, ...]
    section: int


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of `document` in text order, never overlapping.

    A paragraph is one passage, even where line breaks cut its sentences; long ones are cut, short neighbours of the same
    section joined. A table gives one passage a row (groups of rows in a long one) with its name and columns as headings.
    A heading is a passage only where nothing stands below it.
    """
    pieces = [*_prose(document), *_rows(document)]
    pieces.sort(key=lambda piece: piece.span)
    return tuple(
        Passage(f"{document.id}-p{number:04}", document.id, piece.span, piece.headings)
        for number, piece in enumerate(pieces, 1)
    )


def _prose(document: Document) -> Iterator[_Piece]:
    """Paragraphs outside tables and the table of contents, cut or joined to size; never joined across a table."""
    skipped = frozenset(contents(document.text))
    for gap in _between(document.tables, len(document.text)):
        waiting: _Piece | None = None
        for piece in _paragraphs(document, gap, skipped):
            joined = _joined(waiting, piece)
            if waiting and not joined:
                yield from _sized(document.text, waiting)
            waiting = joined or piece
        if waiting:
            yield from _sized(document.text, waiting)


def _sized(text: str, piece: _Piece) -> Iterator[_Piece]:
    if piece.span.end - piece.span.start <= LONGEST:
        yield piece
    else:
        yield from (_Piece(span, piece.headings, piece.section) for span in _cut(text, piece.span))


def _paragraphs(document: Document, gap: Span, skipped: frozenset[Span]) -> Iterator[_Piece]:
    """Paragraphs of `gap` under their headings; one that runs on from a heading line starts below it."""
    text, sections = document.text, document.sections
    starts = [s.span.start for s in sections]
    for paragraph in paragraphs(text, gap):
        if paragraph in skipped:
            continue
        at = covering(starts, paragraph.start)
        section = sections[at] if at >= 0 else None
        heading = section.heading if section else Span(-1, -1)
        if section and heading.holds(paragraph) and not _bare(section, sections, at, text):
            continue
        if heading.start == paragraph.start and text[heading.end : paragraph.end].startswith("\n"):
            paragraph = trim(text, Span(heading.end, paragraph.end))
        yield _Piece(paragraph, section.path if section else (), at)


def _between(tables: Sequence[Table], end: int) -> Iterator[Span]:
    at = 0
    for table in sorted(tables, key=lambda t: t.span):
        if table.span.start > at:
            yield Span(at, table.span.start)
        at = max(at, table.span.end)
    if at < end:
        yield Span(at, end)


def _bare(section: Section, sections: Sequence[Section], at: int, text: str) -> bool:
    """Whether a heading has nothing below it, so that its words would otherwise be in no passage."""
    below = at + 1 < len(sections) and section.span.holds(sections[at + 1].span)
    return not below and not text[section.heading.end : section.span.end].strip(" \n\t\u3000。：:*")


def _joined(before: _Piece | None, after: _Piece) -> _Piece | None:
    """The two as one when both are short, of one section, and together not long; list items mostly."""
    if before is None or before.section != after.section:
        return None
    short = after.span.end - after.span.start < _SHORT and before.span.end - before.span.start < _GROUP - _SHORT
    if not short or after.span.end - before.span.start > _GROUP:
        return None
    return _Piece(Span(before.span.start, after.span.end), after.headings, after.section)


def _cut(text: str, span: Span) -> tuple[Span, ...]:
    """A long paragraph in parts of at most LONGEST characters where its sentences allow, new parts starting at 一是 ...

    Between two marks such as 一是 and 二是 the cut falls on the last sentence end that fits.
    """
    points = {m.end() for m in _POINT.finditer(text, span.start, span.end)}
    parts: list[Span] = []
    for sentence in _atoms(text, span, sorted(points)):
        whole = Span(parts[-1].start, sentence.end) if parts else sentence
        fresh = sentence.start in points and parts and parts[-1].end - parts[-1].start >= _SHORT
        if parts and not fresh and whole.end - whole.start <= LONGEST:
            parts[-1] = whole
        else:
            parts.append(sentence)
    return tuple(parts)


def _atoms(text: str, span: Span, points: Sequence[int]) -> Iterator[Span]:
    """Sentences, cut further before 一是 marks inside them and, when far too long, at commas or by force."""
    for sentence in sentences(text, span):
        inside = [p for p in points if sentence.start < p < sentence.end]
        for a, b in zip([sentence.start, *inside], [*inside, sentence.end], strict=True):
            part = trim(text, Span(a, b))
            while part.end - part.start > LONGEST:
                stop = max(text.rfind(mark, part.start + LONGEST // 2, part.start + LONGEST) for mark in "；，、 \n")
                stop = stop + 1 if stop > part.start else part.start + LONGEST
                yield trim(text, Span(part.start, stop))
                part = trim(text, Span(stop, part.end))
            if part.start < part.end:
                yield part


def _rows(document: Document) -> Iterator[_Piece]:
    """Rows of every table; the innermost section and the table's name and columns stand above them."""
    starts = [s.span.start for s in document.sections]
    seen: set[Span] = set()  # the two halves of one line (income, spending) are two tables on the same rows
    for table in document.tables:
        at = covering(starts, table.span.start)
        above = document.sections[at].path if at >= 0 else ()
        name = "" if above and above[-1].endswith(table.name) else table.name
        own = tuple(filter(None, (name, _header(table))))
        spans = _row_spans(document.text, table)
        for span in spans if len(spans) <= _ROWS_ALONE else _grouped(spans):
            if span not in seen and document.text[span.start : span.end].strip():
                seen.add(span)
                yield _Piece(span, (*above, *own), -1)


def _row_spans(text: str, table: Table) -> list[Span]:
    """Each row with the whole lines it stands on, so that quotes and bars around its cells are not cut in half."""
    spans: list[Span] = []
    at = table.span.start
    for row in table.rows:
        start = max(at, text.rfind("\n", 0, row[0].span.start) + 1)
        at = text.find("\n", row[-1].span.end)
        at = min(table.span.end if at < 0 else at, table.span.end)
        at = max(at, row[-1].span.end)
        spans.append(trim(text, Span(start, at)))
    return spans


def _header(table: Table) -> str:
    shown = " | ".join("/".join(path) for path in table.columns if path)
    if table.unit and shown:
        shown += f"（{table.unit}）"
    return shown if len(shown) <= _HEADER_SHOWN else shown[: _HEADER_SHOWN - 1] + "…"


def _grouped(spans: Sequence[Span]) -> Iterator[Span]:
    """Neighbouring rows together up to the length of a group."""
    group = spans[0]
    for span in spans[1:]:
        if span.end - group.start > _GROUP:
            yield group
            group = span
        else:
            group = Span(group.start, span.end)
    yield group
