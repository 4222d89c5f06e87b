"""Documents put into the drop folder while people work: each must be on record afterwards, once."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from eval.load.papers import MOST, paper

_EVERY = 10.0
_LATEST = 60.0
"""Seconds before the end in which nothing is put there any more: a reader may lie for a while."""
_FROM = MOST - 1000


@contextmanager
def dropping(inbox: Path, until: float) -> Iterator[list[str]]:
    """A document every ten seconds, up to a minute before `until` of the steady clock; the names so far."""
    names: list[str] = []
    over = threading.Event()

    def drop() -> None:
        for number in count(_FROM):
            if over.wait(_EVERY) or time.monotonic() > until - _LATEST:
                return
            one = paper(number)
            draft = inbox / f".{one.name}"
            draft.write_bytes(one.data)
            os.replace(draft, inbox / one.name)
            names.append(one.name)

    thread = threading.Thread(target=drop, name="youju-drops", daemon=True)
    thread.start()
    try:
        yield names
    finally:
        over.set()
        thread.join()
