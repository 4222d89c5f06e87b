"""Names of a figure that states a level (an amount, a rate, points): what it measures, and of whom.

Of the subject that its own words name, of whom its measure belongs to, or of whom it leans on; see ingest.naming.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading, family
from assistant.records.units import split_multiplier
from assistant.records.vocabulary import Vocabulary
from ingest.carried import Carried, Head, Named, based
from ingest.nouns import (
    LONGEST,
    is_bare,
    is_person,
    last_name,
    split_by_entity,
    squeeze,
    tail_noun,
    thing_of,
    tidy,
    up_to_entity,
)
from ingest.owners import GOAL_TAIL, owner_of
from ingest.wording import wording

_PHYSICAL = frozenset({"area", "length", "mass", "volume"})
_PUT_IN = re.compile("[共总]?(?:累计)?投入(?:资金|经费)?")
_EACHES = "户人生名座台所家处辆栋条艘口盏株件场期"
_HEAD = re.compile(rf"(?:平均)?(?:每(?=[{_EACHES}]))?([{_EACHES}])(?:均|每|(?<=每.))")
_EACH_OF = {each: frozenset({each}) for each in _EACHES} | dict.fromkeys("人生名", frozenset({"人", "名"}))
_EACH = re.compile(r"^(.{2,10}?)(?:每[人户亩月年个家次座公延平吨件]|人均|户均)")
_NAMED_FUND = re.compile("^.{2,8}(?:资金|经费)$")
_THIS = re.compile("[该本](项目|工程)(?=总|投资|概算|计划|批复|合同|资金|预算|实际)")
_POINTS = re.compile(
    "(?!.*(?:得分|自评|评价|评分|总分|分值|权重|满分|扣|加分|综合|平均|考核|目标|标准|相?差|得$))[\u4e00-\u9fff]{2,12}"
)
_OF_TIME = re.compile("[时期限间龄程]$|[均延逾超滞]|天数|提前|缩短|压缩|[快慢早晚]")
_LIKENED = re.compile(r"\W*(?P<what>[^，]{2,}[量数额值积率])(?:仅?为|相当于|仅?是)[^，]{2,}的")
_ADJUSTED = re.compile("(?:年中)?调整(?:后|后为|为|到|至|数)?")
_SCORED_THING = re.compile(r"(?:指标|情况|方面|维度|部分|管理|类|[性率度])[”」]?$")
_OWNED = frozenset({"money", "area", "length", "volume", "people", "mass", "power"})
_ATTRIBUTE = re.compile(
    "(?:总|计划|概算|预算|建筑|占地|实际|完成|设计|常住|户籍|仅|只有|约|近)*(?:投资额?|面积|造价|人口|库容|长度?|全长|里程|装机容量|规模|总价|合同额)(?:仅|只有|约|近|达)*"
)
_NO_THING = re.compile("(?:目标|标准|任务|计划|限额|要求|水平|预算|比例|资金|经费|投资|规模|任务量)$")
_ALONG = ("沿线", "境内", "周边", "两岸", "辖区内", "范围内", "两侧")
_NOT_MORE = re.compile("[未不]?(?:没有)?(?:超过?|高于|低于|多于|少于|达到?)")
_MANY = 1000
_SHORT_NAME = 8
_LONG_NAME = 4
_PLACE_NAME = 3


def level_of(
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
    if not subject and (owned := _of_behind(where, periods, kind, bare)):
        after = based(carried, bare, owned, kind, unit, subject=owned, governs=True)
        return Named(bare, owned, after)  # 投资 1.26 亿元的滨河南路建成通车
    if (
        kind in _PHYSICAL
        and not subject
        and bare.endswith(_ALONG)
        and (noun := tail_noun(where.text, where.tail, periods))
    ):
        return stating(noun, "", f"{bare}{noun}"[:LONGEST], "", unit, carried)  # 国道沿线 1,200 亩撂荒地
    if not bare and kind == "percent" and (said := _part_of_all(where, periods, carried)):
        return said
    weak = "" if subject else owner_of(GOAL_TAIL.sub("", tidy(measure)) or tidy(tail), kind, vocabulary)
    if where.attached and not where.chained and (kind == "money" or not weak) and carried.said_of and not subject:
        weak = carried.said_of  # 超比例安排单位 41 个获奖励 64.8 万元
    if not weak and not subject and _of_a_thing(kind, reading, bare, chained=where.chained):
        weak = tidy(thing_of(bare))
    if where.chained and not weak and not subject and _names_a_place(kind, bare, carried):
        weak = bare  # 勘探面积：老城 1.2 万平方米、港区 3.8 万平方米
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
    return stating(last_name(subject), weak, measure, tail, unit, carried, attached=where.attached)


def _of_behind(where: Head, periods: Sequence[PeriodReading], kind: str, bare: str) -> str:
    """The thing that stands behind a measure of its own: 滨河南路 of 投资 1.26 亿元的滨河南路; "" where none does."""
    words = squeeze(where.tail.of(where.text))
    if kind not in _OWNED or not words.startswith("的") or not _ATTRIBUTE.fullmatch(bare):
        return ""
    noun = tail_noun(where.text, where.tail, periods)
    if len(noun) < _PLACE_NAME or _NO_THING.search(noun) or is_bare(noun):
        return ""
    return noun


def _names_a_place(kind: str, bare: str, carried: Carried) -> bool:
    """Whether bare words of a list of areas or lengths are each another place's, as the first ones were."""
    words = wording()
    told = words.relational.search(bare) or words.dependent.search(bare) or is_bare(bare)
    return kind in _PHYSICAL and _PLACE_NAME - 1 <= len(bare) <= _SHORT_NAME and not told and bool(carried.told)


def _part_of_all(where: Head, periods: Sequence[PeriodReading], carried: Carried) -> Named | None:
    """A rate of those named behind it, or of those before it: 86% 的受访企业表示满意，9% 表示基本满意."""
    words = squeeze(where.tail.of(where.text))
    who = tail_noun(where.text, where.tail, periods)
    if len(who) >= _PLACE_NAME and who != words and words.startswith(who) and is_person(who):
        after = replace(carried, subject=who, said_of=who, measure=words[:LONGEST], base=who, rate="")
        return Named(words[:LONGEST], who, after)  # 近七成受访者知道热线
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


def stating(
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
        own = "" if each[1] in wording().generic or _NOT_MORE.fullmatch(each[1]) or is_bare(each[1]) else tidy(each[1])
    if kind == "money" and _ADJUSTED.fullmatch(measure) and "预算" in carried.measure:
        measure = "调整后预算"  # 年初预算 1,260 万元，调整后 1,302.5 万元
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
        if _PUT_IN.fullmatch(measure) and len(carried.stated) > 1 and carried.told[-1][2] != carried.told[-2][2]:
            subject = ""  # 演练 12 场，参演人员 326 人次，投入经费 86 万元: of both
    if not subject and kind == "percent" and measure.endswith("率") and carried.measure.endswith(measure[:-1]):
        subject = carried.said_of  # 网办 2.1 万件，网办率 61.8%
    if wording().independent.search(measure) and not own:
        subject = weak
    # 兑现奖励 188 万元，其中 8 家 …: money that was paid out is no subject of what follows; a fund is.
    paid = kind == "money" and bool(weak) and measure.endswith(weak) and not wording().fund.search(measure)
    passing = kind == "percent" or paid or (not subject and is_bare(measure))
    kept = carried.subject if carried.governs or not carried.crossed else ""
    keep = own or (kept if carried.governs or passing else subject)
    governs = bool(own) or carried.governs
    return Named(measure, subject, based(carried, measure, subject, kind, unit, subject=keep, governs=governs))


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
    return found[1].strip("“”") if found and _SCORED_THING.search(found[1]) else ""
