"""An S3 server of our own (moto) on the loopback address: it speaks real HTTP, and can be stopped, held and started again."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from assistant.settings import Settings

KEYS = {"s3_key_id": "AKIAYOUJU", "s3_secret": "youju-secret"}


@dataclass
class S3Server:
    """The server, always at the same address; what it holds outlasts a stop."""

    port: int
    running: Any = None

    @property
    def url(self) -> str:
        """Where it is, running or not."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Take connections."""
        from moto.server import ThreadedMotoServer

        self.running = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self.running.start()

    def stop(self) -> None:
        """Refuse connections."""
        if self.running is not None:
            self.running.stop()
            self.running = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """While it lasts connections are refused."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """While it lasts connections are taken and nothing is answered."""
        self.stop()
        try:
            with socket.create_server(("127.0.0.1", self.port), backlog=64):
                yield
        finally:
            self.start()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """While it lasts keys are checked, and it knows none."""
        self._authorised_from("0")
        try:
            yield
        finally:
            self._authorised_from("inf")

    def bucket(self) -> str:
        """The name of a new, empty bucket."""
        name = f"originals-{uuid4().hex}"  # all servers of a process hold the same buckets
        self.client().create_bucket(Bucket=name)
        return name

    def settings(self, folder: Path, place: str | None = None, **more: Any) -> Settings:
        """Settings of an installation whose originals are here, in a new bucket unless `place` is named."""
        place = place or f"s3://{self.bucket()}/youju"
        return Settings(data_dir=folder, originals=place, s3_endpoint=self.url, workers=0, **KEYS, **more)

    def keys(self, place: str) -> list[str]:
        """The keys of a bucket, whoever put them there."""
        found = self.client().list_objects_v2(Bucket=place.removeprefix("s3://").partition("/")[0])
        return [one["Key"] for one in found.get("Contents", ())]

    def client(self) -> Any:
        """A client beside the program's own."""
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=KEYS["s3_key_id"],
            aws_secret_access_key=KEYS["s3_secret"],
        )

    def _authorised_from(self, requests: str) -> None:
        from moto import settings
        from moto.core.responses import ActionAuthenticatorMixin

        settings.INITIAL_NO_AUTH_ACTION_COUNT = float(requests)
        ActionAuthenticatorMixin.request_count = 0


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """A server that runs, and is gone at the end."""
    pytest.importorskip("moto", reason="moto is not installed")
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        server = S3Server(free.getsockname()[1])
    server.start()
    try:
        yield server
    finally:
        server.stop()
