"""Problems of a year against the reports of later years: which are named again, quotes side by side."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from assistant.monitoring.problems import Point, PointKind, paired, points
from assistant.records.embed import Encoder
from assistant.records.model import Document
from assistant.records.scope import Scope
from assistant.records.store import Store

# Over ten pairs of reports of two years written by others, the pairs of one problem came to a cosine of 0.60 or more
# and share 0.30 or more of their character pairs; all others to 0.41 at most.
_ALIKE = 0.5
_SHARED = 0.2
_MARKS = re.compile(r"[\d.,%％\W_]+")
# A report may say so itself.
_SAID = re.compile(
    r"与上年相同|上年(?:已|就)?(?:提出|存在|指出)|(?:仍|尚)未(?:得到)?(?:根本|完全|彻底)?(?:解决|整改)|仍然?(?:存在|未|有)|依然(?:存在|未)|连续[两二三四\d]年|"
    r"\b(?:again|still|remains? unresolved|as last year|carried over)\b",
    re.I,
)


class Outcome(StrEnum):
    """What later reports say of a problem: named again, not named again, or no later report tells problems."""

    AGAIN = "again"
    NOT_NAMED = "not_named"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Raised:
    """A problem that a department named in the report of `year`.

    `measure` is the one that answers it, where the report tells as many measures as problems; `measures` are all of them.
    `again` are the points of later reports that name it again, the next year's first. `admitted` tells that one of these
    says itself that nothing changed (仍未解决).
    """

    department: str
    year: int
    problem: Point
    measure: Point | None
    measures: tuple[Point, ...]
    outcome: Outcome
    again: tuple[tuple[int, Point], ...] = ()
    admitted: bool = False


def raised_problems(
    store: Store, scope: Scope, encoder: Encoder, full: Callable[[str], str] = str
) -> tuple[Raised, ...]:
    """Every problem that reports in `scope` name, by department, year and place; corrected versions and copies are left out.

    `full` gives the one name of a department that is written in several ways; `encoder` is the shipped one, which the
    threshold of likeness was measured with.
    """
    return store.derived(scope, "problems", lambda: _on_record(store, scope, encoder, full))


def _on_record(store: Store, scope: Scope, encoder: Encoder, full: Callable[[str], str]) -> tuple[Raised, ...]:
    heads = [head for head in store.heads(scope) if head.current and not head.notice and head.department and head.years]
    documents = store.documents(scope, {head.id for head in heads})
    told: dict[str, dict[int, list[Document]]] = defaultdict(lambda: defaultdict(list))
    for head in heads:
        told[full(head.department)][head.years[0]].append(documents[head.id])
    return tuple(one for name in sorted(told) for one in followed(name, told[name], encoder))


def followed(department: str, told: dict[int, list[Document]], encoder: Encoder) -> list[Raised]:
    """The problems of one department over its years."""
    by_year = {year: _points(documents) for year, documents in sorted(told.items())}
    years = [year for year, (problems, _) in by_year.items() if problems]
    again: dict[Point, tuple[int, Point]] = {}
    for before, after in pairwise(years):
        again |= {one: (after, other) for one, other in _same(by_year[before][0], by_year[after][0], encoder)}
    found: list[Raised] = []
    for year in years:
        problems, measures = by_year[year]
        answers = _answers(problems, measures)
        for problem in problems:
            chain = _chain(problem, again)
            outcome = Outcome.AGAIN if chain else Outcome.NOT_NAMED if year != years[-1] else Outcome.OPEN
            admitted = any(_SAID.search(point.text) for _, point in chain)
            found.append(Raised(department, year, problem, answers.get(problem), measures, outcome, chain, admitted))
    return found


def _points(documents: Sequence[Document]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Problems and measures of a year's documents; the same words in two of them are one."""
    every = {(one.kind, one.text): one for document in documents for one in points(document)}.values()
    problems, measures = (tuple(one for one in every if one.kind is kind) for kind in PointKind)
    return problems, measures


def _answers(problems: Sequence[Point], measures: Sequence[Point]) -> dict[Point, Point]:
    """Measures by problem, within each document."""
    found: dict[Point, Point] = {}
    for key in {one.document_id for one in problems}:
        own = [one for one in problems if one.document_id == key]
        by_span = paired(own, [one for one in measures if one.document_id == key])
        found |= {one: by_span[one.span] for one in own if one.span in by_span}
    return found


def _same(before: Sequence[Point], after: Sequence[Point], encoder: Encoder) -> list[tuple[Point, Point]]:
    """Each problem with the one of the next report that names it again, the likest first; each is taken once."""
    vectors = encoder.encode([point.text for point in (*before, *after)])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    bare = vectors / np.where(lengths == 0, 1, lengths)
    near = bare[: len(before)] @ bare[len(before) :].T
    ranked = sorted(
        ((float(near[i, j]), i, j) for i in range(len(before)) for j in range(len(after))), key=lambda one: -one[0]
    )
    taken: set[tuple[str, int]] = set()
    found: list[tuple[Point, Point]] = []
    for cosine, i, j in ranked:
        if cosine < _ALIKE or {("before", i), ("after", j)} & taken or _shared(before[i].text, after[j].text) < _SHARED:
            continue
        taken |= {("before", i), ("after", j)}
        found.append((before[i], after[j]))
    return found


def _shared(one: str, other: str) -> float:
    """Character pairs in common over those of the one that has fewer."""
    mine, theirs = _pairs(one), _pairs(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _pairs(text: str) -> set[str]:
    bare = _MARKS.sub("", text)
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def _chain(problem: Point, again: dict[Point, tuple[int, Point]]) -> tuple[tuple[int, Point], ...]:
    """The problem in the next report, in the one after it, and so on."""
    found: list[tuple[int, Point]] = []
    while problem in again:
        found.append(again[problem])
        problem = again[problem][1]
    return tuple(found)
