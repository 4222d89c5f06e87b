"""Ranking the passages of a few documents, and what SQLite keeps of words."""

import sqlite3
from pathlib import Path

from assistant.records.fulltext import rank
from assistant.records.model import Document, Passage, Span
from assistant.records.scope import EVERYTHING
from assistant.records.store import Store


def entry(key: str, *words: str) -> tuple[str, str]:
    return key, f" {'  '.join(words)} "


def test_rarer_words_weigh_more() -> None:
    entries = [entry("a", "预算", "绿道"), entry("b", "预算", "执行"), entry("c", "预算", "公里")]
    assert [key for key, _ in rank(entries, ["预算", "执行"], 3)] == ["b", "a", "c"]


def test_more_often_and_shorter_weigh_more() -> None:
    often = [entry("once", "绿道", "公里"), entry("twice", "绿道", "绿道")]
    assert [key for key, _ in rank(often, ["绿道"], 2)] == ["twice", "once"]
    short = [entry("long", "绿道", "公里", "乔木", "公园"), entry("short", "绿道", "公里")]
    assert [key for key, _ in rank(short, ["绿道"], 2)] == ["short", "long"]


def test_whole_words_only() -> None:
    assert rank([entry("a", "water", "10")], ["wat", "1", "ater"], 5) == []


def test_nothing_to_rank() -> None:
    assert rank([], ["预算"], 5) == []


def test_deleted_words_leave_the_file(tmp_path: Path) -> None:
    text = "绿道建成"
    document = Document("d1", "1.txt", "0", "text/plain", "other", "", "", "", (), text)
    store = Store(f"sqlite:///{tmp_path}/x.db")
    store.add(document, [Passage("p1", "d1", Span(0, 4))], [])
    with sqlite3.connect(tmp_path / "x.db") as connection:
        held = "SELECT count(*) FROM passage_words"
        assert connection.execute(held).fetchone() == (1,)
        store.delete("d1", EVERYTHING)
        assert connection.execute(held).fetchone() == (0,)
    connection.close()
    store.close()
