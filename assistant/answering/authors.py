"""Offices that a question names only as the authors of a record: 财政局复核得分, "the finance bureau's re-score"."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.mention import Mention
from assistant.answering.offices import kinds
from assistant.answering.plan import Plan
from assistant.records.store import Head


def without_authors(plan: Plan, heads: Sequence[Head]) -> Plan:
    """`plan` without the mentions of no office on record whose kind a document's title names: its author, not who is asked.

    Only a kind without a place may be one: 财政局, never 青岑市财政局.
    """
    if not plan.unknown:
        return plan
    titles = "\n".join(head.title for head in heads)
    kept = tuple(m for m in plan.mentions if m.departments or not _signs(m, titles))
    return replace(plan, mentions=kept) if kept != plan.mentions else plan


def _signs(mention: Mention, titles: str) -> bool:
    written = mention.written.lower()
    forms = next((zh for zh, en in kinds() if written in zh or written in en), ())
    return any(form in titles for form in forms)
