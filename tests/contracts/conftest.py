"""Servers that the contract suites need, started once."""

from collections.abc import Iterator

import pytest
from postgresql_kit import NotToBeHad, Server, server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL of our own; the tests that need it are skipped with the reason where none can be had."""
    pytest.importorskip("pg8000", reason="the driver for PostgreSQL, pg8000, is not installed")
    try:
        with server() as running:
            yield running
    except NotToBeHad as reason:
        pytest.skip(str(reason))
