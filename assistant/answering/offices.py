"""The offices of the records with every name they go by, indexed so that a question costs the same with ten or ten thousand.

Each look-up gives what reading through all of them would give.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")

LEVELS = "省市区县州旗镇乡街道"
# Level characters may stand between a core and the last telling character of the region before it (榆桥区教育局, 某某街道办).
_REACH = 4
_GRAM = 4
_HELD = 65_536
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Office:
    """A department of the records with every name it is known by."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cored:
    """One way an office is named: its region, then a core (榆桥区, 教育局)."""

    office: Office
    prefix: str
    core: str


@dataclass(frozen=True)
class Offices(Sequence[Office]):
    """Offices in a given order, each once."""

    everything: tuple[Office, ...]

    def __len__(self) -> int:
        return len(self.everything)

    @overload
    def __getitem__(self, at: int) -> Office: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Office, ...]: ...
    def __getitem__(self, at: int | slice) -> Office | tuple[Office, ...]:
        return self.everything[at]

    def __iter__(self) -> Iterator[Office]:
        return iter(self.everything)

    def cored(self, question: str) -> Iterator[Cored]:
        """The names whose core stands in `question`; where the region of some stands before it, only those of such a region."""
        for core in self._by_core.within(question):
            places = [m.start() for m in re.finditer(re.escape(core), question)]
            near = [self._near(question, at, core) for at in places]
            yield from dict.fromkeys(chain.from_iterable(near)) if all(near) else self._by_core.held[core]

    def _near(self, question: str, at: int, core: str) -> list[Cored]:
        """The names with this core whose region's last telling character is read right before `at`."""
        return [
            one
            for character in dict.fromkeys(question[max(0, at - _REACH) : at])
            for one in self._by_stem.get((core, character), ())
            if character in question[backward(question, at, one.prefix) : at]
        ]

    def anglicised(self, written: str) -> tuple[str, ...]:
        """The offices known by an English name only that `written` names in Chinese: of its kind, its region sounding alike."""
        wanted = set(kinds_ending(written))
        fitting = ((name, prefix) for name, prefix, kind in self._english if kind in wanted)
        sound = romanised(written)
        return tuple(
            sorted(n for n, prefix in fitting if (stems := spoken_parts(prefix)[0]) and sound.startswith(stems[0]))
        )

    @cached_property
    def _english(self) -> tuple[tuple[str, str, int], ...]:
        """Name, region and kind of each office that has an English name only (Nanli City Forestry Bureau)."""
        named = ((o.name, english_parts(o.name)) for o in self.everything if o.name.isascii())
        return tuple((name, prefix, kind) for name, (prefix, found) in named for kind in found)

    def ending(self, forms: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Name and region of each office of a kind, whose names end in one of `forms`."""
        return self._by_kind.get(forms, ())

    def regions(self, question: str) -> dict[str, tuple[str, ...]]:
        """The regions that stand in `question`, with or without their level, each with the names of its offices."""
        found = {region: None for run in self._spoken.within(question) for region in self._spoken.held[run]}
        return {region: self._by_region[region] for region in found}

    def opening(self, question: str) -> Iterator[tuple[str, str]]:
        """Names by their level and that name's office, of which `question` has the level and the character after it (市公…)."""
        for at in range(len(question) - 1):
            yield from self._by_opening.get(question[at : at + 2], ())

    def sounding(self, word: str) -> tuple[str, ...]:
        """The names, sorted, whose pinyin without blanks contains `word`."""
        if word not in self._sounds:
            return ()
        return tuple(sorted(o.name for o in self.everything if word in romanised(o.name)))

    def sharing(self, question: str) -> Iterator[Office]:
        """The offices whose name has a run of at least four characters in common with `question`."""
        grams = {question[i : i + _GRAM] for i in range(len(question) - _GRAM + 1)}
        for at in sorted({at for gram in grams for at in self._by_gram.get(gram, ())}):
            yield self.everything[at]

    @cached_property
    def _by_core(self) -> "_Runs[Cored]":
        return _Runs(_grouped((one.core, one) for office in self.everything for one in cores(office)))

    @cached_property
    def _by_stem(self) -> dict[tuple[str, str], tuple[Cored, ...]]:
        return _grouped(
            ((one.core, stem[-1]), one)
            for entries in self._by_core.held.values()
            for one in entries
            if (stem := one.prefix.rstrip(LEVELS))
        )

    @cached_property
    def _by_kind(self) -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
        found = []
        for office in self.everything:
            for number in kinds_ending(office.name):
                zh, _ = kinds()[number]
                core = next(form for form in zh if office.name.endswith(form))
                found.append((zh, (office.name, office.name[: -len(core)])))
        found += [(kinds()[kind][0], (name, prefix)) for name, prefix, kind in self._english]
        return _grouped(found)

    @cached_property
    def _by_region(self) -> dict[str, tuple[str, ...]]:
        return _grouped((region, office.name) for office in self.everything for region in places_of(office))

    @cached_property
    def _spoken(self) -> "_Runs[str]":
        stems = ((region.rstrip(LEVELS), region) for region in self._by_region)
        return _Runs(_grouped([*((r, r) for r in self._by_region), *((s, r) for s, r in stems if len(s) > 1)]))

    @cached_property
    def _by_opening(self) -> dict[str, tuple[tuple[str, str], ...]]:
        return _grouped(
            (alias[:2], (alias, office.name))
            for office in self.everything
            for alias in (office.name, *office.aliases, *_from_level(office))
            if alias[:1] in LEVELS
        )

    @cached_property
    def _sounds(self) -> str:
        return "\n".join(romanised(office.name) for office in self.everything)

    @cached_property
    def _by_gram(self) -> dict[str, tuple[int, ...]]:
        return _grouped(
            (office.name[i : i + _GRAM], at)
            for at, office in enumerate(self.everything)
            for i in range(len(office.name) - _GRAM + 1)
        )


@dataclass(frozen=True)
class _Runs(Generic[V]):
    """Values by a run of characters, to be found in a text at the cost of the text alone."""

    held: dict[str, tuple[V, ...]]

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(run) for run in self.held}))

    def within(self, text: str) -> list[str]:
        """The runs that stand in `text`, by their first places."""
        found = {
            text[at : at + n]: None for at in range(len(text)) for n in self.lengths if text[at : at + n] in self.held
        }
        return list(found)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """Distinct values by key, in order."""
    groups: dict[K, dict[V, None]] = {}
    for key, value in pairs:
        groups.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in groups.items()}


def backward(question: str, start: int, prefix: str) -> int:
    """Where `prefix`, read backwards from `start`, begins; only level characters (区, 市) may be left out."""
    position, at = len(prefix) - 1, start - 1
    while position >= 0 and at >= 0:
        if prefix[position] == question[at]:
            start = at
            position, at = position - 1, at - 1
        elif prefix[position] in LEVELS:
            position -= 1
        else:
            break
    return start


@cache
def kinds() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Kinds of office: the Chinese forms of each, and the English ones."""
    raw = tomllib.loads(files("assistant.records").joinpath("departments.toml").read_text(encoding="utf-8"))
    return tuple((tuple(k["zh"]), tuple(k["en"])) for k in raw["kind"])


@cache
def kinds_of() -> dict[str, tuple[int, ...]]:
    """The kinds, by their numbers, that have a form."""
    return _grouped((form, number) for number, (zh, _) in enumerate(kinds()) for form in zh)


def kinds_ending(name: str) -> list[int]:
    """The numbers of the kinds that a name ends in a form of, ascending."""
    return sorted({number for at in range(len(name)) for number in kinds_of().get(name[at:], ())})


_EN_PLACES = {
    "city": "市",
    "municipal": "市",
    "district": "区",
    "county": "县",
    "town": "镇",
    "province": "省",
    "provincial": "省",
}


@lru_cache(maxsize=_HELD)
def english_parts(name: str) -> tuple[str, tuple[int, ...]]:
    """Region and kinds of an office by its English name: Nanli City Forestry Bureau gives nanli市 and what 林业局 is."""
    lowered = " ".join(name.lower().split())
    found = [
        (lowered.rfind(phrase), phrase, n) for n, (_, en) in enumerate(kinds()) for phrase in en if phrase in lowered
    ]
    if not found:
        return "", ()
    longest = max(len(phrase) for _, phrase, _ in found)
    at = min(at for at, phrase, _ in found if len(phrase) == longest)
    region = "".join(_EN_PLACES.get(word, word) for word in re.findall(r"[a-z]+", lowered[:at] or _after(lowered)))
    return region, tuple(dict.fromkeys(n for _, phrase, n in found if len(phrase) == longest))


def _after(lowered: str) -> str:
    """The place behind an office (bureau of education of yuqiao district)."""
    return lowered.rsplit(" of ", 1)[-1]


@lru_cache(maxsize=_HELD)
def cores(office: Office) -> tuple[Cored, ...]:
    """The ways an office is named: 榆桥区教育局 gives (榆桥区, 教育局), the other forms of its kind, its aliases, its name."""
    out: dict[tuple[str, str], None] = {}
    for number in kinds_ending(office.name)[:1]:
        zh, _ = kinds()[number]
        core = max((form for form in zh if office.name.endswith(form)), key=len)
        prefix = office.name[: -len(core)]
        out.update({(place, form): None for place in dict.fromkeys((prefix, spoken_zone(prefix))) for form in zh})
    place = _place_of(office.name)
    for alias in office.aliases:
        at = office.name.find(alias)
        out[(office.name[:at] if at > 0 else "", alias)] = None
        if at < 0 and place and alias.startswith(place) and len(alias) - len(place) >= _SHORTEST:
            out[(place, alias[len(place) :])] = None  # 苇津港务局 of 苇津市港务管理局
    out[("", office.name)] = None
    return tuple(Cored(office, prefix, core) for prefix, core in out)


@lru_cache(maxsize=_HELD)
def region_parts(office: Office) -> tuple[str, ...]:
    """The regions in an office's name, outermost first: 南栎市, 榆桥区."""
    prefix = next((c.prefix for c in cores(office) if c.core != office.name and c.prefix), "") or _place_of(office.name)
    return tuple(re.findall(rf"[^{LEVELS}]+?[{LEVELS}]", prefix))


def _place_of(name: str) -> str:
    """The regions that the name of an office of no known kind begins with (东塘区水利工程管护中心)."""
    found = re.match(rf"(?:[^{LEVELS}]{{2,5}}[省市州])?[^{LEVELS}]{{2,5}}[市区县旗镇乡](?=[\u4e00-\u9fff]{{2,}})", name)
    return found[0] if found else ""


def _from_level(office: Office) -> tuple[str, ...]:
    """An office's name from the level of its innermost region on: 市公路事业发展中心 for 澧安市公路事业发展中心."""
    places = region_parts(office)
    return (office.name[office.name.find(places[-1]) + len(places[-1]) - 1 :],) if places else ()


@cache
def _spoken_words() -> tuple[tuple[str, str], ...]:
    raw = tomllib.loads(files("assistant.records").joinpath("departments.toml").read_text(encoding="utf-8"))
    return tuple((long, short) for long, short in raw["spoken"])


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """Kinds of zones with the short form of each, longest first: 经济技术开发区, 经开区."""
    return tuple(sorted((pair for pair in _spoken_words() if pair[1].endswith("区")), key=lambda pair: -len(pair[0])))


def spoken_zone(name: str) -> str:
    """`name` with its zone in the shortest form: 江城经开区 for 江城经济技术开发区."""
    for long, short in _zones():
        name = name.replace(long, short)
    return name


@lru_cache(maxsize=_HELD)
def places_of(office: Office) -> tuple[str, ...]:
    """The regions of an office as questions name them: a zone in short and without its city, too (江城经开区, 经开区)."""
    own = region_parts(office)
    said = {spoken_zone(place) for place in own}
    bare = {short for place in said for _, short in _zones() if place.endswith(short)}
    return tuple(dict.fromkeys((*own, *sorted(said | bare))))


def spoken_forms(name: str) -> frozenset[str]:
    """Shorter ways to say the name of an office: 宁沅经济技术开发区管理委员会 is 宁沅经开区管委会 and 宁沅经开区, too."""
    forms = {name}
    for long, short in _spoken_words():
        forms |= {
            form.replace(long, short) for form in forms if long in form and len(form.replace(long, short)) > _SHORTEST
        }
    bare = {re.sub(r"(?:管理委员会|管委会|街道办事处|办事处)$", "", form) for form in forms}
    zones = {form for form in bare if re.search(r"(?:区|园|街道)$", form) and len(form) > _SHORTEST and form != name}
    return frozenset(forms | zones) - {name}


@lru_cache(maxsize=_HELD)
def spoken_parts(prefix: str) -> tuple[tuple[str, ...], str]:
    """The regions of a prefix in pinyin without their levels, outermost first ("" where only a level), and the last level."""
    parts = re.findall(rf"[^{LEVELS}]+[{LEVELS}]*", prefix)
    return tuple(romanised(part.rstrip(LEVELS)) for part in parts), parts[-1][-1] if parts else ""


@lru_cache(maxsize=_HELD)
def romanised(text: str) -> str:
    """`text` in pinyin without tones and blanks: 榆桥区 gives yuqiaoqu."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.NORMAL)).lower()
