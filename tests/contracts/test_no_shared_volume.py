"""Two hosts that share databases and object storage and no folder: each serves what the other has read, and forgets it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from paper_kit import BODY, TITLE, Paper
from postgresql_kit import Server

from api.app import create_app
from api.cli_doctor import examine
from assistant.records.access_model import Role
from assistant.records.library import open_library
from ingest.strays import sweep
from tests.chroma_kit import chroma_server
from tests.s3_kit import s3_server

PDF = Paper().centred(80, TITLE).lines(130, BODY).bytes()
REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"


@pytest.fixture
def hosts(postgresql: Server, tmp_path: Path) -> Iterator[tuple[TestClient, TestClient]]:
    with ExitStack() as stack:
        storage = stack.enter_context(s3_server())
        vectors = stack.enter_context(chroma_server(tmp_path / "chroma"))
        place, database = f"s3://{storage.bucket()}/office", postgresql.new_database()
        made = []
        for name in ("one", "two"):
            settings = storage.settings(tmp_path / name, place, database_url=database, chroma_url=vectors.url)
            library = open_library(settings)
            stack.callback(library.close)
            made.append(stack.enter_context(TestClient(create_app(library))))
        yield made[0], made[1]


def upload(client: TestClient, name: str, data: bytes) -> str:
    (outcome,) = client.post("/api/documents", files=[("files", (name, data))]).json()["outcomes"]
    assert outcome["status"] == "added", outcome
    key: str = outcome["document_id"]
    return key


def asked(client: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = client.post("/api/ask", json={"question": "榆桥区水务局2021年执行数是多少？"}).json()
    return {key: value for key, value in told.items() if key not in ("id", "took_ms")}


def test_what_one_host_reads_the_other_serves(hosts: tuple[TestClient, TestClient], tmp_path: Path) -> None:
    one, two = hosts
    text, paper = upload(one, "水务局2021.txt", REPORT.encode()), upload(two, "报告.pdf", PDF)
    for client in hosts:
        assert client.get(f"/api/documents/{text}/original").content == REPORT.encode()
        assert client.get(f"/api/documents/{paper}/original").content == PDF
        assert client.get(f"/api/documents/{paper}/page/1.png").status_code == 200
    assert asked(one) == asked(two)
    assert asked(one)["figures"][0]["value"] == "873.46"
    again = two.post("/api/documents", files=[("files", ("副本.txt", REPORT.encode()))]).json()["outcomes"]
    assert again[0]["status"] == "known"

    assert one.delete(f"/api/documents/{paper}").status_code == 204
    for client in hosts:
        for path in ("original", "page/1.png", "text"):
            assert client.get(f"/api/documents/{paper}/{path}").status_code == 404
    assert not list((tmp_path / "one" / "previews").glob("*.png"))
    assert sweep(two.app.state.service.library) == 1  # the picture that the other host could not know of
    assert not list((tmp_path / "two" / "previews").glob("*.png"))
    for name in ("one", "two"):
        left = {path.name for path in (tmp_path / name).iterdir()}
        assert left <= {"previews"}, left

    library = two.app.state.service.library
    library.access.users.add("root", [Role.ADMIN], password="correct horse battery")
    assert all(finding.well for finding in examine(library)), list(examine(library))
