"""All vectors made again for another encoder: the old index answers meanwhile, a run that broke off is gone on with."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.records.cache import Once
from assistant.records.embed import Encoder, load_encoder
from assistant.records.library import Library, open_library
from assistant.records.scope import EVERYTHING
from assistant.records.vectors import VectorIndex
from assistant.settings import Settings
from ingest.forget import forget
from ingest.pipeline import ingest_uploads, reindex
from ingest.progress import Event
from ingest.renewal import renew
from ingest.vectorise import items_of

REPORT = "衡岚市水务局{year}年度部门整体支出绩效自评报告\n\n一、预算执行情况\n全年预算数 {n}12.40 万元，执行数 {n}00.13 万元。\n"
FILES = [(f"水务{year}.txt", REPORT.format(year=year, n=year - 2018).encode()) for year in range(2019, 2024)]


@dataclass(frozen=True)
class Renamed:
    """Another encoder as far as an index can tell; counts what it encodes."""

    encoder: Encoder
    id: str = "another"
    fingerprint: str = "0123456789abcdef"

    @property
    def dim(self) -> int:
        return self.encoder.dim

    def encode(self, texts):
        return self.encoder.encode(texts)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Library]:
    """Five reports, their vectors made with the shipped encoder."""
    library = open_library(Settings(data_dir=tmp_path / "data", workers=0))
    ingest_uploads(FILES, library)
    yield library
    library.close()


@pytest.fixture
def changed(kept: Library) -> Iterator[Library]:
    """The same records after the settings named another encoder."""
    kept.vectors.close()
    shipped = load_encoder()
    encoder: Encoder = Renamed(shipped)
    index = VectorIndex(kept.settings.data_dir / "vectors", encoder, {shipped.id: shipped}.get)
    yield replace(kept, load_encoder=Once(lambda: encoder), open_vectors=Once(lambda: index))
    index.close()


def _ids(library: Library) -> list[str]:
    return [p.id for p in library.store.passages(EVERYTHING, None)]


def test_a_changed_encoder_makes_every_vector_again(changed: Library) -> None:
    assert changed.vectors.stale
    done = reindex(changed)
    assert (done.documents, done.passages, done.rebuilt) == (5, len(_ids(changed)), True)
    assert not changed.vectors.stale
    assert set(changed.vectors.similarities("预算执行", _ids(changed))) == set(_ids(changed))
    assert not [path for path in changed.settings.data_dir.glob("vectors.*") if path.is_dir()]
    assert reindex(changed).documents == 0


def test_the_old_index_answers_meanwhile_and_progress_is_told(changed: Library) -> None:
    before = changed.vectors.similarities("预算执行", _ids(changed))
    seen = []

    def look(event: Event) -> None:
        seen.append((event.stage, event.done, event.total))
        assert changed.vectors.similarities("预算执行", list(before)) == before
        assert changed.vectors.stale

    renew(changed, items_of, look, at_once=2)
    assert seen == [("vectors", 0, 5), ("vectors", 2, 5), ("vectors", 4, 5)]


def test_a_run_that_broke_off_is_gone_on_with(changed: Library) -> None:
    def break_off(event: Event) -> None:
        if event.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        renew(changed, items_of, break_off, at_once=2)
    assert changed.vectors.stale
    last = changed.store.passages(EVERYTHING, [changed.store.heads(EVERYTHING)[-1].id])
    assert reindex(changed).passages == len(last)
    assert not changed.vectors.stale
    assert changed.vectors.count() == len(_ids(changed))


def _add(library: Library) -> None:
    ingest_uploads([("水务2024.txt", REPORT.format(year=2024, n=7).encode())], library)


def _forget(library: Library) -> None:
    forget(library.store.heads(EVERYTHING)[0].id, library, EVERYTHING)


@pytest.mark.parametrize("change", [_add, _forget])
def test_what_changes_meanwhile_is_in_the_new_index_too(changed: Library, change: Callable[[Library], None]) -> None:
    due = [change]

    def meddle(event: Event) -> None:
        if event.done == 4 and due:
            due.pop()(changed)

    renew(changed, items_of, meddle, at_once=2)
    assert changed.vectors.count() == len(_ids(changed))
    assert set(changed.vectors.similarities("预算执行", _ids(changed))) == set(_ids(changed))
    assert changed.store.pending_vectors() == ()


def test_vectors_made_for_a_third_encoder_are_not_taken(kept: Library, changed: Library) -> None:
    third = Renamed(load_encoder(), "third", "fedcba9876543210")
    with closing(VectorIndex(kept.settings.data_dir / "vectors", third)) as index, closing(index.beside()) as new:
        new.add(items_of(kept, kept.store.heads(EVERYTHING)[0].id))
    assert reindex(changed).passages == len(_ids(changed))
