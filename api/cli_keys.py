"""`youju keys`: what programs send to be known at /api, /v1 and /mcp."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli_common import acting, console, opened, plain, print_json, say, table

if TYPE_CHECKING:
    from assistant.records.access_model import Permission

app = typer.Typer(help="Keys that programs send as Authorization: Bearer.", no_args_is_help=True)

_DAYS = 365.0


@app.command("add")
def add(
    user: Annotated[str, typer.Argument(help="Whose key it is; it never may do more than they.")],
    name: Annotated[str, typer.Argument(help="What it is for.")],
    may: Annotated[
        list[str] | None,
        typer.Option(
            help="read, contribute, evaluate, audit, operate or administer; default: read. Give it again for several."
        ),
    ] = None,
    days: Annotated[float, typer.Option(min=0, help="Days until it expires; 0 is never.")] = _DAYS,
) -> None:
    """Make a key and print its secret, once."""
    from assistant.records.access_model import Permission
    from assistant.records.trail import note

    permissions = _permissions(may or ["read"])
    with opened() as library:
        caller = acting(library, Permission.ADMINISTER)
        owner = library.access.users.named(user)
        key, secret = library.access.tokens.make_key(owner.id, name, permissions, days=days or None)
        note(library, caller, "administered", owner.name, did="key made", key=key.id, permissions=sorted(permissions))
    typer.echo(say(f"密钥 {key.id} 只显示这一次：", f"key {key.id}, shown this once:"), err=True)
    typer.echo(secret)


@app.command("list")
def list_keys(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List keys: whose, what for, until when, last used when. Secrets are kept nowhere."""
    from api.accounts import key_record
    from assistant.records.access_model import Permission

    with opened() as library:
        acting(library, Permission.ADMINISTER)
        names = {user.id: user.name for user in library.access.users.all()}
        found = [key_record(key, names) for key in library.access.tokens.all_keys()]
    if as_json:
        print_json(found)
        return
    listing = table(
        "ID",
        say("用户", "User"),
        say("用途", "For"),
        say("权限", "May"),
        say("到期", "Expires"),
        say("上次使用", "Last used"),
    )
    for one in found:
        ends = one["expires_at"] or say("不过期", "never")
        listing.add_row(
            one["id"], one["user"], plain(one["name"]), ", ".join(one["permissions"]), ends, one["used_at"] or "—"
        )
    console().print(listing)


@app.command("revoke")
def revoke(key: Annotated[str, typer.Argument(help="Id of the key, as listed.")]) -> None:
    """End a key; it stops with the next request."""
    from assistant.records.access_model import Permission
    from assistant.records.trail import note

    with opened() as library:
        caller = acting(library, Permission.ADMINISTER)
        ended = library.access.tokens.revoke_key(key)
        note(library, caller, "administered", ended.name, did="key revoked", key=ended.id)
    console().print(plain(say(f"已撤销 {ended.name}", f"revoked {ended.name}")))


def _permissions(given: list[str]) -> "frozenset[Permission]":
    from assistant.records.access_model import Permission

    try:
        return frozenset(map(Permission, given))
    except ValueError:
        names = ", ".join(Permission)
        raise typer.BadParameter(say(f"权限只能是：{names}", f"one of {names}"), param_hint="--may") from None
