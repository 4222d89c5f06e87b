"""Spot checks in a real Chromium: drawn, reviewed by keyboard beside the sources, corrected, settled; and accessible."""

import re

import pytest
from browser_kit import DESKTOP, EXECUTION, PHONE, PROBLEMS, ask, browser, expect, faults_of_access, site, visit

__all__ = ["browser", "site", "visit"]

pytestmark = pytest.mark.browser

QUESTIONS = (EXECUTION, PROBLEMS, "南栎市水务局2021年“三公”经费是多少？")


def drawn(page, site: str, name: str, double: int = 100) -> None:
    page.goto(site + "/reviews.html")
    page.get_by_text("抽取新的一轮", exact=True).click()
    page.get_by_label("名称").fill(name)
    page.get_by_label("抽样方法").select_option("simple")
    page.get_by_label(re.compile("两人各审的比例")).fill(str(double))
    page.get_by_role("button", name="抽取", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def card(page, name: str):
    return page.locator(".round-card", has=page.get_by_role("heading", name=name))


def shown(page):
    """The answer on the page, once its sources are there."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"第 \d+ 个"))
    return page.locator(".review-question")


def test_a_round_is_reviewed_by_keyboard_blind_and_settled(visit, site: str) -> None:
    page = visit()
    for question in QUESTIONS:
        ask(page, question)
    drawn(page, site, "键盘抽查")
    card(page, "键盘抽查").get_by_role("link", name="开始评审").click()
    total = int(re.search(r"共 (\d+) 个", page.get_by_role("heading", level=1).inner_text())[1])
    for place in range(1, total + 1):
        shown(page)
        if place == 1:
            page.keyboard.press("1")
            expect(page.locator(".verdict").first).to_have_attribute("aria-pressed", "true")
            page.keyboard.press("n")
            page.keyboard.type("说不清 1")
            page.keyboard.press("Escape")
        heading = page.get_by_role("heading", level=1).inner_text()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)
    expect(page.locator("#review")).to_contain_text("没有等您审的答案")
    other = visit("/reviews.html")
    expect(card(other, "键盘抽查")).to_contain_text(f"已审 {total} / {total}，定论 0")
    card(other, "键盘抽查").get_by_role("link", name="开始评审").click()
    for _ in range(total):
        shown(other)
        expect(other.locator(".verdict[aria-pressed=true]")).to_have_count(0)
        heading = other.get_by_role("heading", level=1).inner_text()
        other.keyboard.press("Enter")
        expect(other.get_by_role("heading", level=1)).not_to_have_text(heading)
    other.get_by_role("link", name="全部抽查").click()
    expect(card(other, "键盘抽查")).to_contain_text("1 个有分歧")
    card(other, "键盘抽查").get_by_role("link", name="裁定分歧").click()
    expect(other.locator(".judged-list")).to_contain_text("说不清 1")
    other.get_by_role("button", name="保存，看下一个").click()
    expect(other.locator("#review")).to_contain_text("没有等待裁定的分歧")


def test_each_figure_stands_beside_its_words_and_one_is_corrected_by_selecting(visit, site: str) -> None:
    page = visit()
    ask(page, EXECUTION)
    drawn(page, site, "更正抽查")
    card(page, "更正抽查").get_by_role("link", name="开始评审").click()
    while not shown(page).inner_text().startswith(EXECUTION):
        heading = page.get_by_role("heading", level=1).inner_text()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)
    expect(page.locator(".evidence mark").filter(has_text="790.13万元").first).to_be_visible()
    page.keyboard.press("c")
    page.get_by_label("正确数值").fill("812.40")
    page.get_by_role("button", name="记下更正").click()
    expect(page.locator(".toast")).to_contain_text("还没有选出处")
    page.locator(".whole-text").evaluate(
        "node => { const at = node.value.indexOf('812.40万元'); node.focus(); node.setSelectionRange(at, at + 8); }"
    )
    page.get_by_role("button", name="用选中的文字").click()
    expect(page.get_by_text("出处：812.40万元")).to_be_visible()
    assert faults_of_access(page) == []
    page.get_by_role("button", name="记下更正").click()
    expect(page.locator("#corrections")).to_contain_text("812.40")
    page.get_by_role("button", name="数值").click()
    page.get_by_label("原因").select_option("matching")
    with page.expect_response(lambda response: "/items/" in response.url and response.request.method == "POST") as kept:
        page.get_by_role("button", name="保存，看下一个").click()
    said = kept.value.json()
    (correction,) = said["corrections"]
    text = page.request.get(f"{site}/api/documents/{correction['document_id']}/text").text()
    # The text begins with a character that takes two units in a browser: offsets count characters.
    assert text[correction["start"] : correction["end"]] == "812.40万元"
    assert (said["cause"], said["verdicts"]["value"]) == ("matching", False)
    other = visit("/reviews.html")
    assert other.request.post(kept.value.url, data={"verdicts": said["verdicts"], "cause": "matching"}).status == 201
    other.reload()
    card(other, "更正抽查").get_by_text("已确认的更正（1）").click()
    assert faults_of_access(other) == []
    other.get_by_role("button", name="加入标准问题").click()
    expect(other.locator(".toast")).to_contain_text("更正抽查")
    other.goto(site + "/gold.html?set=更正抽查")
    expect(other.locator(".gold-case")).to_contain_text("812.40 万元")


def test_going_back_shows_what_was_said(visit, site: str) -> None:
    page = visit()
    for question in QUESTIONS[:2]:
        ask(page, question)
    drawn(page, site, "回看抽查")
    card(page, "回看抽查").get_by_role("link", name="开始评审").click()
    shown(page)
    heading = page.get_by_role("heading", level=1)
    first = heading.inner_text()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(heading).not_to_have_text(first)
    page.keyboard.press("Backspace")
    expect(heading).to_have_text(first)
    expect(page.locator(".verdict").first).to_have_attribute("aria-pressed", "true")


def test_how_many_to_review_is_computed(visit) -> None:
    page = visit("/reviews.html")
    page.get_by_text("要审多少个答案").click()
    page.get_by_role("button", name="计算").click()
    expect(page.locator("#plans li").first).to_contain_text("审 149 个答案，至多 0 个有错", timeout=60_000)


def test_gold_questions_are_written_tried_run_and_compared(visit, site: str) -> None:
    page = visit("/gold.html")
    page.get_by_role("button", name="新问题集").click()
    page.get_by_role("textbox", name="新问题集的名称").fill("自评")
    page.get_by_role("button", name="保存").click()
    page.get_by_label("问题", exact=True).fill(EXECUTION)
    page.get_by_role("button", name="问一问").click()
    page.get_by_role("button", name="采用这个答案").click()
    expect(page.get_by_label(re.compile("^应有的数字"))).to_have_value(re.compile("97.26 %"))
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".gold-case")).to_contain_text(EXECUTION)
    for wanted in ("正确", "不足"):
        page.get_by_role("button", name="评测这一组").click()
        page.wait_for_url(re.compile("runs.html"))
        first = page.locator("#runs tbody tr").first
        expect(first).to_contain_text("1 / 1" if wanted == "正确" else "0 / 1", timeout=20_000)
        page.goto(site + "/gold.html?set=自评")
        page.get_by_role("button", name=re.compile("^修改")).click()
        page.get_by_label(re.compile("^文字里应有")).fill("没有的话")
        page.get_by_role("button", name="保存").click()
        expect(page.locator(".gold-case")).to_contain_text("没有的话")
    page.goto(site + "/runs.html")
    expect(page.locator("#history .chart-stage svg")).to_be_visible()
    page.locator("#runs tbody a").first.click()
    expect(page.locator("#run")).to_contain_text("1 题由对变错")
    expect(page.locator("#run .gold-case")).to_contain_text("没有的话")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pages_of_reviews_are_accessible(visit, site: str, viewport: dict, locale: str, scheme: str) -> None:
    page = visit(viewport=viewport, locale=locale, color_scheme=scheme)
    ask(page, EXECUTION)
    made = page.request.post(f"{site}/api/reviews", data={"name": "axe", "method": "simple", "size": 3})
    assert made.status == 201
    page.goto(site + "/reviews.html")
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.locator(".round-card").first).to_be_visible()
    found = {"rounds": faults_of_access(page)}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    page.goto(f"{site}/review.html?round={made.json()['id']}")
    expect(page.locator(".verdict").first).to_be_visible()
    page.locator(".verdict").first.click()
    found["answer"] = faults_of_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    case = {"id": "a", "question": EXECUTION, "figures": [{"value": "1", "unit": "%"}]}
    assert page.request.put(f"{site}/api/gold/axe", data=case).status == 204
    for _ in range(2):
        assert page.request.post(f"{site}/api/runs", data={"set": "axe"}).status == 202
    page.goto(site + "/gold.html?set=axe")
    page.locator(".gold-case button").first.click()
    expect(page.locator("dialog")).to_be_visible()
    found["gold"] = faults_of_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    page.goto(site + "/runs.html")
    page.locator("#runs tbody a").first.click()
    expect(page.locator("#run h3")).to_be_visible()
    found["runs"] = faults_of_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    assert {place: faults for place, faults in found.items() if faults} == {}
