"""The inverted index against plain BM25 over every passage: while it grows, is merged, and forgets."""

import sqlite3
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from random import Random

import pytest

from assistant.records import fulltext
from assistant.records.model import Document, Passage, Span
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.store import Store
from assistant.records.words import terms

WORDS = [chr(ord("a") + n // 20) + chr(ord("a") + n % 20) for n in range(40)]
COMMON, RARE = WORDS[0], WORDS[39]
QUESTIONS = [[WORDS[1], WORDS[20], RARE], [COMMON], WORDS[5:10], ["nothing", WORDS[30]]]


def written(number: int) -> tuple[Document, list[Passage]]:
    """A document of one to four passages of words, common ones far more often than rare ones."""
    rng = Random(number)
    lines = [
        " ".join(rng.choices(WORDS, [40 - n for n in range(40)], k=rng.randint(3, 12))) for _ in range(1 + number % 4)
    ]
    text = "\n".join(lines)
    key, places, at = f"d{number}", [], 0
    for place, line in enumerate(lines):
        places.append(Passage(f"{key}-p{place}", key, Span(at, at + len(line))))
        at += len(line) + 1
    collection = "odd" if number % 2 else "default"
    return Document(key, f"{key}.txt", key, "text/plain", "other", "", key, "", (), text, collection=collection), places


def plain(documents: Sequence[int], words: Sequence[str]) -> dict[str, float]:
    """BM25 of every passage of these documents that holds a word, by the textbook."""
    held = {
        p.id: terms(d.department) + terms(p.span.of(d.text)) for d, places in map(written, documents) for p in places
    }
    mean = sum(map(len, held.values())) / len(held)
    scores = dict.fromkeys(held, 0.0)
    for word in words:
        having = sum(word in passage for passage in held.values())
        weight = log(1 + (len(held) - having + 0.5) / (having + 0.5))
        for key, passage in held.items():
            n = passage.count(word)
            scores[key] += weight * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * len(passage) / mean))
    return {key: score for key, score in scores.items() if score > 0}


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('words')}/x.db")
    with store.together():
        for number in range(1_100):
            store.add(*written(number), [])
    yield store
    store.close()


def found(
    store: Store, words: Sequence[str], among: Sequence[int] | None, scope: Scope = EVERYTHING
) -> dict[str, float]:
    keys = None if among is None else [f"d{n}" for n in among]
    return dict(store.words(scope, words, keys, 10_000))


@pytest.mark.parametrize("words", QUESTIONS)
@pytest.mark.parametrize("among", [range(1), range(3, 9), range(500, 700), range(1_000, 1_100)])
def test_few_documents_are_ranked_as_by_the_textbook(words: list[str], among: range, grown: Store) -> None:
    assert found(grown, words, among) == pytest.approx(plain(among, words), rel=1e-4)


@pytest.mark.parametrize("words", QUESTIONS[:1] + QUESTIONS[2:])
def test_all_documents_are_ranked_as_by_the_textbook_at_the_top(words: list[str], grown: Store) -> None:
    """Words that most passages hold count for nothing; these are none of them."""
    expected = sorted(plain(range(1_100), words).values(), reverse=True)[:50]
    best = grown.words(EVERYTHING, words, None, 50)
    assert [score for _, score in best] == pytest.approx(expected, rel=1e-4)


def test_a_collection_is_searched_alone(grown: Store) -> None:
    odd = found(grown, [WORDS[20]], None, Scope(frozenset({"odd"})))
    assert odd.keys() == {key for key in found(grown, [WORDS[20]], None) if int(key[1:].split("-")[0]) % 2}


def test_a_search_costs_few_segments(grown: Store) -> None:
    """1,100 documents: one segment of 1,024, two of 32, and the rest one by one."""
    with sqlite3.connect(grown._engine.url.database or "") as connection:
        levels = connection.execute("SELECT level, count(*) FROM word_segments GROUP BY level").fetchall()
    connection.close()
    assert levels == [(0, 12), (1, 2), (2, 1)]


def test_what_is_forgotten_is_found_no_more_and_leaves_the_file(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/x.db")
    for number in range(70):
        store.add(*written(number), [])
    before = found(store, [WORDS[20]], None)
    for number in (3, 40, 69):  # in a merged segment, in a later one, in one of its own
        store.delete(f"d{number}", EVERYTHING)
    kept = [n for n in range(70) if n not in {3, 40, 69}]
    assert found(store, [WORDS[20]], None).keys() == {k for k in before if int(k[1:].split("-")[0]) in kept}
    assert found(store, QUESTIONS[0], kept) == pytest.approx(plain(kept, QUESTIONS[0]), rel=1e-4)
    store.add(*written(69), [])
    assert found(store, [WORDS[20]], None).keys() == {k for k in before if int(k[1:].split("-")[0]) not in {3, 40}}
    for number in range(70):
        if number not in {3, 40}:
            store.delete(f"d{number}", EVERYTHING)
    with sqlite3.connect(tmp_path / "x.db") as connection:
        assert connection.execute("SELECT count(*) FROM word_places").fetchone() == (0,)
    connection.close()
    store.close()


def test_two_stores_of_one_database_see_each_others_words(tmp_path: Path) -> None:
    one, other = (Store(f"sqlite:///{tmp_path}/x.db") for _ in range(2))
    one.add(*written(1), [])
    assert found(other, WORDS, None).keys() == found(one, WORDS, None).keys() == {"d1-p0", "d1-p1"}
    other.delete("d1", EVERYTHING)
    other.add(*written(2), [])
    assert found(one, WORDS, None).keys() == {"d2-p0", "d2-p1", "d2-p2"}
    one.close()
    other.close()


def test_common_words_are_weighed_where_rare_ones_found_something(
    grown: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "_FINDING_PLACES", 1)
    expected = plain(range(1_100), [WORDS[1], RARE])
    best = dict(grown.words(EVERYTHING, [WORDS[1], RARE], None, 5))
    assert all(score == pytest.approx(expected[key], rel=1e-4) for key, score in best.items())
    assert max(best.values()) == pytest.approx(max(expected.values()), rel=1e-4)
