"""Numbers in reports, tables and questions. All phrases are made up for these tests; the city and its bodies are fictional."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.records.model import Bound, Quantity, Span
from assistant.records.quantity import Reading, convert, family, read, read_cell, read_span, same, show
from assistant.records.units import BASES, KEPT, KEPT_WITH, split_multiplier, unit_of


def written(quantity: Quantity) -> str:
    """A quantity on one line: "40 家 over", "3 个 range 5"."""
    parts = [str(quantity.value), quantity.unit]
    if quantity.bound is not Bound.EXACT:
        parts.append(quantity.bound.value)
    if quantity.upper is not None:
        parts.append(str(quantity.upper))
    return " ".join(part for part in parts if part)


def found(text: str) -> list[tuple[str, str]]:
    """(characters, quantity) of every figure of `text`."""
    return [(reading.span.of(text), written(reading.quantity)) for reading in read(text)]


# One figure a phrase: phrase, the characters read, the quantity.
ONE = [
    # flows
    ("洪峰流量1,980立方米每秒，", "1,980立方米每秒", "1980 立方米/秒"),
    # money
    ("全年预算数 812.40 万元，", "812.40 万元", "812.40 万元"),
    ("总计1,204.55万元", "1,204.55万元", "1204.55 万元"),
    ("合计１，２０４．５５万元", "１，２０４．５５万元", "1204.55 万元"),
    ("收入 12 345.67 万元", "12 345.67 万元", "12345.67 万元"),
    ("投资3.2亿元", "3.2亿元", "3.2 亿元"),
    ("产值1.5万亿元", "1.5万亿元", "1.5 万亿元"),
    ("收入5百万元", "5百万元", "5 百万元"),
    ("出资3.6亿元人民币", "3.6亿元人民币", "3.6 亿元"),
    ("引资120万美元", "120万美元", "120 万美元"),
    ("奖励三百万元", "三百万元", "300 万元"),
    ("“收、支总计均为1,204.55万元”", "1,204.55万元", "1204.55 万元"),
    ("共一亿二千万元", "一亿二千万元", "120000000 元"),
    ("补助3万2千元", "3万2千元", "32000 元"),
    ("伍拾万元整", "伍拾万元", "50 万元"),
    ("单价￥1,200.50。", "￥1,200.50", "1200.50 元"),
    ("每月租金620万/月", "620万/月", "620 万/月"),
    ("造价35元/平方米", "35元/平方米", "35 元/平方米"),
    ("养护费12万元/公里·年", "12万元/公里·年", "12 万元/公里·年"),
    ("歲入3.5億元，", "3.5億元", "3.5 亿元"),
    ("投资25.47\n亿元", "25.47\n亿元", "25.47 亿元"),
    # percent, points, parts
    ("执行率98.94%", "98.94%", "98.94 %"),
    ("满意率９８．５％", "９８．５％", "98.5 %"),
    ("同比增长-6.3%", "-6.3%", "-6.3 %"),
    ("同比下降6.3%", "6.3%", "6.3 %"),
    ("增幅为负5%", "负5%", "-5 %"),
    ("比上年提高2.4个百分点", "2.4个百分点", "2.4 个百分点"),
    ("提高2.4 百分点", "2.4 百分点", "2.4 个百分点"),
    ("覆盖百分之八十", "百分之八十", "80 %"),
    ("完成百分之百", "百分之百", "100 %"),
    ("费率千分之三", "千分之三", "3 ‰"),
    ("出生率3.5‰", "3.5‰", "3.5 ‰"),
    ("占三分之二", "三分之二", "2 1/3"),
    ("近八成五企业", "近八成五", "8.5 成 under"),
    ("增长一倍", "一倍", "1 倍"),
    ("是上年的2.3倍", "2.3倍", "2.3 倍"),
    # counts
    ("走访十二家企业", "十二家", "12 家"),
    ("分两批下达", "两批", "2 批"),
    ("建成三个项目", "三个", "3 个"),
    ("接待2.3万人次", "2.3万人次", "2.3 万人次"),
    ("服务5千家企业", "5千家", "5000 家"),
    ("购置设备2台（套）", "2台（套）", "2 台(套)"),
    ("3位专家到场", "3位", "3 名"),
    ("提出六大对策", "六大", "6 大"),
    ("编印 8 期《工作简报》", "8 期", "8 期"),
    ("走访185家次", "185家次", "185 家次"),
    ("完成 30\n个项目", "30\n个", "30 个"),
    # area, length, mass, time, score, age
    ("面积500㎡", "500㎡", "500 平方米"),
    ("新增1.5万亩", "1.5万亩", "1.5 万亩"),
    ("改造3.5 km", "3.5 km", "3.5 公里"),
    ("减排20吨/日", "20吨/日", "20 吨/日"),
    ("平均每件12.5天", "12.5天", "12.5 天"),
    ("为期三年", "三年", "3 年"),
    ("用时2个半小时", "2个半小时", "2.5 小时"),
    ("24小时内办结", "24小时内", "24 小时 at_most"),
    ("30日内付款", "30日内", "30 天 at_most"),
    ("自评得分95.6分", "95.6分", "95.6 分"),
    ("65岁以上老人", "65岁以上", "65 岁 at_least"),
    # hedges
    ("调研10余家", "10余家", "10 家 over"),
    ("接待 40 余家", "40 余家", "40 家 over"),
    ("拜访70多家", "70多家", "70 家 over"),
    ("参会2000余人次", "2000余人次", "2000 人次 over"),
    ("历时3个多月", "3个多月", "3 个月 over"),
    ("二十余场活动", "二十余场", "20 场 over"),
    ("十几个", "十几个", "10 个 over"),
    ("百余户", "百余户", "100 户 over"),
    ("上百家", "上百家", "100 家 at_least"),
    ("近百家", "近百家", "100 家 under"),
    ("投入1亿多元", "1亿多元", "1 亿元 over"),
    ("十来个", "十来个", "10 个 about"),
    ("总额超 323 亿元", "超 323 亿元", "323 亿元 over"),
    ("突破10亿元", "突破10亿元", "10 亿元 over"),
    ("面积约 368 公顷", "约 368 公顷", "368 公顷 about"),
    ("销售额约为2.65亿元", "约为2.65亿元", "2.65 亿元 about"),
    ("30%左右", "30%左右", "30 % about"),
    ("接近40%", "接近40%", "40 % under"),
    ("不足5家", "不足5家", "5 家 under"),
    ("不少于12场", "不少于12场", "12 场 at_least"),
    ("满意度≥90%", "≥90%", "90 % at_least"),
    ("单价50万元以上", "50万元以上", "50 万元 at_least"),
    ("200万元（含）以上", "200万元（含）以上", "200 万元 at_least"),
    ("不超过30万元", "不超过30万元", "30 万元 at_most"),
    ("偏差1个百分点以内", "1个百分点以内", "1 个百分点 at_most"),
    ("累计5亿元", "5亿元", "5 亿元"),
    ("首批25名", "25名", "25 名"),
    ("签约10个", "10个", "10 个"),
    ("节约5万元", "5万元", "5 万元"),
    ("附近10家", "10家", "10 家"),
    ("超额5万元", "5万元", "5 万元"),
    # ranges
    ("每季3-5个", "3-5个", "3 个 range 5"),
    ("占10%—15%", "10%—15%", "10 % range 15"),
    ("补助20至30万元", "20至30万元", "20 万元 range 30"),
    ("工期3~5年", "3~5年", "3 年 range 5"),
    ("1.2-1.5亿", "1.2-1.5亿", "120000000 range 150000000"),
    ("有两三家", "两三家", "2 家 range 3"),
    ("约2、3个", "约2、3个", "2 个 range 3"),
    ("-2%至3%", "-2%至3%", "-2 % range 3"),
    # places
    ("增速排名第 2，", "第 2", "2 位"),
    ("总量位居全市第三；", "第三", "3 位"),
    ("列全省第二位", "第二位", "2 位"),
    ("排第3的企业", "第3", "3 位"),
    ("名次：倒数第一", "倒数第一", "1 倒数位"),
    ("进入全省前三，", "前三", "3 位 at_most"),
    ("位列前10名", "前10名", "10 位 at_most"),
    ("全区排名5，", "排名5", "5 位"),
    # no unit
    ("共计 1.2亿。", "1.2亿", "120000000"),
    ("系数为0.8；", "0.8", "0.8"),
    ("得分：95", "95", "95"),
    ("合计 12,300", "12,300", "12300"),
    # English
    ("more than 10 projects", "more than 10 projects", "10 个 over"),
    ("What did RMB 3.5 million pay for?", "RMB 3.5 million", "350 万元"),
    ("spent 1.2 billion yuan", "1.2 billion yuan", "12 亿元"),
    ("about 368 hectares of land", "about 368 hectares", "368 公顷 about"),
    ("below 90% of budget", "below 90%", "90 % under"),
    ("up 2.5 percentage points", "2.5 percentage points", "2.5 个百分点"),
    ("it ranked 2nd in growth", "2nd", "2 位"),
    ("the top 3 bureaus", "top 3", "3 位 at_most"),
    ("some 12,300 people came", "some 12,300 people", "12300 人 about"),
    ("10 to 20 projects", "10 to 20 projects", "10 个 range 20"),
    ("RMB 14.9152 million (1,491.52 万元)", "RMB 14.9152 million (1,491.52 万元)", "1491.52 万元"),
]


@pytest.mark.parametrize(("text", "characters", "quantity"), ONE)
def test_figure_is_read(text: str, characters: str, quantity: str) -> None:
    assert found(text) == [(characters, quantity)]


NONE = [
    # dates, periods, times
    "2021年", "2021年3月5日", "12月", "3月15日", "1-12月中旬", "1-11月", "2019-2021年", "2021-03-05", "上午9点", "9:30", "二〇二一年",
    "三季度", "第2季度", "前三季度", "前5个月", "近3年来", "五年规划", "三年行动计划", "24小时热线", "7×24小时", "30日前", "星期一",
    # names and slogans
    "“十四五”规划", "“金桥 20 条”", "“湾畔 30 人论坛”", "2.0版", "《十项措施（2021）》", "四个意识", "五位一体", "三次产业", "八项规定", "十九大精神",
    "二十大", "两手抓", "三公经费", "第三方", "第二批", "第三章", "第十条", "第一书记", "安全第一，", "第一产业", "二期工程", "三级指标",
    "九年义务教育", "七次全会", "陆家巷", "零件", "三天两头",
    # articles and words
    "一个集中民智的规划", "一批", "一系列", "进一步", "一是", "万一", "十分重要", "百姓", "千方百计", "一般", "几十家", "数百家",
    # codes
    "12345热线", "020-12345678", "13800000000", "〔2021〕15号", "榆财〔2020〕3号", "索引号 000014349/2022-00012", "No.3", "A12",
    "315-02", "G107", "5G", "4K", "PM2.5", "COVID-19", "H7N9", "附件2", "表1", "图2", "第3页", "邮编：510000", "浏览次数：1234",
    "https://example.org/45个/12", "1+N", "192.168.1.1", "3号楼", "4A级", "1:500", "（1491.52/1507.47）", "×100%",
    # list numbers
    "1、推进工作", "2.家禽养殖", "（3）落实", "- 4、宣传", "一、基本情况", "5. 2021 年",
    # English
    "in 2021", "the 14th Five-Year Plan", "Q3", "COVID-19",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_no_figure(text: str) -> None:
    assert found(text) == []


SEVERAL = [
    (
        "31 家甲类企业 1-11 月销售 9.6 亿元，增长 8%，排名第 4；12 家乙类企业",
        ["31 家", "9.6 亿元", "8 %", "4 位", "12 家"],
    ),
    ("收、支分别减少12.1、9.8万元，下降3.1%、2.6%", ["12.1 万元", "9.8 万元", "3.1 %", "2.6 %"]),
    ("分别为120、130和140家", ["120 家", "130 家", "140 家"]),
    ("从5个到8个", ["5 个", "8 个"]),
    ("占比由10%提高到15%", ["10 %", "15 %"]),
    ("完成年度任务30亿元的64%", ["30 亿元", "64 %"]),
    ("1.2021年建成3个，新增12个", ["3 个", "12 个"]),
    ("1.2个县配套不到位，上升1.2个百分点", ["2 个", "1.2 个百分点"]),
    ("整修山塘63口，新装摄像机240路，踏勘87段", ["63 口", "240 路", "87 段"]),
    ("较上年上升3位，聘请专家3位", ["3 位次", "3 名"]),
    ("抗菌药物使用强度38.5，低于40的控制目标", ["38.5", "40"]),
    ("产值亿元以上的7家，压减至xx万元以内", ["1 亿元 at_least", "7 家"]),
    ("分别不低于1,150元、950元。", ["1150 元 at_least", "950 元 at_least"]),
    ("编制“回头看” 7 次、培训 2 次", ["7 次", "2 次"]),
    ("2022年，200户领取3,000元", ["200 户", "3000 元"]),
    ("吸引 149 家注资 2000 万元以上企业", ["149 家", "2000 万元 at_least"]),
    ("其中2家合计20万元，1家41万元", ["2 家", "20 万元", "1 家", "41 万元"]),
    ("预算执行率=支出数/预算数×100%=98.94%", ["98.94 %"]),
]


@pytest.mark.parametrize(("text", "quantities"), SEVERAL)
def test_sentence(text: str, quantities: list[str]) -> None:
    assert [quantity for _, quantity in found(text)] == quantities


# The shapes of the figures of a real report of 2021, in phrases of our own.
REPORT = """全年预算数 1507.47 万元，执行数 1491.52 万元，完成 98.9%。
一、赴区内 10 余家企业调研，征求 38 个单位意见。全区 38 个成员单位。编制 8 期《动态》，涵盖 52 个项目的《图册》，解决难题 20 件，
评估 7 次、“回头看” 7 次、培训 2 次。1-12 月完成投资 25.47 亿元，完成任务的 278.94%。梳理 50 个地块（约 368 公顷），提出更新等六大策略；
道路等 9 项问题，环境等 10 项问题。“金桥 10 条” 2.0 版。嘉宾 150 余人到场，超 2000 人次线上。平台三大产品；“湾畔 30 人论坛”，首批 25 名专家。
名企 70 多家，机构 90 余家。10 余个项目，149 家注资 2000 万元以上企业，总额超 323 亿元。76 家企业 1-11 月销售额 233.48 亿元，增长 89.27%，
增速排名第 2，贡献排名第 5；7 家企业 1-11 月销售额约为 2.65 亿元，增长 22.04%，增速排名第 9，贡献排名第 11；1 家企业产值 0.54 亿元，增速为 7.75%；
47 家企业营收 70.19 亿元，增长 13.89%。1-12 月中旬走访 185 家次，解决 44 项问题。2 场宣讲会，为 21 家次核定。2 家获奖励 20 万元，2 家获奖 34 万元，
2 家获奖 35 万元，1 家奖励 40 万元，1 家奖励 41 万元。全年 18 次送知识，12 次推送。"""


def test_every_figure_of_a_report() -> None:
    quantities = [quantity for _, quantity in found(REPORT)]
    assert len(quantities) == 61
    assert [q for q in quantities if q.endswith("位")] == ["2 位", "5 位", "9 位", "11 位"]
    hedged = ["10 家 over", "150 人 over", "2000 人次 over", "70 家 over", "90 家 over", "10 个 over", "323 亿元 over"]
    assert [q for q in quantities if q.endswith("over")] == hedged


CELLS = [
    ("1,507.47", "万元", "1507.47 万元"),
    ("1507.47", "", "1507.47"),
    ("98.9%", "万元", "98.9 %"),
    ("98.9", "％", "98.9 %"),
    ("≥95%", "", "95 % at_least"),
    ("≥ 40", "公里", "40 公里 at_least"),
    ("≥40公里", "", "40 公里 at_least"),
    ("＝100%", "", "100 %"),
    ("(1,234.5)", "万元", "-1234.5 万元"),
    ("（12.50）", "元", "-12.50 元"),
    ("-3.2", "%", "-3.2 %"),
    ("１２", "个", "12 个"),
    ("0", "万元", "0 万元"),
    ("0.00", "", "0.00"),
    ("12 345.6", "元", "12345.6 元"),
    ("1.2E+05", "元", "120000 元"),
    (".5", "", "0.5"),
    ("¥1,200", "", "1200"),
    ("100万", "万元", "1000000 元"),
    ("2021", "", "2021"),
    ("40余家", "", "40 家 over"),
    ("第2", "", "2 位"),
    ("3-5", "个", "3 个 range 5"),
    ("95分", "", "95 分"),
]


@pytest.mark.parametrize(("text", "unit", "quantity"), CELLS)
def test_cell_is_read(text: str, unit: str, quantity: str) -> None:
    cell = read_cell(text, unit)
    assert cell is not None
    assert written(cell) == quantity


NO_CELL = [
    "", " ", "/", "—", "－", "-", "无", "(1)", "（3）", "1、", "一", "一、", "合格", "优", "已完成100%", "xx万元", "**人", "占 %", "2021年",
    "2021-03-05", "1-11月", "12月", "第三方", "二期", "三级", "十分", "A12", "20万元/30万元", "1.2.3", "√", "达成预期指标",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_CELL)
def test_cell_without_a_figure(text: str) -> None:
    assert read_cell(text, "万元") is None


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("万元", "money"), ("亿美元", "money"), ("%", "percent"), ("1/3", "percent"), ("成", "percent"), ("个百分点", "points"),
        ("位", "rank"), ("分", "score"), ("倍", "ratio"), ("㎡", "area"), ("万亩", "area"), ("公里", "length"), ("吨", "mass"),
        ("立方米", "volume"), ("个月", "time"), ("岁", "age"), ("人", "people"), ("万人次", "visits"), ("家", "count"),
        ("台（套）", "count"), ("元/平方米", "money/area"), ("", "number"), ("光年", "other"),
    ],
)  # fmt: skip
def test_family(unit: str, expected: str) -> None:
    assert family(unit) == expected


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("1491.52", "万元", "元", "14915200"),
        ("1491.52", "万元", "亿元", "0.149152"),
        ("2", "公顷", "亩", "30"),
        ("3", "平方公里", "公顷", "300"),
        ("8.5", "成", "%", "85"),
        ("3", "‰", "%", "0.3"),
        ("1", "1/4", "%", "25"),
        ("1.5", "小时", "分钟", "90"),
        ("2", "年", "个月", "24"),
        ("35", "元/平方米", "万元/公顷", "35"),
        ("12", "名", "人", "12"),
        ("12", "家", "个", "12"),
    ],
)
def test_convert(value: str, unit: str, to: str, expected: str) -> None:
    assert convert(Quantity(Decimal(value), unit, Bound.OVER), to) == Quantity(Decimal(expected), to, Bound.OVER)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("万元", "万美元"),
        ("家", "家次"),
        ("家", "件"),
        ("%", "个百分点"),
        ("年", "天"),
        ("位", "倒数位"),
        ("万元", ""),
        ("光年", "米"),
    ],
)
def test_convert_refuses(unit: str, to: str) -> None:
    with pytest.raises(ValueError, match="no conversion"):
        convert(Quantity(Decimal(1), unit), to)


def test_same_needs_value_and_bound() -> None:
    exact = Quantity(Decimal("1491.52"), "万元")
    assert same(exact, Quantity(Decimal("14915200.00"), "元"))
    assert not same(exact, Quantity(Decimal("1491.52"), "万元", Bound.OVER))
    assert not same(exact, Quantity(Decimal("1491.53"), "万元"))
    assert not same(exact, Quantity(Decimal("1491.52"), "万美元"))
    assert not same(
        Quantity(Decimal(3), "个", Bound.RANGE, Decimal(5)), Quantity(Decimal(3), "个", Bound.RANGE, Decimal(6))
    )


SHOWN = [
    ("1491.52", "万元", Bound.EXACT, None, "1,491.52 万元", "RMB 14.9152 million (1,491.52 万元)"),
    ("10", "个", Bound.OVER, None, "10 余个", "more than 10 (10 余个)"),
    ("368", "公顷", Bound.ABOUT, None, "约 368 公顷", "about 368 hectares"),
    ("323", "亿元", Bound.OVER, None, "超 323 亿元", "more than RMB 32.3 billion (超 323 亿元)"),
    ("2", "位", Bound.EXACT, None, "第 2 位", "2nd"),
    ("11", "位", Bound.EXACT, None, "第 11 位", "11th"),
    ("3", "位", Bound.AT_MOST, None, "前 3 位", "top 3"),
    ("278.94", "%", Bound.EXACT, None, "278.94%", "278.94%"),
    ("2000", "万元", Bound.AT_LEAST, None, "2,000 万元以上", "at least RMB 20 million (2,000 万元以上)"),
    ("3", "个", Bound.RANGE, "5", "3–5 个", "3 to 5 (3–5 个)"),
    ("2", "1/3", Bound.EXACT, None, "三分之二", "2/3 (三分之二)"),
    ("2.4", "个百分点", Bound.EXACT, None, "2.4 个百分点", "2.4 percentage points"),
    ("1", "天", Bound.EXACT, None, "1 天", "1 day"),
    ("1.5", "万亩", Bound.EXACT, None, "1.5 万亩", "15,000 mu (1.5 万亩)"),
    ("-6.3", "%", Bound.EXACT, None, "-6.3%", "-6.3%"),
]


@pytest.mark.parametrize(("value", "unit", "bound", "upper", "zh", "en"), SHOWN)
def test_show(value: str, unit: str, bound: Bound, upper: str | None, zh: str, en: str) -> None:
    quantity = Quantity(Decimal(value), unit, bound, Decimal(upper) if upper else None)
    assert (show(quantity), show(quantity, "en")) == (zh, en)


def test_shared_unit_needs_its_line() -> None:
    text = "收、支分别减少12.1、9.8万元"
    first = read(text)[0]
    assert first.span.of(text) == "12.1"
    assert read_span(text, first.span) == Quantity(Decimal("12.1"), "万元")
    assert read_span(text, Span(0, 3)) is None


def test_reading_far_into_a_long_line() -> None:
    text = "前文" * 400 + "投资 25.47 亿元，" + "后文" * 400
    [reading] = read(text)
    assert read_span(text, reading.span) == Quantity(Decimal("25.47"), "亿元")


# -- properties

_NEVER_SCALED = frozenset(("%", "‰", "成", "分", "位", "倒数位", "倍", "岁", "大", "℃", "度电"))
_NEVER_SCALED |= frozenset(name for name in BASES if family(name) in ("points", "data", "time"))
UNITS = [
    *(kept + base for base in BASES for kept in KEPT if not kept or base not in _NEVER_SCALED),
    *KEPT_WITH, "", "台(套)", "1/3", "1/7", "1/10000", "元/平方米", "万元/公里", "元/人·月", "吨/日", "万/月",
]  # fmt: skip
_WHOLE_ONLY = frozenset(("位", "倒数位", "大"))


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    unit = draw(st.sampled_from(UNITS))
    bound = draw(st.sampled_from(list(Bound)))
    if unit in _WHOLE_ONLY:
        value = Decimal(draw(st.integers(2, 10)))
    else:
        value = draw(st.decimals("-999999", "999999999", places=draw(st.integers(0, 4)), allow_nan=False))
    step = draw(st.integers(1, 2 if unit == "大" else 5000))
    return Quantity(value, unit, bound, value + step if bound is Bound.RANGE else None)


@settings(max_examples=400, deadline=None)
@given(quantities())
@example(Quantity(Decimal(2021), "年"))
@example(Quantity(Decimal(24), "小时"))
@example(Quantity(Decimal("-0.5"), "1/3", Bound.RANGE, Decimal("0.5")))
def test_what_is_shown_is_read_back(quantity: Quantity) -> None:
    zh = show(quantity)
    assert read(zh) == (Reading(Span(0, len(zh)), quantity),)
    english = read(show(quantity, "en"))
    assert len(english) == 1
    assert same(english[0].quantity, quantity)


_FRAGMENTS = """
约 超 近 10 2,000 3.5 12.1 、 9.8 万元 亿元 个 家 % 个百分点 余 多 以上 以内 左右 ， 。 2021年 3月 第 排名 2 前 三 十 百分之 八成 两 - – 至 从
分别 RMB million percent ( ) “ ” 为 共 年 天 内 小时 台(套) 元/平方米 /月 不少于 ≥ 项目 大 名 位 万 亿 几 半 负 ¥ 1/3 一
"""
PIECES = st.lists(st.sampled_from([*_FRAGMENTS.split(), " ", "\n"]), max_size=14).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.one_of(PIECES, st.text(max_size=60)))
@example("0十亿元")
@example("-")
@example("第")
@example("9千9万.零")
def test_any_text_is_read_without_harm(text: str) -> None:
    end = 0
    for reading in read(text):
        assert end <= reading.span.start < reading.span.end <= len(text)
        end = reading.span.end
        assert read_span(text, reading.span) == reading.quantity
        alone = read(reading.span.of(text))
        shared = reading.quantity.unit and split_multiplier(reading.quantity.unit)[1] not in reading.span.of(text)
        assert [one.quantity for one in alone] == [reading.quantity] or (shared and len(alone) == 1)
        assert unit_of(reading.quantity.unit) is not None
    cell = read_cell(text, "万元")
    assert cell is None or cell.value.is_finite()


def test_time_grows_with_the_text_only() -> None:
    def seconds(text: str) -> float:
        started = time.perf_counter()
        read(text)
        return time.perf_counter() - started

    for piece in (
        REPORT,
        "1" * 50,
        "一" * 50,
        "1,000" * 10,
        "约" * 50,
        "1、" * 25,
        "(10 (",
        "“" * 30,
        "第" * 40,
        "3万" * 20,
        " \n",
    ):
        small = piece * (5_000 // len(piece))
        once, tenfold = min(seconds(small) for _ in range(3)), seconds(small * 10)
        assert tenfold < 40 * once + 0.2, piece


def test_a_number_right_after_bold_marks_is_read() -> None:
    (reading,) = read("稳住主要指标。**118家企业")
    assert (reading.quantity.value, reading.quantity.unit) == (118, "家")
