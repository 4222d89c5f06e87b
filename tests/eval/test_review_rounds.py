"""Rounds over answers that were really given: framed, drawn, judged by several people, settled, never overwritten."""

from dataclasses import replace

import pytest

from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.errors import InvalidReview, UnknownRound
from assistant.records.library import Library
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING, Scope
from eval.review.frame import Framed, frame_of
from eval.review.results import State
from eval.review.rounds import Rounds, design_of, design_record
from eval.review.sampling import Design, Method
from eval.review.spancheck import check_answer
from eval.review.values import Aspect, Cause, Dimension, Flag, Judgement, aspects_of
from ingest.pipeline import ingest_bytes

REPORT = """南栎市水务局2021年度部门整体支出绩效自评报告（虚构样例）

一、基本情况

2021年全年预算数812.40万元，执行数790.13万元，预算执行率97.26%。新建供水管网12.5公里。

二、存在的主要问题

存在的主要问题：部分项目前期准备不足，资金支付集中在年底。
"""
QUESTIONS = (
    "南栎市水务局2021年预算执行率是多少？",
    "南栎市水务局2021年新建供水管网多少公里？",
    "南栎市水务局2021年存在的主要问题是什么？",
    "南栎市水务局2019年预算执行率是多少？",
    "南栎市水务局2021年绿化面积是多少？",
    "水务局2021年执行数是多少？",
)


@pytest.fixture
def asked(library: Library) -> Library:
    """An installation that has answered some questions."""
    ingest_bytes("水务局2021.txt", REPORT.encode(), library)
    kept = library.store.conversations
    for at, text in enumerate(QUESTIONS):
        answer = ask(Question(text), library, EVERYTHING)
        collections = [citation.document.collection for citation in answer.citations]
        kept.keep(f"c{at}", "somebody", to_wire(answer), collections, door="api" if at % 2 else "web")
    return library


@pytest.fixture
def rounds(asked: Library) -> Rounds:
    return Rounds(asked.store.engine)


def frame(library: Library) -> tuple[Framed, ...]:
    return frame_of(library, EVERYTHING)


def verdicts(answer, **wrong: bool) -> dict[Aspect, bool]:
    return {aspect: aspect.value not in wrong for aspect in aspects_of(answer)}


def test_answers_are_framed_by_what_they_are(asked: Library) -> None:
    found = {one.turn.question: one.candidate for one in frame(asked)}
    assert len(found) == len(QUESTIONS)
    length = found[QUESTIONS[1]]
    assert (length.kind, length.year, length.channel, length.refusal) == ("figure", "2021", "api", False)
    assert found[QUESTIONS[2]].kind == "narrative"
    assert (found[QUESTIONS[3]].kind, found[QUESTIONS[3]].refusal) == ("refusal", True)
    assert all(one.checked for one in found.values())


def test_what_people_say_of_an_answer_flags_it(asked: Library) -> None:
    conversations = asked.store.conversations
    turn = frame(asked)[0].turn
    conversations.give_opinion(turn, "reader", kind="down", reason="不对")
    conversations.give_opinion(turn, "reader", kind="wrong_figure", reason="应为调整预算数")
    assert frame(asked)[0].candidate.flags >= {Flag.THUMBS_DOWN, Flag.WRONG_FIGURE}


def test_the_frame_ends_where_the_scope_and_the_time_do(asked: Library) -> None:
    assert frame_of(asked, Scope(frozenset())) == ()
    assert frame_of(asked, EVERYTHING, until="2000-01-01") == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a["citations"][0].update(quote="执行数999万元"),
        lambda a: a["figures"][0].update(value="13.5"),
        lambda a: a["figures"][0].update(citations=[]),
        lambda a: a["figures"][0].update(unit="亩"),
        lambda a: a["figures"][0].update(value="many"),
        lambda a: a.update(question="南栎市水务局2020年新建供水管网多少公里？"),
        lambda a: a["citations"][0].update(document_id="gone"),
    ],
)
def test_the_automatic_check_finds_what_no_longer_stands(asked: Library, change) -> None:
    import copy

    turn = frame(asked)[1].turn
    documents = asked.store.documents(EVERYTHING, {one["document_id"] for one in turn.answer["citations"]})
    assert check_answer(turn.answer, documents)
    answer = copy.deepcopy(dict(turn.answer))
    change(answer)
    assert not check_answer(answer, documents)


@pytest.mark.parametrize(
    ("question", "passes"),
    [
        ("2021年新建供水管网多少公里？", True),
        ("注资2000万元以上的项目新建供水管网多少公里？", True),
        ("How many kilometres for over 2,000 people?", True),
        ("How many kilometres in 2019?", False),
    ],
)
def test_the_automatic_check_takes_amounts_for_no_years(asked: Library, question: str, passes: bool) -> None:
    turn = frame(asked)[1].turn
    documents = asked.store.documents(EVERYTHING, {one["document_id"] for one in turn.answer["citations"]})
    assert check_answer({**turn.answer, "question": question}, documents) is passes


def test_a_round_is_judged_settled_and_reproduced(asked: Library, rounds: Rounds) -> None:
    kept = rounds.begin("十月抽查", frame(asked), Design(size=6, seed=3, double=0.5), "root")
    assert rounds.round(kept.id) == kept
    twice = {one.drawn.id for one in rounds.items(kept.id, EVERYTHING) if one.drawn.double}
    assert len(twice) == 3
    while (item := rounds.next(kept.id, "ann", EVERYTHING)) is not None:
        wrong = {"completeness": True} if item.place == 0 and item.answer["status"] == "answered" else {}
        rounds.judge(kept.id, Judgement(item.drawn.id, "ann", verdicts(item.answer, **wrong)), EVERYTHING)
    assert rounds.progress(kept.id, "ann").mine == 6
    due = set()
    while (item := rounds.next(kept.id, "bob", EVERYTHING)) is not None:
        due.add(item.drawn.id)
        rounds.judge(kept.id, Judgement(item.drawn.id, "bob", verdicts(item.answer)), EVERYTHING)
    assert due >= twice
    progress = rounds.progress(kept.id, "bob")
    assert (progress.judged, progress.left, progress.mine) == (6, 0, len(due))
    for one in rounds.disputed(kept.id, "cleo"):
        said = Judgement(one.drawn.id, "cleo", dict(one.second.verdicts), adjudication=True)
        rounds.judge(kept.id, said, EVERYTHING)
    found = rounds.result(kept.id)
    assert (found.judged, found.open, found.frame) == (6, 0, 6)
    assert found.as_judged.low == found.accuracy.value == 1
    assert found.accuracy.low < 1  # three were passed by one person alone
    again = rounds.begin("同样抽一次", frame(asked), kept.design, "root")
    assert again.frame_hash == kept.frame_hash
    assert [one.drawn for one in rounds.items(again.id, EVERYTHING)] == [
        one.drawn for one in rounds.items(kept.id, EVERYTHING)
    ]
    assert rounds.earlier(again.id).id == kept.id
    assert rounds.earlier(kept.id) is None


def test_two_people_at_once_are_given_different_answers(asked: Library, rounds: Rounds) -> None:
    kept = rounds.begin("round", frame(asked), Design(method=Method.SIMPLE, size=6, double=0.2), "root")
    first = rounds.next(kept.id, "ann", EVERYTHING)
    assert rounds.next(kept.id, "ann", EVERYTHING) == first
    singles = [one.drawn.id for one in rounds.items(kept.id, EVERYTHING) if not one.drawn.double]
    other = rounds.next(kept.id, "bob", EVERYTHING)
    assert other != first or first.drawn.id not in singles


def test_an_error_needs_a_second_look_and_a_difference_a_third(asked: Library, rounds: Rounds) -> None:
    kept = rounds.begin("round", frame(asked), Design(method=Method.SIMPLE, size=6, double=0.2), "root")
    items = rounds.items(kept.id, EVERYTHING)
    one = next(i for i in items if i.answer["status"] == "answered" and not i.drawn.double)
    bad = replace(
        Judgement(one.drawn.id, "ann", verdicts(one.answer, period=True), cause=Cause.SCOPE, note="是上一年的"),
        corrections=({"figure": 0, "value": "1"},),
    )
    rounds.judge(kept.id, bad, EVERYTHING)

    def state() -> State:
        return next(s.state for s in rounds.settled(kept.id) if s.drawn.id == one.drawn.id)

    assert state() is State.HALF
    with pytest.raises(InvalidReview, match="nothing differs"):
        rounds.judge(kept.id, replace(bad, reviewer="cleo", adjudication=True), EVERYTHING)
    rounds.judge(kept.id, Judgement(one.drawn.id, "bob", verdicts(one.answer)), EVERYTHING)
    assert state() is State.OPEN
    assert [each.drawn.id for each in rounds.disputed(kept.id, "cleo")] == [one.drawn.id]
    rounds.judge(kept.id, replace(bad, reviewer="cleo", adjudication=True), EVERYTHING)
    assert state() is State.ADJUDICATED
    assert rounds.result(kept.id).causes == {Cause.SCOPE: 1}
    kept_said = rounds.mine(kept.id, "ann")[0]
    assert (kept_said.note, kept_said.corrections, kept_said.cause) == (bad.note, bad.corrections, bad.cause)


def test_what_cannot_be_judged_is_refused(asked: Library, rounds: Rounds) -> None:
    kept = rounds.begin("round", frame(asked), Design(method=Method.SIMPLE, size=2), "root")
    item = rounds.items(kept.id, EVERYTHING)[0]
    fit = Judgement(item.drawn.id, "ann", verdicts(item.answer))
    with pytest.raises(InvalidReview, match="verdicts do not fit"):
        rounds.judge(kept.id, replace(fit, verdicts={}), EVERYTHING)
    with pytest.raises(UnknownRound):
        rounds.judge(kept.id, replace(fit, answer_id="none"), EVERYTHING)
    rounds.close(kept.id)
    with pytest.raises(InvalidReview, match="closed"):
        rounds.judge(kept.id, fit, EVERYTHING)
    assert rounds.next(kept.id, "ann", EVERYTHING) is None
    for missing in (
        lambda: rounds.round("none"),
        lambda: rounds.close("none"),
        lambda: rounds.items("none", EVERYTHING),
    ):
        with pytest.raises(UnknownRound):
            missing()
    with pytest.raises(InvalidReview, match="no answer fits"):
        rounds.begin("none", [], Design(), "root")


def test_an_answer_out_of_sight_is_not_given_out(asked: Library, rounds: Rounds) -> None:
    kept = rounds.begin("round", frame(asked), Design(size=6), "root")
    blind = Scope(frozenset({"other"}))
    assert rounds.items(kept.id, blind) == ()
    assert rounds.next(kept.id, "ann", blind) is None
    hidden = rounds.items(kept.id, EVERYTHING)[0]
    with pytest.raises(UnknownRound):
        rounds.item(kept.id, hidden.drawn.id, blind)


def test_a_design_survives_being_kept() -> None:
    design = Design(Method.TARGETED, 30, 9, (Dimension.KIND, Dimension.YEAR), flags=frozenset({Flag.OCR}), double=0.4)
    assert design_of(design_record(design)) == design
    assert design_of({}) == Design()
    with pytest.raises(ValueError, match="best"):
        design_of({"method": "best"})
