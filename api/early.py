"""Early warnings as they go out: records with evidence and history, one sentence each, rows to take along, acknowledging."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from api.execution import cited
from assistant.answering.wire import decimal_text
from assistant.errors import UnknownWarning
from assistant.monitoring.early_warning import Warned, warnings_in
from assistant.monitoring.execution import needed_a_month, progress
from assistant.monitoring.watching import kept_of, stamp
from assistant.records.library import Library
from assistant.records.model import Document, Figure
from assistant.records.scope import Scope
from assistant.records.warning_log import ACKNOWLEDGED, ENDED, OPEN, Event, Kept

HEADS = {
    "zh": ["警示", "部门", "项目", "年度", "截至月份", "情况", "状态", "处理人", "处理时间", "说明", "出处"],
    "en": [
        *("Warning", "Department", "Project", "Year", "To month", "What", "State", "By", "At", "Why", "Source"),
    ],
}
_STATES = {OPEN: ("待处理", "open"), ACKNOWLEDGED: ("已确认", "acknowledged"), ENDED: ("已消除", "ended")}


def warning_records(library: Library, scope: Scope, target: Decimal, *, ended: bool = False) -> list[dict[str, Any]]:
    """The warnings in `scope` as JSON: what was found, the figures it rests on, its state and history.

    `ended` adds those that the records no longer bear out, without figures. Raises InvalidSetting where rules are wrong.
    """
    found = warnings_in(library.store, scope, library.settings.data_dir)
    kept = library.store.warnings.kept(scope)
    documents = library.store.documents(scope, {f.document_id for one in found for f in one.figures})
    records = [_record(one, kept.get(one.fact), documents, target) for one in found]
    now = {one.fact for one in found}
    over = [_over(one) for fact, one in kept.items() if ended and one.state == ENDED and fact not in now]
    return [*records, *over]


def _record(one: Warned, kept: Kept | None, documents: dict[str, Document], target: Decimal) -> dict[str, Any]:
    position, told = one.position, progress(one.position)
    needed = needed_a_month(position, target) if one.current else None
    state = kept.state if kept is not None and kept.state != ENDED else OPEN
    return {
        "fact": one.fact,
        "rule": one.rule.key,
        "kind": one.rule.kind,
        "title": {"zh": one.rule.zh, "en": one.rule.en},
        "department": position.department,
        "project": position.project,
        "year": position.year,
        "month": one.month,
        "current": one.current,
        "sentence": {"zh": sentence(one, "zh"), "en": sentence(one, "en")},
        "rate": str(told.rate) if told else None,
        "gap": str(told.gap) if told else None,
        "short": str(told.short) if told else None,
        "needed_a_month": str(needed[0]) if needed else None,
        "unit": told.unit if told else None,
        "evidence": [cited(figure, documents) for figure in one.figures],
        "state": state,
        "history": [] if kept is None else [_event(each) for each in kept.history],
    }


def _over(kept: Kept) -> dict[str, Any]:
    about = dict(kept.about)
    title = {"zh": about.pop("zh"), "en": about.pop("en")}
    said = {"zh": "记录已不再支持这条警示。", "en": "The records no longer bear this warning out."}
    none = dict.fromkeys(("rate", "gap", "short", "needed_a_month", "unit"))
    history = [_event(each) for each in kept.history]
    past = {"current": False, "sentence": said, "evidence": [], "state": ENDED, "history": history}
    return {"fact": kept.fact, **about, "title": title, **none, **past}


def _event(event: Event) -> dict[str, str]:
    return {"what": event.what, "at": event.at, "by": event.by, "why": event.why}


def sentence(one: Warned, language: str) -> str:
    """What was found, in one sentence, without the office's name."""
    zh, told, position = language == "zh", progress(one.position), one.position
    if one.rule.kind == "missing_report":
        last = position.month
        return (
            f"{one.month}月数据未报，最近一次报到{last}月"
            if zh
            else f"month {one.month} is not on record; the latest told is month {last}"
        )
    if one.rule.kind == "budget_cut":
        was, now = (_shown(each.budget[0]) for each in one.evidence[-2:])
        return f"预算由{was}调减为{now}" if zh else f"the budget was cut from {was} to {now}"
    if told is None:
        return ""
    return _progress_said(one, str(told.rate), told.gap, told.short, told.unit, zh=zh)


def _progress_said(one: Warned, rate: str, gap: Decimal, short: Decimal, unit: str, *, zh: bool) -> str:
    budget = _shown(one.position.budget[0])
    if one.rule.kind == "no_spending":
        return f"预算{budget}，尚无支出" if zh else f"of a budget of {budget} nothing is spent"
    if one.rule.kind == "over_execution":
        spent = _shown(one.position.executed[0])
        return f"预算{budget}，已支出{spent}，执行率{rate}%" if zh else f"{spent} spent of {budget}, {rate}%"
    months = one.rule.consecutive
    again = (f"连续{months}个月，" if zh else f"{months} months running, ") if months > 1 else ""
    if zh:
        return f"{again}执行率{rate}%，低于序时进度{-gap}个百分点，少支出{short} {unit}"
    return f"{again}{rate}% spent, {-gap} points below pro rata, short by {short} {unit}"


def _shown(figure: Figure) -> str:
    return f"{decimal_text(figure.quantity.value)} {figure.quantity.unit}"


def settle(library: Library, scope: Scope, fact: str, what: str, *, by: str, why: str, now: float) -> None:
    """Acknowledge or reopen a warning in `scope`; raises UnknownWarning where there is none or it is so already."""
    found = [one for one in warnings_in(library.store, scope, library.settings.data_dir) if one.fact == fact]
    at, log = stamp(now), library.store.warnings
    log.raise_(kept_of(library, found), at=at)
    if not found or not log.note(fact, Event(what, at, by, why.strip())):
        raise UnknownWarning(
            fact,
            zh="没有这条警示，或者它已经是这个状态；请刷新后再看",
            en="there is no such warning, or it is in that state already; look again",
        )


def warning_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Records as a table of texts, heads first."""
    return [HEADS[language], *(_row(record, language) for record in records)]


def _row(record: dict[str, Any], language: str) -> list[str]:
    done = next((each for each in reversed(record["history"]) if each["by"]), {"by": "", "at": "", "why": ""})
    about = [record["department"], record["project"], str(record["year"]), str(record["month"])]
    state = _STATES[record["state"]][language != "zh"]
    sources = dict.fromkeys(" ".join(filter(None, (f["source"], f["cell"]))) for f in record["evidence"])
    said = record["sentence"][language]
    return [record["title"][language], *about, said, state, done["by"], done["at"], done["why"], "；".join(sources)]
