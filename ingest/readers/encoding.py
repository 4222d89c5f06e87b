"""Bytes to text: which encoding, and whether it is text at all. Line ends become "\\n" here, once."""

import codecs
import re

from assistant.errors import UnreadableFile

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "PNG 图片", "a PNG image"),
    (b"\xff\xd8\xff", "JPEG 图片", "a JPEG image"),
    (b"GIF8", "GIF 图片", "a GIF image"),
    (b"II*\x00", "TIFF 图片", "a TIFF image"),
    (b"%PDF-", "PDF 文件", "a PDF file"),
    (b"PK\x03\x04", "Office 或压缩文件", "an Office or zip file"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件", "an old Office file"),
    (b"Rar!", "RAR 压缩文件", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩文件", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip archive"),
    (b"{\\rtf", "RTF 文件", "an RTF file"),
    (b"MZ", "程序文件", "a program"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"SQLite format 3", "数据库文件", "a database"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z]{2,20}(?![A-Za-z0-9+/=_-])")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_COMMON_SHARE = 0.8
LOST = "\ufffd"
"""What stands for bytes that are no character of the file's encoding."""
_MOST_LOST = 0.005
_LONGEST_LOSS = 4


def decode(name: str, data: bytes, declared: str = "") -> str:
    """The text of a file without byte order mark, line ends as "\\n", every other character kept.

    Tries byte order marks, strict UTF-8, then strict GB18030 that reads like Chinese. A few bytes that are in no
    character become one LOST each; `declared` names an encoding that the file claims, tried then. Raises UnreadableFile
    for an empty file, for bytes that are no text and for an encoding that is none of these.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise _empty(name)
    _refuse_binary(name, data)
    text = _decoded(name, data, declared).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = text.replace("\x00", LOST)  # no database keeps it
    if not text.strip(" \t\n\r\f\v\u3000\xa0\u200b\ufeff"):
        raise _empty(name)
    if len(_CONTROL.findall(text)) > _few(text) or not _reads(text):
        raise _no_text(name, "", "")
    return text


def warnings_of(text: str) -> tuple[str, ...]:
    """Where characters are lost: to bad bytes of the file, or to an earlier conversion that left replacement characters."""
    lost = text.count(LOST)
    if not lost:
        return ()
    first = text.count("\n", 0, text.index(LOST)) + 1
    return (
        f"文件里有 {lost} 个字符已损坏，以 {LOST} 标出，首处在第 {first} 行；紧邻的数字未读取 / {lost} characters are damaged and "
        f"marked {LOST}, the first in line {first}; numbers beside them were not read",
    )


def _few(text: str) -> int:
    """How many places of `text` may be damaged for it still to be read."""
    return max(1, int(_MOST_LOST * len(text)))


def _decoded(name: str, data: bytes, declared: str) -> str:
    marked = next(((bom, codec) for bom, codec in _BOMS if data.startswith(bom)), None)
    try:
        if marked:
            return data[len(marked[0]) :].decode(marked[1])
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = "" if marked else data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if text and _is_chinese(text):
        return text
    return _marked(name, data, marked, declared)


def _marked(name: str, data: bytes, bom: tuple[bytes, str] | None, declared: str) -> str:
    """The text with LOST in the place of its few bad bytes, in the encoding that loses least."""
    body = data[len(bom[0]) :] if bom else data
    codecs_tried = (bom[1],) if bom else tuple(dict.fromkeys(("utf-8", declared or "gb18030", "gb18030")))
    tried = ((codec, body.decode(codec, "replace")) for codec in codecs_tried)
    readable = [text for codec, text in tried if _slightly_damaged(text) and _is_plausible(text, codec)]
    if not readable:
        raise _unknown(name)
    return min(readable, key=lambda text: text.count(LOST))


def _slightly_damaged(text: str) -> bool:
    """Whether few places of `text` are lost, and at each no more than the bytes of a character."""
    lost = re.findall(f"{LOST}+", text)
    return len(lost) <= _few(text) and max(map(len, lost), default=0) <= _LONGEST_LOSS


def _is_plausible(text: str, codec: str) -> bool:
    """Whether text with a few bad bytes is in `codec` all the same: other encodings decode into rare characters."""
    if codec == "gb18030":
        return _is_chinese(text.replace(LOST, ""))
    return codec != "utf-8" or any(c > "\x7f" for c in text.replace(LOST, ""))


def _is_chinese(text: str) -> bool:
    """Whether text decoded as GB18030 reads like it: nearly all its characters are everyday ones, none private.

    Other encodings decode, too, but into rare characters.
    """
    han = _HAN.findall(text)
    other = len(re.findall(r"[^\x00-\x7f\u3400-\u9fff\u2000-\u33ff\uff00-\uffef·×÷°±§]", text))
    common = sum(1 for c in han if b"\xb0" <= c.encode("gb18030")[:1] <= b"\xd7" and _in_gb2312(c))
    return bool(han) and not _PRIVATE.search(text) and common >= _COMMON_SHARE * (len(han) + other)


def _in_gb2312(character: str) -> bool:
    code = character.encode("gb18030")
    return len(code) == 2 and code[1] >= 0xA1


def _refuse_binary(name: str, data: bytes) -> None:
    known = next(((zh, en) for magic, zh, en in _MAGIC if data.startswith(magic)), None)
    if known and (known[1] != "a program" or b"\x00" in data[:4096]):
        raise _no_text(name, *known)
    zeros = 0 if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else data.count(0)
    if zeros > max(1, int(_MOST_LOST * len(data))):
        raise _no_text(name, "", "")


def _reads(text: str) -> bool:
    """Whether people could read it: some Chinese, or English words that make up a fair part of its letters."""
    sample = text.lstrip()[:200_000]
    if len(_HAN.findall(sample)) >= 2:
        return True
    letters = sum(1 for c in sample if c.isalpha())
    if letters < 20:
        return any(c.isalnum() for c in sample)
    return sum(map(len, _WORD.findall(sample))) >= 0.5 * letters


def _empty(name: str) -> UnreadableFile:
    return UnreadableFile(
        name, zh="文件是空的；请核对后重新提供。", en="the file is empty; check it and supply it again."
    )


def _unknown(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        zh="文字编码无法识别（unknown encoding）；请另存为 UTF-8 或 GB18030 后再试。",
        en="unknown encoding; save it as UTF-8 or GB18030 and try again.",
    )


def _no_text(name: str, zh: str, en: str) -> UnreadableFile:
    is_zh, is_en = (
        (f"内容是{zh}，不是文字", f"its content is {en}, not text") if zh else ("内容不是文字", "it is no text")
    )
    return UnreadableFile(
        name,
        zh=f"{is_zh}；请提供文本文件，或按真实格式改正扩展名。",
        en=f"{is_en}; supply a text file, or correct the extension to the real format.",
    )
