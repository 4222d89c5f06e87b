"""What an archive tells of its members: office and years where a file's own text tells none.

A form beside its report (附件2.xls) seldom names anybody. What the texts of its siblings agree on holds for it, else what
its folder or the archive is called; the nearest folder first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.records.library import Library
from assistant.records.model import Document
from assistant.records.reads import Head
from assistant.records.scope import EVERYTHING
from ingest.identify import NO_DEPARTMENT, NO_YEAR, named_outside
from ingest.progress import Outcome
from ingest.revise import adopt

_SORTING = re.compile("附[件表]|报表|表格|报告|材料|资料|佐证|正文|说明|数据|其他|其它")


@dataclass(frozen=True, slots=True)
class Member:
    """A document of an archive: `folders` from the archive's name inward, and what its own text tells; "" and () nothing.

    `orphan` and `undated` are set where an office or a year should be told and is not; a file of many offices is no orphan.
    """

    document_id: str
    folders: tuple[str, ...]
    department: str
    years: tuple[int, ...]
    orphan: bool
    undated: bool


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a member takes over, "" and () for nothing, and what it is taken from: a folder's or the archive's name."""

    department: str
    years: tuple[int, ...]
    source: str


def inherited(member: Member, members: Sequence[Member]) -> Inherited:
    """What `members`, all of one archive, tell of `member`."""
    department, source = "", member.folders[0]
    years: tuple[int, ...] = ()
    for folder, near in _circles(member, members):
        named, dated = named_outside(PurePosixPath(folder).stem if folder == member.folders[0] else folder)
        if member.orphan and not department:
            said = {m.department for m in near if m.department}
            department = said.pop() if len(said) == 1 else named
            source = folder if department else source
        if member.undated and not years:
            office = member.department or department
            runs = {m.years for m in near if m.years and m.department == office}
            years = runs.pop() if len(runs) == 1 else dated if not runs else ()
            source = folder if years else source
        if len({m.department for m in near if m.department}) > 1:
            break  # beyond this folder there are more offices still
    return Inherited(department, years, source)


def _circles(member: Member, members: Sequence[Member]) -> Iterator[tuple[str, list[Member]]]:
    """The folders around a member, nearest first, each with the other members that lie beside it there.

    Folders that only sort the papers of one office (附表, 报告) part nobody; others may be those of another office (教育/).
    """
    for depth in range(len(member.folders), 0, -1):
        around = member.folders[:depth]
        near = [m for m in members if m.folders[:depth] == around and m is not member and _sorted(m.folders[depth:])]
        yield around[-1], near if _sorted(member.folders[depth:]) else []


def _sorted(folders: tuple[str, ...]) -> bool:
    return all(_SORTING.search(folder) or folder.isascii() for folder in folders)


def take_over(library: Library, outcomes: Sequence[Outcome], archive: str) -> dict[str, Document]:
    """Give the documents among `outcomes`, all of the archive at path `archive`, what its other members tell of them.

    Returns those that changed, by id, as they are now. What a person corrected stays.
    """
    folders = {o.document_id: _folders(o, archive) for o in outcomes if o.document_id}
    heads = [head for head in library.store.heads(EVERYTHING) if head.id in folders]
    members = [_member(head, folders[head.id]) for head in heads]
    changed: dict[str, Document] = {}
    for member in members:
        found = inherited(member, members) if member.orphan or member.undated else None
        if found and (found.department or found.years):
            told = {"department": found.department, "years": found.years}
            changed[member.document_id] = adopt(
                library, member.document_id, {k: v for k, v in told.items() if v}, found.source
            )
    return changed


def _member(head: Head, folders: tuple[str, ...]) -> Member:
    return Member(
        head.id,
        folders,
        head.department,
        head.years,
        NO_DEPARTMENT in head.warnings and "department" not in head.by_hand,
        NO_YEAR in head.warnings and "years" not in head.by_hand,
    )


def _folders(outcome: Outcome, archive: str) -> tuple[str, ...]:
    inside = PurePosixPath(outcome.path.removeprefix(archive).lstrip("/"))
    return (PurePosixPath(archive.replace("\\", "/")).name, *inside.parent.parts)
