"""The administration over HTTP: accounts, keys, groups; what must not be possible is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from access_kit import SECRET, Office, office
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.records.library import open_library
from assistant.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", "/dev/null")
        with office(tmp_path_factory.mktemp("office")) as made:
            yield made


@pytest.fixture
def root(bureau: Office) -> Iterator[TestClient]:
    with bureau.client("root") as client:
        yield client


def test_an_account_is_made_changed_and_disabled(root: TestClient, bureau: Office) -> None:
    given = {"name": "Zhao", "display": "赵", "roles": ["reader"], "groups": ["inner"], "password": PASSWORD}
    made = root.post("/api/admin/users", json=given)
    assert (made.status_code, made.json()["name"], made.json()["has_password"]) == (201, "zhao", True)
    assert PASSWORD not in made.text
    assert "argon2" not in root.get("/api/admin/users").text
    assert root.post("/api/admin/users", json=given).status_code == 422
    changed = root.patch("/api/admin/users/zhao", json={"roles": ["evaluator", "auditor"], "groups": []}).json()
    assert (changed["roles"], changed["groups"], changed["active"]) == (["auditor", "evaluator"], [], True)
    assert root.patch("/api/admin/users/zhao", json={"active": False}).json()["active"] is False
    identity = {"kind": "wecom", "identity": "zhao-7"}
    assert root.post("/api/admin/users/zhao/identities", json=identity).status_code == 204
    listed = {each["name"]: each for each in root.get("/api/admin/users").json()}
    assert listed["zhao"]["identities"] == [identity]
    assert root.delete("/api/admin/identities/wecom/zhao-7").status_code == 204
    noted = [e.record for e in bureau.library.audit.entries(action="administered")]
    assert PASSWORD not in str(noted)
    assert [record["did"] for record in noted[:2]] == ["identity unlinked", "identity linked"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PATCH", "/users/root", {"active": False}, 422),
        ("PATCH", "/users/root", {"roles": ["reader"]}, 422),
        ("PATCH", "/users/nobody", {"active": False}, 422),
        ("PATCH", "/users/reader", {"password": "short"}, 422),
        ("PATCH", "/users/reader", {"password": "aaaaaaaaaaaa"}, 422),
        ("POST", "/users", {"name": "a b", "password": PASSWORD}, 422),
        ("POST", "/users", {"name": "<script>", "password": PASSWORD}, 422),
        ("POST", "/users", {"name": "x", "roles": ["king"]}, 422),
        ("POST", "/users", {"name": "x", "roles": []}, 422),
        ("POST", "/keys", {"user": "nobody", "name": "k"}, 422),
        ("POST", "/keys", {"user": "reader", "name": "k", "permissions": []}, 422),
        ("POST", "/keys", {"user": "reader", "name": "k", "days": 0}, 422),
        ("DELETE", "/keys/none", None, 422),
    ],
)
def test_what_must_not_be_is_refused(root: TestClient, method: str, path: str, body: dict | None, status: int) -> None:
    response = root.request(method, f"/api/admin{path}", **({} if body is None else {"json": body}))
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_key_is_made_used_listed_and_revoked(root: TestClient, bureau: Office) -> None:
    made = root.post("/api/admin/keys", json={"user": "reader", "name": "夜间报表", "permissions": ["read"]}).json()
    bearer = {"authorization": f"Bearer {made['secret']}"}
    with bureau.client(None) as program:
        assert program.get("/api/documents", headers=bearer).status_code == 200
        assert program.post("/api/ask", json={"question": "执行率？"}, headers=bearer).status_code == 200
        listed = root.get("/api/admin/keys")
        assert made["secret"] not in listed.text
        assert [key["used_at"] is not None for key in listed.json() if key["id"] == made["id"]] == [True]
        assert root.delete(f"/api/admin/keys/{made['id']}").status_code == 204
        assert program.get("/api/documents", headers=bearer).status_code == 401


def test_collections_are_granted_and_taken_back(root: TestClient, bureau: Office) -> None:
    told = root.get("/api/admin/groups").json()
    assert {"name": SECRET, "documents": 1} in told["collections"]
    assert {"name": "inner", "members": ["insider"], "collections": [SECRET]} in told["groups"]
    path = f"/api/admin/groups/everyone/collections/{SECRET}"
    with bureau.client("reader") as reader:
        assert root.put(path).status_code == 204
        assert reader.get(f"/api/documents/{bureau.hidden}").status_code == 200
        assert root.delete(path).status_code == 204
        assert reader.get(f"/api/documents/{bureau.hidden}").status_code == 404


def test_nobody_else_administers(bureau: Office) -> None:
    for name in ("reader", "contributor", "evaluator", "auditor"):
        with bureau.client(name) as client:
            for path in ("/users", "/keys", "/groups"):
                assert client.get(f"/api/admin{path}").status_code == 403
            assert client.patch("/api/admin/users/root", json={"active": False}).status_code == 403


def test_the_first_account_is_an_administrators(tmp_path: Path) -> None:
    library = open_library(Settings(data_dir=tmp_path, workers=0))
    with TestClient(create_app(library)) as client:
        first = {"name": "wang", "password": PASSWORD}
        assert client.post("/api/admin/users", json=first).status_code == 422
        assert client.post("/api/admin/users", json={**first, "roles": ["admin"]}).status_code == 201
        assert client.get("/api/admin/users").status_code == 401
    library.close()
