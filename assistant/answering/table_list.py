"""Rows counted or listed: of what, in which column, and whether a question means every row of a table."""

import re

from assistant.answering.table_ground import Condition, Ground, TableQuery
from assistant.answering.table_pick import make_query, things_counted
from assistant.answering.table_plan import Operation, nouns
from assistant.answering.table_view import Line
from assistant.records.fold import simplified

_LISTED = re.compile(r"清单|名单|明细|台账|列表|[本该这]?表[中里格]|\b(?:list|ledger|register|table)\b", re.I)
_NOUN_HAS = re.compile(
    r"(?:单位|部门|项目|企业|公司|镇街|街道|乡镇|村|社区|学校|机构|指标|站点?|标段)(?:共?有|一共有?|共计|总共有?)$"
)
_RUN = 4
_NAMED = 0.6
_LEAST_NAMED = 0.5
_NEXT = 12


def listed_rows(
    found: Ground,
    where: tuple[Condition, ...],
    lines: tuple[Line, ...],
    mask: int,
    operation: Operation,
    column: int | None,
    limited: set[int],
    *,
    group: int | None = None,
) -> TableQuery | None:
    """Rows counted (by `group` where that is a column) or listed.

    A question that only names a column counts what stands in it, which is no count of rows.
    """
    named = column is not None and column not in limited and found.headers[column].share >= _NAMED
    if operation is Operation.COUNT and (named or not _countable(found)):
        return None
    telling = [c for c in where if c.limit or c.years or c.against is not None or c.column != found.view.subject]
    if operation is Operation.COUNT and len(lines) == 1 and _is_one_thing(found, where):
        return None  # 新建改造村卫生室多少所: the row's own number is asked, not how many rows
    counts = things_counted(found) if operation is Operation.COUNT else ()
    every = named if operation is Operation.LIST else any(c is not None for _, c in counts) or _of_all(found)
    if not telling and not every and group is None:
        return None
    asked = () if column is None or found.headers[column].share < _LEAST_NAMED else (column,)
    for (_, own), span in zip(counts, found.wanted.counts, strict=False):
        mask |= found.words.mask_of(span.end, span.end + _NEXT) if own is not None else 0
    if asked:
        mask |= found.headers[asked[0]].mask
    if group is not None:
        mask |= found.headers[group].mask
    return make_query(found, operation, lines, asked, where, mask, group=group)


def _is_one_thing(found: Ground, where: tuple[Condition, ...]) -> bool:
    """Whether conditions name one row by a label that tells rows apart."""
    for condition in where:
        said = [t for line in found.view.plain if (t := line.texts.get(condition.column))]
        apart = len(said) == len(set(said)) > 1
        if len(condition.values) == 1 and not condition.negated and apart and found.alive:
            return True
    return False


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
    following = [found.wanted.text[span.end : span.end + 2 * _NEXT] for span in found.wanted.counts]
    if any(nouns().match(rest) and not rest[:1].isascii() for rest in following):
        return True
    if any(_NOUN_HAS.search(found.wanted.text[: span.start]) for span in found.wanted.counts):
        return True  # 执行率不到75%的单位有几个
    return any(nouns().fullmatch(word) for rest in following for word in rest.split()[:2])
