"""WeCom's intelligent bot by callbacks: streams that are asked after, cards, events, late answers."""

import base64
import hashlib
import json

import pytest

from api.channels.seam import Reply, Source
from assistant.records.scope import EVERYTHING
from tests.api.channels import aes
from tests.api.channels.stage import NOW, PUBLIC, Stage, saying
from tests.api.channels.wecom_bot_kit import WecomBotKit, bot_callback, opened
from tests.api.channels.wecom_kit import KEY

RATE = "水务局2021年预算执行率是多少？"
SOURCE = Source(1, "水务局报告", (2021,), "二、情况", "", "执行数790.13万元", f"{PUBLIC}/answer.html?id=1&cite=1")


@pytest.fixture
def kit_name() -> str:
    return "wecom-bot"


@pytest.fixture
def kit(stage: Stage) -> WecomBotKit:
    assert isinstance(stage.kit, WecomBotKit)
    return stage.kit


def test_the_first_answer_is_an_open_stream_and_the_asked_for_one_the_whole(stage: Stage, kit: WecomBotKit) -> None:
    first = opened(stage.say(RATE, number=1).content)
    assert first["stream"] == {"id": "CAIQ1", "finish": False, "content": "", "feedback": {"id": "CAIQ1"}}
    assert kit.poll(stage, 1)["stream"]["finish"] is False
    stage.work()
    last = kit.poll(stage, 1)
    assert last["stream"]["finish"] is True
    assert "97.26%" in last["stream"]["content"].splitlines()[0]
    assert stage.platform.calls == []


def test_the_answer_carries_a_card_that_opens_the_citation(stage: Stage, kit: WecomBotKit) -> None:
    stage.say(RATE, number=1)
    stage.work()
    frame = kit.poll(stage, 1)
    card = frame["template_card"]
    assert frame["msgtype"] == "stream_with_template_card"
    assert card["card_type"] == "text_notice"
    assert card["quote_area"]["url"].endswith("&cite=1")
    assert "97.26%" in card["main_title"]["title"]
    assert card["jump_list"][1] == {
        "type": 3,
        "title": card["jump_list"][1]["title"],
        "question": "南栎市水务局2021年存在的主要问题是什么？",
    }


def test_a_chart_comes_with_the_last_frame(stage: Stage, kit: WecomBotKit) -> None:
    chart = b"\x89PNG\r\n\x1a\n" + bytes(40)
    stage.attend = saying(Reply("逐年上升", picture=chart))
    stage.say("走势", number=1)
    assert "msg_item" not in kit.poll(stage, 1)["stream"]
    stage.work()
    (item,) = kit.poll(stage, 1)["stream"]["msg_item"]
    assert item["msgtype"] == "image"
    assert base64.b64decode(item["image"]["base64"]) == chart
    assert item["image"]["md5"] == hashlib.md5(chart).hexdigest()


def test_choices_are_buttons_and_a_pressed_one_asks_its_question(stage: Stage, kit: WecomBotKit) -> None:
    stage.attend = saying(Reply("哪一个？", choices=("水务局？", "教育局？")), Reply("答"))
    stage.say("执行率", "zhang", number=1)
    stage.work()
    buttons = kit.poll(stage, 1)["template_card"]["button_list"]
    assert [button["key"] for button in buttons] == ["ask:水务局？", "ask:教育局？"]
    event = {
        "eventtype": "template_card_event",
        "template_card_event": {"event_key": buttons[0]["key"], "task_id": "t"},
    }
    stage.deliver(bot_callback(kit.message(2, "zhang", msgtype="event", event=event), NOW))
    stage.work()
    # A press opens no stream: its answer goes to the address that came along.
    assert [(to, kit.shown(body)) for to, body in stage.platform.taken] == [("2", "**答**")]


@pytest.mark.parametrize(
    ("told", "kind", "reason"),
    [({"type": 1}, "up", ""), ({"type": 2, "content": "数字不对"}, "down", "数字不对"), ({"type": 3}, None, "")],
)
def test_feedback_reaches_the_evaluators(stage: Stage, kit: WecomBotKit, told, kind, reason) -> None:
    before = len(stage.library.store.conversations.opinions(EVERYTHING))
    stage.say(RATE, f"fan{kind}", number=1)
    stage.work()
    event = {"eventtype": "feedback_event", "feedback_event": {"id": "CAIQ1", **told}}
    response = stage.deliver(bot_callback(kit.message(2, f"fan{kind}", msgtype="event", event=event), NOW))
    assert response.content == b""
    stage.work()
    opinions = stage.library.store.conversations.opinions(EVERYTHING)
    assert len(opinions) - before == (kind is not None)
    if kind:
        assert (opinions[0].kind, opinions[0].reason, opinions[0].question) == (kind, reason, RATE)


def test_who_enters_is_welcomed_at_once(stage: Stage, kit: WecomBotKit) -> None:
    event = kit.message(1, "zhang", msgtype="event", event={"eventtype": "enter_chat"})
    told = opened(stage.deliver(bot_callback(event, NOW)).content)
    assert told["msgtype"] == "text"
    assert "有据" in told["text"]["content"]
    assert stage.work() == 0


@pytest.mark.parametrize(
    ("age", "taken", "states"),
    [(0, 0, {"done": 1}), (299, 0, {"done": 1}), (301, 1, {"done": 1}), (3499, 1, {"done": 1}), (3501, 0, {"dead": 1})],
)
def test_a_late_answer_goes_to_the_address_that_came_along(
    stage: Stage, kit: WecomBotKit, age: float, taken: int, states: dict[str, int]
) -> None:
    stage.attend = saying(Reply("答"))
    stage.say("问", number=1)
    stage.later(age)
    assert (len(stage.platform.taken), stage.states()) == (taken, states)


def test_a_busy_platform_is_asked_again_for_a_late_answer(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.extend(["busy", "down"])
    stage.say("问", number=1)
    stage.later(400)
    stage.later(61)
    stage.later(61)
    assert [stage.kit.shown(body) for _, body in stage.platform.taken] == ["**答**"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"msgtype": "text", "text": {"content": RATE}}, "97.26%"),
        ({"msgtype": "voice", "voice": {"content": RATE}}, "97.26%"),
        ({"msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": RATE}}]}}, "97.26%"),
        ({"msgtype": "text", "chattype": "group", "chatid": "g", "text": {"content": f"@有据 {RATE}"}}, "97.26%"),
        ({"msgtype": "text", "chattype": "group", "chatid": "g", "text": {"content": f"{RATE} @有据"}}, "97.26%"),
        ({"msgtype": "text", "text": {"content": " "}}, "请把问题写成文字"),
        ({"msgtype": "location"}, "请把问题写成文字"),
        ({"msgtype": "image", "image": {"url": "http://127.0.0.1/x"}}, "没有往记录里添加文件的权限"),
    ],
)
def test_kinds_of_message(stage: Stage, kit: WecomBotKit, more, said: str) -> None:
    stage.deliver(bot_callback(kit.message(1, "zhang", **more), NOW))
    stage.work()
    assert said in kit.poll(stage, 1)["stream"]["content"]


@pytest.mark.parametrize(
    "message",
    [{}, {"msgtype": "text"}, {"msgid": "1", "from": {}}, {"msgid": "1", "from": {"userid": 5}, "msgtype": "text"}],
)
def test_what_says_nothing_is_acknowledged_only(stage: Stage, message) -> None:
    assert stage.deliver(bot_callback(message, NOW)).status_code == 200
    assert stage.work() == 0


def test_a_stream_nobody_knows_has_ended(stage: Stage, kit: WecomBotKit) -> None:
    assert kit.poll(stage, 404)["stream"] == {
        "id": "CAIQ404",
        "finish": True,
        "content": "",
        "feedback": {"id": "CAIQ404"},
    }


def test_a_stream_ends_with_words_where_no_answer_will_come(stage: Stage, kit: WecomBotKit) -> None:
    stage.attend = saying(ValueError("a fault of ours"))
    stage.say("问", number=1)
    for _ in range(8):
        stage.later(3600)
    last = kit.poll(stage, 1)["stream"]
    assert last["finish"] is True
    assert "没能给出答案" in last["content"]


def test_a_permitted_person_adds_a_file_under_the_bots_key(stage: Stage, kit: WecomBotKit) -> None:
    report = "南栎市档案局2020年度部门整体支出绩效自评报告（虚构样例）\n\n2020年全年预算数10.00万元，执行数9.00万元。\n".encode()
    key = base64.b64decode(KEY + "=")
    pad = 32 - len(report) % 32
    stage.platform.media["f1"] = ("", aes.encrypt(key, key[:16], report + bytes([pad]) * pad))
    told = {"url": f"{kit.address}/files/f1", "filename": "档案局2020.txt"}
    stage.deliver(bot_callback(kit.message(1, "boss", msgtype="file", file=told), NOW))
    stage.work()
    assert "档案局2020.txt：已读入" in kit.poll(stage, 1)["stream"]["content"]
    stage.forget("档案局2020.txt")


def test_the_stream_stays_within_its_limit(stage: Stage, kit: WecomBotKit) -> None:
    stage.attend = saying(
        Reply("合计", lines=tuple(f"第{n}项 1,{n}.52 万元" for n in range(100, 999)), sources=(SOURCE,))
    )
    stage.say("问", number=1)
    stage.work()
    content = kit.poll(stage, 1)["stream"]["content"]
    assert 15_000 < len(content.encode()) <= 20_480
    assert json.dumps(content)
    assert content.rstrip().endswith("万元")
