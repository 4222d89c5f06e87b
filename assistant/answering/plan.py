"""What a question asks: its scope (offices, years, period), its kind, what kind of number it wants, and its terms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answering.kinds import ACTUAL, CHANGE, CHECKS, EXECUTION_KEYS, NARRATIVE, TARGET, TREND, Kind, kind_of
from assistant.answering.mention import Mention
from assistant.answering.names import mentions
from assistant.answering.offices import Office, places_of, romanised
from assistant.answering.parts import BASIS, asked_parts
from assistant.answering.sides import Side
from assistant.answering.terms import Term, terms
from assistant.answering.wants import Intent, Want, intent_of, wanted
from assistant.records.model import Period, Quantity, Question, Role
from assistant.records.period import asked_period, asked_years
from assistant.records.quantity import read
from assistant.records.vocabulary import Indicator, Vocabulary

_OF_REGION = re.compile(r"^(?:[\u4e00-\u9fff]{1,6}?[省市区县州旗镇乡])+")
_LEANS = re.compile(
    r"呢[？?]?$|^(?:其中|那)|\bof (?:that|it|them|this|those|these)\b|^(?:and|what about|how about)\b", re.I
)
_THIS_YEAR = re.compile(r"今年|本年|去年|\bthis year\b|\blast year\b", re.I)
_BOTH_YEARS = re.compile(r"两年|两者|二者|相比|这[几两三]年|\bboth\b|\btwo years\b|\bbetween them\b", re.I)
_YEAR_APART = {
    -1: re.compile(r"前一年|上一?年(?!度?[的末])|\b(?:the )?(?:year before|previous year|prior year)\b", re.I),
    1: re.compile(r"后一年|下一年|次年|\b(?:the )?(?:year after|following year|next year)\b", re.I),
}
_REASON = re.compile(r"原因|为什么|为何|为啥|\bwhy\b|\breasons?\b", re.I)
_SHORTEST_PLACE = 3
_SOURCE_YEAR = re.compile(
    r"(?:按照?|根据|依据|从|由|以)\s*(?:19|20)\d\d年?度?的?(?:报告|决算|公开|文件|数据|自评)|"
    r"\b(?:judging|working|reckoning|inferr\w+|calculat\w+|going|according|based|deriv\w+) (?:back )?(?:from|by|to|on) the \d{4} (?:report|accounts?|figures?|documents?)",
    re.I,
)
# The month of an event is part of its name: what is told of 8月洪灾 is told of the year.
_OF_EVENT = re.compile(
    r"月(?:份|\d{1,2}[日号])?(?:的|那[次场]|这[次场]|发生的)?[\u4e00-\u9fff]{0,2}?"
    r"(?:洪灾|洪水|洪涝|水灾|[防抗]?汛|台风|暴雨|抗洪|抢险|地震|火灾|疫情|旱灾|抗旱|雪灾|冰雹|事故|会议|调度会|纪要|演练|运动会|博览会|展会)|"
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]* (?:\d{4} )?"
    r"(?:floods?|flooding|typhoon|storm|drought|earthquake|fire|outbreak|accident|meeting|drill|games|expo)\b",
    re.I,
)
# What happened, behind its month, says when: 8月洪灾里, in the August 2023 flood.
_EVENT = re.compile(
    r"(?<=月)(?:份|\d{1,2}[日号])?(?:的|那[次场]|这[次场]|发生的)?[\u4e00-\u9fff]{0,2}?(?:洪灾|洪水|洪涝|水灾|台风|暴雨|地震|火灾|疫情|旱灾|雪灾|事故)"
    r"(?:里面?|中|期间|时|当中)?|"
    r"\b(?:in|during|by|after) the (?:[A-Z][a-z]+ )?(?:\d{4} )?(?:floods?|flooding|typhoon|storm|drought|earthquake|outbreak|accident)\b"
)
_CONVERSION = re.compile(
    r"(?:换算|折合|折算)成?为?[亿万]?[\u4e00-\u9fff]{1,3}?(?=是|为|有|等于|[，,？?]|$)|\b(?:convert(?:ed)?|express(?:ed)?) (?:it |that |this )?(?:in|to|into) \w+",
    re.I,
)
_SIDE = re.compile(
    r"达标|超额完成|超额|年度目标|年度任务|全年目标|全年任务|versus|目标|目标[值数]|计划|计划数|指标值|年度指标值?|任务|实际(?:完成)?(?:[值数]|情况)?|完成(?:[值数]|情况)?|变化|增减|比上年|上年|相差|差|趋势|走势|逐年|历年|更[长多高大少]|最[高多大少低]|"
    r"(?:annual |yearly |year's )?targets?|planned|plan|actual|achieved|result|change[ds]?|supposed"
)
_GROWTH = re.compile(
    r"涨|跌|升|降|(?:同比)?(?:增[长幅速加减]|降幅|下降|减少)[了率度]*|同比|增|减|grow\w*|grew|increase\w*|decrease\w*|rise|rose|fell"
)
_COMPARED = re.compile(r"[比较同与跟]|\bthan\b|\bcompared\b|\bover\b|\bfrom\b", re.I)
_NEXT_YEAR = frozenset(
    {"前一", "上一", "后一", "下一", "次年", "前一年", "上一年", "previous", "following", "next", "prior"}
)
_PROPORTION = re.compile(r"占总?|占比|比重|份额|所占|比例|shares?|proportions?|percentages?")
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
# 涨了多少 may be told as an amount or as a rate.
_MOVED = re.compile(r"(?:涨|跌|增长|下降|增加|减少|上升|降低|升|降)了?多少")
_IN_PERCENT = re.compile(r"百分|%|[率幅速]|几成")
_SPENT_MORE = re.compile(
    r"[多少](?:花|支出|用)了?(?:多少|几)|\b(?:how much|by how much) (?:more|less)\b.*\bspen[dt]\b|\bspen[dt]\b.*\bhow much (?:more|less)\b",
    re.I,
)
# Of two years 多花了多少 asks how much was spent, compared; 多 names nothing.
_MORE = re.compile(r"[多少](?=(?![了出])[\u4e00-\u9fff]{1,2}了?(?:多少|几))")
# What was asked before counts this much beside what a question that leans on it names itself.
_BEFORE = 0.4
_RELATIVE = re.compile(
    r"涨|跌|升|降|涨幅|跌幅|改|整改|干|干了|干成|做成|做到|落实|办|修|造|增长|下降|增减|增加|减少|增幅|降幅|增速|同比|占比|比重|排名|排第|位次|贡献度|目标|计划|实际|完成|做了|建了|建|达到|比上年|变化|各|"
    r"grow\w*|grew|share|rank\w*|target|plan\w*|actual\w*|built|build|change\w*|achiev\w*|start\w*"
)
_DIFFERENCE = re.compile(
    r"(?:多|少|高|低|长|短|贵|便宜|重|轻|增加|减少|提高|提升|下降)[了出]?(?:多少|几)|相差|差(?:了|距|额)?多少|\b(?:difference|how far apart|gap between|how (?:many|much) (?:more|fewer|less|higher|lower))\b",
    re.I,
)
_SHARE = re.compile(r"占(?!用|地|道)|比重|份额|\b(?:share|proportion|percentage) of\b", re.I)
_COMPLETION = re.compile(
    r"(?:完成|达到|达成)[^，。？]{0,10}(?:百分之|几成|率|比例|%)|completion rate|what (?:percentage|share) of (?:the|its) (?:target|plan|task)",
    re.I,
)
_SPENT = re.compile(r"花|支出|用了|用掉|开支|决算|执行数|\b(?:spen[dt]|spending|paid|cost)\b", re.I)
_NOT = re.compile(r"(?:不是|不含|不包括|除了?|而非|并非|not|except|excluding)\s*(?:the\s+)?$", re.I)

_WHOLE_YEAR = re.compile(r"全年(?!预算|指标)|整年|\b(?:whole|full|entire) year\b|\bannual(?:ly)?\b", re.I)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question resolved. `departments` None: none named. `years` None: none named. `stated` are numbers in the question.

    `offices` maps the ways in which an office is written to the full name they stand for.
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
    def whole_year(self) -> bool:
        """Whether the whole year is asked for in so many words."""
        return bool(_WHOLE_YEAR.search(self.asked or self.question.text))

    def full(self, office: str) -> str:
        """The full name of an office as some record writes it."""
        return self.offices.get(office, office)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Offices the question names that the records do not hold, as written."""
        return tuple(m.written for m in self.mentions if not m.departments)

    @property
    def ambiguous(self) -> Mention | None:
        """The first mention that fits several offices, if any."""
        return next((m for m in self.mentions if len(m.departments) > 1 and not m.region), None)


_DONE_ONLY = re.compile(
    r"(?:那|又|而|但|并)?(?:实际|目前|现在|最终|最后|后来|一?共|总共|全年)*"
    r"(?:完成|投入?|花|用|支出|执行|建成?|做|办|达到?|兑现|发放?|拨付?|实现|收|落实)(?:了|到|成|出)?(?:多少|几(?!何)|怎么样|如何)[^，。]{0,6}$"
)

_INVESTED = re.compile("(?:实际)?投入?了?(?=多少)")


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
        told = _INVESTED.sub("实际完成投资", text) if plans and _DONE_ONLY.match(text.strip()) else text
        plan = _single(replace(question, text=told), offices, vocabulary, today, home)
        if len(stated) == 1 and not re.search(r"(?:19|20)\d\d", text) and _THIS_YEAR.search(text):
            plan = replace(plan, years=tuple(stated))  # 今年目标多少，完成多少（2023年）
        if before is None and not plan.mentions and whole.mentions:
            plan = replace(
                plan, mentions=whole.mentions, departments=whole.departments, years=plan.years or whole.years
            )
        if plan.years is None and len(years) > 1 and _BOTH_YEARS.search(text):
            plan = replace(plan, years=tuple(sorted(years)))  # 两年相比增长了多少
        if plans and _DONE_ONLY.match(text.strip()):
            # 计划投多少，实际投了多少: of the same thing
            plan = replace(plan, terms=(*plans[-1].terms, *plan.terms))
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
            and not NARRATIVE.search(text.lower())
        ):
            plan = replace(plan, kind=Kind.FIGURE)  # 查出多少隐患，都改了吗
        before = _carried(before, plan) if before else plan
        plans.append(replace(before, question=question, asked=text))
    return tuple(plans)


def _carried(before: Plan, now: Plan) -> Plan:
    """`now` with the slots it leaves open taken over: 那2020年呢？ keeps department and measure."""
    now = _year_apart(before, now)
    elliptic = (
        all(t.weight < 1.0 and t.text.isascii() for t in now.terms)
        or (now.change and all(_RELATIVE.fullmatch(t.text) for t in now.terms))
    ) and (now.kind is not Kind.EXECUTION)
    sideways = bool(now.terms) and all(_RELATIVE.fullmatch(t.text) for t in now.terms)
    now = _of_that_place(before, _same_office_there(before, now))
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
        kind=Kind.FIGURE if before.kind is Kind.NARRATIVE and now.want.families else before.kind,
        want=_side_want(before, now),
        period=now.period or (before.period if now.years is None else None),
        target=now.target or (before.target and not now.actual and not now.want.families),
        actual=now.actual or before.actual,
        intent=before.intent,
        indicators=(*before.indicators, *(i for i in now.indicators if i not in before.indicators)),
        terms=before.terms,
        stated=(*before.stated, *now.stated),
    )


def _year_apart(before: Plan, now: Plan) -> Plan:
    """`now` about the year next to the one asked about before: 前一年呢."""
    text = now.asked or now.question.text
    if before.years is None or len(before.years) != 1 or re.search(r"(?<!\d)(?:19|20)\d\d", text) or now.change:
        return now
    step = next((by for by, words in _YEAR_APART.items() if words.search(text)), 0)
    if not step or _COMPARED.search(text):
        return now
    return replace(now, years=(before.years[0] + step,), terms=tuple(t for t in now.terms if t.text not in _NEXT_YEAR))


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


def _of_that_place(before: Plan, now: Plan) -> Plan:
    """`now` about the office at the place of the one asked about before, where its name fits several: and the federation?"""
    own = before.departments or ()
    if len(own) != 1 or len(now.mentions) != 1 or now.mentions[0].region:
        return now
    place = own[0].removesuffix(_OF_REGION.sub("", own[0]))
    several = now.mentions[0].departments
    there = tuple(d for d in several if place and d == place + _OF_REGION.sub("", d))
    if len(several) < 2 or len(there) != 1:
        return now
    return replace(now, departments=there, mentions=(replace(now.mentions[0], departments=there),))


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
    content = BASIS.sub("，", _EVENT.sub("，", content))
    content = without_places(strip_periods(content), [d for m in named for d in m.departments])
    known = tuple(i for i, _ in vocabulary.find(content)) + tuple(i for i, _ in vocabulary.find_en(content.lower()))
    if any(i.family == "money" and i.key not in EXECUTION_KEYS for i in known):
        known = tuple(i for i in known if i.key != "executed")  # 公务接待费花了多少: spending of that, not of all
    stated = tuple(r.quantity for r in read(content))
    want = wanted(content)
    if CHANGE.search(content) and want.families == ("money",):
        want = replace(want, families=("money", "percent", "points", "ratio"))  # 三公经费比上年降了多少
    if _MOVED.search(content) and not _IN_PERCENT.search(content) and want.families[:1] == ("percent",):
        want = replace(want, families=(*want.families, "money", "count", "people", "visits", "area", "length", "mass"))
    years = asked_years(_without_source_year(text), today)
    if years is not None and len(years) > 1:
        content = _MORE.sub("", content)
    substantive = _substantive(content, vocabulary)
    kind = kind_of(content, want, known, substantive)
    if kind is Kind.EXECUTION and years is not None and len(years) > 1 and _SPENT_MORE.search(text):
        kind = Kind.FIGURE  # 2023年比2022年多花了多少钱: how far two years lie apart
    if kind is Kind.FIGURE and substantive and not re.search(r"执行数|决算数|\bexecuted\b", content):
        known = tuple(i for i in known if i.key != "executed")  # 接待花了多少: the spending of that, not of all
    change = (
        bool(CHANGE.search(content))
        and not TREND.search(content)
        and (want.general or want.families[:1] in {(), ("percent",), ("money",)})
    )
    share = bool(_SHARE.search(content)) and not change
    certain = tuple(dict.fromkeys(d for m in named if m.region or len(m.departments) == 1 for d in m.departments))
    return Plan(
        question=question,
        kind=kind,
        mentions=named,
        departments=certain or None,
        years=years,
        period=None if _OF_EVENT.search(text) else asked_period(text, today),
        want=want,
        target=bool(TARGET.search(content)),
        actual=(bool(ACTUAL.search(content)) and not _ONLY_TARGET.search(content))
        or (bool(TARGET.search(content)) and bool(CHECKS.search(content))),
        spent=bool(_SPENT.search(content)),
        change=change,
        share=share,
        completion=bool(_COMPLETION.search(content)) and not _OF_BUDGET_RATE.search(content),
        difference=bool(_DIFFERENCE.search(content)),
        indicators=tuple(dict.fromkeys(known)),
        terms=_content_terms(content, vocabulary, change=change, share=share) or _indicator_terms(known),
        stated=stated,
        intent=intent_of(content) if kind is Kind.NARRATIVE else None,
    )


def _without_source_year(text: str) -> str:
    """`text` without the year of the report it wants read (judging from the 2023 report), where it names another year."""
    bare = _SOURCE_YEAR.sub(" ", text)
    return bare if re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", bare) else text


def _content_terms(content: str, vocabulary: Vocabulary, *, change: bool, share: bool) -> tuple[Term, ...]:
    """The terms of a question but for words that only tell which side of the matter is wanted (目标, 实际, 变化)."""
    content = _CONVERSION.sub("，", content)
    found = _focused(content, terms(content, vocabulary))
    kept = tuple(
        t
        for t in found
        if not _SIDE.fullmatch(t.text)
        and not (change and _GROWTH.fullmatch(t.text))
        and not (share and _PROPORTION.fullmatch(t.text))
    )
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


_OF_BUDGET_RATE = re.compile(r"预算的?完成[率比]|预算执行")
_ONLY_TARGET = re.compile(r"^[^，]*目标[值数]?(?:各|分别)?(?:是|为|有|定)?(?:多少|几)[^，]{0,3}$")


def without_places(text: str, departments: Sequence[str]) -> str:
    """`text` without the places of `departments`, in Chinese or romanised: they are no subject matter."""
    places = {place for d in departments for place in places_of(Office(d)) if len(place) >= _SHORTEST_PLACE}
    for place in sorted(places, key=len, reverse=True) if len(set(departments)) > 1 else ():
        text = text.replace(place, "，")
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
