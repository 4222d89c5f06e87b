"""The chat page in a real Chromium: ask, check at the source, walk through citations, in two widths."""

import re

import pytest
from browser_kit import DESKTOP, EXECUTION, PHONE, PROBLEMS, ask, browser, expect, in_view, site, visit

__all__ = ["browser", "site", "visit"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_ask_then_check_a_figure_at_its_source(visit, viewport: dict) -> None:
    page = visit(viewport=viewport)
    ask(page, EXECUTION)
    page.get_by_role("button", name=re.compile("790.13 万元")).click()
    panel = page.locator("#source")
    expect(panel.locator("mark.active")).to_contain_text("执行数790.13万元")
    expect(panel.locator(".file")).to_contain_text("水务局2021.txt")
    expect(panel.locator(".path")).to_contain_text("（二）部门整体支出情况")
    assert in_view(page, "mark.active")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("790.13 万元"))).to_be_focused()


def test_a_computed_figure_opens_its_formula_and_operands(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    page.locator(".chip.computed").click()
    operands = page.locator("#source .operand")
    expect(operands).to_have_count(2)
    for operand, marked in ((0, "790.13万元"), (1, "812.40万元"), (1, "812.40万元"), (0, "790.13万元")):
        operands.nth(operand).click()
        expect(page.locator("mark.active")).to_contain_text(marked)
        expect(operands.nth(operand)).to_be_focused()
    expect(page.locator("#source .understood")).to_contain_text("÷")


def test_citations_can_be_walked_through(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    page.locator(".cite").first.click()
    seen = [page.locator("mark.active").inner_text()]
    while page.get_by_role("button", name="下一条依据").is_enabled():
        page.get_by_role("button", name="下一条依据").click()
        expect(page.locator("mark.active")).not_to_have_text(seen[-1])
        seen.append(page.locator("mark.active").inner_text())
    for marked, figure in zip(seen, ("812.40万元", "790.13万元", "97.26%"), strict=True):
        assert marked.endswith(figure)
    expect(page.get_by_role("button", name="上一条依据")).to_be_enabled()


def test_hovering_a_figure_tells_what_was_understood(visit) -> None:
    page = visit()
    ask(page, "南栎市水务局2021年引进了多少个节水项目？")
    page.locator(".chip").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("超过")
    expect(page.get_by_role("tooltip")).to_contain_text("2021年")


def test_everything_is_reached_by_keyboard(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    chip = page.locator(".chip").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark.active")).to_be_visible()
    expect(page.locator("#source")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="下一条依据")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="下一条依据")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_words_of_a_record_never_become_markup(visit) -> None:
    page = visit()
    ask(page, PROBLEMS)
    expect(page.locator("blockquote").first).to_contain_text("<script>alert(1)</script>")
    page.locator("blockquote .cite").first.click()
    expect(page.locator(".reader")).to_contain_text("<script>alert(1)</script>")
    assert page.locator(".conversation script, .reader script").count() == 0


def test_a_question_is_never_markup(visit) -> None:
    page = visit()
    ask(page, "<img src=x onerror=alert(1)> 预算")
    expect(page.locator(".question")).to_contain_text("<img src=x onerror=alert(1)> 预算")
    assert page.locator(".conversation img").count() == 0


def test_a_row_of_a_ledger_is_shown_as_a_table(visit) -> None:
    page = visit()
    ask(page, "南栎市园林局2022年上半年累计支出多少？")
    page.locator(".source-card", has_text="单元格").last.click()
    expect(page.locator(".reader td mark.active").last).to_be_visible()
    expect(page.locator(".reader th").last).to_contain_text("累计支出")


def test_what_is_not_on_record_is_said(visit) -> None:
    page = visit()
    ask(page, "南栎市水务局2021年“三公”经费是多少？")
    expect(page.locator(".answer .badge")).to_have_text("没有记录")


def test_a_conversation_outlives_a_reload_and_can_be_begun_anew(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    ask(page, "存在的主要问题是什么？")
    page.reload()
    expect(page.locator(".question")).to_have_count(2)
    expect(page.locator(".answer").last.locator("blockquote").first).to_contain_text("前期准备不足")
    page.get_by_role("button", name="新的对话").click()
    expect(page.locator(".question")).to_have_count(0)
    expect(page.get_by_role("heading", name="有据可查")).to_be_visible()


def test_a_suggested_question_is_asked_by_a_click(visit) -> None:
    page = visit()
    page.locator(".first-questions button").first.click()
    expect(page.locator(".answer.answered")).to_have_count(1)


def test_language_and_theme_are_chosen_and_kept(visit) -> None:
    page = visit(locale="en-GB", color_scheme="dark")
    expect(page.get_by_role("link", name="Records")).to_be_visible()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.get_by_role("button", name="切换到中文").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.reload()
    expect(page.get_by_role("link", name="记录")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


@pytest.mark.parametrize("path", ["/", "/documents.html"])
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_runs_over_the_edge(visit, path: str, width: int) -> None:
    page = visit(path, viewport={"width": width, "height": 800})
    if path == "/":
        ask(page, EXECUTION)
        page.locator(".chip").first.click()
        expect(page.locator("mark.active")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_failing_service_is_one_clear_sentence(visit) -> None:
    page = visit()
    page.route("**/api/ask", lambda route: route.abort())
    page.locator("#question").fill(EXECUTION)
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("连接不上服务")
    page.unroute("**/api/ask")
    alert.get_by_role("button", name="再试一次").click()
    expect(page.locator(".answer.answered")).to_have_count(1)


def test_records_are_listed_filtered_and_opened(visit) -> None:
    page = visit("/documents.html")
    expect(page.locator("#rows tr")).to_have_count(3)
    page.get_by_role("searchbox").fill("教育 2022")
    expect(page.locator("#rows tr")).to_have_count(1)
    page.get_by_role("searchbox").fill("水务")
    page.locator(".record-title", has_text="水务局").click()
    expect(page.locator(".figure-mark", has_text="790.13万元")).to_be_visible()
    page.get_by_role("button", name=re.compile("^预算")).click()
    expect(page.locator(".figure-mark:not(.dimmed)")).to_have_text(["812.40万元"])


def test_an_upload_that_fails_says_why(visit) -> None:
    page = visit("/documents.html")
    page.locator("#files").set_input_files({"name": "空白.txt", "mimeType": "text/plain", "buffer": b""})
    expect(page.locator("#outcomes .failed")).to_contain_text("空白.txt")


def test_a_file_known_already_is_said_to_be(visit, water: str) -> None:
    page = visit("/documents.html")
    page.locator("#files").set_input_files({"name": "又一份.txt", "mimeType": "text/plain", "buffer": water.encode()})
    expect(page.locator("#outcomes .known")).to_contain_text("已有相同文件")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_record_tells_what_was_read_and_can_be_corrected(visit, viewport: dict) -> None:
    page = visit("/documents.html", viewport=viewport)
    row = page.locator("#rows tr", has_text="水务局2021.txt")
    row.get_by_role("button", name="详情").click()
    panel = page.locator(".record-panel")
    expect(panel.locator(".record-facts")).to_contain_text("个数字")
    expect(panel.get_by_role("link", name="下载原件")).to_have_attribute("href", re.compile(r"/original$"))
    expect(panel.locator("[name=department]")).to_have_value("南栎市水务局")
    panel.locator("[name=years]").fill("21")
    panel.get_by_role("button", name="保存更正").click()
    expect(panel.get_by_role("status")).to_contain_text("四位数字")
    kept: list[dict] = []

    def keep(route) -> None:
        if route.request.method != "PATCH":
            return route.continue_()
        kept.append(route.request.post_data_json)
        return route.fulfill(json={})

    page.route("**/api/documents/*", keep)
    panel.locator("[name=years]").fill("2020, 2021")
    panel.get_by_role("button", name="保存更正").click()
    expect(page.locator(".record-said")).to_have_text("已保存。")
    assert kept == [{"years": [2020, 2021]}]
