"""The guard in conftest.py: tests reach this machine and nothing else."""

import socket
import urllib.request

import pytest


@pytest.mark.parametrize("host", ["example.org", "192.0.2.1", "2001:db8::1"])
def test_a_connection_outwards_fails_the_test(host: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="tried to reach"):
        socket.create_connection((host, 80), timeout=0.1)


def test_not_even_code_that_expects_failures_hides_it() -> None:
    def shrug() -> str:
        try:
            urllib.request.urlopen("http://example.org/", timeout=0.1)
        except Exception:
            return "offline, then"
        return "online"

    with pytest.raises(pytest.fail.Exception):
        shrug()


def test_datagrams_are_guarded() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out,
        pytest.raises(pytest.fail.Exception),
    ):
        out.sendto(b"?", ("192.0.2.1", 53))


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5) as client:
            assert client.getpeername()[1] == port
