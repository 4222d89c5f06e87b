"""The picture of a reply among its messages: kept as text in the mailbox, uploaded only when it is sent."""

import base64
import hashlib

from api.channels.seam import Outgoing, Reply

PICTURE = "picture"
"""The key of a message that is a picture, in base64: no platform knows it, each channel makes it its own."""


def with_picture(messages: tuple[Outgoing, ...], reply: Reply) -> tuple[Outgoing, ...]:
    """`messages` with the reply's picture behind them, where it has one."""
    if not reply.picture:
        return messages
    return (*messages, {PICTURE: base64.b64encode(reply.picture).decode()})


def picture_of(outgoing: Outgoing) -> bytes:
    """The bytes of a message that is a picture, b"" of any other."""
    return base64.b64decode(outgoing.get(PICTURE, ""))


def md5_of(picture: bytes) -> str:
    """What WeCom tells a picture by (图片内容 md5); no secret depends on it."""
    return hashlib.md5(picture, usedforsecurity=False).hexdigest()
