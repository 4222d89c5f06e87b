"""Figures in the styles of many authors: forms, speeches, accounts, English reports. All sentences are fictional."""

import pytest

from assistant.records.quantity import read
from ingest.broken import read_unbroken
from tests.ingest.test_figures import said

QUANTITY, MEASURE, SUBJECT, PERIOD, ROLE = range(5)


def column(body: str, at: int) -> list[str]:
    return [one[at] for one in said(body)]


@pytest.mark.parametrize(
    ("body", "quantities"),
    [
        ("（二）水利设施（长度单位：公里；面积单位：万亩）。渠道长度128.6、灌溉面积9.4，堤防长度42.1。", ["128.6公里", "9.4万亩", "42.1公里"]),
        ("“三公”经费情况（单位：万元）：全年支出12.60，其中公务接待费3.10、车辆维护费9.50。", ["12.60万元", "3.10万元", "9.50万元"]),
        ("经费（单位：万元）。支出8.20，接待5批次、46人次。", ["8.20万元", "5批次", "46人次"]),
        ("经费（单位：万元）。支出8.20。\n\n2021年共受理310件，编号为58。", ["8.20万元", "310件"]),
        ("主管单位（单位：海棠区水利局）负责，编号58。", []),
        ("Receptions and vehicles (unit: 10 000 yuan) totalled 21.4, down 2.3 on the year before; three groups came.", ["21.4万元", "2.3万元", "3"]),
        ("Scores by group (in points): inputs 8.7 of 10, outputs 46.5 of 50.", ["8.7分", "10分", "46.5分", "50分"]),
    ],
)  # fmt: skip
def test_a_bracket_states_the_units_of_its_paragraph(body: str, quantities: list[str]) -> None:
    assert column(body, QUANTITY) == quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单产居全市10个县（市、区）第三，", ["10个", "3位"]),
        ("亩均收益涨了一成多，平均拖了一个半月。", ["1成", "1.5个月"]),
        ("检查工地312个次", ["312个次"]),
        ("科目由2080801款调整至208类", []),
        ("近三年（2019—2021年）投入8万元", ["8万元"]),
        ("近三年投入8万元", ["8万元"]),
        ("a grant of RMB 800 000, no more", ["800000元"]),
        ("ranking third among 14 zones", ["3位", "14"]),
        ("the third project and a second phase", []),
        ("58 staff members, 11 of whom speak Thai; nineteen of them", ["58", "11", "19"]),
        ("within the limit of three working days", ["3个工作日"]),
        ("the last three working days", []),
        ("312,400 TEU of containers", ["312400标准箱"]),
    ],
)  # fmt: skip
def test_what_is_a_figure(text: str, found: list[str]) -> None:
    assert [f"{r.quantity.value}{r.quantity.unit}" for r in read_unbroken(text)] == found


def test_a_hedged_tenth_is_over() -> None:
    assert [str(r.quantity.bound) for r in read("涨了一成多")] == ["over"]


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("粮食单产450.6公斤，居全市9个县（市、区）第二。", ["粮食", "县（市、区）", "粮食"]),
        ("主要原因是退休干部去世3人。", ["退休干部去世"]),
        ("投资3.2亿元的青石大桥建成通车，全长1.86公里。", ["青石大桥", "青石大桥"]),
        ("省道S205沿线860余亩荒地已复绿。", ["荒地"]),
        ("三是4座泵站改造因管线迁改滞后3个月。", ["泵站", "泵站"]),
        ("改造小区16个、居民2,310户，截至11月底开工15个、完工12个。", ["小区", "居民", "小区", "小区"]),
        ("近六成受访居民了解垃圾分类，41.3%愿意参与志愿服务。", ["受访居民", "受访居民"]),
        ("对食堂的满意度最低，只有76.2%。", ["食堂"]),
        ("满意度问卷共发放600份，收回582份。", ["满意度问卷", "满意度问卷"]),
        ("（一）过程管理（权重25%，得分率91.2%）", ["过程管理", "过程管理"]),
        ("“资金使用规范性”满分6分，扣2分。", ["资金使用规范性", "资金使用规范性"]),
        ("区财政给我们安排了五千四百万元，年中追加三百万元。", ["", ""]),
        ("各季度支出进度分别为18.2%、43.5%、69.9%和97.1%。", [""] * 4),
        ("录取新生1,980人，报到率98.3%。", ["新生", "新生"]),
        ("每亩平均投资2,860元，控制在3,000元的标准以内。", ["", ""]),
    ],
)  # fmt: skip
def test_whose_a_figure_is(body: str, subjects: list[str]) -> None:
    assert column(body, SUBJECT) == subjects


@pytest.mark.parametrize(
    ("body", "roles"),
    [
        ("力争绿化覆盖率占比突破42%，再建十五个口袋公园。", ["target", "target"]),
        ("计划改造小区16个，截至11月底开工15个、完工12个。", ["target", "actual", "actual"]),
        ("绿化覆盖率43.1%，高出年度目标（41%）2.1个百分点。", ["actual", "target", "change"]),
        ("垃圾分类占比由2020年的45%提高到61%。", ["share", "share"]),
        ("年初预算640万元，调整后712万元。", ["budget", "budget"]),
        ("改造提升高标准农田4.2万亩。", ["actual"]),
        ("每亩平均投资2,860元，控制在3,000元的标准以内。", ["actual", "target"]),
        ("Exports were RMB 17.9 billion (+12.4%).", ["actual", "change"]),
        ("The plan for 2021 aims at growth of 6 per cent in trade and not less than RMB 3 million of income.", ["target", "target"]),
        ("Income was RMB 8 million, or 86 per cent of the annual target.", ["actual", "actual"]),
        ("The office issued 320 permits, 98 per cent of them within the limit of three working days.", ["actual", "share", "target"]),
        ("About 20 per cent of respondents complained about noise.", ["share"]),
        ("The budget was RMB 4 million; after an adjustment it rose to RMB 5 million.", ["budget", "budget"]),
    ],
)  # fmt: skip
def test_what_a_figure_states(body: str, roles: list[str]) -> None:
    assert column(body, ROLE) == roles


@pytest.mark.parametrize(
    ("body", "periods"),
    [
        ("明年怎么干？力争绿化覆盖率提高到42%，再建十五个口袋公园。", ["2022", "2022"]),
        ("上年实际已达3.1%，目标未体现先进性，扣1分。", ["2020", "2021"]),
        ("The Office was set up in 2016 and now has six divisions.", ["2021"]),
        ("Parcels exceeded 8.6 million, 1.9 times the 2019 level.", ["2021", "2021"]),
        ("In 2019-2021 the area attracted a cumulative 64 projects.", ["2019/2021"]),
    ],
)  # fmt: skip
def test_what_time_a_figure_is_of(body: str, periods: list[str]) -> None:
    assert column(body, PERIOD) == periods


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("The counter handled 73,215 applications, 98.9 per cent of them on time.", ["applications", "applications"]),
        ("Roads of 8.4 km and 65 mu (about 4.3 hectares) of green space were built.", ["Roads", "green space", "green space"]),
        ("Growth made the area third among the province's 14 zones.", ["zones"]),
        ("Of 500 questionnaires sent out, 462 valid ones were returned.", ["questionnaires", "questionnaires"]),
        ("The Office gives itself 95.2 points out of a possible 100 points.", ["", ""]),
        ("About 20 per cent of respondents complained about noise.", ["respondents"]),
    ],
)  # fmt: skip
def test_whose_an_english_figure_is(body: str, subjects: list[str]) -> None:
    assert column(body, SUBJECT) == subjects
