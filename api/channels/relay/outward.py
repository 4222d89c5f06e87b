"""The intranet's way out: every call to a platform goes to the relay, signed, and its response comes back."""

import base64
import json
from collections.abc import Callable

import httpx

from api.channels.relay.signing import Signed, sign

CALL = "call"
PATH = "/relay/call"


class RelayTransport(httpx.AsyncBaseTransport):
    """Hands each request to the relay at `url` instead of the network."""

    def __init__(self, url: str, secret: str, inner: httpx.AsyncBaseTransport, now: Callable[[], float]) -> None:
        self._url = url.rstrip("/") + PATH
        self._secret = secret
        self._inner = inner
        self._now = now

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The platform's response as the relay tells it; raises httpx.TransportError where the relay cannot."""
        asked = {
            "method": request.method,
            "url": str(request.url),
            "headers": {name: value for name, value in request.headers.items() if name != "host"},
            "body": base64.b64encode(await request.aread()).decode(),
        }
        body = json.dumps(asked).encode()
        headers = {
            **sign(Signed(CALL, "POST", {}, body), self._secret, self._now()),
            "content-type": "application/json",
        }
        outer = httpx.Request("POST", self._url, headers=headers, content=body, extensions=request.extensions)
        response = await self._inner.handle_async_request(outer)
        content = await response.aread()
        await response.aclose()
        if response.status_code != 200:
            raise httpx.ConnectError("the relay refused")
        told = json.loads(content)
        return httpx.Response(
            told["status"], headers=told["headers"], content=base64.b64decode(told["body"]), request=request
        )

    async def aclose(self) -> None:
        """Let go of connections to the relay."""
        await self._inner.aclose()
