"""Near-duplicates among indicators: 培训合格率 and 培训结业合格率 are set side by side, 合格率 and 不合格率 are not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.monitoring.indicator_model import Indicator
from assistant.records.fold import simplified
from assistant.records.quantity import family

# Dice of character pairs; 残疾人家庭无障碍改造户数 and 重度残疾人家庭无障碍改造户数 reach 0.92, 培训合格率 and 验收合格率 0.5.
ALIKE = 0.62
_ENDINGS = re.compile(r"(?:数量|人次数|人数|件数|户数|个数|场次|次数|数|长度|里程|情况|指标)$")
_MARKS = re.compile(r"[\W_]+")
# Words that turn an indicator round: two names that differ in one of them are never the same.
_TURNS = tuple(
    re.compile(words)
    for words in ("不|未|无(?!障碍)|非", "增|升|提高", "减|降|压缩", "城镇|城市", "农村|乡村", "重度|重点")
)


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators of the same thing: `name` is the one most used, `names` every way it is written."""

    name: str
    names: tuple[str, ...]
    members: tuple[Indicator, ...]


def plain_name(name: str) -> str:
    """A name without marks and the word for a count at its end: what is compared."""
    bare = _MARKS.sub("", simplified(name)).lower()
    return _ENDINGS.sub("", bare) or bare


def likeness(one: str, other: str) -> float:
    """How alike two plain names are, 0 to 1: twice the character pairs in common over the pairs of both (Dice)."""
    if one == other:
        return 1.0
    if any(bool(turn.search(one)) != bool(turn.search(other)) for turn in _TURNS):
        return 0.0
    mine, theirs = _pairs(one), _pairs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def groups(indicators: Iterable[Indicator]) -> tuple[Group, ...]:
    """The indicators by what they measure, the most used first; each is in one group.

    A name joins the most used name it is like enough to, of the same family of units: names that are only alike by way of
    a third stay apart.
    """
    by_name: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for one in indicators:
        by_name[plain_name(one.name), family(one.unit) if one.unit else ""].append(one)
    leaders: dict[tuple[str, str], list[Indicator]] = {}
    having: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(by_name, key=lambda key: (-len(by_name[key]), key)):
        leader = _leader(key, having)
        if leader is None:
            leaders[key] = []
            for pair in _pairs(key[0]):
                having[pair].append(key)
        leaders[leader or key].extend(by_name[key])
    made = (_group(members) for members in leaders.values())
    return tuple(sorted(made, key=lambda group: (-len(group.members), group.name)))


def _leader(key: tuple[str, str], having: dict[str, list[tuple[str, str]]]) -> tuple[str, str] | None:
    """The name before it that is most alike, or None; only names with a pair in common are looked at."""
    name, kind = key
    near = {other for pair in _pairs(name) for other in having[pair] if other[1] == kind}
    best = max(near, key=lambda other: (likeness(name, other[0]), other), default=None)
    return best if best is not None and likeness(name, best[0]) >= ALIKE else None


def _group(members: Sequence[Indicator]) -> Group:
    used: dict[str, int] = defaultdict(int)
    for one in members:
        used[one.name] += 1
    names = tuple(sorted(used, key=lambda name: (-used[name], len(name), name)))
    return Group(names[0], names, tuple(members))


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1)) or frozenset((name,))
