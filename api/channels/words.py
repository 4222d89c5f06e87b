"""What channels say of themselves, in both languages."""

from collections.abc import Mapping, Sequence

from api.channels.seam import Reply
from api.channels.split import shortened

_WORDS: Mapping[str, tuple[str, str]] = {
    "sources": ("依据", "Sources"),
    "notes": ("说明", "Notes"),
    "more": ("可以接着问", "Ask next"),
    "choose": ("您问的是", "Did you mean"),
    "open": ("查看原文与完整答案", "Open the sources and the full answer"),
    "source": ("原文", "source"),
    "up": ("有用", "Helpful"),
    "down": ("有误", "Wrong"),
    "note": ("正在查记录，稍候给出答案。", "Looking through the records; the answer follows."),
    "reading": ("文件已收到，正在读入，读完报告结果。", "The file arrived and is being read; a report follows."),
    "thanks": ("已记下，谢谢。", "Noted, thank you."),
    "nothing_to_judge": ("这里还没有可以评价的答案。", "There is no answer here to judge yet."),
    "unreadable": (
        "目前只能读文字和文件，请把问题写成文字。",
        "Only text and files can be read; please write your question.",
    ),
    "files_refused": (
        "您没有往记录里添加文件的权限，请联系管理员。",
        "You may not add files to the records; ask the administrator.",
    ),
    "stranger": (
        "您在这里还没有账户，请联系有据的管理员。",
        "You have no account here yet; ask the administrator of Youju.",
    ),
    "subscribed": (
        "已订阅：有新的记录读入时会在这里告知。发送“退订”即可取消。",
        "Subscribed: you will be told here when new records are read. Send “unsubscribe” to end it.",
    ),
    "unsubscribed": ("已退订，不再主动告知。", "Unsubscribed; you will not be told any more."),
    "no_push": (
        "这个机器人只能在提问后回答，不能主动告知。",
        "This bot can only answer questions; it cannot write of its own accord.",
    ),
    "greeting": (
        "您好，我是有据。请直接问绩效记录里的事，例如“2021年预算执行率是多少？”。每个数字都附原文出处。",
        "Hello, this is Youju. Ask about the performance records, for example “What was the execution rate in 2021?”. "
        "Every figure comes with its source.",
    ),
    "apology": (
        "没能给出答案，已记下并交管理员查看，请稍后再问。",
        "No answer could be given; it was noted for the administrator. Please ask again later.",
    ),
}


def word(key: str, language: str) -> str:
    """What `key` names, in `language` ("zh" or "en")."""
    zh, en = _WORDS[key]
    return zh if language == "zh" else en


def plain_reply(key: str, language: str, lines: Sequence[str] = ()) -> Reply:
    """A reply that only says what `key` names, and `lines`."""
    return Reply(headline=word(key, language), language=language, lines=tuple(lines))


def labels(choices: Sequence[str], most: int) -> tuple[str, ...]:
    """Short labels that tell questions apart: what all begin or end with is left out where something remains.

    "水务局2021年执行率？" and "教育局2021年执行率？" give "水务" and "教育"; each takes at most the room of `most` Chinese characters.
    """
    if len(choices) < 2:
        return tuple(shortened(choice, most * 3) for choice in choices)
    front = _common(choices)
    back = _common([choice[front:][::-1] for choice in choices])
    cut = [choice[front : len(choice) - back].strip(" ，,?？") for choice in choices]
    told = cut if all(cut) and len(set(cut)) == len(cut) else list(choices)
    return tuple(shortened(each, most * 3) for each in told)


def _common(texts: Sequence[str]) -> int:
    """How many characters all of `texts` begin with."""
    shortest = min(len(text) for text in texts)
    return next((at for at in range(shortest) if len({text[at] for text in texts}) > 1), shortest)
