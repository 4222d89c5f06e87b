"""What routes are given: the library, and the scope every read goes through."""

import threading
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from assistant.records.library import Library
from assistant.records.scope import EVERYTHING, Scope


@dataclass(frozen=True)
class Service:
    """One running application: its library, whether the heavy parts are loaded, and the gate uploads pass singly."""

    library: Library
    warm: threading.Event = field(default_factory=threading.Event)
    ingesting: threading.Lock = field(default_factory=threading.Lock)


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


TheService = Annotated[Service, Depends(current_service)]
TheLibrary = Annotated[Library, Depends(current_library)]
CurrentScope = Annotated[Scope, Depends(current_scope)]
