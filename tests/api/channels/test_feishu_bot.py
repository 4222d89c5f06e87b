"""Feishu's bot: its challenge, encryption and signature, its events, cards that take a note's place, its errors."""

import json
from dataclasses import replace
from typing import Any

import pytest

from api.channels.seam import Reply
from assistant.records.scope import EVERYTHING
from tests.api.channels.feishu_kit import BOT, TOKEN, FeishuKit, callback, event
from tests.api.channels.stage import NOW, Stage, saying

RATE = "水务局2021年预算执行率是多少？"
SEND = "/open-apis/im/v1/messages"


@pytest.fixture
def kit_name() -> str:
    return "feishu"


@pytest.fixture
def kit(stage: Stage) -> FeishuKit:
    assert isinstance(stage.kit, FeishuKit)
    return stage.kit


def challenge(token: str = TOKEN, key: str | None = None):
    """The console checking the address: encrypted, but without a signature."""
    plain = {"type": "url_verification", "challenge": "ajls384k", "token": token}
    made = callback(plain, NOW) if key is None else callback(plain, NOW, key)
    return replace(made, headers={"content-type": "application/json"})


def test_the_console_gets_its_challenge_back(stage: Stage) -> None:
    assert stage.deliver(challenge()).json() == {"challenge": "ajls384k"}


@pytest.mark.parametrize("delivery", [challenge(token="another"), challenge(key="another key"), challenge(token="")])
def test_another_console_does_not(stage: Stage, delivery) -> None:
    assert stage.deliver(delivery).status_code == 403


def message(kit: FeishuKit, number: int = 1, **how: Any) -> dict[str, Any]:
    return kit.message(number, "ou_zhang", how.pop("text", RATE), NOW, **how)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-lark-signature": ""},
        {"x-lark-signature": "0" * 64},
        {"x-lark-request-nonce": "another"},
        {"x-lark-request-timestamp": str(int(NOW) + 1)},
        {"x-lark-request-timestamp": ""},
    ],
)
def test_what_is_not_signed_is_refused(stage: Stage, kit: FeishuKit, headers: dict[str, str]) -> None:
    genuine = kit.text(1, "ou_zhang", RATE, NOW)
    assert stage.deliver(replace(genuine, headers={**genuine.headers, **headers})).status_code == 403
    assert stage.work() == 0


def test_a_signed_event_with_another_token_is_refused(stage: Stage, kit: FeishuKit) -> None:
    told = event("im.message.receive_v1", message(kit), "ev1", token="another")
    assert stage.deliver(callback(told, NOW)).status_code == 403


def test_an_event_in_the_clear_is_refused(stage: Stage, kit: FeishuKit) -> None:
    told = json.dumps(event("im.message.receive_v1", message(kit), "ev1")).encode()
    assert stage.deliver(replace(kit.text(1, "x", RATE, NOW), body=told)).status_code == 403


def test_a_body_changed_on_its_way_is_refused(stage: Stage, kit: FeishuKit) -> None:
    genuine = kit.text(1, "ou_zhang", RATE, NOW)
    assert stage.deliver(replace(genuine, body=genuine.body + b" ")).status_code == 403


def post(*lines: list[dict[str, Any]], title: str = "") -> str:
    return json.dumps({"title": title, "content": list(lines)})


MENTION = {"key": "@_user_1", "id": {"open_id": BOT}, "name": "有据"}
OTHER = {"key": "@_user_1", "id": {"open_id": "ou_li"}, "name": "李四"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "97.26%"),
        (
            {
                "message_type": "post",
                "content": post([{"tag": "text", "text": "水务局2021年"}, {"tag": "text", "text": "预算执行率"}]),
            },
            "97.26%",
        ),
        ({"message_type": "post", "content": post([{"tag": "img", "image_key": "k"}], title=RATE)}, "97.26%"),
        ({"message_type": "audio", "content": json.dumps({"file_key": "k"})}, "请把问题写成文字"),
        ({"message_type": "text", "content": "no json"}, "请把问题写成文字"),
        ({"message_type": "text", "content": json.dumps({"text": " "})}, "请把问题写成文字"),
        ({"message_type": "sticker", "content": "{}"}, "请把问题写成文字"),
        ({"message_type": "image", "content": json.dumps({"image_key": "k"})}, "没有往记录里添加文件的权限"),
        (
            {"message_type": "file", "content": json.dumps({"file_key": "k", "file_name": "a.txt"})},
            "没有往记录里添加文件的权限",
        ),
    ],
)
def test_kinds_of_message(stage: Stage, kit: FeishuKit, more: dict[str, Any], said: str) -> None:
    stage.deliver(callback(event("im.message.receive_v1", message(kit, more=more), "ev1"), NOW))
    stage.work()
    assert said in stage.texts[0]


@pytest.mark.parametrize(
    ("mentions", "text", "answered"),
    [
        ([MENTION], f"@_user_1 {RATE}", True),
        ([MENTION], f"{RATE}@_user_1", True),
        ([OTHER], f"@_user_1 {RATE}", False),
        ([], RATE, False),
        ([MENTION, {**OTHER, "key": "@_user_12"}], f"@_user_1 @_user_12 {RATE}", True),
    ],
)
def test_in_a_group_only_what_mentions_the_bot_is_answered(
    stage: Stage, kit: FeishuKit, mentions: list[dict[str, Any]], text: str, answered: bool
) -> None:
    more = {"mentions": mentions, "content": json.dumps({"text": text})}
    stage.deliver(callback(event("im.message.receive_v1", message(kit, group=True, more=more), "ev1"), NOW))
    stage.work()
    assert any("97.26%" in text for text in stage.texts) is answered


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("im.message.message_read_v1", {}),
        ("im.chat.updated_v1", {"chat_id": "oc_1"}),
        ("im.message.receive_v1", {}),
        ("im.message.receive_v1", {"sender": {"sender_type": "app"}, "message": {"message_id": "m", "chat_id": "c"}}),
        ("card.action.trigger", {"action": {"value": {}}, "context": {"open_chat_id": "c"}}),
        ("card.action.trigger", {"action": {"value": "text"}}),
    ],
)
def test_events_that_ask_for_nothing_are_acknowledged_only(stage: Stage, kind: str, body: dict[str, Any]) -> None:
    assert stage.deliver(callback(event(kind, body, "ev1"), NOW)).status_code == 200
    assert stage.work() == 0


def test_who_opens_the_chat_is_greeted_once(stage: Stage) -> None:
    body = {"chat_id": "oc_1", "operator_id": {"open_id": "ou_1"}}
    for number in (1, 2):
        entered = event("im.chat.access_event.bot_p2p_chat_entered_v1", body, f"ev{number}")
        stage.deliver(callback(entered, NOW))
    stage.work()
    assert [text[:8] for text in stage.texts] == ["您好，我是有据。"]


def pressed(value: dict[str, Any], number: int = 9) -> dict[str, Any]:
    body = {
        "operator": {"open_id": "ou_zhang"},
        "action": {"tag": "button", "value": value},
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_ou_zhang"},
    }
    return event("card.action.trigger", body, f"ev-card-{number}")


def buttons(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [button["value"] for e in card["elements"] if e["tag"] == "action" for button in e["actions"]]


def test_a_pressed_choice_is_asked_and_a_toast_says_so(stage: Stage) -> None:
    stage.attend = saying(Reply("哪一个？", choices=("水务局？", "教育局？")), Reply("答"))
    stage.say("执行率", "ou_zhang")
    stage.work()
    first, _ = buttons(stage.platform.taken[-1][1])
    response = stage.deliver(callback(pressed(first), NOW))
    assert response.json()["toast"]["content"]
    stage.work()
    assert (stage.platform.taken[-1][0], stage.texts[-1]) == ("oc_ou_zhang", "答")


@pytest.mark.parametrize("kind", ["up", "down"])
def test_a_pressed_judgement_reaches_the_evaluators(stage: Stage, kind: str) -> None:
    stage.say(RATE, "ou_zhang")
    stage.work()
    judging = next(value for value in buttons(stage.platform.taken[-1][1]) if value.get("judge") == kind)
    response = stage.deliver(callback(pressed(judging), NOW))
    assert "谢谢" in response.json()["toast"]["content"]
    stage.work()
    opinion = stage.library.store.conversations.opinions(EVERYTHING)[0]
    assert (opinion.kind, opinion.question) == (kind, RATE)


def test_the_answer_takes_the_place_of_the_note(stage: Stage) -> None:
    stage.say("问", "ou_zhang")
    stage.work_slowly(stage.key(1), Reply("终于", lines=("x" * 20_000,)))
    paths = [path for path, _, _ in stage.platform.calls if "token" not in path]
    assert paths == [SEND, f"PATCH {stage.desk.mailbox.find(stage.key(1)).note}", SEND]


def test_a_note_that_is_gone_is_followed_by_the_answer(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.say("问", "ou_zhang")
    letter = stage.desk.mailbox.claim(["feishu"], now=NOW, seconds=1)
    stage.desk.mailbox.noted(letter, "om_gone")
    stage.platform.faults.append("gone")
    stage.later(2)
    assert stage.texts == ["答"]


@pytest.mark.parametrize(
    ("fault", "after", "states"),
    [
        ("busy", 9, {"open": 1}),
        ("busy", 11, {"done": 1}),
        ("limited", 89, {"open": 1}),
        ("limited", 91, {"done": 1}),
        ("down", 1, {"open": 1}),
        ("down", 6, {"done": 1}),
        ("odd", 3, {"done": 1}),
        ("gone", 0, {"dead": 1}),
        ("old token", 0, {"done": 1}),
    ],
)
def test_errors_of_the_platform(stage: Stage, fault: str, after: float, states: dict[str, int]) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.append(fault)
    stage.say("问")
    stage.work()
    stage.later(after)
    assert stage.states() == states


def test_a_card_whose_acknowledgement_is_lost_is_shown_once(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    stage.platform.faults.append("lost")
    stage.say("问")
    stage.work()
    assert stage.states() == {"open": 1}
    stage.later(10)
    assert (stage.texts, stage.states()) == (["答"], {"done": 1})


@pytest.mark.parametrize("after", [15, 300, 3600, 6 * 3600])
def test_repetitions_at_feishus_intervals_are_known(stage: Stage, after: float) -> None:
    stage.attend = saying(Reply("答"))
    stage.say("问", "ou_zhang", number=1)
    stage.work()
    stage.clock.advance(after)
    stage.say("问", "ou_zhang", number=1)
    assert stage.work() == 0


def test_a_permitted_person_adds_a_file(stage: Stage, kit: FeishuKit) -> None:
    report = (
        "南栎市审计局2020年度部门整体支出绩效自评报告（虚构样例）\n\n2020年全年预算数20.00万元，执行数19.00万元。\n"
    )
    stage.platform.media["file_k"] = ("f", report.encode())
    more = {"message_type": "file", "content": json.dumps({"file_key": "file_k", "file_name": "审计局2020.txt"})}
    told = kit.message(1, "boss", "", NOW, more=more)
    stage.deliver(callback(event("im.message.receive_v1", told, "ev1"), NOW))
    stage.work()
    assert "审计局2020.txt：已读入" in stage.texts[0]
    stage.forget("审计局2020.txt")


def test_a_file_that_is_gone_is_told_after_all_tries(stage: Stage, kit: FeishuKit) -> None:
    more = {"message_type": "file", "content": json.dumps({"file_key": "none", "file_name": "x.txt"})}
    told = kit.message(1, "boss", "", NOW, more=more)
    stage.deliver(callback(event("im.message.receive_v1", told, "ev1"), NOW))
    for _ in range(8):
        stage.later(3600)
    assert "没能给出答案" in stage.texts[-1]
    assert "234003" in stage.desk.mailbox.dead()[0].problem


def test_what_is_said_is_plain_text_and_links_are_ours(stage: Stage) -> None:
    stage.say(RATE)
    stage.work()
    card = stage.platform.taken[0][1]
    assert card["elements"][0]["tag"] == "div"
    assert card["elements"][0]["text"]["tag"] == "plain_text"
    links = [e["content"] for e in card["elements"] if e["tag"] == "markdown" and "](" in e["content"]]
    assert links
    assert all(link.count("](https://youju.example/") == 1 for link in links)
