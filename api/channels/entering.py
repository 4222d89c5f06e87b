"""Opening a link inside a messenger without a password page: the messenger's own OAuth tells who it is.

A link of an answer leads to `/api/channels/NAME/enter?to=…`, that to the platform, and the platform back to `…/entered` with a
code that it exchanges for the person. Only persons whose account names them get in. `state` is bound to the browser by a
cookie, so that nobody can be signed in by another's link.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

COOKIE = "youju_entering"
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Entering:
    """A visit under way: what the platform must give back, and the page asked for."""

    state: str
    to: str


def begin(to: str) -> Entering:
    """A visit to the page `to` of ours; one elsewhere becomes the first page."""
    return Entering(secrets.token_urlsafe(24), to if ours(to) else "/")


def ours(to: str) -> bool:
    """Whether an address is a path of this site: browsers read // and \\ as another's."""
    return to.startswith("/") and not to.startswith("//") and not any(c in to for c in "\\\r\n\t")


def kept(entering: Entering) -> str:
    """The visit as a cookie's value."""
    return base64.urlsafe_b64encode(json.dumps([entering.state, entering.to]).encode()).decode()


def resumed(cookie: str, state: str) -> Entering | None:
    """The visit that a cookie keeps, where it is the one with this `state`."""
    try:
        known, to = json.loads(base64.urlsafe_b64decode(cookie))
    except (ValueError, TypeError):
        return None
    if not isinstance(known, str) or not isinstance(to, str) or not ours(to):
        return None
    return Entering(known, to) if hmac.compare_digest(known.encode(), state.encode()) else None


def back_address(public_url: str, channel: str) -> str:
    """Where the platform sends people back to; it must be named in its console."""
    return f"{public_url.rstrip('/')}/api/channels/{channel}/entered"


def enter_address(public_url: str, channel: str, to: str) -> str:
    """The link to a page of ours that signs people in on its way."""
    return f"{public_url.rstrip('/')}/api/channels/{channel}/enter?to={quote(to, safe='/')}"


def query_of(values: Mapping[str, str]) -> str:
    """Parameters of an address, percent-encoded."""
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
