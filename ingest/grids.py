"""Tables inside a text: runs of lines drawn with bars, tabs or wide gaps, or kept one cell a line, as grids of spans."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.records.model import Cell, Span, Table
from ingest.gapped import GAP, gapped_forms
from ingest.lines import Line, lines, trim
from ingest.stacked import stacked
from ingest.tables import Tables, read_tables

_BAR_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_BAR_SPLIT = re.compile(r"(?<!\\)\|")
_TAB_SPLIT = re.compile(r"\t")
_GAP_SPLIT = GAP
_VALUE = re.compile(r"[-—/]|-?[\d,]+(?:\.\d+)?(?:%|％|[\u4e00-\u9fff]{1,4})?")
_NEAR = 2


def find_tables(text: str) -> Tables:
    """Every table of `text` drawn with pipes, tabs or gaps, cells addressed T1!R2C3 by table, row and column as drawn, from 1."""
    every = list(lines(text, Span(0, len(text))))
    tables: list[Table] = []
    warnings: list[str] = []
    forms = list(gapped_forms(text, every))
    runs = [r for r in _runs(text, every) if not any(r[0] < end and first < r[1] for first, end, _ in forms)]
    for number, (first, last, split) in enumerate(runs, 1):
        around = [_plain(every[i], text) for i in range(max(0, first - _NEAR), first)][::-1]
        around += [_plain(line, text) for line in every[last : last + 1]]
        drawings = _drawn_spans(text, every[first:last], split)
        grid = [_cells(text, span, split, f"T{number}!", row) for row, span in enumerate(drawings, 1)]
        rules = [_BAR_RULE.fullmatch(line.span.of(text)) for line in every[first:last]]
        drawn = [cells for cells, rule in zip(grid, rules, strict=True) if not rule]
        found = read_tables(text, drawn, around=[a for a in around if len(a) <= 60])
        # The rule line and outer bars belong to the table, too: prose ends where the drawing begins.
        whole = Span(drawings[0].start, drawings[-1].end)
        tables.extend([replace(t, span=whole) for t in found.tables] if len(found.tables) == 1 else found.tables)
        warnings.extend(found.warnings)
    spans = [table.span for table in tables]
    apart = [*((first, rows) for first, _, rows in forms), *stacked(text, every)]
    for number, (first, rows) in enumerate(apart, len(tables) + 1):
        whole = Span(rows[0][0].span.start, rows[-1][-1].span.end)
        if any(span.meets(whole) for span in spans):
            continue
        around = [_plain(line, text) for line in every[max(0, first - _NEAR) : first]][::-1]
        around = [line for line in around if any(c.isalpha() for c in line)]
        grid = [tuple(replace(c, address=f"T{number}!R{c.row}C{c.column}") for c in row) for row in rows]
        tables.extend(replace(t, span=whole) for t in read_tables(text, grid, around=around).tables[:1])
    return Tables(tuple(sorted(tables, key=lambda table: table.span)), tuple(warnings))


def _runs(text: str, every: list[Line]) -> Iterator[tuple[int, int, re.Pattern[str]]]:
    """Runs of at least two neighbouring lines with the same drawing, as (first, end, splitter) of `every`."""
    at = 0
    while at < len(every):
        split = _drawing(every[at].span.of(text))
        end = at + 1
        while split and end < len(every) and not every[end].after_blank and _goes_on(text, every[end], split):
            end += 1
        if split and end - at >= 2 and (split is not _GAP_SPLIT or _tells_values(text, every[at + 1 : end])):
            yield at, end, split
        at = end


def _drawing(line: str) -> re.Pattern[str] | None:
    if line.count("|") >= 2 or _BAR_RULE.fullmatch(line):
        return _BAR_SPLIT
    if "\t" in line.strip():
        return _TAB_SPLIT
    return _GAP_SPLIT if len(_fields(line)) >= 3 and not re.search("[，。；]", line) else None


def _fields(line: str) -> list[str]:
    return _GAP_SPLIT.split(line.strip(" \u3000"))


def _tells_values(text: str, rows: Sequence[Line]) -> bool:
    """Whether rows parted by gaps are a table's: as many words as numbers would be a list of names."""
    fields = [_fields(row.span.of(text)) for row in rows]
    return all(2 * sum(bool(_VALUE.fullmatch(f)) for f in row[1:]) >= len(row) - 1 for row in fields)


def _goes_on(text: str, line: Line, split: re.Pattern[str]) -> bool:
    """Whether a line below a drawn row is one, too: of tabs also where only one of its cells is filled."""
    if split is _GAP_SPLIT:
        above = text[text.rfind("\n", 0, text.rfind("\n", 0, line.span.start)) + 1 : line.span.start]
        return len(_fields(above.strip("\r\n "))) == len(_fields(line.span.of(text)))
    if _drawing(line.span.of(text)) is split:
        return True
    return split is _TAB_SPLIT and "|" not in line.span.of(text) and _full(text, line.span).of(text).count("\t") >= 2


def _full(text: str, line: Span) -> Span:
    """A line with the white space at its ends: a blank first or last cell is drawn by nothing else."""
    end = text.find("\n", line.end)
    return Span(text.rfind("\n", 0, line.start) + 1, len(text) if end < 0 else end)


def _drawn_spans(text: str, rows: Sequence[Line], split: re.Pattern[str]) -> list[Span]:
    """What of each line is drawn: with tabs the blank first cells, too, except for an indent that all lines share."""
    spans = [line.span for line in rows]
    if split is _BAR_SPLIT:
        return spans
    leads = [text.count("\t", _full(text, span).start, span.start) for span in spans]
    return [Span(_nth_tab(text, span, lead - min(leads)), span.end) for span, lead in zip(spans, leads, strict=True)]


def _nth_tab(text: str, line: Span, count: int) -> int:
    """Where the last `count` tabs before a line's first words begin."""
    at = line.start
    for _ in range(count):
        at = text.rfind("\t", 0, at)
    return at


def _cells(text: str, line: Span, split: re.Pattern[str], prefix: str, row: int) -> tuple[Cell, ...]:
    start, end = line.start, line.end
    if split is _BAR_SPLIT:
        start += text.startswith("|", start)
        end -= text.endswith("|", start, end)
    cuts = [m.start() for m in split.finditer(text, start, end)]
    spans = zip([start, *(c + 1 for c in cuts)], [*cuts, end], strict=True)
    return tuple(
        Cell(_bare(text, Span(a, b)), row, column, f"{prefix}R{row}C{column}") for column, (a, b) in enumerate(spans, 1)
    )


def _bare(text: str, cell: Span) -> Span:
    """A cell without white space and without the bold marks around all of it."""
    inner = trim(text, cell)
    written = inner.of(text)
    if len(written) > 4 and written.startswith("**") and written.endswith("**"):
        return trim(text, Span(inner.start + 2, inner.end - 2))
    return inner


def _plain(line: Line, text: str) -> str:
    return line.span.of(text).strip("#*> ")
