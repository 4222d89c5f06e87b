"""Segments of a sentence: the words before a figure and behind it, up to the next mark or figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records.model import Bound, Span
from assistant.records.quantity import Reading
from ingest.nouns import squeeze
from ingest.pairing import LISTED, REACH

# A comma between digits separates thousands; a bracket of one to three characters belongs to the name: 出国（境）费.
SEPARATOR = re.compile(
    r"[，；;：。！？!?【】]|——|(?<!\d)[,:]|[,:](?!\d)|[（(](?!.{1,3}[）)])|(?<![（(].)(?<![（(]..)(?<![（(]...)[）)]"
)
_POINTING = re.compile(r"(?:仅|只|均|分别)?(?:[为是达有仅]|达到)")
_SHORT_LABEL = 8
_OPENED = re.compile(r"[（(][\u4e00-\u9fff]{0,6}\s*$")


@dataclass(frozen=True, slots=True)
class Around:
    """The run of text before a figure and after it, inside its own segment.

    `listed` when it only continues a list (12.1、9.8 万元), `followed` when its tail runs straight into the next
    figure.
    """

    head: Span
    tail: Span
    listed: bool
    followed: bool = False


def is_bracketed(text: str, span: Span) -> bool:
    """Whether a figure is all that a bracket tells: 高温（≥35℃）日, 小型水库（库容 10 万立方米以上）12 座."""
    opened = _OPENED.search(text, max(0, span.start - _SHORT_LABEL), span.start)
    return opened is not None and text[span.end : span.end + 1] in {"）", ")"}


def limit_of(text: str, readings: Sequence[Reading], around: Around, index: int) -> Span | None:
    """The threshold that stands right before a head, with what it limits: 投资 5 亿元以上项目 4 个."""
    if not index or readings[index - 1].span.end != around.head.start:
        return None
    before = readings[index - 1]
    if before.quantity.bound not in {Bound.AT_LEAST, Bound.AT_MOST, Bound.OVER, Bound.UNDER}:
        return None
    floor = readings[index - 2].span.end if index > 1 else max(0, before.span.start - REACH)
    start = max([floor, *(m.end() for m in SEPARATOR.finditer(text, floor, before.span.start))])
    return Span(start, before.span.end)


def around_figure(text: str, clause: Span, readings: Sequence[Reading], index: int) -> Around:
    """The words of figure `index` of `readings`: from the last mark or figure before it to the next behind it."""
    here = readings[index].span
    floor = readings[index - 1].span.end if index else clause.start
    ceiling = readings[index + 1].span.start if index + 1 < len(readings) else clause.end
    if index + 1 < len(readings) and readings[index + 1].quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST}:
        ceiling = clause.end  # 149 家注资 2000 万元以上企业: the limit belongs to the counted noun
    cuts = [floor, *(m.end() for m in SEPARATOR.finditer(text, floor, here.start))]
    start = cuts[-1]
    words = squeeze(text[start : here.start])
    labelled = not words and text[start - 1 : start] in {"：", ":"}  # 电影放映：1,824 场
    if len(cuts) > 1 and (labelled or _POINTING.fullmatch(words)):
        start = cuts[-2]  # 某项目执行率最低，仅为 62.4%
    stop = SEPARATOR.search(text, here.end, ceiling)
    listed = bool(index) and start == floor and bool(LISTED.match(text[floor : here.start]))
    if text.startswith("、", here.end):
        return Around(Span(start, here.start), Span(here.end, here.end), listed)
    return Around(
        Span(start, here.start),
        Span(here.end, stop.start() if stop else ceiling),
        listed,
        followed=stop is None and ceiling < clause.end,
    )
