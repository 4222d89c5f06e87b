"""What commands share: the library, the language of messages, safe printing, errors as one sentence."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from assistant.errors import InvalidSetting, YoujuError

if TYPE_CHECKING:
    from assistant.records.access_model import Caller, Permission
    from assistant.records.library import Library
    from assistant.records.scope import Scope

FAILED = 1
USAGE = 2

# Whom the command that runs acts for.
_ACT_AS: ContextVar[str | None] = ContextVar("act_as", default=None)

# What a document says must not move the cursor or colour the terminal; tab and line end stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Told(TyperGroup):
    """A group of commands whose own errors end as one sentence on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command for whom `--as` names; an InvalidSetting is wrong usage, any other of our errors a failed input."""
        before = _ACT_AS.set(ctx.params.get("act_as"))
        try:
            return super().invoke(ctx)
        except YoujuError as error:
            complain(error.sentence(language()))
            raise typer.Exit(USAGE if isinstance(error, InvalidSetting) else FAILED) from None
        finally:
            _ACT_AS.reset(before)


@contextmanager
def opened() -> Iterator["Library"]:
    """The library that the settings in force name, closed again at the end."""
    from assistant.records.library import open_library
    from assistant.settings import load_settings

    library = open_library(load_settings())
    try:
        yield library
    finally:
        library.close()


def acting(library: "Library", permission: "Permission") -> "Caller":
    """Whoever a command acts for: the user of `--as`, else the local administrator, who can read the data folder anyway.

    Raises InvalidAccount where there is no such user, NotAllowed where they may not.
    """
    from api.gate import allowed

    return allowed(person(library, act_as()), permission)


def act_as() -> str | None:
    """The name that `--as` gives, or None."""
    return _ACT_AS.get()


def person(library: "Library", name: str | None) -> "Caller":
    """The user of that name, or the local administrator for None; raises InvalidAccount where there is no such user."""
    from assistant.records.access_model import LOCAL

    return library.access.by_name(name) if name else LOCAL


def reading(library: "Library") -> "Scope":
    """What a command may read, for whomever it acts."""
    from assistant.records.access_model import Permission

    return acting(library, Permission.READ).scope


def language() -> str:
    """The language of messages: "zh" in a Chinese locale, else "en"."""
    chosen = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def say(zh: str, en: str) -> str:
    """The one of both that fits the language of messages."""
    return zh if language() == "zh" else en


def plain(text: str) -> str:
    """Text of a record made safe for a terminal: control characters become visible boxes."""
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n"))


def console() -> Console:
    """Where results go: standard output, without reading markup into data."""
    return Console(markup=False, highlight=False, emoji=False)


def errors() -> Console:
    """Where progress and complaints go: standard error."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    errors().print(Text(plain(sentence), style="red"), soft_wrap=True)


def print_json(value: Any, *, one_line: bool = False) -> None:
    """A JSON value on standard output, Chinese readable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=None if one_line else 2))


def table(*columns: str) -> Table:
    """An unboxed table with these column heads, which wraps long cells."""
    made = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
