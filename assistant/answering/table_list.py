"""Rows counted or listed: of what, in which column, and whether a question means every row of a table."""

import re

from assistant.answering.table_ground import Condition, Ground, TableQuery
from assistant.answering.table_pick import make_query, things_counted
from assistant.answering.table_plan import Operation, nouns
from assistant.answering.table_view import Line
from assistant.records.fold import simplified

_LISTED = re.compile(r"清单|名单|明细|台账|列表|[本该这]?表[中里格]|\b(?:list|ledger|register|table)\b", re.I)
_RUN = 4
_NAMED = 0.6
_NEXT = 12


def listed_rows(
    found: Ground,
    where: tuple[Condition, ...],
    lines: tuple[Line, ...],
    mask: int,
    operation: Operation,
    column: int | None,
    limited: set[int],
) -> TableQuery | None:
    """Rows counted or listed; a question that only names a column counts what stands in it, which is no count of rows."""
    named = column is not None and column not in limited and found.headers[column].share >= _NAMED
    if operation is Operation.COUNT and (named or not _countable(found)):
        return None
    telling = [c for c in where if c.limit or c.against is not None or c.column != found.view.subject]
    counts = things_counted(found) if operation is Operation.COUNT else ()
    every = named if operation is Operation.LIST else any(c is not None for _, c in counts) or _of_all(found)
    if not telling and not every:
        return None
    asked = () if column is None or not found.headers[column].mask else (column,)
    for (_, own), span in zip(counts, found.wanted.counts, strict=False):
        mask |= found.words.mask_of(span.end, span.end + _NEXT) if own is not None else 0
    if asked:
        mask |= found.headers[asked[0]].mask
    return make_query(found, operation, lines, asked, where, mask)


def _of_all(found: Ground) -> bool:
    """Whether a count is of every row: the question names the list, or much of what the table is called."""
    text = found.wanted.text
    if _LISTED.search(text):
        return True
    caption = simplified(found.view.captions[0]) if found.view.captions else ""
    runs = (caption[i : i + _RUN] for i in range(len(caption) - _RUN + 1))
    return any(run in text and re.fullmatch(r"[\u4e00-\u9fff]+", run) for run in runs)


def _countable(found: Ground) -> bool:
    """Whether the number wanted can be one of rows: no kilometres, no money, unless a noun for rows follows how many."""
    families = found.plan.want.families
    if not families or found.plan.want.general or families[0] in ("count", "people", "visits"):
        return True
    rest = (found.wanted.text[span.end : span.end + 2 * _NEXT].split() for span in found.wanted.counts)
    return any(nouns().fullmatch(word) for words in rest for word in words[:2])
