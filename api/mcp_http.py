"""Streamable HTTP at /mcp: the SDK is loaded when the first client comes, so that starting up costs nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.deps import Service
from api.gate import allowed, caller_of, not_signed_in
from api.problems import language_asked, problem, problem_of, respond
from assistant.errors import YoujuError
from assistant.records.access_model import Caller, Permission

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"

# Whose message a tool works on; the SDK's tasks are begun by the request, and so inherit it.
_CALLER: ContextVar[Caller | None] = ContextVar("mcp_caller", default=None)


class McpEndpoint:
    """An ASGI endpoint; it answers while `running()` is entered."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._wanted = asyncio.Event()
        self._manager: asyncio.Future[StreamableHTTPSessionManager] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the SDK, loading it first if need be."""
        try:
            caller = allowed(caller_of(scope), Permission.READ)
        except YoujuError as error:
            await respond(problem_of(error, language_asked(Request(scope))))(scope, receive, send)
            return
        if self._manager is None:
            await respond(problem(503, language=language_asked(Request(scope))))(scope, receive, send)
            return
        self._wanted.set()
        manager = await asyncio.shield(self._manager)
        before = _CALLER.set(caller)
        try:
            await manager.handle_request(scope, receive, send)
        finally:
            _CALLER.reset(before)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Requests are answered inside; the SDK's task group lives in a task of its own from first use to the end."""
        self._wanted, self._manager = asyncio.Event(), asyncio.get_running_loop().create_future()
        stop = asyncio.Event()
        keeper = asyncio.create_task(self._keep(self._manager, stop))
        yield
        stop.set()
        if not self._wanted.is_set():
            keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        self._manager = None

    async def _keep(self, made: "asyncio.Future[StreamableHTTPSessionManager]", stop: asyncio.Event) -> None:
        await self._wanted.wait()
        try:
            manager = await to_thread.run_sync(_load, self._service)
        except Exception as error:
            made.set_exception(error)
            raise
        async with manager.run():
            made.set_result(manager)
            await stop.wait()


def _load(service: Service) -> "StreamableHTTPSessionManager":
    from api.mcp import http_manager, mcp_server

    return http_manager(mcp_server(service, message_caller))


def message_caller() -> Caller:
    """Whoever sent the message that is worked on; raises NotSignedIn outside of one."""
    caller = _CALLER.get()
    if caller is None:
        raise not_signed_in()
    return caller
