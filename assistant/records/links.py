"""Which figures of a report belong together: an amount with its change, share and rank, a total with its 其中 parts.

Links are derived from where figures stand, so they are never out of step with them and need no place in the store.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from assistant.records.model import Figure, Role
from assistant.records.quantity import family


class LinkKind(StrEnum):
    """How a figure belongs to another: its change, share or rank, a part of it, or one of a list with it."""

    CHANGE_OF = "change_of"
    SHARE_OF = "share_of"
    RANK_OF = "rank_of"
    RATE_OF = "rate_of"
    PART_OF = "part_of"
    LISTED_WITH = "listed_with"


_OF = {Role.CHANGE: LinkKind.CHANGE_OF, Role.SHARE: LinkKind.SHARE_OF, Role.RANK: LinkKind.RANK_OF}
_PARTS = 12
_LIST_LENGTH = 240
_NEAR = 60
_LIST = frozenset("、和与及 \n\t")


@dataclass(frozen=True, slots=True)
class Link:
    """A figure, how it belongs to another, and that other figure; both by id."""

    kind: LinkKind
    source: str
    target: str


def links(figures: Sequence[Figure], text: str) -> tuple[Link, ...]:
    """Every link among `figures` of one document whose text is `text`, in text order.

    A figure is linked inside its own clause or row: to the amount before it whose change, share, rank or rate it is, or
    to its neighbour in a list (12.1、9.8 万元); and to the total right before 其中 whose part it is, one sentence on.
    """
    ordered = sorted(figures, key=lambda f: f.span)
    found = [link for _, clause in groupby(ordered, key=lambda f: f.clause) for link in _clause(list(clause), text)]
    found += [
        Link(LinkKind.PART_OF, figure.id, total.id)
        for at, figure in enumerate(ordered)
        if not figure.cell and (total := _total(figure, ordered[max(0, at - _PARTS) : at], text))
    ]
    places = {figure.id: figure.span for figure in ordered}
    return tuple(sorted(found, key=lambda link: (places[link.source], link.kind)))


def _clause(figures: list[Figure], text: str) -> Iterator[Link]:
    for at, figure in enumerate(figures):
        before = figures[:at]
        if not before:
            continue
        if set(text[before[-1].span.end : figure.span.start]) <= _LIST and not figure.cell:
            yield Link(LinkKind.LISTED_WITH, figure.id, before[-1].id)
        amount = next((f for f in reversed(before) if _is_amount(f) and f.subject == figure.subject), None)
        amount = amount or next((f for f in reversed(before) if _is_amount(f)), None)
        if amount and figure.role in _OF:
            yield Link(_OF[figure.role], figure.id, amount.id)
        elif amount and family(figure.quantity.unit) == "percent":
            yield Link(LinkKind.RATE_OF, figure.id, amount.id)


def _is_amount(figure: Figure) -> bool:
    return figure.role not in _OF and figure.role is not Role.THRESHOLD and family(figure.quantity.unit) != "percent"


def _total(figure: Figure, before: Sequence[Figure], text: str) -> Figure | None:
    """The amount right before the 其中 that opens the list `figure` stands in, of the same unit family."""
    mark = text.rfind("其中", max(0, figure.span.start - _LIST_LENGTH), figure.span.start)
    if mark < 0 or "。" in text[mark : figure.span.start] or not _is_amount(figure):
        return None
    kind = family(figure.quantity.unit)
    near = [f for f in before if f.span.end <= mark <= f.span.end + _NEAR and _is_amount(f)]
    return next((f for f in reversed(near) if family(f.quantity.unit) == kind), None)


def by_source(found: Sequence[Link]) -> Mapping[str, tuple[Link, ...]]:
    """Links by the id of the figure they start from."""
    out: dict[str, tuple[Link, ...]] = {}
    for link in found:
        out[link.source] = (*out.get(link.source, ()), link)
    return out
