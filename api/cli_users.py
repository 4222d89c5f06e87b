"""`youju users`: accounts, their roles and groups, and the collections that groups see."""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli_common import acting, console, opened, plain, print_json, say, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.records.access_model import Role, User
    from assistant.records.access_users import Users

app = typer.Typer(help="Accounts, their roles and groups, and what groups see.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name that the person signs in with.")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", help="reader, contributor, evaluator, auditor or admin; give it again for several."),
]
Groups = Annotated[list[str] | None, typer.Option("--group", help="Group of the user; give it again for several.")]
Piped = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    name: Name,
    role: Roles = None,
    group: Groups = None,
    display: Annotated[str, typer.Option(help="Full name.")] = "",
    sign_on: Annotated[
        str, typer.Option(help="Who this is at the office's single sign-on; no password is asked then.")
    ] = "",
    password_stdin: Piped = False,
) -> None:
    """Make an account (a reader unless roles are given). From the first one on, everybody signs in."""
    roles = _roles(role or ["reader"])
    with _administering("user added", name, roles=sorted(roles), groups=group or []) as users:
        password = "" if sign_on else _password(piped=password_stdin)
        user = users.add(name, roles, password=password, display=display, groups=group or ())
        if sign_on:
            users.link(user.name, "oidc", sign_on)
    _say(user, "已添加", "added")


@app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List accounts with their roles and groups."""
    from api.accounts import user_record

    with _administering() as users:
        found, known = users.all(), users.identities()
    if as_json:
        print_json([user_record(user, known.get(user.id, ())) for user in found])
        return
    listing = table(
        say("用户", "User"), say("姓名", "Name"), say("角色", "Roles"), say("分组", "Groups"), say("状态", "State")
    )
    for user in found:
        state = say("可用", "active") if user.active else say("停用", "disabled")
        listing.add_row(user.name, plain(user.display), ", ".join(sorted(user.roles)), ", ".join(user.groups), state)
    console().print(listing)


@app.command("change")
def change(name: Name, role: Roles = None, group: Groups = None, no_groups: bool = False) -> None:
    """Give a user other roles or groups, in place of those they have."""
    groups = [] if no_groups else group
    with _administering("user changed", name, roles=role, groups=groups) as users:
        user = users.change(name, roles=_roles(role) if role else None, groups=groups)
    _say(user, "已更改", "changed")


@app.command("disable")
def disable(name: Name) -> None:
    """Stop an account: its sessions end and its keys stop with the next request."""
    with _administering("user disabled", name) as users:
        user = users.change(name, active=False)
    _say(user, "已停用", "disabled")


@app.command("enable")
def enable(name: Name) -> None:
    """Let a disabled account sign in again."""
    with _administering("user enabled", name) as users:
        user = users.change(name, active=True)
    _say(user, "已启用", "enabled")


@app.command("password")
def password(name: Name, password_stdin: Piped = False) -> None:
    """Give an account another password; its sessions end."""
    with _administering("password set", name) as users:
        users.named(name)
        users.set_password(name, _password(piped=password_stdin))
    console().print(say("密码已更改", "password changed"))


@app.command("link")
def link(name: Name, kind: str, identity: str) -> None:
    """Say who a user is elsewhere: KIND is oidc, wecom, dingtalk or feishu."""
    with _administering("identity linked", name, kind=kind, identity=identity) as users:
        users.link(name, kind, identity)
    console().print(plain(say(f"{kind} {identity} 即 {name}", f"{kind} {identity} is {name}")))


@app.command("unlink")
def unlink(kind: str, identity: str) -> None:
    """Let that identity of another system be nobody here."""
    with _administering("identity unlinked", identity, kind=kind) as users:
        users.unlink(kind, identity)


@app.command("grant")
def grant(group: str, collection: str) -> None:
    """Let a group see a collection; the group `everyone` is every user."""
    with _administering("collection granted", group, collection=collection) as users:
        users.grant(group, collection)


@app.command("revoke")
def revoke(group: str, collection: str) -> None:
    """Let a group see a collection no longer."""
    with _administering("collection revoked", group, collection=collection) as users:
        users.revoke(group, collection)


@app.command("grants")
def grants(as_json: AsJson = False) -> None:
    """List what each group sees."""
    with _administering() as users:
        found = users.grants()
    if as_json:
        print_json(found)
        return
    listing = table(say("分组", "Group"), say("可见的集合", "Sees"))
    for group, collections in found.items():
        listing.add_row(plain(group), plain(", ".join(collections)))
    console().print(listing)


@contextmanager
def _administering(did: str = "", whom: str = "", **detail: Any) -> "Iterator[Users]":
    """The accounts of the installation, where whoever the command acts for may administer; notes what it `did`."""
    from assistant.records.access_model import Permission
    from assistant.records.trail import note

    with opened() as library:
        caller = acting(library, Permission.ADMINISTER)
        yield library.access.users
        if did:
            note(library, caller, "administered", whom, did=did, **detail)


def _roles(given: list[str]) -> "frozenset[Role]":
    from assistant.records.access_model import Role

    try:
        return frozenset(map(Role, given))
    except ValueError:
        names = ", ".join(Role)
        raise typer.BadParameter(say(f"角色只能是：{names}", f"one of {names}"), param_hint="--role") from None


def _password(*, piped: bool) -> str:
    """A new password: one line of standard input, or asked for twice on the terminal without showing it."""
    if piped:
        return sys.stdin.readline().rstrip("\r\n")
    said: str = typer.prompt(say("密码", "Password"), hide_input=True, confirmation_prompt=True, err=True)
    return said


def _say(user: "User", zh: str, en: str) -> None:
    roles = ", ".join(sorted(user.roles))
    console().print(plain(say(f"{zh} {user.name}（{roles}）", f"{en} {user.name} ({roles})")))
