"""Whose or what a measure is, where its own words name it: 粮食 of 粮食总产量; and names that are nobody's."""

import re

from assistant.records.vocabulary import Vocabulary
from ingest.nouns import WHERE, is_bare, thing_of, tidy
from ingest.wording import wording

_TWO = 2
_AMOUNTS = frozenset({"money", "area", "length", "mass", "volume", "energy", "power", "data", "visits", "count"})
_SELF = re.compile(
    "(?:[我本全该]|[市区县州省])?(?:[市区县州])?(?:局|委|办|厅|院|管委会|委员会|办事处|街道|街道办|街道办事处|联合会|中心|单位|部门|机关|系统)"
)
_ALREADY = ("已", "未", "尚", "仍", "正在")
_PREPOSED = (
    "仅能",
    "只能",
    "能",
    "可",
    "不能",
    "难以",
    "勉强",
    "留在",
    "用于",
    "来自",
    "投入到",
    "为",
    "对",
    "向",
    "给",
    "按",
    "经",
    "据",
)
_RATE_END = re.compile("(?:[率比度占]|比例|比重|进度|幅|占比|完成|以上|以下)$")
_FISCAL = re.compile("财政|预算|拨款|部门|单位|本级|整体|一般|专户")
_PRICE = re.compile("(?:(?<!消)费用?|[额价税数值量])$")
_POINTING = re.compile("[该其此][\u4e00-\u9fff]?|(?:上述|前述|以上|此类|其他|其余)[\u4e00-\u9fff]{0,2}")
_POLLED = re.compile("对(?P<who>[^，]{2,8}?)的?(?:总体)?(?:满意[度率]|知晓率|评价)")
ALLOTTED = re.compile("(?:财政|上级|省里|市里|区里|县里)(?:给[^，]{1,6}(?:安排|拨付?|下达)了?|(?:安排|拨付?|下达)了)$")
"""Money that somebody above gave (区财政给我们安排了) is nobody's in particular."""
_GOAL = re.compile("(?:年度|全年|年初|既定|原定|绩效|预期|当年)*(?:目标|计划|任务|指标)[值数量]?[为是]?")
_TIME = re.compile(
    r"(?:[年月季]|季度|月份|年[初末底中]|上年|本年|全年|当年|同期|期末|期初|其余|剩余|实际|预计|计划|[前后])$"
)

GOAL_TAIL = re.compile("(?<=[率度量数次])(?:年度|全年|绩效)?(?:指标值|目标值|目标|计划数?|任务数?)$")
"""What a goal's name ends with: 合格率年度指标值."""


def owner_of(measure: str, kind: str, vocabulary: Vocabulary) -> str:
    """Whose or what a measure of its own is: 粮食 of 粮食总产量, 波形护栏 of 增设波形护栏; "" for money of the whole
    department and for a measure that names nobody.
    """
    words = wording()
    if kind == "score" or ALLOTTED.search(measure):
        return ""
    if polled := _POLLED.match(measure):
        return polled["who"]  # 对食堂的满意度最低
    known = [span for _, span in vocabulary.find(measure)] if kind in {"money", "percent"} else []
    found = words.relational.search(measure)
    if found:
        if kind in {"money", "percent"} and any(n.start < found.start() < n.end for n in known):
            return ""
        return _owner(measure[: found.start()])
    ends = kind == "money" and any(n.end == len(measure) for n in known)
    if kind == "percent" and not _RATE_END.search(measure) and not words.spending.search(measure):
        return _owner(measure) if len(measure) >= 4 else ""  # 停车诱导系统 74.3%
    if kind in {"percent", "score", "points"} or (ends and not words.funded.match(measure)):
        return ""
    if words.spending.search(measure):
        if words.fund.search(measure):
            return tidy(thing_of(measure))
        held = words.funded.match(measure)
        if held and any(n.start < held.end(1) < n.end for n in known):
            # 项目支出 is a budget's name, 公厕改造项目支出 is of the 公厕改造项目.
            held = held if not _FISCAL.search(held[1]) and all(n.start >= 2 for n in known) else None
        return held[1] if held else ""
    if kind != "money" and len(measure) == _TWO and is_bare(measure):
        return ""  # 采购 126 万毫升
    return _owner(measure) if kind in _AMOUNTS and not _PRICE.search(measure) else ""


def is_pronoun(name: str) -> bool:
    """Whether a name only points back: 该厂, 其, 上述项目."""
    return bool(_POINTING.fullmatch(name))


def is_goal(run: str) -> bool:
    """Whether a run only says that a goal follows: 年度指标值, 目标, 计划."""
    return bool(_GOAL.fullmatch(run))


def is_self(name: str) -> bool:
    """Whether a name only means the reporting body: 我局, 管委会."""
    return bool(_SELF.fullmatch(name))


def _owner(run: str) -> str:
    words = wording()
    thing = words.each.sub("", tidy(thing_of(run)))
    if is_bare(thing):  # 培训合格率 is of the 培训, 兑付补贴 of the 补贴
        thing = next((m[0] for m in words.nominal.finditer(thing) if m.end() == len(thing)), "")
        if words.dependent.fullmatch(thing):
            return ""
    if words.spent.fullmatch(thing):
        return ""  # 户均
    if (
        len(thing) < 2
        or thing.startswith(_ALREADY)
        or thing in words.generic
        or thing in words.vague
        or is_self(thing)
        or is_pronoun(thing)
        or run.startswith(_PREPOSED)
    ):
        return ""
    return "" if _TIME.search(thing) or WHERE.fullmatch(thing) else thing
