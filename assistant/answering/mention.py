"""A place of a question that names offices, and which of several that overlap are meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.records.model import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a question that names offices: one department when clear, several when ambiguous, none when unknown.

    `region` marks the name of a region or zone: all its offices are meant, which is not ambiguous.
    """

    span: Span
    written: str
    departments: tuple[str, ...]
    region: bool = False


def longest(found: Iterable[Mention]) -> list[Mention]:
    """The longest mentions of those that overlap, one with an office before one with none."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.span.start - m.span.end, not m.departments, m.span.start)):
        if not any(k.span.meets(mention.span) for k in kept):
            kept.append(mention)
    return kept


def narrower(found: Sequence[Mention]) -> list[Mention]:
    """Regions without the wider ones that hold them: of Lanchuan and Wangchao (a district of it) the latter."""
    return [m for m in found if not any(set(o.departments) < set(m.departments) for o in found)]
