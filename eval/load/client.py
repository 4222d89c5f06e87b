"""The programs that people use, in processes of their own beside the service: what they tell comes back through a pipe."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from eval.load.people import Crowd, at_work
from eval.load.tally import Event, Tally

_TOLD_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Client:
    """A process with some of the people, and the end of its pipe that is read here."""

    process: SpawnProcess
    pipe: Connection


@contextmanager
def clients(crowd: Crowd, number: int) -> Iterator[tuple[Client, ...]]:
    """The crowd at work in so many processes, which are gone when the block ends."""
    context = multiprocessing.get_context("spawn")
    started = []
    for place in range(number):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(part_of(crowd, place, number), there), daemon=True)
        process.start()
        there.close()
        started.append(Client(process, here))
    try:
        yield tuple(started)
    finally:
        for client in started:
            client.process.kill()
            client.process.join()
            client.pipe.close()


def part_of(crowd: Crowd, place: int, number: int) -> Crowd:
    """Every `number`th person of the crowd from `place` on."""
    return replace(crowd, people=crowd.people[place::number])


def gather(some: tuple[Client, ...], tally: Tally) -> Iterator[None]:
    """Take what the clients tell into the tally until all have ended; something is yielded at least every second."""
    pipes = {client.pipe for client in some}
    while pipes:
        for pipe in wait(list(pipes), timeout=1.0):
            assert isinstance(pipe, Connection)
            try:
                tally.take(pipe.recv())
            except EOFError:
                pipes.discard(pipe)
        yield


def _serve(crowd: Crowd, pipe: Connection) -> None:
    asyncio.run(_told(crowd, pipe))
    pipe.close()


async def _told(crowd: Crowd, pipe: Connection) -> None:
    waiting: list[Event] = []
    work = asyncio.ensure_future(at_work(crowd, waiting.append))
    while not work.done():
        await asyncio.wait([work], timeout=_TOLD_EVERY)
        pipe.send(waiting)
        waiting.clear()
    work.result()
