"""Spot checks over HTTP: rounds drawn, answers given out one by one, judgements kept, differences settled."""

from collections import Counter
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Evaluating, EvaluatingExport, TheCaller, TheLibrary, owner_of
from api.exports import attachment, file_answers, file_name
from api.schemas import Language, Problem
from api.schemas_gold import ConfirmedOut
from api.schemas_review import DesignIn, FrameOut, ItemOut, JudgementIn, JudgementOut, PlanOut, RoundOut, RoundRequest
from assistant.errors import InvalidReview
from assistant.records.access_model import LOCAL_ID
from eval.review.frame import frame_of
from eval.review.plans import acceptance_plans
from eval.review.report_html import policy
from eval.review.reporting import report_bytes, round_report
from eval.review.results import State
from eval.review.rounds import Item, Round, Rounds, design_of, design_record
from eval.review.values import Aspect, Cause, Dimension, Judgement, aspects_of, likely_cause

router = APIRouter(prefix="/api/reviews", tags=["reviews"])

_MEDIA = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ANSWERS: dict[int | str, dict[str, Any]] = {404: {"model": Problem}, 422: {"model": Problem}}


async def reviewer_of(request: Request, caller: TheCaller) -> str:
    """Who reviews: the account's name, or, before there are accounts, the browser, so that two still differ."""
    if caller.id != LOCAL_ID:
        return caller.name
    owner = owner_of(request)
    return f"guest {owner[:6]}" if owner else "guest"


async def rounds_of(library: TheLibrary) -> Rounds:
    """The rounds of this installation."""
    return Rounds(library.store.engine)


Reviewer = Annotated[str, Depends(reviewer_of)]
TheRounds = Annotated[Rounds, Depends(rounds_of)]


@router.get("/plan", response_model=None, responses={200: {"model": list[PlanOut]}, 422: {"model": Problem}})
def get_plan(
    scope: Evaluating,
    limit: Annotated[float, Query(ge=0.0001, lt=1)] = 0.02,
    confidence: Annotated[float, Query(ge=0.5, lt=1)] = 0.95,
    population: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> Response:
    """How many answers to review, and how many of them may be wrong, to show an error rate below `limit`."""
    try:
        plans = acceptance_plans(limit, confidence=confidence, population=population)
    except ValueError as error:
        raise InvalidReview("plan", zh=f"答案太少：{error}", en=str(error)) from error
    return JSONResponse([asdict(one) for one in plans])


@router.get("/frame", response_model=None, responses={200: {"model": FrameOut}})
def get_frame(library: TheLibrary, scope: Evaluating, since: str = "", until: str = "~") -> Response:
    """What a round can be drawn from: the answers kept, counted."""
    found = [one.candidate for one in frame_of(library, scope, since=since, until=until)]
    counts = {one.value: dict(Counter(str(getattr(each, one.value)) for each in found)) for one in Dimension}
    flags = dict(Counter(flag.value for each in found for flag in each.flags))
    return JSONResponse({"answers": len(found), **counts, "flags": flags})


@router.get("", response_model=None, responses={200: {"model": list[RoundOut]}})
def list_rounds(rounds: TheRounds, scope: Evaluating, reviewer: Reviewer) -> Response:
    """Every round, latest first."""
    return JSONResponse([_round_record(one, rounds, reviewer) for one in rounds.all()])


@router.post("", response_model=None, status_code=201, responses={201: {"model": RoundOut}, **_ANSWERS})
def post_round(
    body: RoundRequest, library: TheLibrary, rounds: TheRounds, scope: Evaluating, reviewer: Reviewer
) -> Response:
    """Draw a round from the answers kept."""
    design = design_of(body.model_dump(include=set(DesignIn.model_fields)))
    framed = frame_of(library, scope, since=body.since, until=body.until)
    kept = rounds.begin(body.name.strip(), framed, design, reviewer, since=body.since, until=body.until)
    return JSONResponse(_round_record(kept, rounds, reviewer), status_code=201)


@router.get("/{round_id}", response_model=None, responses={200: {"model": RoundOut}, **_ANSWERS})
def get_round(round_id: str, rounds: TheRounds, scope: Evaluating, reviewer: Reviewer) -> Response:
    """A round and how far it is."""
    return JSONResponse(_round_record(rounds.round(round_id), rounds, reviewer))


@router.post("/{round_id}/close", response_class=Response, status_code=204, responses=_ANSWERS)
def close_round(round_id: str, rounds: TheRounds, scope: Evaluating) -> Response:
    """End a round: nobody may judge any more."""
    rounds.close(round_id)
    return Response(status_code=204)


@router.get("/{round_id}/next", response_model=None, responses={200: {"model": ItemOut}, 204: {}, **_ANSWERS})
def get_next(round_id: str, rounds: TheRounds, scope: Evaluating, reviewer: Reviewer) -> Response:
    """The next answer for you to review, without what others said of it; 204 where none is left."""
    item = rounds.next(round_id, reviewer, scope)
    return Response(status_code=204) if item is None else _item_response(item, round_id, rounds, reviewer)


@router.get("/{round_id}/mine", response_model=None, responses={200: {"model": list[JudgementOut]}, **_ANSWERS})
def get_mine(round_id: str, rounds: TheRounds, scope: Evaluating, reviewer: Reviewer) -> Response:
    """What you have said in a round, latest first."""
    rounds.round(round_id)
    return JSONResponse([judgement_record(one) for one in rounds.mine(round_id, reviewer)])


@router.get("/{round_id}/disputed", response_model=None, responses={200: {"model": list[str]}, **_ANSWERS})
def get_disputed(round_id: str, rounds: TheRounds, scope: Evaluating, reviewer: Reviewer) -> Response:
    """The ids of answers on which two reviewers differ, those you had no part in first."""
    return JSONResponse([one.drawn.id for one in rounds.disputed(round_id, reviewer)])


@router.get("/{round_id}/confirmed", response_model=None, responses={200: {"model": list[ConfirmedOut]}, **_ANSWERS})
def get_confirmed(round_id: str, rounds: TheRounds, scope: Evaluating) -> Response:
    """The corrections of a round that hold: two reviewers found the answer wrong, or a third decided so."""
    items = {item.drawn.id: item for item in rounds.items(round_id, scope)}
    held = [one for one in rounds.settled(round_id) if one.confirmed and one.drawn.id in items]
    return JSONResponse(
        [
            _confirmed_record(items[one.drawn.id], judgement, number)
            for one in held
            for judgement in one.confirmed
            for number in range(len(judgement.corrections))
        ]
    )


def _confirmed_record(item: Item, judgement: Judgement, number: int) -> dict[str, Any]:
    correction, answer = dict(judgement.corrections[number]), item.answer
    place = correction.get("figure")
    figures, cited = answer.get("figures", ()), answer.get("citations", ())
    figure = figures[place] if place is not None and place < len(figures) else None
    at = next((c for c in cited if figure and c["id"] in figure.get("citations", ())), None)
    names = {c["document_id"]: c["source"] for c in cited}
    return {
        "answer_id": item.drawn.id,
        "question": item.question,
        "language": answer.get("language", "zh"),
        "number": number,
        "figure": place,
        "replaced": {**figure, "citation": at} if figure and at else None,
        "correction": correction,
        "source": names.get(correction.get("document_id", ""), ""),
        "reviewer": judgement.reviewer,
        "at": judgement.created_at,
    }


@router.get("/{round_id}/items/{answer_id}", response_model=None, responses={200: {"model": ItemOut}, **_ANSWERS})
def get_item(round_id: str, answer_id: str, rounds: TheRounds, scope: Evaluating, reviewer: Reviewer) -> Response:
    """One answer of a round; others' judgements come along only where two differ and the difference is to be settled."""
    return _item_response(rounds.item(round_id, answer_id, scope), round_id, rounds, reviewer)


@router.post(
    "/{round_id}/items/{answer_id}",
    response_model=None,
    status_code=201,
    responses={201: {"model": JudgementOut}, **_ANSWERS},
)
def post_judgement(
    round_id: str, answer_id: str, body: JudgementIn, rounds: TheRounds, scope: Evaluating, reviewer: Reviewer
) -> Response:
    """Judge an answer, or settle what two reviewers judged differently; what was said before stays on record."""
    item = rounds.item(round_id, answer_id, scope)
    verdicts = {Aspect(name): right for name, right in body.verdicts.items()}
    said = Judgement(
        answer_id=answer_id,
        reviewer=reviewer,
        verdicts=verdicts,
        cause=_cause(body, item, verdicts),
        note=body.note.strip(),
        corrections=tuple(one.model_dump() for one in body.corrections),
        seconds=body.seconds,
        adjudication=body.adjudication,
    )
    rounds.judge(round_id, said, scope)
    kept = next(one for one in rounds.mine(round_id, reviewer) if one.answer_id == answer_id)
    return JSONResponse(judgement_record(kept), status_code=201)


def _cause(body: JudgementIn, item: Item, verdicts: dict[Aspect, bool]) -> Cause | None:
    if all(verdicts.values()):
        return None
    return Cause(body.cause) if body.cause else likely_cause(item.answer, verdicts)


def judgement_record(one: Judgement) -> dict[str, Any]:
    """A judgement as JSON."""
    return {
        **asdict(one),
        "verdicts": {aspect.value: right for aspect, right in one.verdicts.items()},
        "corrections": [dict(each) for each in one.corrections],
    }


def _item_response(item: Item, round_id: str, rounds: Rounds, reviewer: str) -> Response:
    settled = next(one for one in rounds.settled(round_id) if one.drawn.id == item.drawn.id)
    mine = next((one for one in rounds.mine(round_id, reviewer) if one.answer_id == item.drawn.id), None)
    shown = settled.state in (State.OPEN, State.ADJUDICATED)
    others = [one for one in (settled.first, settled.second) if shown and one is not None]
    return JSONResponse(
        {
            "answer_id": item.drawn.id,
            "place": item.place + 1,
            "of": len(rounds.settled(round_id)),
            "question": item.question,
            "asked_at": item.asked_at,
            "door": item.door,
            "flags": [flag.value for flag in item.flags],
            "aspects": [aspect.value for aspect in aspects_of(item.answer)],
            "answer": dict(item.answer),
            "mine": judgement_record(mine) if mine else None,
            "others": [judgement_record(one) for one in others],
        }
    )


def _round_record(one: Round, rounds: Rounds, reviewer: str) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in type(one).__dataclass_fields__},
        "design": design_record(one.design),
        "progress": asdict(rounds.progress(one.id, reviewer)),
    }


@router.get(
    "/{round_id}/report.{form}", response_class=Response, responses={**_ANSWERS, **file_answers(*_MEDIA.values())}
)
def get_report(
    round_id: str,
    form: Literal["html", "xlsx", "pdf", "json"],
    rounds: TheRounds,
    scope: EvaluatingExport,
    language: Language = "zh",
) -> Response:
    """The report of a round; questions and notes of answers that you may not see are left out."""
    made = round_report(rounds, round_id, scope, language)
    headers = {"content-security-policy": policy()} if form == "html" else attachment(file_name(made.title, f".{form}"))
    return Response(report_bytes(made, form), media_type=_MEDIA[form], headers=headers)
