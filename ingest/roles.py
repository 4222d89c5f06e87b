"""What a figure states: a plan, a result, money granted, a change, a share, a rank, points or a limit."""

import re

from assistant.records.model import Bound, Quantity, Role
from assistant.records.quantity import family

_CHANGE = re.compile(
    r"增长|下降|减少|增加|提高|提升|降低|上升|回落|同比|环比|增速|增幅|降幅|压减|节约率|较上年|比上年|净增"
)
_SHARE = re.compile(r"占比|占|比重|份额")
_TARGET = re.compile(r"目标|指标值|计划(?!生育)|拟|力争|预期|预计|任务数|年度任务|应完成|应达|要求|不低于|确保达")
_DONE = re.compile(r"实际|完成|实现|达成|达到|已")
_BUDGET = re.compile(r"预算(?!执行|完成|支出|编制|绩效)|指标文|下达|安排资金|核定")
_SPENT = re.compile(r"执行|支出|使用|决算|拨付|完成")


def prose_role(quantity: Quantity, head: str, tail: str, section: tuple[str, ...]) -> Role:
    """The role of a figure in prose.

    `head` is what stands before it in its own segment, `tail` what follows up to the next separator, `section` the
    headings above. A bound that runs straight on into a noun (2000 万元以上企业) is a threshold, not an amount.
    """
    head, tail = "".join(head.split()), "".join(tail.split())
    kind = family(quantity.unit)
    if kind in {"rank", "score"}:
        return Role.RANK if kind == "rank" else Role.SCORE
    if quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST} and _runs_on(tail):
        return Role.THRESHOLD
    if kind == "points" or (_CHANGE.search(head) and not _SHARE.search(head)):
        return Role.CHANGE
    if kind == "percent" and _SHARE.search(head):
        return Role.SHARE
    return _planned(kind, head, section)


def _planned(kind: str, head: str, section: tuple[str, ...]) -> Role:
    if _TARGET.search(head) and not _DONE.search(head):
        return Role.TARGET
    if kind == "money" and _BUDGET.search(head) and not _SPENT.search(head.rsplit("预算", 1)[-1]):
        return Role.BUDGET
    if section and re.search(r"绩效目标|工作任务|预期目标", section[-1]) and not re.search(r"实际|完成了|已", head):
        return Role.TARGET
    return Role.ACTUAL


def _runs_on(tail: str) -> bool:
    return bool(re.match(r"\s*的?[\u4e00-\u9fff]{2}", tail)) and not re.match(r"\s*(?:的目标|目标|以上)", tail)


def header_role(header: str, unit: str) -> Role:
    """The role of a table's cell by the words of its header path and its unit."""
    kind = family(unit)
    if kind == "rank" or re.search(r"排名|位次|名次", header):
        return Role.RANK
    if re.search(r"得分|评分|分值|权重|扣分", header):
        return Role.TARGET if re.search(r"分值|权重", header) else Role.SCORE
    if re.search(r"实际|完成值|完成数|执行|支出数|决算", header):
        return Role.ACTUAL
    if re.search(r"目标|指标值|计划|任务数", header):
        return Role.TARGET
    if re.search(r"预算", header):
        return Role.BUDGET
    if _CHANGE.search(header):
        return Role.CHANGE
    return Role.SHARE if _SHARE.search(header) else Role.ACTUAL
