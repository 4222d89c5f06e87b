"""What a question asks: its scope (offices, years, period), its kind, what kind of number it wants, and its terms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from assistant.answering.names import Mention, Office, mentions, romanised
from assistant.answering.sides import Side
from assistant.answering.terms import Term, terms
from assistant.answering.wants import Intent, Want, intent_of, wanted
from assistant.records.model import Period, Quantity, Question, Role
from assistant.records.period import asked_period, asked_years
from assistant.records.quantity import family, read
from assistant.records.vocabulary import Indicator, Vocabulary


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

_NARRATIVE = re.compile(
    r"问题|不足|困难|短板|弱项|措施|建议|打算|下一步|原因|为什么|为何|为啥|咋回事|干啥|怎么(?!样的?成绩)|如何|怎样|职责|职能|哪些(?!.*(?:多少|几))|介绍|经验|做法|制度|办法|机制|"
    r"\b(?:problems?|issues?|shortcomings?|weakness(?:es)?|difficult(?:y|ies)|measures?|improve(?:ments?)?|why|reasons?|duties|responsibilit(?:y|ies)|recommend(?:s|ed)?|suggest(?:s|ed)?|"
    r"recommendations?|steps?|describe|explain|how (?:is|are|was|were|does|did|do)\b(?! (?:much|many)))|what (?:went|are the main|does .* do|rules?|mechanisms?)\b"
)
_EXECUTION = re.compile(
    r"预算.{0,4}(?:执行|完成|支出|使用)|执行率|预算执行|预算支出|支出进度|执行了?多少|累计(?:执行|支出)|支出了?多少|budget (?:execution|implementation|performance|usage)|execution rate|execut\w* .*budget|budget.* (?:executed|spent|used)|\bexecut(?:ed|ion)\b|\bspen[dt]\b|"
    r"(?:资金|经费|钱).{0,4}(?:花|用|使用|支出)|花了多少(?:钱|资金|经费)|how much (?:money |of the budget |of the funds )?(?:was |were |did .* )?(?:spent|spend|used)",
    re.I,
)
_PART = re.compile(
    r"[，,；;？?](?:\s*(?:and|以及|还有))?|、(?=[^，。？、]{0,6}(?:多少|几[^何乎类种]|多[大高长]))|\s+and\s+(?=how\b|what\b)",
    re.I,
)
_ASKS_NUMBER = re.compile(
    r"多少|是[增涨升]是[减跌降]|[增涨升][加了]*还是[减跌降]|上升还是下降|第几|呢$|几[^何乎]|多[大高长快久深宽重厚远]|干啥|啥用|做什么|去哪|为啥|(?:增|降|涨|跌)幅|增速|占比|"
    r"(?:比|较|同)(?:上一?年|去年)[^，。]{0,6}(?:怎么样|如何|怎样)|都?(?:整改|改|办结|完成|处理)(?:完|好)?了(?:吗|没有|没)|哪(?:个|一)?[年区县]|什么原因|为什么|为何|"
    r"how (?:many|much|fast|far|long|often|high|large|big)|\bwhat\b|\bdid (?:it|that|this|they) (?:rise|fall|grow|increase|decrease|change)",
    re.I,
)
_OF_REGION = re.compile(r"^(?:[\u4e00-\u9fff]{1,6}?[省市区县州旗镇乡])+")
_LEANS = re.compile(
    r"呢[？?]?$|^(?:其中|那)|\bof (?:that|it|them|this|those|these)\b|^(?:and|what about|how about)\b", re.I
)
_BY_HOW_MUCH = re.compile(
    r"(?<![\u4e00-\u9fff])(?:长|短|高|低|多|少|大|小|快|慢|贵|便宜|重|轻)(?:了|出)?(?:多少|几)[\u4e00-\u9fff]{0,4}$|\bby how (?:much|many)$",
    re.I,
)
_THIS_YEAR = re.compile(r"今年|本年|去年|\bthis year\b|\blast year\b", re.I)
_BOTH_YEARS = re.compile(r"两年|两者|二者|相比|这[几两三]年|\bboth\b|\btwo years\b|\bbetween them\b", re.I)
_REASON = re.compile(r"原因|为什么|为何|为啥|\bwhy\b|\breasons?\b", re.I)
# What a question tells to reckon by is not what it asks for: 按下降幅度推算, judging from the 2023 report.
_BASIS = re.compile(
    r"(?:按照?|根据|依据|从|由|以)[^，,。？?]{1,20}?(?:推算|倒推|反推|倒算|测算|推断|来看|看来|来算)|"
    r"\b(?:judging|working|reckoning|inferr\w+|calculat\w+|going) (?:back )?(?:from|by) the \d{4} (?:report|accounts?|figures?|documents?)",
    re.I,
)
_SOURCE_YEAR = re.compile(
    r"(?:按照?|根据|依据|从|由|以)\s*(?:19|20)\d\d年?度?的?(?:报告|决算|公开|文件|数据|自评)|"
    r"\b(?:judging|working|reckoning|inferr\w+|calculat\w+|going|according|based|deriv\w+) (?:back )?(?:from|by|to|on) the \d{4} (?:report|accounts?|figures?|documents?)",
    re.I,
)
_CONVERSION = re.compile(
    r"(?:换算|折合|折算)成?为?[亿万]?[\u4e00-\u9fff]{1,3}?(?=是|为|有|等于|[，,？?]|$)|\b(?:convert(?:ed)?|express(?:ed)?) (?:it |that |this )?(?:in|to|into) \w+",
    re.I,
)
# A run before the asking one that names a measure asks for it, too: 清运量，每天大概多少.
_NAMES_MEASURE = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:[总产存流容销]?量|总?额|[人户家件次]数|率|产值|收入|支出|经费|面积|金额|得分|排名|人员|预算)$"
)
_NAMES_MEASURE_EN = re.compile(
    r"^\W*(?:the |total |annual )*(?:total|number|amount|rate|length|area|cost|value|volume|output|share|size|budget|spending|revenue|income)\b"
)
_JOINED = re.compile(r"\s*(?:和|与|及|以及|、|and|,)\s*(?:the\s+)?", re.I)
_SIDE = re.compile(
    r"达标|versus|目标|目标[值数]|计划|计划数|指标值|年度指标值?|任务|实际(?:完成)?(?:[值数]|情况)?|完成(?:[值数]|情况)?|变化|增减|比上年|上年|相差|差|趋势|走势|逐年|历年|更[长多高大少]|最[高多大少低]|"
    r"targets?|planned|plan|actual|achieved|result|change[ds]?|supposed"
)
_AND_CHANGE = re.compile(
    r"(?:和|与|及|以及|、)(?P<what>(?:同比)?(?:增[幅速长]|降幅|占比|比重|排名|完成率)(?:率|情况)?)"
)
_GROWTH = re.compile(
    r"涨|跌|升|降|(?:同比)?(?:增[长幅速加减]|降幅|下降|减少)[了率度]*|同比|增|减|grow\w*|grew|increase\w*|decrease\w*|rise|rose|fell"
)
# Words that ask for another side of what was asked before: its growth, its share, its target, its result.
_OF_BUDGET = re.compile(
    r"预算|执行|支出|整体|部门|单位|资金|经费|进度|序时|调整后?|调整|年初|年中|全年|年度|完成|使用|总额|金额|财政|实际|累计|当年|本年|花了?|用了?|钱|几成|成|"
    r"情况|比例|百分|分母|口径|批了?|追加|压减|剩余?|还|没|未|差|比|少|多|占|率|数|额|总|共|出|去|到|已|按|与|和|期|底|末|高|低|快|慢|好"
)
_OF_BUDGET_EN = re.compile(
    r"(?:budget(?:ed|s)?|initial|adjusted|annual|execution|execut\w*|rates?|spen[dt]\w*|spending|use[ds]?|money|funds?|funding|expenditures?|overall|whole|"
    r"percent\w*|share|denominators?|implement\w*|figures?|left|unspent|remain\w*|progress|performances?|amounts?|fiscal|financial|department\w*|actual\w*|planned|total|year|and|the|of|on|\s)+"
)
_FOCUS = 2.2
# What was asked before counts this much beside what a question that leans on it names itself.
_BEFORE = 0.4
_RELATIVE = re.compile(
    r"涨|跌|升|降|涨幅|跌幅|改|整改|增长|下降|增减|增加|减少|增幅|降幅|增速|同比|占比|比重|排名|排第|位次|贡献度|目标|计划|实际|完成|做了|建了|建|达到|比上年|变化|各|"
    r"grow\w*|grew|share|rank\w*|target|plan\w*|actual\w*|built|build|change\w*|achiev\w*|start\w*"
)
_CHANGE = re.compile(
    r"变化(?!率)|增减|比上年|较上年|同比|增[幅速]|降幅|增长|下降|增加了|减少了|多快|涨|跌|幅度|少花|多花|\b(?:fall|fell|falls|drop\w*|rise|rose|declin\w*|grow\w*|grew|increase\w*|decrease\w*|change\w*)\b",
    re.I,
)
_TREND = re.compile(
    r"趋势|走势|逐年|历年|怎么变|如何变|变化情况|有何变化|\btrend\b|over the years|year by year|how did .* (?:change|develop|evolve|move)",
    re.I,
)
_DIFFERENCE = re.compile(
    r"(?:多|少|高|低|长|短|贵|便宜|重|轻|增加|减少|提高|提升|下降)[了出]?(?:多少|几)|相差|差(?:了|距|额)?多少|\b(?:difference|how (?:many|much) (?:more|fewer|less|higher|lower))\b",
    re.I,
)
_DEFINITION = re.compile(
    r"(?:是)?(?:什么|啥)意思|是啥(?=[？?]|$)|指(?:的)?是?什么|含义|定义|怎么(?:算|计算)|如何(?:算|计算)|口径是什么|\bwhat (?:does|do) .* mean\b|\bdefin(?:e|ition)\b|\bmeaning of\b|\bhow is .* (?:calculated|computed|defined)\b",
    re.I,
)
_SHARE = re.compile(r"占(?!用|地|道)|比重|份额|\b(?:share|proportion|percentage) of\b", re.I)
_COMPLETION = re.compile(
    r"(?:完成|达到|达成)[^，。？]{0,10}(?:百分之|几成|率|比例|%)|completion rate|what (?:percentage|share) of (?:the|its) (?:target|plan|task)",
    re.I,
)
_SPENT = re.compile(r"花|支出|用了|用掉|开支|决算|执行数|\b(?:spen[dt]|spending|paid|cost)\b", re.I)
_NOT = re.compile(r"(?:不是|不含|不包括|除了?|而非|并非|not|except|excluding)\s*(?:the\s+)?$", re.I)
_BALANCE = re.compile(
    r"差(?:额|了|距)?多少|[少剩]了?多少|相差|还[剩有]|剩余|没(?:有)?(?:花|用|执行|支出)|未(?:执行|支出|使用)|"
    r"\b(?:left|unspent|unused|remain(?:s|ed|ing)?|difference|shortfall|gap|less than)\b",
    re.I,
)
_TARGET = re.compile(
    r"目标|达标(?!率)(?=没|吗|了|与否|[？?。]|$)|计划(?!生育)|指标值|预期|原定|应完成|任务[数量]|任务(?:是|为|有)?多少|任务完成|完成任务(?!的)|\b(?:targets?|planned|plan(?:s|ned)? to|goals?|supposed to)\b|"
    r"\b(?:meet|met|reach|against|versus|vs|behind|ahead of)\b (?:\w+ ){0,5}plan\b",
    re.I,
)
_ACTUAL = re.compile(
    r"完成目标|目标完成|任务完成|完成得|完成没有|完成了没|达标|实际|完成值|完成情况|完成了|建了|达到|结果|\b(?:actual(?:ly)?|achiev\w*|result|did (?:it|they)|reached|met|(?:against|versus|vs) (?:its |the |their )?(?:targets?|plan))\b",
    re.I,
)
_RATE = re.compile(r"[率]|百分|比例|\b(?:rate|percent(?:age)?|share)\b", re.I)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question resolved. `departments` None: none named. `years` None: none named. `stated` are numbers in the question.

    `offices` maps names without their outer region to the full names they stand for.
    """

    question: Question
    kind: Kind
    mentions: tuple[Mention, ...]
    departments: tuple[str, ...] | None
    years: tuple[int, ...] | None
    period: Period | None
    want: Want
    target: bool
    actual: bool
    spent: bool
    change: bool
    share: bool
    completion: bool
    difference: bool
    indicators: tuple[Indicator, ...]
    terms: tuple[Term, ...]
    stated: tuple[Quantity, ...]
    asked: str = ""
    offices: Mapping[str, str] = field(default_factory=dict)
    intent: Intent | None = None

    @property
    def sides(self) -> frozenset[Side]:
        """Which sides of the matter can answer."""
        if self.completion:
            return frozenset({Side.COMPLETION})
        if self.target:
            return frozenset({Side.TARGET, Side.LEVEL} if self.actual else {Side.TARGET})
        if self.change:
            return frozenset({Side.CHANGE})
        if self.share:
            return frozenset({Side.SHARE})
        return frozenset({Side.RANK} if self.want.families[:1] == ("rank",) else {Side.LEVEL})

    @property
    def unknown(self) -> tuple[str, ...]:
        """Offices the question names that the records do not hold, as written."""
        return tuple(m.written for m in self.mentions if not m.departments)

    @property
    def ambiguous(self) -> Mention | None:
        """The first mention that fits several offices, if any."""
        return next((m for m in self.mentions if len(m.departments) > 1 and not m.region), None)


def make_plans(
    question: Question, offices: Sequence[Office], vocabulary: Vocabulary, today: date, home: str | None = None
) -> tuple[Plan, ...]:
    """A plan for each thing `question` asks, in order; what one leaves open is taken from what was asked before it."""
    before: Plan | None = None
    years: set[int] = set()
    for text in question.history:
        plan = _single(replace(question, text=text), offices, vocabulary, today, home)
        years |= set(plan.years or ())
        before = _carried(before, plan) if before else plan
    plans: list[Plan] = []
    whole = _single(question, offices, vocabulary, today, home)
    stated = {int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", question.text)}
    for text in asked_parts(question.text, vocabulary):
        plan = _single(replace(question, text=text), offices, vocabulary, today, home)
        if len(stated) == 1 and not re.search(r"(?:19|20)\d\d", text) and _THIS_YEAR.search(text):
            plan = replace(plan, years=tuple(stated))  # 今年目标多少，完成多少（2023年）
        if before is None and not plan.mentions and whole.mentions:
            plan = replace(
                plan, mentions=whole.mentions, departments=whole.departments, years=plan.years or whole.years
            )
        if plan.years is None and len(years) > 1 and _BOTH_YEARS.search(text):
            plan = replace(plan, years=tuple(sorted(years)))  # 两年相比增长了多少
        if plans and plan.kind is Kind.NARRATIVE and _REASON.search(text):
            plan = replace(plan, terms=(*plan.terms, *(replace(t, weight=t.weight / 2) for t in plans[-1].terms)))
        if plans and plan.kind is Kind.EXECUTION and plans[-1].kind is Kind.FIGURE:
            # 三公经费支出多少，预算多少: the budget of that, not of all
            plan = replace(
                plan, kind=Kind.FIGURE, terms=(*plans[-1].terms, *plan.terms), indicators=plans[-1].indicators
            )
        if (
            plans
            and plan.kind is Kind.NARRATIVE
            and plans[-1].kind is Kind.FIGURE
            and not _NARRATIVE.search(text.lower())
        ):
            plan = replace(plan, kind=Kind.FIGURE)  # 查出多少隐患，都改了吗
        before = _carried(before, plan) if before else plan
        plans.append(replace(before, question=question, asked=text))
    return tuple(plans)


def asked_parts(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A question cut where it asks for several numbers: 引进几个项目，总投资多少？ Otherwise the whole."""
    parts = [p for p in _PART.split(text) if p and p.strip(" ？?。.（）()")]
    asking = [p for p in parts if _ASKS_NUMBER.search(p) and not _BASIS.fullmatch(p.strip())]
    if len(asking) == 1 and parts[-1] is asking[0]:
        asking = [p for p in parts[:-1] if _NAMES_MEASURE.search(p)] + asking
    parts = _whole_comparisons(parts)
    asking = [p for p in parts if p in asking or _BY_HOW_MUCH.search(p)]
    if len(asking) < 2:
        return _coordinated(text, vocabulary)
    merged: list[str] = []
    waiting = ""
    for part in parts:
        if part in asking:
            merged.append(waiting + part)
            waiting = ""
        else:
            waiting += f"{part}，"
    merged[0] = waiting + merged[0]
    return tuple(one for part in merged for one in _coordinated(part, vocabulary))


def _whole_comparisons(parts: Sequence[str]) -> list[str]:
    """`parts` with a bare "by how much" joined to what it belongs to: 谁治理的河流长，长多少."""
    whole: list[str] = []
    for part in parts:
        if whole and _BY_HOW_MUCH.fullmatch(part.strip(" ？?。")):
            whole[-1] += f"，{part}"
        else:
            whole.append(part)
    return whole


def _coordinated(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """人员经费和公用经费分别是多少 as two questions: measures that stand side by side, joined by 和 or and."""
    named = [(i, s) for i, s in (*vocabulary.find(text), *vocabulary.find_en(text)) if i.key not in EXECUTION_KEYS]
    spans = sorted({s for _, s in named})
    for one, other in pairwise(spans):
        if _JOINED.fullmatch(text[one.end : other.start]):
            return (text[: one.end] + text[other.end :], text[: one.start] + text[other.start :])
    relative = _AND_CHANGE.search(text)
    if relative and spans and spans[0].start < relative.start():
        first = text[: relative.start()] + text[relative.end() :]
        return (first if _ASKS_NUMBER.search(first) else f"{first}是多少", relative["what"] + "是多少")
    return (text,)


def _carried(before: Plan, now: Plan) -> Plan:
    """`now` with the slots it leaves open taken over: 那2020年呢？ keeps department and measure."""
    elliptic = (
        all(t.weight < 1.0 and t.text.isascii() for t in now.terms)
        or (now.change and all(_RELATIVE.fullmatch(t.text) for t in now.terms))
    ) and (now.kind is not Kind.EXECUTION)
    sideways = bool(now.terms) and all(_RELATIVE.fullmatch(t.text) for t in now.terms)
    now = _same_office_there(before, now)
    leaning = _LEANS.search(now.question.text) if now.terms and not elliptic else None
    if leaning and not now.change and now.kind is not Kind.NARRATIVE and before.kind is Kind.FIGURE:
        # 食品加工的呢, how much of that was for X: what was asked before, of something narrower
        kept = tuple(replace(t, weight=t.weight * _BEFORE) for t in before.terms if t not in now.terms)
        want = before.want if now.want.general or not now.want.families else now.want
        own = tuple(replace(t, weight=t.weight * _FOCUS) for t in now.terms)
        now = replace(now, kind=Kind.FIGURE, terms=(*own, *kept), want=want, period=now.period or before.period)
    merged = replace(
        now,
        mentions=now.mentions or before.mentions,
        departments=before.departments if now.departments is None and not now.mentions else now.departments,
        years=now.years if now.years is not None else before.years,
    )
    if sideways and now.kind is not Kind.NARRATIVE and not now.change:
        kept = tuple(t for t in before.terms if not _RELATIVE.fullmatch(t.text))
        want = before.want if before.want.families and (now.want.general or not now.want.families) else now.want
        focused = tuple(replace(t, weight=_FOCUS) for t in now.terms)
        return replace(merged, terms=(*kept, *focused), want=want, stated=(*before.stated, *now.stated))
    if not elliptic:
        return merged
    return replace(
        merged,
        kind=before.kind,
        want=_side_want(before, now),
        period=now.period or (before.period if now.years is None else None),
        target=now.target or (before.target and not now.actual and not now.want.families),
        actual=now.actual or before.actual,
        intent=before.intent,
        indicators=(*before.indicators, *(i for i in now.indicators if i not in before.indicators)),
        terms=before.terms,
        stated=(*before.stated, *now.stated),
    )


def _same_office_there(before: Plan, now: Plan) -> Plan:
    """`now` about the office of the kind asked about before, where it names but a region: and Baichuan's?"""
    regions = [m for m in now.mentions if m.region and m.departments]
    if len(regions) != 1 or len(now.mentions) != 1 or not before.departments or len(before.departments) != 1:
        return now
    kind = _OF_REGION.sub("", before.departments[0])
    alike = tuple(d for d in regions[0].departments if kind and _OF_REGION.sub("", d) == kind)
    if len(alike) != 1:
        return now
    return replace(now, departments=alike, mentions=(replace(regions[0], departments=alike, region=False),))


def _side_want(before: Plan, now: Plan) -> Want:
    """What a question that leaves its matter open wants: of a change a rate or an amount, else what was wanted before."""
    if (now.change or now.share or now.completion) and (now.want.general or not now.want.families):
        return Want(("percent", "points", "ratio", *before.want.families))
    return now.want if now.want.families and not (now.want.general and before.want.families) else before.want


def _single(
    question: Question, offices: Sequence[Office], vocabulary: Vocabulary, today: date, home: str | None
) -> Plan:
    text = question.text
    everyone = mentions(text, offices, home)
    named = tuple(m for m in everyone if not _NOT.search(text[: m.span.start].rstrip()))
    content = text
    for mention in sorted(everyone, key=lambda m: -m.span.start):
        content = f"{content[: mention.span.start]}，{content[mention.span.end :]}"
    content = _BASIS.sub("，", content)
    content = without_places(strip_periods(content), [d for m in named for d in m.departments])
    known = tuple(i for i, _ in vocabulary.find(content)) + tuple(i for i, _ in vocabulary.find_en(content.lower()))
    if any(i.family == "money" and i.key not in EXECUTION_KEYS for i in known):
        known = tuple(i for i in known if i.key != "executed")  # 公务接待费花了多少: spending of that, not of all
    stated = tuple(r.quantity for r in read(content))
    want = wanted(content)
    if _CHANGE.search(content) and want.families == ("money",):
        want = replace(want, families=("money", "percent", "points", "ratio"))  # 三公经费比上年降了多少
    substantive = _substantive(content, vocabulary)
    kind = _kind(content, want, known, substantive)
    if kind is Kind.FIGURE and substantive and not re.search(r"执行数|决算数|\bexecuted\b", content):
        known = tuple(i for i in known if i.key != "executed")  # 接待花了多少: the spending of that, not of all
    change = (
        bool(_CHANGE.search(content))
        and not _TREND.search(content)
        and (want.general or want.families[:1] in {(), ("percent",), ("money",)})
    )
    certain = tuple(dict.fromkeys(d for m in named if m.region or len(m.departments) == 1 for d in m.departments))
    return Plan(
        question=question,
        kind=kind,
        mentions=named,
        departments=certain or None,
        years=asked_years(_without_source_year(text), today),
        period=asked_period(text, today),
        want=want,
        target=bool(_TARGET.search(content)),
        actual=(bool(_ACTUAL.search(content)) and not _ONLY_TARGET.search(content))
        or (bool(_TARGET.search(content)) and bool(_CHECKS.search(content))),
        spent=bool(_SPENT.search(content)),
        change=change,
        share=bool(_SHARE.search(content)) and not change,
        completion=bool(_COMPLETION.search(content)) and not _OF_BUDGET_RATE.search(content),
        difference=bool(_DIFFERENCE.search(content)),
        indicators=tuple(dict.fromkeys(known)),
        terms=_content_terms(content, vocabulary, change=change) or _indicator_terms(known),
        stated=stated,
        intent=intent_of(content) if kind is Kind.NARRATIVE else None,
    )


def _without_source_year(text: str) -> str:
    """`text` without the year of the report it wants read (judging from the 2023 report), where it names another year."""
    bare = _SOURCE_YEAR.sub(" ", text)
    return bare if re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", bare) else text


def _content_terms(content: str, vocabulary: Vocabulary, *, change: bool) -> tuple[Term, ...]:
    """The terms of a question but for words that only tell which side of the matter is wanted (目标, 实际, 变化)."""
    content = _CONVERSION.sub("，", content)
    found = _focused(content, terms(content, vocabulary))
    kept = tuple(t for t in found if not _SIDE.fullmatch(t.text) and not (change and _GROWTH.fullmatch(t.text)))
    whole = tuple(t for t in kept if len(t.text) > 1 or len(t.alternatives) > 1)
    return whole or kept


def _indicator_terms(known: Sequence[Indicator]) -> tuple[Term, ...]:
    """The indicators a question names, as terms, where its words tell nothing else (carry over: 结转结余)."""
    sides = {Role.CHANGE, Role.SHARE, Role.RANK}
    return tuple(Term(i.zh, (i.zh, *i.synonyms)) for i in dict.fromkeys(known) if i.role not in sides)


def _substantive(content: str, vocabulary: Vocabulary) -> bool:
    """Whether a question names anything beyond the budget and its execution: 接待花了多少, 基本支出执行率."""
    words = [t.text for t in terms(content, vocabulary) if t.weight >= 1.0 and not _SIDE.fullmatch(t.text)]
    if any(w.isascii() and not _OF_BUDGET_EN.fullmatch(w) for w in words):
        return True
    left = "".join(_OF_BUDGET.sub("", w) for w in words if not w.isascii())
    return len(left) > 1


def _focused(content: str, found: tuple[Term, ...]) -> tuple[Term, ...]:
    """`found` with more weight on the words next to 多少: of 引进的项目里已开工的有多少 it is 开工 that is counted."""
    asking = re.search(r"多少|几(?!何)|how (?:many|much|big|large)", content, re.I)
    if not asking:
        return found
    lowered = content.lower()
    whole = [t for t in found if len(t.text) > 1 or len(t.alternatives) > 1]
    places = [(lowered.find(t.text) if t.weight >= 1.0 and t in whole else -1, t) for t in found]
    before = max((p for p, t in places if 0 <= p < asking.start()), default=-1)
    after = min((p for p, t in places if p >= asking.end()), default=-1)
    return tuple(replace(t, weight=_FOCUS) if p >= 0 and p in {before, after} else t for p, t in places)


_WHICH = re.compile(
    r"(?:谁|哪(?:个|一个?|几个)?(?:年|区县?|县|市|镇街?|单位|部门|局|家|所|项目|机构|中心)).*(?:多|少|高|低|大|小|快|慢|好|差|早|晚|最)|是不是.*(?:多|少|高|低)|"
    r"\bwhich\b.*\b(?:more|less|fewer|higher|lower|larger|smaller|most|least|better|faster|slower|greater|highest|lowest|largest|smallest)\b|\bcompare\b",
    re.I,
)
_OF_BUDGET_RATE = re.compile(r"预算的?完成[率比]|预算执行")
_ONLY_TARGET = re.compile(r"^[^，]*目标[值数]?(?:各|分别)?(?:是|为|有|定)?(?:多少|几)[^，]{0,3}$")
_SIDE_BY_SIDE = re.compile(r"(?:对比|比较|比一比|比一下)(?:一下|如何|情况|怎么样)?[？?。]?$|(?:对比|比较)一下")
_CHECKS = re.compile(
    r"吗|没有[？?]?$|了没|怎么样|如何|是否|是不是|有没有|达标|情况|\b(?:did|does|has|have|is|was|were|do)\b.*\b(?:meet|met|reach\w*|achiev\w*|above|below|hit|fulfil\w*|attain\w*|exceed\w*|miss\w*)\b",
    re.I,
)


def _kind(content: str, want: Want, known: tuple[Indicator, ...], substantive: bool) -> Kind:
    lowered = content.lower()
    keys = {i.key for i in known if i.role not in {Role.RANK, Role.CHANGE, Role.SHARE}}
    others = keys - set(EXECUTION_KEYS)
    if (known or quoted_terms(content)) and _DEFINITION.search(lowered) and "多少" not in lowered:
        return Kind.DEFINITION
    if LISTING.search(lowered) and not re.search(r"原因|为什么|why", lowered):
        return Kind.FIGURE
    if (
        _WHICH.search(lowered)
        and not _EXECUTION.search(lowered)
        and not (keys & set(EXECUTION_KEYS))
        and not re.search(r"原因|为什么|问题|why", lowered)
    ):
        return Kind.FIGURE
    if known and all(i.family == "text" for i in known) and not want.families:
        return Kind.NARRATIVE
    if _SIDE_BY_SIDE.search(lowered) and not re.search(r"原因|为什么|问题|措施|why", lowered):
        return Kind.EXECUTION if keys & set(EXECUTION_KEYS) and not others else Kind.FIGURE
    if _TREND.search(lowered):
        return Kind.EXECUTION if keys & set(EXECUTION_KEYS) and not others else Kind.FIGURE
    if _TARGET.search(content) and (
        _ACTUAL.search(content)
        or _CHECKS.search(content)
        or re.search(r"what (?:was|is|were) the\b.*\btarget", lowered)
    ):
        return Kind.FIGURE
    if _CHANGE.search(content) and want.families:
        return Kind.FIGURE
    if (substantive and want.families) or re.search(r"当月|单月|本月|\bin the month\b", lowered):
        return Kind.FIGURE  # 接待花了多少, 基本支出执行率: of something narrower than the whole budget
    if substantive and _NARRATIVE.search(lowered) and not want.families:
        return Kind.NARRATIVE
    if _EXECUTION.search(lowered) and not others:
        return Kind.EXECUTION
    if _BALANCE.search(lowered) and re.search(r"预算|budget", lowered) and not re.search(r"结转|结余|carr", lowered):
        return Kind.EXECUTION
    if keys & set(EXECUTION_KEYS) and not others and not _NARRATIVE.search(lowered):
        return Kind.EXECUTION
    if _CHANGE.search(content) and re.search(r"[增升]还?是[减降]|是[增升]是[减降]|\bincrease or decrease\b", lowered):
        return Kind.FIGURE
    if _NARRATIVE.search(lowered) and not want.families:
        return Kind.NARRATIVE
    if _NAMES_MEASURE.search(content.rstrip(" ？?。.，")) or _NAMES_MEASURE_EN.search(lowered):
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
    r"\bbreak(?:down|s? down)|broken down|made up of|\bhow many were (?:rated|graded)|\bdeductions?\b|\beach (?:category|type|kind|class|grade)\b",
    re.I,
)


class Aspect(StrEnum):
    """The numbers of a budget's execution."""

    BUDGET = "budget"
    EXECUTED = "executed"
    RATE = "rate"
    BALANCE = "balance"
    ADJUSTMENT = "adjustment"


_ASPECT_OF = {
    "annual_budget": Aspect.BUDGET,
    "initial_budget": Aspect.BUDGET,
    "adjusted_budget": Aspect.BUDGET,
    "executed": Aspect.EXECUTED,
    "execution_rate": Aspect.RATE,
    "spending_progress": Aspect.RATE,
}
_WHOLE = re.compile(r"怎么样|情况|如何(?!计算)|how (?:was|is|did)\b|budget execution\b(?! rate)", re.I)
_SPENT_TOO = re.compile(r"花|支出(?!执行率|进度)|执行数|执行了|spent|spend|amount|executed", re.I)


def execution_aspects(plan: Plan) -> frozenset[Aspect]:
    """Which numbers of an execution question are wanted; a question about the whole wants all of them."""
    text = plan.asked or plan.question.text
    keys = {i.key for i in plan.indicators} & set(EXECUTION_KEYS)
    aspects = {aspect for key, aspect in _ASPECT_OF.items() if key in keys}
    if any(family(q.unit) == "percent" for q in plan.stated):
        return frozenset({Aspect.RATE})
    exceeds = re.search(
        r"(?:多|少|高|低|增|减|超)[加少出过]?了?(?:多少|几)|\bexceed\w*|\b(?:above|over|below|higher|more|less) than\b",
        text,
        re.I,
    )
    if exceeds and "initial_budget" in keys and keys & {"adjusted_budget", "annual_budget"}:
        return frozenset({Aspect.ADJUSTMENT})
    if _BALANCE.search(text):
        both = "initial_budget" in keys and keys & {"adjusted_budget", "annual_budget"}
        return frozenset({Aspect.ADJUSTMENT if both else Aspect.BALANCE})
    if re.search(r"分母|denominator|against which", text):
        aspects |= {Aspect.RATE, Aspect.BUDGET}
    if _RATE.search(text):
        aspects.add(Aspect.RATE)
        if not _SPENT_TOO.search(text):
            aspects.discard(Aspect.EXECUTED)
    if aspects and _SPENT_TOO.search(text) and Aspect.RATE not in aspects:
        aspects.add(Aspect.EXECUTED)
    if not aspects and _SPENT_TOO.search(text) and not _WHOLE.search(text):
        aspects = {Aspect.EXECUTED}
    if not aspects or _WHOLE.search(text):
        return frozenset({Aspect.BUDGET, Aspect.EXECUTED, Aspect.RATE})
    return frozenset(aspects)


def without_places(text: str, departments: Sequence[str]) -> str:
    """English `text` without the romanised parts of the names of `departments`: their places are no subject matter."""
    for word in re.findall(r"[A-Za-z]{4,}", text):
        if any(word.lower() in romanised(d) for d in departments):
            text = re.sub(rf"\b{word}\b", " ", text)
    return text


def strip_periods(text: str) -> str:
    """`text` without the years and months it names, so that they are not taken for words."""
    text = re.sub(r"(?:19|20)\d{2}\s*(?:年度?|[-—–~至到]\s*(?:19|20)?\d{2,4}\s*年?)?", "，", text)
    text = re.sub(
        r"截[至止]|\d{1,2}\s*[-—–~至到]\s*\d{1,2}\s*月份?|\d{1,2}\s*月(?:份|底|末|初|中旬|上旬|下旬)?|[一二三四]季度|[上下]半年|近[一二两三四五\d]+年",
        "，",
        text,
    )
    return re.sub(
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|fy|fiscal|first half|second half|quarter|through|end of|between|since)\b",
        " ",
        text,
        flags=re.I,
    )
