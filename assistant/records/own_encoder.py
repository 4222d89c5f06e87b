"""Encoders that an office trained on its own reports: folders named by their fingerprint, and which of them is in use.

The one used before stays until the vectors are made again, so that its index goes on serving.
"""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import StoreFault

if TYPE_CHECKING:
    from assistant.records.static_encoder import StaticEncoder

PREFIX = "youju-office-"
_FOLDER = "encoders"
_IN_USE = "in-use"


def in_use(data_dir: Path) -> str | None:
    """The id of the office's own encoder, or None where the shipped one is used."""
    try:
        written = (data_dir / _FOLDER / _IN_USE).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return f"{PREFIX}{written}" if written else None


def load_own(data_dir: Path, id: str) -> "StaticEncoder":
    """The office's own encoder of that id; raises InvalidSetting when its files are missing or damaged."""
    from assistant.records.static_encoder import load_static

    return load_static(data_dir / _FOLDER / id.removeprefix(PREFIX), id)


def take_into_use(data_dir: Path, draft: Path, fingerprint: str) -> None:
    """Use the encoder written to the folder `draft`, which moves, from the next start on. Raises StoreFault."""
    folder = data_dir / _FOLDER
    try:
        folder.mkdir(exist_ok=True)
        if not (folder / fingerprint).exists():
            shutil.move(draft, folder / fingerprint)
        _note(folder, fingerprint)
    except OSError as fault:
        raise _unwritable(folder, fault) from fault


def back_to_shipped(data_dir: Path) -> None:
    """Use the shipped encoder from the next start on. Raises StoreFault."""
    folder = data_dir / _FOLDER
    try:
        (folder / _IN_USE).unlink(missing_ok=True)
    except OSError as fault:
        raise _unwritable(folder, fault) from fault


def forget_others(data_dir: Path) -> None:
    """Remove every encoder but the one in use: no vector rests on them any more."""
    folder, kept = data_dir / _FOLDER, in_use(data_dir)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and f"{PREFIX}{path.name}" != kept:
            shutil.rmtree(path, ignore_errors=True)


def _note(folder: Path, fingerprint: str) -> None:
    draft = folder / f"{_IN_USE}.new"
    draft.write_text(f"{fingerprint}\n", encoding="utf-8")
    os.replace(draft, folder / _IN_USE)


def _unwritable(folder: Path, fault: OSError) -> StoreFault:
    reason = fault.strerror or str(fault)
    return StoreFault(
        str(folder),
        zh=f"无法写入（{reason}），请检查权限和磁盘空间",
        en=f"cannot be written ({reason}); check permissions and disk space",
    )
