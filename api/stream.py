"""An answer as server-sent events: `status` while it is looked for, a `part` each, `answer` whole at the end."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import Any

from api.problems import problem, problem_of
from assistant.errors import YoujuError

MEDIA_TYPE = "text/event-stream"
# A proxy that buffers would hold back the status line until the answer is there.
CONTENT: Mapping[str, object] = {MEDIA_TYPE: {}}
"""What the description says of a response that may also come as a stream."""
HEADERS: Mapping[str, str] = {"cache-control": "no-store", "x-accel-buffering": "no"}

_LOG = logging.getLogger("youju")
_SEARCHING = {"zh": "正在查阅 {documents} 份记录", "en": "Looking through {documents} records"}


async def events(answer: Awaitable[Mapping[str, Any]], *, documents: int, language: str) -> AsyncIterator[str]:
    """The events of one answer (its wire object), in order; an error ends the stream with one `problem` event instead."""
    said = _SEARCHING[language].format(documents=documents)
    yield event("status", {"stage": "searching", "documents": documents, "text": said})
    try:
        wire = await answer
    except YoujuError as error:
        yield event("problem", problem_of(error, language))
        return
    except Exception:
        _LOG.exception("asking failed")
        yield event("problem", problem(500, language=language))
        return
    for part in wire["parts"]:
        yield event("part", part)
    yield event("answer", wire)


def event(name: str, data: Mapping[str, Any]) -> str:
    """One event in the wire format: its data is one line, for JSON escapes line ends."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
