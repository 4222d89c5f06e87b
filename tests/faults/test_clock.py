"""A clock that jumps, ahead or back: nothing is lost, nothing comes out of order, nobody waits for a time long past."""

import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.records.access_model import LOCAL, Role
from assistant.records.audit import Audit
from assistant.records.library import Library
from assistant.records.mailbox import Mailbox
from assistant.records.scope import EVERYTHING

REPORT = "榆桥区{name}局2021年部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元。\n"
DAYS = 30


class Clock:
    """The machine's clock, so many days wrong."""

    days = 0.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    real, wrong = datetime.datetime, Clock()

    class Shifted(real):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return real.now(tz) + datetime.timedelta(days=wrong.days)

    monkeypatch.setattr(datetime, "datetime", Shifted)
    return wrong


def noted(url: str, *actions: str) -> None:
    """What a process notes that begins now and keeps entries for some days."""
    log = Audit(url, days=DAYS)
    for action in actions:
        log.note(LOCAL, action)
    log.close()


# Days wrong while some entries are made, before the clock is right again.
@pytest.mark.parametrize("jump", [-1, -DAYS - 5, -365 * 50, 3650, DAYS + 40])
def test_the_audit_log_survives_a_wrong_clock(tmp_path: Path, clock: Clock, jump: float) -> None:
    url = f"sqlite:///{tmp_path / 'audit.db'}"
    noted(url, "asked", "opened")
    clock.days = jump
    noted(url, "uploaded", "asked")
    clock.days = 0
    noted(url, "exported")
    noted(url, "asked")
    log = Audit(url)
    chain = log.verify()
    assert (chain.entries, chain.first, chain.broken_at) == (6, 1, None)
    log.close()


def test_old_entries_still_go_day_by_day(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path / 'audit.db'}"
    for day in range(0, DAYS * 2, 5):
        clock.days = day
        noted(url, "asked")
    log = Audit(url)
    chain = log.verify()
    assert chain.first > 1
    assert chain.broken_at is None
    clock.days = DAYS * 40
    assert log.prune(DAYS) > 0  # by hand, whatever the clock says
    log.close()


def test_conversations_sessions_and_files_through_a_clock_set_back(library: Library, clock: Clock) -> None:
    clock.days = 0.4
    with TestClient(create_app(library)) as client:
        users, tokens = library.access.users, library.access.tokens
        ask = {"question": "榆桥区水务局2021年执行数是多少？", "conversation_id": "one"}
        for days, name in ((0.4, "水务"), (0, "教育"), (-400, "农业")):
            clock.days = days
            file = (f"{name}.txt", REPORT.format(name=name).encode())
            kept = client.post("/api/documents", files={"files": file}, headers={"Idempotency-Key": f"key{days}"})
            assert kept.status_code == 201
            ask["question"] = f"榆桥区{name}局2021年执行数是多少？"
            assert client.post("/api/ask", json=ask).json()["figures"][0]["value"] == "873.46"
        turns = client.get("/api/conversations/one").json()["turns"]
        assert [turn["question"][3:5] for turn in turns] == ["水务", "教育", "农业"]
        assert [head.name for head in library.store.heads(EVERYTHING)] == ["水务.txt", "教育.txt", "农业.txt"]
        again = client.post("/api/documents", files={"files": file}, headers={"Idempotency-Key": "key-400"})
        assert again.status_code == 201  # the same response, as kept

    clock.days = 0
    user = users.add("zhang", [Role.ADMIN])
    token = tokens.begin_session(user.id, 12)
    clock.days = -400
    assert library.access.by_session(token) is not None
    assert tokens.begin_session(user.id, 12) != token  # another session, begun meanwhile, ends none
    clock.days = 0
    assert library.access.by_session(token) is not None


def test_no_message_and_no_channel_waits_for_a_time_long_past(library: Library) -> None:
    mailbox, late, now = Mailbox(library.store.engine), 10_000_000.0, 1_000.0
    assert mailbox.take("k", channel="wecom", chat="c", payload={}, sent_at=late, now=late)
    held = mailbox.claim(["wecom"], now=late, seconds=60)
    assert held
    assert mailbox.lead("wecom", "one", now=late, seconds=60)
    assert mailbox.claim(["wecom"], now=now, seconds=60) is not None  # the clock was set back
    assert mailbox.lead("wecom", "two", now=now, seconds=60)
    assert not mailbox.lead("wecom", "one", now=now, seconds=60)
    assert mailbox.claim(["wecom"], now=now, seconds=60) is None
