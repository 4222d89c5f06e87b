"""Two processes that read files into one installation at once, of one folder and of folders that overlap: nothing doubled, nothing lost."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from assistant.records.library import open_library
from assistant.settings import Settings
from ingest.pipeline import ingest
from tests.kept_kit import told

REPORT = "榆桥区{name}局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 {spent}.46 万元。\n"
LEDGER = "部门,年度,月份,全年预算数（万元）,累计支出（万元）\n榆桥区园林局,2022,1-3月,120.00,24.50\n榆桥区园林局,2022,1-6月,120.00,60.10\n"
KINDS = ("水务", "教育", "农业", "交通")
FIRST, SECOND = range(10), range(5, 15)

# Waits for a word, so that both begin at once, in a folder that is still empty.
INGESTS = """
import sys
from api.cli import main
print("ready", flush=True)
sys.stdin.readline()
sys.argv[1:] = ["ingest", "--json", sys.argv[1]]
main()
"""


def folder_of(place: Path, numbers: range) -> Path:
    place.mkdir()
    for number in numbers:
        text = REPORT.format(name=f"{KINDS[number % 4]}第{number}", spent=700 + number)
        (place / f"{number:02}.txt").write_text(text, "utf-8")
    (place / "台账.csv").write_text(LEDGER, "utf-8")
    return place


@pytest.mark.parametrize("same", [True, False], ids=["same", "overlapping"])
def test_each_file_is_kept_once(tmp_path: Path, same: bool) -> None:
    first = folder_of(tmp_path / "first", FIRST)
    second = first if same else folder_of(tmp_path / "second", SECOND)
    environment = {**os.environ, "YOUJU_DATA_DIR": str(tmp_path / "data")}
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", INGESTS, str(folder)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for folder in (first, second)
    ]
    for each in begun:
        assert each.stdout.readline() == "ready\n"
    for each in begun:
        each.stdin.write("go\n")
        each.stdin.flush()
    ended = [(each.communicate()[0], each.returncode) for each in begun]
    assert [code for _, code in ended] == [0, 0]
    outcomes = [outcome for said, _ in ended for outcome in json.loads(said)]
    files = len(FIRST) + 1 if same else len({*FIRST, *SECOND}) + 1
    assert Counter(outcome["status"] for outcome in outcomes) == {"added": files, "known": len(outcomes) - files}
    assert not any(outcome["warnings"] for outcome in outcomes if "reindex" in str(outcome["warnings"]))

    whole = open_library(Settings(data_dir=tmp_path / "whole"))
    ingest([first, second], whole)
    library = open_library(Settings(data_dir=tmp_path / "data"))
    assert told(library) == told(whole)
    assert library.store.counts().pending == 0
    whole.close()
    library.close()
