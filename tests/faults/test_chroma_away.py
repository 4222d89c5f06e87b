"""The Chroma server gone, or silent: answers go on from figures and words and say so, and a reindex heals what was missed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli_doctor import examine
from assistant.answering.ask import ask
from assistant.answering.phrase import say
from assistant.records.library import Library, open_library
from assistant.records.model import Answer, Question
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest, reindex
from tests.chroma_kit import ChromaServer, chroma_server

REPORT = """榆桥区水务局2021年部门整体支出绩效自评报告（虚构样例）

一、基本情况

2021年全年预算数 905.20 万元，执行数 873.46 万元。

二、存在的主要问题

存在的主要问题：一是管网台账更新不及时；二是部分项目前期准备不足。
"""
FIGURE = Question("榆桥区水务局2021年执行数是多少？")
PROBLEMS = Question("榆桥区水务局2021年存在哪些主要问题？")
ENGLISH = Question("What are the main problems of 榆桥区水务局 in 2021?", language="en")
ASKED = (FIGURE, PROBLEMS, ENGLISH)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path / "chroma") as running:
        yield running


@pytest.fixture
def library(tmp_path: Path, server: ChromaServer) -> Iterator[Library]:
    opened = open_library(Settings(data_dir=tmp_path / "data", chroma_url=server.url))
    (tmp_path / "水务局2021.txt").write_text(REPORT, "utf-8")
    assert not ingest([tmp_path / "水务局2021.txt"], opened).failed
    yield opened
    opened.close()


def asked(library: Library) -> list[Answer]:
    return [ask(question, library, EVERYTHING) for question in ASKED]


def noted(answer: Answer) -> bool:
    return say("words_alone", answer.question.language) in answer.notes


def without_notes(answers: list[Answer]) -> list[Answer]:
    return [replace(answer, id="", took_ms=0, notes=()) for answer in answers]


def test_answers_go_on_and_say_so_and_a_reindex_heals(tmp_path: Path, server: ChromaServer, library: Library) -> None:
    whole = asked(library)
    assert not any(map(noted, whole))
    assert "管网台账更新不及时" in "".join(part.text for part in whole[1].parts)

    server.kill()
    words = asked(library)
    assert all(map(noted, words))
    assert without_notes(words) == without_notes(whole)
    with TestClient(create_app(library)) as client:
        told = client.post("/api/ask", json={"question": PROBLEMS.text}).json()
    assert say("words_alone", "zh") in told["notes"]
    seen = {finding.name: finding for finding in examine(library)}["vectors"]
    assert not seen.well
    assert "chroma_url" in seen.seen

    (tmp_path / "教育局2022.txt").write_text(REPORT.replace("水务", "教育").replace("2021", "2022"), "utf-8")
    (kept,) = ingest([tmp_path / "教育局2022.txt"], library).outcomes
    assert kept.status == "added"
    assert "reindex" in " ".join(kept.warnings)

    server.start()
    with_server = open_library(library.settings)
    assert reindex(with_server).documents == 1
    assert with_server.vectors.count() == with_server.store.counts().passages
    assert not any(map(noted, asked(with_server)))
    assert all(finding.well for finding in examine(with_server))

    with server.held():  # it takes connections and never answers
        words = asked(with_server)
    assert all(map(noted, words))
    assert without_notes(words) == without_notes(whole)
    with_server.close()


def test_a_damaged_folder_is_said_and_healed(tmp_path: Path) -> None:
    (tmp_path / "水务局2021.txt").write_text(REPORT, "utf-8")
    library = open_library(Settings(data_dir=tmp_path / "data"))
    ingest([tmp_path / "水务局2021.txt"], library)
    whole = asked(library)
    library.vectors.close()
    (tmp_path / "data" / "vectors" / "chroma.sqlite3").write_bytes(b"not a database at all" * 400)

    words = asked(library)
    assert [noted(answer) for answer in words] == [False, True, True]
    assert without_notes(words) == without_notes(whole)
    seen = {finding.name: finding for finding in examine(library)}["vectors"]
    assert not seen.well
    assert "youju reindex" in seen.seen
    assert reindex(library).rebuilt
    assert not any(map(noted, asked(library)))
    assert all(finding.well for finding in examine(library))
    library.close()
