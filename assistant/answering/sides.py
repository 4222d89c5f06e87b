"""Which side of a matter a figure tells: its level, target, change, share, rank, completion or a limit; and of what.

A report says a level once and its sides after it: 工业投资 96.8 亿元，增长 15.3%，完成年度任务 90 亿元的 107.56%. The side
figures name no matter of their own; it is that of the level before them in the clause, their anchor.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import groupby

from assistant.records.model import Bound, Document, Figure, Role
from assistant.records.quantity import family


class Side(StrEnum):
    """The sides of a matter that figures tell and questions ask for."""

    LEVEL = "level"
    TARGET = "target"
    CHANGE = "change"
    SHARE = "share"
    RANK = "rank"
    COMPLETION = "completion"
    LIMIT = "limit"


_OF_ROLE = {
    Role.TARGET: Side.TARGET,
    Role.CHANGE: Side.CHANGE,
    Role.SHARE: Side.SHARE,
    Role.RANK: Side.RANK,
    Role.THRESHOLD: Side.LIMIT,
}
_GOAL = r"(?:目标|任务|计划|指标|预期|控制[价数]|控制线|标准|定额|要求)[值数量]?"
_GOAL_BEFORE = re.compile(rf"{_GOAL}(?:数|为|是|的|：|:|[（(])*\s*$")
_GOAL_AFTER = re.compile(rf"^\s*的?(?:年度|全年|年初|既定|预期|省定|市定|上级)*{_GOAL}")
_AGAINST = re.compile(rf"(?:低于|高于|优于|超过|未达到?|不及|达到)[^，。；]{{0,6}}{_GOAL}\s*$")
# 在线率 98.3%（目标 95%）
_PERCENT_GOAL = re.compile(
    r"[（(，,]\s*(?:年度|年初|全年)?(?:目标|任务|计划)[值数]?(?:为|是|：|:)?\s*[≥>不低于少]*\s*$"
)
_FORESEEN = re.compile(r"(?:预计|预测|力争)[^，。；]{0,10}$")
_OF_IT = re.compile(r"^\s*的\s*(?:近|约|超)?\s*\d[\d.]*\s*[%％]")
_COMPLETES = re.compile(
    rf"(?:完成|达到?|占|为)[^，。；]{{0,14}}(?:{_GOAL}|预算)[^，。；]{{0,16}}$|完成率$|完成进度$|达标率$"
)
_APART = re.compile(r"相差|高出|超出|差距|扣减|下调$")
_LEVEL_NAME = re.compile(r"增加值$|增加额$|增长极$")
_RELATIVE = frozenset({Side.CHANGE, Side.SHARE, Side.RANK, Side.COMPLETION})
# Sides that name only themselves (累计建成, 办结, 完成) lean on what was named before, too.
_BARE = re.compile(
    r"^(?:其中|累计|共|合计|实际|已|全部|分别|平均|日均|占比|占|办结|完成|建成|实现|达到?|提高|提升|降低|兑现|受理|收回|获奖|投入|支出|奖金|户均|人均|到位|较上年|比上年|同比|较|比|年度|全年|超额|超|目标|任务|计划|额|数|量|率|率为|净增|增长|下降)+$"
)


def side_of(figure: Figure, text: str) -> Side:
    """The side that `figure` of a document's `text` tells, by its role and the words around it."""
    before = text[max(figure.clause.start, figure.span.start - 24) : figure.span.start]
    after = text[figure.span.end : figure.span.end + 16]
    percent = family(figure.quantity.unit) in {"percent", "points"}
    if figure.cell:
        return _OF_ROLE.get(figure.role, Side.LEVEL)
    if _AGAINST.search(before) or _FORESEEN.search(before) or (percent and _GOAL_AFTER.match(after)):
        return Side.TARGET
    if percent and figure.role is not Role.TARGET and _COMPLETES.search(f"{figure.measure}{before}"[-40:]):
        return Side.COMPLETION
    if not percent and figure.role is not Role.TARGET:
        if _GOAL_BEFORE.search(before) and (_OF_IT.match(after) or not re.search(r"完成", before)):
            return Side.TARGET
        if _GOAL_AFTER.match(after):
            return Side.TARGET
    if percent and _PERCENT_GOAL.search(before):
        return Side.TARGET
    if _APART.search(f"{figure.measure}{before[-4:]}"):
        return Side.CHANGE
    if figure.role is Role.CHANGE and not percent and _LEVEL_NAME.search(figure.measure):
        return Side.LEVEL
    if figure.role is Role.THRESHOLD or (figure.quantity.bound is Bound.AT_LEAST and figure.role is not Role.ACTUAL):
        return Side.TARGET if figure.role is Role.TARGET else Side.LIMIT
    return _OF_ROLE.get(figure.role, Side.LEVEL)


def anchors(figures: Sequence[Figure], documents: Mapping[str, Document]) -> dict[str, Figure]:
    """For each side figure the level before it in its clause, by the figure's id; cells have none."""
    out: dict[str, Figure] = {}
    ordered = sorted((f for f in figures if not f.cell), key=lambda f: (f.document_id, f.span))
    for document_id, own in groupby(ordered, key=lambda f: f.document_id):
        text = documents[document_id].text
        level: Figure | None = None
        for figure in own:
            if level is not None and figure.clause.start > level.span.end:
                level = None
            side = side_of(figure, text)
            leans = side in _RELATIVE or side is Side.TARGET or bool(_BARE.search(figure.measure))
            if leans and level is not None:
                out[figure.id] = level
            if side is Side.LEVEL and not _BARE.search(figure.measure):
                level = figure
    return out
