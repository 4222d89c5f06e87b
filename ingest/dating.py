"""The period a figure is of: the one named beside it, unless its sentence only compares with that."""

import re
from collections.abc import Sequence

from assistant.records.model import Period, Span
from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading
from ingest.carried import Carried
from ingest.nouns import squeeze

_COMPARED = re.compile(r"[与同和跟][^，；。]{0,2}$")
_COMPARISON = re.compile(r"\s*(?:年?度?|决算数?|预算数?)?(?:相比|比较|对比|相较|持平)")
_SAME_TIME = re.compile(r"同期")
_TIMES_OF = re.compile(r"\s*的\s*[\d.]+\s*(?:倍|%|％|成)")
_STARTING = re.compile(r"[由从]$")


def is_compared(text: str, reading: PeriodReading) -> bool:
    """Whether a period is only compared with: 比上年, 与 2022 年度相比; a value may be stated of 上年同期 itself."""
    if _SAME_TIME.search(squeeze(reading.span.of(text))) and not re.search(
        r"[比较与同]\s*$", text[max(0, reading.span.start - 5) : reading.span.start]
    ):
        return not re.match(r"\s*[为是仅只]", text[reading.span.end : reading.span.end + 4])
    after = text[reading.span.end : reading.span.end + 12]
    if _TIMES_OF.match(after) and not _STARTING.search(text[max(0, reading.span.start - 2) : reading.span.start]):
        return True  # 是 2020 年的 2.6 倍
    before = squeeze(text[max(0, reading.span.start - 6) : reading.span.start])
    return (
        reading.compared
        or before.endswith(("比", "较", "高于", "低于", "多于", "少于"))
        or bool(_COMPARED.search(before) and _COMPARISON.match(after))
    )


def _reaches(text: str, period: PeriodReading, head: Span) -> bool:
    """Whether a period before a figure still holds for it: 由上年的 86 起降至 31 起 leaves the year before at once."""
    from_there = _STARTING.search(squeeze(text[max(0, period.span.start - 3) : period.span.start]))
    return not from_there or head.holds(period.span)


def period_of(
    text: str, head: Span, reading: Reading, usable: Sequence[PeriodReading], carried: Carried
) -> Period | None:
    """The nearest period before the figure in its clause, else one right behind it (1.2 亿元（1-11月）).

    A clause about the same time (3 座村级站同期处理污水) takes over the period of the clause before.
    """
    before = [p for p in usable if p.span.end <= reading.span.start and _reaches(text, p, head)]
    behind = [
        p
        for p in usable
        if reading.span.end <= p.span.start <= reading.span.end + 2 and "（" in text[reading.span.end : p.span.start]
    ]
    found = behind or before[-1:]
    if found:
        return found[0].period
    return carried.period if carried.alongside else None
