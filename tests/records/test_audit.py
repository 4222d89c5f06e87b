"""The audit log: a chain that shows what was done to it, and personal data left out."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assistant.records.access_model import LOCAL
from assistant.records.audit import ORIGIN, Audit
from assistant.records.masking import masked, one_line


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'audit.db'}"


@pytest.fixture
def log(url: str) -> Iterator[Audit]:
    opened = Audit(url)
    for number in range(5):
        opened.note(LOCAL, "asked", f"answer-{number}", question=f"第{number}问", documents=["a", "b"])
    yield opened
    opened.close()


def meddle(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_the_chain_holds_over_two_processes_writing(log: Audit, url: str) -> None:
    other = Audit(url)
    other.note(LOCAL, "opened", "document")
    log.note(None, "sign-in failed", "zhang", address="10.0.0.7")
    chain = other.verify()
    other.close()
    assert (chain.entries, chain.first, chain.last, chain.broken_at) == (7, 1, 7, None)
    lines = [json.loads(line) for line in log.export()]
    assert [line["number"] for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert (lines[0]["name"], lines[0]["question"], lines[6]["name"]) == ("local", "第0问", "")
    assert lines[-1]["digest"] == chain.digest
    assert log.holds(lines[3]["digest"])
    assert not log.holds("f" * 64)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit SET line = replace(line, '第2问', '第9问') WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 5", 5),
        ("UPDATE audit SET digest = (SELECT digest FROM audit WHERE number = 2) WHERE number = 4", 4),
        ("UPDATE audit SET number = 9 WHERE number = 5", 5),
    ],
)
def test_whatever_was_done_to_an_entry_shows(log: Audit, url: str, statement: str, broken_at: int) -> None:
    meddle(url, statement)
    assert log.verify().broken_at == broken_at


def test_an_empty_log_is_whole(url: str) -> None:
    log = Audit(url)
    assert log.verify().digest == ORIGIN
    assert log.verify().broken_at is None
    log.close()


def test_old_entries_go_and_the_chain_begins_after_them(log: Audit, url: str) -> None:
    old = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=40)).isoformat(timespec="milliseconds")
    meddle(url, f"UPDATE audit SET at = '{old}' WHERE number <= 3")
    assert log.prune(30) == 3
    assert log.prune(30) == 0
    chain = log.verify()
    assert (chain.entries, chain.first, chain.last, chain.broken_at) == (3, 4, 6, None)
    told = log.entries(limit=1)[0].record
    assert (told["action"], told["entries"], told["up_to"]) == ("pruned", 3, 3)


def test_retention_is_kept_while_the_log_is_written(log: Audit, url: str) -> None:
    old = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=40)).isoformat(timespec="milliseconds")
    meddle(url, f"UPDATE audit SET at = '{old}' WHERE number <= 3")
    keeping = Audit(url, days=30)
    keeping.note(LOCAL, "opened", "document")
    assert [entry.number for entry in keeping.entries()] == [7, 6, 5, 4]
    keeping.close()


def test_entries_are_found_by_person_and_action(log: Audit) -> None:
    log.note(None, "sign-in failed", "zhang")
    assert [entry.number for entry in log.entries(actor="local", limit=2)] == [5, 4]
    assert [entry.number for entry in log.entries(actor="local", before=4)] == [3, 2, 1]
    assert [entry.record["target"] for entry in log.entries(action="sign-in failed")] == ["zhang"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("证件 110101199003071234 的补贴", "证件 110101************ 的补贴"),
        ("电话13812345678。", "电话138****5678。"),
        ("138 1234 5678", "138****5678"),
        ("卡号 6222021234567890123", "卡号 6222********0123"),
        ("写给 zhang.san@example.gov.cn", "写给 z***@example.gov.cn"),
        ("Bearer yj_abcdefghijkl", "Bearer yj_***"),
        # What records are full of stays.
        ("预算13812345678元", "预算13812345678元"),
        ("执行数 1491.52 万元，2021 年", "执行数 1491.52 万元，2021 年"),
        ("812,345,678.40", "812,345,678.40"),
    ],
)
def test_personal_data_is_masked_and_figures_are_not(said: str, kept: str) -> None:
    assert masked(said) == kept


def test_no_text_forges_a_line_of_the_log() -> None:
    assert one_line("a\nERROR b\r\u2028c\x1b[0m") == "a ERROR b c [0m"
