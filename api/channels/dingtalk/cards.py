"""DingTalk's interactive cards: one is put into the chat, its words are then replaced until the answer is whole.

Protocol: open.dingtalk.com/document/orgapp/create-and-deliver-cards (createAndDeliver) and
/orgapp/interface-for-updating-ai-cards (card/streaming, whole text at each update). The template is the office's own, made in
the card platform (卡片平台), with one text of Markdown named `content`.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from api.channels.seam import NOTE, Incoming, Ticket

CREATE, STREAM = "/v1.0/card/instances/createAndDeliver", "/v1.0/card/streaming"
CARD_BYTES = 3000
"""Some clients show a card of more characters blank."""
_CONTENT = "content"


def track_of(ticket: Ticket) -> str:
    """What a card is known by: that of the note whose place the message takes, else its own, the same when sent again."""
    return ticket.over or hashlib.sha256(ticket.key.encode()).hexdigest()[:32]


def creating(track: str, template: str, robot: str, to: Incoming) -> Mapping[str, Any]:
    """The card, still without words, in the chat of `to`."""
    where: dict[str, Any]
    if to.group:
        where = {
            "openSpaceId": f"dtv1.card//IM_GROUP.{to.chat}",
            "imGroupOpenSpaceModel": {"supportForward": True},
            "imGroupOpenDeliverModel": {"robotCode": robot},
        }
    else:
        where = {
            "openSpaceId": f"dtv1.card//IM_ROBOT.{to.way.get('staff') or to.sender}",
            "imRobotOpenSpaceModel": {"supportForward": True},
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": robot},
            "userIdType": 1,
        }
    words = {"cardParamMap": {_CONTENT: ""}}
    return {"cardTemplateId": template, "outTrackId": track, "callbackType": "STREAM", "cardData": words, **where}


def streaming(track: str, text: str, ticket: Ticket) -> Mapping[str, Any]:
    """The words of a card, all of them; the note leaves it open for the answer."""
    update = hashlib.sha256(f"{ticket.key}#{text}".encode()).hexdigest()[:32]
    return {
        "outTrackId": track,
        "guid": update,
        "key": _CONTENT,
        "content": text,
        "isFull": True,
        "isFinalize": ticket.place != NOTE,
        "isError": False,
    }
