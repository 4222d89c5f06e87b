"""Problems over years, scores, points lost, books beside counts: all that is planted found, nothing invented."""

import json
import os
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.results import compared_rows, lost_points, problems, score_lines
from api.schemas_results import DeductionLine, ProblemLine, ScoreEntry, StatementLine
from assistant.answering.ask import ask
from assistant.monitoring.repeats import Outcome
from assistant.monitoring.statements import Result, Statement
from assistant.records.library import Library, open_library
from assistant.records.model import PartType, Question, Status
from assistant.records.scope import EVERYTHING, Scope
from assistant.settings import Settings
from eval.sample import SampleManifest, make_sample
from ingest.pipeline import ingest, ingest_uploads


def report(office: str, year: int, told: str) -> str:
    return f"砚溪县{office}{year}年度部门整体支出绩效自评报告（虚构）\n\n一、预算执行情况\n\n{year}年年初预算500.00万元，全年执行数480.00万元。\n\n{told}"


FILES = {
    "科技2022.txt": report(
        "科学技术局",
        2022,
        "二、自评得分\n\n自评得分94.0分，县财政局复核得分91.5分。其中：专利资助未完成任务扣3.5分，绩效指标量化不足扣2.5分。\n\n"
        "三、存在的主要问题\n\n一是科技成果转化率偏低，去年仅转化6项；二是研发补助兑现周期长；三是绩效指标设置不够量化。\n\n"
        "四、改进措施\n\n一是建立成果转化专班；二是推行免申即享；三是修订绩效指标库。\n",
    ),
    # The first and the third come back in other words, the second does not; the report says of one that it is unsolved.
    "科技2023.txt": report(
        "科学技术局",
        2023,
        "二、存在的问题及改进措施\n\n1、科技成果转化率仍然偏低，全年只转化7项。\n2、绩效指标不够量化的问题尚未解决。\n3、实验室安全检查人手不足。\n\n"
        "下一步，将增加转化专班人员；委托第三方修订指标；购买安全检查服务。\n",
    ),
    "民政2023.txt": report(
        "民政局", 2023, "二、问题\n\n（一）养老床位空置较多。\n\n（二）低保核对数据滞后。\n\n自评得分90.0分。\n"
    ),
    "资产盘点2023.csv": "单位,年度,资产名称,账面数量（台）,盘点数量（台）,盘盈盘亏（台）\n砚溪县科学技术局,2023,台式电脑,120,118,-2\n"
    "砚溪县科学技术局,2023,打印机,30,30,0\n砚溪县科学技术局,2023,投影仪,12,13,2\n合计,2023,,162,161,-1\n",
    "采购执行2023.csv": "采购单位,年度,采购项目,采购预算（万元）,合同金额（万元）,已支付金额（万元）\n砚溪县民政局,2023,适老化改造,80.00,76.50,76.50\n"
    "砚溪县民政局,2023,养老设备,60.00,63.20,40.00\n",
    "核对2023.csv": "单位,年度,科目名称,账面金额（元）,明细账金额（元）,凭证金额（元）\n砚溪县民政局,2023,办公费,52300.00,52300.00,51800.00\n",
    # Budgets and payments of no procurement.
    "台账2023.csv": "单位,年度,全年预算（万元）,已支付（万元）\n砚溪县民政局,2023,500.00,480.00\n",
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("county")))
    outcomes = ingest_uploads([(name, text.encode()) for name, text in FILES.items()], library)
    assert all(one.document_id for one in outcomes)
    yield library
    library.close()


def test_problems_that_come_back_are_found_and_no_others(county: Library) -> None:
    told = {
        (one.year, one.problem.text): (one.outcome, tuple(point.text for _, point in one.again), one.admitted)
        for one in problems(county, EVERYTHING)
    }
    low, vague = "科技成果转化率仍然偏低，全年只转化7项", "绩效指标不够量化的问题尚未解决"
    assert told == {
        (2022, "科技成果转化率偏低，去年仅转化6项"): (Outcome.AGAIN, (low,), False),
        (2022, "研发补助兑现周期长"): (Outcome.NOT_NAMED, (), False),
        (2022, "绩效指标设置不够量化"): (Outcome.AGAIN, (vague,), True),
        (2023, low): (Outcome.OPEN, (), False),
        (2023, vague): (Outcome.OPEN, (), False),
        (2023, "实验室安全检查人手不足"): (Outcome.OPEN, (), False),
        (2023, "养老床位空置较多"): (Outcome.OPEN, (), False),
        (2023, "低保核对数据滞后"): (Outcome.OPEN, (), False),
    }


@pytest.mark.parametrize(
    ("year", "measures"),
    [
        (2022, ["建立成果转化专班", "推行免申即享", "修订绩效指标库"]),
        (2023, ["将增加转化专班人员", "委托第三方修订指标", "购买安全检查服务"]),
    ],
)
def test_each_problem_has_its_measure(county: Library, year: int, measures: list[str]) -> None:
    found = problems(county, EVERYTHING, year=year, department="科学技术局")
    assert [one.measure.text if one.measure else None for one in found] == measures


def test_where_measures_do_not_match_none_is_given_to_a_problem(county: Library) -> None:
    found = problems(county, EVERYTHING, department="民政局")
    assert [(one.measure, one.measures) for one in found] == [(None, ()), (None, ())]


def test_scores_and_points_lost(county: Library) -> None:
    lines = {
        (one.department, one.year): (
            [str(f.quantity.value) for f in one.own],
            [str(f.quantity.value) for f in one.review],
            str(one.difference),
        )
        for one in score_lines(county, EVERYTHING)
    }
    assert lines == {
        ("砚溪县科学技术局", 2022): (["94.0"], ["91.5"], "2.5"),
        ("砚溪县民政局", 2023): (["90.0"], [], "None"),
    }
    lost = [(one.year, one.cause, str(one.points)) for one in lost_points(county, EVERYTHING)]
    assert lost == [(2022, "专利资助未完成任务", "3.5"), (2022, "绩效指标量化不足", "2.5")]


def test_what_of_it_is_amiss(county: Library) -> None:
    amiss = {(one.statement, one.named) for one in compared_rows(county, EVERYTHING) if one.amiss}
    assert amiss == {
        (Statement.BOOK_AND_COUNT, "台式电脑"),
        (Statement.BOOK_AND_COUNT, "投影仪"),
        (Statement.BOOK_AND_VOUCHER, "办公费"),
        (Statement.BUDGET_AND_CONTRACT, "养老设备"),
    }


def test_books_counts_and_procurement(county: Library) -> None:
    told = {
        (one.statement, one.named): (one.result, str(one.difference), one.misstated)
        for one in compared_rows(county, EVERYTHING)
    }
    assert told == {
        (Statement.BOOK_AND_COUNT, "台式电脑"): (Result.LESS, "-2", False),
        (Statement.BOOK_AND_COUNT, "打印机"): (Result.AGREE, "0", False),
        # The table says 2 where its own numbers come to 1.
        (Statement.BOOK_AND_COUNT, "投影仪"): (Result.MORE, "1", True),
        (Statement.BOOK_AND_BOOK, "办公费"): (Result.AGREE, "0.00", False),
        (Statement.BOOK_AND_VOUCHER, "办公费"): (Result.LESS, "-500.00", False),
        (Statement.BUDGET_AND_CONTRACT, "适老化改造"): (Result.LESS, "-3.50", False),
        (Statement.BUDGET_AND_CONTRACT, "养老设备"): (Result.MORE, "3.20", False),
        (Statement.CONTRACT_AND_PAID, "适老化改造"): (Result.AGREE, "0.00", False),
        (Statement.CONTRACT_AND_PAID, "养老设备"): (Result.LESS, "-23.20", False),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("哪些问题连续两年都没解决？", ["科技成果转化率偏低，去年仅转化6项", "绩效指标设置不够量化"]),
        ("科技局2022年提出的问题还没整改的有哪些", ["科技成果转化率偏低，去年仅转化6项", "绩效指标设置不够量化"]),
        (
            "Which problems keep recurring year after year?",
            ["科技成果转化率偏低，去年仅转化6项", "绩效指标设置不够量化"],
        ),
    ],
)
def test_asked_which_problems_come_back(county: Library, text: str, expected: list[str]) -> None:
    answer = ask(Question(text, (), "en" if text.isascii() else "zh"), county, EVERYTHING)
    assert answer.status is Status.ANSWERED
    (table,) = [part for part in answer.parts if part.type is PartType.TABLE]
    assert [row[2] for row in table.rows[1:]] == expected
    quotes = {citation.quote for citation in answer.citations}
    assert set(expected) < quotes


def test_over_http_every_quote_is_the_text(county: Library) -> None:
    client = TestClient(create_app(county))

    def reads(line: dict) -> bool:
        text = client.get(f"/api/documents/{line['document_id']}/text").text
        return "".join(text[line["start"] : line["end"]].split()) == "".join(line["text"].split())

    for line in client.get("/api/results/problems").json():
        ProblemLine.model_validate(line)
        assert all(reads(point) for point in (line["problem"], *line["measures"], *line["again"]))
    for line in client.get("/api/results/deductions").json():
        DeductionLine.model_validate(line)
        assert reads(line)
    assert len([ScoreEntry.model_validate(line) for line in client.get("/api/results/scores").json()]) == 2
    lines = client.get("/api/reconciliation/statements", params={"department": "科学"}).json()
    assert [StatementLine.model_validate(line).named for line in lines] == ["台式电脑", "打印机", "投影仪"]


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("/api/results/problems.csv", 9),
        ("/api/results/scores.csv", 3),
        ("/api/results/deductions.csv", 3),
        ("/api/reconciliation/statements.csv", 10),
    ],
)
def test_as_files(county: Library, path: str, lines: int) -> None:
    client = TestClient(create_app(county))
    got = client.get(path, headers={"accept-language": "zh"})
    assert len(got.content.decode("utf-8-sig").splitlines()) == lines
    assert client.get(path.replace(".csv", ".xlsx")).content[:2] == b"PK"


def test_readers_of_nothing_get_nothing(county: Library) -> None:
    nothing = Scope(frozenset())
    assert problems(county, nothing) == []
    assert score_lines(county, nothing) == []
    assert lost_points(county, nothing) == []
    assert compared_rows(county, nothing) == []


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, SampleManifest]]:
    folder = tmp_path_factory.mktemp("sample")
    manifest = make_sample(folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=folder / "data"))
    ingest([folder / "files"], library)
    yield library, manifest
    library.close()


def test_on_the_sample_corpus_every_problem_and_repeat_is_found_and_none_is_invented(
    sample: tuple[Library, SampleManifest],
) -> None:
    library, manifest = sample
    planted = {(one.department.name, one.year): set(one.problems) for one in manifest.reports}
    following = {
        (office, year): min((other for name, other in planted if name == office and other > year), default=0)
        for office, year in planted
    }
    repeats = {
        (office, year, key)
        for (office, year), keys in planted.items()
        for key in keys & planted.get((office, following[office, year]), set())
    }
    found = problems(library, EVERYTHING)
    told = {
        (one.department, one.year, key): one.outcome
        for one in found
        for key in planted[one.department, one.year]
        if key in one.problem.text
    }
    assert len(found) == len(told) == sum(map(len, planted.values())) == 85
    assert {key for key, outcome in told.items() if outcome is Outcome.AGAIN} == repeats
    assert len(repeats) == 34


def test_on_the_command_line(county: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(county.settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    runner = CliRunner()
    assert len(json.loads(runner.invoke(app, ["results", "--repeated", "--json"]).output)) == 2
    assert len(json.loads(runner.invoke(app, ["results", "scores", "--json"]).output)) == 2
    assert len(json.loads(runner.invoke(app, ["results", "deductions", "--json"]).output)) == 2
    told = runner.invoke(app, ["reconcile", "--statements", "--json", "--gate"])
    assert told.exit_code == 1
    assert len(json.loads(told.output)) == 9
