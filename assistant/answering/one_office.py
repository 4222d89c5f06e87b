"""The several ways in which records write one office, each with the one full name it stands for.

桐浦区水务局 is 澄湾市桐浦区水务局 where no other city's is on record; 市水务局 in a ledger's row is 澄湾市水务局, and so is
Chengwan Municipal Water Bureau. Where two full names would fit, a name stands for itself: look-alikes never become one.
"""

import re
from collections.abc import Iterable

from assistant.answering.offices import (
    LEVELS,
    Office,
    english_parts,
    kinds_ending,
    region_parts,
    romanised,
    spoken_zone,
)

_INNER = re.compile(rf"[^{LEVELS}]{{1,6}}[{LEVELS}]")
_BARE_LEVELS = "市区县州旗"
# Words that begin as a level alone does: 市场监管, 市政工程, 区域, 县域.
_NO_LEVEL = re.compile(r"市(?:场|容|政(?:工程|设施|公用|园林|养护|府|道路|管网))|[区县]域|州(?:河|江)|旗(?:山|下)")
_ZONE = re.compile(r"(?:开发区|经开区|高新区|保税区|综保区|度假区|试验区|自贸区)")
_BARE_ZONE = re.compile(r"(?:经开区|高新区|综保区|度假区|自贸区|开发区)[\u4e00-\u9fff]")
_ORGANISATION = re.compile(r"(?:局|委|会|办|办公室|中心|院|馆|厅|处|政府|校|总队|支队|所|站)$")


def full_names(names: Iterable[str], regions: Iterable[str] = ()) -> dict[str, str]:
    """Names with the one full name that each stands for; names that are full, or fit several, are not in it.

    `names` are all offices on record, `regions` those that documents are known to be of.
    """
    known = {name for name in names if name}
    short = _without_outer(known)
    short |= {name: full for name, full in _of_zone(known).items() if name not in short}
    short |= _of_level(known - set(short), _by_level(known, regions))
    full = {short.get(name, name) for name in known}
    return short | _of_english(known, full)


def _without_outer(known: set[str]) -> dict[str, str]:
    """Names without their outer region."""
    longer: dict[str, list[str]] = {}
    for name in known:
        for part in _INNER.finditer(name):
            inner = name[part.end() :]
            if inner in known and _INNER.match(inner):
                longer.setdefault(inner, []).append(name)
    return {inner: full[0] for inner, full in longer.items() if len(full) == 1}


def _of_zone(known: set[str]) -> dict[str, str]:
    """Offices of a zone that is written in short, or without its city: 经开区投资促进局, 江城经开区投资促进局.

    Each stands for the one office in full, 江城经济技术开发区投资促进局, where no other zone's fits.
    """
    spoken = {name: spoken_zone(name) for name in known if _ZONE.search(name)}
    found = {}
    for name, said in spoken.items():
        same = [
            other for other, form in spoken.items() if form == said or (_BARE_ZONE.match(said) and form.endswith(said))
        ]
        places = {spoken[other] for other in same if spoken[other] != said}
        full = max(same, key=lambda other: (len(spoken[other]), len(other), other))
        if full != name and len(places) < 2:
            found[name] = full
    return {name: found.get(full, full) for name, full in found.items()}


def _by_level(known: set[str], regions: Iterable[str]) -> dict[str, set[str]]:
    """The regions on record by their level: 市 has 澄湾市."""
    placed = [part for name in known if not is_of_level(name) for part in region_parts(Office(name))]
    found: dict[str, set[str]] = {}
    told = (part for region in regions for part in _INNER.findall(region))
    for place in (*placed, *told):
        found.setdefault(place[-1], set()).add(place)
    return found


def is_of_level(name: str) -> bool:
    """Whether an office is named by its level alone: 市教育局, not 市场监督管理局."""
    return (
        name[:1] in _BARE_LEVELS
        and len(name) > 3
        and not _NO_LEVEL.match(name)
        and _ORGANISATION.search(name) is not None
        and not _INNER.match(name[1:5])
    )


def _of_level(known: set[str], regions: dict[str, set[str]]) -> dict[str, str]:
    """Names that tell their level alone, each with the full name on record, or the only region of that level before it."""
    bare = sorted(filter(is_of_level, known))
    places = _places_of_kinds(known - set(bare)) if bare else {}
    found = {}
    for name in bare:
        fitting = {full for core in _cores(name[1:]) for full in places.get((name[0], core), ())}
        only = regions.get(name[0], set())
        if len(fitting) == 1:
            found[name] = next(iter(fitting))
        elif not fitting and len(only) == 1:
            found[name] = next(iter(only)) + name[1:]
    return found


def _places_of_kinds(names: set[str]) -> dict[tuple[str, str], set[str]]:
    """Full names by the level of their innermost region with what follows it, and with each kind that is in whichever form.

    市卫健委 and 市卫生健康委员会 are one of a city's, whatever its record calls it.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for name in names:
        region = (region_parts(Office(name)) or ("",))[-1]
        if not region:
            continue
        rest = name[name.rfind(region) + len(region) :]
        for core in _cores(rest):
            found.setdefault((region[-1], core), set()).add(name)
    return found


def _cores(rest: str) -> tuple[str, ...]:
    """What of an office's name tells it apart at its place: the words themselves, and its kinds by their numbers."""
    return (rest, *map(str, kinds_ending(rest)))


def _of_english(known: set[str], full: set[str]) -> dict[str, str]:
    """English names of offices, each with the one Chinese name of its kind, level and place in pinyin."""
    found = {}
    for name in sorted(n for n in known if n.isascii()):
        region, kinds = english_parts(name)
        stem, level = region.rstrip(LEVELS), region[len(region.rstrip(LEVELS)) :]
        fitting = [
            other
            for other in sorted(full)
            if not other.isascii() and set(kinds) & set(kinds_ending(other)) and _sounds(other, stem, level)
        ]
        if stem and len(fitting) == 1:
            found[name] = fitting[0]
    return found


def _sounds(name: str, stem: str, level: str) -> bool:
    """Whether the innermost region of an office sounds like `stem`, and is of the level, where one is told."""
    region = (region_parts(Office(name)) or ("",))[-1]
    return bool(region) and romanised(region.rstrip(LEVELS)) == stem and region[-1:].startswith(level)
