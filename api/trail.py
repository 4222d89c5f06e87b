"""The audit log of the HTTP doors: what a `Door` calls passing it is written down before anything leaves."""

from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Asgi

from api.gate import Door, address_of, caller_of
from api.problems import language_asked, problem_of, respond
from assistant.errors import StoreFault
from assistant.records.library import Library
from assistant.records.trail import note

_TOLD = "youju.told"


def tell(request: Request, **detail: Any) -> None:
    """Add what the route knows to the entry of this request."""
    request.scope.setdefault(_TOLD, {}).update(detail)


class Trail:
    """Writes an entry for every request whose door is noted, and for every one whose caller was not allowed."""

    def __init__(self, app: ASGIApp, library: Library) -> None:
        self.app = app
        self.library = library

    async def __call__(self, scope: Asgi, receive: Receive, send: Send) -> None:
        """Pass the request on; where `audit_required` and the log cannot be written, a problem leaves instead of the answer."""
        instead: StoreFault | None = None

        async def noting(message: Message) -> None:
            nonlocal instead
            if message["type"] == "http.response.start":
                try:
                    self._note(scope, message["status"])
                except StoreFault as fault:
                    instead = fault
                    await respond(problem_of(fault, language_asked(Request(scope))))(scope, receive, send)
            if instead is None:
                await send(message)

        await self.app(scope, receive, noting if scope["type"] == "http" else send)

    def _note(self, scope: Asgi, status: int) -> None:
        door = scope.get("youju.door")
        if not isinstance(door, Door) or not (door.action or status == 403):
            return
        action = "refused" if status == 403 else door.action
        more = {"method": scope["method"], "status": status, **scope.get(_TOLD, {})}
        note(self.library, caller_of(scope), action, scope["path"], address=address_of(scope), **more)
