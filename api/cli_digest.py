"""`youju digest`: tell the chats that asked for it what is new in the records."""

import time

from api.cli_common import console, opened, say


def digest() -> None:
    """Tell the chats that subscribed (订阅) what was read since they were last told; run it by a timer as often as wanted.

    The process that serves the channels sends it; nothing is told twice.
    """
    from api.channels.configured import channels_of
    from api.channels.digest import send_digests

    with opened() as library:
        settings = library.settings
        came = send_digests(
            library,
            library.store.mailbox,
            channels_of(settings),
            now=time.time(),
            public_url=settings.public_url or "",
            guests=settings.channel.guests,
        )
    console().print(
        say(
            f"已告知 {came.told} 个会话；{came.nothing} 个没有新内容，{came.passed} 个联系不到或无权查看。",
            f"{came.told} chats told; nothing new for {came.nothing}; {came.passed} not reached or not allowed.",
        )
    )
