"""The desk where messages are taken in, answered and their replies sent: in order within a chat, again after failures.

Whatever happens to the process, a message taken in stays in the mailbox until its last reply left or it was given up for a
person to look at. All replies to a message are kept before the first one leaves, so that a second try never answers anew.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from anyio import to_thread

from api.asking import language_of
from api.channels.clock import Clock, SystemClock
from api.channels.relay.signing import Verifier
from api.channels.seam import NOTE, Channel, Incoming, Outgoing, Reply, Ticket, from_json, to_json
from api.channels.words import plain_reply
from assistant.errors import SendFailure, StoreFault, YoujuError
from assistant.records.mailbox import Letter, Mailbox, Post

Attend = Callable[[Channel, Incoming], Awaitable[Reply | None]]

_LOG = logging.getLogger("youju")
# A claim outlives any single call; a process that dies holds its messages for no longer.
_HOLD_SECONDS = 180.0
# Waits after the first, second … failure; after the last one the message is given up.
_WAITS = (2.0, 10.0, 60.0, 300.0, 1800.0)
# Platforms repeat deliveries for hours (Feishu: 7); what is forgotten later could be answered twice.
_REMEMBERED_SECONDS = 14 * 24 * 3600.0
# How long a process that died keeps others from its long connections.
_LEAD_SECONDS = 60.0
# Another process may have taken a message in or let go of one.
_LOOK_SECONDS = 2.0


@dataclass
class Desk:
    """The desk of one process; several share a mailbox.

    `note_after` are the seconds an answer may take before its asker is told that it is being worked on. With `relayed`
    callbacks are believed only when the relay signed them too.
    """

    mailbox: Mailbox
    channels: Mapping[str, Channel]
    attend: Attend
    clock: Clock = field(default_factory=SystemClock)
    note_after: float = 3.0
    at_once: int = 4
    relayed: Verifier | None = None
    name: str = field(default_factory=lambda: uuid4().hex)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, channel: Channel, messages: Sequence[Incoming]) -> int:
        """Take messages in; how many were new. Once this returns, none of them can be lost."""
        taken = 0
        for message in messages:
            taken += await to_thread.run_sync(self._take, channel, message)
        if taken:
            self._woken.set()
        return taken

    def _take(self, channel: Channel, message: Incoming) -> bool:
        return self.mailbox.take(
            key_of(channel.name, message.id),
            channel.name,
            f"{channel.name}:{message.chat}",
            to_json(message),
            sent_at=message.sent_at,
            now=self.clock.now(),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the block runs; without channels there is nothing to do."""
        work = asyncio.ensure_future(self.run()) if self.channels else None
        try:
            yield
        finally:
            if work is not None:
                work.cancel()
                await asyncio.wait((work,))
            for channel in self.channels.values():
                await channel.close()

    async def run(self) -> None:
        """Work until cancelled: as many messages at once as `at_once`, each of another chat."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self.at_once):
                group.create_task(self._work())
            group.create_task(self._tidy())
            for channel in self.channels.values():
                if channel.listens:
                    group.create_task(self.listen(channel))

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                busy = await self.step()
            except StoreFault:
                _LOG.exception("the mailbox cannot be used")
                busy = False
            if not busy:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), _LOOK_SECONDS)

    async def _tidy(self) -> None:
        while True:
            with suppress(StoreFault):
                await to_thread.run_sync(self._forget)
            await self.clock.sleep(3600)

    async def listen(self, channel: Channel) -> None:
        """Keep the channel's long connection as long as no other process does; again after it ends, waiting longer."""
        failures = 0
        while True:
            if await self._leads(channel):
                began = self.clock.now()
                await self._listened(channel)
                failures = 0 if self.clock.now() - began > _LEAD_SECONDS else failures + 1
            await self.clock.sleep(min(2.0**failures, _LEAD_SECONDS))

    async def _leads(self, channel: Channel) -> bool:
        now = self.clock.now()
        try:
            return await to_thread.run_sync(
                lambda: self.mailbox.lead(channel.name, self.name, now=now, seconds=_LEAD_SECONDS)
            )
        except StoreFault:
            _LOG.exception("the mailbox cannot be used")
            return False

    async def _listened(self, channel: Channel) -> None:
        """One long connection, let go of when it ends or another process leads."""
        listening = asyncio.ensure_future(channel.listen(partial(self.take, channel), self.clock))
        try:
            while not listening.done():
                waking = asyncio.ensure_future(self.clock.sleep(_LEAD_SECONDS / 3))
                await asyncio.wait((listening, waking), return_when=asyncio.FIRST_COMPLETED)
                waking.cancel()
                if not listening.done() and not await self._leads(channel):
                    break
            if listening.done():
                listening.result()
        except SendFailure as failure:
            _LOG.warning("the long connection of %s ended: %s", channel.name, failure.en)
        except Exception:
            _LOG.exception("the long connection of %s ended", channel.name)
        finally:
            listening.cancel()

    def _forget(self) -> None:
        self.mailbox.forget(before=self.clock.now() - _REMEMBERED_SECONDS)

    async def step(self) -> bool:
        """Work on one message that is due; False where none is. Raises StoreFault where the mailbox cannot be used."""
        now = self.clock.now()
        able = [name for name, channel in self.channels.items() if channel.able]
        letter = await to_thread.run_sync(lambda: self.mailbox.claim(able, now=now, seconds=_HOLD_SECONDS))
        if letter is None:
            return False
        try:
            await self._serve(letter)
        except SendFailure as failure:
            await self._failed(letter, failure.sentence("zh"), final=failure.final, again_in=failure.again_in)
        except YoujuError as error:
            await self._failed(letter, error.sentence("zh"))
        except asyncio.CancelledError:
            # Whoever works next need not wait for the hold to end.
            self.mailbox.later(letter, due_at=now, problem="", failed=False)
            raise
        except Exception as error:
            _LOG.exception("a message could not be answered")
            await self._failed(letter, type(error).__name__)
        # The next message of the chat may be waiting for this one.
        self._woken.set()
        return True

    async def _serve(self, letter: Letter) -> None:
        channel = self.channels.get(letter.channel)
        if channel is None:
            raise SendFailure(letter.channel, zh="这个渠道没有启用", en="this channel is not switched on")
        to = from_json(letter.payload)
        posts = letter.posts or await self._replies(letter, channel, to)
        for post in posts or ():
            if not post.sent and not await self._post(letter, channel, to, post):
                return
        if posts is not None:
            await to_thread.run_sync(lambda: self.mailbox.end(letter, now=self.clock.now()))

    async def _replies(self, letter: Letter, channel: Channel, to: Incoming) -> tuple[Post, ...] | None:
        """The replies to a message, kept; None where another process has taken the message over."""
        reply = await self._in_time(letter, channel, to)
        made = channel.render(reply, to) if reply is not None else ()
        answer_id = reply.answer_id if reply is not None else ""
        if not await to_thread.run_sync(lambda: self.mailbox.reply(letter, made, answer_id=answer_id)):
            return None
        return tuple(Post(place, payload) for place, payload in enumerate(made))

    async def _in_time(self, letter: Letter, channel: Channel, to: Incoming) -> Reply | None:
        """The reply; where it takes long its asker is told once that it is being worked on."""
        answering = asyncio.ensure_future(self.attend(channel, to))
        late = asyncio.ensure_future(self.clock.sleep(self.note_after))
        try:
            await asyncio.wait((answering, late), return_when=asyncio.FIRST_COMPLETED)
            if not answering.done() and not letter.note:
                with suppress(SendFailure):
                    await self._note(letter, channel, to)
            return await answering
        finally:
            late.cancel()
            answering.cancel()

    async def _note(self, letter: Letter, channel: Channel, to: Incoming) -> None:
        key = "reading" if to.files else "note"
        (note, *_) = channel.render(plain_reply(key, language_of(to.text)), to)
        known = await channel.send(note, to, Ticket(f"{letter.key}#note", self.clock.now(), place=NOTE))
        await to_thread.run_sync(lambda: self.mailbox.noted(letter, known or "-"))

    async def _post(self, letter: Letter, channel: Channel, to: Incoming, post: Post) -> bool:
        """Send one reply; False where it must wait or the message is another process's now."""
        now = self.clock.now()
        wait = await to_thread.run_sync(self._wait, channel, letter.chat, now)
        if wait > 0:
            await to_thread.run_sync(
                lambda: self.mailbox.later(letter, due_at=now + wait, problem="rate limit", failed=False)
            )
            return False
        if not await to_thread.run_sync(lambda: self.mailbox.hold(letter, until=now + _HOLD_SECONDS)):
            return False
        over = await self._over(letter, post)
        ticket = Ticket(f"{letter.key}#{post.place}", now, again=letter.attempts > 0, over=over, place=post.place)
        await channel.send(post.payload, to, ticket)
        return await to_thread.run_sync(lambda: self.mailbox.sent(letter, post.place, now=self.clock.now()))

    async def _over(self, letter: Letter, post: Post) -> str:
        """What the note is known by that the first reply may take the place of."""
        if post.place:
            return ""
        kept = await to_thread.run_sync(self.mailbox.find, letter.key)
        return "" if kept is None or kept.note == "-" else kept.note

    def _wait(self, channel: Channel, chat: str, now: float) -> float:
        """Seconds until the platform's limits let another message through; 0 where they do now."""
        waits = [0.0]
        for limit in channel.limits:
            to = chat if limit.each == "chat" else None
            before = self.mailbox.sent_before(channel.name, to, limit.count)
            if before is not None:
                waits.append(before + limit.seconds - now)
        return max(waits)

    async def _failed(
        self, letter: Letter, problem: str, *, final: bool = False, again_in: float | None = None
    ) -> None:
        now = self.clock.now()
        if not final and letter.attempts < len(_WAITS):
            wait = max(_WAITS[letter.attempts], again_in or 0.0)
            await to_thread.run_sync(lambda: self.mailbox.later(letter, due_at=now + wait, problem=problem))
            return
        _LOG.error("a message of %s was given up: %s", letter.channel, problem)
        await self._apologise(letter)
        await to_thread.run_sync(lambda: self.mailbox.end(letter, now=now, problem=problem))

    async def _apologise(self, letter: Letter) -> None:
        """Tell the asker that no answer will come, where none was made; where sending fails, sending this fails too."""
        channel, kept = self.channels.get(letter.channel), await to_thread.run_sync(self.mailbox.find, letter.key)
        if channel is None or kept is None or kept.posts:
            return
        to = from_json(letter.payload)
        made = channel.render(plain_reply("apology", language_of(to.text)), to)
        await to_thread.run_sync(lambda: self.mailbox.reply(letter, made))
        with suppress(SendFailure):
            for message in made:
                await channel.send(message, to, Ticket(f"{letter.key}#apology", self.clock.now()))


def key_of(channel: str, message_id: str) -> str:
    """What a message is known by in the mailbox."""
    return f"{channel}:{message_id}"


def replies_of(letter: Letter) -> tuple[tuple[Outgoing, ...], bool]:
    """The replies kept of a message, and whether they are all there are."""
    return tuple(post.payload for post in letter.posts), bool(letter.posts) or letter.state != "open"
