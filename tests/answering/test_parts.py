"""Questions that ask several things at once or what records only imply; every text is fictional."""

from decimal import Decimal
from pathlib import Path

import pytest

from assistant.answering.ask import ask
from assistant.records.library import Library, open_library
from assistant.records.model import Answer, Question, Status
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest

REPORTS = {
    "civil.txt": """云杉市港湾区民政局2022年部门整体支出绩效自评报告

一、部门概况

年初预算 880.00 万元，调整预算数 960.00 万元，执行数 912.00 万元，预算执行率为 95.0%。“三公”经费支出 9.60 万元，比上年减少 2.40 万元，下降 20.0%。
机关运行经费支出 61.20 万元，比年初预算减少 3.80 万元。国内公务接待 31 批次、264 人次。

二、履职情况

办理结婚登记 1,840 对，离婚登记 615 对。新建书屋 16 座、改造茶亭 35 座，两项投资分别为 80.00 万元、52.50 万元。目前仍有超员宿舍 14 间。

困难群众走访率 92.5%，低于年度目标 95%。老年食堂就餐率由 41.2%提高到 48.6%。

三、存在问题

预算编制不够细，部分项目进度偏慢。

四、名词解释

机关运行经费：指为保障机关运行用于购买货物和服务的各项资金。
""",
    "woods.txt": """Larch City Forestry Bureau

2022 performance summary

Ecological public-welfare compensation of RMB 6.4 million was paid to 5,210 households. Forest coverage reached 51.3%. The bureau employed 318 rangers.
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
    return ask(Question(text, history, "en" if text.isascii() else "zh"), library, EVERYTHING)


def offered(answer: Answer) -> list[str]:
    figures = [p.figure.quantity for p in answer.parts if p.figure and p.offered]
    return [f"{q.value.normalize():f}{q.unit}" for q in figures]


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("港湾区民政局2022年国内公务接待了多少批、多少人次？", {"31批次", "264人次"}),
        ("港湾区民政局2022年结婚登记比离婚登记多多少对", {"1225对", "1840对", "615对"}),
        ("港湾区民政局2021年三公经费是多少", {"12万元"}),
        ("按下降幅度推算，港湾区民政局2021年三公经费是多少", {"12万元"}),
        ("港湾区民政局2022年机关运行经费的年初预算是多少", {"65万元"}),
        ("港湾区民政局2022年改造茶亭平均一座多少万元", {"1.5万元/座"}),
        ("港湾区民政局2022年调整预算比年初预算多了多少", {"80万元"}),
        ("港湾区民政局2022年困难群众走访率达标没有", {"92.5%", "95%"}),
        ("港湾区民政局2022年老年食堂就餐率是多少", {"48.6%"}),
        ("Larch City Forestry Bureau 2022: how much ecological compensation was paid, and to how many households?",
         {"640万元", "5210户"}),
        ("Larch Forestry Bureau 2022年森林覆盖率是多少", {"51.3%"}),
    ],
)  # fmt: skip
def test_every_part_gets_its_figure(library: Library, question: str, figures: set[str]) -> None:
    answer = put(library, question)
    assert answer.status is Status.ANSWERED
    assert figures <= set(offered(answer))


def test_what_is_left_of_a_count_is_no_balance_of_a_budget(library: Library) -> None:
    answer = put(library, "港湾区民政局2022年超员宿舍还有多少间")
    assert offered(answer) == ["14间"]


def test_problems_that_exist_are_told_not_located(library: Library) -> None:
    answer = put(library, "港湾区民政局2022年存在哪些主要问题")
    assert "预算编制不够细" in "".join(p.text for p in answer.parts)


def test_an_earlier_year_is_not_implied_by_a_change_since_the_budget(library: Library) -> None:
    answer = put(library, "港湾区民政局2021年机关运行经费是多少")
    assert answer.status is Status.ABSTAINED
    assert Decimal(65) not in [p.figure.quantity.value for p in answer.parts if p.figure and p.offered]


def test_the_level_before_a_rise_is_not_offered(library: Library) -> None:
    assert "41.2%" not in offered(put(library, "港湾区民政局2022年老年食堂就餐率是多少"))


@pytest.mark.parametrize(
    ("before", "question", "figure", "other"),
    [
        ("港湾区民政局2022年结婚登记多少对？", "离婚的呢", "615对", "1840对"),
        ("港湾区民政局2022年新建书屋投资多少万元？", "改造茶亭的呢？", "52.5万元", "80万元"),
    ],
)
def test_a_question_leans_on_the_one_before(
    library: Library, before: str, question: str, figure: str, other: str
) -> None:
    found = offered(put(library, question, before))
    assert figure in found
    assert other not in found


@pytest.mark.parametrize(
    "question", ["机关运行经费是指什么？", "“机关运行经费”啥意思", 'What does "机关运行经费" mean?']
)
def test_a_term_is_explained_in_the_words_of_a_record(library: Library, question: str) -> None:
    answer = ask(Question(question, (), "zh"), library, EVERYTHING)
    assert "指为保障机关运行用于购买货物和服务的各项资金" in "".join(p.text for p in answer.parts)


def test_a_term_that_no_record_explains_is_not_explained(library: Library) -> None:
    assert put(library, "“云梯”啥意思").status is Status.ABSTAINED


def test_a_measure_of_many_offices_is_asked_back(tmp_path: Path) -> None:
    opened = open_library(Settings(data_dir=tmp_path / "data"))
    for number, place in enumerate(("云杉市", "白榆市", "青檀市", "红枫市", "紫荆市")):
        report = tmp_path / f"{number}.txt"
        text = f"{place}林业局2022年部门整体支出绩效自评报告\n\n一、履职情况\n\n群众满意度 9{number}.5%。\n"
        report.write_text(text, encoding="utf-8")
        ingest([report], opened)
    assert put(opened, "满意度有多高？").status is Status.CLARIFY
