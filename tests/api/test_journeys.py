"""The main journeys through the pages in a real Chromium, each ending with axe-core finding nothing."""

import re

import pytest
from browser_kit import DESKTOP, EXECUTION, PHONE, ask, browser, expect, faults_of_access, site, visit
from fastapi.testclient import TestClient

__all__ = ["browser", "site", "visit"]

pytestmark = pytest.mark.browser

EDUCATION = "南栎市教育局2022年预算执行率是多少？"
SPEC = {
    "title": "预算执行率<b>",
    "mark": "bar",
    "data": {
        "values": [
            {"单位": "甲局", "年度": "2021", "值": 91.2},
            {"单位": "乙局", "年度": "2021", "值": -4},
            {"单位": "甲局", "年度": "2022", "值": 95},
        ]
    },
    "encoding": {
        "y": {"field": "单位", "type": "nominal"},
        "x": {"field": "值", "type": "quantitative", "title": "%"},
        "color": {"field": "年度"},
    },
}


def test_conversations_are_found_renamed_and_deleted_with_undo(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    page.get_by_role("button", name="新的对话").click()
    ask(page, EDUCATION)
    names = page.locator(".history-name")
    expect(names).to_have_text([EDUCATION, EXECUTION])
    page.get_by_role("searchbox", name="搜索对话").fill("812.40")
    expect(names).to_have_text([EXECUTION])
    names.first.click()
    expect(page.locator(".question")).to_contain_text(EXECUTION)
    page.get_by_role("button", name=f"管理对话：{EXECUTION}").click()
    page.get_by_label("标题").fill("水务局 812.40")
    page.get_by_role("button", name="保存").click()
    expect(names).to_have_text(["水务局 812.40"])
    page.get_by_role("button", name="管理对话：水务局 812.40").click()
    assert faults_of_access(page) == []
    page.get_by_role("button", name="删除").click()
    expect(names).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(names).to_have_text(["水务局 812.40"])


def test_on_a_phone_the_list_goes_when_something_else_is_used(visit) -> None:
    page = visit(viewport=PHONE)
    ask(page, EXECUTION)
    history = page.locator("#history")
    expect(history).to_be_hidden()
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.locator("#question").focus()):
        page.get_by_role("button", name="对话记录").click()
        expect(page.get_by_role("searchbox", name="搜索对话")).to_be_focused()
        assert faults_of_access(page) == []
        leave()
        expect(history).to_be_hidden()


def test_a_conversation_is_exported(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    page.get_by_role("button", name=f"管理对话：{EXECUTION}").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Markdown").click()
    text = download.value.path().read_text("utf-8")
    assert "812.40" in text
    assert "水务局2021.txt" in text


def test_a_question_follows_the_conversation_and_the_back_button_returns(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    first = page.url
    ask(page, "存在的主要问题是什么？")
    expect(page.locator(".answer").last).to_contain_text("前期准备不足")
    page.get_by_role("button", name="新的对话").click()
    expect(page.locator(".question")).to_have_count(0)
    page.go_back()
    assert page.url == first
    expect(page.locator(".question")).to_have_count(2)


def test_a_conversation_of_somebody_else_is_not_shown(visit) -> None:
    mine = visit()
    ask(mine, EXECUTION)
    address = mine.url
    other = visit(address[address.index("/?") :])
    expect(other.locator(".toast")).to_contain_text("不归您")
    expect(other.locator(".question")).to_have_count(0)


def test_a_scope_is_chosen_pinned_and_kept(visit) -> None:
    page = visit()
    page.get_by_role("button", name="范围").click()
    page.get_by_label(re.compile("南栎市教育局")).check()
    page.get_by_label(re.compile("^2022")).check()
    assert faults_of_access(page) == []
    page.get_by_role("button", name="完成").click()
    page.get_by_role("button", name="固定范围").click()
    ask(page, "预算执行率是多少？")
    expect(page.locator(".answer")).to_contain_text("98.06%")
    expect(page.locator(".notes")).to_contain_text("只查了选定的范围")
    page.get_by_role("button", name="新的对话", exact=True).click()
    page.reload()
    expect(page.locator(".scope-chip")).to_have_text(["南栎市教育局", "2022"])
    page.get_by_role("button", name="移除“2022”").click()
    expect(page.locator(".scope-chip")).to_have_text(["南栎市教育局"])


def test_an_answer_is_shared_by_a_link_and_opened_at_its_source(visit, site: str) -> None:
    page = visit()
    ask(page, EXECUTION)
    kept = f"{site}/api/conversations/{page.url.split('c=')[1]}"
    answer = page.request.get(kept).json()["turns"][0]["answer"]
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async text => window.copied = text}})"
    )
    page.get_by_role("button", name="复制这个答案的链接").click()
    expect(page.locator(".toast")).to_contain_text("链接已复制")
    address = page.evaluate("window.copied")
    assert address.endswith(f"answer.html?id={answer['id']}")
    other = visit(address[address.index("/answer.html") :], viewport=PHONE)
    other.get_by_role("button", name=re.compile("790.13 万元")).click()
    expect(other.locator("mark.active")).to_contain_text("执行数790.13万元")
    assert faults_of_access(other) == []
    linked = visit(f"/answer.html?id={answer['id']}&cite=1", viewport=PHONE)
    expect(linked.locator("mark.active")).to_contain_text(answer["citations"][0]["quote"])
    gone = visit("/answer.html?id=none")
    expect(gone.get_by_role("alert")).to_contain_text("不存在")


def test_a_printed_answer_shows_all_its_sources_and_nothing_else(visit) -> None:
    page = visit()
    ask(page, EDUCATION)
    ask(page, EXECUTION)
    page.evaluate("window.print = () => undefined")
    page.get_by_role("button", name="打印").last.click()
    page.emulate_media(media="print")
    expect(page.locator(".question >> visible=true")).to_have_text([re.compile(re.escape(EXECUTION))])
    expect(page.locator(".source-card >> visible=true")).to_have_count(3)
    expect(page.locator(".composer")).to_be_hidden()
    expect(page.locator(".history")).to_be_hidden()


def test_hovering_a_stated_rate_tells_what_it_is_a_rate_of(visit) -> None:
    page = visit()
    ask(page, EXECUTION)
    page.get_by_role("button", name=re.compile("^97.26%，(?!.*复算)")).first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("÷")


def test_an_answer_is_judged_and_a_wrong_figure_reported(visit, client: TestClient) -> None:
    page = visit()
    ask(page, EXECUTION)
    page.get_by_role("button", name="有用", exact=True).click()
    expect(page.get_by_role("button", name="有用", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="报告数字有误").click()
    page.get_by_label("哪个数字？").select_option(index=1)
    page.get_by_label("应是多少，依据是什么？").fill("应为 800 万元")
    assert faults_of_access(page) == []
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".toast")).to_contain_text("已记下")
    told = client.get("/api/opinions", params={"kind": "wrong_figure"}).json()[0]
    assert (told["reason"], told["question"]) == ("应为 800 万元", EXECUTION)
    assert told["figure"]["measure"]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_chart_is_drawn_with_its_table_and_saved(visit, viewport: dict) -> None:
    page = visit(viewport=viewport)
    page.evaluate(
        """async (spec) => {
            const { chartBlock } = await import("/chart.js");
            document.querySelector(".scroll").prepend(chartBlock(spec));
        }""",
        SPEC,
    )
    chart = page.locator(".chart")
    expect(chart.locator("svg rect")).to_have_count(6)
    expect(chart.locator("svg text").first).to_have_text("预算执行率<b>")
    assert chart.locator(".chart-stage svg").evaluate("svg => svg.getBoundingClientRect().right <= innerWidth")
    assert faults_of_access(page) == []
    chart.get_by_role("button", name="看表格").click()
    expect(chart.locator("tbody tr")).to_have_count(3)
    expect(chart.locator(".chart-stage")).to_be_hidden()
    for name, begins in (("下载 SVG", b"<svg"), ("下载 PNG", b"\x89PNG")):
        with page.expect_download() as download:
            chart.get_by_role("button", name=name).click()
        assert download.value.path().read_bytes().startswith(begins)


CHARTS = """async ([rows, figures]) => {
    const { chartOfTable, chartOfFigures } = await import("/chart_data.js");
    const spec = rows ? chartOfTable(rows, "t") : chartOfFigures({ figures });
    const { readSpec } = await import("/chart_draw.js");
    const chart = spec && readSpec(spec);
    return chart && [chart.kind, chart.categories, chart.series, chart.points.map((point) => point.value)];
}"""
HEAD = ["单位", "年度", "数值"]


def figure(period: str, value: str, **more: object) -> dict:
    base = {"measure": "执行率", "indicator": "execution_rate", "unit": "%", "role": "share", "department": "甲局"}
    return {**base, "period": period, "value": value, "bound": "exact", "computed": False, **more}


@pytest.mark.parametrize(
    ("rows", "figures", "drawn"),
    [
        (
            [HEAD, ["甲", "2021", "1%"], ["乙", "2021", "2.5%"], ["丙", "2021", "-3%"]],
            None,
            ["bar", ["甲", "乙", "丙"], [""], [1, 2.5, -3]],
        ),
        ([HEAD, ["甲", "2021", "1%"], ["乙", "2021", "2 万元"], ["丙", "2021", "3%"]], None, None),
        ([HEAD, ["甲", "2021", "1%"], ["乙", "2021", "10余%"], ["丙", "2021", "3%"]], None, None),
        ([HEAD, ["甲", "2021", "1%"], ["乙", "2021", "—"], ["丙", "2021", "3%"]], None, None),
        (
            [HEAD, ["甲", "2021", "1"], ["甲", "2022", "2"], ["甲", "2023", "3"]],
            None,
            ["line", ["2021", "2022", "2023"], [""], [1, 2, 3]],
        ),
        ([["单位", "数值"], ["甲", "1"], ["乙", "2"]], None, None),
        ([["单位", "年度"], ["甲", "2021"], ["乙", "2022"], ["丙", "2023"]], None, None),
        (
            None,
            [figure("2022", "2"), figure("2021", "1"), figure("2023", "3")],
            ["line", ["2021", "2022", "2023"], [""], [1, 2, 3]],
        ),
        (None, [figure("2022", "2"), figure("2021", "1", bound="over"), figure("2023", "3")], None),
        (None, [figure("2022", "2"), figure("2022", "1"), figure("2023", "3"), figure("2021", "3")], None),
        (None, [figure("2022", "2"), figure("2021", "1")], None),
    ],
)
def test_what_becomes_a_chart(visit, rows: list | None, figures: list | None, drawn: list | None) -> None:
    assert visit("/answer.html?id=none").evaluate(CHARTS, [rows, figures]) == drawn


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_accessible(visit, site: str, viewport: dict, locale: str, scheme: str) -> None:
    page = visit(viewport=viewport, locale=locale, color_scheme=scheme)
    found = {"welcome": faults_of_access(page)}
    ask(page, EXECUTION)
    ask(page, "南栎市水务局2021年“三公”经费是多少？")
    found["answers"] = faults_of_access(page)
    page.locator(".chip.computed").first.click()
    expect(page.locator("mark.active")).to_be_visible()
    found["source"] = faults_of_access(page)
    page.goto(site + "/documents.html")
    page.locator(".record-title").last.click()
    expect(page.locator(".figure-mark").first).to_be_visible()
    found["figures"] = faults_of_access(page)
    page.go_back()
    expect(page.locator("#rows tr").first).to_be_visible()
    found["documents"] = faults_of_access(page)
    page.goto(site + "/tables.html")
    page.locator("#list a").first.click()
    expect(page.locator("#grid td").first).to_be_visible()
    found["table"] = faults_of_access(page)
    page.goto(site + "/system.html")
    expect(page.locator(".parts-list li").first).to_be_visible()
    found["system"] = faults_of_access(page)
    page.goto(site + "/api.html")
    expect(page.locator(".opblock").first).to_be_visible()
    expect(page.locator("html.dark-mode")).to_have_count(int(scheme == "dark"))
    found["api"] = faults_of_access(page)
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_stopping_ends_the_wait(visit) -> None:
    page = visit()
    held = []
    page.route("**/api/ask", lambda route: held.append(route))
    page.locator("#question").fill(EXECUTION)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_role("alert")).to_contain_text("已停止")
    assert len(held) == 1


def test_rows_of_a_ledger_are_browsed_and_searched(visit) -> None:
    page = visit("/documents.html")
    page.get_by_role("link", name="表格", exact=True).click()
    page.get_by_role("link", name="园林局台账").click()
    expect(page.locator("#grid tbody tr")).to_have_count(2)
    page.get_by_role("searchbox", name="在行里查找").fill("60.10")
    expect(page.locator("#grid tbody tr")).to_have_count(1)
    expect(page.locator("#pager")).to_contain_text("共 1 行")
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def test_records_are_kept_to_a_department_and_a_kind(visit) -> None:
    page = visit("/documents.html")
    page.get_by_label("部门", exact=True).select_option("南栎市水务局")
    expect(page.locator(".record-title")).to_have_count(1)
    page.get_by_label("部门", exact=True).select_option("")
    page.get_by_label("类型", exact=True).select_option(label="整体自评报告")
    expect(page.locator(".record-title")).to_have_count(2)


def test_several_files_are_uploaded_and_one_is_deleted_with_and_without_undo(visit, client: TestClient) -> None:
    page = visit("/documents.html")
    before = page.locator("#rows .record-title")
    expect(before).to_have_count(3)
    reports = {
        f"南栎市档案局{year}.txt": f"南栎市档案局{year}年度部门整体支出绩效自评报告（虚构样例）\n\n全年预算数{year}.40万元，执行数{year}.13万元。"
        for year in (2018, 2019)
    }
    chosen = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in reports.items()]
    page.locator("#files").set_input_files([*chosen, {"name": "空.txt", "mimeType": "text/plain", "buffer": b""}])
    expect(page.locator("#outcomes .added")).to_have_count(2)
    expect(page.locator("#outcomes .failed")).to_contain_text("空.txt")
    expect(before).to_have_count(5)
    for undo in (True, False):
        page.locator("#rows tr", has_text="档案局2018").first.get_by_role("button").click()
        page.get_by_role("button", name="删除这份记录").click()
        expect(before).to_have_count(4)
        if undo:
            page.get_by_role("button", name="撤销").click()
            expect(before).to_have_count(5)
    page.goto(page.url.replace("documents.html", "system.html"))  # leaving the page sends what is due
    names = page.locator(".parts-list li")
    expect(names).to_have_count(5)
    left = [one for one in client.get("/api/documents").json() if "档案局" in one["source"]]
    for one in left:
        client.delete(f"/api/documents/{one['id']}")
    assert [one["source"] for one in left] == ["南栎市档案局2019.txt"]
