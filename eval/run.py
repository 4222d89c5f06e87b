"""A gold file put to the product: every case asked, scored and counted."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from assistant.errors import InvalidSetting, YoujuError
from assistant.records.model import Question, Status
from eval.score import Gold, Outcome, Verdict, gold_case, score
from eval.wilson import Share, wilson

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.records.library import Library

Asker = Callable[[str, Sequence[str]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class EvalReport:
    """The outcomes of a run in the order of its cases, and what they come to."""

    outcomes: tuple[Outcome, ...]

    def share(self, verdict: Verdict, *, kind: str | None = None, language: str | None = None) -> Share:
        """How many cases, of a kind or language where given, ended with `verdict`."""
        chosen = [
            one for one in self.outcomes if kind in (None, one.case.kind) and language in (None, one.case.language)
        ]
        return wilson(sum(one.verdict is verdict for one in chosen), len(chosen))

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """Every (kind, language) among the cases, sorted."""
        return tuple(sorted({(one.case.kind, one.case.language) for one in self.outcomes}))

    @property
    def false_figures(self) -> int:
        """Figures offered that match no gold and no allowed figure, or cite nothing."""
        return sum(one.false_figures for one in self.outcomes)

    @property
    def citation_exactness(self) -> Share:
        """Quotes equal to the characters they cite, of all quotes."""
        return wilson(sum(one.exact for one in self.outcomes), sum(one.citations for one in self.outcomes))

    @property
    def abstention_precision(self) -> Share:
        """Of the cases abstained on, those where the records say nothing."""
        abstained = [one for one in self.outcomes if one.status == Status.ABSTAINED]
        return wilson(sum(one.case.status is Status.ABSTAINED for one in abstained), len(abstained))

    @property
    def abstention_recall(self) -> Share:
        """Of the cases where the records say nothing, those abstained on."""
        due = [one for one in self.outcomes if one.case.status is Status.ABSTAINED]
        return wilson(sum(one.status == Status.ABSTAINED for one in due), len(due))


def read_gold(path: Path) -> tuple[Gold, ...]:
    """The cases of a JSON-lines gold file; raises InvalidSetting naming file, line and what is wrong."""
    cases: dict[str, Gold] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            case = gold_case(json.loads(line))
            if case.id in cases:
                raise ValueError(f"the id {case.id} is used twice")
        except (ValueError, TypeError, AttributeError) as error:
            thing = f"{path.name}, line {number}"
            raise InvalidSetting(thing, zh=f"不是有效的评测用例：{error}", en=f"not a gold case: {error}") from error
        cases[case.id] = case
    return tuple(cases.values())


def run_eval(gold: Iterable[Gold], asker: Asker, texts: Mapping[str, str] | None = None) -> EvalReport:
    """Ask every case and score the answers; `asker` takes a question and earlier questions, and gives the wire's JSON.

    `texts` as in eval.score.score. A YoujuError from the asker is scored as no answer.
    """
    return EvalReport(tuple(score(case, asked(case, asker), texts) for case in gold))


def evaluate(gold_path: Path, library: "Library") -> EvalReport:
    """Put the cases of a gold file to `library`, in process and in every collection of it."""
    from assistant.answering.ask import ask
    from assistant.answering.wire import to_wire
    from assistant.records.scope import EVERYTHING

    gold = read_gold(gold_path)
    languages = {(case.question, case.history): case.language for case in gold}

    def asker(text: str, history: Sequence[str]) -> Mapping[str, Any]:
        earlier = tuple(history)
        return to_wire(ask(Question(text, earlier, languages[text, earlier]), library, EVERYTHING))

    store = library.store
    texts = {head.id: store.document_text(head.id, EVERYTHING) for head in store.heads(EVERYTHING)}
    return run_eval(gold, asker, texts)


def print_report(report: EvalReport, console: "Console", *, faults: bool = True) -> None:
    """Print right, wrong and missing per kind and language, the totals with 95 % Wilson intervals, and each fault."""
    from rich.table import Table

    table = Table("kind", "language", "cases", "right", "wrong", "missing", "right, 95 % interval")
    for kind, language in (*report.groups, (None, None)):
        right, wrong, missing = (report.share(one, kind=kind, language=language) for one in Verdict)
        row = (
            kind or "all",
            language or "all",
            *(str(one) for one in (right.total, right.hits, wrong.hits, missing.hits)),
        )
        table.add_row(*row, f"{right.low:.1%} – {right.high:.1%}", style=None if kind else "bold")
    console.print(table)
    for line in _totals(report):
        console.print(line, highlight=False, markup=False)
    for one in report.outcomes if faults else ():
        if one.verdict is not Verdict.RIGHT:
            said = f"{one.verdict.upper()} {one.case.id} {one.case.question}: {'; '.join(one.faults)}"
            console.print(said, highlight=False, markup=False)


def _totals(report: EvalReport) -> Iterator[str]:
    yield f"false figures: {report.false_figures}"
    yield f"citations exact: {report.citation_exactness}"
    yield f"abstention precision: {report.abstention_precision}"
    yield f"abstention recall: {report.abstention_recall}"
    times = [one.took_ms for one in report.outcomes]
    if times:
        yield f"time: median {median(times):.0f} ms, longest {max(times)} ms"


def asked(case: Gold, asker: Asker) -> Mapping[str, Any]:
    """The answer to a case; an error that Youju raises on purpose counts as no answer."""
    try:
        return asker(case.question, case.history)
    except YoujuError as error:
        return {"status": error.code, "text": str(error)}


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(path.name, zh=f"无法读取：{error}", en=f"cannot be read: {error}") from error
