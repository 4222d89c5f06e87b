"""Opening a link inside a messenger: signed on by the messenger itself, in this browser, to our own pages only."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.channels.configured import desk_of
from api.channels.entering import COOKIE, Entering, begin, kept, ours, resumed
from api.channels.reply import Links
from api.channels.seam import Channel
from api.gate import SESSION
from assistant.records.access_model import Role
from assistant.records.library import open_library
from assistant.settings import Settings
from tests.api.channels.conftest import KITS
from tests.api.channels.stage import PUBLIC, Platform

# WeCom, DingTalk and Feishu each with the words of its own console.
SETTINGS = {
    "wecom": {"corp_id": "ww0example", "agent_id": 1, "secret": "s", "token": "t", "aes_key": "a" * 42 + "E"},
    "dingtalk": {"client_id": "dingexample", "client_secret": "s"},
    "feishu": {"app_id": "cli_example", "app_secret": "s", "encrypt_key": "k", "verification_token": "v"},
}


@dataclass
class Visit:
    """A browser inside a messenger, the platform behind it, and the installation's accounts."""

    name: str
    client: TestClient
    platform: Platform

    def enter(self, to: str = "/answer.html?id=1&cite=2", name: str = "") -> str:
        """The address that opening a link leads to."""
        response = self.client.get(
            f"/api/channels/{name or self.name}/enter", params={"to": to}, follow_redirects=False
        )
        assert response.status_code == 303
        return response.headers["location"]

    def come_back(self, code: str, state: str):
        return self.client.get(
            f"/api/channels/{self.name}/entered", params={"code": code, "state": state}, follow_redirects=False
        )


@pytest.fixture(params=[kit.name for kit in KITS])
def visit(request: pytest.FixtureRequest, platforms, tmp_path: Path) -> Iterator[Visit]:
    name = request.param
    kit, platform, address = platforms[name]
    platform.reset()
    library = open_library(Settings(data_dir=tmp_path, public_url="https://testserver", **SETTINGS))
    library.access.users.add("root", (Role.ADMIN,), password="a long password")
    library.access.users.add("zhang", (Role.READER,))
    library.access.users.link("zhang", name, "zhang.san")
    app = create_app(library)
    channel: Channel = kit.channel(address)
    app.state.desk.channels = {name: channel}
    with TestClient(app, base_url="https://testserver") as client:
        yield Visit(name, client, platform)
    library.close()


def state_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def test_a_link_leads_to_the_messenger_and_back_signed_in(visit: Visit) -> None:
    address = visit.enter()
    asked = parse_qs(urlsplit(address).query)
    assert asked["redirect_uri"] == [f"https://testserver/api/channels/{visit.name}/entered"]
    assert asked["response_type"] == ["code"]
    back = visit.come_back("code-of:zhang.san", state_of(address))
    assert (back.status_code, back.headers["location"]) == (303, "/answer.html?id=1&cite=2")
    assert visit.client.cookies.get(SESSION)
    assert visit.client.get("/api/session").json()["name"] == "zhang"


def test_who_is_signed_in_goes_straight_on(visit: Visit) -> None:
    visit.come_back("code-of:zhang.san", state_of(visit.enter()))
    assert visit.enter("/answer.html?id=2") == "/answer.html?id=2"


def test_whom_no_account_names_is_not_let_in(visit: Visit) -> None:
    back = visit.come_back("code-of:stranger", state_of(visit.enter()))
    assert back.status_code == 403
    assert not visit.client.cookies.get(SESSION)


@pytest.mark.parametrize("code", ["", "spent"])
def test_a_code_that_the_messenger_does_not_know_lets_nobody_in(visit: Visit, code: str) -> None:
    back = visit.come_back(code, state_of(visit.enter()))
    assert back.status_code >= 400
    assert not visit.client.cookies.get(SESSION)


def test_another_browsers_way_back_lets_nobody_in(visit: Visit) -> None:
    state = state_of(visit.enter())
    visit.client.cookies.delete(COOKIE, path="/api/channels/")
    assert visit.come_back("code-of:zhang.san", state).status_code == 403
    visit.enter()
    assert visit.come_back("code-of:zhang.san", state).status_code == 403


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)"]
)
def test_a_link_leads_to_our_own_pages_only(visit: Visit, to: str) -> None:
    back = visit.come_back("code-of:zhang.san", state_of(visit.enter(to)))
    assert back.headers["location"] == "/"


def test_a_channel_that_is_off_leads_to_the_page_itself(visit: Visit) -> None:
    assert visit.enter("/answer.html?id=1", name="other") == "/answer.html?id=1"


@pytest.mark.parametrize(
    ("cookie", "state"),
    [
        ("", "s"),
        ("no base64", "s"),
        ("bnVsbA==", "s"),
        ("WzEsMl0=", "s"),
        (kept(Entering("s", "/x")), "t"),
        (kept(Entering("s", "//x")), "s"),
    ],
)
def test_a_cookie_that_does_not_fit_resumes_nothing(cookie: str, state: str) -> None:
    assert resumed(cookie, state) is None


def test_a_visit_is_resumed_where_it_was_begun() -> None:
    entering = begin("/answer.html?id=1")
    assert resumed(kept(entering), entering.state) == entering
    assert ours("/documents.html")


@pytest.mark.parametrize(
    ("links", "page"),
    [
        (Links(), ""),
        (Links(PUBLIC), f"{PUBLIC}/answer.html?id=a%20b&cite=2"),
        (Links(PUBLIC + "/", "wecom"), f"{PUBLIC}/api/channels/wecom/enter?to=/answer.html%3Fid%3Da%2520b%26cite%3D2"),
    ],
)
def test_links_of_answers(links: Links, page: str) -> None:
    assert links.page("a b", 2) == page


def test_answers_link_through_the_sign_on_of_the_messenger_once_there_are_accounts(tmp_path: Path) -> None:
    library = open_library(Settings(data_dir=tmp_path, public_url=PUBLIC, **SETTINGS))
    service = create_app(library).state.service
    attendant = desk_of(service).attend.__self__
    assert attendant._links("wecom-bot") == Links(PUBLIC)
    library.access.users.add("root", (Role.ADMIN,), password="a long password")
    assert attendant._links("wecom-bot") == Links(PUBLIC, "wecom")
    assert attendant._links("feishu") == Links(PUBLIC, "feishu")
    library.close()
