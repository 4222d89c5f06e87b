"""The library: where things are kept, and what is loaded when."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import create_engine

from assistant.errors import StoreFault
from assistant.records.cache import Cache, Once
from assistant.records.library import Library, open_library
from assistant.records.originals import whole
from assistant.records.scope import EVERYTHING
from assistant.records.store import Store
from assistant.settings import Settings


def test_opening_makes_the_folder_and_an_empty_store(library: Library, settings: Settings) -> None:
    assert library.store.heads(EVERYTHING) == ()
    assert (settings.data_dir / "originals").is_dir()
    assert (settings.data_dir / "youju.db").is_file()


def test_opening_twice_finds_what_is_there(library: Library, settings: Settings) -> None:
    sha256 = library.keep_original("自评报告".encode())
    again = open_library(settings)
    assert whole(again.originals, sha256) == "自评报告".encode()
    again.close()


def test_originals_stand_by_their_hash(library: Library, settings: Settings) -> None:
    data = b"report"
    sha256 = hashlib.sha256(data).hexdigest()
    assert library.keep_original(data) == library.keep_original(data) == sha256
    folder = settings.data_dir / "originals"
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / sha256[:2] / sha256]


def test_an_original_half_written_is_none(
    library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.records.originals.os.fsync", full)
    with pytest.raises(StoreFault, match="the disk is full"):
        library.keep_original(b"report")
    assert [path for path in (settings.data_dir / "originals").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("taken", ["data", "data/originals"])
def test_a_folder_that_cannot_be_used_says_the_way_out(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).parent.mkdir(exist_ok=True)
    (tmp_path / taken).write_text("a file stands in the way")
    with pytest.raises(StoreFault, match="YOUJU_DATA_DIR") as raised:
        open_library(Settings(data_dir=tmp_path / "data"))
    assert raised.value.thing == str(tmp_path / taken)
    assert "YOUJU_DATA_DIR" in raised.value.zh


def test_a_folder_that_is_read_only_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.records.library.os.access", lambda *_: False)
    with pytest.raises(StoreFault, match="allow reading and writing"):
        open_library(settings)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "not a database URL"),
        ("mysql://u:secret@db/x", "not supported"),
        ("postgresql://u:secret@127.0.0.1:1/x", "cannot be (?:opened|reached)"),
        ("sqlite:////no/such/folder/x.db", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_used(url: str, said: str) -> None:
    with pytest.raises(StoreFault, match=said) as raised:
        Store(url)
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database, certainly not " * 100)
    with pytest.raises(StoreFault, match="is not a database"):
        Store(f"sqlite:///{tmp_path}/x.db")


def test_a_database_of_another_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    Store(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = 99 WHERE name = 'version'")
    engine.dispose()
    with pytest.raises(StoreFault, match="schema 99"):
        Store(url)


def test_opening_loads_nothing_heavy(settings: Settings) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from assistant.records.library import open_library\n"
        "from assistant.settings import Settings\n"
        f"open_library(Settings(data_dir=Path({str(settings.data_dir)!r}))).close()\n"
        "heavy = {'torch', 'boto3', 'botocore', 'chromadb', 'sentence_transformers', 'langchain_core', 'numpy', 'tokenizers'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_heavy_parts_come_when_asked_for_and_stay(library: Library) -> None:
    assert library.vocabulary is library.vocabulary
    assert library.vocabulary.indicators
    assert not library.load_encoder.made
    assert library.vectors.count() == 0
    assert library.encoder is library.load_encoder()


def test_closing_lets_go_of_what_was_opened(settings: Settings) -> None:
    class Index:
        closed = 0

        def close(self) -> None:
            self.closed += 1

    index = Index()
    unused = replace(open_library(settings), open_vectors=Once(lambda: index))
    unused.close()
    assert index.closed == 0
    used = replace(open_library(settings), open_vectors=Once(lambda: index))
    assert used.vectors is index
    used.close()
    assert index.closed == 1


def test_a_library_does_not_change(library: Library) -> None:
    with pytest.raises(FrozenInstanceError):
        library.store = None  # type: ignore[assignment,misc]


def test_once_makes_one_value_for_all_threads() -> None:
    barrier, made = Barrier(4), []
    once = Once(lambda: made.append(1) or object())

    def use(_: int) -> object:
        barrier.wait(timeout=10)
        return once()

    assert not once.made
    with ThreadPoolExecutor(4) as pool:
        values = set(pool.map(use, range(4)))
    assert len(values) == len(made) == 1
    assert once.made


def test_once_tries_again_after_a_failure() -> None:
    outcomes = iter([ValueError("not yet"), None])

    def make() -> str:
        if outcome := next(outcomes):
            raise outcome
        return "made"

    once = Once(make)
    with pytest.raises(ValueError, match="not yet"):
        once()
    assert once() == "made"


def test_the_cache_lets_go_of_the_least_used() -> None:
    cache: Cache[str, str] = Cache(2)
    made: list[str] = []

    def get(key: str) -> str:
        return cache.get(key, lambda: made.append(key) or key.upper())

    assert [get(key) for key in "abacb"] == list("ABACB")
    assert made == ["a", "b", "c", "b"]


def test_the_cache_holds_no_more_than_it_may_weigh() -> None:
    cache: Cache[str, str] = Cache(5, len)
    assert cache.get("a", lambda: "aaa") == "aaa"
    assert cache.get("b", lambda: "bb") == "bb"
    assert cache.get("a", lambda: "never") == "aaa"
    assert cache.get("c", lambda: "c") == "c"
    assert [cache.peek(key) for key in "abc"] == ["aaa", None, "c"]
    # What is too heavy by itself is given, not held, and the others' weight is still known.
    assert cache.get("d", lambda: "dddddd") == "dddddd"
    assert [cache.peek(key) for key in "acd"] == [None, None, None]
    assert cache.get("e", lambda: "eeeee") == "eeeee"
    assert cache.peek("e") == "eeeee"
