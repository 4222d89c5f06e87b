"""A served Youju, or a library in this process, as other programs ask it: the wire's JSON, and texts by document."""

from collections.abc import Sequence
from typing import Any, Protocol

import httpx

from api.asking import question_of
from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING, Scope


class Records(Protocol):
    """Where questions go."""

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> dict[str, Any]:
        """The answer as `POST /api/ask` gives it; `history` holds earlier questions, oldest first."""

    def text(self, document_id: str) -> str:
        """The text that the document's citations count in."""


class Served:
    """A Youju served at `url`; raises httpx.HTTPError where it cannot be reached or refuses."""

    def __init__(self, url: str, *, token: str = "", timeout: float = 60.0) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        # The address alone decides where questions go: no proxy of the environment, no redirect.
        self._http = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout, trust_env=False)

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> dict[str, Any]:
        """The answer of the served instance."""
        body = {"question": question, "history": list(history), "language": language}
        answer: dict[str, Any] = self._checked(self._http.post("/api/ask", json=body)).json()
        return answer

    def text(self, document_id: str) -> str:
        """The text of a document of the served instance."""
        return self._checked(self._http.get(f"/api/documents/{document_id}/text")).content.decode()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    @staticmethod
    def _checked(response: httpx.Response) -> httpx.Response:
        return response.raise_for_status()


class InProcess:
    """A library of this process, read within `scope`; raises YoujuError as `ask` does."""

    def __init__(self, library: Library, scope: Scope = EVERYTHING) -> None:
        self._library, self._scope = library, scope

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> dict[str, Any]:
        """The answer from the library."""
        asked = question_of(question, settings=self._library.settings, history=history, language=language)
        return to_wire(ask(asked, self._library, self._scope))

    def text(self, document_id: str) -> str:
        """The text of a document of the library."""
        return self._library.store.document_text(document_id, self._scope)
