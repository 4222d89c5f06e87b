"""The words of the field: indicators with Chinese and English names, colloquial words, an English glossary.

All of it is data beside this module (vocabulary.toml, glossary.tsv, synonyms.tsv); an office extends or
overrides it with files of the same names in a folder of its own.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant.errors import InvalidSetting
from assistant.records.model import Role, Span
from assistant.records.names import Names, chinese, en_key, english, names, zh_key

FAMILIES = frozenset(
    {
        "money",
        "percent",
        "points",
        "rank",
        "score",
        "area",
        "length",
        "mass",
        "volume",
        "time",
        "people",
        "visits",
        "count",
        "ratio",
        "text",
    }
)
FORMULAS = frozenset(("execution_rate", "change", "share", "completion", "balance", "per_unit"))

_SHIPPED = Path(__file__).parent
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its key, its names, what its figures look like, and what it means.

    `synonyms` are Chinese names as written and as asked, `synonyms_en` English ones; `alone` holds words such
    as 支出 that mean it only as a whole measure. `family` is one of FAMILIES, `formula` one of FORMULAS.
    """

    key: str
    zh: str
    en: str
    synonyms: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    family: str
    role: Role
    formula: str | None
    definition_zh: str
    definition_en: str
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the field as loaded; build one with `load_vocabulary`.

    `synonyms` maps colloquial Chinese to report words, `glossary` English phrases to Chinese words; `words` are the
    report words of two to four characters that these lists use. `english` maps report words to the English phrases
    they are likeliest meant by.
    """

    indicators: tuple[Indicator, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    glossary: Mapping[str, tuple[str, ...]]
    words: frozenset[str]
    english: Mapping[str, tuple[str, ...]]
    _by_key: Mapping[str, Indicator]
    _alone: Mapping[str, Indicator]
    _zh: Names
    _en: Names
    _colloquial: Names
    _phrases: Names

    def get(self, key: str) -> Indicator | None:
        """The indicator of that key, or None."""
        return self._by_key.get(key)

    def find(self, text: str) -> tuple[tuple[Indicator, Span], ...]:
        """Indicators named in Chinese `text`, each with the half-open span of its name, in text order.

        The longest names win and never overlap. Quotes, emphasis marks and white space inside a name are
        passed over (“三公” 经费); words of `alone` are not looked for.
        """
        return tuple((self._by_key[key], span) for key, span in self._zh.find(chinese(text)))

    def find_en(self, text: str) -> tuple[tuple[Indicator, Span], ...]:
        """Indicators named in English `text`, as `find` does; case, hyphens and a plural s do not matter."""
        return tuple((self._by_key[key], span) for key, span in self._en.find(english(text)))

    def named(self, measure: str) -> Indicator | None:
        """The indicator that the whole of `measure` names, also by a word of `alone` (支出), or None."""
        whole = zh_key(measure)
        found = self.find(measure)
        if len(found) == 1 and zh_key(found[0][1].of(measure)) == whole:
            return found[0][0]
        return self._alone.get(whole)

    def expand(self, text: str) -> tuple[str, ...]:
        """Report words for the colloquial words in Chinese `text`, in order, each once."""
        found = self._colloquial.find(chinese(text))
        return tuple(dict.fromkeys(word for key, _ in found for word in self.synonyms[key]))

    def translate(self, text: str) -> tuple[str, ...]:
        """Chinese words for the English phrases in `text`, the longest phrase first, each once."""
        found = self._phrases.find(english(text))
        return tuple(dict.fromkeys(word for key, _ in found for word in self.glossary[key]))


def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """The shipped vocabulary, extended and overridden by files of the same names in an office's `folder`.

    Any of vocabulary.toml, glossary.tsv, synonyms.tsv may be missing there. A known key changes the fields it
    gives and adds to its lists; a known word of a .tsv file gets the new words alone. Raises InvalidSetting,
    naming the file, the entry or line, and what is wrong.
    """
    entries: dict[str, Indicator] = {}
    for path in _files("vocabulary.toml", folder):
        entries = _merged(entries, path)
    indicators = tuple(entries.values())
    synonyms, glossary = (
        MappingProxyType({key: value for path in _files(name, folder) for key, value in _pairs(path).items()})
        for name in ("synonyms.tsv", "glossary.tsv")
    )
    return Vocabulary(
        indicators=indicators,
        synonyms=synonyms,
        glossary=glossary,
        words=frozenset(
            word for listed in (*synonyms.values(), *glossary.values()) for word in listed if 2 <= len(word) <= 4
        ),
        english=_english_of(glossary),
        _by_key=MappingProxyType(entries),
        _alone=MappingProxyType({zh_key(word): one for one in indicators for word in one.alone}),
        _zh=names((zh_key(name), one.key) for one in indicators for name in (one.zh, *one.synonyms)),
        _en=names((en_key(name), one.key) for one in indicators for name in (one.en, *one.synonyms_en)),
        _colloquial=names((zh_key(word), word) for word in synonyms),
        _phrases=names((en_key(phrase), phrase) for phrase in glossary),
    )


def _english_of(glossary: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """For each report word the English phrases that name it first or second, those that name it first before others."""
    found: dict[str, list[str]] = {}
    for place in (0, 1):
        for phrase, listed in glossary.items():
            for word in listed[place : place + 1]:
                found.setdefault(word, []).append(phrase)
    return MappingProxyType({word: tuple(phrases) for word, phrases in found.items()})


def _files(name: str, folder: Path | None) -> Iterator[Path]:
    yield _SHIPPED / name
    if folder is not None and (folder / name).is_file():
        yield folder / name


class _EntryError(Exception):
    """What is wrong with an entry, in Chinese and English; file and entry are added where they are known."""


def _refuse(path: Path, where: str, zh: str, en: str) -> InvalidSetting:
    return InvalidSetting(f"{path.name}, {where}", zh=zh, en=en)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        zh, en = f"无法按 UTF-8 读取：{error}", f"cannot be read as UTF-8: {error}"
        raise _refuse(path, "file", zh, en) from error


def _merged(known: Mapping[str, Indicator], path: Path) -> dict[str, Indicator]:
    """`known` with the entries of one file; a name that the file claims leaves the indicator that had it."""
    try:
        tables = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise _refuse(path, "syntax", f"不是有效的 TOML：{error}", f"not valid TOML: {error}") from error
    merged = dict(known)
    owners: dict[str | tuple[str, ...], str] = {}
    for key, table in tables.items():
        try:
            merged[key] = _indicator(key, table, known.get(key))
            _claim(owners, key, table)
        except _EntryError as wrong:
            zh, en = wrong.args
            raise _refuse(path, f"[{key}]", zh, en) from None
    # Only names moved by an office need looking for: the shipped file starts from nothing known.
    return {key: _less(one, owners, path) if known else one for key, one in merged.items()}


def _claim(owners: dict[str | tuple[str, ...], str], key: str, table: Mapping[str, object]) -> None:
    """Enter every name of the table as owned by `key`; raises _EntryError when another entry of the file has it."""
    for field, key_of in _SEARCHED.items():
        value = table.get(field, ())
        for name in value if isinstance(value, list) else [value] if value else ():
            owner = owners.setdefault(key_of(str(name)), key)
            if owner != key:
                zh = f"名称“{name}”已属于 [{owner}]，只能留一处"
                raise _EntryError(zh, f"the name “{name}” already belongs to [{owner}]; keep it in one")


def _less(one: Indicator, owners: Mapping[str | tuple[str, ...], str], path: Path) -> Indicator:
    """`one` less the synonyms that the file gives to another entry; its two shown names stay its own."""
    for name, key in ((one.zh, zh_key(one.zh)), (one.en, en_key(one.en))):
        owner = owners.get(key, one.key)
        if owner != one.key:
            zh, en = f"“{name}”是 [{one.key}] 的正式名称", f"“{name}” is the shown name of [{one.key}]"
            raise _refuse(path, f"[{owner}]", zh, en)
    return replace(
        one,
        synonyms=tuple(name for name in one.synonyms if owners.get(zh_key(name), one.key) == one.key),
        synonyms_en=tuple(name for name in one.synonyms_en if owners.get(en_key(name), one.key) == one.key),
    )


_FIELDS = tuple(field.name for field in fields(Indicator) if field.name != "key")
_LISTS = frozenset({"synonyms", "synonyms_en", "alone"})
_CHOICES = {"family": FAMILIES, "formula": FORMULAS, "role": frozenset(role.value for role in Role)}
_SEARCHED: Mapping[str, Callable[[str], str | tuple[str, ...]]] = MappingProxyType(
    {"zh": zh_key, "synonyms": zh_key, "alone": zh_key, "en": en_key, "synonyms_en": en_key}
)


def _indicator(key: str, table: object, known: Indicator | None) -> Indicator:
    """One entry as an Indicator, over the `known` one of that key where there is one; raises _EntryError."""
    if not isinstance(table, dict) or not _KEY.fullmatch(key):
        raise _EntryError("每个指标应是一张小写键名的表", "an indicator is a table with a lower-case key")
    for field, value in table.items():
        _check_field(field, value)
    given: dict[str, Any] = {"key": key, "formula": None, **dict.fromkeys(_LISTS, ())}
    if known is not None:
        given |= {field: getattr(known, field) for field in _FIELDS}
    for field, value in table.items():
        # An office's lists are added to ours; its single values replace ours.
        given[field] = tuple(dict.fromkeys((*given[field], *value))) if field in _LISTS else value
    missing = [field for field in _FIELDS if field not in given]
    if missing:
        raise _EntryError(f"缺少 {'、'.join(missing)}", f"missing {', '.join(missing)}")
    return Indicator(**given | {"role": Role(given["role"])})


def _check_field(field: str, value: object) -> None:
    if field not in _FIELDS:
        raise _EntryError(f"不认识的字段 {field}", f"unknown field {field}; known are {', '.join(_FIELDS)}")
    words = value if isinstance(value, list) and field in _LISTS else [value]
    if field in _LISTS and not isinstance(value, list):
        raise _EntryError(f"{field} 应为文字的列表", f"{field} must be a list of words")
    if not all(isinstance(word, str) and word.strip() for word in words):
        raise _EntryError(f"{field} 应为非空文字", f"{field} must be text, not empty")
    if field in _CHOICES and value not in _CHOICES[field]:
        listed = ", ".join(sorted(_CHOICES[field]))
        raise _EntryError(f"{field} 的值 {value} 不在 {listed} 之中", f"{field} is {value}, not one of {listed}")
    if field in _SEARCHED and not all(_SEARCHED[field](str(word)) for word in words):
        raise _EntryError(f"{field} 中有无法查找的名称", f"{field} holds a name with nothing to look for")


def _pairs(path: Path) -> dict[str, tuple[str, ...]]:
    """The lines of a .tsv file: word, tab, words joined by commas; blank lines and # lines do not count."""
    found: dict[str, tuple[str, ...]] = {}
    key_of = en_key if path.name == "glossary.tsv" else zh_key
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, tab, rest = line.partition("\t")
        word = word.strip(" ")
        words = tuple(dict.fromkeys([part.strip() for part in rest.replace("，", ",").split(",")]))
        if "" in words:
            words = tuple(filter(None, words))
        # Nearly every line begins with a letter or digit; only the others need the whole look for a name.
        findable = (word[:1].isascii() and word[:1].isalnum()) or key_of(word)
        if not tab or not words or not findable:
            zh, en = "应为：词、一个制表符、逗号分隔的词", "expected: a word, one tab, words joined by commas"
            raise _refuse(path, f"line {number}", zh, en)
        if word in found:
            raise _refuse(path, f"line {number}", f"“{word}”重复", f"“{word}” is listed twice")
        found[word] = words
    return found
