"""The relay: what is verified goes in, calls to platforms go out, both signed; it lets nothing else through."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from api.channels.dingtalk.robot import DingtalkRobot, RobotConfig
from api.channels.platform import Network
from api.channels.relay.outward import CALL, PATH
from api.channels.relay.server import RelayConfig, create_relay
from api.channels.relay.signing import Signed, Verifier, sign
from api.channels.seam import Delivery, Reply
from api.cli_relay import platform_hosts
from assistant.errors import RefusedDelivery
from assistant.settings import Settings
from tests.api.channels import dingtalk_kit
from tests.api.channels.stage import NOW, Stage, saying
from tests.serving import served

SECRET = "relay-secret"


@pytest.fixture
def kit_name() -> str:
    return "dingtalk"


@pytest.fixture
def relay(stage: Stage) -> Iterator[FastAPI]:
    """A relay before the stage's application, with the platform behind it; the stage reaches that through the relay only."""
    stage.app.state.desk = stage.desk
    with served(stage.app) as inside:
        host = stage.kit.address.removeprefix("http://")
        app = create_relay(
            RelayConfig({"dingtalk": stage.channel}, inside, SECRET, 600.0, {host}, Network()), stage.clock
        )
        stage.desk.relayed = Verifier(SECRET, 600.0)
        yield app


def outside(stage: Stage, app: FastAPI, delivery: Delivery, path: str = "/api/channels/dingtalk") -> httpx.Response:
    async def send() -> httpx.Response:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://relay.example") as client,
        ):
            return await client.request(
                delivery.method,
                path,
                params=dict(delivery.query),
                headers=dict(delivery.headers),
                content=delivery.body,
            )

    return stage.run(send())


def test_a_verified_message_goes_in_and_its_acknowledgement_comes_back(stage: Stage, relay: FastAPI) -> None:
    stage.attend = saying(Reply("答"))
    response = outside(stage, relay, stage.kit.text(1, "zhang", "问", NOW))
    assert (response.status_code, response.json()) == (200, {})
    stage.work()
    assert stage.states() == {"done": 1}


def test_a_forged_message_stops_at_the_relay(stage: Stage, relay: FastAPI) -> None:
    forged = stage.kit.forged(stage.kit.text(1, "zhang", "问", NOW))
    assert outside(stage, relay, forged).status_code == 403
    assert stage.work() == 0


def test_inside_nobody_is_believed_but_the_relay(stage: Stage, relay: FastAPI) -> None:
    genuine = stage.kit.text(1, "zhang", "问", NOW)
    assert stage.deliver(genuine).status_code == 403
    proof = sign(Signed("dingtalk", "POST", {}, genuine.body), SECRET, NOW)
    assert stage.deliver(replace(genuine, headers={**genuine.headers, **proof})).status_code == 200
    # The same proof a second time is a replay.
    assert stage.deliver(replace(genuine, headers={**genuine.headers, **proof})).status_code == 403


def test_a_channel_that_is_off_is_refused(stage: Stage, relay: FastAPI) -> None:
    assert outside(stage, relay, stage.kit.text(1, "z", "问", NOW), "/api/channels/wecom").status_code == 403


def test_where_the_intranet_is_down_the_platform_is_told(stage: Stage) -> None:
    app = create_relay(
        RelayConfig({"dingtalk": stage.channel}, "http://127.0.0.1:9", SECRET, 600.0, (), Network()), stage.clock
    )
    assert outside(stage, app, stage.kit.text(1, "zhang", "问", NOW)).status_code == 502


def asked(address: str) -> bytes:
    return json.dumps({"method": "GET", "url": address, "headers": {}, "body": ""}).encode()


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/x", "https://evil.example/x", "file:///etc/passwd", "http://[", "//x", "ftp://127.0.0.1/"],
)
def test_only_platforms_are_called(stage: Stage, relay: FastAPI, address: str) -> None:
    body = asked(address)
    proof = sign(Signed(CALL, "POST", {}, body), SECRET, NOW)
    assert outside(stage, relay, Delivery("POST", {}, proof, body), PATH).status_code in (403, 422)


@pytest.mark.parametrize("secret", ["", "another", SECRET])
def test_only_the_intranet_calls(stage: Stage, relay: FastAPI, secret: str) -> None:
    stage.platform.media["c"] = ("", b"bytes")
    body = asked(f"{stage.kit.address}/files/c")
    proof = sign(Signed(CALL, "POST", {}, body), secret, NOW)
    response = outside(stage, relay, Delivery("POST", {}, proof, body), PATH)
    assert response.status_code == (200 if secret == SECRET else 403)
    if secret == SECRET:
        assert base64.b64decode(response.json()["body"]) == b"bytes"
        assert outside(stage, relay, Delivery("POST", {}, proof, body), PATH).status_code == 403


@pytest.mark.parametrize("age", [601, -601])
def test_a_stale_call_is_refused(stage: Stage, relay: FastAPI, age: float) -> None:
    body = asked(f"{stage.kit.address}/files/c")
    proof = sign(Signed(CALL, "POST", {}, body), SECRET, NOW - age)
    assert outside(stage, relay, Delivery("POST", {}, proof, body), PATH).status_code == 403


def test_answers_leave_through_the_relay(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    host = stage.kit.address.removeprefix("http://")
    app = create_relay(RelayConfig({}, "", SECRET, 3600.0, {host}, Network()))
    with served(app) as address:
        config = RobotConfig(dingtalk_kit.CLIENT, dingtalk_kit.SECRET, "r", stage.kit.address, (), 600.0)
        stage.channel = DingtalkRobot(config, Network(relay=address, relay_secret=SECRET))
        stage.desk = stage.new_desk()
        stage.say("问", webhook=0)
        stage.work()
        assert (stage.texts, stage.states()) == (["**答**"], {"done": 1})
        stage.run(stage.channel.close())


def test_a_relay_that_refuses_is_a_failure_to_be_tried_again(stage: Stage) -> None:
    stage.attend = saying(Reply("答"))
    app = create_relay(RelayConfig({}, "", "another", 3600.0, (), Network()))
    with served(app) as address:
        config = RobotConfig(dingtalk_kit.CLIENT, dingtalk_kit.SECRET, "r", stage.kit.address, (), 600.0)
        stage.channel = DingtalkRobot(config, Network(relay=address, relay_secret=SECRET))
        stage.desk = stage.new_desk()
        stage.say("问", webhook=0)
        stage.work()
        assert stage.states() == {"open": 1}
        stage.run(stage.channel.close())


@pytest.mark.parametrize(
    "other",
    [
        Signed("other", "POST", {"a": "1"}, b"x"),
        Signed("wecom", "GET", {"a": "1"}, b"x"),
        Signed("wecom", "POST", {"a": "2"}, b"x"),
        Signed("wecom", "POST", {}, b"x"),
        Signed("wecom", "POST", {"a": "1"}, b"y"),
    ],
)
def test_a_proof_is_good_for_what_it_was_made_for_only(other: Signed) -> None:
    proof = sign(Signed("wecom", "POST", {"a": "1"}, b"x"), SECRET, NOW)
    Verifier(SECRET, 600.0).check(Signed("wecom", "POST", {"a": "1"}, b"x"), proof, NOW)
    with pytest.raises(RefusedDelivery):
        Verifier(SECRET, 600.0).check(other, proof, NOW)


def test_the_relay_calls_the_platforms_of_the_settings() -> None:
    settings = Settings(wecom={"url": "https://zwwx.example:8443"}, channel={"relay_hosts": "files.example, "})
    assert platform_hosts(settings) == {
        "zwwx.example:8443",
        "api.dingtalk.com",
        "oapi.dingtalk.com",
        "open.feishu.cn",
        "files.example",
    }
