"""Who may see what: every read of the records takes a Scope."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The collections a reader may see; None means all, an empty set means none."""

    collections: frozenset[str] | None = None

    def sees(self, collection: str) -> bool:
        """Whether documents of `collection` are visible."""
        return self.collections is None or collection in self.collections


EVERYTHING = Scope()
