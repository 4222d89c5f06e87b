"""Ruled tables from drawn lines: every cell with its place, merged cells as one, missing outer borders filled in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.layout.page import Box, Page, Rule

SNAP = 3.0
"""Rules nearer than this, in points, are one rule."""
_SHORTEST = 6.0
_MOST_RULES = 1500
_OVERHANG = 12.0
_MOST_SLOTS = 6_000


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a ruled grid: its upper left place from 0, how many rows and columns it covers, and its box."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled grid on a page; `edges` are the positions of its upright rules from left to right."""

    box: Box
    rows: int
    columns: int
    slots: tuple[Slot, ...]
    edges: tuple[float, ...]


def ruled_grids(page: Page) -> tuple[Ruled, ...]:
    """The ruled grids of `page` from top to bottom: at least two rows and two columns each.

    A page with more rules than any table has (a drawing, a map) has none.
    """
    rules = joined(r for r in page.rules if not _frames_page(r, page))
    if len(rules) > _MOST_RULES:
        return ()
    found = (_ruled(group) for group in _touching(rules))
    return tuple(sorted((g for g in found if g), key=lambda g: (g.box.top, g.box.x0)))


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with near ones snapped to one line and the pieces of a line joined; too short ones are left out."""
    flat: list[Rule] = []
    upright: list[Rule] = []
    for rule in rules:
        (flat if rule.flat else upright).append(rule)
    out = [Rule(a, at, b, at) for at, a, b in _merged([(r.top, r.x0, r.x1) for r in flat])]
    out += [Rule(at, a, at, b) for at, a, b in _merged([(r.x0, r.top, r.bottom) for r in upright])]
    return [r for r in out if max(r.x1 - r.x0, r.bottom - r.top) >= _SHORTEST]


def _frames_page(rule: Rule, page: Page) -> bool:
    """A rule along the very edge of the page is its frame or background."""
    if rule.flat:
        return min(rule.top, page.height - rule.top) < SNAP
    return min(rule.x0, page.width - rule.x0) < SNAP


def _merged(pieces: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces (position, from, to) with positions within SNAP as one position, and overlapping pieces of it as one."""
    out: list[tuple[float, float, float]] = []
    for cluster in _clusters(sorted(pieces)):
        at = sum(p[0] for p in cluster) / len(cluster)
        start, end = None, 0.0
        for _, a, b in sorted(cluster, key=lambda p: p[1]):
            if start is not None and a <= end + SNAP:
                end = max(end, b)
                continue
            if start is not None:
                out.append((at, start, end))
            start, end = a, b
        if start is not None:
            out.append((at, start, end))
    return out


def _clusters(pieces: Sequence[tuple[float, float, float]]) -> list[list[tuple[float, float, float]]]:
    out: list[list[tuple[float, float, float]]] = []
    for piece in pieces:
        if out and piece[0] - out[-1][0][0] <= SNAP:
            out[-1].append(piece)
        else:
            out.append([piece])
    return out


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules in groups that hang together; a flat and an upright rule that meet belong together."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    flat = [i for i, r in enumerate(rules) if r.flat]
    upright = [i for i, r in enumerate(rules) if not r.flat]
    for i in upright:
        v = rules[i]
        for j in flat:
            h = rules[j]
            if h.x0 - SNAP <= v.x0 <= h.x1 + SNAP and v.top - SNAP <= h.top <= v.bottom + SNAP:
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for i, rule in enumerate(rules):
        groups[root(i)].append(rule)
    return list(groups.values())


def _ruled(rules: Sequence[Rule]) -> Ruled | None:
    """The grid that hanging-together rules draw, or None when it is no table."""
    flat, upright = [r for r in rules if r.flat], [r for r in rules if not r.flat]
    if len(flat) < 2 or not upright:
        return None
    xs = _positions([r.x0 for r in upright], [x for r in flat for x in (r.x0, r.x1)])
    ys = _positions([r.top for r in flat], [y for r in upright for y in (r.top, r.bottom)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 2 or columns < 2 or rows * columns > _MOST_SLOTS:
        return None
    slots = _slots(xs, ys, flat, upright)
    if len(slots) < 4:
        return None
    return Ruled(Box(xs[0], ys[0], xs[-1], ys[-1]), rows, columns, slots, tuple(xs))


def _positions(drawn: Sequence[float], reached: Sequence[float]) -> list[float]:
    """Distinct positions of the drawn rules, with the ends the others reach beyond them: tables open at the sides."""
    out: list[float] = []
    for at in sorted(drawn):
        if not out or at - out[-1] > SNAP:
            out.append(at)
    first, last = min(reached), max(reached)
    return [*([first] if out[0] - first > _OVERHANG else []), *out, *([last] if last - out[-1] > _OVERHANG else [])]


def _slots(xs: list[float], ys: list[float], flat: Sequence[Rule], upright: Sequence[Rule]) -> tuple[Slot, ...]:
    """Every cell of the grid: places with no rule between them are one cell where together they make a rectangle."""
    right = [
        [_drawn_upright(upright, xs[c + 1], ys[r], ys[r + 1]) for c in range(len(xs) - 1)] for r in range(len(ys) - 1)
    ]
    below = [[_drawn_flat(flat, ys[r + 1], xs[c], xs[c + 1]) for c in range(len(xs) - 1)] for r in range(len(ys) - 1)]
    taken: set[tuple[int, int]] = set()
    slots: list[Slot] = []
    for r in range(len(ys) - 1):
        for c in range(len(xs) - 1):
            if (r, c) in taken:
                continue
            wide = 1
            while c + wide < len(xs) - 1 and not right[r][c + wide - 1] and (r, c + wide) not in taken:
                wide += 1
            tall = 1
            while r + tall < len(ys) - 1 and _opens_down(right, below, r + tall, c, wide, taken):
                tall += 1
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            slots.append(Slot(r, c, tall, wide, Box(xs[c], ys[r], xs[c + wide], ys[r + tall])))
    return tuple(slots)


def _opens_down(
    right: list[list[bool]], below: list[list[bool]], row: int, column: int, wide: int, taken: set[tuple[int, int]]
) -> bool:
    """Whether the places of `row` under a cell belong to it: no rule above them and none between them."""
    inside = range(column, column + wide)
    if any(below[row - 1][c] or (row, c) in taken for c in inside):
        return False
    return not any(right[row][c] for c in range(column, column + wide - 1))


def _drawn_upright(rules: Sequence[Rule], x: float, top: float, bottom: float) -> bool:
    middle = (top + bottom) / 2
    return any(abs(r.x0 - x) <= SNAP and r.top - SNAP <= middle <= r.bottom + SNAP for r in rules)


def _drawn_flat(rules: Sequence[Rule], y: float, left: float, right: float) -> bool:
    middle = (left + right) / 2
    return any(abs(r.top - y) <= SNAP and r.x0 - SNAP <= middle <= r.x1 + SNAP for r in rules)
