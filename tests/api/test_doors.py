"""No door without a gate: every route, tool and command says what it asks of its caller, and reads through a Scope."""

import ast
import asyncio
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from mcp.server.mcpserver.exceptions import ToolError
from starlette.routing import Mount, Route

import api
from api.app import create_app
from api.deps import Service
from api.gate import Door
from api.mcp import mcp_server
from assistant.errors import NotSignedIn
from assistant.records.access_model import LOCAL
from assistant.records.library import Library

# What is no route of ours, and why it needs no permission of its own: the gate lets nobody unknown come that far.
OTHERS = {
    "/api/openapi.json": "the description of the interface holds no record",
    "/mcp": "asks for the permission to read itself, for its messages are no routes",
    "/swagger-ui": "a foreign program's files",
    "": "the pages' files, which hold no record",
}
# Routes that anybody may call: signing in, whether the service is up, and callbacks that prove themselves by a signature.
OPEN = {
    "/api/session",
    "/healthz",
    "/readyz",
    "/api/channels/{name}",
    "/api/channels/{name}/enter",
    "/api/channels/{name}/entered",
    "/signin/oidc",
    "/signin/oidc/callback",
}
# Commands that work on the installation itself for whoever may read its folder, not for a user.
MACHINE = {
    "cli_backup.py",
    "cli_digest.py",  # for each chat by its own person
    "cli_doctor.py",
    "cli_eval.py",
    "cli_runs.py",
    "cli_serve.py",
    "cli_worker.py",
    "cli_progress.py",
    "cli.py",
    "cli_common.py",
    "cli_answer.py",
}


def doors(dependant: Dependant) -> list[Door]:
    found = [dependant.call] if isinstance(dependant.call, Door) else []
    return found + [door for inner in dependant.dependencies for door in doors(inner)]


def test_every_route_says_what_it_asks_of_its_caller(library: Library) -> None:
    seen = 0
    for context in iter_route_contexts(create_app(library).routes):
        route = context.original_route
        if not isinstance(route, APIRoute):
            assert isinstance(route, Route | Mount)
            assert route.path in OTHERS, f"{route.path} has no door"
            continue
        seen += 1
        found = doors(route.dependant)
        assert len(found) == 1, f"{route.path} has {len(found)} doors"
        if found[0].permission is None:
            assert route.path in OPEN, f"{route.path} is open to anybody"
    assert seen > 30


def test_every_tool_asks_who_calls(library: Library) -> None:
    def nobody() -> None:
        raise NotSignedIn("test", zh="没有人", en="nobody")

    server = mcp_server(Service(library), nobody)
    tools = asyncio.run(server.list_tools())
    arguments = {"question": "预算执行率是多少？", "document_id": "x", "start": 0, "end": 1}
    assert tools
    for tool in tools:
        given = {name: value for name, value in arguments.items() if name in tool.input_schema["properties"]}
        with pytest.raises(ToolError, match="nobody"):
            asyncio.run(server.call_tool(tool.name, given))


@pytest.mark.parametrize("path", sorted(Path(api.__file__).parent.glob("cli_*.py")), ids=lambda path: path.name)
def test_no_command_reads_past_the_person_it_acts_for(path: Path) -> None:
    """A command that reads records takes its Scope from `--as`; EVERYTHING is for the installation's own upkeep."""
    names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
    assert path.name in MACHINE or "EVERYTHING" not in names
    if "opened" in names and path.name not in MACHINE:
        assert names & {"acting", "reading", "person"}, f"{path.name} opens the library for nobody"


def test_no_route_reads_everything() -> None:
    for path in (Path(api.__file__).parent / "routes").glob("*.py"):
        text = path.read_text("utf-8")
        assert "EVERYTHING" not in text, path.name
        assert "LOCAL" not in text.replace("LOCAL_ID", ""), path.name
    assert LOCAL.scope.collections is None
