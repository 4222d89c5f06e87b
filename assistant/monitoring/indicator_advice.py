"""Indicators for a new project, from those of similar ones on record: 这个项目可以用哪些产出指标？

Each comes with the rows it stands in; nothing is made up.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.monitoring.indicator_groups import Group, groups, likeness, plain_name
from assistant.monitoring.indicator_model import Indicator, IndicatorType
from assistant.records.embed import Encoder

# The types of the first level 产出指标 of the usual form.
OUTPUTS = (IndicatorType.QUANTITY, IndicatorType.QUALITY, IndicatorType.TIMELINESS, IndicatorType.COST)
# Cosine of the shipped encoder from which two names are of one field: 老旧小区健身设施更新 and 更新社区健身器材 come to
# 0.57, 古树名木保护 and 大坝安全监测点位完好率 to 0.13; between Chinese and English it is lower throughout.
_NEAR = 0.42
_SURE = 0.55
_NEAR_ACROSS = 0.18
# Beside a project of the very same field those that are only somewhat alike tell nothing.
_BESIDE = 0.6
_OF_PROJECT = 0.95
_CHINESE = re.compile("[\u4e00-\u9fff]")
# Every project has these; they tell nothing of what one is for.
_KIND = re.compile(r"(?:项目|工程|专项(?:资金)?)$|\s+(?:project|programme|program)$", re.I)
_GENERAL = re.compile(r"预算执行率|资金(?:到位|支付|使用)率|^.{0,2}$")


@dataclass(frozen=True, slots=True)
class Advice:
    """An indicator that a project may use: how alike its project or name is (0 to 1), and the rows it stands in."""

    group: Group
    type: IndicatorType
    likeness: float


def advise(
    project: str, indicators: Sequence[Indicator], encoder: Encoder, types: Collection[IndicatorType] = ()
) -> tuple[Advice, ...]:
    """Indicators of projects like `project` (its name or a few words of what it does), by type, the nearest first.

    `types` keeps only indicators of these. Left out are those that cannot be measured, and those that every project has.
    """
    usable = [
        one for one in indicators if one.target is not None and one.target.figure and not _GENERAL.search(one.name)
    ]
    usable = [one for one in usable if not types or one.type in types]
    if not usable or not project.strip():
        return ()
    names = sorted({name for one in usable for name in (one.name, one.project) if name})
    near = dict(zip(names, _nearness(project, names, encoder), strict=True))
    of_one = {one.key: max(near[one.name], _OF_PROJECT * near.get(one.project, 0.0)) for one in usable}
    close = [one for one in usable if of_one[one.key] > 0]
    found = [_advice(group, of_one) for group in groups(close)]
    order = list(IndicatorType)
    return tuple(sorted(found, key=lambda one: (order.index(one.type), -one.likeness, one.group.name)))


def _advice(group: Group, of_one: dict[str, float]) -> Advice:
    best = max(group.members, key=lambda one: (of_one[one.key], one.type_told, one.year))
    told = next((one.type for one in group.members if one.type_told), best.type)
    return Advice(group, told, round(of_one[best.key], 3))


def _nearness(project: str, names: Sequence[str], encoder: Encoder) -> list[float]:
    """How near each name is to the project, 0 where it is of another field."""
    wanted = _core(project)
    vectors = _unit(encoder.encode([wanted, *map(_core, names)]))
    near = [_near(float(cosine), wanted, name) for cosine, name in zip(vectors[1:] @ vectors[0], names, strict=True)]
    least = _BESIDE * max(near)
    return [one if one >= least else 0.0 for one in near]


def _core(name: str) -> str:
    """A name without the word that every project's ends with."""
    return _KIND.sub("", name.strip()) or name


def _near(cosine: float, wanted: str, name: str) -> float:
    across = bool(_CHINESE.search(wanted)) is not bool(_CHINESE.search(name))
    if across:
        return cosine if cosine >= _NEAR_ACROSS else 0.0
    # Below the surer mark the two must share characters, too: 改造老旧供水管网 is no 老旧小区健身设施更新.
    shared = likeness(plain_name(wanted), plain_name(name))
    return cosine if cosine >= _SURE or (cosine >= _NEAR and shared > 0) else 0.0


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)
