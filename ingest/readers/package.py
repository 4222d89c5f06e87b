"""The parts of an Office package (a zip of XML), read within bounds; nothing outside the package is ever followed."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError, fromstring

from assistant.errors import UnreadableFile

LARGEST_PART = 64 * 1024 * 1024
"""Bytes of XML above which a part is not read: some thousand pages of text."""
_MOST_PARTS = 20_000
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
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

    def xml(self, part: str) -> Element | None:
        """A part's root with all names and attributes bare of namespaces, or None when there is no such part."""
        data = self._read(part)
        if data is None:
            return None
        if any(mark in data for mark in _DOCTYPES):
            raise UnreadableFile(
                self._name,
                zh="文件里有不该出现的实体声明（DOCTYPE），可能不安全，未读取；请用 Office 打开后另存。",
                en="it declares a DOCTYPE, which no Office file does and which may be unsafe; open it in Office and save it again.",
            )
        try:
            root = fromstring(data)
        except (ParseError, ValueError, LookupError) as error:
            raise damaged(self._name) from error
        return _bare(root)

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


def _bare(root: Element) -> Element:
    """The tree without namespaces, so that strict and transitional files read alike."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
        if any("}" in key for key in element.attrib):
            named = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
            element.attrib.clear()
            element.attrib.update(named)
    return root
