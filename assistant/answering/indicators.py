"""Questions of the indicator library: 这个项目可以用哪些产出指标？ 哪些指标没有量化？ Every row is cited."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.answering.draft import Draft
from assistant.answering.find import in_scope
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.monitoring.indicator_advice import OUTPUTS, Advice, advise
from assistant.monitoring.indicator_findings import FLAW_NAMES, Finding, Flaw
from assistant.monitoring.indicator_groups import plain_name
from assistant.monitoring.indicator_model import Indicator, IndicatorType
from assistant.monitoring.indicator_words import TYPE_NAMES
from assistant.monitoring.indicators import indicator_findings, indicators
from assistant.records.library import Library
from assistant.records.model import Quantity, Reason, Span, Status
from assistant.records.quantity import show
from assistant.records.scope import Scope

_ADVICE = re.compile(
    r"(?:可以|可(?![持行视])|(?<![技智功性潜职产动机节效赋])能|能够|应该?|该|适合|适宜|建议|推荐|最好|怎么|如何|怎样)(?:[^，。；？?]{0,6}?)(?:用|设|设置|设定|选|选用|选取|定|参考|借鉴|采用|编|填)[^，。；？?]{0,12}?指标|"
    r"(?:有哪些|有什么)[^，。；？?]{0,12}?指标[^，。；？?]{0,4}?(?:可以|可|能|值得)[^，。；？?]{0,3}?(?:用|参考|借鉴|选)|"
    r"指标(?:应该?|该|可以|要)?(?:怎么|如何|怎样)(?:设|定|选|写|填)|(?:推荐|建议|参考)[^，。；？?]{0,8}?指标|"
    r"\bindicators?\b[^.?]{0,30}?\b(?:can|could|should|might|may|would)\b[^.?]{0,40}?\b(?:use|set|choose|pick|adopt|suit|fit)|"
    r"\b(?:suggest|recommend|propose)\b[^.?]{0,40}?\bindicators?\b|\bindicators? (?:to use|to set|suitable)\b",
    re.I,
)
_TYPES: tuple[tuple[re.Pattern[str], tuple[IndicatorType, ...]], ...] = (
    (re.compile(r"产出|\boutput", re.I), OUTPUTS),
    (re.compile(r"数量|\bquantity\b", re.I), (IndicatorType.QUANTITY,)),
    (re.compile(r"质量|\bquality\b", re.I), (IndicatorType.QUALITY,)),
    (re.compile(r"时效|\btimel", re.I), (IndicatorType.TIMELINESS,)),
    (re.compile(r"成本|\bcost", re.I), (IndicatorType.COST,)),
    (re.compile(r"效益|\b(?:benefit|outcome|impact)", re.I), (IndicatorType.BENEFIT,)),
    (re.compile(r"满意|\bsatisfaction", re.I), (IndicatorType.SATISFACTION,)),
)
_LED = re.compile(
    r"^(?:那|请问|我们|我局|本单位|单位)*(?:今年|明年|\d{4}年)?(?:想|要|准备|打算|计划|拟)?(?:做|搞|上|报|申报|实施|开展|新上|新建)?(?:一?个)?(?:新的?)?"
)
_TRAILING = re.compile(
    r"(?:应该?|可以|的|都|一般|通常|产出|数量|质量|时效|成本|(?:社会|经济|生态)?效益|满意度|绩效|[，,：:\s])+$"
)
# 满意度指标怎么设: the type may stand right before the asking.
_TYPE_BEFORE = 4
_THIS = re.compile(
    r"^(?:这|该|此|本|那|新)?(?:一?个|类|种)?(?:新)?(?:的)?(?:项目|工程|专项)?(?:的)?$|^(?:this|the|that|a|it|new|such|our)?\s*(?:new )?(?:project)?$",
    re.I,
)
_FOR = re.compile(r"\b(?:for|of|by) (?:an? |the |our |this )?(?:new )?(?P<name>[^?.,]{3,80})", re.I)
_COULD = re.compile(
    r"\b(?:can|could|should|might|may|would) (?:an? |the |our |this |that )?(?:new )?(?P<name>[^?.,]{3,60}?) (?:use|set|choose|pick|adopt)\b",
    re.I,
)
_PROJECT = re.compile(r"(?P<name>[\u4e00-\u9fff“”（）、A-Za-z0-9]{2,30}?(?:项目|工程|行动|计划|专项))")
_WHICH = re.compile(r"哪|有没有|是否有|有无|多少|几个|列|\b(?:which|what|any|list|how many|are there)\b", re.I)
_INDICATORS = re.compile(r"指标|目标值?|\b(?:indicators?|targets?)\b", re.I)
_FLAWS: tuple[tuple[Flaw, re.Pattern[str]], ...] = (
    (
        Flaw.BUDGET_WITHOUT_INDICATOR,
        re.compile(
            r"有预算[^，。？]{0,4}(?:没有?|无|缺)[^，。？]{0,4}指标|(?:没有?|未)(?:设|编|报|填)?[^，。？]{0,4}指标的(?:部门|单位|局|项目)|"
            r"(?:部门|单位|局)(?:没有?|未)(?:设|编|报|填)[^，。？]{0,6}指标|\bbudgets?\b[^.?]{0,20}\b(?:without|no|lack\w*)\b[^.?]{0,12}\bindicators?",
            re.I,
        ),
    ),
    (
        Flaw.INDICATOR_WITHOUT_BUDGET,
        re.compile(
            r"有[^，。？]{0,4}指标[^，。？]{0,4}(?:没有?|无|缺)[^，。？]{0,4}预算|\bindicators?\b[^.?]{0,20}\b(?:without|no|lack\w*)\b[^.?]{0,12}\bbudgets?",
            re.I,
        ),
    ),
    (
        Flaw.NO_UNIT,
        re.compile(
            r"(?:没有?|无|缺少?|未写)[^，。？]{0,4}单位(?!名)|\b(?:no|without|lack\w*|missing) (?:a )?units?\b", re.I
        ),
    ),
    (
        Flaw.NOT_QUANTIFIED,
        re.compile(
            r"(?:没有?|未|不)(?:能|可)?(?:被)?(?:加以)?(?:量化|定量|衡量)|难以(?:量化|衡量|考核)|\bnot (?:be )?(?:quantified|measurable)|\bunquantified|\bunmeasurable",
            re.I,
        ),
    ),
    (
        Flaw.BOUND_AS_RESULT,
        re.compile(
            r"(?:实际|完成)[^，。？]{0,8}(?:只|仅|还是|还|照|也|写|填|抄)[^，。？]{0,6}(?:≥|≤|>=|<=|界限|大于等于|不低于|不少于|目标|指标值)|照抄[^，。？]{0,4}(?:目标|指标)值?|"
            r"\b(?:actuals?|results?)\b[^.?]{0,24}(?:≥|>=|\bat least\b|\bbounds?\b|\brepeat\w*|\bcop(?:y|ies|ied)\b)",
            re.I,
        ),
    ),
    (
        Flaw.LOWERED,
        re.compile(
            r"(?:目标|指标)值?[^，。？]{0,8}(?:调低|放低|降低|下调|变低|调减|定低|往下调)|(?:调低|放低|降低|下调)了?[^，。？]{0,4}(?:目标|指标)|"
            r"\btargets?\b[^.?]{0,20}\b(?:lowered|reduced|cut|weakened)|\blowered\b[^.?]{0,20}\btargets?",
            re.I,
        ),
    ),
    (
        Flaw.ALWAYS_FULL,
        re.compile(
            r"(?:年年|每年|历年|一直|总是|始终|连续|各年)[^，。？]{0,6}(?:100|百分之百|百分百)|\b(?:always|every year)\b[^.?]{0,16}100",
            re.I,
        ),
    ),
    (
        Flaw.ALL_FULL_MARKS,
        re.compile(
            r"(?:全部|全|都|所有)[^，。？]{0,6}满分|满分的(?:表|自评表)|\bfull (?:marks|score)[^.?]{0,20}\b(?:every|all)\b|\b(?:every|all)\b[^.?]{0,24}\bfull (?:marks|score)",
            re.I,
        ),
    ),
    (
        Flaw.NO_TARGET,
        re.compile(
            r"(?:没有?|未|没|缺少?)(?:设|设置|设定|填|写|定|有)?(?:年度|年初)?(?:目标|指标)值|(?:没有?|未)(?:设|设置|设定|定)(?:年度)?目标|\b(?:no|without|missing|lack\w*) (?:an? )?targets?\b",
            re.I,
        ),
    ),
)
_HEADS = {
    "zh": ("指标", "类型", "指标值", "完成值", "部门", "项目", "年度"),
    "en": ("Indicator", "Type", "Target", "Result", "Department", "Project", "Year"),
}
_MOST_ADVISED = 24
_MOST_FLAWED = 30
_MOST_CITED = 200


def advice_answer(plan: Plan, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """Indicators that a project may use, from similar ones on record; None where no such thing is asked."""
    text = plan.question.text
    asked = _ADVICE.search(text)
    if asked is None:
        return None
    language = plan.question.language
    held = {head.id for head in roll}
    every = [
        one
        for one in indicators(library.store, scope, lambda name: plan.offices.get(name, name))
        if one.document_id in held
    ]
    project = _project(plan, asked.start(), every)
    draft = Draft()
    if not project:
        draft.prose(say("advised_which", language))
        draft.refuse(Status.CLARIFY, Reason.AMBIGUOUS)
        return draft
    told = text if text.isascii() else text[max(0, asked.start() - _TYPE_BEFORE) :]
    types = next((kinds for words, kinds in _TYPES if words.search(told)), ())
    found = advise(project, every, library.matcher, types)
    if not found:
        draft.prose(say("advised_none", language, project=project))
        draft.refuse(Status.ABSTAINED, Reason.NO_RECORD)
        return draft
    draft.prose(say("advised", language, project=_spoken(project, text)))
    _advise(draft, found, plan, library, scope)
    return draft


def _spoken(project: str, text: str) -> str:
    """The project as it may be said back: prose carries no number that the question does not."""
    return project if project in text or not re.search(r"\d", project) else re.sub(r"\d+", "…", project)


def _project(plan: Plan, end: int, every: Sequence[Indicator]) -> str:
    """What the project asked about is called or does: before the asking, or what was talked of before; "" where nothing tells."""
    text = plan.question.text
    english = _COULD.search(text) or _FOR.search(text)
    own = english["name"] if english else _LED.sub("", text[:end])
    own = _TRAILING.sub("", own).strip()
    if own and not _THIS.fullmatch(own):
        return own
    names = sorted({one.project for one in every if one.project}, key=len, reverse=True)
    for before in reversed(plan.question.history):
        known = next((name for name in names if plain_name(name).removesuffix("项目") in plain_name(before)), "")
        said = _PROJECT.search(before)
        if known or said:
            return known or (said["name"] if said else "")
    return ""


def _advise(draft: Draft, found: Sequence[Advice], plan: Plan, library: Library, scope: Scope) -> None:
    """The rows advised: of each group the best of its members, the nearest first where there are many."""
    kept = set(sorted(found, key=lambda one: -one.likeness)[:_MOST_ADVISED])
    shown = [one for one in found if one in kept]
    rows = [max(one.group.members, key=lambda row: (row.type_told, row.year)) for one in shown]
    _table(draft, rows, [one.type for one in shown], plan, library, scope)
    draft.notes.append(say("advised_values", plan.question.language))
    if len(found) > len(shown):
        draft.notes.append(say("advised_more", plan.question.language, count=str(len(found) - len(shown))))


def flaw_answer(plan: Plan, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """The indicators with the flaw asked about, within the offices and years asked; None where no such thing is asked."""
    text = plan.question.text
    if not (_WHICH.search(text) and _INDICATORS.search(text)) or plan.unknown or plan.ambiguous:
        return None
    flaw = next((flaw for flaw, words in _FLAWS if words.search(text)), None)
    if flaw is None:
        return None
    full = roll.short
    every = indicators(library.store, scope, lambda name: full.get(name, name))
    held = {head.id for head in in_scope(plan, roll)}
    looked = [one for one in every if one.document_id in held and _asked(one.department, one.year, plan)]
    if not looked and flaw is not Flaw.BUDGET_WITHOUT_INDICATOR:
        return None
    found = [
        one
        for one in indicator_findings(library.store, scope, lambda name: full.get(name, name))
        if one.flaw is flaw and _asked(one.department, one.year, plan) and _rests_on(one) & held
    ]
    return _flawed(found, flaw, len(looked), plan, library, scope)


def _rests_on(found: Finding) -> set[str]:
    """The documents that show a finding."""
    budget = {found.budget.document_id} if found.budget is not None else set()
    return {row.document_id for row in found.indicators} | budget


def _asked(department: str, year: int, plan: Plan) -> bool:
    return (plan.years is None or year in plan.years) and (
        plan.departments is None or plan.full(department) in plan.departments
    )


def _flawed(found: Sequence[Finding], flaw: Flaw, looked: int, plan: Plan, library: Library, scope: Scope) -> Draft:
    language = plan.question.language
    what = FLAW_NAMES[flaw][language != "zh"]
    draft = Draft()
    if not found:
        draft.prose(say("flawed_none", language, what=what))
        draft.notes.append(say("flawed_looked", language, looked=str(looked)))
        return draft
    draft.prose(say("flawed", language, what=what))
    if flaw is Flaw.BUDGET_WITHOUT_INDICATOR:
        _budgets(draft, found, plan, library, scope)
        return draft
    rows = [row for one in found for row in one.indicators[: None if flaw is Flaw.LOWERED else 1]]
    numbers = _table(draft, rows[:_MOST_FLAWED], [row.type for row in rows[:_MOST_FLAWED]], plan, library, scope)
    if flaw is not Flaw.LOWERED and len(set(numbers)) == len(found):
        quantity = Quantity(Decimal(len(found)), "个")
        draft.count(quantity, tuple(numbers), say("flawed_count", language), show(quantity, language))
    if len(rows) > _MOST_FLAWED:
        draft.notes.append(say("advised_more", language, count=str(len(rows) - _MOST_FLAWED)))
    return draft


def _budgets(draft: Draft, found: Sequence[Finding], plan: Plan, library: Library, scope: Scope) -> None:
    """Each budget that no indicator on record goes with."""
    language = plan.question.language
    figures = [one.budget for one in found[:_MOST_FLAWED] if one.budget is not None]
    documents = library.store.documents(scope, {figure.document_id for figure in figures})
    heads = ("部门", "年度", "预算数") if language == "zh" else ("Department", "Year", "Budget")
    rows, numbers = [heads], []
    for figure in figures:
        document = documents[figure.document_id]
        numbers.append(draft.cite(document, figure.clause, figure.section, figure.page, figure.cell))
        year = str(figure.period.years[0]) if figure.period else ""
        rows.append((figure.department, year, show(figure.quantity, language)))
    draft.table(tuple(rows), tuple(dict.fromkeys(numbers)), "")
    if len(found) > len(figures):
        draft.notes.append(say("advised_more", language, count=str(len(found) - len(figures))))


def _table(
    draft: Draft,
    rows: Sequence[Indicator],
    types: Sequence[IndicatorType],
    plan: Plan,
    library: Library,
    scope: Scope,
) -> list[int]:
    """A table of indicators, each citing its row or sentence; the citations in the order of the rows."""
    language = plan.question.language
    documents = library.store.documents(scope, {row.document_id for row in rows})
    told = [_HEADS[language]]
    numbers: list[int] = []
    cited: list[int] = []
    for row, kind in zip(rows, types, strict=True):
        document = documents[row.document_id]
        figure = next((s.figure for s in (row.target, row.actual) if s is not None and s.figure is not None), None)
        section = figure.section if figure is not None else ()
        page = figure.page if figure is not None else None
        own = [draft.cite(document, span, section, page, _cell(row)) for span in row_spans(row)]
        numbers.append(own[0])
        cited += own
        name = TYPE_NAMES[kind][language != "zh"]
        told.append(
            (row.name, name, _text(row, "target"), _text(row, "actual"), row.department, row.project, str(row.year))
        )
    draft.table(tuple(told), tuple(dict.fromkeys(cited)), "")
    return numbers


def row_spans(row: Indicator) -> list[Span]:
    """The characters that an indicator rests on: its row from the name on, or the clauses of its target and its result."""
    if not row.tabled:
        figures = [said.figure for said in (row.target, row.actual) if said is not None and said.figure is not None]
        return list(dict.fromkeys(figure.clause for figure in figures))
    spans = [
        row.name_span,
        *(s.span for s in (row.target, row.actual, row.full, row.score, row.reason) if s is not None),
    ]
    return [Span(min(span.start for span in spans), max(span.end for span in spans))]


def _cell(row: Indicator) -> str | None:
    return next((s.cell for s in (row.target, row.actual) if s is not None and s.cell), None)


def _text(row: Indicator, side: str) -> str:
    said = row.target if side == "target" else row.actual
    return " ".join(said.text.split()) if said is not None else ""
