"""What a disk refuses, and the way out: full, read-only, not allowed."""

import errno
import os
from pathlib import Path
from shutil import disk_usage

from assistant.errors import StoreFault

LOW_BYTES = 200 << 20
"""Less room than this is told before it runs out: a batch of reports and its vectors fit into it."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def use(folder: Path) -> None:
    """Make `folder` where it is missing; raises StoreFault, with the way out, unless it can be read and written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        read_only = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError as error:
        raise unusable(folder, error) from error
    if read_only:
        raise unusable(folder, OSError(errno.EROFS, os.strerror(errno.EROFS)))
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise unusable(folder, PermissionError("not readable and writable"))


def free_bytes(folder: Path) -> int:
    """How much room is left where `folder` lies."""
    return disk_usage(folder).free


def unusable(place: Path, error: OSError) -> StoreFault:
    """What `error` means at `place`, and what to do."""
    if error.errno in _FULL:
        return StoreFault(
            str(place),
            zh="磁盘已满（或超出配额），请清理空间后重试",
            en="the disk is full, or a quota is used up; make room and try again",
        )
    if error.errno == errno.EROFS:
        return StoreFault(
            str(place),
            zh="所在磁盘只读，请改为可写，或把 YOUJU_DATA_DIR 设为另一文件夹",
            en="the disk is read-only; make it writable, or set another YOUJU_DATA_DIR",
        )
    reason = error.strerror or str(error)
    return StoreFault(
        str(place),
        zh=f"文件夹不能使用（{reason}），请授予读写权限，或把 YOUJU_DATA_DIR 设为另一文件夹",
        en=f"the folder cannot be used ({reason}); allow reading and writing, or set another YOUJU_DATA_DIR",
    )
