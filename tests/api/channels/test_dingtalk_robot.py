"""DingTalk's robot: its signature, its kinds of message, session webhooks that end, the open API behind them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from api.channels.dingtalk.robot import DingtalkRobot
from api.channels.platform import Network
from api.channels.seam import Delivery, Reply
from tests.api.channels.dingtalk_kit import SECRET, TEMPLATE, DingtalkKit, callback, sign
from tests.api.channels.stage import NOW, Stage, saying

RATE = "水务局2021年预算执行率是多少？"
WEBHOOK = "/robot/sendBySession"
ONE = "/v1.0/robot/oToMessages/batchSend"
GROUP = "/v1.0/robot/groupMessages/send"


@pytest.fixture
def kit_name() -> str:
    return "dingtalk"


@pytest.fixture
def kit(stage: Stage) -> DingtalkKit:
    assert isinstance(stage.kit, DingtalkKit)
    return stage.kit


def signed_with(timestamp: str, signature: str | None = None) -> dict[str, str]:
    return {"timestamp": timestamp, "sign": sign(timestamp) if signature is None else signature}


MILLIS = str(int(NOW * 1000))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"timestamp": MILLIS},
        signed_with(MILLIS, ""),
        signed_with(MILLIS, sign(MILLIS, "another secret")),
        signed_with(MILLIS, sign(MILLIS, SECRET).lower()),
        {"timestamp": str(int(MILLIS) + 1), "sign": sign(MILLIS)},
        signed_with(str(int((NOW - 601) * 1000))),
        signed_with(str(int((NOW + 601) * 1000))),
        signed_with("0"),
        signed_with("soon"),
        signed_with("-1"),
        signed_with(MILLIS, "not base64!"),
    ],
)
def test_what_is_not_signed_now_by_dingtalk_is_refused(stage: Stage, kit: DingtalkKit, headers: dict[str, str]) -> None:
    genuine = kit.text(1, "zhang", RATE, NOW)
    assert stage.deliver(replace(genuine, headers=headers)).status_code == 403
    assert stage.work() == 0


@pytest.mark.parametrize("lacking", ["msgId", "conversationId"])
def test_a_message_that_cannot_be_answered_is_refused(stage: Stage, kit: DingtalkKit, lacking: str) -> None:
    message = kit.message(1, "zhang", RATE, NOW)
    del message[lacking]
    assert stage.deliver(callback(message, NOW)).status_code == 403


def say(stage: Stage, number: int = 1, sender: str = "zhang", **how: Any) -> None:
    assert stage.say("问", sender, number=number, **how).json() == {}


def sends(stage: Stage) -> list[str]:
    return [path for path, _, _ in stage.platform.calls if path in (WEBHOOK, ONE, GROUP)]


@pytest.mark.parametrize(
    ("how", "after", "path", "to"),
    [
        ({}, 0, WEBHOOK, "cidzhang"),
        ({"webhook": 5400}, 5300, WEBHOOK, "cidzhang"),
        ({"webhook": 5400}, 5371, ONE, "zhang"),
        ({"webhook": 5400}, 6000, ONE, "zhang"),
        ({"webhook": 0}, 0, ONE, "zhang"),
        ({"group": True}, 0, WEBHOOK, "cidgroup1"),
        ({"group": True, "webhook": 0}, 0, GROUP, "cidgroup1"),
        ({"group": True, "webhook": 60}, 3600, GROUP, "cidgroup1"),
        # The body is not signed: an address elsewhere is never called.
        ({"more": {"sessionWebhook": "https://evil.example/robot"}}, 0, ONE, "zhang"),
        ({"more": {"sessionWebhook": "http://oapi.dingtalk.com/robot"}}, 0, ONE, "zhang"),
        ({"more": {"sessionWebhook": "https://oapi.dingtalk.com.evil.example/robot"}}, 0, ONE, "zhang"),
        ({"more": {"sessionWebhook": "https://evil.example\\@oapi.dingtalk.com/robot"}}, 0, ONE, "zhang"),
        ({"more": {"sessionWebhook": "file:///etc/passwd"}}, 0, ONE, "zhang"),
        ({"more": {"sessionWebhookExpiredTime": "soon"}}, 0, ONE, "zhang"),
    ],
)
def test_the_way_an_answer_takes(stage: Stage, how: dict[str, Any], after: float, path: str, to: str) -> None:
    stage.attend = saying(Reply("答"))
    say(stage, **how)
    stage.later(after)
    assert sends(stage) == [path]
    assert [(where, stage.kit.shown(message)) for where, message in stage.platform.taken] == [(to, "**答**")]


@pytest.mark.parametrize(
    ("faults", "how", "paths", "states"),
    [
        (["ended"], {}, [WEBHOOK, ONE], {"done": 1}),
        (["odd"], {}, [WEBHOOK, ONE], {"done": 1}),
        (["busy"], {}, [WEBHOOK], {"open": 1}),
        (["down"], {}, [WEBHOOK], {"open": 1}),
        (["ended"], {"group": True}, [WEBHOOK, GROUP], {"done": 1}),
        (["busy"], {"webhook": 0}, [ONE], {"open": 1}),
        (["flow"], {"webhook": 0}, [ONE], {"open": 1}),
        (["odd"], {"webhook": 0}, [ONE], {"open": 1}),
        (["nobody"], {"webhook": 0}, [ONE], {"dead": 1}),
        (["gone"], {"webhook": 0}, [ONE], {"dead": 1}),
        (["old token"], {"webhook": 0}, [ONE, ONE], {"done": 1}),
        (["old token", "old token"], {"webhook": 0}, [ONE, ONE], {"open": 1}),
    ],
)
def test_errors_of_the_platform(
    stage: Stage, faults: list[str], how: dict[str, Any], paths: list[str], states: dict[str, int]
) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.extend(faults)
    say(stage, **how)
    stage.work()
    assert (sends(stage), stage.states()) == (paths, states)


def test_a_busy_platform_is_left_alone_for_a_minute(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.append("flow")
    say(stage, webhook=0)
    stage.work()
    stage.later(59)
    assert len(sends(stage)) == 1
    stage.later(2)
    assert stage.states() == {"done": 1}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"msgtype": "text", "text": {"content": f" {RATE}"}}, "97.26%"),
        ({"msgtype": "audio", "content": {"duration": 1, "recognition": RATE}}, "97.26%"),
        (
            {"msgtype": "richText", "content": {"richText": [{"text": "水务局2021年"}, {"text": "预算执行率"}]}},
            "97.26%",
        ),
        ({"msgtype": "text", "text": {"content": "  "}}, "请把问题写成文字"),
        ({"msgtype": "text", "text": None}, "请把问题写成文字"),
        ({"msgtype": "video", "content": {"downloadCode": "x"}}, "请把问题写成文字"),
        ({"msgtype": "picture", "content": {"downloadCode": "x"}}, "没有往记录里添加文件的权限"),
        ({"msgtype": "file", "content": {"downloadCode": "x", "fileName": "a.txt"}}, "没有往记录里添加文件的权限"),
    ],
)
def test_kinds_of_message(stage: Stage, kit: DingtalkKit, more: dict[str, Any], said: str) -> None:
    stage.deliver(callback(kit.message(1, "zhang", "", NOW, more=more), NOW))
    stage.work()
    assert said in stage.texts[0]


@pytest.mark.parametrize(("addressed", "answers"), [(True, 1), (False, 0)])
def test_in_a_group_only_what_mentions_the_robot_is_answered(stage: Stage, addressed: bool, answers: int) -> None:
    stage.attend = stage.attendant
    stage.say(RATE, "zhang", group=True, addressed=addressed)
    stage.work()
    assert sum("97.26%" in text for text in stage.texts) == answers
    assert stage.states() == {"done": 1}


def test_a_permitted_person_adds_a_file(stage: Stage, kit: DingtalkKit) -> None:
    report = (
        "南栎市统计局2020年度部门整体支出绩效自评报告（虚构样例）\n\n2020年全年预算数30.00万元，执行数29.00万元。\n"
    )
    stage.platform.media["code1"] = ("", report.encode())
    file = {"msgtype": "file", "content": {"downloadCode": "code1", "fileName": "../统计局2020.txt"}}
    stage.deliver(callback(kit.message(1, "boss", "", NOW, more=file), NOW))
    stage.work()
    assert "统计局2020.txt：已读入" in stage.texts[0]
    stage.forget("统计局2020.txt")


@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_buttons_come_by_the_open_api_too(stage: Stage, kit: DingtalkKit, count: int) -> None:
    choices = tuple(f"第{name}局的执行率？" for name in "甲乙丙丁戊己庚"[:count])
    stage.attend = saying(Reply("哪一个？", choices=choices))
    say(stage, webhook=0)
    stage.work()
    keys = [body["msgKey"] for path, _, body in stage.platform.calls if path == ONE]
    assert keys == ["sampleMarkdown", "sampleActionCard" + (str(min(count, 5)) if count > 1 else "")]
    assert tuple(kit.asked(stage.platform.taken[-1][1])) == choices[:5]


def test_no_more_than_twenty_a_minute_go_to_one_chat(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    for number in range(25):
        say(stage, number=number)
    stage.work()
    assert len(stage.texts) == 20
    stage.later(61)
    assert len(stage.texts) == 25


def test_no_more_than_forty_a_second_leave_the_robot(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    for number in range(50):
        say(stage, number=number, sender=f"user{number}")
    stage.work()
    assert len(stage.texts) == 40
    stage.later(1.1)
    assert len(stage.texts) == 50


def test_deliveries_out_of_order_are_answered_in_order(stage: Stage) -> None:
    order = []

    async def attend(channel, incoming):
        order.append(incoming.text)
        return Reply("答")

    stage.attend = attend
    for number, text, at in ((1, "三", 30), (2, "一", 10), (3, "二", 20)):
        stage.say(text, "zhang", number=number, sent_at=NOW + at)
    stage.work()
    assert order == ["一", "二", "三"]


def test_a_delivery_of_another_method_holds_nothing(stage: Stage, kit: DingtalkKit) -> None:
    genuine = kit.text(1, "zhang", RATE, NOW)
    assert stage.deliver(Delivery("GET", {}, genuine.headers, b"")).status_code == 403


def test_a_title_shows_no_half_figure(stage: Stage) -> None:
    stage.attend = saying(Reply("南栎市水务局二〇二一年度全部支出合计 1,491.52 万元", figures=("1,491.52 万元",)))
    say(stage)
    stage.work()
    title = stage.platform.taken[0][1]["markdown"]["title"]
    assert title.endswith(("1,491.52 万元", "…"))
    assert "1,491" not in title.removesuffix("1,491.52 万元")
    assert json.dumps(title)


class TestCards:
    @pytest.fixture
    def carded(self, stage: Stage, kit: DingtalkKit) -> Stage:
        """The robot with a card template of the office's own."""
        config = replace(stage.channel._config, card_template=TEMPLATE)
        stage.channel = DingtalkRobot(config, Network())
        stage.desk = stage.new_desk()
        return stage

    def streamed(self, stage: Stage) -> list[tuple[str, bool]]:
        return [(body["content"], body["isFinalize"]) for path, _, body in stage.platform.calls if "PUT" in path]

    @pytest.mark.parametrize(
        ("group", "space"), [(False, "dtv1.card//IM_ROBOT.zhang"), (True, "dtv1.card//IM_GROUP.cidgroup1")]
    )
    def test_the_answer_comes_as_a_card(self, carded: Stage, group: bool, space: str) -> None:
        carded.attend = saying(Reply("97.26%"))
        carded.say("问", "zhang", number=1, group=group)
        carded.work()
        created = [body for path, _, body in carded.platform.calls if "createAndDeliver" in path]
        assert [(body["openSpaceId"], body["cardTemplateId"]) for body in created] == [(space, TEMPLATE)]
        assert self.streamed(carded) == [("**97.26%**", True)]
        assert carded.platform.taken == []

    def test_the_answer_takes_the_place_of_the_note(self, carded: Stage) -> None:
        carded.say("问", "zhang", number=1)
        carded.work_slowly(carded.key(1), Reply("终于"))
        assert [final for _, final in self.streamed(carded)] == [False, True]
        assert list(carded.platform.uuids.values()) == ["**终于**"]

    def test_a_template_that_is_gone_leaves_markdown(self, carded: Stage) -> None:
        carded.channel._config = replace(carded.channel._config, card_template="other.schema")
        carded.attend = saying(Reply("答"))
        carded.say("问", "zhang", number=1)
        carded.work()
        assert carded.texts == ["**答**"]

    def test_a_busy_platform_gets_the_same_card_again(self, carded: Stage) -> None:
        carded.attend = saying(Reply("答"))
        carded.platform.faults.append("busy")
        carded.say("问", "zhang", number=1)
        carded.work()
        carded.later(61)
        tracks = {body["outTrackId"] for path, _, body in carded.platform.calls if "createAndDeliver" in path}
        assert len(tracks) == 1
        assert list(carded.platform.uuids.values()) == ["**答**"]

    def test_what_is_longer_than_a_card_goes_on_as_messages(self, carded: Stage) -> None:
        carded.attend = saying(Reply("长", lines=tuple(f"第{n}句话说得很长。" * 4 for n in range(60))))
        carded.say("问", "zhang", number=1)
        carded.work()
        assert len(self.streamed(carded)) == 1
        assert len(carded.platform.taken) >= 1
