"""Which problems come back year after year: 哪些问题连续两年没解决？ Quotes of both reports side by side."""

import re
from collections.abc import Sequence

from assistant.answering.draft import Draft
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.monitoring.repeats import Outcome, Raised, raised_problems
from assistant.records.library import Library
from assistant.records.scope import Scope

_PROBLEMS = re.compile(r"问题|短板|不足|毛病|\b(?:problems?|issues?|weaknesses|shortcomings)\b", re.I)
_BACK = re.compile(
    r"连续(?:[两二三四2-4]|多|几)?(?:年|次)|反复|重复(?:出现|提)|屡(?:次|查屡犯|改屡犯)|老(?:问题|毛病)|年年|每年都|一直(?:没|存在|有)|又(?:出现|提|有)|再次(?:出现|提)|"
    r"多年(?:没|未|存在)|(?:上年|去年|往年|前一年|上一年)[^，。？]{0,12}(?:问题|短板|不足)[^，。？]{0,12}(?:解决|整改|改(?:了|好|掉)|还有|仍|落实)|"
    r"(?:还|仍然?|依然|至今)(?:没|未)(?:有|能)?(?:得到)?(?:解决|整改|改)|"
    r"\b(?:repeat\w*|recurr\w*|come back|came back|year after year|again and again|unresolved|persist\w*|still not (?:solved|fixed|resolved)|two years running)\b",
    re.I,
)
_MOST = 12
_HEADS = {
    "zh": ("部门", "年度", "问题", "再次提出的年度", "再次提出的原话"),
    "en": ("Department", "Year", "Problem", "Named again in", "In these words"),
}


def repeated_answer(plan: Plan, roll: Roll, library: Library, scope: Scope) -> Draft | None:
    """Problems that a later report names again, the quotes of both cited; None where no such thing is asked.

    Where none is, that is said, with how many problems were looked at. At most twelve are told, and how many more.
    """
    text = plan.question.text
    if not (_PROBLEMS.search(text) and _BACK.search(text)) or plan.unknown or plan.ambiguous:
        return None
    short = roll.short
    every = raised_problems(library.store, scope, library.matcher, lambda name: short.get(name, name))
    held = {head.id for head in roll}
    looked = [
        one
        for one in every
        if one.problem.document_id in held
        and one.outcome is not Outcome.OPEN
        and (plan.departments is None or plan.full(one.department) in plan.departments)
        and (plan.years is None or {one.year, *(year for year, _ in one.again)} & set(plan.years))
    ]
    if not looked:
        return None
    found = [one for one in looked if one.outcome is Outcome.AGAIN]
    first = [one for one in found if not any(one.problem in [p for _, p in other.again] for other in found)]
    language = plan.question.language
    if not first:
        draft = Draft()
        draft.prose(say("repeated_none", language))
        draft.notes.append(say("repeated_looked", language, count=str(len(looked))))
        return draft
    return _told(first, library, scope, language)


def _told(found: Sequence[Raised], library: Library, scope: Scope, language: str) -> Draft:
    draft = Draft()
    draft.prose(say("repeated", language))
    shown = found[:_MOST]
    points = [point for one in shown for point in (one.problem, *(p for _, p in one.again))]
    documents = library.store.documents(scope, {point.document_id for point in points})
    rows, numbers = [_HEADS[language]], []
    joint = "；" if language == "zh" else "; "
    for one in shown:
        for point in (one.problem, *(p for _, p in one.again)):
            numbers.append(draft.cite(documents[point.document_id], point.span, point.section, None, None))
        years = joint.join(str(year) for year, _ in one.again)
        words = joint.join(point.text for _, point in one.again)
        rows.append((one.department, str(one.year), one.problem.text, years, words))
    draft.table(tuple(rows), tuple(dict.fromkeys(numbers)), "")
    if len(found) > len(shown):
        draft.notes.append(say("repeated_more", language, count=str(len(found) - len(shown))))
    return draft
