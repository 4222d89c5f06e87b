"""The files of deploy/ fit the program: settings, addresses, ports, versions and commands are those there are."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.app import create_app
from api.cli import app
from assistant.records.library import Library
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def written(*patterns: str) -> str:
    found = [path for pattern in patterns for path in sorted(DEPLOY.glob(pattern)) if path.is_file()]
    return "\n".join(path.read_text("utf-8") for path in found)


def manifests() -> Iterator[dict[str, Any]]:
    for path in MANIFESTS:
        yield from filter(None, yaml.safe_load_all(path.read_text("utf-8")))


def specs(node: Any) -> Iterator[dict[str, Any]]:
    """Every pod's spec in a manifest."""
    if isinstance(node, dict):
        if "containers" in node:
            yield node
        for value in node.values():
            yield from specs(value)


def test_every_setting_named_is_one() -> None:
    known = {f"YOUJU_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"\bYOUJU_[A-Z_]+\b", written("**/*")))
    assert len(named) >= 6
    assert named <= known


def test_servers_are_of_the_versions_locked() -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"chromadb/chroma:(\S+)", written("*.yaml", "kubernetes/*.yaml"))) == {locked["chromadb"]}
    assert set(re.findall(r"image: youju:(\S+)", written("compose.yaml"))) == {PROJECT["version"]}
    assert re.search(rf'newTag: "{re.escape(PROJECT["version"])}"', written("kubernetes/kustomization.yaml"))
    assert "pg8000" in locked, "the image must reach PostgreSQL as it is"


def test_probes_ask_what_is_served(library: Library) -> None:
    served = {getattr(route, "path", "") for route in create_app(library).routes}
    served |= {"/healthz", "/readyz"}
    probes = set(re.findall(r"path: (/\w+)", written("kubernetes/youju.yaml")))
    probes |= set(re.findall(r"127\.0\.0\.1:8000(/\w+)", written("Dockerfile")))
    assert probes == {"/healthz", "/readyz"}
    assert Settings.model_fields["port"].default == 8000


def test_commands_are_there() -> None:
    known = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    asked = {service["command"][0] for name, service in compose["services"].items() if "command" in service}
    asked |= {
        c["args"][0]
        for m in manifests()
        for spec in specs(m)
        for c in spec["containers"]
        if "command" not in c and "args" in c
    }
    asked |= set(
        re.findall(
            r"youju (\w+)",
            "\n".join(
                re.findall(r"^ExecStart=.*$|args: \[.exec.*", written("systemd/*", "kubernetes/*"), re.MULTILINE)
            ),
        )
    )
    assert {"serve", "ingest", "worker", "digest", "backup"} <= asked <= known


def test_what_runs_is_nobody_s_root_and_writes_where_it_must() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER 10001", dockerfile, re.MULTILINE)
    found = [spec for manifest in manifests() for spec in specs(manifest)]
    assert len(found) == 6
    for spec in found:
        assert spec["securityContext"]["runAsNonRoot"] is True
        volumes = {volume["name"] for volume in spec.get("volumes", ())} | {"index"}
        for container in spec["containers"]:
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
    for unit in (DEPLOY / "systemd").glob("*.service"):
        text = unit.read_text("utf-8")
        assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "User=youju"} <= set(text.splitlines())


def test_services_and_claims_named_are_there() -> None:
    made = {(m["kind"], m["metadata"]["name"]) for m in manifests() if "metadata" in m}
    claims = {
        v["persistentVolumeClaim"]["claimName"]
        for m in manifests()
        for s in specs(m)
        for v in s.get("volumes", ())
        if "persistentVolumeClaim" in v
    }
    assert {("PersistentVolumeClaim", name) for name in claims} <= made
    assert {("Service", "web"), ("Service", "vectors")} <= made
    labelled = {m["metadata"]["name"] for m in manifests() if m["kind"] in ("Deployment", "CronJob")}
    policies = {m["metadata"]["name"]: m["spec"] for m in manifests() if m["kind"] == "NetworkPolicy"}
    assert set(policies) == {"web", "vectors"}
    admitted = policies["vectors"]["ingress"][0]["from"][0]["podSelector"]["matchExpressions"][0]["values"]
    assert set(admitted) == labelled
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text("utf-8"))["resources"]
    assert {*listed, "kustomization.yaml"} == {path.name for path in MANIFESTS}


def test_answers_are_not_held_back_by_the_proxy() -> None:
    nginx, caddy = written("proxy/nginx.conf"), written("proxy/Caddyfile")
    assert "proxy_buffering off;" in nginx
    assert "flush_interval -1" in caddy
    size = int(re.search(r"client_max_body_size (\d+)m", nginx)[1])  # type: ignore[index]
    assert size > 4 * Settings.model_fields["max_upload_mb"].default


@pytest.mark.parametrize("script", ["bundle.sh", "install.sh"])
def test_scripts_are_plain_shell(script: str) -> None:
    assert subprocess.run(["sh", "-n", str(DEPLOY / script)], check=False).returncode == 0


@pytest.mark.parametrize(("broken", "said"), [("python", "This bundle is for Python 2.0"), ("file", "damaged")])
def test_a_bundle_that_does_not_fit_is_refused(tmp_path: Path, broken: str, said: str) -> None:
    import hashlib
    import sys

    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a.whl").write_bytes(b"a")
    digest = hashlib.sha256(b"b" if broken == "file" else b"a").hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{digest}  wheels/a.whl\n")
    (tmp_path / "PYTHON").write_text(
        "2.0\n" if broken == "python" else f"{sys.version_info[0]}.{sys.version_info[1]}\n"
    )
    (tmp_path / "install.sh").write_text((DEPLOY / "install.sh").read_text("utf-8"))
    done = subprocess.run(
        ["sh", "install.sh", str(tmp_path / "env")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "env").exists()
