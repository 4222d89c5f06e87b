"""Reports, ledgers and forms of one department and year side by side: all planted differences found, none invented."""

import os
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.reconciliation import chosen
from api.schemas_execution import MatterLine
from assistant.monitoring.reconciliation import Agreement
from assistant.records.library import Library, open_library
from assistant.records.scope import EVERYTHING, Scope
from assistant.settings import Settings
from ingest.pipeline import ingest_uploads

LEDGER = """蘅川市2023年市级部门预算执行台账（虚构）
单位：万元
单位,年初预算数,全年执行数,预算执行率
市审计局,500.00,450.00,90.00%
市水利局,800.00,640.00,80.00%
市林业局,300.00,291.04,97.01%
市档案局,90.00,81.00,90.00%
合计,1690.00,1462.04,86.51%
"""


def report(office: str, budget: str, spent: str, rate: str) -> str:
    return (
        f"蘅川市{office}2023年度部门整体支出绩效自评报告（虚构）\n\n一、预算执行情况\n\n"
        f"2023年年初预算{budget}，全年执行数{spent}，预算执行率{rate}%。其中，项目支出执行数12.00万元。\n"
    )


# The budget is adjusted during the year; a part of it is told in the report, too.
MONTHS = """部门,年度,月份,调整预算数（万元）,累计支出（万元）
市体育局,2023,1-6月,700.00,300.00
市体育局,2023,1-12月,760.00,741.00
"""
SPORTS = (
    "蘅川市体育局2023年度部门整体支出绩效自评报告（虚构）\n\n一、预算执行情况\n\n"
    "2023年调整预算760.00万元，全年执行数741.00万元。“三公”经费调整预算6.00万元。\n"
)
FILES = {
    "月度.csv": MONTHS,
    "体育局.txt": SPORTS,
    "台账.csv": LEDGER,
    "审计局.txt": report("审计局", "500.00万元", "450.00万元", "90.00"),
    "水利局.txt": report("水利局", "800.00万元", "655.00万元", "81.88"),
    "林业局.txt": report("林业局", "300万元", "0.0291亿元", "97.0"),
    # Tells what the report above got wrong, and is no second source of the amounts it repeats.
    "更正.txt": "关于更正蘅川市审计局2023年度绩效自评报告的说明（虚构）\n\n全年执行数由450.00万元更正为450.50万元。\n",
}
PLANTED = {
    ("蘅川市审计局", "initial_budget", "agree"),
    ("蘅川市审计局", "executed", "agree"),
    ("蘅川市审计局", "execution_rate", "agree"),
    ("蘅川市水利局", "initial_budget", "agree"),
    ("蘅川市水利局", "executed", "contradict"),
    ("蘅川市水利局", "execution_rate", "contradict"),
    ("蘅川市体育局", "adjusted_budget", "agree"),
    ("蘅川市体育局", "executed", "agree"),
    ("蘅川市林业局", "initial_budget", "agree"),
    ("蘅川市林业局", "executed", "rounding"),
    ("蘅川市林业局", "execution_rate", "rounding"),
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("city"), workers=0))
    ingest_uploads([(name, text.encode()) for name, text in FILES.items()], library)
    yield library
    library.close()


def test_all_planted_differences_and_none_besides(city: Library) -> None:
    found = chosen(city, EVERYTHING)
    assert {(one.department, one.indicator, one.state.value) for one in found} == PLANTED
    assert {one.year for one in found} == {2023}
    assert all(len({figure.document_id for figure in one.told}) > 1 for one in found)


def test_nothing_outside_the_scope_is_told(city: Library) -> None:
    assert chosen(city, Scope(frozenset({"other"}))) == ()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 11),
        ({"state": "contradict"}, 2),
        ({"state": "rounding"}, 2),
        ({"department": "水利"}, 3),
        ({"year": 2022}, 0),
    ],
)
def test_over_http_both_sides_are_cited(city: Library, query: dict, count: int) -> None:
    client = TestClient(create_app(city))
    lines = client.get("/api/reconciliation", params=query).json()
    assert len([MatterLine.model_validate(line) for line in lines]) == count
    for line in lines:
        assert len({figure["source"] for figure in line["told"]}) > 1
        for figure in line["told"]:
            text = client.get(f"/api/documents/{figure['document_id']}/text").text
            assert text[figure["start"] : figure["end"]] == figure["quote"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_as_a_file(city: Library, form: str) -> None:
    client = TestClient(create_app(city))
    got = client.get(
        f"/api/reconciliation/file.{form}", params={"state": "contradict"}, headers={"accept-language": "zh"}
    )
    assert got.status_code == 200
    if form == "csv":
        rows = got.content.decode("utf-8-sig").splitlines()
        assert len(rows) == 3
        assert all(("不一致" in row and "655.00" in row) or "81.88" in row for row in rows[1:])


def test_on_the_command_line(city: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(city.settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    told = CliRunner().invoke(app, ["reconcile", "--contradictions", "--gate"])
    assert told.exit_code == 1
    assert told.stdout.count(Agreement.CONTRADICT.value) == 2
    assert CliRunner().invoke(app, ["reconcile", "--department", "审计", "--gate"]).exit_code == 0
