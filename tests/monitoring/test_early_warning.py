"""Early warning over a planted corpus of an invented city: every planted delay is found, and nothing else."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.early import settle
from api.schemas_warned import RuleLine, WarningLine
from assistant.errors import InvalidSetting, UnknownWarning
from assistant.monitoring.early_warning import Warned, warnings_in
from assistant.monitoring.rules import load_rules
from assistant.monitoring.watching import watch
from assistant.records.library import Library, open_library
from assistant.records.scope import EVERYTHING, Scope
from assistant.settings import Settings
from ingest.forget import forget
from ingest.pipeline import ingest, ingest_bytes

HEAD = "部门,年度,月份,全年预算数（万元）,累计支出（万元）\n"
# Of each office what is planted: nothing, a lag of one month and of three, no spending, too much, silence, a late cut.
MONTHS = {
    "南栎市园林局": {7: (120, 72), 8: (120, 82), 9: (120, 92), 10: (120, 101)},
    "南栎市水务局": {7: (600, 330), 8: (600, 330), 9: (600, 360), 10: (600, 480)},
    "南栎市审计局": {7: (240, 124), 8: (240, 142), 9: (240, 164), 10: (240, 200)},
    "南栎市档案局": {7: (40, 0), 8: (40, 27), 9: (40, 31), 10: (40, 42)},
    "南栎市文旅局": {7: (60, 36), 8: (60, 41)},
    "南栎市交通局": {7: (900, 540), 8: (900, 620), 9: (900, 700), 10: (800, 700)},
}
# Of one office alone: it has no fellows, so that nothing of it is missing.
ALONE = HEAD + "南栎市气象局,2024,1-6月,90.00,46.00\n"
LAST_YEAR = HEAD + "南栎市园林局,2023,1-12月,110.00,55.00\n"
# An office that tells two things at once warns of nothing.
OTHER = HEAD + "南栎市统计局,2024,1-8月,50.00,5.00\n"
AGAIN = HEAD + "南栎市统计局,2024,1-8月,50.00,40.00\n"

PLANTED = {
    ("lag", "南栎市水务局", 9),
    ("lag", "南栎市水务局", 8),
    ("lag_again", "南栎市审计局", 9),
    ("lag", "南栎市档案局", 7),
    ("no_spending", "南栎市档案局", 7),
    ("over_execution", "南栎市档案局", 10),
    ("missing_report", "南栎市文旅局", 9),
    ("late_cut", "南栎市交通局", 10),
    ("lag", "南栎市园林局", 12),
}
CURRENT = {("over_execution", "南栎市档案局", 10), ("late_cut", "南栎市交通局", 10)}


def ledger() -> str:
    rows = [
        f"{office},2024,1-{month}月,{budget}.00,{spent}.00\n"
        for office, months in MONTHS.items()
        for month, (budget, spent) in months.items()
    ]
    return HEAD + "".join(rows)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("planted")
    for name, text in {
        "台账2024.csv": ledger(),
        "气象局2024.csv": ALONE,
        "台账2023.csv": LAST_YEAR,
        "统计局甲.csv": OTHER,
        "统计局乙.csv": AGAIN,
    }.items():
        (folder / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJU_CONFIG", os.devnull)
        library = open_library(Settings(data_dir=tmp_path_factory.mktemp("installation"), workers=0))
    ingest([folder], library)
    yield library
    library.close()


def found(library: Library, scope: Scope = EVERYTHING) -> tuple[Warned, ...]:
    return warnings_in(library.store, scope, library.settings.data_dir)


def test_every_planted_warning_is_found_and_none_invented(planted: Library) -> None:
    told = [(one.rule.key, one.position.department, one.month) for one in found(planted)]
    assert set(told) == PLANTED
    assert len(told) == len(PLANTED)
    assert {(w.rule.key, w.position.department, w.month) for w in found(planted) if w.current} == CURRENT


def test_new_records_raise_their_warnings_as_they_come(planted: Library) -> None:
    kept = planted.store.warnings.kept(EVERYTHING)
    assert set(kept) == {one.fact for one in found(planted)}
    assert all([event.what for event in one.history] == ["raised"] for one in kept.values())


def test_a_warning_rests_on_every_month_it_tells_of(planted: Library) -> None:
    (again,) = (one for one in found(planted) if one.rule.key == "lag_again")
    assert [one.month for one in again.evidence] == [7, 8, 9]
    (cut,) = (one for one in found(planted) if one.rule.key == "late_cut")
    assert [str(one.budget[0].quantity.value) for one in cut.evidence] == ["900.00", "800.00"]
    (missing,) = (one for one in found(planted) if one.rule.key == "missing_report")
    assert (missing.position.month, [one.month for one in missing.beside]) == (8, [9])


def test_nothing_is_told_outside_the_scope(planted: Library) -> None:
    assert found(planted, Scope(frozenset())) == ()


def test_what_only_some_may_see_is_warned_of_settled_and_remembered_for_them_alone(planted: Library) -> None:
    row = HEAD + "南栎市信访局,2024,1-8月,70.00,20.00\n"
    inner = ingest_bytes("信访局2024.csv", row.encode(), planted, collection="inner")
    other = ingest_bytes("信访局更新.csv", row.replace("20.00", "60.00").encode(), planted)
    assert inner.document_id
    assert other.document_id
    some, outside = Scope(frozenset({"inner"})), Scope(frozenset({"default"}))
    (one,) = found(planted, some)
    # Whoever sees both records sees that they disagree, and is warned of nothing.
    assert one.fact not in {each.fact for each in (*found(planted), *found(planted, outside))}
    with pytest.raises(UnknownWarning):
        settle(planted, outside, one.fact, "acknowledged", by="李强", why="x", now=0.0)
    settle(planted, some, one.fact, "acknowledged", by="王芳", why="已约谈", now=0.0)
    watch(planted, 1.0)
    assert planted.store.warnings.kept(some)[one.fact].state == "acknowledged"
    assert one.fact not in planted.store.warnings.kept(outside)
    for came in (inner, other):
        forget(str(came.document_id), planted, EVERYTHING)
    watch(planted, 2.0)
    assert planted.store.warnings.kept(some)[one.fact].state == "ended"


OWN = """[lag]
threshold = 30
months = [7, 9]

[no_spending]
on = false

[tenth]
kind = "behind"
zh = "十月滞后"
en = "Behind in October"
threshold = 3
months = [10]
"""


def test_an_office_has_rules_of_its_own(planted: Library, tmp_path: Path) -> None:
    (tmp_path / "warnings.toml").write_text(OWN, "utf-8")
    told = {(w.rule.key, w.position.department, w.month) for w in warnings_in(planted.store, EVERYTHING, tmp_path)}
    gone = {("no_spending", "南栎市档案局", 7), ("lag", "南栎市水务局", 9), ("lag", "南栎市水务局", 8)}
    gone.add(("lag", "南栎市园林局", 12))
    assert told == PLANTED - gone | {("tenth", "南栎市水务局", 10)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[lag]\nthreshold = 'ten'", "threshold must be a number"),
        ("[lag]\nthreshold = -1", "threshold must be a number"),
        ("[lag]\nmonths = [13]", "months must be a list of months"),
        ("[lag]\nmonths = []", "months must be a list of months"),
        ("[lag]\nmonth = [3]", "month is not a field"),
        ("[lag]\nconsecutive = 0", "consecutive must be a whole number"),
        ("[lag]\non = 'no'", "on must be true or false"),
        ("[mine]\nkind = 'behind'", "a new rule needs zh, en, months"),
        ("[mine]\nkind = 'late'", "kind must be one of"),
        ("lag = 3", "a rule is a section"),
        ("[lag", "cannot be read"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "warnings.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidSetting) as refused:
        load_rules(tmp_path)
    assert said in refused.value.sentence("en")
    assert "warnings.toml" in refused.value.sentence("zh")


def test_over_http_with_evidence_what_is_needed_and_acknowledgement(planted: Library) -> None:
    client = TestClient(create_app(planted))
    lines = client.get("/api/warnings", params={"state": "open"}).json()
    stretch = client.get("/api/warnings", params={"state": "open", "offset": 1, "limit": 1})
    assert (stretch.json(), stretch.headers["x-total-count"]) == (lines[1:2], str(len(lines)))
    assert [WarningLine.model_validate(line).model_dump() for line in lines] == lines
    assert len(lines) == len(PLANTED)
    assert {line["current"] for line in lines[: len(CURRENT)]} == {True}
    for line in lines:
        assert line["evidence"]
        assert line["sentence"]["zh"]
        for figure in line["evidence"]:
            text = client.get(f"/api/documents/{figure['document_id']}/text").text
            assert text[figure["start"] : figure["end"]] == figure["quote"]
    fact = lines[0]["fact"]
    assert client.post(f"/api/warnings/{fact}/acknowledgement", json={"why": ""}).status_code == 422
    assert client.post(f"/api/warnings/{fact}/acknowledgement", json={"why": "已约谈"}).status_code == 204
    assert client.post(f"/api/warnings/{fact}/acknowledgement", json={"why": "已约谈"}).status_code == 404
    assert client.post("/api/warnings/nothing/acknowledgement", json={"why": "x"}).status_code == 404
    (line,) = client.get("/api/warnings", params={"state": "acknowledged"}).json()
    assert (line["fact"], [e["what"] for e in line["history"]]) == (fact, ["raised", "acknowledged"])
    assert line["history"][1]["why"] == "已约谈"
    assert client.post(f"/api/warnings/{fact}/reopening", json={"why": "未落实"}).status_code == 204
    assert client.get("/api/warnings", params={"state": "acknowledged"}).json() == []


def test_rules_in_force_over_http(planted: Library) -> None:
    lines = TestClient(create_app(planted)).get("/api/warnings/rules").json()
    assert [RuleLine.model_validate(line).model_dump() for line in lines] == lines
    assert [line["key"] for line in lines] == [rule.key for rule in load_rules()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_as_a_file(planted: Library, form: str) -> None:
    got = TestClient(create_app(planted)).get(f"/api/warnings/file.{form}", params={"current": True})
    assert got.status_code == 200
    if form == "csv":
        assert len(got.content.decode("utf-8-sig").splitlines()) == 1 + len(CURRENT)


def test_on_the_command_line(planted: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(planted.settings.data_dir))
    told = CliRunner().invoke(app, ["warnings", "--current", "--json"])
    assert told.exit_code == 0, told.output
    assert {(w["rule"], w["department"], w["month"]) for w in json.loads(told.output)} == CURRENT


def test_what_the_records_no_longer_tell_is_ended_and_stays_in_the_history(planted: Library) -> None:
    came = ingest_bytes("台账2025.csv", (HEAD + "南栎市林业局,2025,1-6月,100.00,38.00\n").encode(), planted)
    client = TestClient(create_app(planted))
    (line,) = client.get("/api/warnings", params={"year": 2025, "target": 95}).json()
    # Of the 95 that December is to reach 57 are left for six months.
    assert (line["rule"], line["gap"], line["needed_a_month"]) == ("lag", "-12.00", "9.50")
    assert came.document_id
    forget(came.document_id, planted, EVERYTHING)
    ingest_bytes("台账2022.csv", (HEAD + "南栎市林业局,2022,1-6月,100.00,50.00\n").encode(), planted)
    (over,) = client.get("/api/warnings", params={"state": "ended", "year": 2025}).json()
    assert (over["fact"], [event["what"] for event in over["history"]]) == (line["fact"], ["raised", "ended"])
