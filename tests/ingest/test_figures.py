"""Figures of prose and tables: what each was understood to say. All texts are fictional."""

import itertools
from decimal import Decimal

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
            "一、人员（单位：人）\n\n编制186，在岗171，占91.94%。\n\n二、资金（单位：万元）\n\n年初预算5,236.40，执行数1,792.05。",
            [
                ("186人", "编制", "编制", "2021", "budget"),
                ("171人", "在岗", "在岗", "2021", "actual"),
                ("91.94%", "占", "在岗", "2021", "share"),
                ("5236.40万元", "年初预算", "", "2021", "budget"),
                ("1792.05万元", "执行数", "", "2021", "actual"),
            ],
            id="units of headings",
        ),
        pytest.param(
            "发掘墓葬、窑址、水井：63座、7座、19口。",
            [
                ("63座", "墓葬", "墓葬", "2021", "actual"),
                ("7座", "窑址", "窑址", "2021", "actual"),
                ("19口", "水井", "水井", "2021", "actual"),
            ],
            id="as many things as counts",
        ),
        pytest.param(
            "三、2022年打算\n\n收储土地5,500亩，出让收入达到80万元。",
            [
                ("5500亩", "收储土地", "土地", "2022", "target"),
                ("80万元", "出让收入", "", "2022", "target"),
            ],
            id="a heading that plans",
        ),
        pytest.param(
            "我们花费了760万元，但执行率仅为91%。",
            [("760万元", "花费", "", "2021", "actual"), ("91%", "执行率", "", "2021", "actual")],
            id="pronouns and conjunctions are nobody",
        ),
        pytest.param(
            "内设股室：9个　　　基层司法所：17个　　　编制使用率：90.63%",
            [
                ("9个", "内设股室", "股室", "2021", "actual"),
                ("17个", "基层司法所", "基层司法所", "2021", "actual"),
                ("90.63%", "编制使用率", "", "2021", "actual"),
            ],
            id="entries parted by gaps",
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
                ("65.00%", "占", "基本支出", "2021", "share"),
                ("280.00万元", "项目支出", "", "2021", "actual"),
                ("35.00%", "占", "项目支出", "2021", "share"),
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
                ("12.5%", "比上年下降", "公务接待费", "2021", "change"),
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
        pytest.param(
            "收入、支出分别为 812.4、790.1 万元，比上年增长 3.1%、2.6%。",
            [
                ("812.4万元", "收入", "收入", "2021", "actual"),
                ("790.1万元", "支出", "支出", "2021", "actual"),
                ("3.1%", "收入比上年增长", "收入", "2021", "change"),
                ("2.6%", "支出比上年增长", "支出", "2021", "change"),
            ],
            id="a second list pairs with the names of the first",
        ),
        pytest.param(
            "门诊次均费用 231.4 元，住院次均费用 8905.2 元，分别下降 1.6%和 2.3%。",
            [
                ("231.4元", "门诊次均费用", "", "2021", "actual"),
                ("8905.2元", "住院次均费用", "", "2021", "actual"),
                ("1.6%", "门诊次均费用下降", "门诊次均费用", "2021", "change"),
                ("2.3%", "住院次均费用下降", "住院次均费用", "2021", "change"),
            ],
            id="分别 after two statements",
        ),
        pytest.param(
            "早稻、晚稻播种面积分别为 9.2、9.3 万亩。",
            [
                ("9.2万亩", "早稻播种面积", "早稻", "2021", "actual"),
                ("9.3万亩", "晚稻播种面积", "晚稻", "2021", "actual"),
            ],
            id="what the last name adds is common to all",
        ),
        pytest.param(
            "公务车购置费 17.98 万元，费用支出较年初预算数 18.00 万元减少 0.02 万元。",
            [
                ("17.98万元", "公务车购置费", "", "2021", "actual"),
                ("18.00万元", "年初预算数", "公务车购置费", "2021", "budget"),
                ("0.02万元", "减少", "公务车购置费", "2021", "change"),
            ],
            id="a budget named inside a comparison",
        ),
        pytest.param(
            "月均工资由 4180 元提高到 4520 元，增幅为 8.13%。",
            [
                ("4180元", "月均工资", "", "2021", "actual"),
                ("4520元", "月均工资", "", "2021", "actual"),
                ("8.13%", "增幅", "月均工资", "2021", "change"),
            ],
            id="the new value is no change",
        ),
        pytest.param(
            "实际利用外资 1.2 亿美元，上年同期为 0.9 亿美元；与2020年相比，进口额增加 3 亿元。",
            [
                ("1.2亿美元", "利用外资", "", "2021", "actual"),
                ("0.9亿美元", "利用外资", "", "2020", "actual"),
                ("3亿元", "进口额增加", "进口额", "2021", "change"),
            ],
            id="a value of the year before, and a year only compared with",
        ),
        pytest.param(
            "预算安排 5000 万元，其中：市级资金 3500 万元、区级资金 1500 万元。",
            [
                ("5000万元", "预算安排", "", "2021", "budget"),
                ("3500万元", "市级资金", "市级资金", "2021", "budget"),
                ("1500万元", "区级资金", "区级资金", "2021", "budget"),
            ],
            id="parts of a budget are budget",
        ),
        pytest.param(
            "有 2 个项目执行率低于 80%，核定编制 42 名，为单价 50 万元以上设备办理手续。",
            [
                ("2个", "项目", "项目", "2021", "actual"),
                ("80%", "执行率", "项目", "2021", "threshold"),
                ("42名", "核定编制", "核定编制", "2021", "budget"),
                ("50万元", "为单价", "设备", "2021", "threshold"),
            ],
            id="limits, posts",
        ),
        pytest.param(
            "决策指标分值 15 分，得分 13.5 分，得分率 90%；投入 10 分得 9 分。",
            [
                ("15分", "决策指标分值", "决策指标", "2021", "target"),
                ("13.5分", "得分", "决策指标", "2021", "score"),
                ("90%", "得分率", "决策指标", "2021", "actual"),
                ("10分", "投入", "投入", "2021", "target"),
                ("9分", "得", "投入", "2021", "score"),
            ],
            id="points and their weight",
        ),
        pytest.param(
            "发放问卷 500 份，群众满意度 92%；医疗项目执行率最低，仅为 62%。",
            [
                ("500份", "发放问卷", "问卷", "2021", "actual"),
                ("92%", "群众满意度", "", "2021", "actual"),
                ("62%", "执行率最低", "医疗项目", "2021", "actual"),
            ],
            id="a measure that is nobody's, a pointing word after a comma",
        ),
    ],
)
def test_prose(body: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("全区河长 26 名累计巡河 194 人次，发现问题 12 个，已整改 11 个，整改率 91.67%。", ["河长", "河长", "问题", "问题", "问题"]),
        ("有水库 11 座、总库容 428 万立方米；新改建公路 56 公里，完成投资 1.2 亿元。", ["水库", "水库", "公路", "公路"]),
        ("农村公路总里程 521 公里，其中县道 84 公里、乡道 190 公里；列养率 100%。", ["农村公路", "县道", "乡道", "农村公路"]),
        ("新改建公路 56 公里，其中县道 12 公里，乡道 18 公里，完成投资 1.2 亿元。", ["公路", "县道", "乡道", "公路"]),
        ("新建茶园 4,300 亩，为下达任务 4,000 亩的 107.5%，亩均投入 2,400 元。", ["茶园"] * 4),
        ("5 座处理厂处理污水 23 万吨，达标率 100%，在全市 9 个区中排名第 2。", ["处理厂", "污水", "处理厂", "区", "处理厂"]),
        ("改造小区 8 个，涉及居民楼 54 栋、居民 715 户，完成投资 318 万元，户均 0.44 万元。", ["小区", "居民楼", "居民", "小区", "居民"]),
        ("实施临时救助 326 人次，支出 41.8 万元，次均 1,282 元。", ["临时救助"] * 3),
        ("下辖 14 个社区、132 个网格，内设 5 个科室，核定编制 42 名。", ["社区", "网格", "科室", "核定编制"]),
        ("新建绿地 12 公顷，绿地养护 8 万元；某某专项资金 380 万元，已拨付 312 万元。", ["绿地", "绿地养护", "某某专项资金", "某某专项资金"]),
        ("其中省级财政补助 62 万元，市级财政安排 38 万元，共计 100 万元。", ["省级财政补助", "市级财政安排", ""]),
        ("抽查的 87 段路段中，9 段存在淤塞，占 10.3%；2 个县配套不到位。", ["路段", "路段", "路段", "县"]),
        ("通过公开招标方式采购垃圾清运车 12 辆，中标金额 386 万元。", ["垃圾清运车", "垃圾清运车"]),
        ("国内公务接待 46 批次，人均 82 元，上年为 58 批次。", ["国内公务接待"] * 3),
    ],
)  # fmt: skip
def test_subjects(body: str, subjects: list[str]) -> None:
    assert [one[2] for one in said(body)] == subjects


def test_the_same_time_is_that_of_the_clause_before() -> None:
    found = said("5 座处理厂 1-11 月处理污水 23 万吨，居 9 个区第 2 位；3 座村级站同期处理污水 4 万吨。")
    assert [one[3] for one in found] == [
        "2021",
        "2021-01/2021-11",
        "2021",
        "2021-01/2021-11",
        "2021",
        "2021-01/2021-11",
    ]


def test_an_account_up_to_the_last_day_is_of_the_year() -> None:
    assert [one[3] for one in said("截至12月31日，实际到位 689 万元。")] == ["2021"]


@pytest.mark.parametrize(
    ("body", "roles"),
    [
        ("完成投资 11.2 亿元，超额完成年度任务 10 亿元，完成率 112%。", ["actual", "target", "actual"]),
        ("平均造价 42 万元/座，控制在 45 万元/座以内，低于 46 万元的控制标准。", ["actual", "threshold", "target"]),
        ("位列全市第 2，较上年上升 3 位，占实施项目 46 个的 89.1%。", ["rank", "change", "actual", "share"]),
        ("低保标准提高到每人每月 690 元，增幅 6.2%，较预算节约 34 万元。", ["actual", "change", "change"]),
    ],
)
def test_roles(body: str, roles: list[str]) -> None:
    assert [one[4] for one in said(body)] == roles


def test_goals_are_targets() -> None:
    body = "（二）部门整体支出绩效目标\n\n1、新增停车位 300 个，群众满意度达到 90%以上。\n\n（三）完成情况\n\n新增停车位 280 个。\n"
    assert [str(f.role) for f in figures(TITLE + "一、基本情况\n\n" + body)] == ["target", "target", "actual"]


def test_plans_reach_their_clause() -> None:
    body = "2021年计划建成小区 120 个，新装摄像机 240 台；实际建成小区 126 个。"
    assert [str(f.role) for f in figures(TITLE + body)] == ["target", "target", "actual"]


def test_furniture_contents_and_page_numbers_are_no_figures() -> None:
    text = (
        "索引号：AB-2022-12　浏览次数：1024次\n\n"
        + TITLE
        + "目 录\n一、指标（12 项）........3\n\n一、情况\n\n全年围绕防洪排涝抓好各项工程建设，新建管网 12.5 公里，投资\n- 3 -\n3,500 万元。\n第 2 页 共 15 页\n"
    )
    assert [(f.quantity.unit, f.measure) for f in figures(text)] == [("公里", "新建管网"), ("万元", "投资")]


def test_a_sentence_begun_with_among_takes_over_what_was_counted() -> None:
    found = figures(TITLE + "先后为 21 家航运企业核定资格。其中 2 家获得奖励合计 20 万元。")
    assert [f.subject for f in found] == ["航运企业"] * 3


def test_hints_of_a_template_are_no_figures() -> None:
    assert figures(TITLE + "编制“**人”，安排xx万元，其他×个。") == []


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


MONEY_TABLE = """# 云杉市港湾区商务局2021年绩效自评报告

资金使用情况（金额单位：万元）

|项目|预算数|执行率|完成比例|分值|得分|受益人数|
|---|---|---|---|---|---|---|
|修路|100|98.5|0.98|10|9.85|300|
|架桥|200|97.0|0.97|10|9.7|400|
"""


def test_words_of_a_header_outweigh_the_unit_of_the_table() -> None:
    found = figures(MONEY_TABLE, "report.md")
    assert [(f.measure, f.quantity.unit) for f in found[:6]] == [
        ("预算数", "万元"),
        ("执行率", "%"),
        ("完成比例", ""),
        ("分值", "分"),
        ("得分", "分"),
        ("受益人数", "人"),
    ]
    assert [str(f.role) for f in found[:6]] == ["budget", "actual", "actual", "target", "score", "actual"]


def test_blank_slash_and_dash_are_no_zero() -> None:
    assert all(f.department != "云杉市水务局" for f in figures(LEDGER, "执行台账2022.csv"))


@pytest.mark.parametrize("number", ["7\ufffd0.13 万元", "790.\ufffd3 万元", "790 \ufffd元"])
def test_a_number_beside_a_lost_character_is_not_read(number: str) -> None:
    found = figures(f"南栎市水务局2021年度绩效自评报告\n\n全年预算数812.40万元，执行数{number}，新建管网12.5公里。\n")
    assert [f.quantity.value for f in found] == [Decimal("812.40"), Decimal("12.5")]


def test_figures_are_in_text_order_and_never_overlap() -> None:
    found = figures(
        TITLE
        + "一、概况\n\n全年预算数 812.40 万元，执行数 790.13 万元。\n\n"
        + "\n\n|指标|目标值|完成值|\n|---|---|---|\n|新建|≥3个|4个|\n"
    )
    assert [f.span for f in found] == sorted(f.span for f in found)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert len(found) == 4


def test_a_form_drawn_with_gaps_is_a_table() -> None:
    form = (
        "一级指标　　二级指标　　三级指标　　年度指标值　　实际完成值　　分值　　得分　　偏差原因\n"
        "产出指标　　数量指标　　办理援助案件　　≥800件　　926件　　8　　8　　无\n"
        "　　　　　　　　　　　　新建司法所　　4个　　3个　　8　　6　　用地未落实\n"
        "　　　　　　质量指标　　调解成功率　　≥98%　　98.6%　　10　　10　　无\n"
        "总分　　100　　94.28\n"
    )
    found = [(f.measure, f"{f.quantity.value}{f.quantity.unit}", str(f.role)) for f in figures(TITLE + form) if f.cell]
    assert found == [
        ("年度指标值", "800件", "target"), ("实际完成值", "926件", "actual"), ("分值", "8分", "target"), ("得分", "8分", "score"),
        ("年度指标值", "4个", "target"), ("实际完成值", "3个", "actual"), ("分值", "8分", "target"), ("得分", "6分", "score"),
        ("年度指标值", "98%", "target"), ("实际完成值", "98.6%", "actual"), ("分值", "10分", "target"), ("得分", "10分", "score"),
        ("分值", "100分", "target"), ("得分", "94.28分", "score"),
    ]  # fmt: skip
