"""What a file says of itself. Every name and number is made up."""

import pytest

from assistant.records.vocabulary import load_vocabulary
from ingest.identify import Identity, identify
from ingest.names import aliases_of, leading_name, region_of
from ingest.readers import read_file
from ingest.years import labelled_years, years_in, years_mentioned

BODY = "\n\n一、基本情况\n\n我局认真开展工作，执行数 98 万元。\n"


def known(text: str, name: str = "附件2.txt") -> Identity:
    return identify(read_file(name, text.encode()), name, load_vocabulary())


@pytest.mark.parametrize(
    ("text", "title", "department", "years", "kind"),
    [
        (
            "榆桥区水务局 2021 年部门整体支出绩效自评报告",
            "榆桥区水务局 2021 年部门整体支出绩效自评报告",
            "榆桥区水务局",
            (2021,),
            "self_evaluation",
        ),
        ("2022年度南栎市民政局部门决算公开说明", None, "南栎市民政局", (2022,), "final_account"),
        ("二〇二〇年度南栎市民政局部门决算", None, "南栎市民政局", (2020,), "final_account"),
        (
            "南栎市榆桥区水务局\n2021年度部门整体支出\n绩效自评报告",
            "南栎市榆桥区水务局2021年度部门整体支出绩效自评报告",
            "南栎市榆桥区水务局",
            (2021,),
            "self_evaluation",
        ),
        (
            "索引号：NL-1\n发布机构：南栎市财政局\n成文日期：2023-06-30\n浏览次数：12\n南栎市人民政府门户网站\n\n榆桥区水务局部门整体支出绩效自评报告\n（2021年度）\n2022年6月",
            "榆桥区水务局部门整体支出绩效自评报告（2021年度）",
            "榆桥区水务局",
            (2021,),
            "self_evaluation",
        ),
        (
            "2019-2021年南栎市教育局校园食堂专项资金绩效评价报告",
            None,
            "南栎市教育局",
            (2019, 2020, 2021),
            "project_evaluation",
        ),
        (
            "榆桥区石桥街道办事处2020年度项目支出绩效自评报告",
            None,
            "榆桥区石桥街道办事处",
            (2020,),
            "project_evaluation",
        ),
        (
            "南栎市榆桥区水务局（本级）2021年部门整体支出绩效自评报告",
            None,
            "南栎市榆桥区水务局（本级）",
            (2021,),
            "self_evaluation",
        ),
        (
            "青岚经济开发区管理委员会2021年部门整体支出绩效自评报告",
            None,
            "青岚经济开发区管理委员会",
            (2021,),
            "self_evaluation",
        ),
        (
            "**榆桥区河湖事务管理**\n**委员会部门整体支出绩效自评报告**\n（2021年度）",
            None,
            "榆桥区河湖事务管理委员会",
            (2021,),
            "self_evaluation",
        ),
        (
            "单位名称：312-南栎市榆桥区交通运输局\n评价年度：2022年\n填报日期：2023年4月1日\n\n部门整体支出绩效自评表",
            "部门整体支出绩效自评表",
            "南栎市榆桥区交通运输局",
            (2022,),
            "self_evaluation",
        ),
        (
            "2022年度部门整体绩效目标申报表\n填报单位（盖章）：南栎市统计局",
            None,
            "南栎市统计局",
            (2022,),
            "target_form",
        ),
        ("南栎市商务局2022年1-9月预算绩效运行监控报告", None, "南栎市商务局", (2022,), "monitoring"),
        ("2022年1-9月南栎市商务局预算绩效运行监控报告", None, "南栎市商务局", (2022,), "monitoring"),
        ("榆桥区教育局2021年度绩效自评复核意见", None, "榆桥区教育局", (2021,), "review"),
        (
            "关于2021年度部门整体支出绩效自评情况的报告\n\n南栎市财政局：\n\n榆桥区水务局（以下简称“区水务局”）根据《关于开展2022年度绩效自评的通知》（南财〔2022〕15号）开展自评。",
            None,
            "榆桥区水务局",
            (2021,),
            "self_evaluation",
        ),
        (
            "部门整体支出绩效自评报告\n\n2021年度预算 3 万元。2021年支出 2 万元。2022年计划加强管理。\n\n榆桥区审计局\n2022年3月15日",
            None,
            "榆桥区审计局",
            (2021,),
            "self_evaluation",
        ),
    ],
)
def test_reports(text: str, title: str | None, department: str, years: tuple[int, ...], kind: str) -> None:
    if "一、" not in text and not text.endswith("日"):
        text += BODY
    found = known(text)
    assert title is None or found.title == title
    assert (found.department, found.years, found.kind) == (department, years, kind)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("text", "department", "years", "kind"),
    [
        (
            "南栎市2021年度部门预算执行情况表,,\n单位：万元,,\n单位名称,预算数,执行数\n315-南栎市水务局,1,2\n南栎市教育局,3,4\n",
            "",
            (2021,),
            "ledger",
        ),
        (
            "单位名称,年度,预算数,执行率\n南栎市水务局,2020,1,98%\n南栎市水务局,2021,2,97%\n",
            "南栎市水务局",
            (2020, 2021),
            "ledger",
        ),
        ("企业名称,政策名称,奖励金额（万元）\n甲公司,研发奖励,20\n", "", (), "payout"),
        ("项目名称,总投资（亿元）,开工时间\n供水改造,2.5,2021年3月\n", "", (), "project_list"),
        ("一级指标,二级指标,三级指标,年度指标值,实际完成值\n产出,数量,管网,≥40,41\n", "", (), "indicator_form"),
        ("一级指标,二级指标,三级指标,指标值\n产出,数量,管网,≥40\n", "", (), "target_form"),
        ("甲,乙\n1,2\n", "", (), "table"),
    ],
)
def test_tables(text: str, department: str, years: tuple[int, ...], kind: str) -> None:
    found = known(text, "post_1234567.csv")
    assert (found.department, found.years, found.kind) == (department, years, kind)


def test_text_that_is_no_report_is_other_with_warnings() -> None:
    found = known("大家好，今天的会议讨论三件事。第一件是午饭。\n")
    assert (found.kind, found.department, found.years) == ("other", "", ())
    assert len(found.warnings) == 3


def test_the_file_name_is_the_last_resort() -> None:
    text = "绩效自评报告\n\n一、基本情况\n\n工作认真，预算执行良好。\n"
    found = known(text, "南栎市水务局2021年自评.txt")
    assert (found.department, found.years) == ("南栎市水务局", (2021,))
    assert known("南栎市统计局2020年绩效自评报告" + BODY, "南栎市水务局2021年自评.txt").department == "南栎市统计局"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("315-南栎市榆桥区水务局部门整体支出绩效", "南栎市榆桥区水务局"),
        ("关于南栎市发展和改革委员会2021年度", "南栎市发展和改革委员会"),
        ("中共南栎市委宣传部2021", "中共南栎市委宣传部"),
        ("南栎市市场监督管理局部门决算", "南栎市市场监督管理局"),
        ("榆桥区白鹭镇人民政府2020", "榆桥区白鹭镇人民政府"),
        ("南栎市学生资助中心2021", "南栎市学生资助中心"),
        ("南栎市第一中学2021", "南栎市第一中学"),
        ("南栎市第3管理处2021", "南栎市第3管理处"),
        ("南栎市榆桥区第12中学部门决算", "南栎市榆桥区第12中学"),
        ("南栎市61中学2021", "南栎市61中学"),
        ("南栎市120急救中心部门整体", "南栎市120急救中心"),
        ("南栎市水务局第3季度预算执行", "南栎市水务局"),
        ("南栎市水务局12个项目资金管理中心", "南栎市水务局"),
        ("南栎市布局优化", ""),
        ("委员会部门整体", ""),
        ("我局2021年", ""),
        ("部门整体支出绩效评价办法", ""),
        ("", ""),
    ],
)
def test_leading_name(text: str, name: str) -> None:
    assert leading_name(text) == name


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("南栎市榆桥区水务局", "南栎市榆桥区"),
        ("江澜省南栎市榆桥区水务局", "江澜省南栎市榆桥区"),
        ("榆桥区城市管理局", "榆桥区"),
        ("南栎市市场监督管理局", "南栎市"),
        ("南栎市社区服务中心", "南栎市"),
        ("水务局", ""),
    ],
)
def test_region_of(name: str, region: str) -> None:
    assert region_of(name) == region


@pytest.mark.parametrize(
    ("name", "text", "some", "never"),
    [
        ("南栎市榆桥区教育局", "", {"教育局", "区教育局", "榆桥区教育局"}, {"我局", "市教育局"}),
        ("青岚经济开发区管理委员会", "", {"管委会", "青岚经济开发区管委会"}, {"管理委员会", "管理委"}),
        ("榆桥区石桥街道办事处", "", {"石桥街道", "石桥街道办"}, {"街道"}),
        ("南栎市发展和改革委员会", "", {"发改委", "市发改委", "发展改革委"}, {"委"}),
        ("南栎市城市管理和综合执法局", "", {"城管局", "市城管局"}, set()),
        ("南栎市榆桥区水务局（本级）", "", {"南栎市榆桥区水务局", "水务局"}, set()),
        ("榆桥区河湖事务管理委员会", "榆桥区河湖事务管理委员会（以下简称“区河湖委”）", {"区河湖委"}, set()),
        (
            "榆桥区河湖事务管理委员会",
            "本单位（以下简称“我委”）。提升河湖管委会的影响力。",
            {"河湖管委会"},
            {"我委", "升河湖管委会"},
        ),
        ("", "任何文字", set(), set()),
    ],
)
def test_aliases_of(name: str, text: str, some: set[str], never: set[str]) -> None:
    found = set(aliases_of(name, text))
    assert some <= found
    assert not never & found
    assert name not in found


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("2021年度报告", (2021,)),
        ("2022年关于2021年度绩效自评的报告", (2021,)),
        ("２０２１年度报告", (2021,)),
        ("二○二一年度报告", (2021,)),
        ("2021、2022年度报告", (2021, 2022)),
        ("2019年至2021年专项资金", (2019, 2020, 2021)),
        ("报告（2021）", (2021,)),
        ("南财〔2022〕15号", ()),
        ("填报日期 2022-03-15", ()),
        ("Annual report for 2021", (2021,)),
        ("附件2", ()),
    ],
)
def test_years_in(title: str, years: tuple[int, ...]) -> None:
    assert years_in(title) == years


def test_labelled_years_must_agree() -> None:
    assert labelled_years("报告年度：2021年\n填报日期：2022年3月") == (2021,)
    assert labelled_years("预算年度：2021\n评价年度：2022") == ()


def test_years_mentioned_ignores_dates_notices_and_plans() -> None:
    text = "发布日期：2023-01-02\n根据《2023年通知》，2021年预算执行良好。2021年12月20日完成。预计2022年支出增加。"
    assert years_mentioned(text) == (2021,)
    assert years_mentioned("2020年预算。2021年预算。") == ()


@pytest.mark.parametrize(
    ("text", "department", "alias"),
    [
        (
            "Nanli City Forestry Bureau\nBudget Performance Summary, 2023\n\nThe bureau has 9 divisions.",
            "Nanli City Forestry Bureau",
            None,
        ),
        (
            "Budget Performance Report 2023\n\nThe Nanli City Forestry Bureau (南栎市林业局) has 9 divisions and 152 staff.",
            "南栎市林业局",
            "Nanli City Forestry Bureau",
        ),
        (
            "南栎市林业局2023年度部门整体支出绩效自评报告\n\n一、概况\n\nForestry Bureau of Nanli City 是对外名称。",
            "南栎市林业局",
            None,
        ),
    ],
)
def test_an_english_report_names_its_office(text, department, alias):
    identity = known(text)
    assert identity.department == department
    assert alias is None or alias in identity.aliases
