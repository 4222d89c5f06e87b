"""Automatic list numbers of a Word document, rendered as a reader sees them: 一、（一）1. ①.

Word counts per list definition: a deeper level starts again after a higher one, and a list that says so starts anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_COUNTED = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "japaneseDigitalTenThousand",
        "taiwaneseDigital",
    }
)
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_FORMAL_FORMATS = frozenset({"chineseLegalSimplified", "ideographLegalTraditional"})
_MOST = 99_999
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written and where it starts; `restart` False when it never starts again."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: bool = True
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The lists of a document: of each list id its definition's id, its levels, and the starts that it sets anew."""

    definitions: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    starts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level of a list that belongs to a paragraph style, 0 when none does."""
        return next((n for n, level in self.levels.get(list_id, {}).items() if level.style == style), 0)


class Counter:
    """Counts through a document, paragraph by paragraph."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, list_id: str, level: int) -> str:
        """The number of the next paragraph of this list and level with its punctuation; "" for one without, • for a bullet."""
        levels = self._numbering.levels.get(list_id)
        if levels is None or level not in levels:
            return ""
        counts = self._counts.setdefault(self._numbering.definitions[list_id], {})
        start = self._numbering.starts.get(list_id, {}).get(level)
        if start is not None and (list_id, level) not in self._begun:
            counts[level] = start - 1
        self._begun.add((list_id, level))
        counts[level] = min(counts.get(level, levels[level].start - 1) + 1, _MOST)
        for deeper in [n for n in counts if n > level and (n not in levels or levels[n].restart)]:
            del counts[deeper]
        return _rendered(levels, counts, level)


def read_numbering(root: Element | None, styles: Mapping[str, str]) -> Numbering:
    """The lists of a numbering part (names without namespaces); `styles` names the list of each numbering style."""
    if root is None:
        return Numbering()
    abstract: dict[str, dict[int, Level]] = {}
    linked: dict[str, str] = {}
    for found in root.iter("abstractNum"):
        own = found.get("abstractNumId", "")
        abstract[own] = {
            int(e.get("ilvl", "0")): _level(e) for e in found.findall("lvl") if _number(e.get("ilvl")) is not None
        }
        link = found.find("numStyleLink")
        if link is not None:
            linked[own] = link.get("val", "")
    definitions: dict[str, str] = {}
    levels: dict[str, dict[int, Level]] = {}
    starts: dict[str, dict[int, int]] = {}
    for found in root.iter("num"):
        own, pointed = found.get("numId", ""), found.find("abstractNumId")
        definitions[own] = pointed.get("val", "") if pointed is not None else ""
        levels[own], starts[own] = dict(abstract.get(definitions[own], {})), {}
        for change in found.findall("lvlOverride"):
            _override(change, levels[own], starts[own])
    for own, definition in list(definitions.items()):
        other = styles.get(linked.get(definition, ""), "")
        if not levels[own] and other in levels:
            definitions[own], levels[own] = definitions[other], {**levels[other], **levels[own]}
    return Numbering(definitions, levels, starts)


def _override(change: Element, levels: dict[int, Level], starts: dict[int, int]) -> None:
    at = _number(change.get("ilvl"))
    if at is None:
        return
    own, start = change.find("lvl"), change.find("startOverride")
    if own is not None:
        levels[at] = _level(own)
    value = _number(start.get("val")) if start is not None else None
    if value is not None:
        starts[at] = value


def _level(element: Element) -> Level:
    def said(name: str, default: str = "") -> str:
        found = element.find(name)
        return default if found is None else found.get("val", default)

    start = _number(said("start", "1"))
    legal = element.find("isLgl")
    return Level(
        form=said("numFmt", "decimal"),
        text=said("lvlText"),
        start=1 if start is None else start,
        restart=said("lvlRestart", "1") != "0",
        legal=legal is not None and legal.get("val", "1") not in ("0", "false"),
        style=said("pStyle"),
    )


def _number(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 6 else None


def _rendered(levels: Mapping[int, Level], counts: Mapping[int, int], level: int) -> str:
    own = levels[level]
    if own.form == "bullet":
        return "•"
    if own.form == "none":
        return own.text if "%" not in own.text else ""
    label = own.text
    for at in range(_LEVELS):
        if f"%{at + 1}" not in label:
            continue
        of = levels.get(at, Level())
        form = "decimal" if own.legal else of.form
        label = label.replace(f"%{at + 1}", written(counts.get(at, of.start), form))
    return label.strip()


def written(number: int, form: str) -> str:
    """A list number in one of Word's number formats; formats unknown here give plain digits."""
    if form in _COUNTED:
        return chinese(number) if form != "ideographDigital" or number <= 10 else _digit_by_digit(number)
    if form in _FORMAL_FORMATS:
        return chinese(number, _FORMAL, "拾佰仟")
    if form in _CIRCLED and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    if form == "ideographZodiac" and 1 <= number <= 12:
        return _BRANCHES[number - 1]
    if form in ("lowerLetter", "upperLetter") and number >= 1:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 4000:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form == "decimalFullWidth":
        return "".join(chr(ord("０") + int(d)) for d in str(number))
    return f"{number:02d}" if form == "decimalZero" else str(number)


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A number up to 9999 in Chinese numerals: 12 is 十二, 105 is 一百〇五; larger ones digit by digit."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else _digit_by_digit(number)
    said, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += (digits[0] if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return said[1:] if 10 <= number < 20 and digits is _DIGITS else said


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(number))


def _roman(number: int) -> str:
    said = ""
    for value, letters in (*_ROMAN, *_ROMAN_ONES):
        count, number = divmod(number, value)
        said += letters * count
    return said
