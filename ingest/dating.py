"""The period a figure is of: the one named beside it, unless its sentence only compares with that."""

import re
from collections.abc import Sequence

from assistant.records.model import Period, Role, Span
from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading
from ingest.nouns import squeeze
from ingest.wording import wording

_COMPARED = re.compile(r"[与同和跟][^，；。]{0,2}$")
_COMPARISON = re.compile(r"\s*(?:年?度?|决算数?|预算数?)?(?:相比|比较|对比|相较|持平)")
_SAME_TIME = re.compile(r"同期")
_TIMES_OF = re.compile(r"\s*(?:同期)?\s*的\s*[\d.]+\s*(?:倍|%|％|成)")
_STARTING = re.compile(r"[由从]$")
_SEGMENT_END = re.compile(r"(?<!\d)[，,；;]|[，,；;](?!\d)")
_EVENT = re.compile(
    r"(?:立项|成立|启动|开工|动工|竣工|完工|交付|投用|投产|投运|启用|运营|运行|开业|开放|挂牌|获批|批复|签订|签约|签署|印发|出台|验收|移交|开通|通车|上线|组建|揭牌|召开|建成|设立|到期|发生)[^，；]{0,4}$"
)
"""What happened once: 于 2019 年立项，合同期三年 tells the year of that, not of what follows."""
_FROM_THEN = re.compile(
    r"[^，；。\d]{0,12}(?:发现|形成|提出|确定|结转|遗留|查出|反馈|梳理|移交|签订|评定|认定|公布)的(?=[^，；。]{0,2}\s?[\d一二三四五六七八九十两])"
)
"""上年度评价发现的 8 个问题 are dealt with this year."""
_BEFORE_NAMED = re.compile(r"^[前后起止]|^之[前后]|^以[前后来]|^[初底末]")
_WITHIN_THE_YEAR = frozenset({"当年", "本年", "本年度", "年内", "当年度", "该年度"})
_OTHER_YEAR = re.compile(r"同期|上一?年|去年|前年")


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


def is_attribute(text: str, reading: PeriodReading) -> bool:
    """Whether a period only tells which thing is meant: 补缴 2014 年 10 月以来职业年金."""
    if _FROM_THEN.match(text, reading.span.end):
        return True
    if not squeeze(reading.span.of(text)).endswith(("以来", "以前", "之前")):
        return False
    before = squeeze(text[max(0, reading.span.start - 8) : reading.span.start])
    return any(found.end() == len(before) for found in wording().doing.finditer(before))


def _reaches(text: str, period: PeriodReading, head: Span, start: int) -> bool:
    """Whether a period before a figure that starts at `start` still holds for it.

    由上年的 86 起降至 31 起 leaves the year before at once, and the day of an event is not that of what follows it.
    """
    from_there = _STARTING.search(squeeze(text[max(0, period.span.start - 3) : period.span.start]))
    if from_there and not head.holds(period.span):
        return False
    stop = _SEGMENT_END.search(text, period.span.end, start)
    if stop is None or any(c in "0123456789" for c in text[period.span.end : stop.start()]):
        return True
    rest = squeeze(text[period.span.end : stop.start()])
    day = len(period.period.start) == 10 and period.period.start == period.period.end
    return not (_EVENT.search(rest) or (day and len(_BEFORE_NAMED.sub("", rest)) >= 2))


def period_of(
    text: str,
    head: Span,
    reading: Reading,
    usable: Sequence[PeriodReading],
    same_time: Period | None,
    role: Role = Role.ACTUAL,
) -> Period | None:
    """The nearest period before the figure in its clause, else one right behind it (1.2 亿元（1-11月）).

    A clause about the same time (3 座村级站同期处理污水) takes over `same_time`, the period of the clause before.
    """
    start = reading.span.start
    before = [p for p in usable if p.span.end <= start and _reaches(text, p, head, start)]
    behind = [
        p
        for p in usable
        if reading.span.end <= p.span.start <= reading.span.end + 2 and "（" in text[reading.span.end : p.span.start]
    ]
    if (
        role in {Role.CHANGE, Role.SCORE}
        and before
        and not head.holds(before[-1].span)
        and _names_other_year(text, before[-1])
    ):
        before.pop()  # 上年同期为 586 批次，下降 27%: the fall is this year's
    found = behind or _narrowest(text, before)
    if found:
        return found[0].period
    return same_time


def _names_other_year(text: str, period: PeriodReading) -> bool:
    return bool(_OTHER_YEAR.match(squeeze(period.span.of(text))))


def _narrowest(text: str, before: Sequence[PeriodReading]) -> Sequence[PeriodReading]:
    """The last of the periods before a figure; 当年 beside an earlier 截至 9 月底 only repeats its year."""
    if len(before) > 1 and squeeze(before[-1].span.of(text)) in _WITHIN_THE_YEAR:
        earlier = before[-2].period
        if earlier.start[:4] == earlier.end[:4] == before[-1].period.start[:4]:
            return before[-2:-1]
    return before[-1:]
