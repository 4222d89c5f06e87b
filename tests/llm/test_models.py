"""The clients of language models against a server on this machine: protocol, faults, rest, account, nothing else reached."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm.chat import Absent, ChatModel, Fault, Message, ModelFault, Reply, Stop
from assistant.llm.configured import configured_model
from assistant.llm.http import HttpModel
from assistant.llm.langchain import LangChainModel
from assistant.settings import Settings
from tests.chat_server import ChatServer, chat_server, dumped, head, raw, says, stream_head, whole

ASKED = (Message("system", "rules"), Message("user", "data"))


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(says("好的")) as running:
        yield running


def ask(model: ChatModel, seconds: float = 20.0, stop: Stop | None = None) -> Reply:
    return model.complete(ASKED, seconds=seconds, most_tokens=50, stop=stop or Stop())


def fault_of(model: ChatModel, seconds: float = 20.0) -> Fault:
    with pytest.raises(ModelFault) as raised:
        ask(model, seconds)
    return raised.value.fault


@pytest.fixture(params=["http", "langchain"])
def model(request: pytest.FixtureRequest, server: ChatServer) -> ChatModel:
    if request.param == "http":
        return HttpModel(server.address, "loopback", "secret", pause=0.0)
    return LangChainModel("openai", "loopback", url=server.address, key="secret")


def test_a_model_is_asked_and_counted(model: ChatModel, server: ChatServer) -> None:
    assert model.present
    assert ask(model) == Reply("好的", 11, 7)
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == "Bearer secret"
    sent = server.requests[0]
    assert (sent["model"], sent["temperature"]) == ("loopback", 0)
    assert sent["messages"] == [{"role": "system", "content": "rules"}, {"role": "user", "content": "data"}]
    account = model.account
    assert (account.calls, account.faults, account.prompt_tokens, account.completion_tokens) == (1, 0, 11, 7)
    assert account.seconds > 0


@pytest.mark.parametrize("reply", ["", "  "])
def test_an_empty_reply_is_none(model: ChatModel, server: ChatServer, reply: str) -> None:
    server.behave = says(reply)
    assert fault_of(model) is Fault.MALFORMED
    assert model.account.faults == 1


def test_a_silent_server_is_waited_for_no_longer_than_allowed(model: ChatModel, server: ChatServer) -> None:
    server.behave = raw(None)
    assert fault_of(model, 0.2) is Fault.TIMEOUT


def test_whoever_stops_is_let_go(model: ChatModel, server: ChatServer) -> None:
    server.behave = raw(stream_head(), None)
    stop, faults = Stop(), []

    def asking() -> None:
        try:
            ask(model, stop=stop)
        except ModelFault as error:
            faults.append(error.fault)

    thread = threading.Thread(target=asking)
    thread.start()
    assert server.waiting.wait(20)
    stop.stop()
    thread.join(10)
    assert faults == [Fault.STOPPED]


def test_tokens_are_zero_where_nobody_counts_them(server: ChatServer) -> None:
    server.behave = raw(head(), dumped(whole("好的", usage={"prompt_tokens": -1, "completion_tokens": "7"})).encode())
    assert ask(HttpModel(server.address, "loopback")) == Reply("好的", 0, 0)


def test_after_three_failures_it_is_left_alone_for_a_while(server: ChatServer) -> None:
    now = [0.0]
    model = HttpModel(server.address, "loopback", clock=lambda: now[0], pause=0.0)
    server.behave = raw()
    for _ in range(3):
        assert fault_of(model) is Fault.UNREACHABLE
    asked = len(server.requests)
    server.behave = says("好的")
    assert fault_of(model) is Fault.RESTING
    assert len(server.requests) == asked
    now[0] = 31.0
    assert ask(model).text == "好的"


def test_a_refusing_server_is_not_tired_of(server: ChatServer) -> None:
    server.behave = raw(head("401 Unauthorized"), b"{}")
    model = HttpModel(server.address, "loopback", pause=0.0)
    assert [fault_of(model) for _ in range(5)] == [Fault.REFUSED] * 5


def test_no_proxy_of_the_environment_and_no_redirect(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    model = HttpModel(server.address, "loopback", pause=0.0)
    assert ask(model).text == "好的"
    server.behave = raw(head("308 Permanent Redirect", location="http://192.0.2.1/"))
    assert fault_of(model) is Fault.REFUSED


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(HttpModel("http://127.0.0.1:9/v1", "m", "secret"))
    assert "secret" not in repr(Settings(model_key="secret"))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({}, Absent),
        ({"model_name": "qwen3"}, Absent),
        ({"model_url": "http://127.0.0.1:9/v1", "model_name": "qwen3"}, HttpModel),
        ({"model_provider": "openai", "model_name": "qwen3"}, LangChainModel),
    ],
)
def test_settings_name_the_model(given: dict[str, str], kind: type) -> None:
    assert isinstance(configured_model(Settings(**given)), kind)  # type: ignore[arg-type]


def test_the_absent_model_has_nothing_to_say() -> None:
    assert not Absent().present
    assert fault_of(Absent()) is Fault.UNREACHABLE


def test_a_provider_that_is_not_installed_leaves_the_question_alone() -> None:
    assert fault_of(LangChainModel("no-such-provider", "m")) is Fault.UNREACHABLE


def test_every_setting_of_the_model_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "language-model.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if name.startswith("model_") and name not in page] == []
