"""Guards and pages: headers, limits, cross-site writes, and nothing loaded from outside."""

import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from api.app import PAGES


@pytest.mark.parametrize(
    "path",
    ["/", "/documents.html", "/figures.html", "/app.js", "/base.css", "/api/documents", "/nothing", "/api/nothing"],
)
def test_every_response_keeps_to_itself(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("POST", "/", 405),
        ("DELETE", "/api/documents", 405),
    ],
)
def test_errors_are_problem_documents(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, response.json()["status"]) == (status, status)


@pytest.mark.parametrize("path", ["/../app.py", "/..%2fapp.py", "/%2e%2e/schemas.py", "/....//cli.py"])
def test_pages_serve_nothing_but_pages(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["documents", "conversations", "opinions", "warnings", "indicators"])
def test_places_beyond_every_list_are_refused(client: TestClient, path: str) -> None:
    assert client.get(f"/api/{path}?offset=1950163875374590439981056").status_code == 422


def test_a_body_over_the_limit_is_refused(client: TestClient) -> None:
    response = client.post("/api/ask", content=b"x" * (1 << 20) + b"x", headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (413, "request_entity_too_large")


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-origin", 422), ("none", 422)])
def test_another_site_cannot_write(client: TestClient, site: str, status: int) -> None:
    response = client.post("/api/ask", json={}, headers={"sec-fetch-site": site})
    assert response.status_code == status


def test_messages_follow_the_language_asked(client: TestClient) -> None:
    sentences = {
        language: client.get("/api/documents/x", headers={"accept-language": language}).json()["detail"]
        for language in ("zh-CN,zh;q=0.9", "en-GB", "fr, en;q=0.5")
    }
    assert "没有" in sentences["zh-CN,zh;q=0.9"]
    assert sentences["en-GB"] == sentences["fr, en;q=0.5"] != sentences["zh-CN,zh;q=0.9"]


def test_openapi_describes_the_doors(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/documents", "/api/documents/{document_id}/text", "/healthz"} <= set(paths)


class Attributes(HTMLParser):
    """Collects what a page loads, and whatever a strict policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.loaded += [named[name] or "" for name in ("src", "href") if name in named]
        self.inline += [name for name in named if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in named):
            self.inline.append(tag)


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.glob("*.html")))
def test_pages_load_only_their_own_files(client: TestClient, page: str) -> None:
    parser = Attributes()
    parser.feed((PAGES / page).read_text("utf-8"))
    assert parser.inline == []
    for address in parser.loaded:
        assert address.startswith("#") or client.get("/" + address.lstrip("/")).status_code == 200


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.[jc]s*")), ids=lambda path: path.name)
def test_scripts_and_styles_name_no_other_host_and_build_no_markup(path) -> None:
    source = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert (
        re.findall(r"https?://|//cdn|@import|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source)
        == []
    )


def test_first_load_is_small(client: TestClient) -> None:
    import gzip

    total = sum(len(gzip.compress(path.read_bytes())) for path in PAGES.iterdir())
    assert total < 200_000


def test_every_word_of_the_pages_has_one_key_and_both_languages() -> None:
    keys: dict[str, list[str]] = {"zh": [], "en": []}
    for path in (PAGES / "i18n.js", *PAGES.glob("words*.js")):
        source = path.read_text("utf-8")
        zh, en = source.split("\n  en: {")
        keys["zh"] += re.findall(r"^    (\w+):", zh, re.MULTILINE)
        keys["en"] += re.findall(r"^    (\w+):", en, re.MULTILINE)
    assert len(keys["zh"]) > 200
    assert len(set(keys["zh"])) == len(keys["zh"])
    assert sorted(keys["zh"]) == sorted(keys["en"])


def test_the_first_page_asks_for_all_its_modules_at_once() -> None:
    wanted, found = ["app.js"], set()
    while wanted:
        imported = re.findall(r'from "\./([\w.]+)";', (PAGES / wanted.pop()).read_text("utf-8"))
        wanted += [name for name in imported if name not in found]
        found |= set(imported)
    preloaded = re.findall(r'rel="modulepreload" href="([\w.]+)"', (PAGES / "index.html").read_text("utf-8"))
    assert set(preloaded) == found
