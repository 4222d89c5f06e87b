"""Noting in the audit log what a door let pass, as the settings want it where the log cannot be written."""

import logging
from typing import Any

from assistant.errors import StoreFault
from assistant.records.access_model import Caller
from assistant.records.library import Library

_LOG = logging.getLogger("youju")


def note(
    library: Library, caller: Caller | None, action: str, target: str = "", *, address: str = "", **detail: Any
) -> None:
    """Add an entry. Where it cannot be written the service goes on and its own log says so, unless `audit_required`.

    Raises StoreFault then.
    """
    try:
        library.audit.note(caller, action, target, address=address, **detail)
    except StoreFault:
        if library.settings.audit_required:
            raise
        _LOG.exception("what %s %s was not written into the audit log", caller.name if caller else "nobody", action)
