"""Any LangChain chat model behind the same seam, by name of its provider: `langchain` is imported here, when one is used.

Time and cancellation are the provider's own affair: the call runs on a thread of its own and is waited for no longer
than allowed.
"""

import queue
import threading
import time
from collections.abc import Sequence
from typing import Any

from assistant.llm.chat import Account, Fault, Message, ModelFault, Reply, Stop
from assistant.llm.reading import MOST_BYTES

_Box = queue.SimpleQueue[Any]


class LangChainModel:
    """A model that LangChain's `init_chat_model` knows, e.g. provider "ollama" with the package langchain-ollama."""

    present = True

    def __init__(self, provider: str, name: str, *, url: str = "", key: str = "") -> None:
        self._made: Any = None
        self._make = (provider, name, url, key)
        self._lock = threading.Lock()
        self.account = Account()

    def complete(self, messages: Sequence[Message], *, seconds: float, most_tokens: int, stop: Stop) -> Reply:
        """The reply to `messages`; raises ModelFault without one after at most `seconds`."""
        started, reply = time.monotonic(), None
        box: _Box = queue.SimpleQueue()
        threading.Thread(target=self._call, args=(messages, box), daemon=True).start()
        try:
            with stop.calling(lambda: box.put(ModelFault(Fault.STOPPED))):
                reply = _reply(box.get(timeout=seconds))
            return reply
        except queue.Empty:
            raise ModelFault(Fault.TIMEOUT) from None
        finally:
            with self._lock:
                self.account = self.account.after(reply, time.monotonic() - started)

    def _call(self, messages: Sequence[Message], box: _Box) -> None:
        try:
            box.put(self._model().invoke([(m.role, m.content) for m in messages]))
        except Exception as error:
            # Providers raise errors of their own kinds; none of them may end a question.
            box.put(ModelFault(Fault.UNREACHABLE, type(error).__name__))

    def _model(self) -> Any:
        with self._lock:
            if self._made is None:
                from langchain.chat_models import init_chat_model

                provider, name, url, key = self._make
                more: dict[str, Any] = {k: v for k, v in (("base_url", url), ("api_key", key)) if v}
                self._made = init_chat_model(name, model_provider=provider, temperature=0, **more)
            return self._made


def _reply(said: Any) -> Reply:
    if isinstance(said, ModelFault):
        raise said
    text = said.content
    if not isinstance(text, str) or not text.strip() or getattr(said, "tool_calls", None):
        raise ModelFault(Fault.MALFORMED)
    if len(text) > MOST_BYTES:
        raise ModelFault(Fault.TOO_LONG)
    usage = getattr(said, "usage_metadata", None) or {}
    return Reply(text, int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)))
