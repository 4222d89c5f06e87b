"""Names of a figure that follows another: a change, a share, a place, a completion, or what that is compared with.

It is said of the same subject, and where that has none, of what that measures; see ingest.naming.
"""

import re
from dataclasses import replace

from assistant.records.model import Role
from assistant.records.quantity import Reading, family
from ingest.carried import FIELD, Carried, Head, Named
from ingest.levels import stating
from ingest.nouns import LONGEST, is_bare, last_name, squeeze, thing_of, tidy
from ingest.wording import wording

FOLLOWS = frozenset({Role.CHANGE, Role.RANK, Role.SHARE})
_COMPLETED = re.compile(r"(?:完成|达到?|为|占)?[^，]{0,8}?(?:目标|计划|任务|预算|进度)[数值]?的?$")
_AGAINST = re.compile(r"([^，]{0,6}?)[比较]((?:年初|上年|调整|全年)?(?:预算|决算|计划|目标)?(?:[数值]|定额|标准)?)$")
# A time alone names no measure: 比上年的 3,206 张增加 214 张.
_TIME_ALONE = re.compile(r"(?:年初|上年|去年|全年|同期|上年同期)?")


def compared_with(where: Head, carried: Carried, words: str, other: re.Match[str]) -> Named:
    """What a figure is compared with (接待费比上年决算数 18 万元减少 2 万元): of the same, which the change is of."""
    left = tidy(words[: other.start()])
    if left and left not in wording().vague:
        carried = replace(carried, base=left, measure=left, said_of="", rate="")
    of = tidy(other["of"])
    return Named(carried.measure if _TIME_ALONE.fullmatch(of) else of, carried.said_of or carried.base, carried)


def side_of(where: Head, reading: Reading, role: Role, carried: Carried, subject: str, measure: str) -> Named | None:
    """A change, share, rank or completion of what was told before it, or that again in other words."""
    kind, unit = family(reading.quantity.unit), reading.quantity.unit
    tail, bare = where.tail.of(where.text), tidy(measure)
    if role in FOLLOWS:
        return _following(last_name(subject), bare or tidy(tail)[:LONGEST], unit, carried, attached=where.attached)
    if kind == "percent" and _COMPLETED.fullmatch(squeeze(measure)):
        return _completing(last_name(subject), bare, kind, carried)
    if not (bare or tidy(tail)) and carried.measure:
        return Named(carried.measure, carried.said_of, carried)
    found = wording().relative.search(bare)
    if role is Role.TARGET and kind == "percent" and found and found.start() >= 2:
        return _following(last_name(subject), bare, unit, carried)
    against = _AGAINST.match(bare)
    if against and carried.base and (not against[1] or against[1] in wording().vague):
        of = carried.measure if _TIME_ALONE.fullmatch(against[2]) else against[2]
        return Named(of, carried.said_of or carried.base, carried)  # 较年初预算数 18 万元减少 0.02 万元
    return None


def _following(own: str, measure: str, unit: str, carried: Carried, *, attached: bool = False) -> Named:
    """A change, share or place: said of what it follows, or of what its own words put before the change."""
    words, kind = wording(), family(unit)
    found = (words.ranking if kind == "rank" else words.relative).search(measure)
    left = thing_of(tidy(measure[: found.start()])) if found else ""
    if len(left) == 1 and found and found.start() == 1:  # 药占比 is a name
        return stating(own, "", measure, "", unit, carried)
    left = (
        ""
        if left in words.vague or left.endswith(("后", "因素", "口径", "基础上")) or (attached and FIELD.search(left))
        else left
    )
    driven = words.relational.search(left)
    if driven and carried.said_of and words.doing.match(driven[0]):
        left = ""  # 价格回升带动产值增加
    base = (carried.rate or carried.base) if kind in {"points", "rank"} else (carried.base or carried.rate)
    bare = found is not None and not left and found.start() == 0
    governing = carried.subject if carried.governs else ""
    subject = own or governing or left or carried.said_of or base
    shown = measure
    if base and bare and base != subject:
        shown = f"{base}{measure}"  # 限上企业销售额…，同比增长: what grows is the figure before
    after = replace(carried, subject=own, governs=True, said_of=own) if own else carried
    if left:
        after = replace(
            after,
            base=left,
            said_of=after.said_of if governing else "",
            subject=(not carried.crossed and after.subject) or left,
        )
    return Named(shown, subject, after)


def _completing(own: str, measure: str, kind: str, carried: Carried) -> Named:
    """How far a goal or a budget was reached: of the subject of what was reached, or of what it measures."""
    subject = own or carried.said_of
    if not subject and not carried.crossed and wording().dependent.fullmatch(measure):
        subject = carried.subject  # 白沙渔港因论证未通过，形象进度 35%
    if not subject and carried.base and not (wording().spending.search(carried.base) or is_bare(carried.base)):
        subject = carried.base
    return Named(measure, subject, replace(carried, rate=measure, measure=measure))
