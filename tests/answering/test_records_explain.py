"""What records say a term means, whole years beside months, limits in 万, words that hold a village: asked of fictional records."""

import os
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from assistant.answering.ask import ask
from assistant.answering.wire import to_wire
from assistant.records.library import Library, open_library
from assistant.records.model import Question
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest_uploads

HOSPITAL = """云岭市中医医院2024年度部门整体支出绩效自评报告（虚构）

一、预算执行情况

（一）“三公”经费。全年支出12.40万元，比上年减少0.60万元。

（二）总体情况。2024年全年预算数900.00万元，全年执行数870.00万元。

二、指标完成情况

床位使用率91.2%，药占比28.0%。“双证”医师56人。

三、名词解释

床位使用率＝实际占用总床日数÷实际开放总床日数×100%。

药占比：药品收入除以医疗收入。

“双证”医师：同时持有执业证书和规培证书的医师。
"""
ARCHIVES = """# Yunling Municipal Archives

Performance Self-Evaluation Report on Overall Departmental Expenditure, FY2023

The Yunling Municipal Archives (云岭市档案馆, "the Archives") held 4 fire drills. This document is fictional.

Definitions

Digitisation rate of holdings: digitised volumes divided by total volumes held.
"""
ROADS = """序号,项目名称,技术等级,里程（公里）,计划投资（万元）,状态
1,石坪至上塘公路,四级,5.2,624,已完工
2,枫林旅游路,三级,6.4,1536,在建
3,白沙连接线,四级,1.8,234,已完工
4,竹坝至枫林公路,三级,8.6,1892,已完工
"""


def ledger() -> bytes:
    """A ledger with a line of notes merged over the table between its title and its headers."""
    book = Workbook()
    sheet = book.active
    sheet.append(["云岭市2024年市级部门预算执行台账（虚构）"])
    sheet.append(["编制单位：云岭市财政局绩效科", None, None, "数据截至2025年1月15日", None, None])
    sheet.append(["序号", "单位名称", "全年预算（万元）", "累计支出（万元）", None, "全年执行率"])
    sheet.append([None, None, None, "1-9月", "1-12月", None])
    rows = [
        ("市审计局", 200, 150, 190, "95.00%"),
        ("市统计局", 100, 60, 88, "88.00%"),
        ("云岭职业学院", 300, 240, 291, "97.00%"),
    ]
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    for area in ("A1:F1", "A2:C2", "D2:F2", "D3:E3", "A3:A4", "B3:B4", "C3:C4", "F3:F4"):
        sheet.merge_cells(area)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        settings = Settings(data_dir=tmp_path_factory.mktemp("city"), today=date(2025, 3, 1))
        library = open_library(settings)
    files = {
        "中医医院2024.txt": HOSPITAL.encode(),
        "archives_2023.md": ARCHIVES.encode(),
        "石坪县2023年农村公路建设项目清单.csv": ROADS.encode(),
        "台账2024.xlsx": ledger(),
    }
    assert all(one.document_id for one in ingest_uploads(list(files.items()), library))
    yield library
    library.close()


def put(city: Library, text: str) -> dict:
    return to_wire(ask(Question(text, (), "en" if text.isascii() else "zh"), city, EVERYTHING))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("床位使用率怎么定义的？", "床位使用率＝实际占用总床日数÷实际开放总床日数×100%。"),
        ("中医医院报告里药占比怎么算？", "药占比：药品收入除以医疗收入。"),
        ("“双证”医师是什么意思", "“双证”医师：同时持有执业证书和规培证书的医师。"),
        (
            "How does the Archives define the digitisation rate of holdings?",
            "Digitisation rate of holdings: digitised volumes divided by total volumes held.",
        ),
    ],
)
def test_what_a_record_explains_is_quoted(city: Library, text: str, said: str) -> None:
    answer = put(city, text)
    assert answer["status"] == "answered"
    assert said in [part["text"] for part in answer["parts"] if part["type"] == "quote"]
    assert answer["figures"] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("中医医院2024年“三公”花了多少？", ["12.40"]),
        ("How many fire drills did the Archives hold in FY2023?", ["4"]),
        ("石坪县2023年农村公路清单里三级公路有几条？", ["2"]),
        ("石坪县2023年清单里农村公路里程合计多少", ["22.0"]),
        ("市统计局2024年全年执行率是多少", ["88.00"]),
    ],
)
def test_one_number(city: Library, text: str, values: list[str]) -> None:
    answer = put(city, text)
    assert answer["status"] == "answered"
    assert [figure["value"] for figure in answer["figures"]] == values


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("石坪农村公路清单里计划投资超过1000万的有哪些", ["枫林旅游路", "竹坝至枫林公路"]),
        ("石坪2023年在建的农村公路是哪几条", ["枫林旅游路"]),
        ("2024年全年执行率不到95%的市级部门有哪些", ["市统计局"]),
    ],
)
def test_rows(city: Library, text: str, names: list[str]) -> None:
    answer = put(city, text)
    assert answer["status"] == "answered"
    (table,) = [part for part in answer["parts"] if part["type"] == "table"]
    assert [row[0] for row in table["rows"][1:]] == names


def test_who_they_are_is_read(city: Library) -> None:
    heads = {head.name: head for head in city.store.heads(EVERYTHING)}
    archives = heads["archives_2023.md"]
    assert (archives.department, archives.years, archives.kind) == ("云岭市档案馆", (2023,), "self_evaluation")
    (table,) = city.store.document(heads["台账2024.xlsx"].id, EVERYTHING).tables
    assert ["".join(path) for path in table.columns] == [
        *("序号", "单位名称", "全年预算（万元）"),
        *("累计支出（万元）1-9月", "累计支出（万元）1-12月", "全年执行率"),
    ]
    # A name that begins with its city's gets no city in front.
    assert {name for name in city.store.departments(EVERYTHING) if "学院" in name} == {"云岭职业学院"}
