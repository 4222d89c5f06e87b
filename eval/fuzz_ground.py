"""An installation to be attacked: fictional records, some hidden, an administrator, a reader, and what can be opened there."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from assistant.records.access_model import Permission, Role
from assistant.records.library import Library, open_library
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from eval.sample import write_corpus
from eval.written import content, paper, text, workbook
from ingest.pipeline import ingest, ingest_uploads
from ingest.queued import enqueue

ADMIN, READER, NOBODY = "admin", "reader", "nobody"
CALLERS = (READER, NOBODY, ADMIN)
"""Whoever may change nothing comes first: what an administrator shows to everybody is no leak."""
_HIDDEN = content(77)
_SHOWN = content(3)
_START = 120.0
_SETTINGS: Mapping[str, Any] = {"requests_per_minute": 0, "sign_ins_per_minute": 1_000_000, "max_upload_mb": 1}
"""Attacks come faster than people do, and sign-ins that are counted would stop them."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What an attack needs to know: where records are kept, the words nobody but the administrator may see, and the real
    names that fill the addresses' gaps, by the gap's name."""

    library: Library
    hidden: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]


def settings_of(folder: Path) -> Settings:
    """The settings of such an installation in `folder`."""
    return Settings(data_dir=folder, workers=1, file_seconds=20, **_SETTINGS)


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """The installation, made in `folder`, whose library is open while the block runs."""
    library = open_library(settings_of(folder / "data"))
    write_corpus(folder / "records", seed=7, departments=2, years=(2021, 2022))
    report = ingest([folder / "records" / "documents"], library)
    shown = ingest_uploads([("报告.pdf", paper(_SHOWN)), ("明细.xlsx", workbook(_SHOWN))], library)
    waiting = enqueue([("待读.txt", text(_SHOWN))], library, collection="default", now=0.0)
    enqueue([(f"{_HIDDEN.title}.txt", b"-")], library, collection="closed", now=0.0)
    hidden = ingest_uploads([("不公开.txt", text(_HIDDEN))], library, collection="closed")
    assert not report.failed
    secret = (_HIDDEN.title[:10], *(row[1] for row in _HIDDEN.rows))
    texts = [library.store.document(one.document_id or "", EVERYTHING).text for one in (*shown, *report.outcomes)]
    assert not any(word in text for word in secret for text in texts)
    ids = [one.document_id or "" for one in (*hidden, *shown, *report.outcomes)]
    try:
        yield Ground(library, secret, _names(ids, [one.id for one in waiting]))
    finally:
        library.close()


def _names(documents: list[str], uploads: list[str]) -> dict[str, tuple[str, ...]]:
    return {
        "document_id": tuple(documents),
        "upload_id": tuple(uploads),
        "collection": ("default", "closed"),
        "group": ("everyone", "budget"),
        "name": ("抽查", ADMIN, READER, "wecom"),
        "case_id": ("one",),
        "kind": ("wecom", "oidc"),
        "number": ("0", "1", "2"),
        "model": ("youju",),
    }


def key_for(caller: str, library: Library) -> dict[str, str]:
    """The headers that make a request the caller's; the account is made, or made to work again, where it must be."""
    if caller == NOBODY:
        return {}
    users, role = library.access.users, Role.ADMIN if caller == ADMIN else Role.READER
    known = next((user for user in users.all() if user.name == caller), None) or users.add(caller, [role])
    users.change(caller, roles=[role], active=True)
    secret = library.access.tokens.make_key(known.id, "attack", list(Permission), days=None)[1]
    return {"authorization": f"Bearer {secret}"}


def planted(address: str, headers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What can be opened by name only once it is made, made over HTTP: an answer, a conversation, gold cases, a round."""
    with httpx.Client(base_url=address, headers=dict(headers), timeout=60, trust_env=False) as client:
        answer = client.post(
            "/api/ask", json={"question": "2021年预算执行率是多少？", "conversation_id": "c" * 32}
        ).json()
        case = {"id": "one", "question": "2021年预算执行率是多少？", "status": "abstained"}
        client.put("/api/gold/抽查", json=case).raise_for_status()
        drawn = client.post("/api/reviews", json={"name": "抽查", "size": 1})
        client.post("/api/runs", json={"set": "抽查"}).raise_for_status()
        return {
            "answer_id": (answer["id"],),
            "conversation_id": tuple(one["id"] for one in client.get("/api/conversations").json()),
            "round_id": (drawn.json()["id"],) if drawn.status_code == 201 else (),
            "run_id": tuple(one["id"] for one in client.get("/api/runs").json()),
            "fact": tuple(one["fact"] for one in client.get("/api/warnings").json()[:3]),
        }


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address of the installation in `folder`, served by a process of its own, and that process."""
    port = _free()
    named = {f"YOUJU_{name.upper()}": str(value) for name, value in _SETTINGS.items()}
    told = {"YOUJU_DATA_DIR": str(folder / "data"), "YOUJU_WORKERS": "1", "YOUJU_FILE_SECONDS": "20"}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
            env={**os.environ, **named, **told},
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address, process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the service did not start")


def _free() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
