"""What a report of a round says, in Chinese or English, before it becomes a page, a workbook or a paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tomllib import loads
from typing import Any

from eval.review.estimates import Estimate, change
from eval.review.results import Result, Row, Settled
from eval.review.rounds import Item, Round, design_record
from eval.review.sampling import Method
from eval.review.values import Aspect, Cause


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate of a chart: its name, middle and ends in 0..1, and what is written beside it."""

    name: str
    value: float | None
    low: float
    high: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Rates with their intervals, one a line."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its title, header and rows, all texts."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: title, the sentences that come first, charts, tables; `records` are what it is made of, to make it again."""

    language: str
    title: str
    lead: tuple[str, ...]
    charts: tuple[Chart, ...]
    sheets: tuple[Sheet, ...]
    records: Mapping[str, Any]


def report_of(
    kept: Round,
    found: Result,
    items: Sequence[Item],
    language: str,
    earlier: tuple[Round, Result] | None = None,
    *,
    texts: bool = True,
) -> Report:
    """The report of a round; `earlier` is the round it is compared with, `texts` whether questions and answers are in it."""
    say = _words(language)
    questions = {item.drawn.id: item for item in items}
    return Report(
        language=language,
        title=f"{say['title']} · {kept.name}",
        lead=tuple(_lead(kept, found, earlier, say)),
        charts=(
            Chart(say["by_aspect"], tuple(_bar(row, say[row.name]) for row in found.aspects if row.judged)),
            Chart(say["by_stratum"], tuple(_bar(row, say.get(row.name, row.name)) for row in found.strata)),
        ),
        sheets=(
            _summary(found, say),
            _rates(say["by_aspect"], found.aspects, say),
            _rates(say["by_stratum"], found.strata, say),
            _agreement(found, say),
            _causes(found, say),
            *([_errors(found, questions, say), _judgements(found, questions, say)] if texts else []),
            _design(kept, found, say),
        ),
        records=records_of(kept, found, items if texts else ()),
    )


def records_of(kept: Round, found: Result, items: Sequence[Item]) -> dict[str, Any]:
    """Everything a round rests on, as JSON: design, frame hash, what was drawn, every judgement."""
    asked = {item.drawn.id: item for item in items}
    return {
        "round": {"id": kept.id, "name": kept.name, "created_at": kept.created_at, "created_by": kept.created_by},
        "design": design_record(kept.design),
        "frame": {"hash": kept.frame_hash, "answers": found.frame, "since": kept.since, "until": kept.until},
        "items": [_record(one, asked.get(one.drawn.id)) for one in found.settled],
    }


def _record(one: Settled, item: Item | None) -> dict[str, Any]:
    told = [said for said in (one.first, one.second, one.adjudication) if said is not None]
    return {
        "answer_id": one.drawn.id,
        "stratum": one.drawn.stratum,
        "double": one.drawn.double,
        "state": one.state.value,
        **({"question": item.question, "asked_at": item.asked_at} if item else {}),
        "judgements": [
            {
                "reviewer": said.reviewer,
                "adjudication": said.adjudication,
                "verdicts": {aspect.value: right for aspect, right in said.verdicts.items()},
                "cause": said.cause.value if said.cause else None,
                "note": said.note,
                "corrections": [dict(each) for each in said.corrections],
                "seconds": round(said.seconds, 1),
                "created_at": said.created_at,
            }
            for said in told
        ],
    }


def percent(share: float | None) -> str:
    """A share as people read it; a dash for none."""
    return "–" if share is None else f"{share:.1%}"


def _lead(kept: Round, found: Result, earlier: tuple[Round, Result] | None, say: Mapping[str, str]) -> Iterator[str]:
    accuracy = found.accuracy
    yield say["lead"].format(
        value=percent(accuracy.value), low=percent(accuracy.low), high=percent(accuracy.high), frame=found.frame
    )
    yield say["judged"].format(judged=found.judged, drawn=found.drawn, wrong=len(found.wrong))
    missed = found.overlooked
    if missed.share and not missed.looked:
        yield say["not_looked"]
    elif missed.share:
        yield say["overlooked"].format(
            looked=missed.looked, wrong=missed.wrong, as_judged=_said(found.as_judged), share=percent(missed.share)
        )
    if found.open:
        yield say["open"].format(open=found.open)
    if kept.design.method is Method.TARGETED:
        yield say["targeted"]
    if found.check_weight:
        yield say["with_check"].format(estimate=_said(found.with_check))
    if earlier is not None:
        yield from _changed(earlier, found, say)


def _changed(earlier: tuple[Round, Result], found: Result, say: Mapping[str, str]) -> Iterator[str]:
    changed = change(earlier[1].accuracy, found.accuracy)
    if changed is not None:
        yield say["changed"].format(
            name=earlier[0].name,
            before=percent(earlier[1].accuracy.value),
            difference=f"{changed.difference * 100:+.1f}",
            low=f"{changed.low * 100:+.1f}",
            high=f"{changed.high * 100:+.1f}",
            p=f"{changed.p_value:.3f}",
        )


def _summary(found: Result, say: Mapping[str, str]) -> Sheet:
    rows = [
        (say["accuracy"], _said(found.accuracy)),
        (say["as_judged"], _said(found.as_judged)),
        (say["checked"], _said(found.with_check) if found.check_weight else say["check_silent"]),
        (say["frame"], str(found.frame)),
        (say["drawn"], str(found.drawn)),
        (say["judged_count"], str(found.judged)),
        (say["wrong_count"], str(len(found.wrong))),
    ]
    seconds = sum(said.seconds for one in found.settled for said in (one.first, one.second) if said)
    if seconds:
        rows.append((say["minutes"], f"{seconds / 60:.1f}"))
    return Sheet(say["summary"], (say["what"], say["value_of"]), tuple(rows))


def _rates(title: str, rows: Sequence[Row], say: Mapping[str, str]) -> Sheet:
    header = (say["what"], say["right"], say["of"], say["rate"], say["low"], say["high"])
    told = (
        (
            say.get(row.name, row.name),
            str(row.right),
            str(row.judged),
            percent(row.estimate.value),
            percent(row.estimate.low),
            percent(row.estimate.high),
        )
        for row in rows
        if row.judged
    )
    return Sheet(title, header, tuple(told))


def _agreement(found: Result, say: Mapping[str, str]) -> Sheet:
    header = (say["what"], say["pairs"], say["agreed"], "Cohen κ", "κ 95 %", "Krippendorff α")
    told = [(say["whole"], found.agreement), *((say[a], found.aspect_agreement[a]) for a in Aspect)]
    rows = tuple(
        (
            name,
            str(one.pairs),
            percent(one.share.value),
            _number(one.kappa),
            "–" if one.kappa_low is None else f"{_number(one.kappa_low)} … {_number(one.kappa_high)}",
            _number(one.alpha),
        )
        for name, one in told
        if one.pairs
    )
    return Sheet(say["agreement"], header, rows)


def _causes(found: Result, say: Mapping[str, str]) -> Sheet:
    rows = tuple((say[f"cause_{cause}"], str(found.causes[cause])) for cause in Cause if found.causes.get(cause))
    return Sheet(say["causes"], (say["cause"], say["count"]), rows)


def _errors(found: Result, items: Mapping[str, Item], say: Mapping[str, str]) -> Sheet:
    header = (say["cause"], say["question"], say["wrong_aspects"], say["note"], say["correction"], say["answer_id"])
    order = list(Cause)
    wrong = sorted(found.wrong, key=lambda one: order.index(one.cause) if one.cause else len(order))
    rows = tuple(
        (
            say[f"cause_{one.cause}"] if one.cause else "–",
            items[one.drawn.id].question if one.drawn.id in items else "–",
            say["joint"].join(say[aspect] for aspect, right in one.verdicts.items() if not right),
            " / ".join(said.note for said in _told(one) if said.note),
            " / ".join(
                f"{c.get('value', '')} {c.get('unit', '')}".strip() for said in _told(one) for c in said.corrections
            ),
            one.drawn.id,
        )
        for one in wrong
    )
    return Sheet(say["errors"], header, rows)


def _judgements(found: Result, items: Mapping[str, Item], say: Mapping[str, str]) -> Sheet:
    header = (say["answer_id"], say["question"], say["stratum"], say["reviewer"], say["verdict"], say["seconds"])
    rows = tuple(
        (
            one.drawn.id,
            items[one.drawn.id].question if one.drawn.id in items else "–",
            say.get(one.drawn.stratum, one.drawn.stratum),
            said.reviewer + (say["settles"] if said.adjudication else ""),
            say["all_right"]
            if said.right
            else say["joint"].join(say[aspect] for aspect, right in said.verdicts.items() if not right),
            f"{said.seconds:.0f}",
        )
        for one in found.settled
        for said in _told(one)
    )
    return Sheet(say["records"], header, rows)


def _design(kept: Round, found: Result, say: Mapping[str, str]) -> Sheet:
    design = kept.design
    rows = [
        (say["method"], say[f"method_{design.method}"]),
        (say["seed"], str(design.seed)),
        (say["strata_by"], say["joint"].join(design.dimensions) or "–"),
        (say["allocation"], design.allocation.value),
        (say["double_share"], percent(design.double)),
        (say["frame_hash"], kept.frame_hash),
        (say["drawn_at"], f"{kept.created_at} · {kept.created_by}"),
        (say["intervals"], say["intervals_said"]),
    ]
    return Sheet(say["design"], (say["what"], say["value_of"]), tuple(rows))


def _told(one: Settled) -> list[Any]:
    return [said for said in (one.first, one.second, one.adjudication) if said is not None]


def _bar(row: Row, name: str) -> Bar:
    one = row.estimate
    return Bar(name, one.value, one.low, one.high, f"{percent(one.value)}  ({row.right}/{row.judged})")


def _said(one: Estimate) -> str:
    return f"{percent(one.value)} [{percent(one.low)}, {percent(one.high)}]"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _words(language: str) -> dict[str, str]:
    told = loads((Path(__file__).parent / "report_words.toml").read_text("utf-8"))
    return {key: both[language] for key, both in told.items()}
