"""The seam to a language model: what it is asked, what comes back, what can go wrong, and what it has cost."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said; tokens are 0 where the server does not count them."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Fault(StrEnum):
    """Why there is no reply."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    STOPPED = "stopped"
    RESTING = "resting"


class ModelFault(Exception):
    """A model gave no usable reply. Never shown to a person: the answer is then the one without a model."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault


class Stop:
    """Tells whoever works for one question that nobody waits for it any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._actions: list[Callable[[], None]] = []
        self._event = threading.Event()

    def stop(self) -> None:
        """Stop now; actions registered run once, in this thread."""
        with self._lock:
            self._event.set()
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    @property
    def stopped(self) -> bool:
        """Whether it was stopped."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds`; whether it was stopped meanwhile."""
        return self._event.wait(seconds)

    @contextmanager
    def calling(self, action: Callable[[], None]) -> Iterator[None]:
        """`action` runs when it is stopped inside the block, at once if it already is."""
        with self._lock:
            late = self._event.is_set()
            if not late:
                self._actions.append(action)
        if late:
            action()
        try:
            yield
        finally:
            with self._lock:
                if action in self._actions:
                    self._actions.remove(action)


@dataclass(frozen=True, slots=True)
class Account:
    """What a model has cost since the start: calls, those without a reply, tokens, seconds waited."""

    calls: int = 0
    faults: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0

    def after(self, reply: Reply | None, seconds: float) -> "Account":
        """The account after one more call."""
        return replace(
            self,
            calls=self.calls + 1,
            faults=self.faults + (reply is None),
            prompt_tokens=self.prompt_tokens + (reply.prompt_tokens if reply else 0),
            completion_tokens=self.completion_tokens + (reply.completion_tokens if reply else 0),
            seconds=self.seconds + seconds,
        )


class ChatModel(Protocol):
    """A language model. Any number of threads may use one."""

    @property
    def present(self) -> bool:
        """Whether there is one at all."""

    @property
    def account(self) -> Account:
        """What it has cost so far."""

    def complete(self, messages: Sequence[Message], *, seconds: float, most_tokens: int, stop: Stop) -> Reply:
        """The reply to `messages` within `seconds`; raises ModelFault, and nothing else, without one."""


class Absent:
    """No model: the twin behind the same seam. Nothing asks it, and asked it has nothing to say."""

    present = False
    account = Account()

    def complete(self, messages: Sequence[Message], *, seconds: float, most_tokens: int, stop: Stop) -> Reply:
        """Always raises ModelFault."""
        raise ModelFault(Fault.UNREACHABLE, "no model is configured")
