"""Offices in English questions: by kind and romanised region; and places that are only spelt (Ligang Economic Zone)."""

import re
from collections.abc import Sequence

from assistant.answering.mention import Mention, narrower
from assistant.answering.offices import LEVELS, Offices, kinds, region_parts, romanised, spoken_parts
from assistant.records.model import Span

_EN_LEVELS = {
    "municipal": "市",
    "city": "市",
    "district": "区",
    "county": "县",
    "provincial": "省",
    "town": "镇",
}


_ZONE_WORDS = frozenset(["economic", "technological", "high-tech", "industrial", "development", "zone", "area", "park"])
_NUMBER_WORDS = frozenset(["no", "number", "first", "second", "third", "fourth", "fifth", "sixth", "people"])
_NUMBERED = re.compile(r"\b(?:no\.? ?|number )(?P<digit>[1-9])\b|\b(?P<word>first|second|third|fourth|fifth|sixth)\b")
_NUMBERED_NAME = re.compile("第[一二三四五六七八九]")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_ZONE_NAMED = re.compile(
    r"\b(?:(?P<place>[A-Z][a-z]+) )?(?:[Ee]conomic (?:and [Tt]echnological )?|[Hh]igh-tech (?:[Ii]ndustrial )?)?(?:[Dd]evelopment [Zz]one|[Hh]igh-tech [Zz]one)\b"
)
_ZONE = re.compile("(?:开发区|经开区|高新区|保税区|综保区|度假区|自贸区)$")

_EN_COMMON = frozenset(
    [
        "the",
        "what",
        "how",
        "which",
        "did",
        "does",
        "do",
        "is",
        "was",
        "were",
        "in",
        "at",
        "of",
        "for",
        "and",
        "has",
        "have",
        "had",
        "show",
        "tell",
        "compare",
        "our",
    ]
)


_SHORTEST_SOUND = 4
# Which brigade, each bureau: what is asked after, no office named.
_ASKED_AFTER = re.compile(r"\b(?:which|what|each|every|any) $")


def in_english(question: str, offices: Offices) -> list[Mention]:
    """The offices that an English question names by kind, with their region before or behind it."""
    lowered = question.lower()
    hits = [
        (m.span(), zh)
        for zh, en in kinds()
        for phrase in en
        if phrase in lowered
        for m in re.finditer(rf"\b{re.escape(phrase)}(?:s\b(?!')|\b)", lowered)
        if not _ASKED_AFTER.search(lowered, max(0, m.start() - 12), m.start())
    ]
    hits = [h for h in hits if not any(_wider(o[0], h[0]) for o in hits)]
    found = []
    floor = 0
    for (start, end), zh in sorted(hits, key=lambda h: h[0]):
        around = lowered[max(floor, start - 60) : start] + _place_after(lowered[end:])
        said, levels = _words_and_levels(around)
        after = re.match(r"\s*(?:of|in|for)\s+(?:the\s+)?([\u4e00-\u9fff]{2,8})", question[end:])
        region = after[1].rstrip(LEVELS) if after else ""
        scores = {
            name: _english_score(said, levels, prefix) + 4 * bool(region and region in name)
            for name, prefix in offices.ending(zh)
        }
        if number := _number_named(lowered[max(floor, start - 30) : start]):
            others = any(_NUMBERED_NAME.search(name) for name in scores)
            scores = {name: score for name, score in scores.items() if number in name or not others}
        best = max(scores.values(), default=0)
        names = tuple(sorted(n for n, v in scores.items() if v == best))
        places = [(word, at) for word, at in _places(question, start) if at >= floor]
        near = tuple(n for n in names if places and not any(_foreign(word, [n]) for word, _ in places))
        names = near or names  # of Wangchao and Shiqu water bureaus the one right before; the other is read below
        if any(_foreign(word, names) for word, _ in places):
            names = ()
        begin = min([at for _, at in places], default=start)
        begin = min(begin, _zone_before(lowered, start))
        mention = Mention(Span(begin, end), question[begin:end], names)
        found += [*_coordinated_english(question, mention, offices.ending(zh)), mention]
        floor = end
    return found


def _number_named(before: str) -> str:
    """The number that stands before an office as Chinese names have it: 第二 for No. 2 (People's Hospital), "" without one."""
    found = list(_NUMBERED.finditer(before))
    if not found:
        return ""
    last = found[-1]
    value = int(last["digit"]) if last["digit"] else _ORDINALS.index(last["word"]) + 1
    return f"第{'一二三四五六七八九'[value - 1]}"


def _zone_before(lowered: str, start: int) -> int:
    """Where the zone named right before `start` begins (the development zone brigade), `start` without one."""
    found = re.search(r"(?:\b(?:economic|technological|high-tech|development|zone)['’]?s?\s+)+$", lowered[:start])
    return found.start() if found and "zone" in found[0] else start


_EN_COORDINATED = re.compile(
    r"\b([A-Z][A-Za-z'’-]{2,})(?:\s+(?:District|County|City|Town|district|county|city|town))?\s*(?:,|\band\b|\bor\b|&|\bversus\b|\bvs\.?)\s+(?:the\s+)?$"
)


def _coordinated_english(question: str, mention: Mention, same_kind: Sequence[tuple[str, str]]) -> list[Mention]:
    """Offices of the same kind named by their region alone before `mention`: Wangchao in Wangchao and Shiqu water bureaus."""
    found, start = [], mention.span.start
    while mention.departments and (match := _EN_COORDINATED.search(question[:start])):
        word = re.sub(r"['’-]", "", match[1].lower())
        fitting = [
            name for name, prefix in same_kind if word in spoken_parts(prefix)[0] and name not in mention.departments
        ]
        if len(fitting) != 1:
            break
        start = match.start()
        found.append(Mention(Span(start, match.end(1)), match[1], (fitting[0],)))
    return found


def _wider(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and one[0] <= other[0] and other[1] <= one[1]


def _place_after(rest: str) -> str:
    """The place that follows an office (the water bureau of Yuqiao district), "" where something else follows."""
    match = re.match(r"\s*(?:of|in|for)\s+(?:the\s+)?([a-z'’\- ]{3,40})", rest)
    return f" {match[1]}" if match else ""


def _places(question: str, end: int) -> list[tuple[str, int]]:
    """Capitalised words right before or after an office's English name, with their offsets: they may name its place."""
    words = list(re.finditer(r"[A-Za-z'’\-]+", question[:end]))
    named = []
    for match in reversed(words[-5:]):
        word = re.sub(r"['’]s$", "", match[0].lower())
        if word in _EN_LEVELS or word in _ZONE_WORDS or word in _NUMBER_WORDS:
            continue
        if not match[0][0].isupper() or word in _EN_COMMON:
            break
        named.append((re.sub(r"['’\-]", "", re.sub(r"['’]s$", "", word)), match.start()))
    return named


def _foreign(word: str, names: Sequence[str]) -> bool:
    """Whether the romanised `word` is part of none of `names`."""
    return not any(word in romanised(name) for name in names)


def _words_and_levels(lowered: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of an English question, and the levels of region (区 for district) it names."""
    levels = frozenset(v for k, v in _EN_LEVELS.items() if re.search(rf"\b{k}\b", lowered))
    return frozenset(re.findall(r"\w+", re.sub(r"['’\-]", "", lowered))), levels


def _english_score(said: frozenset[str], levels: frozenset[str], prefix: str) -> int:
    """How well an English question names the region `prefix`: romanised names weigh more than level words."""
    stems, level = spoken_parts(prefix)
    if "zone" in said and _ZONE.search(prefix):
        return 2 + 4 * any(stem and any(stem.startswith(word) for word in said if len(word) > 3) for stem in stems)
    score = sum(4 if depth == len(stems) - 1 else 1 for depth, stem in enumerate(stems) if stem in said)
    return score + (2 if level in levels else 0)


def spelt_places(question: str, offices: Offices) -> list[Mention]:
    """Capitalised words that romanise part of some offices' names (Ligang Economic Zone), each a region of its own."""
    found: list[Mention] = []
    for match in re.finditer(r"\b[A-Z][a-z]+(?:['’\-](?!s\b)[a-z]+)?\b", question):
        word = re.sub(r"['’\-]", "", match[0].lower())
        if len(word) < _SHORTEST_SOUND:
            continue
        names = offices.sounding(word)
        if names and len(names) < len(offices) and word not in _EN_COMMON:
            tail = re.match(
                r"(?:['’]s)?(?:\s+(?:[A-Z][a-z]+|district|county|city|zone|park)\b)*", question[match.end() :]
            )
            end = match.end() + (tail.end() if tail else 0)
            if not any(m.span.meets(Span(*match.span())) for m in found):
                found.append(Mention(Span(match.start(), end), question[match.start() : end], names, region=True))
    return narrower(found)


def zones(question: str, offices: Offices) -> list[Mention]:
    """The development zones that an English question names, with or without their city, each with all its offices."""
    found = []
    for match in _ZONE_NAMED.finditer(question):
        word = (match["place"] or "").lower()
        named = () if word in _EN_COMMON or not word else (word,)
        names = [
            office.name
            for office in offices
            if any(_ZONE.search(part) for part in region_parts(office))
            and all(w in romanised(office.name) for w in named)
        ]
        if names and len(names) < len(offices):
            written = match[0] if named else match[0].removeprefix(f"{match['place']} ")
            found.append(
                Mention(Span(match.end() - len(written), match.end()), written, tuple(sorted(names)), region=True)
            )
    return found
