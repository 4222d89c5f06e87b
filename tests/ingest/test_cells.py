"""Figures in tables: what header and row say of each cell. Every name and number is made up."""

import pytest

from assistant.records.model import Document
from assistant.records.vocabulary import load_vocabulary
from ingest.cells import CellSaid, read_cells
from ingest.figures import read_figures
from ingest.pipeline import make_document


class _Words:
    vocabulary = load_vocabulary()


def cells(text: str, name: str = "云杉市统计表2021.csv") -> list[CellSaid]:
    document: Document = make_document(name, text.encode(), _Words)  # type: ignore[arg-type]
    return [said for table in document.tables for said in read_cells(table, document)]


def said(text: str, name: str = "云杉市统计表2021.csv") -> list[tuple[str, str, str, str]]:
    """(quantity, measure, subject, period: the year of the document where a cell tells none) of each figure of the tables."""
    return [
        (f"{c.quantity.value}{c.quantity.unit}", c.measure, c.subject, str(c.period or 2021)) for c in cells(text, name)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "指标,单位,2019年,2020年度\n1.污水处理率,%,91,93\n2.管网长度（主干）,公里,12,14\n",
            [
                ("91%", "污水处理率", "", "2019"),
                ("93%", "污水处理率", "", "2020"),
                ("12公里", "管网长度（主干）", "", "2019"),
                ("14公里", "管网长度（主干）", "", "2020"),
            ],
            id="years across, a column of units",
        ),
        pytest.param(
            "单位：万元,,,,\n站点名称,建成年份,用掉,座次,拿分\n甲站,2014,30,2,8.5\n乙站,2016,20,3,7\n",
            [
                ("30万元", "用掉", "甲站", "2021"),
                ("2位", "座次", "甲站", "2021"),
                ("8.5分", "拿分", "甲站", "2021"),
                ("20万元", "用掉", "乙站", "2021"),
                ("3位", "座次", "乙站", "2021"),
                ("7分", "拿分", "乙站", "2021"),
            ],
            id="ranks and points are no money, the year of building is no period",
        ),
        pytest.param(
            "单位：亩、元、户,,,,\n村名,补偿面积,应发,受益户,备注\n甲村,3260,50530.00,136,\n乙村,2845,44097.50,118,\n",
            [
                ("3260亩", "补偿面积", "甲村", "2021"),
                ("50530.00元", "应发", "甲村", "2021"),
                ("136户", "受益户", "甲村", "2021"),
                ("2845亩", "补偿面积", "乙村", "2021"),
                ("44097.50元", "应发", "乙村", "2021"),
                ("118户", "受益户", "乙村", "2021"),
            ],
            id="of several units in the caption each column has the one its words tell",
        ),
        pytest.param(
            "考核点,全年要做到,做到,计量\n新增就业,4.8,3.92,万人\n调解成功率,65,68.4,%\n",
            [
                ("4.8万人", "全年要做到", "新增就业", "2021"),
                ("3.92万人", "做到", "新增就业", "2021"),
                ("65%", "全年要做到", "调解成功率", "2021"),
                ("68.4%", "做到", "调解成功率", "2021"),
            ],
            id="a column headed 计量 holds each row's unit",
        ),
        pytest.param(
            "金额单位：万元,,\n企业名称,2019年,2020年\n甲公司,91,93\n",
            [("91万元", "云杉市统计表2021", "甲公司", "2019"), ("93万元", "云杉市统计表2021", "甲公司", "2020")],
            id="years across, the rows are no measures",
        ),
        pytest.param(
            "项目,上年支出数,2021年支出数（万元）,比上年增长（%）,支出（含上年结转）\n修路,90,95,8,97\n",
            [
                ("90", "支出数", "修路", "2020"),
                ("95万元", "支出数", "修路", "2021"),
                ("8%", "比上年增长", "修路", "2021"),
                ("97", "支出（含上年结转）", "修路", "2021"),
            ],
            id="periods in names, brackets that are no unit",
        ),
        pytest.param(
            "单位：万元,,\n科目,预算数,受益人数\n一、工资,30,5\n其中：津贴,10,2\n合计,30,5\n",
            [
                ("30万元", "预算数", "一、工资", "2021"),
                ("5人", "受益人数", "一、工资", "2021"),
                ("10万元", "预算数", "一、工资 其中：津贴", "2021"),
                ("2人", "受益人数", "一、工资 其中：津贴", "2021"),
                ("30万元", "预算数", "合计", "2021"),
                ("5人", "受益人数", "合计", "2021"),
            ],
            id="parts and totals stay known",
        ),
        pytest.param(
            "三级指标,年度指标值,实际完成值,分值\n培训人数（人）,300,310,10\n秸秆综合利用率,90,92,5\n粮食产量（万吨）,20,21,5\n",
            [
                ("300人", "年度指标值", "培训人数", "2021"),
                ("310人", "实际完成值", "培训人数", "2021"),
                ("10分", "分值", "培训人数", "2021"),
                ("90%", "年度指标值", "秸秆综合利用率", "2021"),
                ("92%", "实际完成值", "秸秆综合利用率", "2021"),
                ("5分", "分值", "秸秆综合利用率", "2021"),
                ("20万吨", "年度指标值", "粮食产量", "2021"),
                ("21万吨", "实际完成值", "粮食产量", "2021"),
                ("5分", "分值", "粮食产量", "2021"),
            ],
            id="units of rows hold for values, not for points",
        ),
        pytest.param(
            "单位：万元,,\n项目,投资额,数量\n管网长度（公里）,50,12\n",
            [("50万元", "投资额", "管网长度", "2021"), ("12公里", "数量", "管网长度", "2021")],
            id="units of rows do not hold for money",
        ),
        pytest.param(
            "一级指标,三级指标,指标值\n产出指标,水表（只）,40\n,管网,300\n",
            [("40只", "指标值", "产出指标 水表", "2021"), ("300", "指标值", "产出指标 管网", "2021")],
            id="labels not repeated",
        ),
        pytest.param(
            "项目名称,供水改造,,主管部门,云杉市水务局\n总投资（万元）,500,,完成率,98\n联系电话,82310011,,年度,2021\n",
            [("500万元", "总投资", "", "2021"), ("98%", "完成率", "", "2021")],
            id="a form's labels name its values",
        ),
        pytest.param(
            "时间,项目,金额\n2019年,修路,5\n2020年,架桥,6\n",
            [("5", "金额", "修路", "2019"), ("6", "金额", "架桥", "2020")],
            id="a column of times",
        ),
        pytest.param(
            "统计口径,金额\n2019年,5\n2020年1-6月,6\n",
            [("5", "金额", "", "2019"), ("6", "金额", "", "2020-01/2020-06")],
            id="a label that is a period",
        ),
    ],
)
def test_measure_unit_subject_period(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert said(text) == expected


def test_a_column_of_offices_holds_no_units_and_its_total_is_no_office() -> None:
    found = cells("单位,年度,部门预算数（万元）,上年支出数（万元）\n云杉市教育局,2022,5,4\n合计,2022,5,4\n")
    assert [(c.department, c.subject, c.measure, str(c.period or 2021)) for c in found] == [
        ("云杉市教育局", "", "部门预算数", "2022"),
        ("云杉市教育局", "", "支出数", "2021"),
        ("", "合计", "部门预算数", "2022"),
        ("", "合计", "支出数", "2021"),
    ]


def test_an_office_after_of_which_is_that_office() -> None:
    told = cells(
        "单位：万元,,\n部门,全年支出,类别\n云杉市交通局,90,城建\n其中：云杉市公路中心,40,城建\n云杉市林业局,30,农林\n"
    )
    assert [one.department for one in told] == ["云杉市交通局", "云杉市公路中心", "云杉市林业局"]


def test_roles_of_rows_that_name_measures() -> None:
    found = cells("指标,2019年,2020年\n一般公共预算收入（万元）,5,6\n年初预算数（万元）,7,8\n工业增加值（亿元）,9,8\n")
    assert [str(c.role) for c in found] == ["actual", "actual", "budget", "budget", "actual", "actual"]


def test_blanks_stay_between_english_words() -> None:
    (found,) = cells("Department,Year,Execution rate (%)\nYunshan Water Bureau,2022,98\n")
    assert (found.measure, found.department) == ("Execution rate", "Yunshan Water Bureau")


SELF_EVALUATION = """2021年度项目支出绩效自评表,,,,,,,
项目名称,污水管网,,,主管部门,云杉市水务局,,
项目资金（万元）,,年初预算数,全年预算数,全年执行数,分值,执行率,得分
,年度资金总额,500,480,470,10,97.92%,9.8
,其中：财政拨款,300,280,270,—,96.4%,—
年度总体目标,预期目标,,,实际完成情况,,,
,新建污水管网12公里，培训人员300人。,,,已新建污水管网13公里，培训人员310人。,,,
一级指标,二级指标,三级指标,,年度指标值,实际完成值,分值,得分
产出指标,数量指标,污水管网长度（公里）,,≥12,13,20,20
,,培训人数（人）,,300,310,10,10
总分,,,,,,100,98
"""


def test_goals_told_in_sentences_are_no_header() -> None:
    found = said(SELF_EVALUATION)
    assert found[:4] == [
        ("500万元", "年初预算数", "年度资金总额", "2021"),
        ("480万元", "全年预算数", "年度资金总额", "2021"),
        ("470万元", "全年执行数", "年度资金总额", "2021"),
        ("10分", "分值", "年度资金总额", "2021"),
    ]
    assert ("270万元", "全年执行数", "年度资金总额 其中：财政拨款", "2021") in found
    assert ("13公里", "实际完成值", "产出指标 数量指标 污水管网长度", "2021") in found
    assert ("310人", "实际完成值", "产出指标 数量指标 培训人数", "2021") in found
    assert ("98分", "得分", "总分", "2021") in found


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("云杉市水务局2021年1-9月预算绩效运行监控表", "2021-01/2021-09"),
        ("云杉市水务局2021年支出台账（截至9月底）", "2021-01/2021-09"),
        ("云杉市水务局2021年支出情况表", "2021"),
    ],
)
def test_cells_without_a_time_of_their_own_are_of_the_titles_months(title: str, period: str) -> None:
    text = f"{title}\n项目,预算数（万元）,已支出（万元）\n管网改造,120.00,61.50\n清淤,80.00,40.00\n"
    document: Document = make_document("台账.csv", text.encode(), _Words)  # type: ignore[arg-type]
    told = {(f.measure, str(f.period)) for f in read_figures(document, load_vocabulary())}
    assert told == {("预算数", "2021"), ("已支出", period)}


LEDGER = """部门,全年支出（万元）,执行率,等级,主要扣分点
社会事务类,,,,
云杉市水务局,90,90%,优,台账不全
云杉市林业局,30,75%,良,进度偏慢
小计,120,86%,,
"""


def test_groups_and_words_behind_figures_are_not_what_an_organisations_figures_are_about() -> None:
    told = {(c.department, c.measure, c.subject) for c in cells(LEDGER)}
    assert ("云杉市水务局", "全年支出", "") in told
    assert ("云杉市林业局", "执行率", "") in told


def test_a_caption_tells_the_months_of_its_table_and_a_header_points() -> None:
    text = (
        "云杉市2021年预算台账\n部门,全年支出（万元）\n云杉市水务局,90\n\n"
        "2021年1-11月支出进度表\n部门,支出进度,比序时进度±百分点\n云杉市水务局,81.07%,-10.60\n"
    )
    document: Document = make_document("台账.csv", text.encode(), _Words)  # type: ignore[arg-type]
    told = {(f.measure, f.quantity.unit, str(f.period)) for f in read_figures(document, load_vocabulary())}
    assert told == {
        ("全年支出", "万元", "2021"),
        ("支出进度", "%", "2021-01/2021-11"),
        ("比序时进度", "个百分点", "2021-01/2021-11"),
    }


def test_marks_for_nothing_make_no_column_one_of_words() -> None:
    rows = "1月,1200,50\n2月,1200,无\n3月,1200,/\n4月,1200,—\n5月,1200,0\n6月,1200,\n"
    found = said(f"2021年南栎市水务局支出进度表,,\n,,单位：万元\n月份,年初预算,当月支出\n{rows}")
    assert [(one[0], one[3]) for one in found if one[1] == "当月支出"] == [("50万元", "2021-01"), ("0万元", "2021-05")]


def test_labels_without_a_header_beside_a_merged_one_name_their_rows() -> None:
    page = (
        "<meta charset=utf-8><h1>南栎市水务局2021年度项目支出绩效自评表</h1><table><tr><td rowspan=4>项目资金（万元）<td><td>全年预算数"
        "<td>全年执行数<tr><td>年度资金总额<td>480<td>460<tr><td>其中：财政拨款<td>400<td>390<tr><td>上年结转资金<td>80<td>70"
        "<tr><td>年度总体目标<td colspan=2>清淤20公里<td>清淤21公里</table>"
    )
    subjects = [one[2] for one in said(page, "a.html")]
    assert subjects[::2] == ["年度资金总额", "年度资金总额 其中：财政拨款", "上年结转资金"]
