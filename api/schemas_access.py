"""What goes over the wire about accounts, keys and signing in."""

from pydantic import BaseModel, Field


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
    """Who the caller is and may do; `accounts` tells whether there are any."""

    signed_in: bool
    name: str
    via: str
    permissions: list[str]
    accounts: bool


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
