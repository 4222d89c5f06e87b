"""Callbacks of office messengers, and how the channels do."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from api.channels.desk import Desk, key_of, replies_of
from api.channels.health import channels_record
from api.channels.relay.signing import Signed
from api.channels.seam import Channel, Delivery, Poll
from api.deps import Anybody, Operating
from api.schemas import ChannelsOut, Problem
from assistant.errors import RefusedDelivery

router = APIRouter(prefix="/api/channels", tags=["channels"])

_REFUSED: dict[int | str, dict[str, Any]] = {403: {"model": Problem}}


def current_desk(request: Request) -> Desk:
    """The desk of this application."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


TheDesk = Annotated[Desk, Depends(current_desk)]


@router.get("", response_model=None, responses={200: {"model": ChannelsOut}})
async def get_channels(desk: TheDesk, _: Operating) -> Response:
    """Which channels are on, how many messages are open, done and given up, and the latest given up with the reason."""
    return JSONResponse(await to_thread.run_sync(channels_record, desk))


@router.get("/{name}", response_class=Response, responses=_REFUSED)
@router.post("/{name}", response_class=Response, responses=_REFUSED)
async def callback(name: str, request: Request, desk: TheDesk, _: Anybody) -> Response:
    """Where a messenger's platform delivers: verified, taken in, acknowledged; the answer goes out by a call of its own."""
    channel = desk.channels.get(name)
    if channel is None:
        raise RefusedDelivery(name, zh="这个渠道没有启用", en="this channel is not switched on")
    delivery, now = await delivery_of(request), desk.clock.now()
    if desk.relayed is not None:
        signed = Signed(name, delivery.method, delivery.query, delivery.body)
        desk.relayed.check(signed, delivery.headers, now)
    received = channel.receive(delivery, now)
    await desk.take(channel, received.incoming)
    if received.poll is not None:
        return Response(await _frame(desk, channel, received.poll), media_type=received.media_type)
    return Response(received.body, media_type=received.media_type)


async def delivery_of(request: Request) -> Delivery:
    """A request as the platform sent it."""
    return Delivery(request.method, dict(request.query_params), dict(request.headers), await request.body())


async def _frame(desk: Desk, channel: Channel, poll: Poll) -> bytes:
    """How far the answer is that a platform asks after; of a message nobody knows there is nothing more to come."""
    letter = await to_thread.run_sync(desk.mailbox.find, key_of(channel.name, poll.id))
    return poll.frame(*(replies_of(letter) if letter is not None else ((), True)))
