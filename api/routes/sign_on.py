"""The way to the office's single sign-on and back."""

import base64
import json
import logging
from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api.deps import Anybody, Service, TheService
from api.gate import SIGN_IN, address_of
from api.oidc import Attempt, Provider, begin, provider_of
from api.routes.session import set_session
from assistant.errors import InvalidAccount, SignOnFailed
from assistant.records.access_model import Role, User
from assistant.records.trail import note

router = APIRouter(prefix="/signin/oidc", include_in_schema=False)

ATTEMPT = "youju_sign_on"
_MINUTES = 10
_LOG = logging.getLogger("youju")


@router.get("")
async def go(
    request: Request, service: TheService, _: Anybody, to: Annotated[str, Query(max_length=500)] = "/"
) -> Response:
    """Send the browser to the provider; what proves its coming back is kept in the browser."""
    provider = _provider(service)
    service.sign_ins.take(f"address {address_of(request.scope)}")
    attempt = begin(to if _here(to) else "/")
    try:
        away = await to_thread.run_sync(provider.address, attempt, _back(request, service))
    except SignOnFailed as failure:
        return _refused(failure)
    response = RedirectResponse(away, status_code=303, headers={"cache-control": "no-store"})
    secure = request.url.scheme == "https"
    response.set_cookie(
        ATTEMPT, _packed(attempt), max_age=60 * _MINUTES, path="/signin", secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/callback")
async def come_back(request: Request, service: TheService, _: Anybody) -> Response:
    """Whoever the provider says it is, signed in where they have an account."""
    provider, access = _provider(service), service.library.access
    attempt, address = _unpacked(request.cookies.get(ATTEMPT, "")), address_of(request.scope)
    try:
        if attempt is None:
            raise SignOnFailed("OIDC", zh="登录过程已过期", en="the attempt has expired")
        answer, back = dict(request.query_params), _back(request, service)
        identity = await to_thread.run_sync(provider.identity, attempt, answer, back)
    except SignOnFailed as failure:
        note(service.library, None, "sign-in failed", "oidc", address=address, reason=failure.en)
        return _refused(failure)
    user = access.users.by_identity("oidc", identity) or _newcomer(service, identity)
    if user is None:
        note(service.library, None, "sign-in failed", identity, address=address, reason="no account")
        return RedirectResponse(f"{SIGN_IN}?refused=unknown", status_code=303)
    hours = service.library.settings.session_hours
    token = access.tokens.begin_session(user.id, hours)
    note(service.library, access.by_session(token), "signed in", "oidc", address=address)
    response = RedirectResponse(attempt.to, status_code=303, headers={"cache-control": "no-store"})
    response.delete_cookie(ATTEMPT, path="/signin")
    set_session(response, request, token, hours)
    return response


def _newcomer(service: Service, identity: str) -> User | None:
    """A reader's account for somebody who has none yet, where the settings want that; never the first, never a disabled one's."""
    users = service.library.access.users
    known = {each for several in users.identities().values() for each in several}
    if not service.library.settings.oidc_new_users or ("oidc", identity) in known:
        return None
    try:
        user = users.add(identity, [Role.READER])
        users.link(user.name, "oidc", identity)
    except InvalidAccount as error:
        _LOG.warning("no account was made for a newcomer of the single sign-on: %s", error)
        return None
    return user


def _provider(service: Service) -> Provider:
    provider = provider_of(service.library.settings)
    if provider is None:
        raise HTTPException(404)
    return provider


def _back(request: Request, service: Service) -> str:
    base = service.library.settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/signin/oidc/callback"


def _here(to: str) -> bool:
    """Whether a place is on this site: browsers take "//" and "/\\" for another one."""
    return to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()


def _refused(failure: SignOnFailed) -> Response:
    _LOG.warning("%s", failure)
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'refused': 'failed'})}", status_code=303)


def _packed(attempt: Attempt) -> str:
    return base64.urlsafe_b64encode(json.dumps(asdict(attempt)).encode()).decode()


def _unpacked(cookie: str) -> Attempt | None:
    try:
        told = json.loads(base64.urlsafe_b64decode(cookie))
        attempt = Attempt(**{name: str(told[name]) for name in ("state", "nonce", "verifier", "to")})
    except (ValueError, KeyError, TypeError):
        return None
    return attempt if _here(attempt.to) else None
