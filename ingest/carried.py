"""What a figure stands among, what it hands on to the figures after it, and the names it takes; see ingest.naming."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.records.model import Period, Role, Span
from assistant.records.period import PeriodReading
from ingest.nouns import squeeze, tidy
from ingest.pairing import Pair

_MOST_STATED = 8
FIELD = re.compile("(?:[中里内]|当中|之中)$")
"""What makes a place of the words before a figure: 12 个乡镇中."""
SAME_TIME = re.compile("(?<![年度])同期(?!末)")
"""The same months as before, not those of another year."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a figure stands: the runs before and after it; see ingest.binding.

    `listed` when it only continues a list, `followed` when its tail runs into the next figure, `attached` when its head
    begins at the figure before, `limit` the threshold that its head runs on from (5 亿元以上项目 4 个), `enumerated` when
    the figure it is listed with has a noun of its own (14 个社区、132 个网格), `whole` when it is only what a later
    figure is a part of (完成目标 200 张的 105%).
    """

    text: str
    head: Span
    tail: Span
    listed: bool
    followed: bool
    limit: Span | None
    attached: bool = False
    enumerated: bool = False
    whole: bool = False

    @property
    def chained(self) -> bool:
        """Whether the head goes on with a list: 居民楼 54 栋、居民 2,715 户."""
        return self.attached and squeeze(self.head.of(self.text)).startswith(("、", "和", "与", "及"))


@dataclass(frozen=True, slots=True)
class Carried:
    """What the names of a figure may take over from the ones before it in its sentence.

    `subject` is the last one named, `governs` whether it reaches every later figure of its clause, `crossed` when it was
    named in an earlier clause; `said_of` is the subject that the last figure with a measure of its own took, `measure`
    that measure; `base` and `rate` are what changes and shares are of; `head` and `unit` are those of the figure before.

    `counted` is the classifier of the last count, `beside` when it counts who else was reached (惠及居民 54 户); `among`
    is the subject that 其中 stands below (None outside of it), `parts` how many were named there; `told` has (unit,
    measure, subject) of the last figures of their own, `stated` their measures in this clause; `earlier` are subject
    and unit of the sentence before.
    """

    subject: str = ""
    governs: bool = False
    crossed: bool = False
    said_of: str = ""
    measure: str = ""
    base: str = ""
    rate: str = ""
    head: str = ""
    unit: str = ""
    counted: str = ""
    beside: bool = False
    among: str | None = None
    parts: int = 0
    told: tuple[tuple[str, str, str], ...] = ()
    stated: tuple[str, ...] = ()
    earlier: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Walk:
    """What is kept on the way through a sentence: what the names take over, and what roles and periods do.

    `role` is that of the figure before, `planning` when the clause tells a plan, `pairs` the names that 分别 pairs
    numbers with; `period` is that of the clause before, `alongside` when this one tells of the same time; `share`
    has measure and subject of the figure before where it was a share, for the one it rose or fell to.
    """

    carried: Carried = Carried()
    role: Role | None = None
    planning: bool = False
    pairs: tuple[Pair, ...] = ()
    period: Period | None = None
    alongside: bool = False
    share: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Named:
    """A figure's measure and subject, and what it hands on; `timeless` when no period of its clause is its own."""

    measure: str
    subject: str
    carried: Carried
    timeless: bool = False


def based(
    carried: Carried,
    measure: str,
    said_of: str,
    kind: str,
    unit: str,
    *,
    subject: str | None = None,
    governs: bool | None = None,
    beside: bool | None = None,
) -> Carried:
    """`carried` past a figure of its own: `measure` is what later changes and shares are of, `said_of` its subject.

    `subject`, `governs` and `beside` stay as they are where not given. Built whole, for it is done for most figures.
    """
    rate = kind == "percent"
    return Carried(
        subject=carried.subject if subject is None else subject,
        governs=carried.governs if governs is None else governs,
        crossed=False,
        said_of=said_of,
        measure=measure,
        base=carried.base if rate else measure,
        rate=measure if rate else "",
        head=carried.head,
        unit=carried.unit,
        counted=unit if kind == "count" else carried.counted,
        beside=carried.beside if beside is None else beside,
        among=carried.among,
        parts=carried.parts,
        told=(*carried.told[-_MOST_STATED:], (unit, measure, said_of)),
        stated=(*carried.stated[-_MOST_STATED:], measure if said_of in measure else f"{said_of}{measure}"),
        earlier=carried.earlier,
    )


def past(carried: Carried, head: str, unit: str, parts: int) -> Carried:
    """`carried` behind a figure with `head` and `unit`; built whole, for it is done for each figure."""
    return Carried(
        carried.subject,
        carried.governs,
        carried.crossed,
        carried.said_of,
        carried.measure,
        carried.base,
        carried.rate,
        head,
        unit,
        carried.counted,
        carried.beside,
        carried.among,
        parts,
        carried.told,
        carried.stated,
        carried.earlier,
    )


def at_end(carried: Carried) -> Carried:
    """What a clause hands on to the next one."""
    inside = carried.among is not None
    return replace(
        carried,
        subject=carried.among if carried.among is not None else carried.subject,
        governs=False,
        among=None,
        crossed=not carried.governs and not inside,
        said_of="" if inside else carried.said_of,
        parts=0,
        stated=(),
    )


def past_list(after: Carried, before: Carried, measure: str, subject: str) -> Carried:
    """`after` a paired list, where each number is of its own name: none governs what follows, and each told of its own."""
    told = (*after.told[:-1], (after.told[-1][0], measure, subject)) if after.told else ()
    return replace(after, subject=before.subject, governs=before.governs, said_of=subject, told=told)


def told_in(unit: str, carried: Carried) -> tuple[str, str] | None:
    """Measure and subject of the last figure of a unit, for what is only said again of another time."""
    return next(((measure, subject) for told, measure, subject in reversed(carried.told) if told == unit), None)


def split_by_period(text: str, head: Span, periods: Sequence[PeriodReading]) -> tuple[str, str]:
    """The words of `head` before and after the periods in it; ("", words) where nothing stands behind them."""
    inside = [p for p in periods if head.holds(p.span) and not part_of_name(text, p.span)]
    if not inside:
        whole = squeeze(head.of(text))
        same = SAME_TIME.search(whole)
        return (whole[: same.start()], whole[same.end() :]) if same and len(whole) > same.end() else ("", whole)
    left = squeeze(text[head.start : inside[0].span.start])
    right = squeeze(text[inside[-1].span.end : head.end])
    if tidy(right):
        return left, right
    # 2021 年部门预算执行率由上年的 92.1%: what is measured stands between the two.
    between = [squeeze(text[one.span.end : other.span.start]) for one, other in pairwise(inside)]
    named = next((run for run in reversed(between) if len(tidy(run)) >= 2), "")
    return ("", named) if named and not tidy(left) else ("", left)


def part_of_name(text: str, period: Span) -> bool:
    """全年预算数 is a budget's name, not a year and its 预算数."""
    whole = squeeze(period.of(text)) in {"全年", "年度", "当年", "本年", "本年度", "年内"}
    return whole and text.startswith(("预算", "任务", "目标", "计划"), period.end)
