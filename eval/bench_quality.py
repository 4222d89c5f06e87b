"""Which passage of the right report answers: words, meaning, and both, with and without synonyms and glossary.

The report is known, as it is when office and year have been resolved; what is ranked is its passages.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from assistant.answering.terms import terms
from assistant.records.library import Library
from assistant.records.model import Document, Passage
from assistant.records.scope import EVERYTHING
from assistant.records.words import terms as words_of
from eval.bench_table import Row
from eval.sample.corpus import Corpus
from eval.sample.load import load_gold
from eval.sample.report import report
from eval.sample.values import GoldCase
from ingest.figures import read_figures
from ingest.passages import split
from ingest.pipeline import make_document
from ingest.vectorise import vector_text

_DEPARTMENTS, _CASES, _YEARS = 40, 320, (2020, 2021)
_WEIGHT = 0.5  # of meaning beside words, both scaled to one
Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Case:
    question: str
    language: str
    document: Document
    passages: tuple[Passage, ...]
    right: frozenset[str]


def quality(library: Library) -> Iterator[Row]:
    """Recall and nDCG of each way on the questions of the load corpus, by language; adds its reports to `library`."""
    cases = list(_cases(library))
    for language in ("zh", "en"):
        some = [case for case in cases if case.language == language]
        for helped in (False, True):
            ways: dict[str, list[list[str]]] = {"words": [], "meaning": [], "both": []}
            for case in some:
                lexical, dense = _by_words(case, library, helped=helped), _by_meaning(case, library, helped=helped)
                for way, scores in (("words", lexical), ("meaning", dense), ("both", _fused(lexical, dense))):
                    ways[way].append(sorted(scores, key=lambda key: (-scores[key], key)))
            said = "with synonyms and glossary" if helped else "as asked"
            for way, ranked in ways.items():
                yield Row(f"passages by {way}, {language}, {said}", _told(some, ranked), f"{len(some)} questions")


def _cases(library: Library) -> Iterator[_Case]:
    corpus = Corpus(11, _DEPARTMENTS, _YEARS)
    named = {(d.name, y): (d, y) for d in corpus.departments for y in _YEARS}
    read: dict[str, tuple[Document, tuple[Passage, ...], dict[str, frozenset[str]]]] = {}
    for gold in load_gold(corpus, _CASES):
        found = next(
            (pair for (name, year), pair in named.items() if name in gold.question and str(year) in gold.question), None
        )
        if gold.status != "answered" or not gold.figures or found is None:
            continue
        made = report(corpus.seed, *found)
        if made.name not in read:
            read[made.name] = _read(library, made.name, made.text)
        document, passages, holding = read[made.name]
        right = frozenset[str]().union(*(holding.get(value, frozenset()) for value in _values(gold)))
        if right:
            yield _Case(gold.question, gold.language, document, passages, right)


def _values(gold: GoldCase) -> list[str]:
    return [f"{float(figure.value):.4f} {figure.unit}" for figure in gold.figures]


def _read(library: Library, name: str, text: str) -> tuple[Document, tuple[Passage, ...], dict[str, frozenset[str]]]:
    document = make_document(name, text.encode(), library)
    passages = tuple(split(document))
    library.store.add(document, passages, [])
    holding: dict[str, set[str]] = {}
    for figure in read_figures(document, library.vocabulary):
        key = f"{float(figure.quantity.value):.4f} {figure.quantity.unit}"
        holding.setdefault(key, set()).update(p.id for p in passages if p.span.holds(figure.span))
    return document, passages, {key: frozenset(ids) for key, ids in holding.items()}


def _runs(case: _Case, library: Library, *, helped: bool) -> list[str]:
    """The question, and with help its terms' other words."""
    if not helped:
        return [case.question]
    return [case.question, *(run for term in terms(case.question, library.vocabulary) for run in term.alternatives)]


def _by_words(case: _Case, library: Library, *, helped: bool) -> Scores:
    asked = [word for run in _runs(case, library, helped=helped) for word in words_of(run)]
    found = dict(library.store.words(EVERYTHING, asked, [case.document.id], len(case.passages)))
    return {p.id: found.get(p.id, 0.0) for p in case.passages}


def _by_meaning(case: _Case, library: Library, *, helped: bool) -> Scores:
    asked = " ".join(_runs(case, library, helped=helped))
    vectors = library.encoder.encode([asked, *(vector_text(case.document, p) for p in case.passages)])
    return {p.id: float(c) for p, c in zip(case.passages, vectors[1:] @ vectors[0], strict=True)}


def _fused(lexical: Scores, dense: Scores) -> Scores:
    most, least, span = max(lexical.values()) or 1.0, min(dense.values()), max(dense.values()) - min(dense.values())
    return {key: lexical[key] / most + _WEIGHT * (dense[key] - least) / (span or 1.0) for key in lexical}


def _told(cases: Sequence[_Case], ranked: Sequence[Sequence[str]]) -> str:
    first = statistics.mean(ids[0] in case.right for case, ids in zip(cases, ranked, strict=True))
    five = statistics.mean(bool(case.right & set(ids[:5])) for case, ids in zip(cases, ranked, strict=True))
    gain = statistics.mean(_gain(case.right, ids[:10]) for case, ids in zip(cases, ranked, strict=True))
    return f"recall@1 {first:.1%}, @5 {five:.1%}, nDCG@10 {gain:.3f}"


def _gain(right: frozenset[str], ids: Sequence[str]) -> float:
    best = sum(1 / log2(place + 2) for place in range(min(len(right), 10)))
    return sum(1 / log2(place + 2) for place, key in enumerate(ids) if key in right) / best
