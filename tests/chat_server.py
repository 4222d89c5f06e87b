"""A language model's server for tests: the real protocol on this machine, byte by byte, behaving as it is told."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Body = Mapping[str, Any]
# What is sent, piece by piece; None waits until the test is over or the client is gone.
Sent = Iterable[bytes | None]
Behaviour = Callable[[Body], Sent]


@dataclass
class ChatServer:
    """What the server does next (`behave`), and every request it got."""

    behave: Behaviour
    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)


@contextmanager
def chat_server(behave: Behaviour) -> Iterator[ChatServer]:
    """A server at `.address` (which ends in /v1), up while the block runs."""
    server = ChatServer(behave)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                _serve(self, server)

    class Listening(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Listening(("127.0.0.1", 0), Handler) as listening:
        server.address = f"http://127.0.0.1:{listening.server_address[1]}/v1"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        listening.shutdown()
        thread.join(5)


def _serve(handler: socketserver.StreamRequestHandler, server: ChatServer) -> None:
    first = handler.rfile.readline().decode()
    headers: dict[str, str] = {}
    while (line := handler.rfile.readline().decode().strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = json.loads(handler.rfile.read(int(headers.get("content-length", 0))) or b"{}")
    server.paths.append(first.split()[1])
    server.headers.append(headers)
    server.requests.append(body)
    for piece in server.behave(body):
        if piece is None:
            server.waiting.set()
            handler.connection.settimeout(20)
            with suppress(OSError):
                handler.connection.recv(1)  # returns when the client hangs up
            server.hung_up.set()
            return
        handler.wfile.write(piece)
        handler.wfile.flush()


def head(status: str = "200 OK", kind: str = "application/json", **more: str) -> bytes:
    """The head of a response that ends with its connection."""
    named = {"content-type": kind, "connection": "close", **{k.replace("_", "-"): v for k, v in more.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode()


def stream_head() -> bytes:
    """The head of a stream."""
    return head(kind="text/event-stream")


def event(value: object) -> bytes:
    """One server-sent event."""
    return f"data: {value if isinstance(value, str) else dumped(value)}\n\n".encode()


def dumped(value: object) -> str:
    """JSON as servers write it."""
    return json.dumps(value, ensure_ascii=False)


def chunk(text: str | None = None, finish: str | None = None, **delta: object) -> dict[str, Any]:
    """One piece of a streamed reply."""
    said = {**({} if text is None else {"content": text}), **delta}
    choice = {"index": 0, "delta": said, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "loopback", "choices": [choice]}


def whole(text: str | None, finish: str = "stop", usage: object = None, **message: object) -> dict[str, Any]:
    """A reply in one piece."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
    counted = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18} if usage is None else usage
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "loopback",
        "choices": [choice],
        "usage": counted,
    }


def says(text: str, *, finish: str = "stop", pieces: int = 3) -> Behaviour:
    """A model that answers `text`: streamed in pieces where asked to stream, else whole."""

    def behave(body: Body) -> Sent:
        if not body.get("stream"):
            yield head()
            yield dumped(whole(text, finish)).encode()
            return
        yield stream_head()
        size = max(1, -(-len(text) // pieces))
        for at in range(0, len(text), size):
            yield event(chunk(text[at : at + size]))
        yield event(chunk(None, finish))
        if (body.get("stream_options") or {}).get("include_usage"):
            yield event({**chunk(), "choices": [], "usage": whole("")["usage"]})
        yield event("[DONE]")

    return behave


def calls(name: str, arguments: Mapping[str, Any]) -> Behaviour:
    """A model that calls a tool."""
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": dumped(arguments)}}
    return raw(head(), dumped(whole(None, "tool_calls", tool_calls=[call])).encode())


def raw(*pieces: bytes | None) -> Behaviour:
    """A server that sends exactly these bytes, whatever it is asked."""
    return lambda body: pieces
