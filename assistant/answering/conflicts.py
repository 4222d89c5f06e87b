"""Two documents that state the same thing differently: both are shown and named, nobody is said to be right.

The same thing is the same measure of the same office in the same period and role. Values that can be one number written
with more or fewer decimals, or with a hedge, do not differ.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit
from assistant.answering.kinds import EXECUTION_KEYS
from assistant.answering.phrase import label, say
from assistant.answering.plan import Plan
from assistant.records.checks import interval
from assistant.records.model import Bound, Figure, PartType, Period, Reason, Role
from assistant.records.quantity import convert, family, show
from assistant.records.vocabulary import Vocabulary

_MOST = 3
# Questions that doubt a figure: whatever else the records tell of it is wanted.
_DOUBT = re.compile(
    r"到底|究竟|一致|吻合|相符|对得上|矛盾|出入|打架|"
    r"\b(?:agree\w*|match\w*|consisten\w*|inconsisten\w*|conflict\w*|discrepan\w*|contradict\w*|differ\w*)\b",
    re.I,
)
# A doubtful question's other figure fits at most so many logits less well, and nearly all of its words.
_DOUBT_DROP, _DOUBT_WORDS = 7.0, 0.85
# Figures of one document this far apart are hardly the same thing told twice.
_FARTHEST_WITHIN = Decimal("1.25")
# Values farther apart than this are of another scope: a bureau with and without those below it.
_FARTHEST = Decimal(2)
_ROLES = frozenset({Role.ACTUAL, Role.BUDGET, Role.TARGET, Role.SCORE})
_CELL_WORDS = re.compile(
    r"(?:全年|年度|本年|实际|目标|指标|支出)*(?:完成|指标|目标|决算|执行|支出)?(?:数值|值|数|情况|金额|数量|结果)"
)
_ENDS = re.compile(r"(?:数量|总数|个数|数|情况)$")
_WHEN = re.compile(r"(?:19|20)\d{2}年度?|全年|当年|本年度?|累计|共计|共|已")
_WHOLE = frozenset({"", "部门", "本部门", "单位", "本单位", "合计", "总计", "部门整体", "整体支出", "部门整体支出"})
_PART = re.compile(
    r"其中|基本支出|项目(?:支出|资金|经费)|人员|公用|三公|采购|专项|上级|基金|结转|一般公共|财政拨款|本级|下属"
)
# Documents about a part of an office's budget, or about what is only planned, say nothing of the whole of it.
_PARTIAL = frozenset({"project_evaluation", "target_form", "project_list", "payout", "table", "other"})


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures can be one number, written with other decimals, in another unit or with a hedge."""
    try:
        unit = one.quantity.unit
        ends = [interval(f.quantity) for f in (one, other)]
        low, high = (convert(replace(other.quantity, value=v, upper=None), unit).value for v in ends[1])
    except (ValueError, ArithmeticError):
        return False
    return ends[0][0] <= high and low <= ends[0][1]


def named(figure: Figure) -> str:
    """What a figure is of: its measure, or in a form (实际完成值) the label of its row."""
    measure = _plain(figure.measure)
    if not _CELL_WORDS.fullmatch(measure):
        return measure
    labels = figure.subject.split()
    return _plain(labels[-1]) if labels else ""


def add_conflicts(draft: Draft, plan: Plan, found: Iterable[Hit], vocabulary: Vocabulary) -> None:
    """Put behind each figure that `draft` offers those of other documents among `found` that contradict it, and say so."""
    pool = [h for h in found if h.document.current]
    doubted = doubts(plan)
    told = {p.figure.id: p.figure for p in draft.parts if p.type is PartType.FIGURE and p.figure}
    noted: set[str] = set()
    for hit in _offered(draft):
        rivals = [] if hit.figure.id in noted else _rivals(hit, pool, doubted=doubted)
        noted |= {h.figure.id for h in (hit, *rivals) if rivals}
        for rival in reversed(rivals):
            if not any(agree(rival.figure, f) for f in told.values() if f.role is rival.figure.role):
                told[rival.figure.id] = rival.figure
                _put_behind(draft, plan, hit.figure, rival, vocabulary)
        if rivals:
            _note(draft, plan, [hit, *rivals])


def _offered(draft: Draft) -> list[Hit]:
    """The figures that a draft offers, with their documents."""
    documents = {c.id: c.document for c in draft.citations}
    parts = [p for p in draft.parts if p.type is PartType.FIGURE and p.offered]
    return [Hit(p.figure, documents[p.citations[0]], 1.0, 1.0) for p in parts if p.figure]


def doubts(plan: Plan) -> bool:
    """Whether a question doubts that the records agree (到底是多少, do the text and the table agree)."""
    return bool(_DOUBT.search(plan.question.text))


def _rivals(hit: Hit, pool: Sequence[Hit], *, doubted: bool) -> list[Hit]:
    """The first figure of each document, or of another place of the same one, that states what `hit` does but differently."""
    found: dict[str, Hit] = {}
    agreeing: set[str] = set()
    told = next((h for h in pool if h.figure.id == hit.figure.id), hit)
    for other in pool:
        within = other.document.id == hit.document.id
        same_matter = _same_thing(hit, other) or (doubted and _as_well(told, other))
        if not same_matter or (within and not _told_again(hit, other, doubted=doubted)):
            continue
        if agree(hit.figure, other.figure):
            agreeing.add(other.document.id)
        elif _near(hit.figure, other.figure):
            found.setdefault(other.document.id, other)
    return [h for key, h in found.items() if key not in agreeing][:_MOST]


def _told_again(one: Hit, other: Hit, *, doubted: bool) -> bool:
    """Whether a document tells something in two places: in two sections, or in its text and in a table of it."""
    a, b = one.figure, other.figure
    apart = bool(a.cell) != bool(b.cell) or (not a.cell and a.section != b.section)
    alike = a.subject == b.subject or bool(a.cell) != bool(b.cell)
    return a.clause != b.clause and apart and (doubted or (alike and _near(a, b, _FARTHEST_WITHIN)))


def _as_well(told: Hit, other: Hit) -> bool:
    """Whether another figure of the same year and kind answers a doubtful question nearly as well."""
    years = [h.figure.period.years[-1:] if h.figure.period else () for h in (told, other)]
    kinds = [(h.side, family(h.figure.quantity.unit)) for h in (told, other)]
    fits = other.score >= told.score - _DOUBT_DROP and other.lexical >= _DOUBT_WORDS * told.lexical
    return fits and years[0] == years[1] and kinds[0] == kinds[1] and other.lexical >= _DOUBT_WORDS


def _same_thing(one: Hit, other: Hit) -> bool:
    a, b = one.figure, other.figure
    if a.role is not b.role or a.role not in _ROLES or _period(a.period) != _period(b.period) or a.period is None:
        return False
    if a.department != b.department or not a.department:
        return False
    if a.indicator in EXECUTION_KEYS or b.indicator in EXECUTION_KEYS:
        return a.indicator == b.indicator and all(_of_the_whole(h) for h in (one, other))
    return named(a) == named(b) != ""


def _of_the_whole(hit: Hit) -> bool:
    figure = hit.figure
    said = f"{figure.subject}{figure.measure}".replace("项目支出绩效", "")
    whole = figure.subject in _WHOLE or figure.subject == figure.department
    return whole and hit.document.kind not in _PARTIAL and not _PART.search(f"{said}{''.join(figure.section[-1:])}")


def _near(one: Figure, other: Figure, farthest: Decimal = _FARTHEST) -> bool:
    try:
        second = convert(replace(other.quantity, bound=Bound.EXACT, upper=None), one.quantity.unit).value
    except (ValueError, ArithmeticError):
        return False
    low, high = sorted((abs(one.quantity.value), abs(second)))
    return low > 0 and high <= low * farthest


def _plain(words: str) -> str:
    return _ENDS.sub("", _WHEN.sub("", re.sub(r"[\s“”（）()的了]+", "", words)))


def _period(period: Period | None) -> str:
    """A period as one word; January to December is the year."""
    written = str(period) if period else ""
    return re.sub(r"^(\d{4})-01/\1-12(?:-31)?$", r"\1", written)


def _put_behind(draft: Draft, plan: Plan, told: Figure, rival: Hit, vocabulary: Vocabulary) -> None:
    language = plan.question.language
    at = next(n for n, p in enumerate(draft.parts) if p.figure == told)
    words = label(rival.figure, language, vocabulary, department=plan.departments is None)
    draft.figure(rival, words, show(rival.figure.quantity, language))
    draft.parts.insert(at + 1, draft.parts.pop())


def _note(draft: Draft, plan: Plan, hits: Sequence[Hit]) -> None:
    language = plan.question.language
    said = [say("conflict_said", language, name=h.document.name, value=show(h.figure.quantity, language)) for h in hits]
    joint = "，" if language == "zh" else "; "
    draft.notes.append(say("conflict_note", language, what=joint.join(said)))
    draft.reason = Reason.CONFLICT
