"""Callbacks of office messengers, and how the channels do."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.channels.desk import Desk, key_of, replies_of
from api.channels.entering import COOKIE, SECONDS, back_address, begin, kept, resumed
from api.channels.health import channels_record
from api.channels.proof import forged
from api.channels.relay.signing import Signed
from api.channels.seam import Channel, Delivery, Poll
from api.deps import Anybody, Operating, TheService
from api.gate import caller_of
from api.routes.session import set_session
from api.schemas import Problem
from api.schemas_system import ChannelsOut, LetterIn
from assistant.errors import NotAllowed, RefusedDelivery, UnknownLetter

router = APIRouter(prefix="/api/channels", tags=["channels"])

_REFUSED: dict[int | str, dict[str, Any]] = {403: {"model": Problem}}
# What a platform reads: an acknowledgement, or a frame of an answer that it asks after.
_TAKEN: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {}, "application/json": {}}}, **_REFUSED}


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


@router.post("/again", status_code=204, responses={404: {"model": Problem}})
async def try_again(wanted: LetterIn, desk: TheDesk, _: Operating) -> None:
    """Try a message again that was given up: what was made of it is sent, or it is answered anew."""
    if not await to_thread.run_sync(lambda: desk.mailbox.revive(wanted.key, now=desk.clock.now())):
        raise UnknownLetter(
            wanted.key,
            zh="没有这条放弃了的消息，可能已经重试过",
            en="no such message was given up; it may have been tried again",
        )


@router.get("/{name}/enter", response_class=RedirectResponse, status_code=303, responses=_REFUSED)
async def enter(name: str, request: Request, desk: TheDesk, service: TheService, _: Anybody, to: str = "/") -> Response:
    """A link in a messenger: to the page, by way of the messenger's own sign-on where nobody is signed in yet."""
    channel, entering = desk.channels.get(name), begin(to)
    public_url = service.library.settings.public_url
    if caller_of(request.scope) is not None or channel is None or not public_url:
        return _to(entering.to)
    address = channel.authorize(back_address(public_url, name), entering.state)
    if not address:
        return _to(entering.to)
    response = _to(address)
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE, kept(entering), max_age=SECONDS, path="/api/channels/", secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/{name}/entered", response_class=RedirectResponse, status_code=303, responses=_REFUSED)
async def entered(
    name: str, request: Request, desk: TheDesk, service: TheService, _: Anybody, code: str = "", state: str = ""
) -> Response:
    """Back from the messenger's sign-on: the person's session begins, if an account names them."""
    channel, entering = desk.channels.get(name), resumed(request.cookies.get(COOKIE, ""), state)
    if channel is None or entering is None or not code:
        raise forged(name)
    library = service.library
    back = back_address(library.settings.public_url or "", name)
    person = await channel.person(code, back, desk.clock.now())
    caller = await to_thread.run_sync(library.access.user_of, name, person) if person else None
    if caller is None:
        raise NotAllowed(name, zh="您还没有账户，请联系管理员", en="no account names you; ask an administrator")
    hours = library.settings.session_hours
    token = await to_thread.run_sync(library.access.tokens.begin_session, caller.id, hours)
    response = _to(entering.to)
    set_session(response, request, token, hours)
    response.delete_cookie(COOKIE, path="/api/channels/")
    return response


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})


@router.get("/{name}", response_class=Response, responses=_TAKEN)
@router.post("/{name}", response_class=Response, responses=_TAKEN)
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
