"""What a report claims of its own figures: a figure with the ways to recompute it."""

from dataclasses import dataclass

from assistant.records.model import CheckKind, Figure


@dataclass(frozen=True, slots=True)
class Option:
    """One way to recompute a figure: a formula and its inputs in order."""

    formula: str
    inputs: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A stated figure and the ways to recompute it, likeliest first; `clear` when one of them must hold."""

    kind: CheckKind
    stated: Figure
    options: tuple[Option, ...]
    clear: bool
