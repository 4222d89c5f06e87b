"""Which files a person named: files, folders with all below them, patterns; each once, none opened yet."""

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, or (`fault_zh`, `fault_en`) why there is none at this path, as part of a sentence."""

    path: Path
    fault_zh: str = ""
    fault_en: str = ""


def sources(paths: Iterable[Path | str]) -> Iterator[Source]:
    """The files that `paths` name: files as named, folders with all below them but hidden files, patterns where no such
    file exists (`**` is any folders). Alphabetical within a folder or pattern, each file once. Never raises.
    """
    seen: set[Path] = set()
    for given in map(Path, paths):
        for source in _named(given):
            real = source.path.resolve()
            if real not in seen:
                seen.add(real)
                yield source


def _named(given: Path) -> Iterator[Source]:
    if given.is_dir():
        yield from _below(given)
    elif not given.exists() and _WILD & set(str(given)):
        yield from _fitting(given)
    else:
        yield given_file(given)


def given_file(path: Path) -> Source:
    """The source of one path, with a fault where it is no file that can be read to its end (a device, a pipe)."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return _fault(path, error)
    if not stat.S_ISREG(mode):
        return Source(path, "不是普通文件；请提供文件", "is no regular file; name a file")
    return Source(path)


def _below(folder: Path) -> Iterator[Source]:
    """The files below a folder; a folder that cannot be listed is a fault. Links to folders are not followed."""
    faults: list[OSError] = []
    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=faults.append):
        folders[:] = [name for name in folders if not _hidden(name)]
        found.extend(Path(parent, name) for name in names if not _hidden(name))
    yield from (Source(path) for path in sorted(found) if path.is_file())
    yield from (_fault(Path(error.filename or folder), error) for error in faults)


def _fitting(pattern: Path) -> Iterator[Source]:
    found = [path for path in map(Path, sorted(glob.glob(str(pattern), recursive=True))) if not _hidden(path.name)]
    for path in found:
        yield from _below(path) if path.is_dir() else [given_file(path)]
    if not found:
        yield Source(pattern, "没有符合这个模式的文件；请核对", "no file fits this pattern; check it")


def _hidden(name: str) -> bool:
    """Dot files and folders, and the lock files an office suite leaves (~$report.docx)."""
    return name.startswith((".", "~$"))


def _fault(path: Path, error: OSError) -> Source:
    why = error.strerror or str(error)
    zh = f"文件无法打开（{why}）；请核对路径和权限"
    return Source(path, zh, f"the file cannot be opened ({why}); check its path and permissions")
