"""Statements of a report's prose: a sentence with its figures, the one before it, and what stands around each figure."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.records.model import Document, Figure, Role, Span
from assistant.records.quantity import family
from ingest.lines import paragraphs
from ingest.nouns import squeeze
from ingest.sentences import sentences

_AMONG = re.compile(r"其中")
_ASIDE = re.compile(r"^[（(][^（）()]*[）)]")
_REACH = 500
_LEAD = 200
_MOST_FIGURES = 200
"""A longer run of figures in one sentence is a table that was not read as one."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence: its figures in text order, and those of the sentence before it in its paragraph.

    A sentence that opens with 其中 also goes with the paragraph before. `budgets` are the budgets of earlier paragraphs
    nearby, nearest last.
    """

    text: str
    span: Span
    figures: tuple[Figure, ...]
    before: tuple[Figure, ...]
    paragraph: tuple[Figure, ...]
    budgets: tuple[Figure, ...] = ()

    def lead(self, index: int) -> str:
        """What stands between the figure before, with the bracket behind it, and figure `index`, without blanks."""
        start = self.figures[index - 1].span.end if index else self.span.start
        end = self.figures[index].span.start
        return _ASIDE.sub("", bare(self.text[max(start, end - _LEAD) : end]))

    def tail(self, index: int) -> str:
        """What stands between figure `index` and the next one (or the end), without blanks."""
        end = self.figures[index + 1].span.start if index + 1 < len(self.figures) else self.span.end
        start = self.figures[index].span.end
        return bare(self.text[start : min(end, start + _LEAD)])

    def between(self, first: Figure, second: Figure) -> str:
        """What stands between two figures, without blanks."""
        return bare(self.text[first.span.end : second.span.start])

    def one_clause(self, first: Figure, second: Figure) -> bool:
        """Whether no semicolon parts two figures."""
        return not re.search("[；;]", self.text[first.span.end : second.span.start])

    def among(self, index: int) -> bool:
        """Whether 其中 stands before figure `index` in the sentence."""
        return _AMONG.search(bare(self.text[self.span.start : self.figures[index].span.start])) is not None


def bare(text: str) -> str:
    """`text` without white space, bold marks and quotation marks."""
    return re.sub(r"[*“”\"]", "", squeeze(text))


def is_percent(figure: Figure) -> bool:
    """Whether a figure is a percentage."""
    return family(figure.quantity.unit) == "percent"


def is_money(figure: Figure) -> bool:
    """Whether a figure is an amount of money."""
    return family(figure.quantity.unit) == "money"


def alike(first: Figure, second: Figure) -> bool:
    """Whether two figures measure in one family of units, so that they may be set against each other."""
    return family(first.quantity.unit) == family(second.quantity.unit)


def statements(document: Document, figures: Sequence[Figure]) -> Iterator[Statement]:
    """Every sentence of the prose that has figures."""
    prose = [f for f in figures if f.cell is None]
    starts = [f.span.start for f in prose]

    def inside(span: Span) -> tuple[Figure, ...]:
        found = prose[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        return tuple(f for f in found if f.span.end <= span.end)

    for stretch in _stretches(document):
        before: tuple[Figure, ...] = ()
        for paragraph in paragraphs(document.text, stretch):
            held = inside(paragraph)
            first = True
            for sentence in sentences(document.text, paragraph):
                own = inside(sentence)
                linked = not first or bare(sentence.of(document.text)).startswith("其中")
                if 0 < len(own) <= _MOST_FIGURES:
                    earlier = tuple(f for f in held if f.span.end <= sentence.start)
                    near = bisect_left(starts, own[0].span.start - _REACH)
                    budgets = _budgets(prose[near : bisect_left(starts, paragraph.start)], own[0])
                    yield Statement(
                        document.text,
                        sentence,
                        own,
                        before if linked else (),
                        earlier or (before if linked else ()),
                        budgets,
                    )
                before, first = own, False


def _stretches(document: Document) -> Iterator[Span]:
    """The text between headings and tables."""
    edges = {0, len(document.text), *(s.heading.start for s in document.sections)}
    edges |= {edge for t in document.tables for edge in (t.span.start, t.span.end)}
    for start, end in itertools.pairwise(sorted(edges)):
        if not any(t.span.start <= start < t.span.end for t in document.tables):
            yield Span(start, end)


def _budgets(earlier: Sequence[Figure], here: Figure) -> tuple[Figure, ...]:
    """The budgets in the sections beside that of `here`, among the figures not far `earlier`."""
    return tuple(f for f in earlier if f.role is Role.BUDGET and is_money(f) and f.section[:-1] == here.section[:-1])
