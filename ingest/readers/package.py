"""The parts of an Office package (a zip of XML), read within bounds; nothing outside the package is ever followed."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from assistant.errors import UnreadableFile

LARGEST_PART = 64 * 1024 * 1024
"""Bytes of XML above which a part is not read: some thousand pages of text."""
_MOST_PARTS = 20_000
_PACKAGE_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    zlib.error,
)


class Package:
    """An opened package. Every method raises UnreadableFile for what cannot be read, naming the file."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _PACKAGE_FAULTS as error:
            raise damaged(name) from error
        listed = self._zip.infolist()
        if len(listed) > _MOST_PARTS:
            raise _too_large(name)
        self._parts = {info.filename.replace("\\", "/").lower(): info for info in listed}

    def xml(self, part: str, without: str = "") -> Element | None:
        """A part's root with all names and attributes bare of namespaces, or None when there is no such part.

        `without` names elements, as alternatives of an expression, that are cut out before the rest is parsed.
        """
        data = self._read(part)
        if data is None:
            return None
        try:
            return bare_tree(_without(data, without) if without else data)
        except _Doctype:
            raise UnreadableFile(
                self._name,
                zh="文件里有不该出现的实体声明（DOCTYPE），可能不安全，未读取；请用 Office 打开后另存。",
                en="it declares a DOCTYPE, which no Office file does and which may be unsafe; open it in Office and save it again.",
            ) from None
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise damaged(self._name) from error

    def related(self, part: str) -> Mapping[str, str]:
        """The parts that `part` ("" for the package) names, by the last word of the relation's type; inside only."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, str] = {}
        for relation in root.iter("Relationship") if root is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External" and target:
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found.setdefault(relation.get("Type", "").rpartition("/")[2], posixpath.normpath(path))
        return found

    def _read(self, part: str) -> bytes | None:
        info = self._parts.get(part.lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            raise encrypted(self._name)
        if info.file_size > LARGEST_PART:
            raise _too_large(self._name)
        try:
            with self._zip.open(info) as opened:
                data = opened.read(LARGEST_PART + 1)
        except _PACKAGE_FAULTS as error:
            raise damaged(self._name) from error
        if len(data) > LARGEST_PART:
            raise _too_large(self._name)
        return data


def damaged(name: str) -> UnreadableFile:
    """The reason for a package that cannot be opened or parsed."""
    return UnreadableFile(
        name,
        zh="文件已损坏，或不是真正的 Office 文件；请用 Office 打开后另存，再试一次。",
        en="the file is damaged or no real Office file; open it in Office, save it again and retry.",
    )


def encrypted(name: str) -> UnreadableFile:
    """The reason for a file under a password."""
    return UnreadableFile(
        name,
        zh="文件已加密，需要密码才能打开；请去掉密码后另存再提供。",
        en="the file is encrypted with a password; remove the password, save it and supply it again.",
    )


def _too_large(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        zh=f"文件解压后过大（超过 {LARGEST_PART // 1024 // 1024} MB 文字），可能是压缩炸弹，未读取；请拆分后再提供。",
        en=f"it unpacks to more than {LARGEST_PART // 1024 // 1024} MB of text and may be a zip bomb; split it and supply it again.",
    )


class _Doctype(Exception):
    """The document declares a DOCTYPE, and with it perhaps entities."""


def _without(data: bytes, names: str) -> bytes:
    """XML without the elements of these names, which do not stand inside their like; quicker than to parse them."""
    element = rb"<((?:[\w-]{1,20}:)?(?:%b))(?=[\s>])[^<>]*(?<!/)>.*?</\1\s*>" % names.encode("ascii")
    return re.sub(element, b"", data, flags=re.S)


def bare_tree(data: bytes) -> Element:
    """The tree of an XML document without namespaces, so that strict and transitional files read alike.

    Names are stripped while the tree is built: a second walk over the many styles of a document costs as much as parsing
    it. Raises ExpatError, ValueError and LookupError for what is no XML, _Doctype for one with a DOCTYPE.
    """
    parser, builder = expat.ParserCreate(), TreeBuilder()
    bare: dict[str, str] = {}

    def start(tag: str, attributes: list[str]) -> None:
        for name in (tag, *attributes[::2]):
            if name not in bare:
                bare[name] = name.rpartition(":")[2]
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        builder.start(bare[tag], {bare[name]: said for name, said in pairs})

    def refuse(*_: object) -> None:
        raise _Doctype

    parser.ordered_attributes = parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, builder.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, refuse
    parser.Parse(data, True)
    return builder.close()
