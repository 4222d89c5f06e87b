"""Long connections: WeCom's bot, DingTalk's stream, Feishu's events, against servers on this machine that speak their protocols."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from api.channels.digest import Told, send_digests
from api.channels.dingtalk.robot import DingtalkRobot, RobotConfig
from api.channels.feishu.bot import BotConfig, FeishuBot
from api.channels.feishu.crypto import Crypto
from api.channels.feishu.frames import DATA, Frame, decoded, encoded
from api.channels.platform import Network
from api.channels.seam import Reply
from api.channels.wecom.bot_socket import WecomBotSocket
from assistant.errors import SendFailure
from ingest.pipeline import ingest_bytes
from tests.api.channels import dingtalk_kit, feishu_kit
from tests.api.channels.stage import NOW, Stage, saying
from tests.api.channels.wecom_bot_kit import WecomBotKit

Talk = Callable[[ServerConnection], Awaitable[None]]


async def against(stage: Stage, talk: Talk, address: Callable[[str], str] = str) -> Any:
    """Let the stage's channel listen to a server that does `talk`; returns when the connection has ended."""
    async with serve(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stage.channel = stage.remade(address(f"ws://127.0.0.1:{port}"))
        stage.desk = stage.new_desk()

        async def take(messages):
            return await stage.desk.take(stage.channel, messages)

        await asyncio.wait_for(stage.channel.listen(take, stage.clock), 20)


async def told(connection: ServerConnection) -> dict[str, Any]:
    return json.loads(await connection.recv())


class TestWecomBot:
    @pytest.fixture
    def kit_name(self) -> str:
        return "wecom-bot"

    @pytest.fixture(autouse=True)
    def _socket(self, stage: Stage) -> None:
        stage.remade = lambda address: WecomBotSocket("bot1", "bot-secret", address, Network())

    @staticmethod
    async def subscribed(connection: ServerConnection, code: int = 0) -> None:
        frame = await told(connection)
        assert frame["cmd"] == "aibot_subscribe"
        assert frame["body"] == {"bot_id": "bot1", "secret": "bot-secret"}
        await connection.send(json.dumps({"headers": frame["headers"], "errcode": code, "errmsg": "x"}))

    def asks(self, stage: Stage, number: int = 1, text: str = "问") -> str:
        assert isinstance(stage.kit, WecomBotKit)
        body = stage.kit.message(number, "zhang", msgtype="text", text={"content": text})
        return json.dumps({"cmd": "aibot_msg_callback", "headers": {"req_id": f"r{number}"}, "body": body})

    def test_a_question_is_answered_under_its_request(self, stage: Stage) -> None:
        stage.attend = saying(Reply("答"))
        frames = []

        async def talk(connection: ServerConnection) -> None:
            await self.subscribed(connection)
            await connection.send(self.asks(stage))
            while not (await asyncio.to_thread(stage.desk.mailbox.counts)):
                await asyncio.sleep(0.01)
            step = asyncio.ensure_future(stage.desk.step())
            frames.append(await told(connection))
            await connection.send(json.dumps({"headers": frames[0]["headers"], "errcode": 0}))
            await step

        stage.run(against(stage, talk))
        (frame,) = frames
        assert (frame["cmd"], frame["headers"]["req_id"]) == ("aibot_respond_msg", "r1")
        assert frame["body"]["stream"] == {
            "id": "CAIQ1",
            "finish": True,
            "content": "**答**",
            "feedback": {"id": "CAIQ1"},
        }
        assert stage.states() == {"done": 1}

    @pytest.mark.parametrize("code", [846605, 846608])
    def test_where_its_request_has_ended_the_answer_goes_to_the_chat(self, stage: Stage, code: int) -> None:
        stage.attend = saying(Reply("答"))
        frames = []

        async def talk(connection: ServerConnection) -> None:
            await self.subscribed(connection)
            await connection.send(self.asks(stage))
            while not (await asyncio.to_thread(stage.desk.mailbox.counts)):
                await asyncio.sleep(0.01)
            step = asyncio.ensure_future(stage.desk.step())
            for answer in (code, 0):
                frames.append(await told(connection))
                await connection.send(json.dumps({"headers": frames[-1]["headers"], "errcode": answer}))
            await step

        stage.run(against(stage, talk))
        assert [frame["cmd"] for frame in frames] == ["aibot_respond_msg", "aibot_send_msg"]
        assert frames[1]["body"] == {"chatid": "zhang", "msgtype": "markdown", "markdown": {"content": "**答**"}}
        assert stage.states() == {"done": 1}

    def test_a_digest_with_warnings_goes_to_the_chat(self, stage: Stage) -> None:
        frames = []
        late = "部门,年度,月份,全年预算数（万元）,累计支出（万元）\n南栎市人防办,2031,1-9月,300.00,150.00\n"

        async def answered(connection: ServerConnection) -> None:
            step = asyncio.ensure_future(stage.desk.step())
            frames.append(await told(connection))
            while frames[-1]["cmd"] == "ping":  # the clock went on
                await connection.send(json.dumps({"headers": frames[-1]["headers"], "errcode": 0}))
                frames.append(await told(connection))
            await connection.send(json.dumps({"headers": frames[-1]["headers"], "errcode": 0}))
            await step

        async def talk(connection: ServerConnection) -> None:
            await self.subscribed(connection)
            await connection.send(self.asks(stage, text="订阅"))
            while not (await asyncio.to_thread(stage.desk.mailbox.counts)):
                await asyncio.sleep(0.01)
            await answered(connection)
            assert ingest_bytes("台账2031.csv", late.encode(), stage.library).document_id
            stage.clock.advance(60)
            channels = {stage.channel.name: stage.channel}
            sent = send_digests(
                stage.library, stage.desk.mailbox, channels, now=stage.clock.now(), public_url="http://localhost"
            )
            assert sent == Told(told=1)
            await answered(connection)

        stage.run(against(stage, talk))
        stage.forget("台账2031.csv")
        assert frames[-1]["cmd"] == "aibot_send_msg"
        assert frames[-1]["body"]["chatid"] == "zhang"
        assert "南栎市人防办 2031年9月底" in frames[-1]["body"]["markdown"]["content"]

    def test_a_message_waits_while_no_connection_is_open(self, stage: Stage) -> None:
        async def talk(connection: ServerConnection) -> None:
            await self.subscribed(connection)
            await connection.send(self.asks(stage))
            while not (await asyncio.to_thread(stage.desk.mailbox.counts)):
                await asyncio.sleep(0.01)

        stage.run(against(stage, talk))
        assert not stage.channel.able
        assert stage.work() == 0
        assert stage.states() == {"open": 1}

    def test_a_wrong_secret_is_said(self, stage: Stage) -> None:
        async def talk(connection: ServerConnection) -> None:
            await self.subscribed(connection, 40001)

        with pytest.raises(SendFailure, match="40001"):
            stage.run(against(stage, talk))

    def test_frames_that_cannot_be_read_are_passed_over(self, stage: Stage) -> None:
        async def talk(connection: ServerConnection) -> None:
            await self.subscribed(connection)
            for frame in ("no json", "[]", "{}", '{"cmd":"aibot_msg_callback"}', '{"cmd":"other","body":{}}', b"\xff"):
                await connection.send(frame)
            await connection.send(self.asks(stage))
            while not (await asyncio.to_thread(stage.desk.mailbox.counts)):
                await asyncio.sleep(0.01)

        stage.run(against(stage, talk))
        assert stage.states() == {"open": 1}

    def test_who_enters_is_welcomed_at_once(self, stage: Stage) -> None:
        frames = []

        async def talk(connection: ServerConnection) -> None:
            await self.subscribed(connection)
            body = stage.kit.message(1, "zhang", msgtype="event", event={"eventtype": "enter_chat"})
            frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "r1"}, "body": body}
            await connection.send(json.dumps(frame))
            frames.append(await told(connection))

        stage.run(against(stage, talk))
        assert (frames[0]["cmd"], frames[0]["headers"]["req_id"]) == ("aibot_respond_welcome_msg", "r1")


class TestDingtalk:
    @pytest.fixture
    def kit_name(self) -> str:
        return "dingtalk"

    def frame(self, stage: Stage, number: int = 1, **headers: str) -> str:
        data = json.dumps(stage.kit.message(number, "zhang", "问", NOW))
        named = {"topic": "/v1.0/im/bot/messages/get", "messageId": f"m{number}", "contentType": "application/json"}
        return json.dumps({"specVersion": "1.0", "type": "CALLBACK", "headers": {**named, **headers}, "data": data})

    @pytest.fixture(autouse=True)
    def _socket(self, stage: Stage) -> None:
        http = stage.kit.address

        def remade(address: str) -> DingtalkRobot:
            stage.platform.media["endpoint"] = (address, b"")
            config = RobotConfig(dingtalk_kit.CLIENT, dingtalk_kit.SECRET, "r", http, (), 600.0, stream=True)
            return DingtalkRobot(config, Network())

        stage.remade = remade

    def test_messages_are_kept_before_they_are_acknowledged(self, stage: Stage) -> None:
        answers = []

        async def talk(connection: ServerConnection) -> None:
            assert connection.request.path == "/?ticket=t%2F1"
            for number in (1, 1, 2):
                await connection.send(self.frame(stage, number))
                answers.append(await told(connection))
            answers.append(await asyncio.to_thread(stage.desk.mailbox.counts))

        stage.run(against(stage, talk))
        assert [answer["headers"]["messageId"] for answer in answers[:3]] == ["m1", "m1", "m2"]
        assert {answer["code"] for answer in answers[:3]} == {200}
        assert answers[3] == {"dingtalk": {"open": 2, "done": 0, "dead": 0}}

    def test_pings_are_answered_and_a_farewell_ends_the_connection(self, stage: Stage) -> None:
        answers = []

        async def talk(connection: ServerConnection) -> None:
            ping = {"type": "SYSTEM", "headers": {"topic": "ping", "messageId": "p"}, "data": '{"opaque":"o"}'}
            await connection.send(json.dumps(ping))
            answers.append(await told(connection))
            await connection.send(json.dumps({"type": "SYSTEM", "headers": {"topic": "disconnect"}, "data": "{}"}))
            await connection.wait_closed()

        stage.run(against(stage, talk))
        assert json.loads(answers[0]["data"]) == {"opaque": "o"}

    @pytest.mark.parametrize("data", ["{}", "no json", "[]"])
    def test_what_cannot_be_read_is_acknowledged_and_let_go(self, stage: Stage, data: str) -> None:
        answers = []

        async def talk(connection: ServerConnection) -> None:
            await connection.send(json.dumps({**json.loads(self.frame(stage)), "data": data}))
            answers.append(await told(connection))

        stage.run(against(stage, talk))
        assert answers[0]["code"] == 200
        assert stage.states() == {}

    def test_a_refused_connection_is_a_failure_that_names_no_secret(self, stage: Stage) -> None:
        config = RobotConfig(dingtalk_kit.CLIENT, "wrong", "r", stage.kit.address, (), 600.0, stream=True)
        stage.remade = lambda _: DingtalkRobot(config, Network())

        async def talk(connection: ServerConnection) -> None:
            pytest.fail("nobody should come")

        with pytest.raises(SendFailure, match="HTTP 400") as raised:
            stage.run(against(stage, talk))
        assert "wrong" not in str(raised.value)


class TestFeishu:
    @pytest.fixture
    def kit_name(self) -> str:
        return "feishu"

    @pytest.fixture(autouse=True)
    def _socket(self, stage: Stage) -> None:
        http = stage.kit.address

        def remade(address: str) -> FeishuBot:
            stage.platform.media["endpoint"] = (f"{address}/ws?device_id=d&service_id=7", b"")
            config = BotConfig(feishu_kit.APP, feishu_kit.SECRET, "", http, feishu_kit.BOT, stream=True)
            return FeishuBot(config, Crypto("", 600.0), Network())

        stage.remade = remade

    def event(self, stage: Stage, number: int = 1) -> bytes:
        body = stage.kit.message(number, "ou_zhang", "问", NOW)
        return json.dumps(feishu_kit.event("im.message.receive_v1", body, f"ev{number}")).encode()

    def frame(self, payload: bytes, **headers: str) -> bytes:
        named = {"type": "event", "message_id": "m1", "sum": "1", "seq": "0", "trace_id": "t"}
        return encoded(Frame(3, 4, 7, DATA, {**named, **headers}, payload, log_id_new="new"))

    async def answer(self, connection: ServerConnection) -> Frame:
        while True:
            frame = decoded(await connection.recv())
            if frame.method == DATA:
                return frame
            assert (frame.service, frame.headers) == (7, {"type": "ping"})

    def test_an_event_is_kept_and_answered_in_its_own_frame(self, stage: Stage) -> None:
        answers = []

        async def talk(connection: ServerConnection) -> None:
            for number in (1, 1, 2):
                await connection.send(self.frame(self.event(stage, number)))
                answers.append(await self.answer(connection))

        stage.run(against(stage, talk))
        assert {(answer.seq_id, answer.log_id, answer.log_id_new) for answer in answers} == {(3, 4, "new")}
        assert {json.loads(answer.payload)["code"] for answer in answers} == {200}
        assert stage.states() == {"open": 2}

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
    def test_an_event_in_parts_is_put_together(self, stage: Stage, order: tuple[int, ...]) -> None:
        whole = self.event(stage)
        third = len(whole) // 3
        parts = [whole[:third], whole[third : 2 * third], whole[2 * third :]]

        async def talk(connection: ServerConnection) -> None:
            for at in order:
                await connection.send(self.frame(parts[at], sum="3", seq=str(at)))
            await self.answer(connection)

        stage.run(against(stage, talk))
        assert stage.states() == {"open": 1}

    @pytest.mark.parametrize("payload", [b"no json", b"[]", b"{}", b'{"header":{}}'])
    def test_what_cannot_be_read_is_answered_and_let_go(self, stage: Stage, payload: bytes) -> None:
        answers = []

        async def talk(connection: ServerConnection) -> None:
            await connection.send(b"\xff\xff")
            await connection.send("text")
            await connection.send(self.frame(payload))
            answers.append(await self.answer(connection))

        stage.run(against(stage, talk))
        assert json.loads(answers[0].payload)["code"] == 200
        assert stage.states() == {}

    def test_callbacks_are_refused_without_a_key(self, stage: Stage) -> None:
        stage.channel = stage.remade("ws://127.0.0.1:1")
        stage.desk = stage.new_desk()
        assert stage.say("问").status_code == 403


@pytest.mark.parametrize(
    ("frame", "raw"),
    [
        (Frame(), "0800100018002000"),
        (Frame(1, 300, 7, 1, {"a": "b"}, b"xy"), "080110ac02180720012a060a01611201624202" + b"xy".hex()),
    ],
)
def test_frames_are_the_bytes_that_protobuf_makes(frame: Frame, raw: str) -> None:
    assert encoded(frame).hex() == raw
    assert decoded(bytes.fromhex(raw)) == frame


class TestLeading:
    @pytest.fixture
    def kit_name(self) -> str:
        return "feishu"

    def test_a_broken_connection_is_opened_again_by_the_one_that_leads(self, stage: Stage) -> None:
        listened: dict[str, list[float]] = {}

        async def broken(take, clock):
            listened.setdefault(take.func.__self__.name, []).append(clock.now())
            raise SendFailure("feishu", zh="断了", en="broken")

        stage.channel.listen = broken
        one, two = stage.desk, stage.new_desk()

        async def passing() -> None:
            tasks = [asyncio.ensure_future(desk.listen(stage.channel)) for desk in (one, two)]
            for _ in range(60):
                for _ in range(5000):
                    await asyncio.sleep(0.001)
                    if len(stage.clock.sleeping) >= 2:
                        break
                stage.clock.advance(1.0)
            for task in tasks:
                task.cancel()

        stage.run(passing())
        assert sum(map(len, listened.values())) >= 4
        for tried in listened.values():
            gaps = [later - earlier for earlier, later in itertools.pairwise(tried)]
            assert all(gap >= 2 ** (failures + 1) for failures, gap in enumerate(gaps[:3]))
