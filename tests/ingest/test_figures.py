"""Figures of prose and tables: what each was understood to say. All texts are fictional."""

import itertools

import pytest

from assistant.records.model import Figure
from assistant.records.vocabulary import load_vocabulary
from ingest.figures import read_figures
from ingest.pipeline import make_document

TITLE = "云杉市港湾区商务局2021年部门整体支出绩效自评报告\n\n"


class _Words:
    vocabulary = load_vocabulary()


def figures(text: str, name: str = "report.txt") -> list[Figure]:
    document = make_document(name, text.encode(), _Words)  # type: ignore[arg-type]
    found = read_figures(document, _Words.vocabulary)
    assert all(f.span.of(document.text) for f in found)
    return list(found)


def said(body: str) -> list[tuple[str, str, str, str, str]]:
    """(quantity, measure, subject, period, role) of each figure of one paragraph."""
    return [
        (f"{f.quantity.value}{f.quantity.unit}", f.measure, f.subject, str(f.period), str(f.role))
        for f in figures(TITLE + body)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "全年预算数 812.40 万元，执行数 790.13 万元，完成预算的 97.3%。",
            [
                ("812.40万元", "全年预算数", "", "2021", "budget"),
                ("790.13万元", "执行数", "", "2021", "actual"),
                ("97.3%", "完成预算", "", "2021", "actual"),
            ],
            id="budget, executed, rate",
        ),
        pytest.param(
            "31 家限上零售企业 1-11 月销售额为 9.6 亿元，同比增长 8%，增速在各镇街排名第 4。",
            [
                ("31家", "限上零售企业", "限上零售企业", "2021", "actual"),
                ("9.6亿元", "销售额", "限上零售企业", "2021-01/2021-11", "actual"),
                ("8%", "销售额同比增长", "限上零售企业", "2021-01/2021-11", "change"),
                ("4位", "增速在各镇街排名", "限上零售企业", "2021-01/2021-11", "rank"),
            ],
            id="one subject governs its clause",
        ),
        pytest.param(
            "31 家零售企业销售 9.6 亿元，增长 8%；12 家物流企业营收 3.2 亿元。",
            [
                ("31家", "零售企业", "零售企业", "2021", "actual"),
                ("9.6亿元", "销售", "零售企业", "2021", "actual"),
                ("8%", "销售增长", "零售企业", "2021", "change"),
                ("12家", "物流企业", "物流企业", "2021", "actual"),
                ("3.2亿元", "营收", "物流企业", "2021", "actual"),
            ],
            id="a semicolon ends what a subject governs",
        ),
        pytest.param(
            "吸引 42 家注资 1000 万元以上企业落户，总注册额超 86 亿元。",
            [
                ("42家", "吸引注资1000万元以上企业", "注资1000万元以上企业", "2021", "actual"),
                ("1000万元", "注资", "注资1000万元以上企业", "2021", "threshold"),
                ("86亿元", "总注册额", "注资1000万元以上企业", "2021", "actual"),
            ],
            id="a limit is no amount",
        ),
        pytest.param(
            "其中：基本支出 520.00 万元，占 65.00%；项目支出 280.00 万元，占 35.00%。",
            [
                ("520.00万元", "基本支出", "", "2021", "actual"),
                ("65.00%", "基本支出占", "", "2021", "share"),
                ("280.00万元", "项目支出", "", "2021", "actual"),
                ("35.00%", "项目支出占", "", "2021", "share"),
            ],
            id="shares of what stands before",
        ),
        pytest.param(
            "收、支分别减少 12.1、9.8 万元。",
            [
                ("12.1万元", "收减少", "收", "2021", "change"),
                ("9.8万元", "支减少", "支", "2021", "change"),
            ],
            id="pairs by order",
        ),
        pytest.param(
            "因公出国（境）费 0 元，公务接待费 3.20 万元，比上年下降 12.5%。",
            [
                ("0元", "因公出国（境）费", "", "2021", "actual"),
                ("3.20万元", "公务接待费", "", "2021", "actual"),
                ("12.5%", "公务接待费比上年下降", "", "2021", "change"),
            ],
            id="brackets inside a name",
        ),
        pytest.param(
            "截至9月底累计走访企业 61 家次，协调解决问题 17 项。",
            [
                ("61家次", "走访企业", "企业", "2021-01/2021-09", "actual"),
                ("17项", "协调解决问题", "问题", "2021-01/2021-09", "actual"),
            ],
            id="as of a month",
        ),
        pytest.param(
            "全年 16 次到企业送安全知识，\n\n8 次在公众号推送有关文章。",
            [
                ("16次", "到企业送安全知识", "", "2021", "actual"),
                ("8次", "在公众号推送有关文章", "", "2021", "actual"),
            ],
            id="a verb after the count, a sentence broken across pages",
        ),
    ],
)
def test_prose(body: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    assert said(body) == expected


def test_goals_are_targets() -> None:
    body = "（二）部门整体支出绩效目标\n\n1、新增停车位 300 个，群众满意度达到 90%以上。\n\n（三）完成情况\n\n新增停车位 280 个。\n"
    assert [str(f.role) for f in figures(TITLE + "一、基本情况\n\n" + body)] == ["target", "target", "actual"]


LEDGER = """部门,年度,月份,年初预算（万元）,累计执行数（万元）,执行率（%）,联系电话
云杉市教育局,2022,3月,100.00,21.50,21.50,8231001
云杉市水务局,2022,3月,/,—,,8231002
"""


def test_cells_take_measure_unit_period_and_department_from_header_and_row() -> None:
    found = figures(LEDGER, "执行台账2022.csv")
    assert [
        (f.measure, str(f.quantity.value), f.quantity.unit, f.department, str(f.period), str(f.role)) for f in found
    ] == [
        ("年初预算", "100.00", "万元", "云杉市教育局", "2022", "budget"),
        ("累计执行数", "21.50", "万元", "云杉市教育局", "2022-01/2022-03", "actual"),
        ("执行率", "21.50", "%", "云杉市教育局", "2022-01/2022-03", "actual"),
    ]
    assert {f.indicator for f in found} == {"initial_budget", "executed", "execution_rate"}


def test_blank_slash_and_dash_are_no_zero() -> None:
    assert all(f.department != "云杉市水务局" for f in figures(LEDGER, "执行台账2022.csv"))


def test_figures_are_in_text_order_and_never_overlap() -> None:
    found = figures(
        TITLE
        + "一、概况\n\n全年预算数 812.40 万元，执行数 790.13 万元。\n\n"
        + "\n\n|指标|目标值|完成值|\n|---|---|---|\n|新建|≥3个|4个|\n"
    )
    assert [f.span for f in found] == sorted(f.span for f in found)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert len(found) == 4
