"""What a figure states: a plan, a result, money granted, a change, a share, a rank, points or a limit."""

import re

from assistant.records.model import Bound, Quantity, Role
from assistant.records.quantity import family
from ingest.wording import wording

_CHANGE = re.compile(
    r"(?<![稳保促])增长(?![极点])|(?<![上高])[涨跌](?:了|约|近)*$|下降|减少|增加|提高(?!班)|(?<!改造)提升(?!工程|行动|项目|计划|专项)|降低|上升|回落|同比|环比|增速|增幅|降幅|缩短|延长|上涨|下滑|攀升|超支|超(?:年度|全年|既定)?(?:任务|计划|目标|预算|概算)[数值]?$|(?<![均年])(?:增收|减收)(?:了|约)?$|压减|[高超]出|减产|增产|改善(?=\D{0,2}$)|节约率|提速|压缩"
    r"|(?:较|比)上年|偏[高低多少](?:了|约|近)?$|[比较][^，]{1,10}(?:节约|节省|核减|缩减)|净增|[比较][^，]{2,10}[少多高低]$|[高低]于[^，]*平均"
)
_CHANGED = re.compile(
    r"(?<![稳保促])(?:增长|下降|减少|增加|提高|提升|降低|上升|压减|压缩|缩减|净增|[少多])(?:了|约|近|为|共|合计|[^，]{0,4}预算|\s)*$"
    r"|(?:同比|环比|[比较](?:上[年届期次季月]|去年|前年|\d{4}年)(?:同期)?)[+＋-]?$"
)
_NEW_VALUE = re.compile(
    r"(?:(?:提高|增加|增长|上升|提升|扩大|减少|下降|降低|压减|压缩|缩短|回落|降|增|升)(?:到|至)了?|(?:缩短|压缩|调整|变更|扩大|精简)为|^(?:提高|增加|上升|提升|减少|下降|降低)为)"
    r"(?:每\w{1,6}|(?:(?:\d{4}年度?|上年|今年|本年|当年|年)[底末]?|目前|现在|现有?)的?)?$|[由从]$"
)
_DIFFERS = re.compile(
    r"(?:[高低多少]于[^，]{0,6}(?:预算|决算|计划|上年|年初|去年|目标)[数值]?|超出[^，]{0,8}(?:目标|任务|计划|预算)[数值]?)$"
    r"|(?:同比|[比较](?:上年|去年|年初|计划|目标)[^，]{0,6})[多少][\u4e00-\u9fff]{1,3}$"
)
"""An amount told as what two others differ by: 执行数低于预算数 58.2 万元, 同比多办结 8 件."""
_SHARE = re.compile(r"占比|占|比重|份额|(?:负担|分担|承担)(?:了|约|近)?$")
_TARGET = re.compile(
    r"目标|任务$|指标值|计划(?!生育|总投资|投资额)|(?<!模)拟(?!定)|力争|预期|预计|任务数|年度任务|(?:^|\W)指标[为是]?$|应完成|应达|要求|不低于|确保达"
)
ADJUSTED = re.compile(
    "(?:年中|年内|中期)?(?:调整后(?:预算)?[数额]?[为达]?|压减|调减|核减|追减|调增|追加|核增)(?:预算)?"
)
"""What changes a budget that was named before it."""
_NAMED_PLAN = re.compile(r"[\u4e00-\u9fff]{4}计划(?=资金|补助|经费|专项|受益|惠及|覆盖|学生|项目|人才|工程|试点)")
_QUOTED = re.compile("[“《][^”》]{1,20}[”》]")
_OF_GOALS = re.compile(r"(?:目标|指标|任务|要求)[^，的]{2,}的(?=[\u4e00-\u9fff]{2})")
"""What only tells which things are meant: 绩效目标填报不完整的部门."""
_DONE = re.compile(r"实际|完成|实现|达成|达到|已")
_REACHED = re.compile(
    r"(?:目标|计划|任务|预算|进度)[数值]?的$|(?:完成|占|相当于|为)[^，]{0,8}(?:目标|计划|任务|预算|进度)[数值]?$"
)
_BUDGET = re.compile(r"预算(?!执行|完成|支出|编制|绩效)|指标文|下达|安排资金|核定|追加")
_PLAN_NAMED = re.compile(r"预算|计划|目标|任务")
_POSTS = re.compile(r"核定|(?:行政|事业|人员|机关|工勤|参公|后勤|总)\w{0,2}编制|编制(?:人?数|名额|总数)|^\W*编制$")
_SPENT = re.compile(r"执行(?!中|过程|期间)|支出|使用|决算|拨付|完成")
_GOAL_AFTER = re.compile(
    r"的?[^，。；]{0,6}(?:目标|任务|计划)(?:要求|值|数)?(?:$|(?=[多少高低]))|的?(?:控制|考核|规定|省定|国定|国家|行业)?(?:标准|指标|限额|要求|上限|下限|红线|警戒线)(?:以内|之内|内|以下|以上|之上)?$"
)
_SET_GOAL = re.compile(
    r"(?:年度|全年|下达|既定|[省市区县国]定|考核|原定|年初|计划|规定)的?(?:任务|目标|指标)[数值量]?[为是]?$|超额完成[^，]{0,8}(?:任务|目标|计划)[数值量]?$|(?:[低高]于|超过)[^，]{0,6}(?:定额|标准|均值|平均)$"
)
_COVERING = re.compile("(?:覆盖|惠及|涵盖|涉及|占)(?:了|约|近|全[国省市区县镇])?$")
_GRANTED_US = re.compile("(?:财政|上级|省里|市里|区里|县里)[^，]{0,6}安排(?:了|下)?$|盘子[^，]{0,3}$")
_SHORT_OF = re.compile("(?:距|距离|离|对照|按照?)$")
_WEIGHT = re.compile("(?:权重|分值)[^，]{0,8}$")
_LINE = re.compile(
    r"(?:[省市区县国部州](?:[委里级]|政府)?(?:下达|要求|定)|(?:考核|警戒|及格|基准|目标|控制|标准|预警|红)线|(?:目标|控制|标准|限)值)[为是的]?$"
)
"""What was set from outside, whatever it is compared with: 高于省定 75%, 低于考核线 98%."""
_OTHER = re.compile(r"(?:[比较与同]|相比|相较)(?P<of>[^，。；]{2,24})$")
_THEN = re.compile(
    r"(?:相比|相较|[有又均各]|分别){0,2}(?:减少|增加|增长|下降|提高|提升|降低|上升|压减|压缩|缩减|回落|扩大|缩短|节约|节省|核减|超支|多|少|高|低|[高低多少]出)了?"
)
_WHICH = re.compile(r"的(?!目标|任务|计划|标准|控制|指标|要求|水平|占|为)[\u4e00-\u9fff]{2}")
_RATE = re.compile("[率度比]$")
_AGAINST_GOAL = re.compile(r"[比较](?:年初|年度|全年|既定)?(?:目标|计划|指标)值?$")
_STRIVING = re.compile(r"^\W*(?:\d{4}年度?|全年|年内|年底前?|明年|到\d{4}年[底末]?)?(?:力争|争取|努力|确保)")
_PLANNING = re.compile(
    r"^\W*(?:\d{4}年度?|全年|年内|年度|当年|明年|下一步|年底前?)?(?:计划|拟|力争|争取|确保|预计)(?!总?投资)"
)
_BY_THEN = re.compile("截至|截止|累计")
_GOALS = re.compile(r"绩效目标|工作任务|预期目标|年度目标|目标任务|总体目标")
_RESULTS = re.compile(r"完成|实现|达成|自评|分析|评价|情况$")
_KINDS = frozenset({"项", "个", "条", "类", "大"})
_COUNTED_GOALS = re.compile(r"[^的，。；]{0,6}(?:目标|任务|计划|指标)$")  # 完成 28 项任务
_COUNTS = frozenset({"count", "people", "visits", "households"})


def prose_role(quantity: Quantity, head: str, tail: str, section: tuple[str, ...]) -> Role:
    """The role of a figure in prose.

    `head` is what stands before it in its own segment, `tail` what follows up to the next separator, `section` the
    headings above. A bound that runs straight on into a noun (2000 万元以上企业) is a threshold, not an amount.
    """
    head, tail = "".join(head.split()), "".join(tail.split())
    kind = family(quantity.unit)
    if kind == "rank":
        return Role.CHANGE if quantity.unit == "位次" else Role.RANK
    if kind == "score" and quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST} and re.match(r"的?[为属评]|的$", tail):
        return Role.THRESHOLD  # 90 分以上为优
    if kind == "score":
        return (
            Role.TARGET
            if re.search(r"分值|权重|(?<!得)满分|(?<!自评)(?<!评价)(?<!综合)(?<!考核)(?<!得分)总分$", head)
            else Role.SCORE
        )
    if kind == "percent" and _WEIGHT.search(head):
        return Role.TARGET
    if _STRIVING.match(head) and kind in {"percent", "points"}:
        return Role.TARGET  # 力争耕地占比突破 70%
    if kind == "percent" and tail.startswith("的") and _COVERING.search(head):
        return Role.ACTUAL  # 覆盖 96% 以上的行政村
    if quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST} and _runs_on(tail):
        return Role.THRESHOLD
    if (
        quantity.bound in {Bound.OVER, Bound.UNDER}
        and (tail == "的" or _WHICH.match(tail))
        and (kind != "percent" or _RATE.search(head))
    ):
        return Role.THRESHOLD  # 年出口额超 1 亿美元的企业, 执行率低于 80% 的项目
    if kind == "money" and quantity.bound in {Bound.OVER, Bound.UNDER} and wording().entity.match(tail):
        return Role.THRESHOLD  # 超 10 亿元项目 5 个
    if kind == "percent" and _AGAINST_GOAL.search(head):
        return Role.TARGET
    if _LINE.search(head) or (_SHORT_OF.search(head) and re.match("的(?:要求|目标|标准|任务)", tail)):
        return Role.TARGET
    if other_side(head, tail) and not _PLAN_NAMED.search(head):
        return Role.ACTUAL
    counted_goals = quantity.unit in _KINDS and _COUNTED_GOALS.match(tail)
    if _GOAL_AFTER.match(tail) and not counted_goals and not (kind == "percent" and _REACHED.search(head)):
        return Role.TARGET
    if kind not in {"percent", "points"} and _DIFFERS.search(head):
        return Role.CHANGE
    if kind not in {"percent", "points"} and _SET_GOAL.search(head):
        return Role.TARGET
    if _in_goals(head, section) and not (kind == "percent" and _REACHED.search(head)):
        return Role.TARGET
    if _changes(kind, head):
        return Role.CHANGE
    if kind == "percent" and _SHARE.search(head):
        return Role.ACTUAL if _REACHED.search(head) else Role.SHARE
    return _planned(kind, head)


def other_side(head: str, tail: str) -> re.Match[str] | None:
    """The end of `head` that names what another is compared with: 比上年结转数 402.6 万元减少 221 万元; "of" is its name."""
    return _OTHER.search(head) if _THEN.fullmatch(tail) else None


def is_difference(head: str, before: str) -> bool:
    """Whether a figure is by how much two differ, the one in `before` its head: 比预算 42 万元节约 5.3 万元."""
    return bool(_THEN.fullmatch(head)) and bool(_OTHER.search(before))


def opens_plan(head: str) -> bool:
    """Whether a clause begins with a plan that reaches its later figures: 2021 年计划建成 120 个，新装 2,400 路."""
    words = "".join(head.split())
    return bool(_PLANNING.match(words)) and not words.endswith("的")  # 计划改造的三座渔港中，2 座已完工


def still_planned(head: str) -> bool:
    """Whether a later figure of such a clause is not told as done."""
    return not _BY_THEN.search(head) and not _DONE.search(head) and not _SPENT.search(head)


# 基本支出 and 项目支出 are names of parts, 实际支出 tells a result.
_NAMED_SPENDING = re.compile(r"(?<!实际)(?<!累计)(?<!已)(?<!全年)支出$")


def inherited_role(role: Role, total: Role, head: str) -> Role:
    """The role of a part after 其中: that of its total where its own words (市级资金) do not tell a result."""
    named = _NAMED_SPENDING.sub("", "".join(head.split()))
    if total in {Role.BUDGET, Role.TARGET} and not _DONE.search(named) and not _SPENT.search(named):
        return total
    return role


def whole_role(head: str) -> Role:
    """The role of the amount that another is a part of, by the words before it: 目标 200 张的 105%, 预算 30 万元的 64%."""
    if _TARGET.search(head):
        return Role.TARGET
    return Role.BUDGET if re.search(r"预算|资金", head) else Role.ACTUAL


def is_criterion(before: Quantity, head: str, written: str) -> bool:
    """Whether a figure only tells which things were counted: 2 个项目执行率低于 80%."""
    limits = re.match(r"\s*(?:低于|高于|不足|不到|超过|少于|大于|小于)", written)
    return bool(limits) and family(before.unit) in _COUNTS and 2 <= len("".join(head.split())) <= 16


def _changes(kind: str, head: str) -> bool:
    if _NEW_VALUE.search(head):
        return False
    if kind == "points":
        return True
    if kind in _COUNTS:
        return bool(_CHANGED.search(head))
    return bool(_CHANGE.search(head)) and not _SHARE.search(head)


def _in_goals(head: str, section: tuple[str, ...]) -> bool:
    """Whether a figure stands under a heading of goals and is not told as done."""
    if not section or not _GOALS.search(section[-1]) or _RESULTS.search(section[-1]):
        return False
    return not re.search(r"实际|完成了|已", head)


def _planned(kind: str, head: str) -> Role:
    if _REACHED.search(head) and kind == "percent":
        return Role.ACTUAL
    if _TARGET.search(_OF_GOALS.sub("", _NAMED_PLAN.sub("", _QUOTED.sub("", head)))) and not _DONE.search(head):
        return Role.TARGET
    if kind == "money" and _GRANTED_US.search(head):
        return Role.BUDGET
    if kind == "money" and _BUDGET.search(head) and not _SPENT.search(head.rsplit("预算", 1)[-1]):
        return Role.BUDGET
    if kind in _COUNTS and _POSTS.search(head):
        return Role.BUDGET
    return Role.ACTUAL


def _runs_on(tail: str) -> bool:
    return bool(re.match(r"\s*的?[\u4e00-\u9fff]{2}|的$", tail)) and not re.match(r"\s*(?:的目标|目标|以上)", tail)


_SIDES = re.compile(r"(?:变动|增减|调整|变更)[前后]")  # 变动前持股数量 is what it was, no change


def header_role(header: str, unit: str) -> Role:
    """The role of a table's cell by the words of its header path and its unit."""
    header = _SIDES.sub("", header)
    kind = family(unit)
    if kind == "rank" or re.search(r"排名|位次|名次|座次|\brank(?:ing|ed)?\b", header, re.I):
        return Role.RANK
    if re.search(
        r"得分|拿分|评分|分值|权重|扣分|\bscores?\b|\bpoints (?:awarded|scored|deducted)\b|\bweights?\b", header, re.I
    ):
        return Role.TARGET if re.search(r"分值|权重|\bweights?\b", header, re.I) else Role.SCORE
    if re.search(
        r"实际|完成值|完成数|执行|支出数|决算|\b(?:actuals?|results?|achieved|completed|executed|execution|spent|outturn)\b",
        header,
        re.I,
    ):
        return Role.ACTUAL
    if re.search(
        r"目标|指标值|计划|任务数|想做到|要做到|拟(?:做到|完成|达到)|应(?:完成|达到)|\b(?:targets?|planned|goals?)\b",
        header,
        re.I,
    ):
        return Role.TARGET
    if re.search(r"预算|\bbudget(?:ed)?\b", header, re.I):
        return Role.BUDGET
    if _CHANGE.search(header) or re.search(r"增减|变动|升降|\b(?:change|variance)\b", header, re.I):
        return Role.CHANGE
    return Role.SHARE if _SHARE.search(header) else Role.ACTUAL
