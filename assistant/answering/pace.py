"""Who is behind pro-rata progress, and by how much: 哪些单位9月底没达到序时进度？差多少？"""

import re
from collections.abc import Mapping, Sequence

from assistant.answering.draft import Draft
from assistant.answering.errata import is_corrected
from assistant.answering.evidence import Hit
from assistant.answering.find import in_scope
from assistant.answering.formulas import FORMULAS, compute
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.monitoring.execution import Position, behind, execution, months_told
from assistant.records.library import Library
from assistant.records.model import Document
from assistant.records.quantity import show
from assistant.records.scope import Scope

_WHO = re.compile(r"哪|谁|\bwhich\b|\bwho\b", re.I)
_LAGS = re.compile(
    r"(?:没有?|未能?|未曾|不)(?:达到?|跟上|赶上|完成|及)[^，。；]{0,6}?序时进度|(?:低于|落后于?|慢于|不及|滞后于?)[^，。；]{0,6}?序时进度|"
    r"\b(?:behind|below|short of|slower than) (?:the )?(?:pro[ -]?rata|schedule)",
    re.I,
)
_BY_HOW_MUCH = re.compile(
    r"差(?:了|距|额)?(?:多少|几)|\bby how (?:much|many)\b|\bhow far\b|\bhow much (?:is|are)\b", re.I
)
_MOST_TOLD = 12


def pace_answer(plan: Plan, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """The departments behind pro-rata progress at the month asked for, the farthest first, in points and in money.

    None where the question asks no such thing, names one office, or where no record tells of that month.
    """
    text = plan.question.text
    month = months_told(plan.period)
    if not (month and _WHO.search(text) and _LAGS.search(text)):
        return None
    if plan.unknown or plan.ambiguous or (plan.departments is not None and len(plan.departments) == 1):
        return None
    held = {head.id: head.region for head in in_scope(plan, roll)}
    found = [p for p in execution(library.store, scope) if p.month == month and _fits(p, plan, held)]
    if plan.years is None:  # 11月底: of the latest year that records tell of
        found = [p for p in found if p.year == max(one.year for one in found)]
    corrected = [
        p for p in behind(found) if any(is_corrected(f, roll, library, scope) for f in (*p.budget, *p.executed))
    ]
    late = [p for p in behind(found) if p not in corrected]
    if not late:
        return None
    language = plan.question.language
    draft = _told(late, language, library, scope, gap=_BY_HOW_MUCH.search(text) is not None)
    for key, left_out in (("pace_disputed", [p for p in found if p.disputed]), ("pace_corrected", corrected)):
        if left_out:
            joint = "、" if language == "zh" else ", "
            draft.notes.append(say(key, language, what=joint.join(p.department for p in left_out)))
    return draft


def _fits(position: Position, plan: Plan, held: Mapping[str, str]) -> bool:
    """Whether a department as a whole lies within what the plan asks of.

    Of a region named, every row of its ledgers counts, also one written without its place (区住建局, 石坞镇人民政府).
    """
    document = position.executed[0].document_id
    if position.project or document not in held or (plan.years is not None and position.year not in plan.years):
        return False
    local = any(m.region for m in plan.mentions) and held[document] != "" and held[document] in plan.question.text
    return plan.departments is None or plan.full(position.department) in plan.departments or local


def _told(late: Sequence[Position], language: str, library: Library, scope: Scope, *, gap: bool) -> Draft:
    draft = Draft()
    shown = late[:_MOST_TOLD]
    documents = library.store.documents(scope, {f.document_id for p in shown for f in (*p.budget, *p.executed)})
    for position in shown:
        _tell(draft, position, documents, language, gap=gap)
    if len(late) > len(shown):
        draft.notes.append(say("pace_more", language, count=str(len(late) - len(shown))))
    return draft


def _tell(draft: Draft, position: Position, documents: dict[str, Document], language: str, *, gap: bool) -> None:
    """How far one is: its rate, as told or computed, and what it lacks in points and in money; `gap` says which is asked."""
    budget, spent, stated = position.budget[0], position.executed[0], position.stated
    hits = tuple(Hit(f, documents[f.document_id], 1.0, 1.0) for f in (budget, spent))
    if not gap and stated is not None:
        words = say("rate_at", language, who=position.department, month=str(position.month), year=str(position.year))
        draft.figure(Hit(stated, documents[stated.document_id], 1.0, 1.0), words, show(stated.quantity, language))
    rate = () if gap or stated is not None else ("execution_rate",)
    for key in (*rate, f"points_behind_{position.month}", f"short_of_pace_{position.month}"):
        ordered = hits[::-1] if key == "execution_rate" else hits
        computation = compute(key, tuple(hit.figure for hit in ordered))
        if computation is not None:
            words, value = _label(position, key, language), show(computation.quantity, language)
            offered = gap or key == "execution_rate"
            draft.computation(computation, ordered, words, value, spent, offered=offered)


def _label(position: Position, key: str, language: str) -> str:
    formula = FORMULAS[key]
    if key == "execution_rate":
        who, month, year = position.department, str(position.month), str(position.year)
        return say("rate_at", language, who=who, month=month, year=year)
    if language == "zh":
        return f"{position.department}{position.year}年1-{position.month}月比序时进度差（{formula.zh}）"
    return (
        f"{position.department}, January to month {position.month} of {position.year}, behind pro rata ({formula.en})"
    )
