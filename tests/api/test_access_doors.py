"""The other doors, user by user: the protocol of tools over HTTP, the command line, and messengers."""

import os
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from access_kit import SECRET, Office, office
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from typer.testing import CliRunner

from api.app import create_app
from api.channels.seam import Incoming
from api.channels.who import asker_of
from api.cli import app
from assistant.records.access_model import Permission
from tests.serving import served

SEEN = {"reader": False, "insider": True, "root": True}
ASKED = "南栎市教育局2021年预算执行率是多少？"


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        with office(tmp_path_factory.mktemp("office")) as made:
            yield made


@pytest.fixture(scope="module")
def site(bureau: Office) -> Iterator[str]:
    with served(create_app(bureau.library)) as address:
        yield address


def through_mcp(address: str, secret: str, calls: list[tuple[str, dict[str, Any]]]) -> str:
    """What these calls of tools answer to whoever has this key, as one text."""

    async def session() -> str:
        headers = {"authorization": f"Bearer {secret}"}
        http = httpx.AsyncClient(headers=headers, trust_env=False, timeout=60)
        async with http, Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client:
            return "\n".join([str(await client.call_tool(name, given)) for name, given in calls])

    return anyio.run(session)


@pytest.mark.parametrize(("name", "sees"), SEEN.items())
def test_tools_show_what_their_caller_may_see(bureau: Office, site: str, name: str, sees: bool) -> None:
    access = bureau.library.access
    _, secret = access.tokens.make_key(access.users.named(name).id, "mcp", [Permission.READ], days=1)
    calls = [
        ("ask", {"question": ASKED}),
        ("find_figures", {}),
        ("list_documents", {}),
        ("get_source", {"document_id": bureau.hidden, "start": 0, "end": 10}),
    ]
    for call in calls:
        told = through_mcp(site, secret, [call])
        assert ("教育局2021.txt" in told) is sees, call


def test_tools_are_for_nobody_unknown(bureau: Office, site: str) -> None:
    assert httpx.post(f"{site}/mcp", json={}, trust_env=False).status_code == 401
    access = bureau.library.access
    _, secret = access.tokens.make_key(access.users.named("auditor").id, "audit", [Permission.AUDIT], days=1)
    answer = httpx.post(f"{site}/mcp", json={}, headers={"authorization": f"Bearer {secret}"}, trust_env=False)
    assert answer.status_code == 403


def youju(bureau: Office, *arguments: str):
    env = {"YOUJU_DATA_DIR": str(bureau.library.settings.data_dir), "YOUJU_CONFIG": os.devnull, "LANG": "en"}
    return CliRunner(env=env).invoke(app, list(arguments))


@pytest.mark.parametrize(("name", "sees"), SEEN.items())
def test_commands_show_what_the_person_they_act_for_may_see(bureau: Office, name: str, sees: bool) -> None:
    asked = youju(bureau, "--as", name, "ask", ASKED)
    assert ("98.99" in asked.stdout) is sees
    assert ("教育局2021.txt" in youju(bureau, "--as", name, "documents").stdout) is sees
    for command in ("text", "figures"):
        assert (youju(bureau, "--as", name, command, bureau.hidden).exit_code == 0) is sees


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("reader", ["documents", "edit", "水务局2021.txt", "--title", "x"]),
        ("reader", ["ingest", "--sample"]),
        ("contributor", ["ingest", "--sample", "--collection", SECRET]),
        ("reader", ["users", "list"]),
        ("auditor", ["keys", "list"]),
        ("evaluator", ["audit", "verify"]),
        ("nobody", ["documents"]),
    ],
)
def test_a_command_does_no_more_than_the_person_it_acts_for_may(
    bureau: Office, name: str, arguments: list[str]
) -> None:
    result = youju(bureau, "--as", name, *arguments)
    assert result.exit_code == 1
    assert name in result.stderr or SECRET in result.stderr


def test_accounts_are_kept_from_the_command_line(bureau: Office) -> None:
    secret = "correct horse battery\n"
    runner = CliRunner(env={"YOUJU_DATA_DIR": str(bureau.library.settings.data_dir), "YOUJU_CONFIG": os.devnull})
    added = runner.invoke(app, ["users", "add", "Sun", "--role", "auditor", "--password-stdin"], input=secret)
    assert added.exit_code == 0, added.stderr
    assert bureau.library.access.users.by_password("sun", secret.strip()) is not None
    made = youju(bureau, "keys", "add", "sun", "report", "--may", "audit", "--days", "1")
    assert bureau.library.access.by_key(made.stdout.strip()).permissions == {Permission.AUDIT}
    assert youju(bureau, "users", "disable", "sun").exit_code == 0
    assert bureau.library.access.by_key(made.stdout.strip()) is None
    assert youju(bureau, "--as", "sun", "documents").exit_code == 1
    assert youju(bureau, "users", "disable", "root").exit_code == 1
    assert '"sun"' in youju(bureau, "users", "list", "--json").stdout
    assert youju(bureau, "audit", "verify").exit_code == 0
    exported = youju(bureau, "audit", "export").stdout
    assert '"did": "user disabled"' in exported
    assert youju(bureau, "audit", "verify", "--holds", "0" * 63 + "1").exit_code == 1


@pytest.mark.parametrize(
    ("sender", "group", "sees"),
    [("li", False, {"default", SECRET}), ("li", True, {"default"}), ("gone", False, None), ("stranger", False, None)],
)
def test_a_person_in_a_messenger_is_the_user_linked_to_them(
    bureau: Office, sender: str, group: bool, sees: Any
) -> None:
    access = bureau.library.access
    access.users.link("insider", "wecom", "li")
    access.users.link("evaluator", "wecom", "gone")
    access.users.change("evaluator", active=False)
    asker = asker_of("wecom", Incoming("1", "chat", sender, "问", 0.0, group=group), (), access)
    access.users.change("evaluator", active=True)
    assert (None if asker is None else set(asker.scope.collections)) == sees
    guest = asker_of("wecom", Incoming("1", "chat", "stranger", "问", 0.0), (), access, guests=True)
    assert guest.scope.collections == {"default"}
    assert not guest.may_add_files


def test_other_machines_are_not_served_without_an_account(tmp_path, bureau: Office) -> None:
    env = {"YOUJU_DATA_DIR": str(tmp_path), "YOUJU_CONFIG": os.devnull, "LANG": "en"}
    result = CliRunner(env=env).invoke(app, ["serve", "--host", "0.0.0.0"])
    assert result.exit_code == 1
    assert "youju users add" in result.stderr
