"""The seam between a job and the records it fills: whoever follows one work asks here before each document is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ingest.progress import Outcome


class Keeper(Protocol):
    """What stands between a job and the records: when a document may be kept, and which faults end the job."""

    @property
    def passes(self) -> tuple[type[Exception], ...]:
        """Faults of keeping that end the job; any other is told as the file's outcome."""

    def keep(self, document_id: str, add: Callable[[], bool]) -> bool:
        """What `add`, which keeps the document, returns."""

    def told(self, outcome: Outcome) -> Outcome:
        """What is told of a file that is over."""


@dataclass(frozen=True, slots=True)
class _AsItComes:
    """Everything is kept, and no fault ends the job."""

    passes: tuple[type[Exception], ...] = ()

    def keep(self, document_id: str, add: Callable[[], bool]) -> bool:
        """Keep it."""
        return add()

    def told(self, outcome: Outcome) -> Outcome:
        """The outcome as it is."""
        return outcome


AS_IT_COMES: Keeper = _AsItComes()
