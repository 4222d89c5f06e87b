"""What goes over the wire of the installation and its channels."""

from typing import Literal

from pydantic import BaseModel, Field


class SettingOut(BaseModel):
    """A setting in force; what may hold a password is shown as ***."""

    name: str
    value: str | None
    default: bool
    description: str


class StorageOut(BaseModel):
    """How many bytes a part of what is kept takes; none told of originals in object storage that are many, or away."""

    name: str
    bytes: int | None


class PartState(BaseModel):
    """A part of the installation, whether it is well, and what was seen."""

    name: Literal["store", "originals", "vectors", "encoder", "vocabulary"]
    well: bool
    problem: str | None
    seen: dict[str, str | int]


class SystemOut(BaseModel):
    """What an installation is made of."""

    version: str
    settings: list[SettingOut]
    storage: list[StorageOut]
    parts: list[PartState]


class ChannelOut(BaseModel):
    """An office messenger and its messages: still open, done, and given up."""

    name: str
    on: bool
    open: int
    done: int
    dead: int


class DeadLetterOut(BaseModel):
    """A message given up, without its text; `taken_at` is seconds since 1970."""

    key: str
    channel: str
    taken_at: float
    attempts: int
    problem: str


class LetterIn(BaseModel):
    """A message given up that is to be tried again."""

    key: str = Field(max_length=300, description="what it is known by, as /api/channels tells")


class ChannelsOut(BaseModel):
    """How the office messengers do."""

    channels: list[ChannelOut]
    dead: list[DeadLetterOut]
