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
from assistant.records.vocabulary import Vocabulary
from ingest.carried import Carried, Head, Named, split_by_period, told_in
from ingest.counting import counted, noun_after
from ingest.following import compared_with, side_of
from ingest.levels import level_of
from ingest.nouns import is_bare, last_name, squeeze, tail_noun, tidy, up_to_entity
from ingest.owners import ALLOTTED, is_pronoun, is_self, owner_of
from ingest.roles import other_side
from ingest.wording import wording

_COUNTS = frozenset({"count", "people", "visits", "households"})
_PROPOSING = frozenset({"建议", "力争", "计划", "预计", "拟", "争取"})
_GOAL = re.compile(
    "(?:完成|超过|达到|高于|低于|超出)[^，]{0,8}(?:(?:任务|目标|计划)[数值量]?|定额|标准|均值|平均)[为是]?$"
)
_SUM = re.compile("[、，]?(?:共计|合计|总计|合共|累计共?)(?:为|达)?")
KEPT = re.compile("[均都]?(?:控制|保持|稳定|维持)在")
_SAME = re.compile("(?<![于比较])(?:上年|去年|上年同期|去年同期|上一年度?|前年)[为是仅只有]?(?:仅|只有)?$")
_TIMES = re.compile("^(?:是|为|相当于|恢复[至到]|等于)[^，]{0,8}(?:年(?![初度内底末])|同期)[^，]{0,4}的$")
_SUMMED = re.compile("^[、，]?(?:[两三四五六七八九]项|[两二三]者)?(?:合计|总计|共计|合共)占")
_REACHING = re.compile(
    r"(?:相对于?|相比于?|相较于?|对照|距离?|离|[比较])?[均都也]?(?:未能?)?(?:达到?|完成|超过|超出|超|低于|高于|优于|实现)?了?"
    r"(?:[省市区县国部州](?:[委里级]|政府)?(?:下达|要求|定)|(?:考核|警戒|及格|基准|目标|控制|标准|预警|红)线|(?:目标|控制|标准|计划|指标|任务)[值数]|预算标准)?[为是的]?"
)
_COMPARING = re.compile("(?:[均约仅只未没]|没有|合计|共)*(?:占|超过?|高于|低于|达到?|完成|控制在|[能可]满足)")
_LASTING = re.compile("[已均]?(?:连续|历时|为期|持续|一连)(?:第)?$")
_POINT_OF = re.compile("各(?:季度?|月份?|年度?|阶段|时期|批次?)")
_UTMOST = re.compile("最[大小高低长短多少快慢远近早晚]的[为达有]?$")
NEW_VALUE = re.compile(
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
        return compared_with(where, carried, words, other)
    if kind in _COUNTS and role is not Role.CHANGE:
        return counted(where, reading, periods, carried)
    if added := _adding_up(reading, carried, words):
        return added
    subject, measure = _own_words(where, periods, carried)
    if kind == "time" and (lasting := _LASTING.search(words)):
        return _lasting(tidy(words[: lasting.start()]), words, carried, vocabulary)
    if _UTMOST.search(words) and carried.subject:
        return Named(tidy(words), carried.subject, carried)  # 公园 16 个，面积最大的 1.2 公顷
    if carried.measure and kind in {"ratio", "percent"} and _TIMES.search(words):
        subject = (carried.subject if carried.governs else "") or carried.said_of or carried.base
        return Named(tidy(words), subject, carried)  # 是 2020 年的 2.6 倍
    if _SUMMED.search(words):
        carried = replace(carried, said_of="", base="", rate="", governs=False)  # A 6 万元、B 4 万元，合计占 90%
    if side := side_of(where, reading, role, carried, subject, measure):
        return side
    return level_of(where, reading, periods, carried, vocabulary, subject, measure)


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
        return Named(tidy(words), _before(carried), carried)  # 完成目标 200 张的 105%
    if where.listed and _SAME.search(squeeze(carried.head)) and kind in _COUNTS:
        before = told_in(unit, carried)
        return Named(*(before or (carried.measure, carried.said_of)), carried)  # 上年同期为 586 批次、1,344 人次
    if where.listed and not (kind in _COUNTS and where.enumerated and noun_after(where, reading, periods)):
        return _listed(kind, reading, carried)
    if KEPT.fullmatch(words) and carried.measure:
        return Named(carried.measure, _before(carried), carried)
    if role is Role.THRESHOLD:
        return _limiting(where, periods, carried)
    if carried.measure and (
        (where.attached and NEW_VALUE.match(words)) or (role is Role.TARGET and _REACHING.fullmatch(words))
    ):
        return Named(carried.measure, carried.said_of, carried)
    if _SAME.search(words) and (before := told_in(unit, carried)):
        return Named(*before, carried)  # 公务接待 46 批次，上年为 58 批次
    return None


def _before(carried: Carried) -> str:
    """Whom the figure before was of, else what it measured; money of the whole and an average are nobody's."""
    words = wording()
    if not carried.said_of and (words.spending.search(carried.base) or words.each.match(carried.base)):
        return ""
    return carried.said_of or carried.base


def _lasting(measure: str, words: str, carried: Carried, vocabulary: Vocabulary) -> Named:
    """How long something has been so (满意度连续五年居全省前三): what follows is of what is named before it."""
    if measure:
        owner = owner_of(measure, "percent", vocabulary)
        carried = replace(carried, measure=measure, base=measure, said_of=owner, rate="")
    return Named(tidy(words), carried.said_of or carried.base, carried)


def _adding_up(reading: Reading, carried: Carried, words: str) -> Named | None:
    """The sum of what was told before it: 省级 620 万元，县级 205 万元，共计 825 万元."""
    told = len(carried.told) > 1 and carried.told[-1][0] == reading.quantity.unit
    if not (told and _SUM.fullmatch(words)):
        return None
    whole = carried.among or ""
    return Named(words, whole, replace(carried, subject=whole, said_of=whole, governs=False))


def _own_words(where: Head, periods: Sequence[PeriodReading], carried: Carried) -> tuple[str, str]:
    """Subject and measure as the words before a figure have them."""
    subject, measure = split_by_period(where.text, where.head, periods)
    if (
        is_self(last_name(subject))
        or is_pronoun(last_name(subject))
        or tidy(subject) in _PROPOSING
        or is_bare(tidy(subject))
        or _POINT_OF.fullmatch(tidy(subject))
        or wording().spent.fullmatch(tidy(subject))
    ):
        subject = ""  # 管委会 2022 年全年预算数
    if ALLOTTED.search(measure):
        return "", measure  # 区财政给我们安排了
    if _COMPARING.fullmatch(squeeze(subject)):
        subject, measure = "", f"{squeeze(subject)}{measure}"  # 占本年支出合计的 88%, 未超过人均 150 元的标准
    if where.attached and not subject and carried.subject:
        measure = measure.removeprefix(carried.subject).removeprefix("后")  # 5 座处理厂处理污水 23 万吨
    return subject, measure


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
