"""Web archives (.mht, .mhtml), as an office suite or a browser saves a page in one file: its page is read, nothing else."""

from email import message_from_bytes
from email.message import Message

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers.html import decode_page, read_page

SUFFIXES = (".mht", ".mhtml")
_MOST_PARTS = 2_000


def read(name: str, data: bytes) -> Draft:
    """The Draft of the first page of a web archive; raises UnreadableFile: no page in it, and what html.read raises."""
    page = _page(data)
    if page is None:
        raise UnreadableFile(
            name,
            zh="不是完整的单一网页文件，里面没有网页；请在浏览器或 Office 里打开后另存为 .docx 或 .html。",
            en="no page is in it; open it in a browser or in Office and save it as .docx or .html.",
        )
    content = page.get_payload(decode=True)
    source = content if isinstance(content, bytes) else b""
    return read_page(name, decode_page(name, source, _charset(page)))


def _page(data: bytes) -> Message | None:
    """The first part of type text/html, or none."""
    # Some writers put blank lines before the header.
    message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "))
    parts = (part for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False))
    return next((part for part in parts if part.get_content_type() == "text/html"), None)


def _charset(page: Message) -> str:
    said = page.get_content_charset() or ""
    return "" if said in ("us-ascii", "unicode") else said
