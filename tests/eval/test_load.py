"""People at work on a service that is served: nothing is found where all is well, and everything planted is found."""

import asyncio
import json
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi import FastAPI
from serving import served
from sqlalchemy import text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_app
from assistant.records import database
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from eval.load.alone import asked_alone
from eval.load.books import examined
from eval.load.dialogues import MIX
from eval.load.ground import make, opened, people
from eval.load.kills import Kill, cost
from eval.load.papers import UPLOADS, paper
from eval.load.people import Crowd, at_work
from eval.load.report import Run, record
from eval.load.tally import Request, Tally, faults_by_kind, times
from eval.load.watching import Memory, Sample
from ingest.pipeline import ingest_uploads

PEOPLE, CLERKS, EACH = 20, 2, 4


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("load")
    settings = Settings(data_dir=folder / "data", workers=0, sign_ins_per_minute=1_000_000)
    with opened(settings) as library:
        yield library


@pytest.fixture(scope="module")
def crowd(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Crowd:
    """Everybody, with few documents to upload, and dialogues with the answers that they get alone."""
    everybody = people(PEOPLE, CLERKS)
    dialogues = make(library, tmp_path_factory.mktemp("records"), 3, everybody)
    few = tuple(replace(one, papers=one.papers[:1]) for one in everybody)
    # One of each kind is enough here, the long ones among them.
    some = {(one.kind, len(one.turns)): one for one in dialogues}
    with served(create_app(library)) as door:
        alone = asked_alone(door, few[-1], tuple(some.values()))
    assert alone.right == alone.scored > 0
    return Crowd((), few, alone.dialogues, actions=EACH)


def app_of(library: Library) -> FastAPI:
    """The service with every route made: that is done at the first request, and silences a warning for all threads meanwhile."""
    app = create_app(library)
    app.openapi()
    return app


def worked(crowd: Crowd, library: Library, around: Callable[[ASGIApp], ASGIApp] = lambda app: app) -> Tally:
    """What everybody's work came to, through two doors of a service that `around` tampers with."""
    tally = Tally()
    with served(around(app_of(library))) as one, served(around(app_of(library))) as other:
        asyncio.run(at_work(replace(crowd, doors=(one, other)), lambda event: tally.take([event])))
    return tally


def test_nothing_is_found_where_all_is_well(crowd: Crowd, library: Library) -> None:
    tally = worked(crowd, library)
    assert tally.faults == []
    books = examined(library, tally.acknowledged)
    assert books.whole, books
    asked = [one for one in tally.requests if one.kind.startswith("ask: ")]
    assert len(asked) >= (PEOPLE - CLERKS) * EACH + CLERKS
    assert {one.door for one in asked} == {0, 1}
    assert books.acknowledged == {"answer": len(asked), "turn": len(asked), "upload": CLERKS}
    kinds = {one.kind for one in tally.requests}
    assert kinds >= {"sign in", "upload", "ask: upload", "ask: follow-up", "open text", "list documents"}


@contextmanager
def _nothing() -> Iterator[None]:
    yield


class Liar:
    """Passes requests on, and answers those to `path` with what `instead` makes of the whole body, or of none at all."""

    def __init__(self, app: ASGIApp, path: str, instead: Callable[[bytes], tuple[int, bytes]], *, asks: bool) -> None:
        self.app, self.path, self.instead, self.asks = app, path, instead, asks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != self.path:
            await self.app(scope, receive, send)
            return
        body = b""

        async def hold(message: Message) -> None:
            nonlocal body
            body += message.get("body", b"")

        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        if self.asks:
            await self.app({**scope, "headers": headers}, receive, hold)
        else:
            while (await receive()).get("more_body"):
                pass
        status, told = self.instead(body)
        length = (b"content-length", str(len(told)).encode())
        start = {"type": "http.response.start", "status": status}
        await send({**start, "headers": [(b"content-type", b"application/json"), length]})
        await send({"type": "http.response.body", "body": told})


def _one_digit_off(body: bytes) -> tuple[int, bytes]:
    answer = json.loads(body)
    answer["text"] = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), answer["text"], count=1)
    return 200, json.dumps(answer).encode()


def _away(body: bytes) -> tuple[int, bytes]:
    return 503, json.dumps({"code": "store_fault", "detail": "away"}).encode()


def _forgotten(body: bytes) -> tuple[int, bytes]:
    return 201, b"{}"


@pytest.mark.parametrize(
    ("path", "instead", "asks", "found"),
    [
        ("/api/ask", _one_digit_off, True, "another answer than without load"),
        ("/api/ask", _away, False, "503 store_fault"),
        ("/api/documents", _forgotten, False, "an upload's figure is not answered"),
    ],
)
def test_what_goes_wrong_is_found(
    crowd: Crowd, library: Library, path: str, instead: Callable[[bytes], tuple[int, bytes]], asks: bool, found: str
) -> None:
    # Others than those uploaded already.
    first = 5000 + 10 * len(library.store.heads(EVERYTHING))
    fresh = tuple(
        replace(one, papers=range(first + one.number, first + one.number + 1)) for one in crowd.people[:CLERKS]
    )
    few = replace(crowd, people=(*fresh, *crowd.people[CLERKS : CLERKS + 3]), actions=1)
    tally = worked(few, library, lambda app: Liar(app, path, instead, asks=asks))
    assert found in {fault for fault, *_ in faults_by_kind(tally.requests)}
    lost = examined(library, tally.acknowledged).lost["upload"]
    assert sorted(lost) == (sorted(paper(first + n).name for n in range(CLERKS)) if instead is _forgotten else [])


def test_what_is_lost_or_kept_twice_is_found(library: Library, crowd: Crowd) -> None:
    one = paper(6000)
    ingest_uploads([(one.name, one.data), (one.name, one.data + b"\n")], library, collection=UPLOADS)
    told = {"upload": [one.name, "never.txt"], "turn": ["0" * 16], "answer": ["1" * 16]}
    books = examined(library, told)
    assert books.doubled == [one.name]
    assert books.lost == {"upload": ["never.txt"], "turn": ["0" * 16], "answer": ["1" * 16]}
    assert books.audit_broken_at is None
    assert not books.whole


def test_a_broken_audit_log_is_found(library: Library, crowd: Crowd) -> None:
    assert examined(library, {}).audit_broken_at is None
    with database.noting(library.audit.engine) as connection:
        connection.execute(text("DELETE FROM audit WHERE number = 2"))
    assert examined(library, {}).audit_broken_at == 2


def request(began: float, fault: str = "", *, door: int = 0, kind: str = "ask: named office") -> Request:
    return Request(kind, began, 0.5, door, fault)


def test_times_are_of_the_right_ones() -> None:
    some = [Request("page", 0, n / 1000, 0) for n in range(1, 102)] + [Request("page", 0, 9, 0, "503")]
    (page,) = times(some)
    assert (page.count, page.faults) == (102, 1)
    assert (page.p50, page.p95, page.p99, page.longest) == pytest.approx((51, 96, 100, 101))
    (broken,) = times([Request("page", 0, 1, 0, "503")])
    assert math.isnan(broken.p50)
    assert [one.kind for one in times([request(0)])] == ["questions, all", "ask: named office"]


@pytest.mark.parametrize(
    ("requests", "seconds"),
    [
        ([request(9.6), request(10.2)], 0.0),
        ([request(9.6, "connection broken"), request(10.2, "no connection"), request(13.5)], 4.0),
        # The other door worked all along: what failed must work again.
        ([request(10.2, "no connection"), request(11, door=1), request(13, kind="page"), request(15.5)], 6.0),
        ([request(10.2, "503")], None),
    ],
)
def test_a_kill_costs_what_failed_until_it_is_right_again(requests: list[Request], seconds: float | None) -> None:
    told = cost(Kill("web-1", 10.0, 40.0), [*requests, request(1, "before"), request(41, "after")])
    assert told.seconds == seconds
    assert told.failed == sum(bool(one.fault) for one in requests)


def test_memory_is_told_from_the_first_stretch_to_the_last() -> None:
    memory = Memory([Sample(float(at), 100 + at, 200 + at, at / 2) for at in range(100)])
    assert memory.grown(0, 100, 11) == (105, 194, 299)
    assert memory.cores(0, 100) == 0.5


def test_a_run_is_well_only_where_nothing_was_wrong(crowd: Crowd) -> None:
    run = Run({}, 0.0, 10.0, Tally([request(1)]), {}, (), None)
    assert run.well
    assert record(run)["questions_a_second"] == 0.1
    assert not replace(run, tally=Tally([request(1, "503")])).well


def test_every_kind_of_question_is_there(crowd: Crowd) -> None:
    everything = {turn.kind for dialogue in crowd.dialogues for turn in dialogue.turns}
    assert everything == set(MIX)
