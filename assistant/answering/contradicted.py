"""Which reports state figures that their own amounts contradict: 哪些报告的执行率和金额对不上？

What was recomputed when the files came in is told; nothing is reckoned anew but the arithmetic of the last look.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit
from assistant.answering.find import in_scope
from assistant.answering.formulas import compute
from assistant.answering.phrase import label, say
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.records.library import Library
from assistant.records.model import Check, CheckKind, Document, Figure, Verdict
from assistant.records.quantity import show
from assistant.records.scope import Scope

_WHICH = re.compile(r"哪|有没有|是否有|有无|\b(?:which|what|any|are there)\b", re.I)
_RECORDS = re.compile(
    r"报告|材料|记录|文件|单位|部门|\b(?:reports?|records|documents|departments|offices|evaluations)\b", re.I
)
_APART = re.compile(
    r"对不上|不一致|不相?符|不吻合|自相矛盾|算不(?:上|出来|对)|\bcontradict\w*|\b(?:do(?:es)?|did) not (?:agree|match|add up|fit)|"
    r"\bdon't (?:agree|match|add up)|\bdoesn't (?:agree|match|add up)|\binconsistent\w*|\bdisagree\w*",
    re.I,
)
# Between kinds of documents is another question: 报告和决算不一致的有哪些.
_ACROSS = re.compile(r"台账|决算|两份|互相|彼此|\b(?:ledgers?|final accounts?|each other|one another|between)\b", re.I)
_KINDS: Mapping[CheckKind, re.Pattern[str]] = {
    CheckKind.EXECUTION: re.compile(r"执行率|支出进度|执行进度|\bexecution\b", re.I),
    CheckKind.TOTAL: re.compile(r"合计|总计|小计|总数|之和|\b(?:totals?|sums?)\b", re.I),
    CheckKind.SHARE: re.compile(r"占比|比重|占.{0,4}比例|\bshares?\b", re.I),
    CheckKind.CHANGE: re.compile(r"增长|增幅|降幅|增减|变动|\b(?:growth|changes?|increases?)\b", re.I),
    CheckKind.COMPLETION: re.compile(r"完成率|\bcompletion\b", re.I),
    CheckKind.SCORE: re.compile(r"得分|扣分|评分|\bscores?\b", re.I),
    CheckKind.BALANCE: re.compile(r"结余|结转|\bbalances?\b", re.I),
}
# The formulas of cross-checks as those that a computation of an answer is looked through by.
_AS_COMPUTED = {
    "executed_over_budget": "execution_rate",
    "executed_over_initial": "execution_rate",
    "executed_over_adjusted": "execution_rate",
    "executed_over_received": "execution_rate",
    "part_over_total": "share",
    "actual_over_target": "completion",
    "score_over_full": "completion",
    "sum": "sum",
    "change": "difference",
    "budget_minus_executed": "balance",
}
_MOST_TOLD = 12


def contradicted_answer(plan: Plan, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """Each stated figure that its report's own amounts contradict, beside what these yield; None where nothing such is asked.

    Where all agree, that is said. At most twelve are told, and how many more there are.
    """
    text = plan.question.text
    if not (_WHICH.search(text) and _RECORDS.search(text) and _APART.search(text)) or _ACROSS.search(text):
        return None
    if plan.unknown or plan.ambiguous:
        return None
    ids = [head.id for head in in_scope(plan, roll)]
    kinds = {kind for kind, words in _KINDS.items() if words.search(text)} or set(CheckKind)
    told = library.store.checks(scope, ids, verdicts={Verdict.CONTRADICTS})
    found = [check for check in told if check.kind in kinds]
    language = plan.question.language
    if not found:
        looked = [check for check in library.store.checks(scope, ids) if check.kind in kinds]
        return _none(len(looked), language)
    draft = _told(found[:_MOST_TOLD], library, scope, language)
    if len(found) > _MOST_TOLD:
        draft.notes.append(say("contradicted_more", language, count=str(len(found) - _MOST_TOLD)))
    return draft


def _none(looked: int, language: str) -> Draft | None:
    """That every figure recomputed agrees; None where none could be."""
    if not looked:
        return None
    draft = Draft()
    draft.prose(say("contradicted_none", language))
    draft.notes.append(say("contradicted_looked", language, count=str(looked)))
    return draft


def _told(found: Sequence[Check], library: Library, scope: Scope, language: str) -> Draft:
    draft = Draft()
    ids = {check.document_id for check in found}
    documents = library.store.documents(scope, ids)
    figures = {figure.id: figure for figure in library.store.figures(scope, sorted(ids))}
    for check in found:
        _tell(draft, check, figures, documents[check.document_id], library, language)
    return draft


def _tell(
    draft: Draft, check: Check, figures: Mapping[str, Figure], document: Document, library: Library, language: str
) -> None:
    stated = figures[check.stated]
    inputs = [Hit(figures[key], document, 1.0, 1.0) for key in check.inputs]
    words = label(stated, language, library.vocabulary, department=True)
    draft.figure(
        Hit(stated, document, 1.0, 1.0), say("as_stated", language, what=words), show(stated.quantity, language)
    )
    key = _AS_COMPUTED.get(check.formula, "")
    computation = compute(key, tuple(hit.figure for hit in inputs)) if key else None
    if computation is not None:
        name = say("recomputed", language, what=words)
        draft.computation(computation, tuple(inputs), name, show(computation.quantity, language), stated)
    for hit in inputs:
        name = label(hit.figure, language, library.vocabulary, department=True)
        draft.figure(hit, name, show(hit.figure.quantity, language), offered=False)
    # What no formula of answers yields again is not told as a number.
    again = show(computation.quantity, language) if computation is not None else ""
    said = "contradicted_by" if again else "contradicted_unlike"
    told = show(stated.quantity, language)
    draft.notes.append(say(said, language, source=document.name, stated=told, computed=again))
