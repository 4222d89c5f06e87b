"""Figures listed together, and lists that pair by order: A、B 分别为 3、4 万元，分别占 43%、57%."""

import re

from assistant.records.model import Figure
from ingest.checking.statements import Statement, alike, is_percent

LISTED = re.compile(r"[、和与及]+")


def list_start(statement: Statement, index: int) -> int:
    """Where the list begins that figure `index` goes on; `index` itself when it is none."""
    while index and LISTED.fullmatch(statement.lead(index)) and alike(*statement.figures[index - 1 : index + 1]):
        index -= 1
    return index


def list_of(statement: Statement, index: int) -> list[Figure]:
    """The figures listed together with figure `index`: 82.4%、17.6%."""
    first = last = list_start(statement, index)
    while last + 1 < len(statement.figures) and list_start(statement, last + 1) == first:
        last += 1
    return list(statement.figures[first : last + 1])


def paired_list(statement: Statement, index: int) -> tuple[list[Figure], int] | None:
    """The amounts that a listed share pairs with by order, and its place; None where the lists do not match."""
    shares = list_of(statement, index)
    first = list_start(statement, index)
    if len(shares) < 2 or not first:
        return None
    amounts = list_of(statement, first - 1)
    if len(amounts) != len(shares) or is_percent(amounts[0]) or not statement.one_clause(amounts[-1], shares[0]):
        return None
    return amounts, index - first
