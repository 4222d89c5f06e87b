"""Claims of changes: a rate with the value and its change, or with the value of the year before."""

import re
from collections.abc import Iterator

from assistant.records.model import CheckKind, Figure, Role
from assistant.records.quantity import family
from ingest.checking.claim import Claim, Option
from ingest.checking.statements import Statement, alike, is_percent

_GROWS = re.compile(r"增加|(?<!负)增长|上升|提高|增[收支]|[多高]$")

_FALLS = re.compile(r"减少|下降|降低|压减|回落|缩减|下滑|节约|负增长|减[收支]|[少低]$")

_VERB = r"(?:负?增长|下降|增加|减少|降低|压减|增收|减收|增支|减支|缩减|提高|上升|下滑)"

_THAN = r"(?:同比|环比|同口径|[比较与](?:上年|去年|上一年|上年度|上年同期|去年同期|\d{4}年度?|年初预算|预算)(?:决算|支出|执行)?数?(?:相比)?)"

RATE_OF_CHANGE = re.compile(
    rf"[，,、（(]*{_THAN}?(?:约|共)?(?:{_VERB}|增幅|降幅|增速)(?:率|幅度|比例|幅)?[约为达了近超过]*"
)

_CHANGE_AMOUNT = re.compile(rf"[，,、（(]*{_THAN}?[，,]?(?:约|共)?{_VERB}[约为了近超]*")

_TO = re.compile(
    r"[，,]?(?:提高|增加|增长|上升|提升|扩大|减少|下降|降低|压减|缩短|增|降|升)(?:到|至)了?(?:\d{4}年度?的?|今年的?|本年的?)?"
)

_FROM = re.compile(r"(?:由|从)[^，,；;]{0,12}$")

_PREVIOUS = re.compile(r"[，,（(]?[比较](?:上年|去年|上年度|上一年度|上年同期|\d{4}年度?)同?期?[^，,；;]{0,6}的?")


def change_rate(statement: Statement, index: int) -> Iterator[Claim]:
    """A rate of change from the amounts beside it: value and change, or value and previous value."""
    rate, lead = statement.figures[index], statement.lead(index)
    direct = bool(RATE_OF_CHANGE.fullmatch(lead))
    previous = _previous(statement, index)
    if direct and not previous:
        yield from _rate_first(statement, index)
    if previous and direct:
        yield Claim(CheckKind.CHANGE, rate, (Option("change_rate", previous),), clear=True)
    if not index or previous or not direct:
        return
    change = statement.figures[index - 1]
    change_lead = statement.lead(index - 1)
    changes = change.role is Role.CHANGE or _CHANGE_AMOUNT.fullmatch(change_lead)
    if not changes or is_percent(change) or family(change.quantity.unit) == "points":
        return
    key = "decline" if _FALLS.search(change_lead) else "growth" if _GROWS.search(change_lead) else None
    current = _current(statement, index - 1)
    here = bool(current)
    if index == 1 and _CHANGE_AMOUNT.fullmatch(change_lead):
        current = [f for f in statement.before if alike(f, change) and f.role in {Role.ACTUAL, Role.BUDGET}][::-1]
    opposite = _GROWS if key == "decline" else _FALLS
    if key and current and not opposite.search(lead):
        alone = sum(f.role is current[0].role for f in current) == 1
        clear = (
            here and alone and bool(_CHANGE_AMOUNT.fullmatch(change_lead)) and statement.one_clause(current[0], rate)
        )
        yield Claim(CheckKind.CHANGE, rate, tuple(Option(key, (f, change)) for f in current), clear)


def _rate_first(statement: Statement, index: int) -> Iterator[Claim]:
    """完成 191 万元，增长 15.35%，增收 25 万元: the change by amount behind its rate."""
    if not index or index + 1 >= len(statement.figures):
        return
    current, rate, change = statement.figures[index - 1 : index + 2]
    words = statement.lead(index + 1)
    stated = current.role in {Role.ACTUAL, Role.BUDGET} and alike(current, change) and not is_percent(current)
    if stated and re.fullmatch(rf"[，,]{_VERB}(?:约|了)?", words) and statement.one_clause(current, change):
        key = "decline" if _FALLS.search(words) else "growth"
        yield Claim(CheckKind.CHANGE, rate, (Option(key, (current, change)),), clear=True)


def _current(statement: Statement, index: int) -> list[Figure]:
    """The values that a change may have been made to: those like it before, nearest first, down to a comparison.

    What a rate is taken of (完成预算数 6 万元的 40%) is none of them.
    """
    change, found = statement.figures[index], list[Figure]()
    for at in range(index - 1, -1, -1):
        figure, lead = statement.figures[at], statement.lead(at)
        if figure.role is Role.CHANGE or _CHANGE_AMOUNT.fullmatch(lead) or statement.tail(at).startswith("的"):
            continue
        if re.search("[比较与][^，,；;]*$", lead) or (not alike(figure, change) and not is_percent(figure)):
            break
        if alike(figure, change) and figure.role in {Role.ACTUAL, Role.BUDGET}:
            found.append(figure)
    return found


def _previous(statement: Statement, index: int) -> tuple[Figure, Figure] | None:
    """Value and previous value right before a change: 由 X 提高到 Y，增幅; Y，比上年的 X 增长."""
    at = index - 1
    if at >= 0 and statement.figures[at].role is Role.CHANGE and not is_percent(statement.figures[at]):
        at -= 1
    if at < 1:
        return None
    first, second = statement.figures[at - 1], statement.figures[at]
    if not alike(first, second) or not statement.one_clause(first, second):
        return None
    if _FROM.search(statement.lead(at - 1)) and _TO.fullmatch(statement.lead(at)):
        return second, first
    if _is_previous(statement.lead(at)):
        return first, second
    return None


def _is_previous(lead: str) -> bool:
    """Whether a figure is the value of the year before: 较 2021 年的, 比上年累计支出, but not 比上年增加."""
    return bool(_PREVIOUS.fullmatch(lead)) and not re.search(_VERB, lead)


def difference(statement: Statement, index: int) -> Iterator[Claim]:
    """A change by amount or points, where both values stand."""
    previous = _previous(statement, index) if index >= 2 else None
    if previous and (
        _CHANGE_AMOUNT.fullmatch(statement.lead(index)) or RATE_OF_CHANGE.fullmatch(statement.lead(index))
    ):
        points = family(statement.figures[index].quantity.unit) == "points"
        if points == is_percent(previous[0]):
            yield Claim(CheckKind.CHANGE, statement.figures[index], (Option("change", previous),), clear=True)
