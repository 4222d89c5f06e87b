"""Long connections to platforms; the only module that imports websockets.

The official SDKs of DingTalk and Feishu are not used: they know neither a CA bundle nor a proxy, write the ticket of the
connection into the log, and cannot be stopped. Their protocols are a page each.
"""

import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidURI, WebSocketException

from api.channels.platform import Network, unreached

_SECONDS = 15.0
_LARGEST = 8 << 20


class Link:
    """An open connection: frames come by iterating, which ends when the platform closes it."""

    def __init__(self, name: str, connection: ClientConnection) -> None:
        self._name = name
        self._connection = connection

    async def send(self, frame: str | bytes) -> None:
        """Send one frame; raises SendFailure where the connection has gone."""
        try:
            await self._connection.send(frame)
        except WebSocketException as error:
            raise unreached(self._name, type(error).__name__) from None

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        """Every frame until the connection ends; raises SendFailure where it breaks."""
        try:
            async for frame in self._connection:
                yield frame
        except ConnectionClosed as error:
            raise unreached(self._name, type(error).__name__) from None


@asynccontextmanager
async def connected(name: str, address: str, network: Network) -> AsyncIterator[Link]:
    """A connection to `address` (ws:// or wss://), closed at the end; raises SendFailure where it cannot be had.

    `address` may hold a ticket and is told to nobody. A platform that falls silent is noticed within a minute.
    """
    logging.getLogger("websockets").setLevel(logging.WARNING)
    context = ssl.create_default_context(cafile=network.ca_bundle) if address.startswith("wss:") else None
    try:
        connection = await connect(
            address, ssl=context, proxy=network.proxy or True, open_timeout=_SECONDS, max_size=_LARGEST
        )
    except (OSError, TimeoutError, InvalidURI, WebSocketException) as error:
        raise unreached(name, type(error).__name__) from None
    try:
        yield Link(name, connection)
    finally:
        await connection.close()
