"""Files made hostile: bytes flipped, cut and pasted, numbers blown up, packages operated on, and bombs put into them."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from random import Random
from types import MappingProxyType

_PASTED = (
    b"\x00",
    b"\xff" * 4,
    b"9" * 40,
    b"<",
    b"&#x10FFFF;",
    b"</w:p>",
    b",",
    "万元".encode(),
    b"-1",
    b"1e999",
    b"\xed\xa0\x80",
)
_HUGE = (b"0", b"-1", b"2147483648", b"99999999999999999999", b"1e308", b"NaN", b"")
_NUMBER = re.compile(rb"(?<![\w#])\d{1,9}(?!\w)")
_DEEP = 60_000
_WIDE = 30_000
_INFLATED = 80 * 2**20

Mutation = Callable[[bytes, Random], bytes]


def damaged(data: bytes, rng: Random) -> bytes:
    """Some bytes changed, lost, repeated, pasted over, or the end cut off."""
    for _ in range(rng.choice((1, 1, 2, 6, 20))):
        at, size = rng.randrange(len(data) or 1), rng.choice((1, 4, 16, 200))
        pasted = rng.choice(_PASTED)
        data = rng.choice(
            (
                data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :],
                data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)] if data else b"") + data[at + 1 :],
                data[:at] + data[at + size :],
                data[:at] + data[at : at + size] * 20 + data[at:],
                data[:at] + pasted + data[at:],
                data[:at] + pasted + data[at + len(pasted) :],
                data[: max(at, 64)],
            )
        )
    return data


def blown_up(data: bytes, rng: Random) -> bytes:
    """A few of its numbers made huge, negative, or none: sizes, spans, offsets, counts."""
    numbers = list(_NUMBER.finditer(data))
    for found in sorted(rng.sample(numbers, min(len(numbers), rng.choice((1, 3, 12)))), key=lambda one: -one.start()):
        data = data[: found.start()] + rng.choice(_HUGE) + data[found.end() :]
    return data


def operated(data: bytes, rng: Random) -> bytes:
    """A package whose parts are damaged, blown up, lost, doubled, renamed, exchanged, emptied or led astray, packed whole again."""
    parts = _parts(data)
    name, other = rng.choice(list(parts)), rng.choice(list(parts))
    change = rng.randrange(9)
    if change < 3:
        largest = rng.choice(sorted(parts, key=lambda part: -len(parts[part]))[:6])
        parts[largest] = rng.choice((damaged, blown_up))(parts[largest], rng)
    elif change == 3:
        del parts[name]
    elif change == 4:
        parts[name], parts[other] = parts[other], parts[name]
    elif change == 5:
        parts[rng.choice(("../../evil", "/etc/passwd", "C:\\evil", "a" * 300, "a\x00b"))] = parts.pop(name)
    elif change == 6:
        parts[name] = rng.choice(
            (b"", b"<a/>", b"\xff\xfe<\x00a\x00/\x00>\x00", b"<?xml version='1.0' encoding='x-none'?><a/>")
        )
    elif change == 7:
        return _packed(parts, twice=name)
    else:
        return _lying(_packed(parts), rng)
    return _packed(parts)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: Mapping[str, bytes], twice: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a name comes twice is meant
        for name, part in [*parts.items(), *([(twice, b"<again/>")] if twice else [])]:
            package.writestr(name, part)
    return out.getvalue()


def _lying(data: bytes, rng: Random) -> bytes:
    """A field of one entry in the list of contents changed: flags, method, checksum, sizes, place."""
    entries = [found.start() for found in re.finditer(rb"PK\x01\x02", data)]
    at = rng.choice(entries) + rng.choice((8, 10, 16, 20, 24, 42))
    return data[:at] + rng.choice((b"\x01\x00", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x00", b"\x63\x00")) + data[at:][4:]


def _laughing(root: bytes) -> bytes:
    """The billion laughs: entities of entities."""
    names = [bytes([letter]) for letter in b"abcdefghij"]
    listed = b"".join(b"<!ENTITY %b '%b'>" % (name, (b"&%b;" % before) * 10) for before, name in pairwise(names))
    return b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'>%b]><%b>&j;</%b>" % (listed, root, root)


def _reading(root: bytes) -> bytes:
    """A file of this machine asked for as an entity."""
    return b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><%b>&f;</%b>" % (root, root)


def _nested(root: bytes) -> bytes:
    return b"<%b>%b%b</%b>" % (root, b"<p>" * _DEEP, b"</p>" * _DEEP, root)


def _wide(root: bytes) -> bytes:
    return b"<%b %b/>" % (root, b" ".join(b"a%d='1'" % number for number in range(_WIDE)))


def _inflated(root: bytes) -> bytes:
    return b"<%b>%b</%b>" % (root, b" " * _INFLATED, root)


XML_BOMBS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {"laughs": _laughing, "outside": _reading, "nested": _nested, "wide": _wide, "inflated": _inflated}
)
"""Bombs of XML by name, made for the name of a root element."""

_MAIN = {".docx": ("word/document.xml", b"document"), ".xlsx": ("xl/worksheets/sheet1.xml", b"worksheet")}


def bombs(suffix: str, data: bytes) -> dict[str, bytes]:
    """The bombs that there are of a format, by name: each goes off in a reader that believes it."""
    if suffix in _MAIN:
        part, root = _MAIN[suffix]
        return {name: _packed(_parts(data) | {part: make(root)}) for name, make in XML_BOMBS.items()} | _spans(
            suffix, data
        )
    if suffix == ".html":
        return {
            "nested": b"<table><tr><td>" * (_DEEP // 4) + "南栎市".encode(),
            "spans": "<table><tr><td rowspan=99999999 colspan=99999999>预算数<td>1</table>".encode(),
            "laughs": _laughing(b"html"),
        }
    if suffix in (".csv", ".txt", ".md"):
        return {
            "one line": "1,预算".encode() * 10_000,
            "quotes": b'"' * 500_000,
            "marks": b"# " * 200_000,
            "bars": b"|-" * 200_000,
        }
    return {}


def _spans(suffix: str, data: bytes) -> dict[str, bytes]:
    """Cells that claim to reach over a whole sheet, or farther."""
    part, _ = _MAIN[suffix]
    parts = _parts(data)
    if suffix == ".docx":
        changed = parts[part].replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="99999999"/>')
    else:
        cells = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        changed = re.sub(rb"</sheetData>", b"</sheetData>" + cells, parts[part])
        changed = re.sub(rb'(<c r=")[A-Z]+\d+', rb"\1XFD1048576", changed, count=1)
    return {"spans": _packed(parts | {part: changed})}
