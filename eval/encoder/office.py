"""What an office's own reports teach an encoder, and whether it learnt it: pairs of questions and passages.

Documents are split by their text: a fifth, with reports that say the same but for their numbers, is kept from training and asks
the questions by which the gain is told.
"""

import hashlib
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.records.embed import Encoder
from assistant.records.library import Library
from assistant.records.model import Document, Figure, Passage
from assistant.records.scope import EVERYTHING
from assistant.records.vocabulary import Vocabulary
from eval.encoder.holdout import Recall
from eval.encoder.pairs import Pair, mixed_pairs, synonym_pairs
from eval.encoder.templates import Templates
from ingest.vectorise import vector_text

_HELD_OUT = 5
_LONGEST = 30
_SHORTEST = 2
_MOST = 40_000
_SEED = 11


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it is searched: the text of each passage, and what may be asked of each (heading or measure, place)."""

    document_id: str
    year: str
    passages: tuple[str, ...]
    asked: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Reports to learn from and reports kept aside, no text in both."""

    learnt: tuple[Told, ...]
    aside: tuple[Told, ...]


def told(library: Library) -> tuple[Told, ...]:
    """Every report that answers rest on, and that has anything to ask."""
    heads = [head.id for head in library.store.heads(EVERYTHING) if head.current]
    each = (_told(library, document_id) for document_id in heads)
    return tuple(one for one in each if len(one.passages) > 1 and one.asked)


def split(reports: Sequence[Told]) -> Split:
    """A fifth of the reports kept aside, the same for the same reports; those worded alike stay together."""
    aside = [int(_wording(one), 16) % _HELD_OUT == 0 for one in reports]
    return Split(
        tuple(one for one, kept in zip(reports, aside, strict=True) if not kept),
        tuple(one for one, kept in zip(reports, aside, strict=True) if kept),
    )


def learnt_pairs(reports: Iterable[Told], templates: Templates, words: Vocabulary) -> dict[str, list[Pair]]:
    """Questions and the passages that answer them: of the reports, said colloquially, and said in English."""
    rng = random.Random(_SEED)
    office = [
        (rng.choice([name, *(q.format(n=name, y4=one.year) for q in templates.measure_zh)]), one.passages[at])
        for one in reports
        for name, at in one.asked
    ]
    rng.shuffle(office)
    sets = {
        "office": office,
        "office, colloquial": [p for p in synonym_pairs(office, words.synonyms, rng, repeats=0) if len(p[0]) > 1],
        "office, mixed": mixed_pairs(office, words.glossary, rng),
    }
    return {name: pairs[:_MOST] for name, pairs in sets.items() if pairs}


def measured(encoder: Encoder, reports: Sequence[Told], words: Vocabulary) -> tuple[Recall, ...]:
    """Recall of the passage asked for within its report: in the report's words, colloquially, and in English words."""
    plain = [[(f"{name}是多少", one.passages[at]) for name, at in one.asked] for one in reports]
    english = {zh: en for en, written in words.glossary.items() for zh in written}
    colloquial = {zh: said for said, written in words.synonyms.items() for zh in written}
    ways: Mapping[str, list[list[Pair]]] = {
        "in the report's words": plain,
        "colloquially": [_said(pairs, colloquial) for pairs in plain],
        "in English words": [_said(pairs, english) for pairs in plain],
    }
    return tuple(
        _recall(name, encoder, [(one.passages, pairs) for one, pairs in zip(reports, asked, strict=True)])
        for name, asked in ways.items()
        if any(asked)
    )


def better(before: Sequence[Recall], after: Sequence[Recall]) -> bool:
    """Whether passages are found first more often over all questions, and in no way of asking clearly less often."""
    total = sum(one.questions for one in before)
    gains = [(b.first - a.first) * a.questions for a, b in zip(before, after, strict=True)]
    return bool(total) and sum(gains) / total > 0.005 and min(gains) > -0.02 * total


def _told(library: Library, document_id: str) -> Told:
    document = library.store.document(document_id, EVERYTHING)
    passages = library.store.passages(EVERYTHING, [document_id])
    figures = library.store.figures(EVERYTHING, [document_id])
    asked = dict.fromkeys([*_headings(passages), *_measures(passages, figures)])
    texts = tuple(vector_text(document, passage) for passage in passages)
    return Told(document_id, _year(document), texts, _unmistakable(asked))


def _year(document: Document) -> str:
    return str(document.years[-1]) if document.years else ""


def _headings(passages: Sequence[Passage]) -> Iterable[tuple[str, int]]:
    return ((_bare(passage.headings[-1]), at) for at, passage in enumerate(passages) if passage.headings)


def _measures(passages: Sequence[Passage], figures: Sequence[Figure]) -> Iterable[tuple[str, int]]:
    """What each figure measures, with the place of the passage that holds it."""
    for figure in figures:
        name = figure.measure if figure.subject in figure.measure else f"{figure.subject}{figure.measure}"
        for at, passage in enumerate(passages):
            if passage.span.start <= figure.span.start and figure.span.end <= passage.span.end:
                yield _bare(name), at
                break


def _unmistakable(asked: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Only what one passage tells: a measure that several tell asks for none of them."""
    places: dict[str, set[int]] = {}
    for name, at in asked:
        places.setdefault(name, set()).add(at)
    return tuple((name, min(at)) for name, at in places.items() if len(at) == 1 and _SHORTEST < len(name) <= _LONGEST)


def _bare(text: str) -> str:
    """Words without list numbers, digits, blanks and marks."""
    return re.sub(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]|[\d\s*#`|]+", "", text)


def _wording(one: Told) -> str:
    """A hash of what a report asks, numbers aside: the same in reports of one template."""
    names = "\n".join(sorted(name for name, _ in one.asked))
    return hashlib.sha256(names.encode()).hexdigest()[:8]


def _said(pairs: Iterable[Pair], instead: Mapping[str, str]) -> list[Pair]:
    """The questions that hold a word of `instead` (longest first), said with the other word."""
    longest = sorted(instead, key=len, reverse=True)
    found = ((question, passage, next((w for w in longest if w in question), "")) for question, passage in pairs)
    return [(question.replace(word, instead[word]), passage) for question, passage, word in found if word]


def _recall(name: str, encoder: Encoder, asked: Sequence[tuple[Sequence[str], Sequence[Pair]]]) -> Recall:
    ranks: list[float] = []
    for passages, pairs in asked:
        if pairs:
            similar = encoder.encode([question for question, _ in pairs]) @ encoder.encode(passages).T
            right = similar[np.arange(len(pairs)), [passages.index(passage) for _, passage in pairs]][:, None]
            ranks += (1 + (similar > right).sum(axis=1) + ((similar == right).sum(axis=1) - 1) / 2).tolist()
    found = np.array(ranks)
    return Recall(name, len(ranks), float((found <= 1).mean()), float((found <= 5).mean()))
