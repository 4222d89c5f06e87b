"""The web application: routes, pages and guards around one library."""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api import problems
from api.channels.configured import desk_of
from api.channels.desk import Desk
from api.deps import Service, visitor_cookie
from api.description import DESCRIPTION, describe
from api.gate import Gate
from api.guards import BodyLimit, SecurityHeaders
from api.mcp_http import PATH as MCP_PATH
from api.mcp_http import McpEndpoint
from api.observe import Observed
from api.replies import Idempotent, Tagged, Versioned
from api.routes import (
    admin,
    answers,
    ask,
    audit,
    channels,
    conversations,
    documents,
    execution,
    gold,
    hand,
    health,
    indicators,
    openai,
    pages,
    reconciliation,
    results,
    reviews,
    runs,
    session,
    sign_on,
    system,
    tables,
    uploads,
    warned,
)
from api.tracing import spans_to
from api.trail import Trail
from assistant.answering.ask import ask_records
from assistant.records.library import Library
from assistant.records.model import Passage, Question
from assistant.records.scope import EVERYTHING

PAGES = Path(__file__).parent / "pages"

_ROUTES = (
    admin,
    answers,
    ask,
    audit,
    channels,
    conversations,
    documents,
    execution,
    gold,
    hand,
    health,
    indicators,
    openai,
    pages,
    reconciliation,
    results,
    reviews,
    runs,
    session,
    sign_on,
    system,
    tables,
    uploads,
    warned,
)
# A question and its history; uploads have a limit of their own.
_SMALL_BODY = 1 << 20
_LOG = logging.getLogger("youju")
# The folder inside the package that carries the pages of the API's documentation.
_SWAGGER_UI = ("swagger_ui_bundle", "vendor/swagger-ui-5.31.0")


class Pages(StaticFiles):
    """The pages, asked for anew each time (a cheap 304): an upgrade shows at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be revalidated before every use."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        if path in (".", "") or path.endswith(".html"):
            cookies = Headers(scope=scope).get("cookie", "")
            if visitor := visitor_cookie(cookies, secure=scope["scheme"] == "https"):
                response.headers.append("set-cookie", visitor)
        return response


def create_app(library: Library, *, local: bool = True) -> FastAPI:
    """The application over `library`: up at once, with what is slow to load warmed up in the background.

    `local` says that it is served to this machine alone: while there is no account, whoever sits here is the administrator.
    """
    service = Service(library, local=local)
    mcp = McpEndpoint(service)
    desk = desk_of(service)
    app = FastAPI(
        title="Youju 有据",
        description=DESCRIPTION,
        version=version("youju"),
        lifespan=_lifespan(service, mcp, desk),
        openapi_url="/api/openapi.json",
        # Both documentation pages would load scripts from outside; /api.html is ours.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    app.state.desk = desk
    problems.install(app)
    for module in _ROUTES:
        app.include_router(module.router)
    app.router.routes.append(Route(MCP_PATH, endpoint=mcp))
    app.mount("/swagger-ui", StaticFiles(packages=[_SWAGGER_UI]), name="swagger-ui")
    app.mount("/", Pages(directory=PAGES, html=True), name="pages")
    describe(app)
    _guard(app, service)
    return app


def _guard(app: FastAPI, service: Service) -> None:
    """What every request passes, the last one named first."""
    settings, kept = service.library.settings, service.library.store.conversations
    app.add_middleware(Idempotent, kept=kept, applies=lambda path: path == "/api/documents")
    app.add_middleware(BodyLimit, limit=_limit(service.library))
    app.add_middleware(Trail, library=service.library)
    app.add_middleware(Gate, library=service.library, local=service.local)
    app.add_middleware(Tagged)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Versioned)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observed, metrics=service.metrics, spans=spans_to(settings.otlp_endpoint, app.version))


def warm_up(service: Service) -> None:
    """Load everything an answer needs by using it once; a failure is logged and shows again when somebody asks."""
    library = service.library
    try:
        ask_records(Question("预算执行率是多少？"), library, EVERYTHING)
        some = [passage.id for head in library.store.heads(EVERYTHING)[:1] for passage in _passages(library, head.id)]
        library.vectors.similarities("预算", some)
    except Exception:
        _LOG.exception("warming up failed")
    service.warm.set()


def _passages(library: Library, document_id: str) -> tuple[Passage, ...]:
    return library.store.passages(EVERYTHING, [document_id])


def _lifespan(service: Service, mcp: McpEndpoint, desk: Desk) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        thread = threading.Thread(target=warm_up, args=(service,), name="youju-warm-up", daemon=True)
        thread.start()
        async with mcp.running(), desk.running():
            yield
        await to_thread.run_sync(service.keeping.finish)
        thread.join(timeout=30)

    return running


def _limit(library: Library) -> Callable[[str], int]:
    # One request may carry several files, each within the limit of a file.
    upload = library.settings.max_upload_mb * 1024 * 1024 * 4 + _SMALL_BODY

    def limit(path: str) -> int:
        return upload if path == "/api/documents" else _SMALL_BODY

    return limit
