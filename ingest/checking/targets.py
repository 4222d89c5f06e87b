"""Claims of completion: a rate with what was done and what was planned."""

import re
from collections.abc import Iterator, Sequence

from assistant.records.model import Bound, CheckKind, Figure, Role
from ingest.checking.claim import Claim, Option
from ingest.checking.execution import execution_formula
from ingest.checking.lists import LISTED
from ingest.checking.statements import Statement, alike, is_percent

COMPLETION = re.compile(
    r"完成率|完成(?:程度|比例)|(?:完成|占|为)[^，,；;]{0,10}(?:任务|计划|目标)[数值量]?的?[约近达为]*$"
)

_TARGET_OF = re.compile(r"(?:完成|占|为)[^，,；;]*(?:任务|计划|目标|预算)[数值量]?的?$")


def completion(statement: Statement, index: int) -> Iterator[Claim]:
    """完成年度任务 30 亿元的 64%, or planned, done and rate in a row."""
    if index < 2:
        return
    rate, near, far = (statement.figures[index - n] for n in range(3))
    if is_percent(near) or is_percent(far) or not alike(near, far) or not statement.one_clause(far, rate):
        return
    if statement.lead(index) in {"的", "的约"} or rate.quantity.bound is Bound.RANGE:
        return
    plan = far.role is Role.TARGET or re.search("计划|目标|任务", statement.lead(index - 2))
    planned = plan and near.role is Role.ACTUAL and not LISTED.search(statement.lead(index - 1))
    if planned:
        yield Claim(
            CheckKind.COMPLETION, rate, (Option("actual_over_target", (near, far)),), clear=far.role is Role.TARGET
        )


def target_within(statement: Statement) -> Iterator[Claim]:
    """The share of a target that stands between amount and rate: 完成投资 19.2 亿元，完成年度任务 30 亿元的 64%."""
    for index in range(2, len(statement.figures)):
        actual, target, rate = statement.figures[index - 2 : index + 1]
        if not is_percent(rate) or is_percent(target) or not alike(actual, target):
            continue
        named = _TARGET_OF.search(statement.lead(index - 1))
        if named and re.fullmatch(r"的[约近]?", statement.lead(index)) and statement.one_clause(actual, rate):
            budget = "预算" in named[0]
            option = Option(execution_formula(target) if budget else "actual_over_target", (actual, target))
            kind = CheckKind.EXECUTION if budget else CheckKind.COMPLETION
            yield Claim(kind, rate, (option,), clear=True)


def target_elsewhere(statement: Statement, targets: Sequence[Figure]) -> Iterator[Claim]:
    """完成年度任务的 102% beside an amount whose target stands among the goals; other targets may be meant."""
    for index in range(1, len(statement.figures)):
        actual, rate = statement.figures[index - 1 : index + 1]
        if is_percent(rate) and COMPLETION.search(statement.lead(index)) and actual.role is Role.ACTUAL:
            named = [
                t
                for t in targets
                if t.quantity.unit == actual.quantity.unit and t.measure.endswith(actual.measure) and len(t.measure) > 2
            ]
            options = tuple(Option("actual_over_target", (actual, t)) for t in named)
            if options and statement.one_clause(actual, rate):
                yield Claim(CheckKind.COMPLETION, rate, options, clear=False)
