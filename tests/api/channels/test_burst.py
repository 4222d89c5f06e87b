"""A burst of five hundred messages with repetitions and faults, two processes at work: none lost, none answered twice."""

import random
from collections import Counter

import pytest

from api.channels.seam import Incoming, Reply, to_json
from tests.api.channels.stage import NOW, Stage


@pytest.fixture
def kit_name() -> str:
    return "dingtalk"


def test_five_hundred_messages_with_repetitions(stage: Stage) -> None:
    draw = random.Random(9)
    numbers = list(range(500))
    deliveries = numbers + [number for number in numbers for _ in range(draw.randint(0, 2))]
    draw.shuffle(deliveries)
    stage.platform.faults.extend(["down", "busy", "down", "odd", "down"] * 8)

    async def attend(channel, incoming: Incoming) -> Reply:
        return Reply(f"答{incoming.text}")

    stage.attend = attend
    one, two = stage.desk, stage.new_desk()

    async def delivered() -> int:
        taken = 0
        for number in deliveries:
            delivery = stage.kit.text(number, f"user{number % 100}", f"问{number}", NOW, sent_at=NOW + number)
            taken += await one.take(stage.channel, stage.channel.receive(delivery, NOW).incoming)
        return taken

    assert stage.run(delivered()) == 500

    async def both() -> None:
        while await one.step() or await two.step():
            pass

    for _ in range(60):
        stage.run(both())
        stage.clock.advance(30)
    assert stage.states() == {"done": 500}
    assert Counter(stage.texts) == Counter(f"**答问{number}**" for number in numbers)
    in_chat = [int(text.removeprefix("**答问").rstrip("*")) for text in stage.texts if int(text[4:-2]) % 100 == 7]
    assert in_chat == sorted(in_chat)


def test_what_is_kept_of_a_message_is_plain_json(stage: Stage) -> None:
    stage.say("问", "zhang")
    letter = stage.desk.mailbox.find(stage.key(1))
    assert letter is not None
    assert set(letter.payload) == set(to_json(Incoming("1", "c", "s", "t", 0.0)))
