"""What members of an archive take over from its name and from one another. Every name and number is made up."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from assistant.records.library import Library
from assistant.records.reads import Head
from assistant.records.scope import EVERYTHING
from ingest.pipeline import ingest_all
from ingest.revise import revise

REPORT = (
    "榆桥区{office}2021年部门整体支出绩效自评报告\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
)
WATER, SCHOOLS = REPORT.format(office="水务局"), REPORT.format(office="教育局")
FORM = "项目支出情况表\n单位：万元\n项目名称,预算数,执行数\n管网改造,{amount},11.50\n河道清淤,20.00,18.00\n"
OWN = "柏川区林业局2020年项目支出情况表\n单位：万元\n项目名称,预算数,执行数\n造林,30.00,28.00\n"


def form(amount: str = "12.00") -> str:
    return FORM.format(amount=amount)


def heads(library: Library, name: str, files: Mapping[str, str]) -> dict[str, Head]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for path, text in files.items():
            package.writestr(path, text)
    assert all(outcome.status != "failed" for outcome in ingest_all(name, file.getvalue(), library))
    return {head.name: head for head in library.store.heads(EVERYTHING)}


@pytest.mark.parametrize(
    ("name", "files", "told"),
    [
        ("附件.zip", {"附件2.csv": form(), "报告.txt": WATER}, ("榆桥区水务局", (2021,))),
        ("榆桥区水务局2021年度绩效资料.zip", {"附件2.csv": form()}, ("榆桥区水务局", (2021,))),
        ("榆桥区2021年度资料.zip", {"教育局/报告.txt": SCHOOLS, "水务局/附件2.csv": form()}, ("水务局", (2021,))),
        ("2021年度资料.zip", {"教育局/报告.txt": SCHOOLS, "水利科/附件2.csv": form()}, ("", (2021,))),
        ("附件.zip", {"1报告/报告.txt": SCHOOLS, "附表/附件2.csv": form()}, ("榆桥区教育局", (2021,))),
        ("附件.zip", {"a/报告.txt": SCHOOLS, "b/报告2.txt": WATER, "b/附件2.csv": form()}, ("榆桥区水务局", (2021,))),
        ("附件.zip", {"报告.txt": SCHOOLS, "报告2.txt": WATER, "附件2.csv": form()}, ("", ())),
        ("榆桥区水务局2022年公开.zip", {"附件2.csv": form()}, ("榆桥区水务局", ())),
        ("榆桥区水务局2021年度.zip", {"附件2.csv": OWN}, ("柏川区林业局", (2020,))),
    ],
    ids=["sibling", "archive", "folder", "another's folder", "sorted", "nearest", "several", "published", "its own"],
)
def test_what_a_member_takes_over(
    library: Library, name: str, files: Mapping[str, str], told: tuple[str, tuple[int, ...]]
) -> None:
    head = heads(library, name, files)["附件2.csv"]
    assert (head.department, head.years) == told
    assert {f.department for f in library.store.figures(EVERYTHING, [head.id])} == {told[0]}
    assert any("取自压缩包" in w for w in head.warnings) is (name != "榆桥区水务局2021年度.zip" and told != ("", ()))


def test_what_a_person_said_stays_and_a_second_time_changes_nothing(library: Library) -> None:
    files = {"附件2.csv": form(), "报告.txt": WATER}
    head = heads(library, "附件.zip", files)["附件2.csv"]
    assert heads(library, "附件.zip", files)["附件2.csv"] == head
    revise(library, head.id, {"department": "榆桥区林业局"}, EVERYTHING)
    again = heads(library, "附件.zip", files)["附件2.csv"]
    assert (again.department, again.years) == ("榆桥区林业局", (2021,))
    assert len([w for w in again.warnings if "取自压缩包" in w]) == 1


def test_the_vectors_of_what_changed_are_made_again(library: Library) -> None:
    heads(library, "附件.zip", {"附件2.csv": form(), "报告.txt": WATER})
    assert library.store.counts().pending == 0
    assert library.vectors.count() == library.store.counts().passages
