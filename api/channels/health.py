"""How the channels do, for the System page: data only, no message's text."""

from typing import Any

from api.channels.desk import Desk

_SHOWN_DEAD = 20


def channels_record(desk: Desk) -> dict[str, Any]:
    """Every channel that is on or has messages, with counts; and the latest messages given up."""
    counts = desk.mailbox.counts()
    names = sorted({*desk.channels, *counts})
    none = {"open": 0, "done": 0, "dead": 0}
    return {
        "channels": [{"name": name, "on": name in desk.channels, **none, **counts.get(name, {})} for name in names],
        "dead": [
            {
                "key": letter.key,
                "channel": letter.channel,
                "taken_at": letter.taken_at,
                "attempts": letter.attempts,
                "problem": letter.problem,
            }
            for letter in desk.mailbox.dead(limit=_SHOWN_DEAD)
        ],
    }
