"""Full-text search over passages: an inverted index kept in the database's own tables, so it is true to the transaction.

A word's places are a run of numbers a segment: a document comes as a segment of its own, and every so many are merged into
one, so that a search reads few. Passages are numbered in the order they came; a number is never used twice. Scores are BM25.
Nothing here is particular to one database.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from operator import itemgetter
from struct import Struct
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select, update

from assistant.records.cache import Cache
from assistant.records.schema import (
    PASSAGES_PER_DOCUMENT,
    documents,
    passages,
    word_documents,
    word_places,
    word_segments,
)
from assistant.records.scope import Scope

Numbers = NDArray[np.int64]
Floats = NDArray[np.float32]
_Chosen = NDArray[Any]
Segments = dict[int, int]

MOST_TERMS = 64
"""A search looks for this many words at most, the rarest: a pasted page is not a question."""

_MOST_LOOKED_UP = 256
_WORDS_PER_QUERY = 5_000
_MERGED_AT_ONCE = 32
_LEVELS = (0, 1)  # a segment of the last level, 1,024 documents, is merged no more
_PLACE = np.dtype([("number", "<u4"), ("times", "u1")])
_PACKED = Struct("<IB").pack
# BM25's usual constants.
_K, _B = 1.2, 0.75
# The rarest words find the candidates, common ones only tell candidates apart: each within so many places, which bounds the
# cost of a search however large the archive is. Up to so many passages every one is a candidate.
_FINDING_PLACES = 100_000
_TELLING_PLACES = 100_000
_CANDIDATES = 2_000
_HELD_MASKS = 16


@dataclass(frozen=True, slots=True)
class _View:
    """What a process holds of the index: where each document's passages are numbered, how long they are, what is forgotten."""

    generation: int = -1
    firsts: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    lengths: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    alive: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """One more than the last number in use."""
        return len(self.lengths)


class WordIndex:
    """Searches of one store; holds a few bytes a passage in memory, brought up to date when something changed."""

    def __init__(self) -> None:
        self._view = _View()
        self._guard = Lock()
        self._chosen: Cache[tuple[int, Scope, frozenset[str] | None], _Chosen] = Cache(_HELD_MASKS)

    def search(
        self,
        connection: Connection,
        terms: Sequence[str],
        scope: Scope,
        document_ids: Collection[str] | None,
        k: int,
        generation: int,
    ) -> list[tuple[str, float]]:
        """The `k` best passages of these documents (None: of all) in `scope` that hold any of `terms` (distinct), best first.

        Scores are above 0. Up to two thousand passages are all weighed, and words weigh by their rarity among them: what
        tells one report's passages apart is not what tells reports apart.
        """
        view = self._current(connection, generation)
        wanted = None if document_ids is None else frozenset(document_ids)
        chosen = self._chosen.get((view.generation, scope, wanted), lambda: _choose(view, scope, wanted))
        segments = _segments(connection)
        rank = _over if chosen.dtype == np.bool_ else _within
        scored = rank(connection, view, terms, chosen, segments)
        return _best(connection, view, *scored, k)

    def _current(self, connection: Connection, generation: int) -> _View:
        with self._guard:
            if self._view.generation != generation:
                known = self._view if self._view.generation < generation else _View()
                self._view = _extended(connection, known, generation)
            return self._view


def add(connection: Connection, row: int, words: Sequence[Sequence[str]]) -> None:
    """Index the passages of the document in `row`, each given as its words."""
    if not words:
        return
    first = int(connection.execute(select(func.coalesce(func.max(word_documents.c.end), 0))).scalar_one())
    lengths = np.array([len(passage) for passage in words], np.uint32)
    own = {"first": first, "end": first + len(words), "document": row, "lengths": lengths.tobytes()}
    connection.execute(insert(word_documents), own)
    held: dict[str, list[bytes]] = {}
    for number, passage in enumerate(words, first):
        for word, times in Counter(passage).items():
            held.setdefault(word, []).append(_PACKED(number, min(times, 255)))
    entries = ((word, len(at), b"".join(at)) for word, at in sorted(held.items()))
    _write_segment(connection, 0, first, entries)
    for level in _LEVELS:
        _merge(connection, level)


def forget(connection: Connection, row: int, words: Collection[str]) -> None:
    """Take the document in `row` out of the index; `words` are those it was added with."""
    own = select(word_documents.c.first, word_documents.c.end).where(word_documents.c.document == row)
    found = connection.execute(own).first()
    if found is None:
        return
    holding = select(word_segments.c.id).where(word_segments.c.first <= found[0])
    segment = connection.execute(holding.order_by(word_segments.c.first.desc()).limit(1)).scalar_one()
    of_segment = word_places.c.segment == segment
    wanted = sorted(set(words))
    for start in range(0, len(wanted), _WORDS_PER_QUERY):
        some = word_places.c.word.in_(wanted[start : start + _WORDS_PER_QUERY])
        rows = connection.execute(select(word_places.c.word, word_places.c.places).where(of_segment, some)).all()
        connection.execute(delete(word_places).where(of_segment, some))
        _write_places(connection, segment, _merged(rows, found[0], found[1]))
    gone = update(word_documents).where(word_documents.c.document == row)
    connection.execute(gone.values(document=None, lengths=b""))


def _write_segment(connection: Connection, level: int, first: int, entries: Iterator[tuple[str, int, bytes]]) -> None:
    made = connection.execute(insert(word_segments), {"level": level, "first": first}).inserted_primary_key
    assert made is not None
    _write_places(connection, made[0], entries)


def _write_places(connection: Connection, segment: int, entries: Iterator[tuple[str, int, bytes]]) -> None:
    rows = [(segment, word, held, places) for word, held, places in entries]
    statement = insert(word_places).compile(dialect=connection.dialect)
    if rows and connection.dialect.name == "sqlite":  # a thousand short rows a document: three times as fast as by name
        connection.exec_driver_sql(str(statement), rows)
    elif rows:
        names = word_places.c.keys()
        connection.execute(insert(word_places), [dict(zip(names, row, strict=True)) for row in rows])


def _merge(connection: Connection, level: int) -> None:
    """Make one segment of the next level of the oldest ones of `level`, when there are enough."""
    of_level = select(word_segments).where(word_segments.c.level == level).order_by(word_segments.c.first)
    oldest = connection.execute(of_level.limit(_MERGED_AT_ONCE)).mappings().all()
    if len(oldest) < _MERGED_AT_ONCE:
        return
    ids = [segment["id"] for segment in oldest]
    query = select(word_places.c.word, word_places.c.places).where(word_places.c.segment.in_(ids))
    rows = connection.execute(query.order_by(word_places.c.word, word_places.c.segment)).all()
    _write_segment(connection, level + 1, oldest[0]["first"], _merged(rows))
    connection.execute(delete(word_places).where(word_places.c.segment.in_(ids)))
    connection.execute(delete(word_segments).where(word_segments.c.id.in_(ids)))


def _merged(rows: Sequence[Any], first: int = 0, end: int = 0) -> Iterator[tuple[str, int, bytes]]:
    """Words (in order) with their places joined, without the numbers from `first` up to but not including `end`."""
    for word, group in groupby(rows, key=itemgetter(0)):
        places = b"".join(bytes(row[1]) for row in group)
        if end > first:
            held = np.frombuffer(places, _PLACE)
            places = held[(held["number"] < first) | (held["number"] >= end)].tobytes()
        if places:
            yield word, len(places) // _PLACE.itemsize, places


def _forgotten(connection: Connection) -> list[tuple[int, int]]:
    query = select(word_documents.c.first, word_documents.c.end).where(word_documents.c.document.is_(None))
    return [(first, end) for first, end in connection.execute(query)]


def _extended(connection: Connection, known: _View, generation: int) -> _View:
    """`known` with the documents that came since, and without those that went."""
    query = (
        select(*(word_documents.c[name] for name in ("first", "end", "document", "lengths")), documents.c.id)
        .add_columns(documents.c.collection)
        .join(documents, documents.c.row == word_documents.c.document)
        .where(word_documents.c.first >= known.end)
        .order_by(word_documents.c.first)
    )
    come = connection.execute(query).all()
    end = max(known.end, *(row[1] for row in come)) if come else known.end
    lengths, alive = np.zeros(end, np.float32), np.zeros(end, np.bool_)
    lengths[: known.end], alive[: known.end] = known.lengths, known.alive
    spans, collections = dict(known.spans), dict(known.collections)
    for first, last, _, counted, key, collection in come:
        lengths[first:last], alive[first:last] = np.frombuffer(counted, np.uint32), True
        spans[key], collections[key] = (first, last), collection
    gone = _forgotten(connection)
    for first, last in gone:
        alive[first:last] = False
    starts = {first for first, _ in gone}
    return _View(
        generation,
        np.append(known.firsts, np.array([row[0] for row in come], np.int64)),
        np.append(known.rows, np.array([row[2] for row in come], np.int64)),
        lengths,
        alive,
        {key: span for key, span in spans.items() if span[0] not in starts},
        collections,
    )


def _choose(view: _View, scope: Scope, wanted: frozenset[str] | None) -> _Chosen:
    """The passages that may be found (None: all in `scope`): their numbers where they are few, else a mask over all."""
    if wanted is None and scope.collections is None:
        return view.alive
    keys = view.spans.keys() if wanted is None else wanted
    spans = sorted(view.spans[key] for key in keys if key in view.spans and scope.sees(view.collections[key]))
    numbers = np.concatenate([np.arange(*span) for span in spans]) if spans else np.zeros(0, np.int64)
    if wanted is not None and len(numbers) <= _CANDIDATES:
        return numbers
    mask = np.zeros(view.end, np.bool_)
    mask[numbers] = True
    return mask


def _within(
    connection: Connection, view: _View, terms: Sequence[str], numbers: Numbers, segments: Segments
) -> tuple[Numbers, Floats]:
    """Every passage of `numbers` with its score, words weighing by their rarity among these passages."""
    scores = np.zeros(len(numbers), np.float32)
    if not len(numbers):
        return numbers, scores
    lengths = view.lengths[numbers]
    damped = _K * (1 - _B + _B * lengths / max(float(lengths.mean()), 1.0))
    places = _places(connection, terms[:_MOST_LOOKED_UP], _holding(segments, numbers))
    held = (_times(of_word, numbers) for of_word in places.values())
    found = sorted((t for t in held if t.any()), key=lambda times: int((times > 0).sum()))
    for times in found[:MOST_TERMS]:
        weight = _weight(len(numbers), int((times > 0).sum()))
        scores += weight * times * (_K + 1) / (times + damped)
    return numbers, scores


def _over(
    connection: Connection, view: _View, terms: Sequence[str], mask: NDArray[np.bool_], segments: Segments
) -> tuple[Numbers, Floats]:
    """The passages of `mask` that hold the rarest words, with their scores over all words."""
    total = int(view.alive.sum())
    order = _by_rarity(connection, terms, segments, total)
    mean = float(view.lengths[view.alive].mean()) if total else 1.0
    partial = np.zeros(view.end, np.float32)
    at = 0
    while at < len(order) and not partial.any():
        found = _affordable(order[at:], _FINDING_PLACES)
        places = _places(connection, [word for word, _ in found], segments)
        for word, held in found:
            hits = places[word][places[word]["number"] < view.end]
            hits = hits[mask[hits["number"]]]
            numbers, times = hits["number"].astype(np.int64), hits["times"].astype(np.float32)
            partial[numbers] += _weight(total, held) * _saturated(times, view.lengths[numbers], mean)
        at += len(found)
    candidates = _highest(partial)
    scores = partial[candidates]
    telling = _affordable(order[at:], _TELLING_PLACES) if len(candidates) else []
    places = _places(connection, [word for word, _ in telling], segments)
    for word, held in telling:
        times = _times(places[word], candidates)
        scores += _weight(total, held) * _saturated(times, view.lengths[candidates], mean)
    return candidates, scores


def _affordable(order: Sequence[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """The first words whose places come to no more than `most` altogether, the very first whatever it costs."""
    spent = list(accumulate(held for _, held in order))
    return [item for item, cost in zip(order, spent, strict=True) if cost <= most] or list(order[:1])


def _highest(partial: Floats) -> Numbers:
    """The candidates among the passages with a score, ascending: the best by what is known, of equals the earliest."""
    numbers = np.flatnonzero(partial)
    if len(numbers) <= _CANDIDATES:
        return numbers
    scores = partial[numbers]
    least = np.partition(scores, -_CANDIDATES)[-_CANDIDATES]
    better = numbers[scores > least]
    equal = numbers[scores == least][: _CANDIDATES - len(better)]
    return np.sort(np.concatenate([better, equal]))


def _saturated(times: Floats, lengths: Floats, mean: float) -> Floats:
    scored = times * (_K + 1) / (times + _K * (1 - _B + _B * lengths / mean))
    return scored.astype(np.float32)


def _weight(total: int, held: int) -> float:
    return float(np.log(1 + (total - held + 0.5) / (held + 0.5))) if held <= total else 0.0


def _by_rarity(connection: Connection, terms: Sequence[str], segments: Segments, total: int) -> list[tuple[str, int]]:
    """The words worth looking up with how many passages hold them, rarest first: BM25 gives no weight to words of most."""
    query = (
        select(word_places.c.word, func.sum(word_places.c.held))
        .where(word_places.c.segment.in_(list(segments)), word_places.c.word.in_(terms[:_MOST_LOOKED_UP]))
        .group_by(word_places.c.word)
    )
    found = sorted(((word, int(n)) for word, n in connection.execute(query)), key=lambda item: (item[1], item[0]))
    return [item for item in found if item[1] <= total / 2][:MOST_TERMS] or found[:1]


def _places(connection: Connection, words: Sequence[str], segments: Segments) -> dict[str, NDArray[Any]]:
    """The places of words in these segments, ascending by number."""
    if not words:
        return {}
    query = select(word_places.c.word, word_places.c.segment, word_places.c.places)
    parts: dict[str, list[tuple[int, bytes]]] = {}
    for word, segment, places in connection.execute(
        query.where(word_places.c.segment.in_(list(segments)), word_places.c.word.in_(words))
    ):
        parts.setdefault(word, []).append((segments[segment], bytes(places)))
    return {word: np.frombuffer(b"".join(p for _, p in sorted(held)), _PLACE) for word, held in parts.items()}


def _segments(connection: Connection) -> Segments:
    """The first number of each segment, in the order of these."""
    query = select(word_segments.c.id, word_segments.c.first).order_by(word_segments.c.first)
    return {int(segment): int(first) for segment, first in connection.execute(query)}


def _holding(segments: Segments, numbers: Numbers) -> Segments:
    """The segments that hold these passages."""
    ids, firsts = list(segments), np.array(list(segments.values()), np.int64)
    at = np.unique(np.searchsorted(firsts, numbers, side="right") - 1)
    return {ids[i]: segments[ids[i]] for i in at.tolist() if i >= 0}


def _times(places: NDArray[Any], numbers: Numbers) -> Floats:
    """How often a word stands in each passage of `numbers`."""
    held = np.ascontiguousarray(places["number"])
    times = np.zeros(len(numbers), np.float32)
    if len(held):
        at = np.minimum(np.searchsorted(held, numbers), len(held) - 1)
        same = held[at] == numbers
        times[same] = places["times"][at[same]]
    return times


def _best(connection: Connection, view: _View, numbers: Numbers, scores: Floats, k: int) -> list[tuple[str, float]]:
    """Ids and scores of the `k` best, equals in the order they came; a passage without a word is none."""
    found = scores > 0
    numbers, scores = numbers[found], scores[found]
    order = np.lexsort((numbers, -scores))[:k]
    numbers, scores = numbers[order], scores[order]
    at = np.searchsorted(view.firsts, numbers, side="right") - 1
    rows = (view.rows[at] * PASSAGES_PER_DOCUMENT + numbers - view.firsts[at]).tolist()
    ids: dict[int, str] = {}
    for start in range(0, len(rows), 5_000):
        query = select(passages.c.row, passages.c.id).where(passages.c.row.in_(rows[start : start + 5_000]))
        ids |= {int(row): str(key) for row, key in connection.execute(query)}
    return [(ids[row], float(score)) for row, score in zip(rows, scores, strict=True) if row in ids]
