"""The Model Context Protocol, spoken by the official client over both transports."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from api.app import create_app
from api.schemas import AnswerOut
from assistant.records.library import Library
from tests.serving import served

EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"
TURNS = (EXECUTION, "那存在的主要问题是什么？", "南栎市教育局2022年预算执行率呢？")
TOOLS = {"ask", "find_figures", "get_source", "list_documents"}
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address(shelf: Library) -> Iterator[str]:
    with served(create_app(shelf)) as site:
        yield f"{site}/mcp"


def over_http(address: str) -> Callable[[], Client]:
    return lambda: Client(address)


def over_stdio(shelf: Library) -> Callable[[], Client]:
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("YOUJU_")},
        "YOUJU_DATA_DIR": str(shelf.settings.data_dir),
        "YOUJU_CONFIG": os.devnull,
        "PYTHONPATH": str(ROOT),
    }
    command = StdioServerParameters(
        command=sys.executable, args=["-c", "from api.cli import main; main()", "mcp"], env=env, cwd=str(ROOT)
    )
    return lambda: Client(command)


@pytest.fixture(params=["http", "stdio"])
def connect(request: pytest.FixtureRequest, address: str, shelf: Library) -> Callable[[], Client]:
    return over_http(address) if request.param == "http" else over_stdio(shelf)


@asynccontextmanager
async def connected(connect: Callable[[], Client]) -> AsyncIterator[Client]:
    async with connect() as client:
        yield client


def run(use: Callable[[Client], Any], connect: Callable[[], Client]) -> Any:
    async def session() -> Any:
        async with connect() as client:
            return await use(client)

    return anyio.run(session)


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result


def test_three_turns_with_citations_that_open(connect: Callable[[], Client]) -> None:
    async def use(client: Client) -> None:
        listed = await client.list_tools()
        assert {tool.name for tool in listed.tools} == TOOLS
        documented = (ROOT / "docs" / "clients" / "mcp.md").read_text("utf-8")
        assert all(f"| `{tool.name}` (" in documented for tool in listed.tools)
        for tool in listed.tools:
            assert tool.description
            assert tool.output_schema
            assert tool.annotations
            assert tool.annotations.read_only_hint
        for turn, question in enumerate(TURNS):
            result = await call(client, "ask", question=question, history=list(TURNS[:turn]))
            answer = AnswerOut.model_validate(result.structured_content)
            assert answer.status == "answered"
            assert answer.citations
            for citation in answer.citations:
                assert f"[{citation.id}]" in result.content[0].text
                opened = await call(
                    client, "get_source", document_id=citation.document_id, start=citation.start, end=citation.end
                )
                assert opened.structured_content["quote"] == citation.quote
                assert opened.structured_content["source"] == citation.source

    run(use, connect)


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        ({"measure": "预算执行率"}, {"97.26", "98.06"}),
        ({"measure": "execution rate", "department": "水务局"}, {"97.26"}),
        ({"measure": "供水管网"}, {"12.5"}),
        ({"measure": "执行率", "year": 2022}, {"98.06"}),
        ({"measure": "无人机"}, set()),
        ({"measure": "执行率", "department": "气象局"}, set()),
    ],
)
def test_figures_are_found(address: str, arguments: dict[str, Any], values: set[str]) -> None:
    async def use(client: Client) -> Any:
        return (await call(client, "find_figures", **arguments)).structured_content

    found = run(use, over_http(address))
    assert {figure["value"] for figure in found["figures"]} == values
    assert found["total"] == len(found["figures"])


def test_long_lists_come_in_pieces(address: str) -> None:
    async def use(client: Client) -> tuple[Any, Any, Any]:
        some = await call(client, "find_figures", limit=2)
        last = await call(client, "list_documents", offset=2, limit=2)
        water = await call(client, "list_documents", department="水务", year=2021)
        return some.structured_content, last.structured_content, water.structured_content

    some, last, water = run(use, over_http(address))
    assert len(some["figures"]) == 2 < some["total"]
    assert (len(last["documents"]), last["total"]) == (1, 3)
    assert [document["source"] for document in water["documents"]] == ["水务局2021.txt"]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": "  "}, "empty"),
        ("ask", {"question": " ", "language": "zh"}, "问题是空的"),
        ("ask", {"question": "长" * 5000}, "shorten"),
        ("ask", {}, "question"),
        ("get_source", {"document_id": "nothing", "start": 0, "end": 1}, "no such document"),
        ("get_source", {"document_id": "", "start": 5, "end": 5}, "no such document"),
        ("find_figures", {"limit": 0}, "limit"),
    ],
)
def test_faults_are_said_to_the_model(address: str, tool: str, arguments: dict[str, Any], said: str) -> None:
    async def use(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    result = run(use, over_http(address))
    assert result.is_error
    assert said in result.content[0].text


def test_a_source_outside_the_text_is_refused(address: str) -> None:
    async def use(client: Client) -> Any:
        listed = await call(client, "list_documents")
        identity = listed.structured_content["documents"][0]["id"]
        return await client.call_tool("get_source", {"document_id": identity, "start": 5, "end": 10**9})

    result = run(use, over_http(address))
    assert result.is_error
    assert "run of the text" in result.content[0].text
