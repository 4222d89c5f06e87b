"""Words of records in messengers that read markup: they stand as they are and are never links, mentions or headings."""

from collections.abc import Sequence

from api.channels.reply import source_line
from api.channels.seam import Reply, Source
from api.channels.words import word

# The full-width twin is no markup anywhere, and unlike a backslash it is shown alike by every client.
_TWINS = str.maketrans(
    {
        "<": "＜",
        ">": "＞",
        "[": "［",
        "]": "］",
        "*": "＊",
        "_": "＿",
        "#": "＃",
        "`": "｀",
        "~": "～",
        "|": "｜",
        "\\": "＼",
    }
)
_ANGLES = str.maketrans({"<": "＜", ">": "＞"})


def without_tags(text: str) -> str:
    """Text for a messenger that reads tags only."""
    return text.translate(_ANGLES)


def without_markup(text: str) -> str:
    """Text for a messenger that reads Markdown; figures keep every character."""
    return text.translate(_TWINS)


def markdown_lines(reply: Reply) -> list[str]:
    """The whole reply as lines of Markdown: what is said, notes, sources with their links, what to ask next."""
    language = reply.language
    told = [f"**{without_markup(reply.headline)}**", *(without_markup(line) for line in reply.lines)]
    told += _block(word("notes", language), [f"- {without_markup(each)}" for each in reply.remarks])
    told += _block(word("sources", language), [markdown_source(each, language) for each in reply.sources])
    told += _block(word("more", language), [f"- {without_markup(each)}" for each in reply.more])
    return [*told, *(["", f"[{word('open', language)}]({reply.link})"] if reply.link else [])]


def markdown_source(source: Source, language: str) -> str:
    """A source as a line of Markdown that ends with its link."""
    line = without_markup(source_line(source, language))
    return f"{line} [{word('source', language)}]({source.url})" if source.url else line


def _block(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"**{title}**", *lines] if lines else []
