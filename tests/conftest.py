"""Fixtures for every test: an empty library of its own, settings from nowhere else, and no way out of this machine."""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import hypothesis
import pytest

from assistant.records.library import Library, open_library
from assistant.settings import Settings

# The same cases on every machine, and no failure because a busy machine draws them slowly.
hypothesis.settings.register_profile(
    "youju", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("youju")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the developer's environment nor a youju.toml lying about decides what a test sees."""
    for name in [name for name in os.environ if name.startswith("YOUJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YOUJU_CONFIG", os.devnull)
    # Files are read in the test's own process; tests of the reading processes ask for some.
    monkeypatch.setenv("YOUJU_WORKERS", "0")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    opened = open_library(settings)
    yield opened
    opened.close()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A connection or lookup to anything but this machine fails the test that tries it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patch.setattr(socket, name, _guarded_lookup(getattr(socket, name)))
        yield


def _guarded(method):
    def call(self, *args):
        # sendto's address stands last, after data and flags.
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _check(args[-1][0])
        return method(self, *args)

    return call


def _guarded_lookup(lookup):
    def call(host, *args, **named):
        _check(host)
        return lookup(host, *args, **named)

    return call


def _check(host) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost") or _is_loopback(name):
        return
    # pytest.fail is no Exception: code that shrugs off a failed connection does not hide it.
    pytest.fail(f"a test tried to reach {name}")


def _is_loopback(name: str) -> bool:
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
