"""Which documents are versions of one another: a corrected report and the one it corrects, one report in two formats.

Worked out from the documents together, never from the order in which they came. Two documents that differ in a number
and of which neither says that it corrects the other are no versions: both are shown, with what differs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.records.fingerprint import Print, alike, contained, numbers_apart

_SAME_WORDS = 0.88
_SAME_WORDS_FEW_NUMBERS = 0.96
_HALF = 0.5
_FEW_NUMBERS = 3
_CORRECTED_WORDS = 0.5
_SAME_OFFICE_WORDS = 0.25
# Numbers that only one of two formats shows: list numbers, a printed page's header.
_ONE_SIDED = 0.25
# Numbers that a scan misreads.
_MISREAD = 0.12
_WHOLE_VERSION = 0.5
_MARKS = re.compile(
    r"[（(〔\[【][^（）()]{0,12}(?:更正|修正|修订|勘误|订正|补充|更新|重新公开|草案|初稿|送审|征求意见|讨论稿|未审)[^（）()]{0,8}[）)〕\]】]|"
    r"(?:第?[二三四]次|再次)?(?:更正|修正|修订|勘误|订正|补充更正|更新)(?:版|稿|后|件)?|关于|的(?=公告|说明|通知|报告$)|公告$|corrected|revised|version|[\W_]"
)


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared of a document; `edition` is 0 for one that says nothing of versions, 1 for a correction, 2 for a
    correction of that, -1 for a draft.
    """

    id: str
    title: str
    department: str
    region: str
    kind: str
    years: tuple[int, ...]
    edition: int
    media_type: str
    scanned: bool
    print: Print


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document is to others: ids of the one it corrects, the one that corrects it, the one it is a copy of."""

    supersedes: str | None = None
    superseded_by: str | None = None
    same_as: str | None = None


NONE = Relation()


def relations(versions: Sequence[Version]) -> Mapping[str, Relation]:
    """The relation of each of `versions`, by id; the same whatever their order."""
    ordered = sorted(versions, key=_preference)
    main = _copies(ordered)
    originals = [v for v in ordered if v.id not in main]
    newer: dict[str, str] = {}
    older: dict[str, str] = {}
    for version in originals:
        corrections = [c for c in originals if c.edition > version.edition and _corrects(c, version)]
        if corrections:
            newer[version.id] = min(corrections, key=lambda c: (c.edition, _preference(c))).id
    for old, new in sorted(newer.items(), key=lambda pair: pair[0]):
        older.setdefault(new, old)
    found = {}
    for version in ordered:
        first = main.get(version.id, version.id)
        found[version.id] = Relation(older.get(version.id), newer.get(first), main.get(version.id))
    return MappingProxyType(found)


def related(one: Version, other: Version) -> bool:
    """Whether two documents may be versions of one another."""
    return _same(one, other) or (one.edition != other.edition and (_corrects(one, other) or _corrects(other, one)))


def _preference(version: Version) -> tuple[bool, bool, bool, int, str]:
    """The best to answer from first: cells and paragraphs before printed pages, those before scans."""
    pdf = version.media_type == "application/pdf"
    image = version.media_type.startswith("image/")
    return image, version.scanned, pdf, -len(version.print.numbers), version.id


def _copies(ordered: Sequence[Version]) -> dict[str, str]:
    """Ids of copies with the id of the document each is a copy of."""
    main: dict[str, str] = {}
    for at, version in enumerate(ordered):
        first = next((o for o in ordered[:at] if o.id not in main and _same(o, version)), None)
        if first:
            main[version.id] = first.id
    return main


def _same(one: Version, other: Version) -> bool:
    """Whether two documents have the same words and the same numbers, but for what a format adds or a scan misreads."""
    if one.edition != other.edition or one.years != other.years or one.department != other.department:
        return False
    first, second, both = numbers_apart(one.print, other.print)
    needed = _SAME_WORDS if both >= _FEW_NUMBERS else _SAME_WORDS_FEW_NUMBERS
    if contained(one.print, other.print) < needed or alike(one.print, other.print) < _HALF:
        return False
    if one.scanned != other.scanned:
        return max(first, second) <= 1 + _MISREAD * both
    return min(first, second) == 0 and max(first, second) <= 2 + _ONE_SIDED * both


def _corrects(new: Version, old: Version) -> bool:
    """Whether `new`, a later edition by its own words, is the whole of `old` again: of one office, year and kind."""
    if new.edition <= old.edition or new.years != old.years or new.department != old.department:
        return False
    if new.print.letters < _WHOLE_VERSION * old.print.letters:
        return False
    words = alike(new.print, old.print)
    if words >= _CORRECTED_WORDS:
        return True
    titled = _stem(new.title) == _stem(old.title) != "" and new.region == old.region
    return titled and new.kind == old.kind and words >= _SAME_OFFICE_WORDS


def _stem(title: str) -> str:
    """A title without marks of its edition, blanks and punctuation."""
    return _MARKS.sub("", title).lower()
