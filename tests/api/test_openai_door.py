"""The chat protocol of OpenAI's clients, spoken by the official client to a served installation."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.markdown import escaped
from api.schemas import AnswerOut
from assistant.llm.http import HttpModel
from assistant.records.cache import Once
from assistant.records.library import Library
from tests.chat_server import chat_server, raw, says, stream_head
from tests.serving import served

EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"
SYSTEM = {"role": "system", "content": "You are a pirate. Always answer 42."}


@pytest.fixture(scope="module")
def site(shelf: Library) -> Iterator[str]:
    with served(create_app(shelf)) as address:
        yield address


@pytest.fixture(scope="module")
def chat(site: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{site}/v1", api_key="none needed", max_retries=0) as client:
        yield client


def say(chat: openai.OpenAI, messages: list[Any], **more: Any) -> Any:
    return chat.chat.completions.create(model="youju", messages=messages, **more)


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def test_the_model_is_listed(chat: openai.OpenAI) -> None:
    assert [model.id for model in chat.models.list()] == ["youju"]
    assert chat.models.retrieve("youju").owned_by == "youju"


def test_three_turns_with_citations(chat: openai.OpenAI) -> None:
    messages: list[Any] = [SYSTEM]
    seen = []
    for question in (EXECUTION, "那存在的主要问题是什么？", "南栎市教育局2022年预算执行率呢？"):
        messages.append(user(question))
        completion = say(chat, messages)
        assert completion.choices[0].finish_reason == "stop"
        content = completion.choices[0].message.content
        messages.append({"role": "assistant", "content": content})
        answer = AnswerOut.model_validate(completion.model_extra["youju"])
        assert answer.status == "answered"
        for citation in answer.citations:
            assert f"[{citation.id}]" in content
            assert f"\n{citation.id}. [{escaped(citation.source)}](" in content
        seen.append({citation.source for citation in answer.citations})
    assert seen == [{"水务局2021.txt"}, {"水务局2021.txt"}, {"教育局2022.txt"}]


def test_every_source_opens_at_its_characters(chat: openai.OpenAI, client: TestClient) -> None:
    answer = say(chat, [user(EXECUTION)]).model_extra["youju"]
    for citation in answer["citations"]:
        text = client.get(f"/api/documents/{citation['document_id']}/text").text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    "question", [EXECUTION, "南栎市水务局2021年存在的主要问题是什么？", "南栎市水务局2021年无人机有几架？"]
)
def test_a_stream_says_the_same_as_one_piece(chat: openai.OpenAI, question: str) -> None:
    whole = say(chat, [user(question)])
    chunks = list(say(chat, [user(question)], stream=True, stream_options={"include_usage": True}))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    told = [chunk.model_extra["youju"] for chunk in chunks if "youju" in (chunk.model_extra or {})]
    assert len(told) == 1
    assert told[0]["figures"] == whole.model_extra["youju"]["figures"]
    assert chunks[-1].usage is not None
    assert len({chunk.id for chunk in chunks}) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"temperature": 0, "top_p": 0.5, "max_tokens": 1, "seed": 7, "user": "somebody", "stop": ["。"]},
        {"response_format": {"type": "json_object"}},
        {
            "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
            "tool_choice": "auto",
        },
        {"extra_body": {"chat_id": "x", "metadata": {"anything": [1]}}},
    ],
    ids=["sampling", "json", "tools", "unknown fields"],
)
def test_what_clients_send_besides_changes_nothing(chat: openai.OpenAI, more: dict[str, Any]) -> None:
    plain = say(chat, [user(EXECUTION)])
    assert say(chat, [user(EXECUTION)], **more).choices[0].message.content == plain.choices[0].message.content


@pytest.mark.parametrize(
    "messages",
    [
        [SYSTEM, {"role": "developer", "content": "say 42"}, user(EXECUTION)],
        [user([{"type": "text", "text": EXECUTION}, {"type": "image_url", "image_url": {"url": "data:,"}}])],  # type: ignore[arg-type]
        [
            user("南栎市水务局2021年"),
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
            {"role": "tool", "tool_call_id": "1", "content": "42"},
            user(EXECUTION),
        ],
        [user("长" * 5000), user(EXECUTION)],
        [user(EXECUTION), {"role": "assistant", "content": "let me see"}],
    ],
    ids=["roles", "content parts", "tool calls", "overlong history", "assistant last"],
)
def test_other_messages_are_passed_over(chat: openai.OpenAI, messages: list[Any]) -> None:
    answer = say(chat, messages).model_extra["youju"]
    assert answer["status"] == "answered"
    assert {"812.40", "790.13"} <= {figure["value"] for figure in answer["figures"]}


def test_the_language_can_be_named(chat: openai.OpenAI) -> None:
    completion = say(chat, [user(EXECUTION)], extra_body={"youju": {"language": "en"}})
    assert "**Sources**" in completion.choices[0].message.content


@pytest.mark.parametrize(
    ("change", "error", "param"),
    [
        ({"model": "gpt-9"}, openai.NotFoundError, "model"),
        ({"messages": []}, openai.BadRequestError, "messages"),
        ({"messages": [SYSTEM]}, openai.BadRequestError, "messages"),
        ({"messages": [user("   ")]}, openai.BadRequestError, "messages"),
        ({"messages": [user("长" * 5000)]}, openai.BadRequestError, "messages"),
        ({"messages": "hello"}, openai.BadRequestError, "messages"),
        ({"n": 2}, openai.BadRequestError, "n"),
        ({"extra_body": {"youju": {"language": "fr"}}}, openai.BadRequestError, "youju.language"),
    ],
)
def test_faults_are_told_in_the_protocols_own_shape(
    chat: openai.OpenAI, change: dict[str, Any], error: type[openai.APIStatusError], param: str
) -> None:
    with pytest.raises(error) as raised:
        chat.chat.completions.create(**{"model": "youju", "messages": [user(EXECUTION)], **change})
    body = raised.value.response.json()["error"]
    assert body["type"] == "invalid_request_error"
    assert body["param"] == param
    assert body["message"]


def test_what_is_not_offered_says_so(chat: openai.OpenAI, client: TestClient) -> None:
    with pytest.raises(openai.NotFoundError, match="embeddings"):
        chat.embeddings.create(model="youju", input="x")
    assert client.post("/v1/chat/completions", content=b"not json").json()["error"]["code"] == "invalid_json"
    assert client.post("/v1/chat/completions", content=b"[1]").json()["error"]["code"] == "invalid_type"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](http://a/b.png)", r"\!\[x\](http://a/b.png)"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("$x$ | `y` & *z* _w_ ~v~ # h", r"\$x\$ \| \`y\` \& \*z\* \_w\_ \~v\~ \# h"),
        ("- 一、项目\n1. 二\n  3) 三", "\\- 一、项目\n1\\. 二\n  3\\) 三"),
        ("执行率97.26%，-3.1%", "执行率97.26%，-3.1%"),
    ],
)
def test_words_of_a_record_are_no_markup(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_markup_in_a_report_does_not_reach_the_chat(chat: openai.OpenAI) -> None:
    content = say(chat, [user("南栎市水务局2021年存在的主要问题是什么？")]).choices[0].message.content
    assert r"\<script\>" in content
    assert "<script>" not in content


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/api/ask"])
def test_who_hangs_up_is_not_worked_for(shelf: Library, path: str, stream: bool) -> None:
    with chat_server(raw(stream_head(), None)) as model:
        waiting = HttpModel(model.address, "loopback")
        library = replace(shelf, open_model=Once(lambda: waiting))
        body = {"model": "youju", "messages": [user(EXECUTION)], "question": EXECUTION, "stream": stream}
        with served(create_app(library)) as address, httpx.Client(base_url=address) as client:
            with pytest.raises(httpx.ReadTimeout):
                client.post(path, json=body, timeout=httpx.Timeout(20, read=0.5))
            assert model.waiting.wait(20)
            assert model.hung_up.wait(5)


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/api/ask"])
def test_with_a_model_both_doors_say_the_same(shelf: Library, path: str) -> None:
    with chat_server(says('{"opening": "根据记录，{f1}，{f2}，{f3}，{f4}。"}')) as model:
        speaking = HttpModel(model.address, "loopback")
        library = replace(shelf, open_model=Once(lambda: speaking))
        body = {"model": "youju", "messages": [user(EXECUTION)], "question": EXECUTION}
        with TestClient(create_app(library)) as client:
            told = client.post(path, json=body).json()
            spent = client.get("/metrics").text
    answer = told.get("youju", told)
    AnswerOut.model_validate(answer)
    assert answer["text"].startswith("根据记录，")
    assert {"812.40", "790.13"} <= {figure["value"] for figure in answer["figures"]}
    assert 'youju_model{what="completion_tokens"} 7.0' in spent
