"""Names of a count: the noun behind it (38 个单位), else the one before (接待名企 70 多家)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading
from assistant.records.units import split_multiplier
from ingest.carried import FIELD, Carried, Head, Named, based, split_by_period, told_in
from ingest.nouns import (
    LONGEST,
    action_of,
    compared_among,
    ends_in_entity,
    is_bare,
    is_body,
    is_person,
    last_name,
    named_before,
    possessed,
    squeeze,
    tail_noun,
    thing_of,
    tidy,
    up_to_entity,
    without_deed,
)
from ingest.owners import GOAL_TAIL, is_goal
from ingest.wording import wording

_SHORT = 12
_HEADS = frozenset({"人", "名", "位"})
_PIECES = frozenset({"个", "项", "件", "处", "条", "宗", "起", "类", "种"})
_BODIES = ("家", "户", "名", "人", "位", "所", "个")
_POST = re.compile("编制[数人]*$")
_HANDED = re.compile(
    "(?:移送|移交|转交|报送|上报|抄送|交由)[^，]{2,8}(?:机关|部门|单位|局|委|公安|法院|检察院|司法|纪委|政府)$"
)
_BESIDE = re.compile("其?中?(?:涉及|惠及|覆盖|受益|辐射|服务|带动|吸纳|拉动|促进|参与|参加)")
_SINGLE = frozenset("改结建修种收发补清拆罚查")
"""Verbs of one character: 查隐患 39 处，改 37 处."""
_PERSONS = ("人", "名", "位", "人次")
_SENT = re.compile(
    "[^，]{0,6}?(?:选派|组织|派出|派驻|抽调|动员|安排|邀请|引导|选送|推荐)(?P<who>[^，]{2,10}?)(?:赴|前往|参加|参与|到(?![期位岗账])|进入|深入|下沉|外出|驻|开展|进行|从事|担任)"
)
_EMPLOYED = re.compile("(?:带动|吸纳|拉动|促进|新增|帮助|实现|稳定|解决)[^，]{0,6}(?:就业|创业|增收)$")
_EACH_DAY = re.compile("(?:平均)?每[个家座名位户所](?P<who>[^，]{2,6}?)(?:[日月年]均?|每[日月年天])")
_FOUND = re.compile(
    "(?:初判|初步|经[^，]{1,4}|被)?(?:存在|属于|具有|出现|带有|达到|符合|不符合|列入|纳入|评为|获评|判定|鉴定|等次|等级|评级|档次|限期|责令)"
)
_AVERAGE_OF = re.compile("(?P<who>[^，每]{2,8}?)[人户日月年次件场班校]均[^，]")
_CLASS = re.compile("(?:[一二三四五六七八九ABCDⅠⅡⅢⅣⅤ甲乙丙丁](?:、[一二三四五六七八九ABCDⅠⅡⅢⅣⅤ甲乙丙丁])*)[类级等档]")
_NAME = 2
_EVENTS = frozenset({"次", "起", "天", "小时", "例"})
_STATED = re.compile(r"\W*(?P<thing>[^，]{3,}?)(?:发生|出现|共|累计)*(?P<state>[\u4e00-\u9fff]{2})$")
_QUOTED = re.compile('[“"][^”"]{1,8}[”"]')
_STEPS = frozenset({"批", "次", "期", "步", "年", "轮"})
_PARTED = re.compile("^(?P<thing>[^，]*?)(?<![部得评积区部划])分$")
_AVERAGE_LEVEL = re.compile("的?(?:[全省市区县国]{0,2}平均(?:水平|值|数)?)(?:$|[，。；])")
_MOVING = re.compile("(?:提高|增加|增长|上升|提升|扩大|减少|下降|降低|压减|压缩|缩短|回落|降|增|升)[到至]")


def counted(where: Head, reading: Reading, periods: Sequence[PeriodReading], carried: Carried) -> Named:
    """A count: the noun after it names what is counted (38 个单位), else the one before (接待名企 70 多家)."""
    if reading.quantity.unit in _STEPS and (parted := _PARTED.search(squeeze(where.head.of(where.text)))):
        # 资金分三批拨付到位: told is how it was done, and nothing is counted.
        thing = tidy(parted["thing"]) or carried.subject
        done = tidy(where.tail.of(where.text))[:LONGEST]
        measure = f"{thing}{done}"[:LONGEST]
        return Named(measure or "分批", thing, replace(carried, subject=thing, measure=measure, said_of=thing))
    left, right = split_by_period(where.text, where.head, periods)
    if carried.measure and _AVERAGE_LEVEL.match(squeeze(where.tail.of(where.text))):
        return Named(tidy(squeeze(where.head.of(where.text))), carried.said_of, carried)  # 高于全省 4.5 批次的平均水平
    run, tail = tidy(right or left), tidy(where.tail.of(where.text))
    if where.attached and len(run) > 2:
        run = run.lstrip("和与及")  # 8.6 公里和智能井盖安装 1,200 套
    field = compared_among(squeeze(where.head.of(where.text)), squeeze(where.tail.of(where.text)))
    if field:
        return Named(field, field, carried, timeless=True)
    if where.attached and carried.subject and carried.subject.endswith(FIELD.sub("", run)):
        run = ""  # 12 个乡镇 86 个行政村
    if where.attached and carried.subject and run.startswith(carried.subject) and run != carried.subject:
        rest = tidy(run.removeprefix(carried.subject)).removeprefix("中")
        run = rest if is_bare(rest) else run  # 8 个问题已整改 7 个
    noun = noun_after(where, reading, periods, alone=not run or is_bare(run))
    if reading.quantity.unit == "大" and not noun:
        noun = tidy(where.tail.of(where.text))[:LONGEST]  # 六大解决策略
    if noun and len(run) >= _NAME and wording().relational.search(noun):
        noun = ""  # 台站 14 个运行率 99.2%
    unit = reading.quantity.unit
    if noun and not run and _does(noun) and carried.subject and carried.counted and _alike(unit, carried.counted):
        noun = ""  # 企业 27 家，已有 19 家修复信用
    if noun and not named_before(run, noun, tail, unit):
        return _counting_after(run, noun, tail, unit, carried)
    if not run:
        measure = tail[:LONGEST] or carried.subject
        # 2 家获得奖励: the bare count stands for the subject named before.
        after = based(carried, measure, carried.subject, "count", unit, governs=bool(carried.subject))
        return Named(measure, carried.subject, after)
    return _counting_before(where, reading, run, tidy(left) if right else "", tail, carried)


def noun_after(where: Head, reading: Reading, periods: Sequence[PeriodReading], *, alone: bool = False) -> str:
    """The noun that a count's tail opens with; "" where it opens with a verb. `alone` as in ingest.nouns.tail_noun."""
    noun = tail_noun(where.text, where.tail, periods, followed=where.followed, alone=alone)
    cut = up_to_entity(noun)
    beyond = len(noun) - len(cut) if not is_body(noun) else 0
    if where.followed or (
        reading.quantity.unit.endswith(_BODIES) and beyond >= (4 if reading.quantity.unit == "个" else 2)
    ):
        return cut  # 300 家商户作出退货承诺: a body is counted, what follows is said of it
    return noun


def _counting_after(run: str, noun: str, tail: str, unit: str, carried: Carried) -> Named:
    measure = f"{action_of(run)}{noun}{possessed(tail, noun)}"
    return Named(measure, noun, based(carried, measure, noun, "count", unit, subject=noun, governs=True))


def _counting_before(where: Head, reading: Reading, run: str, topic: str, tail: str, carried: Carried) -> Named:
    unit = reading.quantity.unit
    limit = squeeze(where.limit.of(where.text)) if where.limit else ""
    tail = "" if _MOVING.match(tail) else tail  # 由 86 起降至 31 起
    measure = (run if len(run) <= LONGEST else thing_of(run)) + ("" if ends_in_entity(run) else tail[:_SHORT])
    if limit and len(limit) + len(measure) <= LONGEST:
        measure = f"{tidy(limit)}{measure}"
    written = squeeze(where.head.of(where.text))
    if _HANDED.match(run):  # 立案 186 件，移送司法机关 6 人: not the 司法机关 are counted
        subject = carried.subject
        return Named(measure, subject, based(carried, measure, subject, "count", unit))
    state = wording().dependent.fullmatch(run)
    parts = (
        (written.startswith("其中") or (where.chained and carried.among is not None))
        and not state
        and any(m.end() == len(run) for m in wording().nominal.finditer(run))
    )
    goal = is_goal(run)
    omitted = (
        goal
        or run in _SINGLE
        or run in wording().vague
        or written.endswith("的")
        or (is_bare(run) and not parts)
        or _is_average(run)
        or state is not None
    )
    if unit.endswith("人次") and where.attached and len(tidy(run)) <= _SHORT // 4 and not ends_in_entity(run):
        omitted = True  # 河长 268 名累计巡河 1.94 万人次
    named = wording().relational.search(run)
    subject = thing_of(run[: named.start()] if named and named.start() >= 2 else GOAL_TAIL.sub("", run))
    if omitted and not carried.counted and len(thing_of(run)) < len(run) and not (state or parts or goal):
        omitted = written.endswith("的")  # 防雷：受理审批 26 件
    omitted = omitted or _others_of(run, reading, where, carried)
    if held := _whose(run, unit, where):
        subject, omitted = held, False
    subject = "" if _BESIDE.fullmatch(subject) else without_deed(subject)
    if _POST.search(carried.subject) and is_bare(run):
        subject, omitted = "", False  # 核定编制 41 名，实有 38 人
    if omitted and topic and not carried.governs:
        subject = last_name(topic)  # 能繁母猪年末存栏 3.1 万头
    elif omitted and carried.subject and (carried.governs or where.attached or _alike(unit, carried.counted)):
        # 已开工 9 个, 其中表示满意的 861 户: the noun stands before; 在职 19 人：借调 5 人、聘用 3 人: that of the whole
        whole = carried.among if carried.among and where.chained else carried.subject
        return Named(measure, whole, based(carried, measure, whole, "count", unit))
    elif goal:
        subject = ""
    elif _is_average(run):
        subject = "" if carried.crossed else carried.subject
    elif omitted and is_bare(run) and not topic and (told := told_in(unit, carried)) and told[1]:
        # 小区 22 个、居民 318 户，开工 20 个
        return Named(measure, told[1], based(carried, measure, told[1], "count", unit, subject=told[1]))
    elif omitted and is_bare(run) and carried.earlier[0] and carried.earlier[1] == unit:
        subject = carried.earlier[0]  # 计划新增泊位 200 个。实际新增 213 个
    # 改造小区 8 个，涉及居民 54 户，投资 30 万元: it is the 小区 that cost it.
    beside = bool(carried.subject) and bool(_BESIDE.match(run) or (carried.beside and where.chained))
    kept = carried.subject if beside else subject
    governs = carried.governs and beside
    after = based(carried, measure, subject, "count", unit, subject=kept, governs=governs, beside=beside)
    return Named(measure, subject, after)


def _does(noun: str) -> bool:
    """Whether what follows a count says what they did rather than who they are."""
    done = wording().action.match(noun)
    return done is not None and len(noun) > done.end() and not ends_in_entity(noun) and not is_person(noun)


def _whose(run: str, unit: str, where: Head) -> str:
    """The thing in `run` that is counted, where words behind it say what it did or how it is; "" where none do.

    选派教师赴企业实践 64 人次 counts teachers, 平台采购流标 2 次 failures of one 采购, 带动就业 500 人 those at work.
    """
    if unit.endswith((*_PERSONS, "次", "批", "期")) and (sent := _SENT.match(run)):
        return sent["who"]
    if unit.endswith(_PERSONS) and _EMPLOYED.search(run):
        return run[-2:]
    if (each := _EACH_DAY.match(run) or _AVERAGE_OF.match(run)) and each["who"] not in wording().vague:
        return each["who"]
    if (
        unit in _EVENTS
        and (told := _STATED.match(squeeze(where.head.of(where.text))))
        and wording().state.fullmatch(told["state"])
    ):
        return told["thing"]
    return ""


def _others_of(run: str, reading: Reading, where: Head, carried: Carried) -> bool:
    """Whether a count is of some of those counted before, told by what they did, are called or are rated.

    毕业生 1,014 人，取得证书 947 人; 三座渔港中，鹭洲、大澳 2 座; 站点 148 个，其中“五有”达标 146 个.
    """
    unit = reading.quantity.unit
    if not (carried.counted and carried.subject and _alike(unit, carried.counted)):
        return False
    if run.count("、") + 1 == reading.quantity.value >= 2:
        return True
    written = where.head.of(where.text)
    if (rest := _QUOTED.sub("", written)) != written and is_bare(tidy(rest)):
        return True
    if _FOUND.match(run) or _CLASS.fullmatch(run):
        return True
    thing = thing_of(run)
    obtained = unit in _HEADS and thing != run and wording().action.match(run) is not None
    return obtained and not is_person(thing) and not ends_in_entity(thing)


def _is_average(run: str) -> bool:
    """Whether a run only tells how often: 日均, 日均骑行."""
    run = run.removeprefix("达到").removeprefix("达")
    found = wording().each.match(run)
    return found is not None and len(run) - found.end() <= 2


def _alike(unit: str, other: str) -> bool:
    """Whether two classifiers can count the same things: 个 and 件 of problems, not 家 of shops and 起 of cases."""
    one, two = (split_multiplier(u)[1].removesuffix("次") or u for u in (unit, other))
    return not other or one == two or {one, two} <= _HEADS or {one, two} <= _PIECES
