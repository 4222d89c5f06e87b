"""Accounts, keys and groups over HTTP, for administrators; each change is told to the audit log."""

from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from api.accounts import groups_record, key_record, user_record
from api.deps import Administering, Administers, TheLibrary
from api.schemas import Problem
from api.schemas_access import GroupsOut, IdentityIn, KeyIn, KeyMade, KeyOut, UserChange, UserIn, UserOut
from api.trail import tell
from assistant.records.access_model import LOCAL_ID, Permission, Role
from assistant.records.access_users import Users

router = APIRouter(prefix="/api/admin", tags=["admin"])

# Hashing a password takes 64 MiB.
_HASHED_AT_ONCE = CapacityLimiter(2)
_WRONG: dict[int | str, dict[str, Any]] = {422: {"model": Problem}}
Collection = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("/users", dependencies=[Administers], response_model=None, responses={200: {"model": list[UserOut]}})
def list_users(library: TheLibrary) -> Response:
    """Every account by name, with who its person is elsewhere."""
    return JSONResponse([user_record(user, known) for user, known in _with_identities(library.access.users)])


@router.post("/users", response_model=None, status_code=201, responses={201: {"model": UserOut}, **_WRONG})
async def add_user(body: UserIn, request: Request, library: TheLibrary, _: Administering) -> Response:
    """Make an account. The first one is an administrator's: from then on everybody signs in."""
    tell(request, did="user added", name_of_user=body.name, roles=body.roles, groups=body.groups)
    users = library.access.users

    def made() -> dict[str, Any]:
        user = users.add(
            body.name, [Role(r) for r in body.roles], password=body.password, display=body.display, groups=body.groups
        )
        if body.sign_on:
            users.link(user.name, "oidc", body.sign_on)
        return user_record(user, users.identities().get(user.id, ()))

    return JSONResponse(await to_thread.run_sync(made, limiter=_HASHED_AT_ONCE), status_code=201)


@router.patch("/users/{name}", response_model=None, responses={200: {"model": UserOut}, **_WRONG})
async def change_user(name: str, body: UserChange, request: Request, library: TheLibrary, _: Administering) -> Response:
    """Change roles, groups or full name, disable or enable, or set a password; sessions end where they must."""
    given = body.model_dump(exclude_none=True, exclude={"password"})
    tell(request, did="user changed", changes={**given, **({"password": "set"} if body.password else {})})
    users = library.access.users

    def changed() -> dict[str, Any]:
        roles = None if body.roles is None else [Role(role) for role in body.roles]
        if body.password:
            users.set_password(name, body.password)
        user = users.change(name, roles=roles, groups=body.groups, active=body.active, display=body.display)
        return user_record(user, users.identities().get(user.id, ()))

    return JSONResponse(await to_thread.run_sync(changed, limiter=_HASHED_AT_ONCE))


@router.post("/users/{name}/identities", response_class=Response, status_code=204, responses=_WRONG)
def link_identity(name: str, body: IdentityIn, request: Request, library: TheLibrary, _: Administering) -> Response:
    """Say who a user is at the office's sign-on or in a messenger."""
    tell(request, did="identity linked", kind=body.kind, identity=body.identity)
    library.access.users.link(name, body.kind, body.identity)
    return Response(status_code=204)


@router.delete("/identities/{kind}/{identity:path}", response_class=Response, status_code=204)
def unlink_identity(kind: str, identity: str, request: Request, library: TheLibrary, _: Administering) -> Response:
    """Let that identity be nobody here."""
    tell(request, did="identity unlinked")
    library.access.users.unlink(kind, identity)
    return Response(status_code=204)


@router.get("/keys", dependencies=[Administers], response_model=None, responses={200: {"model": list[KeyOut]}})
def list_keys(library: TheLibrary) -> Response:
    """Every key without its secret, which is kept nowhere."""
    access = library.access
    names = {user.id: user.name for user in access.users.all()}
    return JSONResponse([key_record(key, names) for key in access.tokens.all_keys()])


@router.post("/keys", response_model=None, status_code=201, responses={201: {"model": KeyMade}, **_WRONG})
def add_key(body: KeyIn, request: Request, library: TheLibrary, _: Administering) -> Response:
    """Make a key of a user; `secret` is told this once."""
    access = library.access
    owner = access.users.named(body.user)
    permissions = [Permission(each) for each in body.permissions]
    key, secret = access.tokens.make_key(owner.id, body.name, permissions, days=body.days)
    tell(request, did="key made", key=key.id, user=owner.name, permissions=body.permissions)
    made = {**key_record(key, {owner.id: owner.name}), "secret": secret}
    return JSONResponse(made, status_code=201, headers={"cache-control": "no-store"})


@router.delete("/keys/{key_id}", response_class=Response, status_code=204, responses=_WRONG)
def revoke_key(key_id: str, request: Request, library: TheLibrary, _: Administering) -> Response:
    """End a key; it stops with the next request."""
    ended = library.access.tokens.revoke_key(key_id)
    tell(request, did="key revoked", key=ended.id, of="first run" if ended.user_id == LOCAL_ID else ended.user_id)
    return Response(status_code=204)


@router.get("/groups", dependencies=[Administers], response_model=None, responses={200: {"model": GroupsOut}})
def list_groups(library: TheLibrary) -> Response:
    """Groups with their members and what they see, and every collection with its number of documents."""
    return JSONResponse(groups_record(library))


@router.put("/groups/{group}/collections/{collection}", response_class=Response, status_code=204, responses=_WRONG)
def grant(group: str, collection: Collection, request: Request, library: TheLibrary, _: Administering) -> Response:
    """Let a group see a collection; the group `everyone` is every user."""
    tell(request, did="collection granted")
    library.access.users.grant(group, collection)
    return Response(status_code=204)


@router.delete("/groups/{group}/collections/{collection}", response_class=Response, status_code=204, responses=_WRONG)
def revoke(group: str, collection: Collection, request: Request, library: TheLibrary, _: Administering) -> Response:
    """Let a group see a collection no longer."""
    tell(request, did="collection revoked")
    library.access.users.revoke(group, collection)
    return Response(status_code=204)


def _with_identities(users: Users) -> list[tuple[Any, Any]]:
    known = users.identities()
    return [(user, known.get(user.id, ())) for user in users.all()]
