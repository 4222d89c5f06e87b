"""Calls to a messenger's platform: one client with the installation's CA bundle and proxy, and access tokens kept until they age.

Addresses and bodies of these calls hold secrets (WeCom puts its token into the address), so nothing here ever logs or
raises one: faults name the platform and what it said, no more.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from assistant.errors import SendFailure

_SECONDS = 10.0
_LARGEST = 64 << 20
# A token is renewed this long before it ends, so that none ends on its way.
_EARLY = 300.0
_BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Network:
    """How platforms are reached: a file of certificate authorities, a proxy; None for the system's ways.

    `relay` is the address of the relay that calls them for us, `relay_secret` what it knows us by.
    """

    ca_bundle: str | None = None
    proxy: str | None = None
    relay: str | None = None
    relay_secret: str = field(default="", repr=False)


class Platform:
    """A platform's HTTP interface at `base_url`; `name` is what faults call it."""

    def __init__(self, name: str, base_url: str, network: Network) -> None:
        self.name = name
        self.base_url = base_url.rstrip("/")
        self._network = network
        self._opened: httpx.AsyncClient | None = None

    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        files: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], Any]:
        """The status, headers and JSON value of a call; `path` may be a whole address that the platform gave.

        A response that is no JSON gives its bytes. Raises SendFailure where the platform is not reached, is busy (429)
        or broken (5xx).
        """
        address = path if "://" in path else self.base_url + path
        try:
            response = await self._client().request(
                method, address, params=query, json=body, files=files, data=form, headers=headers
            )
        except httpx.HTTPError as error:
            raise unreached(self.name, type(error).__name__) from None
        if response.status_code == 429 or response.status_code >= 500:
            raise refused(self.name, f"HTTP {response.status_code}", again_in=_wait(response.headers))
        told = {name.lower(): value for name, value in response.headers.items()}
        return response.status_code, told, _value(response)

    def _client(self) -> httpx.AsyncClient:
        if self._opened is None:
            self._opened = client_of(self._network)
        return self._opened

    async def close(self) -> None:
        """Let go of connections."""
        if self._opened is not None:
            await self._opened.aclose()
            self._opened = None


def client_of(network: Network) -> httpx.AsyncClient:
    """A client that reaches platforms by `network`, or the relay that does."""
    # httpx tells every address at level INFO, and an address may hold a token.
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    context = ssl.create_default_context(cafile=network.ca_bundle)
    if network.relay:
        from api.channels.relay.outward import RelayTransport

        inner = httpx.AsyncHTTPTransport(verify=context, proxy=network.proxy)
        relay = RelayTransport(network.relay, network.relay_secret, inner, time.time)
        return httpx.AsyncClient(timeout=_SECONDS, transport=relay)
    return httpx.AsyncClient(timeout=_SECONDS, verify=context, proxy=network.proxy, trust_env=network.proxy is None)


@dataclass
class Token:
    """An access token, asked for with `renew` (which gives it and its seconds of life) and kept until shortly before it ends."""

    renew: Callable[[], Awaitable[tuple[str, float]]]
    _value: str = ""
    _until: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, now: float) -> str:
        """A token that is good at `now`; many who ask at once make one call. Raises SendFailure."""
        async with self._lock:
            if now >= self._until:
                self._value, seconds = await self.renew()
                self._until = now + max(seconds - _EARLY, seconds / 2)
            return self._value

    def spoiled(self, value: str) -> None:
        """The platform refused `value`: the next to ask gets another, unless that has happened already."""
        if value == self._value:
            self._until = 0.0


def unreached(platform: str, reason: str) -> SendFailure:
    """The platform could not be reached: worth another try."""
    return SendFailure(
        platform,
        zh=f"连接不上（{reason}），请检查网络、代理（YOUJU_CHANNEL_PROXY）与证书（YOUJU_CHANNEL_CA_BUNDLE）",
        en=f"cannot be reached ({reason}); check network, YOUJU_CHANNEL_PROXY and YOUJU_CHANNEL_CA_BUNDLE",
    )


def refused(platform: str, said: str, *, final: bool = False, again_in: float | None = None) -> SendFailure:
    """The platform answered that it does not want the message; `said` is its code and must hold no secret."""
    return SendFailure(
        platform, zh=f"平台没有收下：{said}", en=f"did not take it: {said}", final=final, again_in=again_in
    )


def _wait(headers: httpx.Headers) -> float:
    named = headers.get("retry-after") or headers.get("x-ogw-ratelimit-reset") or ""
    return float(named) if named.isdigit() else _BUSY_SECONDS


def _value(response: httpx.Response) -> Any:
    if "json" in response.headers.get("content-type", ""):
        try:
            return response.json()
        except ValueError:
            return response.content
    return response.content
