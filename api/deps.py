"""What routes are given: the library, and the scope every read goes through."""

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request

from api.observe import Metrics
from assistant.records.library import Library
from assistant.records.scope import EVERYTHING, Scope

# A long scan must not keep everybody waiting, and many must not take all memory.
_UPLOADS = 2


@dataclass(frozen=True)
class Service:
    """One running application: its library, whether the heavy parts are loaded, and how many uploads are read at once."""

    library: Library
    warm: threading.Event = field(default_factory=threading.Event)
    metrics: Metrics = field(default_factory=Metrics)
    uploads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_UPLOADS))


def current_service(request: Request) -> Service:
    """The service that answers this request."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


def current_library(request: Request) -> Library:
    """The library behind this request."""
    return current_service(request).library


def current_scope() -> Scope:
    """What the asking person may see: everything, until people sign in. No route decides this for itself."""
    return EVERYTHING


VISITOR = "youju_visitor"
_VISITOR_DAYS = 365


def current_owner(request: Request) -> str:
    """Whose conversations a request may list: a browser's own, known by its cookie, until people sign in.

    "" for clients without one: their conversations are found by id only. The cookie itself is never kept.
    """
    token = request.cookies.get(VISITOR, "")
    return hashlib.sha256(token.encode()).hexdigest()[:32] if token else ""


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
CurrentScope = Annotated[Scope, Depends(current_scope)]
CurrentOwner = Annotated[str, Depends(current_owner)]
