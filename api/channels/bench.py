"""A burst of messages with repetitions through the whole way: callback, mailbox, answer, platform; times as a distribution.

    python -m api.channels.bench [--messages 500] [--repeated 0.3] [--at-once 16]

Records are the fictional sample; WeCom's platform is a server on this machine. Printed: how many messages were answered not at
all or twice (both must be 0), and how long acknowledgements and answers took.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from api.app import create_app
from api.channels.desk import key_of
from api.channels.wecom.app import NAME
from api.channels.wecom.crypto import Crypto, aes_key
from assistant.channel_settings import WecomSettings
from assistant.records.library import Library, open_library
from assistant.settings import Settings

_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
_TOKEN, _CORP = "bench", "ww0bench"


class Platform:
    """WeCom as the burst needs it: a token, and what was sent to whom, with the time."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []

    def app(self) -> Starlette:
        """The platform as an application."""
        routes = [Route("/cgi-bin/gettoken", self._token), Route("/cgi-bin/message/send", self._send, methods=["POST"])]
        return Starlette(routes=routes)

    async def _token(self, _: Request) -> JSONResponse:
        return JSONResponse({"errcode": 0, "access_token": "t", "expires_in": 7200})

    async def _send(self, request: Request) -> JSONResponse:
        body = await request.json()
        self.taken.append((body["touser"], time.perf_counter()))
        return JSONResponse({"errcode": 0})


async def _served(app: ASGIApp) -> tuple[uvicorn.Server, asyncio.Task[None], str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    return server, task, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def _callback(crypto: Crypto, number: int, question: str) -> tuple[dict[str, str], str]:
    """Parameters and body of the callback with message `number`, from a member of its own."""
    now = time.time()
    plain = (
        f"<xml><ToUserName>{_CORP}</ToUserName><FromUserName>member{number}</FromUserName><CreateTime>{int(now)}</CreateTime>"
        f"<MsgType>text</MsgType><Content>{question}</Content><MsgId>{number}</MsgId><AgentID>1</AgentID></xml>"
    )
    sealed = crypto.seal(plain.encode(), now)
    query = {"msg_signature": sealed["msgsignature"], "timestamp": sealed["timestamp"], "nonce": sealed["nonce"]}
    return query, f"<xml><Encrypt>{sealed['encrypt']}</Encrypt></xml>"


async def burst(library: Library, questions: Sequence[str], order: Sequence[int], at_once: int) -> str:
    """Deliver message `order[i]` one after another, `at_once` at a time; the report, when all are answered."""
    platform = Platform()
    platform_server, platform_task, address = await _served(platform.app())
    wecom = WecomSettings(corp_id=_CORP, agent_id=1, secret="s", token=_TOKEN, aes_key=_KEY, url=address)
    settings = library.settings.model_copy(update={"wecom": wecom, "public_url": "https://youju.example"})
    served = Library(**{**vars(library), "settings": settings})
    app = create_app(served)
    server, task, own = await _served(app)
    while not app.state.service.warm.is_set():
        await asyncio.sleep(0.05)
    crypto = Crypto(NAME, _TOKEN, aes_key("bench", _KEY), _CORP, 600.0)
    begun, acknowledged = await _deliver(own, crypto, questions, order, at_once)
    while app.state.desk.mailbox.counts().get(NAME, {}).get("open", 1):
        await asyncio.sleep(0.05)
    mailbox, members = app.state.desk.mailbox, range(len(set(order)))
    kept = {f"member{number}": len(mailbox.find(key_of(NAME, str(number))).posts) for number in members}
    report = _report(begun, acknowledged, platform.taken, kept, len(order))
    for one in (server, platform_server):
        one.should_exit = True
    await asyncio.gather(task, platform_task)
    return report


async def _deliver(
    address: str, crypto: Crypto, questions: Sequence[str], order: Sequence[int], at_once: int
) -> tuple[dict[str, float], list[float]]:
    """When each message was first delivered, and the seconds until each delivery was acknowledged."""
    begun: dict[str, float] = {}
    taken: list[float] = []
    left = iter(order)
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:

        async def one() -> None:
            for number in left:
                query, body = _callback(crypto, number, questions[number % len(questions)])
                start = time.perf_counter()
                begun.setdefault(f"member{number}", start)
                response = await client.post(f"/api/channels/{NAME}", params=query, content=body)
                response.raise_for_status()
                taken.append(time.perf_counter() - start)

        await asyncio.gather(*(one() for _ in range(at_once)))
    return begun, taken


def _report(
    begun: dict[str, float],
    acknowledged: list[float],
    taken: list[tuple[str, float]],
    kept: dict[str, int],
    deliveries: int,
) -> str:
    """`kept` are the replies that each member is to have: an answer may be more than one message."""
    first: dict[str, float] = {}
    for member, at in taken:
        first.setdefault(member, at)
    had = Counter(member for member, _ in taken)
    lost = sum(1 for member, wanted in kept.items() if not wanted or had[member] < wanted)
    twice = sum(1 for member, wanted in kept.items() if had[member] > wanted)
    waits = [first[member] - start for member, start in begun.items() if member in first]
    span = max(at for _, at in taken) - min(begun.values())
    return "\n".join(
        [
            f"{len(kept)} messages in {deliveries} deliveries: {lost} lost, {twice} answered twice",
            f"acknowledged: {_spread(acknowledged)}",
            f"answered:     {_spread(waits)}",
            f"all answered after {span:.1f} s, {len(kept) / span:.0f} a second",
        ]
    )


def _spread(seconds: Sequence[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return ", ".join(
        f"{name} {value * 1000:.0f} ms"
        for name, value in (("p50", cuts[49]), ("p90", cuts[89]), ("p99", cuts[98]), ("max", max(seconds)))
    )


def main() -> None:
    """Read the sample, deliver the burst, print the report."""
    from api.suggestions import first_questions
    from assistant.records.scope import EVERYTHING
    from eval.sample import make_sample
    from ingest.pipeline import ingest

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--repeated", type=float, default=0.3, help="share of messages that are delivered again")
    parser.add_argument("--at-once", type=int, default=16)
    wanted = parser.parse_args()
    draw = random.Random(9)
    order = list(range(wanted.messages))
    order += [number for number in order if draw.random() < wanted.repeated for _ in range(draw.randint(1, 3))]
    draw.shuffle(order)
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Settings(data_dir=Path(folder), requests_per_minute=0))
        make_sample(Path(folder) / "reports")
        ingest([Path(folder) / "reports"], library)
        questions = first_questions(library, EVERYTHING, language="zh", k=12)
        print(asyncio.run(burst(library, questions, order, wanted.at_once)))
        library.close()


if __name__ == "__main__":
    main()
