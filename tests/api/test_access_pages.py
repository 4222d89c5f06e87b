"""Signing in and the administration in a real Chromium, each page with axe-core finding nothing."""

import os
import re
from collections.abc import Iterator

import pytest
from access_kit import SECRET, Office, office
from browser_kit import DESKTOP, PHONE, browser, expect, faults_of_access, visit

from api.app import create_app
from tests.serving import served

__all__ = ["browser", "visit"]

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        with office(tmp_path_factory.mktemp("office"), sign_ins_per_minute=100) as made:
            for name in ("root", "reader"):
                made.library.access.users.set_password(name, PASSWORD)
            yield made


@pytest.fixture(scope="module")
def site(bureau: Office) -> Iterator[str]:
    with served(create_app(bureau.library)) as address:
        yield address


def sign_in(page, name: str, password: str = PASSWORD) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.locator("#by-password button").click()


def test_a_person_signs_in_goes_on_where_they_were_and_out_again(visit) -> None:
    page = visit("/tables.html")
    expect(page).to_have_url(re.compile(r"/signin\.html\?to=%2Ftables\.html$"))
    sign_in(page, "reader", "wrong")
    expect(page.locator("#failure")).to_contain_text("密码不对")
    sign_in(page, "reader")
    expect(page).to_have_url(re.compile(r"/tables\.html$"))
    expect(page.locator(".tabs a[href='admin.html']")).to_be_hidden()
    leave = page.get_by_role("button", name="reader，退出登录")
    leave.click()
    expect(page).to_have_url(re.compile(r"/signin\.html$"))


def test_a_session_that_ends_leads_to_signing_in(visit, bureau: Office) -> None:
    page = visit("/signin.html?to=//elsewhere.example/")
    sign_in(page, "reader")
    expect(page.locator("#question")).to_be_visible()
    bureau.library.access.users.set_password("reader", PASSWORD)
    page.locator("#question").fill("预算执行率是多少？")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/signin\.html\?to=%2F(%3Fc%3D\w+)?$"))


def test_an_administrator_adds_a_user_a_key_and_a_grant(visit, bureau: Office) -> None:
    page = visit("/signin.html?to=/admin.html")
    sign_in(page, "root")
    page.get_by_role("button", name="添加用户").click()
    page.get_by_label("用户名").fill("sun")
    page.get_by_label("分组（用空格分开）").fill("inner audit")
    page.get_by_label("审计", exact=True).check()
    page.get_by_label("密码", exact=True).fill("short")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".dialog .failure")).to_contain_text("密码应有")
    assert faults_of_access(page) == []
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#users tbody tr", has_text="sun")).to_contain_text("读者、审计")
    page.get_by_role("button", name="新建密钥").click()
    page.get_by_label("用途").fill("报表")
    page.get_by_role("button", name="保存").click()
    secret = page.locator(".secret")
    expect(secret).to_have_text(re.compile(r"^yj_"))
    assert bureau.library.access.by_key(secret.inner_text()) is not None
    assert faults_of_access(page) == []
    page.get_by_role("button", name="完成").click()
    box = page.get_by_label(f"everyone 可见 {SECRET}")
    box.check()
    expect(page.locator("#audit tbody tr").first).to_contain_text("collection granted")
    assert SECRET in bureau.library.access.users.grants()["everyone"]
    box.uncheck()
    page.get_by_role("button", name="sun").click()
    page.get_by_role("button", name="停用").click()
    expect(page.locator("#users tbody tr", has_text="sun")).to_contain_text("已停用")
    page.get_by_role("button", name="核对是否完整").click()
    expect(page.locator("#audit [role=status]")).to_contain_text("未被改动")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_signing_in_and_the_administration_are_accessible(visit, viewport: dict, locale: str, scheme: str) -> None:
    page = visit("/signin.html?to=/admin.html", viewport=viewport, locale=locale, color_scheme=scheme)
    page.locator("summary").click()
    found = {"sign in": faults_of_access(page)}
    shot(page, "signin", viewport, locale, scheme)
    sign_in(page, "root")
    expect(page.locator("#audit tbody tr").first).to_be_visible()
    found["administration"] = faults_of_access(page)
    shot(page, "admin", viewport, locale, scheme)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    assert {place: faults for place, faults in found.items() if faults} == {}


def shot(page, name: str, viewport: dict, locale: str, scheme: str) -> None:
    """A picture for people to look at, where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{viewport['width']}-{locale}-{scheme}.png", full_page=True)
