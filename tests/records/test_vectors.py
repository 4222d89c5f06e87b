"""One suite for every vector index: a folder, and a Chroma server on this machine."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from assistant.errors import InvalidSetting, StoreFault
from assistant.records.embed import Encoder, load_encoder
from assistant.records.vector_server import HELD_SECONDS, Heartbeat
from assistant.records.vectors import ADDED_AT_ONCE, DATABASE, EXACT_DOCUMENTS, VectorIndex, VectorItem
from tests.chroma_kit import chroma_server

EXECUTION = VectorItem("p1", "a", "全年预算数 812.40 万元，支出 790.13 万元，执行率 97.26%")
SATISFACTION = VectorItem("p2", "a", "服务对象满意度 95%，无投诉")
TRAINING = VectorItem("p3", "b", "举办业务培训班 4 期，培训 320 人次")
PROBLEMS = VectorItem("p4", "c", "存在的主要问题：一是支出进度偏慢")
ITEMS = (EXECUTION, SATISFACTION, TRAINING, PROBLEMS)
QUESTION = "预算执行率是多少"

Open = Callable[[], VectorIndex]


@dataclass(frozen=True)
class Renamed:
    """Another encoder as far as an index can tell."""

    encoder: Encoder
    id: str = "another"
    fingerprint: str = "0123456789abcdef"

    @property
    def dim(self) -> int:
        return self.encoder.dim

    def encode(self, texts):
        return self.encoder.encode(texts)


ADDS_AT_A_WORD = """
import sys
from pathlib import Path
from assistant.records.embed import load_encoder
from assistant.records.vectors import VectorIndex, VectorItem
index, who = VectorIndex(Path(sys.argv[1]), load_encoder()), sys.argv[2]
index.warm_up()
print("ready", flush=True)
sys.stdin.readline()
for part in range(4):
    index.add(VectorItem(f"{who}{part}-{n}", f"{who}{part}", f"第{part}部分完成投资 {n} 万元") for n in range(300))
"""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Chroma server of our own."""
    with chroma_server(tmp_path_factory.mktemp("server")) as running:
        yield running.url


@pytest.fixture(params=["folder", "server"])
def open_index(request: pytest.FixtureRequest, tmp_path: Path, encoder: Encoder) -> Iterator[Open]:
    """Opens the same, at first missing, index each time it is called."""
    place: Path | str = tmp_path / "vectors"
    if request.param == "server":
        place = request.getfixturevalue("server")
    opened: list[VectorIndex] = []

    def open_index(used: Encoder = encoder, former=lambda _: None) -> VectorIndex:
        opened.append(VectorIndex(place, used, former))
        return opened[-1]

    yield open_index
    if request.param == "server":
        opened[0].rebuild([])
        _forget(opened[0])
    for index in opened:
        index.close()


def _forget(index: VectorIndex) -> None:
    """Leave the server without a collection, as a test finds it."""
    for each in (index, index.beside()):
        each._run(lambda opened: opened.store.delete_collection(), any_encoder=True, create=True)
        each.close()


@pytest.fixture
def index(open_index: Open) -> VectorIndex:
    filled = open_index()
    filled.add(ITEMS)
    return filled


class TestEveryIndex:
    def test_finds_the_nearest_first(self, index: VectorIndex) -> None:
        found = index.nearest(QUESTION, 3)
        assert found[0][0] == "p1"
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert len(found) == 3

    def test_similarity_is_the_cosine(self, index: VectorIndex, encoder: Encoder) -> None:
        asked, *passages = encoder.encode([QUESTION, *(item.text for item in ITEMS)])
        cosines = {item.id: float(asked @ vector) for item, vector in zip(ITEMS, passages, strict=True)}
        assert index.similarities(QUESTION, list(cosines)) == pytest.approx(cosines, abs=1e-6)
        assert dict(index.nearest(QUESTION, 4)) == pytest.approx(cosines, abs=1e-5)
        assert dict(index.nearest(QUESTION, 4, ["a", "b", "c"])) == pytest.approx(cosines, abs=1e-6)

    @pytest.mark.parametrize(
        ("documents", "found"),
        [(["a"], {"p1", "p2"}), (["b", "c", "b"], {"p3", "p4"}), (["unknown"], set()), ([], set())],
    )
    def test_looks_in_the_named_documents_only(self, index: VectorIndex, documents: list[str], found: set[str]) -> None:
        assert {id_ for id_, _ in index.nearest(QUESTION, 9, documents)} == found

    def test_many_documents_are_a_filter_too(self, index: VectorIndex) -> None:
        many = ["b", *(f"unknown-{n}" for n in range(EXACT_DOCUMENTS + 5))]
        assert [id_ for id_, _ in index.nearest(QUESTION, 9, many)] == ["p3"]

    @pytest.mark.parametrize(("k", "length"), [(-1, 0), (0, 0), (1, 1), (2, 2), (99, 4)])
    def test_gives_no_more_than_asked(self, index: VectorIndex, k: int, length: int) -> None:
        assert len(index.nearest(QUESTION, k)) == length
        assert len(index.nearest(QUESTION, k, ["a", "b", "c"])) == length

    def test_unknown_ids_are_left_out(self, index: VectorIndex) -> None:
        assert set(index.similarities(QUESTION, ["p1", "p1", "nothing"])) == {"p1"}
        assert index.similarities(QUESTION, []) == {}

    def test_equals_stand_in_the_order_of_their_ids(self, open_index: Open) -> None:
        index = open_index()
        index.add(VectorItem(id_, "d", "同一句话") for id_ in ("z", "m", "a"))
        assert [id_ for id_, _ in index.nearest("同一句话", 3)] == ["a", "m", "z"]

    def test_the_same_id_is_replaced(self, index: VectorIndex) -> None:
        index.add([VectorItem("p3", "b", "预算执行率是多少"), VectorItem("p3", "b", QUESTION)])
        assert index.count() == 4
        assert index.similarities(QUESTION, ["p3"])["p3"] == pytest.approx(1, abs=1e-6)

    def test_a_deleted_document_is_gone(self, index: VectorIndex) -> None:
        index.delete_document("a")
        index.delete_document("unknown")
        assert index.count() == 2
        assert index.similarities(QUESTION, ["p1", "p3"]).keys() == {"p3"}
        assert {id_ for id_, _ in index.nearest(QUESTION, 9)} == {"p3", "p4"}

    def test_more_than_one_batch_is_added(self, open_index: Open) -> None:
        index = open_index()
        added = index.add(VectorItem(f"p{n}", f"d{n % 7}", f"完成投资 {n} 万元") for n in range(ADDED_AT_ONCE + 3))
        assert added == index.count() == ADDED_AT_ONCE + 3
        ids = [f"p{n}" for n in range(0, added, 1)]
        assert set(index.similarities("投资", ids)) == set(ids)

    def test_a_text_without_words_is_kept_and_like_nothing(self, index: VectorIndex) -> None:
        index.add([VectorItem("empty", "d", "——")])
        assert index.similarities(QUESTION, ["empty"]) == {"empty": pytest.approx(0)}
        assert [score for _, score in index.nearest("——", 2)] == pytest.approx([0, 0])

    def test_is_kept(self, index: VectorIndex, open_index: Open) -> None:
        before = index.nearest(QUESTION, 4)
        index.close()
        again = open_index()
        assert again.count() == 4
        assert again.nearest(QUESTION, 4) == before

    def test_two_open_indexes_see_each_others_passages(self, index: VectorIndex, open_index: Open) -> None:
        index.count()
        open_index().add([VectorItem("p5", "e", QUESTION)])
        assert index.nearest(QUESTION, 1)[0][0] == "p5"
        assert index.similarities(QUESTION, ["p5"])["p5"] == pytest.approx(1, abs=1e-6)

    def test_threads_may_share_it(self, index: VectorIndex) -> None:
        def work(n: int) -> list[tuple[str, float]]:
            index.add([VectorItem(f"t{n}", "t", f"第 {n} 项，完成投资 {n} 亿元")])
            return index.nearest(QUESTION, 1)

        with ThreadPoolExecutor(6) as pool:
            results = list(pool.map(work, range(24)))
        assert {found[0][0] for found in results} == {"p1"}
        assert index.count() == 28


class TestMissing:
    def test_a_new_index_is_empty_and_not_stale(self, open_index: Open) -> None:
        index = open_index()
        assert index.count() == 0
        assert not index.stale
        index.delete_document("a")

    def test_reading_it_names_the_way_out(self, open_index: Open) -> None:
        index = open_index()
        with pytest.raises(StoreFault, match="youju reindex"):
            index.nearest(QUESTION, 1)
        with pytest.raises(StoreFault, match="youju reindex"):
            index.similarities(QUESTION, ["p1"])

    def test_asking_for_nothing_is_no_fault(self, open_index: Open) -> None:
        assert open_index().nearest(QUESTION, 5, []) == []
        assert open_index().similarities(QUESTION, []) == {}


class TestOtherEncoder:
    def test_the_index_is_stale_and_refused(self, index: VectorIndex, open_index, encoder: Encoder) -> None:
        assert not index.stale
        other = open_index(Renamed(encoder))
        assert other.stale
        for read in (
            lambda: other.nearest(QUESTION, 1),
            lambda: other.similarities(QUESTION, ["p1"]),
            lambda: other.add([TRAINING]),
        ):
            with pytest.raises(StoreFault, match=re.escape(f"{encoder.id}, not with another")) as caught:
                read()
            assert "youju reindex" in caught.value.sentence("zh")
        assert other.count() == 4

    def test_a_document_can_still_be_deleted(self, index: VectorIndex, open_index, encoder: Encoder) -> None:
        open_index(Renamed(encoder)).delete_document("a")
        assert index.count() == 2

    def test_a_rebuilt_index_is_fresh(self, index: VectorIndex, open_index, encoder: Encoder) -> None:
        other = open_index(Renamed(encoder))
        assert other.rebuild(ITEMS[:3]) == 3
        assert not other.stale
        assert other.count() == 3
        assert other.nearest(QUESTION, 1)[0][0] == "p1"
        assert index.stale

    def test_it_serves_while_its_own_encoder_is_to_be_had(
        self, index: VectorIndex, open_index, encoder: Encoder
    ) -> None:
        former = {encoder.id: encoder}.get
        other = open_index(Renamed(encoder), former)
        assert other.nearest(QUESTION, 1) == index.nearest(QUESTION, 1)
        assert other.similarities(QUESTION, ["p1"]) == index.similarities(QUESTION, ["p1"])
        other.add([VectorItem("p5", "e", QUESTION)])
        assert index.similarities(QUESTION, ["p5"])["p5"] == pytest.approx(1, abs=1e-6)
        assert other.stale
        assert not index.stale


class TestBeside:
    """An index made beside the one that serves, to take its place."""

    def test_the_old_one_serves_until_the_new_one_takes_its_place(
        self, index: VectorIndex, open_index, encoder: Encoder
    ) -> None:
        other = open_index(Renamed(encoder), {encoder.id: encoder}.get)
        with closing(other.beside()) as new:
            assert new.unlike(ITEMS) == list(ITEMS)
            new.add(ITEMS[1:])
            assert other.stale
            assert index.nearest(QUESTION, 1)[0][0] == "p1"
            index.close()
            other.give_way_to(new)
            assert new.count() == 0
        assert not other.stale
        assert other.count() == 3
        assert {id_ for id_, _ in other.nearest(QUESTION, 9)} == {"p2", "p3", "p4"}
        assert index.stale

    def test_what_was_made_is_known_by_its_text(self, index: VectorIndex) -> None:
        with closing(index.beside()) as new:
            new.add(ITEMS[:2])
            changed = VectorItem("p2", "a", "服务对象满意度 96%")
            assert new.unlike([ITEMS[0], changed, ITEMS[2]]) == [changed, ITEMS[2]]
            new.keep_only({"p1"})
            assert new.count() == 1
            index.give_way_to(new)
        assert index.count() == 1

    def test_an_index_without_passages_takes_the_place_too(self, index: VectorIndex) -> None:
        with closing(index.beside()) as new:
            new.keep_only(())
            index.give_way_to(new)
        assert index.count() == 0


class TestFolder:
    def test_nothing_is_opened_before_it_is_needed(self, tmp_path: Path, encoder: Encoder) -> None:
        VectorIndex(tmp_path / "vectors", encoder)
        assert not (tmp_path / "vectors").exists()

    def test_importing_the_module_loads_nothing_heavy(self) -> None:
        code = (
            "import sys; import assistant.records.vectors\n"
            "print([name for name in ('chromadb', 'langchain_core', 'numpy', 'torch') if name in sys.modules])"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == "[]"

    @pytest.fixture
    def folder(self, tmp_path: Path, encoder: Encoder) -> Path:
        index = VectorIndex(tmp_path / "vectors", encoder)
        index.add(ITEMS)
        index.close()
        return tmp_path / "vectors"

    @pytest.mark.parametrize("damage", [b"", b"not a database at all" * 400])
    def test_a_damaged_database_is_a_fault_and_a_rebuild_heals_it(
        self, folder: Path, encoder: Encoder, damage: bytes
    ) -> None:
        (folder / DATABASE).write_bytes(damage)
        index = VectorIndex(folder, encoder)
        with pytest.raises(StoreFault, match="youju reindex") as caught:
            index.nearest(QUESTION, 1)
        assert caught.value.thing == str(folder)
        with pytest.raises(StoreFault, match=re.escape(str(caught.value))):
            index.similarities(QUESTION, ["p1"])
        assert index.rebuild(ITEMS) == 4
        assert index.nearest(QUESTION, 1)[0][0] == "p1"
        index.close()

    def test_lost_vectors_are_a_fault_and_a_rebuild_heals_it(self, folder: Path, encoder: Encoder) -> None:
        index = VectorIndex(folder, encoder)
        index.add(VectorItem(f"n{n}", "n", f"完成投资 {n} 万元") for n in range(1100))  # enough to leave Chroma's log
        index.close()
        for file in folder.glob("*/*.bin"):
            file.unlink()
        with pytest.raises(StoreFault, match="youju reindex"):
            index.similarities(QUESTION, ["n1"])
        assert index.rebuild(ITEMS) == 4
        assert index.similarities(QUESTION, ["p1"]).keys() == {"p1"}
        index.close()

    def test_a_rebuild_moves_a_damaged_folder_aside(self, folder: Path, encoder: Encoder) -> None:
        for n in (1, 2):
            (folder / DATABASE).write_bytes(b"not a database at all" * 400)
            index = VectorIndex(folder, encoder)
            assert index.rebuild(ITEMS) == 4
            index.close()
            assert (folder.with_name(f"vectors.damaged-{n}") / DATABASE).is_file()

    def test_a_folder_that_goes_missing_is_a_fault(self, folder: Path, encoder: Encoder) -> None:
        index = VectorIndex(folder, encoder)
        assert index.count() == 4
        folder.rename(folder.with_name("elsewhere"))
        with pytest.raises(StoreFault, match="youju reindex"):
            index.nearest(QUESTION, 1)

    def test_what_another_process_adds_is_seen(self, folder: Path, encoder: Encoder) -> None:
        index = VectorIndex(folder, encoder)
        assert index.nearest(QUESTION, 9)
        code = (
            "import sys; from pathlib import Path\n"
            "from assistant.records.embed import load_encoder\n"
            "from assistant.records.vectors import VectorIndex, VectorItem\n"
            f"VectorIndex(Path(sys.argv[1]), load_encoder()).add([VectorItem('p5', 'e', {QUESTION!r})])"
        )
        subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
        assert index.nearest(QUESTION, 1)[0][0] == "p5"
        assert index.similarities(QUESTION, ["p5"])["p5"] == pytest.approx(1, abs=1e-6)
        index.close()

    def test_two_processes_that_write_at_a_time_lose_nothing(self, folder: Path, encoder: Encoder) -> None:
        command = [sys.executable, "-c", ADDS_AT_A_WORD, str(folder)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        writers = [subprocess.Popen([*command, who], **pipes) for who in "xy"]
        assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * 2
        for writer in writers:
            writer.stdin.write("go\n")
            writer.stdin.flush()
        assert [(writer.communicate()[0], writer.returncode) for writer in writers] == [("", 0)] * 2
        index = VectorIndex(folder, encoder)
        every = [f"{who}{part}-{n}" for who in "xy" for part in range(4) for n in range(300)]
        assert index.count() == len(every) + len(ITEMS)
        assert len(index.similarities(QUESTION, every)) == len(every)
        assert len(index.nearest(QUESTION, len(every) // 2)) == len(every) // 2
        index.close()

    def test_a_file_in_the_place_of_the_folder_is_a_fault(self, tmp_path: Path, encoder: Encoder) -> None:
        (tmp_path / "vectors").write_text("", "utf-8")
        with pytest.raises(StoreFault):
            VectorIndex(tmp_path / "vectors", encoder).add(ITEMS)

    def test_near_identical_passages_are_found_all_the_same(self, tmp_path: Path, encoder: Encoder) -> None:
        index = VectorIndex(tmp_path / "vectors", encoder)
        texts = [f"第{n}项：全年预算数 {n * 7 % 1000}.{n % 90} 万元，执行率 {n % 100}%" for n in range(1500)]
        index.add(VectorItem(f"p{n}", f"d{n // 30}", text) for n, text in enumerate(texts))
        cosines = encoder.encode(["执行率 88%"])[0] @ encoder.encode(texts).T
        best = np.sort(cosines)[::-1][:10]
        assert [score for _, score in index.nearest("执行率 88%", 10)] == pytest.approx(list(best), abs=1e-5)
        index.close()


class TestServer:
    def test_one_that_is_not_there_is_a_fault(self, encoder: Encoder) -> None:
        with pytest.raises(StoreFault, match="chroma_url"):
            VectorIndex("http://127.0.0.1:9", encoder).nearest(QUESTION, 1)

    @pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://"])
    def test_a_wrong_url_is_an_invalid_setting(self, url: str, encoder: Encoder) -> None:
        with pytest.raises(InvalidSetting, match="http://host:8000"):
            VectorIndex(url, encoder).nearest(QUESTION, 1)

    def test_one_that_did_not_answer_is_asked_again_after_a_while(self) -> None:
        now, answers = [100.0], [200, 503, 200]

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(answers.pop(0))
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        with HTTPServer(("127.0.0.1", 0), Answering) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            heartbeat = Heartbeat(f"http://127.0.0.1:{server.server_port}", lambda: now[0])
            assert heartbeat.missed() is None
            assert heartbeat.missed() is not None
            now[0] += HELD_SECONDS / 2
            assert heartbeat.missed() is not None
            assert len(answers) == 1
            now[0] += HELD_SECONDS / 2
            assert heartbeat.missed() is None
            heartbeat.close()
            server.shutdown()
