"""Questions that name several things side by side, another year, a reason or a part of a clause; every text is fictional."""

from pathlib import Path

import pytest

from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.records.library import Library, open_library
from assistant.records.model import Answer, Question, Status
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest

REPORTS = {
    "weather.txt": """云杉市气象局2023年部门整体支出绩效自评报告

一、部门概况

全年预算数 2,400.00 万元，支出 2,304.00 万元，执行率 96.00%。其中基本支出 1,382.40 万元，项目支出 921.60 万元。“三公”经费支出 19.00 万元，比上年下降 5.0%，其中公务用车 12.50 万元、公务接待 6.50 万元。

二、履职情况

全年发布预警信号 120 期，其中红色 3 期、橙色 17 期、黄色 40 期、蓝色 60 期。开办科普讲座 36 场，听众 1.4 万人次，满意率 97.5%。招收学员 210 名，其中硕士学历 44 名。

年末在册城镇站点 85 个、农村站点 240 个。自评得分 94.0 分，第三方评价综合得分 88.5 分。

三、存在问题

（一）站网更新偏慢，四季度支出占比高。

（二）台账填报不及时，信息公开滞后。

四、改进措施

（一）实行挂图作战，按周调度。

（二）采用无人机巡检，降低人工负荷。
""",
    "2023年度复核结果.csv": "2023年度自评复核结果,,\n受评单位,复核分,2022年度复核分\n云杉市统计局,94,92.8\n云杉市司法局,90,91\n",
    "science2022.txt": "云杉市科学技术局2022年部门整体支出绩效自评报告\n\n一、履职情况\n\n全社会研发投入强度 2.31%。\n",
    "science2023.txt": "云杉市科学技术局2023年部门整体支出绩效自评报告\n\n一、履职情况\n\n研发强度 2.46%。\n",
    "archives.txt": """云杉市档案馆2023年部门整体支出绩效自评报告

一、基本情况

全年预算数 525.20 万元，执行数 463.90 万元，完成预算的 88.33%。自评得分 91.2 分，市财政局复核得分 89.5 分。
""",
    "accounts.txt": """云杉市审计局2023年部门决算公开说明

一、收入支出决算总体情况

2023年度收、支总计均为 1,326.80 万元。与上年相比，收、支总计各增加 58.30 万元，增长 4.60%，主要原因是新增审计项目经费。

二、支出决算情况

执行率偏低主要是审计系统升级款于 12 月下达，当年无法支付。培训费上年末为 8.20 万元，本年 7.60 万元。
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("records")
    opened = open_library(Settings(data_dir=folder / "data"))
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
        ingest([folder / name], opened)
    return opened


def put(library: Library, text: str, *history: str) -> Answer:
    return ask(Question(text, history, "en" if text[:9].isascii() else "zh"), library, EVERYTHING)


def offered(answer: Answer) -> list[str]:
    return [f"{f['value']}{f['unit']}" for f in to_wire(answer)["figures"]]


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("云杉市气象局2023年红、橙、黄、蓝色预警各发了几期？", ["3期", "17期", "40期", "60期"]),
        ("云杉市气象局2023年城镇和农村站点一共多少个", ["325个", "85个", "240个"]),
        ("云杉市气象局2023年公务用车和公务接待各多少", ["12.50万元", "6.50万元"]),
        (
            "Yunshan Meteorological Bureau 2023: official cars versus receptions, how much each?",
            ["12.50万元", "6.50万元"],
        ),
        ("云杉市气象局2023年自评分和第三方评价分差多少？", ["5.5分", "94.0分", "88.5分"]),
        ("云杉市气象局2023年全年预算和执行数各是多少", ["2400.00万元", "2304.00万元"]),
        ("云杉市气象局2023年新招学员里硕士学历的有多少", ["44名"]),
        ("Yunshan Meteorological Bureau 2023: how big was the audience of the lectures (科普讲座)?", ["1.4万人次"]),
        ("云杉市气象局2023年项目支出占总支出的比重是多少", ["40.00%"]),
        ("云杉市气象局2022年的三公经费大概是多少", ["20.00万元"]),
        ("云杉市审计局2022年收支总计是多少？", ["1268.5万元"]),
        ("云杉市气象局和云杉市档案馆2023年预算执行率各是多少？", ["88.33%", "88.33%", "96.00%", "96.00%"]),
        ("云杉市档案馆2023年自评得分是多少？", ["91.2分"]),
        ("云杉市统计局2022年度和2023年度的复核分是涨了还是跌了？", ["1.2分", "92.8分", "94分"]),
        ("云杉市科学技术局2022到2023年研发投入强度怎么变的？", ["2.31%", "2.46%"]),
        ("云杉市气象局2023年办了多少场科普讲座，满意率是几？", ["36场", "97.5%"]),
        ("云杉市审计局2023年收支总计比上年增加多少", ["58.30万元", "4.60%"]),
    ],
)
def test_each_thing_named_has_its_figure(library: Library, question: str, figures: list[str]) -> None:
    answer = put(library, question)
    assert (answer.status, offered(answer)) == (Status.ANSWERED, figures)


def test_the_year_before_is_one_before_the_year_asked_about(library: Library) -> None:
    assert offered(put(library, "前一年呢", "云杉市审计局2023年收支总计是多少？")) == ["1268.5万元"]


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("云杉市审计局2023年执行率为什么偏低", ["审计系统升级款于 12 月下达"]),
        ("云杉市气象局2023年存在哪些问题？", ["站网更新偏慢", "信息公开滞后"]),
        ("云杉市气象局打算怎么改进", ["挂图作战", "无人机巡检"]),
        ("What were the problems of the Yunshan Meteorological Bureau in 2023?", ["站网更新偏慢", "信息公开滞后"]),
    ],
)
def test_reasons_and_sections_are_quoted_whole(library: Library, question: str, pieces: list[str]) -> None:
    wire = to_wire(put(library, question))
    quotes = "".join(c["quote"] for c in wire["citations"])
    assert (wire["status"], wire["figures"]) == ("answered", [])
    assert [piece for piece in pieces if piece not in quotes] == []


@pytest.mark.parametrize("question", ["云杉市气象局2023年站点增加了多少个百分点", "云杉市气象局2023年讲座目标多少场"])
def test_a_level_is_no_change_and_no_target(library: Library, question: str) -> None:
    answer = put(library, question)
    assert (answer.status, offered(answer)) == (Status.ABSTAINED, [])
