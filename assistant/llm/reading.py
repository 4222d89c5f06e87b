"""What a server of the chat protocol sends back, streamed or whole, read defensively into a Reply."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.llm.chat import Fault, ModelFault, Reply

# A reply is a few hundred characters; a server that sends more is not answering.
MOST_BYTES = 256 * 1024


def bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, as long as together they stay below MOST_BYTES; raises ModelFault beyond."""
    seen = 0
    for piece in pieces:
        seen += len(piece)
        if seen > MOST_BYTES:
            raise ModelFault(Fault.TOO_LONG, f"more than {MOST_BYTES} bytes")
        yield piece


def whole_reply(pieces: Iterable[bytes]) -> Reply:
    """A reply sent as one JSON object; raises ModelFault."""
    body = _mapping(_json(b"".join(pieces)))
    choice = _choice(body)
    if choice is None:
        raise ModelFault(Fault.MALFORMED, "no choices")
    text = _said(_mapping(choice.get("message")))
    return _finished(text, choice.get("finish_reason") or "stop", body.get("usage"))


def streamed_reply(pieces: Iterable[bytes]) -> Reply:
    """A reply sent as server-sent events; raises ModelFault. A stream that ends early is no reply."""
    text: list[str] = []
    finish: object = None
    usage: object = None
    for data in _events(pieces):
        if data == "[DONE]":
            finish = finish or "stop"
            break
        body = _mapping(_json(data.encode()))
        usage = body.get("usage") or usage
        choice = _choice(body)
        if choice is not None:
            text.append(_said(_mapping(choice.get("delta"))))
            finish = choice.get("finish_reason") or finish
    return _finished("".join(text), finish, usage)


def _finished(text: str, finish: object, usage: object) -> Reply:
    if finish == "content_filter":
        raise ModelFault(Fault.REFUSED, "content filter")
    if finish == "length":
        raise ModelFault(Fault.TOO_LONG, "cut off at the token limit")
    if finish != "stop":
        raise ModelFault(Fault.MALFORMED, f"ended with {finish!r}")
    if not text.strip():
        raise ModelFault(Fault.MALFORMED, "empty")
    counts = usage if isinstance(usage, dict) else {}
    return Reply(text, _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")))


def _events(pieces: Iterable[bytes]) -> Iterator[str]:
    """The data of each event; an event without its closing line does not count."""
    waiting = b""
    for piece in pieces:
        waiting += piece
        *lines, waiting = waiting.split(b"\n")
        for line in lines:
            stripped = line.strip()
            if stripped.startswith(b"data:"):
                yield _utf8(stripped[5:]).strip()


def _choice(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if body.get("error"):
        raise ModelFault(Fault.REFUSED, "the server reports an error")
    choices = body.get("choices")
    if choices is not None and not isinstance(choices, list):
        raise ModelFault(Fault.MALFORMED, "choices is no list")
    return _mapping(choices[0]) if choices else None


def _said(message: Mapping[str, Any]) -> str:
    """The text of a message; its thoughts (reasoning_content) are not part of it."""
    if message.get("refusal"):
        raise ModelFault(Fault.REFUSED, "the model refuses")
    if message.get("tool_calls") or message.get("function_call"):
        raise ModelFault(Fault.MALFORMED, "a tool call where none is offered")
    content = message.get("content")
    if content is not None and not isinstance(content, str):
        raise ModelFault(Fault.MALFORMED, "content is no text")
    return content or ""


def _json(data: bytes) -> Any:
    try:
        return json.loads(_utf8(data))
    except (ValueError, RecursionError):
        raise ModelFault(Fault.MALFORMED, "not JSON") from None


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ModelFault(Fault.MALFORMED, "not UTF-8") from None


def _mapping(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ModelFault(Fault.MALFORMED, "not an object")
    return value


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
