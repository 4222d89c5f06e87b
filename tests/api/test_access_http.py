"""Who gets in, and what each person sees at every door."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from access_kit import SECRET, Office, office
from fastapi.testclient import TestClient

from api.app import create_app
from api.gate import SESSION
from assistant.records.access_model import Permission, Role
from assistant.records.library import Library, open_library
from assistant.settings import Settings

PASSWORD = "correct horse battery"
HIDDEN_WORDS = ("98.99", "4,301.77", "4301.77", "4,345.60", "学位供给", "教育局")


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", "/dev/null")
        with office(tmp_path_factory.mktemp("office")) as made:
            yield made


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Library]:
    library = open_library(Settings(data_dir=tmp_path, workers=0, sign_ins_per_minute=4))
    yield library
    library.close()


# Before there are accounts


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8000"}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({"host": "127.0.0.1"}, 200),
        ({"authorization": "Bearer a-placeholder"}, 200),
        ({"host": "records.example"}, 401),
        ({"host": "10.0.0.7:8000"}, 401),
        ({"x-forwarded-for": "10.0.0.7"}, 401),
        ({"forwarded": "for=10.0.0.7"}, 401),
    ],
)
def test_without_accounts_only_this_machine_comes_in(alone: Library, headers: dict[str, str], status: int) -> None:
    with TestClient(create_app(alone)) as client:
        assert client.get("/api/documents", headers=headers).status_code == status


def test_served_to_others_nobody_comes_in_without_an_account(alone: Library) -> None:
    with TestClient(create_app(alone, local=False)) as client:
        assert client.get("/api/documents").status_code == 401
        secret = alone.access.first_run_key()
        assert client.get("/api/documents", headers={"authorization": f"Bearer {secret}"}).status_code == 401


def test_the_first_account_closes_the_open_door_at_once(alone: Library) -> None:
    with TestClient(create_app(alone)) as client:
        assert client.get("/api/session").json()["via"] == "local"
        alone.access.users.add("root", [Role.ADMIN])
        assert client.get("/api/documents").status_code == 401
        assert client.get("/api/session").json()["signed_in"] is False


def test_the_key_of_the_first_run_is_made_once_and_signs_in(alone: Library) -> None:
    secret = alone.access.first_run_key()
    assert secret is not None
    assert alone.access.first_run_key() is None
    alone.access.users.add("root", [Role.ADMIN])
    assert alone.access.first_run_key() is None
    with TestClient(create_app(alone)) as client:
        assert client.get("/api/system", headers={"authorization": f"Bearer {secret}"}).status_code == 200
        assert client.post("/api/session", json={"key": "yj_wrong"}).status_code == 401
        assert client.post("/api/session", json={"key": secret}).status_code == 204
        assert client.get("/api/system").status_code == 200
        (key,) = alone.access.tokens.all_keys()
        alone.access.tokens.revoke_key(key.id)
        assert client.get("/api/system").status_code == 401


# Signing in


def test_signing_in_and_out(alone: Library) -> None:
    alone.access.users.add("Zhang", [Role.ADMIN], password=PASSWORD)
    with TestClient(create_app(alone), base_url="https://testserver") as client:
        client.headers["origin"] = "https://testserver"
        assert client.post("/api/session", json={"name": "zhang", "password": "wrong"}).status_code == 401
        given = client.post("/api/session", json={"name": " ZHANG", "password": PASSWORD})
        assert given.status_code == 204
        cookie = given.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=lax", "secure", "path=/"))
        assert client.get("/api/session").json()["name"] == "zhang"
        kept = client.cookies[SESSION]
        assert client.delete("/api/session").status_code == 204
        client.cookies.set(SESSION, kept)
        assert client.get("/api/documents").status_code == 401


def test_a_password_is_changed_by_its_owner_and_ends_every_session(alone: Library) -> None:
    alone.access.users.add("zhang", [Role.ADMIN], password=PASSWORD)
    with TestClient(create_app(alone)) as client:
        client.headers["origin"] = "http://testserver"
        client.post("/api/session", json={"name": "zhang", "password": PASSWORD})
        path = "/api/session/password"
        assert client.post(path, json={"old": "wrong", "new": "another horse battery"}).status_code == 401
        assert client.post(path, json={"old": PASSWORD, "new": "short"}).status_code == 422
        assert client.post(path, json={"old": PASSWORD, "new": "another horse battery"}).status_code == 204
        assert client.get("/api/documents").status_code == 401


def test_guessing_passwords_ends_soon(alone: Library) -> None:
    alone.access.users.add("zhang", [Role.ADMIN])
    with TestClient(create_app(alone)) as client:
        statuses = [
            client.post("/api/session", json={"name": "zhang", "password": str(n)}).status_code for n in range(6)
        ]
    assert statuses == [401] * 4 + [429] * 2


def test_one_user_asks_only_so_often(tmp_path: Path) -> None:
    with office(tmp_path, requests_per_minute=3) as small:
        with small.client("reader") as client:
            assert [client.get("/api/scope").status_code for _ in range(5)] == [200] * 3 + [429] * 2
        with small.client("insider") as other:
            assert other.get("/api/scope").status_code == 200


# Requests of other sites


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "http://elsewhere.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_a_session_writes_only_from_our_own_pages(bureau: Office, headers: dict[str, str], passes: bool) -> None:
    with bureau.client("reader") as client:
        del client.headers["origin"]
        status = client.post("/api/ask", json={"question": "预算执行率是多少？"}, headers=headers).status_code
    assert (status == 200) is passes
    assert status in (200, 403)


# Accounts that end


def test_disabling_stops_sessions_and_keys_with_the_next_request(bureau: Office) -> None:
    access = bureau.library.access
    user = access.users.add("leaver", [Role.READER], password=PASSWORD)
    session = access.tokens.begin_session(user.id, 1)
    _, secret = access.tokens.make_key(user.id, "script", [Permission.READ], days=1)
    access.users.link("leaver", "wecom", "wx-7")
    bearer = {"authorization": f"Bearer {secret}"}
    with bureau.client(None) as client:
        assert client.get("/api/documents", headers=bearer).status_code == 200
        client.cookies.set(SESSION, session)
        assert client.get("/api/documents").status_code == 200
        assert access.user_of("wecom", "wx-7").name == "leaver"
        access.users.change("leaver", active=False)
        assert client.get("/api/documents").status_code == 401
        assert client.get("/api/documents", headers=bearer).status_code == 401
        assert access.user_of("wecom", "wx-7") is None
        assert access.users.by_password("leaver", PASSWORD) is None
        access.users.change("leaver", active=True)
        assert client.get("/api/documents").status_code == 401
        assert client.get("/api/documents", headers=bearer).status_code == 200


def test_a_change_of_groups_and_grants_counts_with_the_next_request(bureau: Office) -> None:
    users = bureau.library.access.users
    path = f"/api/documents/{bureau.hidden}"
    with bureau.client("evaluator") as client:
        assert client.get(path).status_code == 404
        users.change("evaluator", groups=["inner"])
        assert client.get(path).status_code == 200
        users.revoke("inner", SECRET)
        assert client.get(path).status_code == 404
        users.grant("inner", SECRET)
        users.change("evaluator", groups=[])
        assert client.get(path).status_code == 404


def test_keys_and_sessions_expire_and_a_key_never_does_more_than_its_user(bureau: Office) -> None:
    access = bureau.library.access
    reader = access.users.named("reader")
    every = list(Permission)
    _, wide = access.tokens.make_key(reader.id, "wide", every, days=None)
    _, old = access.tokens.make_key(reader.id, "old", every, days=-1)
    root = access.users.named("root")
    _, narrow = access.tokens.make_key(root.id, "narrow", [Permission.READ], days=1)
    assert access.by_key(wide).permissions == {Permission.READ}
    assert access.by_key(narrow).permissions == {Permission.READ}
    assert access.by_key(old) is None
    assert access.by_session(access.tokens.begin_session(reader.id, -1)) is None


# What each person may do and see

DOORS = [
    # method, path, permission
    ("GET", "/api/documents", Permission.READ),
    ("GET", "/api/scope", Permission.READ),
    ("GET", "/api/suggestions", Permission.READ),
    ("GET", "/api/execution", Permission.READ),
    ("GET", "/api/warnings", Permission.READ),
    ("GET", "/api/conversations", Permission.READ),
    ("GET", "/v1/models", Permission.READ),
    ("POST", "/api/documents", Permission.CONTRIBUTE),
    ("PATCH", "/api/documents/none", Permission.CONTRIBUTE),
    ("DELETE", "/api/documents/none", Permission.CONTRIBUTE),
    ("POST", "/api/warnings/none/acknowledgement", Permission.CONTRIBUTE),
    ("POST", "/api/warnings/none/reopening", Permission.CONTRIBUTE),
    ("GET", "/api/opinions", Permission.EVALUATE),
    ("GET", "/api/system", Permission.OPERATE),
    ("GET", "/api/channels", Permission.OPERATE),
    ("POST", "/api/channels/again", Permission.OPERATE),
    ("GET", "/metrics", Permission.OPERATE),
]


@pytest.mark.parametrize("name", [None, "root", "reader", "contributor", "evaluator", "auditor"])
def test_each_role_passes_its_own_doors(bureau: Office, name: str | None) -> None:
    may = bureau.library.access.users.named(name).permissions if name else frozenset()
    with bureau.client(name) as client:
        for method, path, permission in DOORS:
            more = {"json": {}} if method == "PATCH" else {"json": {"key": "none"}} if path.endswith("/again") else {}
            status = client.request(method, path, **more).status_code
            if name is None:
                assert status == 401, path
            else:
                assert (status == 403) is (permission not in may), (path, status)


@pytest.mark.parametrize("path", ["/", "/documents.html", "/system.html?x=1"])
def test_pages_lead_to_signing_in(bureau: Office, path: str) -> None:
    with bureau.client(None) as client:
        answer = client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/signin.html?to=%2F")
        assert client.get("/signin.html").status_code == 200
        assert client.get("/healthz").json()["documents"] == 0


@pytest.mark.parametrize(
    ("name", "sees"), [("reader", False), ("contributor", False), ("insider", True), ("root", True)]
)
def test_no_door_shows_a_hidden_record(bureau: Office, name: str, sees: bool) -> None:
    """Reads of every kind: what only a group may see is there for it, and nowhere for anybody else."""
    reads = [
        "/api/documents",
        "/api/scope",
        "/api/suggestions?k=12",
        "/api/execution",
        "/api/warnings",
        *(f"/api/documents/{bureau.hidden}{rest}" for rest in ("", "/text", "/figures", "/original", "/tables")),
    ]
    asks = [
        "南栎市教育局2021年预算执行率是多少？",
        "各部门2021年预算执行率是多少？",
        "2021年预算执行率最高的是哪个部门？",
        "执行数合计多少？",
    ]
    with bureau.client(name) as client:
        found = [client.get(path) for path in reads]
        answers = [client.post("/api/ask", json={"question": q}) for q in asks]
        answers += [
            client.post("/v1/chat/completions", json={"model": "youju", "messages": [{"role": "user", "content": q}]})
            for q in asks
        ]
        streamed = client.post("/api/ask", json={"question": asks[0], "stream": True})
    assert all(answer.status_code == 200 for answer in answers)
    # An answer repeats its question, so the office's name alone tells nothing there.
    told = "\n".join(response.text for response in [*answers, streamed])
    assert any(word in told for word in HIDDEN_WORDS[:4]) is sees
    listed = "\n".join(response.text for response in found)
    assert any(word in listed for word in HIDDEN_WORDS) is sees
    assert [response.status_code for response in found[5:]] == ([200] * 5 if sees else [404] * 5)


def test_an_answer_is_opened_by_whoever_sees_all_it_cites(bureau: Office) -> None:
    question = {"question": "南栎市教育局2021年预算执行率是多少？", "conversation_id": "shared"}
    with bureau.client("insider") as client:
        answer = client.post("/api/ask", json=question).json()
    for name, status in (("reader", 404), ("root", 200), ("insider", 200)):
        with bureau.client(name) as client:
            assert client.get(f"/api/answers/{answer['id']}").status_code == status
            conversation = client.get("/api/conversations/shared").status_code
            assert conversation == (200 if name == "insider" else 404)


def test_files_go_only_where_their_contributor_sees(bureau: Office) -> None:
    files = {
        "files": ("新.txt", "南栎市园林局2020年度部门整体支出绩效自评报告（虚构样例）\n\n全年预算数10万元。".encode())
    }
    with bureau.client("contributor") as client:
        assert client.post(f"/api/documents?collection={SECRET}", files=files).status_code == 403
        assert client.delete(f"/api/documents/{bureau.hidden}").status_code == 404
        assert client.patch(f"/api/documents/{bureau.hidden}", json={"title": "x"}).status_code == 404
        assert client.post("/api/documents", files=files).status_code == 201
