"""PostgreSQL restarted under load: a question is answered rightly or fails with one sentence, and all is well after."""

import gc
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from postgresql_kit import Server

from api.app import create_app
from assistant.answering.ask import ask
from assistant.errors import StoreFault
from assistant.records.library import Library, open_library
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest
from tests.kept_kit import told

REPORT = "榆桥区{name}局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
QUESTION = "榆桥区水务局2021年执行数是多少？"
NAMES = ("水务", "教育", "农业", "交通", "体育", "林业", "民政", "司法")
ASKED_WHILE_DOWN = 6

# Of a server that went away pg8000 closes the socket, and leaves the file around it to whoever collects garbage.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "in").mkdir()
    for name in NAMES:
        (tmp_path / "in" / f"{name}.txt").write_text(REPORT.format(name=name), "utf-8")
    return [tmp_path / "in" / f"{name}.txt" for name in NAMES]


@pytest.fixture
def library(tmp_path: Path, files: list[Path], postgresql: Server) -> Iterator[Library]:
    opened = open_library(Settings(data_dir=tmp_path / "data", database_url=postgresql.new_database(), workers=0))
    assert not ingest(files[:2], opened).failed
    yield opened
    opened.close()


@pytest.fixture
def whole(tmp_path: Path, files: list[Path]) -> tuple[object, ...]:
    opened = open_library(Settings(data_dir=tmp_path / "whole", workers=0))
    ingest([files[0].parent], opened)
    kept = told(opened)
    opened.close()
    return kept


def asked(client: TestClient) -> str:
    """What came of a question, whose answer is kept: the figure, or the sentence of a failure."""
    body = {"question": QUESTION, "conversation_id": "restarts"}
    told_back = client.post("/api/ask", json=body, headers={"accept-language": "zh"})
    if told_back.status_code == 200:
        body = told_back.json()
        return f"{body['status']} {body['figures'][0]['value']}"
    assert told_back.status_code == 503, told_back.text
    assert told_back.headers["content-type"] == "application/problem+json"
    return told_back.json()["detail"]


def test_questions_and_files_through_restarts(
    postgresql: Server, library: Library, files: list[Path], whole: tuple[object, ...]
) -> None:
    came: Counter[str] = Counter()
    answered, over = threading.Event(), threading.Event()

    def keep_asking() -> None:
        while not over.is_set():
            came[asked(client)] += 1
            answered.set()

    def keep_reading() -> None:
        for file in files:
            with suppress(StoreFault):  # told to whoever runs it; the next run completes it
                ingest([file], library)

    with TestClient(create_app(library)) as client:
        threads = [threading.Thread(target=keep_asking) for _ in range(3)] + [threading.Thread(target=keep_reading)]
        for thread in threads:
            thread.start()
        for mode in ("fast", "immediate"):
            answered.clear()
            assert answered.wait(30)
            with postgresql.stopped(mode):
                came.update(asked(client) for _ in range(ASKED_WHILE_DOWN))
        over.set()
        for thread in threads:
            thread.join(60)
        assert asked(client) == "answered 873.46"
        turns = client.get("/api/conversations/restarts").json()["turns"]
        assert {turn["question"] for turn in turns} == {QUESTION}

    failed = {said for said in came if said != "answered 873.46"}
    assert failed
    assert all("无法连接数据库" in said or "请稍后再试" in said for said in failed), failed
    assert not ingest([files[0].parent], library).failed
    assert told(library) == whole


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_connections_held_over_a_restart_cost_no_question(postgresql: Server, library: Library, mode: str) -> None:
    connections = [library.store.engine.connect() for _ in range(4)]
    for connection in connections:
        connection.close()
    with postgresql.stopped(mode), pytest.raises(StoreFault, match=r"again in a moment|cannot be reached"):
        ask(Question(QUESTION), library, EVERYTHING)
    connections = [library.store.engine.connect() for _ in range(2)]
    for connection in connections:
        connection.close()
    with postgresql.stopped(mode):
        pass
    answer = ask(Question(QUESTION), library, EVERYTHING)
    assert answer.parts[0].text == "873.46 万元"
