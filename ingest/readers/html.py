"""Web pages (.html, .htm): what a visitor sees, block by block, with real tables told from those that lay out the page.

Scripts, styles, menus (nav) and hidden elements are dropped. Lines of the site around a report (索引号, 浏览次数) stay, each
on a line of its own, where the search for a title passes them over.
"""

import codecs
import re
from contextlib import suppress
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers.compose import compose
from ingest.readers.encoding import decode, warnings_of
from ingest.readers.page import Page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SUFFIXES = (".html", ".htm", ".xhtml")
_MEDIA_TYPE = "text/html"
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,20})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{3,20})""")
_DECLARED_WITHIN = 8192
# What pages call GB2312 holds characters of GBK and GB18030; browsers read it so, too.
_CODECS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*?(/?)>", re.I)
_NEVER_CLOSED = frozenset(
    {
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup"),
    }
)
LARGEST = 40_000_000
"""Characters of source above which a page is refused."""
_DEEPEST = 3_000
"""Elements open at a time above which a page is refused: parsing takes time with the square of them."""


def read(name: str, data: bytes) -> Draft:
    """The Draft of a web page, cells addressed T1R3C2; raises UnreadableFile: encoding, nesting, no visible text."""
    return read_page(name, decode_page(name, data))


def read_page(name: str, source: str) -> Draft:
    """The Draft of a page's source text."""
    if len(source) > LARGEST:
        raise UnreadableFile(
            name,
            zh=f"网页超过 {LARGEST // 1_000_000} 百万字符，未读取；请拆分，或把其中的表格另存为 .xlsx 再提供。",
            en=f"the page has more than {LARGEST // 1_000_000} million characters; split it, or save its tables as .xlsx.",
        )
    if not re.search(r"<[a-zA-Z!/?]", source):
        source = f"<pre>{source}</pre>"
    if _depth(source) > _DEEPEST:
        raise UnreadableFile(
            name,
            zh="网页标签嵌套过深，无法读取；请在浏览器里打开后另存为文本或 PDF。",
            en="its tags are nested too deeply; open it in a browser and save it as text or PDF.",
        )
    page = Page()
    root = _parsed(source)
    blocks = page.blocks(root) if root is not None else []
    if not any(c.isalnum() for block in blocks for c in page.words(block)):
        raise UnreadableFile(
            name,
            zh="网页里没有可见的文字（内容可能由脚本或框架载入）；请在浏览器里打开后另存为文本或 PDF。",
            en="no visible text is in it (scripts or frames may load it); open it in a browser and save it as text or PDF.",
        )
    return replace(compose(name, blocks, _MEDIA_TYPE, warnings_of(source)), caption=_caption(source))


def decode_page(name: str, data: bytes, said: str = "") -> str:
    """The source of a page: by its mark, as UTF-8 where it is valid, as declared (in itself, or `said` outside), else as
    any text. A few broken characters in a page that declares its encoding are replaced. Raises UnreadableFile.
    """
    if data.startswith(_BOMS) or not data.strip():
        return decode(name, data)
    codec = _declared(data, said)
    for candidate in filter(None, ("utf-8", codec)):
        with suppress(UnicodeDecodeError):
            if b"\x00" not in data:
                return data.decode(candidate).replace("\r\n", "\n").replace("\r", "\n")
    return decode(name, data, codec)


def _declared(data: bytes, said: str) -> str:
    """The codec a page declares, "" for none or one that nobody knows."""
    head = data[:_DECLARED_WITHIN]
    found = _CHARSET.search(head) or _XML_ENCODING.search(head)
    named = (found[1].decode("ascii", "ignore") if found else said).lower()
    try:
        known = codecs.lookup(_CODECS.get(named, named)).name if named else ""
    except LookupError:
        return ""
    # A page that can be read as bytes far enough to find the word utf-16 is not in it.
    return "" if known.startswith(("utf-16", "utf-32", "utf-7")) or known in ("base64", "hex", "rot13") else known


def _depth(source: str) -> int:
    """At most how many elements are open at a time, those that pages never close left out."""
    deepest = depth = 0
    for closing, tag, alone in _TAG.findall(source):
        if alone or tag.lower() in _NEVER_CLOSED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _caption(source: str) -> str:
    """The title in a page's head, without the name of the site behind it."""
    found = re.search(r"<title[^>]{0,200}>([^<]{1,400})</title", source[:100_000], re.I)
    words = unescape(found[1]).strip() if found else ""
    return " ".join(re.split(r"\s[-_|—–]\s?|[_|]", words)[0].split())


def _parsed(source: str) -> "LexborNode | None":
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(source).body
