"""A job: outcomes in the order of the files, equal bytes read once, an archive of bombs left alone."""

import pickle
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

import pytest

from assistant.records.library import Library
from ingest.archive import Entry
from ingest.jobs import Item, Job
from ingest.vectorise import VectorQueue
from ingest.worker import IsArchive, Read, Refused, read


@dataclass
class Planned:
    """Readers whose every reply is planned by name; files not named are still being read, and stay so."""

    replies: dict[str, object]
    inside: tuple[Entry, ...] = ()
    asked: list[str] = field(default_factory=list)

    def read(self, order: Read) -> "Future[bytes]":
        self.asked.append(order.name)
        reply: Future[bytes] = Future()
        if order.name in self.replies:
            reply.set_result(pickle.dumps(self.replies[order.name]))
        return reply

    def entries(self, name: str, data: bytes) -> Iterator[Entry]:
        return iter(self.inside)

    def close(self) -> None:
        """Nothing to stop."""


def outcomes(library: Library, readers: Planned, items: list[Item]) -> list[tuple[str, str, bool]]:
    job = Job(library, lambda: readers, VectorQueue(library, 1), "default")
    return [(o.path or o.name, o.reason_en, last) for o, last in job.outcomes(items, lambda _: None)]


def stopped(name: str) -> Refused:
    return Refused(f"{name}：太久", f"{name}: too long", stopped=True)


def test_an_archive_of_bombs_is_left_alone_after_some(library: Library) -> None:
    names = [f"{n}.txt" for n in range(6)]
    inside = tuple(Entry(f"m.zip/{name}", name.encode()) for name in names)
    readers = Planned({"m.zip": IsArchive()} | {name: stopped(name) for name in names[:3]}, inside)
    said = outcomes(library, readers, [Item("m.zip", "", b"zip")])
    assert [path for path, _, _ in said] == [f"m.zip/{name}" for name in names]
    assert [reason.partition(": ")[0] for _, reason, _ in said] == [f"m.zip/{name}" for name in names]
    assert ["too long" in reason for _, reason, _ in said] == [True] * 3 + [False] * 3
    assert ["supply it by itself" in reason for _, reason, _ in said] == [False] * 3 + [True] * 3
    assert [last for _, _, last in said] == [False] * 5 + [True]


def test_equal_bytes_are_read_once_for_names_of_one_kind(library: Library) -> None:
    readers = Planned({name: Refused(f"{name}：空", f"{name}: empty") for name in ("a.txt", "b.txt", "c.csv")})
    items = [Item(name, "", b"x") for name in ("a.txt", "b.txt", "c.csv")]
    assert [said for _, said, _ in outcomes(library, readers, items)] == [
        "a.txt: empty",
        "b.txt: empty",
        "c.csv: empty",
    ]
    assert readers.asked == ["a.txt", "c.csv"]


@pytest.mark.parametrize("fault", [RecursionError("deep"), ZeroDivisionError("planted")])
def test_a_fault_of_ours_is_a_reason(library: Library, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def faulty(*_: object) -> None:
        raise fault

    monkeypatch.setattr("ingest.worker.prepare", faulty)
    found = read(Read("a.txt", b"x", "default"), library.vocabulary)
    assert isinstance(found, Refused)
    assert found.en.startswith("a.txt: ")
    assert found.zh.startswith("a.txt：")
