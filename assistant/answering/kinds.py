"""Kinds of question, told by the words of one: a figure, a budget's execution, something told, a meaning."""

import re
from enum import StrEnum

from assistant.answering.wants import Want
from assistant.records.model import Role
from assistant.records.vocabulary import Indicator


class Kind(StrEnum):
    """Kinds of question: a figure, the execution of a budget, something told in words, or what an indicator means."""

    FIGURE = "figure"
    EXECUTION = "execution"
    NARRATIVE = "narrative"
    DEFINITION = "definition"


EXECUTION_KEYS = (
    "annual_budget",
    "initial_budget",
    "adjusted_budget",
    "executed",
    "execution_rate",
    "spending_progress",
)
NARRATIVE = re.compile(
    r"问题|不足|困难|短板|弱项|措施|建议|打算|下一步|原因|为什么|为何|为啥|咋回事|干啥|怎么(?!样的?成绩)|如何|怎样|职责|职能|哪些(?!.*(?:多少|几))|介绍|经验|做法|制度|办法|机制|"
    r"\b(?:problems?|issues?|shortcomings?|weakness(?:es)?|difficult(?:y|ies)|measures?|improve(?:ments?)?|why|reasons?|duties|responsibilit(?:y|ies)|recommend(?:s|ed)?|suggest(?:s|ed)?|"
    r"recommendations?|steps?|describe|explain|how (?:is|are|was|were|does|did|do)\b(?! (?:much|many)))|what (?:went|are the main|does .* do|rules?|mechanisms?)\b|"
    r"\bwhich (?:[a-z-]+ ){1,4}(?:is|are|was|were) (?:covered|included|part of|contained|responsible|named|subordinate)\b"
)
_EXECUTION = re.compile(
    r"预算.{0,4}(?:执行|完成|支出|使用)|执行率|预算执行|预算支出|支出进度|执行了?多少|累计(?:执行|支出)|支出了?多少|budget (?:execution|implementation|performance|usage)|execution rate|execut\w* .*budget|budget.* (?:executed|spent|used)|\bexecut(?:ed|ion)\b|\bspen[dt]\b|"
    r"(?:资金|经费|钱).{0,4}(?:花|用|使用|支出)|花了多少(?:钱|资金|经费)|how much (?:money |of the budget |of the funds )?(?:was |were |did .* )?(?:spent|spend|used)",
    re.I,
)
# A run before the asking one that names a measure asks for it, too: 清运量，每天大概多少.
NAMES_MEASURE = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:[总产存流容销]?量|总?额|[人户家件次]数|率|产值|收入|支出|经费|面积|金额|得分|排名|人员|预算)$"
)
_NAMES_MEASURE_EN = re.compile(
    r"^\W*(?:the |total |annual )*(?:total|number|amount|rate|length|area|cost|value|volume|output|share|size|budget|spending|revenue|income)\b|"
    r"\bwhat (?:[\w&'-]+ ){0,4}(?:intensity|coverage|rate|ratio|volume|output|score|mark|length|area|value|income|revenue|share|level|density|throughput|capacity|attendance|mileage) (?:did|was|were|has|had|does|do)\b"
)
CHANGE = re.compile(
    r"变化(?!率)|增减|[增升降减涨跌]了?(?:多少|几)|比上年|较上年|同比|增[幅速]|降幅|增长|下降|增加了|减少了|多快|涨|跌|幅度|少花|多花|\b(?:fall|fell|falls|drop\w*|rise|rose|declin\w*|grow\w*|grew|increase\w*|decrease\w*|change\w*)\b",
    re.I,
)
TREND = re.compile(
    r"趋势|走势|逐年|历年|怎么变|如何变|变化情况|有何变化|\btrend\b|over the years|year by year|how did .* (?:change|develop|evolve|move)",
    re.I,
)
_DEFINITION = re.compile(
    r"(?:是)?(?:什么|啥)意思|是啥(?=[？?]|$)|指(?:的)?是?什么|含义|定义|怎么(?:算|计算)|如何(?:算|计算)|口径是什么|\bwhat (?:does|do) .* mean\b|\bdefin(?:e|ition)\b|\bmeaning of\b|\bhow is .* (?:calculated|computed|defined)\b",
    re.I,
)
BALANCE = re.compile(
    r"差(?:额|了|距)?多少|[少剩]了?多少|相差|还[剩有]|剩余|没(?:有)?(?:花|用|执行|支出)|未(?:执行|支出|使用)|"
    r"\b(?:left|unspent|unused|remain(?:s|ed|ing)?|difference|shortfall|gap|less than)\b",
    re.I,
)
TARGET = re.compile(
    r"目标|达标(?!率)(?=没|吗|了|与否|[？?。]|$)|计划(?!生育|总投资)|指标值|预期|原定|应完成|任务[数量]|任务(?:是|为|有)?多少|任务完成|完成任务(?!的)|超额完成|完成了?(?:吗|没有)(?=[？?。]|$)|\b(?:targets?|planned|plan(?:s|ned)? to|(?:what was|was|its|their|the original) (?:the )?plan(?=[?.]|$)|goals?|supposed to)\b|"
    r"\b(?:meet|met|reach(?:ed)?|against|versus|vs|behind|ahead of)\b (?:\w+ ){0,5}plan\b",
    re.I,
)
ACTUAL = re.compile(
    r"完成目标|目标完成|任务完成|完成得|完成没有|完成了没|达标|实际|完成值|完成情况|完成了|建了|达到|结果|\b(?:actual(?:ly)?|achiev\w*|result|did (?:it|they)|reached|met|(?:against|versus|vs\.?) (?:its |the |their )?(?:targets?|plan)|(?:target|plan)\w* (?:versus|vs\.?|and|against|or) (?:the )?(?:actual|measured|result|achieved))\b",
    re.I,
)
_WHICH = re.compile(
    r"(?:谁|哪(?:个|一个?|几个)?(?:年|区县?|县|市|镇街?|单位|部门|局|家|所|项目|机构|中心)).*(?:多|少|高|低|大|小|快|慢|好|差|早|晚|最)|是不是.*(?:多|少|高|低)|"
    r"\bwhich\b.*\b(?:more|less|fewer|higher|lower|larger|smaller|most|least|better|faster|slower|greater|highest|lowest|largest|smallest)\b|\bcompare\b",
    re.I,
)
_SIDE_BY_SIDE = re.compile(r"(?:对比|比较|比一比|比一下)(?:一下|如何|情况|怎么样)?[？?。]?$|(?:对比|比较)一下")
CHECKS = re.compile(
    r"吗|没有[？?]?$|了没|怎么样|如何|是否|是不是|有没有|达标|情况|\b(?:did|does|has|have|is|was|were|do)\b.*\b(?:meet|met|reach\w*|achiev\w*|above|below|hit|fulfil\w*|attain\w*|exceed\w*|miss\w*)\b",
    re.I,
)


_EACH_OF = re.compile(r"[和与及、].{1,12}(?:各|分别)(?:是|为|有)?多少|\b(?:and|versus|vs)\b")
# A reason is told in words, whatever measure it is the reason of: 执行率为什么偏低.
_WHY = re.compile(r"原因|为什么|为何|为啥|怎么会|\bwhy\b|\breasons?\b", re.I)
_HOW_MUCH = re.compile(r"多少|几[^乎何]|吗|第几|\bhow (?:many|much)\b|\bwhat (?:was|is|were) the\b", re.I)


def kind_of(content: str, want: Want, known: tuple[Indicator, ...], substantive: bool) -> Kind:
    """What kind of question `content` is; `known` are the indicators it names, `substantive` whether it names anything else."""
    lowered = content.lower()
    keys = {i.key for i in known if i.role not in {Role.RANK, Role.CHANGE, Role.SHARE}}
    others = keys - set(EXECUTION_KEYS)
    if (known or quoted_terms(content) or substantive) and _DEFINITION.search(lowered) and "多少" not in lowered:
        return Kind.DEFINITION
    if _WHY.search(lowered) and not _HOW_MUCH.search(lowered):
        return Kind.NARRATIVE
    executed = keys & set(EXECUTION_KEYS)
    if executed and not others and (len(executed) > 1 or not substantive) and _EACH_OF.search(lowered):
        return Kind.EXECUTION  # of the budget's numbers, or of one of them of several offices
    if LISTING.search(lowered) and not re.search(r"原因|为什么|why", lowered):
        return Kind.FIGURE
    if (
        _WHICH.search(lowered)
        and not _EXECUTION.search(lowered)
        and not (keys & set(EXECUTION_KEYS))
        and not re.search(r"原因|为什么|问题|why", lowered)
    ):
        return Kind.FIGURE
    if known and all(i.family == "text" for i in known) and not want.families and not TARGET.search(content):
        return Kind.NARRATIVE
    if _SIDE_BY_SIDE.search(lowered) and not re.search(r"原因|为什么|问题|措施|why", lowered):
        return Kind.EXECUTION if keys & set(EXECUTION_KEYS) and not others else Kind.FIGURE
    if TREND.search(lowered):
        return Kind.EXECUTION if keys & set(EXECUTION_KEYS) and not others else Kind.FIGURE
    if TARGET.search(content) and (
        ACTUAL.search(content) or CHECKS.search(content) or re.search(r"what (?:was|is|were) the\b.*\btarget", lowered)
    ):
        return Kind.FIGURE
    if CHANGE.search(content) and want.families:
        return Kind.FIGURE
    if (substantive and want.families) or re.search(r"当月|单月|本月|\bin the month\b", lowered):
        return Kind.FIGURE  # 接待花了多少, 基本支出执行率: of something narrower than the whole budget
    if substantive and NARRATIVE.search(lowered) and not want.families:
        return Kind.NARRATIVE
    if _EXECUTION.search(lowered) and not others:
        return Kind.EXECUTION
    if BALANCE.search(lowered) and re.search(r"预算|budget", lowered) and not re.search(r"结转|结余|carr", lowered):
        return Kind.EXECUTION
    if keys & set(EXECUTION_KEYS) and not others and not NARRATIVE.search(lowered):
        return Kind.EXECUTION
    if CHANGE.search(content) and re.search(r"[增升]还?是[减降]|是[增升]是[减降]|\bincrease or decrease\b", lowered):
        return Kind.FIGURE
    if NARRATIVE.search(lowered) and not want.families:
        return Kind.NARRATIVE
    if NAMES_MEASURE.search(content.rstrip(" ？?。.，")) or _NAMES_MEASURE_EN.search(lowered):
        return Kind.FIGURE
    if want.families or known or re.search(r"多少|几|how (?:many|much)|是多少|呢", lowered):
        return Kind.FIGURE
    return Kind.NARRATIVE


def quoted_terms(text: str) -> tuple[str, ...]:
    """The Chinese terms that a question puts in quotation marks: “结转”啥意思."""
    return tuple(re.findall(r"[“\"「『]([\u4e00-\u9fff（）()]{2,16})[”\"」』]", text))


# Questions how a figure divides: 分成哪几块各多少, 扣了哪些分.
LISTING = re.compile(
    r"哪几?[类种块项方面些].{0,6}(?:各|分别|多少|几)|分成|分为哪|各(?:有|是|占|为)?(?:多少|几)|构成|组成|扣了?哪些分|哪些(?:扣分|失分)|按.{1,6}[分各]|"
    r"\bhow many of each\b|\bbreak(?:down|s? down)|broken down|made up of|\bhow many were (?:rated|graded)|\bdeductions?\b|\beach (?:category|type|kind|class|grade)\b",
    re.I,
)
