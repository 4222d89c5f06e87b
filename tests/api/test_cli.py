"""The command line: every command on a small installation, its output for people and programs, its exit codes."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.cli_progress import sample_due, sample_read
from api.cli_serve import url
from assistant.records.library import Library, open_library
from assistant.settings import Settings
from ingest.pipeline import ingest_bytes

EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"


@pytest.fixture
def youju(shelf: Library, monkeypatch: pytest.MonkeyPatch):
    """Runs commands on the installation of the other tests."""
    monkeypatch.setenv("YOUJU_DATA_DIR", str(shelf.settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return lambda *arguments, **more: CliRunner().invoke(app, [str(each) for each in arguments], **more)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs commands on an installation of its own."""
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return lambda *arguments, **more: CliRunner().invoke(app, [str(each) for each in arguments], **more)


def told(result: Result) -> object:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_ask_for_people_shows_figures_sources_and_quotes(youju) -> None:
    result = youju("ask", EXECUTION)
    assert result.exit_code == 0
    for shown in ("812.40 万元", "790.13 万元", "97.26%", "水务局2021.txt", "执行数790.13万元", "on record"):
        assert shown in result.stdout


def test_ask_in_a_chinese_locale_speaks_chinese(youju, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "有记录" in youju("ask", EXECUTION).stdout


def test_ask_for_programs_is_the_wire(youju) -> None:
    answer = told(youju("ask", EXECUTION, "--json"))
    assert answer["status"] == "answered"
    assert "790.13" in [figure["value"] for figure in answer["figures"]]


def test_ask_with_history(youju) -> None:
    answer = told(youju("ask", "存在的主要问题是什么？", "--history", EXECUTION, "--json"))
    assert {citation["department"] for citation in answer["citations"]} == {"南栎市水务局"}


def test_an_abstention_is_done_not_failed(youju) -> None:
    result = youju("ask", "南栎市水务局2021年“三公”经费是多少？")
    assert result.exit_code == 0
    assert "not on record" in result.stdout


@pytest.mark.parametrize("how", ["file", "stdin"])
def test_batch_answers_line_by_line_and_names_what_failed(youju, tmp_path: Path, how: str) -> None:
    cases = [
        json.dumps({"id": "a", "question": EXECUTION}),
        "",
        "no json",
        json.dumps({"id": "b", "question": "存在的主要问题是什么？", "history": [EXECUTION]}),
        json.dumps({"id": "c", "question": " "}),
        json.dumps({"id": "d"}),
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(cases), "utf-8")
    result = youju("ask", "--batch", file if how == "file" else "-", "--json", input="\n".join(cases))
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [(line["id"], "error" in line) for line in lines] == [
        ("a", False),
        (3, True),
        ("b", False),
        ("c", True),
        (6, True),
    ]
    assert all(f"line {number}" in result.stderr for number in (3, 5, 6))


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "一个问题", "--batch", "file.jsonl"],
        ["ask", "一个问题", "--language", "fr"],
        ["ingest"],
        ["text"],
        ["nothing"],
        ["serve", "--port", "0"],
        ["eval"],
    ],
)
def test_wrong_usage_is_2(youju, arguments: list[str]) -> None:
    assert youju(*arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", " "],
        ["text", "没有"],
        ["figures", "没有"],
        ["ask", "--batch", "/no/such/file"],
        ["ingest", "/no/such/file.txt"],
    ],
)
def test_a_failed_input_is_1_and_named(youju, arguments: list[str]) -> None:
    result = youju(*arguments)
    assert result.exit_code == 1
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_is_2_and_named(youju, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_PORT", "many")
    result = youju("documents")
    assert result.exit_code == 2
    assert "YOUJU_PORT" in result.stderr


def test_ingest_reports_each_file_and_keeps_the_same_once(fresh, reports: Path, tmp_path: Path) -> None:
    bad = tmp_path / "空白.txt"
    bad.write_bytes(b"")
    first = fresh("ingest", reports, bad)
    assert first.exit_code == 1
    assert "空白.txt" in first.stderr
    assert "3 added, 0 already on record, 1 failed" in first.stdout
    second = fresh("ingest", reports, "--json")
    assert [one["status"] for one in told(second)] == ["known"] * 3


def test_documents(youju) -> None:
    listed = told(youju("documents", "--json"))
    assert {one["source"] for one in listed} == {"水务局2021.txt", "教育局2022.txt", "园林局台账.csv"}
    assert "水务局2021.txt" in youju("documents").stdout


def test_text_is_exact(youju, water: str) -> None:
    assert youju("text", "水务局2021.txt").stdout_bytes == water.encode()


def test_a_document_is_named_by_id_name_or_beginning(youju) -> None:
    identity = next(one["id"] for one in told(youju("documents", "--json")) if one["source"] == "水务局2021.txt")
    outputs = {youju("text", named).stdout for named in (identity, identity[:8], "水务局2021.txt", "水务")}
    assert len(outputs) == 1
    assert "水务局" in outputs.pop()


def test_a_beginning_that_fits_several_names_them(fresh, tmp_path: Path, water: str) -> None:
    for year in (2021, 2022):
        (tmp_path / f"水务{year}.txt").write_text(water.replace("2021", str(year)), "utf-8")
    assert fresh("ingest", tmp_path / "水务2021.txt", tmp_path / "水务2022.txt").exit_code == 0
    result = fresh("text", "水务")
    assert result.exit_code == 1
    assert "水务2021.txt" in result.stderr
    assert "水务2022.txt" in result.stderr


def test_figures(youju, water: str) -> None:
    figures = told(youju("figures", "水务", "--json"))
    assert [water[one["start"] : one["end"]] for one in figures] == [one["quote"] for one in figures]
    assert "790.13万元" in youju("figures", "水务").stdout


def test_reindex_and_doctor_find_all_well(youju) -> None:
    assert youju("reindex").exit_code == 0
    findings = told(youju("doctor", "--json"))
    assert all(finding["well"] for finding in findings)
    assert {"store", "encoder", "vectors", "vocabulary"} <= {finding["name"] for finding in findings}
    assert "3 documents" in youju("doctor").stdout


def test_sample_is_written_and_scored(fresh, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert fresh("eval", "sample", out, "--departments", 2, "--first", 2021, "--last", 2021).exit_code == 0
    assert fresh("ingest", out / "documents").exit_code == 0
    assert "citations exact" in fresh("eval", "run", out / "gold.jsonl").stdout
    numbers = told(fresh("eval", "run", out / "gold.jsonl", "--json"))
    assert numbers["cases"] == numbers["right"] + numbers["wrong"] + numbers["missing"] > 0


def test_the_sample_is_due_once(tmp_path: Path, water: str) -> None:
    library = open_library(Settings(data_dir=tmp_path))
    assert sample_due(library)
    ingest_bytes("水务局.txt", water.encode(), library)
    assert not sample_due(library)
    (tmp_path / "sample").mkdir()
    assert sample_due(library), "an interrupted first run is taken up again"
    sample_read(library)
    assert not sample_due(library)
    library.close()


def test_text_of_a_record_cannot_move_the_cursor(fresh, tmp_path: Path, water: str) -> None:
    (tmp_path / "坏.txt").write_text(water.replace("节水项目", "\x1b[2J节水\x1b]0;x\x07项目"), "utf-8")
    fresh("ingest", tmp_path / "坏.txt")
    for arguments in (["ask", "南栎市水务局2021年基本情况"], ["figures", "坏"], ["documents"]):
        assert "\x1b" not in fresh(*arguments).stdout


def test_help_names_every_command(youju) -> None:
    shown = youju("--help").stdout
    for command in ("ingest", "ask", "serve", "documents", "text", "figures", "reindex", "doctor", "eval"):
        assert command in shown


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("records.example", "http://records.example:8000/"),
    ],
)
def test_the_address_printed_can_be_opened(host: str, address: str) -> None:
    assert url(host, 8000) == address


@pytest.mark.parametrize("given", ["{0}\n\n{1}\n", "{0}\0{1}\0"], ids=["lines", "zeros"])
def test_paths_come_from_standard_input(fresh, reports: Path, given: str) -> None:
    told = given.format(reports / "水务局2021.txt", reports / "无.txt")
    result = fresh("ingest", "-", input=told)
    assert result.exit_code == 1
    assert "1 added, 0 already on record, 1 failed" in result.stdout
    assert "无.txt" in result.stderr


def test_documents_tells_what_was_read_and_what_was_not(fresh, reports: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    assert fresh("ingest", reports, tmp_path / "坏.docx").exit_code == 1
    listed = fresh("documents").stdout
    assert "Read" in listed
    assert re.search(r"\b1t \d+f\b", listed), "the ledger: a table and its figures"
    assert "not kept" in listed
    assert "坏.docx" in listed
    for document in told(fresh("documents", "--json")):
        assert document["report"]["figures"] > 0
        assert document["report"]["unread"] == []


def test_watch_is_for_folders(fresh, reports: Path) -> None:
    assert fresh("ingest", "--watch", reports / "水务局2021.txt").exit_code == 2
    assert fresh("ingest", "--watch", "--sample").exit_code == 2


def test_watching_ends_when_interrupted(fresh, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.watch._signs", interrupted)
    result = fresh("ingest", "--watch", reports)
    assert result.exit_code == 0
    assert "stopped" in result.stderr


def test_an_encoder_is_trained_only_where_there_are_reports_to_learn_from(
    fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = fresh("train-encoder")
    assert few.exit_code == 2
    assert "too few reports" in few.stderr
    monkeypatch.setenv("YOUJU_ENCODER", "another")
    other = fresh("train-encoder")
    assert other.exit_code == 2
    assert "only the shipped one can be trained" in other.stderr


def test_an_encoder_in_use_already_needs_no_undoing(fresh) -> None:
    assert "in use already" in fresh("train-encoder", "--undo").stderr
