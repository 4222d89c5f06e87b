"""What goes over the wire about accounts, keys and signing in."""

from typing import Literal

from pydantic import BaseModel, Field

RoleName = Literal["reader", "contributor", "evaluator", "auditor", "admin"]
PermissionName = Literal["read", "contribute", "evaluate", "audit", "operate", "administer"]


class SignIn(BaseModel):
    """Name and password, or the administrator's key of the first run."""

    name: str = Field(default="", max_length=64)
    password: str = Field(default="", max_length=256)
    key: str = Field(default="", max_length=128)


class PasswordChange(BaseModel):
    """Another password, with the one that counts so far."""

    old: str = Field(max_length=256)
    new: str = Field(max_length=256)


class SessionOut(BaseModel):
    """Who the caller is and may do; whether there are accounts, and whether the office's sign-on is set up."""

    signed_in: bool
    name: str
    via: str
    permissions: list[str]
    accounts: bool
    sign_on: bool


class AuditEntry(BaseModel, extra="allow"):
    """What happened, by whom, when; further fields depend on the action."""

    number: int
    at: str
    actor: str
    name: str
    via: str
    address: str
    action: str
    target: str
    digest: str


class ChainOut(BaseModel):
    """What a look through the whole chain found."""

    entries: int
    first: int
    last: int
    digest: str
    broken_at: int | None


class IdentityIn(BaseModel):
    """Who a user is in another system."""

    kind: Literal["oidc", "wecom", "dingtalk", "feishu"]
    identity: str = Field(min_length=1, max_length=256)


class UserIn(BaseModel):
    """A new account; `sign_on` is who its person is at the office's single sign-on, instead of or beside a password."""

    name: str = Field(min_length=1, max_length=64)
    display: str = Field(default="", max_length=64)
    roles: list[RoleName] = Field(default=["reader"], min_length=1)
    groups: list[str] = []
    password: str = Field(default="", max_length=256)
    sign_on: str = Field(default="", max_length=256)


class UserChange(BaseModel):
    """What is to be otherwise of an account; what is left out stays."""

    display: str | None = Field(default=None, max_length=64)
    roles: list[RoleName] | None = Field(default=None, min_length=1)
    groups: list[str] | None = None
    active: bool | None = None
    password: str | None = Field(default=None, max_length=256)


class UserOut(BaseModel):
    """An account; `groups` leaves out `everyone`."""

    id: str
    name: str
    display: str
    roles: list[RoleName]
    groups: list[str]
    active: bool
    has_password: bool
    identities: list[IdentityIn]
    created_at: str


class KeyIn(BaseModel):
    """A new key of a user, for so many days; null is until it is revoked."""

    user: str = Field(max_length=64)
    name: str = Field(min_length=1, max_length=64)
    permissions: list[PermissionName] = Field(default=["read"], min_length=1)
    days: float | None = Field(default=365, gt=0, le=3650)


class KeyOut(BaseModel):
    """A key without its secret."""

    id: str
    user: str
    name: str
    permissions: list[PermissionName]
    created_at: str
    expires_at: str | None
    used_at: str | None


class KeyMade(KeyOut):
    """A key with its secret, told this once."""

    secret: str


class GroupOut(BaseModel):
    """A group, who is of it, and what it sees."""

    name: str
    members: list[str]
    collections: list[str]


class CollectionOut(BaseModel):
    """A collection and how many documents lie in it."""

    name: str
    documents: int


class GroupsOut(BaseModel):
    """Every group and every collection."""

    groups: list[GroupOut]
    collections: list[CollectionOut]
