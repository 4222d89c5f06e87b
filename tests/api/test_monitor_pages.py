"""Budget execution and early warnings in a real Chromium: looked at, traced to the source, acknowledged; and accessible."""

import re
from collections.abc import Iterator

import pytest
from browser_kit import DESKTOP, PHONE, browser, expect, faults_of_access, site, visit

from assistant.records.library import Library
from assistant.records.scope import EVERYTHING
from ingest.forget import forget
from ingest.pipeline import ingest_bytes

__all__ = ["browser", "site", "visit"]

pytestmark = pytest.mark.browser

LEDGER = """部门,年度,月份,全年预算数（万元）,累计支出（万元）
南栎市文化馆,2032,1-8月,300.00,190.00
南栎市文化馆,2032,1-9月,300.00,150.00
南栎市图书馆,2032,1-9月,80.00,61.00
"""


# Of a year before, so that the execution page opens with the ledger above.
YEAR = """部门,年度,全年预算数（万元）,全年执行数（万元）
南栎市图书馆,2031,90.00,60.00
"""
REPORT = "南栎市图书馆2031年度部门整体支出绩效自评报告（虚构）\n\n2031年全年预算数90.00万元，全年执行数66.00万元。\n\n二、存在的问题\n\n一是流动图书车更新滞后；二是馆舍面积不足。\n"


FORM = """# 项目支出绩效自评表（2031年度，虚构）

填报单位：南栎市图书馆　项目名称：流动图书车

| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 |
|---|---|---|---|---|
| 产出指标 | 数量指标 | 流动图书车服务场次 | ≥120场 | 132场 |
| | 质量指标 | 图书更新制度 | 健全 | 健全 |
| 满意度指标 | 服务对象满意度 | 读者满意度 | ≥90% | ≥90% |
"""


NEXT = """南栎市图书馆2032年度部门整体支出绩效自评报告（虚构）

一、存在的问题

一是流动图书车更新滞后；二是读者活动偏少。

自评得分93.0分，市财政局复核得分90.5分。
"""
COUNTED = (
    "单位,年度,资产名称,账面数量（台）,盘点数量（台）\n南栎市图书馆,2032,阅读机,20,18\n南栎市图书馆,2032,服务器,4,4\n"
)


@pytest.fixture(scope="module", autouse=True)
def ledger(shelf: Library) -> Iterator[None]:
    files = {
        "台账2032.csv": LEDGER,
        "台账2031.csv": YEAR,
        "图书馆2031.txt": REPORT,
        "图书车2031.md": FORM,
        "图书馆2032.txt": NEXT,
        "盘点2032.csv": COUNTED,
    }
    came = [ingest_bytes(name, text.encode(), shelf).document_id for name, text in files.items()]
    assert all(came)
    yield
    for document_id in came:
        forget(document_id, shelf, EVERYTHING)


def test_execution_is_looked_at_and_traced_to_the_source(visit) -> None:
    page = visit("/documents.html")
    page.get_by_role("link", name="执行", exact=True).click()
    expect(page.locator("#grid tbody tr")).to_have_count(2)
    expect(page.locator(".chart-stage svg")).to_contain_text("50.00%")
    page.get_by_label("年底目标").fill("95")
    page.get_by_label("年底目标").press("Tab")
    # Of the 285 that are due 135 are left for three months.
    expect(page.locator("#grid tbody")).to_contain_text("45.00 万元")
    page.get_by_label("只看未达序时进度").check()
    expect(page.locator("#grid tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "execution.xlsx"
    page.get_by_role("searchbox").fill("文化馆")
    page.get_by_label("截至").select_option("")
    expect(page.locator(".chart-stage")).to_have_attribute("aria-label", re.compile("63.33%.*50.00%"))
    page.locator("#grid tbody").get_by_role("link", name="150.00 万元").click()
    expect(page).to_have_url(re.compile(r"figures\.html\?document=.*#f\d+"))
    page.go_back()
    page.get_by_role("link", name="就此提问").click()
    expect(page.get_by_label("问题")).to_have_value(re.compile("^哪些单位2032年9月底没达到序时进度"))


def test_a_warning_is_acknowledged_and_opened_again(visit) -> None:
    page = visit("/warnings.html")
    page.get_by_role("searchbox").fill("文化馆")
    warning = page.locator("#list > li")
    expect(warning).to_have_count(1)
    expect(warning).to_contain_text("执行率50.00%，低于序时进度25.00个百分点，少支出75.00 万元")
    expect(warning).to_contain_text("余下每月需支出 50.00 万元")
    warning.get_by_role("button", name="确认").click()
    page.get_by_label("说明").fill("已约谈，十月底前支付")
    page.get_by_role("dialog").get_by_role("button", name="确认").click()
    expect(page.get_by_text("没有符合的警示。")).to_be_visible()
    page.get_by_label("处理状态").select_option("acknowledged")
    expect(warning.locator(".warning-history li")).to_have_count(2)
    expect(warning).to_contain_text("已约谈，十月底前支付")
    warning.get_by_role("button", name="重新打开").click()
    page.get_by_label("说明").fill("未落实")
    page.get_by_role("dialog").get_by_role("button", name="重新打开").click()
    page.get_by_label("处理状态").select_option("open")
    expect(warning.locator(".warning-history li")).to_have_count(3)
    warning.get_by_role("link", name=re.compile("累计支出 150.00")).click()
    expect(page).to_have_url(re.compile(r"figures\.html\?document=.*#f\d+"))


def test_documents_of_one_amount_stand_side_by_side(visit) -> None:
    page = visit("/warnings.html")
    page.get_by_role("link", name="对账", exact=True).click()
    expect(page.locator("#grid tbody tr")).to_have_count(2)
    expect(page.locator(".chart-stage svg")).to_contain_text("不一致")
    page.get_by_label("结果", exact=True).select_option("contradict")
    expect(page.locator("#grid tbody tr")).to_have_count(1)
    expect(page.locator("#grid tbody")).to_contain_text("不一致")
    with page.expect_download() as download:
        page.locator("#links").get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "reconciliation.csv"
    page.locator("#grid tbody").get_by_role("link", name="66.00 万元").click()
    expect(page).to_have_url(re.compile(r"figures\.html\?document=.*#f\d+"))


def test_the_indicator_library_is_looked_through_and_asked_for_advice(visit) -> None:
    page = visit("/warnings.html")
    page.get_by_role("link", name="指标", exact=True).click()
    rows = page.locator("#grid tbody tr")
    expect(rows).to_have_count(3)
    expect(page.locator(".chart-stage svg")).to_contain_text("满意度")
    page.get_by_label("类型", exact=True).select_option("satisfaction")
    expect(rows).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "indicators.xlsx"
    page.get_by_label("查看", exact=True).select_option("findings")
    expect(page.locator("#grid tbody")).to_contain_text("完成值只写了界限")
    expect(page.locator("#grid tbody")).to_contain_text("指标值没有量化")
    page.get_by_label("新项目名称或主要内容").fill("社区图书服务")
    page.get_by_role("button", name="看相近项目的指标").click()
    page.get_by_label("类型", exact=True).select_option("")
    expect(page.locator("#grid tbody")).to_contain_text("流动图书车服务场次")
    page.get_by_role("link", name="就此提问").click()
    expect(page.get_by_label("问题")).to_have_value("社区图书服务可以用哪些产出指标？")
    page.go_back()
    page.get_by_role("searchbox", name="按指标名称筛选").fill("读者")
    expect(rows).to_have_count(1)
    page.locator("#grid tbody").get_by_role("link", name="≥90%").first.click()
    expect(page).to_have_url(re.compile(r"figures\.html\?document=.*#f\d+"))


def test_problems_scores_and_books_are_looked_at(visit) -> None:
    page = visit("/indicators.html")
    page.get_by_role("link", name="结果", exact=True).click()
    page.get_by_role("searchbox").fill("图书馆")
    rows = page.locator("#grid tbody tr")
    expect(rows).to_have_count(4)
    page.get_by_label("情况", exact=True).select_option("again")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("再次提出")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "problems.csv"
    page.get_by_label("查看", exact=True).select_option("scores")
    expect(rows).to_contain_text("2.5")
    expect(page.locator(".chart-stage svg")).to_contain_text("2.5")
    rows.get_by_role("link", name="90.5 分").click()
    expect(page).to_have_url(re.compile(r"figures\.html\?document=.*#f\d+"))
    page.goto(page.url.split("/figures")[0] + "/reconciliation.html")
    expect(page.locator("#statements tbody tr")).to_have_count(2)
    expect(page.locator("#statements td.late")).to_have_text("少 2 台")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "locale"), [(DESKTOP, "zh-CN"), (PHONE, "en-GB")], ids=["desktop", "phone"])
def test_the_pages_are_accessible_and_fit(visit, site: str, viewport: dict, locale: str, scheme: str) -> None:
    page = visit("/execution.html", viewport=viewport, locale=locale, color_scheme=scheme)
    expect(page.locator("#grid tbody tr")).to_have_count(2)
    found = {"execution": faults_of_access(page)}
    page.goto(site + "/warnings.html")
    expect(page.locator("#list > li")).to_have_count(1)
    found["warnings"] = faults_of_access(page)
    page.locator("#list button").click()
    found["acknowledging"] = faults_of_access(page)
    page.goto(site + "/reconciliation.html")
    expect(page.locator("#grid tbody tr")).to_have_count(2)
    found["reconciliation"] = faults_of_access(page)
    page.goto(site + "/indicators.html")
    expect(page.locator("#grid tbody tr")).to_have_count(3)
    found["indicators"] = faults_of_access(page)
    page.locator("#selects select").first.select_option("findings")
    expect(page.locator("#grid td.late").first).to_be_visible()
    found["findings"] = faults_of_access(page)
    page.goto(site + "/results.html")
    expect(page.locator("#grid tbody tr").first).to_be_visible()
    found["results"] = faults_of_access(page)
    assert {place: faults for place, faults in found.items() if faults} == {}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
