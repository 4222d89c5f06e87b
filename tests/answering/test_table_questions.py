"""Questions over tables whose headers nothing in the project knows; every place, office and number is fictional."""

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
    "育苗": """乡镇,育苗棚数（个）,壮苗率（%）,技术员
青塘镇,38,91.5,周一鸣
柳湾镇,52,88.0,许知远
石桥镇,17,95.2,孟秋白
合计,107,,
""",
    "巡河": """河段,巡河次数,发现问题数,河长
南栎河上游,46,3,甲河长
南栎河下游,61,9,乙河长
小桥河,28,0,丙河长
""",
    "盲道": """街道,改造盲道长度（公里）,投入资金（万元）,验收情况
榆桥街道,3.6,120.5,已验收
桐湾街道,2.1,88,未验收
澄江街道,4.4,1.2亿元,已验收
""",
    "古树": """树种,保护等级,株数,平均树龄（年）
香樟,一级,12,310
银杏,一级,7,420
国槐,二级,31,150
朴树,二级,19,130
""",
    "项目": """项目名称,所在片区,总投资（亿元）,状态,开工日期,是否引进
云帆冷链园,东片,3.2,未开工,,是
星野算力中心,西片,12.5,在建,2023-04-18,是
知行书院,东片,0.8,已竣工,2022-03-01,否
澄江桥改建,北片,1.6,尚未启动,,否
""",
    "校车": """Route,Buses,Riders per day,Driver
North loop,6,410,Lin
Harbour line,9,655,Zhao
Hill shuttle,3,120,Qian
""",
    "季度": """处室,一季度办件量,二季度办件量,三季度办件量
登记处,1200,1350,1280
监察处,300,280,410
信息处,95,140,60
""",
    "年份": """指标,2020年,2021年,2022年
湿地面积（公顷）,310,325,340
观鸟人次（万人次）,4.2,3.1,5.6
""",
    "两级": """区域,垃圾桶,垃圾桶,清运车,清运车
,数量（个）,更换率（%）,数量（辆）,出勤率（%）
东区,820,12.5,14,98
西区,640,20.1,11,91.5
""",
    "分组": """片区,网格,走访户数,化解纠纷（件）
东片,东一,320,4
东片,东二,280,6
西片,西一,410,9
西片,西二,150,2
""",
    "缺值": """站点,日均流量（人次）,备注
城西站,3400,
城北站,/,设备检修
城南站,0,停运
城东站,,
""",
    "其中": """类别,件数
总计,90
其中：线上,60
线下,30
""",
    "温室": """温室编号,番茄产量（公斤）,黄瓜产量（公斤）
A-1,820.5,430
A-2,640,510
B-1,905,390
""",
    "指标": """一级指标,二级指标,三级指标,年初想做到,年底做到,权重,拿分
产出指标,数量指标,栽植行道树,≥800棵,760棵,20,18.5
产出指标,数量指标,修补人行道,≥3公里,3.4公里,20,20
产出指标,成本指标,每棵管护成本,≤120元,131元,10,8
效益指标,社会效益,投诉办结率,≥95%,97%,10,10
""",
    "分账": """核算单位,出国（元）,养车（元）,接待（元）,加总（元）
局机关,0,48000,3000,51000
苗圃,0,21000,1200,22200
""",
    "领奖": """批次,受惠主体,依据条款,到账（元）,到账日,有没有复核
一,南栎青禾粮油有限公司,首店补贴,300000,2023-04-18,有
一,南栎远帆供应链有限公司,外贸奖励,200000,2023-04-20,无
二,南栎远帆供应链有限公司,展位补贴,150000,2023-07-11,有
二,南栎云岭酒店有限公司,入库奖励,100000,2023-07-12,无
""",
    "奖补": """企业简称,奖补事项,兑现金额（元）,兑现批次
云帆,技改,300000,第一批
星野,首台套,1200000,第一批
云帆,稳岗,86000,第二批
知行,技改,450000,第二批
""",
    "满意": """窗口,好评数,差评数,好评率
不动产,980,12,98.8%
社保,1210,35,97.2%
出入境,430,3,99.3%
""",
    "受评": """受评单位,下达（万元）,转安（人）,累计进度（%）,综合评分
云杉市水务局,820,46,72.1,91.5
云杉市林业局,640,12,80.3,86
注：转安指转移安置的渔民人数。
""",
    "养路": """序号,路线,项目名称,所在片区,安排（万元）,支付（万元）,支付率（%）
一,,预防养护,,905,870.7,96.21
1,甲线,东坪微表处,东片,530,512.5,96.70
2,乙线,柳桥雾封层,西片,375,358.2,95.52
二,,修复养护,,1000,768,76.80
3,甲线,青杠大修,东片,400,396,99.00
4,丙线,马家岭边坡,西片,600,372,62.00
合计,,,,1905,1638.7,86.02
其中：东片,,,,930,908.5,97.69
西片,,,,975,730.2,74.89
注：支付率＝支付÷安排×100%。
""",
    "打分": """三级指标,年度指标值,实际完成值,分值,得分
疏浚里程（公里）,24,24.6,8,8
岸电桩（套）,16,14,8,7
工程按期完工率（%）,100,87.5,6,5.25
""",
    "繁體": """部門名稱,處理宗數,完成率(%)
渠務組,120,95
園藝組,88,100
""",
}

CASES = [
    # look up
    ("育苗", "柳湾镇的育苗棚数是多少？", ["52个"]),
    ("育苗", "石桥镇壮苗率多少", ["95.2%"]),
    ("育苗", "What is the 壮苗率 of 青塘镇?", ["91.5%"]),
    ("巡河", "小桥河的巡河次数是多少", ["28次"]),
    ("盲道", "桐湾街道改造盲道长度是多少公里", ["2.1公里"]),
    ("两级", "西区清运车的出勤率是多少？", ["91.5%"]),
    ("两级", "东区垃圾桶数量是多少", ["820个"]),
    ("年份", "2021年湿地面积是多少？", ["325公顷"]),
    ("季度", "监察处二季度办件量是多少", ["280"]),
    ("校车", "How many riders per day does the Harbour line have?", ["655"]),
    ("温室", "B-1的黄瓜产量是多少", ["390公斤"]),
    ("繁體", "园艺组处理宗数是多少", ["88宗"]),
    ("满意", "社保窗口的好评率是多少", ["97.2%"]),
    # the highest and the lowest
    ("育苗", "哪个镇育苗棚最多？", ["52个"]),
    ("巡河", "巡河次数最少的河段是哪个？", ["28次"]),
    ("古树", "哪种树平均树龄最长？", ["420年"]),
    ("校车", "Which route has the most buses?", ["9"]),
    ("年份", "观鸟人次哪一年最低？", ["3.1万人次"]),
    ("盲道", "哪个街道投入资金最多？", ["1.2亿元"]),
    ("季度", "三季度办件量前两名的处室是哪些？", ["1280", "410"]),
    # limits
    ("育苗", "壮苗率低于90%的镇有哪些？", ["88.0%"]),
    ("古树", "株数超过15的树种有哪些？", ["31株", "19株"]),
    ("盲道", "投入资金在100万元以上的街道有哪些", ["120.5万元", "1.2亿元"]),
    ("奖补", "兑现金额不低于45万元的有哪些企业？", ["1200000元", "450000元"]),
    ("巡河", "发现问题数为零的河段有几个？", ["1个"]),
    ("校车", "Which routes have more than 200 riders per day?", ["410", "655"]),
    ("满意", "差评数不超过12的窗口有哪些", ["12", "3"]),
    # counts by words
    ("古树", "保护等级为一级的树种有几种？", ["2种"]),
    ("项目", "东片有几个项目？", ["2个"]),
    ("项目", "还没开工的项目有几个？", ["2个"]),
    ("项目", "How many projects have not started?", ["2个"]),
    ("奖补", "兑现了几家企业？", ["3家"]),
    ("奖补", "第二批兑现了几家企业？", ["2家"]),
    # sums, means, shares, differences
    ("育苗", "育苗棚数一共多少？", ["107个"]),
    ("巡河", "巡河次数合计是多少？", ["135次"]),
    ("奖补", "技改一共兑现了多少元？", ["750000元"]),
    ("奖补", "云帆合计兑现金额是多少", ["386000元"]),
    ("古树", "株数平均是多少？", ["17.25株"]),
    ("其中", "件数总计多少？", ["90件"]),
    ("巡河", "南栎河下游比南栎河上游的巡河次数多多少？", ["15次", "46次", "61次"]),
    ("季度", "登记处一季度和二季度办件量相差多少", ["150", "1200", "1350"]),
    ("分组", "各片区走访户数分别合计多少？", ["600户", "560户"]),
    ("其中", "线上件数占总计的比例是多少？", ["66.67%"]),
    # targets missed, totals across, distinct values, names given in two languages
    ("指标", "哪些指标没有达到年初目标？", ["760棵", "131元"]),
    ("指标", "设了哪些数量指标？", []),
    ("分账", "局机关合计花了多少？", ["51000元"]),
    ("领奖", "领奖表里有几笔、涉及几家企业？", ["4笔", "3家"]),
    ("领奖", "没有复核的有几笔？", ["2笔"]),
    ("领奖", "累计到账最多的企业是哪家？", ["350000元"]),
    ("领奖", "What were the two largest amounts (到账)?", ["300000元", "200000元"]),
    # what columns are called below the table, limits that are called something, scores by any name
    ("受评", "云杉市水务局转移安置了多少人？", ["46人"]),
    ("受评", "哪些单位累计进度没到序时进度75%？", ["72.1%"]),
    ("受评", "云杉市林业局的综合评分是多少？", ["86分"]),
    # subtotals numbered 一 and 二, parts told below the total, points lost
    ("养路", "养路表里有几个项目？", ["4个"]),
    ("养路", "支付率最低的项目是哪个？", ["62.00%"]),
    ("养路", "西片一共安排了多少？", ["975万元"]),
    ("养路", "哪些项目支付率没到90%？", ["62.00%"]),
    ("打分", "有几个三级指标没得满分？", ["2个"]),
    # several conditions
    ("项目", "东片引进的项目总投资是多少？", ["3.2亿元"]),
    ("古树", "二级树种里株数最多的是哪种？", ["31株"]),
    ("分组", "西片化解纠纷最多的网格是哪个？", ["9件"]),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Each table in a collection of its own."""
    library = open_library(Settings(data_dir=tmp_path_factory.mktemp("data"), today=date(2024, 6, 1)))
    for name, text in TABLES.items():
        assert ingest_bytes(f"{name}表.csv", text.encode(), library, collection=name).document_id
    yield library
    library.close()


def put(library: Library, table: str, question: str) -> dict[str, object]:
    language = "zh" if re.search("[\u4e00-\u9fff]", question) and not question.startswith("What") else "en"
    return to_wire(ask(Question(question, (), language), library, Scope(frozenset({table}))))


@pytest.mark.parametrize(("table", "question", "expected"), CASES)
def test_a_table_answers_by_its_header_words(shelf: Library, table: str, question: str, expected: list[str]) -> None:
    answer = put(shelf, table, question)
    assert [f"{f['value']}{f['unit']}" for f in answer["figures"]] == expected, answer["text"]
    assert all(c["quote"] in TABLES[table].replace(",", "") or c["quote"] for c in answer["citations"])


@pytest.mark.parametrize(
    ("table", "question", "said"),
    [
        ("指标", "设了哪些数量指标？", "栽植行道树"),
        ("领奖", "On what date did 南栎云岭酒店有限公司 receive its money?", "2023-07-12"),
        ("领奖", "Which firms got a first-store subsidy (首店补贴)?", "南栎青禾粮油有限公司"),
        ("领奖", "没有复核的是哪几笔？", "南栎云岭酒店有限公司"),
    ],
)
def test_rows_are_told_by_their_names(shelf: Library, table: str, question: str, said: str) -> None:
    answer = put(shelf, table, question)
    assert answer["status"] == "answered"
    assert said in str(answer["text"]).replace(" ", "")
