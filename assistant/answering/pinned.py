"""A scope pinned beside the question: only its documents answer, and what the question leaves open is taken from it."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.find import same_office
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.answering.versions import asks_withdrawn
from assistant.records.library import Library
from assistant.records.model import Pinned, Question
from assistant.records.scope import Scope
from assistant.records.store import Head


def within(pinned: Pinned, heads: Sequence[Head]) -> tuple[Head, ...]:
    """The documents inside `pinned`; those without an office or a year may hold rows of any, so they stay."""
    return tuple(head for head in heads if _holds(pinned, head))


def pinned_roll(question: Question, roll: Roll, library: Library, scope: Scope) -> Roll:
    """The part of `roll` inside what is pinned beside `question`; offices keep every name they are known by."""
    pinned = question.pinned
    if pinned == Pinned():
        return roll
    name = f"{asks_withdrawn(question)} {pinned}"
    return library.store.derived(scope, name, lambda: Roll(within(pinned, roll), roll.offices, roll.short, roll.guests))


def _holds(pinned: Pinned, head: Head) -> bool:
    department, years, kinds = pinned.departments, pinned.years, pinned.kinds
    return (
        (not department or not head.department or any(same_office(head.department, d) for d in department))
        and (not years or not head.years or bool(set(head.years) & set(years)))
        and (not kinds or head.kind in kinds)
    )


def pinned_plan(plan: Plan) -> Plan:
    """The plan with offices and years it leaves open filled in from what is pinned; what it names stands."""
    pinned = plan.question.pinned
    return replace(
        plan,
        departments=plan.departments if plan.departments is not None else pinned.departments or None,
        years=plan.years if plan.years is not None else pinned.years or None,
    )


def pinned_notes(question: Question) -> list[str]:
    """That only a pinned scope was searched; nothing where none is pinned."""
    pinned, language = question.pinned, question.language
    kinds = [say("pinned_kinds", language)] if pinned.kinds else []
    named = [*pinned.departments, *map(str, pinned.years), *kinds]
    comma = "、" if language == "zh" else ", "
    return [say("pinned_note", language, scope=comma.join(named))] if named else []
