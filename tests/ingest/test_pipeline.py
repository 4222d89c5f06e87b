"""Files to records, end to end over a real library. Every name and number is made up."""

import hashlib
from pathlib import Path

import pytest

from assistant.errors import StoreFault
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.vectors import VectorIndex
from ingest.pipeline import ingest, ingest_bytes, reindex
from ingest.progress import Event, OutcomeStatus

REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元，完成预算的 96.5%。\n"
OTHER = REPORT.replace("水务", "教育")


def fault() -> StoreFault:
    return StoreFault("vectors", zh="写不进去", en="cannot be written")


def folder_of(tmp_path: Path, files: dict[str, bytes | str]) -> Path:
    folder = tmp_path / "in"
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def broken(*_: object) -> int:
    raise fault()


def test_a_file_is_kept_whole(library: Library) -> None:
    data = REPORT.encode()
    outcome = ingest_bytes(r"C:\报告\自评.txt", data, library)
    assert (outcome.name, outcome.status, outcome.warnings) == ("自评.txt", OutcomeStatus.ADDED, ())
    assert outcome.figures >= 3
    assert outcome.document_id
    document = library.store.document(outcome.document_id, EVERYTHING)
    assert (document.text, document.department, document.years) == (REPORT, "榆桥区水务局", (2021,))
    assert len(library.store.passages(EVERYTHING, [document.id])) == outcome.passages == library.vectors.count()
    assert library.originals.local(hashlib.sha256(data).hexdigest()).read_bytes() == data
    assert library.store.pending_vectors() == ()


def test_a_batch_goes_on_past_bad_files(library: Library, tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        {
            "b/甲.txt": REPORT,
            "a.md": OTHER,
            "b/again.txt": REPORT,
            "c.txt": b"",
            "d.png": b"\x89PNG",
            "e.txt": b"\x89PNG\r\n\x00",
            "f.txt": "12345",
            ".hidden.txt": "隐藏",
            ".git/x.txt": "隐藏",
            "~$甲.txt": "锁",
        },
    )
    report = ingest([folder, folder / "a.md", tmp_path / "none.txt"], library)
    assert [(o.name, o.status.value) for o in report.outcomes] == [
        ("a.md", "added"),
        ("again.txt", "added"),
        ("甲.txt", "known"),
        ("c.txt", "failed"),
        ("d.png", "failed"),
        ("e.txt", "failed"),
        ("f.txt", "failed"),
        ("none.txt", "failed"),
    ]
    assert "again.txt" in report.outcomes[2].reason("zh")
    assert all(o.name in o.reason("en") and o.name in o.reason("zh") for o in report.failed)
    assert report.count(OutcomeStatus.ADDED) == library.store.counts().documents == 2
    assert library.vectors.count() == library.store.counts().passages


def test_a_file_too_large_to_hold_is_named(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pipeline.LARGEST", 1 << 20)
    with (tmp_path / "大.txt").open("wb") as file:
        file.truncate((1 << 20) + 1)
    (outcome,) = ingest([tmp_path / "大.txt"], library).outcomes
    assert outcome.status is OutcomeStatus.FAILED
    assert "larger than 1 MB" in outcome.reason_en


def test_events_tell_of_every_file(library: Library, tmp_path: Path) -> None:
    events: list[Event] = []
    ingest([folder_of(tmp_path, {"a.txt": REPORT, "b.txt": b""})], library, events.append)
    assert [(e.stage, e.done, e.total, e.name) for e in events] == [
        ("file", 0, 2, "a.txt"),
        ("file", 1, 2, "a.txt"),
        ("file", 1, 2, "b.txt"),
        ("file", 2, 2, "b.txt"),
        ("vectors", 0, 1, ""),
    ]
    assert [e.outcome.status.value for e in events if e.outcome] == ["added", "failed"]
    assert events[1].rate > 0


def test_the_same_bytes_are_known_in_their_collection_only(library: Library) -> None:
    first = ingest_bytes("a.txt", REPORT.encode(), library)
    assert ingest_bytes("b.txt", REPORT.encode(), library).status is OutcomeStatus.KNOWN
    second = ingest_bytes("a.txt", REPORT.encode(), library, collection="audit")
    assert second.status is OutcomeStatus.ADDED
    assert second.document_id != first.document_id
    assert len(library.store.heads(Scope(frozenset({"audit"})))) == 1


def test_without_vectors_a_document_is_pending_and_reindex_heals_it(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(VectorIndex, "add", broken)
        outcome = ingest_bytes("a.txt", REPORT.encode(), library)
    assert outcome.status is OutcomeStatus.ADDED
    assert "youju reindex" in outcome.warnings[-1]
    assert library.store.pending_vectors() == (outcome.document_id,)
    healed = reindex(library)
    assert (healed.documents, healed.passages, healed.rebuilt) == (1, outcome.passages, False)
    assert library.store.pending_vectors() == ()
    assert library.vectors.count() == outcome.passages


def test_reindex_rebuilds_an_index_that_does_not_fit_the_records(library: Library) -> None:
    kept = ingest_bytes("a.txt", REPORT.encode(), library)
    gone = ingest_bytes("b.txt", OTHER.encode(), library)
    assert kept.document_id
    assert gone.document_id
    assert reindex(library).documents == 0
    library.vectors.delete_document(kept.document_id)
    assert reindex(library).rebuilt
    library.store.delete(gone.document_id, EVERYTHING)
    assert reindex(library).rebuilt
    assert library.vectors.count() == kept.passages
    assert reindex(library, everything=True).passages == kept.passages


def test_nothing_is_half_kept_when_the_store_fails(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(library.store), "add", broken)
        outcome = ingest_bytes("a.txt", REPORT.encode(), library)
    assert outcome.status is OutcomeStatus.FAILED
    assert "cannot be written" in outcome.reason("en")
    assert library.store.counts().documents == 0
    assert library.vectors.count() == 0
    assert ingest_bytes("a.txt", REPORT.encode(), library).status is OutcomeStatus.ADDED


def test_a_fault_of_ours_costs_one_file(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ingest.prepare as prepare

    real = prepare.split

    def faulty(document):
        if "教育" in document.text:
            raise ZeroDivisionError("planted")
        return real(document)

    monkeypatch.setattr(prepare, "split", faulty)
    report = ingest([folder_of(tmp_path, {"a.txt": OTHER, "b.txt": REPORT})], library)
    assert [o.status.value for o in report.outcomes] == ["failed", "added"]
    assert "planted" in report.outcomes[0].reason_en
