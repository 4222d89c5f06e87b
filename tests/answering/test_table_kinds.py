"""Kinds of question over tables: two columns, ratios, groups, limits on years, blank cells, follow-ups; all of it is fictional."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.records.library import Library, open_library
from assistant.records.model import Question
from assistant.records.scope import Scope
from assistant.settings import Settings
from ingest.pipeline import ingest_bytes

TABLES = {
    "台账": (
        "桐湾区2024年1-9月部门预算执行台账.csv",
        """桐湾区2024年1-9月部门预算执行台账,,,,,
单位：万元　序时进度：75%,,,,,
单位名称,年初预算数,调整后预算数,1-9月支出数,执行率（%）,备注
区审计局,620,640,481,75.16,
区体育局,1420,1960,1352.4,69,
区统计局,330,300,234,78,
区公路中心,640,,—,,未报
石坞镇人民政府,3000,3000,2220,74,
合计,6010,5900,4287.4,72.67,
""",
    ),
    "站点": (
        "2023年南栎市观测站运行统计.csv",
        """站点,所在县区,建成年份,应到报文（份）,实到报文（份）,故障次数,年运维花费（元）
龙潭站,南桥县,2009,8760,8402,3,26300
石门站,北屏区,2012,8760,8650,1,18600
枫湾站,北屏区,2016,8760,—,,27600
柳荫站,南桥县,2019,8760,8700,0,21000
""",
    ),
    "奖牌": (
        "南栎市第九届运动会奖牌榜.csv",
        """代表队,金牌,银牌,铜牌
桐湾队,21,17,24
白石队,13,11,15
青渚队,8,20,9
""",
    ),
    "标段": (
        "农村公路养护标段结算表.csv",
        """标段,完成里程（公里）,结算金额（万元）,自评得分,复核得分
A标段,12,1080,95,88
B标段,8.5,620.5,92,90
C标段,20,1460,97,79
""",
    ),
    "月份": (
        "2023年南栎市各部门分月支出表.csv",
        """部门（单位：万元）,1月,2月,3月,4月
市教育局,10,20,30,40
市水务局,5,8,2,9
市林业局,7,,4,6
""",
    ),
    "累计": (
        "2024年南栎市市直部门支出台账.csv",
        """部门名称,年初预算（万元）,调整预算（万元）,6月底累计支出（万元）,9月底累计支出（万元）,年底累计支出（万元）
市民政局,8200,8350,3900,6012.5,8010
市商务局,6850,8120,2980,5130,7700
市水务局,12000,11800,5000,8260,11500
""",
    ),
    "镇街": (
        "2024年桐湾区老旧小区改造项目清单.csv",
        """序号,项目名称,所在镇街,总投资（万元）,今年安排（万元）,今年拨出（万元）,进展,建设性质
1,锦塘小区改造,柳浦镇,860,400,380,已完工,改建
2,鹤鸣里改造,秋塘镇,1210,600,312,在建,改建
3,望江苑改造,柳浦镇,430,430,430,已完工,改建
4,南站公租房,北桥街道,2600,900,0,未开工,新建
5,沿河里改造,北桥街道,780,300,195,在建,改建
6,东溪新苑,秋塘镇,3100,1200,1020,在建,新建
小计,,,8980,3830,2337,,
""",
    ),
    "设备": (
        "附件：桐湾区闸站设备清册.csv",
        """桐湾区闸站设备清册（2023年末）,,,,,,,
填报：区水闸管理所　原值单位：万元,,,,,,,
闸站,设备名称,规格型号,数量（台）,原值,运行小时,检修次数,状况
东闸站,启闭机,QL-200,4,120,1310,3,正常
东闸站,水泵,WQ-90,2,36,905,6,待报废
西闸站,启闭机,QL-100,3,66,870,2,正常
西闸站,水泵,WQ-50,5,45,1502,4,待修
总计,,,14,267,,15,
,其中：待报废,,2,36,,6,
""",
    ),
    "投资": (
        "2023年桐湾区政府投资项目清单.csv",
        """2023年桐湾区政府投资项目清单（单位：万元）,,,,,,
项目名称,主管部门,总投资,2023年计划投资,2023年完成投资,状态,备注
城南小学扩建,区教育局,4600,1900,1980,在建,
北岸管网改造,区水务局,3300,1200,1200,已完工,
文化馆修缮,区文化局,900,400,310,在建,
智慧停车平台,区城市管理局,1250,500,0,前期,
合计,,10050,4000,3490,,
,其中：已完工,3300,1200,1200,,
""",
    ),
    "其中": (
        "桐湾区2023年部门预算执行台账.csv",
        """桐湾区2023年部门预算执行台账（单位：万元）,,,
部门,调整后预算,全年支出,执行率
区教育局,7000,6720,96.00%
其中：直属学校,5200,5044,97.00%
区水务局,2100,1974,94.00%
区民政局,1700,1649,97.00%
合计,10800,10343,95.77%
其中：基本支出,6000,5940,99.00%
""",
    ),
}

# Table, question, the figures that an answer offers (those in the second list may stand beside them), earlier questions.
FIGURES = [
    ("设备", "运行小时数最多的是哪种设备", ["1502小时"], [], []),
    ("设备", "桐湾区闸站设备清册里一共多少台启闭机？", ["7台"], [], []),
    ("投资", "桐湾区政府投资项目里已经完工的有几个？", ["1个"], [], []),
    ("投资", "哪些项目2023年完成投资超过了当年计划？", ["1980万元"], [], []),
    ("投资", "清单里总投资最高的是哪个项目？", ["4600万元"], [], []),
    ("其中", "台账里2023年执行率达到95%的部门有哪些？", ["96%", "97%"], [], []),
    ("其中", "台账里调整后预算最高的是哪个部门？", ["7000万元"], [], []),
    ("台账", "桐湾区体育局年初预算和调整后预算各是多少？", ["1420万元", "1960万元"], [], []),
    ("台账", "Tongwan District Sports Bureau: initial and adjusted budget?", ["1420万元", "1960万元"], [], []),
    ("台账", "体育局2024年调整后预算比年初预算多多少", ["540万元"], ["1420万元", "1960万元"], []),
    ("台账", "桐湾区9月底哪些单位没达到序时进度？", ["69%", "74%"], [], []),
    ("台账", "执行率最低的是哪个单位", ["69%"], [], []),
    ("台账", "执行率排第二的是哪个单位", ["75.16%"], [], []),
    ("台账", "桐湾区审计局和统计局谁的执行率高，高多少？", ["75.16%", "78%", "2.84个百分点"], [], []),
    ("台账", "石坞镇9月底还剩多少预算没花？", ["780万元"], ["3000万元", "2220万元"], []),
    ("台账", "桐湾区统计局的支出占全区支出的比例是多少", ["5.46%"], [], []),
    ("台账", "各单位平均执行率是多少", ["74.04%"], [], []),
    ("台账", "有几个单位执行率超过75%？", ["2个"], [], []),
    ("台账", "支出超过300万元而且执行率不到75%的单位有几个", ["2个"], [], []),
    ("台账", "桐湾区各部门调整后预算合计多少？", ["5900万元"], [], []),
    ("台账", "支出最多的前两名是谁？", ["2220万元", "1352.4万元"], [], []),
    ("台账", "Which unit in the ledger has the lowest execution rate?", ["69%"], [], []),
    ("台账", "它的年初预算是多少", ["1420万元"], [], ["执行率最低的是哪个单位"]),
    ("台账", "那第二名呢", ["75.16%"], [], ["执行率最高的是哪个单位"]),
    ("镇街", "What is the total investment of the Heming renovation (鹤鸣里改造)?", ["1210万元"], [], []),
    ("站点", "What did maintenance of Liuyin station cost per year?", ["21000元"], [], []),
    ("站点", "2015年以后建成的站点有几个？", ["2个"], [], []),
    ("站点", "龙潭站的报文到报率是多少", ["95.91%"], [], []),
    ("站点", "各县区的年运维花费分别是多少？", ["47300元", "46200元"], [], []),
    ("站点", "每个县区各有几个站点？", ["2个", "2个"], [], []),
    ("站点", "北屏区的站点一年运维花多少钱？", ["46200元"], [], []),
    ("站点", "平均每个站点一年运维花多少元", ["23375元"], [], []),
    ("站点", "故障最多的站点是哪个", ["3次"], [], []),
    ("站点", "它的年运维花费是多少", ["26300元"], [], ["故障最多的站点是哪个"]),
    ("站点", "它一年运维要花多少钱", ["26300元"], [], ["哪个站点故障次数最多？"]),
    ("站点", "How much did it cost to maintain?", ["26300元"], [], ["Which station had the most faults?"]),
    ("站点", "故障次数为0的站点有几个", ["1个"], [], []),
    ("站点", "Which station costs the most to maintain per year?", ["27600元"], [], []),
    ("站点", "哪个站点运维花得最多？", ["27600元"], [], []),
    ("奖牌", "哪个代表队奖牌总数最多？", ["62"], [], []),
    ("奖牌", "桐湾队一共拿了多少枚奖牌", ["62"], [], []),
    ("奖牌", "白石队金牌和银牌一共多少", ["24"], [], []),
    ("奖牌", "桐湾队比白石队多几枚金牌？", ["8", "21", "13"], [], []),
    ("奖牌", "桐湾队和青渚队哪个银牌多？", ["17", "20"], [], []),
    ("标段", "A标段每公里结算多少钱？", ["90万元/公里"], ["1080万元", "12公里"], []),
    ("标段", "What was the settlement cost per kilometre of A标段?", ["90万元/公里"], ["1080万元", "12公里"], []),
    ("标段", "C标段呢？", ["73万元/公里"], ["1460万元", "20公里"], ["A标段每公里结算多少钱？"]),
    ("标段", "B标段自评得分和复核得分差多少", ["2分"], ["92分", "90分"], []),
    ("标段", "哪个标段自评和复核相差最大？", ["18分"], [], []),
    ("标段", "B标段结算金额占总额的比例", ["19.63%"], [], []),
    ("月份", "市教育局一季度支出多少？", ["60万元"], [], []),
    ("月份", "市教育局1-4月累计支出多少？", ["100万元"], [], []),
    ("月份", "3月支出最多的是哪个部门？", ["30万元"], [], []),
    ("月份", "市教育局哪个月支出最多？", ["40万元"], [], []),
    ("累计", "市民政局9月底累计支出多少？", ["6012.5万元"], [], []),
    ("累计", "那年底呢？", ["8010万元"], [], ["市民政局9月底累计支出多少？"]),
    ("累计", "它9月底是多少", ["6012.5万元"], [], ["2024年台账里市商务局年底累计支出多少？", "市民政局呢？"]),
    ("累计", "南栎市市直部门2024年底累计支出合计多少？", ["27210万元"], [], []),
    ("累计", "市水务局和市商务局2024年9月底谁花得多？", ["8260万元", "5130万元"], [], []),
    ("镇街", "各镇街分别有多少个项目？", ["2个", "2个", "2个"], [], []),
    ("镇街", "各镇街总投资分别是多少？", ["1290万元", "4310万元", "3380万元"], [], []),
    ("镇街", "哪个镇街总投资最多？", ["4310万元"], [], []),
    ("镇街", "柳浦镇项目总投资一共多少", ["1290万元"], [], []),
    ("镇街", "柳浦镇的项目今年拨了多少钱？", ["810万元"], [], []),
    ("镇街", "新建的项目总投资占全部总投资的多少？", ["63.47%"], [], []),
    ("镇街", "鹤鸣里改造今年拨出占今年安排的比例是多少？", ["52%"], [], []),
    ("镇街", "鹤鸣里改造拨付率是多少？", ["52%"], [], []),
    ("镇街", "秋塘镇在建的项目总投资最大的是哪个？", ["3100万元"], [], []),
    ("镇街", "投资额第二大的项目是哪个？", ["2600万元"], [], []),
    ("镇街", "投资额最小的项目是哪个？", ["430万元"], [], []),
    ("镇街", "锦塘小区改造和望江苑改造哪个总投资大，大多少？", ["860万元", "430万元", "430万元"], [], []),
]

# What an answer says, where rows are told by their names.
NAMES = [
    ("镇街", "Which projects are in Liupu Town?", ["锦塘小区改造", "望江苑改造"], []),
    ("站点", "哪些站点是2014年以前建成的？", ["龙潭站", "石门站"], []),
    ("站点", "Which stations were built before 2014?", ["龙潭站", "石门站"], []),
    ("镇街", "柳浦镇的项目有哪些？", ["锦塘小区改造", "望江苑改造"], []),
    ("镇街", "今年拨出不到今年安排70%的项目有哪些？", ["鹤鸣里改造", "南站公租房", "沿河里改造"], []),
    ("镇街", "Which of them is in 秋塘镇?", ["鹤鸣里改造", "东溪新苑"], ["Which projects are under construction?"]),
    ("镇街", "其中新建的有哪些？", ["东溪新苑"], ["哪些项目在建？"]),
]

# What the table does not hold: a month, an office, a row, the number of a cell; an office misspelt is asked back.
REFUSED = [
    ("台账", "石坞镇2024年10月的支出是多少", "abstained"),
    ("台账", "桐湾区公路中心1-9月支出数是多少", "abstained"),
    ("台账", "桐湾区水务局的执行率是多少", "abstained"),
    ("台账", "桐湾区体育居的执行率是多少", "clarify"),
    ("台账", "桐湾区体育居的执行率是多少", "clarify"),
    ("站点", "枫湾站2023年实到报文多少份", "abstained"),
    ("站点", "白云站的故障次数是多少", "abstained"),
    ("月份", "市林业局2月支出多少？", "abstained"),
    ("月份", "市水务局5月支出多少", "abstained"),
    ("镇街", "青石镇有哪些项目？", "abstained"),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Each table in a collection of its own."""
    library = open_library(Settings(data_dir=tmp_path_factory.mktemp("data"), today=date(2025, 6, 1)))
    for key, (name, text) in TABLES.items():
        assert ingest_bytes(name, text.encode(), library, collection=key).document_id
    yield library
    library.close()


def put(library: Library, table: str, question: str, earlier: list[str]) -> dict[str, object]:
    language = "zh" if re.search("[\u4e00-\u9fff]", question) and not question[0].isascii() else "en"
    return to_wire(ask(Question(question, tuple(earlier), language), library, Scope(frozenset({table}))))


def number(value: object) -> str:
    return f"{float(str(value)):g}"


@pytest.mark.parametrize(("table", "question", "expected", "beside", "earlier"), FIGURES)
def test_figures_of_tables(
    shelf: Library, table: str, question: str, expected: list[str], beside: list[str], earlier: list[str]
) -> None:
    answer = put(shelf, table, question, earlier)
    offered = [f"{number(f['value'])}{f['unit']}" for f in answer["figures"]]
    assert sorted(f for f in offered if f not in beside) == sorted(expected), answer["text"]


@pytest.mark.parametrize(("table", "question", "said", "earlier"), NAMES)
def test_rows_are_named(shelf: Library, table: str, question: str, said: list[str], earlier: list[str]) -> None:
    answer = put(shelf, table, question, earlier)
    assert answer["status"] == "answered"
    text = str(answer["text"]).replace(" ", "")
    labels = [line.split(",")[0 if table != "镇街" else 1] for line in TABLES[table][1].splitlines()[1:]]
    assert [label for label in labels if label and label in text] == said


@pytest.mark.parametrize(("table", "question", "status"), REFUSED)
def test_what_no_cell_holds_is_refused(shelf: Library, table: str, question: str, status: str) -> None:
    answer = put(shelf, table, question, [])
    assert answer["status"] == status
    assert answer["figures"] == []
