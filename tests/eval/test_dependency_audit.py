"""The audit of the lock files, by pip-audit itself against a service on this machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from serving import served
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from eval.audit import Audit, pinned, read

WEAK = {"id": "OSV-1", "summary": "made up", "aliases": [], "affected": []}


async def weaknesses(request: Request) -> JSONResponse:
    asked = json.loads(await request.body())
    fixed = {"package": {"name": asked["package"]["name"], "ecosystem": "PyPI"}}
    known = WEAK | {"affected": [fixed | {"ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "1.2"}]}]}]}
    return JSONResponse({"vulns": [known]} if asked["package"]["name"] == "weak-one" else {})


def audited(lock: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("OSV_URL", address)
    done = subprocess.run([sys.executable, "-m", "eval.audit", str(lock)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_known_weakness_fails_and_a_service_away_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound, weak = tmp_path / "sound.lock", tmp_path / "weak.lock"
    sound.write_text("fine==1.0 \\\n    --hash=sha256:00\n", "utf-8")
    weak.write_text("fine==1.0\nweak-one==1.1 ; python_version > '3'\n", "utf-8")
    with served(Starlette(routes=[Route("/", weaknesses, methods=["POST"])])) as address:
        assert audited(sound, address, monkeypatch) == (0, "1 packages checked, 0 known weaknesses\n")
        code, said = audited(weak, address, monkeypatch)
        assert (code, said.splitlines()[-1]) == (1, "2 packages checked, 1 known weaknesses")
        assert said.startswith("weak-one 1.1: OSV-1")
    code, said = audited(weak, address, monkeypatch)
    assert (code, said.partition(":")[0]) == (0, "NOT CHECKED")


def test_a_service_that_knows_nothing_has_checked_nothing() -> None:
    audit = read({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    assert (audit, audit.sentence.partition(":")[0]) == (Audit(0, ("a",), ()), "NOT CHECKED")


def test_every_locked_package_is_asked_about() -> None:
    lock = "# made\na-b==1.2 \\\n    --hash=sha256:aa\nc==2.0 ; sys_platform == 'linux' \\\n    --hash=sha256:bb\n"
    assert pinned([lock, "c==2.0", "torch==2.13.0"]) == ("a-b==1.2", "c==2.0", "torch==2.13.0")
