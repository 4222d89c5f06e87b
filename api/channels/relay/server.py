"""The relay itself: it verifies what platforms deliver before it lets it in, and calls out only to the platforms' own hosts.

It keeps nothing but the numbers used once of the last minutes. Where the intranet does not answer, the platform is told so
and delivers again.
"""

import base64
import json
import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from api import problems
from api.channels.clock import Clock, SystemClock
from api.channels.platform import Network, client_of
from api.channels.relay.outward import CALL, PATH
from api.channels.relay.signing import Signed, Verifier, sign
from api.channels.seam import Channel, Delivery
from api.guards import BodyLimit
from assistant.errors import RefusedDelivery, SendFailure

_LOG = logging.getLogger("youju")
_DELIVERY_BYTES = 1 << 20
_CALL_BYTES = 64 << 20
# What platforms sign or the intranet must know; everything else stays outside.
_CARRIED = frozenset(("content-type", "timestamp", "sign"))
_LARK = "x-lark-"
# They tell how a body came, and it goes on in another way.
_OF_THE_WAY = frozenset(("content-encoding", "content-length", "transfer-encoding"))


@dataclass(frozen=True, slots=True)
class RelayConfig:
    """What a relay is told: the channels it verifies for, where the intranet is, and what both sides sign with.

    `hosts` are those it may call, `network` is how; `window` is how old what the intranet signs may be, in seconds.
    """

    channels: Mapping[str, Channel]
    intranet: str
    secret: str = field(repr=False)
    window: float
    hosts: Collection[str]
    network: Network


class Relay:
    """One relay while it runs."""

    def __init__(self, config: RelayConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._verifier = Verifier(config.secret, config.window)
        self._inward: httpx.AsyncClient | None = None
        self._outward: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def running(self, _: FastAPI) -> AsyncIterator[None]:
        """Connections for as long as the block runs."""
        network = self._config.network
        async with client_of(Network(network.ca_bundle)) as inward, client_of(network) as outward:
            self._inward, self._outward = inward, outward
            yield

    async def delivered(self, name: str, request: Request) -> Response:
        """A platform's delivery: verified, then handed in with our own proof; the intranet's answer is the platform's."""
        config, now = self._config, self._clock.now()
        channel = config.channels.get(name)
        if channel is None:
            raise RefusedDelivery(name, zh="这个渠道没有启用", en="this channel is not switched on")
        body, query = await request.body(), dict(request.query_params)
        headers = {key: value for key, value in request.headers.items() if key in _CARRIED or key.startswith(_LARK)}
        channel.receive(Delivery(request.method, query, headers, body), now)
        headers |= sign(Signed(name, request.method, query, body), config.secret, now)
        address = f"{config.intranet.rstrip('/')}/api/channels/{name}"
        asked = httpx.Request(request.method, address, params=query, headers=headers, content=body)
        told = await _sent(self._inward, asked)
        return Response(told.content, told.status_code, media_type=told.headers.get("content-type"))

    async def call(self, request: Request) -> Response:
        """The intranet's call to a platform, if it is the intranet's and to a platform."""
        body = await request.body()
        self._verifier.check(Signed(CALL, "POST", {}, body), dict(request.headers), self._clock.now())
        asked = json.loads(body)
        if not _allowed(asked["url"], self._config.hosts):
            _LOG.warning("the relay was asked to call a host that is no platform's")
            raise RefusedDelivery("relay", zh="不是平台的地址", en="is no address of a platform")
        content = base64.b64decode(asked["body"])
        told = await _sent(
            self._outward, httpx.Request(asked["method"], asked["url"], headers=asked["headers"], content=content)
        )
        kept = {name: value for name, value in told.headers.items() if name not in _OF_THE_WAY}
        shown = {"status": told.status_code, "headers": kept, "body": base64.b64encode(told.content).decode()}
        return JSONResponse(shown)


def create_relay(config: RelayConfig, clock: Clock | None = None) -> FastAPI:
    """The relay as an application."""
    relay = Relay(config, clock or SystemClock())
    app = FastAPI(title="Youju relay 有据中继", openapi_url=None, lifespan=relay.running)
    problems.install(app)
    app.add_middleware(BodyLimit, limit=lambda path: _CALL_BYTES if path == PATH else _DELIVERY_BYTES)
    app.add_api_route("/api/channels/{name}", relay.delivered, methods=["GET", "POST"])
    app.add_api_route(PATH, relay.call, methods=["POST"])
    app.add_api_route("/healthz", lambda: {"status": "ok", "channels": sorted(config.channels)})
    return app


async def _sent(client: httpx.AsyncClient | None, request: httpx.Request) -> httpx.Response:
    """The response to a request; raises SendFailure where there is none."""
    if client is None:
        raise _unreached("not running")
    try:
        return await client.send(request)
    except httpx.HTTPError as error:
        raise _unreached(type(error).__name__) from None


def _allowed(address: str, hosts: Collection[str]) -> bool:
    """Whether an address lies on one of `hosts`, port included where it names one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc in hosts


def _unreached(reason: str) -> SendFailure:
    return SendFailure("relay", zh=f"对方连接不上（{reason}）", en=f"the other side cannot be reached ({reason})")
