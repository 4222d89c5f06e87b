"""Everything in a sentence that its own figures can prove."""

import re
from collections.abc import Iterator

from assistant.records.model import Role
from assistant.records.quantity import family
from ingest.checking.changes import RATE_OF_CHANGE, change_rate, difference
from ingest.checking.claim import Claim
from ingest.checking.execution import EXECUTION_RATE, execution_rate, funds_received
from ingest.checking.shares import share_of_whole
from ingest.checking.statements import Statement, is_money, is_percent
from ingest.checking.sums import budget_sums, score_rate, score_sum, total_of_parts
from ingest.checking.targets import COMPLETION, completion

_PROGRESS = re.compile(r"序时|项目完成率|任务完成率|指标完成率|目标完成率|工程完成率|采购")


def claims(statement: Statement) -> Iterator[Claim]:
    """Everything in a statement that can be recomputed."""
    for index, figure in enumerate(statement.figures):
        if is_percent(figure):
            yield from _of_percent(statement, index)
        elif figure.role is Role.CHANGE or family(figure.quantity.unit) == "points":
            yield from difference(statement, index)
        elif is_money(figure):
            yield from budget_sums(statement, index)
        elif family(figure.quantity.unit) == "score":
            yield from score_sum(statement, index)
    yield from total_of_parts(statement)


def _of_percent(statement: Statement, index: int) -> Iterator[Claim]:
    lead = statement.lead(index)
    if re.search("得分率", lead):
        yield from score_rate(statement, index)
    elif re.search("到位率", lead):
        yield from funds_received(statement, index)
    elif EXECUTION_RATE.search(lead) and not _PROGRESS.search(lead):
        yield from execution_rate(statement, index)
    elif statement.figures[index].role is Role.CHANGE or RATE_OF_CHANGE.fullmatch(lead):
        yield from change_rate(statement, index)
    elif COMPLETION.search(lead):
        yield from completion(statement, index)
    elif "占" in lead or statement.figures[index].role is Role.SHARE:
        yield from share_of_whole(statement, index)
