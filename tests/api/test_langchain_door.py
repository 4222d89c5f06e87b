"""The LangChain components: a retriever, a tool, and an agent that holds a conversation against a served installation."""

from collections.abc import Iterator
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI

from api.app import create_app
from api.langchain import TOOL_NAME, ask_tool, retriever
from api.remote import InProcess, Records, Served
from assistant.records.library import Library
from tests.chat_server import ChatServer, Sent, calls, chat_server, says
from tests.serving import served

EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"
TURNS = (EXECUTION, "那存在的主要问题是什么？", "南栎市教育局2022年预算执行率呢？")


@pytest.fixture(scope="module")
def site(shelf: Library) -> Iterator[Served]:
    with served(create_app(shelf)) as address:
        youju = Served(address)
        yield youju
        youju.close()


@pytest.fixture(params=["served", "in process"])
def records(request: pytest.FixtureRequest, site: Served, shelf: Library) -> Records:
    return site if request.param == "served" else InProcess(shelf)


def test_the_retriever_gives_the_paragraphs_an_answer_rests_on(records: Records) -> None:
    documents = retriever(records).invoke(EXECUTION)
    assert documents
    for document in documents:
        meta = document.metadata
        assert meta["quote"] in document.page_content
        assert records.text(meta["document_id"])[meta["start"] : meta["end"]] == meta["quote"]
        assert meta["source"] == "水务局2021.txt"
    assert [document.metadata["citation"] for document in documents] == list(range(1, len(documents) + 1))
    assert all("812.40" in document.page_content for document in documents)


@pytest.mark.parametrize("question", ["南栎市气象局2021年预算执行率是多少？", "南栎市水务局2021年有几架无人机？"])
def test_what_the_records_do_not_say_is_not_retrieved(records: Records, question: str) -> None:
    assert retriever(records).invoke(question) == []


def test_the_tool_gives_text_for_the_model_and_the_answer_as_artifact(records: Records) -> None:
    call: Any = {
        "name": TOOL_NAME,
        "args": {"question": TURNS[1], "history": [EXECUTION]},
        "id": "1",
        "type": "tool_call",
    }
    message = ask_tool(records).invoke(call)
    assert isinstance(message, ToolMessage)
    assert message.artifact["status"] == "answered"
    assert str(message.content).startswith("status: answered\n")
    assert "[1] 水务局2021.txt" in str(message.content)


@pytest.fixture
def model() -> Iterator[ChatServer]:
    with chat_server(_asks_then_repeats) as server:
        yield server


def _asks_then_repeats(body: Any) -> Sent:
    """A model that hands every question to the tool with the ones before, then repeats what the tool says."""
    last = body["messages"][-1]
    if last["role"] == "tool":
        return says(f"据查：{last['content']}")(body)
    asked = [message["content"] for message in body["messages"] if message["role"] == "user"]
    return calls(TOOL_NAME, {"question": asked[-1], "history": asked[:-1]})(body)


def test_an_agent_holds_three_turns_with_citations(site: Served, model: ChatServer) -> None:
    speaker = ChatOpenAI(base_url=model.address, api_key="none", model="loopback", max_retries=0)  # type: ignore[arg-type]
    agent = create_agent(speaker, tools=[ask_tool(site)])
    messages: list[Any] = []
    sources = []
    for question in TURNS:
        state = agent.invoke({"messages": [*messages, HumanMessage(question)]})
        messages = state["messages"]
        tool = [message for message in messages if isinstance(message, ToolMessage)][-1]
        assert isinstance(messages[-1], AIMessage)
        assert tool.artifact["status"] == "answered"
        for citation in tool.artifact["citations"]:
            assert f"[{citation['id']}] {citation['source']}" in str(messages[-1].content)
            text = site.text(citation["document_id"])
            assert text[citation["start"] : citation["end"]] == citation["quote"]
        sources.append({citation["source"] for citation in tool.artifact["citations"]})
    assert sources == [{"水务局2021.txt"}, {"水务局2021.txt"}, {"教育局2022.txt"}]
    assert [tool["function"]["name"] for tool in model.requests[0]["tools"]] == [TOOL_NAME]
