"""What routes are given: the library, their caller, and the scope every read goes through."""

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request

from api.gate import Door, caller_of, not_signed_in
from api.keeping import Keeping
from api.limits import Limit
from api.observe import Metrics
from assistant.records.access_model import LOCAL_ID, Caller, Permission
from assistant.records.library import Library
from assistant.records.scope import Scope

# A long scan must not keep everybody waiting, and many must not take all memory.
_UPLOADS = 2


@dataclass(frozen=True)
class Service:
    """One running application: its library, whether the heavy parts are loaded, and how many uploads are read at once.

    `local` says that this machine alone is served.
    """

    library: Library
    local: bool = True
    warm: threading.Event = field(default_factory=threading.Event)
    metrics: Metrics = field(default_factory=Metrics)
    keeping: Keeping = field(default_factory=Keeping)
    uploads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_UPLOADS))

    @cached_property
    def sign_ins(self) -> Limit:
        """Counts attempts to sign in."""
        return Limit(self.library.settings.sign_ins_per_minute)


async def current_service(request: Request) -> Service:
    """The service that answers this request."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


async def current_library(request: Request) -> Library:
    """The library behind this request."""
    return (await current_service(request)).library


VISITOR = "youju_visitor"
_VISITOR_DAYS = 365


def owner_of(request: Request) -> str:
    """Whose conversations a request may list: a user's own, or a browser's, known by its cookie, before there are accounts.

    "" for clients without one: their conversations are found by id only. The cookie itself is never kept.
    """
    caller = caller_of(request.scope)
    if caller is not None and caller.id != LOCAL_ID:
        return f"user:{caller.id}"
    token = request.cookies.get(VISITOR, "")
    return hashlib.sha256(token.encode()).hexdigest()[:32] if token else ""


async def current_owner(request: Request) -> str:
    """The owner of what this request keeps."""
    return owner_of(request)


async def current_caller(request: Request) -> Caller:
    """Whoever makes this request; raises NotSignedIn where nobody does."""
    caller = caller_of(request.scope)
    if caller is None:
        raise not_signed_in()
    return caller


def visitor_cookie(cookies: str, *, secure: bool) -> str | None:
    """The Set-Cookie value for a browser that sends none (`cookies` is its Cookie header); None where it has one."""
    try:
        known = VISITOR in SimpleCookie(cookies)
    except CookieError:
        known = False
    if known:
        return None
    age = _VISITOR_DAYS * 24 * 3600
    kept = f"{VISITOR}={secrets.token_urlsafe(24)}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax"
    return f"{kept}; Secure" if secure else kept


TheService = Annotated[Service, Depends(current_service)]
TheLibrary = Annotated[Library, Depends(current_library)]
TheCaller = Annotated[Caller, Depends(current_caller)]

# What each route asks of its caller, and what the audit log calls it. A route has one of these, as a test finds.
CurrentScope = Annotated[Scope, Depends(Door(Permission.READ))]
Opening = Annotated[Scope, Depends(Door(Permission.READ, "opened"))]
Exporting = Annotated[Scope, Depends(Door(Permission.READ, "exported"))]
Uploading = Annotated[Scope, Depends(Door(Permission.CONTRIBUTE, "uploaded"))]
Changing = Annotated[Scope, Depends(Door(Permission.CONTRIBUTE, "changed"))]
Deleting = Annotated[Scope, Depends(Door(Permission.CONTRIBUTE, "deleted"))]
Evaluating = Annotated[Scope, Depends(Door(Permission.EVALUATE))]
EvaluatingExport = Annotated[Scope, Depends(Door(Permission.EVALUATE, "exported"))]
Operating = Annotated[Scope, Depends(Door(Permission.OPERATE))]
Auditing = Annotated[Scope, Depends(Door(Permission.AUDIT, "audited"))]
Administering = Annotated[Scope, Depends(Door(Permission.ADMINISTER, "administered"))]
Anybody = Annotated[Scope, Depends(Door(None))]
Reads = Depends(Door(Permission.READ))
Administers = Depends(Door(Permission.ADMINISTER))
Audits = Depends(Door(Permission.AUDIT))
Forgets = Depends(Door(Permission.READ, "deleted"))
CurrentOwner = Annotated[str, Depends(current_owner)]
