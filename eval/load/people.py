"""People at work: each signs in, asks, reads the sources, lists and, some of them, uploads; every response is checked."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count, cycle
from random import Random
from typing import Any
from uuid import UUID

import aiohttp

from eval.load.dialogues import Deck, Dialogue, Turn, Wire, fault_of
from eval.load.papers import UPLOADS, Paper, paper
from eval.load.tally import QUESTION, Acknowledged, Event, Request
from eval.score import Verdict, score

SESSION = "youju_session"
_TIMEOUT = 60.0
_KEPT_OPEN = 4.0
"""Seconds that an idle connection is used again: less than the server keeps it, as a browser or proxy would be told."""
_AGAIN = 1.0
"""Seconds after which a clerk sends an upload again that was not acknowledged."""
_BROWSER: Mapping[str, str] = {"sec-fetch-site": "same-origin", "accept-language": "zh"}
# Of a hundred answers, after so many the person opens a cited text, the document's figures, the list of documents,
# their conversations, the page anew.
_AFTER = (("open text", 20), ("open figures", 8), ("list documents", 6), ("list conversations", 6), ("page", 4))
_PLACES: Mapping[str, str] = {
    "list documents": "/api/documents?limit=50",
    "list conversations": "/api/conversations",
    "page": "/",
}


@dataclass(frozen=True, slots=True)
class Person:
    """An account that works: `papers` are the numbers of the documents a clerk has to upload, in order; none of a reader."""

    number: int
    name: str
    password: str
    papers: range = range(0)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who works, at which doors, on what, and how long: until `until` of the steady clock, or for `actions` each.

    `think` is the mean of seconds from one answer to the next question, drawn evenly between half and one and a half of it;
    0 asks at once. People come evenly over `ramp` seconds.
    """

    doors: tuple[str, ...]
    people: tuple[Person, ...]
    dialogues: tuple[Dialogue, ...]
    think: float = 0.0
    ramp: float = 0.0
    until: float = float("inf")
    actions: int | None = None
    seed: int = 1


Told = Callable[[Event], None]


async def at_work(crowd: Crowd, tell: Told) -> None:
    """Let everybody work to the end; what happens is told as it happens."""
    async with asyncio.TaskGroup() as group:
        for place, person in enumerate(crowd.people):
            late = crowd.ramp * place / max(len(crowd.people), 1)
            group.create_task(_Worker(crowd, person, tell).work(late))


@dataclass(slots=True)
class _Worker:
    """One person and the connections of their program: it goes to another door each time, as a balancer would have it."""

    crowd: Crowd
    person: Person
    tell: Told
    headers: dict[str, str] = field(default_factory=lambda: dict(_BROWSER))
    _random: Random = field(init=False)
    _doors: "cycle[int]" = field(init=False)
    _conversations: "count[int]" = field(init=False)
    _client: aiohttp.ClientSession = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.crowd.seed * 1_000_003 + self.person.number)
        places = len(self.crowd.doors)
        self._doors = cycle([(self.person.number + step) % places for step in range(places)])
        self._conversations = count()

    async def work(self, late: float) -> None:
        """Come `late` seconds after the others' beginning, sign in, and work."""
        await self._wait(late)
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
        connector = aiohttp.TCPConnector(keepalive_timeout=_KEPT_OPEN)
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(timeout=timeout, connector=connector, cookie_jar=jar) as self._client:
            while not await self._sign_in():
                if self._over:
                    return
                await asyncio.sleep(_AGAIN)
            await (self._clerk() if self.person.papers else self._reader())

    @property
    def _over(self) -> bool:
        return time.monotonic() >= self.crowd.until

    async def _wait(self, seconds: float) -> None:
        left = min(seconds, self.crowd.until - time.monotonic())
        if left > 0:
            await asyncio.sleep(left)

    async def _think(self) -> None:
        await self._wait(self.crowd.think * self._random.uniform(0.5, 1.5))

    # A reader's day

    async def _reader(self) -> None:
        deck = Deck(self.crowd.dialogues, self._random.randrange(1 << 30))
        done = 0
        while not self._over and (self.crowd.actions is None or done < self.crowd.actions):
            await self._talk(deck.draw())
            done += 1

    async def _talk(self, dialogue: Dialogue) -> None:
        """A conversation of its own; it ends early where a turn came to nothing, for the next rests on it."""
        conversation = UUID(int=self._random.getrandbits(128)).hex
        for turn in dialogue.turns:
            await self._think()
            if self._over:
                return
            answer = await self._ask(turn, conversation)
            if answer is None:
                return
            await self._look_further(answer)

    async def _ask(self, turn: Turn, conversation: str) -> Wire | None:
        """The answer to a turn, None where there is none or it is another one than without load."""

        def wrong(body: Any) -> tuple[str, str]:
            fault = fault_of(turn, body)
            return fault, f"{turn.question}: {turn.text} | {str(body['text'])[:200]}" if fault else ""

        asked = {"question": turn.question, "conversation_id": conversation}
        body = await self._send(QUESTION + turn.kind, "POST", "/api/ask", wrong, json=asked)
        if body is not None:
            self.tell(Acknowledged("answer", body["id"]))
            self.tell(Acknowledged("turn", body["id"]))
        return body if isinstance(body, dict) else None

    async def _look_further(self, answer: Wire) -> None:
        drawn = self._random.randrange(100)
        for kind, share in _AFTER:  # noqa: B007
            if drawn < share:
                break
            drawn -= share
        else:
            return
        if kind in _PLACES:
            await self._send(kind, "GET", _PLACES[kind])
        elif answer["citations"]:
            await self._open(kind, self._random.choice(answer["citations"]))

    async def _open(self, kind: str, citation: Wire) -> None:
        """Open the cited document: what is quoted must stand where the citation says."""
        start, end, quote = citation["start"], citation["end"], citation["quote"]

        def wrong(body: Any) -> tuple[str, str]:
            fits = body[start:end] == quote if isinstance(body, str) else isinstance(body, list)
            return ("", "") if fits else ("a quote that is not in its document", f"{citation['source']}: {quote}"[:200])

        part = "text" if kind == "open text" else "figures"
        await self._send(kind, "GET", f"/api/documents/{citation['document_id']}/{part}", wrong)

    # A clerk's day

    async def _clerk(self) -> None:
        for number in self.person.papers:
            one = paper(number)
            await self._upload(one)
            await self._think()
            if self._over:
                return
            await self._ask_of(one)
            await self._think()

    async def _upload(self, one: Paper) -> None:
        """Send a document until it is acknowledged, the same key each time; then it must be there, once.

        Where workers read it, wait until one has: "upload until read" is the time from the acknowledgement to that.
        """
        key = f"{self.person.name}-{one.name}"
        while not self._over:
            form = aiohttp.FormData(quote_fields=False)  # names as browsers send them
            form.add_field("files", one.data, filename=one.name, content_type="text/plain")
            body = await self._send(
                "upload",
                "POST",
                f"/api/documents?collection={UPLOADS}",
                headers={"idempotency-key": key},
                data=form,
            )
            if body is not None:
                self.tell(Acknowledged("upload", one.name))
                if "job" in body:
                    await self._until_read(body["job"])
                return
            await self._wait(_AGAIN)

    async def _until_read(self, job: str) -> None:
        began = time.monotonic()
        while not self._over:
            found = await self._send("where an upload stands", "GET", f"/api/uploads?job={job}")
            if found and found[0]["state"] in ("kept", "failed"):
                fault = "" if found[0]["state"] == "kept" else "an upload could not be read"
                said = str(found[0].get("outcome"))[:200] if fault else ""
                self.tell(Request("upload until read", began, time.monotonic() - began, 0, fault, said))
                return
            await self._wait(_AGAIN)

    async def _ask_of(self, one: Paper) -> None:
        def wrong(body: Any) -> tuple[str, str]:
            outcome = score(one.gold, body)
            said = f"{one.gold.question}: {'; '.join(outcome.faults)}"[:300]
            return ("", "") if outcome.verdict is Verdict.RIGHT else ("an upload's figure is not answered", said)

        asked = {"question": one.gold.question, "conversation_id": UUID(int=self._random.getrandbits(128)).hex}
        body = await self._send(QUESTION + "upload", "POST", "/api/ask", wrong, json=asked)
        if body is not None:
            self.tell(Acknowledged("answer", body["id"]))
            self.tell(Acknowledged("turn", body["id"]))

    # Sending

    async def _sign_in(self) -> bool:
        asked = {"name": self.person.name, "password": self.person.password}
        return await self._send("sign in", "POST", "/api/session", json=asked) is not None

    async def _send(
        self,
        kind: str,
        method: str,
        path: str,
        wrong: Callable[[Any], tuple[str, str]] = lambda body: ("", ""),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Any:
        """What came back, by its media type; None where that was a fault. `wrong` names what is wrong with it."""
        door = next(self._doors)
        began = time.monotonic()
        body: Any = None
        try:
            async with self._client.request(
                method, self.crowd.doors[door] + path, headers={**self.headers, **(headers or {})}, **more
            ) as response:
                body = await _read(response)
                fault, detail = _status_fault(response.status, body)
                if not fault and SESSION in response.cookies:
                    self.headers["cookie"] = f"{SESSION}={response.cookies[SESSION].value}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            fault, detail = _connection_fault(error)
        seconds = time.monotonic() - began
        if not fault:
            fault, detail = _checked(wrong, body)
        self.tell(Request(kind, began, seconds, door, fault, detail))
        return None if fault else body


async def _read(response: aiohttp.ClientResponse) -> Any:
    if response.content_type in ("application/json", "application/problem+json"):
        return await response.json(content_type=None)
    return await response.text()


def _status_fault(status: int, body: Any) -> tuple[str, str]:
    if status < 400:
        return "", ""
    problem = body if isinstance(body, dict) else {}
    return f"{status} {problem.get('code', '')}".strip(), str(problem.get("detail", body))[:200]


def _connection_fault(error: Exception) -> tuple[str, str]:
    said = f"{type(error).__name__}: {error}"[:200]
    if isinstance(error, TimeoutError):
        return f"no response in {_TIMEOUT:.0f} s", said
    if isinstance(error, aiohttp.ClientConnectorError):
        return "no connection", said
    return "connection broken", said


def _checked(wrong: Callable[[Any], tuple[str, str]], body: Any) -> tuple[str, str]:
    """What `wrong` says; a body that cannot be looked at at all is wrong too."""
    try:
        return wrong(body)
    except (KeyError, TypeError, AttributeError) as error:
        return "a response of another shape", f"{type(error).__name__}: {error}"[:200]
