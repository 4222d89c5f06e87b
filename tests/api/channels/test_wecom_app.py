"""WeCom's application: its cryptography, its kinds of message, its errors, its limits."""

from dataclasses import replace

import pytest

from api.channels.seam import Reply
from api.channels.wecom.crypto import aes_key
from assistant.errors import InvalidSetting
from tests.api.channels.stage import NOW, Stage, altered, saying
from tests.api.channels.wecom_kit import CORP, KEY, callback, message_xml, seal, signed

EVENT = {"ToUserName": CORP, "FromUserName": "zhang", "CreateTime": str(int(NOW)), "MsgType": "event", "AgentID": "1"}
MESSAGE = {**EVENT, "MsgId": "4711"}


@pytest.fixture
def kit_name() -> str:
    return "wecom"


def verification(echo: str, at: float = NOW, receiver: str = CORP):
    """The console checking the address: a GET with an encrypted echostr."""
    sealed = seal(echo, receiver)
    return replace(callback("", at), method="GET", query={**signed(sealed, at), "echostr": sealed}, body=b"")


@pytest.mark.parametrize("echo", ["1616140317555161061", "x", "汉字也行", "a" * 500])
def test_the_console_is_answered_with_its_own_words(stage: Stage, echo: str) -> None:
    response = stage.deliver(verification(echo))
    assert (response.status_code, response.text) == (200, echo)


@pytest.mark.parametrize(
    "delivery",
    [
        altered(verification("1"), msg_signature="f" * 40),
        altered(verification("1"), msg_signature=""),
        altered(verification("1"), nonce="another"),
        altered(verification("1"), timestamp=str(int(NOW) + 1)),
        altered(verification("1"), timestamp="soon"),
        altered(verification("1"), timestamp="9" * 40),
        altered(verification("1"), timestamp="１８０００００００００"),
        altered(verification("1"), echostr=seal("2")),
        altered(verification("1"), echostr="no base64!"),
        altered(verification("1"), echostr=""),
        verification("1", NOW - 601),
        verification("1", NOW + 601),
        verification("1", receiver="ww0another"),
        verification("1", receiver=""),
        replace(verification("1"), query={}),
    ],
)
def test_nobody_else_is_answered(stage: Stage, delivery) -> None:
    response = stage.deliver(delivery)
    assert response.status_code == 403
    assert response.json()["code"] == "refused_delivery"


def test_the_window_is_wide_enough_for_a_slow_clock(stage: Stage) -> None:
    assert stage.deliver(verification("1", NOW - 599)).status_code == 200
    assert stage.deliver(verification("1", NOW + 599)).status_code == 200


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


@pytest.mark.parametrize("body", [BOMB, "<xml><Encrypt>", "no xml", ""])
def test_an_envelope_that_is_no_plain_xml_is_refused(stage: Stage, body: str) -> None:
    genuine = callback(message_xml(**MESSAGE), NOW)
    assert stage.deliver(replace(genuine, body=body.encode())).status_code == 403


def test_a_document_type_inside_is_refused(stage: Stage) -> None:
    assert stage.deliver(callback(BOMB, NOW)).status_code == 403


@pytest.mark.parametrize("length", [43, 42, 44, 0])
def test_a_key_of_another_length_is_named(length: int) -> None:
    if length == 43:
        assert len(aes_key("YOUJU_WECOM_AES_KEY", KEY)) == 32
        return
    with pytest.raises(InvalidSetting, match="YOUJU_WECOM_AES_KEY"):
        aes_key("YOUJU_WECOM_AES_KEY", (KEY + "A")[:length])


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ({**MESSAGE, "MsgType": "text", "Content": "水务局2021年预算执行率"}, "97.26%"),
        ({**MESSAGE, "MsgType": "voice", "MediaId": "m", "Recognition": "水务局2021年预算执行率。"}, "97.26%"),
        ({**MESSAGE, "MsgType": "text", "Content": "  "}, "请把问题写成文字"),
        ({**MESSAGE, "MsgType": "voice", "MediaId": "m"}, "请把问题写成文字"),
        ({**MESSAGE, "MsgType": "location", "Label": "南栎"}, "请把问题写成文字"),
        ({**MESSAGE, "MsgType": "image", "MediaId": "m", "PicUrl": "http://x"}, "没有往记录里添加文件的权限"),
        ({**MESSAGE, "MsgType": "text", "Content": "问" * 2001}, "最多 2000 个"),
        ({**EVENT, "Event": "subscribe"}, "您好，我是有据"),
        ({**EVENT, "Event": "template_card_event", "EventKey": "ask:水务局2021年预算执行率"}, "97.26%"),
        ({**EVENT, "Event": "click", "EventKey": "ask:水务局2021年预算执行率"}, "97.26%"),
    ],
)
def test_kinds_of_message(stage: Stage, elements: dict[str, str], said: str) -> None:
    assert stage.deliver(callback(message_xml(**elements), NOW)).status_code == 200
    stage.work()
    assert said in stage.texts[0]


@pytest.mark.parametrize("event", ["enter_agent", "unsubscribe", "LOCATION", "view", "template_card_event", ""])
def test_events_that_ask_for_nothing_are_acknowledged_only(stage: Stage, event: str) -> None:
    assert stage.deliver(callback(message_xml(**EVENT, Event=event, EventKey="other"), NOW)).status_code == 200
    assert stage.work() == 0


def test_the_same_event_twice_is_one_and_a_later_one_another(stage: Stage) -> None:
    pressed = {**EVENT, "Event": "click", "EventKey": "ask:水务局2021年预算执行率"}
    for created in (NOW, NOW, NOW + 1):
        stage.deliver(callback(message_xml(**{**pressed, "CreateTime": str(int(created))}), NOW))
    assert stage.work() == 2


def test_who_sends_a_file_that_takes_long_is_told_that_it_is_read(stage: Stage) -> None:
    sent = {**MESSAGE, "MsgType": "file", "MediaId": "m1", "FileName": "民政局2020.txt"}
    stage.deliver(callback(message_xml(**sent), NOW))
    stage.work_slowly(stage.key(int(MESSAGE["MsgId"])), Reply("民政局2020.txt：已读入"))
    assert ["正在读入" in text for text in stage.texts] == [True, False]


def test_a_permitted_person_adds_a_file_and_is_told_what_was_read(stage: Stage) -> None:
    report = (
        "南栎市民政局2020年度部门整体支出绩效自评报告（虚构样例）\n\n2020年全年预算数100.00万元，执行数95.00万元。\n"
    )
    stage.platform.media["m1"] = ("", report.encode())
    picture = {**MESSAGE, "FromUserName": "boss", "MsgType": "file", "MediaId": "m1", "FileName": "民政局2020.txt"}
    stage.deliver(callback(message_xml(**picture), NOW))
    stage.work()
    assert "民政局2020.txt：已读入" in stage.texts[0]
    stage.forget("民政局2020.txt")


def test_a_file_that_is_gone_is_tried_again_then_given_up(stage: Stage) -> None:
    picture = {**MESSAGE, "FromUserName": "boss", "MsgType": "image", "MediaId": "gone"}
    stage.deliver(callback(message_xml(**picture), NOW))
    for _ in range(8):
        stage.later(3600)
    (dead,) = stage.desk.mailbox.dead()
    assert "40007" in dead.problem


@pytest.mark.parametrize(
    ("fault", "after", "states", "calls"),
    [
        ("busy", 59, {"open": 1}, 1),
        ("busy", 61, {"done": 1}, 2),
        ("stressed", 61, {"done": 1}, 2),
        ("old token", 0, {"done": 1}, 2),
        ("gone", 0, {"dead": 1}, 1),
        ("odd", 0, {"open": 1}, 1),
        ("odd", 3, {"done": 1}, 2),
        ("down", 3, {"open": 1}, 1),
        ("down", 6, {"done": 1}, 2),
    ],
)
def test_errors_of_the_platform(stage: Stage, fault: str, after: float, states: dict[str, int], calls: int) -> None:
    stage.attend = saying(Reply("答"))
    stage.say("问")
    stage.platform.faults.append(fault)
    stage.work()
    if after:
        stage.later(after)
    sends = [path for path, _, _ in stage.platform.calls if path.endswith("message/send")]
    assert (stage.states(), len(sends)) == (states, calls)


def test_only_a_second_try_asks_the_platform_to_drop_repetitions(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.append("down")
    stage.say("问")
    stage.work()
    stage.later(10)
    checks = [body.get("enable_duplicate_check") for path, _, body in stage.platform.calls if body]
    assert checks == [None, 1]


def test_no_more_leaves_than_the_platform_lets_through_to_one_member(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    for number in range(40):
        stage.say("问", "zhang", number=number)
    stage.work()
    assert len(stage.texts) == 30
    stage.later(61)
    assert len(stage.texts) == 40
    assert stage.states() == {"done": 40}


def test_messages_to_others_do_not_count(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    for _ in range(40):
        stage.say("问")
    stage.work()
    assert len(stage.texts) == 40


def test_a_wrong_secret_is_reported_and_tried_again(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.append("wrong secret")
    stage.say("问")
    stage.work()
    assert stage.states() == {"open": 1}
    stage.later(10)
    assert stage.texts == ["答"]


def test_the_message_goes_to_its_sender_from_the_application(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.say("问", "li.na")
    stage.work()
    assert [(body["touser"], body["agentid"]) for _, body in stage.platform.taken] == [("li.na", 1000002)]
