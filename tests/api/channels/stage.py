"""A desk with one channel between a platform on this machine and the small fictional installation; time passes by hand."""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import httpx
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.channels.attend import Attendant
from api.channels.desk import Desk
from api.channels.seam import Channel, Delivery, Incoming, Reply
from api.deps import Service
from assistant.records import database
from assistant.records.library import Library
from assistant.records.mailbox import Mailbox
from assistant.records.scope import EVERYTHING
from ingest.forget import forget

NOW = 1_800_000_000.0
PUBLIC = "https://youju.example"


@dataclass
class ManualClock:
    """A clock that stands still until `advance`."""

    at: float = NOW
    slept: int = 0
    sleeping: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self.slept += 1
        heapq.heappush(self.sleeping, (self.at + seconds, self.slept, woken))
        await woken

    def advance(self, seconds: float) -> None:
        self.at += seconds
        while self.sleeping and self.sleeping[0][0] <= self.at:
            _, _, woken = heapq.heappop(self.sleeping)
            if not woken.done():
                woken.set_result(None)


@dataclass
class Platform:
    """What every loopback platform keeps: calls it got, messages it took, and faults it is told to make, in order."""

    calls: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tokens: int = 0
    faults: deque[str] = field(default_factory=deque)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    uuids: dict[str, str] = field(default_factory=dict)

    def reset(self) -> None:
        for kept in (self.calls, self.taken, self.faults, self.media, self.uuids):
            kept.clear()
        # Tokens go on being numbered: one of an earlier test is never good again.
        self.tokens += 1

    async def keep(self, request: Request, name: str) -> str:
        """Keep the picture that a call uploads, as platforms do; what it is known by."""
        form = await request.form()
        sent = form[name]
        assert not isinstance(sent, str)
        content = await sent.read()
        await form.close()
        assert (sent.content_type, content[:4]) == ("image/png", b"\x89PNG")
        key = f"kept-{len(self.media)}"
        self.media[key] = (str(sent.filename), content)
        return key

    @property
    def token(self) -> str:
        return f"access-token-{self.tokens}"


class Kit(Protocol):
    """What the tests of every channel need of one: its platform, deliveries as that makes them, and how it shows words."""

    name: str
    limit_bytes: int
    secrets: Sequence[str]
    markup: Sequence[str]

    def app(self, platform: Platform) -> Starlette: ...

    def channel(self, address: str) -> Channel: ...

    def text(self, number: int, sender: str, text: str, at: float, **how: Any) -> Delivery: ...

    def message_id(self, number: int) -> str: ...

    def forged(self, delivery: Delivery) -> Delivery: ...

    def shown(self, message: Mapping[str, Any]) -> str: ...

    def pictured(self, message: Mapping[str, Any]) -> str: ...

    def read_as_markup(self, message: Mapping[str, Any]) -> str: ...

    def asked(self, message: Mapping[str, Any]) -> Sequence[str]: ...


class Stage:
    """One channel, its platform and a mailbox of its own."""

    def __init__(self, kit: Kit, platform: Platform, address: str, app: FastAPI, folder: Path) -> None:
        self.kit, self.platform, self.app = kit, platform, app
        self.library: Library = app.state.service.library
        self.clock = ManualClock()
        self.engine = database.open_engine(f"sqlite:///{folder / 'mailbox.db'}")
        self.service: Service = app.state.service
        self.channel = kit.channel(address)
        self.attendant: Callable[[Channel, Incoming], Any] = Attendant(
            self.service, Mailbox(self.engine), PUBLIC, frozenset({f"{kit.name.partition('-')[0]}:boss"})
        ).attend
        self.attend = self.attendant
        # What tests of long connections make the channel anew with, given the address of their server.
        self.remade: Callable[[str], Channel] = kit.channel
        self.desk = self.new_desk()
        self.runner = asyncio.Runner()
        self.count = 0

    def new_desk(self) -> Desk:
        """A desk on the same mailbox, as after a restart or in another process."""
        attend = lambda channel, incoming: self.attend(channel, incoming)  # noqa: E731
        return Desk(Mailbox(self.engine), {self.kit.name: self.channel}, attend, clock=self.clock)

    def close(self) -> None:
        self.run(self.channel.close())
        self.runner.close()
        self.engine.dispose()

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def deliver(self, delivery: Delivery) -> httpx.Response:
        """Deliver to the address that the console names, as the platform does."""
        self.app.state.desk = self.desk

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://youju.example") as client:
                return await client.request(
                    delivery.method,
                    f"/api/channels/{self.kit.name}",
                    params=dict(delivery.query),
                    headers=dict(delivery.headers),
                    content=delivery.body,
                )

        return self.run(send())

    def post(self, path: str, body: Any) -> httpx.Response:
        """What the one who runs the installation does in a page."""
        self.app.state.desk = self.desk

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.post(path, json=body)

        return self.run(send())

    def say(self, text: str, sender: str = "", **how: Any) -> httpx.Response:
        """Deliver a person's words, by default of somebody new."""
        self.count += 1
        number = how.pop("number", self.count)
        return self.deliver(self.kit.text(number, sender or f"user{self.count}", text, self.clock.now(), **how))

    def work(self) -> int:
        """Work on everything that is due; how many steps that took."""

        async def steps() -> int:
            done = 0
            while await self.desk.step():
                done += 1
            return done

        return self.run(steps())

    def later(self, seconds: float) -> int:
        """Let time pass, then work."""
        self.clock.advance(seconds)
        return self.work()

    def work_slowly(self, key: str, reply: Reply) -> None:
        """Work on the message of `key`, whose reply comes only after its asker was told that it is being worked on."""

        async def slow() -> None:
            released = asyncio.Event()

            async def attend(channel: Channel, incoming: Incoming) -> Reply:
                await released.wait()
                return reply

            self.attend = attend
            step = asyncio.ensure_future(self.desk.step())
            while not self.clock.sleeping:
                await asyncio.sleep(0)
            self.clock.advance(3.1)
            while not self.noted(key):
                await asyncio.sleep(0.01)
            released.set()
            await step

        self.run(slow())

    def noted(self, key: str) -> str:
        """What the note that a message is being worked on is known by, "" while there is none."""
        letter = self.desk.mailbox.find(key)
        return letter.note if letter else ""

    @property
    def texts(self) -> list[str]:
        """What the platform took, as a person reads it."""
        return [self.kit.shown(message) for _, message in self.platform.taken]

    def key(self, number: int) -> str:
        """The mailbox's key of the message with that number."""
        return f"{self.kit.name}:{self.kit.message_id(number)}"

    def forget(self, name: str) -> None:
        """Forget a document that a test added to what all tests share."""
        for head in self.library.store.heads(EVERYTHING):
            if head.name == name:
                forget(head.id, self.library, EVERYTHING)

    def states(self) -> dict[str, int]:
        counted = self.desk.mailbox.counts().get(self.kit.name, {})
        return {state: number for state, number in counted.items() if number}


def altered(delivery: Delivery, **query: str) -> Delivery:
    """The delivery with other parameters in its address."""
    return replace(delivery, query={**delivery.query, **query})


async def body_of(request: Request) -> Any:
    """The JSON body of a call, None where it has none."""
    return await request.json() if (await request.body())[:1] in (b"{", b"[") else None


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(value, status_code=status, headers=dict(headers or {}))


def saying(*replies: Reply | Exception | None) -> Callable[[Channel, Incoming], Any]:
    """An attendant that gives these replies in order, raising those that are errors."""
    left = deque(replies)

    async def attend(channel: Channel, incoming: Incoming) -> Reply | None:
        reply = left.popleft() if len(left) > 1 else left[0]
        if isinstance(reply, Exception):
            raise reply
        return reply

    return attend
