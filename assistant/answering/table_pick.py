"""Rows and columns picked by the words that neither conditions nor other columns explain, and the query they make."""

import re
from collections.abc import Sequence

from assistant.answering.table_ground import Condition, Ground, Measure, TableQuery, figures_of, header_worth
from assistant.answering.table_match import NOTHING, Fit, count, fit
from assistant.answering.table_plan import Operation
from assistant.answering.table_share import by_own_caption, grounded
from assistant.answering.table_view import Line, View
from assistant.records.columns import header_unit
from assistant.records.fold import simplified
from assistant.records.model import Span
from assistant.records.quantity import family

_FIRMS = re.compile(r"\s*(?:不同的?|different )?\s*(?:企业|公司|主体|商户|compan|firm|enterprise|business)", re.I)
_FIRM = re.compile(r"(?:公司|企业|厂|合作社|店|商行|集团|经营部|\b(?:ltd|inc|co|corp)\.?)(?:[（(].*[）)])?$", re.I)
_NAME = 3
_LACKING = 0.35
_LEAST_LABEL = 0.5
_NEXT = 12
_COUNTS_ANYTHING = frozenset(("", "个", "家", "项", "条", "件", "类", "种"))


def row_fit(found: Ground, line: Line, known: Sequence[int] = ()) -> Fit:
    """What the labels of a row and of the headings above it explain; lacking what its named labels have more."""
    mask = lacking = 0
    for text in found.view.own(line, known):
        own = fit(text, found.words)
        if own is not NOTHING and own.mask & ~found.words.idle:
            mask |= own.mask
            lacking += own.lacking
    for text in line.path:
        mask |= fit(text, found.words).mask
    return Fit(mask, lacking) if mask else NOTHING


def narrowed_rows(found: Ground, lines: tuple[Line, ...], mask: int) -> tuple[tuple[Line, ...], int, bool]:
    """Rows whose labels explain something that neither conditions nor headers do (角钢 of 角钢（5#）), if there are any."""
    known = mask | found.words.idle | _captioned(found) | found.offices
    for column in found.view.worded:
        known |= found.headers[column].mask
    for column in found.alive:
        known |= found.headers[column].mask if found.headers[column].share >= _LEAST_LABEL else 0
    fits = [(own, line) for line in lines if count((own := row_fit(found, line)).mask & ~known) >= 2]
    if not fits:
        return lines, mask, False
    best = max(count(own.mask & ~known) for own, _ in fits)
    top = [(own, line) for own, line in fits if count(own.mask & ~known) == best]
    least = min(own.lacking for own, _ in top)
    kept = [(own, line) for own, line in top if own.lacking == least]
    for own, _ in kept:
        mask |= own.mask
    return tuple(line for _, line in kept), mask, True


def _captioned(found: Ground) -> int:
    """The tokens that what the table is called explains: its rows need not say them again."""
    around = simplified("".join(found.view.captions).lower())
    mask = 0
    for place, term in found.words.terms:
        if any(len(a) > 1 and a in around for a in map(simplified, term.alternatives)):
            mask |= place
    return mask


def named_column(found: Ground, limited: set[int], mask: int) -> int | None:
    """The one column of figures that words name which neither conditions nor columns of words explain."""
    known = mask | found.words.idle
    for column in found.view.worded:
        known |= found.headers[column].mask if found.headers[column].share >= _LEAST_LABEL else 0
    rest = ~known
    scored = [
        (count(h.mask & rest) - _LACKING * h.lacking, c)
        for c in found.alive
        if c not in limited and count((h := found.headers[c]).mask & rest)
    ]
    if scored:
        best = max(scored)[0]
        top = [c for s, c in scored if s == best]
        return top[0] if len(top) == 1 else None
    return None


def measure_column(found: Ground, limited: set[int], mask: int) -> int | None:
    """The column of figures that the question names best beside those limited, else the limited or the only one."""
    named = named_column(found, limited, mask)
    if named is not None:
        return named
    if limited:
        return min(limited)
    scored = [(header_worth(h, -1), c) for c in found.alive if (h := found.headers[c]).mask & ~found.words.idle]
    if scored:
        return max(scored)[1]
    kinds = found.plan.want.families if not found.plan.want.general else ()
    alike = [c for c in found.alive if any(family(f.quantity.unit) in kinds[:1] for f in figures_of(found, c))]
    only = alike or list(found.alive)
    return only[0] if len(only) == 1 else None


def things_counted(found: Ground) -> tuple[tuple[str, int | None], ...]:
    """What 几笔 and 几家企业 or how many count: companies count once, however many rows each has."""
    out = []
    for span in found.wanted.counts:
        asked = span.of(found.wanted.text)
        classifier = "" if asked.isascii() else asked[-1]
        out.append((classifier, _counted_column(found, span)))
    return tuple(dict.fromkeys(out))


def counting_column(found: Ground) -> int | None:
    """The one column that counts what the question counts, by its unit: 多少台 is told by 数量（台/套）, not by how many rows.

    个 and 家 count anything, rows too; and what a column of words names (几所学校) is counted there.
    """
    counted = things_counted(found)
    asked = {classifier for classifier, column in counted if column is None} - _COUNTS_ANYTHING
    held = [
        c
        for c in found.alive
        if asked & {part for f in figures_of(found, c) for part in f.quantity.unit.split("/")}
        or asked & set(re.split(r"[/、]", header_unit(found.view.paths[c])))
    ]
    return held[0] if len(held) == 1 else None


def _counted_column(found: Ground, span: Span) -> int | None:
    """The column of words named right after a count: by its header, the end of it (条款), or by holding firms."""
    text = found.wanted.text[span.end : span.end + (2 * _NEXT if span.of(found.wanted.text).isascii() else _NEXT)]
    near = found.words.mask_of(span.end, span.end + len(text))
    worded = found.view.worded
    named = [c for c in worded if found.headers[c].mask & near] or [
        c for c in worded if len(found.view.names[c]) > 2 and found.view.names[c][-2:] in text
    ]
    if not named and _FIRMS.match(text):
        named = [c for c in worded if _of_firms(found.view, c)]
    return named[0] if len(named) == 1 else None


def _of_firms(view: View, column: int) -> bool:
    """Whether most cells of a column name firms."""
    said = [t for line in view.plain if (t := line.texts.get(column))]
    return bool(said) and 2 * sum(bool(_FIRM.search(t)) for t in said) > len(said)


def make_query(
    found: Ground,
    operation: Operation,
    lines: tuple[Line, ...],
    columns: tuple[int, ...],
    where: tuple[Condition, ...],
    mask: int,
    *,
    lacking: int = 0,
    across: bool = False,
    group: int | None = None,
    whole: bool = False,
    placed: bool = False,
    measure: Measure | None = None,
) -> TableQuery:
    """The query over `lines` and `columns`, with how much of the question its `mask` of tokens explains."""
    for column in found.view.worded:
        mask |= found.headers[column].mask
    return TableQuery(
        found.view,
        operation,
        lines,
        columns,
        where,
        found.wanted.many,
        found.wanted.place,
        found.wanted.ascending,
        across,
        group,
        things_counted(found) if operation is Operation.COUNT else (),
        grounded(
            found.plan,
            found.words,
            mask,
            found.view,
            columns,
            by_rows=operation is not Operation.CELL,
            settled=operation is Operation.CELL or bool(where) or group is not None or _is_meant(found),
        ),
        grounded(found.plan, found.words, mask, by_own_caption(found.view), columns),
        float(lacking),
        whole or (bool(columns) and all(found.headers[c].whole for c in columns)),
        placed,
        measure,
        found.cells,
    )


def _is_meant(found: Ground) -> bool:
    """Whether a question that says no more than how many means this table: its office is named, or itself."""
    text = found.wanted.text
    return found.plan.departments is not None or any(
        len(c) >= _NAME and simplified(c) in text for c in found.view.captions
    )
