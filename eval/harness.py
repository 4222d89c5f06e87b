"""One way to run every evaluation: cases asked in parallel, kept one by one, taken up again where a run broke off."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from eval.figures import ASPECTS, FigureScore, total
from eval.retrieval import Way
from eval.run import Asker, EvalReport, asked
from eval.run_store import Case, Run, Runs, case_of, hash_of
from eval.score import Gold, Verdict, score

OnCase = Callable[[int, int], None]


def run_gold(
    name: str,
    gold: Sequence[Gold],
    asker: Asker,
    runs: Runs,
    *,
    text_of: Callable[[str], str] | None = None,
    jobs: int = 1,
    resume: bool = True,
    run: Run | None = None,
    on_case: OnCase = lambda done, total: None,
) -> tuple[Run, EvalReport]:
    """Ask every case and keep how it ended; returns the run and its outcomes in the order of the cases.

    A run of the same cases that broke off is taken up again unless `resume` is false, or `run` when it is given. `jobs` cases are asked at once;
    `text_of` gives a document's text, against which quotes are held. `on_case` is told how many are done, of how many.
    """
    digest = hash_of(gold)
    run = run or (runs.unfinished(name, digest) if resume else None) or runs.begin(name, "answers", digest, len(gold))
    answers = {one.id: one.answer for one in runs.cases(run.id)}
    due = [case for case in gold if case.id not in answers]
    texts: dict[str, str] = {}
    on_case(len(gold) - len(due), len(gold))
    for case, answer in _answers(due, asker, jobs):
        _learn(texts, answer, text_of)
        answers[case.id] = answer
        runs.keep(run.id, [case_of(score(case, answer, texts if text_of else None), answer)])
        on_case(len(answers), len(gold))
    for answer in answers.values():
        _learn(texts, answer, text_of)
    report = EvalReport(tuple(score(case, answers[case.id], texts if text_of else None) for case in gold))
    runs.end(run.id, measures_of(report))
    return runs.run(run.id), report


def measures_of(report: EvalReport) -> dict[str, float]:
    """What a run came to, by name: counts of verdicts and shares in 0..1; shares of nothing are left out."""
    shares = {
        "right_share": report.share(Verdict.RIGHT),
        "citation_exactness": report.citation_exactness,
        "abstention_precision": report.abstention_precision,
        "abstention_recall": report.abstention_recall,
    }
    counts: dict[str, float] = {verdict.value: report.share(verdict).hits for verdict in Verdict}
    told = {name: share.value for name, share in shares.items() if share.value is not None}
    answered = sum(one.status == "answered" for one in report.outcomes)
    coverage = answered / len(report.outcomes) if report.outcomes else 0.0
    return {**counts, **told, "coverage": coverage, "false_figures": report.false_figures}


def keep_cases(
    name: str, kind: str, cases: Sequence[Case], measures: Mapping[str, float], runs: Runs, digest: str
) -> Run:
    """Keep an evaluation that is not of questions (figures read, passages found) as a run like any other."""
    run = runs.begin(name, kind, digest, len(cases))
    runs.keep(run.id, cases)
    runs.end(run.id, measures)
    return runs.run(run.id)


def keep_figures(scores: Sequence[FigureScore], runs: Runs) -> Run:
    """Keep how the figures of annotated reports were read: a report is a case, right where nobody would read it otherwise."""
    whole = total(scores)
    shares = {"recall": whole.recall, "precision": whole.precision} | {a: whole.accuracy(a) for a in ASPECTS}
    measures = {name: share.value for name, share in shares.items() if share.value is not None}
    cases = [
        Case(one.source, f"{one.expected} figures", "figures", _read(one), _differences(one), {}) for one in scores
    ]
    return keep_cases("figures", "figures", cases, {**_counts(cases), **measures}, runs, "")


def keep_retrieval(ways: Sequence[Way], runs: Runs) -> None:
    """Keep each way that passages were ranked in as a run of its own."""
    for way in ways:
        keep_cases(way.name, "retrieval", way.cases, {**_counts(way.cases), **way.measures}, runs, "")


def _counts(cases: Iterable[Case]) -> dict[str, float]:
    verdicts = [one.verdict for one in cases]
    shares = {"right_share": verdicts.count(Verdict.RIGHT) / len(verdicts)} if verdicts else {}
    return {**{verdict.value: float(verdicts.count(verdict)) for verdict in Verdict}, **shares}


def _read(score: FigureScore) -> Verdict:
    kinds = {one.aspect for one in score.disagreements}
    return Verdict.RIGHT if not kinds else Verdict.MISSING if kinds == {"missed"} else Verdict.WRONG


def _differences(score: FigureScore) -> tuple[str, ...]:
    return tuple(f"{one.aspect} {one.written}: {one.expected} / {one.found}" for one in score.disagreements)


def _answers(due: Iterable[Gold], asker: Asker, jobs: int) -> Iterator[tuple[Gold, Mapping[str, Any]]]:
    if jobs <= 1:
        for case in due:
            yield case, asked(case, asker)
        return
    with ThreadPoolExecutor(jobs, thread_name_prefix="youju-eval") as pool:
        waiting = {pool.submit(asked, case, asker): case for case in due}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


def _learn(texts: dict[str, str], answer: Mapping[str, Any], text_of: Callable[[str], str] | None) -> None:
    for citation in answer.get("citations", ()) if text_of else ():
        key = citation["document_id"]
        if key not in texts and text_of is not None:
            texts[key] = text_of(key)
