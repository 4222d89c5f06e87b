"""Execution monitoring over a planted corpus of an invented city: every delay is found, none is invented."""

import json
import os
from collections.abc import Iterator
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.schemas_execution import ExecutionLine
from assistant.answering.ask import ask
from assistant.monitoring.execution import (
    Position,
    behind,
    execution,
    months_told,
    needed_a_month,
    progress,
    wholes,
)
from assistant.records.library import Library, open_library
from assistant.records.model import Period, Question
from assistant.records.scope import EVERYTHING, Scope
from assistant.settings import Settings
from ingest.pipeline import ingest

LEDGER = """部门,年度,月份,全年预算数（万元）,累计支出（万元）
南栎市园林局,2022,1-6月,120.00,60.00
南栎市园林局,2022,1-9月,120.00,102.00
南栎市水务局,2022,1-6月,800.00,300.00
南栎市水务局,2022,1-9月,800.00,500.00
南栎市档案局,2022,1-6月,40.00,0
南栎市档案局,2022,1-9月,40.00,42.00
南栎市气象局,2022,1-9月,90.00,54.00
合计,2022,1-9月,1050.00,698.00
"""
# Of a district, whose rows are written without it.
DISTRICT = """桐湾区2024年1-9月部门预算执行台账,,,
单位：万元,,,
单位名称,调整后预算数,1-9月支出数,执行率（%）
区审计局,640,512,80
区体育局,1960,1352.4,69
石坞镇人民政府,3000,2220,74
合计,5600,4084.4,72.94
"""
# A project's form: where its money comes from is no project.
FORM = """# 项目支出绩效自评表（2021年度，虚构）

填报单位：南栎市档案局　项目名称：库房改造

| 资金来源 | 全年预算数（万元） | 全年执行数（万元） |
|---|---|---|
| 年度资金总额 | 60.00 | 54.00 |
| 其中：财政拨款 | 50.00 | 45.00 |
| 其他资金 | 10.00 | 9.00 |
| 库房密集架 | 20.00 | 18.00 |
"""
# Says of one office and month something else than the ledger.
OTHER = """部门,年度,月份,全年预算数（万元）,累计支出（万元）
南栎市气象局,2022,1-9月,90.00,63.00
"""
# Two offices of another month; a notice corrects what one of them had spent.
MARCH = """部门,年度,月份,全年预算数（万元）,累计支出（万元）
南栎市统计局,2023,1-3月,200.00,30.00
南栎市文联,2023,1-3月,60.00,12.00
"""
NOTICE = """关于南栎市统计局2023年1-3月预算执行情况的更正说明

原公布的南栎市统计局2023年1-3月累计支出30.00万元有误，现更正为52.00万元。
"""
REPORT = """# 南栎市林业局2022年度部门整体支出绩效自评报告（虚构样例）

## 一、基本情况

2022年全年预算数500.00万元，执行数450.00万元，预算执行率90%。

## 二、项目支出

| 项目名称 | 全年预算数（万元） | 执行数（万元） |
|---|---|---|
| 退耕还林补助 | 200.00 | 190.00 |
| 森林防火设施 | 150.00 | 120.00 |
| 合计 | 350.00 | 310.00 |
"""

PLANTED_BEHIND = {
    ("桐湾区体育局", "", 9, "-6.00"),
    ("石坞镇人民政府", "", 9, "-1.00"),
    ("南栎市档案局", "", 6, "-50.00"),
    ("南栎市水务局", "", 6, "-12.50"),
    ("南栎市水务局", "", 9, "-12.50"),
    ("南栎市统计局", "", 3, "-10.00"),
    ("南栎市文联", "", 3, "-5.00"),
    ("南栎市档案局", "库房密集架", 12, "-10.00"),
    ("南栎市林业局", "", 12, "-10.00"),
    ("南栎市林业局", "森林防火设施", 12, "-20.00"),
    ("南栎市林业局", "退耕还林补助", 12, "-5.00"),
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("planted")
    (folder / "台账2022.csv").write_text(LEDGER, "utf-8")
    (folder / "气象台账2022.csv").write_text(OTHER, "utf-8")
    (folder / "桐湾区2024年1-9月部门预算执行台账.csv").write_text(DISTRICT, "utf-8")
    (folder / "台账2023.csv").write_text(MARCH, "utf-8")
    (folder / "统计局更正说明.txt").write_text(NOTICE, "utf-8")
    (folder / "林业局2022.md").write_text(REPORT, "utf-8")
    (folder / "库房2021.md").write_text(FORM, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("installation"), workers=0))
    ingest([folder], library)
    yield library
    library.close()


def at(library: Library, department: str, month: int, project: str = "") -> Position:
    found = execution(library.store, EVERYTHING)
    return next(p for p in found if (p.department, p.project, p.month) == (department, project, month))


def test_sources_of_money_are_no_projects(planted: Library) -> None:
    found = execution(planted.store, EVERYTHING)
    assert {p.project for p in found if p.department == "南栎市档案局" and p.year == 2021} == {"库房密集架"}


def test_every_planted_delay_is_found_and_none_invented(planted: Library) -> None:
    late = behind(execution(planted.store, EVERYTHING))
    told = [(p.department, p.project, p.month, str(one.gap)) for p in late if (one := progress(p))]
    assert set(told) == PLANTED_BEHIND
    assert len(told) == len(PLANTED_BEHIND)
    gaps = [Decimal(gap) for *_, gap in told]
    assert gaps == sorted(gaps)


@pytest.mark.parametrize(
    ("department", "month", "rate", "pro_rata", "short"),
    [
        ("南栎市园林局", 6, "50.00", "50.00", "0.00"),
        ("南栎市园林局", 9, "85.00", "75.00", "-12.00"),
        ("南栎市水务局", 9, "62.50", "75.00", "100.00"),
        ("南栎市档案局", 6, "0.00", "50.00", "20.00"),
        ("南栎市档案局", 9, "105.00", "75.00", "-12.00"),
    ],
)
def test_progress(planted: Library, department: str, month: int, rate: str, pro_rata: str, short: str) -> None:
    told = progress(at(planted, department, month))
    assert told is not None
    assert (str(told.rate), str(told.pro_rata), str(told.short), told.unit) == (rate, pro_rata, short, "万元")


@pytest.mark.parametrize(
    ("department", "month", "target", "needed"),
    [
        ("南栎市水务局", 9, "95", "86.67"),  # (800 × 95 % − 500) ÷ 3
        ("南栎市水务局", 6, "100", "83.33"),
        ("南栎市档案局", 9, "95", "0"),
        ("南栎市林业局", 12, "95", None),
        ("南栎市气象局", 9, "95", None),
    ],
)
def test_what_each_remaining_month_needs(
    planted: Library, department: str, month: int, target: str, needed: str | None
) -> None:
    told = needed_a_month(at(planted, department, month), Decimal(target))
    assert (told and told[0]) == (None if needed is None else Decimal(needed))


def test_records_that_disagree_are_both_kept_and_nothing_is_computed(planted: Library) -> None:
    position = at(planted, "南栎市气象局", 9)
    assert {f.quantity.value for f in position.executed} == {Decimal(54), Decimal(63)}
    assert progress(position) is None


def test_a_department_reconciles_with_its_projects(planted: Library) -> None:
    (whole,) = wholes(execution(planted.store, EVERYTHING))
    assert (whole.department.department, len(whole.projects)) == ("南栎市林业局", 2)
    assert (whole.rest, whole.unit, whole.exceeded) == (Decimal(140), "万元", False)


def test_nothing_is_told_outside_the_scope(planted: Library) -> None:
    assert execution(planted.store, Scope(frozenset())) == ()


@pytest.mark.parametrize(
    ("period", "month"),
    [
        (Period("2022", "2022"), 12),
        (Period("2022-01", "2022-09"), 9),
        (Period("2022-04", "2022-06"), 0),
        (Period("2022-01", "2022-09-15"), 0),
        (Period("2021-01", "2022-09"), 0),
        (None, 0),
    ],
)
def test_months_told(period: Period | None, month: int) -> None:
    assert months_told(period) == month


def test_over_http_every_figure_is_cited(planted: Library) -> None:
    client = TestClient(create_app(planted))
    lines = client.get("/api/execution", params={"year": 2022, "month": 9, "behind": True, "target": 95}).json()
    assert [ExecutionLine.model_validate(line).model_dump() for line in lines] == lines
    assert [(line["department"], line["gap"], line["needed_a_month"]) for line in lines] == [
        ("南栎市水务局", "-12.50", "86.67")
    ]
    for figure in (*lines[0]["executed"], *lines[0]["budget"]):
        text = client.get(f"/api/documents/{figure['document_id']}/text").text
        assert text[figure["start"] : figure["end"]] == figure["quote"]
    disputed = client.get("/api/execution", params={"department": "气象"}).json()
    assert [(line["disputed"], line["rate"], len(line["executed"])) for line in disputed] == [(True, None, 2)]


def test_over_http_departments_stand_beside_their_projects(planted: Library) -> None:
    client = TestClient(create_app(planted))
    (line,) = client.get("/api/execution/wholes").json()
    assert (line["department"]["department"], line["rest"], line["exceeded"]) == ("南栎市林业局", "140.00", False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_as_a_file(planted: Library, form: str) -> None:
    got = TestClient(create_app(planted)).get(f"/api/execution/file.{form}", params={"month": 9, "year": 2022})
    assert got.status_code == 200
    assert f"execution.{form}" in got.headers["content-disposition"]
    if form == "csv":
        rows = got.content.decode("utf-8-sig").splitlines()
        assert len(rows) == 1 + 4
        assert any("54.00 / 63.00" in row for row in rows)


def test_on_the_command_line(planted: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(planted.settings.data_dir))
    told = CliRunner().invoke(app, ["execution", "--behind", "--year", "2022", "--month", "9", "--json"])
    assert told.exit_code == 0, told.output
    assert [(line["department"], line["short"]) for line in json.loads(told.output)] == [("南栎市水务局", "100.00")]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "哪些单位2022年9月底没达到序时进度？差多少？",
            [("南栎市水务局", "12.50个百分点"), ("南栎市水务局", "100.00万元")],
        ),
        (
            "桐湾区2024年9月底哪些单位没达到序时进度？差多少？",
            [
                ("桐湾区体育局", "6.00个百分点"),
                ("桐湾区体育局", "117.60万元"),
                ("石坞镇人民政府", "1.00个百分点"),
                ("石坞镇人民政府", "30.00万元"),
            ],
        ),
        (
            "2022年6月底哪些单位没跟上序时进度，差多少",
            [
                ("南栎市档案局", "50.00个百分点"),
                ("南栎市档案局", "20.00万元"),
                ("南栎市水务局", "12.50个百分点"),
                ("南栎市水务局", "100.00万元"),
            ],
        ),
        (
            "Which departments were behind pro-rata progress at the end of September 2022, and by how much?",
            [("南栎市水务局", "12.50个百分点"), ("南栎市水务局", "100.00万元")],
        ),
    ],
)
def test_who_is_behind_and_by_how_much(planted: Library, question: str, told: list[tuple[str, str]]) -> None:
    language = "en" if question.isascii() else "zh"
    answer = ask(Question(question, language=language), planted, EVERYTHING)
    offered = [p.figure for p in answer.parts if p.figure is not None and p.offered]
    assert [(f.department, f"{f.quantity.value}{f.quantity.unit}") for f in offered] == told
    assert all(p.citations for p in answer.parts if p.figure is not None)
    disputed = "9" in question or "September" in question
    assert any("南栎市气象局" in note for note in answer.notes) is (disputed and "桐湾" not in question)


@pytest.mark.parametrize(
    "question", ["哪些单位2022年5月底没达到序时进度？差多少？", "哪些单位2019年9月底没达到序时进度？差多少？"]
)
def test_months_that_no_record_tells_of_are_not_made_up(planted: Library, question: str) -> None:
    answer = ask(Question(question), planted, EVERYTHING)
    formulas = [p.computation.formula for p in answer.parts if p.computation is not None]
    assert not [f for f in formulas if f.startswith(("points_behind", "short_of_pace"))]


def test_whose_figures_a_notice_corrects_is_named_and_not_counted(planted: Library) -> None:
    answer = ask(Question("哪些单位2023年3月底没达到序时进度？差多少？"), planted, EVERYTHING)
    offered = [p.figure for p in answer.parts if p.figure is not None and p.offered]
    assert [(f.department, f"{f.quantity.value}{f.quantity.unit}") for f in offered] == [
        ("南栎市文联", "5.00个百分点"),
        ("南栎市文联", "3.00万元"),
    ]
    assert [note for note in answer.notes if "南栎市统计局" in note and "更正" in note]
