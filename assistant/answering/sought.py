"""How much of the terms of a question stands in texts: whole, abbreviated, or in some of its character pairs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.terms import Term, pairs, stems

_ABBREVIATED = 0.85
# A shorter stem may stand in any word: car in care.
_SHORTEST_STEM = 4
_LATIN = re.compile("[a-z]")

Rarity = Callable[[str], float]


def coverage(term: Term, text: str, rarity: Rarity) -> float:
    """How much of `term` stands in `text`, 0 to 1: the best of its alternatives, rare pairs weighing more."""
    return Sought((term,), rarity).coverage(text)[0]


class Sought:
    """The terms of a question as they are looked for among some texts, where rare character pairs tell more.

    Figures share their sentences, headings and titles: each text is read for the terms once. Meant to live as long as
    one search.
    """

    def __init__(self, terms: Sequence[Term], rarity: Rarity) -> None:
        self.terms = tuple(terms)
        self.weights = tuple(t.weight * (sum(rarity(p) for p in pairs(t.alternatives[0])[:6]) or 1.0) for t in terms)
        self._forms = tuple(_forms(term, rarity) for term in terms)
        self._covered: dict[str, tuple[float, ...]] = {}

    def coverage(self, text: str) -> tuple[float, ...]:
        """How much of each term stands in `text`, 0 to 1: the best of its alternatives."""
        known = self._covered.get(text)
        if known is None:
            latin = _LATIN.search(text) is not None
            known = tuple(_covered(form, text, latin=latin) for form in self._forms)
            self._covered[text] = known
        return known


@dataclass(frozen=True, slots=True)
class _Forms:
    """A term as it may stand in a text: in whole, as two characters each lengthened, in pairs with their weights, in stems."""

    whole: tuple[str, ...]
    short: tuple[tuple[str, str, re.Pattern[str]], ...]
    paired: tuple[tuple[tuple[tuple[str, float], ...], float], ...]
    stemmed: tuple[tuple[tuple[str, ...], int], ...]


def _forms(term: Term, rarity: Rarity) -> _Forms:
    runs = tuple(dict.fromkeys((*term.alternatives, *term.foreign)))
    chinese = [run for run in runs if not run.isascii()]
    weighed = [tuple((pair, rarity(pair)) for pair in pairs(run)) for run in chinese if pairs(run) != (run,)]
    english = [stems(run) for run in runs if run.isascii()]
    return _Forms(
        runs,
        tuple((run[0], run[1], _abbreviation(run)) for run in chinese if len(run) == 2),
        tuple((own, sum(weight for _, weight in own)) for own in weighed),
        tuple((tuple(s for s in own if len(s) >= _SHORTEST_STEM), len(own)) for own in english if own),
    )


@lru_cache(maxsize=1024)
def _abbreviation(run: str) -> re.Pattern[str]:
    """What two characters may shorten: 技改 for 技术改造."""
    return re.compile(f"{re.escape(run[0])}[\u4e00-\u9fff]{re.escape(run[1])}[\u4e00-\u9fff]")


def _covered(form: _Forms, text: str, *, latin: bool) -> float:
    for run in form.whole:
        if run in text:
            return 1.0
    best = 0.0
    for first, second, pattern in form.short:
        if first in text and second in text and pattern.search(text):
            best = _ABBREVIATED
    for weighed, total in form.paired:
        found = sum(weight for pair, weight in weighed if pair in text)
        if found:
            best = max(best, found / total)
    for own, count in form.stemmed if latin else ():
        best = max(best, sum(stem in text for stem in own) / count)
    return best
