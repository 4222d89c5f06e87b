"""Replies of WeCom's intelligent bot: one streamed message of Markdown and one card: the citation, or buttons to choose by.

Protocol: developer.work.weixin.qq.com/document/path/101031 (被动回复消息), 101032 (模板卡片类型). A stream's content is its whole
text at every frame, at most 20,480 bytes.
"""

from collections.abc import Mapping
from typing import Any

from api.channels.markup import markdown_lines
from api.channels.picture import PICTURE, md5_of, picture_of
from api.channels.seam import Outgoing, Reply
from api.channels.split import pieces, shortened
from api.channels.wecom.render import button_card, task_id
from api.channels.words import word

STREAM_BYTES = 20_480
_SPARE = 200
_TITLE_BYTES = 26 * 3
_QUOTE_BYTES = 112 * 3
_JUMP_BYTES = 13 * 3
_QUESTION_BYTES = 200
_JUMPS = 3


def bot_messages(reply: Reply, message_id: str) -> tuple[Outgoing, ...]:
    """The reply as messages of a stream each: content, and with the first its card where there is one."""
    texts = pieces("\n".join(markdown_lines(reply)), STREAM_BYTES - _SPARE, reply.figures)
    cards = [_card(reply, message_id), *([None] * len(texts))]
    return tuple({"content": text, "card": card} for text, card in zip(texts, cards, strict=False))


def stream_frame(stream_id: str, outgoing: Outgoing | None, *, finish: bool) -> Mapping[str, Any]:
    """A frame of a streamed reply; its feedback comes back under the stream's id, which is the message's."""
    stream: dict[str, Any] = {"id": stream_id, "finish": finish, "content": outgoing["content"] if outgoing else ""}
    if finish and outgoing and (picture := picture_of(outgoing)):
        # 图文混排: pictures come with the last frame only.
        item = {"base64": outgoing[PICTURE], "md5": md5_of(picture)}
        stream["msg_item"] = [{"msgtype": "image", "image": item}]
    card = outgoing.get("card") if outgoing else None
    frame = {"msgtype": "stream", "stream": {**stream, "feedback": {"id": stream_id}}}
    return {**frame, "msgtype": "stream_with_template_card", "template_card": card} if card and finish else frame


def _card(reply: Reply, message_id: str) -> Mapping[str, Any] | None:
    """Buttons where the question must be chosen, else the first source with its quote; None without either."""
    if reply.choices:
        card: Mapping[str, Any] = button_card(reply, message_id)["template_card"]
        return card
    if not reply.sources or not reply.link:
        return None
    source = reply.sources[0]
    years = "、".join(map(str, source.years))
    return {
        "card_type": "text_notice",
        "source": {"desc": "有据"},
        "main_title": {"title": shortened(reply.headline, _TITLE_BYTES, reply.figures)},
        "quote_area": {
            "type": 1,
            "url": source.url,
            "title": shortened(f"{source.title} {years}".strip(), _TITLE_BYTES),
            "quote_text": shortened(source.quote, _QUOTE_BYTES),
        },
        "jump_list": _jumps(reply),
        "card_action": {"type": 1, "url": reply.link},
        "task_id": task_id(message_id),
    }


def _jumps(reply: Reply) -> list[Mapping[str, Any]]:
    """The answer's page, then questions that are asked when pressed (type 3)."""
    opened: Mapping[str, Any] = {
        "type": 1,
        "title": shortened(word("open", reply.language), _JUMP_BYTES),
        "url": reply.link,
    }
    asked: list[Mapping[str, Any]] = [
        {"type": 3, "title": shortened(question, _JUMP_BYTES), "question": question}
        for question in reply.more
        if len(question.encode()) <= _QUESTION_BYTES
    ]
    return [opened, *asked][:_JUMPS]
