"""Signing in and out, and who is signed in."""

from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Anybody, Reads, TheCaller, TheService
from api.gate import SESSION, address_of, caller_of
from api.oidc import provider_of
from api.schemas import Problem
from api.schemas_access import PasswordChange, SessionOut, SignIn
from assistant.errors import NotAllowed, NotSignedIn
from assistant.records.access import Access
from assistant.records.access_model import LOCAL_ID, User
from assistant.records.trail import note

router = APIRouter(prefix="/api/session", tags=["session"])

# A password takes 64 MiB and a processor for a moment to check; more at once would keep everybody waiting.
_CHECKED_AT_ONCE = CapacityLimiter(2)
_REFUSED: dict[int | str, dict[str, Any]] = {401: {"model": Problem}, 429: {"model": Problem}}


@router.get("", response_model=None, responses={200: {"model": SessionOut}})
def get_session(request: Request, service: TheService, _: Anybody) -> Response:
    """Who you are here and what you may do; whether there are accounts, and whether the office's own sign-on is set up."""
    caller = caller_of(request.scope)
    body = {
        "signed_in": caller is not None,
        "name": caller.name if caller else "",
        "via": caller.via if caller else "",
        "permissions": sorted(caller.permissions) if caller else [],
        "accounts": service.library.access.peopled,
        "sign_on": provider_of(service.library.settings) is not None,
    }
    return JSONResponse(body, headers={"cache-control": "no-store"})


@router.post("", response_class=Response, status_code=204, responses=_REFUSED)
async def sign_in(body: SignIn, request: Request, service: TheService, _: Anybody) -> Response:
    """Sign in with name and password, or with the administrator's key of the first run; the answer sets a cookie."""
    address = address_of(request.scope)
    service.sign_ins.take(f"address {address}")
    service.sign_ins.take(f"name {body.name}")
    access, hours = service.library.access, service.library.settings.session_hours
    try:
        user_id = await to_thread.run_sync(_user_id, access, body, service.local, limiter=_CHECKED_AT_ONCE)
    except NotSignedIn:
        note(service.library, None, "sign-in failed", body.name, address=address)
        raise
    token = await to_thread.run_sync(access.tokens.begin_session, user_id, hours)
    note(service.library, access.by_session(token, local=service.local), "signed in", address=address)
    response = Response(status_code=204)
    set_session(response, request, token, hours)
    return response


@router.delete("", response_class=Response, status_code=204)
def sign_out(request: Request, service: TheService, _: Anybody) -> Response:
    """Sign out; what the browser kept of the records goes too."""
    if token := request.cookies.get(SESSION):
        note(service.library, caller_of(request.scope), "signed out", address=address_of(request.scope))
        service.library.access.tokens.end_session(token)
    response = Response(status_code=204, headers={"clear-site-data": '"cache"'})
    response.delete_cookie(SESSION)
    return response


@router.post("/password", dependencies=[Reads], response_class=Response, status_code=204, responses=_REFUSED)
async def change_password(body: PasswordChange, request: Request, caller: TheCaller, service: TheService) -> Response:
    """Change your own password; every session of yours ends, this one too."""
    if caller.via != "session":
        raise NotAllowed(caller.name, zh="请登录后再修改密码", en="sign in to change a password")
    service.sign_ins.take(f"name {caller.name}")
    users = service.library.access.users
    known = await to_thread.run_sync(users.by_password, caller.name, body.old, limiter=_CHECKED_AT_ONCE)
    if known is None:
        raise _wrong()
    note(service.library, caller, "password changed", caller.name, address=address_of(request.scope))
    await to_thread.run_sync(users.set_password, caller.name, body.new, limiter=_CHECKED_AT_ONCE)
    return Response(status_code=204)


def set_session(response: Response, request: Request, token: str, hours: float) -> None:
    """Put a session's token into the browser: no script reads it, no other site's page sends it with a write."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        SESSION, token, max_age=int(hours * 3600), path="/", secure=secure, httponly=True, samesite="lax"
    )


def _user_id(access: Access, body: SignIn, local: bool) -> str:
    if body.key:
        caller = access.by_key(body.key, local=local)
        if caller is None or caller.id != LOCAL_ID:
            raise _wrong()
        return LOCAL_ID
    user: User | None = access.users.by_password(body.name, body.password)
    if user is None:
        raise _wrong()
    return user.id


def _wrong() -> NotSignedIn:
    # The same words whether the name is unknown, the password wrong or the account disabled.
    return NotSignedIn("youju", zh="名称或密码不对，或账户已停用", en="wrong name or password, or a disabled account")
