"""Points of an evaluation: which indicator they are of, where a bracket stands between its name and what it got."""

import re

from assistant.records.model import Span
from ingest.nouns import squeeze, tidy

_OF = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”、]{2,24})[（(](?:(?:指标)?总?分值|权重|满分|标准分|总分|得分率?)?[为是：:]?"
    r"(?:[\d.]+[分%][，,](?:实际|自评|评价|实)?(?:[得扣评]分?率?)?[为是：:]?"
    r"|[\d.]+分[）)](?:[，,]?(?:实际|自评|评价|实)?[得扣]分?[为是：:]?(?:[\d.]+分)?)*)?$"
)
_GOT = re.compile(r"\s*[）)]?\s*[，,]?\s*(?:实际|自评|评价|实)?得分?[为是：:]?\s*\d")
_REACH = 80


def item_of(text: str, clause: Span, number: int) -> str:
    """The name of 产出指标（权重 10 分）得 9 分 for each of its figures, which start at `number`; "" where none stands so."""
    found = _OF.search(squeeze(text[max(clause.start, number - _REACH) : number]))
    return tidy(found["name"].rsplit("、", 1)[-1]) if found else ""


def is_maximum(text: str, end: int) -> bool:
    """Whether points that end at `end` are those that could be got: 投入 10 分得 9.15 分, 效益（30 分）得 27.5 分."""
    return bool(_GOT.match(text, end))
