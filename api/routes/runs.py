"""Runs over gold questions: begun, followed while they go on, looked back at, and compared."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from api.deps import Evaluating, TheLibrary
from api.remote import InProcess
from api.routes.gold import hidden, visible
from api.schemas import Problem
from api.schemas_gold import ComparisonOut, RunDetail, RunIn, RunOut
from assistant.errors import UnknownRound
from assistant.records.library import Library
from assistant.records.scope import Scope
from eval.compare import Changed, compare
from eval.gold_store import GoldSets
from eval.harness import run_gold
from eval.run_store import Case, Run, Runs, hash_of
from eval.score import Gold, gold_case

router = APIRouter(prefix="/api/runs", tags=["evaluation"])

_ANSWERS: dict[int | str, dict[str, Any]] = {404: {"model": Problem}, 422: {"model": Problem}}


@router.get("", response_model=None, responses={200: {"model": list[RunOut]}})
def list_runs(library: TheLibrary, scope: Evaluating) -> Response:
    """Every run, latest first: of answers, of figures read, of passages found."""
    runs = Runs(library.store.engine)
    done = runs.done()
    return JSONResponse([_record(run, done.get(run.id, 0)) for run in runs.all()])


@router.post("", response_model=None, status_code=202, responses={202: {"model": RunOut}, **_ANSWERS})
def begin_run(body: RunIn, library: TheLibrary, scope: Evaluating) -> Response:
    """Ask the gold questions of a set, as far as you may see their records; the run goes on after this answer."""
    gold = [gold_case(one.record) for one in visible(GoldSets(library.store.engine), body.set, library, scope)]
    if not gold:
        raise UnknownRound(body.set, zh="没有这组标准问题", en="no such set of gold questions")
    run = Runs(library.store.engine).begin(body.set, "answers", hash_of(gold), len(gold))
    return JSONResponse(
        _record(run, 0), status_code=202, background=BackgroundTask(_ask_all, run, gold, library, scope)
    )


@router.get("/compare", response_model=None, responses={200: {"model": ComparisonOut}, **_ANSWERS})
def compare_runs(earlier: str, later: str, library: TheLibrary, scope: Evaluating) -> Response:
    """Two runs question by question: what turned wrong, what turned right, and whether luck explains it."""
    runs = Runs(library.store.engine)
    first, second = runs.run(earlier), runs.run(later)
    found = compare(first, runs.cases(first.id), second, runs.cases(second.id))
    shown = _visible_cases(second, runs.cases(second.id), library, scope)
    changed = {
        name: [_change(one) for one in getattr(found, name) if one.id in shown] for name in ("worse", "better", "other")
    }
    return JSONResponse(
        {"earlier": first.id, "later": second.id, "shared": found.shared, **changed, "p_value": found.p_value}
    )


@router.get("/{run_id}", response_model=None, responses={200: {"model": RunDetail}, **_ANSWERS})
def get_run(run_id: str, library: TheLibrary, scope: Evaluating) -> Response:
    """A run with how each question ended; of those that rest on records you may not see, only the verdict."""
    runs = Runs(library.store.engine)
    run = next((one for one in runs.all() if one.id == run_id), None) or runs.run(run_id)
    cases = runs.cases(run.id)
    seen = _visible_cases(run, cases, library, scope)
    results = [
        {
            "id": one.id,
            "question": one.question if one.id in seen else "",
            "kind": one.kind,
            "verdict": one.verdict.value,
            "faults": list(one.faults) if one.id in seen else [],
            "hidden": one.id not in seen,
        }
        for one in cases
    ]
    return JSONResponse({**_record(run, len(cases)), "results": results})


def _ask_all(run: Run, gold: Sequence[Gold], library: Library, scope: Scope) -> None:
    records = InProcess(library, scope)
    languages = {(case.question, case.history): case.language for case in gold}

    def asker(text: str, earlier: Sequence[str]) -> Mapping[str, Any]:
        return records.ask(text, earlier, languages[text, tuple(earlier)])

    run_gold(run.name, gold, asker, Runs(library.store.engine), text_of=records.text, run=run)


def _record(run: Run, done: int) -> dict[str, Any]:
    told = asdict(run)
    del told["gold_hash"]
    return {**told, "measures": dict(run.measures), "done": done}


def _change(one: Changed) -> dict[str, Any]:
    return {**asdict(one), "before": one.before.value, "after": one.after.value, "faults": list(one.faults)}


def _visible_cases(run: Run, cases: Sequence[Case], library: Library, scope: Scope) -> dict[str, Case]:
    """The cases whose answers cite nothing that `scope` does not hold, and whose gold question it shows, by id."""
    known = {head.id for head in library.store.heads(scope)}
    unseen = hidden(run.name, library, scope)
    return {
        case.id: case
        for case in cases
        if case.id not in unseen
        and all(citation.get("document_id") in known for citation in case.answer.get("citations", ()))
    }
