"""Keeping answers without making them wait for it: in the order given, on a thread of its own."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock

_LOG = logging.getLogger("youju")
_PATIENCE = 1.0
"""Seconds that an answer waits to be kept before it goes out; it is kept all the same."""


class Keeping:
    """What is still to be kept, conversation by conversation.

    A job is under way the moment it is given, however busy the service is: an answer that goes out before it is kept, for
    reports that are being read may hold the database, is not lost for that.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "youju-keeping")
        self._under_way: dict[str, Future[None]] = {}
        self._lock = Lock()

    async def keep(self, conversation_id: str, job: Callable[[], None]) -> None:
        """Do the job, waiting for it a moment only; raises what it raises in that time, later it is logged."""
        under_way = self._thread.submit(job)
        with self._lock:
            self._under_way[conversation_id] = under_way
        under_way.add_done_callback(partial(self._forget, conversation_id))
        done = asyncio.wrap_future(under_way)
        # Unlike other ways to wait, this one leaves the job alone when the time is over.
        await asyncio.wait([done], timeout=_PATIENCE)
        if done.done():
            done.result()
        else:
            done.add_done_callback(_told)

    async def settled(self, conversation_id: str) -> None:
        """Wait until all answers of a conversation are kept, as far as they can be: the next question rests on them."""
        if under_way := self._under_way.get(conversation_id):
            await asyncio.wait([asyncio.wrap_future(under_way)])

    def finish(self) -> None:
        """Wait until all is kept."""
        self._thread.submit(lambda: None).result()

    def _forget(self, conversation_id: str, done: "Future[None]") -> None:
        with self._lock:
            if self._under_way.get(conversation_id) is done:
                del self._under_way[conversation_id]


def _told(done: "asyncio.Future[None]") -> None:
    if error := done.exception():
        _LOG.error("an answer was given but not kept", exc_info=error)
