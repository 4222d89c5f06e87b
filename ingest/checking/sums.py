"""Claims of sums: budgets that were added to, balances, scores, and wholes of 其中 parts."""

import re
from collections.abc import Iterator

from assistant.records.model import CheckKind, Role
from assistant.records.quantity import family
from ingest.checking.claim import Claim, Option
from ingest.checking.execution import residue
from ingest.checking.lists import list_of, list_start
from ingest.checking.shares import chain, wholes_above
from ingest.checking.statements import Statement, alike, is_money, is_percent

_TOTAL_SCORE = re.compile(
    r"(?:综合|总|自评|评价|最终|合计|绩效|复核|评定)+(?:得分|评分|总?分)[约为是共计]*$|总分[为是]?$"
)

_FULL = re.compile(r"分值|满分|权重")


def budget_sums(statement: Statement, index: int) -> Iterator[Claim]:
    """年初预算, 年中追加, 调整预算 in a row; the balance that is left."""
    figure, lead = statement.figures[index], statement.lead(index)
    if figure.role is Role.BUDGET and index >= 2 and re.search("调整|全年预算", lead):
        initial, added = statement.figures[index - 2 : index]
        words = statement.lead(index - 1)
        both = initial.role is Role.BUDGET and initial.indicator == "initial_budget" and is_money(added)
        key = "initial_minus_cut" if re.search("压减|调减|减少", words) else "initial_plus_added"
        named = re.fullmatch(
            r"[，,、]*(?:年中|本年|预算|年度中)?(?:追加|增加|调增|压减|调减|减少)(?:预算|资金|经费)?[数额为]*", words
        )
        if both and named and statement.one_clause(initial, figure):
            yield Claim(CheckKind.BALANCE, figure, (Option(key, (initial, added)),), clear=True)
    elif re.search("结转|结余", figure.measure) and figure.role is Role.ACTUAL:
        everything = (*statement.budgets, *statement.paragraph, *statement.figures[:index])
        spent = [f for f in everything if f.indicator == "executed" and not residue(f.measure)]
        plans = [f for f in everything if f.role is Role.BUDGET and is_money(f) and not residue(f.measure)]
        options = tuple(Option("budget_minus_executed", (b, e)) for e in spent[-1:] for b in reversed(plans))
        if options:
            yield Claim(CheckKind.BALANCE, figure, options, clear=False)


def score_rate(statement: Statement, index: int) -> Iterator[Claim]:
    """得分率 from 分值 and 得分 right before it."""
    if index < 2:
        return
    full, score = statement.figures[index - 2 : index]
    marks = all(family(f.quantity.unit) == "score" for f in (full, score))
    if (
        marks
        and _FULL.search(statement.lead(index - 2))
        and re.fullmatch(r"[，,]?(?:实际|自评)?得分?为?", statement.lead(index - 1))
    ):
        yield Claim(CheckKind.SCORE, statement.figures[index], (Option("score_over_full", (score, full)),), clear=True)


def score_sum(statement: Statement, index: int) -> Iterator[Claim]:
    """A total score from the list before it, or from its 其中 parts."""
    figure = statement.figures[index]
    if not _TOTAL_SCORE.search(statement.lead(index)) or figure.role is not Role.SCORE:
        return
    if index >= 2 and family(statement.figures[index - 1].quantity.unit) == "score":
        parts = list_of(statement, index - 1)
        if len(parts) >= 2:
            words = statement.lead(list_start(statement, index - 1))
            clear = "分别" in words and len(statement.lead(index)) <= 12
            yield Claim(CheckKind.SCORE, figure, (Option("sum", tuple(parts)),), clear)


def total_of_parts(statement: Statement) -> Iterator[Claim]:
    """The whole before 其中 from its parts; 其中 may name some of them only, so a mismatch proves nothing."""
    after = [i for i, f in enumerate(statement.figures) if statement.among(i)]
    if not after:
        return
    first = statement.figures[after[0]]
    parts = [
        statement.figures[i]
        for i in after
        if alike(statement.figures[i], first)
        and statement.figures[i].role is first.role
        and not _FULL.search(statement.lead(i))
    ]
    marks = family(first.quantity.unit) == "score"
    opens = after[0] == 0
    wholes = [f for f in statement.before if alike(f, first) and f.role is first.role] if opens else []
    if not opens:
        wholes = wholes_above(statement, first)
    complete = chain(statement)
    for whole in wholes:
        if len(parts) >= 2 and not is_percent(whole) and whole.role not in {Role.CHANGE, Role.RANK, Role.THRESHOLD}:
            kind = CheckKind.SCORE if marks else CheckKind.TOTAL
            clear = len(wholes) == 1 and complete == parts
            yield Claim(kind, whole, (Option("sum", tuple(parts)),), clear)
