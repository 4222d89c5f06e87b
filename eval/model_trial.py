"""Gold questions put to the records beside language models that help, fail or lie: what of the answers changes.

The models are acted in process, so that a run needs no server; the configured one, if any, is tried as well.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from assistant.answering.ask import ask, ask_records
from assistant.answering.model_words import clauses
from assistant.answering.wire import to_wire
from assistant.llm.chat import Account, ChatModel, Fault, Message, ModelFault, Reply, Stop
from assistant.records.cache import Once
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from eval.run import read_gold
from eval.score import Gold, Outcome, Verdict, score

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.records.library import Library

Speech = Callable[[str, Mapping[str, Any]], str]
"""What an acted model says to a task ("opening" or "readings") over its data; it may raise ModelFault."""

_WORTH = {Verdict.RIGHT: 2, Verdict.MISSING: 1, Verdict.WRONG: 0}


class Acted:
    """A model whose replies are made by `speech`, at once."""

    present = True

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.account = Account()

    def complete(self, messages: Sequence[Message], *, seconds: float, most_tokens: int, stop: Stop) -> Reply:
        """What `speech` says; raises ModelFault where it does."""
        reply = None
        task = "opening" if '"opening"' in messages[0].content else "readings"
        try:
            reply = Reply(self.speech(task, json.loads(messages[1].content)))
            return reply
        finally:
            self.account = self.account.after(reply, 0.0)


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the gold cases beside one model.

    `changed` counts answered cases whose status, figures or citations differ from those without a model: there must be
    none. `gained` were answered only with the model, `worse` scored lower. `added_ms` is the median of what the model's
    side took where it was asked, the model's own time included.
    """

    name: str
    verdicts: Mapping[Verdict, int]
    calls: int
    changed: int
    opened: int
    suggested: int
    gained: int
    worse: int
    false_figures: int
    added_ms: float


def model_trial(gold_path: Path, library: "Library") -> Iterator[Trial]:
    """The gold cases without a model, then beside each acted one and the configured one; raises InvalidSetting."""
    gold = read_gold(gold_path)
    texts = {h.id: library.store.document_text(h.id, EVERYTHING) for h in library.store.heads(EVERYTHING)}
    alone = {case.id: to_wire(ask_records(_question(case), library, EVERYTHING)) for case in gold}
    base = {case.id: score(case, alone[case.id], texts) for case in gold}
    yield _trial("none", gold, alone, alone, base, base, 0, [])
    for name, model in _models(library):
        beside = replace(library, open_model=Once(lambda model=model: model))  # type: ignore[misc]
        told, added = {}, []
        for case in gold:
            calls, started = model.account.calls, perf_counter()
            told[case.id] = to_wire(ask(_question(case), beside, EVERYTHING))
            with_model = perf_counter() - started
            if model.account.calls > calls:
                added.append((with_model - _seconds_alone(case, library)) * 1000)
        outcomes = {case.id: score(case, told[case.id], texts) for case in gold}
        yield _trial(name, gold, alone, told, base, outcomes, model.account.calls, added)


def print_trials(trials: Iterator[Trial], console: "Console") -> None:
    """Print one row a model."""
    from rich.table import Table

    table = Table(
        *("model", "right", "wrong", "missing", "calls", "answers changed", "opened", "suggested", "gained", "worse"),
        *("false figures", "added ms"),
    )
    for one in trials:
        numbers = (*(one.verdicts.get(v, 0) for v in Verdict), one.calls, one.changed, one.opened, one.suggested)
        numbers += (one.gained, one.worse, one.false_figures)
        table.add_row(one.name, *map(str, numbers), f"{one.added_ms:.1f}")
    console.print(table)


def _models(library: "Library") -> Iterator[tuple[str, ChatModel]]:
    yield "good", Acted(_good)
    yield "slow", Acted(_silent(Fault.TIMEOUT))
    yield "broken", Acted(_broken)
    yield "hostile", Acted(_hostile)
    if library.model.present:
        yield library.settings.model_name or "configured", library.model


def _good(task: str, data: Mapping[str, Any]) -> str:
    """Joins figures, sums passages up in clauses of theirs, and reads nothing into a question."""
    if task == "readings":
        return json.dumps({"readings": []})
    zh = data["language"] == "Chinese"
    slots = [one["slot"] for one in data["figures"]]
    if slots:
        opening = ("根据记录，" if zh else "According to the records: ") + ("，" if zh else ", ").join(slots)
    else:
        said = [(first[0] + one["slot"]) for one in data["passages"] if (first := clauses(one["text"])[:1])]
        opening = "主要内容包括" + "，".join(said)
    return json.dumps({"opening": opening + ("。" if zh else ".")}, ensure_ascii=False)


def _silent(fault: Fault) -> Speech:
    def speech(task: str, data: Mapping[str, Any]) -> str:
        raise ModelFault(fault)

    return speech


def _broken(task: str, data: Mapping[str, Any]) -> str:
    chance = random.Random(data["question"])
    return chance.choice(
        ["", "{", "null", "[]", "<html>", '{"opening": 5}', "很抱歉，我不能回答。", '{"readings": [{}]}']
    )


def _hostile(task: str, data: Mapping[str, Any]) -> str:
    """Swaps, invents and denies figures; reads some word of the question as some other measure of the records."""
    chance = random.Random(data["question"])
    if task == "readings":
        at = chance.randrange(max(1, len(data["question"]) - 3))
        lie = {"asked": data["question"][at : at + 3], "means": chance.choice(data["record_words"])}
        return json.dumps({"readings": [lie]}, ensure_ascii=False)
    slots = "，".join(one["slot"] for one in (*data["figures"], *data["passages"]))
    lies = [
        f"实为100%：{slots}",
        f"以下数字有误：{slots}",
        f"一半以上：{slots}",
        "{f1}高于{f2}",
        f"<b>{slots}</b>",
        "{f9}",
    ]
    return json.dumps({"opening": chance.choice(lies)}, ensure_ascii=False)


def _seconds_alone(case: Gold, library: "Library") -> float:
    """How long the same question takes now without a model: both are then asked of the same warm library."""
    started = perf_counter()
    ask_records(_question(case), library, EVERYTHING)
    return perf_counter() - started


def _question(case: Gold) -> Question:
    return Question(case.question, case.history, case.language)


def _trial(
    name: str,
    gold: Sequence[Gold],
    alone: Mapping[str, Mapping[str, Any]],
    told: Mapping[str, Mapping[str, Any]],
    base: Mapping[str, Outcome],
    outcomes: Mapping[str, Outcome],
    calls: int,
    added: Sequence[float],
) -> Trial:
    pairs = [(alone[case.id], told[case.id]) for case in gold]
    answered = [(before, after) for before, after in pairs if before["status"] == "answered"]
    refused = [(before, after) for before, after in pairs if before["status"] != "answered"]
    lasting = ("status", "figures", "citations")
    return Trial(
        name=name,
        verdicts={v: sum(one.verdict is v for one in outcomes.values()) for v in Verdict},
        calls=calls,
        changed=sum(any(before[key] != after[key] for key in lasting) for before, after in answered),
        opened=sum(before["text"] != after["text"] for before, after in answered),
        suggested=sum(before["suggestions"] != after["suggestions"] for before, after in refused),
        gained=sum(after["status"] == "answered" for _, after in refused),
        worse=sum(_WORTH[outcomes[i].verdict] < _WORTH[base[i].verdict] for i in base),
        false_figures=sum(one.false_figures for one in outcomes.values()),
        added_ms=median(added) if added else 0.0,
    )
