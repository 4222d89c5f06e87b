"""Messages kept until their last reply left: held by one at a time, in order within a chat, known when they come again."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from assistant.records import database
from assistant.records.mailbox import Letter, Mailbox

T = TypeVar("T")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A new database, of either kind."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql").new_database()
    else:
        url = f"sqlite:///{tmp_path / 'youju.db'}"
    engine = database.open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def mailbox(engine: Engine) -> Mailbox:
    return Mailbox(engine)


def take(mailbox: Mailbox, key: str, *, chat: str = "c", sent_at: float = 1.0, now: float = 1.0) -> bool:
    return mailbox.take(key, "wecom", chat, {"text": key}, sent_at=sent_at, now=now)


def claimed(mailbox: Mailbox, now: float = 10.0, seconds: float = 60.0) -> Letter:
    letter = mailbox.claim(["wecom"], now=now, seconds=seconds)
    assert letter is not None
    return letter


def test_a_message_is_taken_once(mailbox: Mailbox, engine: Engine) -> None:
    assert [take(mailbox, "a"), take(mailbox, "a"), take(Mailbox(engine), "a")] == [True, False, False]


def test_what_is_held_cannot_be_claimed_until_the_hold_ends(mailbox: Mailbox) -> None:
    take(mailbox, "a")
    assert claimed(mailbox).payload == {"text": "a"}
    assert mailbox.claim(["wecom"], now=69.9, seconds=60) is None
    assert mailbox.next_due() == 70.0
    assert claimed(mailbox, now=70.0).key == "a"


def test_who_lost_the_hold_writes_nothing(mailbox: Mailbox) -> None:
    take(mailbox, "a")
    slow = claimed(mailbox)
    quick = claimed(mailbox, now=70.0)
    assert not mailbox.reply(slow, [{"text": "one"}])
    assert mailbox.reply(quick, [{"text": "two"}])
    assert not mailbox.end(slow, now=71.0)
    assert not mailbox.later(slow, due_at=0, problem="")
    kept = mailbox.find("a")
    assert kept is not None
    assert [(post.payload, post.sent) for post in kept.posts] == [({"text": "two"}, False)]


def test_a_reply_that_left_is_written_down_even_by_who_lost_the_hold(mailbox: Mailbox) -> None:
    take(mailbox, "a")
    slow = claimed(mailbox)
    mailbox.reply(slow, [{"text": "one"}])
    quick = claimed(mailbox, now=70.0)
    assert not mailbox.sent(slow, 0, now=71.0)
    kept = mailbox.find("a")
    assert kept is not None
    assert [post.sent for post in kept.posts] == [True]
    assert mailbox.end(quick, now=72.0)


@pytest.mark.parametrize(
    ("arrived", "order"),
    [
        ([("a", 1.0), ("b", 2.0)], "ab"),
        ([("b", 2.0), ("a", 1.0)], "ab"),
        ([("a", 1.0), ("b", 1.0), ("c", 1.0)], "abc"),
        ([("c", 3.0), ("a", 1.0), ("b", 2.0)], "abc"),
    ],
)
def test_a_chat_is_served_in_the_order_of_its_platform(
    mailbox: Mailbox, arrived: list[tuple[str, float]], order: str
) -> None:
    for key, sent_at in arrived:
        take(mailbox, key, sent_at=sent_at)
    served = ""
    while (letter := mailbox.claim(["wecom"], now=10.0, seconds=60)) is not None:
        assert mailbox.claim(["wecom"], now=10.0, seconds=60) is None
        served += letter.key
        mailbox.end(letter, now=11.0)
    assert served == order


def test_a_message_that_waits_holds_back_its_chat_only(mailbox: Mailbox) -> None:
    take(mailbox, "a", chat="one")
    take(mailbox, "b", chat="one", sent_at=2.0)
    take(mailbox, "c", chat="two")
    mailbox.later(claimed(mailbox), due_at=100.0, problem="busy")
    other = claimed(mailbox)
    assert other.key == "c"
    mailbox.end(other, now=11.0)
    assert mailbox.claim(["wecom"], now=99.9, seconds=60) is None
    late = claimed(mailbox, now=100.0)
    assert (late.key, late.attempts, late.problem) == ("a", 1, "busy")


def test_a_message_given_up_lets_the_next_pass_and_can_be_revived(mailbox: Mailbox) -> None:
    take(mailbox, "a")
    take(mailbox, "b", sent_at=2.0)
    mailbox.end(claimed(mailbox), now=11.0, problem="nobody of that name")
    assert [letter.key for letter in mailbox.dead()] == ["a"]
    assert claimed(mailbox).key == "b"
    assert mailbox.counts() == {"wecom": {"open": 1, "done": 0, "dead": 1}}
    assert mailbox.revive("a", now=12.0)
    assert not mailbox.revive("a", now=12.0)
    assert mailbox.dead() == ()


def test_replies_that_left_are_counted_by_chat_and_channel(mailbox: Mailbox) -> None:
    for key, chat in (("a", "one"), ("b", "two")):
        take(mailbox, key, chat=chat)
        letter = claimed(mailbox)
        mailbox.reply(letter, [{}, {}])
        mailbox.sent(letter, 0, now=20.0 if key == "a" else 30.0)
        mailbox.end(letter, now=31.0)
    assert mailbox.sent_before("wecom", None, 1) == 30.0
    assert mailbox.sent_before("wecom", None, 2) == 20.0
    assert mailbox.sent_before("wecom", "one", 1) == 20.0
    assert mailbox.sent_before("wecom", "one", 2) is None
    assert mailbox.sent_before("feishu", None, 1) is None


def test_what_is_over_is_forgotten_in_time_and_what_is_open_is_not(mailbox: Mailbox) -> None:
    for key in "ab":
        take(mailbox, key, chat=key)
    first = claimed(mailbox)
    mailbox.reply(first, [{}])
    mailbox.end(first, now=20.0)
    assert mailbox.forget(before=20.0) == 0
    assert mailbox.forget(before=20.1) == 1
    assert mailbox.find("a") is None
    assert mailbox.find("b") is not None


def test_only_messages_of_the_channels_asked_for_are_claimed(mailbox: Mailbox) -> None:
    take(mailbox, "a")
    assert mailbox.claim(["feishu"], now=10.0, seconds=60) is None
    assert mailbox.claim([], now=10.0, seconds=60) is None
    assert claimed(mailbox).key == "a"


def test_a_channel_has_one_leader_until_its_time_ends(mailbox: Mailbox) -> None:
    assert mailbox.lead("feishu", "one", now=0.0, seconds=60)
    assert not mailbox.lead("feishu", "two", now=59.0, seconds=60)
    assert mailbox.lead("feishu", "one", now=59.0, seconds=60)
    assert mailbox.lead("dingtalk", "two", now=59.0, seconds=60)
    assert mailbox.lead("feishu", "two", now=119.0, seconds=60)
    assert not mailbox.lead("feishu", "one", now=120.0, seconds=60)


def together(count: int, work: Callable[[int], T]) -> list[T]:
    """What `work` gives in as many threads, all let go at once."""
    gate = Barrier(count)

    def run(number: int) -> T:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_of_several_processes_takes_a_message_that_all_are_given_at_once(engine: Engine) -> None:
    boxes = [Mailbox(engine) for _ in range(4)]
    taken = together(4, lambda number: [take(boxes[number], f"k{each}", chat=f"c{each}") for each in range(25)])
    assert [sum(of_key) for of_key in zip(*taken, strict=True)] == [1] * 25


def test_several_processes_claim_each_message_once_and_leave_none(engine: Engine) -> None:
    boxes = [Mailbox(engine) for _ in range(4)]
    for each in range(40):
        take(boxes[0], f"k{each}", chat=f"c{each % 20}", sent_at=float(each))

    def work(number: int) -> list[tuple[str, str]]:
        done, idle = [], 0
        while idle < 3:
            letter = boxes[number].claim(["wecom"], now=100.0, seconds=60.0)
            idle = idle + 1 if letter is None else 0
            if letter is not None:
                boxes[number].end(letter, now=100.0)
                done.append((letter.chat, letter.key))
        return done

    done = [one for some in together(4, work) for one in some]
    assert sorted(key for _, key in done) == sorted(f"k{each}" for each in range(40))
    assert boxes[0].counts()["wecom"] == {"open": 0, "done": 40, "dead": 0}


def test_one_of_several_processes_leads(engine: Engine) -> None:
    boxes = [Mailbox(engine) for _ in range(4)]
    led = together(4, lambda number: boxes[number].lead("feishu", f"p{number}", now=1.0, seconds=60.0))
    assert sum(led) == 1


def test_a_chat_that_subscribed_is_kept_once_and_told_by_one(mailbox: Mailbox) -> None:
    assert mailbox.subscribe("wecom:c", "wecom", {"chat": "c"}, language="zh", now=5.0)
    assert not mailbox.subscribe("wecom:c", "wecom", {"chat": "c"}, language="en", now=9.0)
    (one,) = mailbox.subscriptions()
    assert (one.channel, one.language, one.since, one.payload) == ("wecom", "zh", 5.0, {"chat": "c"})
    assert [mailbox.told(one, until=7.0), mailbox.told(one, until=8.0)] == [True, False]
    assert mailbox.unsubscribe("wecom:c")
    assert not mailbox.unsubscribe("wecom:c")
    assert mailbox.subscriptions() == ()


def test_what_is_put_in_with_its_replies_is_only_sent(mailbox: Mailbox) -> None:
    assert mailbox.take("d", "wecom", "c", {}, sent_at=1.0, now=1.0, replies=[{"text": "a"}, {"text": "b"}])
    assert not mailbox.take("d", "wecom", "c", {}, sent_at=1.0, now=1.0, replies=[{"text": "c"}])
    assert [post.payload["text"] for post in claimed(mailbox).posts] == ["a", "b"]
