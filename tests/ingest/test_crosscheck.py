"""Cross-checks: stated rates, shares, changes and totals against the report's own amounts. All texts are fictional."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records.checks import CHECK_FORMULAS, judge
from assistant.records.model import Bound, Check, CheckKind, Quantity, Verdict
from assistant.records.vocabulary import load_vocabulary
from ingest.crosscheck import contradictions, cross_check, warnings_of
from ingest.figures import read_figures
from ingest.pipeline import make_document

TITLE = "云杉市港湾区商务局2021年部门整体支出绩效自评报告\n\n"


class _Words:
    vocabulary = load_vocabulary()


def checked(text: str, name: str = "report.txt") -> tuple[tuple[Check, ...], dict[str, str]]:
    """The checks of a report, and what each figure id quotes."""
    document = make_document(name, text.encode(), _Words)  # type: ignore[arg-type]
    figures = read_figures(document, _Words.vocabulary)
    return cross_check(document, figures), {f.id: f.span.of(document.text) for f in figures}


def found(body: str, name: str = "report.txt") -> list[tuple[str, str, str]]:
    """(quote, formula, verdict) of each check of one paragraph, or of a whole table file."""
    checks, quotes = checked(TITLE + body if name.endswith((".txt", ".md")) else body, name)
    return [(quotes[c.stated], c.formula, c.verdict.value) for c in checks]


RATES = [
    pytest.param(
        "全年预算数 812.40 万元，执行数 790.13 万元，预算执行率 97.26%。",
        [("97.26%", "executed_over_budget", "agrees")],
        id="execution",
    ),
    pytest.param(
        "年初预算 800.00 万元，调整预算数 900.00 万元，支出 810.00 万元，预算执行率 90.00%，为年初预算的 101.25%。",
        [("90.00%", "executed_over_adjusted", "agrees"), ("101.25%", "executed_over_initial", "agrees")],
        id="the budget that fits is named",
    ),
    pytest.param(
        "全年预算数 812.40 万元，执行数 790.13 万元，预算执行率 92.26%。",
        [("92.26%", "executed_over_budget", "contradicts")],
        id="execution contradicted",
    ),
    pytest.param(
        "全年预算数 0.26 亿元，执行数 0.25 亿元，预算执行率 97.40%。",
        [("97.40%", "executed_over_budget", "rounding")],
        id="coarse amounts explain it",
    ),
    pytest.param(
        "全年预算数约 800 万元，执行数 790.13 万元，预算执行率 94.20%。",
        [("94.20%", "executed_over_budget", "agrees")],
        id="a hedged budget is an interval",
    ),
    pytest.param(
        "一般公共预算支出累计完成 1077.52 万元，完成预算数 2572.88 万元的 41.9%，比上年减支 92.40 万元，下降 7.9%。",
        [("41.9%", "executed_over_budget", "agrees"), ("7.9%", "decline", "agrees")],
        id="the budget stands inside",
    ),
    pytest.param(
        "实际到位 485 万元，资金到位率 97%；实际支出 441.2 万元，预算执行率 88.25%。", [], id="no budget stands here"
    ),
    pytest.param("甲项目预算 100 万元，乙项目支出 50 万元，执行率 80%。", [], id="another project's budget"),
    pytest.param(
        "全年预算 1000 万元，执行 900 万元，其中项目支出 500 万元，项目执行率 85%。", [], id="a part has its own budget"
    ),
    pytest.param(
        "“三公”经费年初预算为 21.00 万元，支出决算为 16.95 万元，完成预算的 80.71%，"
        "其中：公务用车购置及运行维护费支出决算为 16.95 万元，完成预算的 82.68%。",
        [("80.71%", "executed_over_initial", "agrees")],
        id="the part's budget is not told",
    ),
]

SHARES = [
    pytest.param(
        "全年支出 50 万元，其中：甲类 30 万元，占 60%；乙类 20 万元，占 40%。",
        [("50 万元", "sum", "agrees"), ("60%", "part_over_total", "agrees"), ("40%", "part_over_total", "agrees")],
        id="chain",
    ),
    pytest.param(
        "全年支出 50 万元，其中：甲类 30 万元，占 65%；乙类 20 万元，占 40%。",
        [("50 万元", "sum", "agrees"), ("65%", "part_over_total", "contradicts"), ("40%", "part_over_total", "agrees")],
        id="one link contradicted",
    ),
    pytest.param(
        "人员经费、公用经费分别为 30.00 万元、10.00 万元，分别占基本支出的 75%、25%。",
        [("75%", "part_over_parts", "agrees"), ("25%", "part_over_parts", "agrees")],
        id="lists pair by order",
    ),
    pytest.param(
        "政府采购支出 200.00 万元，其中授予中小企业合同金额 113.00 万元，占政府采购支出总额的 59.5%。",
        [("59.5%", "part_over_total", "contradicts")],
        id="named whole contradicted",
    ),
    pytest.param(
        "财政收入完成 1000 万元。其中：税收收入 660 万元，增长 2%，增收 13 万元，税收收入占财政收入的 66%。",
        [("2%", "growth", "agrees"), ("66%", "part_over_total", "agrees")],
        id="the part is named again",
    ),
    pytest.param("发放补贴 300 万元，占全市的 12%。", [], id="the whole is not told"),
    pytest.param("培训学员 100 人，其中女性占 60%。", [], id="the part is not told"),
    pytest.param("基本支出 300 万元，占 30%，项目支出 700 万元，占 65%。", [], id="no whole and no hundred"),
]

CHANGES = [
    pytest.param(
        "支出 120.00 万元，比上年增加 20.00 万元，增长 20.00%。", [("20.00%", "growth", "agrees")], id="growth"
    ),
    pytest.param(
        "支出 90.00 万元，执行率为 97.3%（以全年预算数为分母），较上年增加 30.00 万元，增长 53%。",
        [("53%", "growth", "contradicts")],
        id="a rate with a remark between",
    ),
    pytest.param(
        "上级补助收入 8.38 万元。较 2020 年度决算数减少 17.40 万元，下降 67.5%。",
        [("67.5%", "decline", "agrees")],
        id="the value in the sentence before",
    ),
    pytest.param(
        "支出 80.00 万元，比上年减少 20.00 万元，下降 25%。", [("25%", "decline", "contradicts")], id="decline"
    ),
    pytest.param(
        "经费总额为 1969 万元，较 2020 年的 2190 万元减少 221 万元，下降 10.1%。",
        [("221 万元", "change", "agrees"), ("10.1%", "change_rate", "agrees")],
        id="the year before stands",
    ),
    pytest.param(
        "月均工资由 4180 元提高到 4520 元，增幅为 8.13%。", [("8.13%", "change_rate", "agrees")], id="from, to"
    ),
    pytest.param("满意度由 85%提高到 92%，提高 9 个百分点。", [("9 个百分点", "change", "contradicts")], id="points"),
    pytest.param("支出 120 万元，比上年增加 10 万元，税收增长 20%。", [], id="another subject's rate"),
    pytest.param("上年结转 100 万元，本年收入 500 万元，增长 20%。", [], id="carried over is not the year before"),
]

OTHERS = [
    pytest.param(
        "完成投资 19.2 亿元，完成年度任务 30 亿元的 64%。",
        [("64%", "actual_over_target", "agrees")],
        id="completion of a target",
    ),
    pytest.param("完成投资 25.47 亿元，完成年度任务的 278.94%。", [], id="a target that is only implied"),
    pytest.param(
        "投入、过程、产出、效益指标分别得 10.0 分、18.0 分、35.0 分、28.5 分，自评综合得分为 94.5 分。",
        [("94.5 分", "sum", "contradicts")],
        id="score sum",
    ),
    pytest.param(
        "决策指标分值 15 分，得分 13.5 分，得分率 90%。", [("90%", "score_over_full", "agrees")], id="score rate"
    ),
    pytest.param(
        "年初预算 800.00 万元，年中追加 100.00 万元，调整预算数 950.00 万元。",
        [("950.00 万元", "initial_plus_added", "contradicts")],
        id="adjusted budget",
    ),
    pytest.param("支出 100 万元，其中会议费 20 万元、培训费 30 万元。", [], id="其中 may leave parts out"),
]


@pytest.mark.parametrize(("body", "expected"), [*RATES, *SHARES, *CHANGES, *OTHERS])
def test_a_statement(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(body) == expected


def test_the_budget_may_stand_in_the_section_before() -> None:
    body = (
        "一、部门整体支出情况\n\n（一）预算安排\n\n年初预算 800.00 万元，调整预算数 900.00 万元。\n\n"
        "（二）预算执行\n\n全年支出执行数 810.00 万元，预算执行率 95.00%（以调整预算数为分母）。"
    )
    assert found(body) == [("95.00%", "executed_over_adjusted", "contradicts")]


def test_a_target_among_the_goals_confirms_but_never_contradicts() -> None:
    report = "一、绩效目标\n\n新增公办学位 1,300 个。\n\n二、完成情况\n\n新增公办学位 1,600 个，完成年度任务的 {}。"
    assert found(report.format("123.08%")) == [("123.08%", "actual_over_target", "agrees")]
    assert found(report.format("110.00%")) == []


TABLE = """项目名称,全年预算数（万元）,全年执行数（万元）,执行率（%）
供水改造,200.00,190.00,95.00
河道清淤,100.00,80.00,{rate}
合计,300.00,{total},90.00
"""


@pytest.mark.parametrize(
    ("rate", "total", "expected"),
    [
        pytest.param("80.00", "270.00", {}, id="all agree"),
        pytest.param("85.00", "270.00", {"85.00": "contradicts"}, id="a row's rate"),
        pytest.param("/", "270.00", {}, id="a rate left out"),
    ],
)
def test_table_rows(rate: str, total: str, expected: dict[str, str]) -> None:
    made = found(TABLE.format(rate=rate, total=total), "台账.csv")
    assert {quote: verdict for quote, _, verdict in made if verdict != "agrees"} == expected
    assert ("95.00", "executed_over_budget", "agrees") in made


def test_a_total_is_contradicted_only_where_other_columns_show_what_it_sums() -> None:
    head = "项目名称,年初预算（万元）,调整预算（万元）,执行数（万元）\n供水,10.00,20.00,15.00\n清淤,30.00,40.00,35.00\n"
    assert ("55.00", "sum", "contradicts") in found(head + "合计,40.00,60.00,55.00\n", "台账.csv")
    alone = "项目名称,执行数（万元）\n供水,15.00\n清淤,35.00\n合计,55.00\n"
    assert [one for one in found(alone, "台账.csv") if one[2] == "contradicts"] == []


def test_a_check_links_its_figures_and_warns() -> None:
    checks, quotes = checked(TITLE + "全年预算数 812.40 万元，执行数 790.13 万元，预算执行率 92.26%。")
    (check,) = contradictions(checks)
    assert check.kind is CheckKind.EXECUTION
    assert [quotes[key] for key in check.inputs] == ["790.13 万元", "812.40 万元"]
    assert check.computed == Quantity(Decimal("97.26"), "%")
    assert warnings_of(checks) == ("1 个数字与报告自己的其他数字不符 / 1 figure is contradicted by the report's own",)
    assert warnings_of(()) == ()


@pytest.mark.parametrize(
    ("stated", "inputs", "expected"),
    [
        ("98.94", ("1491.52", "1507.47"), Verdict.AGREES),
        ("98.9", ("1491.52", "1507.47"), Verdict.AGREES),
        ("98.93", ("1491.52", "1507.47"), Verdict.ROUNDING),
        ("98.8", ("1491.52", "1507.47"), Verdict.ROUNDING),
        ("98.7", ("1491.52", "1507.47"), Verdict.CONTRADICTS),
    ],
)
def test_verdicts_at_the_stated_decimals(stated: str, inputs: tuple[str, str], expected: Verdict) -> None:
    amounts = [Quantity(Decimal(value), "万元") for value in inputs]
    judged = judge("executed_over_budget", Quantity(Decimal(stated), "%"), amounts)
    assert judged is not None
    assert judged[1] is expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [(Bound.OVER, Verdict.AGREES), (Bound.UNDER, Verdict.CONTRADICTS), (Bound.ABOUT, Verdict.AGREES)],
)
def test_a_hedge_contradicts_only_outside_what_it_allows(bound: Bound, expected: Verdict) -> None:
    part, whole = Quantity(Decimal("100"), "万元", bound), Quantity(Decimal("200"), "万元")
    judged = judge("part_over_total", Quantity(Decimal("54.0"), "%"), [part, whole])
    assert judged is not None
    assert judged[1] is expected


def test_what_cannot_be_computed_is_no_check() -> None:
    percent, amount = Quantity(Decimal("50.0"), "%"), Quantity(Decimal("1"), "万元")
    assert judge("part_over_total", percent, [amount, Quantity(Decimal(0), "万元")]) is None
    assert judge("part_over_total", percent, [amount, Quantity(Decimal(2), "个")]) is None
    assert judge("part_over_total", percent, [Quantity(Decimal(10) ** 60, "万元"), amount]) is None


@given(st.sampled_from(sorted(CHECK_FORMULAS)), st.decimals(0, 10**6, places=2), st.decimals(1, 10**6, places=2))
def test_what_a_formula_yields_agrees_with_itself(key: str, first: Decimal, second: Decimal) -> None:
    amounts = [Quantity(first, "万元"), Quantity(second, "万元")]
    unit = "%" if CHECK_FORMULAS[key].percent else "万元"
    judged = judge(key, Quantity(Decimal("0.00"), unit), amounts)
    if judged is not None:
        again = judge(key, judged[0], amounts)
        assert again is not None
        assert again[1] is Verdict.AGREES


@settings(max_examples=60, deadline=None)
@given(
    st.text("全年预算执行率数支出占其中：，。；、比上年增加增长的分别合计得分 0123456789.%万元个分（）", max_size=120)
)
def test_any_text_is_checked_without_a_fault(text: str) -> None:
    checks, quotes = checked(TITLE + text)
    assert all({c.stated, *c.inputs} <= quotes.keys() for c in checks)
    assert len({c.stated for c in checks}) == len(checks)
