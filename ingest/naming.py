"""Names for a figure: its measure and its subject, made of the words around it and of the figures before it.

The subject 主语 is the nearest noun that governs a figure inside its own clause. A counted noun before what is said of it
(76 家限上企业 1-11 月销售额 …，同比增长 …) governs every later figure of the clause; one that is itself the object of a verb
(走访企业 61 家次) governs only measures that cannot stand alone (总投资, 面积). A change, a share, a place and a completion
are said of the same subject as the figure they follow, and where that has none, of what that figure measures. Money of
the whole department has no subject.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.records.model import Role
from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading, family
from assistant.records.units import split_multiplier
from assistant.records.vocabulary import Vocabulary
from ingest.carried import FIELD, Carried, Head, Named, based, split_by_period, told_in
from ingest.counting import counted, noun_after
from ingest.nouns import (
    LONGEST,
    is_bare,
    is_pronoun,
    is_self,
    last_name,
    owner_of,
    split_by_entity,
    squeeze,
    tail_noun,
    thing_of,
    tidy,
    up_to_entity,
)
from ingest.roles import other_side
from ingest.wording import wording

_COUNTS = frozenset({"count", "people", "visits", "households"})
_PHYSICAL = frozenset({"area", "length", "mass", "volume"})
_HEAD = re.compile("(?:每(?=[户人生名]))?([户人生名])(?:均|每|(?<=每.))")
_EACH_OF = {"户": frozenset({"户"})} | dict.fromkeys("人生名", frozenset({"人", "名"}))
FOLLOWS = frozenset({Role.CHANGE, Role.RANK, Role.SHARE})
_COMPLETED = re.compile(r"(?:完成|达到?|为|占)?[^，]{0,8}?(?:目标|计划|任务|预算|进度)[数值]?的?$")
_EACH = re.compile(r"^(.{2,10}?)(?:每[人户亩月年个家次座公延平吨件]|人均|户均)")
_NAMED_FUND = re.compile("^.{2,8}(?:资金|经费)$")
_THIS = re.compile("[该本](项目|工程)(?=总|投资|概算|计划|批复|合同|资金|预算|实际)")
_POINTS = re.compile(
    "(?!.*(?:得分|自评|评价|评分|总分|分值|权重|满分|扣|加分|综合|平均|考核|目标|标准|相?差|得$))[\u4e00-\u9fff]{2,12}"
)
_PROPOSING = frozenset({"建议", "力争", "计划", "预计", "拟", "争取"})
_AGAINST = re.compile(r"([^，]{0,6}?)[比较]((?:年初|上年|调整|全年)?(?:预算|决算|计划|目标)?(?:[数值]|定额|标准)?)$")
_GOAL = re.compile(
    "(?:完成|超过|达到|高于|低于|超出)[^，]{0,8}(?:(?:任务|目标|计划)[数值量]?|定额|标准|均值|平均)[为是]?$"
)
_SUM = re.compile("[、，]?(?:共计|合计|总计|合共|累计共?)(?:为|达)?")
KEPT = re.compile("[均都]?(?:控制|保持|稳定|维持)在")
_SAME = re.compile("(?<![于比较])(?:上年|去年|上年同期|去年同期|上一年度?|前年)[为是仅只有]?(?:仅|只有)?$")
_TIMES = re.compile("^(?:是|为|相当于|恢复[至到]|等于)[^，]{0,8}(?:年(?![初度内底末])|同期)[^，]{0,4}的$")
_SUMMED = re.compile("^[、，]?(?:[两三四五六七八九]项|[两二三]者)?(?:合计|总计|共计|合共)占")
_REACHING = re.compile(
    r"[均都也]?(?:未能?)?(?:达到?|完成|超过|超出|超|低于|高于|优于|实现)?了?(?:[省市区县国部州]定|(?:考核|警戒|及格|基准|目标|控制|标准|预警|红)线)?[为是的]?"
)
_OF_TIME = re.compile("[时期限间龄程]$|[均延逾超滞]|天数|提前|缩短|压缩|[快慢早晚]")
_LASTING = re.compile("[已均]?(?:连续|历时|为期|持续|一连)(?:第)?")
_UTMOST = re.compile("最[大小高低长短多少快慢远近早晚]的[为达有]?$")
_LIKENED = re.compile(r"\W*(?P<what>[^，]{2,}[量数额值积率])(?:仅?为|相当于|仅?是)[^，]{2,}的")
_GOAL_TAIL = re.compile("(?<=[率度量数])(?:年度|全年|绩效)?(?:指标值|目标值|目标|计划数?|任务数?)$")
_MANY = 1000
_SHORT_NAME = 8
_LONG_NAME = 4
_PLACE_NAME = 3
_NEW_VALUE = re.compile(
    r"^[\u4e00-\u9fff]{0,4}?(?:(?:提高|增加|增长|上升|提升|扩大|减少|下降|降低|压减|压缩|缩短|回落|降|增|升)(?:到|至)了?|(?:缩短|压缩|调整|变更|扩大|精简)为)"
    r"(?:(?:\d{4}年度?|上年|今年|本年|当年|年)[底末]?|目前|现在|现有?)?的?$"
)


def named(
    where: Head,
    reading: Reading,
    periods: Sequence[PeriodReading],
    vocabulary: Vocabulary,
    role: Role,
    carried: Carried,
) -> Named:
    """The measure and subject of one figure; `periods` are those of its clause that are not only compared with."""
    kind = family(reading.quantity.unit)
    words = squeeze(where.head.of(where.text))
    if before := _from_before(where, reading, periods, role, carried, words):
        return before
    if other := other_side(words, tidy(where.tail.of(where.text))):
        return _compared_with(where, carried, words, other)
    if kind in _COUNTS and role is not Role.CHANGE:
        return counted(where, reading, periods, carried)
    if added := _adding_up(reading, carried, words):
        return added
    subject, measure = _own_words(where, periods, carried)
    if kind == "time" and _LASTING.fullmatch(words):
        return Named(tidy(words), carried.said_of, carried)  # 连续五年居全省前三
    if _UTMOST.search(words) and carried.subject:
        return Named(tidy(words), carried.subject, carried)  # 公园 16 个，面积最大的 1.2 公顷
    if carried.measure and kind in {"ratio", "percent"} and _TIMES.search(words):
        subject = (carried.subject if carried.governs else "") or carried.said_of or carried.base
        return Named(tidy(words), subject, carried)  # 是 2020 年的 2.6 倍
    if _SUMMED.search(words):
        carried = replace(carried, said_of="", base="", rate="", governs=False)  # A 6 万元、B 4 万元，合计占 90%
    if side := _side(where, reading, role, carried, subject, measure):
        return side
    return _level(where, reading, periods, carried, vocabulary, subject, measure)


def _from_before(
    where: Head,
    reading: Reading,
    periods: Sequence[PeriodReading],
    role: Role,
    carried: Carried,
    words: str,
) -> Named | None:
    """A figure whose `words` add nothing to what was said before it: a goal, a list going on, a limit, the year before."""
    kind, unit = family(reading.quantity.unit), reading.quantity.unit
    if carried.measure and (where.whole or (role is Role.TARGET and kind != "percent" and _GOAL.search(words))):
        return Named(tidy(words), carried.said_of or carried.base, carried)  # 完成目标 200 张的 105%
    if where.listed and _SAME.search(squeeze(carried.head)) and kind in _COUNTS:
        before = told_in(unit, carried)
        return Named(*(before or (carried.measure, carried.said_of)), carried)  # 上年同期为 586 批次、1,344 人次
    if where.listed and not (kind in _COUNTS and where.enumerated and noun_after(where, reading, periods)):
        return _listed(kind, reading, carried)
    if KEPT.fullmatch(words) and carried.measure:
        return Named(carried.measure, carried.said_of or carried.base, carried)
    if role is Role.THRESHOLD:
        return _limiting(where, periods, carried)
    if carried.measure and (
        (where.attached and _NEW_VALUE.match(words)) or (role is Role.TARGET and _REACHING.fullmatch(words))
    ):
        return Named(carried.measure, carried.said_of, carried)
    if _SAME.search(words) and (before := told_in(unit, carried)):
        return Named(*before, carried)  # 公务接待 46 批次，上年为 58 批次
    return None


def _compared_with(where: Head, carried: Carried, words: str, other: re.Match[str]) -> Named:
    """What a figure is compared with (接待费比上年决算数 18 万元减少 2 万元): of the same, which the change is of."""
    left = tidy(words[: other.start()])
    if left and left not in wording().vague:
        carried = replace(carried, base=left, measure=left, said_of="", rate="")
    return Named(tidy(other["of"]) or carried.measure, carried.said_of or carried.base, carried)


def _adding_up(reading: Reading, carried: Carried, words: str) -> Named | None:
    """The sum of what was told before it: 省级 620 万元，县级 205 万元，共计 825 万元."""
    told = len(carried.told) > 1 and carried.told[-1][0] == reading.quantity.unit
    return Named(words, carried.among or "", carried) if told and _SUM.fullmatch(words) else None


def _own_words(where: Head, periods: Sequence[PeriodReading], carried: Carried) -> tuple[str, str]:
    """Subject and measure as the words before a figure have them."""
    subject, measure = split_by_period(where.text, where.head, periods)
    if is_self(last_name(subject)) or is_pronoun(last_name(subject)) or tidy(subject) in _PROPOSING:
        subject = ""  # 管委会 2022 年全年预算数
    if where.attached and not subject and carried.subject:
        measure = measure.removeprefix(carried.subject).removeprefix("后")  # 5 座处理厂处理污水 23 万吨
    return subject, measure


def _side(where: Head, reading: Reading, role: Role, carried: Carried, subject: str, measure: str) -> Named | None:
    """A change, share, rank or completion of what was told before it, or that again in other words."""
    kind, unit = family(reading.quantity.unit), reading.quantity.unit
    tail, bare = where.tail.of(where.text), tidy(measure)
    if role in FOLLOWS:
        return _following(last_name(subject), bare or tidy(tail)[:LONGEST], unit, carried, attached=where.attached)
    if kind == "percent" and _COMPLETED.fullmatch(squeeze(measure)):
        return _completing(last_name(subject), bare, kind, carried)
    if not (bare or tidy(tail)) and carried.measure:
        return Named(carried.measure, carried.said_of, carried)
    found = wording().relative.search(bare)
    if role is Role.TARGET and kind == "percent" and found and found.start() >= 2:
        return _following(last_name(subject), bare, unit, carried)
    against = _AGAINST.match(bare)
    if against and carried.base and (not against[1] or against[1] in wording().vague):
        return Named(against[2], carried.said_of or carried.base, carried)  # 较年初预算数 18 万元减少 0.02 万元
    return None


def _level(
    where: Head,
    reading: Reading,
    periods: Sequence[PeriodReading],
    carried: Carried,
    vocabulary: Vocabulary,
    subject: str,
    measure: str,
) -> Named:
    """A figure that states a level: of the subject its words name, of whom its measure belongs to, or of whom it leans on."""
    kind, unit = family(reading.quantity.unit), reading.quantity.unit
    words, tail, bare = squeeze(where.head.of(where.text)), where.tail.of(where.text), tidy(measure)
    if kind in {"percent", "ratio"} and not subject and (likened := _LIKENED.fullmatch(words)):
        measure = likened["what"]  # 母猪保有量为正常保有量的 101%
    if not subject and not wording().funded.fullmatch(bare):
        subject, measure = split_by_entity(tidy(measure), vocabulary)
    if not subject and (work := _THIS.match(bare)):
        subject = work[1]  # 该项目总投资
    if not bare and kind == "percent" and (said := _part_of_all(where, periods, carried)):
        return said
    weak = "" if subject else owner_of(_GOAL_TAIL.sub("", tidy(measure)) or tidy(tail), kind, vocabulary)
    if where.attached and not where.chained and (kind == "money" or not weak) and carried.said_of and not subject:
        weak = carried.said_of  # 超比例安排单位 41 个获奖励 64.8 万元
    if not weak and not subject and _of_a_thing(kind, reading, bare, chained=where.chained):
        weak = tidy(thing_of(bare))
    part = where.chained or carried.among is not None
    if part and not weak and not subject and kind == "percent" and (rate := wording().relational.search(bare)):
        weak = bare[: rate.start()] if rate.start() >= _PLACE_NAME else ""  # 抽查 3 个乡镇：青石镇合格率 92%
    if part and not weak and not subject and kind == "money" and _NAMED_FUND.search(bare):
        weak = bare  # 其中中央资金 23 万元、省级资金 9 万元
    if part and not weak and not subject and kind == "money" and _is_part(bare):
        weak = bare  # 五个方向：渔港改造 41 万元、增殖放流 72 万元
    alone = bool(weak) and weak == tidy(measure)
    if weak and not carried.said_of.endswith(weak) and not wording().relational.search(tidy(measure)):
        if alone and (kind in _PHYSICAL or where.chained or words.startswith("其中")):
            # 县道 846 公里、乡道 1,903 公里: each names its own, and none governs what follows.
            carried = replace(carried, governs=False, subject="")
        elif kind in _PHYSICAL and carried.governs:
            return Named(tidy(measure), weak, replace(carried, measure=tidy(measure)))  # 该工程建成堤防 4.2 公里
    return _stating(last_name(subject), weak, measure, tail, unit, carried, attached=where.attached)


def _part_of_all(where: Head, periods: Sequence[PeriodReading], carried: Carried) -> Named | None:
    """A rate of those named behind it, or of those before it: 86% 的受访企业表示满意，9% 表示基本满意."""
    words = squeeze(where.tail.of(where.text))
    if wording().verb.match(words):
        return Named(words[:LONGEST], carried.said_of, carried)
    if not words.startswith("的"):
        return None
    noun = up_to_entity(tail_noun(where.text, where.tail, periods))
    measure = tidy(where.tail.of(where.text))[:LONGEST]
    return Named(measure, noun, replace(carried, subject=noun, said_of=noun, measure=measure, base=noun, rate=""))


def _of_a_thing(kind: str, reading: Reading, bare: str, *, chained: bool) -> bool:
    """Whether hours or a bare number are of the thing named before them: 口述史料 46 小时, 粉丝 1.9 万."""
    if kind == "time":
        return not _OF_TIME.search(bare) and (chained or wording().doing.match(bare) is not None)
    return kind == "number" and reading.quantity.value >= _MANY and len(bare) <= _SHORT_NAME


def _is_part(bare: str) -> bool:
    """Whether bare words name a part of a sum (增殖放流 72 万元) rather than what was done with it (完成投资 3 亿元)."""
    words = wording()
    told = words.dependent.fullmatch(bare) or words.spent.fullmatch(bare) or words.relational.search(bare)
    return len(bare) >= _LONG_NAME and is_bare(bare) and not told


def _listed(kind: str, reading: Reading, carried: Carried) -> Named:
    """A figure that only continues a list (33 家、165 万元): same measure; another classifier counts something else."""
    if kind in _COUNTS and family(carried.unit) in _COUNTS and carried.unit != reading.quantity.unit:
        measure = tidy(carried.head) or carried.measure
        return Named(measure, measure if measure != carried.measure else carried.said_of, carried)
    return Named(carried.measure, carried.said_of, carried)


def _limiting(where: Head, periods: Sequence[PeriodReading], carried: Carried) -> Named:
    """A limit: what it limits stands after it (单价 50 万元以上设备), or governs it (149 家注资 2000 万元以上企业)."""
    noun = up_to_entity(tail_noun(where.text, where.tail, periods))
    measure = tidy(where.head.of(where.text)) or noun or carried.measure
    fresh = bool(noun) and not (carried.governs and noun in carried.subject)
    subject = noun if fresh else carried.subject
    return Named(measure.removeprefix(subject) or measure, subject, carried)


def _following(own: str, measure: str, unit: str, carried: Carried, *, attached: bool = False) -> Named:
    """A change, share or place: said of what it follows, or of what its own words put before the change."""
    words, kind = wording(), family(unit)
    found = (words.ranking if kind == "rank" else words.relative).search(measure)
    left = thing_of(tidy(measure[: found.start()])) if found else ""
    if len(left) == 1 and found and found.start() == 1:  # 药占比 is a name
        return _stating(own, "", measure, "", unit, carried)
    left = (
        ""
        if left in words.vague or left.endswith(("后", "因素", "口径", "基础上")) or (attached and FIELD.search(left))
        else left
    )
    driven = words.relational.search(left)
    if driven and carried.said_of and words.doing.match(driven[0]):
        left = ""  # 价格回升带动产值增加
    base = (carried.rate or carried.base) if kind in {"points", "rank"} else (carried.base or carried.rate)
    bare = found is not None and not left and found.start() == 0
    governing = carried.subject if carried.governs else ""
    subject = own or governing or left or carried.said_of or base
    shown = measure
    if base and bare and base != subject:
        shown = f"{base}{measure}"  # 限上企业销售额…，同比增长: what grows is the figure before
    after = replace(carried, subject=own, governs=True, said_of=own) if own else carried
    if left:
        after = replace(after, base=left, said_of=after.said_of if governing else "", subject=after.subject or left)
    return Named(shown, subject, after)


def _completing(own: str, measure: str, kind: str, carried: Carried) -> Named:
    """How far a goal or a budget was reached: of the subject of what was reached, or of what it measures."""
    subject = own or carried.said_of
    if not subject and not carried.crossed and wording().dependent.fullmatch(measure):
        subject = carried.subject  # 白沙渔港因论证未通过，形象进度 35%
    if not subject and carried.base and not wording().spending.search(carried.base):
        subject = carried.base
    return Named(measure, subject, replace(carried, rate=measure, measure=measure))


def _stating(
    own: str, weak: str, measure: str, tail: str, unit: str, carried: Carried, *, attached: bool = False
) -> Named:
    """An amount, a rate or points with a measure of its own.

    `own` is the subject named beside it, `weak` what its measure is of, taken where nothing before governs it.
    """
    kind = family(unit)
    measure = tidy(measure) or tidy(tail)[:LONGEST] or carried.measure
    if kind == "score" and attached and measure in {"得", "得分", "扣", "实得"}:
        return Named(measure, carried.measure, carried)  # 投入 10 分得 9.15 分
    if kind == "score" and not own:
        own = _scored(measure)
    if kind == "score" and not own and not weak and _POINTS.fullmatch(measure):
        weak = measure  # 产出 45.2 分（满分 50 分）
    each = _EACH.match(measure)
    if each and not own and kind == "money":
        own = "" if each[1] in wording().generic or is_bare(each[1]) else tidy(each[1])
    granted = wording().granting.match(measure)
    if granted and len(measure) > granted.end() + 1:
        measure = measure[granted.end() :]
    subject = own or (carried.subject if carried.governs else "") or weak
    if not subject and (head := _HEAD.match(measure)) and (reached := _counted_in(_EACH_OF[head[1]], carried)):
        subject = reached  # 惠及居民 54 户，户均 1.2 万元
    elif not subject and _reached(measure, kind, carried):
        # 其中县道 12 公里、乡道 18 公里，完成投资 1 亿元: after several parts it is the whole that cost it.
        whole = carried.among if carried.among and carried.parts > 1 else ""
        subject = carried.said_of if attached and carried.said_of else whole or carried.subject or carried.said_of
    if not subject and kind == "percent" and measure.endswith("率") and carried.measure.endswith(measure[:-1]):
        subject = carried.said_of  # 网办 2.1 万件，网办率 61.8%
    if wording().independent.search(measure) and not own:
        subject = weak
    # 兑现奖励 188 万元，其中 8 家 …: money that was paid out is no subject of what follows; a fund is.
    paid = kind == "money" and bool(weak) and measure.endswith(weak) and not wording().fund.search(measure)
    passing = kind == "percent" or paid or (not subject and is_bare(measure))
    kept = carried.subject if carried.governs or not carried.crossed else ""
    keep = own or (kept if carried.governs or passing else subject)
    after = replace(carried, subject=keep, governs=bool(own) or carried.governs, said_of=subject, measure=measure)
    return Named(measure, subject, based(after, measure, kind, unit))


def _counted_in(units: frozenset[str], carried: Carried) -> str:
    """The subject last counted in one of `units`."""
    if carried.among and carried.parts > 1:
        return carried.among  # 救助 286 名，其中听力 42 名、肢体 61 名，人均 1.6 万元
    if "人" in units and carried.told and split_multiplier(carried.told[-1][0])[1] == "人次":
        return carried.told[-1][2]  # 助学金发放 1,187 人次，每生 2,000 元
    last = (subject for unit, _, subject in reversed(carried.told) if split_multiplier(unit)[1] in units)
    return next(last, "")


def _reached(measure: str, kind: str, carried: Carried) -> bool:
    """Whether the subject of an earlier figure reaches one of `measure`, which cannot stand alone."""
    words = wording()
    if carried.crossed:
        return False
    if kind == "money" and is_bare(measure) and carried.said_of:
        return True  # 发放消费券 30 万元，核销 27 万元
    return bool(carried.subject or carried.said_of) and bool(
        any(family(unit) == "score" for unit, _, _ in carried.told) and measure.endswith(("得分", "扣分", "得", "扣"))
        if kind == "score"
        else words.dependent.fullmatch(measure) or words.spent.fullmatch(measure)
    )


def _scored(measure: str) -> str:
    """Whose points they are: 决策指标 of 决策指标分值, nobody's of 综合得分."""
    found = re.match(r"(.{2,12}?)(?:分值|权重|满分|得分|得|扣分|扣)$", measure)
    return found[1] if found and re.search(r"(?:指标|情况|方面|维度|部分|管理|类)$", found[1]) else ""
