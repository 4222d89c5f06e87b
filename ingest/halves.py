"""Tables that stand side by side under one caption: income left and spending right, or a long list in two columns."""

import re
from collections.abc import Sequence

from ingest.rows import Row, fold, is_value

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_INDEX = re.compile(r"行次|栏次|序号")


def halves(columns: Sequence[tuple[str, ...]], rows: Sequence[Row]) -> tuple[tuple[int, int], ...]:
    """The column ranges (half open) of the tables that `columns` really are, in order; one range for an ordinary table.

    A part begins where the first name comes back over a column of labels, where all the other names repeat, where 支出
    follows 收入, or past a column without name and content. Empty columns between the parts belong to none.
    """
    width = len(columns)
    leaves = [fold(_BRACKETS.sub("", path[-1])) if path else "" for path in columns]
    empty = [not columns[c] and not _texts(rows, c) for c in range(width)]
    starts = [k for k in range(2, width - 1) if _begins(k, columns, leaves, rows, empty)]
    parts: list[tuple[int, int]] = []
    for start, end in zip([0, *starts], [*starts, width], strict=True):
        while start < end and empty[start]:
            start += 1
        while end > start and empty[end - 1] and end != width:
            end -= 1
        parts.append((start, end))
    sound = all(end - start >= 2 for start, end in parts)
    return tuple(parts) if sound and len(parts) > 1 else ((0, width),)


def _begins(
    k: int,
    columns: Sequence[tuple[str, ...]],
    leaves: Sequence[str],
    rows: Sequence[Row],
    empty: Sequence[bool],
) -> bool:
    numbered = bool(leaves[0]) and _INDEX.fullmatch(leaves[0]) is not None
    if not leaves[k] or not (_is_wordy(rows, k) or (numbered and leaves[k] == leaves[0])):
        return False
    if leaves[k] == leaves[0] or empty[k - 1]:
        return True
    if any(leaves[1:k]) and list(leaves[1:k]) == list(leaves[k + 1 : 2 * k]):
        return True
    first, here, before = fold(columns[0][0]) if columns[0] else "", fold(columns[k][0]), columns[k - 1]
    return "收入" in first and "支出" in here and not (before and "支出" in fold(before[0]))


def _texts(rows: Sequence[Row], column: int) -> list[str]:
    return [t for row in rows if (t := row.own(column))]


def _is_wordy(rows: Sequence[Row], column: int) -> bool:
    """Whether the filled cells of a column are mostly words."""
    filled = _texts(rows, column)
    return bool(filled) and 2 * sum(map(is_value, filled)) < len(filled)
