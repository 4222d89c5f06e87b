"""Which numbers of a budget's execution a question wants."""

import re
from enum import StrEnum

from assistant.answering.kinds import BALANCE, EXECUTION_KEYS
from assistant.answering.plan import Plan
from assistant.records.quantity import family

_RATE = re.compile(r"[率]|百分|比例|\b(?:rate|percent(?:age)?|share)\b", re.I)


class Aspect(StrEnum):
    """The numbers of a budget's execution."""

    BUDGET = "budget"
    EXECUTED = "executed"
    RATE = "rate"
    BALANCE = "balance"
    ADJUSTMENT = "adjustment"


_ASPECT_OF = {
    "annual_budget": Aspect.BUDGET,
    "initial_budget": Aspect.BUDGET,
    "adjusted_budget": Aspect.BUDGET,
    "executed": Aspect.EXECUTED,
    "execution_rate": Aspect.RATE,
    "spending_progress": Aspect.RATE,
}
_WHOLE = re.compile(r"怎么样|情况|如何(?!计算)|how (?:was|is|did)\b|budget execution\b(?! rate)", re.I)
_SPENT_TOO = re.compile(r"花|支出(?!执行率|进度)|执行数|执行了|spent|spend|amount|executed", re.I)


def execution_aspects(plan: Plan) -> frozenset[Aspect]:
    """Which numbers of an execution question are wanted; a question about the whole wants all of them."""
    text = plan.asked or plan.question.text
    keys = {i.key for i in plan.indicators} & set(EXECUTION_KEYS)
    aspects = {aspect for key, aspect in _ASPECT_OF.items() if key in keys}
    if any(family(q.unit) == "percent" for q in plan.stated):
        return frozenset({Aspect.RATE})
    exceeds = re.search(
        r"(?:多|少|高|低|增|减|超)[加少出过]?了?(?:多少|几)|\bexceed\w*|\b(?:above|over|below|higher|more|less) than\b",
        text,
        re.I,
    )
    if exceeds and "initial_budget" in keys and keys & {"adjusted_budget", "annual_budget"}:
        return frozenset({Aspect.ADJUSTMENT})
    if BALANCE.search(text):
        both = "initial_budget" in keys and keys & {"adjusted_budget", "annual_budget"}
        return frozenset({Aspect.ADJUSTMENT if both else Aspect.BALANCE})
    if re.search(r"分母|denominator|against which", text):
        aspects |= {Aspect.RATE, Aspect.BUDGET}
    if _RATE.search(text):
        aspects.add(Aspect.RATE)
        if not _SPENT_TOO.search(text):
            aspects.discard(Aspect.EXECUTED)
    if aspects and _SPENT_TOO.search(text) and Aspect.RATE not in aspects:
        aspects.add(Aspect.EXECUTED)
    if not aspects and _SPENT_TOO.search(text) and not _WHOLE.search(text):
        aspects = {Aspect.EXECUTED}
    if not aspects or _WHOLE.search(text):
        return frozenset({Aspect.BUDGET, Aspect.EXECUTED, Aspect.RATE})
    return frozenset(aspects)
