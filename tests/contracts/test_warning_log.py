"""What became of warnings: raised once, acknowledged by one, ended and raised again, seen only by whom the records are for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.records import database
from assistant.records.mailbox import Mailbox
from assistant.records.scope import EVERYTHING, Scope
from assistant.records.warning_log import Event, Kept, WarningLog


@pytest.fixture(params=["sqlite", "postgresql"])
def database_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A new database, of either kind."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql").new_database()
    else:
        url = f"sqlite:///{tmp_path / 'youju.db'}"
    engine = database.open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def log(database_engine: Engine) -> WarningLog:
    return WarningLog(database_engine)


ONE = Kept("a", frozenset({"default"}), {"rule": "lag"})
INNER = Kept("b", frozenset({"default", "inner"}), {"rule": "lag"})


def happened(log: WarningLog, fact: str) -> list[tuple[str, str, str, str]]:
    return [(e.what, e.at, e.by, e.why) for e in log.kept(EVERYTHING)[fact].history]


def test_a_warning_is_raised_once(log: WarningLog) -> None:
    assert [log.raise_([ONE], at="t1"), log.raise_([ONE, INNER], at="t2"), log.raise_([ONE], at="t3")] == [1, 1, 0]
    assert happened(log, "a") == [("raised", "t1", "", "")]
    kept = log.kept(EVERYTHING)["a"]
    assert (kept.state, kept.about, kept.collections) == ("open", {"rule": "lag"}, frozenset({"default"}))


def test_it_is_acknowledged_by_one_and_opened_again(log: WarningLog) -> None:
    log.raise_([ONE], at="t1")
    assert log.note("a", Event("acknowledged", "t2", "王芳", "已约谈"))
    assert not log.note("a", Event("acknowledged", "t3", "李强", "已约谈"))
    assert log.kept(EVERYTHING)["a"].state == "acknowledged"
    assert log.note("a", Event("reopened", "t4", "李强", "仍未支付"))
    assert happened(log, "a")[1:] == [("acknowledged", "t2", "王芳", "已约谈"), ("reopened", "t4", "李强", "仍未支付")]
    assert not log.note("z", Event("acknowledged", "t2", "王芳", "x"))


def test_what_the_records_no_longer_bear_out_ends_and_can_come_again(log: WarningLog) -> None:
    log.raise_([ONE, INNER], at="t1")
    assert log.end_others({"b"}, at="t2") == 1
    assert log.end_others({"b"}, at="t3") == 0
    assert log.kept(EVERYTHING)["a"].state == "ended"
    assert not log.note("a", Event("acknowledged", "t3", "王芳", "x"))
    assert log.raise_([ONE], at="t4") == 1
    assert [what for what, *_ in happened(log, "a")] == ["raised", "ended", "raised"]


@pytest.mark.parametrize(
    ("collections", "seen"),
    [(None, {"a", "b"}), ({"default"}, {"a"}), ({"inner"}, set()), ({"default", "inner"}, {"a", "b"}), (set(), set())],
)
def test_it_is_seen_by_whom_all_its_records_are_for(
    log: WarningLog, collections: set[str] | None, seen: set[str]
) -> None:
    log.raise_([ONE, INNER], at="t1")
    assert set(log.kept(Scope(None if collections is None else frozenset(collections)))) == seen


def test_what_a_chat_was_told_of_is_kept_with_the_letter(database_engine: Engine) -> None:
    mailbox = Mailbox(database_engine)
    letter = ("d", "wecom", "c", {})
    assert mailbox.take(*letter, sent_at=1.0, now=1.0, replies=[{}], reader="wecom:c", facts=["a", "b"])
    assert not mailbox.take(*letter, sent_at=2.0, now=2.0, replies=[{}], reader="wecom:c", facts=["z"])
    assert mailbox.take("e", "wecom", "c", {}, sent_at=3.0, now=3.0, reader="wecom:c", facts=["b", "c"])
    assert mailbox.told_of("wecom:c") == {"a", "b", "c"}
    assert mailbox.told_of("wecom:d") == frozenset()
