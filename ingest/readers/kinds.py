"""What a file really is, by its bytes: names lie (a .doc that is a web page, a .xls that is a zip)."""

import io
import re
import struct
import zipfile

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"{\\rtf", ".rtf"),
    (b"\x7fELF", ".exe"),
    (b"SQLite format 3\x00", ".db"),
)
_PARTS: tuple[tuple[str, str], ...] = (
    ("word/", ".docx"),
    ("xl/workbook.bin", ".xlsb"),
    ("xl/", ".xlsx"),
    ("ppt/", ".pptx"),
    ("OFD.xml", ".ofd"),
)
_OPEN_DOCUMENT = {b"text": ".odt", b"spreadsheet": ".ods", b"presentation": ".odp"}
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
    ("MatOST", ".wps"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I)
_FRAGMENT = re.compile(r"\s*<(?:table|div|meta|head|body|style|center|font|p|h[1-6])\b[^<]*>", re.I)
_MAIL = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type)\s*:", re.I)
_XML = re.compile(r"\s*<\?xml[^>]*\?>\s*<\?mso-application", re.I)
_HEAD = 4096
_OFFICE = frozenset({".doc", ".docx", ".xls", ".xlsx", ".wps", ".et", ".rtf", ".ppt", ".pptx"})


def kind_of(data: bytes, suffix: str = "") -> str | None:
    """What `data` is by its content, as a suffix with dot, "encrypted" for an Office file under a password, or None.

    None is text, and all that has no mark of its own. `suffix` is what its name says: in an Office file, the beginning of
    a web page is taken for one even where its first tag is missing.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    bare = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    found = next((kind for magic, kind in _MAGIC if data.startswith(magic) or bare.startswith(magic)), None)
    if found:
        return found
    if data.startswith(b"MZ") and b"\x00" in data[:_HEAD]:
        return ".exe"
    return _text_kind(_head(data), suffix)


def _head(data: bytes) -> str:
    """The first characters, far enough to see tags and header lines, whatever the encoding."""
    codec = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "latin-1")
    return data[:_HEAD].decode(codec, "ignore").lstrip("\ufeffï»¿")


def _text_kind(head: str, suffix: str) -> str | None:
    if _PAGE.match(head):
        return ".html"
    if suffix in _OFFICE and _FRAGMENT.match(head):
        return ".html"
    if _MAIL.match(head) and re.search(r"multipart/related|text/html", head, re.I):
        return ".mht"
    return ".xml" if _XML.match(head) else None


def _zip_kind(data: bytes) -> str | None:
    """The kind of a zip; None for one that cannot be opened, so that the reader its name asks for says so."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if names[:1] == ["mimetype"] and package.getinfo("mimetype").file_size < 200:
                said = package.read("mimetype")
                return next((kind for word, kind in _OPEN_DOCUMENT.items() if b"opendocument." + word in said), ".zip")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, KeyError):
        return None
    office = "[Content_Types].xml" in names or "_rels/.rels" in names or "OFD.xml" in names
    return next((kind for part, kind in _PARTS if office and any(n.startswith(part) for n in names)), ".zip")


def _ole_kind(data: bytes) -> str:
    names = streams(data)
    return next((kind for stream, kind in _STREAMS if stream in names), ".ole")


def streams(data: bytes) -> frozenset[str]:
    """The names of the streams at the root of an OLE compound file; those of embedded files are not among them.

    A damaged directory gives the names that can still be told.
    """
    entries = _directory(data)
    root = entries[0] if entries else None
    found: set[str] = set()
    waiting, seen = ([root[3]] if root else []), {0}
    while waiting:
        at = waiting.pop()
        if at in seen or at >= len(entries):
            continue
        seen.add(at)
        name, left, right, _ = entries[at]
        found.add(name)
        waiting += [left, right]
    return frozenset(found)


def _directory(data: bytes) -> list[tuple[str, int, int, int]]:
    """(name, left, right, child) of each entry of the directory, followed through the table of sectors."""
    if len(data) < 512:
        return []
    shift = struct.unpack_from("<H", data, 30)[0]
    size = 1 << shift if shift in (9, 12) else 512
    fat = _table_sectors(data, size)
    sector = struct.unpack_from("<I", data, 48)[0]
    entries: list[tuple[str, int, int, int]] = []
    seen: set[int] = set()
    while sector < 0xFFFFFFFA and sector not in seen and (sector + 2) * size <= len(data) + size - 1:
        seen.add(sector)
        entries += [_entry(data, at) for at in range((sector + 1) * size, (sector + 2) * size, 128)]
        sector = _next(data, fat, sector, size)
    return entries


def _table_sectors(data: bytes, size: int) -> list[int]:
    """Where the table of sectors lies: 109 sectors named in the header, and those of large files in a chain of lists."""
    found = [s for s in struct.unpack_from("<109I", data, 76) if s < 0xFFFFFFFA]
    sector, seen = struct.unpack_from("<I", data, 68)[0], set[int]()
    while sector not in seen and (sector + 2) * size <= len(data):
        seen.add(sector)
        *listed, sector = struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
        found += [s for s in listed if s < 0xFFFFFFFA]
    return found


def _entry(data: bytes, at: int) -> tuple[str, int, int, int]:
    record = data[at : at + 128].ljust(128, b"\x00")
    length = min(struct.unpack_from("<H", record, 64)[0], 64)
    left, right, child = struct.unpack_from("<3I", record, 68)
    return record[: max(0, length - 2)].decode("utf-16-le", "replace"), left, right, child


def _next(data: bytes, fat: list[int], sector: int, size: int) -> int:
    block, place = divmod(sector, size // 4)
    at = (fat[block] + 1) * size + 4 * place if block < len(fat) else len(data)
    return int(struct.unpack_from("<I", data, at)[0]) if at + 4 <= len(data) else 0xFFFFFFFE
