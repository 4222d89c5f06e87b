"""The one gate: who calls is found out before any route is reached, and each route says what it asks of them.

A request without a session or key stops here, but for the few addresses that hold no record (PUBLIC). Behind it every
route takes its Scope from a `Door`; a test finds any that does not.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Asgi

from api.limits import Limit
from api.problems import language_asked, problem, problem_of, respond
from assistant.errors import NotAllowed, NotSignedIn, YoujuError
from assistant.records.access_model import LOCAL, Caller, Permission
from assistant.records.library import Library
from assistant.records.scope import Scope

if TYPE_CHECKING:
    from assistant.records.access import Access

SESSION = "youju_session"
SIGN_IN = "/signin.html"

_SAFE = ("GET", "HEAD", "OPTIONS")
# Signing in itself, and whether the service is up. Callbacks of messengers prove themselves by their signatures.
PUBLIC = frozenset({SIGN_IN, "/api/session", "/healthz", "/readyz"})
PUBLIC_BELOW = ("/signin/oidc", "/api/channels/", "/swagger-ui/")
# What pages are made of holds no record; the pages themselves lead to signing in.
_PARTS = (".css", ".js", ".svg")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True)
class Door:
    """What a route asks of its caller, and what the audit log calls passing it ("" where it is not noted).

    As a dependency it gives the Scope that all the route reads goes through. Without a permission anybody passes and sees
    nothing.
    """

    permission: Permission | None
    action: str = ""

    async def __call__(self, request: Request) -> Scope:
        """The caller's Scope; raises NotSignedIn or NotAllowed."""
        request.scope["youju.door"] = self
        if self.permission is None:
            return NOTHING
        return allowed(caller_of(request.scope), self.permission).scope


NOTHING = Scope(frozenset())


def allowed(caller: Caller | None, permission: Permission) -> Caller:
    """The caller, where they may; raises NotSignedIn or NotAllowed."""
    if caller is None:
        raise not_signed_in()
    if permission not in caller.permissions:
        raise NotAllowed(
            caller.name,
            zh=f"这个账户或密钥没有“{permission.value}”权限，请联系管理员",
            en=f"this account or key has no permission to {permission.value}; ask an administrator",
        )
    return caller


def into_collection(caller: Caller, collection: str) -> str:
    """The collection, where the caller may put files into it: one that they see; raises NotAllowed."""
    if not collection.strip() or not caller.scope.sees(collection):
        raise NotAllowed(
            collection,
            zh="您看不到这个集合，不能放入文件；请联系管理员",
            en="you do not see this collection, so you cannot put files into it; ask an administrator",
        )
    return collection


def caller_of(scope: Asgi) -> Caller | None:
    """Whoever makes this request, as the gate found out."""
    caller = scope.get("youju.caller")
    return caller if isinstance(caller, Caller) else None


def address_of(scope: Asgi) -> str:
    """The address that a request came from, as the server or its proxy tells it."""
    return str((scope.get("client") or ("",))[0])


class Gate:
    """Finds out who calls, and stops who is nobody.

    `local` says that this machine alone is served: while there is no account its requests are the local administrator's.
    """

    def __init__(self, app: ASGIApp, library: Library, *, local: bool) -> None:
        self.app = app
        self.requests = Limit(library.settings.requests_per_minute)
        self.library = library
        self.local = local

    async def __call__(self, scope: Asgi, receive: Receive, send: Send) -> None:
        """Let the request pass with its caller, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        try:
            caller = known(self.library.access, scope, headers, local=self.local)
            if caller is not LOCAL and not _part(scope["path"]) and not _delivery(scope):
                self.requests.take(f"user {caller.id}" if caller else f"address {address_of(scope)}")
        except YoujuError as fault:
            await respond(problem_of(fault, language_asked(Request(scope))))(scope, receive, send)
            return
        if scope["method"] not in _SAFE and not from_here(
            headers, cookie=caller is not None and caller.via == "session"
        ):
            refusal = problem(403, language=language_asked(Request(scope)))
            await respond(refusal)(scope, receive, send)
            return
        scope["youju.caller"] = caller
        if caller is None and not _public(scope["path"]):
            await _to_sign_in(scope, headers)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def known(access: "Access", scope: Asgi, headers: Headers, *, local: bool) -> Caller | None:
    """Whoever a request is from: by its key, else by its session, else the local administrator while there is no account."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = access.by_key(secret.strip(), local=local)
        # Programs send a placeholder where a key is a must and none is needed.
        return found or (LOCAL if _open(access, scope, headers, local) else None)
    if token := Request(scope).cookies.get(SESSION):
        return access.by_session(token, local=local) or (LOCAL if _open(access, scope, headers, local) else None)
    return LOCAL if _open(access, scope, headers, local) else None


def from_here(headers: Headers, *, cookie: bool) -> bool:
    """Whether a write comes from our own pages or from no browser at all: the browser itself says so.

    A session's cookie comes along by itself, so there a write that says nothing of its origin does not pass.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    if (origin := headers.get("origin")) is not None:
        return origin.partition("://")[2].lower() == headers.get("host", "").lower()
    return not cookie


def _open(access: "Access", scope: Asgi, headers: Headers, local: bool) -> bool:
    """Whether a request is the local administrator's: no account yet, only this machine served, no proxy between.

    The name asked for must be this machine's own: a foreign name that leads here is a page elsewhere at work.
    """
    if not local or access.peopled or any(name in headers for name in _FORWARDED):
        return False
    host = headers.get("host", "").rpartition("@")[2]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(name) or name == (scope.get("server") or ("",))[0]


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own, reached from nowhere else."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _public(path: str) -> bool:
    return path in PUBLIC or path.startswith(PUBLIC_BELOW) or _part(path)


def _delivery(scope: Asgi) -> bool:
    """Whether a messenger's platform may be delivering: a whole office's messages come from a few addresses, each signed."""
    return bool(scope["method"] == "POST" and scope["path"].startswith("/api/channels/"))


def _part(path: str) -> bool:
    return path.endswith(_PARTS) and path.count("/") == 1


def _to_sign_in(scope: Asgi, headers: Headers) -> JSONResponse | RedirectResponse:
    """The sign-in page for people, a problem for programs, each in its own protocol's words."""
    language = language_asked(Request(scope))
    error = not_signed_in()
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        asked = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        return RedirectResponse(
            f"{SIGN_IN}?{urlencode({'to': asked})}", status_code=303, headers={"cache-control": "no-store"}
        )
    named = {"www-authenticate": "Bearer"}
    if scope["path"].startswith("/v1/"):
        said = openai_error(error.status, error.sentence(language), code=error.code)
        return JSONResponse({"error": said}, status_code=error.status, headers=named)
    return respond(problem_of(error, language), named)


def openai_error(
    status: int, message: str, *, param: str | None = None, code: str | None = None
) -> dict[str, str | None]:
    """An error as OpenAI's clients read it."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"message": message, "type": kind, "param": param, "code": code}


def not_signed_in() -> NotSignedIn:
    """The error of a request that nobody is known by."""
    return NotSignedIn(
        "youju", zh="请先登录，或在 Authorization 里给出密钥", en="sign in, or send a key as Authorization: Bearer"
    )
