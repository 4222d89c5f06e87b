"""Whether a Chroma server answers, asked before it is used: its client waits for an answer without end."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.records import vector_faults as faults

if TYPE_CHECKING:
    import httpx

_HEARTBEAT = "/api/v2/heartbeat"
_SECONDS = 2.0
ANSWER_SECONDS = 60.0
"""The longest that an answer of the server itself is waited for: thousands of vectors are kept in far less."""
HELD_SECONDS = 5.0
"""So long a server that did not answer is not asked again: it holds up one answer, not every answer."""


def address(url: str) -> tuple[str, int, bool]:
    """Host, port and whether it is https; raises InvalidSetting where `url` is no address of a server."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise faults.wrong_url(url)
    secure = parts.scheme == "https"
    return parts.hostname, parts.port or (443 if secure else 8000), secure


class Heartbeat:
    """The heartbeat of the server at an address; safe to share between threads."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._guard = Lock()
        self._client: httpx.Client | None = None
        self._missed: tuple[float, Exception] | None = None

    def missed(self) -> Exception | None:
        """Why the server does not answer; None while it does. Raises InvalidSetting where the URL is no address."""
        host, port, secure = address(self._url)
        with self._guard:
            if self._missed is not None and self._clock() - self._missed[0] < HELD_SECONDS:
                return self._missed[1]
            fault = self._ask(
                f"{'https' if secure else 'http'}://{f'[{host}]' if ':' in host else host}:{port}{_HEARTBEAT}"
            )
            self._missed = (self._clock(), fault) if fault else None
            return fault

    def close(self) -> None:
        """Let go of the connection; the next question makes another."""
        with self._guard:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _ask(self, place: str) -> Exception | None:
        import httpx

        if self._client is None:
            self._client = httpx.Client(timeout=_SECONDS)
        try:
            self._client.get(place).raise_for_status()
        except httpx.HTTPError as fault:
            return fault
        return None
