"""Single sign-on against a provider of its own: a program on this machine that speaks OpenID Connect."""

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from access_kit import Office, office
from fastapi.testclient import TestClient

from api.gate import SESSION
from api.oidc import Attempt, Provider
from api.routes.sign_on import ATTEMPT
from assistant.errors import SignOnFailed

SUBJECT = "zhang@example.gov.cn"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of `oidc-provider-mock`, run as the program it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    running = subprocess.Popen(
        program, env={**os.environ, "PYTHONWARNINGS": "ignore"}, stderr=subprocess.PIPE, text=True
    )
    for line in running.stderr:
        if "running on" in line.lower():
            break
    drain = threading.Thread(target=running.stderr.read, daemon=True)
    drain.start()
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(10)
    drain.join(10)
    running.stderr.close()


@pytest.fixture
def bureau(tmp_path: Path, issuer: str) -> Iterator[Office]:
    with office(tmp_path, oidc_issuer=issuer, oidc_client_id="youju", oidc_client_secret="s3cret") as made:
        yield made


def away(client: TestClient, to: str = "/documents.html") -> str:
    response = client.get("/signin/oidc", params={"to": to}, follow_redirects=False)
    assert response.status_code == 303
    return response.headers["location"]


def back(address: str, subject: str = SUBJECT) -> str:
    """What the provider's page does when somebody signs in there: the address that the browser comes back to."""
    answer = httpx.post(address, data={"sub": subject}, follow_redirects=False, trust_env=False)
    assert answer.status_code == 302
    return answer.headers["location"]


def test_somebody_with_an_account_comes_in_and_goes_on_where_they_were(bureau: Office) -> None:
    bureau.library.access.users.link("reader", "oidc", SUBJECT)
    with bureau.client(None) as client:
        assert client.get("/api/session").json()["sign_on"] is True
        address = away(client)
        asked = parse_qs(urlsplit(address).query)
        assert asked["code_challenge_method"] == ["S256"]
        arrived = client.get(back(address), follow_redirects=False)
        assert (arrived.status_code, arrived.headers["location"]) == (303, "/documents.html")
        assert client.get("/api/session").json()["name"] == "reader"
        assert ATTEMPT not in client.cookies
    assert [e.record["action"] for e in bureau.library.audit.entries()] == ["signed in"]


def test_a_stranger_and_a_disabled_account_stay_outside(bureau: Office) -> None:
    users = bureau.library.access.users
    users.link("reader", "oidc", SUBJECT)
    users.change("reader", active=False)
    with bureau.client(None) as client:
        for subject in (SUBJECT, "stranger"):
            arrived = client.get(back(away(client), subject), follow_redirects=False)
            assert arrived.headers["location"] == "/signin.html?refused=unknown"
            assert SESSION not in client.cookies


def test_newcomers_become_readers_where_the_office_wants_that(tmp_path: Path, issuer: str) -> None:
    newcomers = {"oidc_issuer": issuer, "oidc_client_id": "youju", "oidc_client_secret": "s", "oidc_new_users": True}
    with office(tmp_path, **newcomers) as made, made.client(None) as client:
        client.get(back(away(client), "newcomer"), follow_redirects=False)
        session = client.get("/api/session").json()
        assert (session["name"], session["permissions"]) == ("newcomer", ["read"])
        made.library.access.users.change("newcomer", active=False)
        again = client.get(back(away(client), "newcomer"), follow_redirects=False)
        assert again.headers["location"] == "/signin.html?refused=unknown"


@pytest.mark.parametrize("meddled", ["state", "code", "no cookie", "used code"])
def test_an_answer_that_is_not_this_browsers_is_refused(bureau: Office, meddled: str) -> None:
    bureau.library.access.users.link("reader", "oidc", SUBJECT)
    with bureau.client(None) as client:
        answer = back(away(client))
        if meddled == "used code":
            client.get(answer, follow_redirects=False)
            client.cookies.clear()
            away(client)
        elif meddled == "no cookie":
            client.cookies.clear()
        else:
            said = parse_qs(urlsplit(answer).query)[meddled][0]
            answer = answer.replace(said, "x" + said[1:] if said[0] != "x" else "y" + said[1:])
        arrived = client.get(answer, follow_redirects=False)
        assert arrived.headers["location"] == "/signin.html?refused=failed"
        assert SESSION not in client.cookies


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_nobody_is_sent_elsewhere_afterwards(bureau: Office, to: str) -> None:
    bureau.library.access.users.link("reader", "oidc", SUBJECT)
    with bureau.client(None) as client:
        arrived = client.get(back(away(client, to)), follow_redirects=False)
        assert arrived.headers["location"] == "/"


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    with office(tmp_path) as made, made.client(None) as client:
        assert client.get("/api/session").json()["sign_on"] is False
        assert client.get("/signin/oidc").status_code == 404


# A provider that lies


class Liar(http.server.BaseHTTPRequestHandler):
    """Answers whatever its server's `told` holds for a path."""

    def do_GET(self) -> None:
        body = json.dumps(self.server.told.get(self.path, {})).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def liar() -> Iterator[http.server.HTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


def token(key, issuer: str, **changes: object) -> str:
    from joserfc import jwt

    claims = {"iss": issuer, "aud": "youju", "sub": SUBJECT, "nonce": "n", "iat": 1, "exp": 4102444800} | changes
    return jwt.encode({"alg": "RS256", "kid": key.kid}, {k: v for k, v in claims.items() if v is not None}, key)


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"aud": ["youju", "other"], "azp": "youju"}, True),
        ({"aud": ["youju", "other"]}, False),
        ({"aud": "other"}, False),
        ({"iss": "http://127.0.0.1:1"}, False),
        ({"nonce": "another"}, False),
        ({"nonce": None}, False),
        ({"exp": 2}, False),
        ({"exp": None}, False),
        ({"sub": None}, False),
        ({"sub": 7}, False),
    ],
)
def test_an_id_token_holds_only_where_everything_fits(liar, changes: dict, holds: bool) -> None:
    from joserfc.jwk import RSAKey

    key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    site = f"http://127.0.0.1:{liar.server_port}"
    described = {
        "issuer": site,
        "authorization_endpoint": f"{site}/a",
        "token_endpoint": f"{site}/t",
        "jwks_uri": f"{site}/k",
    }
    liar.told = {
        "/.well-known/openid-configuration": described,
        "/t": {"id_token": token(key, site, **changes)},
        "/k": {"keys": [key.as_dict(private=False)]},
    }
    provider, attempt = Provider(site, "youju", "", "sub", "openid"), Attempt("s", "n", "v", "/")
    answer = {"state": "s", "code": "c"}
    if holds:
        assert provider.identity(attempt, answer, "http://localhost/back") == SUBJECT
        other = RSAKey.generate_key(2048, parameters={"kid": "one"})
        liar.told["/k"] = {"keys": [other.as_dict(private=False)]}
    with pytest.raises(SignOnFailed):
        provider.identity(attempt, answer, "http://localhost/back")


@pytest.mark.parametrize(
    "described",
    [
        {},
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/t"},
        {"token_endpoint": None},
    ],
)
def test_a_description_that_leads_elsewhere_is_refused(liar, described: dict) -> None:
    site = f"http://127.0.0.1:{liar.server_port}"
    whole = {
        "issuer": site,
        "authorization_endpoint": f"{site}/a",
        "token_endpoint": f"{site}/t",
        "jwks_uri": f"{site}/k",
    }
    told = {name: value for name, value in (whole | described).items() if value is not None} if described else {}
    liar.told = {"/.well-known/openid-configuration": told}
    provider = Provider(site, "youju", "", "sub", "openid")
    with pytest.raises(SignOnFailed):
        provider.identity(Attempt("s", "n", "v", "/"), {"state": "s", "code": "c"}, "http://localhost/back")


def test_a_provider_without_tls_is_contacted_on_this_machine_only() -> None:
    with pytest.raises(SignOnFailed, match="https"):
        Provider("http://sso.example", "youju", "", "sub", "openid").address(
            Attempt("s", "n", "v", "/"), "http://x/back"
        )
