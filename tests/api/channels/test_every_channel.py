"""The contract: what every channel does alike, whatever its platform."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from api.channels.digest import Told, open_warnings, send_digests
from api.channels.health import channels_record
from api.channels.seam import Reply, Source
from api.early import settle
from api.pictures import writes_chinese
from assistant.errors import SendFailure, StoreFault
from assistant.records.scope import EVERYTHING
from ingest.pipeline import ingest_bytes
from tests.api.channels.conftest import KITS
from tests.api.channels.stage import NOW, PUBLIC, Stage, saying

# As platforms see it, any file of this beginning is a picture.
CHART = b"\x89PNG\r\n\x1a\n" + bytes(40)
RATE = "水务局2021年预算执行率是多少？"


@pytest.fixture(params=[kit.name for kit in KITS])
def kit_name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_a_question_is_answered_with_figure_sources_and_links(stage: Stage) -> None:
    assert stage.say(RATE).status_code == 200
    assert stage.platform.taken == []
    stage.work()
    said = "\n".join(stage.texts)
    assert "97.26%" in said.splitlines()[0]
    assert "执行数790.13万元" in said
    assert "《南栎市水务局2021年度部门整体支出绩效自评报告》" in said
    assert f"{PUBLIC}/answer.html?id=" in said
    assert "&cite=1" in said
    assert stage.states() == {"done": 1}


def test_the_answer_is_kept_and_its_link_opens_it(stage: Stage) -> None:
    stage.say(RATE)
    stage.work()
    (answer_id,) = set(re.findall(r"answer\.html\?id=([\w%-]+)", "\n".join(stage.texts)))
    kept = stage.library.store.conversations.answer(answer_id, EVERYTHING)
    assert kept.question == RATE


def test_a_chat_remembers_what_was_asked_before(stage: Stage) -> None:
    stage.say(RATE, "chen")
    stage.work()
    stage.say("那教育局2022年的呢？", "chen")
    stage.work()
    assert "98.06%" in stage.texts[-1].splitlines()[0]


def test_another_chat_remembers_nothing(stage: Stage) -> None:
    stage.say(RATE, "li")
    stage.say("那教育局2022年的呢？", "wang")
    stage.work()
    assert not any("98.06%" in text.splitlines()[0] for text in stage.texts)


@pytest.mark.parametrize("again", [1, 2, 5])
def test_a_repeated_delivery_is_answered_once(stage: Stage, again: int) -> None:
    for _ in range(again + 1):
        assert stage.say(RATE, "zhao", number=77).status_code == 200
    stage.work()
    for _ in range(again):
        stage.clock.advance(3600)
        assert stage.say(RATE, "zhao", number=77).status_code == 200
    stage.work()
    assert sum("97.26%" in text.splitlines()[0] for text in stage.texts) == 1
    assert stage.states() == {"done": 1}


def digests(stage: Stage) -> Told:
    channels = {stage.channel.name: stage.channel}
    return send_digests(stage.library, stage.desk.mailbox, channels, now=stage.clock.now(), public_url=PUBLIC)


def test_who_asked_for_it_is_told_what_is_new_and_once(stage: Stage) -> None:
    stage.say("随便问问", "guo")
    stage.say("订阅", "chen")
    stage.say("订阅", "chen")
    stage.work()
    assert digests(stage) == Told(nothing=1)
    (one,) = stage.desk.mailbox.subscriptions()
    assert stage.desk.mailbox.told(one, until=0.0)
    stage.platform.taken.clear()
    stage.clock.advance(3 * 86_400)
    assert digests(stage) == Told(told=1)
    assert digests(stage) == Told(nothing=1)
    stage.work()
    ((to, message),) = stage.platform.taken
    assert "新读入" in stage.kit.shown(message).splitlines()[0]
    assert "南栎市教育局2022年度部门整体支出绩效自评报告" in stage.kit.shown(message)
    assert to == one.payload["chat"] or to == one.payload["sender"]


def test_a_digest_made_twice_at_once_is_sent_once(stage: Stage) -> None:
    stage.say("subscribe", "chen")
    stage.work()
    (one,) = stage.desk.mailbox.subscriptions()
    stage.platform.taken.clear()
    stage.desk.mailbox.told(one, until=0.0)
    digests(stage)
    (again,) = stage.desk.mailbox.subscriptions()
    stage.desk.mailbox.told(again, until=0.0)  # as if the process had ended before this was written down
    assert digests(stage).told == 0
    stage.work()
    assert len(stage.platform.taken) == 1


def test_who_unsubscribes_is_told_nothing(stage: Stage) -> None:
    stage.say("订阅", "chen")
    stage.say("退订", "chen")
    stage.work()
    assert stage.desk.mailbox.subscriptions() == ()
    assert digests(stage) == Told()


LATE = """部门,年度,月份,全年预算数（万元）,累计支出（万元）
南栎市人防办,2031,1-9月,300.00,150.00
南栎市粮储局,2031,1-9月,80.00,61.00
"""


def test_warnings_are_told_once_and_not_after_they_are_acknowledged(stage: Stage) -> None:
    stage.say("订阅", "chen")
    stage.work()
    assert ingest_bytes("台账2031.csv", LATE.encode(), stage.library).document_id
    stage.clock.advance(60)
    stage.platform.taken.clear()
    assert digests(stage).told == 1
    assert digests(stage) == Told(nothing=1)
    stage.work()
    said = [stage.kit.shown(message) for _, message in stage.platform.taken]
    (warning,) = (text for text in said if "执行预警" in text)
    assert "南栎市人防办 2031年9月底" in warning
    assert "执行率50.00%，低于序时进度25.00个百分点，少支出75.00 万元；余下每月需支出50.00 万元" in warning
    assert "粮储局" not in warning
    stage.say("订阅", "guo")
    stage.work()
    stage.clock.advance(60)
    told = open_warnings(stage.library, EVERYTHING, known=())
    (fact,) = (one["fact"] for one in told if one["department"] == "南栎市人防办")
    settle(stage.library, EVERYTHING, fact, "acknowledged", by="王芳", why="已约谈", now=NOW)
    assert digests(stage) == Told(nothing=2)
    # The records are shared by all channels' tests, and what became of a fact outlives the record it was read in.
    settle(stage.library, EVERYTHING, fact, "reopened", by="王芳", why="", now=NOW)
    stage.forget("台账2031.csv")


def test_a_chart_follows_as_a_picture(stage: Stage) -> None:
    stage.attend = saying(Reply("逐年上升", picture=CHART))
    stage.say("走势", "ye")
    stage.work()
    *told, (_, message) = stage.platform.taken
    assert next(stage.kit.shown(each) for _, each in told).strip("*") == "逐年上升"
    assert stage.platform.media[stage.kit.pictured(message)] == ("chart.png", CHART)
    assert stage.states() == {"done": 1}


def test_a_picture_that_cannot_be_sent_is_tried_again_and_the_words_are_not(stage: Stage) -> None:
    stage.attend = saying(Reply("逐年上升", picture=CHART))
    stage.say("走势", "ye")
    send, tries = stage.channel.send, []

    async def failing(outgoing, to, ticket):
        tries.append("picture" in outgoing)
        if tries == [False, True]:
            raise SendFailure(stage.kit.name, zh="断了", en="broken")
        return await send(outgoing, to, ticket)

    stage.channel.send = failing
    stage.work()
    stage.later(600)
    assert tries == [False, True, True]
    assert stage.states() == {"done": 1}


def test_the_course_over_years_comes_with_its_chart(stage: Stage) -> None:
    if not writes_chinese(Path("no-fonts")):
        pytest.skip("no font with Chinese characters on this machine")
    for year, rate in ((2019, "94.10"), (2020, "95.30")):
        report = f"南栎市地震局{year}年度部门整体支出绩效自评报告（虚构样例）\n\n一、基本情况\n\n{year}年预算执行率{rate}%。\n"
        assert ingest_bytes(f"地震局{year}.txt", report.encode(), stage.library).document_id
    stage.say("地震局历年预算执行率的变化趋势", "bai")
    stage.work()
    for year in (2019, 2020):
        stage.forget(f"地震局{year}.txt")
    pictures = [content for _, content in stage.platform.media.values()]
    assert len(pictures) == 1
    assert pictures[0].startswith(b"\x89PNG")


def test_a_repeated_delivery_is_known_after_a_restart(stage: Stage) -> None:
    stage.say(RATE, number=5)
    stage.work()
    sent = len(stage.platform.taken)
    stage.desk = stage.new_desk()
    stage.say(RATE, number=5)
    assert stage.work() == 0
    assert len(stage.platform.taken) == sent


def test_a_message_survives_a_restart_before_it_is_answered(stage: Stage) -> None:
    stage.say(RATE)
    stage.desk = stage.new_desk()
    stage.work()
    assert "97.26%" in stage.texts[0]


def test_two_desks_share_the_work(stage: Stage) -> None:
    for _ in range(6):
        stage.say(RATE)
    one, two = stage.desk, stage.new_desk()

    async def both() -> None:
        while await one.step() or await two.step():
            pass

    stage.run(both())
    assert sum("97.26%" in text.splitlines()[0] for text in stage.texts) == 6


def test_a_forged_signature_is_refused(stage: Stage) -> None:
    genuine = stage.kit.text(1, "zhang", RATE, NOW)
    assert stage.deliver(stage.kit.forged(genuine)).status_code == 403
    assert stage.work() == 0
    assert stage.deliver(genuine).status_code == 200


@pytest.mark.parametrize("age", [3601, -3601, 24 * 3600, 10 * 365 * 24 * 3600])
def test_a_stale_delivery_is_refused(stage: Stage, age: float) -> None:
    assert stage.deliver(stage.kit.text(1, "zhang", RATE, NOW - age)).status_code == 403
    assert stage.work() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"<xml/>", b"\xff\xfe", b'{"encrypt":1}', b"<xml><Encrypt>"]
)
def test_a_body_that_cannot_be_read_is_refused(stage: Stage, body: bytes) -> None:
    genuine = stage.kit.text(1, "zhang", RATE, NOW)
    assert stage.deliver(replace(genuine, body=body)).status_code == 403
    assert stage.work() == 0


def test_a_busy_platform_is_tried_again(stage: Stage) -> None:
    stage.platform.faults.append("busy")
    stage.say(RATE)
    stage.work()
    assert (stage.texts, stage.states()) == ([], {"open": 1})
    stage.later(120)
    assert "97.26%" in stage.texts[0]
    assert stage.states() == {"done": 1}


def test_a_platform_that_is_down_is_tried_again(stage: Stage) -> None:
    stage.platform.faults.extend(["down", "down"])
    stage.say(RATE)
    for _ in range(3):
        stage.later(60)
    assert "97.26%" in stage.texts[0]


def test_an_expired_token_is_renewed_at_once(stage: Stage) -> None:
    stage.say(RATE)
    stage.work()
    stage.platform.tokens += 1
    stage.say(RATE)
    stage.work()
    assert sum("97.26%" in text.splitlines()[0] for text in stage.texts) == 2
    assert stage.states() == {"done": 2}


def test_a_token_is_asked_for_once_and_again_when_it_ages(stage: Stage) -> None:
    before = stage.platform.tokens
    for _ in range(3):
        stage.say(RATE)
    stage.work()
    assert stage.platform.tokens - before <= 1
    stage.clock.advance(7000)
    stage.say(RATE)
    stage.work()
    assert stage.platform.tokens - before <= 2


def test_a_message_nobody_takes_is_given_up_and_can_be_tried_again(stage: Stage) -> None:
    stage.platform.faults.extend(["down"] * 6)
    stage.say(RATE)
    for _ in range(8):
        stage.later(3600)
    assert stage.states() == {"dead": 1}
    (dead,) = stage.desk.mailbox.dead()
    assert dead.attempts == 5
    assert "HTTP 502" in dead.problem
    assert [stage.post("/api/channels/again", {"key": dead.key}).status_code for _ in range(2)] == [204, 404]
    stage.work()
    assert "97.26%" in stage.texts[0]


def test_a_second_try_answers_nothing_anew(stage: Stage) -> None:
    stage.attend = saying(Reply("第一次的答案"), Reply("另一个答案"))
    stage.platform.faults.append("down")
    stage.say("问")
    stage.work()
    stage.later(60)
    assert ["第一次的答案" in text for text in stage.texts] == [True]


def test_a_store_that_cannot_be_used_now_is_tried_again(stage: Stage) -> None:
    stage.attend = saying(StoreFault("youju.db", zh="另一进程正在写入", en="locked"), Reply("答"))
    stage.say("问")
    stage.work()
    assert stage.states() == {"open": 1}
    stage.later(5)
    assert "答" in stage.texts[0]


def test_the_asker_is_told_when_no_answer_will_come(stage: Stage) -> None:
    stage.attend = saying(ValueError("a fault of ours"))
    stage.say("问")
    for _ in range(8):
        stage.later(3600)
    assert stage.states() == {"dead": 1}
    assert "没能给出答案" in stage.texts[-1]
    assert "a fault of ours" not in stage.texts[-1]


def test_messages_of_a_chat_are_answered_in_their_order(stage: Stage) -> None:
    stage.attend = saying(Reply("甲"), Reply("乙"), Reply("丙"))
    stage.platform.faults.append("down")
    for number in (1, 2, 3):
        stage.say("问", "same", number=number)
    stage.work()
    stage.later(60)
    assert [text.strip("*")[0] for text in stage.texts] == ["甲", "乙", "丙"]


def test_a_chat_that_waits_keeps_no_other_waiting(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.append("down")
    stage.say("问", "first")
    stage.work()
    stage.say("问", "second")
    stage.work()
    assert len(stage.texts) == 1
    assert stage.states() == {"open": 1, "done": 1}


def test_a_late_answer_is_announced_once(stage: Stage) -> None:
    stage.say("问", "slow")
    stage.work_slowly(stage.key(1), Reply("终于"))
    assert sum("正在查记录" in text for text in stage.texts) == 1
    assert "终于" in stage.texts[-1]


def test_a_quick_answer_is_not_announced(stage: Stage) -> None:
    stage.say(RATE)
    stage.work()
    assert not any("正在查记录" in text for text in stage.texts)


LONG = tuple(f"第{n}项支出 {n},491.52 万元，占全部支出的 {n}.94%，比上年增加 {n}2.5 万元。" for n in range(100, 400))


def test_a_long_reply_keeps_within_the_limit_and_cuts_no_figure(stage: Stage) -> None:
    stage.attend = saying(Reply("合计如下", lines=LONG, figures=tuple(f"{n},491.52 万元" for n in range(100, 400))))
    stage.say("问")
    for _ in range(20):
        stage.later(60)
    assert stage.states() == {"done": 1}
    assert all(len(text.encode()) <= stage.kit.limit_bytes for text in stage.texts)
    joined = "\n".join(stage.texts)
    assert [n for n in range(100, 400) if f"{n},491.52 万元" not in joined or f"{n}.94%" not in joined] == []


def test_choices_come_as_buttons_that_ask(stage: Stage) -> None:
    choices = tuple(f"南栎市{name}2021年预算执行率是多少？" for name in ("水务局", "水利局"))
    stage.attend = saying(Reply("有几个部门符合，请选择", choices=choices))
    stage.say("问")
    stage.work()
    assert [asked for _, message in stage.platform.taken for asked in stage.kit.asked(message)] == list(choices)


HOSTILE = '<a href="https://evil.example">点这里</a> [点这里](https://evil.example) <at user_id="all"></at> <@all>'


def test_words_of_a_record_are_no_markup(stage: Stage) -> None:
    source = Source(1, HOSTILE, (2021,), HOSTILE, HOSTILE, HOSTILE, f"{PUBLIC}/answer.html?id=1&cite=1")
    stage.attend = saying(Reply(HOSTILE, lines=(HOSTILE,), remarks=(HOSTILE,), sources=(source,), more=(HOSTILE,)))
    stage.say("问")
    stage.work()
    read = "\n".join(stage.kit.read_as_markup(message) for _, message in stage.platform.taken)
    assert "evil.example" in read
    assert f"{PUBLIC}/answer.html?id=1&cite=1" in read
    assert [mark for mark in stage.kit.markup if mark in read] == []


@pytest.mark.parametrize(
    ("said", "kind", "reason"),
    [("有用", "up", ""), ("有误：预算数应为调整后的", "down", "预算数应为调整后的"), ("👎", "down", "")],
)
def test_a_judgement_in_words_is_of_the_last_answer(stage: Stage, said: str, kind: str, reason: str) -> None:
    person = f"judge-{kind}-{len(reason)}"
    stage.say(RATE, person)
    stage.say(said, person)
    stage.work()
    assert "已记下" in stage.texts[-1]
    latest = stage.library.store.conversations.opinions(EVERYTHING)[0]
    assert (latest.kind, latest.reason, latest.question) == (kind, reason, RATE)


def test_secrets_are_never_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    stage.platform.faults.extend(["down", "odd"])
    stage.say(RATE)
    stage.deliver(stage.kit.forged(stage.kit.text(9, "zhang", RATE, NOW)))
    for _ in range(9):
        stage.later(3600)
    problems = [letter.problem for letter in stage.desk.mailbox.dead()]
    told = caplog.text + "".join(problems) + repr(stage.channel) + repr(stage.channel.__dict__)
    assert "access-token" not in caplog.text + "".join(problems)
    assert all(secret not in told for secret in stage.kit.secrets)


def test_health_tells_of_open_and_dead_messages(stage: Stage) -> None:
    stage.say(RATE)
    stage.app.state.desk = stage.desk
    assert channels_record(stage.desk)["channels"] == [
        {"name": stage.kit.name, "on": True, "open": 1, "done": 0, "dead": 0}
    ]
    stage.work()
    assert channels_record(stage.desk)["channels"][0]["done"] == 1
