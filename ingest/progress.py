"""What a batch tells while it runs and when it is over."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class OutcomeStatus(StrEnum):
    """What became of a file: kept now, kept before (the same bytes), or not kept."""

    ADDED = "added"
    KNOWN = "known"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `name` is its base name, `path` the path it was found at ("" for an upload).

    `reason_zh`/`reason_en` say why it failed or what it equals; `pages`, `tables`, `figures` and `passages` count what was
    read from it, `unread` names the parts that were not (they are among the `warnings` too).
    """

    name: str
    status: OutcomeStatus
    document_id: str | None = None
    reason_zh: str = ""
    reason_en: str = ""
    figures: int = 0
    passages: int = 0
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    path: str = ""
    pages: int = 0
    tables: int = 0
    unread: tuple[str, ...] = ()

    def reason(self, language: str) -> str:
        """The reason in `language` ("zh" or "en"); "" when there is none to give."""
        return self.reason_zh if language == "zh" else self.reason_en


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The outcomes of a batch, one a file, in the order of the files; `seconds` includes the vectors."""

    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0

    def count(self, status: OutcomeStatus) -> int:
        """How many files ended so."""
        return sum(1 for outcome in self.outcomes if outcome.status is status)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The files that could not be kept."""
        return tuple(o for o in self.outcomes if o.status is OutcomeStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a batch. `stage` is "file" (`outcome` None before it, set after it) or "vectors".

    `done` of `total` files (for "vectors": documents) are over; `rate` is files a second so far, 0 before the first.
    """

    stage: str
    done: int
    total: int
    name: str = ""
    rate: float = 0.0
    outcome: Outcome | None = None


OnEvent = Callable[[Event], None]


def silent(event: Event) -> None:
    """An `OnEvent` that tells nobody."""
