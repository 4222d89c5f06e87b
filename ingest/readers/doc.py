"""Old Word documents (.doc) and rich text (.rtf), converted by LibreOffice where it is installed and read as .docx.

The conversion runs in a process and a profile of its own, with macros off and links never followed, and is killed when
it takes too long.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers import docx
from ingest.readers.encoding import decode
from ingest.readers.kinds import kind_of

SUFFIXES = (".doc", ".dot", ".rtf")
TIMEOUT = 120.0
"""Seconds after which a conversion is given up."""
_PROGRAMS = ("soffice", "libreoffice", "soffice.exe")
_MEDIA_TYPES = {".doc": "application/msword", ".rtf": "application/rtf"}
_ENCRYPTED_AT, _ENCRYPTED = 11, 0x01
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "WINDIR")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def read(name: str, data: bytes) -> Draft:
    """The Draft of an old Word document or rich text; raises UnreadableFile: no LibreOffice, too slow, damaged, encrypted."""
    kind = kind_of(data, ".doc")
    if kind not in (".doc", ".rtf"):
        decode(name, data)  # says better what is wrong with an empty file or another format
        raise _damaged(name)
    if kind == ".doc" and _is_encrypted(data):
        raise UnreadableFile(
            name,
            zh="文件已加密，需要密码才能打开；请去掉密码后另存再提供。",
            en="the file is encrypted with a password; remove the password, save it and supply it again.",
        )
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UnreadableFile(
            name,
            zh="读取旧版 Word（.doc、.rtf）需要本机装有 LibreOffice；请安装 LibreOffice，或用 Word/WPS 另存为 .docx 再提供。",
            en="reading old Word files (.doc, .rtf) needs LibreOffice; install it, or save the file as .docx and supply that.",
        )
    draft = docx.read(name, _converted(name, data, kind, program))
    return replace(draft, media_type=_MEDIA_TYPES[kind])


def _is_encrypted(data: bytes) -> bool:
    """Whether the header of the Word stream, wherever its sector lies, says that the text is encrypted."""
    at = next((m.start() for m in re.finditer(rb"(?s)\xec\xa5[\x00-\xff]{2}", data) if m.start() % 512 == 0), -1)
    return at >= 0 and len(data) > at + _ENCRYPTED_AT and bool(data[at + _ENCRYPTED_AT] & _ENCRYPTED)


def _converted(name: str, data: bytes, kind: str, program: str) -> bytes:
    """The document as .docx."""
    with tempfile.TemporaryDirectory(prefix="youju-") as folder:
        given, profile, out = (Path(folder, part) for part in ("given" + kind, "profile", "out"))
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        given.write_bytes(data)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += [
            "--nodefault",
            "--nologo",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(out),
            str(given),
        ]
        if not _run(command, folder):
            raise UnreadableFile(
                name,
                zh=f"LibreOffice 转换超过 {TIMEOUT:.0f} 秒，已中止；请用 Word/WPS 另存为 .docx 再提供。",
                en=f"LibreOffice took more than {TIMEOUT:.0f} seconds and was stopped; save the file as .docx and supply that.",
            )
        made = out / "given.docx"
        if not made.is_file():
            raise _damaged(name)
        return made.read_bytes()


def _run(command: list[str], home: str) -> bool:
    """Run to the end, in a process group of its own; False when it had to be killed for taking too long."""
    environment = {key: value for key, value in os.environ.items() if key in _KEPT} | {"HOME": home, "TMPDIR": home}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            return False
        finally:
            _kill(process)
    return True


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            process.kill()


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        zh="文件已损坏，或不是真正的 Word 文档；请用 Word/WPS 打开后另存为 .docx 再提供。",
        en="the file is damaged or no real Word document; open it in Word or WPS and save it as .docx.",
    )
