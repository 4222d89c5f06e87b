"""A client for servers that speak OpenAI's chat protocol (vLLM, Ollama, llama.cpp, LM Studio …), on httpx alone.

It connects to the one address it is given, through no proxy and no redirect. It keeps a total time, not only one per
read, drops the connection when nobody waits any more, so that the server stops generating, and reads no more than a
bounded reply. After some faults in a row it rests, so that a server that is down does not slow every question.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from assistant.llm.chat import Account, Fault, Message, ModelFault, Reply, Stop
from assistant.llm.reading import bounded, streamed_reply, whole_reply

_LOG = logging.getLogger(__name__)

_CONNECT_SECONDS = 3.0
# Answers of a server that is busy or starting: once more, if time is left.
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_PAUSE = 0.2
_LONGEST_PAUSE = 2.0
_FAULTS_BEFORE_REST = 3
_REST_SECONDS = 30.0
_TIRING = frozenset({Fault.UNREACHABLE, Fault.TIMEOUT})


@dataclass
class HttpModel:
    """A model named `name` at `url` (its /v1 address); `clock` and `pause` are for tests."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    clock: Callable[[], float] = time.monotonic
    pause: float = _PAUSE
    present: bool = field(default=True, init=False)
    account: Account = field(default=Account(), init=False)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._rests_until = float("-inf")
        # A connection per call: one that is shut down to stop a call must not be another call's.
        self._http = httpx.Client(
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"authorization": f"Bearer {self.key}"} if self.key else {},
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def complete(self, messages: Sequence[Message], *, seconds: float, most_tokens: int, stop: Stop) -> Reply:
        """The reply to `messages`; raises ModelFault without one after at most `seconds`."""
        if self.clock() < self._rests_until:
            raise ModelFault(Fault.RESTING)
        started, reply, fault = self.clock(), None, None
        try:
            reply = self._tried(messages, started + seconds, most_tokens, stop)
            return reply
        except ModelFault as error:
            fault = error.fault
            raise
        finally:
            self._count(reply, fault, self.clock() - started)

    def _count(self, reply: Reply | None, fault: Fault | None, seconds: float) -> None:
        with self._lock:
            self.account = self.account.after(reply, seconds)
            self._in_a_row = self._in_a_row + 1 if fault in _TIRING else 0
            if self._in_a_row >= _FAULTS_BEFORE_REST:
                self._rests_until, self._in_a_row = self.clock() + _REST_SECONDS, 0
        spent = f"{reply.prompt_tokens}+{reply.completion_tokens} tokens" if reply else fault
        _LOG.info("language model %s: %.0f ms, %s", self.name, seconds * 1000, spent)

    def _tried(self, messages: Sequence[Message], until: float, most_tokens: int, stop: Stop) -> Reply:
        body = {
            "model": self.name,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "temperature": 0,
            "max_tokens": most_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        try:
            return self._once(body, until, stop)
        except _Again as again:
            if stop.wait(min(again.pause, max(0.0, until - self.clock()))):
                raise ModelFault(Fault.STOPPED) from None
            return self._last(_plain(body) if again.plain else body, until, stop)

    def _last(self, body: Mapping[str, Any], until: float, stop: Stop) -> Reply:
        try:
            return self._once(body, until, stop)
        except _Again as again:
            raise again.fault from None

    def _once(self, body: Mapping[str, Any], until: float, stop: Stop) -> Reply:
        left = until - self.clock()
        if left <= 0:
            raise ModelFault(Fault.TIMEOUT)
        line = _Line()
        bell = threading.Timer(left, line.cut)
        bell.daemon = True
        bell.start()
        try:
            with stop.calling(line.cut):
                return self._exchange(body, left, line)
        except httpx.HTTPError as error:
            if stop.stopped:
                raise ModelFault(Fault.STOPPED) from None
            if isinstance(error, httpx.TimeoutException) or line.was_cut:
                raise ModelFault(Fault.TIMEOUT, type(error).__name__) from None
            raise _Again(ModelFault(Fault.UNREACHABLE, type(error).__name__), self.pause) from None
        except ModelFault:
            if stop.stopped:
                raise ModelFault(Fault.STOPPED) from None
            if line.was_cut:
                raise ModelFault(Fault.TIMEOUT) from None
            raise
        finally:
            bell.cancel()

    def _exchange(self, body: Mapping[str, Any], left: float, line: "_Line") -> Reply:
        with self._http.stream(
            "POST",
            f"{self.url.rstrip('/')}/chat/completions",
            json=body,
            timeout=httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS)),
            extensions={"trace": line.traced},
        ) as response:
            self._accepted(response, body)
            pieces = bounded(response.iter_bytes())
            if response.headers.get("content-type", "").startswith("text/event-stream"):
                return streamed_reply(pieces)
            return whole_reply(pieces)

    def _accepted(self, response: httpx.Response, body: Mapping[str, Any]) -> None:
        status = response.status_code
        if status == 200:
            return
        fault = ModelFault(Fault.REFUSED, f"status {status}")
        if status in (400, 422) and "stream_options" in body:
            # Older servers know no stream_options; the reply is then not counted in tokens.
            raise _Again(fault, 0.0, plain=True)
        if status in _BUSY:
            raise _Again(fault, _pause_of(response, self.pause))
        raise fault


class _Again(Exception):
    """A fault that may be gone at a second try, made after `pause` seconds; `plain`: not streamed."""

    def __init__(self, fault: ModelFault, pause: float, *, plain: bool = False) -> None:
        super().__init__(str(fault))
        self.fault, self.pause, self.plain = fault, pause, plain


class _Line:
    """The connection of one call, so that another thread can cut it and wake whoever reads from it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self.was_cut = False

    def traced(self, name: str, info: Mapping[str, Any]) -> None:
        """Takes note of the connection when httpcore has made it."""
        if name not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        made = info["return_value"].get_extra_info("socket")
        with self._lock:
            self._sockets.append(made)
            late = self.was_cut
        if late:
            self.cut()

    def cut(self) -> None:
        """End the connection: a blocked read or write returns at once."""
        with self._lock:
            self.was_cut = True
            sockets = tuple(self._sockets)
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in body.items() if k not in ("stream", "stream_options")}


def _pause_of(response: httpx.Response, pause: float) -> float:
    asked = response.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_PAUSE) if asked.isascii() and asked.isdigit() else pause
