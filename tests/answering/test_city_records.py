"""Records of one invented city that write its offices in several ways: all of them answer as one, and no word sticks to a name."""

import os
from collections.abc import Iterator

import pytest

from assistant.answering.ask import ask
from assistant.records.library import Library, open_library
from assistant.records.model import Answer, Question, Status
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest_uploads

LEDGER = """月度执行
蘅川市2024年1-11月市级部门支出执行台账（虚构）
单位：万元
序号,单位,年初预算,调整预算,当月支出,,1-11月累计,执行进度
,,,,10月,11月,,
1,市园林绿化局,900.00,1000.00,80.00,90.00,850.00,85.00%
2,市档案馆,95.00,100.00,9.00,8.00,95.00,95.00%
3,市公园管理中心,190.00,200.00,18.00,17.00,170.00,85.00%
"""
FORM = """蘅川市残疾人精准康复项目支出绩效自评表（2024年度）（虚构）

| 一级指标 | 三级指标 | 年度指标值 | 实际完成值 |
|---|---|---|---|
| 产出指标 | 康复服务人数 | ≥1500人 | 1462人 |
| 产出指标 | 辅具适配件数 | ≥600件 | 638件 |
| 产出指标 | 人均补助标准 | ≤1800元 | 1860元 |
| 效益指标 | 家庭负担减轻率 | ≥80% | 80% |
"""
FEDERATIONS = {
    f"{place}残联2023.txt": f"{place}残疾人联合会2023年度部门整体支出绩效自评报告（虚构）\n\n全年预算数100.00万元，执行数{spent}万元，"
    f"预算执行率{spent}%。自评得分{score}分，{place}财政局复核得分90.5分。\n"
    for place, spent, score in (("蘅川市", "96.50", "94.0"), ("桐坞县", "91.20", "93.0"))
}
REPORT = """蘅川市体育局2023年度部门整体支出绩效自评报告（虚构）

一、履职情况

全年新建健身步道46公里。自评得分92.7分。
"""
NOTICE = """关于更正市体育局2023年度绩效自评报告有关数据的通知（虚构）

经复核，原报告部分数据有误，现更正如下：

新建健身步道由46公里更正为42公里。

蘅川市体育局
"""
GREENING = """市园林绿化局二〇二三年度整体支出绩效自评报告（虚构）

一、基本情况

年末结转结余467.84万元。
"""
PROJECTS = """<meta charset=utf-8><h1>蘅川市2024年公园绿道建设项目清单（虚构）</h1><table>
<tr><th>项目名称<th>所在地<th>类别<th>总投资（亿元）<th>计划投资（万元）<th>完成投资（万元）<th>进展
<tr><td>左岸绿道二期<td>鹭江区<td>绿道<td>1.85<td>4200<td>4410<td>在建
<tr><td>城北体育公园<td>鹭江区<td>公园<td>2.40<td>6500<td>5900<td>在建
<tr><td>旧铁路口袋公园群<td>鹭江区<td>口袋公园<td>0.18<td>1800<td>1764<td>已完工
<tr><td>迎宾大道立体绿化<td>桐坞县<td>立体绿化<td>0.09<td>900<td>900<td>已完工
</table>"""
DISTRICT = """<meta charset=utf-8><h1>桐坞县2024年民生实事及指标（虚构）</h1>
<table><caption>桐坞县2024年民生实事项目表</caption>
<tr><th>项目名称<th>主管部门<th>投资额（万元）
<tr><td>公厕改造<td>县城市管理局<td>320
<tr><td>灌区清淤<td>县水利局<td>560</table>
<table><caption>桐坞县水利局2024年绩效指标完成情况表</caption>
<tr><th>三级指标<th>年度指标值<th>实际完成值
<tr><td>清淤渠道长度<td>≥36公里<td>38.5公里
<tr><td>按期完工率<td>≥95%<td>90.9%</table>"""
FILES = {
    "台账.csv": LEDGER,
    "体育局2023.txt": REPORT,
    "更正通知.txt": NOTICE,
    "园林局2023.txt": GREENING,
    "清单.html": PROJECTS,
    "民生实事.html": DISTRICT,
    "自评表.md": FORM,
    **FEDERATIONS,
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("city"), workers=0))
    ingest_uploads([(name, text.encode()) for name, text in FILES.items()], library)
    yield library
    library.close()


def asked(library: Library, text: str) -> Answer:
    return ask(Question(text), library, EVERYTHING)


def offered(answer: Answer) -> set[str]:
    assert answer.status is Status.ANSWERED
    return {f"{p.figure.quantity.value}{p.figure.quantity.unit}" for p in answer.parts if p.figure and p.offered}


def test_no_word_before_a_place_becomes_part_of_it(city: Library) -> None:
    named = {head.name: (head.department, head.region) for head in city.store.heads(EVERYTHING)}
    assert named["台账.csv"] == ("", "蘅川市")
    assert named["更正通知.txt"][0] in ("市体育局", "蘅川市体育局")
    assert not [name for name in city.store.departments(EVERYTHING) if name.startswith(("执行", "更正", "关于"))]


def test_an_office_of_the_city_is_none_of_a_county(city: Library) -> None:
    answer = asked(city, "市城市管理局2024年公厕改造投资额多少？")
    assert answer.status is Status.ABSTAINED
    assert not [p for p in answer.parts if p.figure and p.offered]


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("市体育局2023年自评得分多少？", {"92.7分"}),
        ("市体育局2023年新建健身步道多少公里？", {"42公里"}),
        ("园林局2023年年末结转结余是多少？", {"467.84万元"}),
        ("市园林局2023年年末结转结余是多少？", {"467.84万元"}),
        ("2024年台账上市档案馆11月当月支出多少？", {"8.00万元"}),
        ("桐坞县水利局2024年按期完工率实际是多少？", {"90.9%"}),
        ("桐坞县城市管理局2024年公厕改造投资额多少？", {"320万元"}),
    ],
)
def test_an_office_is_one_however_it_is_written(city: Library, question: str, figures: set[str]) -> None:
    assert offered(asked(city, question)) == figures


@pytest.mark.parametrize("office", ["市公园管理中心", "市档案馆"])
def test_a_column_headed_by_its_months_alone_is_the_spending_so_far(city: Library, office: str) -> None:
    spent = {"市公园管理中心": "170.00万元", "市档案馆": "95.00万元"}[office]
    assert spent in offered(asked(city, f"{office}2024年1-11月累计支出是多少？"))


def test_who_is_behind_is_told_by_rate_where_the_gap_is_not_asked(city: Library) -> None:
    answer = asked(city, "11月底没赶上序时进度的有哪些单位？")
    told = [(p.figure.department, p.figure.quantity.unit) for p in answer.parts if p.figure and p.offered]
    assert set(told) == {("蘅川市园林绿化局", "%"), ("蘅川市公园管理中心", "%")}
    gap = asked(city, "11月底没赶上序时进度的有哪些单位？差多少？")
    assert "6.67个百分点" in offered(gap)


def test_what_was_done_is_of_the_thing_planned(city: Library) -> None:
    assert offered(asked(city, "城北体育公园2024年计划投多少，实际投了多少？")) == {"6500万元", "5900万元"}


def test_an_office_that_fits_several_places_is_that_of_the_place_asked_about(city: Library) -> None:
    first = "蘅川市体育局2023年自评得分多少？"
    then = ask(Question("残联呢？", (first,)), city, EVERYTHING)
    assert offered(then) == {"94.0分"}
    alone = asked(city, "残联2023年自评得分多少？")
    assert {p.figure.department for p in alone.parts if p.figure} != {"蘅川市残疾人联合会"}


def test_how_far_two_scores_lie_apart(city: Library) -> None:
    question = "How far apart were 蘅川市残疾人联合会's own 2023 score and the finance bureau's re-score?"
    answer = ask(Question(question, language="en"), city, EVERYTHING)
    assert "3.5分" in offered(answer)


def rows(answer: Answer) -> set[str]:
    return {row[0] for part in answer.parts for row in part.rows[1:]}


def test_words_of_a_list_s_name_choose_no_rows(city: Library) -> None:
    answer = asked(city, "2024年公园绿道清单上已经完工的项目有哪些？")
    assert rows(answer) == {"旧铁路口袋公园群", "迎宾大道立体绿化"}


@pytest.mark.parametrize(
    "question",
    [
        "精准康复项目自评表里哪些指标没有达标？",
        "精准康复项目2024年哪些指标没完成？",
        "2024年精准康复项目未达标的指标有哪些？",
        "精准康复项目哪些指标没有达到目标值？",
    ],
)
def test_indicators_that_were_not_met(city: Library, question: str) -> None:
    assert rows(asked(city, question)) == {"康复服务人数", "人均补助标准"}


@pytest.mark.parametrize("limit", ["1个亿", "1亿", "1亿元", "10000万元"])
def test_a_limit_in_words_of_any_scale(city: Library, limit: str) -> None:
    assert rows(asked(city, f"总投资超过{limit}的公园绿道项目有哪些？")) == {"左岸绿道二期", "城北体育公园"}
