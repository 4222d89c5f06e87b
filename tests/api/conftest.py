"""A small fictional installation, made once: two reports and a ledger of an invented city."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.records.library import Library, open_library
from assistant.settings import Settings
from ingest.pipeline import ingest

# The title's 𠮷 takes two units in a browser and one character here: a panel that miscounts marks the wrong words.
WATER = """𠮷（虚构样例）

南栎市水务局2021年度部门整体支出绩效自评报告

一、基本情况

（一）部门概况

南栎市水务局负责全市供水和排水。2021年新建供水管网12.5公里，引进节水项目10余个。

（二）部门整体支出情况

2021年全年预算数812.40万元，执行数790.13万元，预算执行率97.26%。

二、存在的主要问题

存在的主要问题：一是部分项目前期准备不足，资金支付集中在年底；二是绩效指标设置不够细化。<script>alert(1)</script>

三、改进措施

改进措施：一是提前开展项目前期工作；二是细化绩效指标。
"""

SCHOOLS = """南栎市教育局2022年度部门整体支出绩效自评报告（虚构样例）

一、基本情况

2022年全年预算数2,345.60万元，执行数2,300.00万元，预算执行率98.06%。

二、存在的主要问题

存在的主要问题：学位供给与入学需求不匹配，部分学校设备更新滞后。
"""

LEDGER = """部门,年度,月份,全年预算数（万元）,累计支出（万元）
南栎市园林局,2022,1-3月,120.00,24.50
南栎市园林局,2022,1-6月,120.00,60.10
"""


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "水务局2021.txt").write_text(WATER, "utf-8")
    (folder / "教育局2022.txt").write_text(SCHOOLS, "utf-8")
    (folder / "园林局台账.csv").write_text(LEDGER, "utf-8")
    return folder


@pytest.fixture(scope="session")
def water() -> str:
    return WATER


@pytest.fixture(scope="session")
def shelf(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The library with the three files; tests that add to it use an `empty_client` instead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("installation"), max_upload_mb=1, workers=0))
    report = ingest([reports], library)
    assert report.failed == ()
    yield library
    library.close()


@pytest.fixture(scope="session")
def client(shelf: Library) -> Iterator[TestClient]:
    with TestClient(create_app(shelf)) as client:
        yield client


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[TestClient]:
    library = open_library(Settings(data_dir=tmp_path, max_upload_mb=1))
    with TestClient(create_app(library)) as client:
        yield client
    library.close()
