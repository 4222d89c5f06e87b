"""Questions that doubt a figure, ask for target and result, or go on from one; every text is fictional."""

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
    "civil-2022.txt": """云杉市民政局2022年部门整体支出绩效自评报告

一、部门概况

全区共有养老机构 17 家、养老床位 3,260 张。新建社区健身点 31 处，完成年度目标 35 处的 88.57%。

二、履职情况

养老床位年末达 3,240 张。测报设备在线率 98.3%（目标 95%），持证上岗率 90.5%（目标 100%）。
全年新建充电站 62 座，完成年度目标 60 座的 103.3%，累计建成 291 座。
计划改造食堂 42 所，实际完成 38 所。

三、经费情况

公务接待费 8.62 万元，国内公务接待 73 批次。“三公”经费比上年增长 0.40 万元，主要是车辆维修增加。
""",
    "civil-2023.txt": """云杉市民政局2023年部门整体支出绩效自评报告

二、履职情况

床位周转顺畅，养老床位达 3,420 张，比上年的 3,206 张增加 214 张。出具监测报告 2,140 份。
""",
    "civil-2021.txt": """云杉市民政局2021年部门整体支出绩效自评报告

二、履职情况

出具监测报告 2,000 份。
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


def test_a_doubted_figure_is_shown_with_all_that_records_tell_of_it(library: Library) -> None:
    answer = put(library, "云杉市民政局2022年养老床位到底是多少？")
    assert answer.status is Status.ANSWERED
    assert {"3260张", "3240张", "3206张"} >= set(offered(answer)) >= {"3260张", "3206张"}


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("云杉市民政局2022年健身点建设目标完成了吗？", ["35处", "31处"]),
        ("云杉市民政局2022年持证上岗率达标吗", ["100%", "90.5%"]),
        ("云杉市民政局2022年充电站年度目标多少座，实际建了多少", ["60座", "62座"]),
        ("What was the number of monitoring reports issued by the Yunshan Civil Affairs Bureau in 2023?", ["2140份"]),
    ],
)
def test_targets_come_with_their_results(library: Library, question: str, figures: list[str]) -> None:
    assert offered(put(library, question)) == figures


def test_growth_between_two_reports_is_computed(library: Library) -> None:
    question = "By what percentage did the monitoring reports issued by the Yunshan Civil Affairs Bureau grow from 2021 to 2023?"
    assert offered(put(library, question)) == ["7.00%", "2000份", "2140份"]


def test_the_plan_of_what_was_asked_before(library: Library) -> None:
    before = "How many canteens did the Yunshan Civil Affairs Bureau renovate in 2022?"
    assert offered(put(library, before)) == ["38所"]
    assert offered(put(library, "And what was the plan?", before)) == ["42所"]


def test_why_and_how_much_in_one_question(library: Library) -> None:
    answer = put(library, "云杉市民政局2022年三公经费为啥涨了，涨了多少")
    assert offered(answer) == ["0.40万元"]
    assert "车辆维修增加" in "".join(c["quote"] for c in to_wire(answer)["citations"])
