"""A target is no result: what is said where the records hold the target alone."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Draft
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.records.model import Part, PartType, Reason, Role, Status

# Words of questions to which a target is an answer.
_PLANNED = re.compile(
    r"目标|计划|指标|任务|预期|预计|标准|要求|应[当该完达]|拟|打算|安排|规划|年初|想做|力争|\b(?:target|goal|plan|aim|intend|suppos|expect|standard|require|indicator|should|commit|pledge|promis)",
    re.I,
)


def no_target_for_a_result(plans: Sequence[Plan], draft: Draft) -> Draft:
    """A question for a result of which the records hold the target alone is not answered; the target is shown as nearest."""
    told = [p.figure.role for p in draft.parts if p.figure is not None and p.offered]
    if draft.status is not Status.ANSWERED or not told or any(role is not Role.TARGET for role in told):
        return draft
    if any(p.type is PartType.TABLE for p in draft.parts) or any(
        _PLANNED.search(p.asked or p.question.text) for p in plans
    ):
        return draft
    language = plans[-1].question.language
    draft.refuse(Status.ABSTAINED, Reason.NO_RECORD)
    draft.parts = [replace(p, offered=False) for p in draft.parts]
    draft.parts.insert(0, Part(PartType.PROSE, say("only_target", language)))
    return draft
